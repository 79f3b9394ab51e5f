"""Qt's side of a list of records: row numbers in memory, pages of rows read as they are looked at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from desktop.views.page import Workspace
from desktop.views.theme import palette
from desktop.views.widgets.background import Progress
from desktop.views.widgets.columns import Listing
from desktop.views.widgets.row_source import (
    PAGE,
    Found,
    Sums,
    Wanted,
    all_numbers,
    first_rows,
    holds,
    is_quick,
    is_small,
    number_of,
    rows_of,
)
from desktop.views.widgets.rows_view import Index, Rows

PAGES_KEPT = 64


class RecordRows(Rows):
    """`counted` once it is known how many rows there are: `numbers` and `sums` then say it all."""

    counted = Signal()

    def __init__(self, workspace: Workspace, listing: Listing) -> None:
        super().__init__(listing.columns)
        self._workspace = workspace
        self._listing = listing
        self.numbers = array("q")
        self.sums: Sums = (None,) * len(listing.totals)
        self._pages: OrderedDict[int, dict[int, Mapping[str, Any]]] = OrderedDict()
        self._readings: list[Progress] = []
        self._large = False  # once too large for the UI thread, always: numbers are not given twice
        self._turn = 0  # an answer to an older question is not taken

    @property
    def is_reading(self) -> bool:
        """Whether rows may still be missing."""
        return bool(self._readings)

    # --- reading -------------------------------------------------------------------------------------------------------

    def show(self, wanted: Wanted) -> None:
        """Show what is wanted: the first page first, the rest when it is read; of a large table both in the background."""
        for reading in self._readings:
            reading.cancel()
        self._readings = []
        self._turn += 1
        listing = self._listing
        if not self._large:
            with self._workspace.database.snapshot() as session:
                self._large = not is_small(session, listing)
        if self._large and is_quick(listing, wanted):
            with self._workspace.database.snapshot() as session:
                self._take_first(first_rows(session, listing, wanted))
        elif self._large:
            self._read(lambda session: first_rows(session, listing, wanted), self._take_first)
        elif self._show_at_once(wanted):
            return
        self._read(lambda session: all_numbers(session, listing, wanted), self._take_all)

    def _show_at_once(self, wanted: Wanted) -> bool:
        """Show the first page without a detour; whether that was all."""
        listing = self._listing
        with self._workspace.database.snapshot() as session:
            first = first_rows(session, listing, wanted)
            whole = len(first) < PAGE and not listing.column(wanted.sort).order
            found = all_numbers(session, listing, wanted) if whole else None
        if found is None:
            self._take_first(first)
        else:
            self._take_all(found)
        return whole

    def _read(self, question: Callable[[Any], Any], take: Callable[[Any], None]) -> None:
        turn, database = self._turn, self._workspace.database

        def read(progress: Progress) -> Any:
            progress.report(0)  # a question that is out of date ends here
            with database.snapshot() as session:
                answer = question(session)
            progress.report(1)
            return answer

        def take_in_turn(answer: Any) -> None:
            if turn == self._turn:
                take(answer)

        self._readings.append(self._workspace.background.read(self, read, take_in_turn))

    def _take_first(self, first: dict[int, Mapping[str, Any]]) -> None:
        numbers = array("q", first)
        if numbers[:1] != self.numbers[:1] or len(numbers) > len(self.numbers):
            self.replace(numbers, first)
        else:
            self._forget_pages()

    def _take_all(self, found: Found) -> None:
        self._readings = []
        self.sums = found.sums
        shown = len(self.numbers)
        if 0 < shown < len(found.numbers) and found.numbers[:shown] == self.numbers:
            # The rest of a list whose beginning stands there already: nothing on screen moves, and page 0 is as read.
            self.beginInsertRows(QModelIndex(), shown, len(found.numbers) - 1)
            self.numbers = found.numbers
            self.endInsertRows()
        elif found.numbers == self.numbers:
            self._forget_pages()
        else:
            self.replace(found.numbers)
        self.counted.emit()

    def replace(self, numbers: array[int], first: dict[int, Mapping[str, Any]] | None = None) -> None:
        """Show these rows and no others; `first` is the first page where it is read already."""
        self.beginResetModel()
        self.numbers = numbers
        self._pages.clear()
        if first:
            self._pages[0] = first
        self.endResetModel()

    def _forget_pages(self) -> None:
        self._pages.clear()
        if self.numbers:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.numbers) - 1, self.columnCount() - 1))

    def row(self, place: int) -> Mapping[str, Any] | None:
        """The row at that place; None while the database is being written to by a long task."""
        if not 0 <= place < len(self.numbers):
            return None
        page = place // PAGE
        if page not in self._pages:
            if self._workspace.background.busy:
                return None
            part = self.numbers[page * PAGE : (page + 1) * PAGE]
            with self._workspace.database.snapshot() as session:
                self._pages[page] = rows_of(session, self._listing, part)
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        return self._pages[page].get(self.numbers[place])

    def place_of(self, record_id: str) -> int:
        """Where a record stands; -1 where it is not in the list, or not yet."""
        with self._workspace.database.snapshot() as session:
            number = number_of(session, self._listing, record_id)
        try:
            return -1 if number is None else self.numbers.index(number)
        except ValueError:
            return -1

    def will_hold(self, wanted: Wanted, record_id: str) -> bool:
        """Whether a record is among those wanted, read already or not."""
        with self._workspace.database.snapshot() as session:
            return holds(session, self._listing, wanted, record_id)

    # --- Qt's questions ------------------------------------------------------------------------------------------------

    def size(self) -> int:
        """As many rows as are known."""
        return len(self.numbers)

    def words(self, row: int, column: int) -> str | None:
        """The cell as the list writes it out."""
        values = self.row(row)
        shown = self._listing.columns[column]
        return None if values is None else shown.words(values)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """As every table; a cell may have a colour, and one that does not apply says so in full."""
        if not index.isValid() or role not in (Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.ToolTipRole):
            return super().data(index, role)
        column, values = self._listing.columns[index.column()], self.row(index.row())
        if role == Qt.ItemDataRole.ForegroundRole:
            colour = column.colour(values) if column.colour and values else ""
            return QColor(palette()[colour]) if colour else None
        if values is not None and column.does_not_apply(values):
            return "Không áp dụng: không có số để đếm"
        return super().data(index, role)
