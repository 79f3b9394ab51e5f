"""Pages and columns, budget, plans, opinions, difficulties: what each page says beyond its list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.budget import BudgetLine
from desktop.models.database import Database
from desktop.models.media_page import MediaPage
from desktop.models.plan import Plan
from desktop.views.budget import BudgetPage
from desktop.views.places import PLACES, REPORTING, keys_of, places_for
from desktop.views.plans import PlansPage
from desktop.views.theme import palette
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, control, focused, page_of, press, type_letters

Key = Qt.Key
TODAY = date.today()  # noqa: DTZ011


def add_page(database: Database, name: str, **values: object) -> None:
    with database.transaction("Ghi") as session:
        session.add(MediaPage(unit_id=UNIT, name=name, type="MUC", platform="NT_WEB", address="https://a.vn", **values))


def updated_cells(window: MainWindow) -> dict[str, tuple[str, bool]]:
    page = page_of(window, "pages")
    rows = page.table.rows
    place = [column.key for column in page.pattern.listing.columns].index("updated")
    found = {}
    for number in range(rows.rowCount()):
        index = rows.index(number, place)
        colour = index.data(Qt.ItemDataRole.ForegroundRole)
        warned = colour is not None and colour.name() == palette()["warning"]
        found[rows.index(number, 0).data()] = (index.data(), warned)
    return found


def test_a_stale_page_is_told_in_days_and_colour_and_one_that_ended_is_not(
    window: MainWindow, database: Database
) -> None:
    add_page(database, "Mới", updated=TODAY - timedelta(days=3))
    add_page(database, "Cũ", updated=TODAY - timedelta(days=45))
    add_page(database, "Chưa bao giờ", since=TODAY - timedelta(days=100))
    add_page(database, "Đã thôi", updated=TODAY - timedelta(days=400), closed=TODAY - timedelta(days=90))
    cells = updated_cells(window)
    assert cells["Mới"][1] is False
    assert cells["Cũ"] == ("Chưa cập nhật 45 ngày", True)
    assert cells["Chưa bao giờ"] == ("Chưa cập nhật 100 ngày", True)
    assert cells["Đã thôi"][0].startswith("Đã ngừng")
    assert cells["Đã thôi"][1] is False


def test_one_key_says_updated_today_and_ctrl_z_takes_it_back(window: MainWindow, database: Database) -> None:
    before = TODAY - timedelta(days=45)
    add_page(database, "Cũ", updated=before)
    page = page_of(window, "pages")
    control(page.table, Key.Key_U)

    def stored() -> date | None:
        with database.snapshot() as session:
            return session.scalars(select(MediaPage.updated)).one()

    assert stored() == TODAY
    assert "cập nhật hôm nay" in window.notice.text()
    assert updated_cells(window)["Cũ"][1] is False
    control(window, Key.Key_Z)
    assert stored() == before


def add_line(database: Database, source: str, purpose: str, **amounts: object) -> None:
    with database.transaction("Ghi") as session:
        session.add(BudgetLine(unit_id=UNIT, year=YEAR, content=f"{source} {purpose}", source=source, purpose=purpose, **amounts))  # fmt: skip


def test_the_sums_of_the_year_stand_over_the_budget_beside_what_activities_cost(
    window: MainWindow, database: Database
) -> None:
    add_line(database, "KP2", "CH2", estimate=10_000_000, spent=9_000_000)
    add_line(database, "KP4", "CH2", spent=500_000, not_applicable=["estimate"])
    with database.transaction("Ghi") as session:
        for cost in (9_000_000, None, 0):
            session.add(Activity(unit_id=UNIT, date=date(YEAR, 3, 5), title="Hội nghị", channel="K3", cost=cost))
    page = page_of(window, "budget")
    assert isinstance(page, BudgetPage)
    assert page.strip is not None
    said = page.strip.text()
    assert "KP2 | 9.000.000 | 9.000.000 | 10.000.000 | 90%" in said
    assert "KP4 | 500.000 | 500.000 | – | –" in said
    assert "Cộng | 9.500.000 | 9.500.000 | 10.000.000 | 95%" in said
    assert "2 hoạt động" in said
    assert "ít hơn số thực hiện 500.000 đồng" in said


def test_a_budget_without_lines_shows_no_empty_sums(window: MainWindow) -> None:
    page = page_of(window, "budget")
    assert isinstance(page, BudgetPage)
    assert page.strip is not None
    assert page.strip.isHidden()
    assert "Nhấn Ctrl+N" in page.table.empty_text


def test_the_year_says_whether_it_has_a_plan_of_its_own_an_integrated_one_or_none(
    window: MainWindow, database: Database
) -> None:
    page = page_of(window, "plans")
    assert isinstance(page, PlansPage)
    assert f"Năm {YEAR}: chưa có kế hoạch" in page.standing.text()
    for number, (sort, words) in enumerate(
        (("LONG_GHEP", "lồng ghép"), ("KE_HOACH_RIENG", "kế hoạch truyền thông riêng"))
    ):
        with database.transaction("Ghi") as session:
            session.add(
                Plan(unit_id=UNIT, year=YEAR, type=sort, number=f"0{number}/KH", date=TODAY, subject="Kế hoạch")
            )
        assert words in page.standing.text()
        assert "Đạt chỉ tiêu MT30.1" in page.standing.text()


@pytest.mark.parametrize("place", [p.name for p in PLACES if p.roles == REPORTING and p.module.count("_page") == 0])
def test_every_page_of_records_says_what_to_do_when_empty_and_has_help(window: MainWindow, place: str) -> None:
    assert window.go_to(place)
    page = window.page
    assert page is not None
    assert len(page.help) > 60
    assert page.subtitle.text()


def test_places_stand_under_headings_that_the_keyboard_passes_over(window: MainWindow) -> None:
    places = window.side.places
    places.setFocus()
    places.setCurrentRow(0)
    seen = [places.currentItem().text()]
    while seen[-1] != "Báo cáo":
        press(places, Key.Key_Down)
        seen.append(places.currentItem().text())
    titles = [place.title for place in places_for("unit")]
    assert seen == titles[: len(seen)]
    press(places, Key.Key_End)
    assert places.currentItem().text() == titles[-1]
    shown = places.visualItemRect(places.currentItem())
    assert places.viewport().rect().contains(shown)  # the last one has been scrolled to


def test_nine_daily_places_have_keys(window: MainWindow) -> None:
    keys = keys_of(places_for("unit"))
    assert sorted(keys.values()) == [f"Ctrl+{number}" for number in range(1, 10)]
    assert keys["home"] == "Ctrl+1"
    assert keys["activities"] == "Ctrl+2"
    control(window, Key.Key_3)
    assert window.page is window.page_named("products")
    assert set(keys_of(places_for("department"))) == {place.name for place in places_for("department")}


def test_text_too_long_is_told_beside_its_field_and_kept(window: MainWindow, database: Database) -> None:
    page = page_of(window, "opinions")
    control(window, Key.Key_N)
    type_letters("5/3/2026")
    page.form.field("summary").text.setPlainText("Tin sai " * 2000)  # type: ignore[attr-defined]
    control(window, Key.Key_S)
    assert "Dài quá 12000 ký tự" in page.form.problem_of("summary")
    assert len(page.form.field("summary").state()) > 12_000
    assert focused() is page.form.field("summary").input
    page.form.open_new()
