"""Records that were changed differently in two places: both versions are heads until a person decides (sync.md 1).

The decision is a version with all heads as parents, so that it settles the matter wherever it arrives. Steps on a session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import Record
from desktop.models.versions import Version, content_of, heads_of, set_content, stamp


@dataclass(frozen=True)
class Side:
    """One of the versions that stand against each other. `content` is None where the record was deleted there."""

    version_id: str
    author: str
    saved_at: str
    content: dict[str, Any] | None


def conflicts(session: Session, unit_id: str, kind: str = "") -> list[tuple[str, str]]:
    """Kind and id of every record of a unit that waits for a decision; of one kind where `kind` names it."""
    wanted = (
        select(Version.kind, Version.record_id)
        .where(Version.unit_id == unit_id, Version.head)
        .group_by(Version.kind, Version.record_id)
        .having(func.count() > 1)
        .order_by(Version.kind, Version.record_id)
    )
    if kind:
        wanted = wanted.where(Version.kind == kind)
    return [(row.kind, row.record_id) for row in session.execute(wanted)]


def sides(session: Session, record_id: str) -> tuple[Side, ...]:
    """The versions that stand against each other, the one that lists and reports show now first."""
    return tuple(
        Side(version.version_id, version.author, version.saved_at, content_of(version))
        for version in heads_of(session, record_id)
    )


def decide(session: Session, record: Record, content: Mapping[str, Any] | None, seen: tuple[str, ...]) -> None:
    """Make `content` the record's one version, None deletes it; the other versions stay in its history.

    `seen` are the versions the person chose between. UserError where others have come since, or the content has a problem.
    """
    heads = heads_of(session, record.id)
    if {head.version_id for head in heads} != set(seen):
        raise UserError("Bản ghi này vừa có bản khác. Hãy mở lại để chọn.")
    if content is None:
        record.deleted = True
    else:
        set_content(record, dict(content))
        record.deleted = False
        blocking = [p for p in [*record.problems(), record.size_problem()] if p and p.blocking]
        if blocking:
            raise UserError(f"Hai bản ghép lại chưa đúng: {blocking[0].sentence}")
    record.conflict = False
    session.info["stamping"] = True  # the version is made here, with all heads as its parents
    try:
        with session.no_autoflush:
            stamp(session, record, [head.version_id for head in heads])
        session.flush()
    finally:
        session.info["stamping"] = False
