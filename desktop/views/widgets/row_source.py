"""The rows of a list without the list: an array of row numbers read once, pages of 128 rows fetched by them.

Row numbers (SQLite's rowid) take 8 bytes where an id takes 90; they hold as long as nobody rebuilds the file, and a list is
read anew after each commit. First rows come from one LIMITed statement, so that 100,000 rows need not be waited for.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Table,
    UnaryExpression,
    bindparam,
    case,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.operators import custom_op

from desktop.models.base import Record
from desktop.models.queries import added
from desktop.models.search import few_match, matching
from desktop.views.widgets.columns import Column, Filter, Listing

PAGE = 128
FEW_MATCH = 2_000  # records found by words up to which each is looked up by itself
AT_ONCE = 5_000  # rows of a table up to which every question is answered within a few milliseconds


@dataclass(frozen=True)
class Wanted:
    """What is asked of a list: words searched, filter values by key, order, and whether the bin is looked at."""

    words: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False
    deleted: bool = False
    unit_id: str = ""  # the unit whose records they are; empty for those of all


Sums = tuple[int | None, ...]
"""The sums of a list's totals, in their order; None where nothing was stated to add up."""


@dataclass(frozen=True)
class Found:
    """Every row of a list: numbers in order, and the sums of the columns that are added up."""

    numbers: array[int]
    sums: Sums


def _table(listing: Listing) -> Table:
    table: Table = listing.kind.__table__
    return table


def _number(listing: Listing) -> ColumnElement[int]:
    return literal_column(f'"{_table(listing).name}".rowid')


def is_small(session: Session, listing: Listing) -> bool:
    """Whether the whole table, not only the list, is so small that nothing need be read in the background."""
    return (session.scalar(select(func.max(_number(listing))).select_from(_table(listing))) or 0) <= AT_ONCE


def is_quick(listing: Listing, wanted: Wanted) -> bool:
    """Whether an index hands out the first page in this order, however large the table is."""
    if wanted.words.strip() or any(value is not None for value in wanted.filters.values()):
        return False
    leading = ["unit_id", "deleted", wanted.sort]
    return bool(wanted.unit_id) and any(index.columns.keys() == leading for index in _table(listing).indexes)


def _narrowed(
    session: Session,
    statement: Select[Any],
    listing: Listing,
    wanted: Wanted,
    but: str = "",
    beginning: bool = False,
) -> Select[Any]:
    """The statement kept to the rows that are wanted; the filter `but` is left out. `beginning`: only the first are read."""
    found = matching(listing.kind.KIND, wanted.words)
    # Few that match are looked up one by one; SQLite, which cannot know that they are few, would walk the whole list by its
    # index and ask of each row whether it is among them. A plus before a column keeps its index out.
    plain = found is not None and few_match(session, wanted.words, FEW_MATCH)
    statement = statement.where(_column(listing, "deleted", plain).is_(wanted.deleted))
    if wanted.unit_id:
        statement = statement.where(_column(listing, "unit_id", plain) == wanted.unit_id)
    for each in listing.filters:
        if each.key != but and (value := wanted.filters.get(each.key)) is not None:
            statement = statement.where(each.where(value))
    if found is None:
        return statement
    record_id = _table(listing).c.id
    if beginning and not plain:  # of many that match only the first are asked for: no list of all of them is made
        return statement.where(found.where(found.selected_columns[0] == record_id).exists())
    return statement.where(record_id.in_(found))


def _column(listing: Listing, name: str, plain: bool) -> ColumnElement[Any]:
    column = _table(listing).c[name]
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type) if plain else column


def _ordered(statement: Select[Any], listing: Listing, wanted: Wanted) -> Select[Any]:
    column = _table(listing).c[wanted.sort]
    number = _number(listing)
    if wanted.descending:
        return statement.order_by(column.desc(), number.desc())
    return statement.order_by(column.asc(), number.asc())


def _own_order(listing: Listing, wanted: Wanted) -> Column | None:
    column = listing.column(wanted.sort)
    return column if column.order is not None else None


def first_rows(session: Session, listing: Listing, wanted: Wanted) -> dict[int, Mapping[str, Any]]:
    """The rows of the first page by number, in order, quickly; empty where the order can only be had by reading everything."""
    if _own_order(listing, wanted):
        return {}
    narrowed = _narrowed(session, _selected(listing), listing, wanted, beginning=True)
    statement = _ordered(narrowed, listing, wanted).limit(PAGE)
    return _by_number(session, listing, statement)


