"""What Trang chủ says, worked out without a widget: the deadline, the year's counts and targets, what is missing, where things stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, func, or_, select, type_coerce
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.activity import Activity
from desktop.models.adhoc_report import AdhocReport
from desktop.models.backups import FOLDER as BACKUPS
from desktop.models.backups import LAST_ELSEWHERE, backups
from desktop.models.base import Record
from desktop.models.conflicts import conflicts
from desktop.models.course import BRIEFING, Course
from desktop.models.draft import count_drafts
from desktop.models.exchange import Assessment, Exchange, Receipt
from desktop.models.installation import Installation
from desktop.models.media_page import STALE_AFTER, MediaPage
from desktop.models.opinion import Opinion
from desktop.models.person import Person
from desktop.models.plan import INTEGRATED, OWN, Plan
from desktop.models.product import Product
from desktop.models.queries import added
from desktop.models.remark import FIGURE, answers_to, remarks_on
from desktop.models.report import Report
from desktop.models.unit import UnitProfile, profile_for
from desktop.text import WEEKDAYS, format_date, format_number
from desktop.views.logbook import place_of
from desktop.views.places import UNIT

if TYPE_CHECKING:
    from desktop.reports.measure import Indicator

PATIENCE = 7  # days without a receipt or a backup after which the line warns
LONG = 30  # days after which a copy on a stick is called old


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
class Standing:
    """One line about where things stand; `mood` is info, success, warning or danger, `place` where more is to be seen."""

    words: str
    mood: str
    place: str = ""


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
    targets: tuple[Indicator, ...] = ()
    standing: tuple[Standing, ...] = ()


def gather(session: Session, unit_id: str, year: int, today: date | None = None, folder: Path | None = None) -> Facts:
    """The facts of `year`, counted in SQL; the targets as the report counts them."""
    today = today or date.today()  # noqa: DTZ011  the clerk's own day
    span = (date(year, 1, 1), date(year, 12, 31))
    activities, reached = session.execute(
        select(func.count(), func.coalesce(added(Activity.people), 0)).where(
            ~Activity.deleted, Activity.unit_id == unit_id, Activity.date.between(*span)
        )
    ).one()
    courses = _count(session, Course, unit_id, Course.date.between(*span))
    briefings = _count(session, Course, unit_id, type_coerce(Course.contents, String).like(f'%"{BRIEFING}"%'))
    here = or_(Person.until.is_(None), Person.until >= span[0])
    officers = _count(session, Person, unit_id, Person.officer, here)
    plans = _count(session, Plan, unit_id, Plan.year == year, Plan.type.in_((OWN, INTEGRATED)))
    report = session.scalar(select(Report).where(~Report.deleted, Report.unit_id == unit_id, Report.year == year))
    missing = [
        *_missing_profile(session, unit_id, year),
        *_missing_records(year, plans, officers, briefings, activities),
        *_incomplete(session, unit_id, year, today),
        *_missing_parts(session, unit_id, year, report),
    ]
    return Facts(
        year,
        activities,
        reached or 0,
        courses,
        officers,
        plans,
        bool(report and report.editions),
        tuple(missing),
        _targets(session, unit_id, year, today),
        (
            *_demanded(session, unit_id, today),
            *_drafts(session),
            *_in_conflict(session, unit_id),
            *_remarked(session, unit_id),
            *_exchanged(session, year, today),
            *_backed_up(session, folder, today),
        ),
    )


def _count(session: Session, kind: type[Record], unit_id: str, *conditions: Any) -> int:
    wanted = select(func.count()).select_from(kind).where(~kind.deleted, kind.unit_id == unit_id, *conditions)
    return session.scalar(wanted) or 0


def _targets(session: Session, unit_id: str, year: int, today: date) -> tuple[Indicator, ...]:
    from desktop.reports.facts import period_for
    from desktop.reports.indicators import indicators
    from desktop.reports.measure import Sort

    try:
        found = indicators(session, unit_id, year, period_for(session, unit_id, year), today=today)
    except UserError:  # no profile yet: said among what is missing
        return ()
    return tuple(one for one in found if one.sort is Sort.RATIO and one.code != "MT35.1")  # its officers are MT30.5's


# --- what is missing ---------------------------------------------------------------------------------------------------


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


def _incomplete(session: Session, unit_id: str, year: int, today: date) -> list[Step]:
    """Records that are there and not whole, each with the list where they are found."""
    span = (date(year, 1, 1), date(year, 12, 31))
    in_year = {"filters": {"year": year}}
    untold = _count(session, Activity, unit_id, Activity.date.between(*span), Activity.topic.is_(None))
    unproved = _count(
        session, Activity, unit_id, Activity.date.between(*span), type_coerce(Activity.evidence, String) == "[]"
    )
    uncounted = session.scalars(
        select(Product.not_applicable).where(
            ~Product.deleted, Product.unit_id == unit_id, Product.date.between(*span), Product.quantity.is_(None)
        )
    )
    products = sum("quantity" not in each for each in uncounted)
    pages = session.scalars(select(MediaPage).where(~MediaPage.deleted, MediaPage.unit_id == unit_id))
    stale = sum(page.is_kept(today) and page.is_stale(today) for page in pages)
    cases = _count(session, Opinion, unit_id, Opinion.date.between(*span), Opinion.closed.is_(None))
    steps: tuple[tuple[int, str, str, str, dict[str, Any]], ...] = (
        (
            untold,
            "hoạt động chưa chọn nội dung chính",
            "Biểu 02 tính theo nội dung; mở từng hoạt động để chọn.",
            "activities",
            {"filters": {"year": year, "topic": "none"}},
        ),
        (products, "sản phẩm chưa ghi số lượng", "Chưa được cộng vào Biểu 04.", "products", in_year),
        (stale, "chuyên trang, chuyên mục cần cập nhật", f"Đã quá {STALE_AFTER} ngày; chỉ tiêu MT30.2.", "pages", {}),
        (cases, "vụ việc dư luận chưa xử lý xong", "Ghi ngày và kết quả xử lý; Biểu 07.", "opinions", in_year),
        (unproved, "hoạt động chưa có minh chứng", "Ảnh hoặc văn bản chứng tỏ hoạt động.", "activities", in_year),
    )
    return [Step(f"{format_number(n)} {words}", why, place, what) for n, words, why, place, what in steps if n]


def _missing_parts(session: Session, unit_id: str, year: int, report: Report | None) -> list[Step]:
    """The demanded parts of the report that nobody has written; proposals that the report takes up answer theirs."""
    from desktop.models.difficulty import Difficulty
    from desktop.reports.checklist import DEMANDED
    from desktop.reports.facts import period_for
    from desktop.reports.judgement import is_open_proposal

    blocks = report.blocks if report else {}
    missing = [key for key in DEMANDED if not blocks.get(key, "").strip()]
    if "IV.2" in missing:
        end = period_for(session, unit_id, year).end
        raised = select(Difficulty).where(~Difficulty.deleted, Difficulty.unit_id == unit_id, Difficulty.date <= end)
        if any(is_open_proposal(one, end) for one in session.scalars(raised)):
            missing.remove("IV.2")
    if not missing:
        return []
    parts = ", ".join(DEMANDED[key] for key in missing)
    return [
        Step(
            f"Viết {len(missing)} phần bắt buộc của báo cáo",
            f"Còn thiếu: {parts}.",
            "report",
            {"year": year},
        )
    ]


# --- where things stand ------------------------------------------------------------------------------------------------


def _demanded(session: Session, unit_id: str, today: date) -> list[Standing]:
    """The nearest deadline of a report that a document demands and that is not frozen yet."""
    waiting = session.scalars(
        select(AdhocReport)
        .where(AdhocReport.unit_id == unit_id, ~AdhocReport.deleted, AdhocReport.deadline.is_not(None))
        .order_by(AdhocReport.deadline)
    )
    first = next((one for one in waiting if not one.editions), None)
    if first is None or first.deadline is None:
        return []
    left = (first.deadline - today).days
    words = "hôm nay" if not left else f"còn {left} ngày" if left > 0 else f"quá hạn {-left} ngày"
    text = f"Báo cáo đột xuất theo {first.type} số {first.number}: hạn {format_date(first.deadline)} ({words})."
    return [Standing(text, "danger" if left < 0 else "warning" if left <= 3 else "info", "adhoc")]


def _drafts(session: Session) -> list[Standing]:
    number = count_drafts(session)
    return [Standing(f"{format_number(number)} bản nháp chưa ghi vào sổ.", "warning")] if number else []


def _in_conflict(session: Session, unit_id: str) -> list[Standing]:
    """Records in two versions, with the page where the first of them is decided."""
    waiting = conflicts(session, unit_id)
    if not waiting:
        return []
    words = f"{format_number(len(waiting))} bản ghi được sửa khác nhau ở hai máy, cần chọn bản đúng."
    return [Standing(words, "danger", place_of(waiting[0][0], UNIT))]


def _remarked(session: Session, unit_id: str) -> list[Standing]:
    """Remarks of the Department that wait for an answer, with the page where the newest is."""
    answers = answers_to(session, unit_id)
    waiting = [one for one in remarks_on(session, unit_id, only_open=True) if one.id not in answers]
    if not waiting:
        return []
    place = "indicators" if waiting[0].kind == FIGURE else place_of(waiting[0].kind, UNIT)
    return [Standing(f"Sở có {format_number(len(waiting))} nhận xét chờ trả lời.", "danger", place)]


def _exchanged(session: Session, year: int, today: date) -> list[Standing]:
    """The last bundle and its receipt, and the Department's word on the report, as far as they are stored here."""
    lines = []
    word = session.scalars(
        select(Assessment).where(Assessment.year == year).order_by(Assessment.sequence.desc()).limit(1)
    ).first()
    if word is not None and word.state == "returned":
        until = f" Hạn nộp lại: {format_date(word.deadline)}." if word.deadline else ""
        lines.append(
            Standing(f"Sở trả lại báo cáo năm {year}: {word.reason.rstrip(' .')}.{until}", "danger", "exchange")
        )
    elif word is not None and word.state == "taken_back":
        lines.append(Standing(f"Đơn vị đã rút lại báo cáo năm {year}, chưa có bản mới ở Sở.", "warning", "report"))
    elif word is not None and word.state == "accepted":
        lines.append(Standing(f"Sở đã duyệt báo cáo năm {year}.", "success", "exchange"))
    out = session.scalars(
        select(Exchange)
        .where(Exchange.direction == "out", Exchange.kind == "bundle")
        .order_by(Exchange.id.desc())
        .limit(1)
    ).first()
    if out is None:
        return [*lines, Standing("Chưa xuất gói nào gửi Sở.", "info", "exchange")]
    receipt = session.scalars(select(Receipt).where(Receipt.bundle_id == out.bundle_id).limit(1)).first()
    if receipt is not None:
        day = format_date(_day(receipt.given_at))
        return [
            *lines,
            Standing(f"Sở đã nhận gói gần nhất ngày {day} (biên nhận số {receipt.number}).", "success", "exchange"),
        ]
    days = (today - _day(out.at)).days
    since = f"Đã xuất {days} ngày, chưa có biên nhận." if days > 0 else "Đã xuất hôm nay, chưa có biên nhận."
    return [*lines, Standing(since, "warning" if days >= PATIENCE else "info", "exchange")]


