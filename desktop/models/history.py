"""Saving with care, the bin, undo, and what a record was before: steps on a session, the history is in `versions`."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import Record
from desktop.models.versions import Change, Version, content_of, set_content

AnyRecord = TypeVar("AnyRecord", bound=Record)


def save(session: Session, draft: AnyRecord) -> AnyRecord:
    """Store a draft made from a form's text and an id; the stored record.

    `draft.version_id` is the version the form was opened at ("" for a new record). UserError where the record has problems,
    or was changed elsewhere since; the form keeps its text.
    """
    blocking = [p for p in [*draft.problems(), draft.size_problem()] if p and p.blocking]
    if blocking:
        raise UserError(blocking[0].sentence)
    stored = session.get(type(draft), draft.id)
    if stored is not None and stored.version_id != draft.version_id and stored.stated() != draft.stated():
        raise UserError("Bản ghi này đã được thay đổi ở nơi khác. Hãy đóng, mở lại để xem bản mới rồi sửa tiếp.")
    if stored is not None:
        set_content(stored, draft.stated())
        stored.deleted = draft.deleted
        session.flush()
        return stored
    session.add(draft)
    session.flush()
    return draft


def delete(session: Session, record: Record) -> None:
    """Put a record into the bin: a version without content, which travels."""
    record.deleted = True
    session.flush()


def restore(session: Session, record: Record) -> None:
    """Take a record out of the bin as it was before."""
    version = session.get(Version, record.version_id)
    parents = [session.get(Version, p) for p in (version.parents if version else [])]
    before = next((p for p in parents if p is not None and p.content is not None), None)
    if not record.deleted or before is None:
        return
    set_content(record, content_of(before) or {})
    record.deleted = False
    session.flush()


def versions_of(session: Session, record_id: str) -> list[Version]:
    """Every version of a record, the newest first."""
    found = session.scalars(select(Version).where(Version.record_id == record_id)).all()
    return sorted(found, key=lambda v: (len(v.ancestors), v.saved_at), reverse=True)


def last_change(session: Session) -> Change | None:
    """What `undo_last` would undo."""
    return session.scalar(select(Change).where(~Change.undone).order_by(Change.id.desc()).limit(1))


def undo_last(session: Session) -> str | None:
    """Undo the last change as one step: each record goes back to what it was, as new versions; the title of the change.

    None where there is nothing to undo. UserError where a record has been changed since by a merge.
    """
    from desktop.models.kinds import KINDS

    change = last_change(session)
    if change is None:
        return None
    versions = session.scalars(select(Version).where(Version.change_id == change.id)).all()
    newest = {v.record_id: v for v in sorted(versions, key=lambda v: len(v.ancestors))}
    oldest = {v.record_id: v for v in sorted(versions, key=lambda v: -len(v.ancestors))}
    records = {i: session.get(KINDS[v.kind], i) for i, v in newest.items()}
    # A later change that was itself undone leaves the same content under a newer version: that is no obstacle.
    if any(r is None or _content(session, r) != newest[i].content for i, r in records.items()):
        raise UserError(f"Không hoàn tác được “{change.title}”: bản ghi đã có bản mới hơn nhận từ nơi khác.")
    for record_id, record in records.items():
        if record is not None:
            _go_back(session, record, oldest[record_id])
    session.execute(update(Change).where(Change.id == change.id).values(undone=True))
    session.expire(change)
    return change.title


def _content(session: Session, record: Record) -> str | None:
    version = session.get(Version, record.version_id)
    return version.content if version else None


def _go_back(session: Session, record: Record, first: Version) -> None:
    """Make `record` what it was before `first`, as a version that replaces the one it stands at."""
    parents = [session.get(Version, p) for p in first.parents]
    before = next((p for p in parents if p is not None), None)
    if before is None or before.content is None:
        record.deleted = True
    else:
        set_content(record, content_of(before) or {})
        record.deleted = False
    session.flush()


def bin_count(session: Session, kind: type[Record]) -> int:
    """How many records of a kind lie in the bin."""
    return session.scalar(select(func.count()).select_from(kind).where(kind.deleted)) or 0
