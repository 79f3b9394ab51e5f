"""Storing many records at once: the same rows that saving them one by one leaves, in few statements.

New ones get their first version, all belong to the undo step of the transaction, and search is fed after the rows; `set_many`
takes stored ones to another content (undo, redo).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from desktop.models.base import Record, canonical_json, utc_now
from desktop.models.search import index_many
from desktop.models.versions import Version, _change, version_id
from desktop.text import fold

PART = 2_000
CHUNK = 500  # values in one IN list
Report = Callable[[int, int], None]
"""Told how many of how many are done; may raise, to stop."""


def add_many(session: Session, records: Sequence[Record]) -> None:
    """Store records that were never stored before; a step, it does not commit. Their `version_id` is set."""
    if not records:
        return
    change, now, author = _change(session), utc_now(), session.info.get("author", "")
    by_kind: dict[type[Record], list[dict[str, Any]]] = defaultdict(list)
    versions: list[dict[str, Any]] = []
    for record in records:
        content = canonical_json(record.stated())
        record.version_id = version_id(record.KIND, record.id, [], content)
        by_kind[type(record)].append({name: getattr(record, name) for name in _columns(type(record))})
        versions.append(
            {
                "version_id": record.version_id,
                "kind": record.KIND,
                "record_id": record.id,
                "unit_id": record.unit_id,
                "parents": [],
                "ancestors": [],
                "content": content,
                "author": author,
                "saved_at": now,
                "head": True,
                "change_id": change,
            }
        )
    connection = session.connection()
    for kind, rows in by_kind.items():
        for start in range(0, len(rows), PART):
            connection.execute(insert(kind), rows[start : start + PART])
    for start in range(0, len(versions), PART):
        connection.execute(insert(Version), versions[start : start + PART])
    index_many(session, [{"record_id": r.id, "kind": r.KIND, "folded": r.folded()} for r in records])
    session.info.setdefault("kinds", set()).update(record.KIND for record in records)


def _columns(kind: type[Record]) -> list[str]:
    return [*kind.wire_columns(), *kind.LOCAL]


@dataclass(frozen=True, slots=True)
class Standing:
    """The version a stored record stands at; `content` is canonical JSON, None for one in the bin."""

    unit_id: str
    version_id: str
    ancestors: list[str]
    content: str | None


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """As many as go into one IN list."""
    waiting = list(ids)
    for start in range(0, len(waiting), CHUNK):
        yield waiting[start : start + CHUNK]


def standing(session: Session, kind: type[Record], ids: Iterable[str]) -> dict[str, Standing]:
    """Where those of the records that are stored stand."""
    wanted = select(kind.id, kind.unit_id, Version.version_id, Version.ancestors, Version.content).join(
        Version, Version.version_id == kind.version_id
    )
    return {
        row.id: Standing(row.unit_id, row.version_id, row.ancestors, row.content)
        for part in chunks(ids)
        for row in session.execute(wanted.where(kind.id.in_(part)))
    }


def set_many(
    session: Session, kind: type[Record], contents: dict[str, str | None], change: int | None, report: Report
) -> None:
    """Take stored records to other contents (canonical JSON by id, None: into the bin), as new versions of `change`."""
    ids = list(contents)
    for start in range(0, len(ids), PART):
        report(start, len(ids))
        part = {record_id: contents[record_id] for record_id in ids[start : start + PART]}
        _set_part(session, kind, part, change)
    session.info.setdefault("kinds", set()).add(kind.KIND)
    session.expire_all()


def _set_part(session: Session, kind: type[Record], contents: dict[str, str | None], change: int | None) -> None:
    now, author = utc_now(), session.info.get("author", "")
    versions: list[dict[str, Any]] = []
    binned: list[dict[str, Any]] = []
    filled: list[dict[str, Any]] = []
    words: list[dict[str, str]] = []
    for record_id, stand in standing(session, kind, contents).items():
        content = contents[record_id]
        if content == stand.content:
            continue
        name = version_id(kind.KIND, record_id, [stand.version_id], content)
        versions.append(
            {
                "version_id": name,
                "kind": kind.KIND,
                "record_id": record_id,
                "unit_id": stand.unit_id,
                "parents": [stand.version_id],
                "ancestors": sorted({stand.version_id, *stand.ancestors}),
                "content": content,
                "author": author,
                "saved_at": now,
                "head": True,
                "change_id": change,
            }
        )
        values = kind.values_of(json.loads(content)) if content is not None else {}
        (filled if values else binned).append(
            {**values, "id": record_id, "version_id": name, "deleted": content is None}
        )
        folded = fold(" ".join(str(values.get(field) or "") for field in kind.SEARCHED))
        words.append({"record_id": record_id, "kind": kind.KIND, "folded": folded})
    if not versions:
        return
    for part in chunks(version["parents"][0] for version in versions):
        session.execute(update(Version).where(Version.version_id.in_(part)).values(head=False))
    session.connection().execute(insert(Version), versions)
    for rows in filter(None, (filled, binned)):
        session.execute(update(kind), rows)
    index_many(session, words)
