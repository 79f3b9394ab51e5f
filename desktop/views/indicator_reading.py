"""What Chỉ tiêu shows, read in the worker: the indicators of a year, and names for the records behind each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.errors import UserError
from desktop.models.catalogue import load_catalogue
from desktop.models.commendation import Commendation
from desktop.models.course import Course
from desktop.models.media_page import MediaPage
from desktop.models.person import Person
from desktop.models.plan import Plan
from desktop.models.product import Product
from desktop.models.self_assessment import SelfAssessment
from desktop.reports.measure import Indicator
from desktop.text import format_date, format_number, person_sort_key
from desktop.views.charts_view import Charted, read_charts

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desktop.models.base import Record

MOST_NAMED = 2000
"""Records named behind one indicator; the rest are told by number."""
_BEHIND: tuple[type[Record], ...] = (Person, Course, Plan, MediaPage, Product, Commendation, SelfAssessment)


@dataclass(frozen=True)
class Named:
    """A record behind an indicator: its words, and its kind by which the page that opens it is found."""

    record_id: str
    words: str
    kind: str
    order: str = ""  # people stand by given name; other records as they were counted, by day


@dataclass(frozen=True)
class Shown:
    """One year's indicators with the records behind each and those missing; `problem` where none can be counted."""

    year: int
    rows: tuple[tuple[Indicator, tuple[Named, ...], tuple[Named, ...]], ...] = ()
    problem: str = ""
    charted: Charted | None = None


def read_shown(session: Session, unit_id: str, year: int) -> Shown:
    """Count, and name what was counted."""
    from desktop.reports.facts import period_for
    from desktop.reports.indicators import indicators

    charted = read_charts(session, unit_id, year)
    today = date.today()  # noqa: DTZ011  the clerk's own day
    try:
        found = indicators(session, unit_id, year, period_for(session, unit_id, year), today=today)
    except UserError as error:
        return Shown(year, problem=error.sentence, charted=charted)
    wanted = {each for one in found for each in (*one.numerator_ids[:MOST_NAMED], *one.missing_ids[:MOST_NAMED])}
    names = _names(session, wanted)
    rows = tuple((one, _named(names, one.numerator_ids), _named(names, one.missing_ids)) for one in found)
    return Shown(year, rows, charted=charted)


def _named(names: dict[str, Named], ids: Iterable[str]) -> tuple[Named, ...]:
    return tuple(sorted((names[each] for each in ids if each in names), key=lambda named: named.order))


def _names(session: Session, ids: set[str]) -> dict[str, Named]:
    """Kind by kind in few queries; five hundred ids at a time."""
    listed, found = sorted(ids), {}
    for start in range(0, len(listed), 500):
        part = listed[start : start + 500]
        for kind in _BEHIND:
            for record in session.scalars(select(kind).where(kind.id.in_(part))):
                order = person_sort_key(record.name) if isinstance(record, Person) else ""
                found[record.id] = Named(record.id, _words(record), kind.KIND, order)
    return found


def _words(record: Any) -> str:
    label = load_catalogue().label
    match record:
        case Person():
            return " – ".join(filter(None, (record.name, record.post)))
        case Course():
            unnamed = f" – {format_number(record.briefed)} người không ghi tên" if record.briefed else ""
            return f"{record.name} ({format_date(record.date)}){unnamed}"
        case Plan():
            return " – ".join(filter(None, (record.number, record.subject)))
        case MediaPage():
            last = f"cập nhật {format_date(record.updated)}" if record.updated else "chưa ghi ngày cập nhật"
            return f"{record.name} – {last}"
        case Product():
            number = "chưa ghi số lượng" if record.quantity is None else format_number(record.quantity)
            return f"{record.title} ({format_date(record.date)}) – {label(record.type)}: {number}"
        case Commendation():
            return " – ".join(filter(None, (record.who, label(record.type))))
    return f"{label(record.criterion)} – {label(record.grade)}"
