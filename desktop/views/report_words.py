"""The box for the unit's own words: plain text, in which what comes from last year is marked until it was looked at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit

from desktop.views.theme import palette


class OwnWords(QPlainTextEdit):
    """`marks_changed` with how many places are still to be looked at. A mark goes when its words are changed or passed over."""

    marks_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self._marks: list[tuple[QTextCursor, str]] = []  # a place that moves with the text, and what stood there
        self._at: QTextCursor | None = None
        self.textChanged.connect(self._drop_changed)

    @property
    def marks(self) -> int:
        """How many places are still to be looked at."""
        return len(self._marks)

    def insert_marked(self, text: str, marks: tuple[tuple[int, int], ...]) -> None:
        """Put `text` where the cursor stands, as typed, and mark the places in it that must be checked."""
        cursor = self.textCursor()
        start = cursor.selectionStart()
        self.insertPlainText(text)
        for first, last in marks:
            place = QTextCursor(self.document())
            place.setPosition(start + _units(text[:first]))
            place.setPosition(start + _units(text[:last]), QTextCursor.MoveMode.KeepAnchor)
            place.setKeepPositionOnInsert(False)
            self._marks.append((place, place.selectedText()))
        self._show_marks()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def next_mark(self) -> bool:
        """Choose the next marked place; the one chosen before counts as looked at. False where none is left."""
        self._marks = [mark for mark in self._marks if mark[0] is not self._at]
        here = self.textCursor().selectionEnd()
        places = sorted((place for place, _ in self._marks), key=lambda place: place.selectionStart())
        self._at = next((place for place in places if place.selectionStart() >= here), places[0] if places else None)
        if self._at is not None:
            self.setTextCursor(self._at)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show_marks()
        return self._at is not None

    def _drop_changed(self) -> None:
        left = [(place, words) for place, words in self._marks if place.selectedText() == words]
        if len(left) != len(self._marks):
            self._marks = left
            self._show_marks()

    def _show_marks(self) -> None:
        colours, shown = palette(), []
        for place, _ in self._marks:
            made = QTextCharFormat()
            made.setBackground(QColor(colours["warning_tint"]))
            made.setForeground(QColor(colours["warning"]))
            made.setFontUnderline(True)
            selection = QTextEdit.ExtraSelection()
            selection.cursor, selection.format = QTextCursor(place), made
            shown.append(selection)
        self.setExtraSelections(shown)
        self.marks_changed.emit(len(self._marks))


def _units(text: str) -> int:
    """Qt counts in UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
