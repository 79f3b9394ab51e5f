"""A course or briefing (Bồi dưỡng, quán triệt) with those who took part (Plan II.1; Biểu 03)."""

from __future__ import annotations

import re
from datetime import date as Date
from typing import ClassVar

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import (
    MOST_NAME,
    MOST_TEXT,
    MOST_TITLE,
    Problem,
    Record,
    required,
    too_long,
    wrong_span,
)
from desktop.models.parts import Attested, Measured, unknown_codes

BRIEFING = "BD_QUAN_TRIET"
HOURS = re.compile(r"\d{1,4}(\.\d{1,2})?")


class Course(Attested, Measured, Record):
    """People are named only where an indicator needs the name (domain F.4); the rest are counted."""

    __tablename__ = "course"
    KIND: ClassVar[str] = "course"
    NAME: ClassVar[str] = "Lớp bồi dưỡng, hội nghị quán triệt"
    SEARCHED: ClassVar[tuple[str, ...]] = ("name", "organiser", "note")
    COUNTS: ClassVar[dict[str, str]] = {"people": "people", "briefed": "people"}

    name: Mapped[str] = mapped_column(String)
    date: Mapped[Date] = mapped_column(index=True)
    date_to: Mapped[Date | None]
    mode: Mapped[str | None] = mapped_column(String)
    organiser: Mapped[str] = mapped_column(String)
    contents: Mapped[list[str]] = mapped_column(JSON)
    hours: Mapped[str | None] = mapped_column(String)  # a decimal as text: "8", "7.5"
    attendees: Mapped[list[str]] = mapped_column(JSON)  # person ids
    certified: Mapped[list[str]] = mapped_column(JSON)  # person ids
    people: Mapped[int | None] = mapped_column(Integer)  # all who took part
    briefed: Mapped[int | None] = mapped_column(Integer)  # unnamed staff of the unit, briefed here for the first time
    note: Mapped[str] = mapped_column(String)

    @property
    def is_training(self) -> bool:
        """Whether it counts as training of communication officers (MT30.5): anything beyond a briefing alone."""
        return self.contents != [BRIEFING]

    @property
    def is_briefing(self) -> bool:
        """Whether it briefs staff on the Resolution (MT30.3)."""
        return BRIEFING in self.contents

    def problems(self) -> list[Problem]:
        """Name and date are demanded; codes must be the catalogue's; hours and counts must be sane."""
        found = [
            *required(
                self,
                name="Chưa có tên lớp, hội nghị.",
                date="Chưa có ngày. Hãy ghi ngày/tháng/năm.",
            ),
            *too_long(self, name=MOST_TITLE, organiser=MOST_NAME, note=MOST_TEXT),
            *wrong_span(self),
            *unknown_codes(self, mode="hinh_thuc_boi_duong", contents="noi_dung_boi_duong"),
            *self.wrong_counts(),
            *self.wrong_evidence(),
        ]
        if self.hours and not HOURS.fullmatch(self.hours):
            found.append(Problem("hours", "Số giờ không hợp lý. Hãy ghi một số, ví dụ 8 hoặc 7,5."))
        if self.people is not None and len(self.attendees) > self.people:
            found.append(
                Problem(
                    "people",
                    f"Có {len(self.attendees)} người được ghi tên, nhiều hơn số người dự {self.people}.",
                )
            )
        return found
