"""The unit's own judgement by one criterion of the inspection (Tự đánh giá, TC1–TC5): Plan VI.9; Biểu 08."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_TEXT, Problem, Record, derived_id, required, too_long
from desktop.models.parts import Attested, unknown_codes


def self_assessment_id(unit_id: str, year: int, criterion: str) -> str:
    """The id of a unit's judgement by one criterion in one year: the same on every PC of the unit."""
    return derived_id(unit_id, SelfAssessment.KIND, year, criterion)


class SelfAssessment(Attested, Record):
    """One criterion in one year."""

    __tablename__ = "self_assessment"
    KIND: ClassVar[str] = "self_assessment"
    NAME: ClassVar[str] = "Tự đánh giá"
    SEARCHED: ClassVar[tuple[str, ...]] = ("result", "proof", "proposal")

    year: Mapped[int] = mapped_column(Integer, index=True)
    criterion: Mapped[str] = mapped_column(String)  # TC1–TC5
    grade: Mapped[str | None] = mapped_column(String)
    result: Mapped[str] = mapped_column(String)
    proof: Mapped[str] = mapped_column(String)
    proposal: Mapped[str] = mapped_column(String)

    def problems(self) -> list[Problem]:
        """Year and criterion are demanded; a grade without proof is told."""
        found = [
            *required(self, year="Chưa có năm.", criterion="Chưa chọn tiêu chí.", grade="Chưa chọn mức tự đánh giá."),
            *too_long(self, result=MOST_TEXT, proof=MOST_TEXT, proposal=MOST_TEXT),
            *unknown_codes(self, criterion="tieu_chi", grade="muc_danh_gia"),
            *self.wrong_evidence(),
        ]
        if self.grade and not (self.proof or self.evidence):
            found.append(Problem("proof", "Chưa có minh chứng cho mức tự đánh giá.", blocking=False))
        return found
