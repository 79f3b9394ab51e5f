"""What every table of whole rows has, whatever its rows are: looks, titles, Enter and double click, the words where it is empty."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.views.theme import palette
from desktop.views.widgets.fields import is_confirming
from desktop.views.widgets.tips import as_tip

Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 30
TIP_FROM = 20  # letters from which a cell's text is shown whole in a tool tip


class Titled(Protocol):
    """A column as the view needs to know it. `width` in px at 96 dpi; 0 takes what is left."""

    @property
    def title(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def right(self) -> bool: ...


class Rows(QAbstractTableModel):
    """A model of rows under titles. A subclass says how many rows there are and what stands in a cell."""

    def __init__(self, columns: Sequence[Titled]) -> None:
        super().__init__()
        self._titles = tuple(columns)

    def size(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def words(self, row: int, column: int) -> str | None:
        """The text of a cell; None while it cannot be read."""
        raise NotImplementedError

    def colour(self, row: int, column: int) -> str:  # noqa: ARG002  a subclass asks them
        """The cell's colour in the palette; empty for the usual one."""
        return ""

    def tip(self, row: int, column: int) -> str | None:
        """The whole text of a cell that is likely to be cut off."""
        text = self.words(row, column)
        return as_tip(text, broken=True) if text is not None and len(text) > TIP_FROM else None

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows at the root, none below."""
        return 0 if parent is not None and parent.isValid() else self.size()

    def columnCount(self, parent: Index | None = None) -> int:
        """Columns at the root, none below."""
        return 0 if parent is not None and parent.isValid() else len(self._titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for the screen, the whole text as tool tip, numbers to the right."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(self._titles[column])
        if role == Qt.ItemDataRole.ForegroundRole:
            colour = self.colour(row, column)
            return QColor(palette()[colour]) if colour else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.tip(row, column)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        text = self.words(row, column)
        return "…" if text is None else text[:300]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Column titles."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self._titles):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(self._titles[section])
        return None


def _side(column: Titled) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class RowsView(QTableView):
    """Whole rows are chosen. Enter and a double click call `open_current`; `empty_text` stands where there are no rows."""

    def __init__(self, model: QAbstractItemModel, columns: Sequence[Titled]) -> None:
        super().__init__()
        self.empty_text = ""
        self.setModel(model)
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
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(48)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        for place, column in enumerate(columns):
            if column.width:
                self.setColumnWidth(place, column.width)
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(lambda _: self.open_current())

    def open_current(self) -> None:
        """What Enter does."""
        raise NotImplementedError

    def show_order(self, place: int, descending: bool) -> None:
        """Mark the column the rows are sorted by."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicatorShown(True)
        self.horizontalHeader().setSortIndicator(place, order)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens."""
        if is_confirming(event):
            self.open_current()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows; where there are none, what to do about it."""
        super().paintEvent(event)
        if self.model().rowCount() == 0 and self.empty_text:
            painter = QPainter(self.viewport())
            painter.setPen(palette()["muted"])
            area = self.viewport().rect().adjusted(32, 20, -32, -20)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty_text)
            painter.end()
