"""The table inside a sheet: its heading rows, its rows of data, and what around them is not data.

Letterhead, title, rows of column numbers, month headings, repeated headings, totals, signatures and notes are told from data
by what they say, never by where they stand. What was passed over is kept with its reason, so that nothing goes missing silently.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from desktop.excel.cells import Cell, CellFault, DateContext, is_empty, line, shown
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
from desktop.excel.words import bare, listed
from desktop.text import fold

MOST_HEADING_ROWS = 3
SEARCHED_ROWS = 400
"""Filled rows among which the heading is looked for."""


@dataclass(frozen=True)
class Row:
    """A row of data: its number in Excel, its cells by column index, what stands around it."""

    number: int
    sheet: str
    cells: dict[int, Cell]
    context: DateContext
    section: str = ""
    filled: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Passed:
    """A row below the heading that was not read as data, and why."""

    number: int
    sheet: str
    why: str
    text: str


@dataclass
class Table:
    """One table of a sheet: columns, rows of data, rows passed over."""

    sheet: str
    heading_row: int
    columns: list[Column]
    rows: list[Row] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    memory: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    """Cells already read, since most columns of a book repeat a few words; filled by `rows.RowReader`."""

    def column(self, name: str) -> Column | None:
        """The column read as that field."""
        return next((column for column in self.columns if column.field == name), None)

    def parts(self, name: str) -> list[Column]:
        """The columns that are parts of that field."""
        return [column for column in self.columns if column.field == f"{name}+"]


@dataclass(frozen=True)
class _Heading:
    first: int
    last: int
    columns: list[Column]

    @property
    def worth(self) -> float:
        return worth(self.columns) - 5 * (self.last - self.first)


def find_tables(sheet: Sheet, kind: str, mapping: Mapping[str, str | None] | None = None) -> list[Table]:
    """The tables of that kind in a sheet, in their order; a heading that is only repeated begins no new table."""
    grid = _Grid(sheet)
    first = _first_heading(grid, kind, mapping)
    if first is None:
        return []
    return _Body(grid, kind, mapping, first).read()


def kind_worth(sheet: Sheet, kind: str, mapping: Mapping[str, str | None] | None = None) -> float:
    """How well the best heading of a sheet fits a kind; 0 where none does."""
    heading = _first_heading(_Grid(sheet), kind, mapping)
    return heading.worth if heading else 0.0


# --- the sheet with its merged cells -------------------------------------------------------------------------------------


class _Grid:
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


def _is_heading_text(cell: Cell) -> bool:
    if not isinstance(cell, str):
        return False
    words = line(cell)
    return 0 < len(words) <= LONGEST_HEADING and not re.fullmatch(r"[\d\s./:,\-]+", words)


_NUMBERED = re.compile(r"^[(\[]?\s*(\d{1,2}|[A-ZĐ])\s*[)\]]?\s*(?:=.*)?$")


def _is_number_row(cells: list[Cell]) -> bool:
    """(1) (2) (3), 1 2 3, A B 1 2: the customary row of column numbers (domain E.5)."""
    texts = [shown(cell).strip() for cell in cells]
    if len(texts) < 2 or not all(_NUMBERED.match(text) for text in texts):
        return False
    numbers = [int(found) for text in texts if (found := re.sub(r"\D.*$", "", text.strip("([ ")))]
    return numbers == sorted(set(numbers)) and (not numbers or numbers[0] <= 3)


# --- the heading ---------------------------------------------------------------------------------------------------------


def _first_heading(grid: _Grid, kind: str, mapping: Mapping[str, str | None] | None) -> _Heading | None:
    """The heading that fits best; of equals the first."""
    best: _Heading | None = None
    seen = 0
    for row in range(len(grid.rows)):
        if not grid.filled(row):
            continue
        seen += 1
        if seen > SEARCHED_ROWS:
            break
        heading = _heading_at(grid, row, kind, mapping)
        if heading and (best is None or heading.worth > best.worth + 1):
            best = heading
    return best


def _heading_at(grid: _Grid, first: int, kind: str, mapping: Mapping[str, str | None] | None) -> _Heading | None:
    """The best heading of one to three rows that begins at that row."""
    best: _Heading | None = None
    if not _may_be_heading(grid, first, kind, mapping):
        return None
    for last in range(first, min(first + MOST_HEADING_ROWS, len(grid.rows))):
        if last > first and not _continues_heading(grid, first, last):
            break
        below = _below(grid, last)
        columns = heading_columns(kind, _levels(grid, first, last), partial(_looks_wrong, below))
        if mapping:
            columns = _as_corrected(kind, columns, mapping)
        heading = _Heading(first, last, columns)
        # What continues a heading belongs to it, unless the columns are understood worse with it.
        if qualifies(kind, columns, chosen=bool(mapping)) and (best is None or heading.worth > best.worth * 0.8):
            best = heading
    return best


SAMPLE = 15
_DIGITS = ("date", "date_to", "since", "until", "people", "cost", "hours", "briefed")
_WORDS = ("content", "title", "form", "name", "person", "place", "audiences", "languages", "organiser", "post")


def _below(grid: _Grid, last: int) -> list[list[Cell]]:
    """The first filled rows under a heading."""
    rows = (grid.rows[row] for row in range(last + 1, min(last + 1 + 3 * SAMPLE, len(grid.rows))) if grid.filled(row))
    return [row for row in rows if not _is_number_row([cell for cell in row if not is_empty(cell)])][:SAMPLE]


def _looks_wrong(rows: list[list[Cell]], column: int, name: str) -> bool:
    """Dates and numbers without a digit, names and words of digits only: the heading may mean something else."""
    cells = [row[column] for row in rows if column < len(row) and not is_empty(row[column])]
    if len(cells) < 2 or name not in _DIGITS + _WORDS:
        return False
    if name in ("date", "date_to"):
        fitting = sum(isinstance(c, date) or bool(re.search(r"\d\s*[/.\-]\s*\d|\d{5}", shown(c))) for c in cells)
    elif name in _DIGITS:
        fitting = sum(bool(re.search(r"\d|^\W$|^không$", shown(c).lower())) for c in cells)
    else:
        fitting = sum(isinstance(c, str) and bool(re.search(r"[^\W\d]", c)) for c in cells)
    return fitting * 3 < len(cells)


def _as_corrected(kind: str, columns: list[Column], mapping: Mapping[str, str | None]) -> list[Column]:
    """A person's map holds for the tables that have its columns; other headings stay as they were read."""
    here = {name for column in columns for name in (column.heading.casefold(), column.letter.casefold())}
    known = {key: value for key, value in mapping.items() if " ".join(key.split()).casefold() in here}
    return corrected(kind, columns, known) if known else columns


