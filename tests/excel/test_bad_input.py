"""Files that are no good: each is refused with a clear sentence, quickly, and nothing is changed."""

from __future__ import annotations

import random
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill
from sqlalchemy import func, select

from desktop.errors import UserError
from desktop.excel import ole
from desktop.excel.importing import import_workbook, preview
from desktop.excel.reading import read_workbook
from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.versions import Change, Version
from tests.excel.conftest import SAMPLES, MakeBook

LOG = SAMPLES / "so-theo-doi-2026.xlsx"


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def repacked(source: Path, target: Path, **changed: bytes) -> Path:
    """A copy of a workbook with some parts exchanged; `__` stands for `/` and `_` for `.` in their names."""
    parts = {name.replace("__", "/").replace("_", "."): content for name, content in changed.items()}
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return target


@pytest.mark.parametrize(
    "name, content, sentence",
    [
        ("trống.xlsx", b"", "rỗng"),
        ("sổ.xlsx", b"Ng\xc3\xa0y,N\xe1\xbb\x99i dung\n5/3/2026,A\n", "tệp văn bản"),
        ("sổ.xls", b"<html><table><tr><td>A</td></tr></table></html>", "trang web"),
        ("báo cáo.xlsx", b"%PDF-1.7\n\0\0", "tệp PDF"),
        ("ảnh.xlsx", b"\x89PNG\r\n\x1a\n\0\0", "tệp ảnh"),
        ("sổ.xlsx", b"PK\x03\x04" + b"\0" * 40, "bị hỏng"),
        ("sổ.xls", ole.MAGIC + b"\0" * 4000, "bị hỏng"),
        ("gì đó.xlsx", bytes(range(256)) * 8, "không phải sổ Excel"),
    ],
)
def test_what_is_no_workbook_is_told_by_its_content(tmp_path: Path, name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        read_workbook(written(tmp_path / name, content))


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="Không tìm thấy tệp"):
        read_workbook(tmp_path / "không có.xlsx")
    with pytest.raises(UserError, match="là thư mục"):
        read_workbook(tmp_path)


def test_a_workbook_behind_a_password_asks_to_take_it_off() -> None:
    with pytest.raises(UserError, match="Hãy bỏ mật khẩu"):
        read_workbook(SAMPLES / "mat-khau.xlsx")


def test_a_word_document_under_the_name_of_a_workbook_is_told(tmp_path: Path) -> None:
    path = tmp_path / "sổ.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(UserError, match="tệp Word"):
        read_workbook(path)


def test_a_workbook_without_a_table_says_which_headings_are_expected(database: Database, book: MakeBook) -> None:
    path = book([["Kính gửi: Sở GDĐT"], ["Nhà trường báo cáo như sau"], ["Số lớp", 12], ["Số học sinh", 350]])
    with pytest.raises(UserError, match="“Ngày tháng”, “Nội dung”, “Hình thức”"):
        preview(database, path, "activities")
    with pytest.raises(UserError, match="“Họ và tên”, “Lớp bồi dưỡng”"):
        preview(database, path, "training")
    with pytest.raises(UserError, match="Không nhập được “reports”"):
        preview(database, path, "reports")


def test_a_heading_without_rows_and_an_empty_book_are_told(database: Database, book: MakeBook) -> None:
    with pytest.raises(UserError, match="chưa có dòng nào"):
        preview(database, book([["Ngày", "Nội dung", "Hình thức"]]), "activities")
    with pytest.raises(UserError, match="không có dữ liệu"):
        preview(database, book([[]], name="trống.xlsx"), "activities")


def test_a_hundred_thousand_blank_formatted_rows_cost_little(database: Database, tmp_path: Path) -> None:
    workbook = Workbook(write_only=True)
    page = workbook.create_sheet("Sổ")
    page.append(["Ngày", "Nội dung", "Hình thức"])
    page.append(["5/3/2026", "Học phí", "Họp bản"])
    workbook.save(path := tmp_path / "sổ.xlsx")
    workbook = load_workbook(path)
    grey = PatternFill("solid", start_color="DDDDDD")
    for row in range(3, 100_003):
        workbook["Sổ"].cell(row, 1).fill = grey
    workbook["Sổ"].cell(100_002, 11).fill = grey
    workbook.save(path)
    begun = time.monotonic()
    result = import_workbook(database, "activities", path)
    assert (result.read, result.added) == (1, 1)
    assert time.monotonic() - begun < 20  # a hang, not a figure


