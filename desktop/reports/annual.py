"""The annual report of a unit (Plan VI.10, domain E.2): gathered from records into plain dataclasses.

Generated sentences and the user's own words stay apart (`Source`); gathering again never touches the user's words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.installation import Installation
from desktop.models.report import Report, report_id
from desktop.reports import facts as of
from desktop.reports import judgement, naming, sentences
from desktop.reports.appendices import appendices
from desktop.reports.checklist import DEMANDED, has
from desktop.reports.checklist import checks as checks_of
from desktop.reports.document import (
    AnnualReport,
    Paragraph,
    Period,
    Section,
    Source,
)
from desktop.reports.facts import Facts, period_for, read_facts
from desktop.reports.figures import figures
from desktop.reports.linking import paragraph
from desktop.reports.rewriting import apply_rewritten
from desktop.reports.typesetting import HARD_SPACE
from desktop.reports.wording import lower
from desktop.text import running_date

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
    rewritten = _rewritten(session, unit_id, year)
    sections = apply_rewritten(tuple(sections_of(facts)), rewritten)
    return AnnualReport(
        unit=facts.unit,
        year=year,
        period=period,
        letterhead=naming.letterhead(facts.profile, year, subject),
        sections=sections,
        signature=naming.signature(facts.profile),
        appendices=appendices(facts),
        figures=figures(facts),
        checks=checks_of(facts, sections, rewritten, _last_end(session, unit_id, year)),
    )


def _last_end(session: Session, unit_id: str, year: int) -> date | None:
    """The last day of last year's period, where that year has a report here."""
    last = session.get(Report, report_id(unit_id, year - 1))
    return last.period_to if last is not None and not last.deleted else None


def _rewritten(session: Session, unit_id: str, year: int) -> list[dict[str, Any]]:
    draft = session.get(Report, report_id(unit_id, year))
    return list(draft.rewritten or []) if draft is not None and not draft.deleted else []


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
    for letter, topic in zip(_LETTERS, of.topics_told(facts.activities), strict=False):
        label = topic.label if topic.parent is None else f"Tuyên truyền về {lower(topic.label)}"
        yield _part(facts, f"II.2.{topic.code}", f"{letter}) {label}", sentences.topic(facts, topic.code), level=3)
    yield _part(facts, "II.3", "3. Kết quả theo kênh, hình thức truyền thông", sentences.channels(facts))
    yield _part(facts, "II.4", "4. Quán triệt, đào tạo, bồi dưỡng", sentences.training(facts))
    yield _part(facts, "II.5", "5. Thông tin, định hướng dư luận xã hội", sentences.opinion(facts, has(facts, "II.5")))
    yield _part(
        facts,
        "II.6",
        "6. Mô hình hay, điển hình tiên tiến; tôn vinh, khen thưởng",
        sentences.models(facts, has(facts, "II.6")),
    )
    yield _part(facts, "II.7", "7. Kinh phí thực hiện", sentences.money(facts, has(facts, "II.7")))


def _proposals(facts: Facts) -> Section:
    """IV.2: proposals are the unit's own words already, raised during the year; what is written here comes after them."""
    raised = tuple(Paragraph(text, Source.USER) for text in judgement.proposals(facts))
    section = _part(facts, "IV.2", "2. Đề xuất, kiến nghị", [])
    kept = section.paragraphs if has(facts, "IV.2") or not raised else ()
    return replace(section, paragraphs=(*raised, *kept))


def _plain(text: str) -> Section:
    return Section(None, 0, "", (paragraph(text),))


def _head(heading: str) -> Section:
    return Section(None, 1, heading)


def _part(facts: Facts, key: str, heading: str, generated: Sequence[str], level: int = 2) -> Section:
    """Generated sentences first, then the user's; a demanded part still unwritten gets lines for handwriting."""
    paragraphs = [paragraph(text) for text in generated]
    required = key in DEMANDED
    if has(facts, key):
        paragraphs.append(Paragraph(facts.blocks[key].strip(), Source.USER))
    elif required or not generated:
        paragraphs.append(Paragraph("", Source.BLANK))
    return Section(key, level, heading, tuple(paragraphs), required)
