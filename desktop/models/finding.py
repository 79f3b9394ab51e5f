"""Search over every kind of record at once: what is found first, and how much there is of each kind. Steps that read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.base import Record
from desktop.models.catalogue import load_catalogue
from desktop.models.draft import Draft
from desktop.models.kinds import KINDS
from desktop.models.search import SearchEntry, matching
from desktop.text import fold, format_date

NEWEST = 200
"""Of all that match, this many are looked at for the first answer: the newest, which the index gives at once."""
SHOWN = 6
"""Records of one kind that are shown."""
_NAMES = ("title", "name", "subject", "who", "summary", "content", "criterion", "duty")


@dataclass(frozen=True)
class Hit:
    """One record (or draft) that was found: its name, its day or year, and the words around the match."""

    record_id: str
    name: str
    when: str = ""
    around: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `count` is None while it is not known yet."""

    kind: str
    hits: tuple[Hit, ...]
    count: int | None = None


def find_first(session: Session, words: str, unit_id: str, kinds: Sequence[str]) -> list[Group]:
    """The newest records of the unit that hold the words, by kind in the order of `kinds`; counts where they are all here."""
    found = matching(None, words)
    if found is None:
        return []
    pairs = session.execute(found.add_columns(SearchEntry.kind).order_by(SearchEntry.row.desc()).limit(NEWEST)).all()
    all_here = len(pairs) < NEWEST
    groups = []
    for kind in kinds:
        records = _own(session, KINDS[kind], unit_id, [record_id for record_id, its in pairs if its == kind])
        if records:
            hits = tuple(_hit(record, words) for record in records[:SHOWN])
            groups.append(Group(kind, hits, len(records) if all_here else None))
    return groups


def find_all(session: Session, words: str, unit_id: str, kinds: Sequence[str]) -> list[Group]:
    """The same with every count known, and kinds whose records are all older than the newest found."""
    found = matching(None, words)
    if found is None:
        return []
    present = session.execute(found.with_only_columns(SearchEntry.kind, func.count()).group_by(SearchEntry.kind)).all()
    groups = []
    for kind in kinds:
        if kind not in {name for name, _ in present}:
            continue
        model = KINDS[kind]
        within = matching(kind, words)
        assert within is not None
        mine = (model.unit_id == unit_id, ~model.deleted, model.id.in_(within))
        count = session.scalar(select(func.count()).select_from(model).where(*mine)) or 0
        newest = session.scalars(within.order_by(SearchEntry.row.desc()).limit(NEWEST)).all()
        records = _own(session, model, unit_id, newest)
        if records:
            groups.append(Group(kind, tuple(_hit(record, words) for record in records[:SHOWN]), count))
    return groups


def find_drafts(session: Session, words: str) -> list[tuple[str, Hit]]:
    """Drafts whose title holds every word, with their kind; they are few and not in the index."""
    terms = fold(words).split()
    drafts = session.scalars(select(Draft).order_by(Draft.typed_at.desc())).all()
    return [
        (draft.kind, Hit(draft.record_id, draft.title))
        for draft in drafts
        if terms and all(term in fold(draft.title) for term in terms)
    ]


def _own(session: Session, model: type[Record], unit_id: str, ids: Sequence[str]) -> list[Record]:
    """Those of the records that are the unit's own and not in the bin, in the order of `ids`."""
    if not ids:
        return []
    found = session.scalars(select(model).where(model.id.in_(ids), model.unit_id == unit_id, ~model.deleted))
    by_id = {record.id: record for record in found}
    return [by_id[record_id] for record_id in ids if record_id in by_id]


def name_of(record: Record) -> str:
    """What a record is called in a list of records of several kinds: its title or first words, one line."""
    catalogue = load_catalogue()
    for field in _NAMES:
        if text := getattr(record, field, None):
            line = " ".join(str(text).split())
            return catalogue.label(line) if catalogue.entry(line) is not None else line
    return record.NAME


def _hit(record: Any, words: str) -> Hit:
    day = getattr(record, "date", None)
    year = getattr(record, "year", None)
    name = name_of(record)
    when = format_date(day) if isinstance(day, date) else (str(year) if year else "")
    return Hit(record.id, name, when, _around(record, words, name))


def _around(record: Record, words: str, name: str) -> str:
    """The words around the first match outside the name; empty where the name itself holds every word."""
    terms = fold(words).split()
    if all(term in fold(name) for term in terms):
        return ""
    for field in type(record).SEARCHED:
        text = " ".join(str(getattr(record, field) or "").split())
        if text == name:
            continue
        for place, word in enumerate(text.split()):
            if any(fold(word).startswith(term) for term in terms):
                part = text.split()[max(place - 3, 0) : place + 12]
                return ("… " if place > 3 else "") + " ".join(part)
    return ""
