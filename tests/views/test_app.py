"""The start and end of the program: the window before the data, refusals in words, faults said once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop import app
from desktop.__main__ import main as run
from desktop.errors import UserError
from desktop.models.database import Database
from desktop.views.setup import SetupWizard
from desktop.views.window import MainWindow
from tests.views.conftest import answer

HEAVY = [
    "sqlalchemy",
    "alembic",
    "reportlab",
    "openpyxl",
    "python_calamine",
    "cryptography",
    "pyrage",
    "pypdfium2",
    "pyhanko",
]


def test_starting_the_window_loads_nothing_heavy() -> None:
    question = f"import desktop.app, sys; print([m for m in {HEAVY} if m in sys.modules])"
    answered = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True)
    assert answered.stdout.strip() == "[]"


@pytest.fixture(autouse=True)
def own_process(monkeypatch: pytest.MonkeyPatch, dressed: QApplication) -> Iterator[None]:
    """What the program would leave to the end of its process: the hook is given back, windows go."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    yield
    dressed.setQuitOnLastWindowClosed(False)
    for window in QApplication.topLevelWidgets():
        if isinstance(window, MainWindow):
            window.hide()
            window.deleteLater()
    # A loop that was told to end leaves Qt saying "ending" until another has run.
    QTimer.singleShot(0, dressed.quit)
    dressed.exec()
    dressed.setQuitOnLastWindowClosed(True)


def close_when_filled(seen: list[str], tries: int = 200) -> None:
    """Close the program's window once its data are open."""
    window = next((w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()), None)
    if window is not None and window.workspace is not None:
        seen.append(window.windowTitle())
        window.close()
    elif tries:
        QTimer.singleShot(25, lambda: close_when_filled(seen, tries - 1))


def test_the_window_opens_on_the_named_folder_and_lets_it_go(database: Database, dressed: QApplication) -> None:
    folder = database.folder
    database.close()
    seen: list[str] = []
    QTimer.singleShot(0, lambda: close_when_filled(seen))
    assert run(["--data", str(folder)]) == 0
    assert seen == ["Trường THCS Nà Lìu – Sổ truyền thông NQ71"]
    Database.open(folder).close()


def test_data_open_in_another_window_are_refused_in_words_with_exit_code_1(
    database: Database, dressed: QApplication
) -> None:
    said = answer("Đóng")
    assert run([f"--data={database.folder}"]) == 1
    assert said()[0].startswith("Dữ liệu này đang mở ở một cửa sổ khác")


def test_a_damaged_file_is_refused_in_words(tmp_path: Path, dressed: QApplication) -> None:
    (tmp_path / "nq71.db").write_bytes(b"not a database at all, but long enough to look at " * 100)
    said = answer("Đóng")
    assert run(["--data", str(tmp_path)]) == 1
    assert "hỏng" in said()[0]
    assert not FileLock(tmp_path / "nq71.lock").is_locked


def test_a_fault_is_written_down_and_said_once(tmp_path: Path, dressed: QApplication, database: Database) -> None:
    program = app.Program(dressed, database.folder)
    program.attach(database)

    def fail() -> None:
        raise ZeroDivisionError("lỗi thử")

    said: list[str] = []
    for _ in range(2):
        try:
            fail()
        except ZeroDivisionError as error:
            if not said:
                said = answer("Đóng")()
            program.on_exception(error)
    assert len(said) == 1
    program.close()
    assert "lỗi thử" in (database.folder / app.LOG_NAME).read_text("utf-8")


def test_what_a_person_can_act_on_is_not_a_fault(dressed: QApplication, database: Database) -> None:
    program = app.Program(dressed, database.folder)
    said = answer("Đóng")
    program.excepthook(UserError, UserError("Hãy làm lại."), None)
    assert said() == ["Hãy làm lại."]
    assert not (database.folder / app.LOG_NAME).exists()
    program.background.wait()


