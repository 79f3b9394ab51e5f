"""The rows of a list without the list: an array of row numbers read once, pages of 128 rows fetched by them.

Row numbers (SQLite's rowid) take 8 bytes where an id takes 90; they hold as long as nobody rebuilds the file, and a list is
read anew after each commit. First rows come from one LIMITed statement, so that 100,000 rows need not be waited for.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, literal_column, select
from sqlalchemy.orm import Session

from desktop.models.search import matching
from desktop.views.widgets.columns import Column, Listing

PAGE = 128


@dataclass(frozen=True)
class Wanted:
    """What is asked of a list: words searched, filter values by key, order, and whether the bin is looked at."""

    words: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    deleted: bool = False


@dataclass(frozen=True)
class Found:
    """Every row of a list: numbers in order, and the sum of the column that is added up."""

    numbers: array[int]
    total: int


def _table(listing: Listing) -> Table:
    table: Table = listing.kind.__table__
    return table


def _number(listing: Listing) -> ColumnElement[int]:
    return literal_column(f'"{_table(listing).name}".rowid')


def _narrowed(statement: Select[Any], listing: Listing, wanted: Wanted) -> Select[Any]:
    """The statement kept to the rows that are wanted."""
    statement = statement.where(_table(listing).c.deleted.is_(wanted.deleted))
    for each in listing.filters:
        if (value := wanted.filters.get(each.key)) is not None:
            statement = statement.where(each.where(value))
    found = matching(listing.kind.KIND, wanted.words)
    return statement if found is None else statement.where(_table(listing).c.id.in_(found))


def _ordered(statement: Select[Any], listing: Listing, wanted: Wanted) -> Select[Any]:
    column = _table(listing).c[wanted.sort]
    number = _number(listing)
    if wanted.descending:
        return statement.order_by(column.desc(), number.desc())
    return statement.order_by(column.asc(), number.asc())


def _own_order(listing: Listing, wanted: Wanted) -> Column | None:
    column = listing.column(wanted.sort)
    return column if column.order is not None else None


def first_numbers(session: Session, listing: Listing, wanted: Wanted) -> array[int]:
    """The numbers of the first page, quickly; empty where the order can only be had by reading everything."""
    if _own_order(listing, wanted):
        return array("q")
    statement = _ordered(_narrowed(select(_number(listing)), listing, wanted), listing, wanted).limit(PAGE)
    return array("q", session.scalars(statement).all())


def all_numbers(session: Session, listing: Listing, wanted: Wanted) -> Found:
    """Every number in order, and the sum."""
    column = _own_order(listing, wanted)
    narrowed = _narrowed(select(_number(listing)), listing, wanted)
    if column is None:
        numbers = array("q", session.scalars(_ordered(narrowed, listing, wanted)))
    else:
        order = column.order or str
        pairs = session.execute(narrowed.add_columns(_table(listing).c[column.key])).all()
        numbers = array("q", [p[0] for p in sorted(pairs, key=lambda p: order(p[1]), reverse=wanted.descending)])
    total = 0
    if listing.total:
        adding = select(func.coalesce(func.sum(_table(listing).c[listing.total]), 0))
        total = session.scalar(_narrowed(adding, listing, wanted)) or 0
    return Found(numbers, total)


def rows_of(session: Session, listing: Listing, numbers: array[int]) -> dict[int, Mapping[str, Any]]:
    """The rows of those numbers, by number: the id and the columns of the list."""
    table = _table(listing)
    keys = dict.fromkeys(["id", "conflict", *(column.key for column in listing.columns)])
    if "not_applicable" in table.c:
        keys["not_applicable"] = None
    statement = select(_number(listing).label("_number"), *(table.c[key] for key in keys)).where(
        _number(listing).in_(numbers.tolist())
    )
    return {row["_number"]: dict(row) for row in session.execute(statement).mappings()}


def number_of(session: Session, listing: Listing, record_id: str) -> int | None:
    """The number of a record."""
    return session.scalar(select(_number(listing)).where(_table(listing).c.id == record_id))
