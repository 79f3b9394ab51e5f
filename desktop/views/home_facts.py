"""What Trang chủ says, worked out without a widget: the deadline, the year's counts, what is still missing, the next step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import String, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.activity import Activity
from desktop.models.base import Record
from desktop.models.course import BRIEFING, Course
from desktop.models.person import Person
from desktop.models.plan import INTEGRATED, OWN, Plan
from desktop.models.report import Report
from desktop.models.unit import UnitProfile, profile_for
from desktop.text import format_date


def deadline(year: int) -> date:
    """15 November: reports are due before it (Plan VI.10)."""
    return date(year, 11, 15)


def last_working_day(year: int) -> date:
    """The last weekday before 15 November."""
    day = deadline(year) - timedelta(days=1)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


@dataclass(frozen=True)
class Step:
    """Something to do: the words, why, and the place where it is done."""

    words: str
    why: str
    place: str
    what: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """The home page of a unit in a year."""

    year: int
    activities: int
    reached: int
    courses: int
    officers: int
    plans: int
    frozen: bool
    missing: tuple[Step, ...]


def gather(session: Session, unit_id: str, year: int) -> Facts:
    """The facts of `year`, counted in SQL."""
    span = (date(year, 1, 1), date(year, 12, 31))
    activities, reached = session.execute(
        select(func.count(), func.coalesce(func.sum(Activity.people), 0)).where(
            ~Activity.deleted, Activity.unit_id == unit_id, Activity.date.between(*span)
        )
    ).one()
    courses = _count(session, Course, Course.unit_id == unit_id, Course.date.between(*span))
    briefings = _count(
        session, Course, Course.unit_id == unit_id, type_coerce(Course.contents, String).like(f'%"{BRIEFING}"%')
    )
    here = or_(Person.until.is_(None), Person.until >= span[0])
    officers = _count(session, Person, Person.unit_id == unit_id, Person.officer, here)
    plans = _count(session, Plan, Plan.unit_id == unit_id, Plan.year == year, Plan.type.in_((OWN, INTEGRATED)))
    report = session.scalar(select(Report).where(~Report.deleted, Report.unit_id == unit_id, Report.year == year))
    untold = _count(
        session, Activity, Activity.unit_id == unit_id, Activity.date.between(*span), Activity.topic.is_(None)
    )
    missing = [
        *_missing_profile(session, unit_id, year),
        *_missing_records(year, plans, officers, briefings, activities),
        *_missing_topics(year, untold),
    ]
    frozen = bool(report and report.editions)
    return Facts(year, activities, reached or 0, courses, officers, plans, frozen, tuple(missing))


def _count(session: Session, kind: type[Record], *conditions: Any) -> int:
    return session.scalar(select(func.count()).select_from(kind).where(~kind.deleted, *conditions)) or 0


def _missing_profile(session: Session, unit_id: str, year: int) -> list[Step]:
    try:
        profile: UnitProfile | None = profile_for(session, unit_id, year)
    except UserError:
        profile = None
    if profile is None:
        return [Step("Ghi hồ sơ đơn vị", "Tên, địa danh, người ký để in báo cáo.", "profile")]
    if not profile.staff:
        return [Step("Ghi tổng số cán bộ, viên chức", "Mẫu số của chỉ tiêu MT30.3 còn trống.", "profile")]
    if not profile.head_name:
        return [Step("Ghi họ tên người ký báo cáo", "Còn trống trong hồ sơ đơn vị.", "profile")]
    return []


def _missing_records(year: int, plans: int, officers: int, briefings: int, activities: int) -> list[Step]:
    new = {"new": True}
    wanted = (
        (
            plans,
            Step(
                f"Ghi kế hoạch truyền thông năm {year}", "Kế hoạch riêng hoặc lồng ghép; chỉ tiêu MT30.1.", "plans", new
            ),
        ),
        (officers, Step("Ghi cán bộ truyền thông", "Chưa có ai; chỉ tiêu MT30.5 tính theo tên.", "people", new)),
        (
            briefings,
            Step("Ghi hội nghị quán triệt Nghị quyết", "Chưa có hội nghị nào; chỉ tiêu MT30.3.", "courses", new),
        ),
        (activities, Step("Ghi hoạt động truyền thông", f"Năm {year} chưa có hoạt động nào.", "activities", new)),
    )
    return [step for number, step in wanted if not number]


def _missing_topics(year: int, untold: int) -> list[Step]:
    if not untold:
        return []
    return [
        Step(
            f"{untold} hoạt động chưa chọn nội dung chính",
            "Biểu 02 tính theo nội dung; mở từng hoạt động để chọn.",
            "activities",
            {"filters": {"year": year, "topic": "none"}},
        )
    ]


def deadline_words(today: date, frozen: bool) -> tuple[str, str]:
    """The large words and the line under them."""
    year = today.year
    left = (deadline(year) - today).days
    last = last_working_day(year)
    when = f"Hạn nộp: trước ngày 15/11/{year}. Ngày làm việc cuối cùng: {_weekday(last)}, {format_date(last)}."
    if left > 0:
        return f"Còn {left} ngày", when
    if left == 0:
        return "Đã đến hạn", f"Báo cáo phải nộp trước hôm nay, 15/11/{year}. Hãy gửi ngay."
    if frozen:
        return f"Đã lập báo cáo năm {year}", f"Hạn nộp kỳ sau: trước ngày 15/11/{year + 1}."
    return f"Quá hạn {-left} ngày", f"Báo cáo năm {year} phải nộp trước ngày 15/11/{year}. Hãy lập và gửi ngay."


def _weekday(day: date) -> str:
    from desktop.text import WEEKDAYS

    return WEEKDAYS[day.weekday()]
