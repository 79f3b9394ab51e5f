"""The report as a PDF: the only importer of ReportLab.

Offline, own fonts embedded, nothing active, no clock: the same report gives the same bytes on every run. Where lines stand is
decided in `compose`; here they are only drawn. Import this module where a PDF is made, not at start-up.
"""

from __future__ import annotations

import calendar
import gc
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

from reportlab.graphics.barcode import qrencoder
from reportlab.lib.utils import TimeStamp, simpleSplit
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from desktop import paths
from desktop.reports import layout
from desktop.reports.compose import pages_of
from desktop.reports.document import AnnualReport, to_json
from desktop.reports.layout import Face, points
from desktop.reports.paper import Area, Page, Rule, Text, baseline
from desktop.reports.slips import SlipText
from desktop.reports.typesetting import Typesetter
from desktop.text import one_line

LANGUAGE = "vi-VN"
DRAFT = "bản dự thảo, chưa chốt số liệu"
_PRODUCER = "Sổ truyền thông NQ71"
_FONT_FILES = {face: f"fonts/LiberationSerif-{face.value}.ttf" for face in Face}
_FONT_NAMES = {face: f"NQ71-{face.value}" for face in Face}


def write(
    report: AnnualReport,
    target: Path | BinaryIO,
    edition: int | None = None,
    code: str | None = None,
    standing: str = DRAFT,
) -> int:
    """Make the PDF of `report` in `target` (a path, written whole or not at all, or a binary file); the number of pages.

    With `edition` and `code`, those of the frozen version, every page carries them; without, its `standing`.
    Raises UserError where `target` cannot be written.
    """
    pages, _ = compose(report)
    if isinstance(target, Path):
        buffer = io.BytesIO()
        draw(pages, report, buffer, edition, code, standing)
        paths.write_atomically(target, buffer.getvalue())
    else:
        draw(pages, report, target, edition, code, standing)
    return len(pages)


def compose(report: AnnualReport) -> tuple[list[Page], tuple[str, ...]]:
    """The pages of `report` as strings and lines at their places, and the characters that no letter could be found for."""
    setter = Typesetter(FontMetrics())
    with _uncollected():
        pages = pages_of(report, setter)
    return pages, tuple(sorted(setter.replaced))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the cyclic collector: 100,000 strings that all stay would be walked through again and again, in half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


# --- the typeface ------------------------------------------------------------------------------------------------------


class FontMetrics:
    """Widths of the embedded typeface; words measured once per document are remembered."""

    def __init__(self) -> None:
        self._letters = _letter_widths()
        self._words: dict[Face, dict[str, float]] = {face: {} for face in Face}

    def width(self, text: str, face: Face, size: float) -> float:
        words = self._words[face]
        if (thousandths := words.get(text)) is None:
            letters = self._letters[face]
            thousandths = words[text] = sum([letters.get(letter, 0.0) for letter in text])
        return thousandths * size * 0.001

    def has(self, character: str) -> bool:
        return all(character in self._letters[face] for face in Face)


@lru_cache(maxsize=1)
def _letter_widths() -> dict[Face, dict[str, float]]:
    """Register the four cuts and give each letter's width in thousandths of the size."""
    tables: dict[Face, dict[str, float]] = {}
    for face, file in _FONT_FILES.items():
        font = TTFont(_FONT_NAMES[face], str(paths.resource(file)))
        pdfmetrics.registerFont(font)
        widths, glyphs = font.face.charWidths, font.face.charToGlyph
        tables[face] = {chr(code): float(widths[code]) for code in glyphs if code in widths and glyphs[code]}
    return tables


# --- drawing -----------------------------------------------------------------------------------------------------------


def draw(
    pages: Sequence[Page],
    report: AnnualReport,
    file: BinaryIO,
    edition: int | None = None,
    code: str | None = None,
    standing: str = DRAFT,
) -> None:
    """Draw composed pages into a binary file."""
    canvas = _canvas(report, file)
    footer = _footer(report, edition, code, standing)
    if code:
        _make_symbol(canvas, code)
    level = -1
    for at, page in enumerate(pages, 1):
        height = points(page.sheet.height)
        canvas.setPageSize((points(page.sheet.width), height))
        for mark, (top, bookmark) in enumerate(page.bookmarks):
            level = min(bookmark.level, level + 1)
            name = f"p{at}.{mark}"
            canvas.bookmarkHorizontal(name, 0, height - top)
            canvas.addOutlineEntry(_plain(bookmark.title), name, level, closed=level > 0)
        texts = [*page.texts, *_page_number(page), *_footer_texts(page, footer, f"trang {at}/{len(pages)}")]
        _draw_texts(canvas, texts, height)
        _draw_rules(canvas, page.rules, height)
        if code:
            _show_symbol(canvas, page)
            if page.signing:
                _make_signature_field(canvas, page.signing, height)
        canvas.showPage()
    canvas.save()


