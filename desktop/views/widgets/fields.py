"""Form fields: each shows one value of a record as text and gives it back. Nothing is corrected while it is typed.

UniKey sends Backspace and retypes letters, so no field touches keys of letters, completes inside the line or reformats before
it is left (domain F.3). What was typed stays, right or wrong; `value()` raises ValueError with the sentence that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QToolButton, QVBoxLayout, QWidget

from desktop.text import clean, fold, format_number, one_line, parse_count
from desktop.views.scaling import OWN_SIZE

NOT_APPLICABLE = "không áp dụng"
_SAYS_SO = {"kad", "k.a.d", "khong ap dung"}


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

    def warning(self) -> str:
        """A sentence about a value that can be read and is unlikely; it does not keep the record from being saved."""
        return ""

    def belongs_to(self, record_id: str, stored: bool) -> None:
        """Told before a record is shown: which one, and whether it is stored yet."""

    def follow(self, leading: Any, offered: Sequence[tuple[str, str]]) -> None:
        """Told when the field it follows changed: that field's value, and what is to be chosen from."""

    def _take(self, widget: QWidget) -> None:
        """Make `widget` the input that fills the field. Further things go beside it (`row`) or under the row (`under`)."""
        self.input = widget
        self.under = QVBoxLayout(self)
        self.under.setContentsMargins(0, 0, 0, 0)
        self.under.setSpacing(2)
        self.row = QHBoxLayout()
        self.row.setSpacing(4)
        self.row.addWidget(widget, 1)
        self.under.addLayout(self.row)
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


class AsideField(Field):
    """Shows something that goes with a record and holds nothing of it."""

    def set_value(self, value: Any) -> None:
        """Nothing: what it shows is read when it is told which record it belongs to."""

    def value(self) -> Any:
        """Nothing of the record."""
        return None

    def state(self) -> Any:
        """Nothing to lose."""
        return None

    def set_wrong(self, wrong: bool) -> None:
        """It cannot be wrong."""


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
        self.text.setProperty(OWN_SIZE, True)
        self._lines = lines
        self._fit_lines()
        self.text.textChanged.connect(self.edited.emit)
        self._take(self.text)

    def _fit_lines(self) -> None:
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * self._lines + 18)

    def changeEvent(self, event: QEvent) -> None:
        """As many lines as before, whatever the size of the letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.text.ensurePolished()
            self._fit_lines()

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
    """A whole number, dots set when the field is left. Empty is not zero; a form may let it say "không áp dụng" too.

    The words stand in the field like any other text, so that they are typed ("kad"), pasted, kept and undone as text is.
    """

    def __init__(self, parse: Callable[[str], int | None] = parse_count, hint: str = "") -> None:
        super().__init__(hint)
        self._parse = parse
        self._mark: QToolButton | None = None
        self._before = ""  # what stood there when the mark was pressed

    def let_not_apply(self) -> None:
        """Offer the third state: the mark at the right, and its words."""
        self._mark = QToolButton()
        self._mark.setObjectName("mark")
        self._mark.setText("KAD")
        self._mark.setCheckable(True)
        self._mark.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._mark.setAccessibleName("Không áp dụng")
        self._mark.setToolTip("Không áp dụng: việc này không có số để đếm (hoặc gõ KAD vào ô). Khác với 0 và để trống.")
        self._mark.clicked.connect(self._marked)
        self.line.textChanged.connect(lambda _: self._show_mark())
        self.row.addWidget(self._mark)

    @property
    def not_applicable(self) -> bool:
        """Whether the field says that there is nothing to count."""
        return self._mark is not None and fold(one_line(self.line.text())) in _SAYS_SO

    def set_not_applicable(self) -> None:
        """Show that there is nothing to count."""
        self.line.setText(NOT_APPLICABLE)

    def set_value(self, value: int | None) -> None:
        """Show the number with dots."""
        super().set_value("" if value is None else format_number(value))

    def value(self) -> int | None:
        """The number; None where nothing was typed or nothing can be counted."""
        return None if self.not_applicable else self._parse(self.line.text())

    def on_left(self) -> None:
        """Set the dots."""
        try:
            number = self.value()
        except ValueError:
            return
        tidy = NOT_APPLICABLE if self.not_applicable else "" if number is None else format_number(number)
        if tidy and self.line.text() != tidy:
            self.line.setText(tidy)

    def set_read_only(self, read_only: bool) -> None:
        """The mark neither."""
        super().set_read_only(read_only)
        if self._mark is not None:
            self._mark.setEnabled(not read_only)

    def _marked(self, on: bool) -> None:
        if on:
            self._before = self.line.text()
            self.set_not_applicable()
        else:
            self.line.setText(self._before)
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_mark(self) -> None:
        if self._mark is not None:
            self._mark.setChecked(self.not_applicable)


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
