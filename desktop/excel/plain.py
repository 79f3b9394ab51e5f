"""Rows of the plain kinds: a row is a record, a column a field, read as `fields` says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from desktop.excel.activities import read_span
from desktop.excel.cells import (
    Cell,
    Read,
    is_empty,
    line,
    read_minutes,
    read_money,
    read_people,
    read_tick,
    read_year,
    text,
)
from desktop.excel.codes import read_code, read_codes
from desktop.excel.dates import read_any_day
from desktop.excel.fields import PLAIN, Field, Holds
from desktop.excel.rows import RowReader, RowReading
from desktop.excel.tables import Row, Table


def reader_of(kind: str) -> Callable[[Table, Row, dict[int, Cell]], RowReading]:
    """The reader of one plain kind's rows."""
    return partial(_read_row, kind)


def _read_row(kind: str, table: Table, row: Row, above: dict[int, Cell]) -> RowReading:
    reader = RowReader(kind, table, row, above)
    values = reader.reading.values
    notes: list[str] = []
    for field in PLAIN[kind].fields:
        if field.holds in (Holds.COUNT, Holds.MONEY):
            values[field.name] = _count(reader, field)
        elif field.holds == Holds.DAY:
            _day(reader)
        elif field.holds == Holds.YEAR:
            values[field.name] = _year(reader)
        elif field.holds in (Holds.CODE, Holds.CODES):
            _code(reader, field, notes)
        else:
            values[field.name] = reader.take(field.name, _READ[field.holds], _ABSENT.get(field.holds, ""))
    if notes:
        values["note"] = "\n".join([values["note"], *notes] if values["note"] else notes)
    return reader.reading


_READ: dict[Holds, Callable[[Cell], Read[Any]]] = {
    Holds.TEXT: lambda cell: Read(line(cell)),
    Holds.LINES: lambda cell: Read(text(cell)),
    Holds.ANY_DAY: read_any_day,
    Holds.MINUTES: read_minutes,
    Holds.TICK: read_tick,
}
_ABSENT: dict[Holds, Any] = {Holds.ANY_DAY: None, Holds.MINUTES: None, Holds.TICK: False}


def _day(reader: RowReader) -> None:
    """The day of the record; where a span is written its first day, which is told."""
    values = reader.reading.values
    read_span(reader)
    last: date | None = values.pop("date_to")
    if last is not None and last != values["date"]:
        reader.doubt("date", f"{values['date']:%d/%m/%Y} (lấy ngày đầu)")


def _year(reader: RowReader) -> int | None:
    """Of its own column, else the one year that the title names."""
    if is_empty(reader.cell("year")):
        years = reader.row.context.years
        if len(years) == 1:
            return years[0]
        reader.refuse("year", "Chưa ghi năm. Hãy thêm cột Năm, hoặc ghi năm ở tên bảng.")
        return None
    return reader.take("year", read_year, None)


def _count(reader: RowReader, field: Field) -> int | None:
    if field.holds == Holds.COUNT:
        return reader.count(field.name, read_people)
    column = reader.column(field.name)
    unit = column.unit if column else 1
    return reader.count(field.name, lambda cell: read_money(cell, unit))


def _code(reader: RowReader, field: Field, notes: list[str]) -> None:
    """A code that must be there and is not understood refuses the row; another's words are kept in the note."""
    values = reader.reading.values
    several = field.holds == Holds.CODES
    values[field.name] = [] if several else None
    typed = reader.words(field.name)
    if not typed:
        return
    try:
        found: Read[Any] = (read_codes if several else read_code)(field.listed, typed)
    except ValueError as error:
        if field.needed or PLAIN[reader.kind].field("note") is None:
            reader.refuse(field.name, str(error))
        else:
            reader.doubt(field.name, "ghi vào ghi chú (không có trong danh mục)")
            notes.append(f"{field.heading}: {typed}")
        return
    values[field.name] = found.value
    if found.doubt:
        reader.reading.unsure.add(field.name)
        reader.doubt(field.name, found.doubt)
