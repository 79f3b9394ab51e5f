"""Generated sentences on the report page: figures that open their records, other words with a reason, what changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.entry import report_of
from desktop.models.history import save
from desktop.reports.document import Behind, Link, Paragraph
from desktop.views.record_page import RecordPage
from desktop.views.report_behind import BehindDialog
from desktop.views.report_page import ReportPage
from desktop.views.report_rewording import RewordingDialog
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, press

SHIFT = Qt.KeyboardModifier.ShiftModifier


def log(database: Database, title: str = "Chào cờ", month: int = 5, **more: str) -> str:
    with database.transaction() as session:
        return save(session, Activity(unit_id=UNIT, date=date(YEAR, month, 6), title=title, channel="K5", **more)).id


@pytest.fixture
def page(window: MainWindow, database: Database, qtbot: QtBot) -> ReportPage:
    log(database, "Chào cờ đầu tuần", 2)
    log(database, "Họp phụ huynh", 3)
    assert window.go_to("report")
    made = window.page
    assert isinstance(made, ReportPage)
    qtbot.waitUntil(lambda: made.shown is not None and made.outline.key is not None, timeout=10000)
    made.outline.choose("II.2")
    return made


def text(page: ReportPage) -> str:
    return page.writing.generated.toPlainText().replace("\u00a0", " ")


def state(page: ReportPage, key: str) -> str:
    return next(item.text(1) for item in page.outline.items() if item.data(0, Qt.ItemDataRole.UserRole) == key)


def in_dialog(kind: type[QDialog], ready: Callable[[QDialog], bool], act: Callable[[QDialog], None]) -> None:
    """Do `act` once a dialog of that kind stands in front and is ready; give up after a while."""

    def look(tries: int = 300) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind) and ready(dialog):
            act(dialog)
        elif tries:
            QTimer.singleShot(20, lambda: look(tries - 1))
        elif isinstance(dialog, QDialog):
            dialog.reject()

    QTimer.singleShot(20, look)


def to_sentence(page: ReportPage, words: str) -> None:
    """Put the cursor into the sentence that holds `words`, as a click does."""
    view = page.writing.generated
    view.window().activateWindow()  # a dialog was in front
    QTest.qWaitForWindowActive(view.window())
    cursor = view.document().find(words)
    assert not cursor.isNull()
    cursor.clearSelection()
    view.setFocus()
    view.setTextCursor(cursor)


# --- figures as links ----------------------------------------------------------------------------------------------------


def linked(*ids: str) -> Paragraph:
    words = "Trong kỳ, nhà trường đã tổ chức 02 hoạt động 🎈 với 30 lượt người."
    at = words.index("02")
    return Paragraph(words, links=(Link(at, at + 2, Behind("activity", ids)), Link(500, 502, Behind("activity", ids))))


def test_f9_and_enter_list_the_records_behind_a_figure_and_enter_opens_one(
    page: ReportPage, window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    first, second = log(database, "Tuyên truyền ở bản"), log(database, "Toạ đàm <b>", 7)
    qtbot.wait(100)
    page.writing.generated.show_paragraphs((linked(first, second, "không còn"),))
    listed: list[str] = []

    def open_the_second(dialog: QDialog) -> None:
        assert isinstance(dialog, BehindDialog)
        listed.extend(dialog.list.item(at).text() for at in range(dialog.list.count()))
        press(dialog.list, Qt.Key.Key_Down)
        press(dialog.list, Qt.Key.Key_Return)

    in_dialog(BehindDialog, lambda dialog: dialog.findChild(QWidget) is not None and _filled(dialog), open_the_second)
    press(page.outline, Qt.Key.Key_F9)
    assert page.writing.generated.hasFocus()
    assert page.writing.generated.textCursor().selectedText() == "02"
    press(page.writing.generated, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(window.page, RecordPage), timeout=5000)
    assert listed == [f"06/05/{YEAR} – Tuyên truyền ở bản", f"06/07/{YEAR} – Toạ đàm <b>"]
    opened = window.page
    assert isinstance(opened, RecordPage)
    qtbot.waitUntil(lambda: opened.form.record_id == second, timeout=5000)


def _filled(dialog: QDialog) -> bool:
    return isinstance(dialog, BehindDialog) and dialog.list.count() > 0


def test_a_figure_of_the_report_itself_leads_to_what_was_counted(
    page: ReportPage, window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    listed: list[str] = []

    def read_and_close(dialog: QDialog) -> None:
        assert isinstance(dialog, BehindDialog)
        listed.extend(dialog.list.item(at).text() for at in range(dialog.list.count()))
        press(dialog, Qt.Key.Key_Escape)

    in_dialog(BehindDialog, _filled, read_and_close)
    press(page.outline, Qt.Key.Key_F9)
    assert page.writing.generated.textCursor().selectedText().startswith("02")
    press(page.writing.generated, Qt.Key.Key_Return)
    assert listed == [f"06/02/{YEAR} – Chào cờ đầu tuần", f"06/03/{YEAR} – Họp phụ huynh"]
    assert window.page is page
    page.outline.choose("Biểu 02")
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    in_dialog(BehindDialog, _filled, read_and_close)
    press(page.outline, Qt.Key.Key_F9)
    assert page.writing.form.hasFocus()
    press(page.writing.form, Qt.Key.Key_Return)
    assert len(listed) == 4


def test_a_figure_with_one_record_opens_it_at_once(
    page: ReportPage, window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    only = log(database, "Tuyên truyền ở bản")
    qtbot.wait(100)
    page.writing.generated.show_paragraphs((linked(only),))
    press(page.outline, Qt.Key.Key_F9)
    press(page.writing.generated, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(window.page, RecordPage), timeout=5000)
    opened = window.page
    assert isinstance(opened, RecordPage)
    qtbot.waitUntil(lambda: opened.form.record_id == only, timeout=5000)


def test_tab_goes_from_figure_to_figure_and_on(page: ReportPage) -> None:
    view = page.writing.generated
    words = "Có 02 hoạt động với 30 lượt người."
    first, second = (
        Link(words.index(each), words.index(each) + 2, Behind("activity", ("a",))) for each in ("02", "30")
    )
    view.show_paragraphs((Paragraph(words, links=(first, second)),))
    view.setFocus()
    for figure in ("02", "30"):
        press(view, Qt.Key.Key_Tab)
        assert view.textCursor().selectedText() == figure
    press(view, Qt.Key.Key_Tab)
    assert not view.hasFocus()


def test_a_click_on_a_figure_asks_for_its_records_and_a_click_beside_it_does_not(
    page: ReportPage, qtbot: QtBot
) -> None:
    view = page.writing.generated
    view.show_paragraphs((linked("a", "b"),))
    asked: list[tuple[Behind, str]] = []
    view.asked.disconnect()
    view.asked.connect(lambda behind, words: asked.append((behind, words)))
    cursor = view.document().find("02")
    cursor.setPosition(cursor.selectionStart() + 1)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.cursorRect(cursor).center())
    assert asked == [(Behind("activity", ("a", "b")), "02")]
    cursor = view.document().find("Trong")
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.cursorRect(cursor).center())
    assert len(asked) == 1


# --- other words ---------------------------------------------------------------------------------------------------------


def reworded(words: str, reason: str) -> list[str]:
    """Answer the dialog: first without a reason, then with it. What it complained of."""
    said: list[str] = []

    def fill(dialog: QDialog) -> None:
        assert isinstance(dialog, RewordingDialog)
        dialog.words.setPlainText(words)
        dialog.save_button.click()
        said.append(dialog.problem.text())
        dialog.reason.setText(reason)
        dialog.save_button.click()

    in_dialog(RewordingDialog, lambda dialog: dialog.isVisible(), fill)
    return said


def test_a_sentence_is_put_in_other_words_with_a_reason_marked_and_given_back(
    page: ReportPage, database: Database, qtbot: QtBot
) -> None:
    generated = text(page).split("\n")[0]
    said = reworded("Nhà trường tổ chức <b>02</b> buổi.", "Gộp hai buổi chào cờ.")
    to_sentence(page, "hoạt động")
    press(page.writing.generated, Qt.Key.Key_F2)
    assert "lý do" in said[0]
    qtbot.waitUntil(lambda: "Đã sửa – lý do: Gộp hai buổi chào cờ." in text(page), timeout=5000)
    assert "Nhà trường tổ chức <b>02</b> buổi." in text(page)
    assert generated not in text(page)
    with database.transaction() as session:
        kept = report_of(session, UNIT, YEAR)
        assert [(one["section"], one["who"], one["reason"]) for one in kept.rewritten] == [
            ("II.2", database.author, "Gộp hai buổi chào cờ.")
        ]
    to_sentence(page, "buổi.")
    assert "đã sửa" in page.writing.reword_button.text().replace("&", "")
    press(page.writing.generated, Qt.Key.Key_F2, SHIFT)
    qtbot.waitUntil(lambda: generated in text(page), timeout=5000)
    assert "Đã sửa" not in text(page)


def test_a_reworded_sentence_whose_figures_changed_asks_to_be_looked_at_again(
    page: ReportPage, database: Database, qtbot: QtBot
) -> None:
    reworded("Nhà trường tổ chức hai buổi.", "Cho gọn.")
    to_sentence(page, "hoạt động")
    page.writing.reword_button.click()
    qtbot.waitUntil(lambda: "Đã sửa" in text(page), timeout=5000)
    log(database, "Buổi thứ ba")
    qtbot.waitUntil(lambda: state(page, "II.2") == "xem lại câu sửa", timeout=5000)
    assert "nay chương trình viết" in text(page)
    assert "03 hoạt động" in text(page)
    assert "Nhà trường tổ chức hai buổi." in text(page)


def test_the_generated_sentence_returns_from_the_dialog_too(page: ReportPage, qtbot: QtBot) -> None:
    reworded("Nhà trường tổ chức hai buổi.", "Cho gọn.")
    to_sentence(page, "hoạt động")
    press(page.writing.generated, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: "Đã sửa" in text(page), timeout=5000)

    def give_back(dialog: QDialog) -> None:
        assert isinstance(dialog, RewordingDialog)
        dialog.back_button.click()

    to_sentence(page, "hai buổi")
    in_dialog(RewordingDialog, lambda dialog: dialog.isVisible(), give_back)
    press(page.writing.generated, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: "Đã sửa" not in text(page) and "02 hoạt động" in text(page), timeout=5000)


def test_f2_without_a_sentence_says_where_to_put_the_cursor(page: ReportPage, window: MainWindow) -> None:
    page.outline.choose("Biểu 02")
    press(page.outline, Qt.Key.Key_F2)
    assert "Hãy đặt con trỏ" in window.notice.text()


# --- what changed --------------------------------------------------------------------------------------------------------


def test_changed_sentences_show_old_and_new_until_the_person_moves_on(
    page: ReportPage, database: Database, qtbot: QtBot
) -> None:
    assert "Trước:" not in text(page)
    log(database, "Buổi thứ ba")
    qtbot.waitUntil(lambda: state(page, "II.2") == "số liệu vừa đổi", timeout=5000)
    assert "03 hoạt động" in text(page).split("Trước:")[0]
    assert "02 hoạt động" in text(page).split("Trước:")[1]
    page.outline.choose("II.3")
    assert state(page, "II.2") == "tự sinh"
    page.outline.choose("II.2")
    assert "Trước:" not in text(page)


def test_a_part_that_changed_is_seen_though_it_was_folded_away(
    page: ReportPage, database: Database, qtbot: QtBot
) -> None:
    parent = next(each for each in page.outline.items() if each.data(0, Qt.ItemDataRole.UserRole) == "II.2")
    assert not parent.isExpanded()
    log(database, "Buổi thứ ba", topic="ND1")
    qtbot.waitUntil(lambda: state(page, "II.2") == "số liệu vừa đổi", timeout=5000)
    assert parent.isExpanded()


def test_what_changed_is_still_told_after_the_program_was_closed(
    page: ReportPage, window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    page.outline.choose("I.1")
    log(database, "Buổi thứ ba")
    qtbot.waitUntil(lambda: state(page, "II.2") == "số liệu vừa đổi", timeout=5000)
    later = ReportPage(page.workspace)
    qtbot.addWidget(later)
    later.refresh()
    qtbot.waitUntil(lambda: later.shown is not None, timeout=5000)
    assert state(later, "II.2") == "số liệu vừa đổi"
    page.see_all()
    assert state(page, "II.2") == "tự sinh"
    last = ReportPage(page.workspace)
    qtbot.addWidget(last)
    qtbot.wait(200)
    last.refresh()
    qtbot.waitUntil(lambda: last.shown is not None, timeout=5000)
    assert state(last, "II.2") == "tự sinh"


def test_f5_counts_again_says_what_changed_and_leaves_the_persons_words(
    page: ReportPage, window: MainWindow, database: Database, qtbot: QtBot
) -> None:
    page.texts[YEAR, "II.2"].insertPlainText("Lời của trường: 02 hoạt động.")
    press(page.outline, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: "không có câu nào đổi" in window.notice.text(), timeout=5000)
    page.outline.choose("I.1")
    log(database, "Buổi thứ ba")
    press(page.outline, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: "phần có câu đổi" in window.notice.text(), timeout=5000)
    page.outline.choose("II.2")
    assert page.texts[YEAR, "II.2"].toPlainText() == "Lời của trường: 02 hoạt động."
    with database.transaction() as session:
        assert report_of(session, UNIT, YEAR).blocks == {"II.2": "Lời của trường: 02 hoạt động."}
