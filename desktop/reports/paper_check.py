"""What a code on paper leads to, among everything held here: whose report, which edition, whether a newer one replaces it.

Editions that are only in the history count too. Here nothing of a file is read: `desktop.reports.paper_compare` judges pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.adhoc_report import AdhocReport
from desktop.models.database import Database
from desktop.models.files import FileStore, is_name
from desktop.models.kinds import ISSUED
from desktop.models.register import RegisterUnit
from desktop.models.report import Report
from desktop.models.versions import Version
from desktop.reports.code import ALPHABET, code_of_digest, read_code
from desktop.reports.document import AnnualReport, Figure
from desktop.reports.editions import FrozenEdition, body_of
from desktop.reports.figure_names import name_of
from desktop.text import format_moment, format_number

MOST_SUGGESTED = 5
_NEAR = 2  # letters that a misheard or mistyped code may differ in


class Verdict(StrEnum):
    """What is said of paper in the hand."""

    MATCH = "match"
    OLDER = "older"
    ALTERED = "altered"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Held:
    """An edition that is held here. `newest` is the number of the record's newest edition."""

    kind: str
    record_id: str
    unit_id: str
    frozen: FrozenEdition
    newest: int

    @property
    def older(self) -> bool:
        """Whether a newer edition replaces it."""
        return self.frozen.edition < self.newest


@dataclass(frozen=True)
class Shown:
    """A figure to be compared with the paper; `newer` where the newest edition says otherwise."""

    name: str
    value: str
    newer: str = ""


@dataclass(frozen=True)
class Difference:
    """What is wrong with a page (1 = first of the file; None: with the whole). `expected` is what was frozen."""

    page: int | None
    what: str  # text, code, footer, order, missing, twice, foreign, picture, covered
    sentence: str
    expected: str = ""
    found: str = ""


@dataclass(frozen=True)
class PaperAnswer:
    """The answer. `by_eye`: only the codes could be compared, the figures are for the person's eyes."""

    verdict: Verdict
    headline: str
    sentence: str
    code: str = ""
    unit: str = ""
    held: Held | None = None
    figures: tuple[Shown, ...] = ()
    differences: tuple[Difference, ...] = ()
    suggestions: tuple[str, ...] = ()
    pages: int = 0
    by_eye: bool = False

    @property
    def changed(self) -> int:
        """How many figures the newest edition says otherwise."""
        return sum(bool(one.newer) for one in self.figures)


# --- what is held ----------------------------------------------------------------------------------------------------------


def held_with(session: Session, code: str = "") -> list[Held]:
    """Every edition held with this code (all where none is named), the newest first; of a record's history too."""
    found: dict[tuple[str, int, str], tuple[str, str, FrozenEdition]] = {}
    newest: dict[str, int] = {}
    for kind, record_id, unit_id, year, editions in [*_standing(session, code), *_earlier(session, code)]:
        for frozen in _well_formed(editions, year):
            newest[record_id] = max(newest.get(record_id, 0), frozen.edition)
            if code in ("", frozen.code):
                found.setdefault((record_id, frozen.edition, frozen.sha256), (kind, unit_id, frozen))
    held = [
        Held(kind, record_id, unit_id, frozen, newest[record_id])
        for (record_id, _, _), (kind, unit_id, frozen) in found.items()
    ]
    return sorted(held, key=lambda one: (one.frozen.edition, one.frozen.at), reverse=True)


_Editions = tuple[str, str, str, int, Any]


def _standing(session: Session, code: str) -> Iterator[_Editions]:
    for kind in ISSUED:
        year = Report.year if kind is Report else AdhocReport.period_to
        wanted = select(kind.id, kind.unit_id, year, kind.editions)
        if code:
            wanted = wanted.where(cast(kind.editions, String).contains(code))
        for record_id, unit_id, when, editions in session.execute(wanted):
            yield kind.KIND, record_id, unit_id, getattr(when, "year", when) or 0, editions


def _earlier(session: Session, code: str) -> Iterator[_Editions]:
    wanted = select(Version.kind, Version.record_id, Version.unit_id, Version.content).where(
        Version.kind.in_([kind.KIND for kind in ISSUED]), Version.content.contains(code or '"editions":[{')
    )
    for kind, record_id, unit_id, content in session.execute(wanted):
        plain = json.loads(content or "{}")
        year = plain.get("year") or str(plain.get("period_to") or "0")[:4]
        yield kind, record_id, unit_id, int(year) if str(year).isdigit() else 0, plain.get("editions")


def _well_formed(editions: Any, year: int) -> Iterator[FrozenEdition]:
    """Those whose code is that of their body's hash: what came from elsewhere may say anything."""
    for one in editions if isinstance(editions, list) else []:
        try:
            number, sha256, code = one["edition"], str(one["sha256"]), str(one["code"])
            datetime.fromisoformat(str(one["at"]))
            if type(number) is int and is_name(sha256) and code_of_digest(sha256) == code:
                yield FrozenEdition(year, number, code, sha256, str(one["at"]), int(one["pages"]))
        except (KeyError, TypeError, ValueError):
            continue


# --- a code ----------------------------------------------------------------------------------------------------------------


def look_up(database: Database, typed: str) -> PaperAnswer:
    """What a typed, heard or scanned code leads to."""
    code = read_code(typed)
    if code is None:
        return _wrong_code(database, typed)
    return of_code(database, code)


