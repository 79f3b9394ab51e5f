"""Tiếp nhận: bundles in, keys compared and approved, reports accepted or returned, packets, slips and the register out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QTabWidget, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.views.answering import Return, ReturnDialog, decide
from desktop.views.approving import ApproveDialog
from desktop.views.exchange_words import EXCHANGED, received
from desktop.views.inbox_lines import Waiting, read_waiting, verdict_line
from desktop.views.outgoing import Outgoing, button
from desktop.views.page import Page, Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets import messages
from desktop.views.widgets.background import Progress
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.drives import DriveChooser
from desktop.views.widgets.lines_table import LineColumn, LinesTable

if TYPE_CHECKING:
    from sync.receive import FileVerdict

T = TypeVar("T")


class InboxPage(Page):
    """The page."""

    TITLE = "Tiếp nhận"
    SUBTITLE = "Nhận gói của các đơn vị từ USB, thư mục, hoặc kéo thả tệp vào đây; trả lời bằng gói trả lời."
    KINDS = frozenset({EXCHANGED, "report"})
    HELP = (
        "Nhận tệp (Ctrl+R lấy từ nơi đã chọn): tệp hỏng, tệp của nơi khác được báo riêng từng dòng, các tệp còn lại vẫn được nhận. "
        "Khóa chờ chấp thuận: so 25 chữ số với dấu khóa in trên báo cáo giấy đã ký, đóng dấu; khớp mới chấp thuận. "
        "Sau khi duyệt hoặc trả lại, ghi gói trả lời ra USB: mỗi đơn vị một tệp, chỉ đơn vị đó mở được."
    )

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.setAcceptDrops(True)
        self.waiting: Waiting | None = None
        self._reasons: dict[str, str] = {}
        self.drives = DriveChooser(workspace)
        self.result = Banner()
        self.files = LinesTable(
            _FILE_COLUMNS,
            "Chưa nhận tệp nào trong lần mở này.\nKéo thả tệp vào đây, hoặc chọn nơi rồi bấm “Nhận”.",
            "Kết quả nhận",
        )
        self.keys = LinesTable(_KEY_COLUMNS, "Không có khóa nào chờ chấp thuận.", "Khóa chờ chấp thuận")
        self.keys.opened.connect(lambda _: self.ask_approve())
        self.reports = LinesTable(_REPORT_COLUMNS, "Không có báo cáo nào chờ duyệt.", "Báo cáo chờ duyệt")
        self.reports.opened.connect(self.open_unit)
        self.tabs = QTabWidget()
        self.tabs.addTab(self._files_side(), "Kết quả nhận")
        self.tabs.addTab(self._with_buttons(self.keys, self._key_buttons()), "Khóa chờ chấp thuận")
        self.tabs.addTab(self._with_buttons(self.reports, self._report_buttons()), "Báo cáo chờ duyệt")
        self.body.addWidget(self._intake())
        self.body.addWidget(self.result)
        self.body.addWidget(self.tabs, 1)
        self.outgoing = Outgoing(workspace, self.drives.folder)
        self.outgoing.told.connect(self._told)
        self.body.addWidget(self.outgoing)
        self.drives.look()
        self._update()

    # --- layout --------------------------------------------------------------------------------------------------------

    def _intake(self) -> QFrame:
        card = QFrame()
        card.setObjectName("card")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.drives)
        self.receive_button = button(
            "&Nhận từ nơi này", "download", self.receive, "Tìm và nhận mọi gói ở nơi đã chọn (Ctrl+R)"
        )
        self.receive_button.setProperty("primary", True)
        self.receive_button.setIcon(icon("download", "surface"))
        self.receive_button.setShortcut("Ctrl+R")
        pick = button("Chọn tệ&p…", "file-text", self._pick_files, "Chọn một hoặc nhiều tệp để nhận (Ctrl+O)")
        pick.setShortcut("Ctrl+O")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.receive_button)
        row.addWidget(pick)
        self.code_button = button(
            "T&ra mã giấy…",
            "search",
            self.ask_code,
            "Tra mã in ở chân trang báo cáo giấy, hoặc một tệp PDF, bản quét (Ctrl+M)",
        )
        self.code_button.setShortcut("Ctrl+M")
        row.addWidget(self.code_button)
        row.addStretch(1)
        column.addLayout(row)
        return card

    def ask_code(self) -> None:
        """What a code on paper leads to."""
        from desktop.views.code_dialog import ask_code

        ask_code(
            self.window(), self.workspace, lambda code, year: self.workspace.go_to("units", unit_code=code, year=year)
        )

    def _files_side(self) -> QWidget:
        self.reason = QLabel()
        self.reason.setTextFormat(Qt.TextFormat.PlainText)
        self.reason.setWordWrap(True)
        self.reason.setContentsMargins(GRID, 0, GRID, 0)
        self.reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, GRID)
        column.setSpacing(GRID)
        column.addWidget(self.files, 1)
        column.addWidget(self.reason)
        self.files.current_changed.connect(lambda key: self.reason.setText(self._reasons.get(key, "")))
        return box

    def _key_buttons(self) -> list[QWidget]:
        self.approve_button = button(
            "So dấu khóa và chấp th&uận…",
            "key-round",
            self.ask_approve,
            "So 25 chữ số với báo cáo giấy rồi chấp thuận (Enter)",
        )
        return [self.approve_button]

    def _report_buttons(self) -> list[QWidget]:
        self.look_button = button(
            "&Xem đơn vị",
            "eye",
            lambda: self.reports.opened.emit(self.reports.current_key()),
            "Mở báo cáo, sổ ghi và số liệu của đơn vị (Enter)",
        )
        self.accept_button = button("D&uyệt", "check", self.ask_accept, "Duyệt báo cáo đang chọn")
        self.return_button = button(
            "&Trả lại…", "rotate-ccw", self.ask_return, "Trả lại báo cáo đang chọn, có lý do và hạn nộp lại"
        )
        return [self.look_button, self.accept_button, self.return_button]

    def _with_buttons(self, table: LinesTable, buttons: Sequence[QWidget]) -> QWidget:
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, GRID)
        column.setSpacing(GRID)
        column.addWidget(table, 1)
        row = QHBoxLayout()
        row.setContentsMargins(GRID, 0, GRID, 0)
        row.setSpacing(GRID)
        for each in buttons:
            row.addWidget(each)
        row.addStretch(1)
        column.addLayout(row)
        table.current_changed.connect(lambda _: self._update())
        return box

    # --- what is shown -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read anew what waits."""

        def read(progress: Progress) -> Waiting:
            progress.report(0)
            return read_waiting(self.workspace)

        self.workspace.background.read(self, read, self._show)

    def _show(self, waiting: Waiting) -> None:
        self.waiting = waiting
        self.keys.show_lines(waiting.key_lines)
        self.reports.show_lines(waiting.reports)
        self.tabs.setTabText(1, f"Khóa chờ chấp thuận ({len(waiting.key_lines)})")
        self.tabs.setTabText(2, f"Báo cáo chờ duyệt ({len(waiting.reports)})")
        self._update()

    def _update(self) -> None:
        self.approve_button.setEnabled(bool(self.keys.current_key()))
        for each in (self.look_button, self.accept_button, self.return_button):
            each.setEnabled(bool(self.reports.current_key()))

    def focus_first(self) -> None:
        """The main button."""
        self.receive_button.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- coming in -----------------------------------------------------------------------------------------------------

    def receive(self) -> None:
        """Take in everything at the place chosen."""
        if self.drives.folder() is None:
            self.drives.browse.click()
        if (folder := self.drives.folder()) is not None:
            self.receive_from([folder])

    def receive_from(self, paths: list[Path]) -> None:
        """Take in these files and folders; nothing stops at the first bad one."""

        def work(progress: Progress) -> list[FileVerdict]:
            from sync.receive import receive

            progress.can_cancel = False  # `receive` itself stops between two files and tells what was done
            return receive(self.workspace.database, paths, progress.report, lambda: progress.cancelled)

        place = f"“{paths[0]}”" if len(paths) == 1 else "các nơi đã chọn"
        self._run(work, lambda verdicts: self._received(verdicts, place), "Đang nhận các gói…")

    def _received(self, verdicts: list[FileVerdict], place: str) -> None:
        self._reasons = {str(number): f"{Path(v.file).name}: {v.reason}" for number, v in enumerate(verdicts)}
        self.files.show_lines([verdict_line(number, verdict) for number, verdict in enumerate(verdicts)])
        self.tabs.setTabText(0, f"Kết quả nhận ({len(verdicts)})" if verdicts else "Kết quả nhận")
        self.tabs.setCurrentIndex(0)
        text, good = received(verdicts, place)
        self._told(text, "success" if good else "warning")

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped anywhere on the page."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take in what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            self.receive_from(paths)

    def _pick_files(self) -> None:
        start = str(self.drives.folder() or Path.home())
        picked, _ = QFileDialog.getOpenFileNames(self, "Chọn tệp để nhận", start, "Gói NQ71 (*.nq71);;Mọi tệp (*)")
        if picked:
            self.receive_from([Path(path) for path in picked])

    # --- keys ----------------------------------------------------------------------------------------------------------

    def ask_approve(self) -> None:
        """Compare the fingerprint with the paper, name the unit, approve."""
        mark = self.keys.current_key()
        if self.waiting is None or not mark:
            return
        code, name = self.waiting.keys[mark]
        dialog = ApproveDialog(self.window(), mark, code, name, self.waiting.names)
        if dialog.exec() and dialog.code:
            self.approve(mark, dialog.code)

    def approve(self, mark: str, code: str) -> None:
        """Approve the waiting key for a unit, and take in what waited of it."""

        def work(_: Progress) -> list[FileVerdict]:
            from sync.receive import approve_key

            return approve_key(self.workspace.database, mark, code)

        def done(verdicts: list[FileVerdict]) -> None:
            if verdicts:
                self._received(verdicts, "")
            self._told(f"Đã chấp thuận khóa cho {code}; {len(verdicts)} tệp đang chờ đã được xử lý.", "success")

        self._run(work, done, "Đang nhận các tệp đã chờ khóa này…")

    # --- verdicts ------------------------------------------------------------------------------------------------------

    def current_report(self) -> tuple[str, int] | None:
        """Unit code and year of the current line."""
        code, _, year = self.reports.current_key().rpartition("|")
        return (code, int(year)) if code else None

    def open_unit(self, key: str) -> None:
        """The unit of a line, in the year of its report."""
        code, _, year = key.rpartition("|")
        if code:
            self.workspace.go_to("units", unit_code=code, year=int(year))

    def ask_accept(self) -> None:
        """Accept the report of the current line."""
        if (report := self.current_report()) is not None:
            text = f"Duyệt báo cáo năm {report[1]} của {self._name(report[0])}?"
            if messages.ask(self.window(), text, "&Duyệt"):
                self.answer(*report, None)

    def ask_return(self) -> None:
        """Return the report of the current line."""
        if (report := self.current_report()) is not None:
            dialog = ReturnDialog(self.window(), self._name(report[0]), report[1])
            if dialog.exec() and dialog.answer is not None:
                self.answer(*report, dialog.answer)

    def answer(self, code: str, year: int, back: Return | None) -> None:
        """Store the Department's word; None accepts."""
        decide(self.workspace, self, code, year, back, self.refresh)

    def _name(self, code: str) -> str:
        return self.waiting.names.get(code, code) if self.waiting else code

    # --- the same for all ----------------------------------------------------------------------------------------------

    def _run(self, work: Callable[[Progress], T], done: Callable[[T], None], words: str) -> None:
        self.workspace.background.run(self, work, done, words, self._failed)

    def _told(self, text: str, mood: str = "success") -> None:
        self.result.say(text, mood)
        self.workspace.changed.emit(frozenset({EXCHANGED}))

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.result.say(error.sentence, "danger")
        else:
            self.workspace.refuse(error)


_FILE_COLUMNS = (
    LineColumn("Tệp", 0),
    LineColumn("Đơn vị", 100),
    LineColumn("Kết quả", 170),
    LineColumn("Mới", 56, right=True),
    LineColumn("Cập nhật", 84, right=True),
    LineColumn("Không đổi", 88, right=True),
    LineColumn("Mâu thuẫn", 94, right=True),
)
_KEY_COLUMNS = (
    LineColumn("Mã tự khai", 120),
    LineColumn("Tên tự khai", 0),
    LineColumn("Dấu khóa", 280),
    LineColumn("Thấy lần đầu", 140),
)
_REPORT_COLUMNS = (
    LineColumn("Mã", 110),
    LineColumn("Đơn vị", 0),
    LineColumn("Năm", 64),
    LineColumn("Tình trạng", 150),
    LineColumn("Bản", 60, right=True),
    LineColumn("Ngày nhận", 110),
)


def make(workspace: Workspace) -> Page:
    """The page."""
    return InboxPage(workspace)
