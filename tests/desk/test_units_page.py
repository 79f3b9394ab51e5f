"""Đơn vị nộp báo cáo at the Department."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.models.catalogue import load_catalogue
from desktop.models.database import Database
from desktop.models.installation import current
from desktop.reports import adhoc
from desktop.reports.demand import read_request
from desktop.views.answering import Return
from desktop.views.record_view import RecordDialog
from desktop.views.units_page import UnitsPage
from sync.export import export_bundle
from sync.receive import receive
from tests.desk.conftest import OpenPage, Province
from tests.reports.measuring import text_of
from tests.reports.test_adhoc import REQUEST


class Opener(QObject):
    """Takes what would be opened in another program."""

    opened: str = ""

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Remember the file."""
        self.opened = url.toLocalFile()


def at_department(open_page: OpenPage, province: Province, qtbot: QtBot) -> UnitsPage:
    """The page after both bundles were received."""
    with Database.open(province.department) as department:
        receive(department, [province.stick])
    page = open_page(province.department, "units")
    assert isinstance(page, UnitsPage)
    qtbot.waitUntil(lambda: len(page.table.keys()) == 3)
    return page


def test_counters_filter_and_the_search_needs_no_accents(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    page = at_department(open_page, province, qtbot)
    assert page.counters["expected"].text().split()[-1] == "3"
    assert page.counters["received"].text().split()[-1] == "2"
    page.counters["missing"].click()
    assert page.table.keys() == ["SL-0003"]
    page.counters["expected"].click()
    page.search.setText("chieng khoang")
    assert page.table.keys() == ["SL-0002"]


def test_enter_opens_a_unit_and_escape_goes_back(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    page = at_department(open_page, province, qtbot)
    page.table.select("SL-0002")
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(page.view.reports.keys()) == 1)
    activities = page.view.tables[0]
    qtbot.waitUntil(lambda: activities.rows.rowCount() == 8)
    page.view.search.setText("tuan 7")
    qtbot.waitUntil(lambda: activities.rows.rowCount() == 1)
    assert page.view.figures.keys() == [target.code for target in load_catalogue().targets()]
    page._escape()
    assert page.table.current_key() == "SL-0002"


def test_a_frozen_report_is_made_again_as_pdf(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    page = at_department(open_page, province, qtbot)
    page.open_unit("SL-0001")
    qtbot.waitUntil(lambda: len(page.view.reports.keys()) == 1)
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "take")  # type: ignore[arg-type]  # PySide takes only str
    QTest.keyClick(page.view.reports, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(opener.opened))
    QDesktopServices.unsetUrlHandler("file")
    assert Path(opener.opened).read_bytes().startswith(b"%PDF")


def test_a_report_that_a_document_demanded_arrives_and_is_made_again_as_pdf(
    open_page: OpenPage, province: Province, qtbot: QtBot
) -> None:
    with Database.open(province.school("SL-0001")) as school:
        with school.transaction() as session:
            record = adhoc.keep(session, read_request(REQUEST), current(session).unit_id)
        code = adhoc.freeze(school, record.id)[1].code
        export_bundle(school, province.stick)
    page = at_department(open_page, province, qtbot)
    page.open_unit("SL-0001")
    qtbot.waitUntil(lambda: len(page.view.reports.keys()) == 2)
    key = f"{record.id}:1"
    line = next(each for each in page.view.reports.lines_model.lines if each.key == key)
    assert line.cells[:2] == ("Công văn số 1234/SGDĐT-VP, bản số 1", code)
    assert page.view.reports.select(key)
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "take")  # type: ignore[arg-type]  # PySide takes only str
    page.view.open_button.click()
    qtbot.waitUntil(lambda: bool(opener.opened))
    QDesktopServices.unsetUrlHandler("file")
    assert f"bản số 1 · mã {code}" in text_of(Path(opener.opened).read_bytes())


def test_a_report_is_returned_and_then_accepted(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    page = at_department(open_page, province, qtbot)
    page.open_unit("SL-0001")
    qtbot.waitUntil(lambda: page.view.accept_button.isEnabled())
    assert "trả lại" not in page.view.word.text()
    page.view.answer(Return("Thiếu kinh phí", date(2030, 1, 15)))
    qtbot.waitUntil(lambda: "15/01/2030" in page.view.word.text())
    qtbot.waitUntil(lambda: page.counters["returned"].text().endswith("1"))
    page.view.answer(None)
    qtbot.waitUntil(lambda: "Đã duyệt" in page.view.word.text())


def test_a_record_of_a_unit_is_shown_in_words(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    page = at_department(open_page, province, qtbot)
    page.open_unit("SL-0001")
    table = page.view.tables[0]
    qtbot.waitUntil(lambda: bool(table.current_id()))
    page.view.open_record(page.view.screens[0], table.current_id())
    dialog = page.window().findChild(RecordDialog)
    assert dialog is not None
    assert "Sinh hoạt dưới cờ" in dialog.windowTitle()
    dialog.accept()


def test_what_is_held_of_a_unit_is_given_back_to_it(
    open_page: OpenPage, province: Province, qtbot: QtBot, tmp_path: Path
) -> None:
    page = at_department(open_page, province, qtbot)
    page.open_unit("SL-0001")
    qtbot.waitUntil(lambda: len(page.view.reports.keys()) == 1)
    page.view.write_rebuild(tmp_path)
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("*.nq71"))) == 1, timeout=10000)
    [made] = tmp_path.glob("*.nq71")
    with Database.open(province.school("SL-0001")) as school:
        [verdict] = receive(school, [made])
    assert (verdict.verdict, verdict.conflicts) == ("already_known", 0)
