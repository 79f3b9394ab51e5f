"""Báo cáo tổng hợp in the Department's window: written, frozen, its drafts and the reminder written to files."""

from __future__ import annotations

from pathlib import Path

import docx
import pdfplumber
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.models.database import Database
from desktop.reports.freeze import editions_of
from desktop.reports.province.report import DEMANDED
from desktop.views.freeze_dialog import FreezeDialog
from desktop.views.province_page import ProvincePage
from sync.receive import receive
from tests.desk.conftest import OpenPage, Province


def at_department(open_page: OpenPage, province: Province, qtbot: QtBot) -> ProvincePage:
    with Database.open(province.department) as department:
        receive(department, [province.stick])
    page = open_page(province.department, "summary")
    assert isinstance(page, ProvincePage)
    page.open(year=2026)
    qtbot.waitUntil(lambda: page.report is not None and page.report.year == 2026, timeout=15000)
    return page


def test_sums_and_who_is_missing_stand_there(open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    page = at_department(open_page, province, qtbot)
    assert page.report is not None
    assert next(one.value for one in page.report.figures if one.code == "HD") == 12
    page.outline.choose("TH.I.1")
    assert "còn 01 đơn vị chưa nộp" in page.writing.generated.toPlainText()
    page.outline.choose("TH-02")
    assert page.writing.shows_form
    assert not page.steps.isVisible()
    assert not page.writing.reword_button.isVisible()


def test_it_is_written_frozen_and_its_pdf_made_again(
    open_page: OpenPage, province: Province, qtbot: QtBot, tmp_path: Path
) -> None:
    page = at_department(open_page, province, qtbot)
    for key in DEMANDED:
        page.outline.choose(key)
        page.texts[2026, key].insertPlainText("Có & đủ.")
    assert page.may_leave()
    qtbot.waitUntil(lambda: page.report is not None and not page.report.missing, timeout=15000)

    def press(tries: int = 300) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, FreezeDialog):
            dialog.freeze_button.click()
        elif tries:
            QTimer.singleShot(20, lambda: press(tries - 1))

    QTimer.singleShot(20, press)
    page.issuing.freeze()
    qtbot.waitUntil(lambda: page.editions.open_button.isEnabled(), timeout=15000)
    [made] = editions_of(page.workspace.database, 2026)
    written: list[Path] = []
    page.issuing.make_edition(1, tmp_path / "tỉnh.pdf", written.append)
    qtbot.waitUntil(lambda: bool(written), timeout=15000)
    with pdfplumber.open(written[0]) as opened:
        assert made.code in (opened.pages[-1].extract_text() or "")


def test_drafts_and_the_reminder_are_written(
    open_page: OpenPage, province: Province, qtbot: QtBot, tmp_path: Path
) -> None:
    page = at_department(open_page, province, qtbot)
    page.write_draft("government", tmp_path / "chính phủ.docx")
    qtbot.waitUntil((tmp_path / "chính phủ.docx").exists, timeout=15000)
    words = " ".join(
        cell.text
        for table in docx.Document(str(tmp_path / "chính phủ.docx")).tables
        for row in table.rows
        for cell in row.cells
    )
    assert "ỦY BAN NHÂN DÂN" in words
    page.write_reminder(tmp_path / "nhắc.pdf")
    qtbot.waitUntil((tmp_path / "nhắc.pdf").exists, timeout=15000)
    with pdfplumber.open(tmp_path / "nhắc.pdf") as opened:
        text = "\n".join(one.extract_text() or "" for one in opened.pages)
    assert "Trường Tiểu học Mường Bú" in text
    assert "công văn nhắc nộp báo cáo" in text
