"""The one table for every kind of record: any number of rows, read as they are looked at. What it shows is data (`columns`)."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from desktop.errors import UserError
from desktop.views.page import Workspace
from desktop.views.theme import palette
from desktop.views.widgets.background import Progress
from desktop.views.widgets.columns import Column, Listing
from desktop.views.widgets.row_source import PAGE, Found, Wanted, all_numbers, first_numbers, number_of, rows_of

Index = QModelIndex | QPersistentModelIndex
PAGES_KEPT = 64
ROW_HEIGHT = 30


class RecordRows(QAbstractTableModel):
    """Qt's side of the list. `counted` tells how many rows there are and the sum, once they are known."""

    counted = Signal(int, int)

    def __init__(self, workspace: Workspace, listing: Listing, columns: tuple[Column, ...]) -> None:
        super().__init__()
        self._workspace = workspace
        self._listing = listing
        self.columns = columns
        self._numbers = array("q")
        self._pages: OrderedDict[int, dict[int, Mapping[str, Any]]] = OrderedDict()
        self._reading: Progress | None = None
        self._turn = 0  # an answer to an older question is not taken

    # --- reading -------------------------------------------------------------------------------------------------------

    def show(self, wanted: Wanted) -> None:
        """Show what is wanted: the first page at once, the rest when the worker has it."""
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        self._turn += 1
        turn = self._turn
        database, listing = self._workspace.database, self._listing
        with database.snapshot() as session:
            first = first_numbers(session, listing, wanted)
        if len(first) < PAGE and not listing.column(wanted.sort).order:
            with database.snapshot() as session:
                self._take(all_numbers(session, listing, wanted))
            return
        if first[:1] != self._numbers[:1] or len(first) > len(self._numbers):
            self._replace(first)
        else:
            self._forget_pages()

        def read(progress: Progress) -> Found:
            progress.report(0)
            with database.snapshot() as session:
                found = all_numbers(session, listing, wanted)
            progress.report(1)
            return found

        def take(found: Found) -> None:
            if turn == self._turn:
                self._take(found)

        self._reading = self._workspace.background.read(self, read, take)

    def _take(self, found: Found) -> None:
        self._reading = None
        shown = len(self._numbers)
        if 0 < shown < len(found.numbers) and found.numbers[:shown] == self._numbers:
            # The rest of a list whose beginning stands there already: nothing on screen moves.
            self._forget_pages()
            self.beginInsertRows(QModelIndex(), shown, len(found.numbers) - 1)
            self._numbers = found.numbers
            self.endInsertRows()
        elif found.numbers == self._numbers:
            self._forget_pages()
        else:
            self._replace(found.numbers)
        self.counted.emit(len(found.numbers), found.total)

    def _replace(self, numbers: array[int]) -> None:
        self.beginResetModel()
        self._numbers = numbers
        self._pages.clear()
        self.endResetModel()

    def _forget_pages(self) -> None:
        self._pages.clear()
        if self._numbers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._numbers) - 1, len(self.columns) - 1))

    def row(self, place: int) -> Mapping[str, Any] | None:
        """The row at that place; None while the database is being written to by a long task."""
        if not 0 <= place < len(self._numbers):
            return None
        page = place // PAGE
        if page not in self._pages:
            if self._workspace.background.busy:
                return None
            part = self._numbers[page * PAGE : (page + 1) * PAGE]
            with self._workspace.database.snapshot() as session:
                self._pages[page] = rows_of(session, self._listing, part)
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        return self._pages[page].get(self._numbers[place])

    def place_of(self, record_id: str) -> int:
        """Where a record stands; -1 where it is not in the list."""
        with self._workspace.database.snapshot() as session:
            number = number_of(session, self._listing, record_id)
        try:
            return -1 if number is None else self._numbers.index(number)
        except ValueError:
            return -1

    # --- Qt's questions ------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        """Rows at the root, none below."""
        return 0 if parent is not None and parent.isValid() else len(self._numbers)

    def columnCount(self, parent: Index | None = None) -> int:
        """Columns at the root, none below."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for the screen, the whole text as tool tip, numbers to the right."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole:
            row = self.row(index.row()) if column.colour else None
            colour = column.colour(row) if column.colour and row else ""
            return QColor(palette()[colour]) if colour else None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self.row(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        text = column.words(row)
        if role == Qt.ItemDataRole.ToolTipRole and column.does_not_apply(row):
            return "Không áp dụng: không có số để đếm"
        if role == Qt.ItemDataRole.ToolTipRole:
            return _plain(text) if len(text) > 20 else None
        return text[:300]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Column titles."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


def _plain(text: str) -> str:
    """A tool tip that shows `<b>` as it was typed and breaks long lines."""
    escaped = text[:600].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<qt>{escaped}</qt>"


class RecordTable(QTableView):
    """`opened` on Enter or double click, `delete_asked` on Delete, both with the record's id."""

    opened = Signal(str)
    delete_asked = Signal(str)
    current_changed = Signal(str)
    counted = Signal(int, int)

    def __init__(self, workspace: Workspace, listing: Listing) -> None:
        super().__init__()
        self._listing = listing
        self._wanted = Wanted(sort=listing.sort[0], descending=listing.sort[1])
        self._keep = ""
        self.empty_text = ""
        self.rows = RecordRows(workspace, listing, listing.columns)
        self.setModel(self.rows)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self._set_up_header()
        self.rows.counted.connect(self._counted)
        self.rows.modelReset.connect(self._after_reset)
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.doubleClicked.connect(lambda _: self._open())

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSortIndicatorShown(True)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(48)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        for place, column in enumerate(self._listing.columns):
            if column.width:
                self.setColumnWidth(place, column.width)
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
            self.setColumnHidden(place, column.hidden)
        self._show_order()
        header.sectionClicked.connect(self._sort_by)

    # --- what is shown -------------------------------------------------------------------------------------------------

    def show_records(self, words: str, filters: Mapping[str, Any], deleted: bool = False) -> None:
        """Show the records that hold `words` and pass the filters; of the bin where `deleted`."""
        sort, descending = self._wanted.sort, self._wanted.descending
        self._wanted = Wanted(words, dict(filters), sort, descending, deleted)
        self.refresh()

    def refresh(self) -> None:
        """Read again; the current record stays current."""
        self._keep = self.current_id() or self._keep
        try:
            self.rows.show(self._wanted)
        except UserError:
            self.rows._replace(array("q"))
            raise

    def current_id(self) -> str:
        """The id of the current record; empty where there is none."""
        row = self.rows.row(self.currentIndex().row())
        return row["id"] if row else ""

    def select(self, record_id: str) -> bool:
        """Make a record current and bring it into sight; it is waited for if the list is still being read."""
        self._keep = record_id
        place = self.rows.place_of(record_id)
        if place >= 0:
            self.selectRow(place)
            self.scrollTo(self.rows.index(place, 0))
        return place >= 0

    def _counted(self, count: int, total: int) -> None:
        if self._keep and self.current_id() != self._keep and not self.select(self._keep) and count:
            self.selectRow(max(min(self.currentIndex().row(), count - 1), 0))
        elif count and not self.currentIndex().isValid():
            self.selectRow(0)
        self.viewport().update()
        self.counted.emit(count, total)

    def _after_reset(self) -> None:
        # A list that lost its current row (deleted, filtered away) goes on at the same height.
        QTimer.singleShot(0, self.viewport().update)

    def _row_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        row = self.rows.row(current.row())
        self.current_changed.emit(row["id"] if row else "")

    def _sort_by(self, place: int) -> None:
        column = self._listing.columns[place]
        if not column.sortable:
            self._show_order()
            return
        wanted = self._wanted
        descending = not wanted.descending if wanted.sort == column.key else False
        self._wanted = Wanted(wanted.words, wanted.filters, column.key, descending, wanted.deleted)
        self._show_order()
        self.refresh()

    def _show_order(self) -> None:
        place = [column.key for column in self._listing.columns].index(self._wanted.sort)
        order = Qt.SortOrder.DescendingOrder if self._wanted.descending else Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(place, order)

    # --- keys and the empty state --------------------------------------------------------------------------------------

    def _open(self) -> None:
        if record_id := self.current_id():
            self.opened.emit(record_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete asks for the bin; letters do not search by beginnings: Ctrl+F does that better."""
        if (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self._open()
        elif event.key() == Qt.Key.Key_Delete and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if record_id := self.current_id():
                self.delete_asked.emit(record_id)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: it would read every row."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows; where there are none, what to do about it."""
        super().paintEvent(event)
        if self.rows.rowCount() == 0 and self.empty_text:
            painter = QPainter(self.viewport())
            painter.setPen(palette()["muted"])
            area = self.viewport().rect().adjusted(32, 24, -32, -24)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.empty_text)
            painter.end()
