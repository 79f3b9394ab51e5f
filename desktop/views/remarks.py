"""Remarks of the Department as a unit sees them: a bar on the page they are about, the list with answers, words in the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import UserError
from desktop.models.called import called
from desktop.models.catalogue import load_catalogue
from desktop.models.kinds import KINDS
from desktop.models.remark import FIGURE, answer_remark, answers_to, remarks_on
from desktop.text import format_moment, format_number, shortened
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desktop.views.widgets.background import Progress

LONGEST = 600  # letters of a remark in a list


@dataclass(frozen=True)
class Said:
    """A remark with what it is about and the answer given; plain values."""

    id: str
    kind: str
    target: str
    about: str
    text: str
    when: str
    closed: bool
    answer: str

    @property
    def state(self) -> str:
        """How far it has come, in words."""
        if self.closed:
            return "Sở đã khép"
        return "đã trả lời, chờ Sở xem" if self.answer else "chờ trả lời"


def read_remarks(session: Session, unit_id: str, kind: str = "", target: str = "") -> list[Said]:
    """The remarks on a unit's records of a kind, the open ones first."""
    answers = answers_to(session, unit_id)
    found = [
        Said(
            one.id,
            one.kind,
            one.target,
            _about(session, one.kind, one.target),
            one.text,
            format_moment(one.at),
            one.closed,
            answers[one.id].text if one.id in answers else "",
        )
        for one in remarks_on(session, unit_id, kind, target)
    ]
    return sorted(found, key=lambda one: (one.closed, bool(one.answer)))


def _about(session: Session, kind: str, target: str) -> str:
    """The record by its name, a figure by its label; what is not here by its code."""
    if kind == FIGURE:
        return f"Số liệu {target}: {load_catalogue().label(target)}".removesuffix(f": {target}").removesuffix(": ")
    record = session.get(KINDS[kind], target) if kind in KINDS else None
    if record is None:
        return "Bản ghi không còn ở đây"
    return f"{type(record).NAME}: {shortened(called(record.wire()), 120)}"


def sentence_on(session: Session, unit_id: str, kind: str, record_id: str) -> str:
    """What is said of one record and still open, for the form; empty where nothing is."""
    said = [one for one in read_remarks(session, unit_id, kind, record_id) if not one.closed]
    return "\n".join(f"Sở nhận xét ({one.when}; {one.state}): {one.text}" for one in said)


class RemarksBar(QFrame):
    """Hidden where the Department has no open remark on records of this kind ("figure": on figures)."""

    def __init__(self, workspace: Workspace, kind: str) -> None:
        super().__init__()
        self.setObjectName("banner_warning")
        self._workspace, self._kind = workspace, kind
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.button = QPushButton("Xem nhận &xét…")
        self.button.setToolTip("Xem Sở nhận xét gì, mở bản ghi để sửa, trả lời")
        self.button.clicked.connect(self.show_list)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Count again, in the background."""
        workspace, kind = self._workspace, self._kind

        def work(_: Progress) -> tuple[int, int]:
            with workspace.database.snapshot() as session:
                said = [one for one in read_remarks(session, workspace.unit_id, kind) if not one.closed]
            return len(said), sum(not one.answer for one in said)

        workspace.background.read(self, work, self._show)

    def _show(self, counts: tuple[int, int]) -> None:
        said, waiting = counts
        left = f", {format_number(waiting)} chưa trả lời" if waiting else ", đã trả lời hết"
        self.label.setText(f"Sở có {format_number(said)} nhận xét ở đây{left}.")
        self.setVisible(said > 0)

    def show_list(self) -> None:
        """The remarks; from there to a record."""
        dialog = RemarksDialog(self._workspace, self._kind, self.window())
        dialog.exec()
        self.refresh()
        if dialog.chosen is not None:
            open_target(self._workspace, dialog.chosen)


def open_target(workspace: Workspace, said: Said) -> None:
    """The record that a remark is about, or the targets."""
    from desktop.views.logbook import place_of

    if said.kind == FIGURE:
        workspace.go_to("indicators", code=said.target)
    elif place := place_of(said.kind, workspace.role):
        workspace.go_to(place, record_id=said.target)


class RemarksDialog(QDialog):
    """`chosen` is the remark whose record was asked for; None where none was."""

    def __init__(self, workspace: Workspace, kind: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._kind = workspace, kind
        self.chosen: Said | None = None
        self.said: list[Said] = []
        self.setWindowTitle("Nhận xét của Sở")
        self.resize(QSize(720, 460))
        self.list = QListWidget()
        self.list.setAccessibleName("Các nhận xét của Sở")
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.currentRowChanged.connect(lambda _: self._show_current())
        self.list.itemActivated.connect(lambda _: self.open_current())
        label = QLabel("&Trả lời của đơn vị")
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(84)
        self.text.setPlaceholderText("Ví dụ: Đã sửa số người theo danh sách ký nhận.")
        label.setBuddy(self.text)
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.saved = QPushButton(icon("save", "surface"), " &Lưu trả lời")
        self.saved.setProperty("primary", True)
        self.saved.clicked.connect(self.save)
        self.opened = QPushButton("&Mở bản ghi")
        self.opened.setToolTip("Mở bản ghi được nhận xét (Enter trong danh sách)")
        self.opened.clicked.connect(self.open_current)
        closed = QPushButton("Đón&g")
        closed.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.saved)
        buttons.addWidget(self.opened)
        buttons.addStretch(1)
        buttons.addWidget(closed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(GRID)
        for widget in (self.list, label, self.text, self.problem):
            layout.addWidget(widget, 1 if widget is self.list else 0)
        layout.addLayout(buttons)
        self.refresh()

    def refresh(self) -> None:
        """Read again; the same line stays chosen."""
        row = max(self.list.currentRow(), 0)
        with self._workspace.database.snapshot() as session:
            self.said = read_remarks(session, self._workspace.unit_id, self._kind)
        self.list.clear()
        for one in self.said:
            item = QListWidgetItem(
                icon("circle-check", "success") if one.closed or one.answer else icon("triangle-alert", "warning"),
                f"{one.about}\n{shortened(one.text, LONGEST)}\n{one.when} – {one.state}",
            )
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, len(self.said) - 1))
        self._show_current()

    def current(self) -> Said | None:
        """The remark that is chosen."""
        row = self.list.currentRow()
        return self.said[row] if 0 <= row < len(self.said) else None

    def _show_current(self) -> None:
        one = self.current()
        self.text.setPlainText(one.answer if one is not None else "")
        self.text.setReadOnly(one is None or one.closed)
        self.saved.setEnabled(one is not None and not one.closed)
        self.opened.setEnabled(one is not None)
        self.problem.hide()

    def save(self) -> None:
        """Store the answer."""
        one = self.current()
        if one is None:
            return
        today = date.today()  # noqa: DTZ011  the clerk's own day
        try:
            with self._workspace.database.transaction("Trả lời nhận xét của Sở") as session:
                answer_remark(session, self._workspace.unit_id, one.id, self.text.toPlainText().strip(), today)
        except UserError as error:
            self.problem.setText(error.sentence)
            self.problem.show()
            return
        self._workspace.notify("Đã lưu trả lời; Sở biết khi nhận gói kế tiếp.")
        self.refresh()

    def open_current(self) -> None:
        """Close, and open the record."""
        self.chosen = self.current()
        if self.chosen is not None:
            self.accept()
