"""What to look at before the annual report is printed, each with the place where it is mended (features 34; Plan VI.10).

Nothing here stops the printing but the four parts that the Plan demands; the rest is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from desktop.reports import facts as of
from desktop.reports import judgement, naming
from desktop.reports.budget_form import spent
from desktop.reports.document import Check, Period, Section
from desktop.reports.facts import Facts
from desktop.reports.jumps import jumps
from desktop.text import format_date, format_number, shortened

# The parts that Plan VI.10 demands, by the block that holds the user's words.
DEMANDED = {
    "III.1": "kết quả đạt được",
    "III.2": "tồn tại, hạn chế",
    "III.3": "nguyên nhân",
    "IV.2": "đề xuất, kiến nghị",
}
_WITHOUT_GOVERNING = ("XA", "PHUONG", "SGDDT", "DH", "CD", "TRUNG_CAP")


def checks(
    facts: Facts, sections: Sequence[Section], rewritten: Sequence[dict[str, Any]], last_end: date | None
) -> tuple[Check, ...]:
    """Everything there is to look at, the gravest first. `last_end` is the last day of last year's period, None where unknown."""
    return (
        *_demanded(facts),
        *_plan(facts),
        *doubts(facts),
        *_rewritings(sections, rewritten),
        *(Check(sentence, "report") for sentence in _period(facts.period, last_end)),
    )


def doubts(facts: Facts) -> Iterator[Check]:
    """What of the figures should be looked at, whatever report they stand in."""
    yield from _targets(facts)
    yield from (Check(sentence, "budget") for sentence in _money(facts))
    yield from (Check(jump.question, "report", jump.section) for jump in jumps(facts) if not has(facts, jump.section))
    yield from (Check(sentence, "activities") for sentence in _activities(facts))
    yield from (Check(sentence, "profile") for sentence in _profile(facts))


def has(facts: Facts, key: str) -> bool:
    """Whether the unit has written in a part."""
    return bool(facts.blocks.get(key, "").strip())


def is_answered(facts: Facts, key: str) -> bool:
    """Whether a demanded part says something: proposals raised during the year are the unit's own words already."""
    return has(facts, key) or (key == "IV.2" and bool(judgement.proposals(facts)))


def _demanded(facts: Facts) -> Iterator[Check]:
    missing = {key: name for key, name in DEMANDED.items() if not is_answered(facts, key)}
    if missing:
        sentence = (
            f"Chưa viết phần {', '.join(missing.values())}: đây là nội dung bắt buộc của báo cáo (mục VI.10 của Kế hoạch). "
            "Hãy viết vào trang Báo cáo; nếu không có thì ghi “Không có”."
        )
        yield Check(sentence, "report", next(iter(missing)), grave=True)


def _plan(facts: Facts) -> Iterator[Check]:
    if not any(plan.meets_target for plan in facts.plans):
        yield Check(
            f"Chưa ghi kế hoạch truyền thông năm {facts.year} (riêng hoặc lồng ghép); chỉ tiêu MT30.1 đang tính là chưa đạt. "
            "Nếu đã ban hành, hãy ghi vào trang Kế hoạch – văn bản.",
            "plans",
        )
    if not facts.settings.get("plan_number"):
        yield Check(
            "Chưa ghi số, ngày Kế hoạch của UBND tỉnh; câu mở đầu để dấu chấm. Hãy ghi ở trang Hồ sơ đơn vị.", "profile"
        )


def _targets(facts: Facts) -> Iterator[Check]:
    for one in facts.indicators:
        if one.code != "MT35.1":  # the same figures as MT30.5
            yield from (Check(sentence, "indicators") for sentence in one.warnings)


def _money(facts: Facts) -> Iterator[str]:
    """Where both budget lines and costs of activities are there, the report takes the lines; a difference is told."""
    paid, noted = spent(facts.logbook.budget), of.spent(facts.activities)
    if facts.logbook.budget and noted and paid != noted:
        yield (
            f"Trang Kinh phí ghi đã chi {format_number(paid)} đồng, các hoạt động trong kỳ ghi {format_number(noted)} đồng. "
            "Báo cáo lấy số của trang Kinh phí; hãy kiểm tra hai nơi."
        )


