"""Who this installation is: one row, local, never on the wire."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.errors import UserError
from desktop.models.base import Base


class Role(StrEnum):
    """What the program is used as."""

    UNIT = "unit"
    COMMUNE = "commune"
    DEPARTMENT = "department"


class Installation(Base):
    """`unit_id` is the permanent id of the register where a starter pack named it, else made here; it never changes."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    role: Mapped[str] = mapped_column(String)
    unit_id: Mapped[str] = mapped_column(String(36))
    unit_code: Mapped[str | None] = mapped_column(String)
    created_at: Mapped[str] = mapped_column(String)
    settings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # Plan's number and date, looks, last places


def current(session: Session) -> Installation:
    """The one row. UserError before set-up."""
    installation: Installation | None = session.scalar(select(Installation))
    if installation is None:
        raise UserError("Thư mục dữ liệu này chưa được thiết lập. Hãy chạy thiết lập lần đầu trước.")
    return installation
