"""The list half of a page: how it was left is kept, sums, several chosen, one field of many, the workbook, like last time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.history import versions_of
from desktop.models.screens import kept_look
from desktop.views.bulk_change import BulkChangeDialog
from desktop.views.page import Workspace
from desktop.views.record_page import RecordPage
from desktop.views.several import export_list_to
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, control, focused, page_of, press, type_letters

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


def add(database: Database, count: int, **values: object) -> None:
    """Activities “Việc 01” … on one day after the other, ten people each, channel K3."""
    with database.transaction() as session:
        for day in range(1, count + 1):
            told = {"channel": "K3", "form": "K3.1", "people": 10, **values}
            session.add(Activity(unit_id=UNIT, date=date(YEAR, 3, day), title=f"Việc {day:02d}", **told))


def stored(database: Database) -> list[Activity]:
    with database.snapshot() as session:
        return list(session.scalars(select(Activity).where(~Activity.deleted).order_by(Activity.date)))


def choose(page: RecordPage, more: int) -> None:
    """The first row and `more` below it, with Shift and the arrow."""
    page.table.setFocus()
    page.table.selectRow(0)
    for _ in range(more):
        press(page.table, Key.Key_Down, SHIFT)


def change_dialog() -> BulkChangeDialog:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, BulkChangeDialog)
    return dialog


# --- how it was left ---------------------------------------------------------------------------------------------------


def again(window: MainWindow, name: str) -> RecordPage:
    """The page made anew, as after a start."""
    assert window.workspace is not None
    old = window._pages.pop(name)
    window.stack.removeWidget(old)
    old.deleteLater()
    return page_of(window, name)


def test_filters_order_and_columns_are_found_again_as_they_were_left(window: MainWindow, database: Database) -> None:
    add(database, 3)
    page = page_of(window, "activities")
    channel = page.list.combos["channel"]
    channel.setFocus()
    for _ in range(3):
        press(channel, Key.Key_Down)
    assert channel.currentData() == "K3"
    page.table.horizontalHeader().sectionClicked.emit(1)
    hidden = [column.key for column in page.pattern.listing.columns].index("place")
    page.list._column_actions[hidden].trigger()
    page.table.setColumnWidth(0, 130)
    page.table.horizontalHeader().moveSection(4, 0)
    assert window.go_to("home")
    page = again(window, "activities")
    assert page.list.combos["channel"].currentData() == "K3"
    assert (page.table.wanted.sort, page.table.wanted.descending) == ("title", False)
    assert not page.table.isColumnHidden(hidden)
    assert page.table.columnWidth(0) == 130
    assert page.table.horizontalHeader().visualIndex(4) == 0
    assert page.list._column_actions[hidden].isChecked()


def test_ve_mac_dinh_brings_back_columns_order_and_filters(window: MainWindow, database: Database) -> None:
    add(database, 2)
    page = page_of(window, "activities")
    before = page.list.look()
    page.list._column_actions[5].trigger()
    page.table.horizontalHeader().sectionClicked.emit(1)
    page.list.combos["channel"].setCurrentIndex(1)
    page.list._filter_chosen()
    assert page.table.rows.rowCount() == 0
    page.list.reset_action.trigger()
    assert page.table.rows.rowCount() == 2
    assert page.list.look() == before


def test_nothing_is_written_where_the_list_was_left_as_it_was_found(window: MainWindow, database: Database) -> None:
    page_of(window, "activities")
    assert window.go_to("home")
    with database.snapshot() as session:
        assert kept_look(session, Activity.KIND) == {}


def test_a_list_opened_narrowed_by_another_page_keeps_the_filters_of_the_person(
    window: MainWindow, database: Database
) -> None:
    add(database, 2)
    page = page_of(window, "activities")
    page.open(filters={"channel": "K1"})
    page.table.setColumnWidth(0, 140)
    assert window.go_to("home")
    page = again(window, "activities")
    assert page.list.combos["channel"].currentData() is None
    assert page.table.columnWidth(0) == 140


def test_a_kept_look_of_another_version_is_passed_over(window: MainWindow, database: Database) -> None:
    from desktop.models.screens import keep_look

    odd = {"filters": {"gone": 1, "channel": "K99"}, "sort": ["gone", True], "columns": [["gone", 9, True], [], "x"]}
    with database.transaction() as session:
        keep_look(session, Activity.KIND, odd)
    add(database, 1)
    page = page_of(window, "activities")
    assert page.table.wanted.sort == "date"
    assert page.table.rows.rowCount() == 1


# --- counts and sums ---------------------------------------------------------------------------------------------------


def test_sums_of_several_columns_and_none_where_nothing_was_stated(window: MainWindow, database: Database) -> None:
    add(database, 2, cost=1_500_000)
    page = page_of(window, "activities")
    assert page.count_label.text() == "2 hoạt động · 20 lượt người · 3.000.000 đồng"
    page.open(filters={"channel": "K1"})
    assert page.count_label.text() == "0 hoạt động"


def test_an_open_filter_says_how_many_rows_each_value_shows(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    add(database, 3)
    with database.transaction() as session:
        session.add(Activity(unit_id=UNIT, date=date(YEAR - 1, 5, 1), title="Năm ngoái", channel="K2"))
    page = page_of(window, "activities")
    page.open(filters={"year": YEAR})
    combo = page.list.combos["channel"]
    combo.showPopup()
    qtbot.waitUntil(lambda: combo.itemData(3, Qt.ItemDataRole.UserRole + 1) == 3)
    assert combo.itemData(2, Qt.ItemDataRole.UserRole + 1) == 0
    combo.hidePopup()
    assert combo.currentText() == "Mọi kênh"


# --- several at once ---------------------------------------------------------------------------------------------------


def test_several_are_chosen_by_keys_counted_deleted_and_brought_back_in_one_step(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    add(database, 5)
    page = page_of(window, "activities")
    choose(page, 2)
    qtbot.waitUntil(lambda: page.count_label.text() == "Đang chọn 3 hoạt động · 30 lượt người")
    press(page.table, Key.Key_Delete)
    assert [a.title for a in stored(database)] == ["Việc 01", "Việc 02"]
    assert window.notice.text() == "Đã đưa 3 hoạt động vào thùng rác – Ctrl+Z để hoàn tác"
    page.table.setFocus()
    control(window, Key.Key_Z)
    assert len(stored(database)) == 5
    assert window.notice.text() == "Đã hoàn tác: Xóa 3 hoạt động"


def test_many_are_deleted_and_taken_out_of_the_bin_together(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    add(database, 25)
    page = page_of(window, "activities")
    page.table.setFocus()
    control(page.table, Key.Key_A)
    assert page.table.chosen_count() == 25
    press(page.table, Key.Key_Delete)
    qtbot.waitUntil(lambda: stored(database) == [])
    qtbot.waitUntil(lambda: window.notice.text().startswith("Đã đưa 25 hoạt động"))  # told of, not only done
    qtbot.waitUntil(window.isEnabled)
    page.bin_action.setChecked(True)
    qtbot.waitUntil(lambda: page.count_label.text() == "25 bản ghi trong thùng rác")
    page.table.setFocus()
    control(page.table, Key.Key_A)
    page.restore_button.click()
    qtbot.waitUntil(lambda: len(stored(database)) == 25)
    qtbot.waitUntil(window.isEnabled)


def test_ctrl_a_chooses_what_is_still_being_read_too(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    with database.transaction() as session:
        for number in range(300):
            day = date(YEAR, 1 + number % 12, 1 + number % 28)
            session.add(Activity(unit_id=UNIT, date=day, title=f"Việc {number}", channel="K1", people=1))
    page = page_of(window, "activities")
    page.table.refresh()
    page.table.setFocus()
    control(page.table, Key.Key_A)
    qtbot.waitUntil(lambda: page.table.chosen_count() == 300)
    qtbot.waitUntil(lambda: page.count_label.text() == "Đang chọn 300 hoạt động · 300 lượt người")


def test_those_chosen_stay_chosen_when_the_list_is_read_again(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    add(database, 5)
    page = page_of(window, "activities")
    choose(page, 1)
    chosen = page.list.chosen_ids()
    with database.transaction() as session:
        session.add(Activity(unit_id=UNIT, date=date(YEAR, 4, 1), title="Mới nhất", channel="K1"))
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 6)
    assert page.list.chosen_ids() == chosen


# --- one field of many -------------------------------------------------------------------------------------------------


def test_one_field_of_several_is_changed_in_one_step_and_taken_back(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    add(database, 4)
    page = page_of(window, "activities")
    choose(page, 2)

    def answer() -> None:
        dialog = change_dialog()
        try:
            assert dialog.windowTitle() == "Đổi một ô của 3 hoạt động"
            dialog.choice.setCurrentIndex(dialog.choice.findData("person"))
            field = dialog.fields[dialog.choice.currentIndex()]
            field.setFocus()
            qtbot.waitUntil(field.input.hasFocus)
            type_letters("Lò Thị Ánh")
            press(focused(), Key.Key_Return)
        finally:
            dialog.reject()  # a dialog that stays would wait for ever

    QTimer.singleShot(50, answer)
    press(window, Key.Key_F2)
    assert [a.person for a in stored(database)] == ["", "Lò Thị Ánh", "Lò Thị Ánh", "Lò Thị Ánh"]
    assert window.notice.text() == "Đã đổi 3 hoạt động – Ctrl+Z để hoàn tác"
    window.activateWindow()  # the window manager does this where there is one
    qtbot.waitUntil(window.isActiveWindow)
    control(window, Key.Key_Z)
    assert [a.person for a in stored(database)] == ["", "", "", ""]


def test_a_value_that_cannot_be_is_refused_beside_the_field_and_nothing_is_changed(
    window: MainWindow, database: Database
) -> None:
    add(database, 2)
    page = page_of(window, "activities")
    dialog = BulkChangeDialog(page, page.pattern, [a.id for a in stored(database)])
    dialog.choice.setCurrentIndex(dialog.choice.findData("people"))
    dialog.fields[dialog.choice.currentIndex()].line.setText("nhiều")  # type: ignore[attr-defined]
    dialog.change()
    assert dialog.problem.text()
    dialog.choice.setCurrentIndex(dialog.choice.findData("channel"))
    assert dialog.problem.text() == ""
    dialog.change()
    assert dialog.problem.text() == "Chưa chọn kênh truyền thông."
    assert [a.people for a in stored(database)] == [10, 10]


def test_records_that_cannot_take_the_value_are_named_and_the_others_changed(
    window: MainWindow, database: Database
) -> None:
    from tests.views.conftest import answer

    add(database, 3)
    page = page_of(window, "activities")
    dialog = BulkChangeDialog(page, page.pattern, [a.id for a in stored(database)])
    dialog.choice.setCurrentIndex(dialog.choice.findData("date_to"))
    dialog.fields[dialog.choice.currentIndex()].set_value(date(YEAR, 3, 2))
    said = answer("Đóng")
    dialog.change()
    assert said() == ["Đã đổi 2 hoạt động. 1 bản ghi giữ nguyên vì không nhận được giá trị mới:"]
    assert [a.date_to for a in stored(database)] == [date(YEAR, 3, 2), date(YEAR, 3, 2), None]


def test_a_new_channel_takes_the_form_of_the_old_one_away(window: MainWindow, database: Database) -> None:
    add(database, 2)
    page = page_of(window, "activities")
    dialog = BulkChangeDialog(page, page.pattern, [a.id for a in stored(database)])
    dialog.choice.setCurrentIndex(dialog.choice.findData("channel"))
    dialog.fields[dialog.choice.currentIndex()].set_value("K1")
    dialog.change()
    assert [(a.channel, a.form) for a in stored(database)] == [("K1", None), ("K1", None)]
    with database.snapshot() as session:
        assert len(versions_of(session, stored(database)[0].id)) == 2


def test_the_form_is_offered_only_where_all_have_the_same_channel(window: MainWindow, database: Database) -> None:
    add(database, 2)
    page = page_of(window, "activities")
    ids = [a.id for a in stored(database)]
    assert BulkChangeDialog(page, page.pattern, ids).choice.findData("form") >= 0
    with database.transaction() as session:
        record = session.get(Activity, ids[0])
        assert record is not None
        record.channel, record.form = "K1", None
    offered = BulkChangeDialog(page, page.pattern, ids).choice
    assert offered.findData("form") == -1
    assert offered.findData("title") == offered.findData("content") == -1  # each record's own


# --- workbook ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("chosen", "expected"), [(0, 4), (1, 2)])
def test_the_chosen_rows_or_the_whole_list_go_into_a_workbook(
    chosen: int, expected: int, window: MainWindow, database: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    add(database, 4)
    with database.transaction() as session:
        session.add(Activity(unit_id=UNIT, date=date(YEAR, 4, 1), title="Kênh khác", channel="K1"))
    page = page_of(window, "activities")
    page.open(filters={"channel": "K3"})
    choose(page, chosen)
    target = tmp_path / "danh sách.xlsx"
    export_list_to(page, target)
    qtbot.waitUntil(lambda: window.notice.text().startswith(f"Đã xuất {expected} hoạt động"))
    rows = list(openpyxl.load_workbook(target).worksheets[0].iter_rows(values_only=True))
    titles = [cell for row in rows for cell in row if isinstance(cell, str) and cell.startswith("Việc ")]
    assert titles == ["Việc 04", "Việc 03", "Việc 02", "Việc 01"][:expected]


# --- a new record ------------------------------------------------------------------------------------------------------


def test_a_new_activity_is_of_today_and_typing_replaces_the_day(window: MainWindow, database: Database) -> None:
    add(database, 1, person="Lò Thị Ánh")
    page = page_of(window, "activities")
    control(window, Key.Key_N)
    assert page.form.field("date").value() == date.today()  # noqa: DTZ011
    assert page.form.field("person").value() == "Lò Thị Ánh"
    assert not page.form.is_dirty
    type_letters(f"5/3/{YEAR}")
    assert page.form.field("date").value() == date(YEAR, 3, 5)
    page.form.open_new()


def test_like_last_time_fills_what_was_not_typed_but_no_day_count_or_result(
    window: MainWindow, database: Database
) -> None:
    shared = {"place": "Sân trường", "result": "Tốt", "audiences": ["DT_HOC_SINH"], "cost": 5}
    add(database, 2, **shared)
    with database.transaction() as session:
        session.add(Activity(unit_id=UNIT, date=date(YEAR, 5, 1), title="Phát thanh", channel="K2", form="K2.1"))
    page = page_of(window, "activities")
    control(window, Key.Key_N)
    page.form.field("channel").set_value("K3")
    page.form.go_to_field("title")
    type_letters("Tên tôi gõ")
    control(window, Key.Key_T)
    values = page.form.values()
    assert (values["title"], values["channel"], values["form"]) == ("Tên tôi gõ", "K3", "K3.1")
    assert (values["place"], values["audiences"]) == ("Sân trường", ["DT_HOC_SINH"])
    assert (values["people"], values["cost"], values["result"]) == (None, None, "")
    assert values["date"] == date.today()  # noqa: DTZ011
    assert page.form.is_dirty
    page.form.open_new()


def test_like_last_time_says_so_where_there_is_no_last_time(window: MainWindow) -> None:
    page = page_of(window, "people")
    control(window, Key.Key_N)
    page.panel.like_last.click()
    assert window.notice.text().startswith("Chưa có cán bộ nào để lấy theo")
    assert not page.form.is_dirty


def test_a_page_shows_only_the_records_of_its_own_unit(window: MainWindow, database: Database) -> None:
    add(database, 1)
    with database.transaction() as session:
        session.add(Activity(unit_id="0" * 36, date=date(YEAR, 3, 1), title="Của trường khác", channel="K1"))
    page = page_of(window, "activities")
    assert isinstance(window.workspace, Workspace)
    assert page.count_label.text() == "1 hoạt động · 10 lượt người"
