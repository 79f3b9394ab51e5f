"""The ad-hoc report (domain E.3): what a document demands, out of the parts and Biểu of the annual report, over its own period."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.adhoc_report import AdhocReport
from desktop.models.database import Database
from desktop.reports import appendices as forms
from desktop.reports import naming
from desktop.reports.annual import sections_of
from desktop.reports.checklist import doubts
from desktop.reports.demand import about_of, counted_to, demand_of, going_on, is_within, moment_of, parts, unasked_words
from desktop.reports.document import AnnualReport, Appendix, Check, Paragraph, Period, Section, Signature, Source
from desktop.reports.editions import FrozenEdition, add_edition, body_of, editions_in
from desktop.reports.facts import Facts, read_facts
from desktop.reports.figures import figures
from desktop.reports.renumbering import referred_in, renumbered
from desktop.reports.typesetting import HARD_SPACE
from desktop.text import format_date, running_date

_ROMAN = forms.ROMAN
_LETTERS = "abcdđeghiklmnopqrstuvxy"  # of the Vietnamese alphabet, for a) b) … (Decree 30)
_HEADING = re.compile(r"^(?:[IVX]+\.|\d+\.|\w\))\s+")


def standing(record: AdhocReport) -> str:
    """What the foot of its pages says in place of “bản dự thảo” where it is printed without being frozen."""
    return f"báo cáo theo {demand_of(record)}"


# --- making and freezing -------------------------------------------------------------------------------------------------


def report_for(session: Session, record: AdhocReport, today: date | None = None) -> AnnualReport:
    """What the record, stored or not, asks for, as the unit's records now stand.

    The words of the annual report stay out: they speak of another period; so do its comparisons with last year. UserError names
    a part or Biểu that there is none of, or says what is wrong with the record.
    """
    if problem := next((each for each in record.problems() if each.blocking), None):
        raise UserError(problem.sentence)
    period = Period(record.period_from, record.period_to)
    facts = dataclasses.replace(
        read_facts(session, record.unit_id, period.end.year, period), blocks=record.blocks, before={}, sizes_before={}
    )
    enclosed = _appendices(facts, record)
    numbers = {old: new.number for old, new in enclosed if old}
    sections = [_referring(section, numbers) for section in _chosen(facts, record)]
    addressees = tuple(record.addressees) or (record.issuer,)
    head = naming.letterhead(facts.profile, max(record.date.year, moment_of(record).year), _subject(record))
    return AnnualReport(
        unit=facts.unit,
        year=period.end.year,
        period=period,
        letterhead=dataclasses.replace(head, addressees=addressees),
        sections=(
            _plain(_opening(facts.unit, record)),
            *_numbered(sections),
            *_enclosing(sections, [new for _, new in enclosed]),
            _plain(_closing(facts.unit, record)),
        ),
        signature=_without_doubles(naming.signature(facts.profile), addressees),
        appendices=tuple(new for _, new in enclosed),
        figures=figures(facts),
        checks=tuple(_checks(facts, record, today or date.today())),  # noqa: DTZ011  the clerk's own day
    )


def freeze(database: Database, record_id: str, author: str = "") -> tuple[AnnualReport, FrozenEdition]:
    """Freeze a stored ad-hoc report as its next edition; the same content again is the same edition. No undo step.

    UserError where it is gone or cannot be made.
    """
    with database.transaction(author=author) as session:
        record = stored(session, record_id)
        report = report_for(session, record)
        return report, add_edition(database.files, record, report)


def load(database: Database, record_id: str, edition: int | None = None) -> tuple[AnnualReport, FrozenEdition]:
    """A frozen edition (the newest where none is named) with what it says. UserError where there is none or it is damaged."""
    with database.snapshot() as session:
        record = stored(session, record_id)
        found = next(
            (one for one in reversed(editions_in(record, record.period_to.year)) if edition in (None, one.edition)),
            None,
        )
    if found is None:
        raise UserError(f"Báo cáo theo {demand_of(record)} chưa chốt bản nào. Hãy chốt trước.")
    return body_of(database.files, found), found


def stored(session: Session, record_id: str) -> AdhocReport:
    """The record. UserError where it is gone."""
    record = session.get(AdhocReport, record_id)
    if record is None or record.deleted:
        raise UserError("Báo cáo đột xuất này không còn. Hãy mở lại danh sách và chọn lại.")
    return record


def keep(session: Session, asked: AdhocReport, unit_id: str) -> AdhocReport:
    """Store what is asked for; a report to the same document (type, number and date) is changed, a new one added."""
    from desktop.models.history import save

    asked.unit_id = unit_id
    known = session.scalars(
        select(AdhocReport).where(AdhocReport.unit_id == unit_id, ~AdhocReport.deleted, AdhocReport.date == asked.date)
    )
    same = next((each for each in known if demand_of(each).casefold() == demand_of(asked).casefold()), None)
    if same is not None:
        asked.id, asked.version_id = same.id, same.version_id
        for name in (
            "editions",
            "steps",
            "rewritten",
            "signed_number",
            "signed_date",
            "signed_by",
            "dispatch",
            "extra",
        ):
            setattr(asked, name, getattr(same, name))
    return save(session, asked)


# --- title, opening and closing ------------------------------------------------------------------------------------------


def _subject(record: AdhocReport) -> str:
    """Về việc … (theo Công văn số …); the number stays with its word."""
    return f"Về việc {about_of(record)} (theo {demand_of(record).replace(' số ', f' số{HARD_SPACE}')})"


def _opening(unit: str, record: AdhocReport) -> str:
    """Cites the demand in full (A.9), the period, and the moment that figures are counted to."""
    span = f"từ ngày {running_date(record.period_from)} đến ngày {running_date(record.period_to)}"
    if record.period_from == record.period_to:
        span = f"trong ngày {running_date(record.period_to)}"
    return (
        f"Thực hiện {demand_of(record)} ngày {running_date(record.date)} của {record.issuer} về việc "
        f"{going_on(record.subject)}, {unit} báo cáo {about_of(record)} {span} (số liệu tính đến {counted_to(record)}) như sau:"
    )


def _closing(unit: str, record: AdhocReport) -> str:
    due = f" (thời hạn báo cáo: ngày {running_date(record.deadline)})" if record.deadline else ""
    return f"Trên đây là báo cáo {about_of(record)} theo {demand_of(record)}; {unit} báo cáo {record.issuer}{due}./."


def _plain(text: str) -> Section:
    return Section(None, 0, "", (Paragraph(text),))


def _without_doubles(signature: Signature, addressees: Sequence[str]) -> Signature:
    """`Nơi nhận` names nobody again who is addressed: “Như trên” says it."""
    addressed = {each.replace("Ủy ban nhân dân", "UBND").casefold() for each in addressees}
    kept = tuple(each for each in signature.recipients if each.strip("- ;.").casefold() not in addressed)
    return dataclasses.replace(signature, recipients=kept)


# --- what to look at -----------------------------------------------------------------------------------------------------


def _checks(facts: Facts, record: AdhocReport, today: date) -> Iterator[Check]:
    yield from doubts(facts)
    own = [*_date_doubts(record, today), *_year_doubts(facts, record), *_stray_words(record)]
    for sentence in own:
        yield Check(sentence, "adhoc", record.id)


def _date_doubts(record: AdhocReport, today: date) -> Iterator[str]:
    start, end = record.period_from, record.period_to
    if start > today:
        yield f"Kỳ số liệu (từ {format_date(start)}) chưa đến: báo cáo chưa có gì để tính. Hãy kiểm tra lại hai ngày."
    elif end > today:
        yield f"Kỳ số liệu còn kéo dài đến {format_date(end)}. Trước khi gửi, hãy xem lại số liệu vào ngày cuối kỳ."
    if record.deadline and record.deadline < end:
        yield (
            f"Hạn báo cáo (ngày {running_date(record.deadline)}) trước ngày cuối kỳ số liệu "
            f"(ngày {running_date(end)}). Hãy kiểm tra lại hạn báo cáo (“deadline”) và ngày cuối kỳ (“to”)."
        )
    if record.deadline and record.deadline < record.date:
        yield "Hạn báo cáo trước cả ngày của văn bản yêu cầu. Hãy kiểm tra lại hai ngày."


def _year_doubts(facts: Facts, record: AdhocReport) -> Iterator[str]:
    """What is kept by the year is not counted by days: plans, money, self-assessment, staff."""
    if record.period_from.year != record.period_to.year:
        yield (
            f"Kỳ số liệu nằm trong nhiều năm: kế hoạch, kinh phí, nhiệm vụ, tự đánh giá, tổng số người lấy của năm {facts.year}. "
            "Hãy viết thêm phần của năm trước, nếu văn bản yêu cầu."
        )
    outside = sum(
        one.date is not None and not facts.period.start <= one.date <= facts.period.end for one in facts.logbook.budget
    )
    asks = forms.BUDGET in record.forms or any(is_within("II.7", each) for each in record.sections)
    if outside and asks:
        yield (
            f"Kinh phí tính theo cả năm {facts.year}; có {outside} khoản ghi ngày chi ngoài kỳ số liệu. "
            "Hãy nói rõ trong phần tự viết, nếu văn bản chỉ hỏi trong kỳ."
        )


def _stray_words(record: AdhocReport) -> Iterator[str]:
    names = {part.key: part.words for part in parts()}
    if stray := [names.get(key, key) for key in unasked_words(record)]:
        yield f"Lời viết ở phần “{'”, “'.join(stray)}” không được in vì phần này không được chọn. Hãy chọn thêm hoặc xóa lời viết."


# --- the sections --------------------------------------------------------------------------------------------------------


def _chosen(facts: Facts, record: AdhocReport) -> list[Section]:
    """The sections asked for, with the headings above them and the parts below; the report's own words in them."""
    whole = tuple(sections_of(facts))
    keys = [section.key for section in whole if section.key]
    groups = {key.partition(".")[0] for key in keys}
    if unknown := next((each for each in record.sections if each not in keys and each not in groups), None):
        raise UserError(f"“sections”: không có phần “{unknown}”. Các phần: {', '.join([*sorted(groups), *keys])}.")
    chosen = [key for key in keys if any(is_within(key, each) or is_within(each, key) for each in record.sections)]
    found: list[Section] = []
    for section in whole:
        if section.level == 1:
            found = [*_without_empty_head(found), section]
        elif section.key in chosen:
            found.append(_own(section, any(is_within(section.key, each) for each in record.sections)))
    return _without_empty_head(found)


