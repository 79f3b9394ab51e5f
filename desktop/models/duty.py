"""A duty that the Plan gives this kind of unit (Nhiệm vụ được giao): its state and the activities that fulfil it (Plan VI)."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_NAME, MOST_TEXT, Problem, Record, derived_id, required, too_long
from desktop.models.catalogue import Entry, load_catalogue
from desktop.models.parts import Attested, unknown_codes

NOT_BEGUN, UNDER_WAY, DONE, NOT_ARISEN = "NV_CHUA", "NV_DANG", "NV_XONG", "NV_KHONG_PS"


def duty_id(unit_id: str, year: int, code: str) -> str:
    """The id of a unit's record of one duty in one year: the same on every PC of the unit."""
    return derived_id(unit_id, Duty.KIND, year, code)


class Duty(Attested, Record):
    """Made when the unit first says something of a duty; a duty without a record has not begun."""

    __tablename__ = "duty"
    KIND: ClassVar[str] = "duty"
    NAME: ClassVar[str] = "Nhiệm vụ được giao"
    SEARCHED: ClassVar[tuple[str, ...]] = ("result", "person", "note")

    year: Mapped[int] = mapped_column(Integer, index=True)
    duty: Mapped[str] = mapped_column(String)  # CQ_CSGD.1 …
    state: Mapped[str | None] = mapped_column(String)
    activities: Mapped[list[str]] = mapped_column(JSON)  # ids
    result: Mapped[str] = mapped_column(String)
    person: Mapped[str] = mapped_column(String)
    note: Mapped[str] = mapped_column(String)

    def problems(self) -> list[Problem]:
        """Year and duty are demanded; a duty said to be done names what fulfilled it."""
        found = [
            *required(self, year="Chưa có năm.", duty="Chưa chọn nhiệm vụ.", state="Chưa chọn tình trạng thực hiện."),
            *too_long(self, result=MOST_TEXT, person=MOST_NAME, note=MOST_TEXT),
            *unknown_codes(self, duty="nhiem_vu", state="trang_thai_nhiem_vu"),
            *self.wrong_evidence(),
        ]
        if self.state == DONE and not (self.activities or self.result or self.evidence):
            found.append(
                Problem("result", "Ghi là đã xong nhưng chưa có hoạt động, kết quả hay minh chứng nào.", blocking=False)
            )
        return found


def duties_of(unit_kind: str) -> tuple[Entry, ...]:
    """The duties that section VI of the Plan gives a kind of unit today, in its order."""
    return tuple(duty for duty in load_catalogue().duties(unit_kind) if not duty.retired)
