"""Ctrl+F: one box over every kind of record. What is found stands by kind with its count; Enter opens it in its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop.reports.code import read_code
from desktop.text import format_number
from desktop.views.logbook import Book, books_for, title_of
from desktop.views.page import Workspace
from desktop.views.places import UNIT
from desktop.views.theme import GRID, icon, palette
from desktop.views.widgets.background import Progress

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desktop.models.finding import Group, Hit

PAUSE = 120  # ms after the last letter
_PLACE = Qt.ItemDataRole.UserRole
_RECORD = Qt.ItemDataRole.UserRole + 1
_ASIDE = Qt.ItemDataRole.UserRole + 2  # what stands at the right: the day
_BELOW = Qt.ItemDataRole.UserRole + 3  # the words around the match
_DRAFT = Qt.ItemDataRole.UserRole + 4
_CODE = "code"  # instead of a place
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_HINT = "Gõ vài từ của tên, nội dung, địa điểm, người, số văn bản…; không cần gõ dấu."


class SearchDialog(QDialog):
    """`opened` with the place, the record's id and whether it is a draft."""

    opened = Signal(str, str, bool)
    code_wanted = Signal(str)  # what was typed is a code on paper

    def __init__(self, parent: QWidget, workspace: Workspace) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._books = {book.kind: book for book in books_for(workspace.role)}
        self._readings: list[Progress] = []
        self.setWindowTitle("Tìm khắp nơi")
        self.resize(680, 460)
        self.line = QLineEdit()
        self.line.setPlaceholderText("Tìm trong mọi loại bản ghi, không cần gõ dấu")
        self.line.setAccessibleName("Tìm trong mọi loại bản ghi")
        self.line.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.look_up)
        self.line.textChanged.connect(lambda _: self._pause.start())
        self.results = QListWidget()
        self.results.setAccessibleName("Kết quả")
        self.results.setItemDelegate(_Result(self.results))
        self.results.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.itemClicked.connect(self._open)
        self.said = QLabel(_HINT)
        self.said.setObjectName("muted")
        keys = QLabel("↑ ↓ chọn   ·   Enter mở   ·   Esc đóng")
        keys.setObjectName("hint")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, GRID)
        layout.setSpacing(GRID)
        for widget in (self.line, self.said, self.results, keys):
            layout.addWidget(widget)
        self.line.setFocus()

    # --- finding -------------------------------------------------------------------------------------------------------

    def look_up(self) -> None:
        """Ask for the newest that fit, then for the counts of all."""
        self._pause.stop()
        for reading in self._readings:
            reading.cancel()
        self._readings = []
        words = self.line.text()
        if not words.strip():
            self.results.clear()
            self.said.setText(_HINT)
            return
        from desktop.models.finding import find_all, find_first

        # A unit holds no records but its own; a commune holds those of its schools too.
        kinds, unit_id = list(self._books), None if self._workspace.role == UNIT else self._workspace.unit_id
        self._read(words, lambda session: find_first(session, words, unit_id, kinds), self._show_first)
        self._read(words, lambda session: find_all(session, words, unit_id, kinds), self._show_all)

    def _read(
        self,
        words: str,
        question: Callable[[Session], list[Group]],
        show: Callable[[list[Group], list[tuple[str, Hit]]], None],
    ) -> None:
        from desktop.models.finding import find_drafts

        database = self._workspace.database

        def work(progress: Progress) -> tuple[list[Group], list[tuple[str, Hit]]]:
            progress.report(0)
            with database.snapshot() as session:
                return question(session), find_drafts(session, words)

        def done(found: tuple[list[Group], list[tuple[str, Hit]]]) -> None:
            if self.line.text() == words:
                show(*found)

        self._readings.append(self._workspace.background.read(self, work, done))

    def _show_first(self, groups: list[Group], drafts: list[tuple[str, Hit]]) -> None:
        self._show(groups, drafts)
        if groups or drafts:
            self.said.setText(
                "Đang đếm…" if any(group.count is None for group in groups) else self._summary(groups, drafts)
            )

    def _show_all(self, groups: list[Group], drafts: list[tuple[str, Hit]]) -> None:
        self._show(groups, drafts)
        words = self._summary(groups, drafts)
        found = groups or drafts or read_code(self.line.text())
        self.said.setText(words if found else "Không tìm thấy bản ghi nào. Hãy bớt từ, hoặc thử từ khác.")

    @staticmethod
    def _summary(groups: list[Group], drafts: list[tuple[str, Hit]]) -> str:
        words = f"Tìm thấy {format_number(sum(group.count or 0 for group in groups))} bản ghi"
        return f"{words}, {format_number(len(drafts))} bản nháp" if drafts else words

    # --- showing -------------------------------------------------------------------------------------------------------

    def _show(self, groups: list[Group], drafts: list[tuple[str, Hit]]) -> None:
        chosen = self.results.currentItem()
        kept = chosen.data(_RECORD) if chosen is not None else ""
        self.results.clear()
        if code := read_code(self.line.text()):
            self._head("Báo cáo giấy")
            self.results.addItem(f"Tra mã {code} trên báo cáo giấy")
            self.results.item(1).setData(_RECORD, code)
            self.results.item(1).setData(_PLACE, _CODE)
        for group in groups:
            book = self._books[group.kind]
            title = title_of(book, self._workspace.role)
            self._head(title if group.count is None else f"{title} ({format_number(group.count)})")
            for hit in group.hits:
                self._add(book, hit)
        known = [(self._books[kind], hit) for kind, hit in drafts if kind in self._books]
        if known:
            self._head(f"Bản nháp ({format_number(len(known))})")
        for book, hit in known:
            self._add(book, hit, draft=True)
        rows = [row for row in range(self.results.count()) if self.results.item(row).data(_RECORD)]
        same = [row for row in rows if self.results.item(row).data(_RECORD) == kept]
        if rows:
            self.results.setCurrentRow((same or rows)[0])

    def _head(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.results.addItem(item)

    def _add(self, book: Book, hit: Hit, draft: bool = False) -> None:
        item = QListWidgetItem(hit.name)
        item.setData(_PLACE, book.place)
        item.setData(_RECORD, hit.record_id)
        item.setData(_ASIDE, hit.when)
        item.setData(_BELOW, hit.around)
        item.setData(_DRAFT, draft)
        self.results.addItem(item)

    # --- keys ----------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows walk the results while the line keeps the keyboard; every letter is the line's own."""
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in _MOVES:
                self._walk(event.key())
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._confirm()
                return True
        return super().eventFilter(watched, event)

    def _walk(self, key: int) -> None:
        rows = [row for row in range(self.results.count()) if self.results.item(row).data(_RECORD)]
        if not rows:
            return
        at = rows.index(self.results.currentRow()) if self.results.currentRow() in rows else -1
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}[Qt.Key(key)]
        self.results.setCurrentRow(rows[max(0, min(at + step, len(rows) - 1))])
        if self.results.currentRow() == rows[0]:
            self.results.scrollToTop()

    def _confirm(self) -> None:
        if self._pause.isActive():
            self.look_up()  # what stands there is not yet what was asked: Enter then only asks
        elif (item := self.results.currentItem()) is not None:
            self._open(item)

    def _open(self, item: QListWidgetItem) -> None:
        if item.data(_RECORD):
            self.accept()
            if item.data(_PLACE) == _CODE:
                self.code_wanted.emit(item.data(_RECORD))
                return
            self.opened.emit(item.data(_PLACE), item.data(_RECORD), bool(item.data(_DRAFT)))


class _Result(QStyledItemDelegate):
    """A heading, or a record: its name, the day at the right, the words around the match below."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        line = option.fontMetrics.height()
        return QSize(200, 2 * line + 12 if index.data(_BELOW) else line + 12)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        heading = not index.data(_RECORD)
        self.initStyleOption(option, index)
        option.text = ""
        view = option.widget
        view.style().drawControl(view.style().ControlElement.CE_ItemViewItem, option, painter, view)
        area = option.rect.adjusted(8 if heading else 20, 6, -10, -6)
        metrics = option.fontMetrics
        painter.save()
        font = option.font
        font.setBold(heading)
        painter.setFont(font)
        painter.setPen(palette()["primary" if heading else "text"])
        aside = index.data(_ASIDE) or ""
        room = area.width() - (metrics.horizontalAdvance(aside) + 16 if aside else 0)
        name = metrics.elidedText(index.data(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, name)
        painter.setPen(palette()["muted"])
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, aside)
        if below := index.data(_BELOW):
            below = metrics.elidedText(below, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, below)
        painter.restore()
