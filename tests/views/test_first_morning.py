"""One clerk's first morning by keys alone: five activities, two with photos; last year's book; a lost record found; a slip undone; why a target is not met."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.views.import_page import ImportPage
from desktop.views.indicators_page import IndicatorsPage
from desktop.views.record_page import RecordPage
from desktop.views.window import MainWindow
from tests.evidence.making import camera_photo
from tests.views.conftest import commit_text, control, focused, page_of, press, type_letters
from tests.views.test_everywhere import search

Key = Qt.Key
BOOK = Path(__file__).parents[1].parent / "resources" / "demo" / "so-theo-doi-2026.xlsx"
MORNING = (
    ("Sinh hoạt dưới cờ về Nghị quyết 71", "phong trào", ""),
    ("Họp phụ huynh đầu năm", "trực tiếp", "họp.jpg"),
    ("Phát thanh tiếng Thái", "thông tin cơ sở", ""),
    ("Bài viết trên fanpage trường", "nền tảng số", "fanpage.jpg"),
    ("Phối hợp với Đoàn Thanh niên", "tổ chức chính trị", ""),
)


def write_one(page: RecordPage, title: str, channel: str, photo: Path | None, qtbot: QtBot) -> None:
    """As a person does: the day stands there, Tab, the title through the input method, the channel by a part of its words."""
    press(focused(), Key.Key_Tab)
    press(focused(), Key.Key_Tab)
    for word in title.split():
        commit_text(word)
        type_letters(" ")
    press(focused(), Key.Key_Tab)
    type_letters(channel)
    press(focused(), Key.Key_Down)
    press(focused(), Key.Key_Return)
    if photo is not None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(photo))])
        QGuiApplication.clipboard().setMimeData(mime)
        page.form.go_to_field("evidence")
        control(focused(), Key.Key_V)
        qtbot.waitUntil(lambda: len(page.form.field("evidence").value()) == 1, timeout=15_000)
        qtbot.waitUntil(page.window().isEnabled)
        page.window().activateWindow()  # an offscreen window has to be brought back by hand
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)


def test_a_first_morning(window: MainWindow, database: Database, tmp_path: Path, qtbot: QtBot) -> None:
    control(window, Key.Key_N)  # from Trang chủ
    page = window.page
    assert isinstance(page, RecordPage)
    for title, channel, photo in MORNING:
        path = tmp_path / photo if photo else None
        if path is not None:
            path.write_bytes(camera_photo())
        write_one(page, title, channel, path, qtbot)
        control(page.form, Key.Key_Return)  # save, and an empty form for the next
        assert page.form.is_new
        assert not page.form.problem_of("channel")
    press(focused(), Key.Key_Escape)
    with database.snapshot() as session:
        written = session.scalars(select(Activity).order_by(Activity.id)).all()
        assert [one.title for one in written] == [title for title, _, _ in MORNING]
        assert len({one.channel for one in written}) == 5
        assert [len(one.evidence) for one in written] == [0, 1, 0, 1, 0]

    assert window.go_to("import")
    importing = window.page
    assert isinstance(importing, ImportPage)
    importing.look_at(BOOK)
    qtbot.waitUntil(importing.import_button.isEnabled, timeout=15_000)
    control(window, Key.Key_S)
    qtbot.waitUntil(lambda: count(database) == 88, timeout=15_000)

    qtbot.waitUntil(window.isEnabled)
    window.activateWindow()
    dialog = search(window, "khoi nghiep", qtbot)
    press(dialog.line, Key.Key_Return)
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    found = page_of(window, "activities")
    assert "khởi nghiệp" in str(found.form.field("title").value())

    found.close_form()
    found.table.setFocus()
    press(found.table, Key.Key_Delete)
    assert count(database) == 87
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    control(found.table, Key.Key_Z)
    qtbot.waitUntil(lambda: count(database) == 88)

    assert window.go_to("indicators")
    targets = window.page
    assert isinstance(targets, IndicatorsPage)
    qtbot.waitUntil(lambda: targets.table.rowCount() == 8)
    shown = targets.shown
    assert shown is not None
    states = {one.code: one.met for one, *_ in shown.rows}
    assert states["MT30.1"] is False  # no plan was written this morning
    targets.table.setCurrentCell([one.code for one, *_ in shown.rows].index("MT30.1"), 0)
    assert "kế hoạch" in targets.why.text().casefold()


def count(database: Database) -> int:
    with database.snapshot() as session:
        return session.scalar(select(func.count()).select_from(Activity).where(~Activity.deleted)) or 0
