"""What a report is: plain frozen dataclasses that hold everything the page needs, and their one canonical JSON form.

Numbers on the page are text here; figures kept for comparison are integers. There is no float, so that the same report has
the same bytes everywhere. Nothing here knows the database or the PDF.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

FORMAT = 1


class Source(StrEnum):
    """Who wrote a paragraph: the program from figures, or the user. BLANK is room for handwriting."""

    GENERATED = "generated"
    USER = "user"
    BLANK = "blank"


class Align(StrEnum):
    LEFT = "left"
    CENTRE = "centre"
    RIGHT = "right"


@dataclass(frozen=True)
class Period:
    """The days that a report counts, both included (domain E.6)."""

    start: date
    end: date


@dataclass(frozen=True)
class Letterhead:
    """Boxes 1–5 and 9a (domain A.2). `number` and `dated` are None as long as they are written by hand after signing."""

    governing: str | None
    issuer: tuple[str, ...]  # logical lines, capitals; each may wrap
    issued_by: str  # the same in running text: Trường THCS Chiềng Khương
    sign: str  # BC-THCSCK
    place: str  # Chiềng Khương; Phường Tô Hiệu
    year: int
    title: str  # BÁO CÁO
    subject: str
    addressees: tuple[str, ...]
    number: str | None = None
    dated: date | None = None

    @property
    def is_letter(self) -> bool:
        """Whether it heads a công văn, which has no name of its kind."""
        return not self.title


@dataclass(frozen=True)
class Signature:
    """Boxes 7 and 9b: the lines above the signature, the signer, the recipients with their punctuation."""

    lines: tuple[str, ...]
    name: str
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Behind:
    """The records that a figure was counted from: their kind and ids."""

    kind: str
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Link:
    """A figure within a sentence, by its place in the text, with its records."""

    start: int
    end: int
    behind: Behind


@dataclass(frozen=True)
class Rewriting:
    """A generated sentence that the unit says in its own words, and why (features 21).

    `stale` where the figures changed after it was put so: what the program would say now is `generated`, then it was `before`.
    """

    generated: str
    reason: str
    before: str = ""

    @property
    def stale(self) -> bool:
        return bool(self.before) and self.before != self.generated


@dataclass(frozen=True)
class Paragraph:
    """`rewriting` where the text stands for a generated sentence (its source is then USER). `links` are for the screen only."""

    text: str
    source: Source = Source.GENERATED
    rewriting: Rewriting | None = None
    links: tuple[Link, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs. `key` is the stable name of the user's block; None where nothing is to be written."""

    key: str | None
    level: int  # 0 no heading (opening, closing) · 1 `I. …` · 2 `1. …` · 3 `a) …`
    heading: str
    paragraphs: tuple[Paragraph, ...] = ()
    required: bool = False  # one of the four parts demanded by Plan VI.10

    @property
    def written(self) -> bool:
        """Whether the user has written something here."""
        return any(each.source is Source.USER and each.rewriting is None for each in self.paragraphs)


@dataclass(frozen=True)
class Column:
    """A table column; neighbours of the same `group` share a head. `width` is a share of the table's width."""

    head: str
    width: int
    align: Align = Align.LEFT
    group: str = ""