def _may_be_heading(grid: _Grid, row: int, kind: str, mapping: Mapping[str, str | None] | None) -> bool:
    filled = grid.filled(row)
    texts = [grid.cell(row, column) for column in filled]
    headings = [cell for cell in texts if _is_heading_text(cell)]
    if len(headings) < len(texts):
        return False
    return bool(mapping) or any(fields_of(kind, line(cell)) for cell in headings)


def _continues_heading(grid: _Grid, first: int, row: int) -> bool:
    """A second heading row: short words only, at least one under a spanning heading or under a gap of the row above."""
    filled = [c for c in grid.filled(row) if grid.merge_at.get((row, c), (row,))[0] == row]
    cells = [grid.cell(row, column) for column in filled]
    if not filled or not all(_is_heading_text(cell) for cell in cells) or _is_number_row(cells):
        return False
    above = set(grid.filled(first))
    under_span = [c for c in filled if (merge := grid.merge_at.get((row - 1, c))) and merge[3] > merge[1]]
    under_gap = [c for c in filled if is_empty(grid.cell(row - 1, c)) and (row - 1, c) not in grid.merge_at]
    beside = [c for c in filled if c in above and c + 1 in under_gap]
    return len(under_span) + len(under_gap) + len(beside) == len(set(filled) | set(under_span))


def _levels(grid: _Grid, first: int, last: int) -> Iterator[tuple[int, list[str]]]:
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


def _group_beside(grid: _Grid, row: int, column: int, last: int) -> Cell:
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


