"""A window on a real data folder, and hands: keys typed as UniKey and other input methods send them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.base import new_id, utc_now
from desktop.models.database import Database
from desktop.models.installation import Installation
from desktop.models.unit import UnitProfile, profile_id
from desktop.views import theme, words
from desktop.views.page import Workspace
from desktop.views.profile import unit_name
from desktop.views.record_page import RecordPage
from desktop.views.widgets.background import Background
from desktop.views.window import MainWindow

YEAR = date.today().year  # noqa: DTZ011
UNIT = new_id()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    with Database.open(folder, create=True) as database, database.transaction() as session:
        session.add(Installation(role="unit", unit_id=UNIT, unit_code=None, created_at=utc_now(), settings={}))
        session.add(
            UnitProfile(
                id=profile_id(UNIT, YEAR),
                unit_id=UNIT,
                year=YEAR,
                name="Trường THCS Nà Lìu",
                kind="THCS",
                place="Chiềng Khương",
                sign="THCSNL",
                head_post="HIỆU TRƯỞNG",
                head_name="Lò Văn Hặc",
                staff=47,
            )
        )
    return folder


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    """The application in its own clothes and words."""
    if not qapp.styleSheet():
        words.install(qapp)
        theme.dress(qapp)
    return qapp


@pytest.fixture
def window(dressed: QApplication, database: Database, qtbot: QtBot) -> Iterator[MainWindow]:
    errors: list[BaseException] = []
    background = Background(errors.append)
    shown = MainWindow()
    qtbot.addWidget(shown, before_close_func=drop_what_is_typed)
    workspace = Workspace(database, background, "unit", UNIT, shown)
    shown.resize(1366, 720)
    shown.show()
    shown.attach(workspace, lambda: unit_name(database, UNIT))
    qtbot.waitUntil(shown.isActiveWindow)
    yield shown
    background.wait()
    assert not errors


def drop_what_is_typed(window: MainWindow) -> None:
    """So that no question keeps a window from closing after its test."""
    if isinstance(page := window.page, RecordPage) and page.form.is_dirty:
        page.form.open_new()


def press(target: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """One key, as a keyboard sends it."""
    from PySide6.QtTest import QTest

    QTest.keyClick(target, key, modifiers)


def control(target: QWidget, key: Qt.Key) -> None:
    """Ctrl and a key."""
    press(target, key, Qt.KeyboardModifier.ControlModifier)


def press_sequence(target: QWidget, keys: str) -> None:
    """A key with its helpers, as menus name it ("Ctrl+Shift+L")."""
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest

    QTest.keySequence(target, QKeySequence(keys))


def focused() -> QWidget:
    """What has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def type_letters(text: str) -> None:
    """Letters one by one into what has the keyboard, accents and all: QtTest itself aborts on them."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(focused(), QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


def commit_text(text: str) -> None:
    """A word through an input method: underlined first, then committed."""
    for preedit, committed in ((text[:-1], ""), ("", text)):
        event = QInputMethodEvent(preedit, [])
        event.setCommitString(committed)
        QApplication.sendEvent(focused(), event)


def answer(button_words: str) -> Callable[[], list[str]]:
    """Press that button of the next dialog; what dialogs said, once they were answered."""
    said: list[str] = []

    def look(tries: int = 200) -> None:
        dialog = QApplication.activeModalWidget()
        buttons = dialog.findChildren(QPushButton) if isinstance(dialog, QDialog) else []
        wanted = next((b for b in buttons if b.text().replace("&", "") == button_words), None)
        if wanted is not None:
            said.append(getattr(dialog, "text", str)())
            wanted.click()
        elif tries:  # not there yet, or a window that asks for patience
            QTimer.singleShot(20, lambda: look(tries - 1))
        elif isinstance(dialog, QDialog):
            names = [b.text() for b in buttons]
            dialog.reject()  # rather a test that fails than one that never ends
            raise AssertionError(f"no button {button_words!r} among {names}")

    QTimer.singleShot(20, look)
    return lambda: said


def page_of(window: MainWindow, name: str) -> RecordPage:
    """Open a place with list and form."""
    assert window.go_to(name)
    page = window.page
    assert isinstance(page, RecordPage)
    return page
