"""Gửi / nhận: this unit's bundle onto a stick, the Department's answers from it, and how far the report has come (sync.md 2, 5, 6)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout

from desktop.models import kinds
from desktop.views.exchange_standing import Standing, coming_words, read_standing, sentence_of, steps_of
from desktop.views.exchange_words import (
    EXCHANGED,
    exported,
    received,
)
from desktop.views.page import Page, Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets.background import Progress
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.drives import DriveChooser, size_words
from desktop.views.widgets.lines_table import LineColumn, LinesTable
from desktop.views.widgets.steps import Steps

if TYPE_CHECKING:
    from sync.export import ExportResult
    from sync.receive import FileVerdict


class ExchangePage(Page):
    """The page."""

    TITLE = "Gửi / nhận"
    SUBTITLE = "Mang dữ liệu tới Sở và nhận trả lời bằng USB hoặc thư mục; mỗi gói chứa toàn bộ số liệu của đơn vị."
    KINDS = frozenset({EXCHANGED, *kinds.KINDS})
    HELP = (
        "Xuất gói: cắm USB, chọn nơi ghi, bấm “Xuất gói ra USB…” (Ctrl+E). Chương trình ghi, đọc lại và so khớp trước khi báo "
        "có thể rút USB. Gói chỉ Sở mở được; mất USB cũng không lộ số liệu, chỉ cần xuất lại. "
        "Nhận: cắm USB có gói của Sở, bấm “Nhận từ USB / thư mục…” (Ctrl+R). Gói của nơi khác được để nguyên. "
        "Dấu khóa được in trên báo cáo có đóng dấu để Sở so khi chưa có phiếu cấp mã."
    )

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.steps = Steps()
        self.sentence = Banner()
        self.drives = DriveChooser(workspace)
        self.export_button = QPushButton(icon("upload", "surface"), "&Xuất gói ra USB…")
        self.export_button.setProperty("primary", True)
        self.export_button.setShortcut("Ctrl+E")
        self.export_button.setToolTip("Ghi toàn bộ số liệu của đơn vị thành một gói chỉ Sở mở được (Ctrl+E)")
        self.export_button.clicked.connect(self.export)
        self.receive_button = QPushButton(icon("download"), "&Nhận từ USB / thư mục…")
        self.receive_button.setShortcut("Ctrl+R")
        self.receive_button.setToolTip("Tìm và nhận các gói của Sở dành cho đơn vị này (Ctrl+R)")
        self.receive_button.clicked.connect(self.receive)
        self.result = Banner()
        self.log = LinesTable(_LOG_COLUMNS, "Chưa xuất hoặc nhận tệp nào trên máy này.", "Nhật ký xuất, nhận")
        self.receipts = LinesTable(
            _RECEIPT_COLUMNS, "Chưa có biên nhận nào.\nBiên nhận đến theo gói trả lời của Sở.", "Biên nhận"
        )
        self.body.addWidget(self._state_card())
        self.body.addWidget(self._work_card())
        self.body.addWidget(self.result)
        tabs = QTabWidget()
        tabs.addTab(self.log, "Nhật ký xuất, nhận")
        tabs.addTab(self.receipts, "Biên nhận của Sở")
        self.tabs = tabs
        self.body.addWidget(tabs, 1)
        self.body.addLayout(self._key_row())
        self.drives.look()

    def _state_card(self) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(self.steps)
        layout.addWidget(self.sentence)
        return card

    def _work_card(self) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(self.drives)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.export_button)
        row.addWidget(self.receive_button)
        self.coming = QLabel()
        self.coming.setObjectName("muted")
        self.coming.setWordWrap(True)
        row.addWidget(self.coming, 1)
        layout.addLayout(row)
        return card

    def _key_row(self) -> QHBoxLayout:
        self.fingerprint = QLabel()
        self.fingerprint.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.fingerprint.setToolTip(
            "In trên báo cáo đã ký, đóng dấu: Sở so 5 nhóm số này trước khi chấp thuận khóa của máy"
        )
        copy = QPushButton(icon("copy"), "Sao ché&p")
        copy.setProperty("flat", True)
        copy.setToolTip("Sao chép dấu khóa để dán vào văn bản")
        copy.clicked.connect(self._copy_fingerprint)
        words = QLabel("Dấu khóa của máy này:")
        words.setObjectName("muted")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(words)
        row.addWidget(self.fingerprint)
        row.addWidget(copy)
        row.addStretch(1)
        return row

    # --- what is shown -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the state anew, quietly."""

        def read(progress: Progress) -> Standing:
            progress.report(0)
            return read_standing(self.workspace)

        self.workspace.background.read(self, read, self._show)

    def _show(self, standing: Standing) -> None:
        self.steps.show_steps(steps_of(standing))
        self.sentence.say(*sentence_of(standing))
        self.coming.setText(coming_words(standing))
        self.fingerprint.setText(standing.fingerprint)
        self.log.show_lines(standing.log)
        self.receipts.show_lines(standing.receipts)
        self.tabs.setTabText(1, f"Biên nhận của Sở ({len(standing.receipts)})")

    def focus_first(self) -> None:
        """The main button."""
        self.export_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is done --------------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Write the bundle to the place chosen; asks for one where there is none."""
        folder = self._place()
        if folder is None:
            return
        stick = self.drives.is_stick()

        def work(progress: Progress) -> tuple[ExportResult, list[str]]:
            from sync.export import export_bundle
            from sync.stick import infection_signs

            progress.report(0, 0, "Đang ghi gói, đọc lại và so khớp…")
            return export_bundle(self.workspace.database, folder), infection_signs(folder)

        def done(answer: tuple[ExportResult, list[str]]) -> None:
            made, warnings = answer
            text = exported(made.files, made.records, size_words(made.bytes), stick)
            notes = [*made.notes, *warnings]
            self.result.say("\n".join([text, *notes]), "warning" if notes else "success")
            self._announce()

        self.workspace.background.run(self, work, done, "Đang xuất gói… Xin đừng rút USB.", self._failed)

    def receive(self) -> None:
        """Take in what the place chosen holds for this unit."""
        folder = self._place()
        if folder is not None:
            self.receive_from([folder])

    def receive_from(self, paths: list[Path]) -> None:
        """Take in what these files and folders hold for this unit."""

        def work(progress: Progress) -> list[FileVerdict]:
            from sync.receive import receive

            progress.can_cancel = False  # `receive` stops between two files and tells what was done
            return receive(self.workspace.database, paths, progress.report, lambda: progress.cancelled)

        def done(verdicts: list[FileVerdict]) -> None:
            text, good = received(verdicts, f"“{paths[0]}”")
            self.result.say(text, "success" if good else "warning")
            self._announce()

        self.workspace.background.run(self, work, done, "Đang tìm và nhận gói của Sở…", self._failed)

    def _place(self) -> Path | None:
        if self.drives.folder() is None:
            self.drives.browse.click()
        return self.drives.folder()

    def _failed(self, error: BaseException) -> None:
        from desktop.errors import UserError

        if isinstance(error, UserError):
            self.result.say(error.sentence, "danger")
        else:
            self.workspace.refuse(error)

    def _announce(self) -> None:
        self.workspace.changed.emit(frozenset({EXCHANGED}))
        self.refresh()

    def _copy_fingerprint(self) -> None:
        QGuiApplication.clipboard().setText(self.fingerprint.text())
        self.workspace.notify("Đã sao chép dấu khóa.")


_LOG_COLUMNS = (
    LineColumn("Lúc", 130),
    LineColumn("Chiều", 84),
    LineColumn("Loại", 150),
    LineColumn("Tệp", 0),
    LineColumn("Bản ghi", 76, right=True),
    LineColumn("Cỡ", 84, right=True),
    LineColumn("Kết quả", 150),
)
_RECEIPT_COLUMNS = (
    LineColumn("Biên nhận", 110),
    LineColumn("Sở cấp lúc", 140),
    LineColumn("Về máy lúc", 0),
    LineColumn("Mới", 90, right=True),
    LineColumn("Cập nhật", 90, right=True),
    LineColumn("Không đổi", 96, right=True),
    LineColumn("Mâu thuẫn", 100, right=True),
)


def make(workspace: Workspace) -> Page:
    """The page."""
    return ExchangePage(workspace)
