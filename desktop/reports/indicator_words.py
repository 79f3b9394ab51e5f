"""An indicator as the command line answers it: keys for programs (cli.md), a line for people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from desktop.models.catalogue import load_catalogue
from desktop.reports.measure import Indicator, Sort
from desktop.reports.milestones import milestones, reason
from desktop.text import format_ratio


def as_json(one: Indicator, year: int) -> dict[str, Any]:
    """The keys of cli.md, null where a target has no such figure; then what else is known of it."""
    ratio = one.sort is Sort.RATIO
    return {
        "code": one.code,
        "label": one.label,
        "numerator": None if one.sort is Sort.GRADE else one.numerator,
        "denominator": one.denominator if ratio else None,
        "percent": None if one.percent is None else round(one.percent, 1),
        "target": one.target if ratio else None,
        "met": one.met,
        "sort": str(one.sort),
        "since_2026": one.cumulative,
        "counts": {count.code: count.number for count in one.counts},
        "grade": one.grade,
        "milestones": [asdict(each) for each in milestones(one, year)],
        "why": reason(one, year),
        "warnings": list(one.warnings),
    }


def as_line(one: Indicator) -> str:
    """One line for the command line."""
    if one.sort is Sort.GRADE:
        return f"{one.code}: {load_catalogue().label(one.grade).lower() or 'chưa tự đánh giá'}"
    if one.sort is not Sort.RATIO:
        told = "; ".join(f"{count.number} {count.words}" for count in one.counts if count.number)
        return f"{one.code}: {told or 'chưa có bản ghi nào'}"
    words = {True: "đạt", False: "chưa đạt", None: "không phát sinh"}
    percent = "" if one.percent is None else f" = {format_ratio(one.percent)}%"
    return f"{one.code}: {one.numerator}/{one.denominator}{percent} (mục tiêu {one.target}%): {words[one.met]}"
