"""A model, good example or commendation (Mô hình, điển hình, khen thưởng): MT30.6, Plan III.4; Biểu 06."""

from __future__ import annotations

from datetime import date as Date
from typing import ClassVar

from sqlalchemy import Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_NAME, MOST_TEXT, MOST_TITLE, Problem, Record, required, too_long
from desktop.models.parts import Attested, unknown_codes


class Commendation(Attested, Record):
    """`date` is the day it was found or honoured; `award` and the decision are there where one was made."""

    __tablename__ = "commendation"
    KIND: ClassVar[str] = "commendation"
    NAME: ClassVar[str] = "Mô hình, điển hình, khen thưởng"
    SEARCHED: ClassVar[tuple[str, ...]] = ("who", "belongs_to", "content", "decision", "note")

    date: Mapped[Date] = mapped_column(index=True)
    type: Mapped[str | None] = mapped_column(String)
    who: Mapped[str] = mapped_column(String)
    belongs_to: Mapped[str] = mapped_column(String)  # the unit or place of those honoured
    content: Mapped[str] = mapped_column(String)
    award: Mapped[str | None] = mapped_column(String)
    level: Mapped[str | None] = mapped_column(String)
    decision: Mapped[str] = mapped_column(String)  # number and sign
    decided: Mapped[Date | None]
    published: Mapped[bool] = mapped_column(Boolean)
    link: Mapped[str] = mapped_column(String)
    note: Mapped[str] = mapped_column(String)

    def problems(self) -> list[Problem]:
        """Day, sort and name are demanded; an award without its decision is told."""
        found = [
            *required(
                self,
                date="Chưa có ngày. Hãy ghi ngày phát hiện hoặc khen thưởng.",
                type="Chưa chọn loại: mô hình, tập thể, cá nhân hay hoạt động tôn vinh.",
                who="Chưa có tên mô hình, tập thể hoặc cá nhân.",
            ),
            *too_long(
                self,
                who=MOST_TITLE,
                belongs_to=MOST_NAME,
                content=MOST_TEXT,
                decision=MOST_NAME,
                link=1000,
                note=MOST_TEXT,
            ),
            *unknown_codes(self, type="loai_guong", award="hinh_thuc_khen", level="cap_khen"),
            *self.wrong_evidence(),
        ]
        if self.award and not (self.decision and self.decided):
            found.append(
                Problem(
                    "decision", "Chưa có số hoặc ngày quyết định khen thưởng (minh chứng của MT30.6).", blocking=False
                )
            )
        return found
