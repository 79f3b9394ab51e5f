"""A workbook opened for one kind of record: its tables found, every row read and judged. Knows nothing of what is stored.

What is read for the preview is used again by the import that follows, as long as the file is the same.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from desktop.errors import UserError
from desktop.excel import activities, people, training
from desktop.excel.cells import Cell
from desktop.excel.fields import PLAIN
from desktop.excel.headings import kind_worth
from desktop.excel.mapping import EXPECTED, corrected, qualifies
from desktop.excel.plain import reader_of
from desktop.excel.plans import PlannedRow, judge
from desktop.excel.reading import Sheet, Workbook, read_workbook, stamp_of
from desktop.excel.rows import RowReading
from desktop.excel.screening import contents
from desktop.excel.tables import Row, Table, find_tables

READERS: dict[str, Callable[[Table, Row, dict[int, Cell]], RowReading]] = {
    activities.KIND: activities.read_row,
    training.KIND: training.read_row,
    people.KIND: people.read_row,
    **{kind: reader_of(kind) for kind in PLAIN},
}
NAMES = {"activity": "hoạt động", "course": "bồi dưỡng", "person": "cán bộ"} | {s.kind: s.name for s in PLAIN.values()}
CLEARLY = 1.25
"""A table is of another kind where it fits that one so many times better."""
REPORTED = 500
"""Rows between two words on how far it is."""
Report = Callable[[int, int], None]
Mapped = Mapping[str, str | None]


@dataclass(frozen=True)
class Wanted:
    """What is asked of a workbook: its file, the kind, one sheet or any, the columns as the person corrected them."""

    path: Path
    kind: str
    sheet: str | None = None
    mapping: Mapped | None = None


@dataclass
class Book:
    """A workbook with its tables of one kind and their rows. `spent`: its records have been stored."""

    wanted: Wanted
    workbook: Workbook
    tables: list[Table]
    rows: list[PlannedRow]
    spent: bool = False

    def answers(self, wanted: Wanted) -> bool:
        """Whether this is what is asked for, and the file has not changed since."""
        return not self.spent and self.wanted == wanted and self.workbook.stamp == stamp_of(contents(wanted.path))


def open_book(wanted: Wanted, unit_id: str, report: Report | None = None) -> Book:
    """Read the workbook; the records of its rows are of that unit. UserError where no table of the kind is in it.

    `report` is told how many rows of how many have been read, and may raise to stop.
    """
    workbook = read_workbook(wanted.path)
    kind, mapping = wanted.kind, wanted.mapping
    sheets = [workbook.sheet(wanted.sheet)] if wanted.sheet else _sheets_of(workbook, kind, mapping)
    tables = [table for one in sheets for table in find_tables(one, kind, mapping)]
    if mapping:
        _check_mapping(kind, tables, mapping)
    if not any(table.rows for table in tables):
        raise UserError(_no_table(workbook, kind, wanted.sheet, found=bool(tables)))
    tables = [table for table in tables if table.rows]
    book = Book(wanted, workbook, tables, _read_rows(kind, tables, report))
    judge(kind, unit_id, book.rows)
    for sheet in workbook.sheets:
        if sheet.old_texts:
            _note_old_texts(sheet, book.rows)
    return book


def _note_old_texts(sheet: Sheet, rows: list[PlannedRow]) -> None:
    """Tell each row which of its cells were typed for a font of before Unicode."""
    for row in rows:
        if row.table.sheet == sheet.name:
            row.old_texts = tuple(
                (column.heading, text)
                for column in row.table.columns
                if column.field and (text := sheet.old_texts.get((row.reading.number - 1, column.index)))
            )


@contextmanager
def without_collecting() -> Iterator[None]:
    """Python's search for garbage in circles costs a quarter of an import, whose many objects hold none."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


# --- the rows ------------------------------------------------------------------------------------------------------------


