"""Two small charts drawn by hand: bars by month, a table with shaded cells. Every number is written out, so that a
black-and-white print and an eye that sees no colours lose nothing.

The same `draw` paints on the screen and on paper: it measures by the painter's font and knows nothing of pixels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.models.catalogue import load_catalogue
from desktop.reports.charts import UNSORTED, Matrix, Months
from desktop.text import format_number
from desktop.views.theme import palette
from desktop.views.widgets.tips import as_tip

CENTRE = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Spot:
    """A place that can be pointed at: what it says, and the filters of the list behind it."""

    room: QRectF
    words: str
    filters: Mapping[str, Any]


class Chart(QWidget):
    """Arrow keys go from spot to spot, Enter or a click opens the list behind one. Subclasses draw and name their spots."""

    chosen = Signal(object)  # filters
    TITLE = ""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._at = 0

    def spots(self, room: QRectF, font: QFont) -> list[Spot]:
        """Where what stands when the chart fills `room`."""
        raise NotImplementedError

    def draw(self, painter: QPainter, room: QRectF) -> None:
        """Paint into `room` with the painter's font."""
        raise NotImplementedError

    def legend(self) -> str:
        """What stands under the chart, to read it by."""
        return ""

    def _own_spots(self) -> list[Spot]:
        return self.spots(QRectF(self.rect()), self.font())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The chart, and a ring around the spot that the keyboard is at."""
        del event
        painter = QPainter(self)
        painter.setFont(self.font())
        self.draw(painter, QRectF(self.rect()))
        spots = self._own_spots()
        if self.hasFocus() and spots:
            painter.setPen(QPen(QColor(palette()["focus"]), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(spots[min(self._at, len(spots) - 1)].room.adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def _spot_at(self, point: QPointF) -> int | None:
        return next((at for at, spot in enumerate(self._own_spots()) if spot.room.contains(point)), None)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over what can be clicked."""
        over = self._spot_at(event.position()) is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the list behind a spot."""
        if event.button() is Qt.MouseButton.LeftButton and (at := self._spot_at(event.position())) is not None:
            self._at = at
            self.update()
            self.chosen.emit(dict(self._own_spots()[at].filters))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, right, up, down to the nearest spot that way; Enter opens."""
        spots = self._own_spots()
        ways = {
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
        }
        if not spots:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(dict(spots[min(self._at, len(spots) - 1)].filters))
        elif (way := ways.get(Qt.Key(event.key()))) is not None:
            self._at = _next_spot(spots, min(self._at, len(spots) - 1), way)
            self.update()
            here = spots[self._at]
            QToolTip.showText(self.mapToGlobal(here.room.center().toPoint()), as_tip(here.words), self)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tooltips of the spots."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._spot_at(QPointF(event.pos()))
            if at is not None:
                QToolTip.showText(event.globalPos(), as_tip(self._own_spots()[at].words), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def _tell(self) -> None:
        """What a screen reader says: every spot in words."""
        self.setAccessibleName(self.TITLE)
        self.setAccessibleDescription("; ".join(spot.words for spot in self._own_spots()))
        self.update()


def _next_spot(spots: list[Spot], at: int, way: tuple[int, int]) -> int:
    here = spots[at].room.center()

    def distance(spot: Spot) -> float | None:
        step = spot.room.center() - here
        ahead = step.x() * way[0] + step.y() * way[1]
        aside = abs(step.x() * way[1]) + abs(step.y() * way[0])
        return ahead + 3 * aside if ahead > 1 else None

    near = [(found, index) for index, spot in enumerate(spots) if (found := distance(spot)) is not None]
    return min(near)[1] if near else at


class MonthChart(Chart):
    """Activities by month: solid bars of this year, hatched ones of the year before behind them."""

    TITLE = "Hoạt động theo tháng"

    def __init__(self) -> None:
        super().__init__()
        self.months = Months(0, (0,) * 12, (0,) * 12)

    def show_months(self, months: Months) -> None:
        """Draw these."""
        self.months = months
        self._tell()

    def sizeHint(self) -> QSize:
        """Ten lines of text high."""
        return QSize(600, int(QFontMetricsF(self.font()).height() * 11))

    def _plot(self, room: QRectF, line: float) -> QRectF:
        """The room for the bars: the legend above, month names below; `line` is the height of a line of text."""
        return room.adjusted(line * 0.5, line * 2.6, -line * 0.5, -line * 1.5)

    def spots(self, room: QRectF, font: QFont) -> list[Spot]:
        """One for each month, its name included."""
        line = QFontMetricsF(font).height()
        plot = self._plot(room, line)
        slot = plot.width() / 12
        year = self.months.year
        return [
            Spot(
                QRectF(plot.left() + at * slot, plot.top() - line, slot, plot.height() + 2.4 * line),
                f"Tháng {at + 1}/{year}: {format_number(self.months.now[at])} hoạt động; "
                f"tháng {at + 1}/{year - 1}: {format_number(self.months.before[at])}",
                {"year": year, "month": at + 1},
            )
            for at in range(12)
        ]

    def draw(self, painter: QPainter, room: QRectF) -> None:
        """Bars with their numbers on top; heights are to one scale."""
        line = QFontMetricsF(painter.font(), painter.device()).height()
        plot = self._plot(room, line)
        slot, most = plot.width() / 12, max(*self.months.now, *self.months.before, 1)
        self._legend(painter, room, line)
        painter.setPen(QPen(QColor(palette()["line_strong"]), line / 16))
        painter.drawLine(plot.bottomLeft(), plot.bottomRight())
        for at in range(12):
            left = plot.left() + at * slot
            both = ((self.months.before[at], 0.12, False), (self.months.now[at], 0.38, True))
            tops = []
            for number, shift, solid in both:
                height = plot.height() * number / most
                bar = QRectF(left + slot * shift, plot.bottom() - height, slot * 0.4, height)
                _bar(painter, bar, solid, line)
                tops.append(bar.top())
            for (number, _, solid), top in zip(both, tops, strict=True):
                if number:
                    above = QRectF(left + slot * (0.08 if solid else -0.25), top - line, slot, line)
                    _words(painter, above, format_number(number), CENTRE, "text" if solid else "muted", solid)
            _words(painter, QRectF(left, plot.bottom(), slot, line * 1.4), f"Th {at + 1}", CENTRE, "text")

    def _legend(self, painter: QPainter, room: QRectF, line: float) -> None:
        left = room.left() + line * 0.5
        for year, solid in ((self.months.year, True), (self.months.year - 1, False)):
            _bar(painter, QRectF(left, room.top() + line * 0.35, line, line * 0.7), solid, line)
            total = sum(self.months.now if solid else self.months.before)
            text = f"Năm {year}: {format_number(total)} hoạt động"
            wide = QFontMetricsF(painter.font(), painter.device()).horizontalAdvance(text) + line
            _words(painter, QRectF(left + line * 1.4, room.top(), wide, line * 1.4), text, LEFT, "text")
            left += line * 2.4 + wide


class MatrixChart(Chart):
    """Topic × channel as a table; the more activities, the darker the cell."""

    TITLE = "Hoạt động theo nội dung và kênh"

    def __init__(self) -> None:
        super().__init__()
        self.matrix = Matrix(0, (), (), {})

    def show_matrix(self, matrix: Matrix) -> None:
        """Draw this."""
        self.matrix = matrix
        self.updateGeometry()
        self._tell()

    def sizeHint(self) -> QSize:
        """Two lines of text for each row, and a little air."""
        return QSize(600, int(QFontMetricsF(self.font()).height() * 2.4 * (len(self.matrix.topics) + 2)))

    def legend(self) -> str:
        """What K1–K6 are."""
        names = (f"{code}: {_lower(load_catalogue().label(code))}" for code in self.matrix.channels if code)
        return "; ".join(names) + "."

    def _cell(self, room: QRectF, row: int, column: int) -> QRectF:
        """Row 0 and column 0 are the heads; the last ones the totals."""
        rows, columns = len(self.matrix.topics) + 2, len(self.matrix.channels) + 1
        height, head = room.height() / rows, room.width() * 0.36
        width = (room.width() - head) / columns
        if column == 0:
            return QRectF(room.left(), room.top() + row * height, head, height)
        return QRectF(room.left() + head + (column - 1) * width, room.top() + row * height, width, height)

    def _values(self) -> list[tuple[int, int, str | None, str | None]]:
        """Row, column, topic, channel of every cell with a number; None for a total."""
        topics, channels = (*self.matrix.topics, None), (*self.matrix.channels, None)
        return [
            (row, column, topic, channel)
            for row, topic in enumerate(topics, 1)
            for column, channel in enumerate(channels, 1)
        ]

    def spots(self, room: QRectF, font: QFont) -> list[Spot]:
        """One for each number that is not 0."""
        del font
        found = []
        for row, column, topic, channel in self._values():
            if not (number := self.matrix.total(topic, channel)):
                continue
            filters: dict[str, Any] = {"year": self.matrix.year}
            filters |= {"topic": topic or "none"} if topic is not None else {}
            filters |= {"channel": channel} if channel else {}
            where = "; ".join(filter(None, (_topic_words(topic), _channel_words(channel)))) or "Tất cả"
            found.append(Spot(self._cell(room, row, column), f"{where}: {format_number(number)} hoạt động", filters))
        return found

    def draw(self, painter: QPainter, room: QRectF) -> None:
        """Heads, cells, totals."""
        line = QFontMetricsF(painter.font(), painter.device()).height()
        room = room.adjusted(line / 16, line / 16, -line / 16, -line / 16)
        most = max(self.matrix.numbers.values(), default=0)
        painter.setPen(QPen(QColor(palette()["line"]), line / 16))
        _words(
            painter, self._cell(room, 0, 0).adjusted(line * 0.3, 0, 0, 0), "Nội dung truyền thông", LEFT, "text", True
        )
        for column, channel in enumerate((*self.matrix.channels, None), 1):
            head = "Tổng số" if channel is None else channel or "Khác"
            _words(painter, self._cell(room, 0, column), head, CENTRE, "text", True)
        for row, topic in enumerate((*self.matrix.topics, None), 1):
            label = "Tổng cộng" if topic is None else _topic_words(topic)
            _words(
                painter,
                self._cell(room, row, 0).adjusted(line * 0.3, 0, -line * 0.3, 0),
                label,
                LEFT,
                "text",
                topic is None,
            )
        for row, column, topic, channel in self._values():
            self._number(painter, self._cell(room, row, column), topic, channel, most, line)

    def _number(
        self, painter: QPainter, cell: QRectF, topic: str | None, channel: str | None, most: int, line: float
    ) -> None:
        number, inner = self.matrix.total(topic, channel), topic is not None and channel is not None
        share = number / most if inner and most else 0.0
        if share:
            shade = QColor(palette()["primary"])
            shade.setAlphaF(0.12 + 0.78 * share)
            painter.fillRect(cell, shade)
        painter.setPen(QPen(QColor(palette()["line"]), line / 16))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(cell)
        colour = "surface" if share > 0.5 else "text" if number else "muted"
        _words(painter, cell, format_number(number), CENTRE, colour, not inner)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _topic_words(topic: str | None) -> str:
    if topic is None:
        return ""
    return load_catalogue().label(topic) if topic != UNSORTED else "Chưa chọn nội dung"


def _channel_words(channel: str | None) -> str:
    if channel is None:
        return ""
    return f"{channel}. {load_catalogue().label(channel)}" if channel != UNSORTED else "Kênh khác"


def _bar(painter: QPainter, bar: QRectF, solid: bool, line: float) -> None:
    """Solid, or hatched with an outline: told apart without colour."""
    colour = QColor(palette()["primary" if solid else "line_strong"])
    painter.save()
    painter.setPen(QPen(colour, line / 16))
    if solid:
        painter.setBrush(colour)
    else:
        painter.fillRect(bar, QColor(palette()["side"]))
        painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern))
    if bar.height() > 0:
        painter.drawRect(bar)
    painter.restore()


def _words(
    painter: QPainter, room: QRectF, text: str, where: Qt.AlignmentFlag, colour: str, bold: bool = False
) -> None:
    """Text in a colour of the palette: on one line where it fits, on two where it must, cut with … where it has to be."""
    painter.save()
    font = QFont(painter.font())
    font.setBold(bold)
    painter.setFont(font)
    painter.setPen(QColor(palette()[colour]))
    flags = int(where.value) | int(Qt.TextFlag.TextWordWrap.value)
    metrics = QFontMetricsF(font, painter.device())
    if metrics.boundingRect(room, flags, text).height() > room.height() + 1:
        text = metrics.elidedText(
            text, Qt.TextElideMode.ElideRight, room.width() * max(int(room.height() / metrics.height()), 1) * 0.92
        )
    painter.drawText(room, flags, text)
    painter.restore()
