"""What stands in the cells of a form where a figure may be zero, not stated or not applicable (domain E.5, features 19)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

from desktop.text import format_number

NOT_APPLICABLE = "-"
NOT_STATED = "…"


def unstated(records: Sequence[Any], name: str) -> str:
    """The cell of a figure that no record states: 0 of no records, “-” where it applies to none of them, else “…”."""
    if not records:
        return "0"
    return NOT_APPLICABLE if all(name in record.not_applicable for record in records) else NOT_STATED


def total(records: Sequence[Any], name: str, otherwise: Callable[[Sequence[Any], str], str] = unstated) -> str:
    """The sum of a count over records: what is stated adds up; where none states it, what `otherwise` says."""
    stated = [number for record in records if (number := getattr(record, name)) is not None]
    return format_number(sum(stated)) if stated else otherwise(records, name)


def decimal_total(numbers: Iterable[Decimal | None]) -> str | None:
    """The sum of the numbers stated, with comma: 1.234,5; None where none is."""
    stated = [number for number in numbers if number is not None]
    return format_decimal(sum(stated, Decimal(0))) if stated else None


def format_decimal(number: Decimal) -> str:
    """1234.50 → 1.234,5."""
    whole, _, part = format(number.normalize(), "f").partition(".")
    return f"{format_number(int(whole))},{part}" if part else format_number(int(whole))


def text_or_dots(text: str) -> str:
    """A text as written, dots where there is none."""
    return text.strip() or NOT_STATED
