"""The unit's own profile by year (Hồ sơ đơn vị): names for the report, head, staff (domain A.5–A.7)."""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.errors import UserError
from desktop.models.base import MOST_NAME, Problem, Record, derived_id, required, too_long
from desktop.models.catalogue import load_catalogue


class UnitProfile(Record):
    """One per year; a year without its own uses the newest before it."""

    __tablename__ = "profile"
    KIND: ClassVar[str] = "profile"
    NAME: ClassVar[str] = "Hồ sơ đơn vị"
    SEARCHED: ClassVar[tuple[str, ...]] = ("name", "head_name")

    year: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String)
    kind: Mapped[str] = mapped_column(String)
    governing_body: Mapped[str | None] = mapped_column(String)
    commune: Mapped[str | None] = mapped_column(String)
    place: Mapped[str] = mapped_column(String)
    sign: Mapped[str] = mapped_column(String)
    head_post: Mapped[str] = mapped_column(String)
    head_name: Mapped[str] = mapped_column(String)
    head_power: Mapped[str | None] = mapped_column(String)
    staff: Mapped[int | None] = mapped_column(Integer)
    officers: Mapped[int | None] = mapped_column(Integer)
    classes: Mapped[int | None] = mapped_column(Integer)
    pupils: Mapped[int | None] = mapped_column(Integer)
    villages: Mapped[int | None] = mapped_column(Integer)

    def problems(self) -> list[Problem]:
        """What the head of a report cannot do without, and numbers that contradict each other."""
        catalogue = load_catalogue()
        found = [
            *required(
                self,
                name="Chưa có tên đơn vị.",
                kind="Chưa chọn loại đơn vị.",
                place="Chưa có địa danh ghi trước ngày tháng của văn bản.",
                sign="Chưa có chữ viết tắt tên đơn vị để ghi vào ký hiệu văn bản.",
                head_post="Chưa có chức vụ người ký.",
            ),
            *too_long(
                self,
                name=MOST_NAME,
                place=60,
                sign=40,
                head_post=MOST_NAME,
                head_name=MOST_NAME,
                governing_body=MOST_NAME,
            ),
        ]
        if self.kind and self.kind not in {e.code for e in catalogue.entries("loai_don_vi", True)}:
            found.append(Problem("kind", f"Không có loại đơn vị “{self.kind}” trong danh mục. Hãy chọn lại."))
        if self.commune and catalogue.commune(self.commune) is None:
            found.append(Problem("commune", f"Không có xã, phường mã “{self.commune}”. Hãy chọn lại."))
        for name in ("staff", "officers", "classes", "pupils", "villages"):
            if (number := getattr(self, name)) is not None and not 0 <= number <= 1_000_000:
                found.append(Problem(name, "Con số không hợp lý. Hãy kiểm tra lại."))
        if self.staff is not None and self.officers is not None and self.officers > self.staff:
            found.append(Problem("officers", "Số cán bộ truyền thông nhiều hơn tổng số cán bộ. Hãy kiểm tra lại."))
        return found


def profile_id(unit_id: str, year: int) -> str:
    """The id of a unit's profile of a year: two PCs of one unit make the same record."""
    return derived_id(unit_id, "profile", year)


def profile_for(session: Session, unit_id: str, year: int) -> UnitProfile:
    """The profile that holds for `year`: the newest not after it, else the oldest. UserError where there is none."""
    profiles = session.scalars(
        select(UnitProfile).where(UnitProfile.unit_id == unit_id, ~UnitProfile.deleted).order_by(UnitProfile.year)
    ).all()
    if not profiles:
        raise UserError("Chưa có hồ sơ đơn vị. Hãy mở Hồ sơ đơn vị và ghi tên, địa danh, thủ trưởng.")
    return next((p for p in reversed(profiles) if p.year <= year), profiles[0])
