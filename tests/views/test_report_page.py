"""The report page: own words kept, preview live, freezing told in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop.models.database import Database
from desktop.models.entry import report_of
from desktop.reports.freeze import editions_of, freeze
from desktop.views.report_page import ReportPage
from tests.reports.conftest import school as school
from tests.reports.filling import activity, draft, store
from tests.reports.measuring import text_of
from tests.reports.samples import UNIT
from tests.views.conftest import press
from tests.views.pages import shown

DEMANDED = ("III.1", "III.2", "III.3", "IV.2")


@pytest.fixture
def page(qtbot: QtBot, school: Database) -> Iterator[ReportPage]:
    store(school, activity(), activity())
    with shown(school, "desktop.views.report_page") as (_, made):
        assert isinstance(made, ReportPage)
        made.open(year=2026)
        qtbot.waitUntil(lambda: made.shown is not None and made.view.drawn != frozenset(), timeout=10000)
        yield made


def blocks(database: Database) -> dict[str, str]:
    with database.transaction() as session:
        return dict(report_of(session, UNIT, 2026).blocks or {})


def type_into(page: ReportPage, key: str, text: str) -> None:
    page.open(section=key)
    page.texts[2026, key].insertPlainText(text)


def answer(label: str, seen: list[str]) -> None:
    """Press the button of the next dialog; what it said."""

    def press(tries: int = 500) -> None:
        box = QApplication.activeModalWidget()
        buttons = box.findChildren(QPushButton) if isinstance(box, QDialog) else []
        wanted = next((one for one in buttons if one.text().replace("&", "") == label), None)
        if wanted is None:
            if tries:
                QTimer.singleShot(20, lambda: press(tries - 1))
            elif isinstance(box, QDialog):
                box.reject()
            return
        words = box.text() if isinstance(box, QMessageBox) else " ".join(one.text() for one in box.findChildren(QLabel))  # type: ignore[union-attr]
        seen.append(words)
        wanted.click()

    QTimer.singleShot(20, press)


def state(page: ReportPage, key: str) -> str:
    return next(item.text(1) for item in page.outline.items() if item.data(0, 256) == key)


def test_a_part_that_is_demanded_is_missing_until_it_is_written(page: ReportPage, qtbot: QtBot) -> None:
    assert state(page, "IV.2") == "còn thiếu"
    type_into(page, "IV.2", "Đề nghị <b>Sở</b> & UBND cấp loa.")
    qtbot.waitUntil(lambda: state(page, "IV.2") == "đủ", timeout=5000)
    assert state(page, "II.1") == "tự sinh"
    assert blocks(page.workspace.database) == {"IV.2": "Đề nghị <b>Sở</b> & UBND cấp loa."}


def test_words_just_typed_are_stored_when_the_page_is_left(page: ReportPage) -> None:
    type_into(page, "III.3", "Địa bàn rộng.")
    assert page.may_leave()
    assert blocks(page.workspace.database) == {"III.3": "Địa bàn rộng."}


def test_undo_takes_the_words_back_into_the_box(page: ReportPage, qtbot: QtBot) -> None:
    type_into(page, "III.3", "Địa bàn rộng.")
    window = page.window()
    window.undo()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.texts[2026, "III.3"].toPlainText() == "", timeout=5000)


def test_the_preview_keeps_its_page_when_words_change(page: ReportPage, qtbot: QtBot) -> None:
    page.view.show_page(2)
    before = page.view.page
    old = page.shown
    type_into(page, "III.1", "Kết quả tốt.")
    qtbot.waitUntil(lambda: page.shown is not old, timeout=5000)
    assert page.view.page == before == 2


def test_freezing_an_unfinished_report_names_what_is_missing(page: ReportPage, qtbot: QtBot) -> None:
    seen: list[str] = []
    answer("Đến chỗ thiếu", seen)
    page.issuing.freeze()
    qtbot.waitUntil(lambda: bool(seen), timeout=5000)
    assert "đề xuất, kiến nghị" in seen[0]
    assert page.outline.key in DEMANDED


def test_freezing_shows_edition_and_code_and_the_pdf_is_made_again(
    page: ReportPage, qtbot: QtBot, tmp_path: Path
) -> None:
    for key in DEMANDED:
        type_into(page, key, "Không có.")
    page.may_leave()
    qtbot.waitUntil(lambda: page.shown is not None and not page.shown.report.missing, timeout=5000)  # type: ignore[union-attr]
    seen: list[str] = []
    answer("Chốt báo cáo", seen)
    page.issuing.freeze()
    qtbot.waitUntil(lambda: page.editions.open_button.isEnabled(), timeout=10000)
    made = editions_of(page.workspace.database, 2026)[0]
    assert f"Bản số 1 – mã {made.code}" in page.editions.list.item(0).text()
    written: list[Path] = []
    page.issuing.make_edition(1, tmp_path / "bản.pdf", written.append)
    qtbot.waitUntil(lambda: bool(written), timeout=5000)
    assert written[0].read_bytes().startswith(b"%PDF")


def test_the_draft_is_saved_as_pdf(page: ReportPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.issuing.save_pdf_to(tmp_path / "báo cáo.pdf")
    qtbot.waitUntil(lambda: (tmp_path / "báo cáo.pdf").exists(), timeout=5000)


def test_editions_of_before_are_listed(qtbot: QtBot, school: Database) -> None:
    store(school, draft(blocks=dict.fromkeys(DEMANDED, "Không có.")))
    freeze(school, 2026)
    with shown(school, "desktop.views.report_page") as (_, made):
        assert isinstance(made, ReportPage)
        qtbot.waitUntil(
            lambda: made.editions.open_button.isEnabled() and made.editions.list.count() == 1, timeout=10000
        )


def test_word_and_excel_copies_are_made_of_what_was_just_typed(page: ReportPage, qtbot: QtBot, tmp_path: Path) -> None:
    type_into(page, "III.3", "Địa bàn rộng.")
    for word, name in (("docx", "sửa.docx"), ("xlsx", "biểu.xlsx")):
        page.other_shapes.write(word, tmp_path / name)
        qtbot.waitUntil(lambda path=tmp_path / name: path.exists(), timeout=10000)  # type: ignore[misc]
    words = [each.text for each in docx.Document(str(tmp_path / "sửa.docx")).paragraphs]
    assert "Địa bàn rộng." in words
    assert openpyxl.load_workbook(tmp_path / "biểu.xlsx").sheetnames[:2] == ["Biểu 01", "Biểu 02"]


def test_the_archive_takes_a_frozen_edition_only(page: ReportPage, qtbot: QtBot, tmp_path: Path) -> None:
    seen: list[str] = []
    answer("Đóng", seen)
    page.focus_first()
    press(page.outline, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert "chưa chốt bản nào" in seen[0]
    freeze(page.workspace.database, 2026, incomplete=True)
    qtbot.waitUntil(lambda: page.editions.open_button.isEnabled(), timeout=10000)
    page.other_shapes.write("pdfa", tmp_path / "lưu trữ.pdf")
    qtbot.waitUntil(lambda: (tmp_path / "lưu trữ.pdf").exists(), timeout=10000)
    code = editions_of(page.workspace.database, 2026)[0].code
    assert code in text_of((tmp_path / "lưu trữ.pdf").read_bytes())
