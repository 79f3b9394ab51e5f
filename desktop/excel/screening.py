"""What a file is by its content, before any parser sees it: kind, size when unpacked, how far its sheets reach.

A workbook from outside is hostile until checked (spec.md 6): the limits below hold whatever its headers claim. The cells that
show no value (formulas never calculated, errors) are found here too, since the reader of values gives nothing for them.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

from desktop.errors import UserError
from desktop.excel import ole
from desktop.excel.cells import CellFault
from desktop.excel.fonts import names_old_font
from desktop.paths import sentence_for

LARGEST_FILE = 60 * 1024 * 1024
"""Bytes on disk. A unit's book of ten years is under 1 MB; photos pasted into a sheet make the rest."""
LARGEST_PART = 160 * 1024 * 1024
"""Bytes of one part when unpacked; 100,000 formatted rows of 25 columns need about 100 MB."""
LARGEST_WHOLE = 320 * 1024 * 1024
"""Bytes of everything the reader unpacks."""
MOST_CELLS = 6_000_000
"""Cells in the rectangle from A1 to the last filled cell of one sheet; the reader keeps them all in memory."""
MOST_PARTS = 10_000

ADVICE = "Hãy mở bằng Excel, lưu lại dạng “Excel Workbook (*.xlsx)” rồi nhập lại."
_PASSWORD = "Tệp “{name}” có mật khẩu. Hãy bỏ mật khẩu (Tệp › Thông tin › Bảo vệ sổ làm việc), lưu lại rồi nhập lại."
_DAMAGED = "Tệp “{name}” bị hỏng, không đọc được. Hãy thử mở bằng Excel và lưu lại, hoặc lấy lại bản gốc."
_NOT_ONE = "“{name}” không phải sổ Excel{what}. " + ADVICE
_TOO_LARGE = "Tệp “{name}” quá lớn ({why}). Hãy chép riêng bảng cần nhập sang một tệp mới rồi nhập lại."


@dataclass
class Screened:
    """The bytes of a workbook that may be parsed; faults of its cells by sheet name, then (row, column) from 0.

    `errors` and `fonts` are those of an .xls, which keeps its sheets in order and not by name. `old_fonts`: whether the book
    names a font of before Unicode; `sheets` then says which part of the archive holds each sheet.
    """

    content: bytes
    faults: dict[str, dict[tuple[int, int], CellFault]] = field(default_factory=dict)
    too_wide: dict[str, str] = field(default_factory=dict)
    errors: list[dict[tuple[int, int], CellFault]] = field(default_factory=list)
    fonts: list[dict[tuple[int, int], str]] = field(default_factory=list)
    sheets: dict[str, str] = field(default_factory=dict)
    old_fonts: bool = False


def screen(path: Path) -> Screened:
    """Read the file and judge it by its content. UserError: missing, no workbook, damaged, with a password, too large."""
    content = contents(path)
    name = path.name
    if content.startswith(ole.MAGIC):
        return _screen_old(content, name)
    if content.startswith(b"PK"):
        try:
            return _screen_zip(content, name)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ElementTree.ParseError,
            NotImplementedError,
            KeyError,
            ValueError,
        ):
            raise damaged(name) from None
        except RuntimeError:  # zipfile's word for an encrypted entry
            raise UserError(_PASSWORD.format(name=name)) from None
    raise UserError(_NOT_ONE.format(name=name, what=_what_it_is(content)))


def damaged(name: str) -> UserError:
    """The file claims to be a workbook but cannot be read."""
    return UserError(_DAMAGED.format(name=name))


def with_password(name: str) -> UserError:
    """The file is locked with a password."""
    return UserError(_PASSWORD.format(name=name))


def contents(path: Path) -> bytes:
    """The bytes of a file of a size that a workbook may have. UserError: missing, a folder, too large, empty, no permission."""
    try:
        if path.is_dir():
            raise UserError(f"“{path}” là thư mục. Hãy chọn một tệp Excel.")
        if path.stat().st_size > LARGEST_FILE:
            raise UserError(_TOO_LARGE.format(name=path.name, why="quá 60 MB"))
        content = path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"Không tìm thấy tệp “{path}”. Hãy kiểm tra đường dẫn hoặc cắm lại USB rồi làm lại.") from None
    except OSError as error:
        raise UserError(sentence_for(error, path)) from error
    if not content:
        raise UserError(f"Tệp “{path.name}” rỗng. Hãy kiểm tra lại tệp đã chọn.")
    return content


