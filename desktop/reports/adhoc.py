"""The ad-hoc report (domain E.3): what a document demands, out of the sections and Biểu of the annual report. Not frozen, not in a bundle."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.installation import current
from desktop.reports.annual import gather
from desktop.reports.demand import Request, read_request
from desktop.reports.document import AnnualReport, Appendix, Check, Paragraph, Section, Signature, Source
from desktop.reports.typesetting import HARD_SPACE
from desktop.text import running_date

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")
_LETTERS = "abcdđeghiklmnopqrstuvxy"  # of the Vietnamese alphabet, for a) b) … (Decree 30)
_HEADING = re.compile(r"^(?:[IVX]+\.|\d+\.|\w\))\s+")
_REFERRED = re.compile(r"Phụ lục ([IVX]+)\b")
_BRACKETED = re.compile(r"\s*\([^()]*Phụ lục [IVX]+[^()]*\)")
_OF_THE_YEAR = ("Chưa viết phần", "Giữa kỳ trước", "Kỳ này (từ")  # warnings that only the annual report needs


def adhoc_report(database: Database, values: Mapping[str, Any]) -> tuple[AnnualReport, Request]:
    """The report that `values`, read from REQUEST.json, ask for, with what was asked. UserError: see `read_request`, `narrowed`."""
    request = read_request(values)
    with database.snapshot() as session:
        unit_id = current(session).unit_id
        whole = gather(session, unit_id, request.period.end.year, request.period)
    return narrowed(whole, request), request


def standing(request: Request) -> str:
    """What the foot of its pages says in place of “bản dự thảo”."""
    return f"báo cáo theo {request.demand.name}"


def narrowed(whole: AnnualReport, request: Request) -> AnnualReport:
    """`whole` with the sections and Biểu that `request` chooses, numbered anew, under its own title.

    The unit's words of the annual report stay out: they speak of another period. UserError names a section or Biểu that there
    is none of.
    """
    appendices = _appendices(whole, request)
    sections = _chosen(whole, request)
    numbers = {old.number: new.number for old, new in appendices}
    referring = [_referring(section, numbers) for section in sections]
    letterhead = dataclasses.replace(
        whole.letterhead,
        subject=f"Về việc {request.about} (theo {request.demand.name.replace(' số ', f' số{HARD_SPACE}')})",
        addressees=request.addressees or (request.demand.issuer,),
    )
    return dataclasses.replace(
        whole,
        letterhead=letterhead,
        sections=(
            _plain(_opening(whole, request)),
            *_numbered(referring),
            *_enclosing(referring, [new for _, new in appendices]),
            _plain(_closing(whole, request)),
        ),
        signature=_without_doubles(whole.signature, letterhead.addressees),
        appendices=tuple(new for _, new in appendices),
        checks=tuple(Check(sentence) for sentence in _warnings(whole, request)),
    )


# --- opening and closing -----------------------------------------------------------------------------------------------


def _opening(whole: AnnualReport, request: Request) -> str:
    """Cites the demand in full (A.9), the period, and the moment that figures are counted to."""
    demand, period = request.demand, request.period
    return (
        f"Thực hiện {demand.name} ngày {running_date(demand.dated)} của {demand.issuer} về việc {demand.subject}, "
        f"{whole.unit} báo cáo {request.about} từ ngày {running_date(period.start)} đến ngày {running_date(period.end)} "
        f"(số liệu tính đến {request.counted_to}) như sau:"
    )


def _closing(whole: AnnualReport, request: Request) -> str:
    due = f" (thời hạn báo cáo: ngày {running_date(request.deadline)})" if request.deadline else ""
    return (
        f"Trên đây là báo cáo {request.about} theo {request.demand.name}; "
        f"{whole.unit} báo cáo {request.demand.issuer}{due}./."
    )


def _plain(text: str) -> Section:
    return Section(None, 0, "", (Paragraph(text),))


def _without_doubles(signature: Signature, addressees: Sequence[str]) -> Signature:
    """`Nơi nhận` names nobody again who is addressed: “Như trên” says it."""
    addressed = {each.replace("Ủy ban nhân dân", "UBND").casefold() for each in addressees}
    kept = tuple(each for each in signature.recipients if each.strip("- ;.").casefold() not in addressed)
    return dataclasses.replace(signature, recipients=kept)


def _warnings(whole: AnnualReport, request: Request) -> Iterator[str]:
    yield from (each for each in whole.warnings if not each.startswith(_OF_THE_YEAR))
    if request.deadline and request.deadline < request.period.end:
        yield (
            f"Hạn báo cáo (ngày {running_date(request.deadline)}) trước ngày cuối kỳ số liệu "
            f"(ngày {running_date(request.period.end)}). Hãy kiểm tra lại “deadline” và “to”."
        )
    yield "Báo cáo đột xuất không được chốt và không nằm trong gói gửi Sở: hãy gửi bản giấy hoặc tệp PDF theo văn bản yêu cầu."


# --- the sections --------------------------------------------------------------------------------------------------------


def _chosen(whole: AnnualReport, request: Request) -> list[Section]:
    """The sections asked for, with the headings above them and the parts below; the request's own words in them."""
    keys = [section.key for section in whole.sections if section.key]
    parts = {key.partition(".")[0] for key in keys}
    if unknown := next((each for each in request.sections if each not in keys and each not in parts), None):
        raise UserError(f"“sections”: không có phần “{unknown}”. Các phần: {', '.join([*sorted(parts), *keys])}.")
    chosen = [key for key in keys if any(_within(key, each) or _within(each, key) for each in request.sections)]
    if stray := next((key for key in request.blocks if key not in chosen), None):
        raise UserError(f"“blocks”: phần “{stray}” không có trong “sections”. Hãy thêm vào hoặc bỏ lời viết này.")
    found: list[Section] = []
    for section in whole.sections:
        if section.level == 1:
            found = [*_without_empty_head(found), section]
        elif section.key in chosen:
            only_above = not any(_within(section.key, each) for each in request.sections)
            found.append(_own(section, request.blocks.get(section.key, ""), only_above))
    return _without_empty_head(found)


