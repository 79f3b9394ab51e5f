"""Who has reported for a year (features 52, 56): one line per unit of the register that must report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.activity import Activity
from desktop.models.course import Course
from desktop.models.exchange import Assessment
from desktop.models.installation import Role, current
from desktop.models.issued import TAKEN_BACK
from desktop.models.plan import Plan
from desktop.models.register import RegisterUnit
from desktop.models.report import Report
from sync.days import vietnam_day

LAST_DAY = (11, 14)  # "trước ngày 15 tháng 11" (Plan VI.10)
FIRST_DAY = date(2026, 1, 1)  # the Plan's first year counts from here; each later one from 1 November before it


@dataclass
class _Standing:
    """What came of one unit for the year, as the Department noted it."""

    first_day: date | None = None
    edition: int | None = None
    parts_empty: bool = False
    state: str = "missing"
    deadline: date | None = None
    taken_back: tuple[int | None, date | None] | None = None  # the edition, and the day that counted until then

    def take(self, state: str, edition: int | None, day: date, parts_empty: bool) -> None:
        """The next line. An edition taken back makes the year as if nothing had come, until it stands again or another comes."""
        self.state = state
        if state == TAKEN_BACK:
            self.taken_back = (edition, self.first_day)
            self.first_day = None
        elif state == "received":
            if self.taken_back is not None and self.taken_back[0] == edition:
                self.first_day = self.taken_back[1]
            self.taken_back = None
            self.first_day = self.first_day or day
            self.edition, self.parts_empty = edition, parts_empty
        elif self.taken_back is not None:  # the Department's word counts it as received all the same
            self.first_day, self.taken_back = self.taken_back[1], None


def status(session: Session, year: int) -> dict[str, Any]:
    """The keys of cli.md `status`: units of the register that must report and are valid on the last day of the year's term.

    Received: a frozen edition of the year arrived; on time by the day the first one came. Empty, returned and accepted are
    told apart among those received; one that the unit took back counts as missing. A commune sees its own schools. UserError at a unit.
    """
    installation = current(session)
    if installation.role == Role.UNIT:
        raise UserError("Việc này chỉ làm được ở Sở hoặc ở xã, phường.")
    parent = installation.unit_code if installation.role == Role.COMMUNE else None
    noted = _noted(session, year)
    empty = _without_records(session, year)
    lines = []
    for unit in _expected(session, year, parent):
        standing = noted.get(unit.id, _Standing())
        is_empty = standing.parts_empty or unit.id in empty
        lines.append(_line(unit, standing, date(year, *LAST_DAY), is_empty))
    received = [line for line in lines if line["received_on"] is not None]
    return {
        "year": year,
        "expected": len(lines),
        "received": len(received),
        "on_time": sum(not line["late"] for line in received),
        "late": sum(line["late"] for line in received),
        "missing": len(lines) - len(received),
        **{
            state: sum(line["state"] == state for line in lines)
            for state in ("empty", "returned", "accepted", TAKEN_BACK)
        },
        "units": lines,
    }


def _line(unit: RegisterUnit, standing: _Standing, last_day: date, is_empty: bool) -> dict[str, Any]:
    day = standing.first_day
    late = day is not None and day > last_day
    state = standing.state
    if state == "received":
        state = "empty" if is_empty else "late" if late else "received"
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "state": state,
        "late": late,
        "received_on": day.isoformat() if day else None,
        "edition": standing.edition,
        "deadline": standing.deadline.isoformat() if standing.deadline else None,
    }


def _expected(session: Session, year: int, parent: str | None) -> list[RegisterUnit]:
    """Units merged or closed before the last day report through their successor."""
    day = date(year, *LAST_DAY)
    wanted = select(RegisterUnit).where(
        RegisterUnit.must_report,
        or_(RegisterUnit.valid_from.is_(None), RegisterUnit.valid_from <= day),
        or_(RegisterUnit.valid_to.is_(None), RegisterUnit.valid_to >= day),
    )
    if parent is not None:
        wanted = wanted.where(RegisterUnit.parent == parent)
    return list(session.scalars(wanted.order_by(RegisterUnit.code)))


def _noted(session: Session, year: int) -> dict[str, _Standing]:
    """The newest word on each unit's report of the year; the day of the first edition; what the last edition lacks."""
    columns = (Assessment.unit_id, Assessment.state, Assessment.at, Assessment.edition, Assessment.parts_empty)
    rows = session.execute(
        select(*columns, Assessment.deadline).where(Assessment.year == year).order_by(Assessment.sequence)
    )
    found: dict[str, _Standing] = {}
    for unit_id, state, at, edition, parts_empty, deadline in rows:
        standing = found.setdefault(unit_id, _Standing())
        standing.deadline = deadline
        standing.take(state, edition, vietnam_day(at), parts_empty)
    return found


def _without_records(session: Session, year: int) -> set[str]:
    """Units whose report stands on no activity, course or plan at all, within its own period."""
    start = FIRST_DAY if year <= FIRST_DAY.year else date(year - 1, 11, 1)
    first = func.coalesce(Report.period_from, start)
    last = func.coalesce(Report.period_to, date(year, 10, 31))

    def happened(kind: type[Activity] | type[Course]) -> Any:
        return exists().where(kind.unit_id == Report.unit_id, ~kind.deleted, kind.date.between(first, last))

    planned = exists().where(Plan.unit_id == Report.unit_id, ~Plan.deleted, Plan.year == year)
    wanted = select(Report.unit_id).where(
        Report.year == year, ~Report.deleted, ~happened(Activity), ~happened(Course), ~planned
    )
    return set(session.scalars(wanted))
