"""Ký số: the certificate is told before anything is signed, by file or token; a file signed elsewhere is taken in; it all fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.models.database import Database
from desktop.models.report import Report, report_id
from desktop.reports.e_signature import sign_edition
from desktop.reports.e_signers import KeyFile
from desktop.reports.freeze import editions_of, freeze
from desktop.views import scaling
from desktop.views.e_sign_dialog import ESignDialog
from desktop.views.window import MainWindow
from tests.reports.keys import HAS_TOKEN, NEEDS_TOKEN, PASSPHRASE, SIGNER, SOFTHSM, conf_of, key_file, soft_token
from tests.views.conftest import UNIT, YEAR, answer, press
from tests.views.fitting import SCREENS, cut, never_reached

RECORD = report_id(UNIT, YEAR)
PARTS = {"III.1": "Kịp thời.", "III.2": "Không có.", "III.3": "Không có.", "IV.2": "Không có."}


@pytest.fixture
def dialog(window: MainWindow, database: Database, qtbot: QtBot) -> ESignDialog:
    with database.transaction() as session:
        session.add(Report(id=RECORD, unit_id=UNIT, year=YEAR, blocks=PARTS))
    freeze(database, YEAR)
    return opened(window, qtbot)


def opened(window: MainWindow, qtbot: QtBot) -> ESignDialog:
    assert window.workspace is not None
    made = ESignDialog(window.workspace, window, Report.KIND, RECORD)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.standing.edition == 1)
    return made


def fill(dialog: ESignDialog, path: Path, passphrase: str) -> None:
    dialog.keys.path.setText(str(path))
    dialog.keys.passphrase.setText(passphrase)


def signed_of(database: Database) -> str:
    return editions_of(database, YEAR)[0].signed_pdf


def test_enter_signs_once_the_certificate_was_told_and_agreed_to(
    dialog: ESignDialog, database: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    assert "Bản số 1, mã " in dialog.heading.text()
    assert "Chưa ký số" in dialog.state.text()
    assert "chưa gõ sẵn số, ngày" in dialog.advice.text()
    assert not dialog.open_button.isVisible()
    fill(dialog, key_file(tmp_path / "khóa.p12"), PASSPHRASE)
    agreed = answer("Ký số")
    press(dialog.keys.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.standing.signed is not None, timeout=15000)
    assert agreed() == ["Ký số bản số 1 bằng chứng thư này?"]
    assert f"Đã ký số: {SIGNER}" in dialog.state.text()
    assert "chưa kiểm tra được nơi cấp" in dialog.state.text()
    assert "Đã ký số xong" in dialog.said.text()
    assert dialog.keys.passphrase.text() == ""
    assert dialog.open_button.isVisible()
    assert dialog.standing.signed is not None
    assert signed_of(database) == dialog.standing.signed.sha256

    dialog.save_signed_to(tmp_path / "đã ký.pdf")
    qtbot.waitUntil(lambda: "Đã lưu “đã ký.pdf”" in dialog.said.text())
    assert (tmp_path / "đã ký.pdf").read_bytes() == database.files.get(signed_of(database))


def test_no_signs_nothing(dialog: ESignDialog, database: Database, tmp_path: Path, qtbot: QtBot) -> None:
    fill(dialog, key_file(tmp_path / "khóa.p12"), PASSPHRASE)
    said = answer("Hủy")
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: bool(said()), timeout=15000)
    assert signed_of(database) == ""


def test_a_wrong_passphrase_is_told_in_the_window_and_forgotten(
    dialog: ESignDialog, database: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog.sign_button.click()
    assert "Chưa chọn tệp chứng thư" in dialog.problem.text()
    fill(dialog, key_file(tmp_path / "khóa.p12"), "sai")
    dialog.sign_button.click()
    qtbot.waitUntil(lambda: "không đúng" in dialog.problem.text(), timeout=15000)
    assert dialog.problem.isVisible()
    assert dialog.keys.passphrase.text() == ""
    assert dialog.keys.passphrase.echoMode() == QLineEdit.EchoMode.Password
    dialog.keys.passphrase.setText("lại")
    assert not dialog.problem.isVisible()
    assert signed_of(database) == ""


def test_a_file_signed_elsewhere_is_taken_in_and_a_wrong_one_is_not(
    dialog: ESignDialog, database: Database, tmp_path: Path, qtbot: QtBot
) -> None:
    key = KeyFile(key_file(tmp_path / "khóa.p12"))
    made = sign_edition(database, Report.KIND, RECORD, key, PASSPHRASE)
    outside = tmp_path / "từ vSignPDF.pdf"
    outside.write_bytes(database.files.get(made.sha256))
    again = sign_edition(database, Report.KIND, RECORD, key, PASSPHRASE)
    assert again.sha256 != made.sha256
    dialog.take_file(outside)
    qtbot.waitUntil(lambda: "Đã nhận tệp đã ký của bản số 1" in dialog.said.text(), timeout=15000)
    assert signed_of(database) == made.sha256
    outside.write_bytes(b"MZ")
    dialog.take_file(outside)
    qtbot.waitUntil(lambda: "không phải tệp PDF" in dialog.problem.text(), timeout=15000)
    assert signed_of(database) == made.sha256


@pytest.mark.skipif(not HAS_TOKEN, reason=NEEDS_TOKEN)
def test_a_token_is_found_by_choosing_it_and_signs_with_its_pin(
    dialog: ESignDialog, database: Database, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pkcs11

    monkeypatch.setenv("SOFTHSM2_CONF", str(conf_of(tmp_path / "hsm")))
    assert SOFTHSM is not None
    try:
        dialog.keys.by_token.click()
        qtbot.waitUntil(lambda: "Dò lại" in dialog.keys.token_words.text(), timeout=15000)
        token = soft_token()
        dialog.keys.use_driver(SOFTHSM)
        qtbot.waitUntil(lambda: dialog.keys.tokens.count() == 1, timeout=15000)
        assert token.label in dialog.keys.tokens.currentText()
        assert "tự khóa" in dialog.keys.token_words.text()
        dialog.keys.pin.setText("000000")
        answer("Ký số")
        dialog.sign_button.click()
        qtbot.waitUntil(lambda: "Mã PIN của USB ký số không đúng" in dialog.problem.text(), timeout=15000)
        assert dialog.keys.pin.text() == ""
        dialog.keys.pin.setText(token.pin)
        answer("Ký số")
        dialog.sign_button.click()
        qtbot.waitUntil(lambda: dialog.standing.signed is not None, timeout=15000)
        assert f"Đã ký số: {SIGNER}" in dialog.state.text()
    finally:
        pkcs11.unload(str(SOFTHSM))


def test_a_report_without_edition_says_so(window: MainWindow, qtbot: QtBot) -> None:
    assert window.workspace is not None
    made = ESignDialog(window.workspace, window, Report.KIND, RECORD)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(lambda: made.problem.isVisible())
    assert not made.sign_button.isEnabled()


def test_it_fits_small_screens_and_large_letters_and_every_key_is_its_own(
    dialog: ESignDialog, window: MainWindow, database: Database, tmp_path: Path, dressed: QApplication, qtbot: QtBot
) -> None:
    about: dict[str, Any] = {
        "name": "Nguyễn Thị Hương Giang Quỳnh Như",
        "organisation": "Trường PTDTBT TH&THCS Nà Lìu <b>",
        "days": (-9, -5),
    }
    key = KeyFile(key_file(tmp_path / "khóa.p12", **about))
    sign_edition(database, Report.KIND, RECORD, key, PASSPHRASE)
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.standing.signed is not None)
    found = []
    for way in (dialog.keys.by_file, dialog.keys.by_token):
        way.click()
        qtbot.wait(100)
        assert never_reached(dialog) == []
        for size, percent in SCREENS:
            scaling.set_percent(dressed, percent)
            least = dialog.minimumSizeHint().expandedTo(dialog.minimumSize())
            dialog.resize(dialog.sizeHint().expandedTo(least).boundedTo(window.screen().size().expandedTo(least)))
            qtbot.wait(30)
            assert least.width() <= size[0]
            assert least.height() <= size[1]
            found += [f"{size} {percent} %: {words}" for words in cut(dialog)]
    scaling.set_percent(dressed, 100)
    assert found == []
    keys = [QKeySequence.mnemonic(one.text()).toString() for one in dialog.findChildren(QAbstractButton)]
    keys += [QKeySequence.mnemonic(one.text()).toString() for one in dialog.findChildren(QLabel) if one.buddy()]
    keys = [key for key in keys if key]
    assert len(keys) == len(set(keys))
    assert len(keys) >= 13