def test_a_cell_at_the_far_end_of_the_sheet_is_refused_before_it_is_read(tmp_path: Path) -> None:
    workbook = load_workbook(LOG)
    workbook.worksheets[0]["XFD1048576"] = "x"
    workbook.save(path := tmp_path / "xa.xlsx")
    with pytest.raises(UserError, match="XFD1048576"):
        read_workbook(path)


def test_a_part_that_swells_when_unpacked_is_refused(tmp_path: Path) -> None:
    swollen = b"<sst>" + b" " * (170 * 1024 * 1024) + b"</sst>"
    path = repacked(LOG, tmp_path / "bom.xlsx", xl__workbook_xml=swollen)
    assert path.stat().st_size < 1_000_000
    with pytest.raises(UserError, match="phình to"):
        read_workbook(path)


def test_entities_and_broken_parts_are_refused(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><workbook>&c;</workbook>'
    with pytest.raises(UserError, match="bị hỏng"):
        read_workbook(repacked(LOG, tmp_path / "a.xlsx", xl__workbook_xml=bomb))
    with pytest.raises(UserError, match="bị hỏng"):
        read_workbook(repacked(LOG, tmp_path / "b.xlsx", xl__workbook_xml=b"<workbook><sheets>"))


@pytest.mark.parametrize("name", ["so-theo-doi-2026.xlsx", "boi-duong-2026.xlsx", "so-cu.xls", "so.ods"])
def test_a_book_cut_or_scratched_anywhere_gives_rows_or_a_sentence(tmp_path: Path, name: str) -> None:
    whole = (SAMPLES / name).read_bytes()
    chance = random.Random(name)
    for number in range(60):
        damaged = bytearray(whole)
        if number % 2:
            damaged = damaged[: chance.randrange(len(damaged))]
        else:
            for _ in range(chance.choice([1, 5, 40])):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path = written(tmp_path / name, bytes(damaged))
        said = ""
        try:
            assert read_workbook(path).sheets
        except UserError as error:
            said = error.sentence
        assert not said or name in said


def test_an_old_book_whose_streams_lie_over_each_other_is_refused(tmp_path: Path) -> None:
    """A directory of thousands of entries for the same ten megabytes once filled the memory."""
    content = bytearray((SAMPLES / "so-cu.xls").read_bytes())
    place = content.index("Workbook".encode("utf-16-le"))
    entry = bytes(content[place : place + 128])
    free = next(at for at in range(place, place + 4096, 128) if content[at + 66] == 0)
    content[free : free + 128] = "Xorkbook".encode("utf-16-le") + entry[16:]
    with pytest.raises(UserError, match="bị hỏng"):
        read_workbook(written(tmp_path / "sổ.xls", bytes(content)))


def test_a_refused_workbook_changes_nothing(database: Database, book: MakeBook) -> None:
    import_workbook(database, "activities", LOG)
    with database.snapshot() as session:
        before = session.scalar(select(func.count()).select_from(Version))
    for path in (SAMPLES / "mat-khau.xlsx", book([["A", "B"]], name="khác.xlsx")):
        with pytest.raises(UserError):
            import_workbook(database, "activities", path)
    with database.snapshot() as session:
        assert session.scalar(select(func.count()).select_from(Version)) == before
        assert session.scalar(select(func.count()).select_from(Change)) == 1
        assert session.scalar(select(func.count()).select_from(Activity)) == 83


def test_old_and_open_document_books_are_read_like_new_ones(database: Database) -> None:
    old = preview(database, SAMPLES / "so-cu.xls", "activities")
    assert [(r.values["date"].isoformat(), r.values["people"], r.values["cost"]) for r in old.rows] == [
        ("2026-03-05", 48, 150_000),
        ("2026-04-13", 220, None),
    ]
    open_document = preview(database, SAMPLES / "so.ods", "activities")
    assert [(r.values["date"].isoformat(), r.values["people"], r.values["audiences"]) for r in open_document.rows] == [
        ("2026-03-05", 48, ["DT_HOC_SINH", "DT_PHU_HUYNH"]),
        ("2026-03-09", 100, ["DT_HOC_SINH"]),
    ]
