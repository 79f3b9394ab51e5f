"""The refused rows as a workbook: the same headings, the reason beside each row, ready to be corrected and imported again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from desktop.excel.cells import Cell, CellFault, shown
from desktop.excel.dates import DateContext
from desktop.excel.exporting import ListColumn, ListSheet, write_sheets
from desktop.excel.plans import PlannedRow
from desktop.excel.tables import Table

REASON = "Lý do chưa nhận"
_FIELD_HOLDS = {
    "date": "date",
    "date_to": "date",
    "since": "date",
    "until": "date",
    "people": "number",
    "cost": "money",
}


def write_refused(path: Path, source: str, rows: Sequence[PlannedRow]) -> None:
    """Write the refused rows, a sheet for each table they came from."""
    tables: dict[int, Table] = {id(row.table): row.table for row in rows}
    sheets = []
    for key, table in tables.items():
        refused = [row for row in rows if id(row.table) == key and row.outcome == "refused"]
        if refused:
            columns = [_column(column.heading, column.field) for column in table.columns]
            columns.append(ListColumn(REASON, width=44))
            sheets.append(
                ListSheet(table.sheet, columns, list(_lines(table, refused)), f"Các dòng chưa nhận từ {source}")
            )
    write_sheets(path, sheets)


def _column(heading: str, field: str | None) -> ListColumn:
    holds = _FIELD_HOLDS.get(field or "", "text")
    return ListColumn(heading, holds, width=36 if field in ("content", "name") else 0)


def _lines(table: Table, rows: list[PlannedRow]) -> Iterator[list[Any]]:
    """The rows, under the month headings they stood under, so that “5/3” keeps its year."""
    context = DateContext()
    for row in rows:
        stands = row.reading.row.context
        if stands != context and stands.years:
            context = stands
            yield [_period(stands)]
        cells = [_as_it_was(row.reading.row.cells.get(column.index)) for column in table.columns]
        yield [*cells, " ".join(refused.reason for refused in row.reading.refused)]


def _period(context: DateContext) -> str:
    if context.month:
        return f"Tháng {context.month}/{context.years[-1] if context.month < 8 else context.years[0]}"
    return f"Năm {context.years[0]}" if len(context.years) == 1 else f"Năm học {context.years[0]}-{context.years[-1]}"


def _as_it_was(cell: Cell) -> Any:
    if isinstance(cell, CellFault):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, (str, date)) or cell is None:
        return cell
    if isinstance(cell, bool):
        return shown(cell)
    if isinstance(cell, (int, float)):
        return int(cell) if float(cell).is_integer() else cell
    return shown(cell)
