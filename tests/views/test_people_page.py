"""Cán bộ: a person's data taken away for good, with a reason and a second question."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.models.database import Database
from desktop.models.erasing import ERASED, read_list
from desktop.models.history import versions_of
from desktop.models.person import Person
from desktop.views.people import PeoplePage
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, answer, page_of, press_sequence


def say(reason: str, second: str) -> None:
    """Into the dialog that asks why; then that button of the second question."""

    def look(tries: int = 200) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QInputDialog):
            dialog.findChildren(QLineEdit)[0].setText(reason)
            dialog.accept()
            answer(second)
        elif tries:
            QTimer.singleShot(20, lambda: look(tries - 1))

    QTimer.singleShot(20, look)


def test_a_person_is_erased_by_key_after_a_reason_and_a_second_question(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    with database.transaction() as session:
        person = Person(unit_id=UNIT, name="Quàng Văn Xuyến", post="Giáo viên", officer=False, note="")
        session.add(person)
        session.flush()
        record = person.id
    page = page_of(window, "people")
    assert isinstance(page, PeoplePage)
    qtbot.waitUntil(lambda: page.table.rows.size() == 1)
    page.open_record(record)

    say("theo đơn ngày 12/5/2026", "Hủy")
    press_sequence(page, "Ctrl+Shift+X")
    assert read_list(database.folder) == []

    page.open_record(record)
    say("theo đơn ngày 12/5/2026", "Xóa hẳn")
    page.erase_button.click()
    qtbot.waitUntil(lambda: page.table.rows.size() == 0)
    with database.snapshot() as session:
        assert session.get(Person, record) is None
        assert {version.content for version in versions_of(session, record)} == {ERASED}
    assert [one["id"] for one in read_list(database.folder)] == [record]
    page.bin_action.setChecked(True)
    qtbot.waitUntil(lambda: page.table.rows.size() == 0)
    window.undo()
    with database.snapshot() as session:
        assert session.get(Person, record) is None
