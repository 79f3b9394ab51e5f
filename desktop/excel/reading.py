"""A workbook's sheets as plain rows of raw cells: .xlsx, .xlsm, .xls, .ods. The only place that knows the reading library.

Rows and columns are counted from 0 at cell A1 whatever the sheet's used range, so that row 14 of the list is row 15 in Excel.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import python_calamine as calamine

from desktop.errors import UserError
from desktop.excel.cells import Cell, CellFault
from desktop.excel.fonts import as_shown, old_texts
from desktop.excel.old_fonts import OldText
from desktop.excel.screening import MOST_CELLS, Screened, damaged, screen, with_password

MOST_ROWS = 100_000
"""Filled rows of one sheet."""

Merge = tuple[int, int, int, int]


@dataclass
class Sheet:
    """One sheet: raw cells, merged ranges as (first row, first column, last row, last column)."""

    name: str
    rows: list[list[Cell]]
    merges: list[Merge] = field(default_factory=list)
    hidden: bool = False
    old_texts: dict[tuple[int, int], OldText] = field(default_factory=dict)
    """Cells typed for a font of before Unicode; `rows` has them as that font shows them."""


@dataclass
class Workbook:
    """The sheets that could be read; `unread` tells why the others could not. `stamp` names the file's content."""

    name: str
    sheets: list[Sheet]
    unread: list[str] = field(default_factory=list)
    stamp: str = ""

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name. UserError lists the names there are."""
        for sheet in self.sheets:
            if sheet.name == name or sheet.name.strip().casefold() == name.strip().casefold():
                return sheet
        known = ", ".join(f"“{sheet.name}”" for sheet in self.sheets)
        raise UserError(f"Trong tệp “{self.name}” không có trang tính “{name}”. Các trang có: {known}.")


def read_workbook(path: Path) -> Workbook:
    """Every sheet with something in it. UserError: missing, no workbook, damaged, with a password, too large, empty."""
    screened = screen(path)
    book = _open(screened.content, path.name)
    found = Workbook(path.name, [], stamp=stamp_of(screened.content))
    old = _old_texts(screened, path.name)
    for place, about in enumerate(book.sheets_metadata):
        if about.typ != calamine.SheetTypeEnum.WorkSheet:
            continue
        if last := screened.too_wide.get(about.name):
            found.unread.append(
                f"Trang “{about.name}” có ô ở tận {last}. Hãy xóa các dòng, cột thừa ở cuối trang, lưu lại rồi nhập lại."
            )
            continue
        sheet = _sheet(book, about, path.name, found)
        if sheet is not None and sheet.rows:
            _lay_in(sheet, screened.faults.get(about.name, {}))
            _lay_in(sheet, screened.errors[place] if place < len(screened.errors) else {})
            fonts = screened.fonts[place] if place < len(screened.fonts) else {}
            _show_as_drawn(sheet, old.get(about.name, {}), fonts)
            found.sheets.append(sheet)
    if not found.sheets:
        raise UserError(found.unread[0] if found.unread else f"Tệp “{path.name}” không có dữ liệu nào.")
    return found


def stamp_of(content: bytes) -> str:
    """A name for the content of a file: another one for any other content."""
    return hashlib.sha256(content).hexdigest()


def _old_texts(screened: Screened, name: str) -> dict[str, dict[tuple[int, int], OldText]]:
    if not screened.old_fonts:
        return {}
    try:
        return old_texts(screened.content, screened.sheets)
    except ElementTree.ParseError:
        raise damaged(name) from None


def _show_as_drawn(sheet: Sheet, old: dict[tuple[int, int], OldText], fonts: dict[tuple[int, int], str]) -> None:
    """Put into the rows what the old fonts show: from .xlsx as it was found, from .xls by the font of each cell."""
    for row, column in [*old, *fonts]:
        if row >= len(sheet.rows) or column >= len(sheet.rows[row]):
            continue
        cell = sheet.rows[row][column]
        if not isinstance(cell, str):
            continue
        text = old.get((row, column)) or as_shown([(fonts[row, column], cell)])
        if text is not None:
            sheet.rows[row][column] = text.after
            sheet.old_texts[row, column] = text


def _open(content: bytes, name: str) -> calamine.CalamineWorkbook:
    try:
        return calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    except calamine.PasswordError:
        raise with_password(name) from None
    except (calamine.CalamineError, OSError, ValueError):
        raise damaged(name) from None
    except BaseException as panic:  # noqa: BLE001  the library's panics are no `Exception`
        raise _from_panic(panic, name) from None


def _from_panic(panic: BaseException, name: str) -> BaseException:
    """The library's panics are no `Exception`; they mean a damaged file. Ctrl+C and the like stay what they are."""
    return damaged(name) if type(panic).__name__ == "PanicException" else panic


def _sheet(book: calamine.CalamineWorkbook, about: Any, name: str, found: Workbook) -> Sheet | None:
    try:
        sheet = book.get_sheet_by_name(about.name)
        if sheet.total_height * sheet.total_width > MOST_CELLS or sheet.height > MOST_ROWS:
            found.unread.append(
                f"Trang “{about.name}” quá lớn (tới dòng {sheet.total_height}, cột {sheet.total_width}). "
                "Hãy chép riêng bảng cần nhập sang một tệp mới rồi nhập lại."
            )
            return None
        rows: list[list[Cell]] = [
            [None if cell == "" else cell for cell in row] for row in sheet.to_python(skip_empty_area=False)
        ]
        merges = [(r1, c1, r2, c2) for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or []]
    except (calamine.CalamineError, OSError, ValueError):
        raise damaged(name) from None
    except BaseException as panic:  # noqa: BLE001  the library's panics are no `Exception`
        raise _from_panic(panic, name) from None
    return Sheet(about.name, rows, merges, about.visible != calamine.SheetVisibleEnum.Visible)


def _lay_in(sheet: Sheet, faults: dict[tuple[int, int], CellFault]) -> None:
    for (row, column), fault in faults.items():
        if row < len(sheet.rows) and column < len(sheet.rows[row]):
            sheet.rows[row][column] = fault