def _what_it_is(content: bytes) -> str:
    start = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"%pdf"):
        return " mà là tệp PDF"
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        return " mà là trang web hoặc tệp XML lưu với tên Excel"
    if start.startswith((b"\x89png", b"\xff\xd8\xff")):
        return " mà là tệp ảnh"
    if b"\0" not in content[:4096]:
        return " mà là tệp văn bản (CSV)"
    return ""


# --- .xls --------------------------------------------------------------------------------------------------------------


def _screen_old(content: bytes, name: str) -> Screened:
    """OLE2 files: an .xls book, a .xlsx behind a password, or something of Word."""
    try:
        streams = ole.Container(content).streams
        if "EncryptedPackage" in streams:
            raise with_password(name)
        stream = streams.get("Workbook") or streams.get("Book")
        if stream is None:
            what = " mà là tệp Word" if "WordDocument" in streams else ""
            raise UserError(_NOT_ONE.format(name=name, what=what))
        records = ole.look_through(stream)
    except (ValueError, struct.error):
        raise damaged(name) from None
    if records.locked:
        raise with_password(name)
    errors = [{place: _shown_error(e) for place, e in sheet.items()} for sheet in records.errors]
    return Screened(content, errors=errors, fonts=records.fonts)


def _shown_error(error: str) -> CellFault:
    return CellFault(error, f"Ô báo lỗi {error}. Hãy sửa công thức hoặc gõ thẳng giá trị.")


# --- .xlsx, .xlsm, .ods ------------------------------------------------------------------------------------------------


def _screen_zip(content: bytes, name: str) -> Screened:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
        if len(names) > MOST_PARTS:
            raise UserError(_TOO_LARGE.format(name=name, why="quá nhiều thành phần"))
        if "xl/workbook.bin" in names:
            raise UserError(_NOT_ONE.format(name=name, what=" dạng đọc được (.xlsb)"))
        if "word/document.xml" in names:
            raise UserError(_NOT_ONE.format(name=name, what=" mà là tệp Word"))
        unpacked = _Unpacked(archive, name)
        if "content.xml" in names and "mimetype" in names:
            _screen_open_document(unpacked, name)
            return Screened(content)
        if not any(part.startswith("xl/") for part in names):
            raise UserError(_NOT_ONE.format(name=name, what=""))
        return _screen_office(unpacked, content, name)


class _Unpacked:
    """Parts of an archive, unpacked within the limits whatever the archive says of their sizes."""

    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._left = LARGEST_WHOLE
        self.names = archive.namelist()

    def part(self, part: str) -> bytes:
        if self._archive.getinfo(part).flag_bits & 1:
            raise UserError(_PASSWORD.format(name=self._name))
        most = min(LARGEST_PART, self._left)
        with self._archive.open(part) as stream:
            content = stream.read(most + 1)
        if len(content) > most:
            raise UserError(_TOO_LARGE.format(name=self._name, why="phình to bất thường khi giải nén"))
        self._left -= len(content)
        return content


def _screen_office(unpacked: _Unpacked, content: bytes, name: str) -> Screened:
    sheets = _sheet_parts(unpacked)
    screened = Screened(content, sheets=sheets)
    if not sheets:
        raise damaged(name)
    by_part = {part: sheet for sheet, part in sheets.items()}
    for part in unpacked.names:
        if not part.startswith("xl/") or not part.endswith((".xml", ".rels")):
            continue
        xml = unpacked.part(part)
        if part in ("xl/styles.xml", "xl/sharedStrings.xml") or b"rFont" in xml:
            screened.old_fonts = screened.old_fonts or names_old_font(xml)
        if part in by_part:
            sheet = by_part[part]
            if reach := _too_wide(xml):
                screened.too_wide[sheet] = reach
            elif faults := _faults(xml):
                screened.faults[sheet] = faults
    return screened


