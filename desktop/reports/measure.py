"""What a target of the Plan is once it has been counted: figures, and the records behind them. No names, only ids (domain F.4)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """How the catalogue says a target is measured at a unit (`muc_tieu`, key `cap_don_vi`)."""

    RATIO = "ratio"  # numerator out of denominator, against a percentage
    YES_NO = "yes_no"  # at least one, with counts (MT30.2)
    COUNT = "count"  # counts alone (MT30.4, MT30.6)
    GRADE = "grade"  # the unit's own judgement (MT35.2)


@dataclass(frozen=True)
class Count:
    """One sort of thing that a target counts; `words` follow the number: 02 chuyên mục."""

    code: str
    words: str
    number: int


@dataclass(frozen=True)
class Indicator:
    """A target with what stands behind it.

    A ratio has numerator, denominator, target, and `percent` where the denominator is not 0; “không phát sinh” otherwise. The
    other sorts have no denominator, percent or target (0, None, 0), only counts or a grade. `met` is None where there is
    nothing to be met.

    `numerator_ids` are the records or persons counted, `missing_ids` those known by name that are still to be reached (persons)
    or seen to (pages); `cumulative` is the numerator since the Plan began where the Plan's “thường xuyên” leaves the span open.
    """

    code: str
    label: str
    unit: str
    numerator: int
    denominator: int
    percent: float | None
    target: int
    met: bool | None
    numerator_ids: tuple[str, ...] = ()
    missing_ids: tuple[str, ...] = ()
    cumulative: int | None = None
    warnings: tuple[str, ...] = ()
    sort: Sort = Sort.RATIO
    counts: tuple[Count, ...] = ()
    grade: str | None = None
    due: int = 2030  # the year of the milestone

    def number_of(self, code: str) -> int:
        """One of the counts."""
        return next((count.number for count in self.counts if count.code == code), 0)


def tenths_of_percent(numerator: int, denominator: int) -> int:
    """The ratio in tenths of a percent, rounded half up; without floats, so that every machine prints the same."""
    return (2000 * numerator + denominator) // (2 * denominator)
