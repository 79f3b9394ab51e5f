"""Rows of a staff list: name, post, whether a communication officer, since and until; nothing sensitive (domain F.4)."""

from __future__ import annotations

import re
from datetime import date

from desktop.excel.cells import Cell, Read, read_tick
from desktop.excel.dates import DateContext, read_dates
from desktop.excel.rows import RowReader, RowReading
from desktop.excel.tables import Row, Table
from desktop.text import parse_date

KIND = "person"


def read_row(table: Table, row: Row, above: dict[int, Cell]) -> RowReading:
    """What one row of a staff list says, by the wire names of a person."""
    reader = RowReader(KIND, table, row, above)
    values = reader.reading.values
    values["name"] = reader.words("name")
    if not values["name"]:
        reader.refuse("name", "Chưa ghi họ và tên.")
    elif re.search(r"\d", values["name"]):
        reader.refuse("name", f"“{values['name']}” không phải họ và tên.")
    values["post"] = reader.words("post")
    values["officer"] = reader.take("officer", read_tick, False)
    for name in ("since", "until"):
        values[name] = reader.take(name, _day, None)
    values["note"] = reader.words("note", lines=True)
    return reader.reading


def _day(cell: Cell) -> Read[date | None]:
    """A single day; service may have begun long before the Plan, so its years do not bind."""
    if isinstance(cell, str):
        return Read(parse_date(cell))
    if isinstance(cell, date):
        return Read(date(cell.year, cell.month, cell.day))
    found = read_dates(cell, DateContext())
    return Read(found.value[0], found.doubt) if found else Read(None)
