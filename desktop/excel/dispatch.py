"""The register of outgoing documents as a workbook: ten columns headed as in Decree 30, real days, printed on A4 landscape."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from desktop.excel.exporting import safe_text, save, set_up_page, write_text
from desktop.reports.dispatch import HEADS, Dispatch, DispatchLine

_FONT = "Times New Roman"
_LINE = Side(style="thin", color="000000")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_WIDTHS = (16.0, 12.0, 40.0, 16.0, 24.0, 14.0, 8.0, 12.0, 12.0, 18.0)
_CENTRED = frozenset({1, 2, 7, 8})
_TOP = 6
_BLANK = 5
"""Rows left empty under the last, for what is entered by hand."""
_HEIGHT = 15.5  # points of a line of 11-point type


def write_dispatch(path: Path, dispatch: Dispatch) -> None:
    """Write the register to the workbook `path`, whole or not at all. UserError where the disk refuses."""
    book = Workbook()
    page: Any = book.active
    page.title = f"Văn bản đi {dispatch.year}"
    book.properties.title = safe_text(f"Sổ đăng ký văn bản đi năm {dispatch.year} – {dispatch.unit}")[:255]
    for at, width in enumerate(_WIDTHS, 1):
        page.column_dimensions[get_column_letter(at)].width = width
    _head(page, dispatch)
    for line, heads in ((_TOP, HEADS), (_TOP + 1, tuple(f"({at})" for at in range(1, len(HEADS) + 1)))):
        for at, words in enumerate(heads, 1):
            _put(page, line, at, words, Font(name=_FONT, size=11, bold=line == _TOP, italic=line > _TOP), _MIDDLE)
    page.row_dimensions[_TOP].height = 3 * _HEIGHT + 4
    for at, one in enumerate(dispatch.lines):
        _line(page, _TOP + 2 + at, one)
    for line in range(_TOP + 2 + len(dispatch.lines), _TOP + 2 + len(dispatch.lines) + _BLANK):
        for at in range(1, len(HEADS) + 1):
            _put(page, line, at, "", Font(name=_FONT, size=11), _MIDDLE)
        page.row_dimensions[line].height = 2 * _HEIGHT
    set_up_page(page, _TOP + 1)
    page.print_title_rows = f"{_TOP}:{_TOP + 1}"
    save(book, path)


def _head(page: Worksheet, dispatch: Dispatch) -> None:
    """The unit at the left as on the book's cover, then the register's name and year."""
    above = [dispatch.governing.upper(), dispatch.unit.upper()]
    for line, words in enumerate(above, 1):
        write_text(page.cell(line, 1), words)
        page.cell(line, 1).font = Font(name=_FONT, size=12, bold=line == 2)
        page.cell(line, 1).alignment = Alignment(horizontal="center", wrap_text=True)
        page.merge_cells(start_row=line, end_row=line, start_column=1, end_column=3)
    page.row_dimensions[2].height = 17.0 * _lines(above[1], sum(_WIDTHS[:3]) * 0.7)
    for line, words, size in ((3, "SỔ ĐĂNG KÝ VĂN BẢN ĐI", 16), (4, f"Năm {dispatch.year}", 13)):
        write_text(page.cell(line, 1), words)
        page.cell(line, 1).font = Font(name=_FONT, size=size, bold=True)
        page.cell(line, 1).alignment = _MIDDLE
        page.merge_cells(start_row=line, end_row=line, start_column=1, end_column=len(HEADS))
        page.row_dimensions[line].height = size * 1.6


def _line(page: Worksheet, line: int, one: DispatchLine) -> None:
    entered = one.entered
    values: tuple[str | int | date | None, ...] = (
        one.code,
        entered.dated,
        one.title,
        entered.signer,
        one.recipients,
        entered.kept_by,
        int(entered.copies)
        if entered.copies.isascii() and entered.copies.isdigit() and len(entered.copies) < 7
        else entered.copies,
        entered.sent_on,
        entered.received_by,
        entered.note,
    )
    for at, value in enumerate(values, 1):
        _put(page, line, at, value, Font(name=_FONT, size=11), _alignment(at))
    most = max(_lines(value, _WIDTHS[at]) for at, value in enumerate(values) if isinstance(value, str))
    page.row_dimensions[line].height = max(2, most) * _HEIGHT + 4


def _alignment(at: int) -> Alignment:
    return Alignment(horizontal="center" if at in _CENTRED else "left", vertical="top", wrap_text=True)


def _put(page: Worksheet, line: int, at: int, value: str | int | date | None, font: Font, alignment: Alignment) -> None:
    cell = page.cell(line, at)
    if isinstance(value, str):
        write_text(cell, value)
    elif value is not None:
        cell.value = value
        cell.number_format = "dd/mm/yyyy" if isinstance(value, date) else "0"
    cell.font, cell.alignment, cell.border = font, alignment, _BORDER


def _lines(text: str, width: float) -> int:
    """Lines that the text takes in a column of `width` characters, a little more than less."""
    return sum(max(1, -(-len(part) * 10 // int(width * 10))) for part in text.split("\n")) if text else 1
