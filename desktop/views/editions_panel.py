"""The frozen editions of a report, newest first: what each says it is, what was signed, and whether records differ by now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.adhoc_report import AdhocReport
from desktop.models.issued import TAKEN_BACK
from desktop.models.report import Report
from desktop.reports.differences import Changes, compared, how_much, standing_of
from desktop.reports.document import AnnualReport
from desktop.reports.editions import FrozenEdition, editions_in
from desktop.reports.sign_off import AnyIssued, step_of, year_of
from desktop.text import format_number
from desktop.views.exchange_words import moment
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets.chips import FlowLayout
from desktop.views.widgets.lines_table import Line, LineColumn, LinesTable

Standing = Callable[[Session, Any], AnnualReport]
"""How a record's report is made from the records as they stand: `differences.standing_of`, `adhoc.report_for`."""
COLUMNS = (
    LineColumn("Bản", 44, right=True),
    LineColumn("Mã", 152),
    LineColumn("Chốt lúc", 124),
    LineColumn("Người chốt", 112),
    LineColumn("Trang", 52, right=True),
    LineColumn("Số, ngày", 120),
    LineColumn("Kèm theo", 92),
    LineColumn("So với hiện nay", 0),
)


@dataclass(frozen=True)
class Editions:
    """What the panel shows, the newest first; `now` compares the newest with the records, None where it cannot."""

    found: tuple[FrozenEdition, ...] = ()
    now: Changes | None = None
    taken_back: frozenset[int] = frozenset()
    trouble: str = ""  # why there is no comparison

    @property
    def differs(self) -> bool:
        """Whether the records say something else than the newest edition."""
        return self.now is not None and bool(self.now.found)


def read_editions(
    workspace: Workspace, kind: str, record_id: str, standing: Standing | None = None, compare: bool = True
) -> Editions:
    """Read and compare; takes its time (a whole report is gathered), so for the background only. Touches no widget."""
    database = workspace.database
    with database.snapshot() as session:
        annual = kind == Report.KIND
        record = session.get(Report, record_id) if annual else session.get(AdhocReport, record_id)
        if record is None or record.deleted or not record.editions:
            return Editions()
        found = tuple(reversed(editions_in(record, year_of(record))))
        back = frozenset(one.edition for one in found if step_of(record, TAKEN_BACK, one.edition) is not None)
        if not compare:
            return Editions(found, None, back)
        try:
            now = (standing or _usual)(session, record)
        except UserError as error:
            return Editions(found, None, back, error.sentence)
    try:
        return Editions(found, compared(database, found[0], now), back)
    except UserError as error:
        return Editions(found, None, back, error.sentence)


def _usual(session: Session, record: AnyIssued) -> AnnualReport:
    if isinstance(record, Report):
        return standing_of(session, record)
    raise UserError("Chưa so được báo cáo này với số liệu hiện nay. Hãy mở báo cáo ở trang của nó.")


def differs_words(editions: Editions) -> str:
    """ "Khác bản đã in (03 số liệu)"; empty where nothing differs or nothing is known."""
    if editions.now is None or not editions.now.found:
        return ""
    figures = len(editions.now.figures)
    return f"Khác bản đã in ({format_number(figures)} số liệu)" if figures else "Khác bản đã in (lời văn, thể thức)"


class EditionsPanel(QWidget):
    """`opened`, `compared_before`, `compared_now` with the number of the edition that is chosen."""

    opened = Signal(int)
    compared_before = Signal(int)
    compared_now = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.editions = Editions()
        self.banner = QLabel()
        self.banner.setTextFormat(Qt.TextFormat.PlainText)
        self.banner.setWordWrap(True)
        self.banner.setProperty("problem", True)
        self.banner.hide()
        self.table = LinesTable(COLUMNS, "Chưa chốt bản nào.", "Các bản đã chốt, mới nhất trước")
        self.table.opened.connect(lambda key: self.opened.emit(int(key)))
        self.table.current_changed.connect(lambda _: self._update())
        self.open_button = QPushButton(icon("eye"), "&Mở PDF")
        self.before_button = QPushButton(icon("history"), "So với bản t&rước…")
        self.now_button = QPushButton(icon("refresh-cw"), "So với số liệu hiện &nay…")
        buttons = QWidget()
        flow = FlowLayout(buttons, GRID)
        for button, signal in (
            (self.open_button, self.opened),
            (self.before_button, self.compared_before),
            (self.now_button, self.compared_now),
        ):
            button.clicked.connect(lambda _=False, signal=signal: signal.emit(self.chosen()))
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.banner)
        column.addWidget(self.table, 1)
        column.addWidget(buttons)
        self._update()

    def show_editions(self, editions: Editions) -> None:
        """Show these; the chosen one stays chosen."""
        self.editions = editions
        self.table.show_lines([_line(one, editions, first=at == 0) for at, one in enumerate(editions.found)])
        words = differs_words(editions)
        self.banner.setText(
            f"{words}. Bản đã chốt không đổi; muốn nộp số liệu mới thì chốt thành bản mới." if words else ""
        )
        self.banner.setVisible(bool(words))
        self._update()

    def chosen(self) -> int:
        """The number of the chosen edition; 0 where there is none."""
        return int(self.table.current_key() or 0)

    def _update(self) -> None:
        chosen = self.chosen()
        self.open_button.setEnabled(chosen > 0)
        self.now_button.setEnabled(chosen > 0)
        self.before_button.setEnabled(any(one.edition < chosen for one in self.editions.found))


def _line(one: FrozenEdition, editions: Editions, first: bool) -> Line:
    number = f"{one.signed_number} ({_day(one.signed_date)})" if one.signed_date else one.signed_number
    marks = [words for there, words in ((one.scan, "bản quét"), (one.signed_pdf, "ký số")) if there]
    state = "Đã rút lại" if one.edition in editions.taken_back else ""
    if first and not state:
        state = editions.trouble or (f"{how_much(editions.now.found).capitalize()}" if editions.now else "")
    elif not first and not state:
        state = "Đã có bản mới hơn"
    cells = (
        str(one.edition),
        one.code,
        moment(one.at),
        one.who,
        str(one.pages),
        number,
        ", ".join(marks),
        state,
    )
    orders = (one.edition, one.code, one.at, one.who, one.pages, number, cells[6], state)
    return Line(str(one.edition), cells, orders, "danger" if first and editions.differs else "muted", coloured=7)


def _day(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))