def _backed_up(session: Session, folder: Path | None, today: date) -> list[Standing]:
    """The newest copy in the data folder, and the last one made elsewhere: only that one outlives the PC."""
    here = backups(folder / BACKUPS) if folder is not None else []
    installation = session.scalar(select(Installation))
    told = (installation.settings or {}).get(LAST_ELSEWHERE) if installation is not None else None
    words = f"Sao lưu trong máy: {format_date(here[0].day)}" if here and here[0].day else "Chưa sao lưu trong máy"
    if not isinstance(told, str):
        return [Standing(f"{words}; ra USB: chưa lần nào.", "warning", "settings")]
    away = _day(told)
    mood = "warning" if (today - away).days > LONG else "success"
    return [Standing(f"{words}; ra USB: {format_date(away)}.", mood, "settings")]


def _day(at: str) -> date:
    """The local day of a UTC time."""
    return datetime.fromisoformat(at).astimezone().date()


# --- the deadline ------------------------------------------------------------------------------------------------------


def deadline_words(today: date, frozen: bool) -> tuple[str, str]:
    """The large words and the line under them."""
    year = today.year
    left = (deadline(year) - today).days
    last = last_working_day(year)
    when = (
        f"Hạn nộp: trước ngày 15/11/{year}. Ngày làm việc cuối cùng: {WEEKDAYS[last.weekday()]}, {format_date(last)}."
    )
    if left > 0:
        return f"Còn {left} ngày", when
    if left == 0:
        return "Đã đến hạn", f"Báo cáo phải nộp trước hôm nay, 15/11/{year}. Hãy gửi ngay."
    if frozen:
        return f"Đã lập báo cáo năm {year}", f"Hạn nộp kỳ sau: trước ngày 15/11/{year + 1}."
    return f"Quá hạn {-left} ngày", f"Báo cáo năm {year} phải nộp trước ngày 15/11/{year}. Hãy lập và gửi ngay."


def urgency(today: date, frozen: bool) -> str:
    """How loud the deadline is told: "" most of the year, "warning" from 1 October, "danger" in the last week and after it."""
    if frozen or today < date(today.year, 10, 1):
        return ""
    return "danger" if today >= last_working_day(today.year) - timedelta(days=7) else "warning"
