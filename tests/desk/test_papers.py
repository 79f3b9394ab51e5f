"""Codes on paper looked up at the Department, what the signed paper got noted at the school, the scan opened."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.models.database import Database
from desktop.models.entry import report_of
from desktop.models.installation import current
from desktop.models.report import report_id
from desktop.reports import pdf
from desktop.reports.freeze import editions_of, load_edition, make_annual_pdf
from desktop.views.code_dialog import CodeDialog
from desktop.views.inbox_page import InboxPage
from desktop.views.search_dialog import SearchDialog
from desktop.views.signed_dialog import SignedDialog
from desktop.views.units_page import UnitsPage
from desktop.views.window import MainWindow
from sync.export import export_bundle
from sync.receive import receive
from tests.desk.conftest import YEAR, OpenPage, Province, log_activities
from tests.desk.test_units_page import Opener, at_department


def frozen_pdf(province: Province, code: str, path: Path) -> str:
    """The PDF of a school's newest edition; its code."""
    with Database.open(province.school(code)) as school:
        report, edition = load_edition(school, YEAR)
    pdf.write(report, path, edition.edition, edition.code)
    return edition.code


def photos(path: Path, folder: Path) -> list[Path]:
    """Its pages as a scanner makes them."""
    folder.mkdir(exist_ok=True)
    made = []
    with pypdfium2.PdfDocument(path) as opened:
        for at, page in enumerate(opened):
            made.append(folder / f"{at:02}.jpg")
            page.render(scale=200 / 72).to_pil().rotate(1, fillcolor="white").save(made[-1], quality=75)
    return made


def test_a_code_leads_to_its_unit_and_to_its_frozen_pdf(
    open_page: OpenPage, province: Province, qtbot: QtBot, tmp_path: Path
) -> None:
    code = frozen_pdf(province, "SL-0002", tmp_path / "a.pdf")
    page = at_department(open_page, province, qtbot)
    page.code_button.click()
    dialog = page.window().findChild(CodeDialog)
    assert dialog is not None
    dialog.line.setFocus()
    QTest.keyClicks(dialog.line, f"nq71:{code.lower()}")
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.found is not None)
    assert dialog.headline.text().startswith("KHỚP")
    assert "Chiềng Khoang" in dialog.said.text()
    assert len(dialog.lines.keys()) > 10
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "take")  # type: ignore[arg-type]  # PySide takes only str
    try:
        dialog.open_button.click()
        qtbot.waitUntil(lambda: bool(opener.opened))
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert Path(opener.opened).read_bytes() == (tmp_path / "a.pdf").read_bytes()
    dialog.unit_button.click()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.view and page.view.code == "SL-0002")


def test_pages_of_two_units_mixed_and_a_wrong_code_are_told(
    open_page: OpenPage, province: Province, qtbot: QtBot, tmp_path: Path
) -> None:
    frozen_pdf(province, "SL-0001", tmp_path / "a.pdf")
    frozen_pdf(province, "SL-0002", tmp_path / "b.pdf")
    mixed = [*photos(tmp_path / "a.pdf", tmp_path / "1")[:-1], photos(tmp_path / "b.pdf", tmp_path / "2")[-1]]
    with Database.open(province.department) as department:
        receive(department, [province.stick])
    page = open_page(province.department, "inbox")
    assert isinstance(page, InboxPage)
    page.code_button.click()
    dialog = page.window().findChild(CodeDialog)
    assert dialog is not None
    dialog.check_files(mixed)
    qtbot.waitUntil(lambda: dialog.found is not None, timeout=20000)
    assert dialog.headline.text().startswith("BỊ SỬA KHÁC")
    assert dialog.found is not None
    assert any("Chiềng Khoang" in one.sentence for one in dialog.found.answer.differences)
    dialog.line.setText("0000-0000-0001")
    dialog.look.click()
    qtbot.waitUntil(lambda: dialog.headline.text() == "MÃ SAI")
    assert not dialog.open_button.isEnabled()


def test_the_search_everywhere_offers_to_look_a_code_up(
    open_page: OpenPage, province: Province, qtbot: QtBot, tmp_path: Path
) -> None:
    code = frozen_pdf(province, "SL-0001", tmp_path / "a.pdf")
    page = open_page(province.school("SL-0001"), "home")
    window = page.window()
    assert isinstance(window, MainWindow)
    window.find_everywhere()
    search = window.findChild(SearchDialog)
    assert search is not None
    search.line.setText(code.lower())
    qtbot.waitUntil(lambda: search.results.count() == 2)
    QTest.keyClick(search.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.findChild(CodeDialog) is not None)
    dialog = window.findChild(CodeDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.headline.text().startswith("KHỚP"))
    assert dialog.unit_button.isHidden()
    dialog.reject()


