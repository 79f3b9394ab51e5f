"""A clerk's work with records, by keyboard alone: new, save, change, copy, bin, undo, search."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.course import Course
from desktop.models.database import Database
from desktop.models.person import Person
from desktop.views.widgets.chips import ChipsField
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, answer, commit_text, control, focused, page_of, press, type_letters

Key = Qt.Key


def activities(database: Database) -> list[Activity]:
    with database.snapshot() as session:
        return list(session.scalars(select(Activity).where(~Activity.deleted).order_by(Activity.date)))


def add(database: Database, *titles: str, people: int | None = 10) -> None:
    with database.transaction() as session:
        for day, title in enumerate(titles, 1):
            session.add(
                Activity(unit_id=UNIT, date=date(YEAR, 3, day), title=title, channel="K3", form="K3.1", people=people)
            )


def test_an_activity_is_written_saved_and_shown_by_keyboard_alone(window: MainWindow, database: Database) -> None:
    page = page_of(window, "activities")
    control(window, Key.Key_N)
    type_letters(f"5/3/{YEAR}")
    press(focused(), Key.Key_Tab)
    press(focused(), Key.Key_Tab)
    type_letters("Sinh hoạt dưới cờ về Nghị quyết số 71-NQ/TW")
    press(focused(), Key.Key_Tab)
    type_letters("truc tiep")
    press(focused(), Key.Key_Tab)
    type_letters("hoi nghi quan triet")
    press(focused(), Key.Key_Tab)
    control(window, Key.Key_S)
    [stored] = activities(database)
    assert (stored.date, stored.channel, stored.form) == (date(YEAR, 3, 5), "K3", "K3.1")
    assert stored.title == "Sinh hoạt dưới cờ về Nghị quyết số 71-NQ/TW"
    assert stored.languages == ["NN_VIET"]
    assert page.table.current_id() == stored.id
    assert page.count_label.text() == "1 hoạt động"
    assert not page.form.is_dirty
    assert "Đã lưu" in window.notice.text()


def test_a_date_is_written_out_when_its_field_is_left_not_while_it_is_typed(window: MainWindow) -> None:
    page = page_of(window, "activities")
    control(window, Key.Key_N)
    line = focused()
    assert isinstance(line, QLineEdit)
    type_letters(f"5/3/{YEAR}")
    assert line.text() == f"5/3/{YEAR}"
    press(line, Key.Key_Tab)
    assert line.text() == f"05/03/{YEAR}"
    page.form.open_new()


def test_problems_stand_beside_their_fields_and_the_keyboard_goes_to_the_first(
    window: MainWindow, database: Database
) -> None:
    page = page_of(window, "activities")
    control(window, Key.Key_N)
    type_letters(f"31/2/{YEAR}")
    control(window, Key.Key_S)
    assert page.form.problem_of("date") == f"Không có ngày 31/02/{YEAR}. Hãy kiểm tra lại ngày, tháng."
    assert page.form.problem_of("title").startswith("Chưa có tên hoạt động")
    assert page.form.problem_of("channel") == "Chưa chọn kênh truyền thông."
    assert page.form.field("date").input is focused()
    assert focused().property("wrong") is True
    assert page.form.field("date").state() == f"31/2/{YEAR}"  # the text is kept
    assert activities(database) == []
    page.form.field("date").set_value(date(YEAR, 2, 28))
    assert page.form.problem_of("date") == ""  # and goes once mended
    page.form.open_new()


def test_zero_and_empty_stay_two_things(window: MainWindow, database: Database) -> None:
    add(database, "Có số", people=0)
    add(database, "Không có số", people=None)
    page = page_of(window, "activities")
    shown = {page.table.rows.row(n)["title"]: page.table.rows.row(n)["people"] for n in (0, 1)}  # type: ignore[index]
    assert shown == {"Có số": 0, "Không có số": None}
    for title, text in (("Có số", "0"), ("Không có số", "")):
        [record] = [a for a in activities(database) if a.title == title]
        page.open_record(record.id)
        assert page.form.field("people").state() == text


def test_changing_saves_a_new_version_and_ctrl_z_takes_it_back(window: MainWindow, database: Database) -> None:
    add(database, "Hội thi tìm hiểu")
    page = page_of(window, "activities")
    press(page.table, Key.Key_Return)
    page.form.go_to_field("title")
    commit_text(" Nghị quyết")
    assert page.form.is_dirty
    control(window, Key.Key_S)
    assert [a.title for a in activities(database)] == ["Nghị quyếtHội thi tìm hiểu"]
    press(focused(), Key.Key_Escape)
    assert page.table.hasFocus()
    control(window, Key.Key_Z)
    assert [a.title for a in activities(database)] == ["Hội thi tìm hiểu"]
    assert "Đã hoàn tác: Sửa hoạt động" in window.notice.text()


def test_delete_goes_to_the_bin_without_a_question_and_comes_back(window: MainWindow, database: Database) -> None:
    add(database, "Một", "Hai", "Ba")
    page = page_of(window, "activities")
    page.table.setFocus()
    press(page.table, Key.Key_Delete)
    assert [a.title for a in activities(database)] == ["Một", "Hai"]
    assert window.notice.text() == "Đã đưa “Ba” vào thùng rác – Ctrl+Z để hoàn tác"
    control(window, Key.Key_Z)
    assert [a.title for a in activities(database)] == ["Một", "Hai", "Ba"]


def test_the_bin_shows_what_was_deleted_and_restores_it(window: MainWindow, database: Database) -> None:
    add(database, "Một", "Hai")
    page = page_of(window, "activities")
    page.delete_current()
    page.bin_action.setChecked(True)
    assert page.count_label.text() == "1 bản ghi trong thùng rác"
    page.restore()
    page.bin_action.setChecked(False)
    assert page.table.rows.rowCount() == 2
    assert len(activities(database)) == 2


def test_delete_in_a_field_takes_letters_not_the_record(window: MainWindow, database: Database) -> None:
    add(database, "Một")
    page = page_of(window, "activities")
    press(page.table, Key.Key_Return)
    press(focused(), Key.Key_Delete)
    assert len(activities(database)) == 1
    page.form.open_new()


def test_a_copy_is_a_record_of_its_own_without_the_date(window: MainWindow, database: Database) -> None:
    add(database, "Phát thanh")
    page = page_of(window, "activities")
    control(window, Key.Key_D)
    assert page.form.is_new
    type_letters(f"6/3/{YEAR}")
    control(window, Key.Key_S)
    assert [(a.title, a.date.day, a.channel) for a in activities(database)] == [
        ("Phát thanh", 1, "K3"),
        ("Phát thanh", 6, "K3"),
    ]


def test_saving_and_going_on_opens_an_empty_form(window: MainWindow, database: Database) -> None:
    page = page_of(window, "people")
    control(window, Key.Key_N)
    for name in ("Lò Thị Ánh", "Nguyễn Văn An", "Nguyễn Văn Ân"):
        type_letters(name)
        control(focused(), Key.Key_Return)
        assert page.form.is_new
        assert page.form.field("name").state() == ""
    with database.snapshot() as session:
        assert len(session.scalars(select(Person)).all()) == 3


def test_people_stand_by_given_name(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    with database.transaction() as session:
        for name in ("Nguyễn Văn Ân", "Lò Thị Ánh", "Nguyễn Văn An"):
            session.add(Person(unit_id=UNIT, name=name))
    page = page_of(window, "people")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 3)
    names = [page.table.rows.index(row, 0).data() for row in range(3)]
    assert names == ["Nguyễn Văn An", "Lò Thị Ánh", "Nguyễn Văn Ân"]


def test_search_needs_no_accents_and_says_when_nothing_fits(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    add(database, "Hội thi tìm hiểu đường lối", "Phát thanh trên loa", "Họp phụ huynh")
    page = page_of(window, "activities")
    press(window, Key.Key_F3)
    assert page.search.hasFocus()
    type_letters("duong loi")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 1)
    press(page.search, Key.Key_Escape)
    assert page.table.rows.rowCount() == 3
    type_letters("khong co gi")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 0)
    assert page.table.empty_text.startswith("Không tìm thấy hoạt động nào")


def test_filters_narrow_the_list_and_the_sum(window: MainWindow, database: Database) -> None:
    add(database, "Một", "Hai", people=1200)
    with database.transaction() as session:
        session.add(Activity(unit_id=UNIT, date=date(YEAR - 1, 5, 1), title="Năm ngoái", channel="K2", people=30))
    page = page_of(window, "activities")
    assert page.count_label.text() == "3 hoạt động · 2.430 lượt người"
    page.open(filters={"year": YEAR})
    assert page.count_label.text() == "2 hoạt động · 2.400 lượt người"
    page.open(filters={"channel": "K2"})
    assert page.count_label.text() == "1 hoạt động · 30 lượt người"


def test_leaving_unsaved_text_asks_and_each_answer_does_what_it_says(window: MainWindow, database: Database) -> None:
    page = page_of(window, "people")
    control(window, Key.Key_N)
    type_letters("Cầm Văn Đức")
    said = answer("Quay lại")
    assert not window.go_to("activities")
    assert said() == ["Cán bộ đang ghi chưa được lưu."]
    assert window.page is page
    assert page.form.field("name").state() == "Cầm Văn Đức"
    answer("Lưu")
    assert window.go_to("activities")
    with database.snapshot() as session:
        assert session.scalars(select(Person.name)).all() == ["Cầm Văn Đức"]
    page = page_of(window, "people")
    page.form.field("name").set_value("Khác")
    answer("Bỏ")
    assert window.go_to("activities")
    with database.snapshot() as session:
        assert session.scalars(select(Person.name)).all() == ["Cầm Văn Đức"]


def test_escape_closes_an_untouched_form_without_a_question(window: MainWindow) -> None:
    page = page_of(window, "people")
    control(window, Key.Key_N)
    press(focused(), Key.Key_Escape)
    assert not page.panel.isVisible()
    assert page.table.hasFocus()


def test_text_pasted_decomposed_and_with_hard_spaces_is_stored_composed(window: MainWindow, database: Database) -> None:
    page = page_of(window, "people")
    control(window, Key.Key_N)
    QApplication.clipboard().setText(unicodedata.normalize("NFD", "Lò Thị Ánh Nguyệt").replace(" ", "\u00a0"))
    control(focused(), Key.Key_V)
    control(window, Key.Key_S)
    with database.snapshot() as session:
        assert session.scalars(select(Person.name)).all() == ["Lò Thị Ánh Nguyệt"]
    assert not page.form.is_dirty


@pytest.mark.parametrize(
    "text",
    ["<b>đậm</b> & <img src=x>", "=HYPERLINK(1)", "'; DROP TABLE activity; --", "Lễ 🎉👩‍🏫", "x" * 300, "%s {0} \\n"],
)
def test_hostile_text_goes_through_form_list_and_search_unharmed(
    text: str, window: MainWindow, database: Database
) -> None:
    page = page_of(window, "activities")
    page.new()
    page.form.field("date").set_value(date(YEAR, 3, 5))
    page.form.field("title").set_value(text)
    page.form.field("channel").set_value("K1")
    page.form.field("content").set_value(f"{text}\n{text}")
    assert page.save()
    [stored] = activities(database)
    assert stored.title == text
    assert stored.content == f"{text}\n{text}"
    index = page.table.rows.index(0, 1)
    assert index.data() == text
    assert "<b>" not in (index.data(Qt.ItemDataRole.ToolTipRole) or "")
    page.search.setText(text)
    page.list.show_records()
    page.table.grab()


def test_a_name_too_long_is_refused_beside_the_field(window: MainWindow) -> None:
    page = page_of(window, "people")
    page.new()
    page.form.field("name").set_value("Nguyễn " * 17)  # 120 characters: long, but a name
    assert page.form.check()
    page.form.field("name").set_value("Nguyễn " * 60)
    assert not page.form.check()
    assert page.form.problem_of("name").startswith("Dài quá 200 ký tự")
    page.form.open_new()


def test_only_forms_of_the_chosen_channel_are_offered(window: MainWindow) -> None:
    page = page_of(window, "activities")
    page.new()
    form = page.form.field("form")
    assert not form.isEnabled()
    page.form.field("channel").set_value("K2")
    assert form.isEnabled()
    form.set_value("K2.1")
    assert form.value() == "K2.1"
    page.form.field("channel").set_value("K3")
    assert form.value() is None
    page.form.open_new()


def test_chips_are_one_tab_stop_and_arrows_walk_them(window: MainWindow) -> None:
    page = page_of(window, "courses")
    page.new()
    page.form.go_to_field("contents")
    press(focused(), Key.Key_Left)
    press(focused(), Key.Key_Space)
    contents = page.form.field("contents")
    assert isinstance(contents, ChipsField)
    assert contents.value() == ["BD_QUAN_TRIET", "BD_KHAC"]
    press(focused(), Key.Key_Tab)
    assert not contents.isAncestorOf(focused())
    page.form.open_new()


def test_attendance_is_ticked_by_name_and_a_certificate_means_presence(window: MainWindow, database: Database) -> None:
    with database.transaction() as session:
        for name in ("Lò Thị Ánh", "Quàng Thị Hoa"):
            session.add(Person(unit_id=UNIT, name=name, officer=True))
    page = page_of(window, "courses")
    page.new()
    page.form.field("date").set_value(date(YEAR, 7, 15))
    page.form.field("name").set_value("Tập huấn")
    attendance = page.form.field("attendees")
    attendance.search.setText("hoa")  # type: ignore[attr-defined]
    attendance.rows.toggle(0, 3)  # type: ignore[attr-defined]
    assert page.save()
    with database.snapshot() as session:
        [course] = session.scalars(select(Course))
        [hoa] = session.scalars(select(Person).where(Person.name == "Quàng Thị Hoa"))
    assert course.attendees == course.certified == [hoa.id]


def test_a_change_made_elsewhere_meanwhile_is_not_overwritten(window: MainWindow, database: Database) -> None:
    add(database, "Một")
    page = page_of(window, "activities")
    press(page.table, Key.Key_Return)
    page.form.field("place").set_value("Sân trường")
    with database.transaction() as session:
        session.scalars(select(Activity)).one().title = "Sửa ở nơi khác"
    said = answer("Đóng")
    assert not page.save()
    assert said()[0].startswith("Bản ghi này đã được thay đổi ở nơi khác")
    assert page.form.field("place").state() == "Sân trường"
    page.form.open_new()


def test_fields_the_form_does_not_show_survive_a_save(window: MainWindow, database: Database) -> None:
    with database.transaction() as session:
        session.add(Person(unit_id=UNIT, name="Lò Thị Ánh", extra={"tương_lai": [1, 2]}))
    page = page_of(window, "people")
    with database.snapshot() as session:
        person = session.scalars(select(Person)).one()
    page.open_record(person.id)
    page.form.field("post").set_value("Giáo viên")
    assert page.save()
    with database.snapshot() as session:
        person = session.scalars(select(Person)).one()
    assert (person.post, person.extra) == ("Giáo viên", {"tương_lai": [1, 2]})


def test_making_pages_shows_no_other_window(window: MainWindow, qtbot: QtBot) -> None:
    for place in window._places:
        if place.name != "exchange":
            window.go_to(place.name)
            qtbot.wait(20)
            assert window.isActiveWindow(), place.name
            others = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not window]
            assert others == [], place.name