def test_standard_buttons_speak_vietnamese(dressed: QApplication, qtbot: QtBot) -> None:
    box = QMessageBox()
    qtbot.addWidget(box)
    box.setStandardButtons(QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel)
    words = {button.text().replace("&", "") for button in box.findChildren(QPushButton)}
    assert words == {"Đồng ý", "Hủy"}


def answer_the_steps(wizard: SetupWizard) -> None:
    """A school's answers, up to the last step."""
    wizard.forward()
    wizard.forward()
    assert wizard.place == 1  # nothing chosen yet: said beside the fields
    assert wizard.unit_step.problems["commune"].text() == "Hãy chọn xã, phường."
    for key, typed in (("commune", "chieng khuong"), ("kind", "trường trung học cơ sở")):
        wizard.unit_step.fields[key].line.setText(typed)  # type: ignore[attr-defined]
    wizard.unit_step.fields["name"].set_value("Nà Lìu")
    for _ in range(3):
        wizard.forward()
    assert wizard.paper_step.values() == {
        "name": "Trường THCS Nà Lìu",
        "governing_body": "UBND XÃ CHIỀNG KHƯƠNG",
        "place": "Chiềng Khương",
        "sign": "THCSNL",
    }
    assert wizard.head_step.fields["post"].state() == "HIỆU TRƯỞNG"


def test_the_first_start_makes_the_data_and_opens_them(tmp_path: Path, dressed: QApplication) -> None:
    folder = tmp_path / "lần đầu"
    seen: list[str] = []

    def fill(tries: int = 200) -> None:
        wizard = QApplication.activeModalWidget()
        if not isinstance(wizard, SetupWizard):
            if tries:
                QTimer.singleShot(25, lambda: fill(tries - 1))
            return
        try:
            answer_the_steps(wizard)
            QTimer.singleShot(0, lambda: close_when_filled(seen))
            wizard.forward()
        except BaseException:
            wizard.done(0)
            raise

    QTimer.singleShot(25, fill)
    assert run(["--data", str(folder)]) == 0
    assert seen == ["Trường THCS Nà Lìu – Sổ truyền thông NQ71"]


def test_a_synchronised_folder_is_refused_and_a_good_one_used_instead(
    tmp_path: Path, dressed: QApplication, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    database.close()
    monkeypatch.setenv("XDG_DATA_HOME", str(database.folder.parent))  # the platform's own place, on Linux
    good = database.folder.parent / "NQ71"
    database.folder.rename(good)
    seen: list[str] = []
    said = answer("Dùng thư mục này")
    QTimer.singleShot(0, lambda: close_when_filled(seen))
    assert run(["--data", str(tmp_path / "Dropbox" / "nq71")]) == 0
    assert "Dropbox đồng bộ" in said()[0]
    assert seen == ["Trường THCS Nà Lìu – Sổ truyền thông NQ71"]
    assert not (tmp_path / "Dropbox").exists()


def test_the_department_is_asked_less(tmp_path: Path, dressed: QApplication, qtbot: QtBot) -> None:
    program = app.Program(dressed, tmp_path)
    wizard = SetupWizard(program.window, tmp_path / "so", program.background)
    wizard.role_step.buttons["department"].setChecked(True)
    wizard.forward()
    wizard.forward()
    assert len(wizard.steps) == 3
    wizard.forward()
    qtbot.waitUntil(lambda: wizard.database is not None, timeout=10_000)
    assert wizard.profile()["name"] == "Sở Giáo dục và Đào tạo"
    assert wizard.profile()["governing_body"] == "UBND TỈNH SƠN LA"
    assert wizard.database is not None
    wizard.database.close()
    program.close()


def test_no_dialog_is_taller_than_the_screen(dressed: QApplication, tmp_path: Path) -> None:
    program = app.Program(dressed, tmp_path)
    wizard = SetupWizard(program.window, tmp_path / "so", program.background)
    assert wizard.sizeHint().height() <= 768 / 1.25 - 60
    program.window.show_help()
    assert program.window._help is not None
    assert program.window._help.sizeHint().height() <= 768 / 1.25 - 60
    assert program.window.minimumSizeHint().height() <= 768 / 1.25 - 60
    program.close()
