"""The forms that every annual report carries: Biểu 01, 02, 03 (domain E.5). Text in cells, counts that add up."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.models.activity import Activity
from desktop.models.catalogue import Entry, load_catalogue
from desktop.models.course import Course
from desktop.reports import facts as of
from desktop.reports.cells import NOT_APPLICABLE, NOT_STATED
from desktop.reports.counted_targets import SERIES, UPDATED
from desktop.reports.document import Align, Column, Row, Table
from desktop.reports.facts import UNSORTED, Facts
from desktop.reports.linking import records_behind, row_of, target_behind
from desktop.reports.measure import Indicator, Sort, tenths_of_percent
from desktop.reports.naming import staff_words
from desktop.text import counted, format_date, format_number, format_ratio

_CENTRE, _RIGHT = Align.CENTRE, Align.RIGHT


def ratio(numerator: int, denominator: int) -> str:
    """85,7 — or “-” where there is nothing to measure."""
    return format_ratio(tenths_of_percent(numerator, denominator) / 10) if denominator else NOT_APPLICABLE


# --- Biểu 01 -----------------------------------------------------------------------------------------------------------

_TARGET_COLUMNS = (
    Column("STT", 10, _CENTRE),
    Column("Mã", 16, _CENTRE),
    Column("Mục tiêu, chỉ tiêu", 67),
    Column("Đơn vị tính", 15, _CENTRE),
    Column("Mục tiêu của Kế hoạch", 23, _CENTRE),
    Column("Kế hoạch năm", 13, _RIGHT),
    Column("Thực hiện năm trước", 14, _RIGHT),
    Column("Tử số", 11, _RIGHT, "Thực hiện trong kỳ"),
    Column("Mẫu số", 11, _RIGHT, "Thực hiện trong kỳ"),
    Column("Tỷ lệ (%)", 12, _RIGHT, "Thực hiện trong kỳ"),
    Column("So với kế hoạch năm (%)", 15, _RIGHT),
    Column("Đánh giá", 16, _CENTRE),
    Column("Ghi chú", 34),
)


def verdict(indicator: Indicator) -> str:
    """Đạt, Chưa đạt, or Không phát sinh where the denominator is 0 (domain E.5)."""
    return {True: "Đạt", False: "Chưa đạt", None: "Không phát sinh"}[indicator.met]


def targets_table(facts: Facts) -> Table:
    """Biểu 01: all targets of the Plan, ratios with numerator and denominator, the others with their counts or grade."""
    measured = {one.code: one for one in facts.indicators}
    rows = []
    for at, entry in enumerate(load_catalogue().targets(), 1):
        one = measured.get(entry.code)
        if one is not None and one.sort is Sort.RATIO:
            rows.append(_measured_row(at, entry, one, facts))
        else:
            rows.append(_described_row(at, entry, one, facts))
    return Table(_TARGET_COLUMNS, tuple(rows))


def _target_text(entry: Entry) -> str:
    wanted = {"=": "", ">=": "≥ "}.get(entry.extra.get("so_sanh") or "", "")
    value = entry.extra.get("gia_tri")
    year = entry.extra.get("nam_dich")
    return f"{wanted}{value}\n(năm {year})" if value is not None else NOT_APPLICABLE


def _measured_row(at: int, entry: Entry, indicator: Indicator, facts: Facts) -> Row:
    before = facts.before.get(entry.code)
    return _target_row(
        indicator,
        (
            str(at),
            entry.code,
            entry.label,
            indicator.unit,
            _target_text(entry),
            NOT_APPLICABLE,
            ratio(before.numerator, before.denominator) if before else NOT_APPLICABLE,
            format_number(indicator.numerator),
            format_number(indicator.denominator),
            ratio(indicator.numerator, indicator.denominator),
            NOT_APPLICABLE,
            verdict(indicator),
            _note(indicator, facts),
        ),
    )


def _note(indicator: Indicator, facts: Facts) -> str:
    if own := facts.blocks.get(f"II.1.{indicator.code}", ""):
        return own
    if indicator.code == "MT30.1":
        plan = next((each for each in facts.plans if each.meets_target), None)
        return plan.number if plan else "Chưa có kế hoạch"
    if indicator.cumulative is not None and indicator.denominator:
        return f"Tính từ năm 2026: {indicator.cumulative}/{indicator.denominator} người"
    return ""


_COUNTED_IN = {"MT30.2": "trang, mục", "MT30.4": "sản phẩm", "MT30.6": "lượt"}


def _described_row(at: int, entry: Entry, one: Indicator | None, facts: Facts) -> Row:
    """Counts, or a grade, with what was counted in the note. Of a target without a single record only the unit's own words tell."""
    own = facts.blocks.get(f"II.1.{entry.code}", "")
    first = (str(at), entry.code, entry.label)
    if one is None or not (one.numerator_ids or one.missing_ids):
        judged = NOT_STATED if one is not None and one.sort is Sort.GRADE else NOT_APPLICABLE
        return Row((*first, NOT_APPLICABLE, _target_text(entry), *(NOT_APPLICABLE,) * 6, judged, own))
    if one.sort is Sort.GRADE:
        grade = load_catalogue().label(one.grade)
        return _target_row(one, (*first, NOT_APPLICABLE, _target_text(entry), *(NOT_APPLICABLE,) * 6, grade, own))
    before = facts.before.get(entry.code)
    return _target_row(
        one,
        (
            *first,
            _COUNTED_IN.get(entry.code, NOT_APPLICABLE),
            _target_text(entry),
            NOT_APPLICABLE,
            format_number(before.numerator) if before else NOT_APPLICABLE,
            format_number(one.numerator),
            *(NOT_APPLICABLE,) * 3,
            NOT_APPLICABLE if one.met is None else verdict(one),
            own or counts_words(one, facts),
        ),
    )


