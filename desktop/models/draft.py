"""What was typed into a form and is not a record yet: the journal that survives a kill, and drafts kept on purpose. Local.

The steps that write it are called within the transaction of whoever owns it: a form that is saved takes its draft with it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, Select, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base

DRAFTS = "draft"  # announced to the pages as if it were a kind of record, when drafts kept on purpose come or go


class Draft(Base):
    """The text of one form, field by field, as it was typed: it may be wrong or half. Counts nowhere, never travels.

    `opened_at` is the version the form was opened at ("" for a new record); `typed_at` is the time of the last keystroke
    (UTC, shown, never used to decide). `kept`: put aside on purpose. `open`: a form showed it when it was last written, so one
    that is found open at a start was left by a kill. `missing` are the sentences about what keeps it from being saved.
    """

    __tablename__ = "draft"

    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String)
    opened_at: Mapped[str] = mapped_column(String(32), default="")
    states: Mapped[dict[str, Any]] = mapped_column(JSON)  # by field
    values: Mapped[dict[str, Any]] = mapped_column(JSON)  # what the record held besides the form's fields
    title: Mapped[str] = mapped_column(String, default="")
    author: Mapped[str] = mapped_column(String, default="")
    typed_at: Mapped[str] = mapped_column(String)
    missing: Mapped[list[str]] = mapped_column(JSON, default=list)
    kept: Mapped[bool] = mapped_column(Boolean, default=False)
    open: Mapped[bool] = mapped_column(Boolean, default=False)


def write(session: Session, draft: Draft) -> None:
    """Store the text of a form in place of what was stored of it; the transaction's author where it names none."""
    draft.author = draft.author or session.info.get("author", "")
    before = session.get(Draft, draft.record_id)
    listed = before is not None and _is_listed(before)
    session.merge(draft)
    if listed != _is_listed(draft):
        _announce(session)


def drop(session: Session, record_id: str) -> None:
    """Forget the text of a form, if there is any."""
    gone = session.execute(delete(Draft).where(Draft.record_id == record_id).returning(Draft.kept, Draft.open)).all()
    if any(_is_listed(one) for one in gone):
        _announce(session)


def set_closed(session: Session, record_id: str) -> Draft | None:
    """Make of what a kill left open a draft kept on purpose."""
    draft = session.get(Draft, record_id)
    if draft is not None:
        draft.kept, draft.open = True, False
        _announce(session)
    return draft


def drafts(kind: str | None = None) -> Select[Draft]:
    """The drafts kept on purpose and not open in a form, of one kind or of all, the last typed first."""
    wanted = select(Draft).where(Draft.kept, ~Draft.open).order_by(Draft.typed_at.desc(), Draft.record_id)
    return wanted if kind is None else wanted.where(Draft.kind == kind)


def count_drafts(session: Session, kind: str | None = None) -> int:
    """How many drafts are kept on purpose."""
    return session.scalar(select(func.count()).select_from(drafts(kind).order_by(None).subquery())) or 0


def left_open() -> Select[Draft]:
    """What was open when the program was last ended by force, the last typed first. To be asked before any form is opened."""
    return select(Draft).where(Draft.open).order_by(Draft.typed_at.desc(), Draft.record_id)


def _is_listed(draft: Any) -> bool:
    return draft.kept and not draft.open


def _announce(session: Session) -> None:
    session.info.setdefault("kinds", set()).add(DRAFTS)