# --- the rows below ------------------------------------------------------------------------------------------------------

_MONTH = re.compile(r"^(?:[ivx\d]+[.)]?\s*)?(?:thang|t)\s*\.?\s*(\d{1,2})(?:\s*(?:[/.\-]|nam)\s*(\d{4}))?\s*[:.]?$")
_PERIOD = re.compile(
    r"^(?:(?:quy|hoc ky|hk|tuan)\s*(?:[ivx]+|\d{1,2})\b\s*[,:/.\-]?\s*)?(?:nam(?: hoc)?\s*)?(?:20\d\d(?:\s*[-–]\s*20\d\d)?)?\s*[:.]?$"
)
_TITLE_MONTH = re.compile(r"(?<!\d )\bthang\s*(\d{1,2})\s*(?:[/.\-]|nam)\s*(20\d\d)\b")
_SHEET_MONTH = re.compile(r"^(?:thang|t)?\s*(\d{1,2})(?:\s*[/.\-_ ]\s*(?:nam\s*)?(20\d\d))?$")
_TOTAL = re.compile(
    r"^(?:tong(?: cong| so| hop| ket thang)?|cong|luy ke)(?:\s+(?:thang|quy|nam|hoc ky|ky|toan|ca|so|don|chung)\b.*|\s*[\d(].*)?$"
)
_SIGNED = re.compile(r"\bngay\s*[\d.…]*\s*thang\s*[\d.…]*\s*nam\b")
_SECTION_MARK = re.compile(r"^(?:[IVX]{1,5}|[A-ZĐ])[.)]?$")
_EXAMPLE = {"vd", "vi du", "mau", "dong mau"}
_SCHOOL_YEAR = re.compile(r"\b(20\d\d)\s*[-–]\s*(20\d\d)\b")
_YEAR = re.compile(r"\bnam(?: hoc)?\s*:?\s*(20\d\d)\b|\b\d{1,2}\s*/\s*(20\d\d)\b")