@dataclass(frozen=True)
class Row:
    """`behind` holds the records of each cell, None where it has none; empty for none at all. For the screen only."""

    cells: tuple[str, ...]
    bold: bool = False
    behind: tuple[Behind | None, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Table:
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    foot: tuple[str, ...] = ()


@dataclass(frozen=True)
class Appendix:
    """A form (Biểu) as an appendix with its own page numbers (domain A.9, E.5)."""

    number: str  # I, II, …
    title: str  # capitals
    form: str  # Biểu 01
    landscape: bool
    table: Table


@dataclass(frozen=True)
class Figure:
    """A counted figure under its stable code, for comparison between versions and at the Department."""

    code: str
    value: int
    out_of: int | None = None


@dataclass(frozen=True)
class Check:
    """Something to look at before printing, in a sentence, with where it is mended.

    `place` is a page of the window, `at` what its `open()` is given: for "report" a section's key, else a record's id or nothing.
    `grave` is what the Plan demands: without it the report is not frozen in the window.
    """

    sentence: str
    place: str = ""
    at: str = ""
    grave: bool = False


@dataclass(frozen=True)
class AnnualReport:
    """The whole report. `checks` are for the person at the screen; they are no part of what is printed or frozen."""

    unit: str  # as in running text: Trường THCS Chiềng Khương; UBND xã Chiềng Khương
    year: int
    period: Period
    letterhead: Letterhead
    sections: tuple[Section, ...]
    signature: Signature
    appendices: tuple[Appendix, ...]
    figures: tuple[Figure, ...] = ()
    checks: tuple[Check, ...] = field(default=(), compare=False)

    @property
    def warnings(self) -> tuple[str, ...]:
        """The checks as sentences."""
        return tuple(check.sentence for check in self.checks)

    @property
    def missing(self) -> tuple[Section, ...]:
        """The demanded parts that the user has not written yet (Plan VI.10)."""
        return tuple(section for section in self.sections if section.required and not section.written)


def to_json(report: AnnualReport) -> bytes:
    """The frozen body: canonical JSON (sorted keys, no white space, UTF-8, NFC, no floats), from which the same PDF is made."""
    body = {"format": FORMAT, **_plain(report)}
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def from_json(body: bytes) -> AnnualReport:
    """The report that `to_json` wrote. Raises ValueError for anything else, unknown formats included."""
    try:
        plain = json.loads(body)
        if plain["format"] != FORMAT:
            raise ValueError(f"format {plain['format']}")
        return _report(plain)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"not a frozen report: {error!r}") from error


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        # A lone surrogate, which only damaged input holds, has no bytes of its own.
        return unicodedata.normalize("NFC", value).encode("utf-8", "replace").decode()
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return {
        each.name: _plain(getattr(value, each.name))
        for each in fields(value)
        if each.compare and not (each.name == "rewriting" and getattr(value, each.name) is None)
    }


def _report(plain: dict[str, Any]) -> AnnualReport:
    return AnnualReport(
        unit=plain["unit"],
        year=plain["year"],
        period=Period(date.fromisoformat(plain["period"]["start"]), date.fromisoformat(plain["period"]["end"])),
        letterhead=_letterhead(plain["letterhead"]),
        sections=tuple(_section(each) for each in plain["sections"]),
        signature=Signature(
            tuple(plain["signature"]["lines"]),
            plain["signature"]["name"],
            tuple(plain["signature"]["recipients"]),
        ),
        appendices=tuple(_appendix(each) for each in plain["appendices"]),
        figures=tuple(Figure(each["code"], each["value"], each["out_of"]) for each in plain["figures"]),
    )


def _letterhead(plain: dict[str, Any]) -> Letterhead:
    dated = plain["dated"]
    return Letterhead(
        governing=plain["governing"],
        issuer=tuple(plain["issuer"]),
        issued_by=plain["issued_by"],
        sign=plain["sign"],
        place=plain["place"],
        year=plain["year"],
        title=plain["title"],
        subject=plain["subject"],
        addressees=tuple(plain["addressees"]),
        number=plain["number"],
        dated=date.fromisoformat(dated) if dated else None,
    )


def _section(plain: dict[str, Any]) -> Section:
    paragraphs = tuple(
        Paragraph(each["text"], Source(each["source"]), _rewriting(each.get("rewriting")))
        for each in plain["paragraphs"]
    )
    return Section(plain["key"], plain["level"], plain["heading"], paragraphs, plain["required"])


def _rewriting(plain: dict[str, Any] | None) -> Rewriting | None:
    return Rewriting(plain["generated"], plain["reason"], plain["before"]) if plain else None


def _appendix(plain: dict[str, Any]) -> Appendix:
    table = plain["table"]
    return Appendix(
        number=plain["number"],
        title=plain["title"],
        form=plain["form"],
        landscape=plain["landscape"],
        table=Table(
            columns=tuple(
                Column(each["head"], each["width"], Align(each["align"]), each["group"]) for each in table["columns"]
            ),
            rows=tuple(Row(tuple(each["cells"]), each["bold"]) for each in table["rows"]),
            foot=tuple(table["foot"]),
        ),
    )