def _read_rows(kind: str, tables: list[Table], report: Report | None) -> list[PlannedRow]:
    """Every row, and what the dates of a whole column make doubtful."""
    rows: list[PlannedRow] = []
    total = sum(len(table.rows) for table in tables)
    read = READERS[kind]
    for table in tables:
        above: dict[int, Cell] = {}
        for row in table.rows:
            if report is not None and not len(rows) % REPORTED:
                report(len(rows), total)
            rows.append(PlannedRow(table, read(table, row, above)))
            above |= row.cells
        _suspect_swapped_dates(table, rows[-len(table.rows) :])
    return rows


def _suspect_swapped_dates(table: Table, rows: list[PlannedRow]) -> None:
    """Under English settings Excel turns 5/4/2026 into the 4th of May and leaves 13/4/2026 as text.

    Where a column has real dates only up to the 12th and texts only from the 13th on, the real ones are told as doubtful.
    """
    column = table.column("date")
    if column is None:
        return
    cells = [(row, row.reading.row.cells.get(column.index)) for row in rows]
    real = [(row, cell) for row, cell in cells if isinstance(cell, date)]
    texts = [row.reading.values.get("date") for row, cell in cells if isinstance(cell, str)]
    days = [day.day for day in texts if day]
    if len(real) < 3 or len(days) < 3 or any(cell.day > 12 for _, cell in real) or any(day <= 12 for day in days):
        return
    for row, cell in real:
        row.doubt("date", cell.strftime("%d/%m/%Y"), f"{cell:%d/%m/%Y} (có thể Excel đã đảo ngày và tháng)")


# --- the sheets ----------------------------------------------------------------------------------------------------------


def _sheets_of(workbook: Workbook, kind: str, mapping: Mapped | None) -> list[Sheet]:
    """The sheets that hold a table of the kind and of no other kind better; hidden ones only where no other does.

    UserError where every such table is rather one of another kind: an activity log would pass for a list of courses.
    """
    worth = {sheet.name: kind_worth(sheet, kind, mapping) for sheet in workbook.sheets}
    fitting = [sheet for sheet in workbook.sheets if worth[sheet.name]]
    fitting = [sheet for sheet in fitting if not sheet.hidden] or fitting
    if mapping or not fitting:
        return fitting
    others = [other for other in READERS if other != kind]
    rather = {sheet.name: max((kind_worth(sheet, other), other) for other in others) for sheet in fitting}
    own = [sheet for sheet in fitting if rather[sheet.name][0] <= worth[sheet.name] * CLEARLY]
    if not own:
        other = NAMES[rather[fitting[0].name][1]]
        raise UserError(
            f"Bảng trong tệp “{workbook.name}” giống bảng {other} hơn là {NAMES[kind]}. Hãy chọn nhập {other}, "
            "hoặc tự chọn cột nếu đúng là bảng cần nhập."
        )
    best = max(worth[sheet.name] for sheet in own)
    return [sheet for sheet in own if worth[sheet.name] >= best * 0.6]


def _check_mapping(kind: str, tables: list[Table], mapping: Mapped) -> None:
    """A corrected map that fits no table is told, not passed over."""
    if not tables:
        return
    corrected(kind, tables[0].columns, mapping)
    if not qualifies(kind, tables[0].columns, chosen=True):
        raise UserError(f"Bảng cần ít nhất các cột như {EXPECTED[kind]}. Hãy chọn lại cột.")


def _no_table(workbook: Workbook, kind: str, sheet: str | None, found: bool) -> str:
    place = f"Trang “{sheet}” của tệp “{workbook.name}”" if sheet else f"Tệp “{workbook.name}”"
    if workbook.unread:
        return f"{place} không có bảng đọc được. {workbook.unread[0]}"
    if found:
        return f"{place} có bảng {NAMES[kind]} nhưng chưa có dòng nào. Hãy ghi dữ liệu dưới dòng tiêu đề rồi nhập lại."
    return (
        f"{place} không có bảng {NAMES[kind]} nào. Bảng cần một dòng tiêu đề cột, ví dụ {EXPECTED[kind]}; "
        "hãy thêm tiêu đề cột hoặc lấy mẫu Excel của chương trình."
    )