def of_code(database: Database, code: str, edition: int | None = None) -> PaperAnswer:
    """What a code leads to; `edition` chooses where the same content was frozen twice."""
    with database.snapshot() as session:
        found = held_with(session, code)
        held = next((one for one in found if one.frozen.edition == edition), found[0] if found else None)
        if held is None:
            return PaperAnswer(
                Verdict.UNKNOWN,
                "Không có trong dữ liệu",
                f"Mã {code} đúng cách viết nhưng không thuộc bản báo cáo nào ở đây: gói của đơn vị chưa được nhận, "
                "hoặc trang này không phải của báo cáo đã chốt. Hãy nhận gói mới nhất của đơn vị rồi tra lại.",
                code,
            )
        unit = _unit_name(session, held.unit_id)
        latest = _latest(session, held)
    return _answer(database.files, held, unit, latest)


def _answer(files: FileStore, held: Held, unit: str, latest: FrozenEdition | None) -> PaperAnswer:
    frozen = held.frozen
    try:
        body = body_of(files, frozen)
    except UserError as error:
        return PaperAnswer(Verdict.UNKNOWN, "Chưa có nội dung", error.sentence, frozen.code, unit, held)
    newer = _body_or_none(files, latest) if held.older and latest else None
    shown = figures_of(body, newer)
    where = f"{body.unit}, {said_of(held)}, chốt lúc {format_moment(frozen.at)}, {format_number(frozen.pages)} trang."
    if held.older:
        count = sum(bool(one.newer) for one in shown)
        changes = f"khác ở {format_number(count)} số liệu" if newer else "chưa có nội dung ở đây để so"
        sentence = f"{where} Đã có bản số {held.newest} thay thế ({changes}). Hãy dùng bản mới nhất."
        return PaperAnswer(Verdict.OLDER, "Bản cũ", sentence, frozen.code, body.unit, held, shown, pages=frozen.pages)
    sentence = f"{where} Đây là bản mới nhất. Hãy so các số liệu dưới đây với tờ giấy."
    return PaperAnswer(Verdict.MATCH, "Khớp", sentence, frozen.code, body.unit, held, shown, pages=frozen.pages)


def said_of(held: Held) -> str:
    """Which report and edition, in words."""
    name = "báo cáo đột xuất" if held.kind == AdhocReport.KIND else "báo cáo"
    return f"{name} năm {held.frozen.year}, bản số {held.frozen.edition}"


def _latest(session: Session, held: Held) -> FrozenEdition | None:
    """The newest edition of the same record."""
    adhoc = held.kind == AdhocReport.KIND
    record = session.get(AdhocReport, held.record_id) if adhoc else session.get(Report, held.record_id)
    editions = list(_well_formed(record.editions, held.frozen.year)) if record else []
    return max(editions, key=lambda one: one.edition, default=None)


def _body_or_none(files: FileStore, frozen: FrozenEdition) -> AnnualReport | None:
    try:
        return body_of(files, frozen)
    except UserError:
        return None


def _unit_name(session: Session, unit_id: str) -> str:
    unit = session.get(RegisterUnit, unit_id)
    return unit.name if unit else ""


# --- figures ---------------------------------------------------------------------------------------------------------------


def figures_of(body: AnnualReport, newer: AnnualReport | None = None) -> tuple[Shown, ...]:
    """The figures of an edition by name, with what a newer edition says where it differs."""
    other = {one.code: _value(one) for one in newer.figures} if newer else {}
    return tuple(_shown(one, other.get(one.code, "–") if newer else "") for one in body.figures)


def _shown(one: Figure, newer: str) -> Shown:
    value = _value(one)
    return Shown(name_of(one.code), value, newer if newer != value else "")


def _value(one: Figure) -> str:
    number = format_number(one.value)
    return number if one.out_of is None else f"{number}/{format_number(one.out_of)}"


# --- a code with a slip ----------------------------------------------------------------------------------------------------


def _wrong_code(database: Database, typed: str) -> PaperAnswer:
    with database.snapshot() as session:
        codes = {one.frozen.code for one in held_with(session)}
    near = tuple(_near(typed, sorted(codes)))
    hint = f" Có phải mã này không: {', '.join(near)}?" if near else ""
    return PaperAnswer(
        Verdict.UNKNOWN,
        "Mã sai",
        f"Mã vừa nhập không đúng: có chữ bị gõ nhầm, thiếu hoặc thừa.{hint} Hãy đọc lại từng nhóm bốn chữ trên giấy (không có I, L, O, U).",
        suggestions=near,
    )


def _near(typed: str, codes: Sequence[str]) -> Iterator[str]:
    letters = plain_letters(typed)
    count = 0
    for code in codes:
        if count < MOST_SUGGESTED and _apart(letters, code.replace("-", "")) <= _NEAR:
            count += 1
            yield code


def plain_letters(typed: str) -> str:
    """The letters of a code among what was typed, at most 40."""
    upper = typed.upper().replace("NQ71:", "").translate(str.maketrans("OIL", "011"))
    return "".join(letter for letter in upper if letter in ALPHABET)[:40]


def _apart(one: str, other: str) -> int:
    """How many letters must be changed, put in or left out; an exchange of two neighbours counts two."""
    if abs(len(one) - len(other)) > _NEAR:
        return _NEAR + 1
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, row = row, [at]
        for place, wanted in enumerate(other, 1):
            row.append(min(last[place] + 1, row[-1] + 1, last[place - 1] + (letter != wanted)))
    return row[-1]
