"""In: a finished PDF on paper at 100 %, all pages or some, several copies, both sides by hand; or the file itself, saved or opened."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QDir, QSize, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.text import format_number, shortened
from desktop.views.page import Workspace
from desktop.views.print_choices import PrintChoices
from desktop.views.print_plan import Side
from desktop.views.printing import PrinterFound, PrintRun, Target, appendix_starts, printers
from desktop.views.theme import GRID, icon, scaled
from desktop.views.widgets.background import Progress
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.pdf_view import Document, PdfView, read_document
from desktop.views.widgets.scrolled import Scrolled

TURN = (
    "Đã in xong mặt trước. Lật xấp giấy: lấy cả xấp ra khỏi máy in, giữ nguyên thứ tự các tờ, đặt lại vào khay sao cho mặt "
    "trắng được in và đầu trang vào máy trước. Rồi bấm In mặt sau."
)
UNREADABLE = "Không mở được tệp PDF này để in. Hãy bấm Lưu PDF rồi mở bằng chương trình khác."


class PrintDialog(QDialog):
    """`document` is any finished PDF, `name` what it is called on the screen and as a file."""

    def __init__(self, workspace: Workspace, parent: QWidget | None, document: bytes, name: str) -> None:
        super().__init__(parent)
        self._workspace, self._content = workspace, document
        self._name = " ".join(name.split()) or "Tài liệu"
        self._document: Document | None = None
        self._run: PrintRun | None = None
        self._begun = self._stopping = self._turned = False
        self._backs: list[Side] = []
        self._target = Target()
        self.setWindowTitle("In")
        self.resize(QSize(1040, 640))
        self._make_preview()
        self._make_side()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(2 * GRID)
        layout.addLayout(self._left, 1)
        layout.addLayout(self._right)
        self.print_button.setEnabled(False)
        self._read()

    # --- set-up --------------------------------------------------------------------------------------------------------

    def _make_preview(self) -> None:
        self.view = PdfView(self._workspace.background)
        self.place = QLabel()
        self.place.setObjectName("hint")
        self.view.verticalScrollBar().valueChanged.connect(lambda _: self._say_place())
        self.view.verticalScrollBar().rangeChanged.connect(lambda *_: self._say_place())
        self._left = QVBoxLayout()
        self._left.setSpacing(4)
        self._left.addWidget(self.view, 1)
        self._left.addWidget(self.place)

    def _make_side(self) -> None:
        heading = QLabel(shortened(self._name))
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setObjectName("section")
        heading.setWordWrap(True)
        self.choices = PrintChoices()
        self.choices.changed.connect(self._update)
        self.banner = Banner()
        self.progress = QProgressBar(textVisible=False)
        self.doing = QLabel()
        self.doing.setObjectName("muted")
        self.doing.setWordWrap(True)
        self._make_buttons()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for part in (heading, self.choices, self.banner):
            column.addWidget(part)
        column.addStretch(1)
        inner = QWidget()
        inner.setLayout(column)
        scrolled = Scrolled(inner)
        scrolled.setFixedWidth(scaled(348))
        self._right = QVBoxLayout()
        self._right.setSpacing(GRID)
        self._right.addWidget(scrolled, 1)
        for widget in (self.doing, self.progress):
            self._right.addWidget(widget)
            widget.hide()
        for row in self._button_rows():
            self._right.addLayout(row)

    def _make_buttons(self) -> None:
        self.print_button = self._button(
            "&In", "printer", "In ra giấy đúng cỡ thật, không co giãn (Enter)", self.ask_print
        )
        self.back_button = self._button(
            "In mặt sa&u", "printer", "In các mặt sau lên xấp giấy đã lật", self.print_backs
        )
        for button in (self.print_button, self.back_button):
            button.setProperty("primary", True)
            button.setIcon(icon("printer", "surface"))
        self.again_button = self._button(
            "&Bỏ mặt sau", "rotate-ccw", "Không in mặt sau, chọn lại từ đầu", self._begin_again
        )
        self.stop_button = self._button("Dừ&ng in", "circle-x", "Dừng sau trang đang in (Esc)", self.stop)
        self.save_button = self._button("&Lưu PDF…", "download", "Lưu tệp PDF, để mang đi in ở máy khác", self.ask_save)
        self.open_button = self._button(
            "&Mở PDF", "external-link", "Mở bằng chương trình xem PDF khác của máy", self.open_elsewhere
        )
        self.close_button = QPushButton("Đón&g")
        self.close_button.clicked.connect(self.reject)
        self.print_button.setDefault(True)
        for button in (self.back_button, self.again_button, self.stop_button):
            button.hide()

    def _button(self, words: str, picture: str, tip: str, then: Callable[[], None]) -> QPushButton:
        made = QPushButton(icon(picture), words, self)
        made.setToolTip(tip)
        made.clicked.connect(lambda: then())
        return made

    def _button_rows(self) -> list[QHBoxLayout]:
        rows = []
        for buttons in (
            (self.print_button, self.back_button, self.again_button, self.stop_button),
            (self.save_button, self.open_button, self.close_button),
        ):
            row = QHBoxLayout()
            row.setSpacing(GRID)
            for button in buttons:
                row.addWidget(button)
            rows.append(row)
        return rows

    # --- reading -------------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        content = self._content

        def work(_: Progress) -> tuple[Document, frozenset[int]] | None:
            import pypdfium2

            try:
                return read_document(content), appendix_starts(content)
            except pypdfium2.PdfiumError:
                return None

        self._workspace.background.read(self, work, self._opened)
        self._workspace.background.keep(self, lambda _: printers(), self._found)

    def _opened(self, read: tuple[Document, frozenset[int]] | None) -> None:
        if read is None:
            self.view.show_nothing(UNREADABLE)
            self._refuse(UNREADABLE)
            return
        self._document, starts = read
        self.choices.set_document(self._document, starts)
        self.view.show_document(self._document)
        self._say_place()
        self._update()

    def _found(self, found: list[PrinterFound]) -> None:
        self.choices.set_printers(found)
        self._update()

    def _say_place(self) -> None:
        self.place.setText(f"Trang {self.view.page}/{self.view.pages}" if self.view.pages else "")

    def _update(self) -> None:
        ready = self._document is not None and self.choices.ready
        self.print_button.setEnabled(ready)
        if ready and not self._begun:
            self._begun = True
            first = self.print_button if self.choices.target is not None else self.save_button
            if not self.choices.pages.hasFocus():  # who types already goes on typing
                first.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- printing ------------------------------------------------------------------------------------------------------

    def ask_print(self) -> None:
        """Print as chosen; where a file takes the printer's place, ask for its name first."""
        if (target := self.choices.target) is not None:
            self.print_to(target)
        elif (path := self._ask_path("In ra tệp PDF", f"{self._file_name()} (để in)")) is not None:
            self.print_to(Target(path=path))

    def print_to(self, target: Target) -> None:
        """Print the chosen pages to `target`; by hand on both sides only the fronts, then the turning is asked for."""
        try:
            wanted = self.choices.wanted()
        except UserError as error:
            self._refuse(error.sentence)
            self.choices.focus_pages()
            return
        self._target, self._backs = target, wanted.backs
        self._start(wanted.fronts, target, "Đang in mặt trước" if wanted.backs else "Đang in", self._fronts_done)

    def print_backs(self) -> None:
        """The second half of printing on both sides by hand."""
        path = self._target.path
        target = Target(path=path.with_name(f"{path.stem} (mặt sau).pdf")) if path is not None else self._target
        self._start(self._backs, target, "Đang in mặt sau", lambda: self._all_done(target))

    def stop(self) -> None:
        """Stop after the side that is being drawn."""
        self._stopping = True
        self.stop_button.setEnabled(False)
        self.doing.setText("Đang dừng…")

    def _start(self, sides: list[Side], target: Target, words: str, then: Callable[[], None]) -> None:
        assert self._document is not None
        self._run, self._stopping = PrintRun(self._document, sides, target), False
        self.banner.hide()
        self.progress.setRange(0, len(sides))
        self._show_state()
        self._draw(0, words, then)

    def _draw(self, at: int, words: str, then: Callable[[], None]) -> None:
        """One side in the background; its answer asks for the next, so that the preview and Dừng in come in between."""
        run = self._run
        assert run is not None
        last = at == len(run.sides)
        self.progress.setValue(at)
        self.doing.setText("Đang gửi tới máy in…" if last else f"{words}: {at + 1}/{format_number(len(run.sides))}…")

        def work(_: Progress) -> BaseException | None:
            try:
                if last:
                    run.finish()
                else:
                    run.draw(at)
            except Exception as error:  # noqa: BLE001  carried to the window, which must let go of the run first
                run.abort()
                return error
            return None

        def done(error: BaseException | None) -> None:
            if error is not None:
                self._failed(error)
            elif last:
                self._run = None
                then()
            elif self._stopping:
                self._workspace.background.read(self, lambda _: run.abort(), lambda _: self._stopped())
            else:
                self._draw(at + 1, words, then)

        self._workspace.background.read(self, work, done)

    def _fronts_done(self) -> None:
        if not self._backs:
            self._all_done(self._target)
            return
        self._turned = True
        self._show_state()
        self.banner.say(TURN, "info")

    def _all_done(self, target: Target) -> None:
        self._begin_again()
        words = f"Đã in ra tệp “{target.name}”." if target.path else f"Đã chuyển tới máy in “{target.name}”."
        self.banner.say(words, "success")

    def _begin_again(self) -> None:
        self._backs, self._turned = [], False
        self.banner.hide()
        self._show_state()

    def _stopped(self) -> None:
        self._run = None
        self._show_state()
        self.banner.say("Đã dừng in. Trang đã vào máy in có thể vẫn ra.", "warning")

    def _failed(self, error: BaseException) -> None:
        self._run = None
        self._show_state()
        if isinstance(error, UserError):
            self._refuse(error.sentence)
        else:
            self._workspace.refuse(error)

    def _refuse(self, sentence: str) -> None:
        self.banner.say(sentence, "danger")

    def _show_state(self) -> None:
        """Which buttons are there: while it prints, while the pile waits to be turned, and else."""
        printing, turned = self._run is not None, self._turned
        self.choices.setEnabled(not printing and not turned)
        for widget in (self.doing, self.progress, self.stop_button):
            widget.setVisible(printing)
        self.stop_button.setEnabled(True)
        self.print_button.setVisible(not printing and not turned)
        self.back_button.setVisible(not printing and turned)
        self.again_button.setVisible(not printing and turned)
        for button in (self.save_button, self.open_button, self.close_button):
            button.setEnabled(not printing)
        first = self.stop_button if printing else self.back_button if turned else self.print_button
        first.setDefault(True)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- the file itself -----------------------------------------------------------------------------------------------

    def ask_save(self) -> None:
        """Ask where, then write the PDF as it is."""
        if (path := self._ask_path("Lưu PDF", self._file_name())) is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the PDF to `path`."""
        self._write(path, lambda: self.banner.say(f"Đã lưu “{path.name}”.", "success"), "Đang lưu tệp PDF…")

    def open_elsewhere(self) -> None:
        """Open a copy of the PDF with the program of this PC."""
        path = Path(QDir.tempPath()) / f"NQ71 {self._file_name()}.pdf"

        def opened() -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self._refuse("Máy này chưa có chương trình xem PDF. Hãy bấm Lưu PDF rồi mở tệp ở máy khác.")

        self._write(path, opened, "Đang mở tệp PDF…")

    def _write(self, path: Path, then: Callable[[], None], words: str) -> None:
        content = self._content

        def work(_: Progress) -> None:
            from desktop.paths import write_atomically

            write_atomically(path, content)

        self._workspace.background.run(self, work, lambda _: then(), words, self._failed)

    def _ask_path(self, title: str, name: str) -> Path | None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        chosen, _ = QFileDialog.getSaveFileName(self, title, str(Path(documents) / f"{name}.pdf"), "Tệp PDF (*.pdf)")
        if not chosen:
            return None
        path = Path(chosen)
        return path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")

    def _file_name(self) -> str:
        """The document's name without what Windows does not allow in a file's name."""
        return re.sub(r'[<>:"/\\|?*\x00-\x1f]+', "-", self._name)[:100].strip(" .-") or "Tai lieu"

    def reject(self) -> None:
        """Esc stops what is being printed first, and closes then."""
        if self._run is not None:
            self.stop()
            return
        super().reject()
