"""Chỉ tiêu: the four numbered targets of the Plan, how far each is, and who stands behind it or is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.course import Course
from desktop.models.person import Person
from desktop.models.plan import Plan
from desktop.reports.indicators import Indicator
from desktop.text import format_date, format_ratio
from desktop.views.page import Page, Workspace
from desktop.views.theme import GRID, icon, palette
from desktop.views.widgets.background import Progress

FIRST_YEAR = 2026
ROLE = Qt.ItemDataRole.UserRole
_HEADS = ("Chỉ tiêu", "Số đạt", "Tổng số", "Tỷ lệ", "Mục tiêu", "So với mục tiêu", "Trạng thái")
_BAR = 5
_PLACES = {Person: "people", Course: "courses", Plan: "plans"}


@dataclass(frozen=True)
class Named:
    """A record behind an indicator: its words, and where it is opened."""

    record_id: str
    words: str
    place: str


@dataclass(frozen=True)
class Shown:
    """One year's indicators with the records behind each and the persons missing; `problem` where none can be counted."""

    year: int
    rows: tuple[tuple[Indicator, tuple[Named, ...], tuple[Named, ...]], ...] = ()
    problem: str = ""


def read_shown(session: Session, unit_id: str, year: int) -> Shown:
    """Count, and name what was counted."""
    from desktop.reports.facts import period_for
    from desktop.reports.indicators import indicators

    try:
        found = indicators(session, unit_id, year, period_for(session, unit_id, year))
    except UserError as error:
        return Shown(year, problem=error.sentence)
    rows = tuple((one, _named(session, one.numerator_ids), _named(session, one.missing_ids)) for one in found)
    return Shown(year, rows)


def _named(session: Session, ids: tuple[str, ...]) -> tuple[Named, ...]:
    return tuple(named for each in ids if (named := _name(session, each)) is not None)


def _name(session: Session, record_id: str) -> Named | None:
    for kind, place in _PLACES.items():
        record = session.get(kind, record_id)
        if isinstance(record, Person):
            return Named(record_id, " – ".join(filter(None, (record.name, record.post))), place)
        if isinstance(record, Course):
            unnamed = f" – {record.briefed} người không ghi tên" if record.briefed else ""
            return Named(record_id, f"{record.name} ({format_date(record.date)}){unnamed}", place)
        if isinstance(record, Plan):
            return Named(record_id, " – ".join(filter(None, (record.number, record.subject))), place)
    return None


def state_of(one: Indicator) -> tuple[str, str, str]:
    """Word, icon and colour."""
    if one.met is None:
        return "không phát sinh", "info", "muted"
    return ("đạt", "circle-check", "success") if one.met else ("chưa đạt", "triangle-alert", "warning")


