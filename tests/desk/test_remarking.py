"""The Department remarks on a record and a figure in its window, sees the answer, closes the remark."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.models.remark import FIGURE, RemarkAnswer, answer_id, remarks_on
from desktop.views.remarking import RemarkDialog
from desktop.views.units_page import UnitsPage
from sync.days import vietnam_today
from tests.desk.conftest import OpenPage, Province
from tests.desk.test_units_page import at_department


def type_and_save(text: str) -> None:
    """Into the next dialog for a remark."""

    def look(tries: int = 100) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, RemarkDialog):
            dialog.words.setPlainText(text)
            dialog.saved.click()
        elif tries:
            QTimer.singleShot(20, lambda: look(tries - 1))

    QTimer.singleShot(20, look)


def opened(open_page: OpenPage, province: Province, qtbot: QtBot) -> UnitsPage:
    page = at_department(open_page, province, qtbot)
    page.open_unit("SL-0001")
    qtbot.waitUntil(lambda: len(page.view.reports.keys()) == 1)
    return page


def test_a_record_and_a_figure_are_remarked_on(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    page = opened(open_page, province, qtbot)
    view = page.view
    assert view.shown is not None
    unit_id = view.shown.unit_id
    assert not view.remark_button.isEnabled()
    activities = view.tables[0]
    view.tabs.setCurrentWidget(activities)
    qtbot.waitUntil(lambda: activities.rows.rowCount() == 4)
    activities.selectRow(0)
    qtbot.waitUntil(view.remark_button.isEnabled)
    type_and_save("Số lượt người <b>lạ</b>?")
    view.remark_button.click()
    qtbot.waitUntil(lambda: len(view.remarks.said) == 1)
    view.tabs.setCurrentWidget(view.figures)
    view.figures.select("MT30.3")
    type_and_save("Tỷ lệ quá cao.")
    view.remark_button.click()
    qtbot.waitUntil(lambda: len(view.remarks.said) == 2)
    database = page.workspace.database
    with database.snapshot() as session:
        said = remarks_on(session, unit_id)
        assert [(one.kind, one.text) for one in said] == [
            (FIGURE, "Tỷ lệ quá cao."),
            ("activity", "Số lượt người <b>lạ</b>?"),
        ]


def test_the_answer_is_seen_and_the_remark_closed(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    from sync.remarks import remark

    page = opened(open_page, province, qtbot)
    view, database = page.view, page.workspace.database
    assert view.shown is not None
    made = remark(database, "SL-0001", 2026, FIGURE, "HD", "Ít hoạt động.")
    unit = view.shown.unit_id
    with database.transaction() as session:
        session.add(
            RemarkAnswer(id=answer_id(unit, made), unit_id=unit, remark=made, date=vietnam_today(), text="Đã bổ sung.")
        )
    view.remarks.show_unit(unit)
    qtbot.waitUntil(lambda: bool(view.remarks.said))
    assert view.remarks.said[made].answer == "Đã bổ sung."
    view.tabs.setCurrentWidget(view.remarks)
    view.remarks.table.select(made)
    view.remarks.close_button.click()
    qtbot.waitUntil(lambda: view.remarks.said[made].closed)
    assert not view.remarks.close_button.isEnabled()
