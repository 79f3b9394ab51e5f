"""Finding silent damage: SQLite's own check sees broken pages, the names of versions see a flipped bit in a text (sync.md 1)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desktop.models.versions import Version, version_id


@dataclass(frozen=True)
class Check:
    """How many records were looked at and which are damaged: kind, id, what is wrong."""

    records: int
    damaged: list[dict[str, str]]


def check_data(session: Session, deep: bool = False) -> Check:
    """Check the file's pages and the heads' content against their names; `deep`: every version of the history."""
    damaged: list[dict[str, str]] = []
    for (line,) in session.execute(text("PRAGMA integrity_check" if deep else "PRAGMA quick_check")):
        if line != "ok":
            damaged.append({"kind": "file", "id": "", "what": line})
    wanted = select(Version.version_id, Version.kind, Version.record_id, Version.parents, Version.content)
    seen: set[str] = set()
    for row in session.execute((wanted if deep else wanted.where(Version.head)).execution_options(yield_per=1000)):
        seen.add(row.record_id)
        if version_id(row.kind, row.record_id, row.parents, row.content) != row.version_id:
            damaged.append({"kind": row.kind, "id": row.record_id, "what": row.version_id})
    return Check(len(seen), damaged)
