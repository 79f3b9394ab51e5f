"""Photos and PDFs in the form: dropped, pasted, chosen, opened, replaced, taken off; by keyboard and by mouse."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.base import new_id
from desktop.models.database import Database
from desktop.models.parts import MOST_EVIDENCE
from desktop.views.activities import SCREEN
from desktop.views.record_page import RecordPage
from desktop.views.record_view import RecordDialog
from desktop.views.widgets.evidence_field import EvidenceField
from desktop.views.widgets.evidence_strip import EvidenceStrip
from desktop.views.window import MainWindow
from tests.evidence.making import HEIC, camera_photo, pdf, photo, saved
from tests.views.conftest import UNIT, YEAR, control, page_of, press, type_letters

Key = Qt.Key


@pytest.fixture
def page(window: MainWindow) -> RecordPage:
    shown = page_of(window, "activities")
    shown.new()
    return shown


@pytest.fixture
def field(page: RecordPage) -> EvidenceField:
    found = page.form.field("evidence")
    assert isinstance(found, EvidenceField)
    page.form.go_to_field("evidence")
    return found


@pytest.fixture
def lay(tmp_path: Path) -> Callable[[str, bytes], Path]:
    """Lay a file down."""

    def laid(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return laid


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def drop(strip: EvidenceStrip, mime: QMimeData) -> bool:
    """Let go of something over the strip, as a window system does; whether it was welcome."""
    buttons, modifiers = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    offered = Qt.DropAction.CopyAction | Qt.DropAction.MoveAction
    enter = QDragEnterEvent(QPoint(20, 20), offered, mime, buttons, modifiers)
    QApplication.sendEvent(strip.viewport(), enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(20, 20), offered, mime, buttons, modifiers)
        QApplication.sendEvent(strip.viewport(), event)
        assert event.dropAction() == Qt.DropAction.CopyAction
    return enter.isAccepted()


def names(field: EvidenceField) -> list[str]:
    return [str(one["name"]) for one in field.value()]


def shown(field: EvidenceField) -> list[str]:
    return [field.strip.item(row).text() for row in range(field.strip.count())]


def stored_activity(database: Database) -> Activity:
    with database.snapshot() as session:
        return session.scalars(select(Activity).where(~Activity.deleted)).one()


def test_photos_dropped_on_the_form_are_saved_with_the_record(
    page: RecordPage, field: EvidenceField, database: Database, lay: Callable[[str, bytes], Path], qtbot: QtBot
) -> None:
    assert drop(field.strip, files(lay("lễ.jpg", camera_photo()), lay("kế hoạch.pdf", pdf())))
    qtbot.waitUntil(lambda: field.strip.count() == 2)
    assert page.form.is_dirty
    has_keyboard(field, qtbot)
    page.form.go_to_field("date")
    type_letters(f"5/3/{YEAR}")
    page.form.go_to_field("title")
    type_letters("Lễ khai giảng")
    page.form.field("channel").set_value("K3")
    assert page.save()
    stored = stored_activity(database)
    assert [(one["name"], one["type"]) for one in stored.evidence] == [
        ("lễ.jpg", "image/jpeg"),
        ("kế hoạch.pdf", "application/pdf"),
    ]
    assert all(database.files.is_whole(one["sha256"]) for one in stored.evidence)
    qtbot.waitUntil(lambda: "gói\u00a0sắp\u00a0gửi" in field.summary.text())
    assert field.summary.text().startswith("2\u00a0tệp,")


def test_files_copied_in_the_file_manager_are_pasted_with_ctrl_v(
    field: EvidenceField, lay: Callable[[str, bytes], Path], qtbot: QtBot
) -> None:
    QGuiApplication.clipboard().setMimeData(files(lay("a.png", saved(photo((40, 30)), "PNG"))))
    control(field.strip, Key.Key_V)
    qtbot.waitUntil(lambda: names(field) == ["a.jpg"])


def test_a_screenshot_is_pasted_with_ctrl_v(field: EvidenceField, qtbot: QtBot) -> None:
    screen = QImage(2732, 1536, QImage.Format.Format_RGB32)
    screen.fill(Qt.GlobalColor.darkBlue)
    QGuiApplication.clipboard().setImage(screen)
    control(field.strip, Key.Key_V)
    qtbot.waitUntil(lambda: field.strip.count() == 1)
    assert field.value()[0]["type"] == "image/png"
    assert names(field)[0].startswith("Ảnh dán ")


def test_a_picture_dragged_from_a_browser_is_taken_as_the_bytes_it_gives(field: EvidenceField, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.edu.vn/anh.jpg")])
    mime.setData("image/jpeg", camera_photo((400, 300)))
    assert drop(field.strip, mime)
    qtbot.waitUntil(lambda: field.strip.count() == 1)
    assert field.value()[0]["type"] == "image/jpeg"


def test_a_link_without_a_picture_says_how_to_bring_the_picture(field: EvidenceField) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.edu.vn/anh.jpg")])
    said = close_message()
    assert drop(field.strip, mime)
    assert "sao chép hình ảnh rồi dán" in said()[0]
    assert field.value() == []


def test_text_is_not_welcome_on_the_strip(field: EvidenceField) -> None:
    mime = QMimeData()
    mime.setText("Kính gửi")
    assert not drop(field.strip, mime)
    QGuiApplication.clipboard().setText("Kính gửi")
    said = close_message()
    control(field.strip, Key.Key_V)
    assert "Không có ảnh hay tệp nào để dán" in said()[0]


def test_bad_files_are_named_and_the_good_ones_go_in(
    field: EvidenceField, lay: Callable[[str, bytes], Path], qtbot: QtBot
) -> None:
    said = close_message()
    drop(field.strip, files(lay("a.jpg", saved(photo((40, 30)))), lay("IMG_1.HEIC", HEIC), lay("b.jpg", b"MZ")))
    qtbot.waitUntil(lambda: bool(said()))
    assert "Đã thêm 1 tệp" in said()[0]
    assert names(field) == ["a.jpg"]


def test_no_more_than_thirty_files_go_into_one_record(
    field: EvidenceField, lay: Callable[[str, bytes], Path], qtbot: QtBot
) -> None:
    path = lay("a.jpg", saved(photo((40, 30))))
    said = close_message()
    drop(field.strip, files(*[path] * (MOST_EVIDENCE + 2)))
    qtbot.waitUntil(lambda: bool(said()), timeout=15_000)
    assert field.strip.count() == MOST_EVIDENCE


def close_message() -> Callable[[], list[str]]:
    """Press Đóng in the next message, which may come after the window that asks for patience; what it said."""
    said: list[str] = []

    def look(tries: int = 300) -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            said.append(f"{box.text()} {box.informativeText()}")
            box.buttons()[0].click()
        elif tries:
            QTimer.singleShot(20, lambda: look(tries - 1))

    QTimer.singleShot(20, look)
    return lambda: said


def has_keyboard(field: EvidenceField, qtbot: QtBot) -> None:
    """Once the waiting is over, the strip has the keyboard; an offscreen window has to be brought back by hand."""
    window = field.window()
    qtbot.waitUntil(window.isEnabled)
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is field.strip)


def choose(*paths: Path) -> None:
    """Type names into the file dialog that comes up and press Enter."""

    def look(tries: int = 100) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QFileDialog):
            if tries:
                QTimer.singleShot(20, lambda: look(tries - 1))
            return
        line = dialog.findChild(QLineEdit, "fileNameEdit")
        assert isinstance(line, QLineEdit)
        line.setText(" ".join(f'"{path}"' for path in paths) if len(paths) > 1 else str(paths[0]))
        press(line, Key.Key_Return)

    QTimer.singleShot(20, look)


def test_everything_is_done_by_keyboard(
    field: EvidenceField, lay: Callable[[str, bytes], Path], window: MainWindow, qtbot: QtBot
) -> None:
    one, two = lay("một.jpg", saved(photo((40, 30)))), lay("hai.pdf", pdf())
    choose(one)
    press(field.strip, Key.Key_Return)  # empty: Enter asks for files
    qtbot.waitUntil(lambda: names(field) == ["một.jpg"])
    choose(two)
    press(field.strip, Key.Key_Insert)
    qtbot.waitUntil(lambda: names(field) == ["một.jpg", "hai.pdf"])
    assert field.strip.currentRow() == 1
    press(field.strip, Key.Key_Space)
    assert [one["consent"] for one in field.value()] == [False, False]  # a PDF shows nobody
    press(field.strip, Key.Key_Left)
    press(field.strip, Key.Key_Space)
    assert [one["consent"] for one in field.value()] == [True, False]
    assert "đã có đồng ý" in shown(field)[0]
    assert field.consent.isChecked()
    press(field.strip, Key.Key_Delete)
    assert names(field) == ["hai.pdf"]
    has_keyboard(field, qtbot)
    take_back = next(b for b in window.notice.findChildren(QPushButton) if b.text().replace("&", "") == "Lấy lại")
    take_back.click()
    assert names(field) == ["một.jpg", "hai.pdf"]
    assert field.value()[0]["consent"] is True


def test_a_file_is_replaced_in_its_place(field: EvidenceField, lay: Callable[[str, bytes], Path], qtbot: QtBot) -> None:
    drop(field.strip, files(*(lay(f"{n}.jpg", saved(photo((40, 30 + n)))) for n in range(3))))
    qtbot.waitUntil(lambda: field.strip.count() == 3)
    field.strip.clearSelection()
    field.strip.setCurrentRow(1)
    choose(lay("mới.pdf", pdf()))
    field.replace_button.click()
    qtbot.waitUntil(lambda: names(field) == ["0.jpg", "mới.pdf", "2.jpg"])


class Viewer(QObject):
    """The system's viewer, as Qt lets a program be one."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def show_file(self, url: QUrl) -> None:
        self.opened.append(Path(url.toLocalFile()))


