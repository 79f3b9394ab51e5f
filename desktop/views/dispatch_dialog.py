"""Sổ văn bản đi: every report that was frozen in a year, and what the register says of it, typed in line by line (domain F.6)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QStandardPaths, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import UserError
from desktop.text import format_date, format_number
from desktop.views.adhoc_fields import today
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets import messages
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.fields import Field, TextField
from desktop.views.widgets.lines_table import Line, LineColumn, LinesTable

if TYPE_CHECKING:
    from desktop.reports.dispatch import Dispatch, DispatchLine
    from desktop.views.widgets.background import Progress

FIRST_YEAR = 2026
_COLUMNS = (
    LineColumn("Số, ký hiệu", 150),
    LineColumn("Ngày tháng", 96),
    LineColumn("Tên loại và trích yếu", 0),
    LineColumn("Người ký", 140),
    LineColumn("Nơi nhận", 180),
    LineColumn("Ngày chuyển", 100),
    LineColumn("Ghi chú", 110),
)


class DispatchDialog(QDialog):
    """The register of a year: the lines above, the ten columns of the current one below."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.shown: Dispatch | None = None
        self._key = ""
        self._at_opening: dict[str, object] = {}
        self.setWindowTitle("Sổ đăng ký văn bản đi – các báo cáo")
        self.years = QComboBox()
        for year in range(max(today().year, FIRST_YEAR) + 1, FIRST_YEAR - 1, -1):
            self.years.addItem(str(year), year)
        self.years.setCurrentText(str(max(today().year, FIRST_YEAR)))
        self.years.setAccessibleName("Năm")
        self.table = LinesTable(_COLUMNS, "Năm này chưa có báo cáo nào được chốt.", "Các báo cáo đã chốt")
        self.warnings = QListWidget()
        self.warnings.setWordWrap(True)
        self.warnings.setAccessibleName("Điều cần xem lại")
        self.warnings.setFixedHeight(72)
        self.warnings.hide()
        self.name = QLabel()
        self.name.setWordWrap(True)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.problem.setTextFormat(Qt.TextFormat.PlainText)
        self.problem.hide()
        self.fields: dict[str, Field] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addLayout(self._top())
        layout.addWidget(self.table, 1)
        layout.addWidget(self.warnings)
        layout.addWidget(self.name)
        layout.addLayout(self._entry())
        layout.addWidget(self.problem)
        layout.addLayout(self._bottom())
        self.years.currentIndexChanged.connect(lambda _: self._year_chosen())
        self.table.current_changed.connect(self._line_chosen)
        self.table.opened.connect(lambda _: self.fields["number"].setFocus(Qt.FocusReason.OtherFocusReason))
        QShortcut(QKeySequence("Ctrl+S"), self, self.save)
        room = parent.window().size() if parent is not None else QSize(1240, 660)
        self.resize(min(1180, room.width() - 60), min(600, room.height() - 60))
        self._show_line("")
        self.read()

    # --- set-up --------------------------------------------------------------------------------------------------------

    def _top(self) -> QHBoxLayout:
        label = QLabel("&Năm")
        label.setBuddy(self.years)
        self.count = QLabel()
        self.count.setObjectName("muted")
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(label)
        row.addWidget(self.years)
        row.addWidget(self.count, 1)
        return row

    def _entry(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(2)
        wanted: tuple[tuple[str, str, Field], ...] = (
            ("number", "&Số", TextField("12")),
            ("dated", "N&gày tháng", DateField()),
            ("signer", "Người &ký", TextField()),
            ("kept_by", "Đơn &vị, người nhận bản lưu", TextField("VT")),
            ("copies", "Số lượng &bản", TextField()),
            ("sent_on", "Ngày &chuyển", DateField()),
            ("received_by", "Ký n&hận", TextField()),
            ("note", "Gh&i chú", TextField()),
        )
        for at, (key, words, field) in enumerate(wanted):
            label = QLabel(words)
            label.setBuddy(field)
            field.input.setAccessibleName(words.replace("&", ""))
            field.edited.connect(self._edited)
            row, column = 2 * (at // 4), at % 4
            grid.addWidget(label, row, column)
            grid.addWidget(field, row + 1, column, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(column, 1)
            self.fields[key] = field
        return grid

    def _bottom(self) -> QHBoxLayout:
        self.save_button = QPushButton(icon("save", "surface"), " &Lưu dòng này")
        self.save_button.setProperty("primary", True)
        self.save_button.setToolTip("Lưu dòng đang ghi (Ctrl+S); sang dòng khác cũng tự lưu")
        self.save_button.setAutoDefault(False)
        self.save_button.clicked.connect(lambda: self.save())
        self.excel_button = QPushButton(icon("file-spreadsheet"), " Xuất &Excel…")
        self.excel_button.setToolTip("Cả năm thành sổ mười cột, in trên giấy A4 ngang")
        self.excel_button.setAutoDefault(False)
        self.excel_button.clicked.connect(lambda: self.export())
        close = QPushButton("Đóng")
        close.setToolTip("Đóng sổ (Esc)")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.save_button)
        row.addWidget(self.excel_button)
        row.addStretch(1)
        row.addWidget(close)
        return row

    # --- showing -------------------------------------------------------------------------------------------------------

    @property
    def year(self) -> int:
        """The year chosen."""
        return int(self.years.currentData())

    def read(self) -> None:
        """Read the register of the year, in the background."""
        database, unit_id, year = self._workspace.database, self._workspace.unit_id, self.year

        def work(_: Progress) -> Dispatch | str:
            from desktop.reports.dispatch import dispatch_of

            try:
                with database.snapshot() as session:
                    return dispatch_of(session, database.files, unit_id, year)
            except UserError as error:
                return error.sentence

        self._workspace.background.read(self, work, self._take)

    def _take(self, found: Dispatch | str) -> None:
        if isinstance(found, str):
            self.shown, self.table.empty_text = None, found
            self.table.show_lines([])
            return
        if found.year != self.year:
            return
        self.shown = found
        self.table.show_lines([_table_line(line) for line in found.lines])
        self.warnings.clear()
        self.warnings.addItems(list(found.doubts))
        self.warnings.setVisible(bool(found.doubts))
        blank = sum(not line.code for line in found.lines)
        more = f", {format_number(blank)} chưa ghi số" if blank else ""
        self.count.setText(f"{format_number(len(found.lines))} văn bản{more}")
        self.excel_button.setEnabled(True)
        if not self.dirty:
            self._show_line(self.table.current_key())

    def _line(self, key: str) -> DispatchLine | None:
        lines = self.shown.lines if self.shown is not None else ()
        return next((line for line in lines if _key(line) == key), None)

    def _show_line(self, key: str) -> None:
        line = self._line(key)
        self._key = key if line is not None else ""
        for name, field in self.fields.items():
            field.setEnabled(line is not None)
            field.set_value(getattr(line.entered, name) if line is not None else None)
            field.set_wrong(False)
        self.name.setText(f"{line.title} (bản số {line.edition})" if line is not None else "")
        self.problem.hide()
        self._at_opening = self._states()
        self._edited()

    def _states(self) -> dict[str, object]:
        return {name: field.state() for name, field in self.fields.items()}

    @property
    def dirty(self) -> bool:
        """Whether the current line holds text that is not stored."""
        return bool(self._key) and self._states() != self._at_opening

    def _edited(self) -> None:
        self.save_button.setEnabled(self.dirty)

    def _line_chosen(self, key: str) -> None:
        if key == self._key:
            return
        if not self.save():
            self.table.select(self._key)
            return
        self._show_line(key)

    def _year_chosen(self) -> None:
        if self.save():
            self._show_line("")
            self.read()
        elif self.shown is not None:
            self.years.blockSignals(True)
            self.years.setCurrentText(str(self.shown.year))
            self.years.blockSignals(False)

    # --- storing -------------------------------------------------------------------------------------------------------

    def save(self) -> bool:
        """Store the current line as one step that Ctrl+Z takes back; False where it cannot be."""
        line = self._line(self._key)
        if line is None or not self.dirty:
            return True
        from desktop.reports.dispatch import Entered, enter

        values: dict[str, object] = {}
        for name, field in self.fields.items():
            try:
                values[name] = field.value()
            except ValueError as error:
                self._refuse(field, str(error))
                return False
        try:
            with self._workspace.database.transaction("Ghi sổ văn bản đi") as session:
                name = enter(session, line.kind, line.record_id, Entered(**values))  # type: ignore[arg-type]
                session.info["title"] = f"Ghi sổ văn bản đi, số {name}"
        except UserError as error:
            self._refuse(self.fields["number"], error.sentence)
            return False
        self._at_opening = self._states()
        self.problem.hide()
        self._edited()
        self.read()
        return True

    def _refuse(self, field: Field, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
        field.set_wrong(True)
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def reject(self) -> None:
        """Esc: what was typed is stored; asks where it cannot be."""
        if self.save() or messages.ask(self, "Bỏ những gì vừa ghi ở dòng này?", "&Bỏ", danger=True):
            super().reject()

    # --- workbook ------------------------------------------------------------------------------------------------------

    def export(self) -> None:
        """Ask where, then write the year's register."""
        if not self.save():
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(folder) / f"So dang ky van ban di {self.year}.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "Xuất sổ văn bản đi", proposed, "Tệp Excel (*.xlsx)")
        if chosen:
            path = Path(chosen)
            self.export_to(path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx"))

    def export_to(self, path: Path) -> None:
        """Write the register as it is stored."""
        database, unit_id, year = self._workspace.database, self._workspace.unit_id, self.year

        def work(_: Progress) -> Path:
            from desktop.excel.dispatch import write_dispatch
            from desktop.reports.dispatch import dispatch_of

            with database.snapshot() as session:
                found = dispatch_of(session, database.files, unit_id, year)
            write_dispatch(path, found)
            return path

        def done(made: Path) -> None:
            self._workspace.notify(f"Đã xuất sổ văn bản đi ra “{made.name}”.", "Mở tệp", lambda: _open(made))

        self._workspace.background.run(self, work, done, "Đang xuất sổ văn bản đi…", self._workspace.refuse)


def _key(line: DispatchLine) -> str:
    return f"{line.kind}:{line.record_id}"


def _table_line(line: DispatchLine) -> Line:
    entered = line.entered
    day = entered.dated
    cells = (
        line.code or "(chưa có số)",
        format_date(day) if day else "",
        line.title,
        entered.signer,
        line.recipients,
        format_date(entered.sent_on) if entered.sent_on else "",
        entered.note,
    )
    orders = (line.code, day.isoformat() if day else "", *cells[2:5], entered.sent_on.isoformat() if entered.sent_on else "", cells[6])  # fmt: skip
    return Line(_key(line), cells, orders, "warning" if line.doubts else "muted" if not line.code else "", 0)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
