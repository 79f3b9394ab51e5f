"""A target as one bar: how far the year is, marks for this year's even pace and for the milestones, the gap in words."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from desktop.models.catalogue import load_catalogue
from desktop.reports.measure import Indicator
from desktop.reports.milestones import gap_words, milestones
from desktop.text import format_number, format_ratio
from desktop.views.theme import palette

_NAMES = {
    "MT30.1": "Kế hoạch truyền thông",
    "MT30.3": "Cán bộ được quán triệt Nghị quyết",
    "MT30.5": "Cán bộ truyền thông được bồi dưỡng",
}


class TargetBar(QAbstractButton):
    """A click, Enter or Space opens the target."""

    def __init__(self, one: Indicator, year: int) -> None:
        super().__init__()
        self.one, self.year = one, year
        self.found = milestones(one, year)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(f"{one.code}. {one.label}")
        self.setAccessibleName(f"{self.name}: {self.figures}. {self.gaps}")

    @property
    def name(self) -> str:
        """The target in a few words."""
        return _NAMES.get(self.one.code) or load_catalogue().label(self.one.code)

    @property
    def figures(self) -> str:
        """40/47 (85,1%); không phát sinh."""
        if self.one.percent is None:
            return "không phát sinh"
        if self.one.code == "MT30.1":
            return "đã có" if self.one.met else "chưa có"
        parts = f"{format_number(self.one.numerator)}/{format_number(self.one.denominator)}"
        return f"{parts} ({format_ratio(self.one.percent)}%)"

    @property
    def gaps(self) -> str:
        """năm nay: đủ · 2030: thiếu 1 cán bộ · 2035: thiếu 2 cán bộ."""
        told = []
        if self.found and (now := self.found[0]).by_now < now.needed:
            told.append(("năm nay", max(now.by_now - self.one.numerator, 0)))
        told += [(str(each.year), each.gap) for each in self.found]
        return " · ".join(f"{when}: {gap_words(self.one, gap).removeprefix('còn ')}" for when, gap in told)

    def sizeHint(self) -> QSize:
        """Three lines."""
        return QSize(260, int(QFontMetricsF(self.font()).height() * 3.5))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name and figures, the bar, the gaps."""
        del event
        painter, colours = QPainter(self), palette()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(4, 2, -4, -2)
        line = QFontMetricsF(self.font()).height()
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(QColor(colours["focus" if self.hasFocus() else "line"]), 2 if self.hasFocus() else 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        top = QRectF(room.left(), room.top(), room.width(), line * 1.2)
        self._write(painter, top, self.name, "text", Qt.AlignmentFlag.AlignLeft)
        self._write(painter, top, self.figures, "text", Qt.AlignmentFlag.AlignRight, bold=True)
        bar = QRectF(room.left(), top.bottom() + line * 0.2, room.width(), line * 0.55)
        self._draw_bar(painter, bar)
        below = QRectF(room.left(), bar.bottom() + line * 0.15, room.width(), line * 1.2)
        self._write(painter, below, self.gaps, "muted", Qt.AlignmentFlag.AlignLeft)
        painter.end()

    def _draw_bar(self, painter: QPainter, bar: QRectF) -> None:
        colours = palette()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours["side"]))
        painter.drawRoundedRect(bar, 4, 4)
        if self.one.percent is None:
            return
        filled = QRectF(bar)
        filled.setWidth(bar.width() * min(self.one.percent, 100) / 100)
        painter.setBrush(QColor(colours["success" if self.one.met else "primary"]))
        painter.drawRoundedRect(filled, 4, 4)
        for each in self.found:
            self._mark(painter, bar, each.needed, 3)
        if self.found and self.found[0].by_now < self.found[0].needed:
            self._mark(painter, bar, self.found[0].by_now, 1)

    def _mark(self, painter: QPainter, bar: QRectF, number: int, thick: int) -> None:
        at = bar.left() + bar.width() * number / self.one.denominator
        at = min(max(at, bar.left() + thick), bar.right() - thick / 2)
        painter.fillRect(QRectF(at - thick / 2, bar.top() - 3, thick, bar.height() + 6), QColor(palette()["text"]))

    def _write(
        self, painter: QPainter, room: QRectF, text: str, colour: str, where: Qt.AlignmentFlag, bold: bool = False
    ) -> None:
        font = QFont(self.font())
        font.setBold(bold)
        painter.setFont(font)
        painter.setPen(QColor(palette()[colour]))
        short = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int((where | Qt.AlignmentFlag.AlignVCenter).value), short)
