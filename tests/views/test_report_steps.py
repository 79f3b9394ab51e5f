"""The strip of steps, the panel of editions, the dialogs of differences and of freezing: real records, real clicks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QEvent, QPoint, QSize, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.models.activity import Activity
from desktop.models.catalogue import load_catalogue
from desktop.models.database import Database
from desktop.models.entry import report_of
from desktop.models.report import Report, report_id
from desktop.reports.differences import changes
from desktop.reports.document import Check
from desktop.reports.freeze import freeze
from desktop.reports.path import annual_path
from desktop.reports.sign_off import issued_in, note_signed, review, take_back
from desktop.views import scaling
from desktop.views.differences_dialog import DifferencesDialog
from desktop.views.editions_panel import EditionsPanel, read_editions
from desktop.views.freeze_dialog import FreezeDialog, Freezing, read_freezing
from desktop.views.page import Workspace
from desktop.views.report_steps import ACTIONS, StepsPath
from desktop.views.window import MainWindow
from tests.reports.filling import WRITTEN
from tests.views.conftest import UNIT, YEAR, press, type_letters
from tests.views.fitting import SCREENS, cut

RECORD = report_id(UNIT, YEAR)


def record_activity(database: Database, title: str = "Chào cờ") -> None:
    with database.transaction() as session:
        session.add(Activity(unit_id=UNIT, date=date(YEAR, 5, 6), title=title, channel="K5", topic="ND1"))


@pytest.fixture
def workspace(window: MainWindow) -> Workspace:
    """With a written report that is not frozen yet."""
    assert window.workspace is not None
    database = window.workspace.database
    with database.transaction() as session:
        report_of(session, UNIT, YEAR).blocks = WRITTEN
    record_activity(database)
    database.author = "Quàng Thị Hoa"
    return window.workspace


@pytest.fixture
def strip(workspace: Workspace, qtbot: QtBot) -> StepsPath:
    made = StepsPath()
    qtbot.addWidget(made)
    made.resize(1100, 50)
    made.show()
    show(made, workspace)
    return made


def show(strip: StepsPath, workspace: Workspace) -> None:
    with workspace.database.snapshot() as session:
        strip.show_path(annual_path(session, UNIT, YEAR))


def test_the_strip_names_the_next_step_and_asks_for_it_by_key(
    strip: StepsPath, workspace: Workspace, qtbot: QtBot
) -> None:
    asked: list[str] = []
    strip.asked.connect(asked.append)
    assert strip.button.text() == ACTIONS["freeze"]
    strip.button.setFocus()
    press(strip.button, Qt.Key.Key_Space)
    freeze(workspace.database, YEAR)
    show(strip, workspace)
    assert "Thủ trưởng xem: việc tiếp theo" in strip.accessibleName()
    strip.button.click()
    review(workspace.database, "report", RECORD)
    show(strip, workspace)
    assert strip.cells[1].small().startswith("Lò Văn Hặc, ")
    strip.menu.actions()[0].trigger()
    assert asked == ["freeze", "review", "signed"]


@pytest.mark.parametrize("width", [1100, 820, 640])
def test_the_strip_is_low_and_whole_at_every_width(
    strip: StepsPath, workspace: Workspace, width: int, qtbot: QtBot
) -> None:
    freeze(workspace.database, YEAR)
    take_back(workspace.database, "report", RECORD)
    show(strip, workspace)
    strip.resize(width, strip.sizeHint().height())
    qtbot.wait(10)
    assert strip.height() <= 56
    assert strip.width() == width
    assert len(strip.cells) == 6
    assert all(cell.width() >= 60 for cell in strip.cells)
    assert cut(strip) == []


def test_words_that_others_wrote_are_no_markup_in_tips(strip: StepsPath, workspace: Workspace) -> None:
    freeze(workspace.database, YEAR)
    review(workspace.database, "report", RECORD, "<img src='/etc/passwd'> & Hoa")
    show(strip, workspace)
    tip = strip.cells[1].toolTip()
    assert "<img" not in tip
    assert "&lt;img" in tip
    QApplication.sendEvent(strip.cells[1], QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5)))


@pytest.fixture
def panel(workspace: Workspace, qtbot: QtBot) -> EditionsPanel:
    made = EditionsPanel()
    qtbot.addWidget(made)
    made.resize(1000, 240)
    made.show()
    made.show_editions(read_editions(workspace, Report.KIND, RECORD))
    return made


def test_without_editions_nothing_can_be_asked(panel: EditionsPanel) -> None:
    assert panel.chosen() == 0
    assert not any(b.isEnabled() for b in (panel.open_button, panel.before_button, panel.now_button))
    assert not panel.banner.isVisible()


def test_editions_are_listed_newest_first_with_what_was_signed_and_what_differs(
    panel: EditionsPanel, workspace: Workspace, qtbot: QtBot
) -> None:
    database = workspace.database
    freeze(database, YEAR)
    with database.transaction() as session:
        note_signed(issued_in(session, "report", RECORD), "12", date(YEAR, 11, 10), "Lò Văn Hặc")
    record_activity(database, "Họp phụ huynh")
    freeze(database, YEAR)
    panel.show_editions(read_editions(workspace, Report.KIND, RECORD))
    assert panel.table.keys() == ["2", "1"]
    cells = [line.cells for line in panel.table.lines_model.lines]
    assert (cells[0][3], cells[0][7]) == ("Quàng Thị Hoa", "Không có gì khác")
    assert cells[1][5] == f"12 (10/11/{YEAR})"
    assert not panel.banner.isVisible()
    record_activity(database, "Thi tìm hiểu")
    editions = read_editions(workspace, Report.KIND, RECORD)
    panel.show_editions(editions)
    assert editions.now is not None
    assert panel.banner.isVisible()
    assert panel.banner.text().startswith(f"Khác bản đã in ({len(editions.now.figures)} số liệu).")
    asked: list[tuple[str, int]] = []
    panel.opened.connect(lambda number: asked.append(("open", number)))
    panel.compared_before.connect(lambda number: asked.append(("before", number)))
    panel.compared_now.connect(lambda number: asked.append(("now", number)))
    panel.table.select("2")
    for button in (panel.open_button, panel.before_button, panel.now_button):
        button.click()
    panel.table.select("1")
    assert not panel.before_button.isEnabled()
    press(panel.table, Qt.Key.Key_Return)
    assert asked == [("open", 2), ("before", 2), ("now", 2), ("open", 1)]


def test_a_damaged_body_leaves_the_list_readable(panel: EditionsPanel, workspace: Workspace) -> None:
    made = freeze(workspace.database, YEAR)
    workspace.database.files.path(made.sha256).write_bytes(b"{}")
    editions = read_editions(workspace, Report.KIND, RECORD)
    panel.show_editions(editions)
    assert "hỏng" in editions.trouble
    assert panel.table.keys() == ["1"]
    assert read_freezing(workspace, Report.KIND, RECORD, "báo cáo").edition == 2


def test_differences_are_shown_copied_and_kept_as_a_workbook(
    workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    freeze(workspace.database, YEAR)
    record_activity(workspace.database, "Họp phụ huynh")
    dialog = DifferencesDialog(workspace, changes(workspace.database, YEAR))
    qtbot.addWidget(dialog)
    dialog.show()
    row = [item.text() for column in range(4) if (item := dialog.table.item(0, column)) is not None]
    assert row == ["Số liệu", "Số hoạt động truyền thông", "1", "2"]
    dialog.copied.click()
    assert "Số liệu\tSố hoạt động truyền thông\t1\t2" in QApplication.clipboard().text().splitlines()
    path = tmp_path / "khác.xlsx"
    dialog.export(path)
    qtbot.waitUntil(path.exists)
    workspace.background.wait()
    book = load_workbook(path)
    assert any("Số hoạt động truyền thông" in row for row in book.worksheets[0].iter_rows(values_only=True))


def test_freezing_tells_what_changed_and_takes_number_and_date_only_when_asked(
    workspace: Workspace, qtbot: QtBot
) -> None:
    freeze(workspace.database, YEAR)
    record_activity(workspace.database, "Họp phụ huynh")
    dialog = FreezeDialog(read_freezing(workspace, Report.KIND, RECORD, f"báo cáo năm {YEAR}"))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    told = "\n".join(label.text() for label in dialog.told)
    assert "So với bản số 1: khác" in told
    assert "Số hoạt động truyền thông: 1 → 2" in told
    assert dialog.values() == ("", None)
    assert not dialog.fields.isVisible()
    dialog.typed.click()
    assert dialog.fields.isVisible()
    type_letters("12")
    dialog.date.line.setFocus()
    type_letters("31/2")
    dialog.freeze_button.click()
    assert dialog.wrong.isVisible()
    assert dialog.isVisible()
    dialog.date.line.clear()
    type_letters(f"10/11/{YEAR}")
    with qtbot.waitSignal(dialog.accepted):
        dialog.freeze_button.click()
    assert dialog.values() == ("12", date(YEAR, 11, 10))


def test_what_is_grave_is_jumped_to_and_not_frozen(workspace: Workspace, qtbot: QtBot) -> None:
    grave = Check("Chưa viết phần nguyên nhân.", "report", "III.3", grave=True)
    dialog = FreezeDialog(Freezing("báo cáo năm 2026", 1, "BC", None, (grave,)))
    qtbot.addWidget(dialog)
    dialog.show()
    assert "Chưa viết phần nguyên nhân." in dialog.told[1].text()
    assert not dialog.freeze_button.isEnabled()
    with qtbot.waitSignal(dialog.rejected):
        dialog.to_missing.click()
    assert dialog.jump == grave


@pytest.mark.parametrize("size, percent", SCREENS)
def test_dialogs_and_panel_fit_small_screens_with_long_names(
    workspace: Workspace, dressed: QApplication, qtbot: QtBot, size: tuple[int, int], percent: int
) -> None:
    freeze(workspace.database, YEAR)
    for topic in load_catalogue().leaf_topics():
        with workspace.database.transaction() as session:
            values = {"date": date(YEAR, 5, 6), "channel": "K1", "topic": topic.code, "people": 9}
            session.add(Activity(unit_id=UNIT, title="Họp", **values))
    scaling.set_percent(dressed, percent)
    try:
        freezing = read_freezing(workspace, Report.KIND, RECORD, f"báo cáo năm {YEAR}")
        asking = FreezeDialog(freezing)
        told = DifferencesDialog(workspace, changes(workspace.database, YEAR))
        shown = EditionsPanel()
        for widget in (asking, told, shown):
            qtbot.addWidget(widget)
            widget.show()
        asking.typed.click()
        shown.resize(640, 300)
        shown.show_editions(read_editions(workspace, Report.KIND, RECORD))
        for dialog in (asking, told):
            least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
            assert least.width() <= size[0]
            assert least.height() <= size[1]
            dialog.resize(dialog.sizeHint().expandedTo(least).boundedTo(QSize(*size)))
        qtbot.wait(10)
        assert [cut(widget) for widget in (asking, told, shown)] == [[], [], []]
    finally:
        scaling.set_percent(dressed, 100)
