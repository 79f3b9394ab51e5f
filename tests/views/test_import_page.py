"""The import page: nothing stored before Nhập, one undo step after, refused rows to a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from openpyxl import Workbook, load_workbook
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.excel.importing import Preview
from desktop.excel.opening import READERS
from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.views.import_page import KINDS, ImportPage
from tests.excel.conftest import SAMPLES
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


def fill_in(path: Path) -> None:
    """Write the template's own example into its first empty row."""
    book = load_workbook(path)
    page = book.worksheets[0]
    for column in range(2, page.max_column + 1):
        page.cell(5, column).value = page.cell(4, column).value
    book.save(path)


def seen(page: ImportPage) -> Preview:
    assert page.preview is not None
    return page.preview


def is_seen(page: ImportPage, kind: str) -> bool:
    return page.preview is not None and page.preview.kind == kind


def written(page: ImportPage, path: Path) -> bool:
    return path.exists() and not page.workspace.background.busy


def click(widget: QWidget, place: QPoint) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)


def count(database: Database) -> int:
    with database.snapshot() as session:
        return session.scalar(select(func.count()).select_from(Activity).where(~Activity.deleted)) or 0


def test_a_workbook_is_looked_at_then_taken_in_and_undone(qtbot: QtBot, school: Database, tmp_path: Path) -> None:
    sample = workbook(tmp_path)
    with shown(school, "desktop.views.import_page") as (window, page):
        assert isinstance(page, ImportPage)
        page.look_at(sample)
        qtbot.waitUntil(lambda: page.preview is not None, timeout=10000)
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


def test_every_kind_that_can_be_imported_is_offered(qtbot: QtBot, school: Database, tmp_path: Path) -> None:
    assert {kind for kind, _ in KINDS} == set(READERS)
    with shown(school, "desktop.views.import_page") as (_, page):
        assert isinstance(page, ImportPage)
        for at, (kind, _name) in enumerate(KINDS):
            page.kind.setCurrentIndex(at)
            target = tmp_path / f"{kind}.xlsx"
            page.save_template(target)
            qtbot.waitUntil(partial(written, page, target), timeout=5000)
        for kind, _name in KINDS:
            fill_in(tmp_path / f"{kind}.xlsx")
            page.open(kind=kind, path=tmp_path / f"{kind}.xlsx")
            qtbot.waitUntil(partial(is_seen, page, kind), timeout=10000)
            result = seen(page).result
            assert (kind, result.read, result.refused, result.doubtful) == (kind, 1, [], [])
            qtbot.waitUntil(lambda: not page.workspace.background.busy, timeout=10000)


def test_text_of_an_old_font_goes_in_only_where_the_clerk_agrees(
    qtbot: QtBot, school: Database, tmp_path: Path
) -> None:
    with shown(school, "desktop.views.import_page") as (_, page):
        assert isinstance(page, ImportPage)
        page.look_at(SAMPLES / "phong-cu.xlsx")
        qtbot.waitUntil(lambda: page.preview is not None, timeout=10000)
        assert page.fonts.isVisible()
        assert "TCVN3" in page.fonts.told.text()
        assert "“Tuyªn truyÒn NghÞ quyÕt”  →  “Tuyên truyền Nghị quyết”" in page.fonts.samples.text()
        assert not page.import_button.isEnabled()
        assert page.refused.count() == 1
        click(page.fonts.agreed, QPoint(10, page.fonts.agreed.height() // 2))
        qtbot.waitUntil(lambda: page.import_button.isEnabled(), timeout=10000)
        assert page.refused.count() == 0
        before = count(school)
        click(page.import_button, page.import_button.rect().center())
        qtbot.waitUntil(lambda: count(school) == before + 1, timeout=10000)
        qtbot.waitUntil(lambda: not page.workspace.background.busy, timeout=10000)
        page.look_at(workbook(tmp_path))
        qtbot.waitUntil(lambda: not page.fonts.isVisible() and not page.workspace.background.busy, timeout=10000)
        assert not page.fonts.agreed.isChecked()