def _canvas(report: AnnualReport, file: BinaryIO) -> Any:
    _letter_widths()
    canvas = Canvas(
        file,
        invariant=1,
        pageCompression=1,
        pdfVersion=(1, 7),
        lang=LANGUAGE,
        initialFontName=_FONT_NAMES[Face.REGULAR],
    )
    canvas._doc._timeStamp = _noon(report.letterhead.dated or report.period.end)
    canvas._doc.signature = hashlib.md5(to_json(report), usedforsecurity=False)  # the file's /ID
    canvas.setTitle(_plain(f"{report.letterhead.title} {report.letterhead.subject}"))
    canvas.setAuthor(_plain(report.letterhead.issued_by))
    canvas.setSubject(_plain(report.letterhead.subject))
    canvas.setCreator(_PRODUCER)
    canvas.setProducer(_PRODUCER)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    canvas.setViewerPreference("PrintScaling", "None")  # 100 %: the margins are the law's
    return canvas


def _noon(day: date) -> Any:
    """The time stamp of the file: noon UTC of a day taken from the report, so that no clock is read."""
    stamp = TimeStamp(1)
    stamp.t = calendar.timegm((day.year, day.month, day.day, 12, 0, 0))
    stamp.YMDhms = (day.year, day.month, day.day, 12, 0, 0)
    stamp.dhh = stamp.dmm = 0
    return stamp


def _plain(text: str) -> str:
    """`text` as metadata and bookmarks hold it: without what no file can hold."""
    return one_line(text)


def _draw_texts(canvas: Any, texts: Iterable[Text], height: float) -> None:
    block = canvas.beginText()
    font: tuple[Face, float] | None = None
    stretched = 0.0
    for x, y, text, face, size, stretch in texts:
        if font != (face, size):
            font = (face, size)
            block.setFont(_FONT_NAMES[face], size)
        if stretch != stretched:
            stretched = stretch
            block.setWordSpace(stretch)
        block.setTextOrigin(x, height - y)
        block.textOut(text)
    canvas.drawText(block)


def _draw_rules(canvas: Any, rules: Sequence[Rule], height: float) -> None:
    for thickness in sorted({rule.thickness for rule in rules}):
        canvas.setLineWidth(thickness)
        canvas.lines([(x0, height - y0, x1, height - y1) for x0, y0, x1, y1, thick in rules if thick == thickness])


def _page_number(page: Page) -> list[Text]:
    if page.number is None:
        return []
    kind, sheet, number = layout.PAGE_NUMBER, page.sheet, str(page.number)
    wide = FontMetrics().width(number, kind.face, kind.size)
    x = points(sheet.left) + (points(sheet.text_width) - wide) / 2
    return [Text(x, points(layout.PAGE_NUMBER_BASELINE), number, kind.face, kind.size)]


# --- the line that ties paper to data ----------------------------------------------------------------------------------


def _footer(report: AnnualReport, edition: int | None, code: str | None, standing: str) -> str:
    setter = Typesetter(FontMetrics())
    unit, standing = (_short(setter.printable(_plain(text))) for text in (report.unit, standing))
    if code is None:
        return f"{unit} · năm {report.year} · {standing}"
    return f"{unit} · năm {report.year} · bản số {edition} · mã {code}"


def _short(text: str) -> str:
    return text if len(text) <= 70 else f"{text[:69].rstrip()}…"


def _footer_texts(page: Page, footer: str, count: str) -> list[Text]:
    """Small, in the bottom margin, ending left of the QR symbol (Plan VI.10's paper tied to its data)."""
    kind, sheet = layout.FOOTER, page.sheet
    y = points(sheet.height - layout.FOOTER_BASELINE)
    return [Text(points(sheet.left), y, f"{footer} · {count}", kind.face, kind.size)]


_SYMBOL = "code"


def _make_symbol(canvas: Any, code: str) -> None:
    """A QR symbol of `code`, kept once in the file and shown on every page; runs of dark modules as one square each."""
    side = points(layout.QR_SIDE)
    canvas.beginForm(_SYMBOL, 0, 0, side, side)
    _draw_symbol(canvas, f"NQ71:{code}", side)
    canvas.endForm()


def _draw_symbol(canvas: Any, words: str, side: float) -> None:
    """The QR symbol of `words`, `side` points wide, at the origin."""
    symbol = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    symbol.addData(words)
    symbol.make()
    size = symbol.getModuleCount()
    module = side / size
    path = canvas.beginPath()
    for row in range(size):
        column = 0
        for dark, run in groupby(range(size), lambda at, row=row: symbol.isDark(row, at)):  # type: ignore[misc]
            length = len(list(run))
            if dark:
                path.rect(column * module, side - (row + 1) * module, length * module, module)
            column += length
    canvas.drawPath(path, stroke=0, fill=1)


def _show_symbol(canvas: Any, page: Page) -> None:
    sheet = page.sheet
    canvas.saveState()
    canvas.translate(points(sheet.width - sheet.right - layout.QR_SIDE), points(layout.QR_BOTTOM))
    canvas.doForm(_SYMBOL)
    canvas.restoreState()


# --- the electronic signature ------------------------------------------------------------------------------------------

SIGNATURE_FIELD = "ChuKySo"
_PRINTED, _ANY_SIGNATURE = 4, 1  # flags of an annotation, of a form (ISO 32000-1, 12.5.3 and 12.7.2)