def _without_empty_head(found: list[Section]) -> list[Section]:
    return found[:-1] if found and found[-1].level == 1 else found


def _own(section: Section, asked: bool) -> Section:
    """Nothing of E.2 is demanded here; a part above one that is asked has its heading, and what the unit wrote in it."""
    kept = [
        each for each in section.paragraphs if each.source is Source.USER or (asked and each.source is Source.GENERATED)
    ]
    if not kept and asked:
        kept.append(Paragraph("", Source.BLANK))
    return dataclasses.replace(section, paragraphs=tuple(kept), required=False)


def _numbered(sections: Sequence[Section]) -> Iterator[Section]:
    """Headings counted anew; the only part of all needs none above its points."""
    heads = sum(section.level == 1 for section in sections)
    counts = [0, 0, 0, 0]
    for section in sections:
        if section.level == 1 and heads == 1:
            continue
        counts[section.level] += 1
        counts[section.level + 1 :] = [0] * (3 - section.level)
        at = counts[section.level]
        mark = ("", f"{_ROMAN[at - 1]}.", f"{at}.", f"{_LETTERS[min(at, len(_LETTERS)) - 1]})")[section.level]
        yield dataclasses.replace(section, heading=f"{mark} {_HEADING.sub('', section.heading)}")


# --- the Biểu ------------------------------------------------------------------------------------------------------------


