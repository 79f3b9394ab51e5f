"""Lists as real workbooks: dates and numbers with their types, ready to print on A4 landscape. Nothing the person typed becomes a
formula, whatever it begins with."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side

from desktop.paths import write_atomically
from desktop.text import clean

LONGEST_CELL = 32_767
"""Characters Excel keeps in one cell."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

_LINE = Side(style="thin", color="9A9A9A")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FONT = "Times New Roman"


@dataclass(frozen=True)
class ListColumn:
    """A column of a list: its heading, what it holds (text, date, number, money), its width in characters."""

    heading: str
    holds: str = "text"
    width: float = 0.0


@dataclass(frozen=True)
class ListSheet:
    """One sheet: a title above the table, the columns, rows; rows of one cell are headings between the others."""

    name: str
    columns: Sequence[ListColumn]
    rows: Iterable[Sequence[Any]]
    title: str = ""


_FORMATS = {"text": "General", "date": "dd/mm/yyyy", "number": "#,##0", "money": "#,##0"}
_WIDTHS = {"text": 24.0, "date": 12.0, "number": 10.0, "money": 14.0}


def write_list(path: Path, columns: Sequence[ListColumn], rows: Iterable[Sequence[Any]], title: str = "") -> None:
    """Write one list to the workbook `path`, whole or not at all. UserError where the disk refuses."""
    write_sheets(path, [ListSheet("Danh sách", columns, rows, title)])


def write_sheets(path: Path, sheets: Sequence[ListSheet]) -> None:
    """Write several lists, a sheet each."""
    book = Workbook(write_only=True)
    styles = _Styles()
    names: set[str] = set()
    for sheet in sheets:
        _fill(book, sheet, sheet_name(sheet.name, names), styles)
    save(book, path)


def save(book: Workbook, path: Path) -> None:
    """Store a workbook atomically; the file's author is the program, not the account of the person."""
    book.properties.creator = "NQ71"
    write_atomically(path, lambda temporary: book.save(temporary))


def save_with_results(book: Workbook, path: Path, results: Mapping[str, Mapping[str, Any]]) -> None:
    """Store a workbook whose formulas carry their values, by sheet and cell.

    openpyxl leaves them empty; a preview, a telephone and Excel's protected view would then show nothing.
    """
    made = io.BytesIO()
    book.properties.creator = "NQ71"
    book.save(made)
    sheets = {f"xl/worksheets/sheet{at}.xml": results.get(name, {}) for at, name in enumerate(book.sheetnames, 1)}
    done = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if known := sheets.get(item.filename):
                content = _with_results(content, known)
            new.writestr(item, content)
    write_atomically(path, done.getvalue())


_FORMULA_CELL = re.compile(rb'(<c r="([A-Z]+[0-9]+)"[^>]*><f>[^<]*</f>)<v ?/?>(?:</v>)?')


def _with_results(sheet: bytes, results: Mapping[str, Any]) -> bytes:
    return _FORMULA_CELL.sub(lambda found: b"%b<v>%b</v>" % (found[1], str(results[found[2].decode()]).encode()), sheet)


def safe_text(value: str) -> str:
    """Text as a cell can hold it: NFC, no control characters, at most 32.767 characters, no escape sequences of Excel."""
    return _ESCAPE.sub("_x005F_", _NOT_XML.sub("", clean(value)))[:LONGEST_CELL]


class _Styles:
    """The few looks of a list, made once a workbook."""

    def __init__(self) -> None:
        self.cells = {
            holds: NamedStyle(
                name=f"nq71 {holds}",
                font=Font(name=_FONT, size=11),
                border=_BORDER,
                number_format=form,
                alignment=Alignment(
                    vertical="top", wrap_text=True, horizontal={"text": "left", "date": "center"}.get(holds, "right")
                ),
            )
            for holds, form in _FORMATS.items()
        }
        self.heading = NamedStyle(
            name="nq71 heading",
            font=Font(name=_FONT, size=11, bold=True),
            border=_BORDER,
            fill=PatternFill("solid", start_color="DDE8F3"),
            alignment=Alignment(horizontal="center", vertical="center", wrap_text=True),
        )
        self.title = NamedStyle(name="nq71 title", font=Font(name=_FONT, size=14, bold=True))

    def register(self, book: Workbook) -> None:
        """Make the looks known to the workbook."""
        for style in (*self.cells.values(), self.heading, self.title):
            if style.name not in book.named_styles:
                book.add_named_style(style)


def _fill(book: Workbook, sheet: ListSheet, name: str, styles: _Styles) -> None:
    styles.register(book)
    page = book.create_sheet(name)
    set_up_page(page, first_row=2 if sheet.title else 1)
    for number, column in enumerate(sheet.columns, 1):
        page.column_dimensions[_letter(number)].width = column.width or max(
            _WIDTHS[column.holds], min(len(column.heading) * 0.8, 30)
        )
    if sheet.title:
        page.append([_cell(page, sheet.title, styles.title)])
    page.append([_cell(page, column.heading, styles.heading) for column in sheet.columns])
    looks = [styles.cells[column.holds] for column in sheet.columns]
    for row in sheet.rows:
        if len(row) == 1 and len(looks) > 1:
            page.append([_cell(page, row[0], styles.heading)])
        else:
            page.append([_cell(page, value, look) for value, look in zip(row, looks, strict=False)])


def _cell(page: Any, value: Any, look: NamedStyle) -> Any:
    if isinstance(value, str):
        cell: Any = WriteOnlyCell(page, value=None)
        cell.style = look
        write_text(cell, value)
        return cell
    if isinstance(value, datetime):
        value = value.replace(tzinfo=None)
    cell = WriteOnlyCell(page, value=value)
    form = cell.number_format
    cell.style = look
    if isinstance(value, date) and look.number_format == "General":
        cell.number_format = "dd/mm/yyyy" if not isinstance(value, datetime) else form
    return cell


def write_text(cell: Any, value: str) -> None:
    """Put text into a cell as text, whatever it begins with."""
    text = safe_text(value)
    cell._value, cell.data_type = text or None, "s"  # past openpyxl, which would make “=…” a formula
    if text.startswith(_FORMULA):
        cell.quotePrefix = True


def set_up_page(page: Any, first_row: int) -> None:
    """A4 landscape, one page wide, the heading frozen and repeated on every page."""
    page.freeze_panes = f"A{first_row + 1}"
    page.print_title_rows = f"{first_row}:{first_row}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.page_margins.left = page.page_margins.right = 0.4
    page.page_margins.top = page.page_margins.bottom = 0.6
    page.oddFooter.center.text = "&P/&N"


def sheet_name(name: str, names: set[str]) -> str:
    """A name Excel accepts: 31 characters, none of []:*?/\\, not used yet; it is added to `names`."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", safe_text(name)).strip(" '")[:31] or "Danh sách"
    made, number = plain, 2
    while made.casefold() in names:
        made, number = f"{plain[:27]} {number}", number + 1
    names.add(made.casefold())
    return made


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(number)
