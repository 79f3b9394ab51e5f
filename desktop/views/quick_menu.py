"""Ghi nhanh: any kind of record written from any page. Its key opens the menu in the middle of the window, a digit chooses."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop.views.theme import icon

KEYS = "Ctrl+Shift+N"


class QuickMenu(QMenu):
    """Empty until `fill`, which is told what is to be done with the place that was chosen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__("Ghi nh&anh", window)
        self._window = window
        self.setIcon(icon("notebook-pen"))
        self.setToolTipsVisible(True)
        self.menuAction().setToolTip(f"Ghi mới bất cứ loại bản ghi nào, từ bất cứ trang nào ({KEYS})")
        self.menuAction().setShortcut(QKeySequence(KEYS))
        self.menuAction().triggered.connect(self.show_in_the_middle)

    def fill(self, role: str, write: Callable[[str], object]) -> None:
        """Offer the kinds that a role writes."""
        from desktop.views.logbook import books_for

        self.clear()
        for number, book in enumerate((book for book in books_for(role) if book.written), 1):
            digit = str(number % 10)
            action = self.addAction(f"&{digit}   {book.one[0].upper()}{book.one[1:]}")
            action.setToolTip(f"Ghi {book.one} mới ({KEYS} rồi {digit})")
            action.triggered.connect(lambda _=False, place=book.place: write(place))
        self.menuAction().setEnabled(not self.isEmpty())

    def show_in_the_middle(self) -> None:
        """Where the eye is, whatever page is in front."""
        size = self.sizeHint()
        self.popup(
            self._window.mapToGlobal(self._window.rect().center()) - QPoint(size.width() // 2, size.height() // 2)
        )
