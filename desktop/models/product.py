"""A communication product (Sản phẩm): one of the Plan's 47 kinds, alone or under an activity (Plan IV; Biểu 04, 04b)."""

from __future__ import annotations

import re
from datetime import date as Date
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_TEXT, MOST_TITLE, Problem, Record, required, too_long
from desktop.models.catalogue import load_catalogue
from desktop.models.parts import Attested, Measured, unknown_codes

MEASURES = {
    "minutes": "thoi_luong_phut",
    "broadcasts": "so_luot_phat",
    "clusters": "so_cum_loa",
    "views": "luot_xem",
    "language": "ngon_ngu",
}
"""Which measure of the catalogue (`so_do`) each field holds."""
_MINUTES = re.compile(r"\d{1,5}(\.\d{1,2})?")


class Product(Attested, Measured, Record):
    """`minutes` is the length of one piece; minutes on air are minutes × broadcasts (Biểu 04b)."""

    __tablename__ = "product"
    KIND: ClassVar[str] = "product"
    NAME: ClassVar[str] = "Sản phẩm truyền thông"
    SEARCHED: ClassVar[tuple[str, ...]] = ("title", "link", "person", "note")
    COUNTS: ClassVar[dict[str, str]] = dict.fromkeys(("quantity", "broadcasts", "views", "clusters"), "people")

    date: Mapped[Date] = mapped_column(index=True)
    type: Mapped[str] = mapped_column(String)  # SP_…
    title: Mapped[str] = mapped_column(String)
    activity: Mapped[str | None] = mapped_column(String(36), index=True)  # the id of the activity it belongs to
    quantity: Mapped[int | None] = mapped_column(Integer)  # in the kind's unit of count: bài, chương trình …
    minutes: Mapped[str | None] = mapped_column(String)  # a decimal as text: "5", "1.5"
    broadcasts: Mapped[int | None] = mapped_column(Integer)  # times broadcast or published
    views: Mapped[int | None] = mapped_column(Integer)
    clusters: Mapped[int | None] = mapped_column(Integer)  # of loudspeakers
    language: Mapped[str | None] = mapped_column(String)  # NN_…
    link: Mapped[str] = mapped_column(String)
    person: Mapped[str] = mapped_column(String)
    note: Mapped[str] = mapped_column(String)

    @property
    def minutes_each(self) -> Decimal | None:
        """The length of one piece as a number; None where it is not stated or not a number."""
        return Decimal(self.minutes) if self.minutes and _MINUTES.fullmatch(self.minutes) else None

    @property
    def minutes_on_air(self) -> Decimal | None:
        """Length × broadcasts; None where one of them is not stated."""
        minutes = self.minutes_each
        return None if minutes is None or self.broadcasts is None else minutes * self.broadcasts

    def problems(self) -> list[Problem]:
        """Date, kind and title are demanded; a quantity is asked for, since only stated ones are counted."""
        found = [
            *required(
                self,
                date="Chưa có ngày. Hãy ghi ngày đăng, phát hoặc hoàn thành.",
                type="Chưa chọn loại sản phẩm.",
                title="Chưa có tên sản phẩm.",
            ),
            *too_long(self, title=MOST_TITLE, link=1000, person=200, note=MOST_TEXT),
            *unknown_codes(self, type="san_pham", language="ngon_ngu"),
            *self.wrong_counts(),
            *self.wrong_evidence(),
        ]
        if self.minutes and not _MINUTES.fullmatch(self.minutes):
            found.append(Problem("minutes", "Thời lượng không hợp lý. Hãy ghi số phút, ví dụ 5 hoặc 1,5."))
        if self.quantity is None:
            found.append(Problem("quantity", "Chưa có số lượng: sản phẩm chưa được cộng vào Biểu 04.", blocking=False))
        return found


def is_measured_by(kind: str | None, field: str) -> bool:
    """Whether products of a kind (SP_…) have what `field` holds: minutes for a film, clusters for the loudspeakers."""
    entry = load_catalogue().entry(kind or "")
    return entry is not None and MEASURES[field] in entry.extra.get("so_do", ())


def unit_of_count(kind: str | None) -> str:
    """What products of a kind are counted in: bài, chương trình, clip; empty where no kind is chosen."""
    entry = load_catalogue().entry(kind or "")
    return str(entry.extra.get("don_vi_tinh", "")) if entry else ""