def all_numbers(session: Session, listing: Listing, wanted: Wanted) -> Found:
    """Every number in order, and the sums."""
    column = _own_order(listing, wanted)
    narrowed = _narrowed(session, select(_number(listing).label("number")), listing, wanted)
    if column is None:
        # One text instead of 100,000 rows: Python's lock is taken once, and the window stays quick meanwhile.
        ordered = _ordered(narrowed, listing, wanted).subquery()
        joined = session.scalar(select(func.group_concat(ordered.c.number)))
        numbers = array("q", map(int, joined.split(","))) if joined else array("q")
    else:
        order = column.order or str
        pairs = session.execute(narrowed.add_columns(_table(listing).c[column.key])).all()
        numbers = array("q", [p[0] for p in sorted(pairs, key=lambda p: order(p[1]), reverse=wanted.descending)])
    if not listing.totals:
        return Found(numbers, ())
    sums = session.execute(_narrowed(session, _adding(listing), listing, wanted)).one()
    return Found(numbers, tuple(sums))


def _adding(listing: Listing) -> Select[Any]:
    table = _table(listing)
    return select(*(added(table.c[total.key]) for total in listing.totals)).select_from(table)


def _among(listing: Listing, numbers: array[int]) -> ColumnElement[bool]:
    """The condition that a row's number is one of these, however many they are."""
    values = text("SELECT value FROM json_each(:numbers)").bindparams(
        bindparam("numbers", f"[{','.join(map(str, numbers))}]", unique=True)
    )
    return _number(listing).in_(values.columns(literal_column("value")).scalar_subquery())


def sums_of(session: Session, listing: Listing, numbers: array[int]) -> Sums:
    """The sums of these rows alone."""
    return tuple(session.execute(_adding(listing).where(_among(listing, numbers))).one()) if listing.totals else ()


def ids_of(session: Session, listing: Listing, numbers: array[int]) -> list[str]:
    """The ids of these rows, in their order."""
    statement = select(_number(listing), _table(listing).c.id).where(_among(listing, numbers))
    by_number = {number: record_id for number, record_id in session.execute(statement)}
    return [by_number[number] for number in numbers if number in by_number]


def records_of(session: Session, listing: Listing, numbers: array[int]) -> Iterator[Record]:
    """The records of these rows one after the other, in their order; only a few hundred are held at a time."""
    kind: type[Record] = listing.kind
    for start in range(0, len(numbers), 500):
        part = numbers[start : start + 500]
        found = session.execute(select(_number(listing), kind).where(_number(listing).in_(part.tolist()))).all()
        by_number = {number: record for number, record in found}
        yield from (by_number[number] for number in part if number in by_number)
        session.expunge_all()


def rows_of(session: Session, listing: Listing, numbers: array[int]) -> dict[int, Mapping[str, Any]]:
    """The rows of those numbers, by number: the id and the columns of the list."""
    return _by_number(session, listing, _selected(listing).where(_number(listing).in_(numbers.tolist())))


def _keys(listing: Listing) -> list[str]:
    also = ["not_applicable"] if "not_applicable" in _table(listing).c else []
    return list(dict.fromkeys(["id", "conflict", *also, *(column.key for column in listing.columns)]))


def _selected(listing: Listing) -> Select[Any]:
    return select(_number(listing), *(_table(listing).c[key] for key in _keys(listing)))


def _by_number(session: Session, listing: Listing, statement: Select[Any]) -> dict[int, Mapping[str, Any]]:
    keys = _keys(listing)
    return {row[0]: dict(zip(keys, row[1:], strict=True)) for row in session.execute(statement)}


def number_of(session: Session, listing: Listing, record_id: str) -> int | None:
    """The number of a record."""
    return session.scalar(select(_number(listing)).where(_table(listing).c.id == record_id))


def holds(session: Session, listing: Listing, wanted: Wanted, record_id: str) -> bool:
    """Whether a record is one of those wanted, wherever it stands among them."""
    statement = _narrowed(session, select(_number(listing)), listing, wanted).where(_table(listing).c.id == record_id)
    return session.scalar(statement) is not None


def counts_of(session: Session, listing: Listing, wanted: Wanted, by: Filter, values: list[Any]) -> list[int]:
    """How many rows each value of one filter would show, everything else as it is chosen."""
    counting = select(*(func.sum(case((by.where(value), 1), else_=0)) for value in values)).select_from(_table(listing))
    counted = session.execute(_narrowed(session, counting, listing, wanted, but=by.key)).one()
    return [count or 0 for count in counted]
