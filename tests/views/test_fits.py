"""Every place and every dialog on small screens and with large letters: nothing is cut, everything is reached by keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.errors import UserError
from desktop.models.account import accounts, add_account
from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.history import save
from desktop.models.installation import current
from desktop.views import scaling, theme
from desktop.views.account_dialog import Task
from desktop.views.activities import SCREEN
from desktop.views.page import Workspace
from desktop.views.places import COMMUNE, DEPARTMENT, UNIT, places_for
from desktop.views.record_page import RecordPage
from desktop.views.seat import Leaving
from desktop.views.settings_page import SettingsPage
from desktop.views.widgets import messages
from desktop.views.widgets.background import Background
from desktop.views.window import SIDE_WIDTH, MainWindow
from tests.reports.measuring import make
from tests.reports.samples import report
from tests.views import conftest
from tests.views.fitting import SCREENS, cut, dialog_classes, make_by_names, never_reached, unkeyed

LONG = "Tuyên truyền về quan điểm chỉ đạo, mục tiêu, nhiệm vụ, giải pháp của Nghị quyết số 71-NQ/TW của Bộ Chính trị"


@dataclass
class Shown:
    """A window on data of one role."""

    window: MainWindow
    role: str
    record_id: str

    @property
    def workspace(self) -> Workspace:
        """Its workspace."""
        assert self.window.workspace is not None
        return self.window.workspace


@pytest.fixture(params=[UNIT, COMMUNE, DEPARTMENT])
def shown(request: pytest.FixtureRequest, database: Database, dressed: QApplication, qtbot: QtBot) -> Iterator[Shown]:
    with database.transaction() as session:
        current(session).role = request.param
        person = add_account(session, "Nguyễn Thị Phương Thảo")
        record = save(
            session,
            Activity(unit_id=conftest.UNIT, date=date(conftest.YEAR, 3, 5), title=LONG, channel="K2", content=LONG),
        )
    errors: list[BaseException] = []
    background, window = Background(errors.append), MainWindow()
    qtbot.addWidget(window)
    window.show()
    name = "Trung tâm Giáo dục nghề nghiệp – Giáo dục thường xuyên Chiềng Khương"
    window.attach(Workspace(database, background, request.param, conftest.UNIT, window), lambda: name)
    qtbot.waitUntil(window.isActiveWindow)
    assert database.author == person.name
    yield Shown(window, request.param, record.id)
    scaling.set_percent(dressed, 100)
    background.wait()
    assert not [error for error in errors if not isinstance(error, UserError)]  # there are no keys in these folders


def states_of(window: MainWindow, name: str, qtbot: QtBot) -> Iterator[str]:
    """A place as it opens, then with its empty form; whatever it reads has come."""
    assert window.go_to(name)
    qtbot.wait(60)
    window.notice.hide()
    yield name
    if isinstance(page := window.page, RecordPage):
        page.new()
        qtbot.wait(30)
        yield f"{name}, form"
        page.form.open_new()
        page._hide_form()


def test_no_word_is_cut_on_any_page_at_any_size(shown: Shown, dressed: QApplication, qtbot: QtBot) -> None:
    window, found = shown.window, []
    for size, percent in SCREENS:
        scaling.set_percent(dressed, percent)
        window.resize(*size)
        for place in places_for(shown.role):
            for state in states_of(window, place.name, qtbot):
                found += [f"{size} {percent} % {state}: {words}" for words in cut(window)]
                page = window.page
                assert page is not None
                if size[0] > 911 and page.width() > window.stack.width():  # on the smallest a page may scroll sideways
                    found.append(f"{size} {percent} % {state}: {page.width()} px wide in {window.stack.width()}")
        assert window.size() == QSize(*size)
    assert found == []


def test_tab_reaches_every_input_of_every_page(shown: Shown, qtbot: QtBot) -> None:
    window, found = shown.window, []
    window.resize(1366, 698)
    for place in places_for(shown.role):
        for state in states_of(window, place.name, qtbot):
            found += [f"{state}: {words}" for words in never_reached(window)]
    assert found == []


def test_every_menu_entry_has_a_key(shown: Shown) -> None:
    assert unkeyed(shown.window.menuBar()) == []


def dialogs_of(shown: Shown) -> Iterator[QDialog]:
    """Every dialog that can be made from what there is, and the program's own boxes."""
    with shown.workspace.database.snapshot() as session:
        person = accounts(session)[0]
    known: dict[str, object] = {
        "parent": shown.window,
        "workspace": shown.workspace,
        "database": shown.workspace.database,
        "background": shown.workspace.background,
        "folder": shown.workspace.folder,
        "screen": SCREEN,
        "record_id": shown.record_id,
        "account": person,
        "task": Task.PIN,
        "leaving": Leaving.CLOSE,
        "first": "",
        "title": "Nhật ký hoạt động",
        "about": f"{person.name} đang làm việc, khóa lúc 14:05. Những gì đang gõ vẫn còn nguyên.",
        "text": LONG,
        "name": LONG,
        "unit_name": LONG,
        "claimed": "14-0001",
        "names": {"14-0001": LONG},
        "mark": "57076 64285 04003 88714 48523",
        "year": conftest.YEAR,
        "document": make(report(body=2)),
    }
    for kind in dialog_classes():
        if (dialog := make_by_names(kind, known)) is not None:
            yield dialog
    yield messages._box(shown.window, QMessageBox.Icon.Question, LONG, LONG)


