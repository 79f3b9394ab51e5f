"""Word files: paragraphs, tables, sections with the numbers of `layout`. The only importer of python-docx.

Knows no report; what stands where is decided in `editable`. Import this module where a file is made, not at start-up.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from desktop.paths import write_atomically
from desktop.reports import layout
from desktop.reports.document import Align
from desktop.reports.layout import Face, Sheet, Type, points

FONT = "Times New Roman"  # on the clerk's own PC; same widths as the typeface of the PDF
LANGUAGE = "vi-VN"
Element = Any  # of python-docx's XML
JUSTIFIED = "both"
_ALIGNS = {Align.LEFT: "left", Align.CENTRE: "center", Align.RIGHT: "right"}


@dataclass(frozen=True)
class Setting:
    """How a paragraph is set, beside its type. Lengths in points; `exact`: lines at the leading of the type and no other."""

    align: Align | str = Align.LEFT
    left: float = 0.0
    right: float = 0.0
    first: float = 0.0  # of the first line, from `left`
    before: float = 0.0
    exact: bool = False
    keep: bool = False  # on one page with what follows
    style: str = ""  # a style of the file, by its id, that says it all
    ruled: bool = False  # a drawn line above
    dotted: float = 0.0  # a tab filled with dots up to there


@dataclass(frozen=True)
class Cell:
    """A table cell: its paragraphs, how many columns it covers, whether a merged one begins or goes on downwards."""

    content: tuple[Element, ...]
    across: int = 1
    down: str = ""  # "restart", "continue"


@dataclass(frozen=True)
class Line:
    """A table row."""

    cells: tuple[Cell, ...]
    head: bool = False  # repeated on every page
    whole: bool = True  # not divided over pages


BODY_SETTING = Setting(JUSTIFIED, first=points(layout.FIRST_INDENT), before=layout.BETWEEN_PARAGRAPHS, exact=True)


def paragraph(text: str, kind: Type, setting: Setting | None = None) -> Element:
    """A paragraph; line breaks in `text` stay."""
    setting = setting or Setting()
    made = _element("w:p")
    properties = _element("w:pPr")
    if setting.style:
        properties.append(_element("w:pStyle", val=setting.style))
    if setting.keep:
        properties.append(_element("w:keepNext"))
    if not setting.style:
        _set(properties, kind, setting)
    if len(properties):
        made.append(properties)
    if text:
        made.append(_run(text, None if setting.style else kind))
    elif not setting.style:
        properties.append(_letters(kind, "w:rPr"))
    return made


def keep_with_next(*paragraphs: Element) -> None:
    """Let no page end after any of these."""
    for each in paragraphs:
        each.get_or_add_pPr().keepNext_val = True


def rule(kind: Type, left: float, right: float) -> Element:
    """A drawn line from `left` to `right` points off the edges, under the text of `kind` that stands before."""
    descent = kind.leading - kind.size  # of a single-spaced line, about
    setting = Setting(left=left, right=right, before=layout.RULE_DROP - descent, exact=True, ruled=True)
    return paragraph("", Type(Face.REGULAR, 1, 2), setting)


def gap(height: float) -> Element:
    """Nothing, `height` points high."""
    return paragraph("", Type(Face.REGULAR, 1, height), Setting(exact=True))


def table(widths: Sequence[float], lines: Iterable[Line], grid: bool = False, before: float = 0.0) -> Element:
    """A table of columns `widths` points wide; with `grid`, ruled and padded as the forms of the report."""
    made = _element("w:tbl")
    properties = _element("w:tblPr")
    properties.append(_element("w:tblW", w=_twips(sum(widths)), type="dxa"))
    if before:
        properties.append(_element("w:tblInd", w=_twips(before), type="dxa"))
    if grid:
        borders = _element("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            borders.append(
                _element(f"w:{side}", val="single", sz=_eighths(layout.GRID_THICKNESS), space=0, color="000000")
            )
        properties.append(borders)
    properties.append(_element("w:tblLayout", type="fixed"))
    margins = _element("w:tblCellMar")
    beside = points(layout.CELL_PADDING) if grid else 0.0
    above = layout.CELL_PADDING_VERTICAL if grid else 0.0
    for side, wide in (("top", above), ("left", beside), ("bottom", above), ("right", beside)):
        margins.append(_element(f"w:{side}", w=_twips(wide), type="dxa"))
    properties.append(margins)
    made.append(properties)
    columns = _element("w:tblGrid")
    for width in widths:
        columns.append(_element("w:gridCol", w=_twips(width)))
    made.append(columns)
    for line in lines:
        made.append(_line(line, widths, grid))
    return made


class WordFile:
    """A file in the making: elements are added to its present section."""

    def __init__(self, title: str, author: str, day: date) -> None:
        self._document = docx.Document()
        self._body = self._document.element.body
        self._sheet = layout.PORTRAIT
        properties = self._document.core_properties
        properties.title, properties.author, properties.last_modified_by = title[:255], author[:255], author[:255]
        properties.language, properties.comments, properties.revision = LANGUAGE, "", 1
        properties.created = properties.modified = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        self._dress()

    def add(self, *elements: Element) -> None:
        """Put elements at the end."""
        for element in elements:
            self._body.insert(len(self._body) - 1, element)  # the last one is the section's own

    def begin(self, sheet: Sheet) -> None:
        """End the section before, if there is one; a new page of `sheet`, numbered from 1."""
        if len(self._body) > 1:
            ending = gap(1)
            ending.pPr.append(self._section())
            self.add(ending)
        self._sheet = sheet

    def save(self, path: Path, notice: str) -> None:
        """Write the file whole or not at all, `notice` at the head of every page. UserError where it cannot be written."""
        self.add(gap(1))
        last = self._body[-1]
        for child in list(last):
            last.remove(child)
        for child in list(self._section()):
            last.append(child)
        self._heads(notice)
        buffer = io.BytesIO()
        self._document.save(buffer)
        write_atomically(path, buffer.getvalue())

    # --- sections ----------------------------------------------------------------------------------------------------

    def _section(self) -> Element:
        sheet = self._sheet
        made = _element("w:sectPr")
        made.append(_element("w:type", val="nextPage"))
        size = _element("w:pgSz", w=_twips(points(sheet.width)), h=_twips(points(sheet.height)))
        if sheet.width > sheet.height:
            size.set(qn("w:orient"), "landscape")
        made.append(size)
        edges = {name: _twips(points(getattr(sheet, name))) for name in ("top", "bottom", "left", "right")}
        top = points(layout.PAGE_NUMBER_BASELINE) - layout.PAGE_NUMBER.size * 0.9 - layout.NOTICE.leading
        made.append(_element("w:pgMar", **edges, header=_twips(top), footer=_twips(points(8)), gutter=0))
        made.append(_element("w:pgNumType", start=1))
        made.append(_element("w:titlePg"))
        return made

    def _heads(self, notice: str) -> None:
        """The notice on every page, the page number below it from page 2 on; later sections take them over."""
        first = self._document.sections[0]
        centred = Setting(Align.CENTRE)
        for head, numbered in ((first.header, True), (first.first_page_header, False)):
            head.is_linked_to_previous = False
            element = head._element
            for old in list(element):
                element.remove(old)
            element.append(paragraph(notice, layout.NOTICE, centred))
            if numbered:
                number = paragraph("", layout.PAGE_NUMBER, centred)
                field = _element("w:fldSimple", instr="PAGE")
                field.append(_run("2", layout.PAGE_NUMBER))
                number.append(field)
                element.append(number)

    # --- styles ------------------------------------------------------------------------------------------------------

    def _dress(self) -> None:
        """The styles that a person will use who goes on writing: text, three headings."""
        styles = self._document.styles.element
        default = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        for child in list(default):
            default.remove(child)
        for child in list(_letters(layout.BODY, "w:rPr")):
            default.append(child)
        default.append(_element("w:lang", val=LANGUAGE, eastAsia="vi-VN", bidi="ar-SA"))
        for name, kind, level in (
            ("Normal", layout.BODY, None),
            ("BodyText", layout.BODY, None),
            ("Heading1", layout.BODY_BOLD, 0),
            ("Heading2", layout.BODY_BOLD, 1),
            ("Heading3", layout.BODY, 2),
        ):
            style = next(each for each in styles if each.get(qn("w:styleId")) == name)
            for tag in ("w:pPr", "w:rPr"):
                if (old := style.find(qn(tag))) is not None:
                    style.remove(old)
            properties = _element("w:pPr")
            if level is not None:
                properties.append(_element("w:keepNext"))
            if name != "Normal":
                _set(properties, kind, BODY_SETTING)
            else:
                properties.append(_element("w:spacing", before=0, after=0))
            if level is not None:
                properties.append(_element("w:outlineLvl", val=level))
            style.append(properties)
            style.append(_letters(kind, "w:rPr"))
        settings = self._document.settings.element
        compatible = _element("w:compat")
        uri = "http://schemas.microsoft.com/office/word"
        compatible.append(_element("w:compatSetting", name="compatibilityMode", uri=uri, val=15))
        if (old := settings.find(qn("w:compat"))) is not None:
            settings.replace(old, compatible)
        else:
            settings.append(compatible)


# --- XML -----------------------------------------------------------------------------------------------------------------


def _element(tag: str, **attributes: object) -> Element:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    return made


def _twips(length: float) -> int:
    return round(length * 20)


def _eighths(length: float) -> int:
    return max(2, round(length * 8))


def _set(properties: Element, kind: Type, setting: Setting) -> None:
    """Border, tabs, spacing, indents, alignment: in the order that the format demands."""
    if setting.ruled:
        border = _element("w:pBdr")
        border.append(_element("w:top", val="single", sz=_eighths(layout.RULE_THICKNESS), space=0, color="000000"))
        properties.append(border)
    if setting.dotted:
        tabs = _element("w:tabs")
        tabs.append(_element("w:tab", val="right", leader="dot", pos=_twips(setting.dotted)))
        properties.append(tabs)
    spacing = {"before": _twips(setting.before), "after": 0, "line": 240, "lineRule": "auto"}
    if setting.exact:
        spacing |= {"line": _twips(kind.leading), "lineRule": "exact"}
    properties.append(_element("w:spacing", **spacing))
    indents: dict[str, object] = {"left": _twips(setting.left), "right": _twips(setting.right)}
    indents["hanging" if setting.first < 0 else "firstLine"] = _twips(abs(setting.first))
    properties.append(_element("w:ind", **indents))
    align = setting.align
    properties.append(_element("w:jc", val=_ALIGNS[align] if isinstance(align, Align) else align))


def _letters(kind: Type, tag: str) -> Element:
    made = _element(tag)
    made.append(_element("w:rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT))
    if kind.face in (Face.BOLD, Face.BOLD_ITALIC):
        made.append(_element("w:b"))
    if kind.face in (Face.ITALIC, Face.BOLD_ITALIC):
        made.append(_element("w:i"))
    made.append(_element("w:color", val="000000"))
    made.append(_element("w:sz", val=round(kind.size * 2)))
    made.append(_element("w:szCs", val=round(kind.size * 2)))
    return made


def _run(text: str, kind: Type | None) -> Element:
    made = _element("w:r")
    if kind is not None:
        made.append(_letters(kind, "w:rPr"))
    for at, part in enumerate(text.split("\n")):
        if at:
            made.append(_element("w:br"))
        for place, piece in enumerate(part.split("\t")):
            if place:
                made.append(_element("w:tab"))
            if piece:
                words = _element("w:t")
                words.text = piece
                words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                made.append(words)
    return made


def _line(line: Line, widths: Sequence[float], centred: bool) -> Element:
    made = _element("w:tr")
    properties = _element("w:trPr")
    if line.whole:
        properties.append(_element("w:cantSplit"))
    if line.head:
        properties.append(_element("w:tblHeader"))
    if len(properties):
        made.append(properties)
    at = 0
    for cell in line.cells:
        box = _element("w:tc")
        settings = _element("w:tcPr")
        settings.append(_element("w:tcW", w=_twips(sum(widths[at : at + cell.across])), type="dxa"))
        if cell.across > 1:
            settings.append(_element("w:gridSpan", val=cell.across))
        if cell.down:
            settings.append(_element("w:vMerge", val=cell.down))
        if centred:
            settings.append(_element("w:vAlign", val="center"))
        box.append(settings)
        for content in cell.content or (gap(1),):
            box.append(content)
        made.append(box)
        at += cell.across
    return made
