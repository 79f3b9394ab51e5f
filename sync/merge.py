"""Into a database: the heads of one unit's bundle, by their histories, never by clocks (sync.md 1). Steps on one transaction.

In bulk and through Core: what is new costs, what is known does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from desktop.models.base import Record
from desktop.models.kinds import KINDS
from desktop.models.search import index_many
from desktop.models.versions import Version
from desktop.text import fold
from sync.bundle import Refusal, Refused
from sync.wire import Head, head_of

CHUNK = 2000
_VERSION_TABLE: Any = Version.__table__


@dataclass
class Merged:
    """What a merge did, in records: new, updated, unchanged, with two heads now."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    conflicts: int = 0
    kinds: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class _Known:
    """A head that the database holds or has just been given."""

    version: str
    ancestors: frozenset[str]


def merge_records(session: Session, unit_id: str, records: Iterable[dict[str, Any]]) -> Merged:
    """Lay the heads in `records` (lines of a bundle) over what is held of this unit.

    Refused: a line is malformed; a record belongs to another unit (wrong_sender). The caller's transaction must then end.
    """
    merged = Merged()
    heads = (head_of(record) for record in records)
    while chunk := list(islice(heads, CHUNK)):
        _merge_chunk(session, unit_id, chunk, merged)
    session.info.setdefault("kinds", set()).update(merged.kinds)
    return merged


def _merge_chunk(session: Session, unit_id: str, chunk: list[Head], merged: Merged) -> None:
    known = _heads_held(session, unit_id, [head.record_id for head in chunk])
    added: dict[str, Head] = {}
    replaced: set[str] = set()
    touched: dict[str, bool] = {}  # record id -> whether it was there before
    for head in chunk:
        held = known.setdefault(head.record_id, [])
        was_there = bool(held) and head.record_id not in touched
        if any(head.version == h.version or head.version in h.ancestors for h in held):
            merged.unchanged += head.record_id not in touched
            continue
        older = [h for h in held if h.version in head.ancestors]
        replaced.update(h.version for h in older)
        known[head.record_id] = [h for h in held if h not in older] + [_Known(head.version, frozenset(head.ancestors))]
        added[head.version] = head
        touched.setdefault(head.record_id, was_there)
    _write_versions(session, unit_id, added, replaced)
    _write_records(session, unit_id, touched, known, added)
    for record_id, was_there in touched.items():
        merged.updated += was_there
        merged.new += not was_there
        merged.conflicts += len(known[record_id]) > 1
    merged.kinds.update(head.kind for head in added.values())


def _heads_held(session: Session, unit_id: str, ids: list[str]) -> dict[str, list[_Known]]:
    held: dict[str, list[_Known]] = {}
    for part in _parts(ids, 500):
        rows = session.execute(
            select(Version.record_id, Version.version_id, Version.ancestors, Version.unit_id).where(
                Version.record_id.in_(part), Version.head
            )
        )
        for record_id, version, ancestors, owner in rows:
            if owner != unit_id:
                raise Refused(Refusal.WRONG_SENDER, f"record {record_id} belongs to another unit")
            held.setdefault(record_id, []).append(_Known(version, frozenset(ancestors)))
    return held


def _parts(items: list[str], size: int) -> Iterator[list[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _write_versions(session: Session, unit_id: str, added: dict[str, Head], replaced: set[str]) -> None:
    if replaced:
        session.connection().execute(
            update(_VERSION_TABLE).where(_VERSION_TABLE.c.version_id == bindparam("old")).values(head=False),
            [{"old": version} for version in replaced],
        )
    rows = [
        {
            "version_id": head.version,
            "kind": head.kind,
            "record_id": head.record_id,
            "unit_id": unit_id,
            "parents": head.parents,
            "ancestors": head.ancestors,
            "content": head.content,
            "author": head.author,
            "saved_at": head.saved,
            "head": head.version not in replaced,
            "change_id": None,
        }
        for head in added.values()
    ]
    if rows:
        # A version once replaced may come back as a head of a restored PC; its row is then there already.
        session.connection().execute(insert(_VERSION_TABLE).prefix_with("OR REPLACE"), rows)


def _write_records(
    session: Session, unit_id: str, touched: dict[str, bool], known: dict[str, list[_Known]], added: dict[str, Head]
) -> None:
    """The ordinary tables: each touched record as its head with most ancestors says (ties: larger id)."""
    rows: dict[str, list[dict[str, Any]]] = {}
    deleted: dict[str, list[dict[str, Any]]] = {}
    words: list[dict[str, str]] = []
    for record_id in touched:
        heads = known[record_id]
        shown = added.get(max(heads, key=lambda h: (len(h.ancestors), h.version)).version)
        conflict = len(heads) > 1
        if shown is None:  # the head already held stays the one shown; only the mark of the conflict is new
            shown = next(added[h.version] for h in heads if h.version in added)
            _mark_conflict(session, shown.kind, record_id)
            continue
        kind = KINDS.get(shown.kind)
        if kind is None:
            continue  # of a newer program: kept and sent on as a version, shown nowhere
        local = {"id": record_id, "unit_id": unit_id, "version_id": shown.version, "conflict": conflict}
        if shown.fields is None:
            deleted.setdefault(shown.kind, []).append({"record": record_id, "version": shown.version, "two": conflict})
            words.append({"record_id": record_id, "kind": shown.kind, "folded": ""})
            continue
        values = _values(kind, shown)
        rows.setdefault(shown.kind, []).append({**values, **local, "deleted": False})
        folded = fold(" ".join(str(values.get(name) or "") for name in kind.SEARCHED))
        words.append({"record_id": record_id, "kind": shown.kind, "folded": folded})
    for name, of_kind in rows.items():
        session.connection().execute(insert(_table(name)).prefix_with("OR REPLACE"), of_kind)
    for name, marks in deleted.items():
        table = _table(name)
        session.connection().execute(
            update(table)
            .where(table.c.id == bindparam("record"))
            .values(deleted=True, version_id=bindparam("version"), conflict=bindparam("two")),
            marks,
        )
    if words:
        index_many(session, words)


def _mark_conflict(session: Session, kind: str, record_id: str) -> None:
    if kind in KINDS:
        table = _table(kind)
        session.connection().execute(update(table).where(table.c.id == record_id).values(conflict=True))


def _values(kind: type[Record], head: Head) -> dict[str, Any]:
    try:
        return kind.values_of(head.fields or {})
    except ValueError as error:
        raise Refused(Refusal.MALFORMED, f"{head.kind} {head.record_id}: {error}") from error


def _table(kind: str) -> Table:
    table: Any = KINDS[kind].__table__
    assert isinstance(table, Table)
    return table


def digest_source(session: Session, unit_id: str) -> list[str]:
    """The version ids of a unit's heads, for its state digest."""
    return list(session.scalars(select(Version.version_id).where(Version.unit_id == unit_id, Version.head)))
