"""False information or public opinion that was found and handled (Dư luận, thông tin sai lệch): Plan III.5; Biểu 07."""

from __future__ import annotations

from datetime import date as Date
from typing import ClassVar

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_NAME, MOST_TEXT, MOST_TITLE, Problem, Record, required, too_long
from desktop.models.parts import Attested, unknown_codes


class Opinion(Attested, Record):
    """`date` is the day it was found, `closed` the day it was dealt with. Private persons are not named (domain E.5)."""

    __tablename__ = "opinion"
    KIND: ClassVar[str] = "opinion"
    NAME: ClassVar[str] = "Dư luận, thông tin sai lệch"
    SEARCHED: ClassVar[tuple[str, ...]] = ("source", "summary", "handled_with", "result", "note")

    date: Mapped[Date] = mapped_column(index=True)
    platform: Mapped[str | None] = mapped_column(String)
    source: Mapped[str] = mapped_column(String)
    summary: Mapped[str] = mapped_column(String)
    measures: Mapped[list[str]] = mapped_column(JSON)
    handled_with: Mapped[str] = mapped_column(String)
    closed: Mapped[Date | None]
    result: Mapped[str] = mapped_column(String)
    note: Mapped[str] = mapped_column(String)

    def problems(self) -> list[Problem]:
        """Day and summary are demanded; what was closed has a measure."""
        found = [
            *required(
                self,
                date="Chưa có ngày phát hiện. Hãy ghi ngày/tháng/năm.",
                summary="Chưa tóm tắt nội dung (không ghi tên người).",
            ),
            *too_long(
                self,
                source=MOST_TITLE,
                summary=MOST_TEXT,
                handled_with=MOST_NAME,
                result=MOST_TEXT,
                note=MOST_TEXT,
            ),
            *unknown_codes(self, platform="nen_tang", measures="bien_phap_xu_ly"),
            *self.wrong_evidence(),
        ]
        if self.date and self.closed and self.closed < self.date:
            found.append(Problem("closed", "Ngày xử lý xong sớm hơn ngày phát hiện. Hãy kiểm tra lại hai ngày."))
        if self.closed and not self.measures:
            found.append(Problem("measures", "Đã xử lý xong nhưng chưa chọn biện pháp.", blocking=False))
        return found
