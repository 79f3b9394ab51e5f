"""What a person last saw of a year's generated sentences, kept on this PC, and what the program says otherwise now.

Never part of the report: it is not sent, not frozen, not undone. No Qt here.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop.reports.document import AnnualReport, Section, Source

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Seen = dict[str, list[str]]
"""Section key -> the sentences that the program said when the section was last looked at."""
_SENTENCES = "sentences"


@dataclass(frozen=True)
class Changes:
    """Of one section: each new or altered sentence with what stood there before ("" for nothing), and what fell away."""

    before: dict[str, str] = field(default_factory=dict)
    dropped: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.before or self.dropped)


def generated_of(section: Section) -> list[str]:
    """What the program itself says in a section, also where the unit says it in other words."""
    return [
        each.rewriting.generated if each.rewriting else each.text
        for each in section.paragraphs
        if each.rewriting or each.source is Source.GENERATED
    ]


def seen_now(report: AnnualReport) -> Seen:
    """Everything as it now stands."""
    return {section.key: generated_of(section) for section in report.sections if section.key}


def changes(seen: Seen, report: AnnualReport) -> dict[str, Changes]:
    """The sections that say something else than was last seen; one never seen has not changed."""
    found = {
        section.key: _changes(seen[section.key], generated_of(section))
        for section in report.sections
        if section.key in seen and section.key is not None
    }
    return {key: each for key, each in found.items() if each}


def _changes(before: list[str], now: list[str]) -> Changes:
    altered: dict[str, str] = {}
    dropped: list[str] = []
    for tag, start, end, other_start, other_end in difflib.SequenceMatcher(
        a=before, b=now, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        old, new = before[start:end], now[other_start:other_end]
        for at, sentence in enumerate(new):
            altered[sentence] = old[at] if at < len(old) else ""
        dropped += old[len(new) :]
    return Changes(altered, tuple(dropped))


def changed_words(before: str, now: str) -> list[tuple[int, int]]:
    """The places in `now` whose words are not those of `before`."""
    old, new = before.split(" "), now.split(" ")
    starts = [0]
    for word in new:
        starts.append(starts[-1] + len(word) + 1)
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    return [
        (starts[first], starts[last] - 1)
        for tag, _, _, first, last in matcher.get_opcodes()
        if tag in ("replace", "insert")
    ]


def kept_seen(session: Session, year: int) -> Seen | None:
    """What was last seen of a year; None where it was never looked at, or by another version of the program."""
    from desktop.models.screens import kept_look

    kept = kept_look(session, _name(year)).get(_SENTENCES)
    if not isinstance(kept, dict):
        return None
    return {key: [str(each) for each in said] for key, said in kept.items() if isinstance(said, list)}


def keep_seen(session: Session, year: int, seen: Seen) -> None:
    """Keep what was seen. A step."""
    from desktop.models.screens import keep_look

    keep_look(session, _name(year), {_SENTENCES: seen})


def _name(year: int) -> str:
    return f"report {year}"
