"""A short list of things that are not records (files, receipts, units): all lines in memory, sorted by a click on a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor

from desktop.text import sort_key
from desktop.views.theme import palette
from desktop.views.widgets.rows_view import Index, Rows, RowsView


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


class _Lines(Rows):
    def __init__(self, columns: Sequence[LineColumn]) -> None:
        super().__init__(columns)
        self.lines: list[Line] = []

    def show(self, lines: Sequence[Line]) -> None:
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def size(self) -> int:
        return len(self.lines)

    def words(self, row: int, column: int) -> str:
        return self.lines[row].cells[column]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and role == Qt.ItemDataRole.ForegroundRole:
            line = self.lines[index.row()]
            coloured = line.colour and index.column() == line.coloured % len(line.cells)
            return QColor(palette()[line.colour]) if coloured else None
        return super().data(index, role)


class LinesTable(RowsView):
    """`opened` on Enter or double click, `current_changed` as the current line moves, both with the line's key."""

    opened = Signal(str)
    current_changed = Signal(str)

    def __init__(self, columns: Sequence[LineColumn], empty_text: str = "", name: str = "") -> None:
        self.lines_model = _Lines(columns)
        super().__init__(self.lines_model, columns)
        self.empty_text = empty_text
        self._sorted: tuple[int, bool] | None = None
        self.setAccessibleName(name)
        self.horizontalHeader().sectionClicked.connect(self._sort_by)
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
        self.show_order(column, descending)
        self.show_lines(self.lines_model.lines)

    def open_current(self) -> None:
        """Tell which line was chosen."""
        if key := self.current_key():
            self.opened.emit(key)
