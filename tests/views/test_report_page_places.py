"""Finding one's way on the report page: sections and Biểu, the checklist, the preview of a long report."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.models.course import Course
from desktop.models.database import Database
from desktop.models.unit import UnitProfile, profile_id
from desktop.reports.document import Align, Behind, Check, Column, Row, Table
from desktop.views.report_form import FormTable
from desktop.views.report_outline import FORMS
from desktop.views.report_page import ReportPage
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, focused, press

ROLE = Qt.ItemDataRole.UserRole


@pytest.fixture
def page(window: MainWindow, database: Database, qtbot: QtBot) -> ReportPage:
    assert window.go_to("report")
    made = window.page
    assert isinstance(made, ReportPage)
    qtbot.waitUntil(lambda: made.shown is not None and made.outline.key is not None, timeout=10000)
    return made


def cell(table: FormTable, row: int, column: int) -> str:
    return str(table.model().index(row, column).data())


# --- Biểu ----------------------------------------------------------------------------------------------------------------


def test_the_outline_lists_the_forms_below_the_sections_and_shows_the_one_chosen(page: ReportPage) -> None:
    words = [item.text(0) for item in page.outline.items()]
    assert words.index(FORMS) > words.index("2. Đề xuất, kiến nghị")
    assert page.report is not None
    assert [each.form for each in page.report.appendices] == [
        each.data(0, ROLE) for each in page.outline.items() if str(each.data(0, ROLE)).startswith("Biểu")
    ]
    page.outline.choose("IV.2")
    page.focus_first()
    press(page.outline, Qt.Key.Key_Down)
    assert page.outline.key == "Biểu 01"
    press(page.outline, Qt.Key.Key_Return)
    assert focused() is page.writing.form
    table = page.report.appendices[0].table
    assert page.writing.form.model().rowCount() == len(table.rows)
    assert cell(page.writing.form, 0, 1) == table.rows[0].cells[1]
    press(page.writing.form, Qt.Key.Key_F6)
    press(page.outline, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert page.outline.key == "IV.2"
    assert not page.writing.shows_form


def test_heads_of_one_group_are_painted_once_over_their_columns(page: ReportPage, qtbot: QtBot) -> None:
    page.outline.choose("Biểu 02")
    heads = page.writing.form.horizontalHeader()
    heads.parentWidget()
    picture = heads.grab().toImage()
    assert heads.sizeHint().height() > 2 * heads.fontMetrics().height()
    first = heads.sectionViewportPosition(2)
    upper, middle = heads.fontMetrics().height() // 2 + 4, first + heads.sectionSize(2)
    lines = {picture.pixelColor(middle + at, upper).name() for at in (-1, 0)}
    below = {picture.pixelColor(middle + at, heads.height() - 8).name() for at in (-1, 0)}
    assert len(below - lines) > 0 or len(lines) < len(below)


def test_enter_on_a_figure_of_a_form_asks_for_its_records_else_for_those_of_the_row(qtbot: QtBot) -> None:
    one, other = Behind("activity", ("a",)), Behind("course", ("b", "c"))
    table = FormTable()
    qtbot.addWidget(table)
    table.show_table(
        Table(
            (Column("STT", 8, Align.CENTRE), Column("K1", 46, group="Kênh"), Column("K2", 46, group="Kênh")),
            (Row(("1", "04", "05"), behind=(None, one, other)), Row(("2", "", "0")), Row(("Tổng", "1"), bold=True)),
        )
    )
    table.show()
    asked: list[tuple[Behind, str]] = []
    table.asked.connect(lambda behind, words: asked.append((behind, words)))
    press(table, Qt.Key.Key_Return)
    assert asked == [(one, "04")]
    press(table, Qt.Key.Key_Right)
    press(table, Qt.Key.Key_Right)
    press(table, Qt.Key.Key_Return)
    assert asked[1:] == [(other, "05")]
    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Return)
    assert len(asked) == 2
    table.next_figure()
    assert (table.currentIndex().row(), table.currentIndex().column()) == (0, 1)


# --- the checklist -------------------------------------------------------------------------------------------------------


def test_enter_on_a_check_goes_to_the_section_where_it_is_mended(page: ReportPage) -> None:
    page.outline.choose("I.1")
    page.checks.show_checks((Check("Nên xem."), Check("Chưa viết kiến nghị.", "report", "IV.2", grave=True)))
    assert page.checks.label.text() == "Điều cần &xem lại (2, 1 bắt buộc)"
    assert page.checks.list.item(0).text() == "Chưa viết kiến nghị."
    page.checks.list.setFocus()
    press(page.checks.list, Qt.Key.Key_Return)
    assert page.outline.key == "IV.2"
    assert focused() is page.texts[YEAR, "IV.2"]
    page.checks.list.setCurrentRow(1)
    press(page.checks.list, Qt.Key.Key_Return)
    assert page.outline.key == "IV.2"


def test_double_click_on_a_check_of_another_page_goes_there(page: ReportPage, window: MainWindow, qtbot: QtBot) -> None:
    page.checks.show_checks((Check("Hai nơi ghi khác nhau.", "budget"), Check("Lạ.", "no such page", "x")))
    listing = page.checks.list
    listing.setCurrentRow(1)
    press(listing, Qt.Key.Key_Return)
    assert window.page is page
    place = listing.visualItemRect(listing.item(0)).center()
    QTest.mouseClick(listing.viewport(), Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(listing.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.page is not page


def test_a_demanded_part_that_is_missing_stands_among_the_checks(page: ReportPage) -> None:
    assert page.report is not None
    grave = [check for check in page.report.checks if check.grave]
    assert grave
    assert page.checks.list.count() == len(page.report.checks)
    assert page.checks.list.item(0).data(ROLE).grave


def test_a_unit_without_a_profile_is_told_so_and_led_there(
    page: ReportPage, window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    with database.transaction() as session:
        profile = session.get(UnitProfile, profile_id(UNIT, YEAR))
        assert profile is not None
        profile.deleted = True
    qtbot.waitUntil(lambda: page.report is None, timeout=5000)
    assert page.outline.items() == []
    assert not page.freeze_button.isEnabled()
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F5, Qt.Key.Key_F7, Qt.Key.Key_F8, Qt.Key.Key_F9):
        press(page.outline, key)
    page.checks.list.setFocus()
    press(page.checks.list, Qt.Key.Key_Return)
    assert window.page is not page


# --- the preview ---------------------------------------------------------------------------------------------------------


def test_the_preview_follows_what_is_chosen(page: ReportPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.view.pages > 3, timeout=5000)
    assert page.report is not None
    last = page.report.appendices[0]
    page.outline.choose(last.form)
    starts = page.view.starts[f"Phụ lục {last.number}. {last.title}"]
    assert starts > 3
    qtbot.waitUntil(lambda: page.view.page == starts, timeout=2000)
    page.outline.choose("I.1")
    assert page.view.page == 1


def test_of_a_long_report_the_text_is_shown_before_the_whole(
    page: ReportPage, database: Database, qtbot: QtBot
) -> None:
    with database.transaction() as session:
        session.add_all(
            Course(unit_id=UNIT, date=date(YEAR, 5, 6), name=f"Lớp số {number}", contents=["BD1"])
            for number in range(450)
        )
    pages: list[int] = []
    page.view.verticalScrollBar().rangeChanged.connect(lambda *_: pages.append(page.view.pages))
    qtbot.waitUntil(lambda: page.shown is not None and not _whole(page), timeout=15000)
    assert page.report is not None
    assert page.shown is not None
    assert page.shown.draft is not None
    text_only = len(page.shown.draft.document.sizes)
    qtbot.waitUntil(lambda: page.view.pages > text_only + 10, timeout=20000)
    assert text_only in pages
    page.outline.choose(page.report.appendices[-1].form)
    before = page.view.page
    assert before > text_only
    page.open(section="III.3")
    page.view.show_page(before)
    page.texts[YEAR, "III.3"].insertPlainText("Địa bàn rộng.")
    old = page.shown
    qtbot.waitUntil(lambda: page.shown is not old, timeout=20000)
    qtbot.waitUntil(lambda: page.view.drawn != frozenset(), timeout=20000)
    assert page.view.page == before


def _whole(page: ReportPage) -> bool:
    return page.shown is not None and page.shown.draft is not None and page.shown.draft.whole
