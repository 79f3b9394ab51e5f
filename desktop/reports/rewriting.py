"""Generated sentences that the unit says in its own words, with why (features 21). Two steps, and how gathering applies them.

What was put in other words is found again by the sentence it stands for: the same, else the same but for its figures, else the one
most like it. Where the figures changed since, the rewriting is stale and says what the program would say now.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import MOST_TEXT, utc_now
from desktop.models.issued import Issued
from desktop.models.report import Report
from desktop.reports.document import Paragraph, Rewriting, Section, Source
from desktop.text import clean

_ALIKE = 0.6
"""Share of a sentence that must be the same for it to be taken as the one that was put in other words."""


_FIGURE = re.compile(r"\d[\d.,/]*")


def rewrite(session: Session, issued: Issued, section: str, generated: str, text: str, reason: str, who: str) -> None:
    """Say `generated`, a sentence of `section` as it now stands, as `text`. UserError without words or a reason."""
    words, why = text.strip(), reason.strip()
    if not words:
        raise UserError("Câu của đơn vị còn trống. Hãy viết câu thay vào câu tự sinh.")
    if not why:
        raise UserError("Câu sửa lại chưa có lý do. Hãy ghi vì sao khác với lời tự sinh.")
    if len(words) > MOST_TEXT:
        raise UserError(f"Câu sửa lại dài quá {MOST_TEXT} ký tự. Hãy rút gọn.")
    entry = {"section": section, "generated": generated, "text": words, "reason": why, "who": who, "at": utc_now()}
    issued.rewritten = [*_others(session, issued, section, generated), entry]


def give_back(session: Session, issued: Issued, section: str, generated: str) -> None:
    """Let the program say `generated`, a sentence as it now stands, itself again."""
    issued.rewritten = _others(session, issued, section, generated)


def apply_rewritten(sections: Sequence[Section], rewritten: Sequence[dict[str, Any]]) -> tuple[Section, ...]:
    """The sections with the unit's words in the place of the sentences they stand for."""
    return tuple(
        _applied(section, [one for one in rewritten if one.get("section") == section.key]) for section in sections
    )


def _applied(section: Section, entries: list[dict[str, Any]]) -> Section:
    if not entries or section.key is None:
        return section
    paragraphs = list(section.paragraphs)
    free = [at for at, each in enumerate(paragraphs) if each.source is Source.GENERATED]
    for score in (_same, _same_but_figures, _likeness):
        for entry in list(entries):
            said = str(entry.get("generated", ""))
            at = max(free, key=lambda at: score(said, section.paragraphs[at].text), default=None)
            if at is None or score(said, section.paragraphs[at].text) < _ALIKE:
                continue
            free.remove(at)
            entries.remove(entry)
            paragraphs[at] = _reworded(section.paragraphs[at].text, entry)
    return replace(section, paragraphs=tuple(paragraphs))


def _reworded(now: str, entry: dict[str, Any]) -> Paragraph:
    before = str(entry.get("generated", ""))
    rewriting = Rewriting(now, str(entry.get("reason", "")), before if clean(before) != clean(now) else "")
    return Paragraph(str(entry.get("text", "")), Source.USER, rewriting)


def _same(said: str, now: str) -> float:
    return float(clean(said) == clean(now))  # hard spaces are stored as plain ones


def _same_but_figures(said: str, now: str) -> float:
    return float(_FIGURE.sub("#", clean(said)) == _FIGURE.sub("#", clean(now)))


def _likeness(said: str, now: str) -> float:
    return difflib.SequenceMatcher(a=said.split(), b=now.split(), autojunk=False).ratio()


def _others(session: Session, issued: Issued, section: str, generated: str) -> list[dict[str, Any]]:
    """What is kept besides the entry that stands for `generated` now."""
    kept = clean(_kept_as(session, issued, section, generated))
    return [
        one
        for one in issued.rewritten or []
        if (one.get("section"), clean(str(one.get("generated", "")))) != (section, kept)
    ]


def _kept_as(session: Session, issued: Issued, section: str, generated: str) -> str:
    """The sentence under which a rewriting of `generated` was kept: another one where the figures changed since."""
    if isinstance(issued, Report) and issued.rewritten:
        from desktop.reports.annual import gather

        for part in gather(session, issued.unit_id, issued.year).sections:
            for each in part.paragraphs if part.key == section else ():
                if each.rewriting is not None and each.rewriting.generated == generated:
                    return each.rewriting.before or generated
    return generated
