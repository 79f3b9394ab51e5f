"""A log of 20,000 rows × 11 columns taken in, beside calamine's bare reading of the same file and a bare insert of its rows.

The floor understands nothing: it finds no heading, reads no date, knows no code, keeps no history, no undo step and no search
index; its table has the same columns and the file the same settings. Ours does all of that, and compares every row with what is
stored.
"""

from __future__ import annotations

import functools
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import python_calamine
from openpyxl import Workbook

from bench.exchange import after
from bench.measure import Comparison, compare
from desktop.excel.importing import import_workbook, preview
from desktop.models.base import new_id, utc_now
from desktop.models.database import FILE_NAME, Database, apply_settings
from desktop.models.installation import Installation

ROWS = 20_000
HEADINGS = (
    "STT", "Ngày tháng", "Nội dung tuyên truyền", "Hình thức", "Đối tượng", "Số lượt người", "Địa điểm", "Ngôn ngữ",
    "Người thực hiện", "Kinh phí (đồng)", "Ghi chú",
)  # fmt: skip
_ABOUT = (
    "Tuyên truyền Nghị quyết 71 về đột phá phát triển giáo dục tới nhân dân", "Phổ biến chính sách hỗ trợ học sinh bán trú",
    "Giải đáp thắc mắc về các khoản thu đầu năm học", "Hướng nghiệp, phân luồng học sinh sau trung học cơ sở",
    "Giới thiệu gương nhà giáo tiêu biểu của nhà trường", "Tuyên truyền chuyển đổi số trong dạy học",
)  # fmt: skip
_FORMS = ("Họp bản", "Phát thanh trên loa truyền thanh xã", "Sinh hoạt dưới cờ", "Bài viết Fanpage", "Họp phụ huynh")
_WHO = ("Học sinh", "Phụ huynh", "Nhân dân", "Phụ huynh, học sinh", "Cán bộ, giáo viên")
_TONGUES = ("Tiếng Việt", "Tiếng Việt, Tiếng Thái", "Tiếng Mông")
_NAMES = ("Lò Thị Hương", "Cà Văn Đức", "Vàng A Súa", "Quàng Thị Mai", "Nguyễn Văn An")


def rows(count: int, seed: int = 1) -> Iterator[list[Any]]:
    """Rows as schools write them: many words come again, the contents do not."""
    chance = random.Random(seed)
    for number in range(1, count + 1):
        day = date(2026, 1, 5) + timedelta(days=number % 300)
        yield [
            number,
            day if number % 3 else f"{day.day}/{day.month}/{day.year}",
            f"{chance.choice(_ABOUT)} bản {chance.choice(_NAMES).split()[0]} {number}, {chance.choice(_ABOUT).lower()}",
            chance.choice(_FORMS),
            chance.choice(_WHO),
            chance.randrange(10, 400),
            f"Nhà văn hóa bản {chance.choice(_NAMES).split()[-1]}",
            chance.choice(_TONGUES),
            chance.choice(_NAMES),
            chance.randrange(0, 900) * 1_000,
            "" if number % 4 else f"Ảnh số {number} lưu tại văn phòng",
        ]


def write(path: Path, count: int = ROWS) -> None:
    """The workbook that is measured."""
    book = Workbook(write_only=True)
    page = book.create_sheet("Sổ theo dõi")
    page.append(["SỔ THEO DÕI CÔNG TÁC TRUYỀN THÔNG NĂM 2026"])
    page.append(HEADINGS)
    for row in rows(count):
        page.append(row)
    book.save(path)


def read_raw(source: Path, folder: Path) -> None:
    """The floor: every cell by calamine, every row into one table, one transaction, our settings."""
    sheet = python_calamine.CalamineWorkbook.from_path(source).get_sheet_by_index(0)
    _, _, *found = sheet.to_python(skip_empty_area=False)
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    apply_settings(connection)
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(f"CREATE TABLE log ({', '.join(f'c{place}' for place in range(len(HEADINGS)))})")
    marks = ", ".join("?" * len(HEADINGS))
    connection.executemany(f"INSERT INTO log VALUES ({marks})", found)
    connection.execute("COMMIT")
    connection.close()


def take_in(source: Path, look_first: bool, folder: Path) -> None:
    """The whole of an import; `look_first` as from the window, where the preview comes before it."""
    with Database.open(folder) as database:
        book = preview(database, source, "activity").book if look_first else None
        assert import_workbook(database, "activity", source, book=book).added == ROWS


def _look(source: Path, folder: Path) -> None:
    with Database.open(folder) as database:
        preview(database, source, "activity")


def _fresh(folder: Path, empty: Path) -> Path:
    copy = folder / "moi"
    shutil.rmtree(copy, ignore_errors=True)
    copy.mkdir()
    shutil.copy(empty, copy / FILE_NAME)
    return copy


def measure(runs: int = 5) -> list[Comparison]:
    """Import alone, preview alone, preview and import."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Database.open(folder / "trong", create=True) as database, database.transaction() as session:
            session.add(Installation(role="unit", unit_id=new_id(), created_at=utc_now()))
        write(folder / "so.xlsx")
        fresh = functools.partial(_fresh, folder, folder / "trong" / FILE_NAME)
        floor = after(fresh, functools.partial(read_raw, folder / "so.xlsx"))
        return [
            comparison
            for work, ours, goals in (
                ("import", functools.partial(take_in, folder / "so.xlsx", False), {"s": "≤ 3×"}),
                ("preview", functools.partial(_look, folder / "so.xlsx"), {}),
                ("preview, then import", functools.partial(take_in, folder / "so.xlsx", True), {"s": "≤ 3×"}),
            )
            for comparison in compare(f"workbook of {ROWS:,} rows: {work}", floor, after(fresh, ours), runs, goals)
        ]
