"""One start of a window in a process of its own: says `painted` with its memory at the first shown frame, and ends.

`python -m bench.first_frame floor` shows a bare QMainWindow with a QTableView; with `ours` and a data folder it starts
the program as a person does. Both go through the same event filter, which the program knows nothing of.
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QStringListModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView, QWidget


class FirstFrame(QObject):
    """Ends the process when a window has been painted for the first time."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget) and watched.isWindow():
            print(f"painted {memory():.1f}", flush=True)
            os._exit(0)
        return False


def memory() -> float:
    """Resident memory of this process in MB; 0 where the system doesn't say (Windows)."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


def watch_before_the_loop() -> None:
    """Put the filter in place when the program enters its event loop."""
    enter = QApplication.exec
    kept: list[QObject] = []

    def entering(*_: object) -> int:
        application = QCoreApplication.instance()
        assert application is not None
        kept.append(FirstFrame())
        application.installEventFilter(kept[0])
        for widget in QApplication.topLevelWidgets():
            widget.update()
        return enter()

    QApplication.exec = entering  # type: ignore[method-assign]


def floor() -> None:
    """The least: an application, a main window, a table of one column."""
    application = QApplication([])
    window = QMainWindow()
    view = QTableView(window)
    view.setModel(QStringListModel([str(number) for number in range(100)], view))
    window.setCentralWidget(view)
    window.resize(1000, 700)
    window.show()
    application.exec()


if __name__ == "__main__":
    watch_before_the_loop()
    if sys.argv[1] == "floor":
        floor()
    else:
        sys.argv[:] = ["nq71", "--data", sys.argv[2]]
        runpy.run_module("desktop", run_name="__main__", alter_sys=True)
