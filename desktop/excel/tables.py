"""The table inside a sheet: its heading rows, its rows of data, and what around them is not data.

Letterhead, title, rows of column numbers, month headings, repeated headings, totals, signatures and notes are told from data
by what they say, never by where they stand. What was passed over is kept with its reason, so that nothing goes missing silently.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from desktop.excel.cells import Cell, CellFault, is_empty, line, shown
from desktop.excel.dates import DateContext
from desktop.excel.fields import PLAIN
from desktop.excel.headings import Grid, Heading, first_heading, heading_at, is_heading_text, is_number_row
from desktop.excel.mapping import Column
from desktop.excel.reading import Sheet
from desktop.excel.words import bare, listed
from desktop.text import fold


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

    def __post_init__(self) -> None:
        self.by_field = {column.field: column for column in self.columns if column.field}
        self._parts: dict[str, list[Column]] = defaultdict(list)
        for column in self.columns:
            if column.field and column.field.endswith("+"):
                self._parts[column.field[:-1]].append(column)

    def column(self, name: str) -> Column | None:
        """The column read as that field."""
        return self.by_field.get(name)

    def parts(self, name: str) -> list[Column]:
        """The columns that are parts of that field."""
        return self._parts.get(name, [])


def find_tables(sheet: Sheet, kind: str, mapping: Mapping[str, str | None] | None = None) -> list[Table]:
    """The tables of that kind in a sheet, in their order; a heading that is only repeated begins no new table."""
    grid = Grid(sheet)
    first = first_heading(grid, kind, mapping)
    if first is None:
        return []
    return _Body(grid, kind, mapping, first).read()


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

    def __init__(self, grid: Grid, kind: str, mapping: Mapping[str, str | None] | None, heading: Heading) -> None:
        self.grid = grid
        self.kind = kind
        self.mapping = mapping
        self.tables: list[Table] = []
        self.context = _title_context(grid, heading.first)
        self.section = ""
        self.stopped = False
        self._begin(heading)

    def _begin(self, heading: Heading) -> None:
        self.heading = heading
        last = self.tables[-1] if self.tables else None
        if last is None or [c.heading for c in last.columns] != [c.heading for c in heading.columns]:
            self.tables.append(Table(self.grid.sheet.name, heading.first + 1, heading.columns))
        self.table = self.tables[-1]
        self.places = [column.index for column in heading.columns]
        self.numbering = [c.index for c in heading.columns if c.silent]
        self.dates = [c.index for c in heading.columns if c.field in ("date", "date_to")]
        keys = PLAIN[self.kind].keys if self.kind in PLAIN else {"content", "title", "form", "name", "person"}
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
        if row == self.heading.last + 1 and is_number_row([cells[c] for c in own]):
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

    def _new_heading(self, row: int, own: list[int]) -> Heading | None:
        cells = self.grid.rows[row]
        if len(own) < 2 or any(self._is_date(cells[c]) for c in self.dates if c < len(cells)):
            return None
        if not all(is_heading_text(cells[c]) for c in own):
            return None
        same = sum(bare(line(cells[c])) == self.headings.get(c) for c in own)
        if same * 2 >= len(own) and same >= 2:
            return replace_rows(self.heading, row)
        if any(self._holds(row, c) for c in self.dates) and len(own) >= 3:
            return heading_at(self.grid, row, self.kind, self.mapping)
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


def replace_rows(heading: Heading, row: int) -> Heading:
    """The same heading standing again at another row."""
    return Heading(row, row + heading.last - heading.first, heading.columns)


def _written_years(row: Row, table: Table) -> list[int]:
    column = table.column("date")
    cell = row.cells.get(column.index) if column else None
    if isinstance(cell, date):
        return [cell.year]
    if isinstance(cell, (int, float)) and 36526 <= cell < 73051:
        return [(date(1899, 12, 30) + timedelta(days=int(cell))).year]
    return [int(found) for found in re.findall(r"\b(20\d\d)\b", cell)] if isinstance(cell, str) else []


def _title_context(grid: Grid, heading: int) -> DateContext:
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
