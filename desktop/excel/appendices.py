"""The appendices of a report (Biểu 01 …) as a workbook: a sheet each, headed as on paper, with real types; totals are formulas.

Works from the frozen dataclasses of `desktop.reports.document` alone, so that a Biểu added there is written here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from desktop.excel.exporting import safe_text, save_with_results, sheet_name, write_text
from desktop.excel.figures import DATE, Figures, Value
from desktop.reports.document import Align, AnnualReport, Appendix, Column, Letterhead, Row
from desktop.text import long_date

_FONT = "Times New Roman"
_LINE = Side(style="thin", color="000000")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_PLAIN, _BOLD, _ITALIC = (
    Font(name=_FONT, size=11, bold=bold, italic=slant) for bold, slant in ((0, 0), (1, 0), (0, 1))
)
_HEAD = Font(name=_FONT, size=14, bold=True)
_ENCLOSED = Font(name=_FONT, size=14, italic=True)
_ACROSS = Alignment(horizontal="center", vertical="center", wrap_text=True)
_ALIGNMENTS = {
    align: Alignment(horizontal=word, vertical="center", wrap_text=True)
    for align, word in ((Align.LEFT, "left"), (Align.CENTRE, "center"), (Align.RIGHT, "right"))
}
_WIDTH = {True: 150.0, False: 96.0}  # characters over an A4 page in landscape and in portrait, at 11 points
_LINE_HEIGHT = 14.5  # points of a line of 11-point type
_MM = 1 / 25.4  # inches: margins of a sheet are given in them


def write_appendices(path: Path, report: AnnualReport) -> None:
    """Write every appendix of `report` to the workbook `path`, whole or not at all. UserError where the disk refuses."""
    book = Workbook()
    first = book.active
    names: set[str] = set()
    results: dict[str, dict[str, Value]] = {}
    for appendix in report.appendices:
        page = book.create_sheet(sheet_name(appendix.form or f"Phụ lục {appendix.number}".strip(), names))
        results[page.title] = _fill(page, appendix, report.letterhead)
    if first is not None and report.appendices:
        book.remove(first)
    elif first is not None:
        first.title = "Không có biểu"
    book.properties.title = safe_text(f"Các biểu của {report.letterhead.title} {report.letterhead.subject}")[:255]
    save_with_results(book, path, results)


def _fill(page: Worksheet, appendix: Appendix, letterhead: Letterhead) -> dict[str, Value]:
    """Head, table and foot of one appendix; the values that its formulas give."""
    columns, rows = appendix.table.columns, appendix.table.rows
    _widths(page, columns, appendix.landscape)
    top = _head(page, appendix, letterhead, len(columns))
    body = _table_head(page, columns, top)
    figures = Figures(columns, rows, body)
    results: dict[str, Value] = {}
    for at, row in enumerate(rows):
        _row(page, body + at, row, columns, figures, results)
    line = body + len(rows)
    for text in appendix.table.foot:
        line += 1
        _across(page, line, text, _PLAIN, len(columns), Alignment(vertical="top", wrap_text=True))
        page.row_dimensions[line].height = _LINE_HEIGHT * _lines(text, _WIDTH[appendix.landscape])
    _set_up(page, appendix.landscape, top, body - 1)
    return results


def _widths(page: Worksheet, columns: Sequence[Column], landscape: bool) -> None:
    shares = sum(column.width for column in columns) or 1
    for at, column in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(at)].width = max(5.0, _WIDTH[landscape] * column.width / shares)


def _head(page: Worksheet, appendix: Appendix, letterhead: Letterhead, across: int) -> int:
    """Phụ lục, title, the line naming the report, the form's code at the right; the row where the table begins."""
    number = letterhead.number or "      "
    dated = long_date(letterhead.dated) if letterhead.dated else f"ngày     tháng     năm {letterhead.year}"
    enclosed = f"(Kèm theo Báo cáo số {number}/{letterhead.sign} {dated} của {letterhead.issued_by})"
    for line, (text, font) in enumerate(
        ((f"Phụ lục {appendix.number}".strip(), _HEAD), (appendix.title, _HEAD), (enclosed, _ENCLOSED)), 1
    ):
        _across(page, line, text, font, across, _ACROSS)
        page.row_dimensions[line].height = 19.5 * _lines(text, _WIDTH[appendix.landscape] * 0.8)
    write_text(page.cell(5, across), appendix.form)
    page.cell(5, across).font = _BOLD
    page.cell(5, across).alignment = Alignment(horizontal="right")
    return 6


