"""Search over every kind of record at once: what is found first, and how much there is of each kind. Steps that read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.base import Record
from desktop.models.called import called
from desktop.models.draft import Draft
from desktop.models.kinds import KINDS
from desktop.models.search import SearchEntry, matching, newest_matching
from desktop.text import fold, format_date

NEWEST = 200
"""Of all that match, this many are looked at for the first answer: the newest, which the index gives at once."""
SHOWN = 6
"""Records of one kind that are shown."""


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


def find_first(session: Session, words: str, unit_id: str | None, kinds: Sequence[str]) -> list[Group]:
    """The newest records that hold the words, by kind in the order of `kinds`; counts where all that match are among them.

    `unit_id` keeps to the records of one unit, None where there are no others.
    """
    if matching(None, words) is None:
        return []
    newest = session.execute(newest_matching(words, NEWEST)).all()
    groups = []
    for kind in kinds:
        ids = _own(session, KINDS[kind], unit_id, [record_id for record_id, its in newest if its == kind])
        if ids:
            groups.append(Group(kind, _hits(session, kind, ids, words), len(ids) if len(newest) < NEWEST else None))
    return groups


def find_all(session: Session, words: str, unit_id: str | None, kinds: Sequence[str]) -> list[Group]:
    """The same with every count known, and kinds whose records are all older than the newest found."""
    found = matching(None, words)
    first = {group.kind: group for group in find_first(session, words, unit_id, kinds)}
    if found is None or (all(group.count is not None for group in first.values()) and first):
        return list(first.values())
    counting = found.with_only_columns(SearchEntry.kind, func.count()).group_by(SearchEntry.kind)
    counts: dict[str, int] = {kind: count for kind, count in session.execute(counting)}
    groups = []
    for kind in kinds:
        within = matching(kind, words)
        if kind not in counts or within is None:
            continue
        model, count = KINDS[kind], counts[kind]
        if unit_id is not None:
            mine = (model.unit_id == unit_id, ~model.deleted, model.id.in_(within))
            count = session.scalar(select(func.count()).select_from(model).where(*mine)) or 0
        if kind in first:
            groups.append(replace(first[kind], count=count))
        elif ids := _own(session, model, unit_id, session.scalars(within.limit(NEWEST)).all()):
            groups.append(Group(kind, _hits(session, kind, ids, words), count))
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


def _own(session: Session, model: type[Record], unit_id: str | None, ids: Sequence[str]) -> list[str]:
    """Those of the records that are the unit's own and not in the bin, in the order of `ids`."""
    if not ids:
        return []
    wanted = select(model.id).where(model.id.in_(ids), ~model.deleted)
    own = set(session.scalars(wanted if unit_id is None else wanted.where(model.unit_id == unit_id)))
    return [record_id for record_id in ids if record_id in own]


def _hits(session: Session, kind: str, ids: Sequence[str], words: str) -> tuple[Hit, ...]:
    records = [session.get(KINDS[kind], record_id) for record_id in ids[:SHOWN]]
    return tuple(_hit(record, words) for record in records if record is not None)


def _hit(record: Any, words: str) -> Hit:
    day = getattr(record, "date", None)
    year = getattr(record, "year", None)
    name = called(record.wire()) or record.NAME
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
