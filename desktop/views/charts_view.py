"""Biểu đồ: the two charts of a year, on the screen and on paper (Ctrl+P)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QMarginsF, QRectF, QStandardPaths, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QKeySequence,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QShortcut,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.reports.charts import Matrix, Months, matrix, months
from desktop.text import long_date
from desktop.views.page import Workspace
from desktop.views.profile import unit_name
from desktop.views.theme import GRID, icon
from desktop.views.widgets.charts import Chart, MatrixChart, MonthChart

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

POINTS_ON_PAPER = 11.0


@dataclass(frozen=True)
class Charted:
    """The numbers of both charts."""

    months: Months
    matrix: Matrix


def read_charts(session: Session, unit_id: str, year: int) -> Charted:
    """Count; in the background."""
    return Charted(months(session, unit_id, year), matrix(session, unit_id, year))


class ChartsView(QWidget):
    """Both charts under each other; a click opens the activities behind a bar or a cell."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.workspace = workspace
        self.month_chart, self.matrix_chart = MonthChart(), MatrixChart()
        self.print_button = QPushButton(icon("printer"), " In biểu đồ…")
        self.print_button.setToolTip("In hai biểu đồ ra giấy A4 (Ctrl+P)")
        self.print_button.clicked.connect(lambda: self.print_out())
        self.save_button = QPushButton(icon("download"), " Lưu &PDF…")
        self.save_button.setToolTip("Lưu hai biểu đồ thành tệp PDF (Ctrl+Shift+P)")
        self.save_button.clicked.connect(lambda: self.save_pdf())
        for keys, action in (("Ctrl+P", self.print_out), ("Ctrl+Shift+P", self.save_pdf)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)
        inner = QWidget()
        inner.setObjectName("scrolled")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID)
        for chart in self.charts:
            heading = QLabel(chart.TITLE)
            heading.setObjectName("section")
            column.addWidget(heading)
            column.addWidget(chart)
            chart.chosen.connect(lambda filters: workspace.go_to("activities", filters=filters))
        self.legend = QLabel()
        self.legend.setObjectName("muted")
        self.legend.setWordWrap(True)
        column.addWidget(self.legend)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        row = QHBoxLayout()
        hint = QLabel("Bấm vào cột hoặc ô để xem các hoạt động; phím mũi tên và Enter cũng được.")
        hint.setObjectName("muted")
        row.addWidget(hint, 1)
        row.addWidget(self.print_button)
        row.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.addLayout(row)
        layout.addWidget(scroll, 1)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """In the order in which they are shown and printed."""
        return self.month_chart, self.matrix_chart

    def show_charts(self, charted: Charted) -> None:
        """Draw these numbers."""
        self.month_chart.show_months(charted.months)
        self.matrix_chart.show_matrix(charted.matrix)
        self.legend.setText(self.matrix_chart.legend())

    def print_out(self) -> None:
        """Onto paper, by the system's own dialog."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(page_layout())
        dialog = QPrintDialog(printer, self)
        dialog.setWindowTitle("In biểu đồ")
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self.draw_on(printer)
            self.workspace.notify("Đã chuyển biểu đồ tới máy in.")

    def save_pdf(self) -> None:
        """Into a PDF whose place the person chooses."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = f"bieu-do-{self.month_chart.months.year}.pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, "Lưu biểu đồ", QDir(documents).filePath(name), "Tệp PDF (*.pdf)")
        if chosen:
            try:
                self.write_pdf(Path(chosen))
            except UserError as error:
                self.workspace.refuse(error)
            else:
                self.workspace.notify(f"Đã lưu biểu đồ: {chosen}")

    def write_pdf(self, path: Path) -> None:
        """Whole or not at all. UserError where the place cannot be written."""
        from PySide6.QtCore import QBuffer

        from desktop.paths import write_atomically

        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(f"Biểu đồ hoạt động truyền thông năm {self.month_chart.months.year}")
        writer.setCreator("Sổ truyền thông NQ71")
        writer.setResolution(300)
        writer.setPageLayout(page_layout())
        self.draw_on(writer)
        write_atomically(path, bytes(buffer.data().data()))

    def draw_on(self, paper: QPagedPaintDevice) -> None:
        """A page for each chart: unit, title, day, the chart."""
        unit = unit_name(self.workspace.database, self.workspace.unit_id)
        painter = QPainter(paper)
        for at, chart in enumerate(self.charts):
            if at:
                paper.newPage()
            _draw_page(painter, paper, chart, unit, self.month_chart.months.year)
        painter.end()


def page_layout() -> QPageLayout:
    """A4 landscape, 20 mm at the left for the file, 15 mm elsewhere."""
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Landscape,
        QMarginsF(20, 15, 15, 15),
        QPageLayout.Unit.Millimeter,
    )


def _draw_page(painter: QPainter, paper: QPagedPaintDevice, chart: Chart, unit: str, year: int) -> None:
    room = QRectF(0, 0, paper.width(), paper.height())
    font = QFont(chart.font())
    font.setPointSizeF(POINTS_ON_PAPER)
    top = 0.0
    today = long_date(date.today())  # noqa: DTZ011  the clerk's own day
    for text, larger, bold in (
        (unit, 0.0, True),
        (f"{chart.TITLE} năm {year}", 4.0, True),
        (f"Số liệu trong sổ tính đến {today}", 0.0, False),
    ):
        head = QFont(font)
        head.setPointSizeF(POINTS_ON_PAPER + larger)
        head.setBold(bold)
        painter.setFont(head)
        height = QFontMetricsF(head, paper).height() * 1.3
        painter.setPen(Qt.GlobalColor.black)
        flags = Qt.AlignmentFlag.AlignCenter if larger else Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(0, top, room.width(), height), int((flags | Qt.AlignmentFlag.AlignVCenter).value), text)
        top += height
    painter.setFont(font)
    line = QFontMetricsF(font, paper).height()
    foot = 3 * line if chart.legend() else 0.0
    chart.draw(painter, room.adjusted(0, top + line, 0, -line - foot))
    painter.setPen(Qt.GlobalColor.black)
    below = QRectF(0, room.height() - foot, room.width(), foot)
    painter.drawText(below, int(Qt.TextFlag.TextWordWrap.value), chart.legend())
