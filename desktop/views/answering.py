"""The Department's word on a report: accept it, or return it with a reason and a day (sync.md 5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.views.exchange_words import EXCHANGED
from desktop.views.page import Workspace
from desktop.views.theme import GRID
from desktop.views.widgets.date_field import DateField

FIRST_YEAR = 2026  # of the Plan
USUAL_DAYS = 10  # offered for doing it again; the officer may type another day


@dataclass(frozen=True)
class Return:
    """Why a report goes back and until when it is to come again."""

    reason: str
    deadline: date


def today() -> date:
    """By the clock of this PC."""
    return datetime.now().astimezone().date()


def reporting_year() -> int:
    """The year whose reports are mostly spoken of now: until March the one before."""
    now = today()
    return max(now.year - (now.month < 4), FIRST_YEAR)


class ReturnDialog(QDialog):
    """Asks for the reason and the day; `answer` is set when it was accepted."""

    def __init__(self, parent: QWidget | None, unit_name: str, year: int) -> None:
        super().__init__(parent)
        self.answer: Return | None = None
        self.setWindowTitle("Trả lại báo cáo")
        self.setMinimumWidth(520)
        heading = QLabel(f"Trả lại báo cáo năm {year} của {unit_name}")
        heading.setTextFormat(heading.textFormat().PlainText)
        heading.setWordWrap(True)
        heading.setObjectName("section")
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(96)
        self.reason.setPlaceholderText("Ví dụ: Biểu 02 thiếu số lượt người; chưa nêu kinh phí.")
        reason_words = QLabel("&Lý do, nội dung cần sửa *")
        reason_words.setBuddy(self.reason)
        self.deadline = DateField()
        self.deadline.set_value(today() + timedelta(days=USUAL_DAYS))
        deadline_words = QLabel("&Hạn nộp lại *")
        deadline_words.setBuddy(self.deadline)
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.send_back = QPushButton("&Trả lại")
        self.send_back.setProperty("primary", True)
        self.send_back.clicked.connect(self._finish)
        cancel = QPushButton("Hủ&y")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.send_back)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(GRID)
        for widget in (heading, reason_words, self.reason, deadline_words, self.deadline, self.problem):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.reason.setFocus()

    def _finish(self) -> None:
        reason = self.reason.toPlainText().strip()
        try:
            deadline = self.deadline.value()
        except ValueError as error:
            self._complain(str(error))
            return
        if not reason:
            self._complain("Hãy ghi lý do, để đơn vị biết cần sửa gì.")
        elif deadline is None or deadline < today():
            self._complain("Hãy ghi hạn nộp lại, từ hôm nay trở đi.")
        else:
            self.answer = Return(reason, deadline)
            self.accept()

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()


def decide(
    workspace: Workspace, owner: QWidget, unit_code: str, year: int, back: Return | None, then: Callable[[], None]
) -> None:
    """Store the Department's word in the worker; `back` None accepts. Tells the other pages, and what is still to be done."""

    def work(_: object) -> None:
        from sync.packets import answer

        if back is None:
            answer(workspace.database, unit_code, year, True)
        else:
            answer(workspace.database, unit_code, year, False, back.reason, back.deadline)

    def done(_: None) -> None:
        workspace.changed.emit(frozenset({EXCHANGED}))
        word = "Đã duyệt" if back is None else "Đã trả lại"
        workspace.notify(f"{word} báo cáo năm {year}. Đơn vị biết khi nhận gói trả lời: “Ghi gói trả lời…”.")
        then()

    workspace.background.run(owner, work, done, "Đang ghi…")
