"""Who took part and who has a certificate, by name: a list with two ticks a row and a search box (MT30.5, domain F.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QLabel, QLineEdit, QTableView, QVBoxLayout, QWidget
from sqlalchemy import select

from desktop.models.person import Person
from desktop.text import fold, person_sort_key
from desktop.views.page import Workspace
from desktop.views.widgets.fields import Field

Index = QModelIndex | QPersistentModelIndex
NAME, POST, THERE, CERTIFIED = range(4)
TITLES = ("Họ và tên", "Chức vụ", "Dự", "Chứng nhận")


@dataclass(frozen=True)
class Member:
    """A person as the list shows him."""

    id: str
    name: str
    post: str


class AttendanceRows(QAbstractTableModel):
    """The people that the search leaves, with their ticks."""

    def __init__(self) -> None:
        super().__init__()
        self._everybody: list[Member] = []
        self._shown: list[Member] = []
        self.there: set[str] = set()
        self.certified: set[str] = set()

    def show(self, everybody: Sequence[Member], words: str) -> None:
        """Show those whose name or post holds the words, accents ignored; those who were there first."""
        self.beginResetModel()
        self._everybody = list(everybody)
        terms = fold(words).split()
        self._shown = [m for m in self._everybody if all(t in fold(f"{m.name} {m.post}") for t in terms)]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """People at the root."""
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:
        """Name, post, two ticks."""
        return 0 if parent is not None and parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Column titles."""
        if (
            orientation == Qt.Orientation.Horizontal
            and role == Qt.ItemDataRole.DisplayRole
            and 0 <= section < len(TITLES)
        ):
            return TITLES[section]
        return None

    def _ticks(self, column: int) -> set[str]:
        return self.there if column == THERE else self.certified

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words and ticks."""
        if not index.isValid():
            return None
        member, column = self._shown[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole and column in (NAME, POST):
            return member.name if column == NAME else member.post
        if role == Qt.ItemDataRole.CheckStateRole and column in (THERE, CERTIFIED):
            return Qt.CheckState.Checked if member.id in self._ticks(column) else Qt.CheckState.Unchecked
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Ticks can be set."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() in (THERE, CERTIFIED) else flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Set a tick; a certificate says that the person was there, absence takes the certificate away."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() not in (THERE, CERTIFIED):
            return False
        member, on = self._shown[index.row()].id, Qt.CheckState(value) == Qt.CheckState.Checked
        (self._ticks(index.column()).add if on else self._ticks(index.column()).discard)(member)
        if on and index.column() == CERTIFIED:
            self.there.add(member)
        if not on and index.column() == THERE:
            self.certified.discard(member)
        row = index.row()
        self.dataChanged.emit(self.index(row, THERE), self.index(row, CERTIFIED))
        return True

    def toggle(self, row: int, column: int) -> None:
        """The other state."""
        if 0 <= row < len(self._shown):
            member = self._shown[row].id
            on = member not in self._ticks(column)
            state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
            self.setData(self.index(row, column), state, Qt.ItemDataRole.CheckStateRole)


class _Table(QTableView):
    """Space ticks attendance wherever the row is entered; C… no letters are bound (UniKey)."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks."""
        rows = self.model()
        if event.key() == Qt.Key.Key_Space and isinstance(rows, AttendanceRows) and self.currentIndex().isValid():
            column = self.currentIndex().column()
            rows.toggle(self.currentIndex().row(), CERTIFIED if column == CERTIFIED else THERE)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """The search box does that."""


class AttendanceField(Field):
    """`value()` is {"attendees": [...], "certified": [...]}, person ids. People no longer in the register stay in the record."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._everybody: list[Member] = []
        self._opened: dict[str, list[str]] = {"attendees": [], "certified": []}
        self.search = QLineEdit()
        self.search.setPlaceholderText("Tìm người theo tên, chức vụ")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Tìm người dự")
        self.rows = AttendanceRows()
        self.table = _Table()
        self.table.setModel(self.rows)
        self.table.setTabKeyNavigation(False)
        self.table.setShowGrid(False)
        self.table.setFixedHeight(188)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(POST, 130)
        self.table.setColumnWidth(THERE, 44)
        self.table.setColumnWidth(CERTIFIED, 96)
        self.count = QLabel()
        self.count.setObjectName("hint")
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.search)
        layout.addWidget(self.table)
        layout.addWidget(self.count)
        self._take(box)
        self.setFocusProxy(self.search)
        self.search.textChanged.connect(lambda words: self.rows.show(self._everybody, words))
        self.rows.dataChanged.connect(self._ticked)

    def set_value(self, value: Mapping[str, Sequence[str]]) -> None:
        """Show the ticks of a stored record over the register as it now is."""
        self._opened = {key: list(value.get(key) or []) for key in ("attendees", "certified")}
        self.set_state(self._opened)

    def set_state(self, state: Any) -> None:
        """Show these ticks, in the order of the record that was opened."""
        self.rows.there = set(state["attendees"])
        self.rows.certified = set(state["certified"])
        with self._workspace.database.snapshot() as session:
            people = session.execute(select(Person.id, Person.name, Person.post, Person.deleted)).all()
        named = [Member(p.id, p.name, p.post) for p in people if not p.deleted or p.id in self.rows.there]
        self._everybody = sorted(named, key=lambda m: (m.id not in self.rows.there, person_sort_key(m.name)))
        self.search.clear()
        self.rows.show(self._everybody, "")
        self._show_count()

    def value(self) -> dict[str, list[str]]:
        """Ids in a steady order, so that nothing changed means nothing new."""
        return {
            "attendees": _kept_order(self._opened["attendees"], self.rows.there),
            "certified": _kept_order(self._opened["certified"], self.rows.certified),
        }

    def state(self) -> dict[str, list[str]]:
        """What is ticked."""
        return self.value()

    def set_wrong(self, wrong: bool) -> None:
        """The sentence beside the field says it."""

    def _ticked(self) -> None:
        self._show_count()
        self.edited.emit()

    def _show_count(self) -> None:
        if not self._everybody:
            self.count.setText("Chưa có ai trong trang Cán bộ. Ghi cán bộ ở đó trước, rồi đánh dấu người dự ở đây.")
        else:
            self.count.setText(
                f"{len(self.rows.there)} người dự được ghi tên, {len(self.rows.certified)} có chứng nhận. Phím cách: đánh dấu."
            )


def _kept_order(before: list[str], now: set[str]) -> list[str]:
    return [i for i in before if i in now] + sorted(now - set(before))