def _appendices(facts: Facts, record: AdhocReport) -> list[tuple[str, Appendix]]:
    """The Biểu asked for with the number they have in the sentences ("" for none), numbered anew; the only one has none (A.9)."""
    known = {name.casefold(): name for name in forms.TITLES}
    wanted = set()
    for form in record.forms:
        found = known.get(form.casefold()) or known.get(f"biểu {form}".casefold())
        if found is None:
            raise UserError(f"“forms”: không có “{form}”. Các biểu: {', '.join(forms.TITLES)}.")
        wanted.add(found)
    ordered = [name for name in forms.TITLES if name in wanted]
    names = [""] if len(ordered) == 1 else list(_ROMAN)
    before = forms.numbers(facts)
    return [
        (before.get(form, ""), dataclasses.replace(forms.demanded(facts, form), number=number))
        for form, number in zip(ordered, names, strict=False)
    ]


def _referring(section: Section, numbers: dict[str, str]) -> Section:
    """The section's sentences with the appendices' new numbers."""
    paragraphs = tuple(
        dataclasses.replace(each, text=renumbered(each.text, numbers)) if each.source is Source.GENERATED else each
        for each in section.paragraphs
    )
    return dataclasses.replace(section, paragraphs=paragraphs)


def _enclosing(sections: Sequence[Section], appendices: Sequence[Appendix]) -> Iterator[Section]:
    """The text must refer to each appendix (A.9): a sentence names those that no section does."""
    said = referred_in(" ".join(paragraph.text for section in sections for paragraph in section.paragraphs))
    if left := [each for each in appendices if each.number not in said]:
        names = "; ".join(f"{f'Phụ lục {each.number}'.strip()} ({each.form})" for each in left)
        yield _plain(f"Số liệu chi tiết kèm theo báo cáo tại {names}.")
