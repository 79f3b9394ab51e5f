"""A difficulty or proposal (Khó khăn, kiến nghị), raised at any time (Plan VI.7, VI.10)."""

from __future__ import annotations

from datetime import date as Date
from typing import ClassVar

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_TEXT, Problem, Record, required, too_long
from desktop.models.parts import unknown_codes


class Difficulty(Record):
    """`addressee` is who can help. The Department's answer is a record of the Department's."""

    __tablename__ = "difficulty"
    KIND: ClassVar[str] = "difficulty"
    NAME: ClassVar[str] = "Khó khăn, kiến nghị"
    SEARCHED: ClassVar[tuple[str, ...]] = ("content", "cause", "proposal", "note")

    date: Mapped[Date] = mapped_column(index=True)
    type: Mapped[str | None] = mapped_column(String)
    content: Mapped[str] = mapped_column(String)
    cause: Mapped[str] = mapped_column(String)
    proposal: Mapped[str] = mapped_column(String)
    addressee: Mapped[str | None] = mapped_column(String)
    resolved: Mapped[Date | None]
    note: Mapped[str] = mapped_column(String)

    def problems(self) -> list[Problem]:
        """Day, sort and content are demanded; a proposal names whom it goes to."""
        found = [
            *required(
                self,
                date="Chưa có ngày nêu. Hãy ghi ngày/tháng/năm.",
                type="Chưa chọn loại: khó khăn hay kiến nghị.",
                content="Chưa ghi nội dung.",
            ),
            *too_long(self, content=MOST_TEXT, cause=MOST_TEXT, proposal=MOST_TEXT, note=MOST_TEXT),
            *unknown_codes(self, type="loai_kho_khan", addressee="noi_kien_nghi"),
        ]
        if self.date and self.resolved and self.resolved < self.date:
            found.append(Problem("resolved", "Ngày giải quyết sớm hơn ngày nêu. Hãy kiểm tra lại hai ngày."))
        if self.proposal and not self.addressee:
            found.append(Problem("addressee", "Chưa chọn nơi được kiến nghị.", blocking=False))
        return found
