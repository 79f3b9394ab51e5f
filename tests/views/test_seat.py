"""Several people at one PC: who signs in, who is named on a save, the lock that keeps what stands in a form."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.errors import UserError
from desktop.models.account import Account, account_named, add_account, last_account, remember_account, set_active
from desktop.models.database import FILE_NAME, Database
from desktop.models.versions import Version
from desktop.views.account_dialog import AccountDialog, Task
from desktop.views.idle import IdleWatch
from desktop.views.page import Workspace
from desktop.views.profile import unit_name
from desktop.views.seat import LOCK, SWITCH, Cover
from desktop.views.settings_page import SettingsPage
from desktop.views.sign_in import SignInDialog
from desktop.views.widgets.background import Background
from desktop.views.widgets.fields import TextField
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, answer, focused, page_of, press, type_letters

ANH, BINH = "Lò Thị Ánh", "Cầm Văn Bình"


def add_people(database: Database) -> None:
    with database.transaction() as session:
        add_account(session, ANH, "2468")
        add_account(session, BINH)


@pytest.fixture
def people(window: MainWindow, database: Database) -> Iterator[Database]:
    """Two people, made after the window was there: it asks at once who is there."""
    add_people(database)
    assert window.workspace is not None
    window.workspace.people_changed.emit()
    yield database
    for dialog in open_dialogs():
        dialog.hide()


@pytest.fixture
def seated(window: MainWindow, people: Database, qtbot: QtBot) -> MainWindow:
    """The window after Ánh has signed in."""
    sign_in(asked(qtbot), "2468")
    qtbot.waitUntil(lambda: not window.seat.locked)
    return window


def open_dialogs() -> list[SignInDialog]:
    return [w for w in QApplication.topLevelWidgets() if isinstance(w, SignInDialog) and w.isVisible()]


def asked(qtbot: QtBot) -> SignInDialog:
    qtbot.waitUntil(lambda: bool(open_dialogs()))
    dialog = open_dialogs()[-1]
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def sign_in(dialog: SignInDialog, pin: str) -> None:
    dialog.pin.setFocus()
    type_letters(pin)
    press(dialog.pin, Qt.Key.Key_Return)


def keys(window: MainWindow, sequence: str) -> None:
    assert QTest.qWaitForWindowActive(window)
    QTest.keySequence(window, QKeySequence(sequence))


def test_without_accounts_nobody_is_asked_and_nothing_locks(window: MainWindow) -> None:
    assert not open_dialogs()
    assert not window.side.author.isVisible()
    assert not window.seat.lock_action.isEnabled()
    assert window.seat.watch is None


def test_the_window_asks_who_is_there_behind_a_cover(window: MainWindow, people: Database, qtbot: QtBot) -> None:
    dialog = asked(qtbot)
    cover = window.findChild(Cover)
    assert cover is not None
    assert cover.geometry() == window.rect()
    window.resize(1000, 600)
    qtbot.waitUntil(lambda: cover.geometry() == window.rect())
    press(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert dialog.isVisible()
    sign_in(dialog, "1111")
    assert dialog.problem.text() == "Mã PIN chưa đúng. Hãy nhập lại."
    assert people.author == ""
    sign_in(dialog, "2468")
    qtbot.waitUntil(lambda: not window.seat.locked)
    assert people.author == ANH
    assert window.side.author.text().strip() == f"Đang ghi: {ANH}"
    assert not cover.isVisible()


def test_one_person_without_a_pin_is_not_asked(database: Database, window: MainWindow) -> None:
    with database.transaction() as session:
        add_account(session, BINH)
    assert window.workspace is not None
    window.workspace.people_changed.emit()
    assert not open_dialogs()
    assert window.side.author.text().strip() == f"Đang ghi: {BINH}"


def test_another_user_takes_over_with_two_keystrokes(seated: MainWindow, people: Database, qtbot: QtBot) -> None:
    keys(seated, SWITCH)
    dialog = asked(qtbot)
    press(focused(), Qt.Key.Key_2)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    assert people.author == BINH
    with people.snapshot() as session:
        assert last_account(session) == BINH
    keys(seated, SWITCH)
    press(asked(qtbot), Qt.Key.Key_Escape)  # thought better of it
    assert people.author == BINH


def test_after_five_wrong_pins_the_button_is_dead_and_the_sentence_counts(seated: MainWindow, qtbot: QtBot) -> None:
    keys(seated, LOCK)
    dialog = asked(qtbot)
    for _ in range(5):
        sign_in(dialog, "0000")
    assert not dialog.enter_button.isEnabled()
    assert "Hãy đợi" in dialog.problem.text()
    dialog.names.setCurrentRow(1)  # another person need not wait
    assert dialog.enter_button.isEnabled()
    dialog.enter()
    qtbot.waitUntil(lambda: not seated.seat.locked)


def test_the_lock_covers_open_dialogs_and_keeps_the_form_for_who_takes_over(
    seated: MainWindow, people: Database, qtbot: QtBot
) -> None:
    page = page_of(seated, "people")
    page.new()
    line = page.form.field("name")
    assert isinstance(line, TextField)
    line.line.setText("Quàng Văn Thắng")
    beside = QDialog(seated)
    beside.show()
    keys(seated, LOCK)
    dialog = asked(qtbot)
    assert ANH in dialog.about.text()
    assert beside.findChild(Cover) is not None
    assert dialog.findChild(Cover) is None
    assert focused() is dialog.pin
    dialog.names.setFocus()
    press(dialog.names, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: not seated.seat.locked)
    beside.close()
    assert line.line.text() == "Quàng Văn Thắng"
    assert page.save()
    with people.snapshot() as session:
        version = session.scalars(select(Version).where(Version.record_id == page.form.record_id)).one()
        assert version.author == BINH


def test_nobody_at_the_keyboard_for_a_while_is_noticed_and_a_key_resets_it(seated: MainWindow, qtbot: QtBot) -> None:
    watch = IdleWatch(seated)
    said: list[bool] = []
    watch.idle.connect(lambda: said.append(True))
    watch.start(0.4)
    for _ in range(6):
        qtbot.wait(100)
        QTest.keyClick(seated.windowHandle(), Qt.Key.Key_Shift)
    assert not said
    qtbot.waitUntil(lambda: bool(said), timeout=2000)
    watch.start(0)


def test_the_window_locks_itself(seated: MainWindow, qtbot: QtBot) -> None:
    assert seated.seat.watch is not None
    seated.seat.watch.start(0.2)
    dialog = asked(qtbot)
    assert seated.seat.locked
    sign_in(dialog, "2468")
    qtbot.waitUntil(lambda: not seated.seat.locked)


def test_the_next_start_offers_who_worked_last(database: Database, dressed: QApplication, qtbot: QtBot) -> None:
    add_people(database)
    with database.transaction() as session:
        remember_account(session, BINH)
    window, background = MainWindow(), Background(lambda _: None)
    qtbot.addWidget(window)
    window.show()
    window.attach(Workspace(database, background, "unit", UNIT, window), lambda: unit_name(database, UNIT))
    dialog = asked(qtbot)
    assert dialog.person.name == BINH
    dialog.other.click()  # Thoát
    qtbot.waitUntil(lambda: not window.isVisible())
    background.wait()


# --- Thiết lập ---------------------------------------------------------------------------------------------------------


def settings_of(window: MainWindow) -> SettingsPage:
    assert window.go_to("settings")
    assert isinstance(window.page, SettingsPage)
    return window.page


def standing(page: SettingsPage, row: int) -> str:
    item = page.people.table.item(row, 2)
    return item.text() if item else ""


def fill(dialog: AccountDialog, **texts: str) -> None:
    for key, text in texts.items():
        dialog.fields[key].setText(text)
    dialog.save()


def test_the_first_account_is_who_sits_there(window: MainWindow, database: Database) -> None:
    page = settings_of(window)
    assert not page.people.idle.isEnabled()
    dialog = AccountDialog(window, database, Task.ADD)
    fill(dialog, name="Lò Thị Ánh", new="2468", again="2469")
    assert dialog.problem.text().startswith("Hai lần nhập mã PIN không giống nhau")
    fill(dialog, again="2468")
    assert dialog.result() == QDialog.DialogCode.Accepted
    page.people._done("")
    assert database.author == ANH
    assert standing(page, 0) == "đang làm việc"
    assert page.people.idle.isEnabled()
    assert not open_dialogs()


def test_another_pin_wants_the_pin_of_before(seated: MainWindow, people: Database) -> None:
    with people.snapshot() as session:
        anh = account_named(session, ANH)
    dialog = AccountDialog(seated, people, Task.PIN, anh)
    fill(dialog, old="0000", new="13579", again="13579")
    assert dialog.problem.text() == "Mã PIN chưa đúng. Hãy nhập lại."
    fill(dialog, old="2468", new="12", again="12")
    assert "4 đến 8 chữ số" in dialog.problem.text()
    fill(dialog, new="13579", again="13579")
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_who_is_put_to_rest_while_working_is_asked_who_takes_over(
    seated: MainWindow, people: Database, qtbot: QtBot
) -> None:
    page = settings_of(seated)
    page.people.table.selectRow(0)
    with people.transaction() as session:  # a third one, so that two are left to choose from
        add_account(session, "Vì Thị Hoa")
    page.people.rest()
    dialog = asked(qtbot)
    assert [person.name for person in dialog._people] == [BINH, "Vì Thị Hoa"]
    dialog.enter()
    qtbot.waitUntil(lambda: not seated.seat.locked)
    assert people.author == BINH


def test_the_lock_cannot_be_switched_off_while_somebody_has_a_pin(seated: MainWindow) -> None:
    page = settings_of(seated)
    page.people.idle.setCurrentIndex(page.people.idle.findData(0))
    said = answer("Đóng")
    page.people._keep_idle()
    assert said()[0].startswith("Đã có người dùng đặt mã PIN")
    assert page.people.idle.currentData() == 5


def test_the_backup_is_a_whole_database_beside_the_data_in_use(
    window: MainWindow, database: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    page = settings_of(window)
    page.back_up_to(tmp_path / "USB của Ánh")
    qtbot.waitUntil(lambda: window.notice.text().startswith("Đã sao lưu"))
    (target,) = (tmp_path / "USB của Ánh").glob("*.db")
    copied = tmp_path / "mở lại"
    copied.mkdir()
    target.rename(copied / FILE_NAME)
    with Database.open(copied) as opened, opened.snapshot() as session:
        assert session.get(Account, 1) is None
    with pytest.raises(UserError, match="dữ liệu đang dùng"):
        database.backup(database.folder / FILE_NAME)


def test_a_person_at_rest_is_named_as_such(seated: MainWindow, people: Database) -> None:
    with people.transaction() as session:
        binh = account_named(session, BINH)
        assert binh is not None
        set_active(session, binh, False)
    page = settings_of(seated)
    assert standing(page, 1) == "tạm nghỉ"
    page.people.table.selectRow(1)
    assert page.people.rest_button.text().replace("&", "") == "Cho làm lại"
    assert any(isinstance(label, QLabel) and "lịch sử" in label.text() for label in page.findChildren(QLabel))