def signing(open_page: OpenPage, province: Province, qtbot: QtBot, edition: int | None = None) -> SignedDialog:
    page = open_page(province.school("SL-0001"), "home")
    workspace = page.workspace
    dialog = SignedDialog(page.window(), workspace, "report", report_id(workspace.unit_id, YEAR), edition)
    dialog.open()
    qtbot.waitUntil(lambda: dialog.known is not None)
    return dialog


def test_number_day_signer_and_photos_are_stored_at_once_and_reach_the_department(
    open_page: OpenPage, province: Province, qtbot: QtBot, tmp_path: Path
) -> None:
    frozen_pdf(province, "SL-0001", tmp_path / "a.pdf")
    pages = photos(tmp_path / "a.pdf", tmp_path / "1")
    dialog = signing(open_page, province, qtbot)
    assert dialog.signer.text() == "Lò Văn Pâng"
    dialog.save_button.click()
    assert "Chưa ghi số văn bản" in dialog.problem.text()
    dialog.number.setText("12")
    dialog.day.set_value(date(2026, 11, 10))
    dialog.strip.add_files([pages[1], pages[0], *pages[2:]])
    dialog.strip.list.setCurrentRow(0)
    dialog.strip.later.click()
    assert dialog.strip.paths() == pages
    qtbot.waitUntil(lambda: dialog.prepared.scan is not None, timeout=30000)
    assert "khớp với bản số 1" in dialog.warning.text()
    assert "200 dpi" in dialog.standing.text()
    with qtbot.waitSignal(dialog.saved, timeout=10000):
        dialog.save_button.click()
    database = dialog._workspace.database
    with database.snapshot() as session:
        report = report_of(session, current(session).unit_id, YEAR)
        assert (report.signed_number, report.signed_date, report.signed_by) == ("12", date(2026, 11, 10), "Lò Văn Pâng")
    (edition,) = editions_of(database, YEAR)
    scan = database.files.get(edition.scan)
    export_bundle(database, tmp_path / "usb")
    with Database.open(province.department) as department:
        receive(department, [tmp_path / "usb"])
    page = open_page(province.department, "units")
    assert isinstance(page, UnitsPage)
    qtbot.waitUntil(lambda: len(page.table.keys()) == 3)
    page.open(unit_code="SL-0001", year=YEAR)
    qtbot.waitUntil(lambda: page.view.scan_button.isEnabled())
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "take")  # type: ignore[arg-type]  # PySide takes only str
    try:
        page.view.scan_button.click()
        qtbot.waitUntil(lambda: bool(opener.opened))
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert Path(opener.opened).read_bytes() == scan
    assert QUrl.fromLocalFile(opener.opened).isValid()


def test_a_scan_of_another_edition_and_a_file_that_is_none_are_told(
    open_page: OpenPage, province: Province, qtbot: QtBot, tmp_path: Path
) -> None:
    frozen_pdf(province, "SL-0001", tmp_path / "a.pdf")
    pages = photos(tmp_path / "a.pdf", tmp_path / "1")
    with Database.open(province.school("SL-0001")) as school:
        log_activities(school, 2)
        make_annual_pdf(school, YEAR, freeze=True)
    dialog = signing(open_page, province, qtbot)
    assert dialog.edition.currentData() == 2
    dialog.strip.add_files(pages)
    qtbot.waitUntil(lambda: dialog.prepared.scan is not None, timeout=30000)
    assert "bản số 1" in dialog.warning.text()
    dialog.edition.setCurrentIndex(dialog.edition.findData(1))
    qtbot.waitUntil(lambda: "khớp với bản số 1" in dialog.warning.text(), timeout=30000)
    wrong = tmp_path / "sai.jpg"
    wrong.write_bytes(b"GIF89a")
    dialog.strip.add_files([wrong])
    qtbot.waitUntil(lambda: "sai.jpg" in dialog.problem.text(), timeout=30000)
    dialog.number.setText("12")
    dialog.day.set_value(date(2026, 11, 10))
    dialog.save_button.click()
    assert "bỏ tệp này" in dialog.problem.text()
    assert not editions_of(dialog._workspace.database, YEAR)[0].scan
    dialog.reject()
