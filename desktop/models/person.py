"""A member of staff (Cán bộ): name, post, whether he is a communication officer; nothing sensitive (domain F.4)."""

from __future__ import annotations

from datetime import date as Date
from typing import ClassVar

from sqlalchemy import Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_NAME, MOST_TEXT, Problem, Record, required, too_long


class Person(Record):
    """Communication officers are the denominator of MT30.5 and MT35.1."""

    __tablename__ = "person"
    KIND: ClassVar[str] = "person"
    NAME: ClassVar[str] = "Cán bộ"
    SEARCHED: ClassVar[tuple[str, ...]] = ("name", "post", "note")

    name: Mapped[str] = mapped_column(String)
    post: Mapped[str] = mapped_column(String)
    officer: Mapped[bool] = mapped_column(Boolean)
    since: Mapped[Date | None]
    until: Mapped[Date | None]
    note: Mapped[str] = mapped_column(String)

    def is_present(self, day: Date) -> bool:
        """Whether the person belongs to the unit on that day, as far as stated."""
        return (self.since is None or self.since <= day) and (self.until is None or self.until >= day)

    def problems(self) -> list[Problem]:
        """A name is demanded; leaving cannot come before arriving."""
        found = [
            *required(self, name="Chưa có họ và tên."),
            *too_long(self, name=MOST_NAME, post=MOST_NAME, note=MOST_TEXT),
        ]
        if self.since and self.until and self.until < self.since:
            found.append(Problem("until", "Ngày thôi làm sớm hơn ngày bắt đầu. Hãy kiểm tra lại hai ngày."))
        return found
