"""A communication activity (Nhật ký hoạt động): one event in the unit's log (Plan III, IV)."""

from __future__ import annotations

from datetime import date as Date
from typing import ClassVar

from sqlalchemy import JSON, Boolean, Index, Integer, String
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
from desktop.models.catalogue import load_catalogue
from desktop.models.parts import Attested, Measured, unknown_codes
from desktop.text import one_line

TITLE_LENGTH = 90


def title_of(content: str) -> str:
    """A title made from the first words of the content, where no title was written: one line, at most 90 characters."""
    line = one_line(content.split("\n", 1)[0])
    if len(line) <= TITLE_LENGTH:
        return line.rstrip(" .;,:")
    return line[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(" .;,:") + "…"


class Activity(Attested, Measured, Record):
    """One main topic and one main channel count it once; secondary topics say the rest (domain D)."""

    __tablename__ = "activity"
    # One index serves a unit's list by day, its bin and its reports; the single ones of other kinds would only cost time here.
    __table_args__ = (Index("ix_activity_list", "unit_id", "deleted", "date"),)
    KIND: ClassVar[str] = "activity"
    NAME: ClassVar[str] = "Hoạt động"
    SEARCHED: ClassVar[tuple[str, ...]] = ("title", "content", "place", "person", "result", "note")
    COUNTS: ClassVar[dict[str, str]] = {"people": "people", "cost": "money"}

    unit_id: Mapped[str] = mapped_column(String(36))
    deleted: Mapped[bool] = mapped_column(Boolean, default=False)
    date: Mapped[Date] = mapped_column(index=True)
    date_to: Mapped[Date | None]
    title: Mapped[str] = mapped_column(String)
    content: Mapped[str] = mapped_column(String)
    topic: Mapped[str | None] = mapped_column(String)
    topics: Mapped[list[str]] = mapped_column(JSON)
    channel: Mapped[str] = mapped_column(String)
    form: Mapped[str | None] = mapped_column(String)
    integrated: Mapped[bool] = mapped_column(Boolean)
    audiences: Mapped[list[str]] = mapped_column(JSON)
    people: Mapped[int | None] = mapped_column(Integer)
    place: Mapped[str] = mapped_column(String)
    languages: Mapped[list[str]] = mapped_column(JSON)
    partners: Mapped[list[str]] = mapped_column(JSON)
    person: Mapped[str] = mapped_column(String)
    result: Mapped[str] = mapped_column(String)
    cost: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(String)

    def problems(self) -> list[Problem]:
        """Date, title, channel are demanded; codes must be the catalogue's; numbers must be sane."""
        return [
            *required(
                self,
                date="Chưa có ngày thực hiện. Hãy ghi ngày/tháng/năm.",
                title="Chưa có tên hoạt động. Hãy ghi vài từ nói hoạt động là gì.",
                channel="Chưa chọn kênh truyền thông.",
            ),
            *too_long(
                self,
                title=MOST_TITLE,
                content=MOST_TEXT,
                place=MOST_NAME,
                person=MOST_NAME,
                result=MOST_TEXT,
                note=MOST_TEXT,
            ),
            *wrong_span(self),
            *self._wrong_codes(),
            *self.wrong_counts(),
            *self.wrong_evidence(),
        ]

    def _wrong_codes(self) -> list[Problem]:
        catalogue = load_catalogue()
        found: list[Problem] = []
        if self.channel and self.channel not in {e.code for e in catalogue.entries("kenh", with_retired=True)}:
            found.append(Problem("channel", f"Không có kênh “{self.channel}” trong danh mục. Hãy chọn lại."))
        elif self.form and self.form not in {e.code for e in catalogue.forms(self.channel)}:
            found.append(Problem("form", "Hình thức không thuộc kênh đã chọn. Hãy chọn lại hình thức."))
        leaves = {e.code for e in catalogue.leaf_topics(with_retired=True)}
        if self.topic and self.topic not in leaves:
            found.append(Problem("topic", f"Không có nội dung “{self.topic}” trong danh mục. Hãy chọn lại."))
        found += unknown_codes(self, audiences="doi_tuong", languages="ngon_ngu", partners="to_chuc_phoi_hop")
        return found
