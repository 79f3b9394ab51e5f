"""The frozen editions of a year's report, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from desktop.reports.editions import FrozenEdition
from desktop.text import format_date
from desktop.views.theme import GRID, icon, scaled

ROLE = Qt.ItemDataRole.UserRole
_HEIGHT = 92


class EditionsList(QWidget):
    """`opened` with the number of the edition whose PDF is to be seen. Further buttons: `buttons`."""

    opened = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName("Các bản đã chốt")
        self.list.setFixedHeight(scaled(_HEIGHT))
        self.list.itemActivated.connect(lambda *_: self._open())
        label = QLabel("Các &bản đã chốt")
        label.setBuddy(self.list)
        self.open_button = QPushButton(icon("eye"), "&Mở PDF")
        self.open_button.setToolTip("Làm lại PDF của bản đã chốt, đúng như lúc chốt, và mở ra xem (Enter)")
        self.open_button.clicked.connect(lambda: self._open())
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(GRID)
        self.buttons.addWidget(label, 1)
        self.buttons.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(self.buttons)
        column.addWidget(self.list)

    @property
    def chosen(self) -> int | None:
        """The number of the edition chosen, else the newest; None where there is none."""
        item = self.list.currentItem() or self.list.item(0)
        number: int | None = item.data(ROLE) if item is not None else None
        return number

    def show_editions(self, editions: Sequence[FrozenEdition], differs: str = "") -> None:
        """List them; the row chosen stays so. `differs` says how the records differ from the newest by now."""
        chosen = self.list.currentRow()
        self.list.clear()
        for one in reversed(editions):
            day = format_date(date.fromisoformat(one.at[:10]))
            newest = one is editions[-1]
            marks = [words for there, words in ((one.scan, "có bản quét"), (one.signed_pdf, "đã ký số")) if there]
            marks += [differs[:1].lower() + differs[1:]] if newest and differs else []
            words = f"Bản số {one.edition} – mã {one.code} – {', '.join([day, f'{one.pages} trang', *marks])}"
            changed = newest and bool(differs)
            item = QListWidgetItem(
                icon("triangle-alert" if changed else "file-check", "warning" if changed else "success"), words
            )
            item.setToolTip(words)
            item.setData(ROLE, one.edition)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(chosen, 0), self.list.count() - 1))
        self.open_button.setEnabled(bool(editions))
        if not editions:
            self.list.addItem("Chưa chốt bản nào.")

    def _open(self) -> None:
        if (number := self.chosen) is not None:
            self.opened.emit(number)
