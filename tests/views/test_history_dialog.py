"""F8 tells who changed a record, when, what; an older version comes back. Ctrl+Z and Ctrl+Y say what they do."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.bulk import add_many
from desktop.models.database import Database
from desktop.models.history import delete, undo_last
from desktop.models.person import Person
from desktop.models.versions import Version, stamp
from desktop.text import format_moment
from desktop.views.exchange_words import moment
from desktop.views.history_dialog import HistoryDialog
from desktop.views.history_words import entries
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, control, focused, page_of, press, type_letters

Key = Qt.Key


@pytest.fixture
def record_id(database: Database) -> str:
    """Written by one, changed by another, deleted, had back by Ctrl+Z, changed once more by a bundle."""
    with database.transaction("Ghi hoạt động “Hội thi”", "Lò Thị Ánh") as session:
        session.add(record := Activity(unit_id=UNIT, date=date(YEAR, 3, 5), title="Hội thi", channel="K3", people=45))
    with database.transaction("Sửa hoạt động “Hội thi”", "Quàng Văn Hoa") as session:
        stored = session.get_one(Activity, record.id)
        stored.people, stored.place, stored.channel = 54, "Sân trường", "K2"
    with database.transaction("Xóa hoạt động “Hội thi”", "Quàng Văn Hoa") as session:
        delete(session, session.get_one(Activity, record.id))
    with database.transaction() as session:
        undo_last(session)
    with database.transaction() as session:
        session.info["merging"] = True
        stored = session.get_one(Activity, record.id)
        stored.people = None
        stamp(session, stored)
    return record.id


@pytest.fixture
def dialog(window: MainWindow, record_id: str, qtbot: QtBot) -> HistoryDialog:
    page = page_of(window, "activities")
    assert window.workspace is not None
    made = HistoryDialog(window.workspace, page.pattern, record_id, page.may_leave, window)
    qtbot.addWidget(made)
    made.show()
    return made


def text(dialog: HistoryDialog, row: int, column: int) -> str:
    item = dialog.table.item(row, column)
    assert item is not None
    return item.text()


def test_the_history_is_told_in_sentences_the_newest_first(
    window: MainWindow, database: Database, dialog: HistoryDialog
) -> None:
    told = [text(dialog, row, 2).splitlines() for row in range(dialog.table.rowCount())]
    assert told == [
        ["Sửa ở nơi khác, nhận về đây (bản hiện nay)", "• Số lượt người: 54 → (trống)"],
        ["Hoàn tác: Xóa hoạt động “Hội thi”"],
        ["Xóa hoạt động “Hội thi”"],
        [
            "Sửa hoạt động “Hội thi”",
            "• Kênh truyền thông: Truyền thông trực tiếp thông qua hội nghị, hội thảo, tập huấn → "
            "Truyền thông qua hệ thống thông tin cơ sở",
            "• Số lượt người: 45 → 54",
            "• Địa điểm: (trống) → Sân trường",
        ],
        ["Ghi hoạt động “Hội thi”"],
    ]
    assert [text(dialog, row, 1) for row in (2, 3, 4)] == ["Quàng Văn Hoa", "Quàng Văn Hoa", "Lò Thị Ánh"]


def test_times_are_shown_on_the_clock_of_this_pc() -> None:
    here = datetime(2026, 11, 27, 7, 5, tzinfo=UTC).astimezone()
    assert moment("2026-11-27T07:05:00Z") == here.strftime("%d/%m/%Y %H:%M")
    assert format_moment("2026-11-27T07:05:00Z") == here.strftime("%H:%M ngày %d/%m/%Y")


def test_an_older_version_comes_back_as_a_new_one_and_is_undone_like_any_change(
    window: MainWindow, database: Database, dialog: HistoryDialog, record_id: str
) -> None:
    assert not dialog.back.isEnabled()  # the record stands there already
    dialog.table.setCurrentCell(4, 2)
    dialog.back.click()
    with database.snapshot() as session:
        assert (session.get_one(Activity, record_id).people, session.get_one(Activity, record_id).place) == (45, "")
    assert dialog.table.rowCount() == 6
    window.undo()
    with database.snapshot() as session:
        assert session.get_one(Activity, record_id).place == "Sân trường"


def test_a_deletion_cannot_be_had_back(dialog: HistoryDialog) -> None:
    dialog.table.setCurrentCell(2, 2)
    assert not dialog.back.isEnabled()


def test_the_history_goes_into_a_workbook_a_row_for_each_field(
    window: MainWindow, dialog: HistoryDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "lịch sử.xlsx"
    dialog.export(path)
    qtbot.waitUntil(lambda: "Đã xuất lịch sử" in window.notice.text(), timeout=10_000)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert ["Lúc", "Người ghi", "Việc", "Ô", "Trước", "Sau"] in rows
    assert [row[1:] for row in rows if row[3] == "Địa điểm"] == [
        ["Quàng Văn Hoa", "Sửa hoạt động “Hội thi”", "Địa điểm", None, "Sân trường"]
    ]


def test_f8_opens_the_history_of_the_current_record(window: MainWindow, database: Database, record_id: str) -> None:
    page = page_of(window, "activities")
    press(page.table, Key.Key_Return)
    seen: list[str] = []

    def look() -> None:
        shown = QApplication.activeModalWidget()
        assert isinstance(shown, HistoryDialog)
        seen.append(shown.heading.text())
        shown.accept()

    QTimer.singleShot(200, look)
    press(window, Key.Key_F8)
    assert seen == ["Hội thi"]


def test_every_version_of_the_demonstration_can_be_told(window: MainWindow, database: Database) -> None:
    from desktop.views.courses import SCREEN

    with database.transaction("Ghi") as session:
        session.add(person := Person(unit_id=UNIT, name="Lò Thị Ánh"))
        session.add(
            course := SCREEN.listing.kind(unit_id=UNIT, date=date(YEAR, 3, 5), name="Tập huấn", extra={"mới": 1})
        )
    with database.transaction("Sửa") as session:
        stored = session.get_one(SCREEN.listing.kind, course.id)
        stored.attendees, stored.extra = [person.id], {}
    with database.snapshot() as session:
        newest = entries(session, SCREEN, course.id)[0]
    assert [str(difference) for difference in newest.differences] == [
        "Người dự: (trống) → 1 người: Lò Thị Ánh",
        "Thông tin của phiên bản mới hơn: khác → khác",
    ]


def test_the_menu_says_what_will_be_undone_and_done_again(window: MainWindow, database: Database) -> None:
    page = page_of(window, "people")
    control(window, Key.Key_N)
    type_letters("Cầm Văn Đức & Hà")
    control(window, Key.Key_S)
    assert window.undo_action.text() == "&Hoàn tác: Ghi cán bộ “Cầm Văn Đức && Hà”"
    assert "Ghi cán bộ “Cầm Văn Đức &amp; Hà” (Ctrl+Z)" in window.undo_action.toolTip()
    assert not window.redo_action.isEnabled()
    page.close_form()
    control(window, Key.Key_Z)
    assert window.redo_action.text() == "Là&m lại: Ghi cán bộ “Cầm Văn Đức && Hà”"
    control(window, Key.Key_Y)
    assert window.notice.text() == "Đã làm lại: Ghi cán bộ “Cầm Văn Đức & Hà”"
    window.notice._act()
    with database.snapshot() as session:
        assert session.scalars(select(Person).where(~Person.deleted)).all() == []


def test_in_a_field_ctrl_z_takes_back_letters_only(window: MainWindow, database: Database) -> None:
    page = page_of(window, "people")
    control(window, Key.Key_N)
    type_letters("Cầm")
    control(window, Key.Key_S)
    page.form.go_to_field("post")
    type_letters("Giáo viên")
    control(focused(), Key.Key_Z)
    assert page.form.field("post").state() == ""
    with database.snapshot() as session:
        assert session.scalars(select(Person.name).where(~Person.deleted)).all() == ["Cầm"]


def test_an_import_is_undone_in_the_background_with_the_window_alive(
    window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    with database.transaction("Nhập hoạt động từ “sổ cũ.xlsx”") as session:
        add_many(
            session,
            [Activity(unit_id=UNIT, date=date(YEAR, 3, 5), title=f"Số {n}", channel="K3") for n in range(3_000)],
        )
    page = page_of(window, "activities")
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 3_000, timeout=10_000)
    control(window, Key.Key_Z)
    qtbot.waitUntil(lambda: window.notice.text().startswith("Đã hoàn tác: Nhập hoạt động từ"), timeout=20_000)
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 0, timeout=10_000)
    window.redo_action.trigger()
    qtbot.waitUntil(lambda: page.table.rows.rowCount() == 3_000, timeout=20_000)
    with database.snapshot() as session:
        assert len(session.scalars(select(Version.version_id)).all()) == 9_001  # the profile's too