def _target_row(one: Indicator, cells: tuple[str, ...]) -> Row:
    """The whole row leads to what was counted."""
    return Row(cells, behind=(target_behind(one),) * len(cells))


def counts_words(one: Indicator, facts: Facts) -> str:
    """01 chuyên trang; 02 chuyên mục: the counts that are not 0; products by kind have a form of their own."""
    if one.code == "MT30.4" and facts.logbook.products:
        series = one.number_of(SERIES)
        told = [f"{counted(series)} tuyến nội dung"] if series else []
        return "; ".join([*told, f"{counted(one.numerator - series)} sản phẩm (chi tiết tại Biểu 04)"])
    shown = [count for count in one.counts if count.number and count.code != UPDATED]
    return "; ".join(f"{counted(count.number)} {count.words}" for count in shown)


# --- Biểu 02 -----------------------------------------------------------------------------------------------------------


def topics_table(activities: Sequence[Activity]) -> Table:
    """Biểu 02: topic × channel. What has no topic or channel of the catalogue stands apart, so that totals always reconcile."""
    catalogue = load_catalogue()
    channels = [entry.code for entry in of.channels_told(activities)]
    placed = [(of.topic_of(each), of.channel_of(each), each) for each in activities]
    if any(channel == UNSORTED for _, channel, _ in placed):
        channels.append(UNSORTED)
    topics = [entry.code for entry in of.topics_told(activities)]
    if any(topic == UNSORTED for topic, _, _ in placed):
        topics.append(UNSORTED)
    rows = [
        _counts_row((str(at), _topic_label(topic)), channels, [(c, each) for t, c, each in placed if t == topic])
        for at, topic in enumerate(topics, 1)
    ]
    rows.append(_counts_row(("", "Tổng cộng"), channels, [(c, each) for _, c, each in placed], bold=True))
    columns = (
        Column("STT", 10, _CENTRE),
        Column("Nội dung truyền thông", 92),
        *(Column(code or "Khác", 14, _RIGHT, "Số hoạt động theo kênh truyền thông") for code in channels),
        Column("Tổng số", 16, _RIGHT),
        Column("Trong đó: lồng ghép", 20, _RIGHT),
        Column("Số lượt người tham gia", 24, _RIGHT),
    )
    legend = "; ".join(
        f"{entry.code}: {_first_lower(entry.label)}" for entry in catalogue.entries("kenh", with_retired=True)
    )
    return Table(columns, tuple(rows), (f"Ghi chú: {legend}.",))


