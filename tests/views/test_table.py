"""The table over many rows: Qt's own examination, first rows at once, the rest in pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from sqlalchemy import insert

from desktop.models.activity import Activity
from desktop.models.base import new_id
from desktop.models.database import Database
from desktop.views.widgets.attendance import AttendanceRows, Member
from desktop.views.widgets.row_source import PAGE
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, page_of

MANY = 1000


@pytest.fixture
def many(database: Database) -> Database:
    """A thousand activities, straight into the table: it is the list that is looked at."""
    empty = Activity().wire()
    rows = [
        {
            **empty,
            "id": new_id(),
            "unit_id": UNIT,
            "version_id": "",
            "conflict": False,
            "deleted": False,
            "extra": {},
            "date": date(YEAR, 1, 1) + timedelta(days=number % 300),
            "date_to": None,
            "title": f"Hoạt động {number:04d}",
            "channel": f"K{1 + number % 6}",
            "people": 2,
        }
        for number in range(MANY)
    ]
    with database.transaction() as session:
        session.execute(insert(Activity), rows)
    return database


def test_the_table_passes_qts_examination_while_it_fills_sorts_and_shrinks(
    many: Database, window: MainWindow, qtbot: QtBot
) -> None:
    page = page_of(window, "activities")
    QAbstractItemModelTester(page.table.rows, QAbstractItemModelTester.FailureReportingMode.Warning)
    page.table.refresh()
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == MANY)
    page.table._sort_by(1)
    qtbot.waitUntil(lambda: page.table.rows.index(0, 1).data() == "Hoạt động 0000")
    page.open(filters={"channel": "K2"})
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 167)
    page.open(filters={})
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == MANY)


def test_the_first_page_is_there_before_the_rest_is_counted(many: Database, window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, "activities")
    assert page.table.rows.rowCount() >= PAGE
    first = page.table.rows.index(0, 1).data()
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == MANY)
    assert page.table.rows.index(0, 1).data() == first
    assert page.count_label.text() == "1.000 hoạt động · 2.000 lượt người"


def test_the_current_record_stays_current_when_the_order_changes(
    many: Database, window: MainWindow, qtbot: QtBot
) -> None:
    page = page_of(window, "activities")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == MANY)
    page.table.selectRow(700)
    chosen = page.table.current_id()
    page.table._sort_by(1)
    qtbot.waitUntil(lambda: page.table.rows.index(0, 1).data() == "Hoạt động 0000")
    qtbot.waitUntil(lambda: page.table.current_id() == chosen)


def test_an_answer_to_an_older_search_is_not_shown(many: Database, window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, "activities")
    page.open(filters={})
    page.open(filters={"channel": "K2"})
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 167)
    qtbot.wait(100)
    assert page.table.rows.rowCount() == 167


def test_the_attendance_list_passes_qts_examination() -> None:
    rows = AttendanceRows()
    QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Warning)
    rows.show([Member("1", "Lò Thị Ánh", "Giáo viên"), Member("2", "Nguyễn Văn An", "")], "")
    rows.toggle(1, 3)
    assert rows.there == rows.certified == {"2"}
    rows.toggle(1, 2)
    assert rows.there == rows.certified == set()
    rows.show([Member("1", "Lò Thị Ánh", "Giáo viên")], "giao vien anh")
    assert rows.rowCount() == 1
    assert rows.data(rows.index(0, 2), Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
