"""Nhập từ Excel: look at what a workbook would bring, correct the columns, take the good rows in as one undo step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QTabWidget,
)

from desktop.errors import UserError
from desktop.views.import_shown import SHOWN, FontBanner, PreviewTable
from desktop.views.page import Command, Page, Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets.background import Progress

if TYPE_CHECKING:
    from desktop.excel.importing import ImportResult, Preview

KINDS = (
    ("activity", "Nhật ký hoạt động"),
    ("product", "Sản phẩm truyền thông"),
    ("media_page", "Chuyên trang, chuyên mục"),
    ("plan", "Kế hoạch, văn bản"),
    ("person", "Cán bộ"),
    ("course", "Bồi dưỡng – quán triệt"),
    ("commendation", "Mô hình, điển hình, khen thưởng"),
    ("opinion", "Dư luận, thông tin sai lệch"),
    ("budget_line", "Kinh phí"),
    ("duty", "Nhiệm vụ được giao"),
    ("difficulty", "Khó khăn, kiến nghị"),
    ("self_assessment", "Tự đánh giá"),
)
LISTED = 500  # lines of each list below; nobody reads more, and each costs the window time
_FILES = "Bảng tính (*.xlsx *.xlsm *.xls *.ods)"


class ImportPage(Page):
    """Choose or drop a file; nothing is stored before Nhập."""

    TITLE: ClassVar[str] = "Nhập từ Excel"
    SUBTITLE: ClassVar[str] = "Kéo tệp vào đây hoặc chọn tệp (Ctrl+N). Xem trước, sửa cột nếu cần, rồi nhập (Ctrl+S)."
    HELP: ClassVar[str] = (
        "Chọn loại dữ liệu và tệp Excel. Chương trình tự tìm bảng và nhận các cột; hàng đầu của bảng xem trước cho chọn lại cột. "
        "Dòng có lỗi không được nhận, kèm lý do; có thể lưu các dòng đó ra tệp để sửa rồi nhập lại. Nhập hai lần cùng một tệp "
        "không sinh thêm bản ghi. Nhập xong có thể hoàn tác bằng Ctrl+Z. Chữ gõ bằng phông cũ (.VnTime, VNI) được hỏi trước khi chuyển."
    )

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setAcceptDrops(True)
        self.path: Path | None = None
        self.preview: Preview | None = None
        self.mapping: dict[str, str | None] = {}
        self.kind, self.sheet = QComboBox(), QComboBox()
        for value, words in KINDS:
            self.kind.addItem(words, value)
        self.kind.currentIndexChanged.connect(lambda _: self._look_anew())
        self.sheet.activated.connect(lambda _: self._look_anew(keep_sheet=True))
        for box in (self.kind, self.sheet):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(7)
        self.file = QLabel("Chưa chọn tệp.")
        self.file.setTextFormat(Qt.TextFormat.PlainText)
        self.file.setMinimumWidth(96)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for words, box in (("&Loại dữ liệu", self.kind), ("T&rang tính", self.sheet)):
            label = QLabel(words)
            label.setBuddy(box)
            row.addWidget(label)
            row.addWidget(box)
        self._button(row, "Chọn &tệp…", "folder-open", self.choose)
        row.addWidget(self.file, 1)
        self.template_button = self._button(row, "Lấy &mẫu Excel…", "file-spreadsheet", self.ask_template)
        self.body.addLayout(row)
        self.counts = QLabel()
        self.counts.setObjectName("section")
        self.counts.setWordWrap(True)
        self.counts.setTextFormat(Qt.TextFormat.PlainText)
        self.body.addWidget(self.counts)
        self.fonts = FontBanner()
        self.fonts.answered.connect(lambda _: self._look())
        self.body.addWidget(self.fonts)
        self.table = PreviewTable()
        self.table.corrected.connect(self._correct)
        self.body.addWidget(self.table, 3)
        self.lists = QTabWidget()
        self.refused, self.doubtful, self.ignored = QListWidget(), QListWidget(), QListWidget()
        for listing in (self.refused, self.doubtful, self.ignored):
            listing.setWordWrap(True)
            self.lists.addTab(listing, "")
        self.body.addWidget(self.lists, 2)
        self.errors_button = self._button(self.header, "Lưu các &dòng chưa nhận…", "download", self.ask_errors)
        self.import_button = self._button(self.header, "N&hập", "upload", self.take_in)
        self.import_button.setProperty("primary", True)
        self.import_button.setIcon(icon("upload", "surface"))
        self.commands = {Command.NEW: self.choose, Command.SAVE: self.take_in}
        self._show(None)

    def _button(self, row: QHBoxLayout, text: str, picture: str, then: Callable[[], None]) -> QPushButton:
        made = QPushButton(icon(picture), text)
        made.clicked.connect(lambda: then())
        row.addWidget(made)
        return made

    # --- choosing ------------------------------------------------------------------------------------------------------

    def open(self, **what: Any) -> None:
        """`kind=…`, `path=…`."""
        path = what.get("path")
        self.kind.blockSignals(isinstance(path, Path))  # the file looked at before is not of the new kind
        if (at := self.kind.findData(what.get("kind"))) >= 0:
            self.kind.setCurrentIndex(at)
        self.kind.blockSignals(False)
        if isinstance(path, Path):
            self.look_at(path)

    def choose(self) -> None:
        """Ask for a file."""
        chosen, _ = QFileDialog.getOpenFileName(self, "Chọn tệp Excel", _documents(), _FILES)
        if chosen:
            self.look_at(Path(chosen))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """The first file dropped."""
        path = event.mimeData().urls()[0].toLocalFile()
        if path:
            event.acceptProposedAction()
            self.look_at(Path(path))

    def look_at(self, path: Path) -> None:
        """Preview a file; nothing is stored."""
        self.path = path
        self.fonts.ask_anew()
        self._look_anew()

    def _look_anew(self, keep_sheet: bool = False) -> None:
        self.mapping = {}
        if not keep_sheet:
            self.sheet.clear()
        self._look()

    def _look(self) -> None:
        path, database = self.path, self.workspace.database
        if path is None:
            return
        kind, sheet, mapping = self.kind.currentData(), self.sheet.currentData(), dict(self.mapping)
        convert, book = self.fonts.agreed.isChecked(), self.preview.book if self.preview else None

        def work(progress: Progress) -> Preview:
            from desktop.excel.importing import preview

            return preview(database, path, kind, sheet, mapping or None, convert, book, progress.report)

        self.workspace.background.run(self, work, self._show, "Đang đọc tệp Excel…", self._not_read)

    def _not_read(self, error: BaseException) -> None:
        if self.mapping and isinstance(error, UserError):  # a corrected column that does not fit: back to the proposal
            self.mapping = {}
            self._show(self.preview)
        else:
            self._show(None)
        self.workspace.refuse(error)

    # --- showing -------------------------------------------------------------------------------------------------------

    def _show(self, preview: Preview | None) -> None:
        self.preview = preview
        self.file.setText(self.path.name if self.path else "Chưa chọn tệp.")
        result = preview.result if preview else None
        self.table.show_preview(preview)
        self.fonts.show_fonts(result.old_fonts if result else [])
        self._fill_lists(result)
        self.import_button.setEnabled(result is not None and bool(result.added or result.updated))
        self.errors_button.setEnabled(result is not None and bool(result.refused_rows))
        if preview is None or result is None:
            self.counts.setText("")
            return
        more = f" Bảng dưới hiện {SHOWN} dòng đầu." if len(preview.rows) > SHOWN else ""
        self.counts.setText(
            f"Đọc {result.read} dòng: thêm mới {result.added}, cập nhật {result.updated}, đã có {result.unchanged}, "
            f"chưa nhận {result.refused_rows}.{more}"
        )
        if not self.sheet.count():
            self.sheet.addItem("Tự tìm" if len(preview.sheets) != 1 else f"Tự tìm: {preview.sheets[0]}", None)
            for name in preview.all_sheets:
                self.sheet.addItem(name, name)

    def _correct(self, heading: str, name: str | None) -> None:
        self.mapping[heading] = name
        self._look()

    def _fill_lists(self, result: ImportResult | None) -> None:
        refused = result.refused if result else []
        doubtful = result.doubtful if result else []
        ignored = [*result.ignored_columns, *result.notes] if result else []
        told = (
            (self.refused, "Chưa nhận", [f"Dòng {r.row}, cột “{r.column}”: “{r.value}” – {r.reason}" for r in refused]),
            (
                self.doubtful,
                "Cần xem lại",
                [f"Dòng {d.row}, cột “{d.column}”: “{d.value}” → {d.read_as}" for d in doubtful],
            ),
            (self.ignored, "Cột không dùng", ignored),
        )
        for at, (listing, words, lines) in enumerate(told):
            listing.clear()
            listing.addItems(lines[:LISTED])
            if len(lines) > LISTED:
                listing.addItem(f"… và {len(lines) - LISTED} mục nữa.")
            self.lists.setTabText(at, f"{words} ({len(lines)})")

    # --- doing ---------------------------------------------------------------------------------------------------------

    def take_in(self) -> None:
        """Take the good rows in, as one undo step."""
        if self.import_button.isEnabled():
            self._run(None, False, self._taken)

    def _run(self, errors_to: Path | None, dry_run: bool, then: Callable[[ImportResult], None]) -> None:
        path, database, kind = self.path, self.workspace.database, self.kind.currentData()
        sheet, mapping = self.sheet.currentData(), dict(self.mapping)
        convert, book = self.fonts.agreed.isChecked(), self.preview.book if self.preview else None
        assert path is not None

        def work(progress: Progress) -> ImportResult:
            from desktop.excel.importing import import_workbook
            from desktop.models.backups import BEFORE_IMPORT, back_up

            if not dry_run:
                back_up(database, BEFORE_IMPORT)
            return import_workbook(
                database, kind, path, sheet, mapping or None, dry_run, errors_to, convert, book, progress.report
            )

        self.workspace.background.run(self, work, then, "Đang nhập…", self.workspace.refuse)

    def _taken(self, result: ImportResult) -> None:
        self.workspace.notify(
            f"Đã nhập: thêm mới {result.added}, cập nhật {result.updated}, chưa nhận {result.refused_rows} dòng. "
            "Ctrl+Z để hoàn tác."
        )
        self._look()

    def ask_errors(self) -> None:
        """Ask where the refused rows go."""
        assert self.path is not None
        proposed = self.path.with_name(f"{self.path.stem} - chua nhan.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "Lưu các dòng chưa nhận", str(proposed), "Tệp Excel (*.xlsx)")
        if chosen:
            self.save_errors(Path(chosen).with_suffix(".xlsx"))

    def save_errors(self, target: Path) -> None:
        """Write the refused rows; nothing is stored."""
        self._run(
            target, True, lambda _: self.workspace.notify(f"Đã lưu “{target.name}”. Sửa xong hãy nhập lại tệp này.")
        )

    def ask_template(self) -> None:
        """Ask where the empty workbook goes."""
        name = f"Mau nhap {self.kind.currentText()}.xlsx"
        chosen, _ = QFileDialog.getSaveFileName(
            self, "Lấy mẫu Excel", str(Path(_documents()) / name), "Tệp Excel (*.xlsx)"
        )
        if chosen:
            self.save_template(Path(chosen).with_suffix(".xlsx"))

    def save_template(self, target: Path) -> None:
        """Write the empty workbook of the chosen kind."""
        kind, year = self.kind.currentData(), date.today().year  # noqa: DTZ011  the clerk's own year

        def work(_: Progress) -> None:
            from desktop.excel.template import write_template

            write_template(target, kind, year)

        done = f"Đã lưu mẫu “{target.name}”."
        self.workspace.background.run(
            self, work, lambda _: self.workspace.notify(done), "Đang ghi mẫu…", self.workspace.refuse
        )

    def focus_first(self) -> None:
        """The kind."""
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)


def make(workspace: Workspace) -> Page:
    """The page."""
    return ImportPage(workspace)
