"""Versions that came for one unit, merged into the database: the same, newer, older or in conflict (sync.md 1).

Only `version` ids and ancestors decide, never a clock or the order of files. Steps on a session, in bulk, so that the
cost follows what is new; the search index is fed afterwards (`sync.searching`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.orm import Session

from desktop.models.base import Record
from desktop.models.erasing import ERASED, take_away
from desktop.models.exchange import DueForSearch
from desktop.models.installation import current
from desktop.models.kinds import KINDS, foretold_of
from desktop.models.register import RegisterUnit
from desktop.models.versions import Version
from sync import wire
from sync.bundle import Refusal, Refused
from sync.wire import Arrived

_VERSIONS, _DUE = cast(Table, Version.__table__), cast(Table, DueForSearch.__table__)
BATCH = 1_000
_CHUNK = 500  # values in one IN list


MOST_HEADS = 64  # of one record; each is compared with each


class Outcome(IntEnum):
    """What became of one record; a later, higher one replaces a lower one."""

    UNCHANGED = 0
    UPDATED = 1
    NEW = 2
    CONFLICT = 3


@dataclass
class Merged:
    """What a merge did. Counts are of records, not of versions."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    """Persons whose data was taken away."""

    def note(self, record_id: str, outcome: Outcome) -> None:
        """Remember the outcome of a record, of whose heads another may follow."""
        before = self.outcomes.get(record_id, Outcome.UNCHANGED)
        self.outcomes[record_id] = max(before, outcome)

    def counts(self) -> dict[str, int]:
        """new, updated, unchanged, conflicts: as in the answer of `nq71 receive`."""
        found = Counter(self.outcomes.values())
        return {
            "new": found[Outcome.NEW],
            "updated": found[Outcome.UPDATED],
            "unchanged": found[Outcome.UNCHANGED],
            "conflicts": found[Outcome.CONFLICT],
        }


@dataclass(frozen=True, slots=True)
class _Head:
    """A head of a record, held or arrived."""

    version_id: str
    ancestors: frozenset[str]
    arrived: Arrived | None
    erased: bool


def merge_records(session: Session, unit_id: str, lines: Iterable[bytes]) -> Merged:
    """Merge record lines of one unit; the session's transaction is to be rolled back when this raises.

    Refused: malformed (a line is not what the format says), wrong_sender (a record that is another unit's).
    """
    merged = Merged()
    waiting = iter(lines)
    while batch := list(islice(waiting, BATCH)):
        _Batch(session, unit_id, merged).merge(batch)
    session.info.setdefault("kinds", set()).update(merged.kinds)
    return merged


def digest_source(session: Session, unit_id: str) -> list[str]:
    """The version ids of a unit's heads as they are held here, for its state digest (FORMAT.md)."""
    return list(session.scalars(select(Version.version_id).where(Version.unit_id == unit_id, Version.head)))


class _Batch:
    """One thousand lines: looked up, checked, written."""

    def __init__(self, session: Session, unit_id: str, merged: Merged) -> None:
        self._session = session
        self._unit_id = unit_id
        self._merged = merged

    def merge(self, lines: Sequence[bytes]) -> None:
        arrived = self._unknown(lines)
        if not arrived:
            return
        held = self._heads_of({one.record_id: one.kind for one in arrived})
        self._check_foretold([one for one in arrived if one.record_id not in held])
        standing: dict[str, list[_Head]] = {}
        for one in arrived:
            standing.setdefault(one.record_id, list(held.get(one.record_id, ()))).append(
                _Head(one.version_id, frozenset(one.ancestors), one, one.text == ERASED)
            )
        if any(len(heads) > MOST_HEADS for heads in standing.values()):
            raise Refused(Refusal.TOO_LARGE, f"a record with more than {MOST_HEADS} heads")
        changed = {i: now for i, heads in standing.items() if self._is_change(i, now := _heads(heads), i in held)}
        self._write_versions(changed, held)
        self._write_rows(changed)

    def _unknown(self, lines: Sequence[bytes]) -> list[Arrived]:
        """What is not held yet, read and proved. A version that is held needs no second reading: its name is its proof."""
        named: dict[str, bytes | Arrived] = {}
        for data in lines:
            version = wire.version_of(data)
            read = None if version else wire.read(data)
            named[version or (read.version_id if read else "")] = read or data
        known = self._known(list(named))
        for record_id, unit_id in known.values():
            self._check_owner(unit_id)
            self._merged.note(record_id, Outcome.UNCHANGED)
        return [wire.read(one) if isinstance(one, bytes) else one for name, one in named.items() if name not in known]

    def _known(self, names: list[str]) -> dict[str, tuple[str, str]]:
        found: dict[str, tuple[str, str]] = {}
        for part in _chunks(names):
            rows = self._session.execute(
                select(Version.version_id, Version.record_id, Version.unit_id).where(Version.version_id.in_(part))
            )
            found.update((name, (record_id, unit_id)) for name, record_id, unit_id in rows)
        return found

    def _heads_of(self, kinds: dict[str, str]) -> dict[str, list[_Head]]:
        """The heads that are held of the records of `kinds` (record id → kind as it arrived)."""
        found: dict[str, list[_Head]] = {}
        columns = (Version.record_id, Version.version_id, Version.ancestors, Version.kind, Version.unit_id)
        erased = Version.content == ERASED
        for part in _chunks(list(kinds)):
            rows = self._session.execute(select(*columns, erased).where(Version.record_id.in_(part), Version.head))
            for record_id, name, ancestors, kind, unit_id, emptied in rows:
                self._check_owner(unit_id)
                if kind != kinds[record_id]:
                    raise Refused(Refusal.MALFORMED, f"record {record_id}: was a {kind}")
                found.setdefault(record_id, []).append(_Head(name, frozenset(ancestors), None, bool(emptied)))
        return found

    def _check_foretold(self, arrived: list[Arrived]) -> None:
        """Profiles, reports, duties and self-assessments have ids that anyone can compute: nobody may take one before its own unit comes."""
        derived = {one.record_id for one in arrived if one.record_id[14] == "5"}  # UUID version 5
        derived -= foretold_of(self._unit_id, derived)
        if not derived:
            return
        others = {*self._session.scalars(select(RegisterUnit.id)), current(self._session).unit_id} - {self._unit_id}
        if any(foretold_of(other, derived) for other in others):
            raise Refused(Refusal.WRONG_SENDER, "the id of a record of another unit")

    def _check_owner(self, unit_id: str) -> None:
        if unit_id != self._unit_id:
            raise Refused(Refusal.WRONG_SENDER, f"a record of unit {unit_id}")

    def _is_change(self, record_id: str, heads: list[_Head], was_held: bool) -> bool:
        """Note the outcome; whether anything is to be written."""
        if not any(head.arrived for head in heads):  # older than what is held
            self._merged.note(record_id, Outcome.UNCHANGED)
            return False
        if len(heads) > 1:
            self._merged.note(record_id, Outcome.CONFLICT)
        else:
            self._merged.note(record_id, Outcome.UPDATED if was_held else Outcome.NEW)
        return True

    def _write_versions(self, changed: dict[str, list[_Head]], held: dict[str, list[_Head]]) -> None:
        rows = [
            _version_row(head.arrived, self._unit_id) for heads in changed.values() for head in heads if head.arrived
        ]
        if rows:
            self._session.connection().execute(insert(_VERSIONS), rows)
        replaced = [
            {"name": old.version_id} for i, heads in changed.items() for old in held.get(i, ()) if old not in heads
        ]
        if replaced:
            self._session.connection().execute(
                update(_VERSIONS).where(_VERSIONS.c.version_id == bindparam("name")).values(head=False), replaced
            )

    def _write_rows(self, changed: dict[str, list[_Head]]) -> None:
        """The tables show the head with more ancestors, ties by larger id."""
        rows: dict[str, list[dict[str, Any]]] = {}
        marks: dict[str, list[dict[str, Any]]] = {}
        for record_id, heads in changed.items():
            shown = heads[0]
            kind = next(head.arrived.kind for head in heads if head.arrived)
            if kind not in KINDS:
                continue
            local = {"version_id": shown.version_id, "conflict": len(heads) > 1}
            if shown.erased or shown.arrived is None or shown.arrived.content is None:
                deleted = shown.erased or self._content_is_absent(shown)
                marks.setdefault(kind, []).append({"record": record_id, "deleted": deleted, **local})
            else:
                values = wire.row(KINDS[kind], shown.arrived)
                whose = {"id": record_id, "unit_id": self._unit_id, "deleted": False}
                rows.setdefault(kind, []).append({**values, **whose, **local})
        for kind, found in rows.items():
            self._upsert(KINDS[kind], found)
        for kind, found in marks.items():
            self._mark(KINDS[kind], found)
        self._announce(rows, marks)
        erased = [record_id for record_id, heads in changed.items() if heads[0].erased]
        if erased:
            take_away(self._session, erased)
            self._merged.erased.update(erased)

    def _content_is_absent(self, shown: _Head) -> bool:
        if shown.arrived is not None:
            return shown.arrived.content is None
        return self._session.scalar(select(Version.content).where(Version.version_id == shown.version_id)) is None

    def _upsert(self, kind: type[Record], rows: list[dict[str, Any]]) -> None:
        table = _table(kind)
        statement = insert_or(table)
        changed = {column.key: statement.excluded[column.key] for column in table.c if column.key != "id"}
        self._session.connection().execute(
            statement.on_conflict_do_update(index_elements=[table.c.id], set_=changed), rows
        )

    def _mark(self, kind: type[Record], marks: list[dict[str, Any]]) -> None:
        """Deletions, and conflicts whose shown head stands in the table already. A record deleted before it was ever
        seen has no row: there is nothing to show of it."""
        table = _table(kind)
        marked = ("deleted", "version_id", "conflict")
        values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in marked}
        self._session.connection().execute(
            update(table).where(table.c.id == bindparam("record")).values(values),
            [{"record": m["record"], **{f"new_{name}": m[name] for name in marked}} for m in marks],
        )

    def _announce(self, *written: dict[str, list[dict[str, Any]]]) -> None:
        due = [
            {"record_id": row.get("id") or row["record"], "kind": kind}
            for rows in written
            for kind, found in rows.items()
            for row in found
        ]
        self._merged.kinds |= {one["kind"] for one in due}
        if due:
            self._session.connection().execute(insert_or(_DUE).on_conflict_do_nothing(), due)


def _heads(candidates: list[_Head]) -> list[_Head]:
    """Those that no other candidate replaces, the one to be shown first. What was erased stays so, whatever else is there."""
    if len(candidates) > 1:
        candidates = [one for one in candidates if one.erased] or candidates
        replaced = frozenset().union(*(one.ancestors for one in candidates))
        candidates = [one for one in candidates if one.version_id not in replaced]
    return sorted(candidates, key=lambda one: (len(one.ancestors), one.version_id), reverse=True)


def _version_row(arrived: Arrived, unit_id: str) -> dict[str, Any]:
    return {
        "version_id": arrived.version_id,
        "kind": arrived.kind,
        "record_id": arrived.record_id,
        "unit_id": unit_id,
        "parents": arrived.parents,
        "ancestors": arrived.ancestors,
        "content": arrived.text,
        "author": arrived.author,
        "saved_at": arrived.saved_at,
        "head": True,
        "change_id": None,
    }


def _table(kind: type[Record]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)
    return table


def _chunks(values: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]
