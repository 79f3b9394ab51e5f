"""Activities to choose from, and the products made under one."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.models.activity import Activity
from desktop.models.base import new_id
from desktop.models.database import Database
from desktop.models.product import Product, is_measured_by, unit_of_count
from desktop.models.queries import activities_like, products_of

UNIT, OTHER = new_id(), new_id()


@pytest.fixture
def filled(database: Database) -> Database:
    with database.transaction("Ghi") as session:
        for day, title, channel, unit in (
            (date(2025, 3, 5), "Hội nghị năm trước", "K3", UNIT),
            (date(2026, 3, 5), "Sinh hoạt dưới cờ", "K3", UNIT),
            (date(2026, 9, 5), "Phát thanh khai giảng", "K2", UNIT),
            (date(2026, 3, 5), "Của trường khác", "K3", OTHER),
        ):
            session.add(Activity(unit_id=unit, date=day, title=title, channel=channel))
    return database


@pytest.mark.parametrize(
    ("typed", "near", "found"),
    [
        ("duoi co", None, ["Sinh hoạt dưới cờ"]),
        ("SINH  HOAT", None, ["Sinh hoạt dưới cờ"]),
        ("Sinh hoạt", None, ["Sinh hoạt dưới cờ"]),
        ("5/3", None, ["Sinh hoạt dưới cờ", "Hội nghị năm trước"]),
        ("05.03.2025", None, ["Hội nghị năm trước"]),
        ("k3", 2026, ["Sinh hoạt dưới cờ"]),
        ("", 2026, ["Phát thanh khai giảng", "Sinh hoạt dưới cờ"]),
        ("", date(2026, 3, 10), ["Sinh hoạt dưới cờ", "Phát thanh khai giảng", "Hội nghị năm trước"]),
        ("31/2", None, []),
        ('"* OR', None, []),
    ],
)
def test_an_activity_is_found_by_words_day_channel_or_nearness(
    filled: Database, typed: str, near: date | int | None, found: list[str]
) -> None:
    with filled.snapshot() as session:
        assert [a.title for a in session.scalars(activities_like(UNIT, typed, near))] == found


def test_products_of_an_activity_come_by_day_without_those_in_the_bin(database: Database) -> None:
    activity = new_id()
    with database.transaction("Ghi") as session:
        for day, title, deleted in ((9, "Sau", False), (2, "Trước", False), (5, "Đã xóa", True)):
            session.add(
                Product(
                    unit_id=UNIT,
                    date=date(2026, 5, day),
                    type="SP_TIN",
                    title=title,
                    activity=activity,
                    deleted=deleted,
                )
            )
    with database.snapshot() as session:
        assert [p.title for p in session.scalars(products_of(activity))] == ["Trước", "Sau"]


def test_each_kind_of_product_has_its_unit_of_count_and_its_measures() -> None:
    assert unit_of_count("SP_BAI") == "bài"
    assert unit_of_count(None) == unit_of_count("SP_MOI") == ""
    assert is_measured_by("SP_PHAT_THANH", "clusters")
    assert not is_measured_by("SP_PHAT_THANH", "views")
    assert not is_measured_by(None, "minutes")