class Bar(QStyledItemDelegate):
    """The ratio as a bar, the target as a line across it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        """Nothing where nothing is to be measured."""
        super().paint(painter, option, index)
        one: Indicator | None = index.data(ROLE)
        if one is None or one.percent is None:
            return
        colours = palette()
        room = QRectF(option.rect).adjusted(10, 14, -10, -14)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours["side"]))
        painter.drawRoundedRect(room, 4, 4)
        filled = QRectF(room.topLeft(), room.bottomRight())
        filled.setWidth(room.width() * min(one.percent, 100) / 100)
        painter.setBrush(QColor(colours["success" if one.met else "primary"]))
        painter.drawRoundedRect(filled, 4, 4)
        at = room.left() + room.width() * one.target / 100
        painter.fillRect(QRectF(at - 1.5, room.top() - 5, 3, room.height() + 10), QColor(colours["text"]))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]
        """Wide enough to compare."""
        del option, index
        return QSize(240, 44)


class IndicatorsPage(Page):
    """The four indicators of a year; the chosen one with its names."""

    TITLE: ClassVar[str] = "Chỉ tiêu"
    SUBTITLE: ClassVar[str] = "Tính từ nhật ký và hồ sơ theo kỳ báo cáo của năm; mỗi người chỉ tính một lần."
    KINDS: ClassVar[frozenset[str]] = frozenset({"profile", "plan", "person", "course", "report"})
    HELP: ClassVar[str] = (
        "Mũi tên lên, xuống chọn chỉ tiêu; Enter sang danh sách người, bản ghi đã tính và người còn thiếu; Enter lần nữa mở "
        "bản ghi. Vạch đậm trên thanh là mục tiêu. Không có đối tượng để tính thì ghi “không phát sinh”, không phải 0%."
    )

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.shown: Shown | None = None
        self._reading: Progress | None = None
        today = date.today()  # noqa: DTZ011  the clerk's own year
        self.years = QComboBox()
        for year in range(max(today.year, FIRST_YEAR) + 1, FIRST_YEAR - 1, -1):
            self.years.addItem(str(year), year)
        self.years.setCurrentText(str(max(today.year, FIRST_YEAR)))
        self.years.currentIndexChanged.connect(lambda _: self.refresh())
        label = QLabel("&Năm")
        label.setBuddy(self.years)
        self.header.addWidget(label)
        self.header.addWidget(self.years)
        self._make_table()
        self.note = QLabel()
        self.note.setObjectName("warning")
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.body.addWidget(self.table)
        self.body.addWidget(self.note)
        self.counted, self.counted_label = QListWidget(), QLabel("Đã &tính")
        self.missing, self.missing_label = QListWidget(), QLabel("&Còn thiếu")
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        for heading, listing in ((self.counted_label, self.counted), (self.missing_label, self.missing)):
            heading.setObjectName("section")
            heading.setBuddy(listing)
            listing.itemActivated.connect(self._open_record)
            column = QVBoxLayout()
            column.addWidget(heading)
            column.addWidget(listing)
            row.addLayout(column, 1)
        self.body.addLayout(row, 1)

    def _make_table(self) -> None:
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setHorizontalHeaderLabels(_HEADS)
        self.table.setAccessibleName("Các chỉ tiêu")
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(46)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.setItemDelegateForColumn(_BAR, Bar(self.table))
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setFixedHeight(4 * 46 + 40)
        self.table.currentCellChanged.connect(lambda *_: self._show_names())
        self.table.cellActivated.connect(lambda *_: self._to_names())

    def open(self, **what: Any) -> None:
        """`year=…`."""
        if (at := self.years.findData(what.get("year"))) >= 0:
            self.years.setCurrentIndex(at)

    def refresh(self) -> None:
        """Count again in the background."""
        if self._reading is not None:
            self._reading.cancel()
        year, database, unit_id = int(self.years.currentData()), self.workspace.database, self.workspace.unit_id

        def work(progress: Progress) -> Shown:
            progress.report(0)
            with database.snapshot() as session:
                return read_shown(session, unit_id, year)

        self._reading = self.workspace.background.read(self, work, self._show)

    def _show(self, shown: Shown) -> None:
        chosen = max(self.table.currentRow(), 0)
        self.shown = shown
        self.table.setRowCount(len(shown.rows))
        for at, (one, _, _) in enumerate(shown.rows):
            word, picture, colour = state_of(one)
            ratio = "–" if one.percent is None else f"{format_ratio(one.percent)}%"
            cells = (one.label, str(one.numerator), str(one.denominator), ratio, f"{one.target}%", "", word)
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                if 0 < column < _BAR:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(at, column, item)
            self._item(at, 0).setToolTip(f"{one.code}: {one.label}")
            self._item(at, _BAR).setData(ROLE, one)
            self._item(at, len(_HEADS) - 1).setIcon(icon(picture, colour))
        self.table.setCurrentCell(min(chosen, len(shown.rows) - 1), 0)
        self._show_names()

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None
        return item

    def _show_names(self) -> None:
        at = self.table.currentRow()
        if self.shown is None or not 0 <= at < len(self.shown.rows):
            self.note.setText(self.shown.problem if self.shown else "")
            for listing in (self.counted, self.missing):
                listing.clear()
            return
        one, counted, missing = self.shown.rows[at]
        since = f" – từ năm {FIRST_YEAR} đến nay: {one.cumulative} người" if one.cumulative is not None else ""
        self.counted_label.setText(f"Đã &tính ({len(counted)}){since}")
        self.missing_label.setText(f"&Còn thiếu ({len(missing)})")
        self.note.setText("\n".join(one.warnings))
        for listing, names in ((self.counted, counted), (self.missing, missing)):
            listing.clear()
            for named in names:
                item = QListWidgetItem(named.words)
                item.setData(ROLE, named)
                listing.addItem(item)

    def _to_names(self) -> None:
        listing = self.missing if self.missing.count() else self.counted
        if listing.count():
            listing.setCurrentRow(0)
            listing.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_record(self, item: QListWidgetItem) -> None:
        named: Named = item.data(ROLE)
        self.workspace.go_to(named.place, record_id=named.record_id)

    def focus_first(self) -> None:
        """The table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def make(workspace: Workspace) -> Page:
    """The page."""
    return IndicatorsPage(workspace)