def _within(key: str, part: str) -> bool:
    return key == part or key.startswith(f"{part}.")


def _without_empty_head(found: list[Section]) -> list[Section]:
    return found[:-1] if found and found[-1].level == 1 else found


def _own(section: Section, words: str, only_heading: bool) -> Section:
    kept = [] if only_heading else [each for each in section.paragraphs if each.source is Source.GENERATED]
    if words.strip():
        kept.append(Paragraph(words.strip(), Source.USER))
    elif not kept and not only_heading:
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


def _appendices(whole: AnnualReport, request: Request) -> list[tuple[Appendix, Appendix]]:
    """The Biểu asked for, as they were and numbered anew; the only one has no number (A.9)."""
    known = {each.form.casefold(): each for each in whole.appendices}
    wanted = []
    for form in request.forms:
        found = known.get(form.casefold()) or known.get(f"biểu {form}".casefold())
        if found is None:
            raise UserError(
                f"“forms”: không có “{form}”. Các biểu: {', '.join(each.form for each in whole.appendices)}."
            )
        wanted.append(found)
    ordered = [each for each in whole.appendices if each in wanted]
    names = [""] if len(ordered) == 1 else _ROMAN
    return [(each, dataclasses.replace(each, number=name)) for each, name in zip(ordered, names, strict=False)]


def _referring(section: Section, numbers: Mapping[str, str]) -> Section:
    """The section's sentences with the appendices' new numbers; one that is not enclosed is not referred to."""

    def bracketed(found: re.Match[str]) -> str:
        kept = [number for number in _REFERRED.findall(found[0]) if number in numbers]
        return (
            found[0]
            if len(kept) == len(_REFERRED.findall(found[0]))
            else (f" ({_names(kept, numbers)})" if kept else "")
        )

    def renumbered(text: str) -> str:
        text = _BRACKETED.sub(bracketed, text)
        return _REFERRED.sub(lambda found: f"Phụ lục {numbers.get(found[1], found[1])}".strip(), text)

    paragraphs = tuple(
        dataclasses.replace(each, text=renumbered(each.text)) if each.source is Source.GENERATED else each
        for each in section.paragraphs
    )
    return dataclasses.replace(section, paragraphs=paragraphs)


def _names(kept: Sequence[str], numbers: Mapping[str, str]) -> str:
    return "chi tiết tại " + ", ".join(f"Phụ lục {number}" for number in kept if number in numbers)


def _enclosing(sections: Sequence[Section], appendices: Sequence[Appendix]) -> Iterator[Section]:
    """The text must refer to each appendix (A.9): a sentence names those that no section does."""
    said = " ".join(paragraph.text for section in sections for paragraph in section.paragraphs)
    left = [
        each for each in appendices if not re.search(rf"Phụ lục {each.number}\b" if each.number else "Phụ lục", said)
    ]
    if left:
        names = "; ".join(f"{f'Phụ lục {each.number}'.strip()} ({each.form})" for each in left)
        yield _plain(f"Số liệu chi tiết kèm theo báo cáo tại {names}.")