def _sheet_parts(unpacked: _Unpacked) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name."""
    root = _root(unpacked.part("xl/workbook.xml"))
    links = {
        link.get("Id"): posixpath.normpath(posixpath.join("xl", link.get("Target", "").removeprefix("/xl/")))
        for link in _root(unpacked.part("xl/_rels/workbook.xml.rels"))
    }
    found: dict[str, str] = {}
    for sheet in root.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            link = next((value for key, value in sheet.attrib.items() if key.rpartition("}")[2] == "id"), "")
            found[sheet.get("name", "")] = links.get(link, "")
    return found


def _root(xml: bytes) -> ElementTree.Element:
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError("a workbook has no document type")
    return ElementTree.fromstring(xml)  # entities are ruled out above


_FAR = re.compile(rb"r=[\"'](?:[A-Z]{2}|[A-Z]\d{6})")
"""A cell beyond column Z or row 99,999: within them there is no room for `MOST_CELLS`, and nearly every sheet ends there."""
_FILLED = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,4})(\d{1,9})[\"'][^>]*(?<!/)>")


def _too_wide(xml: bytes) -> str:
    """The last cell, where the rectangle up to it holds more than `MOST_CELLS` cells; else empty."""
    if not _FAR.search(xml):
        return ""
    columns = set(re.findall(rb"\br=[\"']([A-Z]{1,4})\d", xml))
    rows = set(re.findall(rb"\br=[\"'][A-Z]{1,4}(\d{1,9})[\"']", xml))
    if not columns or _area(columns, rows)[0] <= MOST_CELLS:
        return ""
    # Cells that only carry a format do not count: look again at those with something in them.
    filled = _FILLED.findall(xml)
    area, last = _area({column for column, _ in filled}, {row for _, row in filled}) if filled else (0, "")
    return last if area > MOST_CELLS else ""


def _area(columns: set[bytes], rows: set[bytes]) -> tuple[int, str]:
    widest = max(columns, key=lambda column: (len(column), column))
    lowest = max(map(int, rows), default=0)
    return lowest * (column_number(widest.decode()) + 1), f"{widest.decode()}{lowest}"


def column_number(letters: str) -> int:
    """A → 0, Z → 25, AA → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


_UNCALCULATED = re.compile(
    rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,4})(\d{1,9})[\"'][^>]*>\s*<(?:\w+:)?f\b"
    rb"(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v\s*></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_ERROR = re.compile(
    rb"<(?:\w+:)?c\s(?=[^>]*\bt=[\"']e[\"'])[^>]*?\br=[\"']([A-Z]{1,4})(\d{1,9})[\"'][^>]*>"
    rb"(?:\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>))?\s*<(?:\w+:)?v>([^<]*)<"
)


def _faults(xml: bytes) -> dict[tuple[int, int], CellFault]:
    """Cells with a formula that was never calculated, and cells that show an error."""
    found: dict[tuple[int, int], CellFault] = {}
    if (b"<f" in xml or b":f" in xml) and re.search(rb"<(?:\w+:)?f[\s>/]", xml):
        for column, row in _UNCALCULATED.findall(xml):
            found[int(row) - 1, column_number(column.decode())] = CellFault(
                "(công thức chưa tính)",
                "Ô có công thức chưa được tính. Hãy mở tệp bằng Excel, bấm Lưu rồi nhập lại, hoặc gõ thẳng giá trị.",
            )
    if b't="e"' in xml or b"t='e'" in xml:
        for column, row, error in _ERROR.findall(xml):
            shown = error.decode("utf-8", "replace")
            found[int(row) - 1, column_number(column.decode())] = _shown_error(shown)
    return found


_REPEATED = re.compile(rb"<table:table-cell\b[^>]*number-columns-repeated=\"(\d+)\"[^>]*(?<!/)>")
_ROW_REPEATED = re.compile(
    rb"<table:table-row\b[^>]*number-rows-repeated=\"(\d+)\"[^>]*>(.*?)</table:table-row>", re.DOTALL
)


def _screen_open_document(unpacked: _Unpacked, name: str) -> None:
    """An .ods says “repeat this cell so many times”: a filled cell repeated without end would fill the memory."""
    manifest = unpacked.part("META-INF/manifest.xml") if "META-INF/manifest.xml" in unpacked.names else b""
    if b"encryption-data" in manifest:
        raise UserError(_PASSWORD.format(name=name))
    if b"spreadsheet" not in unpacked.part("mimetype"):
        raise UserError(_NOT_ONE.format(name=name, what=""))
    xml = unpacked.part("content.xml")
    wide = max((int(count) for count in _REPEATED.findall(xml)), default=0)
    deep = max((int(count) for count, row in _ROW_REPEATED.findall(xml) if b"<text:p" in row), default=0)
    if wide > 2_000 or deep > 2_000:
        raise UserError(_TOO_LARGE.format(name=name, why="có ô lặp lại quá nhiều lần"))
