"""Which files records refer to: what travels, what is missing, what nobody refers to any more. Steps on a session.

A reference came from a form, a command or another unit's bundle: its hash is checked for being one, its name is only shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, LargeBinary, cast, func, select
from sqlalchemy.orm import Session

from desktop.models.draft import Draft
from desktop.models.files import FileStore, is_name
from desktop.models.issued import EDITION_FILES
from desktop.models.kinds import ISSUED
from desktop.models.material import files_of_materials
from desktop.models.versions import Version
from desktop.text import one_line

# Canonical JSON writes it so; what else holds these letters is sorted out when it is parsed.
_EVIDENCE = '%"evidence":[{%'


@dataclass(frozen=True)
class Attachment:
    """One reference of one version of a record. `name` is cleaned for showing; `size` is what the reference says."""

    sha256: str
    name: str
    size: int
    kind: str
    record_id: str
    saved_at: str


def references_in(value: Any) -> Iterator[dict[str, Any]]:
    """The references of a stored list that name a file at all."""
    for one in value if isinstance(value, list) else []:
        if isinstance(one, dict) and is_name(one.get("sha256")):
            yield one


def attached(session: Session, unit_id: str | None = None, history: bool = False) -> Iterator[Attachment]:
    """Every reference of the heads of a unit (None: of all units), both sides of a conflict; `history`: of every version."""
    wanted = select(Version.kind, Version.record_id, Version.content, Version.saved_at).where(
        Version.content.like(_EVIDENCE), *_of(unit_id, history)
    )
    for kind, record_id, content, saved_at in session.execute(wanted.execution_options(yield_per=1000)):
        for one in references_in(json.loads(content or "{}").get("evidence")):
            size = one.get("size")
            yield Attachment(
                one["sha256"],
                one_line(str(one.get("name") or ""))[:120],
                size if type(size) is int and size > 0 else 0,
                kind,
                record_id,
                saved_at,
            )


def _of(unit_id: str | None, history: bool) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [] if unit_id is None else [Version.unit_id == unit_id]
    return conditions if history else [*conditions, Version.head.is_(True)]


def frozen_bodies(session: Session, unit_id: str | None = None) -> set[str]:
    """The hashes of the frozen editions of every report, and of the scans of what was signed."""
    found = set()
    for kind in ISSUED:
        wanted = select(kind.editions).where(~kind.deleted)
        for editions in session.scalars(wanted if unit_id is None else wanted.where(kind.unit_id == unit_id)):
            found |= {str(edition[key]) for edition in editions for key in EDITION_FILES if edition.get(key)}
    return found


def missing(session: Session, files: FileStore, unit_id: str | None = None) -> list[Attachment]:
    """A reference to each file that is not here (still to come, or lost), each file once."""
    found: dict[str, Attachment] = {}
    for one in attached(session, unit_id):
        if one.sha256 not in found and not files.has(one.sha256):
            found[one.sha256] = one
    return list(found.values())


def unreferenced(session: Session, files: FileStore) -> list[str]:
    """Files that no version in the history, no edition and no draft refers to. They may be removed by hand; nothing does it."""
    known = (
        {one.sha256 for one in attached(session, history=True)} | frozen_bodies(session) | files_of_materials(session)
    )
    for content in session.scalars(select(Version.content).where(Version.kind.in_([kind.KIND for kind in ISSUED]))):
        editions = json.loads(content or "{}").get("editions") or []
        known |= {str(one[key]) for one in editions for key in EDITION_FILES if one.get(key)}
    for draft in session.scalars(select(Draft)):
        for value in [*draft.states.values(), *draft.values.values()]:
            known |= {one["sha256"] for one in references_in(value)}
    return [sha256 for sha256 in files.names() if sha256 not in known]


@dataclass(frozen=True)
class Coming:
    """What the next bundle of a unit will hold. `records` and `frozen` in bytes; `evidence` is the size of each file by hash."""

    records: int
    frozen: int
    evidence: dict[str, int]

    def size(self, with_evidence: dict[str, int] | None = None) -> int:
        """Bytes, roughly; with files attached since in a form that is not saved yet."""
        return self.records + self.frozen + sum({**self.evidence, **(with_evidence or {})}.values())


def coming(session: Session, files: FileStore, unit_id: str) -> Coming:
    """What would travel now."""
    frozen = sum(files.size(sha256) for sha256 in frozen_bodies(session, unit_id) if is_name(sha256))
    evidence = {one.sha256: one.size for one in attached(session, unit_id) if files.has(one.sha256)}
    return Coming(records_size(session, unit_id)[1], frozen, evidence)


def records_size(session: Session, unit_id: str) -> tuple[int, int]:
    """Bytes of the unit's heads as lines, and roughly as they are once compressed."""
    content, ancestors, count = session.execute(
        select(
            func.coalesce(func.sum(func.length(cast(Version.content, LargeBinary))), 0),
            func.coalesce(func.sum(func.length(Version.ancestors)), 0),
            func.count(),
        ).where(*_of(unit_id, history=False))
    ).one()
    # Text shrinks to a fifth; of a line's ids and hashes 80 bytes remain, of its ancestors half.
    return content + ancestors + 500 * count, content // 5 + ancestors // 2 + 80 * count
