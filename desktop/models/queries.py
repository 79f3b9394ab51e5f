"""Which records are asked for: by kind, unit, calendar year, words. Functions that return a `Select`, nothing is run here."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from sqlalchemy import Select, select

from desktop.models.base import Record
from desktop.models.search import matching

AnyRecord = TypeVar("AnyRecord", bound=Record)


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
