"""Work in the background gives back what it holds of Qt to the thread that Qt lives in."""

from __future__ import annotations

import subprocess
import sys
import threading

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop.views.widgets.background import Background
from tests.test_house import ROOT

MANY_RUNS = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from desktop.views.widgets.background import Background

application, window, errors, done = QApplication([]), QWidget(), [], []
background = Background(errors.append)
sys.setswitchinterval(1e-6)  # the threads overtake each other as on a busy machine

def go_on(result=None):
    done.append(result)
    if len(done) > 1500:
        application.quit()
    else:
        background.run(window, lambda progress: sum(range(200)), go_on, "Đang làm…")

window.show()
QTimer.singleShot(0, go_on)
application.exec()
background.wait()
sys.exit(bool(errors))
"""


def test_many_short_works_one_after_the_other_do_not_end_the_program() -> None:
    """The Progress of a work, let go by the worker, took a connection of Qt's apart in the wrong thread."""
    done = subprocess.run([sys.executable, "-c", MANY_RUNS], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_list_waits_behind_a_long_copy(qtbot: QtBot) -> None:
    errors: list[BaseException] = []
    background, owner, copied = Background(errors.append), QObject(), threading.Event()
    done: list[str] = []
    background.keep(owner, lambda _: copied.wait(10), lambda _: done.append("copy"))
    background.read(owner, lambda _: None, lambda _: done.append("list"))
    qtbot.waitUntil(lambda: bool(done), timeout=3_000)
    assert done == ["list"]
    copied.set()
    qtbot.waitUntil(lambda: done == ["list", "copy"], timeout=3_000)
    background.wait()
    assert not errors
