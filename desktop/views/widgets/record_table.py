"""The one table for every kind of record: any number of rows, read as they are looked at. What it shows is data (`columns`)."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView

from desktop.errors import UserError
from desktop.views.page import Workspace
from desktop.views.widgets.columns import Listing
from desktop.views.widgets.record_rows import RecordRows
from desktop.views.widgets.row_source import Wanted
from desktop.views.widgets.rows_view import RowsView

NARROWEST = 48


class RecordTable(RowsView):
    """`opened` on Enter or double click with the record's id, `delete_asked` on Delete for all that are chosen."""

    opened = Signal(str)
    delete_asked = Signal()
    current_changed = Signal(str)
    chosen_changed = Signal()
    counted = Signal()

    def __init__(self, workspace: Workspace, listing: Listing, several: bool = False) -> None:
        self._listing = listing
        self.wanted = Wanted(sort=listing.sort[0], descending=listing.sort[1])
        self._keep, self._height, self._kept = "", 0, array("q")
        self._all_asked = False
        self.rows = RecordRows(workspace, listing)
        super().__init__(self.rows, listing.columns)
        if several:
            self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._set_up_header()
        self.rows.counted.connect(self._counted)
        self.rows.modelReset.connect(self._after_reset)
        self.selectionModel().currentRowChanged.connect(self._row_changed)
        self.selectionModel().selectionChanged.connect(lambda *_: self.chosen_changed.emit())

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        for place, column in enumerate(self._listing.columns):
            self.setColumnHidden(place, column.hidden)
        self._show_order()
        header.sectionClicked.connect(self._sort_by)

    # --- what is shown -------------------------------------------------------------------------------------------------

    def show_records(self, words: str, filters: Mapping[str, Any], deleted: bool = False, unit_id: str = "") -> None:
        """Show the records that hold `words` and pass the filters; of the bin where `deleted`, of one unit where it is named."""
        self.wanted = Wanted(words, dict(filters), self.wanted.sort, self.wanted.descending, deleted, unit_id)
        self.refresh()

    def refresh(self) -> None:
        """Read again; the current record stays current, those that were chosen stay chosen."""
        if not self.rows.is_reading:
            self._keep = self.current_id() or self._keep
            self._height = self.currentIndex().row()
            self._kept = self.chosen_numbers()
        try:
            self.rows.show(self.wanted)
        except UserError:
            self.rows.replace(array("q"))
            raise

    def current_id(self) -> str:
        """The id of the current record; empty where there is none."""
        row = self.rows.row(self.currentIndex().row())
        return row["id"] if row else ""

    def select(self, record_id: str) -> bool:
        """Make a record current and bring it into sight, as soon as it is read; whether it is in the list."""
        self._keep, self._kept = record_id, array("q")
        place = self.rows.place_of(record_id)
        if place >= 0:
            self.selectRow(place)
            self.scrollTo(self.rows.index(place, 0))
        return place >= 0 or self.rows.will_hold(self.wanted, record_id)

    def _counted(self) -> None:
        count = self.rows.size()
        if self._all_asked:
            super().selectAll()
        elif self._keep and self.current_id() != self._keep:
            self._find_again(count)
        elif count and not self.currentIndex().isValid():
            self.selectRow(0)
        if len(self._kept) > 1 and self.chosen_numbers() != self._kept:
            self._choose(self._kept)
        self._all_asked, self._kept = False, array("q")
        self.viewport().update()
        self.counted.emit()

    def _find_again(self, count: int) -> None:
        """The record that was current; where it is gone, the one that stands at its height now."""
        place = self.rows.place_of(self._keep)
        if place < 0 and count:
            place = max(min(self._height, count - 1), 0)
        if place >= 0:
            kept = self._kept
            self.selectRow(place)
            self.scrollTo(self.rows.index(place, 0))
            self._kept = kept

    def _after_reset(self) -> None:
        QTimer.singleShot(0, self.viewport().update)

    def _row_changed(self, current: QModelIndex, _: QModelIndex) -> None:
        row = self.rows.row(current.row())
        self.current_changed.emit(row["id"] if row else "")

    # --- several at once -----------------------------------------------------------------------------------------------

    def chosen_count(self) -> int:
        """How many rows are chosen."""
        return sum(last - first + 1 for first, last in self._chosen_parts())

    def chosen_numbers(self) -> array[int]:
        """The numbers of the rows that are chosen, from above."""
        chosen = array("q")
        for first, last in self._chosen_parts():
            chosen += self.rows.numbers[first : last + 1]
        return chosen

    def _chosen_parts(self) -> list[tuple[int, int]]:
        """First and last row of each stretch that is chosen: 100,000 rows are one stretch, not 100,000 indexes."""
        chosen = self.selectionModel().selection()
        return sorted((chosen.at(n).top(), chosen.at(n).bottom()) for n in range(chosen.count()))

    def selectAll(self) -> None:
        """Ctrl+A: every row of the list, those that are still being read too."""
        self._all_asked = self.rows.is_reading
        super().selectAll()

    def _choose(self, numbers: array[int]) -> None:
        """Choose these rows again; the current one stays current."""
        wanted, chosen, first = set(numbers), QItemSelection(), -1
        last = self.rows.columnCount() - 1
        for place, number in enumerate([*self.rows.numbers, None]):
            if number in wanted and first < 0:
                first = place
            elif number not in wanted and first >= 0:
                chosen.select(self.rows.index(first, 0), self.rows.index(place - 1, last))
                first = -1
        if not chosen.isEmpty():
            self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    # --- order and columns ---------------------------------------------------------------------------------------------

    def _sort_by(self, place: int) -> None:
        column = self._listing.columns[place]
        if not column.sortable:
            self._show_order()
            return
        self.sort_by(column.key, not self.wanted.descending if self.wanted.sort == column.key else False)
        self.refresh()

    def sort_by(self, key: str, descending: bool) -> None:
        """The order from the next reading on."""
        self.wanted = replace(self.wanted, sort=key, descending=descending)
        self._show_order()

    def _show_order(self) -> None:
        place = [column.key for column in self._listing.columns].index(self.wanted.sort)
        self.show_order(place, self.wanted.descending)

    def columns_look(self) -> list[list[Any]]:
        """The columns from left to right as a person arranged them: key, width (0 = what is left), shown or not."""
        header, columns = self.horizontalHeader(), self._listing.columns
        places = sorted(range(len(columns)), key=header.visualIndex)
        return [
            [
                columns[place].key,
                0 if header.sectionResizeMode(place) == QHeaderView.ResizeMode.Stretch else self._width_of(place),
                not self.isColumnHidden(place),
            ]
            for place in places
        ]

    def _width_of(self, place: int) -> int:
        """A hidden column has no width of its own to ask for but the one it had."""
        if not self.isColumnHidden(place):
            return self.columnWidth(place)
        return self._listing.columns[place].width

    def arrange_columns(self, look: list[list[Any]] | None = None) -> None:
        """Arrange them as they were kept, or as they come; what is not understood is passed over."""
        header, columns = self.horizontalHeader(), self._listing.columns
        own: list[list[Any]] = [[column.key, column.width, not column.hidden] for column in columns]
        keys = [column.key for column in columns]
        wanted: list[list[Any]] = [one for one in look or own if len(one) == 3 and one[0] in keys]
        wanted += [one for one in own if one[0] not in {kept[0] for kept in wanted}]
        for left, (key, width, shown) in enumerate(wanted):
            place = keys.index(key)
            header.moveSection(header.visualIndex(place), left)
            if columns[place].width and isinstance(width, int) and width >= NARROWEST:
                self.setColumnWidth(place, min(width, 1000))
            self.setColumnHidden(place, not shown)

    # --- keys ----------------------------------------------------------------------------------------------------------

    def open_current(self) -> None:
        """Tell which record was opened."""
        if record_id := self.current_id():
            self.opened.emit(record_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Delete asks for the bin; letters do not search by beginnings: F3 does that better."""
        if event.key() == Qt.Key.Key_Delete and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if self.chosen_count():
                self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: it would read every row."""
