"""Who is working: choose a name, give the PIN where there is one. The same window at the start, for another user, and on a lock."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import UserError
from desktop.models.account import MOST_DIGITS, Account, accounts, pause_left, try_pin
from desktop.models.database import Database
from desktop.views.seat import Leaving
from desktop.views.theme import GRID, ICON, icon, scaled

FORGOTTEN = (
    "Người dùng được máy tính này gỡ được mã PIN đã quên: khởi động lại máy, khoan mở chương trình, mở cửa sổ lệnh và gõ\n"
    'nq71 accounts --clear-pin "Họ và tên"\n'
    "Sau đó mở chương trình, vào không cần mã PIN và đặt mã mới ở trang Thiết lập. Bản ghi, lịch sử vẫn còn nguyên."
)


class SignInDialog(QDialog):
    """`chosen` is the account that was let in; None with `closing` where the person rather closes the program."""

    def __init__(
        self, parent: QWidget, database: Database, title: str, about: str, first: str, leaving: Leaving
    ) -> None:
        super().__init__(
            parent, Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
        )
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setWindowTitle(title)
        self.chosen: Account | None = None
        self.closing = False
        self._database = database
        self._leaving = leaving
        with database.snapshot() as session:
            self._people = accounts(session)
        self._waiting = QTimer(self, interval=1000)
        self._waiting.timeout.connect(self._count_down)
        self._lay_out(title, about)
        self._fill(first)

    def _lay_out(self, title: str, about: str) -> None:
        heading = QLabel(title)
        heading.setObjectName("title")
        self.about = QLabel(about)
        self.about.setObjectName("muted")
        self.about.setWordWrap(True)
        self.about.setVisible(bool(about))
        self.names = QListWidget()
        self.names.setAccessibleName("Người dùng")
        self.names.setUniformItemSizes(True)
        self.names.setIconSize(QSize(scaled(ICON), scaled(ICON)))
        self.names.currentRowChanged.connect(self._name_changed)
        self.names.itemClicked.connect(lambda _: self._picked())
        self.names.installEventFilter(self)
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(4 * MOST_DIGITS)
        self.pin.setAccessibleName("Mã PIN")
        self.pin_label = QLabel("Mã &PIN")
        self.pin_label.setBuddy(self.pin)
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.enter_button = QPushButton("&Vào làm việc")
        self.enter_button.setProperty("primary", True)
        self.enter_button.setDefault(True)
        self.enter_button.clicked.connect(self.enter)
        self.forgotten = QPushButton("&Quên mã PIN?")
        for looks in ("flat", "link"):
            self.forgotten.setProperty(looks, True)
        self.forgotten.clicked.connect(lambda: self._say(FORGOTTEN, "hint"))
        self.other = QPushButton(self._leaving.value)
        self.other.setVisible(self._leaving is not Leaving.NOT)
        self.other.clicked.connect(self._give_up)
        for button in (self.forgotten, self.other):
            button.setAutoDefault(False)
        line = QHBoxLayout()
        line.setSpacing(GRID)
        line.addWidget(self.pin_label)
        line.addWidget(self.pin, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.forgotten)
        buttons.addStretch(1)
        buttons.addWidget(self.other)
        buttons.addWidget(self.enter_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + 2)
        for widget in (heading, self.about):
            layout.addWidget(widget)
        layout.addWidget(self.names, 1)
        layout.addLayout(line)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)

    def sizeHint(self) -> QSize:
        """As high as its names need, up to eight of them."""
        letters = self.fontMetrics()
        shown = min(max(len(self._people), 2), 8)
        return QSize(letters.averageCharWidth() * 64, letters.height() * (12 + 2 * shown))

    def _fill(self, first: str) -> None:
        for number, person in enumerate(self._people, 1):
            key = f"{number}   " if number <= 9 else "     "
            item = QListWidgetItem(icon("user-round"), key + person.name)
            if not person.pin:
                item.setToolTip("Không có mã PIN")
            self.names.addItem(item)
        names = [person.name for person in self._people]
        self.names.setCurrentRow(names.index(first) if first in names else 0)

    @property
    def person(self) -> Account:
        """Whose name is chosen now."""
        return self._people[max(self.names.currentRow(), 0)]

    def _name_changed(self, _: int) -> None:
        wanted = bool(self.person.pin)
        self.pin.clear()
        self.pin.setEnabled(wanted)
        self.pin.setPlaceholderText("4 đến 8 chữ số" if wanted else "Người này không có mã PIN")
        self.forgotten.setVisible(wanted)
        self._say("")
        if pause_left(self.person):
            self._waiting.start()
        self._count_down()

    def _picked(self) -> None:
        if self.person.pin:
            self.pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        """The PIN of who was working where the window is locked, else the names."""
        on_pin = self._leaving is Leaving.NOT and self.pin.isEnabled()
        (self.pin if on_pin else self.names).setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the list a digit chooses that person: who has no PIN is in at once, others give theirs."""
        if watched is self.names and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            number = event.key() - Qt.Key.Key_0
            if 1 <= number <= min(9, len(self._people)):
                self.names.setCurrentRow(number - 1)
                if self.person.pin:
                    self._picked()
                else:
                    self.enter()
                return True
        return super().eventFilter(watched, event)

    def enter(self) -> None:
        """Let the chosen person in where the PIN is right; else say what to do."""
        person, typed = self.person, self.pin.text().strip()
        if person.pin and not typed:
            self._picked()
            self._say("Hãy nhập mã PIN.")
            return
        try:
            with self._database.transaction() as session:
                person = session.get_one(Account, person.id)
                refused = try_pin(session, person, typed)
        except UserError as error:
            refused = error.sentence
        self._people[max(self.names.currentRow(), 0)] = person
        if not refused:
            self.chosen = person
            self.accept()
            return
        self._say(refused)
        self.pin.selectAll()
        if pause_left(person):
            self._waiting.start()
            self._count_down()

    def _count_down(self) -> None:
        """The button is dead while waiting; the sentence says how long."""
        left = pause_left(self.person)
        self.enter_button.setEnabled(not left)
        if left:
            self._say(f"Đã nhập sai nhiều lần. Hãy đợi {left} giây rồi nhập lại.")
        elif self._waiting.isActive():
            self._waiting.stop()
            self._say("")

    def _say(self, sentence: str, name: str = "problem") -> None:
        self.problem.setText(sentence)
        self.problem.setObjectName(name)
        self.problem.style().unpolish(self.problem)
        self.problem.style().polish(self.problem)

    def _give_up(self) -> None:
        self.closing = self._leaving is Leaving.CLOSE
        super().reject()

    def reject(self) -> None:
        """Esc goes back only where somebody is working already."""
        if self._leaving is Leaving.BACK:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """It has no closing button; the system's key for closing does not open a lock."""
        if self._leaving is Leaving.BACK:
            super().closeEvent(event)
        else:
            event.ignore()
