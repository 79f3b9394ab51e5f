"""A clerk's November in the window, step after step with the one button that says what is next; then the Department."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QLineEdit, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.database import Database
from desktop.views.exchange_page import ExchangePage
from desktop.views.freeze_dialog import FreezeDialog
from desktop.views.print_dialog import PrintDialog
from desktop.views.printing import Target
from desktop.views.report_page import ReportPage
from desktop.views.signed_dialog import SignedDialog
from sync.receive import receive
from sync.status import status
from tests.desk.conftest import YEAR, OpenPage, Province
from tests.reports.measuring import text_of

Met = TypeVar("Met", bound=QWidget)
CODE = "SL-0001"
PARTS = {
    "III.1": "Phụ huynh ba bản vùng cao nắm được nội dung Nghị quyết.",
    "III.2": "Điểm trường Pá Kìm chưa có loa.",
    "III.3": "Đường vào bản sạt lở từ tháng Bảy.",
    "IV.2": "Đề nghị Sở cấp 02 bộ loa kéo.",
}


def meet(kind: type[Met], then: Callable[[Met], object], met: list[str]) -> None:
    """Do `then` to the next dialog of that kind once it stands in front."""

    def look(tries: int = 500) -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind):
            met.append(kind.__name__)
            then(dialog)
        elif tries:
            QTimer.singleShot(20, lambda: look(tries - 1))
        elif isinstance(dialog, QDialog):
            dialog.reject()  # rather a test that fails than one that never ends

    QTimer.singleShot(20, look)


def click(dialog: QWidget, words: str) -> None:
    """The button of that name."""
    buttons = {button.text().replace("&", ""): button for button in dialog.findChildren(QPushButton)}
    buttons[words].click()


def test_from_the_four_parts_to_the_receipt_without_a_dead_end(
    open_page: OpenPage, province: Province, qtbot: QtBot, tmp_path: Path
) -> None:
    page = open_page(province.school(CODE), "report")
    assert isinstance(page, ReportPage)
    page.open(year=YEAR)
    qtbot.waitUntil(lambda: page.shown is not None and bool(page.steps.path), timeout=15000)
    met: list[str] = []
    paper = tmp_path / "giấy.pdf"

    def path_asks(action: str) -> bool:
        return page.steps.path is not None and page.steps.path.action == action

    for key, words in PARTS.items():
        page.open(section=key)
        page.texts[YEAR, key].insertPlainText(words)
    assert page.may_leave()
    qtbot.waitUntil(lambda: page.report is not None and not page.report.missing, timeout=15000)

    meet(FreezeDialog, lambda dialog: click(dialog, "Chốt báo cáo"), met)
    page.issuing.freeze()
    qtbot.waitUntil(lambda: page.chosen_edition == 2 and path_asks("review"), timeout=15000)

    def say_who(dialog: QInputDialog) -> None:
        dialog.findChildren(QLineEdit)[0].setText("Lò Văn Pâng")
        dialog.accept()

    meet(QInputDialog, say_who, met)
    page.steps.button.click()
    qtbot.waitUntil(lambda: path_asks("print"), timeout=15000)

    def print_it(dialog: PrintDialog) -> None:
        qtbot.waitUntil(lambda: dialog.print_button.isEnabled() or dialog.save_button.isEnabled(), timeout=15000)
        dialog.print_to(Target(path=paper))
        qtbot.waitUntil(lambda: paper.exists() and not dialog.stop_button.isVisible(), timeout=60000)
        meet(QMessageBox, lambda box: click(box, "Đã in"), met)
        dialog.reject()

    meet(PrintDialog, print_it, met)
    page.steps.button.click()
    qtbot.waitUntil(lambda: path_asks("signed"), timeout=60000)

    def sign(dialog: SignedDialog) -> None:
        qtbot.waitUntil(lambda: dialog.known is not None, timeout=15000)
        dialog.number.setText("87")
        assert dialog.signer.text() == "Lò Văn Pâng"  # the head as frozen

        dialog.day.set_value(date(YEAR, 11, 12))
        dialog.strip.add_files([paper])
        qtbot.waitUntil(lambda: dialog.prepared.scan is not None, timeout=60000)
        assert dialog.prepared.doubts == ()
        dialog.save_button.click()

    meet(SignedDialog, sign, met)
    page.steps.button.click()
    qtbot.waitUntil(lambda: path_asks("export"), timeout=60000)
    assert met == ["FreezeDialog", "QInputDialog", "PrintDialog", "QMessageBox", "SignedDialog"]

    window, stick = page.window(), province.folder / "usb-11"
    stick.mkdir()
    page.steps.button.click()
    exchange = window.page  # type: ignore[attr-defined]
    assert isinstance(exchange, ExchangePage)
    qtbot.waitUntil(lambda: bool(exchange.fingerprint.text()), timeout=15000)
    exchange.drives.use(stick)
    exchange.export_button.click()
    qtbot.waitUntil(lambda: "so khớp" in exchange.result.text(), timeout=60000)

    frozen = text_of(page.source.pdf(page.workspace, YEAR, 2))
    assert all(words in " ".join(frozen.split()) for words in PARTS.values())
    with Database.open(province.department) as department:
        receive(department, [stick])
        with department.snapshot() as session:
            told = next(one for one in status(session, YEAR)["units"] if one["code"] == CODE)
        assert (told["edition"], told["state"] in ("received", "late")) == (2, True)
