"""A page, column or series of the unit (Chuyên trang, chuyên mục): MT30.2, MT30.4 (Plan II.1)."""

from __future__ import annotations

from datetime import date as Date
from typing import ClassVar

from sqlalchemy import Boolean, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_TEXT, MOST_TITLE, Problem, Record, required, too_long
from desktop.models.parts import Attested, unknown_codes

STALE_AFTER = 30
"""Days without an update after which a page counts as not kept up to date; the Plan says "thường xuyên, liên tục" only."""


class MediaPage(Attested, Record):
    """Own (a page, column or series made for it) or integrated into another page. `closed`: the day it was given up."""

    __tablename__ = "media_page"
    KIND: ClassVar[str] = "media_page"
    NAME: ClassVar[str] = "Chuyên trang, chuyên mục"
    SEARCHED: ClassVar[tuple[str, ...]] = ("name", "address", "note")

    name: Mapped[str] = mapped_column(String)
    type: Mapped[str | None] = mapped_column(String)
    platform: Mapped[str | None] = mapped_column(String)
    address: Mapped[str] = mapped_column(String)
    integrated: Mapped[bool] = mapped_column(Boolean)
    since: Mapped[Date | None]
    updated: Mapped[Date | None]
    closed: Mapped[Date | None]
    note: Mapped[str] = mapped_column(String)

    def is_kept(self, day: Date) -> bool:
        """Whether it was there on that day, as far as stated."""
        return (self.since is None or self.since <= day) and (self.closed is None or self.closed > day)

    def is_stale(self, day: Date) -> bool:
        """Whether it was not updated for more than `STALE_AFTER` days before `day`; never updated is stale."""
        last = self.updated or self.since
        return last is None or (day - last).days > STALE_AFTER

    def problems(self) -> list[Problem]:
        """A name, sort and platform are demanded; dates must follow each other."""
        found = [
            *required(
                self,
                name="Chưa có tên chuyên trang, chuyên mục.",
                type="Chưa chọn loại: chuyên trang, chuyên mục hay tuyến nội dung.",
                platform="Chưa chọn nền tảng đăng tải.",
            ),
            *too_long(self, name=MOST_TITLE, address=1000, note=MOST_TEXT),
            *unknown_codes(self, type="loai_trang", platform="nen_tang"),
            *self.wrong_evidence(),
        ]
        if self.since and self.updated and self.updated < self.since:
            found.append(Problem("updated", "Ngày cập nhật sớm hơn ngày bắt đầu. Hãy kiểm tra lại hai ngày."))
        if self.since and self.closed and self.closed < self.since:
            found.append(Problem("closed", "Ngày ngừng sớm hơn ngày bắt đầu. Hãy kiểm tra lại hai ngày."))
        if not self.address:
            found.append(
                Problem("address", "Chưa có địa chỉ trang hoặc tên kênh (minh chứng của MT30.2).", blocking=False)
            )
        return found
