"""The people of this PC, and after how many minutes the window locks itself: a card of Thiết lập."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from desktop.errors import UserError
from desktop.models.account import Account, accounts, idle_minutes, set_active, set_idle_minutes
from desktop.views.account_dialog import AccountDialog, Task
from desktop.views.page import Workspace
from desktop.views.seat import LOCK, SWITCH
from desktop.views.theme import GRID, icon

MINUTES = (0, 1, 2, 3, 5, 10, 15, 20, 30)
EMPTY = (
    "Chưa có người dùng nào: chương trình không hỏi tên, không khóa màn hình. Nhiều người dùng chung máy thì thêm từng người, "
    "để lịch sử ghi rõ ai đã sửa."
)


class PeopleCard(QFrame):
    """Everything is stored as soon as it is answered."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.setObjectName("card")
        self._workspace = workspace
        self._people: list[Account] = []
        heading = QLabel("Người dùng chung máy này")
        heading.setObjectName("section")
        self.about = QLabel(EMPTY)
        self.about.setObjectName("hint")
        self.about.setWordWrap(True)
        self.table = self._make_table()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(heading)
        layout.addWidget(self.about)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._buttons())
        layout.addLayout(self._idle_row())
        keys = QLabel(f"Khóa ngay: {LOCK}. Đổi người dùng: {SWITCH}.")
        keys.setObjectName("hint")
        layout.addWidget(keys)

    def _make_table(self) -> QTableWidget:
        table = QTableWidget(0, 3)
        table.setHorizontalHeaderLabels(["Họ và tên", "Mã PIN", "Tình trạng"])
        table.setAccessibleName("Người dùng")
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(30)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setMinimumHeight(130)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for place in (1, 2):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.ResizeToContents)
        table.itemSelectionChanged.connect(self._show_buttons)
        table.doubleClicked.connect(lambda _: self.change(Task.RENAME))
        return table

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        self.add_button = QPushButton(icon("user-round-plus", "surface"), " &Thêm người…")
        self.add_button.setProperty("primary", True)
        self.add_button.clicked.connect(self.add)
        self.rename_button = QPushButton("Đổi tê&n…")
        self.rename_button.clicked.connect(lambda: self.change(Task.RENAME))
        self.pin_button = QPushButton("Mã &PIN…")
        self.pin_button.clicked.connect(lambda: self.change(Task.PIN))
        self.rest_button = QPushButton("Cho tạm n&ghỉ")
        self.rest_button.clicked.connect(self.rest)
        for button in (self.add_button, self.rename_button, self.pin_button, self.rest_button):
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _idle_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        self.idle = QComboBox()
        for minutes in MINUTES:
            self.idle.addItem(f"sau {minutes} phút" if minutes else "không tự khóa", minutes)
        self.idle.activated.connect(lambda _: self._keep_idle())
        words = QLabel("Tự &khóa khi không ai dùng:")
        words.setBuddy(self.idle)
        row.addWidget(words)
        row.addWidget(self.idle)
        row.addStretch(1)
        return row

    # --- what is shown -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the accounts again; the chosen one stays chosen."""
        before = self.chosen
        with self._workspace.database.snapshot() as session:
            self._people, minutes = accounts(session, resting=True), idle_minutes(session)
        self.table.setRowCount(len(self._people))
        for row, person in enumerate(self._people):
            words = ("có" if person.pin else "không", self._standing(person))
            for column, text in enumerate((person.name, *words)):
                self.table.setItem(row, column, QTableWidgetItem(text))
        ids = [person.id for person in self._people]
        if self._people:
            self.table.selectRow(ids.index(before.id) if before and before.id in ids else 0)
        self.about.setText(EMPTY if not self._people else "Tên người đang làm việc được ghi vào lịch sử mỗi bản ghi.")
        self.idle.setCurrentIndex(max(self.idle.findData(minutes), 0))
        self.idle.setEnabled(any(person.active for person in self._people))
        self._show_buttons()

    def _standing(self, person: Account) -> str:
        if not person.active:
            return "tạm nghỉ"
        return "đang làm việc" if person.name == self._workspace.database.author else ""

    @property
    def chosen(self) -> Account | None:
        """The account of the chosen line."""
        row = self.table.currentRow()
        return self._people[row] if 0 <= row < len(self._people) else None

    def _show_buttons(self) -> None:
        person = self.chosen
        self.rest_button.setText("Cho làm &lại" if person and not person.active else "Cho tạm n&ghỉ")
        for button in (self.rename_button, self.pin_button, self.rest_button):
            button.setEnabled(person is not None)

    # --- what is done --------------------------------------------------------------------------------------------------

    def add(self) -> None:
        """A further person."""
        dialog = AccountDialog(self.window(), self._workspace.database, Task.ADD)
        if dialog.exec():
            self._done(f"Đã thêm người dùng “{dialog.name}”.")

    def change(self, task: Task) -> None:
        """Another name or another PIN for the chosen person."""
        if self.chosen is None:
            return
        dialog = AccountDialog(self.window(), self._workspace.database, task, self.chosen)
        if dialog.exec():
            self._done(f"Đã lưu người dùng “{dialog.name}”.")

    def rest(self) -> None:
        """Put the chosen person to rest, or take him back."""
        if self.chosen is None:
            return
        with self._workspace.database.transaction() as session:
            person = session.get_one(Account, self.chosen.id)
            set_active(session, person, not person.active)
        self._done(
            f"“{person.name}” {'đã làm việc lại' if person.active else 'tạm nghỉ, không còn trong danh sách vào'}."
        )

    def _keep_idle(self) -> None:
        try:
            with self._workspace.database.transaction() as session:
                set_idle_minutes(session, self.idle.currentData())
        except UserError as error:
            self._workspace.refuse(error)
        self._workspace.people_changed.emit()
        self.refresh()

    def _done(self, words: str) -> None:
        self._workspace.people_changed.emit()
        self.refresh()
        self._workspace.notify(words)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