@pytest.fixture
def viewer(qapp: QApplication) -> Viewer:
    return Viewer()


def test_enter_shows_a_read_only_copy_called_by_what_it_is(
    field: EvidenceField, viewer: Viewer, lay: Callable[[str, bytes], Path], qtbot: QtBot
) -> None:
    drop(field.strip, files(lay("kế hoạch.exe", pdf())))
    qtbot.waitUntil(lambda: field.strip.count() == 1)
    QDesktopServices.setUrlHandler("file", viewer, "show_file")  # type: ignore[arg-type]  # the stubs are wrong
    try:
        press(field.strip, Key.Key_Return)
        qtbot.waitUntil(lambda: len(viewer.opened) == 1)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    [copy] = viewer.opened
    assert copy.name == "kế hoạch.exe.pdf"
    assert copy.read_bytes() == pdf()
    assert not copy.stat().st_mode & (stat.S_IWUSR | stat.S_IXUSR)


def hostile(database: Database, content: bytes, name: str) -> dict[str, object]:
    """A reference that came with somebody's bundle."""
    sha256 = database.files.put(content)
    return {"sha256": sha256, "name": name, "type": "image/jpeg", "size": len(content), "consent": False}


@pytest.mark.parametrize("content", [b"MZ\x90\x00" + bytes(90), pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>")])
def test_what_came_from_elsewhere_and_acts_is_not_opened(
    field: EvidenceField, database: Database, viewer: Viewer, content: bytes, qtbot: QtBot
) -> None:
    field.set_value([hostile(database, content, "anh.exe")])
    qtbot.waitUntil(lambda: "Tệp hỏng" in shown(field)[0])
    QDesktopServices.setUrlHandler("file", viewer, "show_file")  # type: ignore[arg-type]  # the stubs are wrong
    try:
        said = close_message()
        field.strip.setCurrentRow(0)
        press(field.strip, Key.Key_Return)
        qtbot.waitUntil(lambda: bool(said()))
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert viewer.opened == []


def test_a_missing_file_and_a_reference_that_is_none_are_shown_as_such(
    field: EvidenceField, database: Database, qtbot: QtBot
) -> None:
    lost = {"sha256": "ab" * 32, "name": "lễ.jpg", "type": "image/jpeg", "size": 9, "consent": True}
    field.set_value([lost, {"sha256": "../x", "name": 5}])
    qtbot.waitUntil(lambda: "Thiếu tệp" in shown(field)[0])
    assert "Ghi sai" in shown(field)[1]
    assert field.value() == [lost, {"sha256": "../x", "name": 5}]
    assert "1\u00a0tệp\u00a0còn\u00a0thiếu" in field.summary.text()


def test_thumbnails_of_a_stored_record_come_without_the_form_waiting(
    page: RecordPage, field: EvidenceField, database: Database, lay: Callable[[str, bytes], Path], qtbot: QtBot
) -> None:
    drop(field.strip, files(lay("a.jpg", camera_photo())))
    qtbot.waitUntil(lambda: field.strip.count() == 1)
    reference = field.value()
    field._pictures.clear()
    field.set_value(reference)
    assert field.strip.count() == 1
    qtbot.waitUntil(lambda: reference[0]["sha256"] in field._pictures)


def test_what_a_draft_kept_comes_back_as_it_was(
    field: EvidenceField, lay: Callable[[str, bytes], Path], qtbot: QtBot
) -> None:
    drop(field.strip, files(lay("a.jpg", camera_photo())))
    qtbot.waitUntil(lambda: field.strip.count() == 1)
    kept = field.state()
    field.set_value([])
    field.set_value(kept)
    assert field.state() == kept
    assert names(field) == ["a.jpg"]


def test_the_department_sees_the_photos_of_a_school_and_can_change_nothing(
    window: MainWindow, field: EvidenceField, database: Database, qtbot: QtBot
) -> None:
    record_id = new_id()
    with database.transaction() as session:
        evidence = [hostile(database, saved(photo((40, 30))), "lễ.jpg")]
        session.add(
            Activity(id=record_id, unit_id=UNIT, date=date(YEAR, 3, 5), title="Lễ", channel="K3", evidence=evidence)
        )
    dialog = RecordDialog(window.page.workspace, SCREEN, record_id, window)  # type: ignore[union-attr]
    qtbot.addWidget(dialog)
    dialog.show()
    seen = dialog.findChild(EvidenceField)
    assert isinstance(seen, EvidenceField)
    assert names(seen) == ["lễ.jpg"]
    assert not seen.add_button.isVisible()
    assert not seen.remove_button.isVisible()
    assert seen.open_button.isVisible()
    press(seen.strip, Key.Key_Delete)
    press(seen.strip, Key.Key_Space)
    assert not drop(seen.strip, files(Path("x.jpg")))
    assert names(seen) == ["lễ.jpg"]
    assert seen.value()[0]["consent"] is False


def test_the_list_says_how_many_files_a_record_has(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    with database.transaction() as session:
        evidence = [hostile(database, saved(photo((40, 30 + n))), f"{n}.jpg") for n in range(2)]
        session.add(Activity(unit_id=UNIT, date=date(YEAR, 3, 5), title="Lễ", channel="K3", evidence=evidence))
    shown = page_of(window, "activities")
    qtbot.waitUntil(lambda: shown.count_label.text() == "1 hoạt động")
    place = [column.key for column in SCREEN.listing.columns].index("evidence")
    model = shown.table.model()
    qtbot.waitUntil(lambda: model.index(0, place).data() == "2")
