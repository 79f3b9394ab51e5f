"""What a period holds, read once from the database: the ground of every sentence and table of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desktop.models.activity import Activity
from desktop.models.catalogue import Entry, load_catalogue
from desktop.models.course import HOURS, Course
from desktop.models.plan import Plan
from desktop.models.product import Product
from desktop.models.queries import added
from desktop.models.report import Report, report_id
from desktop.models.unit import UnitProfile, profile_for
from desktop.reports import naming
from desktop.reports.document import Period
from desktop.reports.indicators import PLAN_BEGAN, courses_until, indicators, people_of, plans_of
from desktop.reports.logbook import Logbook, read_logbook
from desktop.reports.measure import Indicator

UNSORTED = ""  # the code of activities without a topic or channel of the catalogue


@dataclass(frozen=True)
class Facts:
    """Rows and counts of one unit and period. Activities count once, under their main topic and main channel (domain D)."""

    profile: UnitProfile
    year: int
    period: Period
    plans: tuple[Plan, ...]
    activities: tuple[Activity, ...]
    courses: tuple[Course, ...]  # of the period
    officer_ids: frozenset[str]
    logbook: Logbook
    indicators: tuple[Indicator, ...]
    before: dict[str, Indicator]  # last year's, by code
    sizes_before: dict[str, int]  # last year's figures that jumps are looked for in, by code
    blocks: dict[str, str]
    settings: dict[str, object]  # number and date of the provincial Plan, where the user has entered them

    @property
    def unit(self) -> str:
        return naming.running_name(self.profile)

    @property
    def we(self) -> str:
        return naming.pronoun(self.profile)

    def indicator(self, code: str) -> Indicator:
        return next(one for one in self.indicators if one.code == code)


def read_facts(
    session: Session, unit_id: str, year: int, period: Period, settings: dict[str, object] | None = None
) -> Facts:
    """Everything a report of the unit says, in one reading. UserError where the unit has no profile."""
    courses = session.scalars(courses_until(unit_id, period.end)).all()
    before = _last_year(session, unit_id, year)
    logbook = read_logbook(session, unit_id, year, period)
    draft = session.get(Report, report_id(unit_id, year))
    return Facts(
        profile=profile_for(session, unit_id, year),
        year=year,
        period=period,
        plans=tuple(session.scalars(plans_of(unit_id, year))),
        activities=tuple(session.scalars(activities_in(unit_id, period))),
        courses=tuple(course for course in courses if course.date >= period.start),
        officer_ids=frozenset(person.id for person in session.scalars(people_of(unit_id)) if person.officer),
        logbook=logbook,
        indicators=tuple(indicators(session, unit_id, year, period, logbook)),
        before={one.code: one for one in indicators(session, unit_id, year - 1, before)} if before else {},
        sizes_before=sizes(session, unit_id, before) if before else {},
        blocks=dict(draft.blocks) if draft and not draft.deleted else {},
        settings=settings or {},
    )


def activities_in(unit_id: str, period: Period) -> Select[Activity]:
    """The activities of a period, in order of time; one belongs to the day it began."""
    return (
        select(Activity)
        .where(
            Activity.unit_id == unit_id,
            ~Activity.deleted,
            Activity.date >= period.start,
            Activity.date <= period.end,
        )
        .order_by(Activity.date, Activity.id)
    )


# --- periods -----------------------------------------------------------------------------------------------------------


def default_period(year: int) -> Period:
    """From the day after the usual cut-off of the year before to 31 October; the first from 1 January 2026 (domain E.6)."""
    start = PLAN_BEGAN if year == PLAN_BEGAN.year else date(year - 1, 11, 1)
    return Period(start, date(year, 10, 31))


def period_for(session: Session, unit_id: str, year: int) -> Period:
    """The period chosen for the year's report, else the default that follows last year's cut-off."""
    usual = default_period(year)
    draft, last = (session.get(Report, report_id(unit_id, each)) for each in (year, year - 1))
    start = usual.start
    if last and not last.deleted and last.period_to and last.period_to < usual.end:
        start = last.period_to + timedelta(days=1)
    if draft and not draft.deleted:
        return Period(draft.period_from or start, draft.period_to or usual.end)
    return Period(start, usual.end)


def _last_year(session: Session, unit_id: str, year: int) -> Period | None:
    """Last year's period, where that year's report was made here."""
    last = session.get(Report, report_id(unit_id, year - 1))
    if last is None or last.deleted or not last.editions:
        return None
    return period_for(session, unit_id, year - 1)


def sizes(session: Session, unit_id: str, period: Period) -> dict[str, int]:
    """A period in a few numbers, counted in SQL under the codes of its figures."""
    within = (Activity.unit_id == unit_id, ~Activity.deleted, Activity.date.between(period.start, period.end))
    activities, people = session.execute(select(func.count(), added(Activity.people)).where(*within)).one()
    made = (Product.unit_id == unit_id, ~Product.deleted, Product.date.between(period.start, period.end))
    products = session.scalar(select(added(Product.quantity)).where(*made))
    return {"HD": activities, "HD.LUOT_NGUOI": people or 0, "SP": products or 0}


# --- counts ------------------------------------------------------------------------------------------------------------


def topic_of(activity: Activity) -> str:
    """The main topic, or UNSORTED where there is none this catalogue knows as a leaf."""
    return activity.topic if activity.topic and activity.topic in _topics() else UNSORTED


def channel_of(activity: Activity) -> str:
    """The main channel, or UNSORTED for one this catalogue does not know."""
    return activity.channel if activity.channel in _channels() else UNSORTED


@cache
def _topics() -> frozenset[str]:
    return frozenset(entry.code for entry in load_catalogue().leaf_topics(with_retired=True))


@cache
def _channels() -> frozenset[str]:
    return frozenset(entry.code for entry in load_catalogue().entries("kenh", with_retired=True))


def topics_told(activities: Iterable[Activity]) -> tuple[Entry, ...]:
    """The topics that a report goes through: those of today, and retired ones that occur (features 17)."""
    return _told(load_catalogue().leaf_topics(with_retired=True), {topic_of(each) for each in activities})


def channels_told(activities: Iterable[Activity]) -> tuple[Entry, ...]:
    """The channels that a report goes through: those of today, and retired ones that occur."""
    return _told(load_catalogue().entries("kenh", with_retired=True), {channel_of(each) for each in activities})


def _told(entries: Iterable[Entry], occurring: set[str]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if not entry.retired or entry.code in occurring)


def integrated(activities: Iterable[Activity]) -> int:
    """How many were part of something else (lồng ghép)."""
    return sum(activity.integrated for activity in activities)


def attendance(activities: Iterable[Activity]) -> int:
    """Visits counted; activities whose number was not stated add nothing."""
    return sum(activity.people or 0 for activity in activities)


def spent(activities: Iterable[Activity]) -> int:
    """Costs noted with the activities, in đồng."""
    return sum(activity.cost or 0 for activity in activities)


def used(codes: Iterable[str]) -> list[tuple[str, int]]:
    """Codes with how often each occurs, the most frequent first."""
    return sorted(Counter(codes).items(), key=lambda pair: (-pair[1], pair[0]))


def course_people(course: Course) -> int:
    """All who took part: the number stated, else those named."""
    return course.people if course.people is not None else len(course.attendees)


def course_officers(course: Course, officer_ids: frozenset[str]) -> int:
    """Communication officers among those named."""
    return len(officer_ids & {*course.attendees, *course.certified})


def hours(courses: Iterable[Course]) -> Decimal:
    """The hours of several courses together."""
    return sum((hours_of(course) or Decimal(0) for course in courses), Decimal(0))


def hours_of(course: Course) -> Decimal | None:
    """The hours of a course, None where they were not stated."""
    return Decimal(course.hours) if course.hours and HOURS.fullmatch(course.hours) else None


def format_hours(number: Decimal | None) -> str:
    """7.5 → 7,5; 8.0 → 8; nothing stated → -."""
    if number is None:
        return "-"
    text = format(number.normalize(), "f")
    return text.replace(".", ",")
