"""Saving with care, the bin, undo, and what a record was before: steps on a session, the history is in `versions`."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import Record
from desktop.models.bulk import Report, chunks, set_many, standing
from desktop.models.versions import Change, Version, content_of, set_content, write_change

AnyRecord = TypeVar("AnyRecord", bound=Record)


def save(session: Session, draft: AnyRecord) -> AnyRecord:
    """Store a draft made from a form's text and an id; the stored record. A draft put aside of the record stays: whose text
    is saved drops it (`desktop.models.draft`), a change of one field or an import has not read it.

    `draft.version_id` is the version the form was opened at ("" for a new record). UserError where the record has problems,
    or was changed elsewhere since; the form keeps its text.
    """
    blocking = [p for p in [*draft.problems(), draft.size_problem()] if p and p.blocking]
    if blocking:
        raise UserError(blocking[0].sentence)
    stored = session.get(type(draft), draft.id)
    if stored is not None and stored.version_id != draft.version_id and stored.stated() != draft.stated():
        raise UserError("Bản ghi này đã được thay đổi ở nơi khác. Hãy xem bản mới rồi sửa tiếp.")
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
    """Take a record out of the bin as it last was. UserError where nothing is known of what it was."""
    if not record.deleted:
        return
    version = session.get(Version, record.version_id)
    older = [v for v in versions_of(session, record.id) if version and v.version_id in version.ancestors]
    before = next((v for v in older if v.content is not None), None)
    if before is None:
        raise UserError("Không còn nội dung cũ của bản ghi này để lấy lại. Hãy ghi lại từ đầu.")
    bring_back(session, record, before)


def bring_back(session: Session, record: Record, version: Version) -> None:
    """Make a record again what it was at an older version, as a new one."""
    if version.content is None:
        record.deleted = True
    else:
        set_content(record, content_of(version) or {})
        record.deleted = False
    session.flush()


def versions_of(session: Session, record_id: str) -> list[Version]:
    """Every version of a record, the newest first."""
    found = session.scalars(select(Version).where(Version.record_id == record_id)).all()
    return sorted(found, key=lambda v: (len(v.ancestors), v.saved_at), reverse=True)


def last_change(session: Session) -> Change | None:
    """What `undo_last` would undo."""
    return session.scalar(select(Change).where(~Change.undone).order_by(Change.id.desc()).limit(1))


def last_undone(session: Session) -> Change | None:
    """What `redo_last` would do again: the last thing undone, unless something new was done since."""
    return session.scalar(select(Change).where(Change.redoable).order_by(Change.id).limit(1))


def size_of(session: Session, change: Change) -> int:
    """How many versions a change made."""
    return session.scalar(select(func.count()).where(Version.change_id == change.id)) or 0


def undo_last(session: Session, report: Report = lambda *_: None) -> str | None:
    """Undo the last change as one step: each record goes back to what it was, as new versions; the title of the change.

    None where there is nothing to undo. UserError where a record has been changed since by a merge or a freeze. `report` may stop it.
    """
    change = last_change(session)
    if change is None:
        return None
    _take(session, change, "Hoàn tác", report)
    change.undone = change.redoable = True
    return change.title


def redo_last(session: Session, report: Report = lambda *_: None) -> str | None:
    """Do again what was undone last, as one step, as new versions; the title of the change.

    None where there is nothing to do again. UserError where a record has been changed since by a merge or a freeze.
    """
    change = last_undone(session)
    if change is None:
        return None
    _take(session, change, "Làm lại", report)
    change.undone = change.redoable = False
    return change.title


def _take(session: Session, change: Change, verb: str, report: Report) -> None:
    """Take the records of a change to what they were before it, or after it where it stands undone."""
    from desktop.models.kinds import KINDS

    number = write_change(session, f"{verb}: {change.title}", undone=True)
    for kind, (before, after) in _both_sides(session, change).items():
        there, here = (after, before) if change.undone else (before, after)
        now = standing(session, KINDS[kind], here)
        # A later change that was itself undone leaves the same content under a newer version: that is no obstacle.
        if any(i not in now or now[i].content != content for i, content in here.items()):
            raise UserError(
                f"Không {verb.lower()} được “{change.title}”: bản ghi đã có bản mới hơn, do chốt báo cáo hoặc nhận từ nơi khác. "
                "Hãy mở lịch sử của bản ghi (F8) để chọn bản cần lấy lại."
            )
        set_many(session, KINDS[kind], there, number, report)


Contents = dict[str, str | None]
"""By record id; None for one that is in the bin or was not there yet."""


def _both_sides(session: Session, change: Change) -> dict[str, tuple[Contents, Contents]]:
    """By kind: what the records of a change were before it and after it."""
    made = session.execute(
        select(Version.kind, Version.record_id, Version.parents, Version.ancestors, Version.content).where(
            Version.change_id == change.id
        )
    ).all()
    parents = {one for version in made for one in version.parents}
    known: Contents = {
        name: content
        for part in chunks(parents)
        for name, content in session.execute(
            select(Version.version_id, Version.content).where(Version.version_id.in_(part))
        )
    }
    sides: dict[str, tuple[Contents, Contents]] = {}
    for version in sorted(made, key=lambda v: len(v.ancestors)):
        before, after = sides.setdefault(version.kind, ({}, {}))
        if version.record_id not in before:
            before[version.record_id] = next((known[p] for p in version.parents if p in known), None)
        after[version.record_id] = version.content
    return sides


def bin_count(session: Session, kind: type[Record]) -> int:
    """How many records of a kind lie in the bin."""
    return session.scalar(select(func.count()).select_from(kind).where(kind.deleted)) or 0
