"""Rows of a staff list: name, post, whether a communication officer, since and until; nothing sensitive (domain F.4)."""

from __future__ import annotations

import re

from desktop.excel.cells import Cell, read_tick
from desktop.excel.dates import read_any_day
from desktop.excel.rows import RowReader, RowReading
from desktop.excel.tables import Row, Table

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
        values[name] = reader.take(name, read_any_day, None)  # service may have begun long before the Plan
    values["note"] = reader.words("note", lines=True)
    return reader.reading
