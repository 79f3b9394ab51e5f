"""What every page is to the window, and what the window gives to every page.

A further page: a module under `desktop/views` with `def make(workspace: Workspace) -> Page`, and one line in `places.py`.
The page subclasses `Page`, puts its widgets into `self.body`, fills `self.commands` with what Ctrl+N, Ctrl+S … do on it,
and reads its figures in `refresh()`. It never refreshes another page: a commit announces the kinds it touched, the window
calls `refresh()` of the page in front if its `KINDS` are among them, and of the others when they are next shown.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.views.theme import GRID

if TYPE_CHECKING:
    from desktop.models.database import Database
    from desktop.views.widgets.background import Background

COUNTED_KINDS = frozenset(
    {
        "profile", "plan", "person", "activity", "course", "product", "media_page", "commendation", "opinion",
        "budget_line", "duty", "difficulty", "self_assessment", "report",
    }
)  # fmt: skip
"""The kinds of record that indicators and the report are made from."""


class Command(StrEnum):
    """What the menu can ask of a page. Undo belongs to the window."""

    NEW = "new"
    SAVE = "save"
    DUPLICATE = "duplicate"
    DELETE = "delete"
    KEEP_DRAFT = "keep_draft"
    HISTORY = "history"
    FIND = "find"
    CHANGE = "change"
    EXPORT = "export"
    LIKE_LAST = "like_last"
    CLOSE = "close"


class Shell(Protocol):
    """What the window does for pages."""

    def go_to(self, name: str, **what: Any) -> bool: ...
    def notify(self, text: str, action: str = "", on_action: Callable[[], None] | None = None) -> None: ...
    def refuse(self, error: BaseException) -> None: ...
    def undo(self) -> None: ...
    def redo(self) -> None: ...
    def restart(self, copy: Path) -> None: ...


class Workspace(QObject):
    """Handed to every page: the database, the background runner, who we are, and the window's few services."""

    changed = Signal(object)  # frozenset[str]: kinds touched by a commit, on the UI thread whoever committed
    people_changed = Signal()  # the accounts of this PC, who is working, or when the window locks itself
    looks_changed = Signal()  # how large letters are

    def __init__(self, database: Database, background: Background, role: str, unit_id: str, shell: Shell) -> None:
        super().__init__()
        self.database = database
        self.background = background
        self.role = role
        self.unit_id = unit_id
        self.shell = shell
        # Emitted maybe in the worker: Qt queues it to the UI thread, where this object and the pages live.
        database.on_change(self.changed.emit)

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self.database.folder

    def go_to(self, name: str, **what: Any) -> bool:
        """Open a place; `what` reaches its `Page.open()`. False where the page in front did not want to be left."""
        return self.shell.go_to(name, **what)

    def notify(self, text: str, action: str = "", on_action: Callable[[], None] | None = None) -> None:
        """Say in passing what was done (5 s, nothing to click away), with one optional button such as Hoàn tác."""
        self.shell.notify(text, action, on_action)

    def refuse(self, error: BaseException) -> None:
        """Show a UserError as its sentence; anything else is a bug and goes the way of bugs."""
        self.shell.refuse(error)


class Page(QWidget):
    """One place of the window. Subclasses set TITLE, maybe SUBTITLE, KINDS, HELP, and fill `self.body`."""

    TITLE: ClassVar[str] = ""
    SUBTITLE: ClassVar[str] = ""
    KINDS: ClassVar[frozenset[str]] = frozenset()  # kinds of records the page shows
    HELP: ClassVar[str] = ""  # a few sentences for F1, plain text
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = ()  # keys of this page and what they do, for F1

    commands_changed = Signal()

    def __init__(self, workspace: Workspace, title: str = "", subtitle: str = "") -> None:
        super().__init__()
        self.setObjectName("page")
        self.workspace = workspace
        self.kinds = type(self).KINDS
        self.help = type(self).HELP
        self.commands: dict[Command, Callable[[], object]] = {}
        self.title = title or type(self).TITLE
        heading = QLabel(self.title)
        heading.setObjectName("title")
        self.subtitle = QLabel(subtitle or type(self).SUBTITLE)
        self.subtitle.setObjectName("subtitle")
        self.subtitle.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(heading)
        words.addWidget(self.subtitle)
        if not self.subtitle.text():
            self.subtitle.hide()  # never shown here: without a parent yet it would flash up as a window of its own
        self.header = QHBoxLayout()  # further widgets of a page go to its right: page.header.addWidget(button)
        self.header.setSpacing(GRID)
        self.header.addLayout(words, 1)
        self.body = QVBoxLayout()
        self.body.setSpacing(GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID + 4, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        layout.addLayout(self.header)
        layout.addLayout(self.body, 1)

    def open(self, **what: Any) -> None:
        """Called when the page was asked for with something to show, as `record_id=…` or `year=…`."""

    def refresh(self) -> None:
        """Read again what the page shows. Called before the page is first shown and after commits that touch its KINDS."""

    def may_leave(self) -> bool:
        """Whether another page may come to the front or the window close; asks where typed text would be lost."""
        return True

    def left(self) -> None:
        """Called when another page has come to the front or the window closes: the time to keep how the page was left."""

    def focus_first(self) -> None:
        """Put the keyboard where work begins. Called when the page comes to the front."""

    def run_command(self, command: Command) -> None:
        """Do what a menu item or its key asks; nothing where the page has no such command now."""
        action = self.commands.get(command)
        if action is not None:
            action()
