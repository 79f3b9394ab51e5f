"""A sentence in a coloured frame that stays until the next one: what came of the last action."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from desktop.views.theme import pixmap

_ICONS = {"success": "circle-check", "warning": "triangle-alert", "danger": "circle-alert", "info": "info"}
_COLOURS = {"info": "primary"}


class Banner(QFrame):
    """Hidden until `say`."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.label = QLabel()
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(self._icon)
        row.addWidget(self.label, 1)
        self.hide()

    def say(self, text: str, mood: str = "success") -> None:
        """`mood`: success, warning, danger, info."""
        self.setObjectName(f"banner_{mood}")
        self.style().unpolish(self)
        self.style().polish(self)
        for child in (self, self.label):
            child.style().unpolish(child)
            child.style().polish(child)
        self._icon.setPixmap(pixmap(_ICONS[mood], _COLOURS.get(mood, mood)))
        self.label.setText(text)
        self.show()

    def text(self) -> str:
        """What it says; empty while it is hidden."""
        return "" if self.isHidden() else self.label.text()
