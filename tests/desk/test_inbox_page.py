"""Tiếp nhận at the Department."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from desktop.models.database import Database
from desktop.views.answering import Return, ReturnDialog
from desktop.views.approving import ApproveDialog
from desktop.views.inbox_page import InboxPage
from desktop.views.units_page import UnitsPage
from desktop.views.window import MainWindow
from sync.enrolment import set_up
from sync.export import export_bundle
from sync.receive import receive
from tests.desk.conftest import OpenPage, Province, log_activities, profile


def opened(open_page: OpenPage, province: Province, qtbot: QtBot) -> InboxPage:
    """The page, read."""
    page = open_page(province.department, "inbox")
    assert isinstance(page, InboxPage)
    qtbot.waitUntil(lambda: page.waiting is not None)
    return page


def test_a_bad_file_does_not_stop_the_good_ones(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    bundle = sorted(province.stick.glob("*.nq71"))[0]
    (province.stick / "cut.nq71").write_bytes(bundle.read_bytes()[:5000])
    page = opened(open_page, province, qtbot)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(province.stick))])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(QPointF(QPoint(9, 9)), Qt.DropAction.CopyAction, mime, buttons, keys))
    qtbot.waitUntil(lambda: len(page.files.keys()) == 3)
    words = sorted(line.cells[2] for line in page.files.lines_model.lines)
    assert words == ["Không nhận được", "Đã nhận", "Đã nhận"]
    qtbot.waitUntil(lambda: len(page.reports.keys()) == 2)


def test_a_waiting_key_is_compared_and_approved(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    # A school that lost its slip: the province packet and its own code, no slip code.
    pack = next(p for p in (province.folder / "phieu").glob("*SL-0003*.nq71"))
    with set_up(province.school("SL-0003"), profile("SL-0003"), pack) as database:
        log_activities(database, 3)
        export_bundle(database, province.folder / "usb3")
    page = opened(open_page, province, qtbot)
    page.receive_from([province.folder / "usb3"])
    qtbot.waitUntil(lambda: len(page.keys.keys()) == 1)
    mark = page.keys.current_key()
    assert page.waiting is not None
    dialog = ApproveDialog(page, mark, *page.waiting.keys[mark], page.waiting.names)
    assert not dialog.approve.isEnabled()
    dialog.compared.setChecked(True)
    assert dialog.approve.isEnabled()
    dialog.approve.click()
    page.approve(mark, dialog.code)
    qtbot.waitUntil(lambda: "Đã chấp thuận" in page.result.text())
    qtbot.waitUntil(lambda: not page.keys.keys())
    assert [line.cells[2] for line in page.files.lines_model.lines] == ["Đã nhận"]


def test_answers_go_out_as_packets(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    with Database.open(province.department) as department:
        receive(department, [province.stick])
    page = opened(open_page, province, qtbot)
    qtbot.waitUntil(lambda: len(page.reports.keys()) == 2)
    page.answer("SL-0001", 2026, Return("Thiếu kinh phí", date(2030, 1, 15)))
    qtbot.waitUntil(lambda: page.reports.keys() == ["SL-0002|2026"])
    page.outgoing.write_replies(province.folder / "tra-loi")
    qtbot.waitUntil(lambda: "2 gói trả lời" in page.result.text())
    assert len(list((province.folder / "tra-loi").glob("*.nq71"))) == 2


def test_the_common_packet_and_slips_are_written(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    page = opened(open_page, province, qtbot)
    page.outgoing.publish(province.folder / "chung")
    qtbot.waitUntil(lambda: "gói dữ liệu chung" in page.result.text())
    page.outgoing.write_slips(province.folder / "phieu-moi", ["SL-0003"])
    qtbot.waitUntil(lambda: "1 phiếu" in page.result.text())
    assert sorted(p.suffix for p in (province.folder / "phieu-moi").iterdir()) == [".nq71", ".pdf"]


def test_enter_on_a_waiting_report_opens_its_unit_in_its_year(
    open_page: OpenPage, province: Province, qtbot: QtBot
) -> None:
    with Database.open(province.department) as department:
        receive(department, [province.stick])
    page = opened(open_page, province, qtbot)
    window = page.window()
    assert isinstance(window, MainWindow)
    page.reports.opened.emit("SL-0002|2026")
    units = window.page
    assert isinstance(units, UnitsPage)
    qtbot.waitUntil(lambda: len(units.view.reports.keys()) == 1)
    assert units.chosen_year() == 2026


def test_a_register_workbook_is_laid_over_the_register(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    page = opened(open_page, province, qtbot)
    broken = province.folder / "so.xlsx"
    broken.write_bytes(b"not a workbook")
    page.outgoing.import_register(broken)
    qtbot.waitUntil(lambda: page.result.objectName() == "banner_danger")


def test_a_place_that_cannot_be_written_gives_a_sentence(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    page = opened(open_page, province, qtbot)
    blocked = province.folder / "tep"
    blocked.write_text("không phải thư mục", encoding="utf-8")
    page.outgoing.publish(Path(blocked / "con"))
    qtbot.waitUntil(lambda: page.result.objectName() == "banner_danger")


def test_a_return_needs_a_reason_and_a_day(qtbot: QtBot) -> None:
    dialog = ReturnDialog(None, "Trường A", 2026)
    qtbot.addWidget(dialog)
    dialog.send_back.click()
    assert dialog.answer is None
    assert "lý do" in dialog.problem.text()
    dialog.reason.setPlainText("Thiếu Biểu 02")
    dialog.deadline.set_value(date(2031, 2, 3))
    dialog.send_back.click()
    assert dialog.answer == Return("Thiếu Biểu 02", date(2031, 2, 3))