class _Body:
    """Reads the rows below a heading, one after another, keeping what headings between them said."""

    def __init__(self, grid: _Grid, kind: str, mapping: Mapping[str, str | None] | None, heading: _Heading) -> None:
        self.grid = grid
        self.kind = kind
        self.mapping = mapping
        self.tables: list[Table] = []
        self.context = _title_context(grid, heading.first)
        self.section = ""
        self.stopped = False
        self._begin(heading)

    def _begin(self, heading: _Heading) -> None:
        self.heading = heading
        last = self.tables[-1] if self.tables else None
        if last is None or [c.heading for c in last.columns] != [c.heading for c in heading.columns]:
            self.tables.append(Table(self.grid.sheet.name, heading.first + 1, heading.columns))
        self.table = self.tables[-1]
        self.places = [column.index for column in heading.columns]
        self.numbering = [c.index for c in heading.columns if c.silent]
        self.dates = [c.index for c in heading.columns if c.field in ("date", "date_to")]
        keys = {"content", "title", "form", "name", "person"}
        self.keys = [c.index for c in heading.columns if c.field in keys]
        self.headings = {c.index: bare(c.part or c.heading) for c in heading.columns}
        self.stopped = False

    def read(self) -> list[Table]:
        row = self.heading.last + 1
        while row < len(self.grid.rows):
            row = self._row(row)
        self._settle_years()
        return [table for table in self.tables if table.rows] or self.tables[:1]

    def _row(self, row: int) -> int:
        """Deal with one row; the number of the next."""
        cells = self.grid.rows[row]
        own = [c for c in self.places if c < len(cells) and not is_empty(cells[c])]
        if not own:
            return row + 1
        if row == self.heading.last + 1 and _is_number_row([cells[c] for c in own]):
            return row + 1
        if (heading := self._new_heading(row, own)) is not None:
            self._begin(heading)
            return heading.last + 1
        why = self._not_data(row, own)
        if why is None:
            self.table.rows.append(self._data(row, own))
        elif why:
            text = " ".join(shown(cells[c]) for c in own)[:120]
            self.table.passed.append(Passed(row + 1, self.grid.sheet.name, why, text))
        return row + 1

    # --- what a row is

    def _new_heading(self, row: int, own: list[int]) -> _Heading | None:
        cells = self.grid.rows[row]
        if len(own) < 2 or any(self._is_date(cells[c]) for c in self.dates if c < len(cells)):
            return None
        if not all(_is_heading_text(cells[c]) for c in own):
            return None
        same = sum(bare(line(cells[c])) == self.headings.get(c) for c in own)
        if same * 2 >= len(own) and same >= 2:
            return replace_rows(self.heading, row)
        if any(self._holds(row, c) for c in self.dates) and len(own) >= 3:
            return _heading_at(self.grid, row, self.kind, self.mapping)
        return None

    def _not_data(self, row: int, own: list[int]) -> str | None:
        """Why a row is no data (empty: nothing worth telling); None for a row of data."""
        cells = self.grid.rows[row]
        filled = [c for c in own if c not in self.numbering]
        dated = any(self._is_date(cells[c]) for c in self.dates if c < len(cells))
        if dated and not self.stopped and len(filled) > 2 and not isinstance(cells[own[0]], str):
            return None  # a numbered row with a date: what nearly all rows are
        words = [(c, bare(shown(cells[c]))) for c in own if isinstance(cells[c], str)]
        if words and words[0][1] in _EXAMPLE:
            return "dòng ví dụ"
        if not dated:
            if self._is_month(row, words, own):
                return "đề mục tháng"
            if self._is_total(words):
                return "dòng tổng cộng"
            if self._is_end(words, own):
                self.stopped = True
                return "chữ ký"
        keyed = [c for c in self.keys if self._holds(row, c)]
        if self.stopped:
            if not (dated and keyed and len(filled) >= 3):
                return "dưới chữ ký"
            self.stopped = False
        if not filled:
            return "đề mục hoặc ghi chú" if any(re.search(r"[^\W\d]{2}", text) for _, text in words) else ""
        return self._thin(row, own, filled, dated)

    def _thin(self, row: int, own: list[int], filled: list[int], dated: bool) -> str | None:
        """A row with one or two filled cells: a heading between the rows, a note, or a row half filled in."""
        cells = self.grid.rows[row]
        if any(self._from_above(row, c) for c in (*self.dates, *self.keys)):
            return None  # its day or its course stands in a merged cell that began above
        numbered = [c for c in own if c in self.numbering]
        mark = shown(cells[numbered[0]]).strip() if numbered else ""
        if len(filled) == 1 and not dated and isinstance(cells[filled[0]], str):
            if _SECTION_MARK.match(mark) or not numbered or self._spans(row, filled[0]):
                self.section = line(cells[filled[0]])
                return "đề mục hoặc ghi chú"
        elif not filled or (len(own) == 1 and not dated and numbered):
            return "đề mục hoặc ghi chú"
        if self._holds_any(row, self.dates) or self._holds_any(row, self.keys):
            return None
        mapped = {c.index for c in self.heading.columns if c.field}
        return None if len([c for c in filled if c in mapped]) >= 2 and numbered else "không có ngày và nội dung"

    def _is_month(self, row: int, words: list[tuple[int, str]], own: list[int]) -> bool:
        if not words:
            return False
        said = fold(shown(self.grid.rows[row][words[0][0]])).strip()
        found = _MONTH.match(said)
        others = [c for c in own if c != words[0][0] and isinstance(self.grid.rows[row][c], str)]
        if others:
            return False
        if _PERIOD.match(said) and re.search(r"\d|quy|hoc ky", said):
            named = tuple(int(year) for year in re.findall(r"20\d\d", said))
            self.context = DateContext(named or self.context.years)
            self.section = ""
            return True
        if not found or not 1 <= int(found[1]) <= 12:
            return False
        years = (int(found[2]),) if found[2] else self.context.years
        self.context = DateContext(years, int(found[1]))
        self.section = ""
        return True

    def _is_total(self, words: list[tuple[int, str]]) -> bool:
        if not words or not _TOTAL.match(words[0][1]):
            return False
        return len(words) == 1 or (not any(c in self.keys for c, _ in words[1:]) and len(words) <= 3)

    def _is_end(self, words: list[tuple[int, str]], own: list[int]) -> bool:
        if not words or len(words) < len(own) or len(own) > 4:
            return False
        texts = [re.sub(r"\s+", " ", text) for _, text in words]
        return any(text in listed("ket_thuc") or _SIGNED.search(text) for text in texts)

    def _is_date(self, cell: Cell) -> bool:
        if isinstance(cell, (date, int, float)) and not isinstance(cell, bool):
            return True
        return (
            isinstance(cell, str)
            and bool(re.search(r"\d\s*[/.\-]\s*\d|\bth[aá]ng\b.*\d", cell.lower()))
            and not (_MONTH.match(fold(cell)))
        )

    def _holds(self, row: int, column: int) -> bool:
        return not is_empty(self.grid.spread(row, column))

    def _from_above(self, row: int, column: int) -> bool:
        merge = self.grid.merge_at.get((row, column))
        return merge is not None and self.heading.last < merge[0] < row and self._holds(row, column)

    def _holds_any(self, row: int, columns: list[int]) -> bool:
        return any(self._holds(row, column) for column in columns)

    def _spans(self, row: int, column: int) -> bool:
        merge = self.grid.merge_at.get((row, column))
        return merge is not None and merge[3] > merge[1]

    # --- a row of data

    def _data(self, row: int, own: list[int]) -> Row:
        cells = {c: self.grid.rows[row][c] for c in own}
        filled: set[int] = set()
        for column in self.places:
            merge = self.grid.merge_at.get((row, column))
            if column in cells or not merge or merge[1] != column or not self.heading.last < merge[0] < row:
                continue
            if not is_empty(corner := self.grid.cell(merge[0], merge[1])):
                cells[column] = corner
                filled.add(column)
        return Row(row + 1, self.grid.sheet.name, cells, self.context, self.section, frozenset(filled))

    def _settle_years(self) -> None:
        """Where no title names a year, the year that every full date of the column has stands in for it."""
        rows = [row for table in self.tables for row in table.rows]
        if any(row.context.years for row in rows):
            return
        years = {year for table in self.tables for row in table.rows for year in _written_years(row, table)}
        if len(years) == 1:
            for table in self.tables:
                table.rows = [replace(r, context=DateContext((*years,), r.context.month)) for r in table.rows]