def _topic_label(topic: str) -> str:
    return load_catalogue().label(topic) if topic else "Chưa phân loại"


def _counts_row(
    first: tuple[str, str], channels: Sequence[str], placed: Sequence[tuple[str, Activity]], bold: bool = False
) -> Row:
    by_channel = {channel: [each for own, each in placed if own == channel] for channel in channels}
    activities = [activity for _, activity in placed]
    held = [*by_channel.values(), activities, [each for each in activities if each.integrated]]
    numbers = (*map(len, held), of.attendance(activities))
    behind = (*map(records_behind, held), records_behind(each for each in activities if each.people))
    return Row((*first, *map(format_number, numbers)), bold, (None, records_behind(activities), *behind))


def _first_lower(text: str) -> str:
    return text[:1].lower() + text[1:]


# --- Biểu 03 -----------------------------------------------------------------------------------------------------------

_COURSE_COLUMNS = (
    Column("STT", 10, _CENTRE),
    Column("Tên hội nghị, lớp", 58),
    Column("Thời gian", 29, _CENTRE),
    Column("Hình thức", 18, _CENTRE),
    Column("Đơn vị tổ chức", 34),
    Column("Nội dung", 40),
    Column("Số giờ", 12, _RIGHT),
    Column("Số người dự", 14, _RIGHT),
    Column("Trong đó cán bộ truyền thông", 20, _RIGHT),
    Column("Ghi chú", 24),
)


def courses_table(facts: Facts) -> Table:
    """Biểu 03: courses and briefings of the period; the foot gives MT30.3 and MT30.5."""
    rows = [_course_row(at, course, facts) for at, course in enumerate(facts.courses, 1)]
    people = sum(of.course_people(course) for course in facts.courses)
    officers = sum(of.course_officers(course, facts.officer_ids) for course in facts.courses)
    total = ("", "Tổng cộng", "", "", "", "", of.format_hours(of.hours(facts.courses)))
    rows.append(Row((*total, format_number(people), format_number(officers), ""), bold=True))
    return Table(_COURSE_COLUMNS, tuple(rows), _courses_foot(facts))


def _course_row(at: int, course: Course, facts: Facts) -> Row:
    catalogue = load_catalogue()
    dates = format_date(course.date)
    if course.date_to and course.date_to != course.date:
        dates = f"Từ {dates}\nđến {format_date(course.date_to)}"
    return row_of(
        (
            str(at),
            course.name,
            dates,
            catalogue.label(course.mode) or NOT_APPLICABLE,
            course.organiser,
            catalogue.labels(course.contents),
            of.format_hours(of.hours_of(course)),
            format_number(of.course_people(course)),
            format_number(of.course_officers(course, facts.officer_ids)),
            course.note,
        ),
        course,
    )


def _courses_foot(facts: Facts) -> tuple[str, ...]:
    briefed, trained = facts.indicator("MT30.3"), facts.indicator("MT30.5")
    first = f"Số {staff_words(facts.profile)} đã được phổ biến, quán triệt Nghị quyết số 71-NQ/TW: {_out_of(briefed.numerator, briefed)}."
    second = (
        f"Số cán bộ làm công tác truyền thông được đào tạo, bồi dưỡng trong kỳ: {_out_of(trained.numerator, trained)}"
    )
    if trained.cumulative is not None and trained.denominator:
        second += f"; tính từ năm 2026: {_out_of(trained.cumulative, trained)}"
    return first, f"{second}."


def _out_of(numerator: int, indicator: Indicator) -> str:
    if not indicator.denominator:
        return "không phát sinh"
    share = ratio(numerator, indicator.denominator)
    return f"{counted(numerator)}/{counted(indicator.denominator)} người ({share}%)"
