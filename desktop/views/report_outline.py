"""The outline of the report: its sections with how each stands, below them the Biểu."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem

from desktop.reports.document import AnnualReport, Appendix, Section, Source
from desktop.text import format_number
from desktop.views.theme import icon, palette

ROLE = Qt.ItemDataRole.UserRole
FORMS = "CÁC BIỂU"


class State(NamedTuple):
    """Word, icon and colour."""

    word: str
    picture: str
    colour: str


def state_of(section: Section, changed: bool = False) -> State:
    """How a section stands; what asks for work comes before what is well."""
    if any(each.rewriting is not None and each.rewriting.stale for each in section.paragraphs):
        return State("xem lại câu sửa", "circle-alert", "danger")
    if section.required and not section.written:
        return State("còn thiếu", "triangle-alert", "warning")
    if changed:
        return State("số liệu vừa đổi", "refresh-cw", "primary")
    if section.written:
        return State("đủ", "circle-check", "success")
    if any(each.source is Source.GENERATED or each.rewriting for each in section.paragraphs):
        return State("tự sinh", "file-text", "muted")
    return State("để trống", "pencil", "muted")


class _Line(NamedTuple):
    """A line of the outline as it is to be: its level from 1, its words, its key or None for a heading."""

    level: int
    words: str
    key: str | None


def _lines(report: AnnualReport | None) -> list[_Line]:
    if report is None:
        return []
    found = [_Line(each.level, each.heading, each.key) for each in report.sections if each.level]
    if report.appendices:
        found.append(_Line(1, FORMS, None))
        found += [_Line(2, _called(each), each.form) for each in report.appendices]
    return found


def _called(appendix: Appendix) -> str:
    return f"{appendix.form}. {appendix.title[:1]}{appendix.title[1:].lower()}"


class Outline(QTreeWidget):
    """`chosen` with the key of a section (II.2) or a Biểu (Biểu 02) when another is chosen; `entered` on Enter or double click."""

    chosen = Signal(str)
    entered = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[_Line] = []
        self._filling = False
        self._changed: set[str] = set()
        self.setColumnCount(2)
        self.setHeaderLabels(["Phần của báo cáo", "Trạng thái"])
        self.setAccessibleName("Các phần và biểu của báo cáo")
        head = self.header()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, head.ResizeMode.Stretch)
        head.setSectionResizeMode(1, head.ResizeMode.ResizeToContents)
        self.setIndentation(12)
        self.setMinimumWidth(230)
        self.currentItemChanged.connect(lambda *_: self._current_changed())
        self.itemActivated.connect(lambda *_: self.entered.emit())

    @property
    def key(self) -> str | None:
        """The key of what is chosen."""
        item = self.currentItem()
        return item.data(0, ROLE) if item is not None else None

    def fill(self, report: AnnualReport | None, changed: Collection[str]) -> None:
        """Show the report's lines and states; what was chosen stays so, else the first part that is missing."""
        wanted, lines = self.key, _lines(report)
        self._filling = True
        if lines != self._lines:
            self._lines = lines
            self._rebuild()
        self._filling = False
        if report is not None:
            self._show_states(report, changed)
            if self.key is None or self.key != wanted:
                missing = next((section.key for section in report.missing), None)
                self.choose(wanted or missing)

    def _show_states(self, report: AnnualReport, changed: Collection[str]) -> None:
        new, self._changed = set(changed) - self._changed, set(changed)
        sections = {section.key: section for section in report.sections if section.key}
        rows = {each.form: len(each.table.rows) for each in report.appendices}
        for item in self.items():
            key = item.data(0, ROLE)
            if (section := sections.get(key)) is not None:
                state = state_of(section, key in changed)
                item.setText(1, state.word)
                item.setIcon(1, icon(state.picture, state.colour))
                ground = QBrush(QColor(palette()["warning_tint"])) if key in changed else QBrush()
                for column in (0, 1):
                    item.setBackground(column, ground)
                if key in new and (parent := item.parent()) is not None:
                    parent.setExpanded(True)  # so that it is seen
            elif key in rows:
                item.setText(1, f"{format_number(rows[key])} dòng" if rows[key] else "trống")
                item.setIcon(1, icon("columns-3", "muted"))

    def _rebuild(self) -> None:
        self.clear()
        parents: list[QTreeWidgetItem] = []
        for level, words, key in self._lines:
            del parents[level - 1 :]
            item = QTreeWidgetItem(parents[-1] if parents else self.invisibleRootItem(), [words, ""])
            item.setToolTip(0, words)
            item.setData(0, ROLE, key)
            if key is None:
                font = item.font(0)
                font.setBold(True)
                item.setFont(0, font)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            parents.append(item)
        for each in self.items():
            each.setExpanded(each.data(0, ROLE) is None)

    def items(self) -> list[QTreeWidgetItem]:
        """Every line, from above."""
        found: list[QTreeWidgetItem] = []

        def add(item: QTreeWidgetItem) -> None:
            for at in range(item.childCount()):
                if (child := item.child(at)) is not None:
                    found.append(child)
                    add(child)

        add(self.invisibleRootItem())
        return found

    def choose(self, key: str | None) -> None:
        """Choose a section or Biểu, the first where there is none of that key."""
        keyed = self._keyed()
        found = next((item for item in keyed if item.data(0, ROLE) == key), keyed[0] if keyed else None)
        if found is not None:
            self.setCurrentItem(found)

    def step(self, by: int) -> bool:
        """The next (1) or the one before (-1); whether there is one."""
        keyed = self._keyed()
        at = next((at for at, item in enumerate(keyed) if item is self.currentItem()), -by)
        if not 0 <= at + by < len(keyed):
            return False
        self.setCurrentItem(keyed[at + by])
        return True

    def _keyed(self) -> list[QTreeWidgetItem]:
        return [item for item in self.items() if item.data(0, ROLE)]

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Keys pass over the headings."""
        found = super().moveCursor(action, modifiers)
        up = action in (QAbstractItemView.CursorAction.MoveUp, QAbstractItemView.CursorAction.MovePrevious)
        while found.isValid() and not found.siblingAtColumn(0).data(ROLE):
            found = self.indexAbove(found) if up else self.indexBelow(found)
        return found if found.isValid() else self.currentIndex()

    def _current_changed(self) -> None:
        if not self._filling and (key := self.key):
            self.chosen.emit(key)
