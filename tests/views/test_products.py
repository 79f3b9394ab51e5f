"""Products: asked only for what their kind has, tied to an activity, written from the activity's own form."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models import history
from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.product import Product
from desktop.views.bulk_change import BulkChangeDialog
from desktop.views.record_page import RecordPage
from desktop.views.widgets.activity_links import ActivityLinksField
from desktop.views.widgets.products_field import ProductsField
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, control, focused, page_of, press, type_letters

Key = Qt.Key


def add_activities(database: Database) -> list[str]:
    made = [
        Activity(unit_id=UNIT, date=date(YEAR, month, 5), title=title, channel=channel, languages=["NN_THAI"], person="Lò Văn Hặc")
        for month, title, channel in (
            (3, "Sinh hoạt dưới cờ về Nghị quyết 71", "K3"),
            (5, "Phát thanh tuần cao điểm", "K2"),
            (9, "Ngày hội đến trường", "K5"),
        )
    ]  # fmt: skip
    ids = [activity.id for activity in made]
    with database.transaction("Ghi") as session:
        session.add_all(made)
    return ids


def products(database: Database) -> list[Product]:
    with database.snapshot() as session:
        return list(session.scalars(select(Product).where(~Product.deleted).order_by(Product.date)))


def links_of(window: MainWindow, place: str, key: str) -> ActivityLinksField:
    field = page_of(window, place).form.field(key)
    assert isinstance(field, ActivityLinksField)
    return field


def test_only_the_measures_of_the_chosen_kind_are_asked_for(window: MainWindow) -> None:
    page = page_of(window, "products")
    page.new()
    shown = {key: page.form.field(key) for key in ("minutes", "broadcasts", "clusters", "views")}
    assert not any(field.isVisible() for field in shown.values())
    page.form.go_to_field("type")
    type_letters("phat thanh tren dai")
    press(focused(), Key.Key_Tab)
    assert {key for key, field in shown.items() if field.isVisible()} == {"minutes", "broadcasts", "clusters"}
    assert page.form.field("quantity").unit.text() == "lượt phát"  # type: ignore[attr-defined]
    page.form.field("type").set_value("SP_BAI")
    assert {key for key, field in shown.items() if field.isVisible()} == {"views"}
    assert page.form.field("quantity").unit.text() == "bài"  # type: ignore[attr-defined]
    page.form.open_new()


def test_a_measure_that_is_stated_is_never_hidden(window: MainWindow, database: Database) -> None:
    with database.transaction("Ghi") as session:
        record = Product(unit_id=UNIT, date=date(YEAR, 5, 1), type="SP_TIN", title="Tin", quantity=1, clusters=4)
        session.add(record)
        record_id = record.id
    page = page_of(window, "products")
    page.open_record(record_id)
    assert page.form.field("clusters").isVisible()
    assert not page.form.is_dirty


def test_an_activity_is_found_by_words_without_accents_and_linked_with_enter(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    ids = add_activities(database)
    page = page_of(window, "products")
    page.new()
    field = links_of(window, "products", "activity")
    page.form.go_to_field("activity")
    type_letters("duoi co")
    qtbot.waitUntil(lambda: field.found.count() == 1)
    press(focused(), Key.Key_Return)
    assert field.value() == ids[0]
    assert field.search.text() == ""
    assert field.found.isHidden()
    assert "Sinh hoạt dưới cờ" in field.linked.item(0).text()
    page.form.open_new()


def test_activities_are_found_by_day_and_by_channel(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    ids = add_activities(database)
    page = page_of(window, "products")
    page.new()
    field = links_of(window, "products", "activity")
    for typed, expected in (("5/9", [ids[2]]), (f"5/5/{YEAR}", [ids[1]]), ("k2", [ids[1]])):
        page.form.go_to_field("activity")
        control(focused(), Key.Key_A)
        type_letters(typed)
        qtbot.waitUntil(lambda want=expected: field.found.ids() == want)  # type: ignore[misc]
    page.form.open_new()


def test_suggestions_come_with_the_down_key_nearest_day_first_and_escape_ends_only_the_search(
    window: MainWindow, database: Database
) -> None:
    ids = add_activities(database)
    page = page_of(window, "products")
    page.new()
    page.form.field("date").set_value(date(YEAR, 5, 9))
    field = links_of(window, "products", "activity")
    page.form.go_to_field("activity")
    press(focused(), Key.Key_Down)
    assert field.found.ids() == [ids[1], ids[0], ids[2]]
    assert field.found.hasFocus()
    press(focused(), Key.Key_Escape)
    assert field.found.isHidden()
    assert page.panel.isVisible()  # the form is still open
    press(focused(), Key.Key_Down)
    press(focused(), Key.Key_Down)
    press(focused(), Key.Key_Return)
    assert field.value() == ids[0]
    page.form.open_new()


def test_several_links_keep_their_order_and_delete_takes_one_out(window: MainWindow, database: Database) -> None:
    ids = add_activities(database)
    page = page_of(window, "budget")
    page.new()
    field = links_of(window, "budget", "activities")
    for _ in ids:
        page.form.go_to_field("activities")
        press(focused(), Key.Key_Down)
        press(focused(), Key.Key_Return)
    assert field.value() == [ids[2], ids[1], ids[0]]  # the newest first
    field.linked.setFocus()
    press(field.linked, Key.Key_Down)
    press(field.linked, Key.Key_Delete)
    assert field.value() == [ids[2], ids[0]]
    page.form.open_new()


def test_a_product_is_written_from_its_activity_with_what_the_activity_says(
    window: MainWindow, database: Database
) -> None:
    ids = add_activities(database)
    page = page_of(window, "activities")
    page.open(record_id=ids[1])
    mine = page.form.field("products")
    assert isinstance(mine, ProductsField)
    assert mine.words.text() == "Chưa ghi sản phẩm nào."
    mine.add_button.setFocus()
    press(mine.add_button, Key.Key_Space)
    writing = window.page
    assert isinstance(writing, RecordPage)
    assert writing.form.field("date").value() == date(YEAR, 5, 5)
    assert writing.form.field("activity").value() == ids[1]
    assert writing.form.field("language").value() == "NN_THAI"
    type_letters("phat thanh tren dai")
    press(focused(), Key.Key_Tab)
    writing.form.go_to_field("quantity")
    type_letters("4")
    control(window, Key.Key_S)
    [product] = products(database)
    assert (product.activity, product.type, product.quantity) == (ids[1], "SP_PHAT_THANH", 4)
    page_of(window, "activities")
    assert mine.list.count() == 1
    assert "4 lượt phát" in mine.list.item(0).text()
    mine.list.setCurrentRow(0)
    press(mine.list, Key.Key_Return)
    assert page_of(window, "products").form.record_id == product.id


def test_a_product_waits_until_its_activity_is_stored(window: MainWindow) -> None:
    page = page_of(window, "activities")
    control(window, Key.Key_N)
    mine = page.form.field("products")
    assert isinstance(mine, ProductsField)
    assert not mine.add_button.isEnabled()
    assert "Lưu hoạt động trước" in mine.words.text()
    assert not page.form.is_dirty


def test_a_deleted_activity_leaves_its_products_their_link(window: MainWindow, database: Database) -> None:
    ids = add_activities(database)
    with database.transaction("Ghi") as session:
        record = Product(unit_id=UNIT, date=date(YEAR, 5, 5), type="SP_TIN", title="Tin", quantity=1, activity=ids[1])
        session.add(record)
        record_id = record.id
    with database.transaction("Xóa") as session:
        activity = session.get(Activity, ids[1])
        assert activity is not None
        history.delete(session, activity)
    page = page_of(window, "products")
    page.open_record(record_id)
    field = links_of(window, "products", "activity")
    assert field.linked.item(0).text() == "(hoạt động đã xóa)"
    assert not page.form.is_dirty
    page.form.field("title").set_value("Tin ngắn")
    control(window, Key.Key_S)
    assert products(database)[0].activity == ids[1]


def test_a_kind_this_version_does_not_offer_stays_with_its_record_alone(window: MainWindow, database: Database) -> None:
    with database.transaction("Ghi") as session:
        record = Product(unit_id=UNIT, date=date(YEAR, 5, 1), type="SP_TUONG_LAI", title="Sản phẩm mới", quantity=1)
        session.add(record)
        record_id = record.id
    page = page_of(window, "products")
    page.open_record(record_id)
    field = page.form.field("type")
    assert field.value() == "SP_TUONG_LAI"
    assert not page.form.is_dirty
    page.new()
    assert field.value() is None
    assert field.combo.findData("SP_TUONG_LAI") < 0  # type: ignore[attr-defined]
    assert field.combo.findData("SP_TIN") > 0  # type: ignore[attr-defined]
    page.form.open_new()


def test_changing_the_kind_of_several_products_leaves_their_numbers(window: MainWindow, database: Database) -> None:
    with database.transaction("Ghi") as session:
        for day in (1, 2):
            session.add(Product(unit_id=UNIT, date=date(YEAR, 5, day), type="SP_TIN", title="Tin", quantity=3, views=9))
    page = page_of(window, "products")
    page.table.selectAll()
    dialog = BulkChangeDialog(page, page.pattern, page.list.chosen_ids())
    dialog.choice.setCurrentIndex(dialog.choice.findData("type"))
    dialog.fields[dialog.choice.currentIndex()].set_value("SP_BAI")
    dialog.change()
    assert [(p.type, p.quantity, p.views) for p in products(database)] == [("SP_BAI", 3, 9)] * 2
