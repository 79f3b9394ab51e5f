"""How far a target is from its milestones 2030 and 2035: the gap in persons or documents, the pace needed, and why, in words.

Only ratios have milestones. The Plan names the years, not the way there; the even pace is the program's own yardstick.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.models.catalogue import load_catalogue
from desktop.reports.measure import Indicator, Sort
from desktop.text import format_number, format_ratio

BEFORE_THE_PLAN = 2025
_FOLLOWED_BY = {"MT30.5": "MT35.1"}  # the same persons, against the higher share of 2035
_COUNTED = {"MT30.1": "kế hoạch", "MT30.3": "người", "MT30.5": "cán bộ", "MT35.1": "cán bộ"}


@dataclass(frozen=True)
class Milestone:
    """`needed` of the denominator are to be reached by `year`, `gap` are missing, `pace` more each year (rounded up) would do.

    `pace` is None where nothing is missing or the year has come. `by_now` is what an even pace since 2026 would have reached in
    the year looked at; what the Plan guarantees outright (100 % by 2030) it guarantees every year.
    """

    year: int
    target: int
    needed: int
    gap: int
    pace: int | None
    by_now: int


def milestones(one: Indicator, year: int) -> tuple[Milestone, ...]:
    """The milestones of a ratio as seen from `year`; none where there is nothing to measure."""
    if one.sort is not Sort.RATIO or not one.denominator:
        return ()
    targets = [(one.due, one.target)]
    if (later := load_catalogue().entry(_FOLLOWED_BY.get(one.code, ""))) is not None:
        targets.append((int(later.extra["nam_dich"]), int(later.extra["gia_tri"])))
    return tuple(_milestone(one, due, target, year) for due, target in targets)


def _milestone(one: Indicator, due: int, target: int, year: int) -> Milestone:
    needed = _part(target * one.denominator, 100)
    gap = max(needed - one.numerator, 0)
    left = due - year
    by_now = needed
    if one.code in ("MT30.5", "MT35.1") and year < due:
        by_now = _part(needed * max(year - BEFORE_THE_PLAN, 0), due - BEFORE_THE_PLAN)
    return Milestone(due, target, needed, gap, _part(gap, left) if gap and left > 0 else None, by_now)


def _part(whole: int, parts: int) -> int:
    return -(-whole // parts)


def gap_words(one: Indicator, gap: int) -> str:
    """còn thiếu 3 cán bộ; còn thiếu kế hoạch; đủ."""
    if not gap:
        return "đủ"
    noun = _COUNTED.get(one.code, "")
    return "còn thiếu kế hoạch" if one.code == "MT30.1" else f"còn thiếu {format_number(gap)} {noun}"


def pace_words(one: Indicator, milestone: Milestone) -> str:
    """mỗi năm thêm 1 cán bộ; empty where nothing is missing; a milestone that has come wants all at once."""
    if not milestone.gap:
        return ""
    if milestone.pace is None:
        return "đã đến mốc"
    if one.code == "MT30.1":
        return "ban hành ngay trong năm"
    return f"mỗi năm thêm {format_number(milestone.pace)} {_COUNTED.get(one.code, '')}"


def reason(one: Indicator, year: int) -> str:
    """Why a target is not met, or what there is to say of it, in one or two sentences."""
    if one.sort is not Sort.RATIO:
        return _counts_reason(one)
    if not one.denominator:
        return _nothing_to_measure(one)
    if one.code == "MT30.1":
        return (
            f"Đã có kế hoạch năm {year}."
            if one.met
            else f"Năm {year} chưa có kế hoạch riêng, cũng chưa lồng ghép vào kế hoạch công tác năm. Hãy ghi kế hoạch ở trang Kế hoạch – văn bản."
        )
    noun = _COUNTED[one.code]
    percent = format_ratio(one.percent or 0.0)
    standing = f"{format_number(one.numerator)}/{format_number(one.denominator)} {noun}, đạt {percent}%"
    done = "đã được quán triệt" if one.code == "MT30.3" else "đã được bồi dưỡng trong kỳ"
    if one.met:
        return f"{standing}: {done} đủ mức {one.target}% của mốc {one.due}."
    return f"{standing}, thấp hơn {one.target}%. {_who(one, done)}{_way(one, year)}"


def _who(one: Indicator, done: str) -> str:
    """Who is still to be reached: named, or only known by number."""
    left = one.denominator - one.numerator
    named = min(len(one.missing_ids), left)
    if not named:
        return f"Còn {format_number(left)} người chưa ghi tên ở danh sách Cán bộ. "
    rest = f"; {format_number(left - named)} người chưa ghi tên ở danh sách Cán bộ" if left > named else ""
    return f"Có {format_number(named)} người trong danh sách bên phải chưa {done.removeprefix('đã ')}{rest}. "


def _way(one: Indicator, year: int) -> str:
    milestone = milestones(one, year)[0]
    what = "Muốn đạt mốc" if milestone.pace else "Mốc đã đến"
    if not milestone.pace:
        return f"{what} {milestone.year}: {gap_words(one, milestone.gap)}."
    return f"{what} {milestone.year} còn cần thêm {format_number(milestone.gap)} {_COUNTED[one.code]}, {pace_words(one, milestone)}."


def _nothing_to_measure(one: Indicator) -> str:
    if one.code == "MT30.3":
        return "Không tính được tỷ lệ: hồ sơ đơn vị chưa có tổng số cán bộ, viên chức."
    return "Không phát sinh: đơn vị chưa có cán bộ làm công tác truyền thông nào trong danh sách Cán bộ và hồ sơ."


def _counts_reason(one: Indicator) -> str:
    if one.sort is Sort.GRADE:
        if one.grade is None:
            return "Chưa tự đánh giá. Hãy chọn mức cho MT35.2 ở trang Tự đánh giá."
        return f"Đơn vị tự đánh giá: {load_catalogue().label(one.grade).lower()}."
    told = "; ".join(f"{format_number(count.number)} {count.words}" for count in one.counts if count.number)
    if told:
        return f"Đã ghi: {told}."
    nothing = {
        "MT30.2": "Chưa có chuyên trang, chuyên mục hay nơi lồng ghép nào đang duy trì trong kỳ.",
        "MT30.4": "Chưa ghi tuyến nội dung hay sản phẩm truyền thông nào trong kỳ.",
        "MT30.6": "Chưa ghi mô hình, điển hình hay hoạt động khen thưởng nào trong kỳ.",
    }
    return nothing.get(one.code, "Chưa có bản ghi nào.")
