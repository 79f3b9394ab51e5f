"""Figures in generated sentences that lead to the records they were counted from (features 21).

A sentence is built as plain text; a figure in it is written by `figure`, which wraps it in three private characters with the
records' kind and ids. `paragraph` takes them out again and is the only place that does: what it returns has the figure's place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from desktop.models.base import Record
from desktop.reports.document import Behind, Link, Paragraph, Row, Source
from desktop.reports.measure import Indicator
from desktop.text import counted, format_number

_BEGIN, _THEN, _END = "\ue0f0", "\ue0f1", "\ue0f2"
_MARKED = re.compile(f"{_BEGIN}([a-z_]*):([0-9a-f,-]*){_THEN}([^{_BEGIN}{_THEN}{_END}]*){_END}")
_STRAY = str.maketrans("", "", _BEGIN + _THEN + _END)  # in a user's text they would mean nothing and show as nothing

KINDS_BEHIND = {
    "MT30.1": "plan",
    "MT30.2": "media_page",
    "MT30.3": "person",
    "MT30.4": "product",
    "MT30.5": "person",
    "MT30.6": "commendation",
    "MT35.1": "person",
    "MT35.2": "self_assessment",
}
"""The kind of record that most of a target's ids name; briefings without names and series of pages stand among them."""


def figure(words: str, behind: Behind | None) -> str:
    """`words`, a figure as printed, marked with its records; as it is where there are none."""
    if behind is None or not behind.ids:
        return words
    return f"{_BEGIN}{behind.kind}:{','.join(behind.ids)}{_THEN}{words}{_END}"


def records_behind(records: Iterable[Record]) -> Behind | None:
    """The records themselves, all of one kind; None of none."""
    held = list(records)
    return Behind(held[0].KIND, tuple(record.id for record in held)) if held else None


def told(number: int, records: Iterable[Record]) -> str:
    """A count as a document writes it, with its records: 08."""
    return figure(counted(number), records_behind(records))


def count(records: Sequence[Record]) -> str:
    """How many records there are, with them."""
    return told(len(records), records)


def amount(number: int, records: Iterable[Record]) -> str:
    """An amount in full, with its records: 1.234.567."""
    return figure(format_number(number), records_behind(records))


def target_behind(one: Indicator) -> Behind | None:
    """The records that the numerator of a target was counted from."""
    return Behind(KINDS_BEHIND.get(one.code, ""), one.numerator_ids) if one.numerator_ids else None


def missing_behind(one: Indicator) -> Behind | None:
    """Those known by name that a target still has to reach."""
    return Behind(KINDS_BEHIND.get(one.code, ""), one.missing_ids) if one.missing_ids else None


def paragraph(text: str, source: Source = Source.GENERATED) -> Paragraph:
    """The paragraph that a marked text makes: its words without marks, and where its figures stand in them."""
    if _BEGIN not in text:
        return Paragraph(text.translate(_STRAY), source)
    words: list[str] = []
    links: list[Link] = []
    length = at = 0
    for found in _MARKED.finditer(text):
        plain = text[at : found.start()].translate(_STRAY)
        shown = found[3].translate(_STRAY)
        start = length + len(plain)
        if shown and found[2]:
            links.append(Link(start, start + len(shown), Behind(found[1], tuple(found[2].split(",")))))
        words += [plain, shown]
        length, at = start + len(shown), found.end()
    words.append(text[at:].translate(_STRAY))
    return Paragraph("".join(words), source, links=tuple(links))


def without_marks(text: str) -> str:
    """The words alone."""
    return paragraph(text).text


def row_of(cells: tuple[str, ...], *records: Record, bold: bool = False) -> Row:
    """A row that tells of these records in every cell."""
    return Row(cells, bold, (records_behind(records),) * len(cells))
