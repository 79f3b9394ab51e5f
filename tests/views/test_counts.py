"""A count is a number, empty or not applicable: three things, in the form, in the list, in the words for reading."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.views import activities
from desktop.views.record_view import lines_of
from desktop.views.widgets.fields import NumberField
from desktop.views.widgets.money_field import MoneyField
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, control, focused, page_of, press, type_letters

Key = Qt.Key


def add(database: Database, **counts: object) -> str:
    record = Activity(
        unit_id=UNIT, date=date(YEAR, 3, 5), title="Bài đăng fanpage", channel="K4", form="K4.1", **counts
    )
    record_id = record.id
    with database.transaction("Ghi") as session:
        session.add(record)
    return record_id


def stored(database: Database) -> Activity:
    with database.snapshot() as session:
        return session.scalars(select(Activity)).one()


@pytest.mark.parametrize("typed", ["kad", "KAD", "Không áp dụng", "khong ap dung"])
def test_not_applicable_is_typed_and_kept_apart_from_zero_and_empty(
    window: MainWindow, database: Database, typed: str
) -> None:
    record_id = add(database, people=12)
    page = page_of(window, "activities")
    page.open_record(record_id)
    page.form.go_to_field("people")
    control(focused(), Key.Key_A)
    type_letters(typed)
    press(focused(), Key.Key_Tab)
    assert page.form.field("people").state() == "không áp dụng"
    control(window, Key.Key_S)
    assert (stored(database).people, stored(database).not_applicable) == (None, ["people"])
    place = [column.key for column in page.pattern.listing.columns].index("people")
    index = page.table.rows.index(0, place)
    assert index.data() == "KAD"
    assert "Không áp dụng" in index.data(Qt.ItemDataRole.ToolTipRole)
    page.form.go_to_field("people")
    control(focused(), Key.Key_A)
    type_letters("0")
    control(window, Key.Key_S)
    assert (stored(database).people, stored(database).not_applicable) == (0, [])
    assert index.data() == "0"
    page.form.go_to_field("people")
    control(focused(), Key.Key_A)
    press(focused(), Key.Key_Delete)
    control(window, Key.Key_S)
    assert (stored(database).people, stored(database).not_applicable) == (None, [])
    assert index.data() == ""


def test_the_mark_beside_the_number_says_it_and_takes_it_back(window: MainWindow, database: Database) -> None:
    record_id = add(database, people=12)
    page = page_of(window, "activities")
    page.open_record(record_id)
    page.form.go_to_field("people")
    [mark] = page.form.field("people").findChildren(QToolButton)
    QTest.mouseClick(mark, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert page.form.field("people").state() == "không áp dụng"
    assert mark.isChecked()
    assert page.form.is_dirty
    QTest.mouseClick(mark, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert page.form.field("people").state() == "12"
    assert not mark.isChecked()
    assert not page.form.is_dirty


def test_what_does_not_apply_is_shown_again_and_stays_through_another_change(
    window: MainWindow, database: Database
) -> None:
    record_id = add(database, not_applicable=["cost", "people"])
    page = page_of(window, "activities")
    page.open_record(record_id)
    assert page.form.field("people").state() == page.form.field("cost").state() == "không áp dụng"
    assert not page.form.is_dirty
    page.form.go_to_field("place")
    type_letters("Bản Búa")
    control(window, Key.Key_S)
    assert stored(database).not_applicable == ["cost", "people"]
    with database.snapshot() as session:
        words = dict(lines_of(session, activities.SCREEN, stored(database)))
    assert words["Số lượt người"] == words["Kinh phí (đồng)"] == "không áp dụng"


def test_a_number_that_always_applies_offers_no_third_state(window: MainWindow) -> None:
    page = page_of(window, "budget")
    page.new()
    year = page.form.field("year")
    assert isinstance(year, NumberField)
    assert year.findChildren(QToolButton) == []
    year.line.setText("kad")
    with pytest.raises(ValueError, match="không phải số"):
        year.value()
    page.form.open_new()


def test_money_is_said_in_words_when_the_field_is_left_not_while_it_is_typed(window: MainWindow) -> None:
    page = page_of(window, "activities")
    page.new()
    page.form.go_to_field("cost")
    cost = page.form.field("cost")
    assert isinstance(cost, MoneyField)
    type_letters("1500000")
    assert focused().property("text") == "1500000"
    assert cost.words.isHidden()
    press(focused(), Key.Key_Tab)
    assert cost.line.text() == "1.500.000"
    assert cost.words.text() == "Bằng chữ: Một triệu năm trăm nghìn đồng."
    page.form.open_new()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-5", "là số âm"),
        ("99999999999", "quá lớn"),
        ("mười", "không phải số"),
        ("1 020", None),
        ("1.020 người", None),
    ],
)
def test_wrong_numbers_are_told_beside_the_field_and_kept(window: MainWindow, typed: str, said: str | None) -> None:
    page = page_of(window, "activities")
    page.new()
    page.form.go_to_field("people")
    type_letters(typed)
    press(focused(), Key.Key_Tab)
    if said is None:
        assert page.form.field("people").state() == "1.020"
        assert page.form.problem_of("people") == ""
    else:
        assert page.form.field("people").state() == typed
        assert said in page.form.problem_of("people")
    page.form.open_new()


def test_a_day_says_its_weekday_and_is_asked_about_when_far_from_today(window: MainWindow, database: Database) -> None:
    page = page_of(window, "activities")
    page.new()
    field = page.form.field("date")
    type_letters("6/3/2026")
    assert field.weekday.text().strip() == "thứ Sáu"  # type: ignore[attr-defined]
    control(focused(), Key.Key_A)
    type_letters(f"5/3/{YEAR - 9}")
    press(focused(), Key.Key_Tab)
    assert "cách hôm nay khá xa (trước" in page.form.problem_of("date")
    page.form.field("title").set_value("Hội nghị năm xưa")
    page.form.field("channel").set_value("K3")
    control(window, Key.Key_S)
    assert stored(database).date == date(YEAR - 9, 3, 5)  # asked about, not refused
