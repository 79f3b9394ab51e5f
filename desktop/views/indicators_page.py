"""Chỉ tiêu: the eight targets of the Plan, how far each is, why, and who stands behind it or is still missing; the charts."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import QModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QKeySequence, QPainter, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.models.catalogue import load_catalogue
from desktop.models.remark import FIGURE
from desktop.reports.measure import Indicator, Sort
from desktop.reports.milestones import gap_words, milestones, pace_words, reason
from desktop.text import format_number, format_ratio
from desktop.views.charts_view import ChartsView
from desktop.views.indicator_reading import Named, Shown, read_shown
from desktop.views.logbook import place_of
from desktop.views.page import COUNTED_KINDS, Page, Workspace
from desktop.views.remarks import RemarksBar
from desktop.views.theme import GRID, icon, palette, pixmap
from desktop.views.widgets.background import Progress

FIRST_YEAR = 2026
ROLE = Qt.ItemDataRole.UserRole
_HEADS = (
    "Mục tiêu, chỉ tiêu",
    "Thực hiện",
    "Tổng số",
    "Tỷ lệ",
    "Mục tiêu",
    "So với mục tiêu",
    "Còn thiếu",
    "Cần mỗi năm",
    "Trạng thái",
)
_BAR, _PACE, _STATE = 5, 7, 8
_ALL_FIT = (
    1000  # px of table width under which the bar and the pace give way: the ratio and the sentence below say the same
)
_ROW = 42


def state_of(one: Indicator) -> tuple[str, str, str]:
    """Word, icon and colour."""
    if one.sort is Sort.GRADE:
        if one.grade is None:
            return "chưa đánh giá", "info", "muted"
        return load_catalogue().label(one.grade).lower(), *(
            ("circle-check", "success") if one.met else ("triangle-alert", "warning")
        )
    if one.met is None:
        return ("không phát sinh" if one.sort is Sort.RATIO else "đếm số lượng"), "info", "muted"
    return ("đạt", "circle-check", "success") if one.met else ("chưa đạt", "triangle-alert", "warning")


def cells_of(one: Indicator, year: int) -> tuple[str, ...]:
    """The words of a row; a target without a percentage leaves its cells empty rather than 0."""
    named = f"{one.code}. {one.label}"
    word = state_of(one)[0]
    if one.sort is not Sort.RATIO:
        number = "" if one.sort is Sort.GRADE else format_number(one.numerator)
        return (named, number, "", "", f"năm {one.due}", "", "", "", word)
    ratio = "–" if one.percent is None else f"{format_ratio(one.percent)}%"
    found = milestones(one, year)
    missing = gap_words(one, found[0].gap) if found else ""
    pace = pace_words(one, found[0]) if found else ""
    target = f"{'≥ ' if one.code == 'MT30.5' else ''}{one.target}% ({one.due})"
    return (
        named,
        format_number(one.numerator),
        format_number(one.denominator),
        ratio,
        target,
        "",
        missing,
        pace,
        word,
    )


class Bar(QStyledItemDelegate):
    """The ratio as a bar, the target as a line across it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        """Nothing where nothing is to be measured."""
        super().paint(painter, option, index)
        one: Indicator | None = index.data(ROLE)
        if one is None or one.percent is None:
            return
        colours = palette()
        room = QRectF(option.rect).adjusted(10, 13, -10, -13)
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
        return QSize(150, _ROW)


