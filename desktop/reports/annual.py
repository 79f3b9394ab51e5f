"""The annual report of a unit (Plan VI.10, domain E.2): gathered from records into plain dataclasses.

Generated sentences and the user's own words stay apart (`Source`); gathering again never touches the user's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.catalogue import load_catalogue
from desktop.models.installation import Installation
from desktop.models.report import Report, report_id
from desktop.reports import facts as of
from desktop.reports import judgement, naming, sentences
from desktop.reports.appendices import appendices
from desktop.reports.budget_form import spent
from desktop.reports.document import (
    AnnualReport,
    Check,
    Paragraph,
    Period,
    Section,
    Source,
)
from desktop.reports.facts import Facts, period_for, read_facts
from desktop.reports.figures import figures
from desktop.reports.jumps import jumps
from desktop.reports.typesetting import HARD_SPACE
from desktop.reports.wording import lower
from desktop.text import format_date, format_number, running_date

# The parts that Plan VI.10 demands, by the block that holds the user's words.
DEMANDED = {
    "III.1": "kết quả đạt được",
    "III.2": "tồn tại, hạn chế",
    "III.3": "nguyên nhân",
    "IV.2": "đề xuất, kiến nghị",
}
_LETTERS = "abcdđeghiklmnopqrstuvxy"  # of the Vietnamese alphabet, for a) b) … (Decree 30)


def gather(session: Session, unit_id: str, year: int, period: Period | None = None) -> AnnualReport:
    """The report of a unit's year as its records now stand. UserError where the unit has no profile."""
    period = period or period_for(session, unit_id, year)
    installation = session.scalar(select(Installation))
    facts = read_facts(session, unit_id, year, period, _plan_settings(installation))
    subject = (
        f"Kết quả thực hiện Kế hoạch đẩy mạnh công{HARD_SPACE}tác{HARD_SPACE}truyền{HARD_SPACE}thông "
        f"thực hiện Nghị{HARD_SPACE}quyết số{HARD_SPACE}71-NQ/TW năm{HARD_SPACE}{year}"
    )
    report = AnnualReport(
        unit=facts.unit,
        year=year,
        period=period,
        letterhead=naming.letterhead(facts.profile, year, subject),
        sections=tuple(sections_of(facts)),
        signature=naming.signature(facts.profile),
        appendices=appendices(facts),
        figures=figures(facts),
        checks=tuple(
            Check(sentence)
            for sentence in (*_missing_parts(facts), *doubts(facts), *_period_doubts(session, unit_id, year, period))
        ),
    )
    return report


def missing_parts(report: AnnualReport) -> tuple[str, ...]:
    """The demanded parts not written yet, as words for a sentence."""
    return tuple(DEMANDED[section.key] for section in report.missing if section.key in DEMANDED)


def _plan_settings(installation: Installation | None) -> dict[str, object]:
    """Number and date of the provincial Plan, which its source leaves blank: settings `plan_number`, `plan_date` (ISO)."""
    settings = dict(installation.settings or {}) if installation else {}
    if isinstance(day := settings.get("plan_date"), str) and day:
        settings["plan_date"] = running_date(date.fromisoformat(day))
    return settings


# --- sections ----------------------------------------------------------------------------------------------------------


def sections_of(facts: Facts) -> Iterator[Section]:
    """Every part of E.2 with its generated sentences and the words of `facts.blocks`; first and last the opening and closing."""
    yield _plain(sentences.opening(facts))
    yield _head("I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TỔ CHỨC THỰC HIỆN")
    yield _part(facts, "I.1", "1. Đặc điểm tình hình", sentences.situation(facts))
    yield _part(facts, "I.2", "2. Ban hành văn bản, xây dựng kế hoạch", sentences.planning(facts))
    yield _part(facts, "I.3", "3. Phân công, phối hợp, kiểm tra", sentences.assignment(facts))
    yield _head("II. KẾT QUẢ THỰC HIỆN")
    yield from _results(facts)
    yield _head("III. ĐÁNH GIÁ CHUNG")
    yield _part(facts, "III.1", "1. Ưu điểm", judgement.achievements(facts))
    yield _part(facts, "III.2", "2. Tồn tại, hạn chế", judgement.shortfalls(facts))
    yield _part(facts, "III.3", "3. Nguyên nhân", judgement.causes(facts))
    yield _head("IV. PHƯƠNG HƯỚNG, NHIỆM VỤ; ĐỀ XUẤT, KIẾN NGHỊ")
    yield _part(facts, "IV.1", f"1. Nhiệm vụ trọng tâm năm {facts.year + 1}", judgement.next_year(facts))
    yield _proposals(facts)
    yield _plain(sentences.closing(facts))


