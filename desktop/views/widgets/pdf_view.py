"""Pages of a PDF under each other, as wide as the view; drawn in the background, kept at the same place when a new text comes.

Everything of PDFium happens in the background reader's one thread: the library is not made for two.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea

from desktop.views.theme import palette
from desktop.views.widgets.background import Background, Progress

GAP = 10  # px between pages
KEPT = 24  # pages kept as pictures


@dataclass(frozen=True)
class Document:
    """A PDF with the size of every page in points."""

    content: bytes
    sizes: tuple[tuple[float, float], ...]


def read_document(content: bytes) -> Document:
    """The document with its page sizes. Only in the background reader."""
    import pypdfium2

    opened = pypdfium2.PdfDocument(content)
    try:
        return Document(content, tuple(opened.get_page_size(at) for at in range(len(opened))))
    finally:
        opened.close()


def render(document: Document, pages: list[int], width: int) -> dict[int, QImage]:
    """Pictures of `pages`, `width` device px wide. Only in the background reader."""
    import pypdfium2

    opened = pypdfium2.PdfDocument(document.content)
    try:
        return {at: _picture(opened, at, width / document.sizes[at][0]) for at in pages}
    finally:
        opened.close()


def _picture(opened: object, at: int, scale: float) -> QImage:
    page = opened[at]  # type: ignore[index]
    bitmap = page.render(scale=scale, prefer_bgrx=True)
    raw = bytes(bitmap.buffer)
    picture = QImage(raw, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32).copy()
    bitmap.close()
    page.close()
    return picture


@dataclass
class _Wanted:
    """What is being drawn now, and for which document and width."""

    progress: Progress | None = None
    pages: frozenset[int] = field(default_factory=frozenset)


class PdfView(QAbstractScrollArea):
    """Shows a document; arrow and page keys scroll."""

    def __init__(self, background: Background) -> None:
        super().__init__()
        self._background = background
        self._document: Document | None = None
        self._pictures: dict[int, QImage] = {}
        self._fresh: set[int] = set()  # pages whose picture is of this document and width
        self._tops: list[int] = []
        self._wanted = _Wanted()
        self._empty = "Đang soạn bản xem trước…"
        self._timer = QTimer(self, singleShot=True, interval=30)
        self._timer.timeout.connect(self._draw_seen)
        self.setAccessibleName("Bản xem trước")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.setMinimumWidth(240)

    @property
    def pages(self) -> int:
        """Number of pages."""
        return len(self._document.sizes) if self._document else 0

    @property
    def page(self) -> int:
        """The page at the upper edge, from 1; 0 without a document."""
        return min(max(bisect_right(self._tops, self.verticalScrollBar().value() + 40), 1), self.pages)

    @property
    def drawn(self) -> frozenset[int]:
        """Pages (from 0) whose picture is up to date."""
        return frozenset(self._fresh)

    def show_document(self, document: Document) -> None:
        """Show `document` at the same page and place; the old pictures stay until the new ones are there."""
        self._document = document
        self._pictures = {at: each for at, each in self._pictures.items() if at < self.pages}
        self._place()

    def show_nothing(self, why: str) -> None:
        """No document, and why."""
        self._document, self._empty = None, why
        self._pictures.clear()
        self._place()

    def show_page(self, page: int) -> None:
        """Bring a page (from 1) to the upper edge."""
        if 1 <= page <= self.pages:
            self.verticalScrollBar().setValue(self._tops[page - 1] - GAP)

    def sizeHint(self) -> QSize:
        return QSize(430, 500)

    # --- where pages stand ---------------------------------------------------------------------------------------------

    def _width(self) -> int:
        return max(self.viewport().width() - 2 * GAP, 50)

    def _height(self, at: int) -> int:
        assert self._document is not None
        wide, high = self._document.sizes[at]
        return round(self._width() * high / wide)

    def _place(self) -> None:
        bar = self.verticalScrollBar()
        at, part = self._position()
        self._tops, top = [], GAP
        for each in range(self.pages):
            self._tops.append(top)
            top += self._height(each) + GAP
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(40)
        bar.setRange(0, max(0, top - self.viewport().height()))
        if self._tops:
            at = min(at, self.pages - 1)
            bar.setValue(self._tops[at] + round(part * self._height(at)) - GAP)
        self._fresh.clear()
        self._want()

    def _position(self) -> tuple[int, float]:
        """The page at the upper edge and how far it is scrolled, as a share of its height."""
        if not self._tops:
            return 0, 0.0
        edge = self.verticalScrollBar().value() + GAP
        at = max(bisect_right(self._tops, edge) - 1, 0)
        high = (self._tops[at + 1] - GAP if at + 1 < len(self._tops) else edge + 1) - self._tops[at]
        return at, min((edge - self._tops[at]) / max(high, 1), 1.0)

    def _seen(self) -> list[int]:
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        return [at for at in range(self.pages) if self._tops[at] < bottom and self._tops[at] + self._height(at) > top]

    # --- drawing -------------------------------------------------------------------------------------------------------

    def _want(self) -> None:
        self.viewport().update()
        self._timer.start()

    def _scrolled(self) -> None:
        self._want()

    def _draw_seen(self) -> None:
        document, seen = self._document, self._seen()
        if document is None or not seen:
            return
        near = [at for at in range(seen[0] - 1, seen[-1] + 2) if 0 <= at < self.pages and at not in self._fresh]
        near.sort(key=lambda at: at not in seen)
        if not near:
            return
        if self._wanted.progress is not None:
            self._wanted.progress.cancel()
        width = round(self._width() * self.devicePixelRatioF())

        def drawn(pictures: dict[int, QImage]) -> None:
            if document is not self._document or width != round(self._width() * self.devicePixelRatioF()):
                return
            self._pictures |= pictures
            self._fresh |= set(pictures)
            self._forget(near)
            self.viewport().update()

        def work(progress: Progress) -> dict[int, QImage]:
            progress.report(0)
            return render(document, near, width)

        self._wanted.progress = self._background.read(self, work, drawn)

    def _forget(self, near: list[int]) -> None:
        """Pictures far away take memory for nothing."""
        for at in sorted(self._pictures, key=lambda at: abs(at - near[0]))[KEPT:]:
            del self._pictures[at]
            self._fresh.discard(at)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grey desk, white pages."""
        del event
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(palette()["line"]))
        if self._document is None:
            painter.setPen(QColor(palette()["muted"]))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(24, 24, -24, -24), flags, self._empty)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        top = self.verticalScrollBar().value()
        for at in self._seen():
            place = QRect(GAP, self._tops[at] - top, self._width(), self._height(at))
            painter.fillRect(place.translated(1, 1), QColor(palette()["line_strong"]))
            painter.fillRect(place, QColor(palette()["surface"]))
            if (picture := self._pictures.get(at)) is not None:
                painter.drawImage(QRectF(place), picture)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As wide as there is room."""
        super().resizeEvent(event)
        self._place()
