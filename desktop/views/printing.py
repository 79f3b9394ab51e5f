"""Pages of a PDF on paper at their true size: never scaled to the printer's printable area, each page upright or across as it is.

Everything here but the plain data belongs to the background reader's one thread: PDFium is not made for two. A page is drawn in
strips, so that 600 dpi take a few MB; where a strip holds only black and white it is sent as such, and letters stay sharp.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMarginsF, QRectF
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from desktop import paths
from desktop.errors import UserError
from desktop.views.print_plan import Side
from desktop.views.widgets.pdf_view import Document

FINEST = 600  # dpi at which pages are drawn at most
STRIP = 512  # rows of dots drawn at a time
POINTS = 72  # per inch
A4 = (595.28, 841.89)  # points
_BLACK_AND_WHITE = [0xFF000000, 0xFFFFFFFF]
_SLACK = 3.0  # points: a page this much larger than A4 loses nothing that is seen
_NO_PRINTER = (
    "Không mở được máy in “{}”. Hãy bật máy in, xem lại dây cáp rồi bấm In lại, hoặc bấm Lưu PDF để in ở máy khác."
)
_BROKEN_OFF = (
    "Máy in “{}” ngừng giữa chừng. Hãy xem máy in còn giấy, còn mực, không kẹt giấy và ổ đĩa còn chỗ rồi in lại."
)


@dataclass(frozen=True)
class PrinterFound:
    """A printer of this PC. `paper` is what it prints on unless told; `has_a4` where it knows the size at all."""

    name: str
    usual: bool
    paper: str
    paper_is_a4: bool
    has_a4: bool


@dataclass(frozen=True)
class Target:
    """A printer by its name, or the file that takes its place."""

    printer: str = ""
    path: Path | None = None

    @property
    def name(self) -> str:
        """As a sentence names it."""
        return self.path.name if self.path else self.printer


def printers() -> list[PrinterFound]:
    """The printers of this PC. In the background reader: one that is on the network and off may take seconds."""
    usual = QPrinterInfo.defaultPrinterName()
    found = []
    for name in QPrinterInfo.availablePrinterNames():
        info = QPrinterInfo.printerInfo(name)
        size, known = info.defaultPageSize(), info.supportedPageSizes()
        is_a4 = not size.isValid() or size.isEquivalentTo(QPageSize(QPageSize.PageSizeId.A4))
        has_a4 = not known or any(each.isEquivalentTo(QPageSize(QPageSize.PageSizeId.A4)) for each in known)
        found.append(PrinterFound(name, name == usual, size.name(), is_a4, has_a4))
    return found


def appendix_starts(content: bytes) -> frozenset[int]:
    """The pages (from 0) on which an appendix begins, from the bookmarks. Only in the background reader."""
    import pypdfium2

    opened = pypdfium2.PdfDocument(content)
    try:
        return frozenset(
            dest.get_index()
            for mark in opened.get_toc()
            if mark.level == 0 and mark.get_title().startswith("Phụ lục") and (dest := mark.get_dest()) is not None
        )
    finally:
        opened.close()


def across(size: tuple[float, float]) -> bool:
    """Whether a page of this size (points) needs the sheet turned: an A5 slip lies on the upper half of an upright one."""
    return size[0] > size[1] and size[0] > A4[0] + _SLACK


def too_large(size: tuple[float, float]) -> bool:
    """Whether a page of this size (points) does not fit an A4 sheet at its true size."""
    return min(size) > A4[0] + _SLACK or max(size) > A4[1] + _SLACK


class PrintRun:
    """Some sides of a document sent to a printer, one `draw` for each. Made anywhere, used in the background reader only."""

    def __init__(self, document: Document, sides: Sequence[Side], target: Target) -> None:
        self.sides = list(sides)
        self._document, self._target = document, target
        self._printer: QPrinter | None = None
        self._painter: QPainter | None = None
        self._opened: Any = None
        self._spool: Path | None = None

    def draw(self, at: int) -> None:
        """Draw side `at` of `sides`, the first to be drawn opens the printer. Raises UserError where the printer fails."""
        side = self.sides[at]
        size = self._document.sizes[side] if side is not None else A4
        if self._printer is None:
            self._open(size)
        else:
            self._next_sheet(size)
        if side is not None:
            self._draw_page(side)
        if self._printer is not None and self._printer.printerState() is QPrinter.PrinterState.Error:
            raise UserError(_BROKEN_OFF.format(self._target.name))

    def finish(self) -> None:
        """Send what was drawn. A file is read back before it gets its name."""
        painter, printer = self._painter, self._printer
        if painter is None or printer is None:
            return
        ended = painter.end()
        failed = not ended or printer.printerState() is QPrinter.PrinterState.Error
        self._painter = self._printer = None
        try:
            if failed:
                raise UserError(_BROKEN_OFF.format(self._target.name))
            if self._spool is not None and self._target.path is not None:
                paths.write_atomically(self._target.path, self._read_back(self._spool))
        finally:
            self._close()

    def abort(self) -> None:
        """Forget what was drawn; nothing more comes out of the printer, no file is made."""
        if self._printer is not None:
            self._printer.abort()
        if self._painter is not None and self._painter.isActive():
            self._painter.end()
        self._painter = self._printer = None
        self._close()

    def __del__(self) -> None:
        """Where nobody waits for it any more: Qt takes the process down when a printer goes before its painter ends."""
        with contextlib.suppress(Exception):
            self.abort()

    # --- printer and sheets --------------------------------------------------------------------------------------------

    def _open(self, size: tuple[float, float]) -> None:
        import pypdfium2

        self._opened = pypdfium2.PdfDocument(self._document.content)
        self._printer = printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if self._target.path is not None:
            self._spool = _spool_file()
            printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
            printer.setOutputFileName(str(self._spool))
        else:
            printer.setPrinterName(self._target.printer)
        printer.setResolution(FINEST)
        printer.setDocName("Sổ truyền thông NQ71")
        printer.setColorMode(QPrinter.ColorMode.GrayScale)
        printer.setFullPage(True)  # the origin is the paper's edge, not the printable area's
        self._lay(size)
        self._painter = QPainter()
        if not printer.isValid() or not self._painter.begin(printer):
            self._painter = None
            raise UserError(_NO_PRINTER.format(self._target.name))
        self._painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)

    def _lay(self, size: tuple[float, float]) -> None:
        assert self._printer is not None
        turned = QPageLayout.Orientation.Landscape if across(size) else QPageLayout.Orientation.Portrait
        layout = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), turned, QMarginsF())
        layout.setMode(QPageLayout.Mode.FullPageMode)
        self._printer.setPageLayout(layout)
        self._printer.setFullPage(True)

    def _next_sheet(self, size: tuple[float, float]) -> None:
        assert self._printer is not None
        self._lay(size)
        if not self._printer.newPage():
            raise UserError(_BROKEN_OFF.format(self._target.name))

    def _read_back(self, spool: Path) -> bytes:
        import pypdfium2

        content = spool.read_bytes()
        try:
            opened = pypdfium2.PdfDocument(content)
            whole = len(opened) == len(self.sides)
            opened.close()
        except pypdfium2.PdfiumError:
            whole = False
        if not whole:
            raise UserError("Chưa in được ra tệp: ổ đĩa có thể đã đầy. Hãy xóa bớt tệp không cần rồi in lại.")
        return content

    def _close(self) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        if self._spool is not None:
            self._spool.unlink(missing_ok=True)
            self._spool = None

    # --- dots ----------------------------------------------------------------------------------------------------------

    def _draw_page(self, at: int) -> None:
        assert self._printer is not None
        assert self._painter is not None
        device = self._printer.resolution()
        fine = min(device, FINEST)
        width, height = (round(points * fine / POINTS) for points in self._document.sizes[at])
        scale = device / fine
        page = self._opened[at]
        try:
            for top in range(0, height, STRIP):
                strip = _strip(page, width, height, top, min(STRIP, height - top))
                place = QRectF(0, top * scale, strip.width() * scale, strip.height() * scale)
                self._painter.drawImage(place, strip)
        finally:
            page.close()


def _spool_file() -> Path:
    """An empty file of our own that the printer writes to."""
    try:
        handle, name = tempfile.mkstemp(suffix=".pdf", prefix="nq71-in-")
        os.close(handle)
    except OSError as error:
        raise UserError(paths.sentence_for(error, Path(tempfile.gettempdir()))) from error
    return Path(name)


def _strip(page: Any, width: int, height: int, top: int, rows: int) -> QImage:
    """Some rows of dots of a page drawn `width` × `height` dots large; letters and lines without grey edges."""
    import pypdfium2
    from pypdfium2 import raw

    bitmap = pypdfium2.PdfBitmap.new_native(width, rows, raw.FPDFBitmap_Gray)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, rows)
    flags = raw.FPDF_PRINTING | raw.FPDF_ANNOT | raw.FPDF_GRAYSCALE | raw.FPDF_RENDER_NO_SMOOTHTEXT
    flags |= raw.FPDF_RENDER_NO_SMOOTHPATH
    raw.FPDF_RenderPageBitmap(bitmap, page, 0, -top, width, height, 0, flags)
    dots, stride = bytes(bitmap.buffer), bitmap.stride
    bitmap.close()
    image = QImage(dots, width, rows, stride, QImage.Format.Format_Grayscale8).copy()
    if dots.translate(None, b"\x00\xff"):
        return image
    return image.convertToFormat(QImage.Format.Format_Mono, _BLACK_AND_WHITE)
