"""The unit's own words on the report page: last year's as a start, with what must be checked pointed out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.models.database import Database
from desktop.models.entry import report_of
from desktop.views.report_page import ReportPage
from desktop.views.report_words import OwnWords
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, focused, press, type_letters

BEFORE = f"Năm {YEAR - 1}, nhà trường đã tổ chức 12 buổi ở 5 bản."


@pytest.fixture
def page(window: MainWindow, database: Database, qtbot: QtBot) -> ReportPage:
    with database.transaction() as session:
        report_of(session, UNIT, YEAR - 1).blocks = {"III.1": BEFORE, "III.2": "  "}
    assert window.go_to("report")
    made = window.page
    assert isinstance(made, ReportPage)
    qtbot.waitUntil(lambda: made.shown is not None and made.outline.key is not None, timeout=10000)
    return made


def box(page: ReportPage, key: str) -> OwnWords:
    page.outline.choose(key)
    return page.texts[YEAR, key]


def stored(database: Database) -> str:
    with database.transaction() as session:
        return str((report_of(session, UNIT, YEAR).blocks or {}).get("III.1", ""))


def test_last_years_words_are_a_start_with_its_numbers_pointed_out(
    page: ReportPage, database: Database, qtbot: QtBot
) -> None:
    edit = box(page, "III.1")
    assert page.writing.start_button.isVisible()
    QTest.mouseClick(page.writing.start_button, Qt.MouseButton.LeftButton)
    assert f"Năm {YEAR}," in edit.toPlainText()
    assert str(YEAR - 1) not in edit.toPlainText()
    assert not page.writing.start_button.isVisible()
    assert edit.hasFocus()
    count = edit.marks
    assert count >= 2
    assert page.writing.marks.text().replace("&", "") == f"{count} số cần xem lại (F7)"
    marked = {selection.cursor.selectedText() for selection in edit.extraSelections()}
    assert {"12", "5"} <= marked
    qtbot.waitUntil(lambda: stored(database) == edit.toPlainText(), timeout=5000)


def test_f7_goes_from_number_to_number_and_typing_over_one_settles_it(page: ReportPage) -> None:
    edit = box(page, "III.1")
    page.writing.start_button.click()
    chosen = []
    press(edit, Qt.Key.Key_F7)
    for _ in range(10):
        if not page.writing.marks.isVisible():
            break
        chosen.append(edit.textCursor().selectedText())
        if chosen[-1] == "12":
            type_letters("15")
            assert focused() is edit
        press(edit, Qt.Key.Key_F7)
    assert {"12", "5"} <= set(chosen)
    assert len(chosen) == len(set(chosen))
    assert "15 buổi ở 5 bản" in edit.toPlainText()
    assert edit.marks == 0
    assert edit.extraSelections() == []


def test_nothing_is_offered_where_there_were_no_words_or_words_stand_already(page: ReportPage) -> None:
    box(page, "III.2")
    assert not page.writing.start_button.isVisible()
    edit = box(page, "III.1")
    edit.insertPlainText("Đã viết.")
    assert not page.writing.start_button.isVisible()
    page.writing.start_from_last_year()
    assert edit.toPlainText() == "Đã viết."


def test_marks_stay_at_their_numbers_when_words_are_typed_before_them(page: ReportPage) -> None:
    edit = box(page, "III.1")
    page.writing.start_button.click()
    before = edit.marks
    edit.moveCursor(edit.textCursor().MoveOperation.Start)
    type_letters("🎈 Ghi chú: ")
    assert edit.marks == before
    assert {"12", "5"} <= {selection.cursor.selectedText() for selection in edit.extraSelections()}
