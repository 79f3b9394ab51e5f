"""A Biểu as a table to be read: heads with their groups, figures that open their records."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.reports.document import Align, Behind, Table
from desktop.views.theme import palette, scaled

MEASURED = 150
"""Rows up to which each is made as high as its words need; longer tables get rows of two lines."""
_LEAST, _MOST = 110, 260  # px for a text that is longer, at 100 %
_ALIGN = {
    Align.LEFT: Qt.AlignmentFlag.AlignLeft,
    Align.CENTRE: Qt.AlignmentFlag.AlignHCenter,
    Align.RIGHT: Qt.AlignmentFlag.AlignRight,
}
Index = QModelIndex | QPersistentModelIndex


class _Cells(QAbstractTableModel):
    """A `Table` for Qt."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt declares it
        return 0 if parent.isValid() else len(self.table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.table.columns)

    def behind(self, row: int, column: int) -> Behind | None:
        """The records of a cell."""
        behind = self.table.rows[row].behind
        return behind[column] if column < len(behind) else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.table.columns[section].head
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row, column = self.table.rows[index.row()], index.column()
        cell = row.cells[column] if column < len(row.cells) else ""
        linked = self.behind(index.row(), column) is not None and bool(cell)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return cell
            case Qt.ItemDataRole.ToolTipRole:
                return "Xem các bản ghi của số này (Enter)" if linked else cell if len(cell) > 40 else None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _ALIGN[self.table.columns[column].align] | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.ForegroundRole if linked:
                return QColor(palette()["primary"])
            case Qt.ItemDataRole.FontRole if linked or row.bold:
                font = QFont()
                font.setBold(row.bold)
                font.setUnderline(linked)
                return font
        return None


class _Heads(QHeaderView):
    """Column heads; neighbours of one group share a head above theirs."""

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.groups: list[str] = []
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
        self.setSectionsClickable(False)

    @property
    def _upper(self) -> int:
        return self.fontMetrics().height() + 8 if any(self.groups) else 0

    def sectionSizeFromContents(self, logical: int) -> QSize:
        size = super().sectionSizeFromContents(logical)
        lines = self._lines(logical)
        return QSize(size.width(), lines * self.fontMetrics().lineSpacing() + 14 + self._upper)

    def _lines(self, logical: int) -> int:
        words = str(self.model().headerData(logical, Qt.Orientation.Horizontal) or "")
        room = QRect(0, 0, max(self.sectionSize(logical) - 8, 20), 10_000)
        font = self.font()
        font.setBold(True)
        from PySide6.QtGui import QFontMetrics

        high = QFontMetrics(font).boundingRect(room, Qt.TextFlag.TextWordWrap, words).height()
        return max(round(high / self.fontMetrics().lineSpacing()), 1)

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        """The head in the lower part, the group's over all of its columns."""
        colours = palette()
        group = self.groups[logical] if logical < len(self.groups) else ""
        words = str(self.model().headerData(logical, Qt.Orientation.Horizontal) or "")
        painter.save()
        font = self.font()
        font.setBold(True)
        painter.setFont(font)
        painter.fillRect(rect, QColor(colours["side"]))
        lower = rect.adjusted(0, self._upper if group else 0, 0, 0)
        self._frame(painter, lower, words)
        if group:
            first = last = logical
            while first > 0 and self.groups[first - 1] == group:
                first -= 1
            while last + 1 < len(self.groups) and self.groups[last + 1] == group:
                last += 1
            left = rect.left() - sum(self.sectionSize(each) for each in range(first, logical))
            wide = sum(self.sectionSize(each) for each in range(first, last + 1))
            upper = QRect(left, rect.top(), wide, self._upper)
            painter.setClipRect(rect)
            self._frame(painter, upper, group)
        painter.restore()

    def _frame(self, painter: QPainter, place: QRect, words: str) -> None:
        colours = palette()
        painter.setPen(QColor(colours["line_strong"]))
        painter.drawLine(place.topRight(), place.bottomRight())
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        painter.setPen(QColor(colours["text"]))
        painter.drawText(place.adjusted(4, 2, -4, -2), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)


