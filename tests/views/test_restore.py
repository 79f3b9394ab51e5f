"""A backup put back from the window: what it undoes is told, the program closes and opens again on the older data."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.app import Program
from desktop.models import history
from desktop.models.activity import Activity
from desktop.models.backups import back_up, back_up_daily
from desktop.models.database import FILE_NAME, Database
from desktop.views.settings_page import SettingsPage
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, answer

ROOT = Path(__file__).parents[2]


def write(database: Database, title: str) -> None:
    with database.transaction(f"Ghi {title}") as session:
        history.save(session, Activity(unit_id=UNIT, date=date(YEAR, 3, 5), title=title, channel="K1"))


def test_what_a_copy_undoes_is_told_and_the_window_closes_for_it(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    copy = back_up(database)
    write(database, "Ghi sau khi sao lưu")
    assert window.go_to("settings")
    page = window.page
    assert isinstance(page, SettingsPage)

    said = answer("Hủy")
    page.restore_from(copy)
    qtbot.waitUntil(lambda: bool(said()))
    assert window.isVisible()
    assert window.restoring is None

    said = answer("Khôi phục")
    page.restore_from(copy)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert window.restoring == copy


def test_a_program_that_was_closed_puts_the_copy_back_and_opens_again(
    dressed: object, database: Database, qtbot: QtBot
) -> None:
    from PySide6.QtWidgets import QApplication

    copy = back_up(database)
    write(database, "Ghi sau khi sao lưu")
    database.close()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    program = Program(app, database.folder)
    qtbot.addWidget(program.window)
    program.start()
    qtbot.waitUntil(lambda: program.window.workspace is not None)
    program.window.restart(copy)
    program.close()
    assert program.put_back()
    with Database.open(database.folder) as opened, opened.snapshot() as session:
        assert session.scalars(select(Activity.title)).all() == []


def test_a_damaged_database_is_replaced_by_its_newest_whole_copy_with_one_press(
    dressed: object, database: Database, qtbot: QtBot
) -> None:
    from PySide6.QtWidgets import QApplication

    write(database, "Trước khi hỏng")
    assert back_up_daily(database) is not None
    newest = back_up(database)
    newest.write_bytes(newest.read_bytes()[:5000])  # the newest copy is damaged too
    database.close()
    (database.folder / FILE_NAME).write_bytes(b"virus" * 10_000)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    program = Program(app, database.folder)
    qtbot.addWidget(program.window)
    said = answer("Khôi phục")
    program.start()
    qtbot.waitUntil(lambda: bool(said()), timeout=10_000)
    program.close()
    assert program.put_back()
    with Database.open(database.folder) as opened, opened.snapshot() as session:
        assert session.scalars(select(Activity.title)).all() == ["Trước khi hỏng"]
    assert list(database.folder.glob("nq71-hong-*.db"))


def test_the_command_line_puts_a_copy_back(database: Database) -> None:
    copy = back_up(database)
    write(database, "Ghi sau khi sao lưu")
    database.close()

    def run(*words: str) -> str:
        command = [sys.executable, "-m", "desktop", "--data", str(database.folder), "--json", *words]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert '"title": "Ghi sau khi sao lưu"' in run("restore", str(copy), "--dry-run")
    assert '"title": "Ghi sau khi sao lưu"' in run("list", "activities")
    run("restore", str(copy))
    assert '"records": []' in run("list", "activities")
