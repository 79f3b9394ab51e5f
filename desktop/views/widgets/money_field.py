"""An amount in whole đồng, said in words under it once the field is left (Plan V; domain F.2)."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel

from desktop.text import money_in_words, parse_money
from desktop.views.widgets.fields import NumberField


class MoneyField(NumberField):
    """Dots and words come on leaving, never while typing: UniKey sends backspaces."""

    def __init__(self) -> None:
        super().__init__(parse_money, "đồng")
        self.words = QLabel()
        self.words.setObjectName("hint")
        self.words.setWordWrap(True)
        self.words.hide()
        self.under.addWidget(self.words)
        self.line.textChanged.connect(lambda _: self.words.hide())

    def set_value(self, value: int | None) -> None:
        """Show the amount and its words."""
        super().set_value(value)
        self._show_words()

    def on_left(self) -> None:
        """Set the dots, say it in words."""
        super().on_left()
        self._show_words()

    def _show_words(self) -> None:
        try:
            amount = self.value()
        except ValueError:
            amount = None
        self.words.setText(f"Bằng chữ: {money_in_words(amount)}." if amount else "")
        self.words.setVisible(bool(amount))
