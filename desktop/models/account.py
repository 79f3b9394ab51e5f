"""The people who share this PC: a name and a PIN, nothing else (spec.md 3: nothing sensitive). Local, never on the wire."""

from __future__ import annotations

from sqlalchemy import Boolean, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base


class Account(Base):
    """`pin` is a salted hash, "" for none. An account is put to rest, never deleted: versions bear its name."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String)
    folded: Mapped[str] = mapped_column(String, unique=True)
    pin: Mapped[str] = mapped_column(String, default="")
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[str] = mapped_column(String)