class FormTable(QTableView):
    """`asked` with the records behind a figure, and its words."""

    asked = Signal(object, str)  # Behind, words

    def __init__(self) -> None:
        super().__init__()
        self._table: Table | None = None
        self._heads = _Heads(self)
        self.setHorizontalHeader(self._heads)
        self.verticalHeader().hide()
        self.setAccessibleName("Biểu")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.activated.connect(self._open)

    def show_table(self, table: Table) -> None:
        """Show it; the cell chosen stays where the table is the same one read anew."""
        if self._table == table and self._behind_of(self._table) == self._behind_of(table):
            return
        here = self.currentIndex()
        alike = self._table is not None and self._table.columns == table.columns
        row, column = (here.row(), here.column()) if here.isValid() and alike else (0, 0)
        self._table = table
        self._cells = _Cells(table)
        self.setModel(self._cells)
        self._heads.groups = [each.group for each in table.columns]
        self.setAccessibleName("Biểu: " + ", ".join(each.head for each in table.columns))
        self._size()
        self.setCurrentIndex(self._cells.index(min(row, len(table.rows) - 1), column))

    @staticmethod
    def _behind_of(table: Table | None) -> list[object]:
        return [row.behind for row in table.rows] if table else []

    def _size(self) -> None:
        """Columns as narrow as their longest word, at most `_MOST` for a text; what room is left goes by their shares."""
        assert self._table is not None
        columns, metrics = self._table.columns, self.fontMetrics()
        room, shares = self.viewport().width(), sum(each.width for each in columns) or 1
        widths = []
        for at, column in enumerate(columns):
            texts = [_cell(row.cells, at) for row in self._table.rows[:MEASURED]]
            words = [word for text in (column.head, *texts) for word in text.split()]
            longest = max((metrics.horizontalAdvance(each) for each in words), default=0)
            wished = max((metrics.horizontalAdvance(each) for each in texts), default=0)
            most = min(max(2 * room * column.width // shares, scaled(_LEAST)), scaled(_MOST))
            widths.append(max(longest, min(wished, most)) + 22)
        rest = max(room - sum(widths), 0)
        for at, column in enumerate(columns):
            self.setColumnWidth(at, widths[at] + rest * column.width // shares)
        self.verticalHeader().setDefaultSectionSize(2 * metrics.lineSpacing() + 8)
        if len(self._table.rows) <= MEASURED:
            self.resizeRowsToContents()
        self._heads.headerDataChanged(Qt.Orientation.Horizontal, 0, max(len(columns) - 1, 0))
        self.updateGeometries()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; elsewhere Qt would begin to edit."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def next_figure(self) -> None:
        """To the next cell with records behind it, after the last the first."""
        if self._table is None:
            return
        linked = [(row, at) for row, each in enumerate(self._table.rows) for at, one in enumerate(each.behind) if one]
        here = self.currentIndex()
        at = (here.row(), here.column()) if self.hasFocus() else (-1, -1)
        if linked:
            row, column = next((each for each in linked if each > at), linked[0])
            self.setFocus(Qt.FocusReason.OtherFocusReason)
            self.setCurrentIndex(self._cells.index(row, column))

    def _open(self, index: QModelIndex) -> None:
        """The cell's records, else those of its row."""
        row = self._cells.table.rows[index.row()]
        column = index.column()
        behind = self._cells.behind(index.row(), column)
        if behind is None:
            column = next((at for at, each in enumerate(row.behind) if each is not None), -1)
            behind = row.behind[column] if column >= 0 else None
        if behind is not None:
            self.asked.emit(behind, _cell(row.cells, column))


def _cell(cells: tuple[str, ...], at: int) -> str:
    return cells[at] if at < len(cells) else ""
