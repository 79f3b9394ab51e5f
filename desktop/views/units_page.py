"""Đơn vị nộp báo cáo: who must report for a year, who has, and the way to each unit's reports, records and figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.models.catalogue import load_catalogue
from desktop.text import fold, format_date, format_number
from desktop.views.answering import FIRST_YEAR, reporting_year
from desktop.views.exchange_words import EXCHANGED, STATE_COLOURS, STATES
from desktop.views.page import Command, Page, Workspace
from desktop.views.theme import GRID, icon
from desktop.views.unit_view import UnitView
from desktop.views.widgets.background import Progress
from desktop.views.widgets.chips import FlowLayout
from desktop.views.widgets.lines_table import Line, LineColumn, LinesTable

Unit = Mapping[str, Any]

COUNTERS: tuple[tuple[str, str, Callable[[Unit], bool]], ...] = (
    ("expected", "Phải nộp", lambda _: True),
    ("received", "Đã nhận", lambda unit: unit["received_on"] is not None),
    ("on_time", "Đúng hạn", lambda unit: unit["received_on"] is not None and not unit["late"]),
    ("late", "Muộn", lambda unit: bool(unit["late"])),
    ("missing", "Chưa nộp", lambda unit: unit["received_on"] is None),
    ("empty", "Rỗng", lambda unit: unit["state"] == "empty"),
    ("returned", "Bị trả lại", lambda unit: unit["state"] == "returned"),
    ("accepted", "Được duyệt", lambda unit: unit["state"] == "accepted"),
    ("taken_back", "Xin rút lại", lambda unit: unit["state"] == "taken_back"),
)
_COLUMNS = (
    LineColumn("Mã", 110),
    LineColumn("Đơn vị", 0),
    LineColumn("Loại", 184),
    LineColumn("Tình trạng", 140),
    LineColumn("Ngày nhận", 104),
    LineColumn("Bản", 60, right=True),
)


def line_of(unit: Unit) -> Line:
    """A unit of `status` as a line."""
    received = date.fromisoformat(unit["received_on"]) if unit["received_on"] else None
    state = STATES.get(str(unit["state"]), str(unit["state"]))
    if unit["late"] and unit["state"] != "late":
        state += ", muộn"
    kind = load_catalogue().label(str(unit["kind"]))
    edition = unit["edition"]
    return Line(
        unit["code"],
        (unit["code"], unit["name"], kind, state, format_date(received) if received else "", str(edition or "")),
        (unit["code"], fold(unit["name"]), fold(kind), fold(state), unit["received_on"] or "", edition or 0),
        STATE_COLOURS.get(unit["state"], ""),
        coloured=3,
    )


class UnitsPage(Page):
    """The list, and behind it one unit."""

    TITLE = "Đơn vị nộp báo cáo"
    SUBTITLE = "Báo cáo năm nộp trước ngày 15 tháng 11; bấm vào một con số để chỉ xem các đơn vị đó."
    KINDS = frozenset({EXCHANGED, "profile", "plan", "person", "activity", "course", "report"})
    HELP = (
        "Chọn năm, bấm vào một con số để lọc, gõ tên hoặc mã (không cần dấu) để tìm. Enter mở đơn vị: các bản báo cáo đã chốt, "
        "sổ ghi và số liệu của đơn vị, chỉ để xem; Esc quay lại danh sách. Một báo cáo được tính là đã nhận khi bản chốt đã về Sở."
    )
    EMPTY: ClassVar[str] = "Sổ đơn vị chưa có đơn vị nào.\nHãy nhập sổ đơn vị ở trang “Tiếp nhận”."

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._status: dict[str, Any] | None = None
        self.year = QComboBox()
        self.year.setAccessibleName("Năm báo cáo")
        now = reporting_year()
        for year in range(max(now + 1, FIRST_YEAR + 1), FIRST_YEAR - 1, -1):
            self.year.addItem(f"Năm {year}", year)
        self.year.setCurrentIndex(max(self.year.findData(now), 0))
        self.year.currentIndexChanged.connect(lambda _: self.refresh())
        words = QLabel("&Năm báo cáo:")
        words.setBuddy(self.year)
        self.header.addWidget(words)
        self.header.addWidget(self.year)
        self.code_button = QPushButton(icon("search"), "Tra &mã giấy…")
        self.code_button.setToolTip("Tra mã in ở chân trang báo cáo giấy, hoặc một tệp PDF, bản quét (Ctrl+M)")
        self.code_button.setShortcut("Ctrl+M")
        self.code_button.clicked.connect(lambda: self.ask_code())
        self.header.addWidget(self.code_button)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._list())
        self.view = UnitView(workspace)
        self.view.closed.connect(self.show_list)
        self.stack.addWidget(self.view)
        self.body.addWidget(self.stack, 1)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self._escape)
        self.commands[Command.FIND] = self._find

    def _list(self) -> QWidget:
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        counters = QWidget()
        flow = FlowLayout(counters)
        self.counters: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        for key, title, _ in COUNTERS:
            button = QPushButton(title)
            button.setObjectName("chip")
            button.setCheckable(True)
            button.clicked.connect(self._show_lines)
            group.addButton(button)
            self.counters[key] = button
            flow.addWidget(button)
        self.counters["expected"].setChecked(True)
        layout.addWidget(counters)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Tìm theo tên hoặc mã, không cần gõ dấu (F3)")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._show_lines())
        self.search.returnPressed.connect(self.focus_first)
        layout.addWidget(self.search)
        self.table = LinesTable(_COLUMNS, self.EMPTY, "Các đơn vị")
        self.table.opened.connect(self.open_unit)
        layout.addWidget(self.table, 1)
        self.count = QLabel()
        self.count.setObjectName("muted")
        layout.addWidget(self.count)
        return side

    # --- what is shown -------------------------------------------------------------------------------------------------

    def chosen_year(self) -> int:
        """The year looked at."""
        return int(self.year.currentData())

    def refresh(self) -> None:
        """Ask anew who has reported."""
        year = self.chosen_year()

        def read(progress: Progress) -> dict[str, Any]:
            from sync.status import status

            progress.report(0)
            with self.workspace.database.snapshot() as session:
                return status(session, year)

        self.workspace.background.read(self, read, self._take)
        if self.stack.currentWidget() is self.view:
            self.view.show_unit(self.view.code, year)

    def _take(self, found: dict[str, Any]) -> None:
        if found["year"] != self.chosen_year():
            return
        self._status = found
        for key, title, _ in COUNTERS:
            self.counters[key].setText(f"{title}  {format_number(found[key])}")
            self.counters[key].adjustSize()
        self._show_lines()

    def _show_lines(self) -> None:
        if self._status is None:
            return
        wanted = next(test for key, _, test in COUNTERS if self.counters[key].isChecked())
        words = fold(self.search.text()).split()
        units = [unit for unit in self._status["units"] if wanted(unit) and _holds(unit, words)]
        everybody = self._status["units"]
        self.table.empty_text = "Không có đơn vị nào như vậy." if everybody else self.EMPTY
        self.table.show_lines([line_of(unit) for unit in units])
        self.count.setText(f"{format_number(len(units))} đơn vị" if everybody else "")

    def focus_first(self) -> None:
        """The list."""
        if self.stack.currentWidget() is not self.view:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- one unit ------------------------------------------------------------------------------------------------------

    def open(self, **what: Any) -> None:
        """`unit_code=…` opens that unit, `year=…` in that year."""
        if (place := self.year.findData(what.get("year"))) >= 0:
            self.year.setCurrentIndex(place)
        if code := what.get("unit_code"):
            self.open_unit(code)

    def open_unit(self, code: str) -> None:
        """Its reports, records and figures."""
        self.view.show_unit(code, self.chosen_year())
        self.stack.setCurrentWidget(self.view)
        self.view.focus_first()

    def ask_code(self) -> None:
        """What a code on paper leads to."""
        from desktop.views.code_dialog import ask_code

        ask_code(self.window(), self.workspace, lambda code, year: self.open(unit_code=code, year=year))

    def show_list(self) -> None:
        """Back to the list, at the unit that was open."""
        self.stack.setCurrentIndex(0)
        self.table.select(self.view.code)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _escape(self) -> None:
        if self.stack.currentWidget() is self.view:
            self.show_list()
        elif self.search.text():
            self.search.clear()
        self.focus_first()

    def _find(self) -> None:
        target = self.search
        if self.stack.currentWidget() is self.view:
            target = self.view.search
            if not target.isVisible():
                self.view.tabs.setCurrentWidget(self.view.tables[0])
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)
        target.selectAll()


def _holds(unit: Unit, words: list[str]) -> bool:
    text = fold(f"{unit['code']} {unit['name']}")
    return all(word in text for word in words)


def make(workspace: Workspace) -> Page:
    """The page."""
    return UnitsPage(workspace)