def _results(facts: Facts) -> Iterator[Section]:
    yield _part(facts, "II.1", "1. Thực hiện mục tiêu, chỉ tiêu", sentences.targets(facts))
    yield _part(facts, "II.2", "2. Kết quả theo nội dung truyền thông", sentences.activities(facts))
    for letter, topic in zip(_LETTERS, load_catalogue().leaf_topics(), strict=False):
        label = topic.label if topic.parent is None else f"Tuyên truyền về {lower(topic.label)}"
        yield _part(facts, f"II.2.{topic.code}", f"{letter}) {label}", sentences.topic(facts, topic.code), level=3)
    yield _part(facts, "II.3", "3. Kết quả theo kênh, hình thức truyền thông", sentences.channels(facts))
    yield _part(facts, "II.4", "4. Quán triệt, đào tạo, bồi dưỡng", sentences.training(facts))
    yield _part(facts, "II.5", "5. Thông tin, định hướng dư luận xã hội", sentences.opinion(facts, _has(facts, "II.5")))
    yield _part(
        facts,
        "II.6",
        "6. Mô hình hay, điển hình tiên tiến; tôn vinh, khen thưởng",
        sentences.models(facts, _has(facts, "II.6")),
    )
    yield _part(facts, "II.7", "7. Kinh phí thực hiện", sentences.money(facts, _has(facts, "II.7")))


def _proposals(facts: Facts) -> Section:
    """IV.2: proposals are the unit's own words already, raised during the year; what is written here comes after them."""
    raised = tuple(Paragraph(text, Source.USER) for text in judgement.proposals(facts))
    section = _part(facts, "IV.2", "2. Đề xuất, kiến nghị", [])
    kept = section.paragraphs if _has(facts, "IV.2") or not raised else ()
    return replace(section, paragraphs=(*raised, *kept))


def _plain(text: str) -> Section:
    return Section(None, 0, "", (Paragraph(text),))


def _head(heading: str) -> Section:
    return Section(None, 1, heading)


def _has(facts: Facts, key: str) -> bool:
    return bool(facts.blocks.get(key, "").strip())


def _part(facts: Facts, key: str, heading: str, generated: Sequence[str], level: int = 2) -> Section:
    """Generated sentences first, then the user's; a demanded part still unwritten gets lines for handwriting."""
    paragraphs = [Paragraph(text) for text in generated]
    required = key in DEMANDED
    if _has(facts, key):
        paragraphs.append(Paragraph(facts.blocks[key].strip(), Source.USER))
    elif required or not generated:
        paragraphs.append(Paragraph("", Source.BLANK))
    return Section(key, level, heading, tuple(paragraphs), required)


# --- warnings -----------------------------------------------------------------------------------------------------------


def _answered(facts: Facts, key: str) -> bool:
    return _has(facts, key) or (key == "IV.2" and bool(judgement.proposals(facts)))


def _missing_parts(facts: Facts) -> Iterator[str]:
    missing = [name for key, name in DEMANDED.items() if not _answered(facts, key)]
    if missing:
        yield (
            f"Chưa viết phần {', '.join(missing)}: đây là nội dung bắt buộc của báo cáo (mục VI.10 của Kế hoạch). "
            "Hãy viết vào trang Báo cáo; nếu không có thì ghi “Không có”."
        )


def doubts(facts: Facts) -> Iterator[str]:
    """What of the figures should be looked at, whatever report they stand in."""
    for one in facts.indicators:
        if one.code != "MT35.1":  # the same figures as MT30.5
            yield from one.warnings
    yield from _money_doubts(facts)
    yield from (jump.question for jump in jumps(facts) if not _has(facts, jump.section))
    if not facts.activities:
        yield "Trong kỳ báo cáo chưa có hoạt động truyền thông nào được ghi."
    if unsorted := sum(of.topic_of(activity) == of.UNSORTED for activity in facts.activities):
        yield f"Có {unsorted} hoạt động chưa chọn nội dung truyền thông; Biểu 02 xếp vào dòng “Chưa phân loại”."
    if not facts.profile.head_name:
        yield "Hồ sơ đơn vị chưa có họ tên người ký; báo cáo để trống chỗ họ tên."
    elif naming.signer(facts.profile) != facts.profile.head_name:
        yield "Theo Nghị định số 30/2020/NĐ-CP, trước họ tên người ký không ghi học hàm, học vị; báo cáo đã bỏ phần này."


def _money_doubts(facts: Facts) -> Iterator[str]:
    """Where both budget lines and costs of activities are there, the report takes the lines; a difference is told."""
    paid, noted = spent(facts.logbook.budget), of.spent(facts.activities)
    if facts.logbook.budget and noted and paid != noted:
        yield (
            f"Trang Kinh phí ghi đã chi {format_number(paid)} đồng, các hoạt động trong kỳ ghi {format_number(noted)} đồng. "
            "Báo cáo lấy số của trang Kinh phí; hãy kiểm tra hai nơi."
        )


def _period_doubts(session: Session, unit_id: str, year: int, period: Period) -> Iterator[str]:
    """Gaps and overlaps with last year's period (domain E.6)."""
    if period.end < period.start:
        yield "Kỳ báo cáo kết thúc trước khi bắt đầu. Hãy kiểm tra lại hai ngày."
    last = session.get(Report, report_id(unit_id, year - 1))
    if last is None or last.deleted or last.period_to is None:
        return
    days = (period.start - last.period_to).days
    if days > 1:
        yield f"Giữa kỳ trước (đến {format_date(last.period_to)}) và kỳ này (từ {format_date(period.start)}) có ngày không thuộc kỳ nào."
    elif days < 1:
        yield f"Kỳ này (từ {format_date(period.start)}) trùng với kỳ trước (đến {format_date(last.period_to)}): có hoạt động được tính hai lần."