def replace_rows(heading: _Heading, row: int) -> _Heading:
    """The same heading standing again at another row."""
    return _Heading(row, row + heading.last - heading.first, heading.columns)


def _written_years(row: Row, table: Table) -> list[int]:
    column = table.column("date")
    cell = row.cells.get(column.index) if column else None
    if isinstance(cell, date):
        return [cell.year]
    if isinstance(cell, (int, float)) and 36526 <= cell < 73051:
        return [(date(1899, 12, 30) + timedelta(days=int(cell))).year]
    return [int(found) for found in re.findall(r"\b(20\d\d)\b", cell)] if isinstance(cell, str) else []


def _title_context(grid: _Grid, heading: int) -> DateContext:
    """The years and the month that the title above the table, or the sheet's name, speaks of."""
    above = [
        fold(shown(cell))
        for row in grid.rows[:heading]
        for cell in row
        if isinstance(cell, str) and not isinstance(cell, CellFault)
    ]
    months = [found for text in above if not _SIGNED.search(text) for found in _TITLE_MONTH.findall(text)]
    if months:
        return DateContext((int(months[-1][1]),), int(months[-1][0]))
    month = None
    if found := _SHEET_MONTH.match(fold(grid.sheet.name)):
        month = int(found[1]) if (1 <= int(found[1]) <= 12 and fold(grid.sheet.name) != found[1]) or found[2] else None
        if found[2]:
            return DateContext((int(found[2]),), month)
    for text in (*reversed(above), fold(grid.sheet.name)):
        if years := _SCHOOL_YEAR.search(text):
            return DateContext((int(years[1]), int(years[2])), month)
        if years := _YEAR.search(text):
            return DateContext((int(years[1] or years[2]),), month)
    named = re.findall(r"\b(20[2-4]\d)\b", grid.sheet.name)
    return DateContext((int(named[0]),) if len(set(named)) == 1 else (), month)
