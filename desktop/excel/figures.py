"""What the texts of a printed table are: whole numbers, percentages, dates; and which of its numbers are sums of others.

A total becomes a formula only where the formula gives the very figure that is on paper; any other stays a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property

from openpyxl.utils import get_column_letter

from desktop.reports.document import Align, Column, Row
from desktop.text import parse_date

WHOLE, TENTHS, PERCENT, DATE = "#,##0", "#,##0.##", "0.0%", "dd/mm/yyyy"
Value = int | float | date

_WHOLE = re.compile(r"-?\d{1,3}(?:\.\d{3})*|-?\d+")
_DECIMAL = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+|\d+),\d+")
_DATE = re.compile(r"\d{2}/\d{2}/\d{4}")
_TOTAL = re.compile(r"tổng|cộng", re.IGNORECASE)
_LONGEST = 15  # digits that a spreadsheet keeps exactly


@dataclass(frozen=True)
class Figure:
    """A cell's value with its number format; `exact` for adding up."""

    value: Value
    form: str
    exact: Fraction


def read_figure(text: str, column: Column) -> Figure | None:
    """The number or day that `text` is in `column`; None where it is text: “-”, words, a code with leading zero."""
    text = text.strip()
    if _DATE.fullmatch(text):
        return _day(text)
    if column.align is Align.LEFT or len(text) > _LONGEST + 6:
        return None
    if _DECIMAL.fullmatch(text) or _WHOLE.fullmatch(text):
        digits = text.replace(".", "").replace(",", ".")
        plain = digits.lstrip("-").partition(".")[0]
        if len(digits) > _LONGEST or (len(plain) > 1 and plain.startswith("0")):
            return None
        exact = Fraction(digits)
        if "%" in column.head:
            return Figure(float(exact / 100), PERCENT, exact / 100)
        return Figure(float(exact), TENTHS, exact) if "." in digits else Figure(int(digits), WHOLE, exact)
    return None


def _day(text: str) -> Figure | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return Figure(day, DATE, Fraction(0))


class Figures:
    """The figures of one table whose first row stands in line `first` of a sheet."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row], first: int) -> None:
        self._columns, self._rows, self._first = columns, rows, first
        self._read = [
            [read_figure(text, column) for text, column in zip(row.cells, columns, strict=False)] for row in rows
        ]

    def value(self, line: int, at: int) -> Figure | None:
        """The figure of the cell in `line`, column `at` (from 1)."""
        return self._read[line - self._first][at - 1]

    def formula(self, line: int, at: int) -> str | None:
        """`=SUM(…)` for a total that is one, over its column or, in a column of totals, over its row."""
        figure = self.value(line, at)
        if figure is None or figure.form in (DATE, PERCENT):
            return None
        if self._is_total(line - self._first):
            for lines in self._candidates(line - self._first):
                if (summed := self._sum_of(lines, at, figure)) is not None:
                    return summed
        if span := self._added.get(at):
            return f"=SUM({get_column_letter(span[0])}{line}:{get_column_letter(span[1])}{line})"
        return None

    # --- down a column -----------------------------------------------------------------------------------------------

    def _is_total(self, row: int) -> bool:
        cells = self._rows[row].cells
        return self._rows[row].bold and any(_TOTAL.match(text.strip()) for text in cells[:3])

    def _candidates(self, row: int) -> Iterator[list[int]]:
        """The rows that a total may add up: all single ones above it, or only those since the last bold row."""
        above = [at for at in range(row) if not self._rows[at].bold]
        yield above
        since = max((at for at in range(row) if self._rows[at].bold), default=-1)
        yield [at for at in above if at > since]

    def _sum_of(self, rows: list[int], at: int, figure: Figure) -> str | None:
        found = [cell for row in rows if (cell := self._read[row][at - 1]) is not None]
        if not found or any(cell.form in (DATE, PERCENT) for cell in found):
            return None
        if sum((cell.exact for cell in found), Fraction(0)) != figure.exact:
            return None
        letter = get_column_letter(at)
        parts = [f"{letter}{start}:{letter}{end}" for start, end in _runs(row + self._first for row in rows)]
        return f"=SUM({','.join(parts)})"

    # --- along a row -------------------------------------------------------------------------------------------------

    @cached_property
    def _added(self) -> dict[int, tuple[int, int]]:
        """Columns of totals with the columns that they add up: every row must agree."""
        found: dict[int, tuple[int, int]] = {}
        for at, column in enumerate(self._columns, 1):
            if _TOTAL.match(column.head):
                for start in self._starts(at):
                    if self._all_agree(start, at):
                        found[at] = (start, at - 1)
                        break
        return found

    def _starts(self, at: int) -> list[int]:
        """Where the columns that a column of totals adds up may begin: with their group first, else the farthest."""
        before = self._columns[at - 2].group if at > 1 else ""
        grouped = [
            n for n in range(1, at - 1) if before and all(c.group == before for c in self._columns[n - 1 : at - 1])
        ]
        return [*grouped[:1], *(start for start in range(1, at - 1) if start not in grouped[:1])]

    def _all_agree(self, start: int, at: int) -> bool:
        """Whether column `at` is the sum of the whole numbers from column `start` on, in every row and somewhere not zero."""
        told = Fraction(0)
        for row in self._read:
            cells = row[start - 1 : at]
            if any(cell is None or cell.form != WHOLE for cell in cells):
                return False
            *parts, total = (cell.exact for cell in cells if cell is not None)
            if sum(parts, Fraction(0)) != total:
                return False
            told += total
        return bool(self._read) and told != 0


def _runs(lines: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Rising line numbers as spans without gaps."""
    start = end = None
    for line in lines:
        if end is not None and line == end + 1:
            end = line
            continue
        if start is not None and end is not None:
            yield start, end
        start = end = line
    if start is not None and end is not None:
        yield start, end