class IndicatorsPage(Page):
    """The indicators of a year; of the chosen one the reason and the names; the charts on a second leaf."""

    TITLE: ClassVar[str] = "Chỉ tiêu"
    SUBTITLE: ClassVar[str] = "Tính từ các sổ ghi theo kỳ báo cáo của năm; mỗi người chỉ tính một lần."
    KINDS: ClassVar[frozenset[str]] = COUNTED_KINDS | {FIGURE}
    HELP: ClassVar[str] = (
        "Mũi tên lên, xuống chọn chỉ tiêu; Enter sang danh sách người, bản ghi đã tính và còn thiếu; Enter lần nữa mở "
        "bản ghi. Vạch đậm trên thanh là mục tiêu. Không có đối tượng để tính thì ghi “không phát sinh”, không phải 0%. "
        "“Cần mỗi năm” là số phải tăng thêm mỗi năm để kịp mốc 2030, 2035.\n"
        "Trang Biểu đồ (Ctrl+Tab): bấm vào cột hoặc ô để xem các hoạt động; Ctrl+P in, Ctrl+Shift+P lưu PDF."
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
        self.why = QLabel()
        self.note = QLabel()
        self.note.setObjectName("warning")
        for words in (self.why, self.note):
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.table)
        split.addWidget(self._make_names())
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([8 * _ROW + 40, 190])
        self.charts = ChartsView(workspace)
        self.leaves = QTabWidget()
        self.leaves.addTab(split, "Chỉ &tiêu")
        self.leaves.addTab(self.charts, "Biể&u đồ")
        self.remarks_bar = RemarksBar(workspace, FIGURE)
        self.body.addWidget(self.remarks_bar)
        self.body.addWidget(self.leaves, 1)

    def _make_table(self) -> None:
        self.table = QTableWidget(0, len(_HEADS))
        self.table.setHorizontalHeaderLabels(_HEADS)
        self.table.setAccessibleName("Các chỉ tiêu")
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(max(_ROW, 2 * self.fontMetrics().height() + 10))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(True)
        self.table.setItemDelegateForColumn(_BAR, Bar(self.table))
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.setMinimumHeight(3 * _ROW)
        self.table.currentCellChanged.connect(lambda *_: self._show_names())
        self.table.cellActivated.connect(lambda *_: self._to_names())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Columns give way rather than be cut off."""
        super().resizeEvent(event)
        narrow = self.width() < _ALL_FIT
        for column in (_BAR, _PACE):
            self.table.setColumnHidden(column, narrow)

    def _make_names(self) -> QWidget:
        self.counted, self.missing = QListWidget(), QListWidget()
        self.counted_label, self.missing_label = QLabel("Đã tín&h"), QLabel("&Còn thiếu")
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        for heading, listing in ((self.counted_label, self.counted), (self.missing_label, self.missing)):
            heading.setObjectName("section")
            heading.setBuddy(listing)
            listing.setMinimumHeight(60)
            listing.itemActivated.connect(self._open_record)
            copying = QPushButton(icon("copy"), " Chép danh sách")
            copying.setProperty("flat", True)
            copying.setToolTip("Chép cả danh sách để dán vào Word, Excel (Ctrl+C khi đang ở danh sách)")
            copying.clicked.connect(lambda _=False, names=listing: self._copy(names))
            shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), listing)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda names=listing: self._copy(names))
            above = QHBoxLayout()
            above.addWidget(heading, 1)
            above.addWidget(copying)
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addLayout(above)
            column.addWidget(listing)
            row.addLayout(column, 1)
        panel = QWidget()
        below = QVBoxLayout(panel)
        below.setContentsMargins(GRID, 4, GRID, GRID)
        below.setSpacing(2)
        below.addWidget(self.why)
        below.addWidget(self.note)
        below.addLayout(row, 1)
        return panel

    def open(self, **what: Any) -> None:
        """`year=…`, `code=…` (an indicator), `charts=True`."""
        if (at := self.years.findData(what.get("year"))) >= 0:
            self.years.setCurrentIndex(at)
        self.leaves.setCurrentIndex(1 if what.get("charts") else 0)
        codes = [target.code for target in load_catalogue().targets()]
        if (code := what.get("code")) in codes:
            self._chosen = codes.index(code)
            if self.table.rowCount() > self._chosen:
                self.table.setCurrentCell(self._chosen, 0)

    _chosen = 0

    def refresh(self) -> None:
        """Count again in the background."""
        self.remarks_bar.refresh()
        if self._reading is not None:
            self._reading.cancel()
        year, database, unit_id = int(self.years.currentData()), self.workspace.database, self.workspace.unit_id

        def work(progress: Progress) -> Shown:
            progress.report(0)
            with database.snapshot() as session:
                return read_shown(session, unit_id, year)

        self._reading = self.workspace.background.read(self, work, self._show)

    def _show(self, shown: Shown) -> None:
        chosen = self.table.currentRow() if self.table.currentRow() >= 0 else self._chosen
        self.shown = shown
        self.table.setRowCount(len(shown.rows))
        for at, (one, _, _) in enumerate(shown.rows):
            for column, text in enumerate(cells_of(one, shown.year)):
                item = QTableWidgetItem(text)
                if 0 < column < _BAR - 1:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(at, column, item)
            _, picture, colour = state_of(one)
            self._item(at, 0).setToolTip(f"{one.code}: {one.label}")
            self._item(at, _BAR).setData(ROLE, one)
            self._item(at, _STATE).setIcon(QIcon(pixmap(picture, colour)))
        self.table.setCurrentCell(min(chosen, len(shown.rows) - 1), 0)
        if shown.charted is not None:
            self.charts.show_charts(shown.charted)
        self._show_names()

    def _item(self, row: int, column: int) -> QTableWidgetItem:
        item = self.table.item(row, column)
        assert item is not None
        return item

    def _show_names(self) -> None:
        at = self.table.currentRow()
        if self.shown is None or not 0 <= at < len(self.shown.rows):
            self.why.clear()
            self.note.setText(self.shown.problem if self.shown else "")
            for listing in (self.counted, self.missing):
                listing.clear()
            return
        one, counted, missing = self.shown.rows[at]
        since = f" – từ năm {FIRST_YEAR} đến nay: {one.cumulative} người" if one.cumulative is not None else ""
        self.counted_label.setText(f"Đã tín&h ({len(counted)}){since}")
        self.missing_label.setText(f"{_MISSING.get(one.code, '&Còn thiếu')} ({len(missing)})")
        self.why.setText(reason(one, self.shown.year))
        self.note.setText("\n".join(one.warnings))
        self.note.setVisible(bool(one.warnings))
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

    def _copy(self, listing: QListWidget) -> None:
        """The names, one on a line."""
        names = [listing.item(at).text() for at in range(listing.count())]
        QGuiApplication.clipboard().setText("\n".join(names))
        self.workspace.notify(f"Đã chép {len(names)} dòng. Hãy dán vào Word hoặc Excel.")

    def _open_record(self, item: QListWidgetItem) -> None:
        named: Named = item.data(ROLE)
        if place := place_of(named.kind, self.workspace.role):
            self.workspace.go_to(place, record_id=named.record_id)

    def focus_first(self) -> None:
        """The table, or the charts where they are in front."""
        front = self.charts.month_chart if self.leaves.currentIndex() else self.table
        front.setFocus(Qt.FocusReason.OtherFocusReason)


_MISSING = {"MT30.2": "&Cần cập nhật", "MT30.4": "&Chưa ghi số lượng"}


def make(workspace: Workspace) -> Page:
    """The page."""
    return IndicatorsPage(workspace)
