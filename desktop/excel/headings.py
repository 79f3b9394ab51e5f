"""The heading of a table inside a sheet: one to three rows, with merged cells, found by what its words say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from desktop.excel.cells import Cell, is_empty, line, shown
from desktop.excel.mapping import (
    LONGEST_HEADING,
    Column,
    corrected,
    fields_of,
    heading_columns,
    qualifies,
    worth,
)
from desktop.excel.reading import Sheet

MOST_HEADING_ROWS = 3
SEARCHED_ROWS = 400
"""Filled rows among which the heading is looked for."""


@dataclass(frozen=True)
class Heading:
    first: int
    last: int
    columns: list[Column]

    @property
    def worth(self) -> float:
        return worth(self.columns) - 5 * (self.last - self.first)


def kind_worth(sheet: Sheet, kind: str, mapping: Mapping[str, str | None] | None = None) -> float:
    """How well the best heading of a sheet fits a kind; 0 where none does."""
    heading = first_heading(Grid(sheet), kind, mapping)
    return heading.worth if heading else 0.0


# --- the sheet with its merged cells -------------------------------------------------------------------------------------


class Grid:
    """Cells with what merging says of them."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.rows = sheet.rows
        self.merge_at: dict[tuple[int, int], tuple[int, int, int, int]] = {}
        for merge in sheet.merges:
            first, left, last, right = merge
            # A range over whole rows or columns says nothing about a table and may be a million cells.
            if (last - first + 1) * (right - left + 1) <= 5_000:
                for row in range(first, last + 1):
                    for column in range(left, right + 1):
                        self.merge_at[row, column] = merge

    def cell(self, row: int, column: int) -> Cell:
        cells = self.rows[row] if row < len(self.rows) else []
        return cells[column] if column < len(cells) else None

    def filled(self, row: int) -> list[int]:
        return [column for column, cell in enumerate(self.rows[row]) if not is_empty(cell)]

    def spread(self, row: int, column: int) -> Cell:
        """The cell, or what a merged range holds at its corner."""
        merge = self.merge_at.get((row, column))
        return self.cell(merge[0], merge[1]) if merge else self.cell(row, column)


