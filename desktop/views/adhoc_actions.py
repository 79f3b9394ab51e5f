"""What is done with an ad-hoc report: seen, saved as PDF, frozen, written in other shapes; the register of outgoing documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QMenu, QPushButton, QWidget

from desktop.errors import UserError
from desktop.text import fold
from desktop.views.adhoc_editions import open_edition
from desktop.views.theme import GRID, icon
from desktop.views.widgets import messages

if TYPE_CHECKING:
    from desktop.models.database import Database
    from desktop.reports.document import AnnualReport
    from desktop.reports.editions import FrozenEdition
    from desktop.views.adhoc_reports import AdhocPage
    from desktop.views.widgets.background import Progress

# word of the shape, what the menu says, picture, key, filter of the dialog, ending, words for the proposed name
_SHAPES = (
    ("docx", "&Word – để sửa câu chữ…", "file-text", "Ctrl+Shift+W", "Tệp Word (*.docx)", ".docx", "sua cau chu"),
    ("xlsx", "&Excel – các biểu…", "file-spreadsheet", "Ctrl+Shift+B", "Tệp Excel (*.xlsx)", ".xlsx", "cac bieu"),
    ("pdfa", "&PDF/A lưu trữ – bản đã chốt…", "file-check", "Ctrl+Shift+A", "Tệp PDF (*.pdf)", ".pdf", "luu tru"),
)


def content_of(database: Database, record_id: str) -> tuple[AnnualReport, FrozenEdition | None]:
    """The newest frozen edition, else the report as the records now stand."""
    from desktop.reports.adhoc import load, report_for, stored

    with database.snapshot() as session:
        record = stored(session, record_id)
        if not record.editions:
            return report_for(session, record), None
    return load(database, record_id)


class AdhocActions(QWidget):
    """The row of buttons over list and form. They act on the record in the form, else on the current one of the list."""

    def __init__(self, page: AdhocPage) -> None:
        super().__init__()
        self._page = page
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        self.preview = QPushButton(icon("eye"), " Xem trước")
        self.preview.setCheckable(True)
        self.preview.setToolTip("Xem bản in bên cạnh biểu mẫu trong khi ghi (F7)")
        self.pdf = self._button(
            "download", " Lưu PDF…", "Bản đã chốt mới nhất, hoặc bản dự thảo, thành tệp PDF (Ctrl+P)"
        )
        self.pdf.clicked.connect(lambda: self.save_pdf())
        self.freeze_button = self._button(
            "lock", " Chốt…", "Giữ nguyên số liệu, lời văn thành một bản có số và mã (Ctrl+Shift+K)"
        )
        self.freeze_button.setShortcut(QKeySequence("Ctrl+Shift+K"))
        self.freeze_button.clicked.connect(lambda: self.freeze())
        self.shapes = self._button("upload", " Xuất khác", "Tệp Word, tệp Excel các biểu, tệp PDF/A lưu trữ (Alt+X)")
        self.shapes.setShortcut(QKeySequence("Alt+X"))
        self.items: dict[str, QAction] = {}
        self.shapes.setMenu(self._menu())
        self.register = self._button(
            "notebook-pen", " Sổ văn bản đi…", "Số, ngày, nơi nhận của mọi báo cáo đã chốt (Ctrl+Shift+V)"
        )
        self.register.setShortcut(QKeySequence("Ctrl+Shift+V"))
        self.register.clicked.connect(lambda: self.open_register())
        for button in (self.preview, self.pdf, self.freeze_button, self.shapes):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.register)
        save = QAction(page)
        save.setShortcut(QKeySequence("Ctrl+P"))
        save.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.triggered.connect(lambda: self.save_pdf())
        page.addAction(save)
        self.update_buttons()

    def _button(self, picture: str, words: str, tip: str) -> QPushButton:
        made = QPushButton(icon(picture), words)
        made.setToolTip(tip)
        return made

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        for word, text, picture, keys, *_ in _SHAPES:
            item = menu.addAction(icon(picture), text)
            item.setShortcut(QKeySequence(keys))
            item.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            item.triggered.connect(lambda _=False, word=word: self.save_shape(word))
            self._page.addAction(item)  # a menu's own keys work only while it is open
            self.items[word] = item
        return menu

    def show_preview_words(self) -> None:
        """What pressing the first button does now."""
        self.preview.setText(" Ẩn bản xem" if self.preview.isChecked() else " Xem trước")

    def update_buttons(self) -> None:
        """What can be done now."""
        page = self._page
        some = bool(self._current_id()) or (page.panel.isVisibleTo(page) and page.form.is_new)
        for button in (self.pdf, self.freeze_button, self.shapes):
            button.setEnabled(some and not page.in_bin)

    # --- which one -----------------------------------------------------------------------------------------------------

    def _current_id(self) -> str:
        page = self._page
        if page.panel.isVisibleTo(page):
            return "" if page.form.is_new else page.form.record_id
        return page.table.current_id()

    def _stored(self) -> str:
        """The record, saved first where the form holds text that is not; empty where it could not be."""
        page = self._page
        if page.in_bin:
            return ""
        if page.panel.isVisibleTo(page) and (page.form.is_dirty or page.form.is_new) and not page.save():
            return ""
        return self._current_id()

    # --- PDF and other shapes --------------------------------------------------------------------------------------------

    def save_pdf(self) -> None:
        """Ask where, then write the newest frozen edition, else the draft."""
        if record_id := self._stored():
            chosen = self._ask_place("Lưu báo cáo thành tệp PDF", "Tệp PDF (*.pdf)", ".pdf", "")
            if chosen is not None:
                self.save_pdf_to(record_id, chosen)

    def save_pdf_to(self, record_id: str, path: Path) -> None:
        """Write the PDF in the background."""
        database = self._page.workspace.database

        def work(_: Progress) -> tuple[Path, FrozenEdition | None]:
            from desktop.reports.freeze import write_pdf

            report, edition = content_of(database, record_id)
            write_pdf(report, edition, path)
            return path, edition

        self._run(work, self._pdf_saved, "Đang lập tệp PDF…")

    def _pdf_saved(self, made: tuple[Path, FrozenEdition | None]) -> None:
        path, edition = made
        which = f"bản đã chốt số {edition.edition}, mã {edition.code}" if edition else "bản dự thảo"
        self._page.workspace.notify(f"Đã lưu “{path.name}” ({which}).", "Mở tệp", lambda: _open(path))

    def save_shape(self, word: str) -> None:
        """Ask where, then write the report as Word, Excel or PDF/A."""
        record_id = self._stored()
        if not record_id:
            return
        if word == "pdfa" and not self._is_frozen(record_id):
            self._page.workspace.refuse(
                UserError("Báo cáo này chưa chốt bản nào. Hãy chốt báo cáo rồi mới xuất bản lưu trữ.")
            )
            return
        _, words, _, _, kinds, suffix, name = next(each for each in _SHAPES if each[0] == word)
        chosen = self._ask_place(f"Xuất {words.replace('&', '').rstrip('…')}", kinds, suffix, f" ({name})")
        if chosen is not None:
            self.save_shape_to(word, record_id, chosen)

    def save_shape_to(self, word: str, record_id: str, path: Path) -> None:
        """Write one shape in the background."""
        database = self._page.workspace.database

        def work(_: Progress) -> Path:
            from desktop.shapes import write_shapes

            report, edition = content_of(database, record_id)
            write_shapes(report, edition, {word: path})
            return path

        def done(made: Path) -> None:
            self._page.workspace.notify(f"Đã lưu “{made.name}”.", "Mở tệp", lambda: _open(made))

        self._run(work, done, "Đang xuất báo cáo…")

    def _ask_place(self, title: str, kinds: str, suffix: str, more: str) -> Path | None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = Path(documents) / f"Bao cao theo {self._plain_number()}{more}{suffix}"
        chosen, _ = QFileDialog.getSaveFileName(self._page, title, str(proposed), kinds)
        path = Path(chosen) if chosen else None
        if path is not None and path.suffix.lower() != suffix:
            path = path.with_name(path.name + suffix)
        return path

    def _plain_number(self) -> str:
        """The demand's number as a part of a file's name: 1234-SGDDT-VP."""
        from desktop.models.adhoc_report import AdhocReport

        with self._page.workspace.database.snapshot() as session:
            record = session.get(AdhocReport, self._current_id())
            words = fold(f"{record.type} {record.number}") if record is not None else "van ban"
        return "".join(c if c.isascii() and (c.isalnum() or c == " ") else "-" for c in words)[:60].strip("- ")

    def _is_frozen(self, record_id: str) -> bool:
        from desktop.models.adhoc_report import AdhocReport

        with self._page.workspace.database.snapshot() as session:
            record = session.get(AdhocReport, record_id)
            return record is not None and bool(record.editions)

    # --- freezing --------------------------------------------------------------------------------------------------------

    def freeze(self) -> None:
        """Ask, then freeze the record as its next edition."""
        record_id = self._stored()
        if not record_id or not messages.ask(
            self._page.window(),
            "Chốt báo cáo đột xuất này?",
            "&Chốt báo cáo",
            detail="Số liệu và lời văn được giữ nguyên thành một bản có số thứ tự, có mã và QR in trên từng trang, nằm trong gói gửi Sở. "
            "Bản đã chốt không sửa được; sửa về sau thì chốt thành bản mới.",
        ):
            return
        database = self._page.workspace.database

        def work(_: Progress) -> FrozenEdition:
            from desktop.reports.adhoc import freeze

            return freeze(database, record_id)[1]

        self._run(work, lambda made: self._frozen(record_id, made), "Đang chốt báo cáo…")

    def _frozen(self, record_id: str, made: FrozenEdition) -> None:
        page = self._page
        page.workspace.notify(
            f"Đã chốt bản số {made.edition}, mã {made.code}. Lưu PDF để in, trình ký; ký xong ghi số, ngày.",
            "Mở PDF",
            lambda: open_edition(page, page.workspace, record_id, made.edition),
        )

    def open_register(self) -> None:
        """The register of outgoing documents."""
        if self._page.may_leave():
            from desktop.views.dispatch_dialog import DispatchDialog

            DispatchDialog(self._page.workspace, self._page.window()).exec()

    def _run(self, work: Callable[[Progress], Any], done: Callable[[Any], None], words: str) -> None:
        page = self._page
        page.workspace.background.run(page, work, done, words, page.workspace.refuse)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
