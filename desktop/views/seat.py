"""Who sits at this PC: signing in, another user, the lock. Without accounts none of it is seen.

What is written bears the name of who signed in last (`Database.author`). A lock closes nothing: an open form keeps its text,
and where another person takes over, the next save bears the new name.
"""

from __future__ import annotations

import contextlib
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QMenu, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.views.theme import icon, pixmap

if TYPE_CHECKING:
    from desktop.views.idle import IdleWatch
    from desktop.views.page import Workspace
    from desktop.views.sign_in import SignInDialog

SWITCH, LOCK = "Ctrl+Shift+L", "F12"
HOW = "Chọn tên (phím số hoặc mũi tên), nhập mã PIN nếu có."


class Leaving(Enum):
    """How a person gets out of the question without an answer. A lock has no way out: text may stand behind it."""

    BACK = "&Hủy"
    CLOSE = "Th&oát"
    NOT = ""


class Cover(QWidget):
    """Hides all of a window, and stays as large as it is."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("cover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        picture = QLabel()
        picture.setPixmap(pixmap("lock", "muted", 32))
        words = QLabel("Đã khóa")
        words.setObjectName("muted")
        layout = QVBoxLayout(self)
        for label in (picture, words):
            layout.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.insertStretch(0, 1)
        layout.addStretch(1)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the window's size."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)


class Seat(QObject):
    """`changed` with the name of who works now; empty before anybody has an account."""

    changed = Signal(str)

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._workspace: Workspace | None = None
        self._account_id: int | None = None
        self._covers: list[Cover] = []
        self._dialog: SignInDialog | None = None
        self.watch: IdleWatch | None = None
        self.menu = QMenu("Người &dùng", window)
        self.menu.setToolTipsVisible(True)
        self.switch_action = self._action("&Đổi người dùng…", "users", SWITCH, "Người khác vào làm việc")
        self.switch_action.triggered.connect(lambda _=False: self.switch())
        self.lock_action = self._action("&Khóa màn hình", "lock", LOCK, "Che màn hình cho đến khi nhập mã PIN")
        self.lock_action.triggered.connect(lambda _=False: self.lock())
        self.people_action = self._action("&Thêm, sửa người dùng…", "settings", "", "Mở trang Thiết lập")
        self.people_action.triggered.connect(lambda _=False: self._open_settings())

    def _action(self, title: str, picture: str, keys: str, tip: str) -> QAction:
        action = QAction(icon(picture), title, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.setToolTip(f"{tip} ({keys})" if keys else tip)
        action.setEnabled(False)
        self.menu.addAction(action)
        return action

    @property
    def name(self) -> str:
        """Who works now."""
        return self._workspace.database.author if self._workspace else ""

    @property
    def locked(self) -> bool:
        """Whether the window is covered."""
        return bool(self._covers)

    def attach(self, workspace: Workspace) -> None:
        """Ask who is there, where people have accounts; one person without a PIN is not asked."""
        from desktop.models.account import accounts, last_account

        self._workspace = workspace
        workspace.people_changed.connect(self._people_changed)
        self.people_action.setEnabled(True)
        with workspace.database.snapshot() as session:
            people, last = accounts(session), last_account(session)
        if len(people) == 1 and not people[0].pin:
            self._sit_down(people[0].id, people[0].name)
        elif people:
            self._cover()
            self._ask("Ai đang làm việc?", HOW, last, Leaving.CLOSE)
        self._people_changed()

    def switch(self) -> None:
        """Another person works from now on; nothing that is open is closed."""
        if self._may_ask():
            self._ask("Đổi người dùng", f"{self.name} đang làm việc. {HOW}", self.name, Leaving.BACK)

    def lock(self) -> None:
        """Cover every window of the program until somebody signs in."""
        if self._may_ask():
            self._cover()
            now = f"{datetime.now():%H:%M}"  # noqa: DTZ005  the wall clock of the room
            about = f"{self.name} đang làm việc, khóa lúc {now}. Những gì đang gõ vẫn còn nguyên."
            self._ask("Màn hình đã khóa", about, self.name, Leaving.NOT)

    def _may_ask(self) -> bool:
        """Not without accounts, not twice, not while a long task holds the window."""
        workspace = self._workspace
        return workspace is not None and bool(self.name) and self._dialog is None and not workspace.background.busy

    def _ask(self, title: str, about: str, first: str, leaving: Leaving) -> None:
        from desktop.views.sign_in import SignInDialog

        assert self._workspace is not None
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        modal = QApplication.activeModalWidget()
        parent = modal if modal is not None and modal.isVisible() else self._window
        dialog = SignInDialog(parent, self._workspace.database, title, about, first, leaving)
        dialog.finished.connect(lambda _: self._answered(dialog))
        self._dialog = dialog
        dialog.show()
        dialog.focus_first()

    def _answered(self, dialog: SignInDialog) -> None:
        self._dialog = None
        dialog.deleteLater()
        if dialog.closing:
            QTimer.singleShot(0, self._window.close)
            return
        for cover in self._covers:
            cover.hide()
            cover.deleteLater()
        self._covers.clear()
        if (parent := dialog.parentWidget()) is not None:
            parent.activateWindow()
        if dialog.chosen is not None:
            self._sit_down(dialog.chosen.id, dialog.chosen.name)
            self._people_changed()

    def _sit_down(self, account_id: int, name: str) -> None:
        from desktop.models.account import last_account, remember_account

        assert self._workspace is not None
        database = self._workspace.database
        self._account_id, database.author = account_id, name
        with contextlib.suppress(UserError):  # where the disk refuses, the next start offers another name first
            with database.snapshot() as session:
                known = last_account(session) == name
            if not known:
                with database.transaction() as session:
                    remember_account(session, name)

    def _people_changed(self) -> None:
        """Accounts were added, renamed or put to rest: who works now may bear another name, or be nobody."""
        from desktop.models.account import accounts, idle_minutes

        assert self._workspace is not None
        with self._workspace.database.snapshot() as session:
            people, minutes = accounts(session), idle_minutes(session)
        mine = next((person for person in people if person.id == self._account_id), None)
        if mine is not None:
            self._workspace.database.author = mine.name
        elif self._dialog is None:
            self._account_id, self._workspace.database.author = None, ""
            if len(people) == 1:  # the first account is made by who sits here
                self._sit_down(people[0].id, people[0].name)
            elif people:
                self._cover()
                self._ask("Ai đang làm việc?", HOW, "", Leaving.CLOSE)
        for action in (self.switch_action, self.lock_action):
            action.setEnabled(bool(people))
        self._watch_for(60 * minutes)
        self.changed.emit(self.name)

    def _watch_for(self, seconds: float) -> None:
        if self.watch is None and seconds:
            from desktop.views.idle import IdleWatch

            self.watch = IdleWatch(self)
            self.watch.idle.connect(self.lock)
        if self.watch is not None:
            self.watch.start(seconds)

    def _cover(self) -> None:
        shown = [window for window in QApplication.topLevelWidgets() if window.isVisible() and window.isWindow()]
        kinds = (Qt.WindowType.Popup, Qt.WindowType.ToolTip)
        self._covers = [Cover(window) for window in shown if window.windowType() not in kinds]

    def _open_settings(self) -> None:
        assert self._workspace is not None
        self._workspace.go_to("settings")
