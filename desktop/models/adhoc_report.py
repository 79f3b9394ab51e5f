"""A report that a document demands (Báo cáo đột xuất): what is asked, for which days, by when (domain E.3)."""

from __future__ import annotations

from datetime import date as Date
from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_NAME, MOST_TITLE, Problem, Record, required, too_long
from desktop.models.issued import Issued


class AdhocReport(Issued, Record):
    """`date` is the day of the demanding document; `as_of` an ISO day, or day and minute, that figures are counted to, "" for the last day."""

    __tablename__ = "adhoc_report"
    KIND: ClassVar[str] = "adhoc_report"
    NAME: ClassVar[str] = "Báo cáo đột xuất"
    SEARCHED: ClassVar[tuple[str, ...]] = ("number", "issuer", "subject", "about")

    type: Mapped[str] = mapped_column(String)  # Công văn
    number: Mapped[str] = mapped_column(String)
    date: Mapped[Date] = mapped_column(index=True)
    issuer: Mapped[str] = mapped_column(String)
    subject: Mapped[str] = mapped_column(String)
    about: Mapped[str] = mapped_column(String)  # what the report is about where it is not the demand's subject
    period_from: Mapped[Date]
    period_to: Mapped[Date]
    as_of: Mapped[str] = mapped_column(String)
    deadline: Mapped[Date | None]
    sections: Mapped[list[str]] = mapped_column(JSON)
    forms: Mapped[list[str]] = mapped_column(JSON)
    addressees: Mapped[list[str]] = mapped_column(JSON)

    def problems(self) -> list[Problem]:
        """The demand is cited in full; a period does not end before it begins; something is asked for."""
        found = [
            *required(
                self,
                type="Chưa ghi loại văn bản yêu cầu, ví dụ Công văn.",
                number="Chưa ghi số, ký hiệu văn bản yêu cầu.",
                date="Chưa ghi ngày của văn bản yêu cầu.",
                issuer="Chưa ghi cơ quan yêu cầu.",
                subject="Chưa ghi nội dung văn bản yêu cầu.",
                period_from="Chưa ghi ngày đầu kỳ số liệu.",
                period_to="Chưa ghi ngày cuối kỳ số liệu.",
            ),
            *too_long(self, type=MOST_NAME, number=MOST_NAME, issuer=MOST_TITLE, subject=MOST_TITLE, about=MOST_TITLE),
            *self.wrong_texts(),
        ]
        if self.period_from and self.period_to and self.period_to < self.period_from:
            found.append(Problem("period_to", "Kỳ số liệu kết thúc trước khi bắt đầu. Hãy kiểm tra lại hai ngày."))
        if self.as_of and (sentence := self._wrong_moment()):
            found.append(Problem("as_of", sentence))
        if not self.sections and not self.forms:
            found.append(Problem("sections", "Chưa chọn phần hay biểu nào. Hãy chọn những gì văn bản yêu cầu."))
        return found

    def _wrong_moment(self) -> str:
        try:
            moment = datetime.fromisoformat(self.as_of)
        except ValueError:
            return "Mốc số liệu không đọc được. Hãy ghi ngày, có thể kèm giờ."
        if self.period_to and moment.date() < self.period_to:
            return "Mốc số liệu trước ngày cuối kỳ. Hãy kiểm tra lại hai ngày."
        return ""