def is_heading_text(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return False
    words = line(cell)
    return 0 < len(words) <= LONGEST_HEADING and not re.fullmatch(r"[\d\s./:,\-]+", words)


_NUMBERED = re.compile(r"^[(\[]?\s*(\d{1,2}|[A-ZĐ])\s*[)\]]?\s*(?:=.*)?$")


def is_number_row(cells: list[Cell]) -> bool:
    """(1) (2) (3), 1 2 3, A B 1 2: the customary row of column numbers (domain E.5)."""
    texts = [shown(cell).strip() for cell in cells]
    if len(texts) < 2 or not all(_NUMBERED.match(text) for text in texts):
        return False
    numbers = [int(found) for text in texts if (found := re.sub(r"\D.*$", "", text.strip("([ ")))]
    return numbers == sorted(set(numbers)) and (not numbers or numbers[0] <= 3)


# --- the heading ---------------------------------------------------------------------------------------------------------


def first_heading(grid: Grid, kind: str, mapping: Mapping[str, str | None] | None) -> Heading | None:
    """The heading that fits best; of equals the first."""
    best: Heading | None = None
    seen = 0
    for row in range(len(grid.rows)):
        if not grid.filled(row):
            continue
        seen += 1
        if seen > SEARCHED_ROWS:
            break
        heading = heading_at(grid, row, kind, mapping)
        if heading and (best is None or heading.worth > best.worth + 1):
            best = heading
    return best


def heading_at(grid: Grid, first: int, kind: str, mapping: Mapping[str, str | None] | None) -> Heading | None:
    """The best heading of one to three rows that begins at that row."""
    best: Heading | None = None
    if not _may_be_heading(grid, first, kind, mapping):
        return None
    for last in range(first, min(first + MOST_HEADING_ROWS, len(grid.rows))):
        if last > first and not _continues_heading(grid, first, last):
            break
        below = _below(grid, last)
        columns = heading_columns(kind, _levels(grid, first, last), partial(_looks_wrong, below))
        if mapping:
            columns = _as_corrected(kind, columns, mapping)
        heading = Heading(first, last, columns)
        # What continues a heading belongs to it, unless the columns are understood worse with it.
        if qualifies(kind, columns, chosen=bool(mapping)) and (best is None or heading.worth > best.worth * 0.8):
            best = heading
    return best


SAMPLE = 15
_DIGITS = (
    "date", "date_to", "since", "until", "people", "cost", "hours", "briefed", "year", "quantity", "minutes", "broadcasts",
    "views", "clusters", "updated", "closed", "decided", "resolved", "estimate", "spent",
)  # fmt: skip
_WORDS = (
    "content", "title", "form", "name", "person", "place", "audiences", "languages", "organiser", "post", "who", "summary",
    "subject", "cause", "proposal", "result",
)  # fmt: skip


def _below(grid: Grid, last: int) -> list[list[Cell]]:
    """The first filled rows under a heading."""
    rows = (grid.rows[row] for row in range(last + 1, min(last + 1 + 3 * SAMPLE, len(grid.rows))) if grid.filled(row))
    return [row for row in rows if not is_number_row([cell for cell in row if not is_empty(cell)])][:SAMPLE]


def _looks_wrong(rows: list[list[Cell]], column: int, name: str) -> bool:
    """Dates and numbers without a digit, names and words of digits only: the heading may mean something else."""
    cells = [row[column] for row in rows if column < len(row) and not is_empty(row[column])]
    if len(cells) < 2 or name not in _DIGITS + _WORDS:
        return False
    if name in ("date", "date_to"):
        fitting = sum(isinstance(c, date) or bool(re.search(r"\d\s*[/.\-]\s*\d|\d{5}", shown(c))) for c in cells)
    elif name in _DIGITS:
        fitting = sum(bool(re.search(r"\d|^\W$|^không\b|^kad$", shown(c).lower())) for c in cells)
    else:
        fitting = sum(isinstance(c, str) and bool(re.search(r"[^\W\d]", c)) for c in cells)
    return fitting * 3 < len(cells)


def _as_corrected(kind: str, columns: list[Column], mapping: Mapping[str, str | None]) -> list[Column]:
    """A person's map holds for the tables that have its columns; other headings stay as they were read."""
    here = {name for column in columns for name in (column.heading.casefold(), column.letter.casefold())}
    known = {key: value for key, value in mapping.items() if " ".join(key.split()).casefold() in here}
    return corrected(kind, columns, known) if known else columns


def _may_be_heading(grid: Grid, row: int, kind: str, mapping: Mapping[str, str | None] | None) -> bool:
    filled = grid.filled(row)
    texts = [grid.cell(row, column) for column in filled]
    headings = [cell for cell in texts if is_heading_text(cell)]
    if len(headings) < len(texts):
        return False
    return bool(mapping) or any(fields_of(kind, line(cell)) for cell in headings)


def _continues_heading(grid: Grid, first: int, row: int) -> bool:
    """A second heading row: short words only, at least one under a spanning heading or under a gap of the row above."""
    filled = [c for c in grid.filled(row) if grid.merge_at.get((row, c), (row,))[0] == row]
    cells = [grid.cell(row, column) for column in filled]
    if not filled or not all(is_heading_text(cell) for cell in cells) or is_number_row(cells):
        return False
    above = set(grid.filled(first))
    under_span = [c for c in filled if (merge := grid.merge_at.get((row - 1, c))) and merge[3] > merge[1]]
    under_gap = [c for c in filled if is_empty(grid.cell(row - 1, c)) and (row - 1, c) not in grid.merge_at]
    beside = [c for c in filled if c in above and c + 1 in under_gap]
    return len(under_span) + len(under_gap) + len(beside) == len(set(filled) | set(under_span))


def _levels(grid: Grid, first: int, last: int) -> Iterator[tuple[int, list[str]]]:
    """Each column with its heading from top to bottom, merged cells spread, a group carried over the gap beside it."""
    width = max(len(grid.rows[row]) for row in range(first, last + 1))
    for column in range(width):
        levels: list[str] = []
        for row in range(first, last + 1):
            cell = grid.spread(row, column)
            if is_empty(cell) and row < last and (row, column) not in grid.merge_at:
                cell = _group_beside(grid, row, column, last)
            words = line(cell) if isinstance(cell, str) else ""
            if words and (not levels or levels[-1] != words):
                levels.append(words)
        if levels:
            yield column, levels


def _group_beside(grid: Grid, row: int, column: int, last: int) -> Cell:
    """Without merging, “Số lượng” stands over the first of its columns only and the others are empty."""
    if is_empty(grid.cell(last, column)):
        return None
    for left in range(column - 1, -1, -1):
        if not is_empty(grid.cell(row, left)):
            under_both = not is_empty(grid.cell(last, left))
            return grid.cell(row, left) if under_both else None
        if is_empty(grid.cell(last, left)):
            return None
    return None
