"""Notices that nobody has touched keyboard or mouse for a while."""

from __future__ import annotations

import time

import shiboken6
from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_SIGNS = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)
_LOOKS = 8  # how often it is looked at within the time


class IdleWatch(QObject):
    """`idle` once nothing was touched for the given time.

    Listens to the system's windows, not to the application: a filter there would see every event of every widget.
    """

    idle = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._seconds = 0.0
        self._last = time.monotonic()
        self._watched: list[QWindow] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._listen_to)
        self._listen_to(app.focusWindow())

    def start(self, seconds: float) -> None:
        """Count from now; 0 = never."""
        self._seconds = seconds
        self._last = time.monotonic()
        self._timer.stop()
        if seconds > 0:
            self._timer.start(max(round(seconds * 1000 / _LOOKS), 20))

    def _listen_to(self, window: QWindow | None) -> None:
        self._watched = [known for known in self._watched if shiboken6.isValid(known)]
        if window is not None and window not in self._watched:
            self._watched.append(window)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Somebody is there."""
        if event.type() in _SIGNS:
            self._last = time.monotonic()
        return super().eventFilter(watched, event)

    def _look(self) -> None:
        """Said again and again until somebody touches something: who listens may have been busy."""
        if time.monotonic() - self._last >= self._seconds:
            self.idle.emit()
