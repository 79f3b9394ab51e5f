"""Ctrl + +, Ctrl + −, Ctrl + 0: larger and smaller letters, at once and for every start to come."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu

from desktop.errors import UserError
from desktop.views import scaling, theme

if TYPE_CHECKING:
    from desktop.views.page import Workspace

KEY = "text_percent"  # of the installation's settings
LARGER, SMALLER, USUAL = "Ctrl++", "Ctrl+-", "Ctrl+0"


class TextSize(QObject):
    """The menu with its three keys; remembers the size once there is a workspace."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._workspace: Workspace | None = None
        self.menu = QMenu("X&em", window)
        for title, keys, then in (
            ("Chữ &to hơn", [LARGER, "Ctrl+="], lambda: self.choose(scaling.step(theme.percent(), up=True))),
            ("Chữ &nhỏ hơn", [SMALLER, "Ctrl+_"], lambda: self.choose(scaling.step(theme.percent(), up=False))),
            ("&Cỡ chữ bình thường", [USUAL], lambda: self.choose(100)),
        ):
            self.menu.addAction(self._action(title, keys, then))

    def _action(self, title: str, keys: list[str], then: Callable[[], None]) -> QAction:
        action = QAction(title, self)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _=False: then())
        return action

    def attach(self, workspace: Workspace) -> None:
        """Show everything as large as it was last time."""
        from desktop.models.installation import current

        self._workspace = workspace
        with workspace.database.snapshot() as session:
            kept = (current(session).settings or {}).get(KEY)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            scaling.set_percent(app, kept if kept in scaling.PERCENTS else 100)

    def choose(self, percent: int) -> None:
        """Show everything at `percent` % and keep it."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        scaling.set_percent(app, percent)
        if self._workspace is not None:
            keep(self._workspace, percent)


def keep(workspace: Workspace, percent: int) -> None:
    """Remember the size and say it. Where the disk refuses, letters are large all the same until the program closes."""
    from desktop.models.installation import current

    try:
        with workspace.database.transaction() as session:
            installation = current(session)
            installation.settings = {**(installation.settings or {}), KEY: percent}
    except UserError as error:
        workspace.refuse(error)
        return
    workspace.looks_changed.emit()
    workspace.notify(f"Cỡ chữ {percent} %.")
