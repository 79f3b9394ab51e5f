"""Finding silent damage: SQLite's own check sees broken pages, the names of versions see a flipped bit in a text (sync.md 1)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desktop.models.attached import attached, frozen_bodies, missing, unreferenced
from desktop.models.erasing import ERASED
from desktop.models.files import FileStore
from desktop.models.kinds import KINDS
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
    wanted = select(Version.version_id, Version.kind, Version.record_id, Version.parents, Version.content, Version.head)
    seen: set[str] = set()
    for row in session.execute((wanted if deep else wanted.where(Version.head)).execution_options(yield_per=1000)):
        seen.add(row.record_id)
        if row.content == ERASED and not row.head:  # its content was taken away; the name stays as proof
            continue
        if version_id(row.kind, row.record_id, row.parents, row.content) != row.version_id:
            damaged.append({"kind": row.kind, "id": row.record_id, "what": row.version_id})
    return Check(len(seen), damaged)


@dataclass(frozen=True)
class FileCheck:
    """`damaged` as in `Check`: files lost or altered. `awaited`: of other units' records, still to come. `unreferenced`: hashes."""

    damaged: list[dict[str, str]]
    awaited: list[dict[str, str]]
    unreferenced: list[str]


def check_files(session: Session, files: FileStore, unit_id: str) -> FileCheck:
    """Read every file that is referred to and compare it with its name; `unit_id` is who we are."""
    own = {one.sha256 for one in attached(session, unit_id)} | frozen_bodies(session, unit_id)
    damaged: list[dict[str, str]] = []
    awaited: list[dict[str, str]] = []
    for one in missing(session, files):
        kind = KINDS.get(one.kind)
        found = {
            "kind": "file",
            "id": one.sha256,
            "what": f"thiếu “{one.name}” của {kind.NAME.lower() if kind else one.kind}",
        }
        found["record"] = one.record_id
        (damaged if one.sha256 in own else awaited).append(found)
    lost = [sha256 for sha256 in frozen_bodies(session, unit_id) if not files.has(sha256)]
    damaged += [{"kind": "file", "id": sha256, "what": "thiếu bản báo cáo đã chốt"} for sha256 in lost]
    names = {one.sha256: one.name for one in attached(session, history=True)}
    for sha256 in files.names():
        if not files.is_whole(sha256):
            damaged.append({"kind": "file", "id": sha256, "what": f"hỏng “{names.get(sha256, sha256)}”"})
    return FileCheck(damaged, awaited, unreferenced(session, files))
