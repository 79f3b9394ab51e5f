"""What differs between two editions, or between an edition and the records as they stand: a list to read, copy, keep as a workbook."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.reports.differences import SORTS, Changes
from desktop.text import shortened
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon, scaled
from desktop.views.widgets.tips import as_tip

TITLES = ("Loại", "Mục", "Trước", "Sau")
PADDING = 12  # px to both sides of a cell's text
LONGEST = 300  # letters of a cell; the whole stands in its tip, in what is copied and in the workbook


class DifferencesDialog(QDialog):
    """Reads nothing: it is given what was compared in the background."""

    def __init__(self, workspace: Workspace, changes: Changes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self.changes = workspace, changes
        self.setWindowTitle(changes.title)
        self.resize(QSize(scaled(860), scaled(480)))
        self.heading = QLabel(changes.words)
        self.heading.setObjectName("section")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self._make_table()
        self.copied = QPushButton(icon("copy"), "&Chép")
        self.copied.setToolTip("Chép cả danh sách để dán vào văn bản hay bảng tính")
        self.copied.clicked.connect(self.copy)
        self.exported = QPushButton(icon("file-spreadsheet"), "&Lưu tệp Excel…")
        self.exported.clicked.connect(self.ask_export)
        for button in (self.copied, self.exported):
            button.setEnabled(bool(changes.found))
        closed = QPushButton("Đón&g")
        closed.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.copied)
        buttons.addWidget(self.exported)
        buttons.addStretch(1)
        buttons.addWidget(closed)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(self.heading)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)

    def rows(self) -> list[tuple[str, str, str, str]]:
        """Every difference in words, whole."""
        return [(SORTS[one.sort], one.name, one.before, one.after) for one in self.changes.found]

    def _make_table(self) -> None:
        rows = self.rows()
        self.table = table = QTableWidget(len(rows), len(TITLES))
        table.setHorizontalHeaderLabels(TITLES)
        table.setAccessibleName("Những chỗ khác nhau")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        table.setWordWrap(True)
        table.verticalHeader().hide()
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(shortened(text, LONGEST) if len(text) > LONGEST else text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
                if len(text) > LONGEST:
                    item.setToolTip(as_tip(text))
                table.setItem(at, column, item)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.sectionResized.connect(lambda *_: self._set_heights())
        self._set_heights()
        if rows:
            table.selectRow(0)

    def _set_heights(self) -> None:
        """As high as the longest cell, within the padding that the style gives it."""
        table, room = self.table, scaled(PADDING)
        metrics, wrapped = table.fontMetrics(), int(Qt.TextFlag.TextWordWrap)
        for row in range(table.rowCount()):
            heights = [
                metrics.boundingRect(0, 0, table.columnWidth(at) - 2 * room, 10_000, wrapped, item.text()).height()
                for at in range(table.columnCount())
                if (item := table.item(row, at)) is not None
            ]
            table.setRowHeight(row, max(heights, default=0) + room)

    def copy(self) -> None:
        """The whole list onto the clipboard, cells apart by tabs."""
        lines = [self.changes.words, "\t".join(TITLES)]
        lines += ["\t".join(" ".join(cell.split()) for cell in row) for row in self.rows()]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self._workspace.notify("Đã chép danh sách khác nhau.")

    def ask_export(self) -> None:
        """Ask where the workbook goes."""
        chosen, _ = QFileDialog.getSaveFileName(self, "Lưu danh sách", "khac-nhau.xlsx", "Tệp Excel (*.xlsx)")
        if chosen:
            self.export(Path(chosen).with_suffix(".xlsx"))

    def export(self, path: Path) -> None:
        """Write the list to a workbook."""
        rows, title = self.rows(), self.changes.title

        def work(_: object) -> None:
            from desktop.excel.exporting import ListColumn, write_list

            columns = [ListColumn(name, width=width) for name, width in zip(TITLES, (16, 44, 50, 50), strict=True)]
            write_list(path, columns, rows, title)

        self._workspace.background.run(
            self,
            work,
            lambda _: self._workspace.notify(f"Đã lưu “{path.name}”."),
            "Đang ghi tệp Excel…",
            self._workspace.refuse,
        )
