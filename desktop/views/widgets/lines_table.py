"""A short list of things that are not records (files, receipts, units): all lines in memory, sorted by a click on a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.text import sort_key
from desktop.views.theme import palette

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 30


@dataclass(frozen=True)
class LineColumn:
    """`width` in px at 96 dpi; 0 takes what is left."""

    title: str
    width: int = 120
    right: bool = False


@dataclass(frozen=True)
class Line:
    """One line: `key` is given back when it is chosen; `orders` sorts columns whose words do not (days, numbers)."""

    key: str
    cells: tuple[str, ...]
    orders: tuple[Any, ...] | None = None
    colour: str = ""  # of the palette, for the cell of column `coloured`
    coloured: int = -1

    def order(self, column: int) -> Any:
        """What the column is sorted by."""
        return self.orders[column] if self.orders is not None else sort_key(self.cells[column])


class _Lines(QAbstractTableModel):
    def __init__(self, columns: Sequence[LineColumn]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.lines: list[Line] = []

    def show(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.cells[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            words = line.cells[index.column()]
            return _plain(words) if len(words) > 20 else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and line.colour and index.column() == line.coloured % len(line.cells):
            return QColor(palette()[line.colour])
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _plain(text: str) -> str:
    escaped = text[:600].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<qt>{escaped}</qt>"


class LinesTable(QTableView):
    """`opened` on Enter or double click, `current_changed` as the current line moves, both with the line's key."""

    opened = Signal(str)
    current_changed = Signal(str)

    def __init__(self, columns: Sequence[LineColumn], empty_text: str = "", name: str = "") -> None:
        super().__init__()
        self.empty_text = empty_text
        self.lines_model = _Lines(columns)
        self._sorted: tuple[int, bool] | None = None
        self.setModel(self.lines_model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(48)
        header.setSectionsClickable(True)
        for place, column in enumerate(self.lines_model.columns):
            if column.width:
                self.setColumnWidth(place, column.width)
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        header.sectionClicked.connect(self._sort_by)
        self.doubleClicked.connect(lambda _: self._open())
        self.selectionModel().currentRowChanged.connect(lambda *_: self.current_changed.emit(self.current_key()))

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these; the current line stays current where it is still there, else the one at its height."""
        key, row = self.current_key(), self.currentIndex().row()
        self.lines_model.show(self._in_order(lines))
        keys = self.keys()
        if keys:
            self.selectRow(keys.index(key) if key in keys else max(0, min(row, len(keys) - 1)))
        self.current_changed.emit(self.current_key())

    def keys(self) -> list[str]:
        """The keys of the lines, from above."""
        return [line.key for line in self.lines_model.lines]

    def current_key(self) -> str:
        """The key of the current line; empty where there is none."""
        row = self.currentIndex().row()
        return self.lines_model.lines[row].key if 0 <= row < len(self.lines_model.lines) else ""

    def select(self, key: str) -> bool:
        """Make a line current; whether it is there."""
        keys = self.keys()
        if key in keys:
            self.selectRow(keys.index(key))
        return key in keys

    def _in_order(self, lines: Sequence[Line]) -> list[Line]:
        if self._sorted is None:
            return list(lines)
        column, descending = self._sorted
        return sorted(lines, key=lambda line: line.order(column), reverse=descending)

    def _sort_by(self, column: int) -> None:
        descending = self._sorted == (column, False)
        self._sorted = (column, descending)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(True)
        header.setSortIndicator(column, Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder)
        self.show_lines(self.lines_model.lines)

    def _open(self) -> None:
        if key := self.current_key():
            self.opened.emit(key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines; where there are none, what to do about it."""
        super().paintEvent(event)
        if self.lines_model.rowCount() == 0 and self.empty_text:
            painter = QPainter(self.viewport())
            painter.setPen(palette()["muted"])
            area = self.viewport().rect().adjusted(32, 16, -32, -16)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty_text)
            painter.end()
