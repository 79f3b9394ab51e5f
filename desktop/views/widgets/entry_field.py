"""A value that says what the record is about and is not changed in its form: the duty, the criterion, the year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.models.catalogue import load_catalogue
from desktop.views.widgets.fields import Field


def entry_words(code: str) -> str:
    """An entry of the catalogue with its place in the Plan."""
    entry = load_catalogue().entry(code)
    section = f" (mục {entry.section})" if entry and entry.section else ""
    return f"{load_catalogue().standing(code)}{section}"


class EntryField(Field):
    """Read and copied only."""

    def __init__(self, words: Callable[[Any], str] = entry_words) -> None:
        super().__init__()
        self._words = words
        self._value: Any = None
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._take(self.label)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_value(self, value: Any) -> None:
        """Show it in words."""
        self._value = value
        self.label.setText("" if value is None else self._words(value))
        self.edited.emit()

    def value(self) -> Any:
        """As it was opened."""
        return self._value

    def state(self) -> Any:
        """As it was opened."""
        return self._value
