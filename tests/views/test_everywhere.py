"""What works from every page: search over every kind, writing any kind, the keys shown."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desktop.models.activity import Activity
from desktop.models.base import utc_now
from desktop.models.database import Database
from desktop.models.draft import Draft
from desktop.models.kinds import KINDS
from desktop.models.person import Person
from desktop.models.plan import Plan
from desktop.views.indicator_reading import _BEHIND
from desktop.views.logbook import BOOKS, place_of
from desktop.views.places import places_for
from desktop.views.record_page import RecordPage
from desktop.views.search_dialog import SearchDialog
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, control, focused, page_of, press, type_letters

Key = Qt.Key
BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def records(database: Database) -> Database:
    """An activity that another person led, that person, and a plan of the same words."""
    with database.transaction() as session:
        session.add(
            Activity(
                unit_id=UNIT, date=date(YEAR, 3, 5), title="Hội thi đường lối", channel="K3", person="Lò Văn Đường"
            )
        )
        session.add(Person(unit_id=UNIT, name="Lò Văn Đường"))
        session.add(Plan(unit_id=UNIT, year=YEAR, type="KH_RIENG", number="12/KH-TH", subject="Kế hoạch đường lối"))
    return database


def search(window: MainWindow, words: str, qtbot: QtBot) -> SearchDialog:
    """Ctrl+F, words typed, until all is counted."""
    control(window, Key.Key_F)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SearchDialog)
    qtbot.waitUntil(dialog.line.hasFocus)
    type_letters(words)
    qtbot.waitUntil(lambda: dialog.said.text().startswith(("Tìm thấy", "Không")))
    return dialog


def shown(dialog: SearchDialog) -> list[str]:
    return [dialog.results.item(row).text() for row in range(dialog.results.count())]


def test_ctrl_f_finds_without_accents_in_every_kind_by_kind_with_counts(
    window: MainWindow, records: Database, qtbot: QtBot
) -> None:
    window.go_to("home")
    dialog = search(window, "duong", qtbot)
    assert shown(dialog) == [
        "Nhật ký hoạt động (1)",
        "Hội thi đường lối",
        "Kế hoạch – văn bản (1)",
        "Kế hoạch đường lối",
        "Cán bộ (1)",
        "Lò Văn Đường",
    ]
    assert dialog.said.text() == "Tìm thấy 3 bản ghi"


def test_enter_opens_what_arrows_have_chosen_in_its_page(window: MainWindow, records: Database, qtbot: QtBot) -> None:
    window.go_to("home")
    dialog = search(window, "duong", qtbot)
    press(focused(), Key.Key_Down)
    press(focused(), Key.Key_Down)
    press(focused(), Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    page = window.page
    assert isinstance(page, RecordPage)
    assert page.title == "Cán bộ"
    assert page.form.field("name").value() == "Lò Văn Đường"


def test_escape_closes_the_search_and_nothing_found_says_what_to_do(
    window: MainWindow, records: Database, qtbot: QtBot
) -> None:
    dialog = search(window, "khong co gi", qtbot)
    assert dialog.said.text() == "Không tìm thấy bản ghi nào. Hãy bớt từ, hoặc thử từ khác."
    press(focused(), Key.Key_Escape)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)


def test_a_match_outside_the_name_is_shown_with_the_words_around_it(
    window: MainWindow, records: Database, qtbot: QtBot
) -> None:
    dialog = search(window, "lo van", qtbot)
    assert shown(dialog)[:2] == ["Nhật ký hoạt động (1)", "Hội thi đường lối"]
    assert dialog.results.item(1).data(Qt.ItemDataRole.UserRole + 3) == "Lò Văn Đường"
    dialog.results.grab()
    dialog.reject()


def test_drafts_are_found_by_their_title(window: MainWindow, records: Database, qtbot: QtBot) -> None:
    with records.transaction() as session:
        session.add(
            Draft(record_id="d", kind="activity", states={}, values={}, title="Đường còn dở", typed_at=utc_now())
        )
    dialog = search(window, "duong", qtbot)
    assert shown(dialog)[-2:] == ["Bản nháp (1)", "Đường còn dở"]
    assert dialog.said.text() == "Tìm thấy 3 bản ghi, 1 bản nháp"
    dialog.reject()


def test_what_is_in_the_bin_is_not_found(window: MainWindow, records: Database, qtbot: QtBot) -> None:
    page = page_of(window, "activities")
    page.table.setFocus()
    press(page.table, Key.Key_Delete)
    dialog = search(window, "hoi thi", qtbot)
    assert shown(dialog) == []
    dialog.reject()


def test_ctrl_n_on_a_page_without_records_writes_an_activity(window: MainWindow) -> None:
    window.go_to("indicators")
    control(window, Key.Key_N)
    page = window.page
    assert isinstance(page, RecordPage)
    assert page.title == "Nhật ký hoạt động"
    assert page.form.is_new
    assert page.form.field("date").input is focused()


def test_any_kind_is_written_from_anywhere_by_two_keys(window: MainWindow, qtbot: QtBot) -> None:
    window.go_to("home")
    press(window, Key.Key_N, BOTH)
    qtbot.waitUntil(window.quick_menu.isVisible)
    words = [action.text() for action in window.quick_menu.actions()]
    number = next(place for place, text in enumerate(words, 1) if text.endswith("Cán bộ"))
    press(window.quick_menu, Key(Key.Key_0 + number))
    page = window.page
    assert isinstance(page, RecordPage)
    assert page.title == "Cán bộ"
    assert page.form.is_new


def test_every_page_of_records_can_be_written_and_found_from_anywhere(window: MainWindow) -> None:
    places = {
        place.name: page.pattern.listing.kind.KIND
        for place in places_for("unit")
        if isinstance(page := window.page_named(place.name), RecordPage)
    }
    assert {book.place: book.kind for book in BOOKS if book.place in places} == places
    assert {book.kind for book in BOOKS} <= set(KINDS)


def test_f1_shows_the_keys_of_the_page_in_front(window: MainWindow) -> None:
    page_of(window, "activities")
    press(window, Key.Key_F1)
    assert window._help is not None
    words = {label.text() for label in window._help.findChildren(QLabel)}
    assert {"F2", "Ctrl+T", "Ctrl+Shift+E", "Ctrl+F", "Ctrl+Shift+N", "Phím của trang này"} <= words
    window._help.close()
    window.go_to("home")
    window.show_help()
    assert window._help is not None
    assert "Phím của trang này" not in {label.text() for label in window._help.findChildren(QLabel)}
    window._help.close()


def test_every_command_with_a_key_says_it_in_its_tool_tip(window: MainWindow) -> None:
    for action in window.actions_by_command.values():
        if keys := action.shortcut().toString():
            assert keys in action.toolTip()


def test_every_record_behind_an_indicator_has_a_page_that_opens_it() -> None:
    for kind in _BEHIND:
        assert place_of(kind.KIND, "unit"), kind
        assert not place_of(kind.KIND, "department"), kind
    assert place_of("profile", "unit") == "profile"
