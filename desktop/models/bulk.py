"""Storing many new records at once: the same rows that saving them one by one leaves, in few statements.

Each gets its first version, all belong to the undo step of the transaction, and search is fed after the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from desktop.models.base import Record, canonical_json, utc_now
from desktop.models.search import index_many
from desktop.models.versions import Version, _change, version_id

PART = 2_000


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
