"""What was typed into a form and is not a record yet: the journal that survives a kill, and drafts kept on purpose. Local."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base


class Draft(Base):
    """The text of one form, field by field, as it was typed: it may be wrong or half. Counts nowhere, never travels.

    `opened_at` is the version the form was opened at ("" for a new record); `kept` tells a draft that was put aside on purpose
    from a form that was open when the program ended; `typed_at` is the time of the last keystroke (UTC).
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
    kept: Mapped[bool] = mapped_column(Boolean, default=False)
