"""Việc khác: what else can be done on a page, from one small list; the keys work on the whole page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from desktop.views.theme import icon


@dataclass(frozen=True)
class Deed:
    """An entry: its words with an underlined letter, its picture, its key ("" for none), what it does."""

    words: str
    picture: str
    keys: str
    do: Callable[[], object]


class MoreDeeds(QPushButton):
    """The button with its menu. `entries` are its actions by their words without the `&`."""

    def __init__(self, page: QWidget, words: str, deeds: Iterable[Deed]) -> None:
        super().__init__(icon("chevron-down"), words)
        self.setToolTip("Các việc khác với báo cáo, mỗi việc có phím riêng")
        self.entries: dict[str, QAction] = {}
        menu = QMenu(self)
        for deed in deeds:
            entry = menu.addAction(icon(deed.picture), deed.words)
            entry.triggered.connect(lambda _=False, do=deed.do: do())
            if deed.keys:
                entry.setShortcut(QKeySequence(deed.keys))
                entry.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                page.addAction(entry)  # a menu's own keys work only while it is open
            self.entries[deed.words.replace("&", "")] = entry
        self.setMenu(menu)
