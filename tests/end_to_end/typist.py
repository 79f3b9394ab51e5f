"""A clerk who types and saves until the process is killed: the real window on a real data folder, told about line by line.

Run as a process of its own: `typist FOLDER SEED [--naive]`. Each line of standard output is one JSON object: what stands in the form
after each letter, what was saved once the program says so, and at the start what the program offered back. `--naive` types
without the journal: such a clerk must lose text, else the test that kills him proves nothing.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
import traceback
from pathlib import Path
from typing import NoReturn

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop.models.database import Database
from desktop.models.installation import current
from desktop.views import theme, words
from desktop.views.page import Workspace
from desktop.views.record_page import RecordPage
from desktop.views.recovery import Offer
from desktop.views.widgets.background import Background
from desktop.views.window import MainWindow

WORDS = [
    "tuyên",
    "truyền",
    "nghị",
    "quyết",
    "bảy",
    "mươi",
    "mốt",
    "cho",
    "phụ",
    "huynh",
    "học",
    "sinh",
    "bản",
    "Pá",
    "Hốc",
    "ngày",
    "hội",
    "đến",
    "trường",
    "của",
    "bé",
]


def tell(what: str, **more: object) -> None:
    """One line to whoever watches, with the time of a clock that both share."""
    line = json.dumps({"what": what, "at": time.monotonic(), **more}, ensure_ascii=False)
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


def focused() -> QWidget:
    """What has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def type_text(page: RecordPage, text: str, pause: int) -> None:
    """Letter by letter into what has the keyboard."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(focused(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))
        tell("typed", id=page.form.record_id, states=page.form.states())
        QTest.qWait(pause)


def one_record(window: MainWindow, page: RecordPage, luck: random.Random) -> None:
    """A new record, or one more version of a stored one while there is room in it."""
    stored = page.table.current_id()
    again = bool(stored) and luck.random() < 0.4
    if again:
        page.open_record(stored)
        again = len(page.form.field("title").state()) < 150 and len(page.form.field("content").state()) < 5_000
    if not again:
        QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        page.form.field("date").set_state(f"{luck.randint(1, 28)}/{luck.randint(1, 12)}/2026")
        page.form.field("channel").set_state("K2")
    page.form.go_to_field("title")
    QTest.keyClick(focused(), Qt.Key.Key_End)
    type_text(page, " ".join(luck.choices(WORDS, k=luck.randint(1, 4))) + " ", luck.randint(1, 8))
    page.form.go_to_field("content")
    QTest.keyClick(focused(), Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    type_text(page, " ".join(luck.choices(WORDS, k=luck.choice((1, 3, 60)))) + " ", luck.randint(1, 12))
    states = page.form.states()
    QTest.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not page.form.is_dirty
    tell("saved", id=page.form.record_id, states=states)
    QTest.qWait(luck.choice((0, 0, 300, 600)))


def take_up(window: MainWindow, page: RecordPage) -> None:
    """What the program offers back: opened, told, saved."""
    offer = next((each for each in window.findChildren(Offer) if each.isVisible()), None)
    if offer is None:
        tell("nothing offered")
        return
    text = offer.text()
    offer.reopened.click()
    QTest.qWait(50)
    tell("reopened", id=page.form.record_id, states=page.form.states(), text=text)
    states = page.form.states()
    if page.save():
        tell("saved", id=page.form.record_id, states=states)
    else:
        tell("dropped", id=page.form.record_id)
        page.form.open_new()


def fail(error: BaseException) -> None:
    """A fault of the program ends the clerk's day, loudly."""
    traceback.print_exception(error)
    os._exit(3)


def main(folder: Path, seed: int, naive: bool) -> NoReturn:
    """Until killed."""
    app = QApplication([])
    words.install(app)
    theme.dress(app)
    database = Database.open(folder)
    with database.snapshot() as session:
        unit_id = current(session).unit_id
    window = MainWindow()
    workspace = Workspace(database, Background(fail), "unit", unit_id, window)
    window.show()
    window.attach(workspace, lambda: "")
    window.activateWindow()
    page = window.page_named("activities")
    assert isinstance(page, RecordPage)
    if naive:
        page.form.edited.disconnect(page.journal.note)
    QTest.qWait(20)
    take_up(window, page)
    window.go_to("activities")
    tell("begins")
    luck = random.Random(seed)
    while True:
        one_record(window, page, luck)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), "--naive" in sys.argv)
