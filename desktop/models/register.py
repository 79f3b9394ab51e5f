"""The Department's register: units with permanent ids, their keys, enrolment slips. A unit holds a read-only copy of the units.

Nothing here is a record of a unit; what travels of it travels as signed documents.
"""

from __future__ import annotations

from datetime import date as Date
from enum import StrEnum

from sqlalchemy import Boolean, Index, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base


class RegisterUnit(Base):
    """One line of the register. `id` never changes; `code` is the Department's, unique; `valid_to` and `successor` tell of mergers."""

    __tablename__ = "register_unit"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code: Mapped[str] = mapped_column(String, unique=True)
    name: Mapped[str] = mapped_column(String)
    kind: Mapped[str] = mapped_column(String)
    commune: Mapped[str | None] = mapped_column(String)
    governing_body: Mapped[str | None] = mapped_column(String)
    parent: Mapped[str | None] = mapped_column(String)  # code of the unit it reports through, for communes' schools
    must_report: Mapped[bool] = mapped_column(Boolean, default=True)
    valid_from: Mapped[Date | None]
    valid_to: Mapped[Date | None]
    successor: Mapped[str | None] = mapped_column(String)


class KeyState(StrEnum):
    """What the Department thinks of a key."""

    APPROVED = "approved"
    WAITING = "waiting"
    REVOKED = "revoked"


class UnitKey(Base):
    """A PC's key pair as the Department knows it. `signing` and `reading` are public keys (hex, age recipient)."""

    __tablename__ = "unit_key"
    __table_args__ = (Index("ix_unit_key_unit", "unit_id"),)

    signing: Mapped[str] = mapped_column(String, primary_key=True)
    reading: Mapped[str] = mapped_column(String)
    unit_id: Mapped[str | None] = mapped_column(String(36))  # None while it is not known whose it is
    state: Mapped[str] = mapped_column(String)
    fingerprint: Mapped[str] = mapped_column(String)
    claimed_code: Mapped[str | None] = mapped_column(String)
    claimed_name: Mapped[str] = mapped_column(String, default="")
    seen_at: Mapped[str] = mapped_column(String)
    approved_at: Mapped[str | None] = mapped_column(String)
    approved_by: Mapped[str] = mapped_column(String, default="")  # "slip" or the officer's word


class Slip(Base):
    """A one-time enrolment code made for a unit; used up by the first key that proves it."""

    __tablename__ = "slip"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(36), index=True)
    code: Mapped[str] = mapped_column(String)
    made_at: Mapped[str] = mapped_column(String)
    used_by: Mapped[str | None] = mapped_column(String)  # signing key


def unit_by_code(session: Session, code: str) -> RegisterUnit | None:
    """The unit of that code."""
    return session.scalar(select(RegisterUnit).where(RegisterUnit.code == code))
