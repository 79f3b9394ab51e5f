"""Gửi / nhận: this unit's bundle onto a stick, the Department's answers from it, and how far the report has come (sync.md 2, 5, 6)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget
from sqlalchemy import func, select

from desktop.models.exchange import Exchange, Receipt
from desktop.models.report import Report
from desktop.text import format_date, format_number
from desktop.views.answering import reporting_year
from desktop.views.exchange_words import (
    EXCHANGED,
    FILE_KINDS,
    VERDICT_COLOURS,
    VERDICTS,
    day,
    exported,
    moment,
    received,
)
from desktop.views.page import Page, Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets.background import Progress
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.drives import DriveChooser, size_words
from desktop.views.widgets.lines_table import Line, LineColumn, LinesTable

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from sync.export import ExportResult
    from sync.packets import ExchangeState
    from sync.receive import FileVerdict

LOG_LINES = 500
PATIENCE = 7  # days without a receipt after which the state line warns


@dataclass(frozen=True)
class Standing:
    """What the page shows, read in the worker."""

    year: int
    state: ExchangeState
    unsaved_changes: bool  # something was saved after the last export
    fingerprint: str
    log: list[Line]
    receipts: list[Line]


def read_standing(workspace: Workspace) -> Standing:
    """Everything the page shows; touches no widget."""
    from sync import trust
    from sync.packets import exchange_state

    fingerprint = trust.device_keys(workspace.folder).fingerprint()
    with workspace.database.snapshot() as session:
        year = session.scalar(select(func.max(Report.year)).where(~Report.deleted)) or reporting_year()
        return Standing(
            year,
            exchange_state(session, year),
            _changed_since_export(session, workspace.unit_id),
            fingerprint,
            [_log_line(row) for row in session.scalars(select(Exchange).order_by(Exchange.id.desc()).limit(LOG_LINES))],
            [_receipt_line(row) for row in session.scalars(select(Receipt).order_by(Receipt.number.desc()))],
        )


def _changed_since_export(session: Session, unit_id: str) -> bool:
    from sync.bundle import state_digest
    from sync.merge import digest_source

    last = session.scalars(
        select(Exchange.state_digest).where(Exchange.direction == "out").order_by(Exchange.id.desc()).limit(1)
    ).first()
    return last is not None and last != state_digest(digest_source(session, unit_id))


def _log_line(row: Exchange) -> Line:
    way = "Xuất ra" if row.direction == "out" else "Nhận vào"
    records = sum(row.counts.values()) if row.counts else 0
    cells = (
        moment(row.at),
        way,
        FILE_KINDS.get(row.kind, row.kind),
        row.file_name,
        format_number(records) if records else "",
        size_words(row.size),
        VERDICTS.get(row.verdict, row.verdict),
    )
    orders = (row.at, way, cells[2], row.file_name, records, row.size, cells[6])
    return Line(str(row.id), cells, orders, VERDICT_COLOURS.get(row.verdict, ""))


def _receipt_line(row: Receipt) -> Line:
    counts = row.counts
    cells = (
        f"Số {row.number}",
        moment(row.given_at),
        moment(row.arrived_at),
        *(format_number(int(counts.get(key, 0))) for key in ("new", "updated", "unchanged", "conflicts")),
    )
    orders = (
        row.number,
        row.given_at,
        row.arrived_at or "",
        *(int(counts.get(key, 0)) for key in ("new", "updated", "unchanged", "conflicts")),
    )
    return Line(str(row.number), cells, orders)


def steps_of(standing: Standing) -> list[tuple[str, str, str]]:
    """The four steps (sync.md 2) as (words, detail, mood); mood: done, next, wrong."""
    state = standing.state
    receipt = f"Sở đã nhận (biên nhận số {state.receipt})" if state.receipt else "Sở nhận, có biên nhận"
    verdict = {"accepted": ("Được duyệt", "done"), "returned": ("Bị trả lại", "wrong")}.get(
        state.verdict or "", ("Được duyệt", "next")
    )
    return [
        ("Đã lưu", "có thay đổi chưa xuất" if standing.unsaved_changes else "", "done"),
        (
            "Đã xuất ra USB" if state.exported_at else "Xuất ra USB",
            day(state.exported_at),
            "done" if state.exported_at else "next",
        ),
        (receipt, day(state.received_at), "done" if state.receipt else "next"),
        (verdict[0], f"báo cáo năm {standing.year}", verdict[1]),
    ]


def sentence_of(standing: Standing) -> tuple[str, str]:
    """What to know or do now, and its mood for the banner."""
    state = standing.state
    if state.verdict == "returned":
        until = f" Hạn nộp lại: {format_date(state.deadline)}." if state.deadline else ""
        text = f"Báo cáo năm {standing.year} bị trả lại. Lý do: {state.reason.rstrip('.')}.{until}"
        return f"{text} Hãy sửa, chốt bản mới rồi xuất gói.", "danger"
    if state.exported_at is None:
        return "Dữ liệu đã lưu trong máy, chưa xuất gói nào. Hãy cắm USB và bấm “Xuất gói ra USB…”.", "info"
    if state.days_without_receipt is not None:
        days = state.days_without_receipt
        text = f"Đã xuất {days} ngày, chưa có biên nhận." if days else "Đã xuất hôm nay, chưa có biên nhận."
        if days >= PATIENCE:
            return f"{text} Hãy hỏi Sở đã nhận được tệp chưa; xuất lại lần nữa cũng không sao.", "warning"
        return f"{text} Biên nhận đến theo gói trả lời của Sở.", "info"
    if standing.unsaved_changes:
        return "Có thay đổi từ lần xuất trước. Hãy xuất gói mới để Sở có số liệu mới nhất.", "warning"
    if state.verdict == "accepted":
        return f"Báo cáo năm {standing.year} đã được duyệt.", "success"
    return f"Sở đã nhận (biên nhận số {state.receipt}). Không còn gì phải làm lúc này.", "success"


class ExchangePage(Page):
    """The page."""

    TITLE = "Gửi / nhận"
    SUBTITLE = "Mang dữ liệu tới Sở và nhận trả lời bằng USB hoặc thư mục; mỗi gói chứa toàn bộ số liệu của đơn vị."
    KINDS = frozenset({EXCHANGED, "profile", "plan", "person", "activity", "course", "report"})
    HELP = (
        "Xuất gói: cắm USB, chọn nơi ghi, bấm “Xuất gói ra USB…” (Ctrl+E). Chương trình ghi, đọc lại và so khớp trước khi báo "
        "có thể rút USB. Gói chỉ Sở mở được; mất USB cũng không lộ số liệu, chỉ cần xuất lại. "
        "Nhận: cắm USB có gói của Sở, bấm “Nhận từ USB / thư mục…” (Ctrl+R). Gói của nơi khác được để nguyên. "
        "Dấu khóa được in trên báo cáo có đóng dấu để Sở so khi chưa có phiếu cấp mã."
    )

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.steps = _Steps()
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
        row.addStretch(1)
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
            self.result.say("\n".join([text, *warnings]), "warning" if warnings else "success")
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


class _Steps(QWidget):
    """Đã lưu → đã xuất → Sở đã nhận → được duyệt / bị trả lại."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(10)

    def words(self) -> list[str]:
        """What the steps say, for tests and readers of the screen."""
        return self.accessibleName().split(" → ")

    def show_steps(self, steps: list[tuple[str, str, str]]) -> None:
        """(words, detail, mood) each."""
        while (item := self._row.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        for number, (words, detail, mood) in enumerate(steps):
            if number:
                arrow = QLabel()
                arrow.setPixmap(icon("arrow-right", "muted").pixmap(16, 16))
                self._row.addWidget(arrow)
            self._row.addWidget(_step(words, detail, mood))
        self._row.addStretch(1)
        self.setAccessibleName(" → ".join(words for words, _, _ in steps))


def _step(words: str, detail: str, mood: str) -> QWidget:
    picture, colour = {
        "done": ("circle-check", "success"),
        "wrong": ("circle-x", "danger"),
    }.get(mood, ("clock", "muted"))
    mark = QLabel()
    mark.setPixmap(icon(picture, colour).pixmap(18, 18))
    label = QLabel(words)
    if mood == "done":
        label.setStyleSheet("font-weight: bold;")
    elif mood == "wrong":
        label.setProperty("problem", True)
    else:
        label.setObjectName("muted")
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    row.addWidget(mark)
    row.addWidget(label)
    if detail:
        small = QLabel(detail)
        small.setObjectName("hint")
        row.addWidget(small)
    return box


def make(workspace: Workspace) -> Page:
    """The page."""
    return ExchangePage(workspace)
