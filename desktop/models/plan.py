"""The unit's communication plan and guiding documents (Kế hoạch, văn bản): MT30.1, Plan II.1."""

from __future__ import annotations

from datetime import date as Date
from typing import ClassVar

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_NAME, MOST_TEXT, Problem, Record, required, too_long
from desktop.models.parts import Attested, unknown_codes

OWN, INTEGRATED, GUIDING = "KE_HOACH_RIENG", "LONG_GHEP", "VAN_BAN"


class Plan(Attested, Record):
    """An own plan, the yearly plan with communication integrated, or another guiding document."""

    __tablename__ = "plan"
    KIND: ClassVar[str] = "plan"
    NAME: ClassVar[str] = "Kế hoạch, văn bản"
    SEARCHED: ClassVar[tuple[str, ...]] = ("number", "subject", "note")

    year: Mapped[int] = mapped_column(Integer, index=True)
    type: Mapped[str] = mapped_column(String)
    number: Mapped[str] = mapped_column(String)
    date: Mapped[Date | None]
    subject: Mapped[str] = mapped_column(String)
    note: Mapped[str] = mapped_column(String)

    @property
    def meets_target(self) -> bool:
        """Whether it fulfils MT30.1: own plan or integrated."""
        return self.type in (OWN, INTEGRATED)

    def problems(self) -> list[Problem]:
        """Year, type and subject are demanded; number and date are asked for as evidence."""
        found = [
            *required(
                self,
                year="Chưa có năm.",
                type="Chưa chọn loại: kế hoạch riêng, lồng ghép hay văn bản khác.",
                subject="Chưa có trích yếu nội dung.",
            ),
            *too_long(self, number=MOST_NAME, subject=1000, note=MOST_TEXT),
            *unknown_codes(self, type="loai_ke_hoach"),
            *self.wrong_evidence(),
        ]
        if self.year is not None and not 2025 <= self.year <= 2100:
            found.append(Problem("year", "Năm không hợp lý. Hãy kiểm tra lại."))
        if not self.number or not self.date:
            found.append(Problem("number", "Chưa có số hoặc ngày văn bản (minh chứng của MT30.1).", blocking=False))
        return found
