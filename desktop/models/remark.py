"""A remark of the Department on one record or figure of a unit, and the unit's answer to it (features 58, Plan VI.10).

The remark is the Department's word and travels in packets; the answer is a record of the unit and travels in its bundle.
"""

from __future__ import annotations

from datetime import date as Date
from typing import ClassVar

from sqlalchemy import Boolean, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import MOST_TEXT, Base, Problem, Record, derived_id, required, too_long

FIGURE = "figure"
"""The `kind` of a remark on a figure; its `target` is the figure's code. Else a kind of record, and `target` its id."""


class Remark(Base):
    """`closed` once the Department has nothing more to ask. The line with the highest `sequence` of an id holds."""

    __tablename__ = "remark"
    __table_args__ = (Index("ix_remark_unit", "unit_id", "kind", "target"),)

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(36))
    year: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String)
    target: Mapped[str] = mapped_column(String)
    text: Mapped[str] = mapped_column(String)
    author: Mapped[str] = mapped_column(String, default="")
    at: Mapped[str] = mapped_column(String)
    closed: Mapped[bool] = mapped_column(Boolean, default=False)
    sequence: Mapped[int] = mapped_column(Integer)


class RemarkAnswer(Record):
    """What the unit says to a remark; its id is made of the remark's, so that two PCs answer in one record."""

    __tablename__ = "remark_answer"
    KIND: ClassVar[str] = "remark_answer"
    NAME: ClassVar[str] = "Trả lời nhận xét của Sở"
    SEARCHED: ClassVar[tuple[str, ...]] = ()

    remark: Mapped[str] = mapped_column(String(36), index=True)
    date: Mapped[Date]
    text: Mapped[str] = mapped_column(String)

    def problems(self) -> list[Problem]:
        """An answer says something."""
        return [
            *required(self, text="Chưa ghi câu trả lời.", date="Chưa có ngày trả lời."),
            *too_long(self, text=MOST_TEXT),
        ]


def answer_id(unit_id: str, remark: str) -> str:
    """The id of a unit's answer to a remark."""
    return derived_id(unit_id, RemarkAnswer.KIND, remark)


def remarks_on(
    session: Session, unit_id: str, kind: str = "", target: str = "", only_open: bool = False
) -> list[Remark]:
    """The remarks on a unit's records of a kind, or on one of them; the newest first."""
    wanted = select(Remark).where(Remark.unit_id == unit_id).order_by(Remark.sequence.desc())
    if kind:
        wanted = wanted.where(Remark.kind == kind)
    if target:
        wanted = wanted.where(Remark.target == target)
    if only_open:
        wanted = wanted.where(~Remark.closed)
    return list(session.scalars(wanted))


def answers_to(session: Session, unit_id: str) -> dict[str, RemarkAnswer]:
    """The unit's answers by remark."""
    found = session.scalars(select(RemarkAnswer).where(RemarkAnswer.unit_id == unit_id, ~RemarkAnswer.deleted))
    return {answer.remark: answer for answer in found}


def answer_remark(session: Session, unit_id: str, remark: str, text: str, day: Date) -> RemarkAnswer:
    """Store the unit's answer; an earlier one to the same remark is replaced (its versions stay)."""
    from desktop.models.history import save

    stored = session.get(RemarkAnswer, answer_id(unit_id, remark))
    draft = RemarkAnswer(
        id=answer_id(unit_id, remark),
        unit_id=unit_id,
        remark=remark,
        date=day,
        text=text,
        version_id=stored.version_id if stored is not None else "",
        extra=dict(stored.extra) if stored is not None else {},
    )
    return save(session, draft)
