"""What went out and came in: signed documents by version, the log of files, receipts. Local; the proof of what was handed over."""

from __future__ import annotations

from datetime import date as Date
from typing import Any

from sqlalchemy import JSON, Boolean, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base


class Document(Base):
    """A document of the Department (root, register, catalogue, deadlines …): its exact body and signature; versions only rise."""

    __tablename__ = "document"

    kind: Mapped[str] = mapped_column(String, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    wire: Mapped[str] = mapped_column(Text)  # the document as it travels, signatures included
    taken_at: Mapped[str] = mapped_column(String)


class Exchange(Base):
    """One file that was written for others or taken in from them, with its verdict."""

    __tablename__ = "exchange"
    __table_args__ = (Index("ix_exchange_bundle", "bundle_id"), Index("ix_exchange_unit", "unit_id", "at"))

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    direction: Mapped[str] = mapped_column(String)  # out, in
    at: Mapped[str] = mapped_column(String)
    kind: Mapped[str] = mapped_column(String)  # kind of the label
    unit_id: Mapped[str | None] = mapped_column(String(36))
    bundle_id: Mapped[str] = mapped_column(String)
    file_name: Mapped[str] = mapped_column(String)
    sha256: Mapped[str] = mapped_column(String)
    size: Mapped[int] = mapped_column(Integer)
    verdict: Mapped[str] = mapped_column(String)  # written, accepted, already_known, waiting, quarantined, refused
    refusal: Mapped[str | None] = mapped_column(String)
    state_digest: Mapped[str | None] = mapped_column(String)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Receipt(Base):
    """A receipt: at the Department what it gave, at a unit what it got. `number` rises at the Department."""

    __tablename__ = "receipt"
    __table_args__ = (Index("ix_receipt_unit", "unit_id"),)

    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(36))
    bundle_id: Mapped[str] = mapped_column(String)
    given_at: Mapped[str] = mapped_column(String)
    state_digest: Mapped[str] = mapped_column(String)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    arrived_at: Mapped[str | None] = mapped_column(String)  # at the unit


class Assessment(Base):
    """What the Department decided about a unit's report of a year; the newest line of a unit and year holds."""

    __tablename__ = "assessment"
    __table_args__ = (Index("ix_assessment_unit", "unit_id", "year"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(36))
    year: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String)  # received, returned, accepted
    edition: Mapped[int | None] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String, default="")
    deadline: Mapped[Date | None]
    parts_empty: Mapped[bool] = mapped_column(Boolean, default=False)  # arrived without any of the demanded parts
    at: Mapped[str] = mapped_column(String)
    sequence: Mapped[int] = mapped_column(Integer)


class DueForSearch(Base):
    """A record that a merge wrote and that the search index does not know yet; emptied after each receipt of files."""

    __tablename__ = "due_for_search"

    record_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String)
