"""The eight targets of the Plan counted from a unit's records: MT30.1–6, MT35.1–2 (Plan II, domain D).

Each person counts once; a denominator of 0 is "không phát sinh", never 0 %. No names leave this module, only ids. The targets
without a percentage are in `counted_targets`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desktop.models.catalogue import load_catalogue
from desktop.models.course import Course
from desktop.models.person import Person
from desktop.models.plan import Plan
from desktop.models.unit import UnitProfile, profile_for
from desktop.reports.counted_targets import honours_target, judged_target, pages_target, products_target
from desktop.reports.document import Period
from desktop.reports.logbook import Logbook, read_logbook
from desktop.reports.measure import Indicator, tenths_of_percent

PLAN_BEGAN = date(2026, 1, 1)  # "since 2026": the Plan's first year


def indicators(
    session: Session,
    unit_id: str,
    year: int,
    period: Period,
    logbook: Logbook | None = None,
    today: date | None = None,
) -> list[Indicator]:
    """The eight indicators of a unit for a period, in the Plan's order. UserError where the unit has no profile.

    `logbook` spares a second reading where the caller has it. Pages are judged stale on the last day of the period, or on
    `today` where that comes first: a report of the past does not change with the calendar.
    """
    profile = profile_for(session, unit_id, year)
    people = session.scalars(people_of(unit_id)).all()
    courses = session.scalars(courses_until(unit_id, period.end)).all()
    training = _training(profile, people, courses, period)
    held = logbook or read_logbook(session, unit_id, year, period)
    return [
        _planning(session.scalars(plans_of(unit_id, year)).all()),
        pages_target(held.pages, period, min(period.end, today or period.end)),
        _briefing(profile, people, courses, period),
        products_target(held.pages, held.products),
        _indicator("MT30.5", *training),
        honours_target(held.commendations),
        _indicator("MT35.1", *training),
        judged_target(held.assessments.get("MT35.2")),
    ]


def people_of(unit_id: str) -> Select[Person]:
    """The unit's register of people."""
    return select(Person).where(Person.unit_id == unit_id, ~Person.deleted).order_by(Person.id)


def courses_until(unit_id: str, end: date) -> Select[Course]:
    """Courses and briefings since the Plan began, by date; one belongs to the day it began."""
    return (
        select(Course)
        .where(Course.unit_id == unit_id, ~Course.deleted, Course.date >= PLAN_BEGAN, Course.date <= end)
        .order_by(Course.date, Course.id)
    )


def plans_of(unit_id: str, year: int) -> Select[Plan]:
    """The plans and documents of a year."""
    return select(Plan).where(Plan.unit_id == unit_id, ~Plan.deleted, Plan.year == year).order_by(Plan.date, Plan.id)


def _indicator(
    code: str,
    numerator: int,
    denominator: int,
    numerator_ids: Iterable[str] = (),
    missing_ids: Iterable[str] = (),
    cumulative: int | None = None,
    warnings: Sequence[str] = (),
) -> Indicator:
    entry = load_catalogue().entry(code)
    target = int(entry.extra["gia_tri"]) if entry else 100
    return Indicator(
        code=code,
        label=load_catalogue().label(code),
        unit="%",
        numerator=numerator,
        denominator=denominator,
        percent=tenths_of_percent(numerator, denominator) / 10 if denominator else None,
        target=target,
        met=numerator * 100 >= target * denominator if denominator else None,
        numerator_ids=tuple(numerator_ids),
        missing_ids=tuple(missing_ids),
        cumulative=cumulative,
        warnings=tuple(warnings),
        due=int(entry.extra["nam_dich"]) if entry else 2030,
    )


def _planning(plans: Sequence[Plan]) -> Indicator:
    """MT30.1 at a unit is a choice: own plan, integrated, none; a share only appears when units are added up."""
    counted = [plan.id for plan in plans if plan.meets_target]
    return _indicator("MT30.1", 1 if counted else 0, 1, counted)


def _briefing(profile: UnitProfile, people: Sequence[Person], courses: Sequence[Course], period: Period) -> Indicator:
    """MT30.3: persons named at briefings, each once, who still belong to the unit, and those counted without a name."""
    briefings = [course for course in courses if course.is_briefing]
    named = _attended(briefings)
    present = [person.id for person in people if person.is_present(period.end)]
    reached = [one for one in present if one in named]
    unnamed = [course for course in briefings if course.briefed]
    numerator = len(reached) + sum(course.briefed or 0 for course in unnamed)
    staff = profile.staff or 0
    warnings = []
    if not staff:
        warnings.append("Hồ sơ đơn vị chưa có tổng số cán bộ nên chưa tính được tỷ lệ phổ biến, quán triệt Nghị quyết.")
    elif numerator > staff:
        warnings.append(
            f"Số người đã được quán triệt ({numerator}) nhiều hơn tổng số cán bộ của đơn vị ({staff}). "
            "Hãy kiểm tra số người ghi ở các hội nghị quán triệt và tổng số trong Hồ sơ đơn vị."
        )
    missing = [one for one in present if one not in named]
    return _indicator(
        "MT30.3", numerator, staff, [*reached, *(course.id for course in unnamed)], missing, warnings=warnings
    )


def _training(
    profile: UnitProfile, people: Sequence[Person], courses: Sequence[Course], period: Period
) -> tuple[int, int, list[str], list[str], int, list[str]]:
    """MT30.5 and MT35.1: communication officers with at least one course that is more than a briefing."""
    officers = [person.id for person in people if person.officer and person.is_present(period.end)]
    training = [course for course in courses if course.is_training]
    now = _attended(course for course in training if course.date >= period.start)
    ever = _attended(training)
    trained = [one for one in officers if one in now]
    stated = profile.officers or 0
    warnings = []
    if profile.officers is not None and stated != len(officers):
        warnings.append(
            f"Hồ sơ đơn vị ghi {stated} cán bộ làm công tác truyền thông, danh sách cán bộ có {len(officers)}. "
            "Hãy sửa cho khớp; tỷ lệ bồi dưỡng đang tính trên số lớn hơn."
        )
    missing = [one for one in officers if one not in now]
    cumulative = sum(one in ever for one in officers)
    return len(trained), max(len(officers), stated), trained, missing, cumulative, warnings


def _attended(courses: Iterable[Course]) -> frozenset[str]:
    return frozenset(one for course in courses for one in (*course.attendees, *course.certified))