def _make_signature_field(canvas: Any, area: Area, height: float) -> None:
    """An empty signature field over box 7c of the page being drawn: any tool can sign there, nothing is printed until then."""
    document = canvas._doc
    name, array, dictionary = pdfdoc.PDFName, pdfdoc.PDFArray, pdfdoc.PDFDictionary
    corners = [round(at, 3) for at in (area.x0, height - area.y1, area.x1, height - area.y0)]
    size = array([0, 0, round(area.x1 - area.x0, 3), round(area.y1 - area.y0, 3)])
    empty = pdfdoc.PDFStream(
        dictionary({"Type": name("XObject"), "Subtype": name("Form"), "BBox": size, "Resources": dictionary({})}), b""
    )
    field = {
        "Type": name("Annot"),
        "Subtype": name("Widget"),
        "FT": name("Sig"),
        "T": pdfdoc.PDFString(SIGNATURE_FIELD),
        "TU": pdfdoc.PDFString("Ô ký số"),
        "F": _PRINTED,
        "Rect": array(corners),
        "P": document.thisPageRef(),
        "AP": dictionary({"N": document.Reference(empty)}),  # PDF/A wants one, also where it shows nothing
    }
    canvas._addAnnotation(dictionary(field), SIGNATURE_FIELD)
    fields = array([document.refAnnotation(SIGNATURE_FIELD)])
    document._catalog.AcroForm = dictionary({"Fields": fields, "SigFlags": _ANY_SIGNATURE})


def signature_mark(lines: Sequence[str], size: tuple[float, float]) -> bytes:
    """What a signature shows in its field of `size` points: a PDF page of that size, `lines` in a thin frame in its middle.

    A line too long for the frame goes on in a second and is then cut.
    """
    setter = Typesetter(FontMetrics())
    kind, (width, height) = layout.SIGNATURE_MARK, size
    room = width - 4 * kind.size
    wrapped = [line for text in lines for line in setter.wrap(setter.printable(one_line(text)), kind, room)[:2]]
    across = max((line.width for line in wrapped), default=0.0) + kind.size
    down = len(wrapped) * kind.leading + kind.size
    left, top = (width - across) / 2, (height - down) / 2
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size, invariant=1, initialFontName=_FONT_NAMES[kind.face], pdfVersion=(1, 7))
    canvas.setStrokeColorRGB(*layout.SIGNATURE_COLOUR)
    canvas.setFillColorRGB(*layout.SIGNATURE_COLOUR)
    canvas.setLineWidth(layout.RULE_THICKNESS)
    canvas.rect(left, top, across, down)
    y = top + kind.size / 2
    for line in wrapped:
        at = Text(left + kind.size / 2, y + baseline(kind), line.text, kind.face, kind.size)
        _draw_texts(canvas, [at], height)
        y += kind.leading
    canvas.showPage()
    canvas.save()
    return file.getvalue()


# --- slips -------------------------------------------------------------------------------------------------------------

_SLIP = (595.28, 419.53)  # A5, landscape, points


def draw_slip(slip: SlipText, steps: Sequence[str], file: BinaryIO) -> None:
    """Draw an enrolment slip: whose it is, the code as text and symbol, the Department's fingerprint, what to do."""
    _letter_widths()
    canvas = Canvas(file, pagesize=_SLIP, lang=LANGUAGE, initialFontName=_FONT_NAMES[Face.REGULAR], pdfVersion=(1, 7))
    canvas.setTitle(_plain(f"Phiếu cấp mã {slip.unit_code}"))
    canvas.setCreator(_PRODUCER)
    left, top = 42.0, _SLIP[1] - 48

    def write(words: str, size: float, face: Face, y: float, x: float = left, room: float = 511) -> float:
        for line in simpleSplit(_plain(words), _FONT_NAMES[face], size, room):
            canvas.setFont(_FONT_NAMES[face], size)
            canvas.drawString(x, y, line)
            y -= size * 1.3
        return y

    y = write(slip.department.upper(), 11, Face.REGULAR, top)
    y = write("PHIẾU CẤP MÃ SỔ TRUYỀN THÔNG NQ71", 15, Face.BOLD, y - 6)
    y = write(f"{slip.unit} (mã {slip.unit_code})", 13, Face.BOLD, y - 6, room=380)
    y = write("Mã dùng một lần:", 11, Face.REGULAR, y - 8)
    y = write(slip.code, 24, Face.BOLD, y - 12)
    canvas.saveState()
    canvas.translate(_SLIP[0] - 42 - 100, top - 122)
    _draw_symbol(canvas, slip.code, 100)
    canvas.restoreState()
    for number, step in enumerate(steps, 1):
        y = write(f"{number}. {step}", 11, Face.REGULAR, y - 3)
    y = write(f"Dấu khóa của Sở (so với màn hình): {slip.fingerprint}", 11, Face.REGULAR, y - 10)
    write("Giữ kín phiếu này như con dấu; làm mất thì báo Sở cấp phiếu khác.", 11, Face.ITALIC, y - 2)
    canvas.showPage()
    canvas.save()
