"""What a list shows, as data: columns, filters, and how a stored value is written out. A further kind needs only these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from desktop.models.catalogue import load_catalogue
from desktop.text import format_date, format_number

if TYPE_CHECKING:
    from sqlalchemy import SQLColumnExpression
    from sqlalchemy.orm import Session

Shown = Callable[[Any], str]
Row = Mapping[str, Any]


def as_text(value: Any) -> str:
    """One line of a text; line breaks would hide the rest of it."""
    return " ".join(value.split()) if value else ""


def as_date(value: date | None) -> str:
    """dd/mm/yyyy."""
    return format_date(value) if value else ""


def as_number(value: int | None) -> str:
    """Dots between thousands; empty is not zero."""
    return "" if value is None else format_number(value)


def as_label(code: str | None) -> str:
    """The catalogue's words for a code."""
    return load_catalogue().label(code) if code else ""


def as_labels(codes: Sequence[str] | None) -> str:
    """The same for several codes."""
    return load_catalogue().labels(list(codes)) if codes else ""


def as_decimal(text: str | None) -> str:
    """A decimal stored as text, with the comma."""
    return (text or "").replace(".", ",")


def as_mark(value: bool) -> str:
    """A tick or nothing."""
    return "✓" if value else ""


def as_size(items: Sequence[str] | None) -> str:
    """How many there are in a list; nothing for none."""
    return format_number(len(items)) if items else ""


@dataclass(frozen=True)
class Column:
    """`key` is the column's name in the model. `width` in px at 96 dpi; 0 = takes what is left.

    `order` puts texts in an order SQL does not know (people by given name); it is worked out for the whole list, so it is
    for kinds that stay in the hundreds. A column without an order of its own is sorted by SQL.
    """

    key: str
    title: str
    shown: Shown = as_text
    width: int = 120
    right: bool = False
    sortable: bool = True
    hidden: bool = False  # not shown until chosen
    order: Callable[[Any], Any] | None = None
    with_row: Callable[[Row], str] | None = None  # in place of `shown`, where other columns of the list have a say
    colour: Callable[[Row], str] | None = None  # a colour of the palette, "" for the usual one

    def words(self, row: Row) -> str:
        """What stands in the cell; a count that does not apply is neither zero nor empty."""
        if self.does_not_apply(row):
            return "KAD"
        return self.with_row(row) if self.with_row is not None else self.shown(row[self.key])

    def does_not_apply(self, row: Row) -> bool:
        """Whether the record says that there is nothing to count here."""
        return self.key in (row.get("not_applicable") or ())


@dataclass(frozen=True)
class Filter:
    """A combo above the list. `choices` are (value, words) pairs; `where` turns a value into a condition."""

    key: str
    title: str  # what stands there when nothing is chosen: "Mọi kênh"
    choices: Callable[[Session], Sequence[tuple[Any, str]]]
    where: Callable[[Any], SQLColumnExpression[bool]]
    first: Callable[[], Any] = lambda: None  # what is chosen when the page opens
    quiet: bool = False  # shown only while it narrows: another page asked for it


@dataclass(frozen=True)
class Total:
    """A column that is added up, and what its sum counts: "lượt người", "đồng"."""

    key: str
    words: str


@dataclass(frozen=True)
class Listing:
    """A list of one kind of record: `count` words the number of rows, `totals` add to it ("3.420 lượt người")."""

    kind: type[Any]
    columns: tuple[Column, ...]
    sort: tuple[str, bool]  # column and whether the largest comes first
    count: Callable[[int], str]
    filters: tuple[Filter, ...] = ()
    totals: tuple[Total, ...] = ()

    def column(self, key: str) -> Column:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)

    def summed_up(self, count: int, sums: Sequence[int | None]) -> str:
        """How many there are and what they come to: "83 hoạt động · 3.420 lượt người"; a sum of nothing is left out."""
        added = [f"{format_number(s)} {t.words}" for t, s in zip(self.totals, sums, strict=True) if s is not None]
        return " · ".join([self.count(count), *added])
