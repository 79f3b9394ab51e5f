"""A budget line (Kinh phí): estimate and spending by source KP1–4 and kind CH1–5, in whole đồng (Plan V; Biểu 05)."""

from __future__ import annotations

from datetime import date as Date
from typing import ClassVar

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_NAME, MOST_TEXT, MOST_TITLE, Problem, Record, required, too_long
from desktop.models.parts import Attested, Measured, unknown_codes


class BudgetLine(Attested, Measured, Record):
    """What was planned and what was spent for one purpose from one source in one budget year."""

    __tablename__ = "budget_line"
    KIND: ClassVar[str] = "budget_line"
    NAME: ClassVar[str] = "Kinh phí"
    SEARCHED: ClassVar[tuple[str, ...]] = ("content", "document", "note")
    COUNTS: ClassVar[dict[str, str]] = {"estimate": "money", "spent": "money"}

    year: Mapped[int] = mapped_column(Integer, index=True)
    content: Mapped[str] = mapped_column(String)
    source: Mapped[str | None] = mapped_column(String)  # KP1–4
    purpose: Mapped[str | None] = mapped_column(String)  # CH1–5
    estimate: Mapped[int | None] = mapped_column(Integer)
    spent: Mapped[int | None] = mapped_column(Integer)
    date: Mapped[Date | None]  # of spending
    document: Mapped[str] = mapped_column(String)  # number of the voucher or decision
    activities: Mapped[list[str]] = mapped_column(JSON)  # ids
    note: Mapped[str] = mapped_column(String)

    def problems(self) -> list[Problem]:
        """Year, content, source and purpose are demanded; spending above the estimate is told."""
        found = [
            *required(
                self,
                year="Chưa có năm ngân sách.",
                content="Chưa có nội dung chi.",
                source="Chưa chọn nguồn kinh phí.",
                purpose="Chưa chọn mục chi.",
            ),
            *too_long(self, content=MOST_TITLE, document=MOST_NAME, note=MOST_TEXT),
            *unknown_codes(self, source="nguon_kinh_phi", purpose="noi_dung_chi"),
            *self.wrong_counts(),
            *self.wrong_evidence(),
        ]
        if self.year is not None and not 2025 <= self.year <= 2100:
            found.append(Problem("year", "Năm không hợp lý. Hãy kiểm tra lại."))
        if self.estimate is None and self.spent is None and not self.not_applicable:
            found.append(Problem("estimate", "Chưa có dự toán, cũng chưa có số thực hiện.", blocking=False))
        if self.estimate is not None and self.spent is not None and self.spent > self.estimate:
            found.append(Problem("spent", "Thực hiện vượt dự toán. Hãy kiểm tra lại hai số.", blocking=False))
        return found
