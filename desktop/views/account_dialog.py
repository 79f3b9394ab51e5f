"""One person of this PC: added, given another name, or another PIN. The PIN of before is asked wherever there is one."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.account import Account, add_account, change_pin, rename_account, try_pin
from desktop.models.database import Database
from desktop.views.theme import GRID

NOTE = (
    "Mã PIN để đồng nghiệp, học sinh không ghi nhầm dưới tên của nhau. Mã PIN không mã hóa dữ liệu: "
    "ai lấy được máy hoặc thư mục dữ liệu vẫn đọc được."
)


class Task(StrEnum):
    """What is done, as the window's title says it."""

    ADD = "Thêm người dùng"
    RENAME = "Đổi tên người dùng"
    PIN = "Đặt mã PIN"


class AccountDialog(QDialog):
    """Accepted once the account is stored; `name` is then its name."""

    def __init__(self, parent: QWidget, database: Database, task: Task, account: Account | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(task)
        self.name = account.name if account else ""
        self._database = database
        self._task = task
        self._account = account
        self.fields: dict[str, QLineEdit] = {}
        self._form = QFormLayout()
        self._form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._form.setSpacing(GRID // 2)
        if task is not Task.PIN:
            self._add("name", "&Họ và tên").setText(self.name)
        if account is not None and account.pin:
            self._add("old", "Mã PIN &hiện nay" if task is Task.PIN else "Mã PIN &của người này", secret=True)
        if task is not Task.RENAME:
            self._add("new", "Mã &PIN (4 đến 8 chữ số; để trống nếu không cần)", secret=True)
            self._add("again", "Nhập &lại mã PIN", secret=True)
        self._lay_out()

    def _add(self, key: str, label: str, secret: bool = False) -> QLineEdit:
        line = QLineEdit()
        if secret:
            line.setEchoMode(QLineEdit.EchoMode.Password)
        self.fields[key] = line
        self._form.addRow(label, line)
        return line

    def _lay_out(self) -> None:
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 62)
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.save_button = QPushButton("&Lưu")
        self.save_button.setProperty("primary", True)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        cancel = QPushButton("Hủ&y")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.save_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        if self._account is not None and self._task is Task.PIN:
            layout.addWidget(QLabel(self.name))
        layout.addLayout(self._form)
        if self._task is not Task.RENAME:
            note = QLabel(NOTE)
            note.setObjectName("hint")
            note.setWordWrap(True)
            layout.addWidget(note)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)

    def _text(self, key: str) -> str:
        return self.fields[key].text().strip() if key in self.fields else ""

    def save(self) -> None:
        """Store it; what is refused is said here and the text stays."""
        if self._text("new") != self._text("again"):
            self._refuse("Hai lần nhập mã PIN không giống nhau. Hãy nhập lại.", "again")
            return
        try:
            # A wrong PIN is counted, so it is looked at in a transaction of its own that is kept.
            if self._account is not None and (refused := self._try_old(self._account)):
                self._refuse(refused, "old")
                return
            with self._database.transaction() as session:
                self.name = self._do(session.get_one(Account, self._account.id) if self._account else None, session)
        except UserError as error:
            self._refuse(error.sentence, "new" if self._task is Task.PIN else "name")
            return
        self.accept()

    def _try_old(self, account: Account) -> str:
        with self._database.transaction() as session:
            return try_pin(session, session.get_one(Account, account.id), self._text("old"))

    def _do(self, account: Account | None, session: Session) -> str:
        if account is None:
            account = add_account(session, self._text("name"), self._text("new"))
        elif self._task is Task.RENAME:
            rename_account(session, account, self._text("name"))
        else:
            change_pin(session, account, self._text("new"))
        return account.name

    def _refuse(self, sentence: str, key: str) -> None:
        self.problem.setText(sentence)
        self.fields[key].setFocus(Qt.FocusReason.OtherFocusReason)
        self.fields[key].selectAll()
