"""The annual report of a year (Báo cáo): period, the user's own words, frozen editions, number and date after signing (Plan VI.10)."""

from __future__ import annotations

from datetime import date as Date
from typing import Any, ClassVar

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_TEXT, Problem, Record, derived_id


class Report(Record):
    """One per unit and year. An edition, once frozen, is never altered: its body lies in the file store under its SHA-256."""

    __tablename__ = "report"
    KIND: ClassVar[str] = "report"
    NAME: ClassVar[str] = "Báo cáo năm"
    SEARCHED: ClassVar[tuple[str, ...]] = ()

    year: Mapped[int] = mapped_column(Integer, index=True)
    period_from: Mapped[Date | None]
    period_to: Mapped[Date | None]
    blocks: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # block key -> the user's own text
    # {"edition", "sha256", "code", "at", "pages"}; once signed and scanned also {"scan", "scan_bytes", "scan_pages"}
    editions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    signed_number: Mapped[str] = mapped_column(String)
    signed_date: Mapped[Date | None]
    signed_by: Mapped[str] = mapped_column(String)

    def problems(self) -> list[Problem]:
        """A period must not end before it begins; a text block has its limit."""
        found = [
            Problem(f"blocks.{key}", f"Dài quá {MOST_TEXT} ký tự. Hãy rút gọn.")
            for key, text in self.blocks.items()
            if len(text) > MOST_TEXT
        ]
        if self.period_from and self.period_to and self.period_to < self.period_from:
            found.append(Problem("period_to", "Kỳ báo cáo kết thúc trước khi bắt đầu. Hãy kiểm tra lại hai ngày."))
        return found


def report_id(unit_id: str, year: int) -> str:
    """The id of a unit's annual report of a year."""
    return derived_id(unit_id, "report", year)
