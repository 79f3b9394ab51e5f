"""Figures that changed by half or more against last year: said in the report, and a reason asked for (features 20).

The reason is what the user writes in the section named; until then the screen asks. Small numbers jump by nature and are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.reports import facts as of
from desktop.reports.facts import Facts
from desktop.reports.measure import tenths_of_percent
from desktop.text import counted, format_number, format_ratio

LEAST = 10
"""Below this many on both sides a change says nothing."""
_WATCHED = (
    ("HD", "số hoạt động truyền thông", "II.2"),
    ("HD.LUOT_NGUOI", "số lượt người tham gia", "II.2"),
    ("SP", "số sản phẩm truyền thông", "II.3"),
)


@dataclass(frozen=True)
class Jump:
    """`section` is where the reason belongs."""

    name: str
    section: str
    now: int
    before: int

    @property
    def _change(self) -> str:
        way = "tăng" if self.now > self.before else "giảm"
        percent = tenths_of_percent(abs(self.now - self.before), self.before) / 10
        return f"{way} {format_ratio(percent)}%"

    @property
    def sentence(self) -> str:
        """For the report: So với năm trước, số hoạt động truyền thông giảm 73,3% (từ 45 xuống 12)."""
        down = "lên" if self.now > self.before else "xuống"
        return f"So với năm trước, {self.name} {self._change} (từ {counted(self.before)} {down} {counted(self.now)})."

    @property
    def question(self) -> str:
        """For the screen."""
        return (
            f"{self.name[:1].upper()}{self.name[1:]} {self._change} so với năm trước ({format_number(self.before)} → "
            f"{format_number(self.now)}). Hãy kiểm tra; nếu đúng, hãy viết lý do ở mục {self.section} của báo cáo."
        )


def jumps(facts: Facts) -> Iterator[Jump]:
    """The watched figures that changed by half or more; none where last year's report was not made here."""
    now = {
        "HD": len(facts.activities),
        "HD.LUOT_NGUOI": of.attendance(facts.activities),
        "SP": sum(product.quantity or 0 for product in facts.logbook.products),
    }
    for code, name, section in _WATCHED:
        before = facts.sizes_before.get(code, 0)
        if before and max(now[code], before) >= LEAST and 2 * abs(now[code] - before) >= before:
            yield Jump(name, section, now[code], before)
