"""Tiếp nhận: bundles in, keys compared and approved, reports accepted or returned, packets, slips and the register out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.text import format_number
from desktop.views.answering import Return, ReturnDialog, decide, today
from desktop.views.approving import ApproveDialog
from desktop.views.exchange_words import EXCHANGED, STATES, VERDICT_COLOURS, VERDICTS, moment, received
from desktop.views.page import Page, Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets import messages
from desktop.views.widgets.background import Progress
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.drives import DriveChooser
from desktop.views.widgets.lines_table import Line, LineColumn, LinesTable

if TYPE_CHECKING:
    from sync.receive import FileVerdict

T = TypeVar("T")


@dataclass(frozen=True)
class Waiting:
    """What waits for a person: keys by fingerprint, reports by unit code; and who has no key yet."""

    keys: dict[str, tuple[str, str]]  # fingerprint: claimed code, claimed name
    key_lines: list[Line]
    reports: list[Line]
    names: dict[str, str]  # unit code: name, of the whole register
    without_key: list[str]  # unit codes


def read_waiting(workspace: Workspace, year: int) -> Waiting:
    """Read it; touches no widget."""
    from sync.enrolment import registered
    from sync.receive import waiting_keys
    from sync.status import status

    with workspace.database.snapshot() as session:
        keys = waiting_keys(session)
        units = registered(session)
        open_units = [u for u in status(session, year)["units"] if u["state"] in ("received", "late", "empty")]
    lines = [
        Line(k.fingerprint, (k.claimed_code or "", k.claimed_name, k.fingerprint, moment(k.seen_at))) for k in keys
    ]
    reports = [
        Line(u["code"], (u["code"], u["name"], STATES[u["state"]], str(u["edition"]), _date_words(u["received_on"])))
        for u in open_units
    ]
    return Waiting(
        {k.fingerprint: (k.claimed_code or "", k.claimed_name) for k in keys},
        lines,
        reports,
        {u["code"]: u["name"] for u in units},
        [u["code"] for u in units if "approved" not in u["keys"]],
    )


def _date_words(iso: str | None) -> str:
    from datetime import date

    from desktop.text import format_date

    return format_date(date.fromisoformat(iso)) if iso else ""


def verdict_line(number: int, verdict: FileVerdict) -> Line:
    """A file and what became of it."""
    counts = (verdict.new, verdict.updated, verdict.unchanged, verdict.conflicts)
    words = VERDICTS.get(verdict.verdict, verdict.verdict)
    cells = (
        Path(verdict.file).name,
        verdict.unit or "",
        words,
        *(format_number(count) if count else "" for count in counts),
        verdict.reason,
    )
    return Line(
        str(number), cells, (cells[0], cells[1], words, *counts, cells[-1]), VERDICT_COLOURS.get(verdict.verdict, "")
    )


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
        self.reports.opened.connect(lambda code: workspace.go_to("units", unit_code=code))
        self.tabs = QTabWidget()
        self.tabs.addTab(self.files, "Kết quả nhận")
        self.tabs.addTab(self._with_buttons(self.keys, self._key_buttons()), "Khóa chờ chấp thuận")
        self.tabs.addTab(self._with_buttons(self.reports, self._report_buttons()), "Báo cáo chờ duyệt")
        self.body.addWidget(self._intake())
        self.body.addWidget(self.result)
        self.body.addWidget(self.tabs, 1)
        self.body.addLayout(self._outgoing())
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
        self.receive_button = _button(
            "&Nhận từ nơi này", "download", self.receive, "Tìm và nhận mọi gói ở nơi đã chọn (Ctrl+R)"
        )
        self.receive_button.setProperty("primary", True)
        self.receive_button.setIcon(icon("download", "surface"))
        self.receive_button.setShortcut("Ctrl+R")
        pick = _button("Chọn tệ&p…", "file-text", self._pick_files, "Chọn một hoặc nhiều tệp để nhận (Ctrl+O)")
        pick.setShortcut("Ctrl+O")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.receive_button)
        row.addWidget(pick)
        row.addStretch(1)
        column.addLayout(row)
        return card

    def _key_buttons(self) -> list[QWidget]:
        self.approve_button = _button(
            "So dấu khóa và &chấp thuận…",
            "key-round",
            self.ask_approve,
            "So 25 chữ số với báo cáo giấy rồi chấp thuận (Enter)",
        )
        return [self.approve_button]

    def _report_buttons(self) -> list[QWidget]:
        self.look_button = _button(
            "&Xem đơn vị",
            "eye",
            lambda: self.reports.opened.emit(self.reports.current_key()),
            "Mở báo cáo, sổ ghi và số liệu của đơn vị (Enter)",
        )
        self.accept_button = _button("D&uyệt", "check", self.ask_accept, "Duyệt báo cáo đang chọn")
        self.return_button = _button(
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
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        table.current_changed.connect(lambda _: self._update())
        return box

    def _outgoing(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        words = QLabel("Ghi ra:")
        words.setObjectName("muted")
        row.addWidget(words)
        self.reply_button = _button(
            "&Ghi gói trả lời…", "send", self._ask(self.write_replies), "Biên nhận, kết quả duyệt cho từng đơn vị"
        )
        self.publish_button = _button(
            "Xuất gói &dữ liệu chung…",
            "upload",
            self._ask(self.publish),
            "Sổ đơn vị, hạn nộp: dùng chung cho mọi đơn vị",
        )
        self.slips_button = _button(
            "&In phiếu cấp mã…", "printer", self.ask_slips, "Phiếu (PDF) và gói khởi đầu cho đơn vị chưa có khóa"
        )
        self.register_button = _button(
            "Nhập &sổ đơn vị…", "file-spreadsheet", self._pick_register, "Nhập danh sách đơn vị từ Excel"
        )
        row.addWidget(self.reply_button)
        row.addWidget(self.publish_button)
        row.addWidget(self.slips_button)
        row.addStretch(1)
        row.addWidget(self.register_button)
        return row

    # --- what is shown -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read anew what waits."""
        year = today().year

        def read(progress: Progress) -> Waiting:
            progress.report(0)
            return read_waiting(self.workspace, year)

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
        for button in (self.look_button, self.accept_button, self.return_button):
            button.setEnabled(bool(self.reports.current_key()))

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

    def ask_accept(self) -> None:
        """Accept the report of the current line."""
        code = self.reports.current_key()
        if code and messages.ask(self.window(), f"Duyệt báo cáo năm {today().year} của {self._name(code)}?", "&Duyệt"):
            self.answer(code, None)

    def ask_return(self) -> None:
        """Return the report of the current line."""
        if code := self.reports.current_key():
            dialog = ReturnDialog(self.window(), self._name(code), today().year)
            if dialog.exec() and dialog.answer is not None:
                self.answer(code, dialog.answer)

    def answer(self, code: str, back: Return | None) -> None:
        """Store the Department's word; None accepts."""
        decide(self.workspace, self, code, today().year, back, self.refresh)

    def _name(self, code: str) -> str:
        return self.waiting.names.get(code, code) if self.waiting else code

    # --- going out -----------------------------------------------------------------------------------------------------

    def _ask(self, write: Callable[[Path], None]) -> Callable[[], None]:
        def ask() -> None:
            start = str(self.drives.folder() or Path.home())
            if picked := QFileDialog.getExistingDirectory(self, "Chọn USB hoặc thư mục để ghi", start):
                write(Path(picked))

        return ask

    def write_replies(self, folder: Path) -> None:
        """A packet for each unit that has been heard of."""

        def work(_: Progress) -> list[Path]:
            from sync.packets import reply

            return reply(self.workspace.database, folder)

        def done(files: list[Path]) -> None:
            if files:
                self._told(
                    f"Đã ghi {format_number(len(files))} gói trả lời vào “{folder}”, đọc lại và so khớp. {_SAFE}"
                )
            else:
                self._told("Chưa có đơn vị nào được cấp biên nhận, nên chưa có gói trả lời nào để ghi.", "info")

        self._run(work, done, "Đang ghi gói trả lời… Xin đừng rút USB.")

    def publish(self, folder: Path) -> None:
        """The province packet."""

        def work(_: Progress) -> Path:
            from sync.enrolment import publish

            return publish(self.workspace.database, folder)

        self._run(
            work,
            lambda path: self._told(f"Đã ghi gói dữ liệu chung {path.name} vào “{folder}”. {_SAFE}"),
            "Đang ghi gói dữ liệu chung…",
        )

    def ask_slips(self) -> None:
        """Slips for the units that have no approved key."""
        codes = self.waiting.without_key if self.waiting else []
        if not codes:
            self._told(
                "Mọi đơn vị trong sổ đã có khóa được chấp thuận (hoặc sổ còn trống); không cần in phiếu.", "info"
            )
            return
        text = f"In phiếu cấp mã cho {format_number(len(codes))} đơn vị chưa có khóa?"
        if messages.ask(
            self.window(),
            text,
            "&Chọn nơi ghi…",
            detail="Mỗi đơn vị một phiếu PDF và một gói khởi đầu. Phiếu ghi mã bí mật: hãy giao tận tay.",
        ):
            self._ask(lambda folder: self.write_slips(folder, codes))()

    def write_slips(self, folder: Path, codes: list[str]) -> None:
        """A slip and a starter pack for each of these units."""

        def work(_: Progress) -> int:
            from sync.enrolment import slips

            return len(slips(self.workspace.database, folder, codes))

        self._run(
            work,
            lambda n: self._told(f"Đã ghi {format_number(n)} phiếu và gói khởi đầu vào “{folder}”. {_SAFE}"),
            "Đang làm phiếu cấp mã…",
        )

    def _pick_register(self) -> None:
        picked, _ = QFileDialog.getOpenFileName(
            self, "Chọn sổ đơn vị", str(Path.home()), "Sổ tính Excel (*.xlsx *.xls)"
        )
        if picked:
            self.import_register(Path(picked))

    def import_register(self, path: Path) -> None:
        """Lay a workbook over the register."""

        def work(_: Progress) -> tuple[int, int]:
            from desktop.excel.register import read_register
            from sync.enrolment import register_units

            return register_units(self.workspace.database, read_register(path))

        def done(counts: tuple[int, int]) -> None:
            self._told(f"Đã nhập sổ đơn vị: thêm {format_number(counts[0])}, sửa {format_number(counts[1])} đơn vị.")

        self._run(work, done, "Đang nhập sổ đơn vị…")

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


def _button(words: str, picture: str, then: Callable[[], object], tip: str) -> QPushButton:
    made = QPushButton(icon(picture), words)
    made.setToolTip(tip)
    made.clicked.connect(lambda: then())
    return made


_SAFE = "Có thể rút USB an toàn."
_FILE_COLUMNS = (
    LineColumn("Tệp", 230),
    LineColumn("Đơn vị", 90),
    LineColumn("Kết quả", 150),
    LineColumn("Mới", 56, right=True),
    LineColumn("Cập nhật", 84, right=True),
    LineColumn("Không đổi", 88, right=True),
    LineColumn("Mâu thuẫn", 94, right=True),
    LineColumn("Nói rõ", 0),
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
    LineColumn("Tình trạng", 150),
    LineColumn("Bản", 60, right=True),
    LineColumn("Ngày nhận", 110),
)


def make(workspace: Workspace) -> Page:
    """The page."""
    return InboxPage(workspace)
