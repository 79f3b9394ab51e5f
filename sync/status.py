"""Who has reported for a year (features 52, 56): one line per unit of the register that must report."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.activity import Activity
from desktop.models.course import Course
from desktop.models.exchange import Assessment, Exchange
from desktop.models.installation import Role, current
from desktop.models.plan import Plan
from desktop.models.register import RegisterUnit
from desktop.models.report import Report

LAST_DAY = (11, 14)  # "trước ngày 15 tháng 11" (Plan VI.10)


def status(session: Session, year: int) -> dict[str, Any]:
    """The keys of cli.md `status`. A report counts as received when a frozen edition of the year has arrived, and apart,
    as empty, when the unit recorded no activity, course or plan at all."""
    if current(session).role == Role.UNIT:
        raise UserError("Việc này chỉ làm được ở Sở hoặc ở xã, phường.")
    editions = _editions(session, year)
    arrived = _first_arrivals(session)
    with_records = _with_records(session)
    verdicts = _verdicts(session, year)
    lines: list[dict[str, Any]] = []
    for unit in _expected(session, year):
        received_on = arrived.get(unit.id) if unit.id in editions else None
        late = received_on is not None and received_on > date(year, *LAST_DAY)
        lines.append(
            {
                "code": unit.code,
                "name": unit.name,
                "kind": unit.kind,
                "state": _state(unit.id in editions, late, unit.id in with_records, verdicts.get(unit.id)),
                "late": late,
                "received_on": received_on.isoformat() if received_on else None,
                "edition": editions.get(unit.id),
            }
        )
    received = [line for line in lines if line["state"] != "missing"]
    return {
        "year": year,
        "expected": len(lines),
        "received": len(received),
        "on_time": sum(not line["late"] for line in received),
        "late": sum(line["late"] for line in received),
        "missing": len(lines) - len(received),
        **{state: sum(line["state"] == state for line in lines) for state in ("empty", "returned", "accepted")},
        "units": lines,
    }


def _state(arrived: bool, late: bool, has_records: bool, verdict: str | None) -> str:
    if not arrived:
        return "missing"
    if verdict in ("returned", "accepted"):
        return verdict
    if not has_records:
        return "empty"
    return "late" if late else "received"


def _expected(session: Session, year: int) -> list[RegisterUnit]:
    units = session.scalars(select(RegisterUnit).where(RegisterUnit.must_report).order_by(RegisterUnit.code))
    return [
        u
        for u in units
        if (u.valid_to is None or u.valid_to.year >= year) and (u.valid_from is None or u.valid_from.year <= year)
    ]


def _editions(session: Session, year: int) -> dict[str, int]:
    reports = session.scalars(select(Report).where(Report.year == year, ~Report.deleted))
    return {r.unit_id: max(int(e["edition"]) for e in r.editions) for r in reports if r.editions}


def _first_arrivals(session: Session) -> dict[str, date]:
    """The day of the first accepted bundle that carried a report, by unit."""
    rows = session.execute(
        select(Exchange.unit_id, Exchange.at, Exchange.counts)
        .where(Exchange.direction == "in", Exchange.verdict == "accepted")
        .order_by(Exchange.id)
    )
    first: dict[str, date] = {}
    for unit_id, at, counts in rows:
        if unit_id and counts.get("report"):
            first.setdefault(unit_id, datetime.fromisoformat(at).astimezone().date())
    return first


def _with_records(session: Session) -> set[str]:
    found: set[str] = set()
    for kind in (Activity, Course, Plan):
        found.update(
            session.scalars(select(kind.unit_id).where(~kind.deleted).group_by(kind.unit_id).having(func.count() > 0))
        )
    return found


def _verdicts(session: Session, year: int) -> dict[str, str]:
    wanted = select(Assessment).where(Assessment.year == year).order_by(Assessment.sequence)
    return {verdict.unit_id: verdict.state for verdict in session.scalars(wanted)}
