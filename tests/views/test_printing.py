"""What comes out of the printer, measured in the file that takes its place; and the dialog that sends it there."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageFilter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.views.page import Workspace
from desktop.views.print_dialog import PrintDialog
from desktop.views.print_plan import Side
from desktop.views.printing import PrinterFound, PrintRun, Target, appendix_starts
from desktop.views.widgets.background import Background
from desktop.views.widgets.pdf_view import read_document
from desktop.views.window import MainWindow
from tests.reports.measuring import make
from tests.reports.samples import UNIT, report
from tests.views.conftest import press
from tests.views.fitting import never_reached

DPI = 150
MM = DPI / 25.4
HALF_A_MM = 2 * int(0.5 * MM) + 1  # px across, of a spot that reaches half a mm around a dot


@pytest.fixture(scope="module")
def document() -> bytes:
    """Three pages of text upright, an appendix across, one upright."""
    made = make(report(body=26), edition=1, code="PRVN-5RRQ-TDXR")
    assert [size[0] > size[1] for size in read_document(made).sizes] == [False, False, False, True, False]
    return made


def printed(document: bytes, sides: list[Side], path: Path) -> bytes:
    run = PrintRun(read_document(document), sides, Target(path=path))
    for at in range(len(sides)):
        run.draw(at)
    run.finish()
    return path.read_bytes()


def pictures(document: bytes) -> list[Image.Image]:
    opened = pypdfium2.PdfDocument(document)
    return [page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L") for page in opened]


def covers(inner: Image.Image, outer: Image.Image) -> bool:
    """Whether every dark dot of `inner` has a dark one of `outer` within half a mm."""
    spread = outer.filter(ImageFilter.MinFilter(HALF_A_MM))
    size = (min(inner.width, spread.width), min(inner.height, spread.height))
    for image in (inner, spread):
        assert abs(image.width - size[0]) <= 2
        assert abs(image.height - size[1]) <= 2
    dark = zip(inner.crop((0, 0, *size)).tobytes(), spread.crop((0, 0, *size)).tobytes(), strict=True)
    return all(other < 192 for one, other in dark if one < 64)


def same(one: Image.Image, other: Image.Image) -> bool:
    return covers(one, other) and covers(other, one)


def test_every_page_lies_on_a4_as_it_is_and_nothing_is_moved_or_scaled_by_half_a_millimetre(
    qtbot: QtBot, document: bytes, tmp_path: Path
) -> None:
    out = printed(document, list(range(5)), tmp_path / "in.pdf")
    sizes = [(wide / 72 * 25.4, high / 72 * 25.4) for wide, high in read_document(out).sizes]
    for at, size in enumerate(sizes):
        assert size == pytest.approx((297, 210) if at == 3 else (210, 297), abs=0.5)
    wanted, got = pictures(document), pictures(out)
    assert all(same(one, other) for one, other in zip(wanted, got, strict=True))
    assert not same(wanted[0], got[1])


def test_letters_have_no_grey_edges(qtbot: QtBot, document: bytes, tmp_path: Path) -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(printed(document, [0], tmp_path / "in.pdf"))) as opened:
        images = [
            each for each in opened.objects if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]
        assert images
        assert {str(image.get("/BitsPerComponent")) for image in images} == {"1"}


def test_sides_come_in_the_order_asked_for_and_a_white_one_is_white(
    qtbot: QtBot, document: bytes, tmp_path: Path
) -> None:
    got = pictures(printed(document, [None, 2, 0, 0], tmp_path / "in.pdf"))
    wanted = pictures(document)
    assert got[0].getextrema() == (255, 255)
    assert [same(wanted[at], page) for at, page in zip((2, 0, 0), got[1:], strict=True)] == [True] * 3


def test_a_slip_of_half_the_size_lies_on_the_upper_half_of_an_upright_sheet(qtbot: QtBot, tmp_path: Path) -> None:
    from desktop.reports.slips import SlipText, write_slip

    made = write_slip(
        SlipText("Trường THCS Nà Lìu", "14-0001", "ABCD-EFGH", "12345 67890", "goi.nq71", "Sở Giáo dục và Đào tạo")
    )
    out = printed(made, [0], tmp_path / "in.pdf")
    [(wide, high)] = read_document(out).sizes
    assert wide < high
    [slip], [sheet] = pictures(made), pictures(out)
    assert same(slip, sheet.crop((0, 0, sheet.width, slip.height)))
    assert sheet.crop((0, slip.height, sheet.width, sheet.height)).getextrema() == (255, 255)


def test_appendices_are_found_by_their_bookmarks(document: bytes) -> None:
    assert appendix_starts(document) == {3, 4}


def test_a_printer_that_is_gone_and_a_folder_that_cannot_be_written_are_told_in_a_sentence(
    qtbot: QtBot, document: bytes, tmp_path: Path
) -> None:
    run = PrintRun(read_document(document), [0], Target("Máy in đã tháo"))
    with pytest.raises(UserError, match="Hãy bật máy in"):
        run.draw(0)
    run.abort()
    file = tmp_path / "tệp"
    file.write_text("")
    run = PrintRun(read_document(document), [0], Target(path=file / "in.pdf"))
    run.draw(0)
    with pytest.raises(UserError, match="Hãy"):
        run.finish()


def test_what_is_stopped_leaves_no_file(qtbot: QtBot, document: bytes, tmp_path: Path) -> None:
    run = PrintRun(read_document(document), [0, 1], Target(path=tmp_path / "in.pdf"))
    run.draw(0)
    run.abort()
    assert list(tmp_path.glob("*.pdf")) == []


# --- the dialog --------------------------------------------------------------------------------------------------------


@pytest.fixture
def dialog(dressed: object, database: Database, document: bytes, qtbot: QtBot) -> Iterator[PrintDialog]:
    errors: list[BaseException] = []
    background, window = Background(errors.append), MainWindow()
    qtbot.addWidget(window)
    window.resize(1366, 698)
    window.show()
    made = PrintDialog(
        Workspace(database, background, "unit", UNIT, window), window, document, "Báo cáo năm 2026: bản số 1"
    )
    made.show()
    qtbot.waitUntil(lambda: made.choices.ready)
    yield made
    background.wait()
    assert errors == []


def button(dialog: PrintDialog, words: str) -> QPushButton:
    [found] = [
        each for each in dialog.findChildren(QPushButton) if each.isVisible() and each.text().replace("&", "") == words
    ]
    return found


def test_both_sides_by_hand_take_two_steps_with_the_turning_between(
    dialog: PrintDialog, document: bytes, qtbot: QtBot, tmp_path: Path
) -> None:
    choices = dialog.choices
    choices.two_sided.click()
    choices.new_sheets.click()
    assert "5 trang trên 3 tờ" in choices.sum.text()
    dialog.print_to(Target(path=tmp_path / "mặt trước.pdf"))
    assert not button(dialog, "Đóng").isEnabled()
    qtbot.waitUntil(dialog.back_button.isVisible, timeout=60_000)
    assert "Lật xấp giấy" in dialog.banner.text()
    assert not choices.isEnabled()
    assert dialog.back_button.hasFocus()
    press(dialog.back_button, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "Đã in" in dialog.banner.text(), timeout=60_000)
    fronts, backs = (pictures((tmp_path / f"mặt trước{end}.pdf").read_bytes()) for end in ("", " (mặt sau)"))
    wanted = pictures(document)
    assert [same(wanted[at], page) for at, page in zip((0, 2, 4), fronts, strict=True)] == [True] * 3
    assert backs[0].getextrema() == (255, 255)
    assert [same(wanted[at], page) for at, page in zip((3, 1), backs[1:], strict=True)] == [True] * 2
    assert choices.isEnabled()
    assert dialog.print_button.isVisible()


def test_pages_that_are_not_there_are_refused_before_anything_is_printed(dialog: PrintDialog, tmp_path: Path) -> None:
    QTest.keyClicks(dialog.choices.pages, "2-9")
    assert dialog.choices.some_pages.isChecked()
    dialog.print_to(Target(path=tmp_path / "in.pdf"))
    assert "tài liệu có 5 trang" in dialog.banner.text()
    assert dialog.choices.pages.hasFocus()
    assert list(tmp_path.glob("*.pdf")) == []


def test_esc_stops_the_printing_first_and_closes_the_dialog_then(
    dialog: PrintDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.choices.copies.setCurrentText("30")
    dialog.print_to(Target(path=tmp_path / "in.pdf"))
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: "Đã dừng in" in dialog.banner.text(), timeout=30_000)
    assert list(tmp_path.glob("*.pdf")) == []
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_printing_that_fails_is_told_and_may_be_begun_again(
    dialog: PrintDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.print_to(Target("Máy in đã tháo"))
    qtbot.waitUntil(lambda: "Máy in đã tháo" in dialog.banner.text())
    assert dialog.print_button.isEnabled()
    dialog.choices.pages.setText("1")
    dialog.choices.some_pages.setChecked(True)
    dialog.print_to(Target(path=tmp_path / "in.pdf"))
    qtbot.waitUntil((tmp_path / "in.pdf").is_file, timeout=30_000)


def test_without_a_printer_the_file_is_offered_and_saved_as_it_is(
    dialog: PrintDialog, document: bytes, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.choices.set_printers([])
    assert "chưa cài máy in" in dialog.choices.warning.text()
    assert dialog.choices.target is None
    dialog.save_to(tmp_path / "bc.pdf")
    qtbot.waitUntil(lambda: "Đã lưu" in dialog.banner.text())
    assert (tmp_path / "bc.pdf").read_bytes() == document


def test_the_usual_printer_is_chosen_and_paper_that_is_not_a4_is_told(dialog: PrintDialog) -> None:
    dialog.choices.set_printers(
        [PrinterFound("HP", False, "A4", True, True), PrinterFound("Canon LBP2900", True, "Letter", False, True)]
    )
    assert dialog.choices.target == Target("Canon LBP2900")
    assert "Letter, không phải A4" in dialog.choices.warning.text()
    dialog.choices.printer.setCurrentIndex(0)
    assert dialog.choices.warning.text() == ""


def test_a_file_that_is_no_pdf_cannot_be_printed_but_is_told(dressed: object, database: Database, qtbot: QtBot) -> None:
    errors: list[BaseException] = []
    background, window = Background(errors.append), MainWindow()
    qtbot.addWidget(window)
    dialog = PrintDialog(Workspace(database, background, "unit", UNIT, window), window, b"khong phai PDF", "")
    dialog.show()
    qtbot.waitUntil(lambda: "Không mở được" in dialog.banner.text())
    assert not dialog.print_button.isEnabled()
    background.wait()
    assert errors == []


def test_letters_underlined_are_given_once(dialog: PrintDialog) -> None:
    from PySide6.QtGui import QKeySequence
    from PySide6.QtWidgets import QAbstractButton, QLabel

    texts = [each.text() for each in dialog.findChildren(QAbstractButton)]
    texts += [each.text() for each in dialog.findChildren(QLabel) if each.buddy() is not None]
    keys = [key for text in texts if (key := QKeySequence.mnemonic(text).toString())]
    assert len(keys) == len(set(keys)) >= 14


def test_tab_comes_to_everything_that_is_chosen(dialog: PrintDialog, qtbot: QtBot) -> None:
    dialog.choices.two_sided.click()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert never_reached(dialog) == []


def test_the_keyboard_begins_at_printing_and_without_a_printer_at_saving(dialog: PrintDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(dialog.isActiveWindow)
    for found, first in (([], dialog.save_button), ([PrinterFound("HP", True, "A4", True, True)], dialog.print_button)):
        dialog._begun = False
        dialog._found(found)
        assert first.hasFocus()
    dialog.choices.pages.setFocus()
    dialog._begun = False
    dialog._found([])
    assert dialog.choices.pages.hasFocus()
