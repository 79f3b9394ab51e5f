"""Form fields: each shows one value of a record as text and gives it back. Nothing is corrected while it is typed.

UniKey sends Backspace and retypes letters, so no field touches keys of letters, completes inside the line or reformats before
it is left (domain F.3). What was typed stays, right or wrong; `value()` raises ValueError with the sentence that says why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop.text import clean, format_number, one_line, parse_count, parse_money


class Field(QWidget):
    """`edited` while it changes, `left` when the keyboard goes elsewhere. `input` is what takes the keyboard."""

    edited = Signal()
    left = Signal()
    input: QWidget

    def set_value(self, value: Any) -> None:
        """Show a stored value."""
        raise NotImplementedError

    def value(self) -> Any:
        """The stored form of what is shown. ValueError with a sentence where it cannot be read."""
        raise NotImplementedError

    def state(self) -> Any:
        """What is shown, right or wrong, as a JSON value: to see whether anything was changed, and for the journal."""
        raise NotImplementedError

    def set_state(self, state: Any) -> None:
        """Show again what `state` told, right or wrong."""
        self.set_value(state)

    def set_wrong(self, wrong: bool) -> None:
        """Mark the field."""
        if self.input.property("wrong") != wrong:
            self.input.setProperty("wrong", wrong)
            self.input.style().unpolish(self.input)
            self.input.style().polish(self.input)

    def set_read_only(self, read_only: bool) -> None:
        """Let the value be read and copied, not changed."""
        self.input.setEnabled(not read_only)

    def _take(self, widget: QWidget) -> None:
        """Make `widget` the input that fills the field."""
        self.input = widget
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(widget, 1)
        self.setFocusProxy(widget)
        self.setFocusPolicy(widget.focusPolicy())
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell when the input was left for another field, not for a menu or another window."""
        if watched is self.input and isinstance(event, QFocusEvent) and event.type() == QEvent.Type.FocusOut:
            away = (
                Qt.FocusReason.PopupFocusReason,
                Qt.FocusReason.ActiveWindowFocusReason,
                Qt.FocusReason.MenuBarFocusReason,
            )
            if event.reason() not in away:
                self.on_left()
                self.left.emit()
        return super().eventFilter(watched, event)

    def on_left(self) -> None:
        """Tidy what is shown, once it can be read."""


class TextField(Field):
    """One line. A pasted line break becomes a space."""

    def __init__(self, hint: str = "") -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setPlaceholderText(hint)
        self.line.textChanged.connect(lambda _: self.edited.emit())
        self._take(self.line)

    def set_value(self, value: Any) -> None:
        """Show the text from its beginning."""
        self.line.setText(value or "")
        self.line.setCursorPosition(0)

    def value(self) -> Any:
        """NFC, one line; empty text where nothing was typed."""
        return one_line(self.line.text())

    def state(self) -> str:
        """What stands there."""
        return one_line(self.line.text())

    def set_state(self, state: Any) -> None:
        """Let it stand there, no number or day read in it."""
        self.line.setText(state)

    def set_read_only(self, read_only: bool) -> None:
        """The text can still be selected."""
        self.line.setReadOnly(read_only)


class OptionalTextField(TextField):
    """One line; None where nothing was typed."""

    def value(self) -> str | None:
        """The text or None."""
        return one_line(self.line.text()) or None


class LongTextField(Field):
    """Several lines; Tab goes on to the next field."""

    def __init__(self, lines: int = 3, hint: str = "") -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(hint)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * lines + 18)
        self.text.textChanged.connect(self.edited.emit)
        self._take(self.text)

    def set_value(self, value: str | None) -> None:
        """Show the text."""
        self.text.setPlainText(value or "")

    def value(self) -> str:
        """NFC, line breaks kept."""
        return clean(self.text.toPlainText())

    def state(self) -> str:
        """What stands there."""
        return clean(self.text.toPlainText())

    def set_read_only(self, read_only: bool) -> None:
        """The text can still be selected."""
        self.text.setReadOnly(read_only)


class NumberField(TextField):
    """A whole number, dots set when the field is left. Empty is not zero."""

    def __init__(self, parse: Callable[[str], int | None] = parse_count, hint: str = "") -> None:
        super().__init__(hint)
        self._parse = parse

    def set_value(self, value: int | None) -> None:
        """Show the number with dots."""
        super().set_value("" if value is None else format_number(value))

    def value(self) -> int | None:
        """The number; None where nothing was typed."""
        return self._parse(self.line.text())

    def on_left(self) -> None:
        """Set the dots."""
        try:
            number = self.value()
        except ValueError:
            return
        if number is not None and self.line.text() != format_number(number):
            self.line.setText(format_number(number))


def money_field() -> NumberField:
    """An amount in whole đồng."""
    return NumberField(parse_money, "đồng")


class YearField(NumberField):
    """A year: no dots."""

    def set_value(self, value: int | None) -> None:
        """Show the year."""
        TextField.set_value(self, "" if value is None else str(value))

    def on_left(self) -> None:
        """Leave it as it is."""


class DecimalField(TextField):
    """A decimal kept as text with a point ("7.5"), shown and typed with a comma."""

    def set_value(self, value: str | None) -> None:
        """Show it with the comma."""
        super().set_value((value or "").replace(".", ","))

    def value(self) -> str | None:
        """With the point; what cannot be a number is judged by the record."""
        return one_line(self.line.text()).replace(",", ".") or None


class CheckField(Field):
    """Yes or no; its words stand beside the box."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.box = QCheckBox(words)
        self.box.toggled.connect(lambda _: self.edited.emit())
        self._take(self.box)

    def set_value(self, value: bool | None) -> None:
        """Tick or not."""
        self.box.setChecked(bool(value))

    def value(self) -> bool:
        """Whether it is ticked."""
        return self.box.isChecked()

    def state(self) -> bool:
        """Whether it is ticked."""
        return self.box.isChecked()


def is_confirming(event: QKeyEvent) -> bool:
    """Whether Enter was pressed without Ctrl, Alt or Shift."""
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
        event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    )
