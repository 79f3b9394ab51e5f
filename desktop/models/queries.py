"""Which records are asked for: by kind, unit, calendar year, words. Functions that return a `Select`, nothing is run here."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Float, Integer, Select, cast, extract, func, select

from desktop.models.activity import Activity
from desktop.models.base import Record
from desktop.models.product import Product
from desktop.models.search import matching
from desktop.text import one_line, parse_date

AnyRecord = TypeVar("AnyRecord", bound=Record)


def added(column: Any) -> ColumnElement[Any]:
    """The sum of whole numbers, NULL where none is stated. Exact up to 2^53, 2^63 at most, never an error.

    SQLite's own sum fails beyond 2^63, and another unit may state 2^53 in as many records as it likes.
    """
    return cast(func.sum(cast(column, Float)), Integer)


def records(
    kind: type[AnyRecord], unit_id: str | None = None, year: int | None = None, words: str = "", in_bin: bool = False
) -> Select[AnyRecord]:
    """Records of a kind in their usual order: events by day, others by year, people as they were entered.

    `year` is the calendar year of the event's first day, or the year the record is about; `words` are searched without
    accents; `in_bin` asks for deleted records instead.
    """
    wanted = select(kind).where(kind.deleted if in_bin else ~kind.deleted)
    columns = kind.wire_columns()
    if unit_id is not None:
        wanted = wanted.where(kind.unit_id == unit_id)
    if year is not None and "year" in columns:
        wanted = wanted.where(columns["year"] == year)
    elif year is not None and "date" in columns:
        wanted = wanted.where(columns["date"].between(date(year, 1, 1), date(year, 12, 31)))
    found = matching(kind.KIND, words)
    if found is not None:
        wanted = wanted.where(kind.id.in_(found))
    first = next((columns[name] for name in ("date", "year") if name in columns), None)
    return wanted.order_by(*([first] if first is not None else []), kind.id)


_DAY_AND_MONTH = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})")
_CHANNEL = re.compile(r"[kK][1-9]")


def activities_like(unit_id: str, typed: str, near: date | int | None = None) -> Select[Activity]:
    """Activities to choose from: by words without accents, a day (5/3, 5/3/2026) or a channel (K3).

    `near` puts the unit's activities about that day first, or keeps to a year where nothing but a channel is asked.
    """
    typed = one_line(typed)
    wanted = select(Activity).where(~Activity.deleted, Activity.unit_id == unit_id)
    day = _day_typed(typed)
    if day is not None:
        return wanted.where(day).order_by(Activity.date.desc())
    if not typed or _CHANNEL.fullmatch(typed):
        if typed:
            wanted = wanted.where(Activity.channel == typed.upper())
        if isinstance(near, int):
            wanted = wanted.where(Activity.date.between(date(near, 1, 1), date(near, 12, 31)))
    elif (found := matching(Activity.KIND, typed)) is not None:
        wanted = wanted.where(Activity.id.in_(found))
    if isinstance(near, date):
        return wanted.order_by(func.abs(func.julianday(Activity.date) - func.julianday(near)), Activity.id)
    return wanted.order_by(Activity.date.desc(), Activity.id)


def _day_typed(typed: str) -> ColumnElement[bool] | None:
    try:
        return Activity.date == parse_date(typed)
    except ValueError:
        pass
    if not (found := _DAY_AND_MONTH.fullmatch(typed)):
        return None
    day, month = (int(part) for part in found.groups())
    return (extract("day", Activity.date) == day) & (extract("month", Activity.date) == month)


def products_of(activity_id: str) -> Select[Product]:
    """The products made under an activity, by day."""
    return select(Product).where(Product.activity == activity_id, ~Product.deleted).order_by(Product.date, Product.id)
