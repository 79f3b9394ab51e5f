"""The import page: nothing stored before Nhập, one undo step after, refused rows to a file."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.views.import_page import ImportPage
from tests.reports.conftest import school as school
from tests.views.pages import shown

ROWS = (
    ("STT", "Ngày tháng", "Tên hoạt động", "Hình thức", "Số lượt người", "Thời tiết"),
    (1, "05/3/2026", "Tuyên truyền tại họp bản Pá Hốc", "Phát thanh trên loa truyền thanh xã", 120, "mưa"),
    (2, "32/3/2026", "Sinh hoạt dưới cờ <b>tháng 3</b>", "Sinh hoạt dưới cờ", 300, ""),
    (3, "12/3/2026", "Họp phụ huynh & học sinh", "Họp phụ huynh", 80, ""),
)


def workbook(folder: Path) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in ROWS:
        book.active.append(row)
    book.save(folder / "sổ.xlsx")
    return folder / "sổ.xlsx"


def count(database: Database) -> int:
    with database.snapshot() as session:
        return session.scalar(select(func.count()).select_from(Activity).where(~Activity.deleted)) or 0


def test_a_workbook_is_looked_at_then_taken_in_and_undone(qtbot: QtBot, school: Database, tmp_path: Path) -> None:
    sample = workbook(tmp_path)
    with shown(school, "desktop.views.import_page") as (window, page):
        assert isinstance(page, ImportPage)
        page.look_at(sample)
        qtbot.waitUntil(lambda: page.preview is not None, timeout=10000)
        window.grab().save("/tmp/import.png")
        assert count(school) == 0
        page.save_template(tmp_path / "mẫu.xlsx")
        qtbot.waitUntil(lambda: (tmp_path / "mẫu.xlsx").exists(), timeout=5000)
        qtbot.waitUntil(lambda: not page.workspace.background.busy, timeout=5000)
        assert "32/3/2026" in page.refused.item(0).text()
        page.save_errors(tmp_path / "lỗi.xlsx")
        qtbot.waitUntil(lambda: (tmp_path / "lỗi.xlsx").exists() and not page.workspace.background.busy, timeout=5000)
        page.take_in()
        qtbot.waitUntil(lambda: count(school) > 0 and not page.import_button.isEnabled(), timeout=10000)
        window.undo()
        assert count(school) == 0
