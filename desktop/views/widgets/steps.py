"""A row of steps: what is done, what comes next, what went wrong."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.views.theme import icon
from desktop.views.widgets.chips import FlowLayout


class Steps(QWidget):
    """Đã lưu → đã xuất → Sở đã nhận → được duyệt / bị trả lại."""

    def __init__(self) -> None:
        super().__init__()
        self._row = FlowLayout(self)

    def words(self) -> list[str]:
        """What the steps say, for tests and readers of the screen."""
        return self.accessibleName().split(" → ")

    def show_steps(self, steps: list[tuple[str, str, str]]) -> None:
        """(words, detail, mood) each."""
        while (item := self._row.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        for number, (words, detail, mood) in enumerate(steps):
            self._row.addWidget(_step(words, detail, mood, arrow=number > 0))
        self.setAccessibleName(" → ".join(words for words, _, _ in steps))


def _step(words: str, detail: str, mood: str, arrow: bool) -> QWidget:
    picture, colour = {
        "done": ("circle-check", "success"),
        "wrong": ("circle-x", "danger"),
    }.get(mood, ("clock", "muted"))
    mark = QLabel()
    mark.setPixmap(icon(picture, colour).pixmap(18, 18))
    label = QLabel(words)
    if mood == "done":
        label.setStyleSheet("font-weight: bold;")
    elif mood == "wrong":
        label.setProperty("problem", True)
    else:
        label.setObjectName("muted")
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    if arrow:
        before = QLabel()
        before.setPixmap(icon("arrow-right", "muted").pixmap(16, 16))
        row.addWidget(before)
    row.addWidget(mark)
    row.addWidget(label)
    if detail:
        small = QLabel(detail)
        small.setObjectName("hint")
        row.addWidget(small)
    return box
