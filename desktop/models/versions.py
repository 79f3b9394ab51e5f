"""The history of every record: versions named by their content, ancestors, heads (sync.md 1).

A version is stamped when a changed record is flushed; nothing else writes `version` but the merge of what arrives.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import JSON, Boolean, CursorResult, Index, Integer, String, Text, event, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base, Record, canonical_json, utc_now


class Change(Base):
    """One thing a person did: the unit of undo. `redoable` while it is undone and nothing else was done since."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_redoable", "redoable", sqlite_where=text("redoable = 1")),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    title: Mapped[str] = mapped_column(String)
    author: Mapped[str] = mapped_column(String, default="")
    at: Mapped[str] = mapped_column(String)
    undone: Mapped[bool] = mapped_column(Boolean, default=False)
    redoable: Mapped[bool] = mapped_column(Boolean, default=False)


class Version(Base):
    """One save of one record. `content` is canonical JSON, NULL for a deletion; `head` = no other version replaces it."""

    __tablename__ = "version"
    __table_args__ = (
        Index("ix_version_record", "record_id"),
        Index("ix_version_heads", "unit_id", "head", "kind"),
        Index("ix_version_change", "change_id"),
    )

    version_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String)
    record_id: Mapped[str] = mapped_column(String(36))
    unit_id: Mapped[str] = mapped_column(String(36))
    parents: Mapped[list[str]] = mapped_column(JSON)
    ancestors: Mapped[list[str]] = mapped_column(JSON)
    content: Mapped[str | None] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String, default="")
    saved_at: Mapped[str] = mapped_column(String)
    head: Mapped[bool] = mapped_column(Boolean)
    change_id: Mapped[int | None] = mapped_column(Integer)


def version_id(kind: str, record_id: str, parents: list[str], content: str | None) -> str:
    """The name of a version: first 16 bytes, in hex, of SHA-256 over its canonical parts (sync/FORMAT.md).

    `content` is the canonical JSON of the record's content, None for a deletion.
    """
    head = canonical_json([kind, record_id, sorted(parents)])[:-1]
    text = f"{head},{content if content is not None else 'null'}]"
    return hashlib.sha256(b"nq71/version/1\0" + text.encode()).hexdigest()[:32]


def ancestors_of(parents: list[Version]) -> list[str]:
    """Every version that a child of `parents` replaces: the parents and all their ancestors, sorted."""
    return sorted({a for parent in parents for a in [parent.version_id, *parent.ancestors]})


def heads_of(session: Session, record_id: str) -> list[Version]:
    """The heads of a record, the one that stands in the tables first: most ancestors, ties by larger id (sync.md 1)."""
    heads = session.scalars(select(Version).where(Version.record_id == record_id, Version.head)).all()
    return sorted(heads, key=lambda v: (len(v.ancestors), v.version_id), reverse=True)


def stamp(session: Session, record: Record, parents: list[str] | None = None) -> None:
    """Write the version of a record as it now stands, and its words for search. `parents`: what it replaces, by default
    the version the record was read at."""
    from desktop.models.search import index_record

    if parents is None:
        parents = [record.version_id] if record.version_id else []
    content = None if record.deleted else canonical_json(record.stated())
    name = version_id(record.KIND, record.id, parents, content)
    replaced = [v for p in parents if (v := session.get(Version, p)) is not None]
    for version in replaced:
        version.head = False
    known = session.get(Version, name)
    if known is None:
        session.add(
            Version(
                version_id=name,
                kind=record.KIND,
                record_id=record.id,
                unit_id=record.unit_id,
                parents=sorted(parents),
                ancestors=ancestors_of(replaced),
                content=content,
                author=session.info.get("author", ""),
                saved_at=utc_now(),
                head=True,
                change_id=_change(session),
            )
        )
    else:
        known.head = True
    record.version_id = name
    index_record(session, record)
    session.info.setdefault("kinds", set()).add(record.KIND)


def _change(session: Session) -> int | None:
    """The row of the undo step that this transaction is, made when its first version is written."""
    title = session.info.get("title")
    if not title:
        return None
    if "change_id" not in session.info:
        # Straight through the connection: this runs inside a flush, where the session cannot flush again.
        session.connection().execute(update(Change).where(Change.redoable).values(redoable=False))
        session.info["change_id"] = write_change(session, title)
    number: int = session.info["change_id"]
    return number


def write_change(session: Session, title: str, undone: bool = False) -> int:
    """A row of what a person did; its number. One that is `undone` from the start is told in histories only."""
    author = session.info.get("author", "")
    values = {"title": title, "author": author, "at": utc_now(), "undone": undone, "redoable": False}
    made: CursorResult[Any] = session.connection().execute(insert(Change).values(values))
    return int(made.lastrowid or 0)


def _unchanged(session: Session, record: Record) -> bool:
    if not record.version_id:
        return False
    with session.no_autoflush:
        before = session.get(Version, record.version_id)
    content = None if record.deleted else canonical_json(record.stated())
    return before is not None and before.content == content


@event.listens_for(Session, "before_flush")
def _stamp_what_changed(session: Session, *_: Any) -> None:
    if session.info.get("merging") or session.info.get("stamping"):
        return
    session.info["stamping"] = True
    try:
        for record in [*session.new, *session.dirty]:
            if isinstance(record, Record) and (record in session.new or session.is_modified(record)):
                if _unchanged(session, record):
                    continue
                with session.no_autoflush:
                    stamp(session, record)
    finally:
        session.info["stamping"] = False


def content_of(version: Version) -> dict[str, Any] | None:
    """The fields of a version; None for a deletion."""
    return None if version.content is None else json.loads(version.content)


def set_content(record: Record, content: dict[str, Any]) -> None:
    """Make `record` what `content` says, every field of it."""
    for name, value in type(record).values_of(content).items():
        if getattr(record, name) != value:
            setattr(record, name, value)
