"""A combo above a list that narrows it; while it is open it says how many rows each value would show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QStyledItemDelegate, QStyleOptionViewItem

from desktop.text import format_number
from desktop.views.widgets.columns import Filter
from desktop.views.widgets.tips import as_tip

_COUNT = Qt.ItemDataRole.UserRole + 1


class _Counted(QStyledItemDelegate):
    """The words of a value, and its count behind them in the open list only."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        count = index.data(_COUNT)
        if count is not None:
            option.text = f"{option.text}  ({format_number(count)})"


class FilterCombo(QComboBox):
    """`counts_wanted` when its list opens; the answer comes through `show_counts`."""

    counts_wanted = Signal()

    def __init__(self, narrowing: Filter) -> None:
        super().__init__()
        self.filter = narrowing
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.setMinimumWidth(84)  # its words are elided where list and form share a small screen
        self.setMaximumWidth(150)
        self.setMaxVisibleItems(14)
        self.view().setMinimumWidth(340)
        self.view().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setItemDelegate(_Counted(self))
        self.setAccessibleName(narrowing.title)
        self.addItem(narrowing.title, None)
        if narrowing.quiet:
            self.hide()

    def offer(self, choices: Sequence[tuple[Any, str]], chosen: Any) -> None:
        """Offer these values; the first item narrows nothing."""
        self.clear()
        self.addItem(self.filter.title, None)
        for value, words in choices:
            self.addItem(words, value)
            self.setItemData(self.count() - 1, as_tip(words), Qt.ItemDataRole.ToolTipRole)
        self.choose(chosen)

    def choose(self, value: Any) -> None:
        """Choose a value; nothing is narrowed where it is not offered."""
        self.setCurrentIndex(max(self.findData(value), 0) if value is not None else 0)
        if self.filter.quiet:
            self.setHidden(self.currentIndex() == 0)

    def values(self) -> list[Any]:
        """The values that narrow."""
        return [self.itemData(place) for place in range(1, self.count())]

    def show_counts(self, counts: Sequence[int]) -> None:
        """Say how many rows each value would show, in the order of `values`."""
        for place, count in enumerate(counts, 1):
            if place < self.count():
                self.setItemData(place, count, _COUNT)

    def showPopup(self) -> None:
        """Ask for the counts as the list opens: those of before may be out of date."""
        for place in range(self.count()):
            self.setItemData(place, None, _COUNT)
        super().showPopup()
        self.counts_wanted.emit()
