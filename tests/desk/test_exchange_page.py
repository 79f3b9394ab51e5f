"""Gửi / nhận at a school: export, receipt, return."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.evidence.attaching import Source, take_in
from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.views.exchange_page import ExchangePage
from desktop.views.widgets.drives import remember_folder, size_words
from sync.export import export_bundle
from sync.packets import answer, reply
from sync.receive import receive
from tests.desk.conftest import YEAR, OpenPage, Province, log_activities
from tests.evidence.making import camera_photo


def opened(open_page: OpenPage, province: Province, qtbot: QtBot) -> ExchangePage:
    """The page of the first school, read."""
    page = open_page(province.school("SL-0001"), "exchange")
    assert isinstance(page, ExchangePage)
    qtbot.waitUntil(lambda: bool(page.fingerprint.text()))
    return page


def test_an_export_is_written_and_says_when_the_stick_may_be_pulled(
    open_page: OpenPage, province: Province, qtbot: QtBot
) -> None:
    page = opened(open_page, province, qtbot)
    assert "chưa có biên nhận" in page.sentence.text()
    page.drives.use(province.folder)
    page.export_button.click()
    qtbot.waitUntil(lambda: "so khớp" in page.result.text())
    assert len(list(province.folder.glob("*.nq71"))) == 1
    qtbot.waitUntil(lambda: len(page.log.keys()) == 2)
    assert len(page.fingerprint.text().split()) == 5


def test_a_receipt_and_a_return_are_shown_with_reason_and_deadline(
    open_page: OpenPage, province: Province, qtbot: QtBot
) -> None:
    answers = province.folder / "tra-loi"
    with Database.open(province.department) as department:
        receive(department, [province.stick])
        answer(department, "SL-0001", YEAR, False, "thiếu Biểu 02", date(2026, 11, 20))
        reply(department, answers)
    page = opened(open_page, province, qtbot)
    page.receive_from([answers])
    qtbot.waitUntil(lambda: bool(page.result.text()))
    qtbot.waitUntil(lambda: "thiếu Biểu 02" in page.sentence.text())
    assert "20/11/2026" in page.sentence.text()
    assert page.steps.words()[3] == "Bị trả lại"
    assert "biên nhận số" in page.steps.words()[2]
    assert len(page.receipts.keys()) == 1


def test_what_was_saved_after_the_export_is_told(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    answers = province.folder / "tra-loi"
    with Database.open(province.department) as department:
        receive(department, [province.stick])
        reply(department, answers)
    with Database.open(province.school("SL-0001")) as database:
        receive(database, [answers])
        log_activities(database, 1)
    page = opened(open_page, province, qtbot)
    assert "Có thay đổi từ lần xuất trước" in page.sentence.text()


def test_an_empty_place_gives_a_sentence(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    page = opened(open_page, province, qtbot)
    empty = province.folder / "trong"
    empty.mkdir()
    page.receive_from([empty])
    qtbot.waitUntil(lambda: "Không tìm thấy tệp NQ71" in page.result.text())


def test_the_folder_chosen_last_is_offered_again(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    with Database.open(province.school("SL-0001")) as database:
        remember_folder(database, province.folder)
    page = opened(open_page, province, qtbot)
    qtbot.waitUntil(lambda: page.drives.list.findText(str(province.folder), Qt.MatchFlag.MatchContains) >= 0)


def test_a_place_that_is_gone_gives_a_sentence_and_loses_nothing(
    open_page: OpenPage, province: Province, qtbot: QtBot
) -> None:
    page = opened(open_page, province, qtbot)
    gone = province.folder / "usb-da-rut"
    gone.mkdir()
    page.drives.use(gone)
    gone.rmdir()
    (province.folder / "usb-da-rut").write_text("", encoding="utf-8")
    page.export_button.click()
    qtbot.waitUntil(lambda: page.result.objectName() == "banner_danger")
    assert len(page.log.keys()) == 1


def test_a_corrected_report_is_seen_to_have_arrived_again(
    open_page: OpenPage, province: Province, qtbot: QtBot
) -> None:
    answers = province.folder / "tra-loi"
    with Database.open(province.department) as department:
        receive(department, [province.stick])
        answer(department, "SL-0001", YEAR, False, "thiếu Biểu 02", date(2026, 11, 20))
        qtbot.wait(1100)  # instants are kept to the second
        with Database.open(province.school("SL-0001")) as school:
            log_activities(school, 1)
            export_bundle(school, province.folder / "lan-hai")
        receive(department, [province.folder / "lan-hai"])
        reply(department, answers)
    with Database.open(province.school("SL-0001")) as school:
        receive(school, [answers])
    page = opened(open_page, province, qtbot)
    assert "chờ duyệt lại" in page.sentence.text()


def test_the_size_of_the_coming_bundle_and_a_lost_photo_are_told(
    open_page: OpenPage, province: Province, qtbot: QtBot
) -> None:
    with Database.open(province.school("SL-0001")) as school:
        taken = take_in(school.files, [Source(camera_photo(), "lễ.jpg")])
        with school.transaction() as session:
            activity = session.scalars(select(Activity).limit(1)).one()
            activity.evidence = taken.references
    page = opened(open_page, province, qtbot)
    qtbot.waitUntil(lambda: "có 1 ảnh, tệp minh chứng" in page.coming.text())
    size = size_words(taken.references[0]["size"]).split(" ")
    assert page.coming.text().startswith("Gói sắp xuất khoảng ")
    assert size[1] in page.coming.text()
    page.workspace.database.files.path(taken.references[0]["sha256"]).unlink()
    page.refresh()
    qtbot.waitUntil(lambda: "1 ảnh, tệp không còn trong máy" in page.coming.text())
    page.drives.use(province.folder)
    page.export_button.click()
    qtbot.waitUntil(lambda: "không còn trong máy hoặc đã hỏng nên không gửi kèm: “lễ.jpg”" in page.result.text())
