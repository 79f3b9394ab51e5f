"""F8: the history of one record: who changed it, when, what was what before; any version can be had back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
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

from desktop.errors import UserError
from desktop.models import history
from desktop.models.versions import Version
from desktop.text import shortened
from desktop.views.history_words import Entry, entries, write_workbook
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon

if TYPE_CHECKING:
    from desktop.views.record_page import Screen

LONGEST = 240  # letters of one sentence in the table; the whole stands in the workbook
ROOM = 8  # px under the last line of a row
WHEN, WHO, WHAT = range(3)


class HistoryDialog(QDialog):
    """`may_change` is asked before an older version is had back: an open form may hold text that is not saved."""

    def __init__(
        self,
        workspace: Workspace,
        screen: Screen,
        record_id: str,
        may_change: Callable[[], bool],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace, self._screen, self._record_id = workspace, screen, record_id
        self._may_change = may_change
        self._entries: list[Entry] = []
        self._name = ""
        self.setWindowTitle("Lịch sử bản ghi")
        self.resize(QSize(820, 480))
        self.heading = QLabel()
        self.heading.setObjectName("section")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self._make_table()
        self.back = QPushButton(icon("rotate-ccw", "surface"), " &Lấy lại bản này")
        self.back.setProperty("primary", True)
        self.back.setToolTip("Ghi lại bản đang chọn thành bản mới nhất; hoàn tác được (Ctrl+Z)")
        self.back.clicked.connect(self.bring_back)
        self.exported = QPushButton(icon("file-spreadsheet"), " &Xuất Excel…")
        self.exported.clicked.connect(self.ask_export)
        closed = QPushButton("Đón&g")
        closed.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addWidget(self.back)
        buttons.addWidget(self.exported)
        buttons.addStretch(1)
        buttons.addWidget(closed)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(self.heading)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.refresh()

    def _make_table(self) -> None:
        self.table = table = QTableWidget(0, 3)
        table.setHorizontalHeaderLabels(["Lúc", "Người ghi", "Thay đổi"])
        table.setAccessibleName("Các bản của bản ghi, mới nhất trước")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        table.setWordWrap(True)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(WHAT, QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(lambda *_: self._set_heights())
        table.setColumnWidth(WHEN, 128)
        table.setColumnWidth(WHO, 150)
        table.currentCellChanged.connect(lambda *_: self._update())

    def _set_heights(self) -> None:
        self.table.resizeRowsToContents()
        for row in range(self.table.rowCount()):
            self.table.setRowHeight(row, self.table.rowHeight(row) + ROOM)

    def refresh(self) -> None:
        """Read the versions again."""
        with self._workspace.database.snapshot() as session:
            record = session.get(self._screen.listing.kind, self._record_id)
            self._name = " ".join(self._screen.name_of(record).split()) if record is not None else ""
            self._entries = entries(session, self._screen, self._record_id)
        self.heading.setText(self._name)
        self.table.setRowCount(len(self._entries))
        for row, entry in enumerate(self._entries):
            for column, text in ((WHEN, entry.when), (WHO, entry.author or "–"), (WHAT, _told(entry))):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                self.table.setItem(row, column, item)
        self._set_heights()
        if self._entries:
            self.table.setCurrentCell(0, WHAT)
        self._update()

    def _current(self) -> Entry | None:
        row = self.table.currentRow()
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def _update(self) -> None:
        entry = self._current()
        self.back.setEnabled(entry is not None and not entry.current and not entry.deleted)
        self.exported.setEnabled(bool(self._entries))

    def bring_back(self) -> None:
        """Make the chosen version the newest."""
        entry = self._current()
        if entry is None or not self.back.isEnabled() or not self._may_change():
            return
        title = f"Lấy lại bản lúc {entry.when} của {self._screen.one} “{shortened(self._name)}”"
        try:
            with self._workspace.database.transaction(title) as session:
                record = session.get(self._screen.listing.kind, self._record_id)
                version = session.get(Version, entry.version_id)
                if record is None or version is None:
                    return
                before = record.version_id
                history.bring_back(session, record, version)
                changed = record.version_id != before
        except UserError as error:
            self._workspace.refuse(error)
            return
        if changed:
            self._workspace.notify(f"Đã lấy lại bản lúc {entry.when}.", "Hoàn tác", self._workspace.shell.undo)
        else:
            self._workspace.notify("Bản ghi hiện đã đúng như bản này.")
        self.refresh()

    def ask_export(self) -> None:
        """Ask where the workbook goes."""
        chosen, _ = QFileDialog.getSaveFileName(self, "Xuất lịch sử ra Excel", "lich-su.xlsx", "Tệp Excel (*.xlsx)")
        if chosen:
            self.export(Path(chosen).with_suffix(".xlsx"))

    def export(self, path: Path) -> None:
        """Write the history to a workbook."""
        name, found = self._name, list(self._entries)
        self._workspace.background.run(
            self,
            lambda _: write_workbook(path, name, found),
            lambda _: self._workspace.notify(f"Đã xuất lịch sử ra “{path.name}”."),
            "Đang xuất Excel…",
            self._workspace.refuse,
        )


def _told(entry: Entry) -> str:
    lines = [f"{entry.deed} (bản hiện nay)" if entry.current else entry.deed]
    for difference in entry.differences:
        line = str(difference)
        lines.append("• " + (line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"))
    return "\n".join(lines)
