"""Cells whose text was typed for an old font: the font of the cell, or of each run of a cell with several (domain F.3).

Looked for only in workbooks that name such a font. The reader of values gives the letters alone; their fonts are in other
parts of the file.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from io import BytesIO
from xml.etree import ElementTree

from desktop.excel.old_fonts import OldText, code_page_of, draws_capitals, to_unicode

Place = tuple[int, int]
Run = tuple[str, str]  # font, text
_NAMED = re.compile(rb"val=[\"'](?:\.Vn|VNI[- ])", re.IGNORECASE)
_CELL = re.compile(r"([A-Z]{1,4})(\d{1,9})")


def names_old_font(xml: bytes) -> bool:
    """Whether a part of a workbook names a font of TCVN3 or VNI."""
    return bool(_NAMED.search(xml))


def as_shown(runs: Iterable[Run]) -> OldText | None:
    """What a cell shows, its runs read each by its font; None where nothing in it was typed for an old font."""
    before, after, code_page = [], [], None
    for font, text in runs:
        read = to_unicode(text, font) if not text.isascii() or draws_capitals(font) else None
        if read is not None and read != text:
            code_page = code_page or code_page_of(font)
        before.append(text)
        after.append(text if read is None else read)
    return OldText("".join(before), "".join(after), code_page) if code_page else None


def old_texts(content: bytes, sheets: Mapping[str, str]) -> dict[str, dict[Place, OldText]]:
    """By sheet and place (from 0), the cells of an .xlsx that were typed for an old font. `sheets`: name → part.

    The file has been screened: its parts are within the limits.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
        fonts = _fonts_of_styles(archive.read("xl/styles.xml")) if "xl/styles.xml" in names else []
        shared = _shared(archive.read("xl/sharedStrings.xml")) if "xl/sharedStrings.xml" in names else []
        return {
            sheet: found
            for sheet, part in sheets.items()
            if part in names and (found := _of_sheet(archive.read(part), fonts, shared))
        }


def _elements(xml: bytes, *names: str) -> Iterator[ElementTree.Element]:
    """The elements of those local names, each let go once it was looked at."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        return
    for _, element in ElementTree.iterparse(BytesIO(xml)):  # entities are ruled out above
        if _local(element) in names:
            yield element
            element.clear()


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _children(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [child for child in element if _local(child) == name]


def _fonts_of_styles(xml: bytes) -> list[str]:
    """The name of the font of each cell format."""
    fonts: list[str] = []
    for part in _elements(xml, "fonts", "cellXfs"):
        if _local(part) == "fonts":
            fonts = [next((n.get("val", "") for n in _children(font, "name")), "") for font in part]
        else:
            return [_at(fonts, xf.get("fontId", "")) for xf in part]
    return []


def _at(listed: list[str], number: str) -> str:
    return listed[int(number)] if number.isdigit() and int(number) < len(listed) else ""


def _shared(xml: bytes) -> list[list[tuple[str | None, str]]]:
    return [_runs(item) for item in _elements(xml, "si")]


def _runs(item: ElementTree.Element) -> list[tuple[str | None, str]]:
    """The runs of a text: font (None: the cell's own) and letters."""
    runs: list[tuple[str | None, str]] = []
    for child in item:
        if _local(child) == "t":
            runs.append((None, child.text or ""))
        elif _local(child) == "r":
            font = next((f.get("val") for p in _children(child, "rPr") for f in _children(p, "rFont")), None)
            runs.append((font, "".join(text.text or "" for text in _children(child, "t"))))
    return runs


def _of_sheet(xml: bytes, fonts: list[str], shared: list[list[tuple[str | None, str]]]) -> dict[Place, OldText]:
    found: dict[Place, OldText] = {}
    for cell in _elements(xml, "c"):
        place = _CELL.fullmatch(cell.get("r", ""))
        if place is None:
            continue
        font = _at(fonts, cell.get("s", "0"))
        if text := as_shown((run or font, letters) for run, letters in _letters(cell, shared)):
            found[int(place[2]) - 1, _number(place[1])] = text
    return found


def _letters(cell: ElementTree.Element, shared: list[list[tuple[str | None, str]]]) -> list[tuple[str | None, str]]:
    kind = cell.get("t")
    if kind == "inlineStr":
        return [run for item in _children(cell, "is") for run in _runs(item)]
    value = next((value.text or "" for value in _children(cell, "v")), "")
    if kind == "s":
        return shared[int(value)] if value.isdigit() and int(value) < len(shared) else []
    return [(None, value)] if kind == "str" else []


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