def _across(page: Worksheet, line: int, text: str, font: Font, across: int, alignment: Alignment) -> None:
    cell = page.cell(line, 1)
    write_text(cell, text)
    cell.font, cell.alignment = font, alignment
    if across > 1:
        page.merge_cells(start_row=line, end_row=line, start_column=1, end_column=across)


def _table_head(page: Worksheet, columns: Sequence[Column], top: int) -> int:
    """Heads with a shared one over columns of a group, then (1) (2) …; the row after them."""
    grouped = any(column.group for column in columns)
    last = top + 1 if grouped else top
    at = 1
    for group, span in groupby(columns, lambda column: column.group):
        wide = list(span)
        if group:
            write_text(page.cell(top, at), group)
            page.merge_cells(start_row=top, end_row=top, start_column=at, end_column=at + len(wide) - 1)
        for place, column in enumerate(wide, at):
            write_text(page.cell(last if group else top, place), column.head)
            if grouped and not group:
                page.merge_cells(start_row=top, end_row=last, start_column=place, end_column=place)
        at += len(wide)
    for line in range(top, last + 1):
        for place in range(1, len(columns) + 1):
            cell = page.cell(line, place)
            cell.font, cell.alignment, cell.border = _BOLD, _ACROSS, _BORDER
    _head_heights(page, columns, top, last)
    for place in range(1, len(columns) + 1):
        cell = page.cell(last + 1, place)
        write_text(cell, f"({place})")
        cell.font, cell.alignment, cell.border = _ITALIC, _ACROSS, _BORDER
    return last + 2


def _head_heights(page: Worksheet, columns: Sequence[Column], top: int, last: int) -> None:
    lines = max(_lines(column.head, _width_of(page, at)) for at, column in enumerate(columns, 1))
    for line in range(top, last + 1):
        page.row_dimensions[line].height = _LINE_HEIGHT * max(2 if last > top else 1, -(-lines // (last - top + 1)))


def _row(
    page: Worksheet, line: int, row: Row, columns: Sequence[Column], figures: Figures, results: dict[str, Value]
) -> None:
    most = 1
    for at, (text, column) in enumerate(zip(row.cells, columns, strict=False), 1):
        cell: Any = page.cell(line, at)
        value = figures.value(line, at)
        if value is None:
            write_text(cell, text)
        else:
            cell.value, cell.number_format = value.value, value.form
            if formula := figures.formula(line, at):
                cell.value = formula
                results[cell.coordinate] = value.value
        dated = value is not None and value.form == DATE
        cell.font, cell.border = (_BOLD if row.bold else _PLAIN), _BORDER
        cell.alignment = _ALIGNMENTS[Align.CENTRE if dated else column.align]
        most = max(most, _lines(text, _width_of(page, at)))
    page.row_dimensions[line].height = min(409.0, _LINE_HEIGHT * most)


def _width_of(page: Worksheet, at: int) -> float:
    return float(page.column_dimensions[get_column_letter(at)].width)


def _lines(text: str, width: float) -> int:
    """About how many lines `text` takes in a cell `width` characters wide: merged cells and old programs don't find out."""
    return sum(-(-max(1, len(part)) // max(1, int(width * 1.08))) for part in text.split("\n"))


def _set_up(page: Any, landscape: bool, top: int, last: int) -> None:
    """A4, one page wide, the Decree's margins, the heads on every page, page numbers as in the report."""
    page.print_title_rows = f"{top}:{last}"
    page.freeze_panes = f"A{last + 1}"
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.page_setup.firstPageNumber, page.page_setup.useFirstPageNumber = 1, True
    page.sheet_properties.pageSetUpPr.fitToPage = True
    margins = page.page_margins
    margins.left, margins.right, margins.top, margins.bottom = 30 * _MM, 15 * _MM, 20 * _MM, 20 * _MM
    margins.header = 8 * _MM
    page.HeaderFooter.differentFirst = True
    page.oddHeader.center.text = "&P"
    page.oddHeader.center.font, page.oddHeader.center.size = f"{_FONT},Regular", 14