def _activities(facts: Facts) -> Iterator[str]:
    held = facts.activities
    if not held:
        yield "Trong kỳ báo cáo chưa có hoạt động truyền thông nào được ghi."
        return
    if unsorted := sum(of.topic_of(activity) == of.UNSORTED for activity in held):
        yield f"Có {unsorted} hoạt động chưa chọn nội dung truyền thông; Biểu 02 xếp vào dòng “Chưa phân loại”."
    if bare := sum(not activity.evidence for activity in held):
        share = "Chưa hoạt động nào" if bare == len(held) else f"Có {bare}/{len(held)} hoạt động chưa"
        yield f"{share} có ảnh, tệp minh chứng. Khi kiểm tra (mục VI.9 của Kế hoạch) cần có; hãy gắn vào bản ghi."
    if untold := sum(activity.people is None and "people" not in activity.not_applicable for activity in held):
        yield f"Có {untold} hoạt động chưa ghi số lượt người nên chưa được cộng. Hãy ghi; nếu không áp dụng thì gõ KAD."


def _profile(facts: Facts) -> Iterator[str]:
    profile = facts.profile
    if not profile.head_name:
        yield "Hồ sơ đơn vị chưa có họ tên người ký; báo cáo để trống chỗ họ tên."
    elif naming.signer(profile) != profile.head_name:
        yield "Theo Nghị định số 30/2020/NĐ-CP, trước họ tên người ký không ghi học hàm, học vị; báo cáo đã bỏ phần này."
    blank = [
        words
        for words, value in (
            ("chức vụ người ký", profile.head_post),
            ("chữ viết tắt trong số, ký hiệu", profile.sign),
            ("địa danh", profile.place),
        )
        if not value.strip()
    ]
    if blank:
        yield f"Hồ sơ đơn vị chưa có {', '.join(blank)}; chỗ này trên báo cáo để trống. Hãy ghi trước khi in."
    if not profile.governing_body and profile.kind not in _WITHOUT_GOVERNING:
        yield (
            "Hồ sơ đơn vị chưa ghi cơ quan chủ quản (dòng trên tên đơn vị, góc trái). Trường tư thục không có thì để trống; "
            "đơn vị khác hãy ghi."
        )
    if profile.officers is None:
        yield "Hồ sơ đơn vị chưa ghi số cán bộ làm công tác truyền thông (mẫu số của chỉ tiêu MT30.5). Hãy ghi."


def _rewritings(sections: Sequence[Section], rewritten: Sequence[dict[str, Any]]) -> Iterator[Check]:
    """Sentences in the unit's words whose figures changed since, and those whose sentence is no more."""
    standing = set()
    for section in sections:
        for each in section.paragraphs:
            if each.rewriting is None:
                continue
            standing.add((section.key, each.text))
            if each.rewriting.stale:
                yield Check(
                    f"Câu đã sửa ở mục {section.key} không còn khớp số liệu: nay chương trình viết “{shortened(each.rewriting.generated, 120)}”. "
                    "Hãy xem lại câu của đơn vị.",
                    "report",
                    section.key or "",
                )
    for one in rewritten:
        if (one.get("section"), one.get("text")) not in standing:
            yield Check(
                f"Câu đã sửa “{shortened(str(one.get('text', '')), 80)}” không còn câu tự sinh tương ứng nên không in. Nếu cần, hãy chép vào "
                f"phần đơn vị tự viết của mục {one.get('section')}.",
                "report",
                str(one.get("section") or ""),
            )


def _period(period: Period, last_end: date | None) -> Iterator[str]:
    """Gaps and overlaps with last year's period (domain E.6)."""
    if period.end < period.start:
        yield "Kỳ báo cáo kết thúc trước khi bắt đầu. Hãy kiểm tra lại hai ngày."
    if last_end is None:
        return
    days = (period.start - last_end).days
    if days > 1:
        yield f"Giữa kỳ trước (đến {format_date(last_end)}) và kỳ này (từ {format_date(period.start)}) có ngày không thuộc kỳ nào."
    elif days < 1:
        yield f"Kỳ này (từ {format_date(period.start)}) trùng với kỳ trước (đến {format_date(last_end)}): có hoạt động được tính hai lần."
