"""The annual report of a year (Báo cáo năm): its period and what every report of a unit has (Plan VI.10)."""

from __future__ import annotations

from datetime import date as Date
from typing import ClassVar

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Problem, Record, derived_id
from desktop.models.issued import Issued


class Report(Issued, Record):
    """One per unit and year."""

    __tablename__ = "report"
    KIND: ClassVar[str] = "report"
    NAME: ClassVar[str] = "Báo cáo năm"
    SEARCHED: ClassVar[tuple[str, ...]] = ()

    year: Mapped[int] = mapped_column(Integer, index=True)
    period_from: Mapped[Date | None]
    period_to: Mapped[Date | None]

    def problems(self) -> list[Problem]:
        """A period must not end before it begins; texts have their limits."""
        found = self.wrong_texts()
        if self.period_from and self.period_to and self.period_to < self.period_from:
            found.append(Problem("period_to", "Kỳ báo cáo kết thúc trước khi bắt đầu. Hãy kiểm tra lại hai ngày."))
        return found


def report_id(unit_id: str, year: int) -> str:
    """The id of a unit's annual report of a year."""
    return derived_id(unit_id, "report", year)