def test_no_dialog_is_larger_than_the_screen_or_cuts_its_words(
    shown: Shown, dressed: QApplication, qtbot: QtBot
) -> None:
    found, seen = [], set()
    for size, percent in SCREENS:
        scaling.set_percent(dressed, percent)
        for dialog in dialogs_of(shown):
            qtbot.addWidget(dialog)
            seen.add(type(dialog).__name__)
            least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
            name = f"{size} {percent} % {type(dialog).__name__}"
            if least.width() > size[0] or least.height() > size[1]:
                found.append(f"{name}: needs {least.toTuple()}")
            dialog.resize(dialog.sizeHint().expandedTo(least).boundedTo(QSize(*size)))
            QWidget.show(dialog)
            qtbot.wait(10)
            found += [f"{name}: {words}" for words in cut(dialog)]
            dialog.hide()
    assert found == []
    assert {
        "HelpDialog",
        "SetupWizard",
        "SignInDialog",
        "AccountDialog",
        "ReturnDialog",
        "RecordDialog",
        "PrintDialog",
    } <= seen


def test_letters_grow_at_once_and_stay_so_at_the_next_start(shown: Shown, qtbot: QtBot, dressed: QApplication) -> None:
    window = shown.window
    window.go_to("settings")
    page = window.page
    assert isinstance(page, SettingsPage)
    row = page.people.table.verticalHeader().defaultSectionSize()
    for keys, wanted in (("Ctrl++", 110), ("Ctrl++", 125), ("Ctrl+-", 110), ("Ctrl+0", 100), ("Ctrl++", 110)):
        conftest.press_sequence(window, keys)
        assert theme.percent() == wanted
    assert window.side.width() == round(SIDE_WIDTH * 1.1)
    assert page.people.table.verticalHeader().defaultSectionSize() == round(row * 1.1)
    assert page.sizes.currentData() == 110
    scaling.set_percent(dressed, 100)
    again = MainWindow()
    qtbot.addWidget(again)
    again.text_size.attach(shown.workspace)
    assert theme.percent() == 110


def test_the_number_pad_enlarges_as_well(shown: Shown) -> None:
    from PySide6.QtCore import Qt

    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.KeypadModifier
    for key, wanted in ((Qt.Key.Key_Plus, 110), (Qt.Key.Key_Minus, 100), (Qt.Key.Key_Minus, 90), (Qt.Key.Key_0, 100)):
        conftest.press(shown.window, key, both)
        assert theme.percent() == wanted
