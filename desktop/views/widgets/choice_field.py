"""One code of a catalogue, chosen by typing any part of its words without accents, or from the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    QStringListModel,
    Qt,
)
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QListView

from desktop.models.catalogue import load_catalogue
from desktop.text import fold, one_line
from desktop.views.widgets.fields import Field
from desktop.views.widgets.tips import as_tip

Choice = tuple[str, str]  # code, words


class _Narrowed(QSortFilterProxyModel):
    """The words that hold everything typed, accents ignored."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._terms: list[str] = []

    def narrow(self, typed: str) -> None:
        self.beginResetModel()
        self._terms = fold(typed).split()
        self.endResetModel()

    def filterAcceptsRow(self, row: int, parent: QModelIndex | QPersistentModelIndex) -> bool:
        words = fold(str(self.sourceModel().data(self.sourceModel().index(row, 0, parent))))
        return all(term in words for term in self._terms)


class ChoiceField(Field):
    """`value()` is the code, None where nothing is chosen. A code this version does not know stays and is shown as itself."""

    def __init__(self, choices: Sequence[Choice] = (), hint: str = "Gõ để tìm, hoặc chọn trong danh sách") -> None:
        super().__init__()
        self.combo = QComboBox()
        self.combo.setEditable(True)
        self.combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(10)
        self.combo.setMaxVisibleItems(12)
        self.combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        line = self.combo.lineEdit()
        assert line is not None
        self.line = line
        self.line.setPlaceholderText(hint)
        self._choices: list[Choice] = []
        self._kept: str | None = None  # a code of the record shown that is not offered for others
        self._narrowed = _Narrowed(self)
        self._words = QStringListModel(self)
        self._narrowed.setSourceModel(self._words)
        self._completer = QCompleter(self._narrowed, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        popup = QListView()
        popup.setObjectName("choices")
        popup.setWordWrap(True)
        popup.setResizeMode(QListView.ResizeMode.Adjust)
        popup.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._completer.setMaxVisibleItems(12)
        self._completer.setPopup(popup)
        self.combo.setCompleter(self._completer)
        # Before the completer looks: the list must be narrowed when it opens.
        self.line.textEdited.connect(self._typed)
        self._completer.activated.connect(self._picked)
        self.combo.activated.connect(lambda _: self._changed())
        self._take(self.combo)
        self.line.installEventFilter(self)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these; what is chosen stays chosen where it is among them."""
        self._offer(choices, self._code())

    def set_value(self, value: str | None) -> None:
        """Show the words of a code; one that is no longer offered stays, for this record alone."""
        offered = [choice for choice in self._choices if choice[0] != self._kept]
        self._kept = value if value and value not in {code for code, _ in offered} else None
        kept = [(self._kept, load_catalogue().standing(self._kept))] if self._kept else []
        if len(offered) + len(kept) != len(self._choices) or kept:
            self._offer([*offered, *kept], value)
        else:
            self._show(value)
        self.edited.emit()

    def _offer(self, choices: Sequence[Choice], chosen: str | None) -> None:
        self._choices = list(choices)
        self.combo.blockSignals(True)
        self.combo.clear()
        self.combo.addItem("")
        for place, (code, words) in enumerate(self._choices, 1):
            self.combo.addItem(words, code)
            self.combo.setItemData(place, as_tip(words), Qt.ItemDataRole.ToolTipRole)
        self.combo.blockSignals(False)
        self._words.setStringList([words for _, words in self._choices])
        self._show(chosen)

    def follow(self, leading: Any, offered: Sequence[Choice]) -> None:
        """Offer what goes with the leading value; nothing can be chosen before that."""
        self.set_choices(offered)
        self.setEnabled(bool(leading))

    def _show(self, code: str | None) -> None:
        self.combo.setCurrentIndex(max(self.combo.findData(code), 0) if code else 0)
        self.line.setText(self.combo.itemText(self.combo.currentIndex()))
        self.line.setCursorPosition(0)
        self.combo.setToolTip(as_tip(self.line.text()) if len(self.line.text()) > 40 else "")

    def _code(self) -> str | None:
        """The code of what stands there: the same words, accents and case ignored, or the only words that fit."""
        typed = fold(self.line.text())
        if not typed:
            return None
        same = [code for code, words in self._choices if fold(words) == typed]
        terms = typed.split()
        fitting = same or [code for code, words in self._choices if all(t in fold(words) for t in terms)]
        return fitting[0] if len(fitting) == 1 or same else None

    def value(self) -> str | None:
        """The code. ValueError where what was typed is none of the choices or several."""
        code = self._code()
        if code is None and self.line.text().strip():
            raise ValueError(
                f"“{one_line(self.line.text())}” không có trong danh sách. Hãy chọn một mục trong danh sách."
            )
        return code

    def state(self) -> str:
        """What stands there."""
        return self._code() or one_line(self.line.text())

    def set_state(self, state: Any) -> None:
        """The words of a code, or what was typed and is none."""
        if not state or state in {code for code, _ in self._choices}:
            self._show(state)
        else:
            self.combo.setCurrentIndex(0)
            self.line.setText(state)
        self.edited.emit()

    def on_left(self) -> None:
        """Write the words of the choice out in full."""
        if (code := self._code()) is not None:
            self._show(code)

    def _typed(self, text: str) -> None:
        self._narrowed.narrow(text)
        self.edited.emit()

    def _picked(self, words: str) -> None:
        self._show(next((code for code, each in self._choices if each == words), None))
        self._changed()

    def _changed(self) -> None:
        self.combo.setToolTip(as_tip(self.line.text()) if len(self.line.text()) > 40 else "")
        self.edited.emit()
        self.left.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A wheel turned over a field that has not the keyboard scrolls the form, not the choice."""
        if watched is self.combo and isinstance(event, QWheelEvent) and not self.combo.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)
