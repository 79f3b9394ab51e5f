"""Waiting for long work: the window takes no keys, the small one says how far it is and can be stopped."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMainWindow, QProgressBar
from pytestqt.qtbot import QtBot

from desktop.views.widgets.background import Background, Progress
from desktop.views.widgets.waiting import WaitingDialog
from tests.views.conftest import focused, press


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_long_work_says_how_far_it_is_and_stops_on_a_key(dressed: QApplication, qtbot: QtBot, key: Qt.Key) -> None:
    window, background = QMainWindow(), Background(lambda _: None)
    qtbot.addWidget(window)
    window.show()
    came: list[str] = []

    def work(progress: Progress) -> str:
        for done in range(2000):
            progress.report(done, 2000, f"{done} trên 2.000")
            time.sleep(0.005)
        return "xong"

    background.run(window, work, came.append, "Đang nhập…")
    dialog = window.findChild(WaitingDialog)
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    bar = dialog.findChild(QProgressBar)
    assert bar is not None
    qtbot.waitUntil(lambda: bar.value() > 0 and bar.maximum() == 2000)
    assert not window.isEnabled()
    press(focused(), key)
    qtbot.waitUntil(window.isEnabled, timeout=2000)
    assert came == []
    background.wait()
