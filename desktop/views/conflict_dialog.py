"""Two versions of one record side by side: a person chooses per field or whole; what is not taken stays in the history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
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
from desktop.models import conflicts as steps
from desktop.models.kinds import KINDS
from desktop.text import format_moment, format_number, shortened
from desktop.views.conflict_words import DELETED, Conflict, read_conflict
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon, palette

if TYPE_CHECKING:
    from desktop.views.widgets.background import Progress
    from desktop.views.widgets.form import FieldSpec

LONGEST = 400  # letters of one value in the table; the whole is in its tooltip


class ConflictsBar(QFrame):
    """Says that records of a kind stand in two versions; hidden where none does. Its button goes through them one by one."""

    def __init__(self, workspace: Workspace, kind: str, one: str, fields: Sequence[FieldSpec] = ()) -> None:
        super().__init__()
        self.setObjectName("banner_warning")
        self._workspace, self._kind, self._one, self._fields = workspace, kind, one, fields
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.button = QPushButton("Chọn bản đú&ng…")
        self.button.setToolTip("Xem hai bản cạnh nhau và chọn; bản không chọn vẫn còn trong lịch sử")
        self.button.clicked.connect(self.decide)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        self.hide()
        self.refresh()

    def refresh(self) -> None:
        """Count again, in the background."""
        workspace, kind = self._workspace, self._kind

        def work(_: Progress) -> int:
            with workspace.database.snapshot() as session:
                return len(steps.conflicts(session, workspace.unit_id, kind))

        workspace.background.read(self, work, self._show_count)

    def _show_count(self, count: int) -> None:
        self.label.setText(f"{format_number(count)} {self._one} được sửa khác nhau ở hai máy: cả hai bản đều còn.")
        self.setVisible(count > 0)

    def decide(self) -> None:
        """Open the dialog over all of them."""
        ConflictDialog(self._workspace, self._kind, self._fields, self.window()).exec()
        self.refresh()


class ConflictDialog(QDialog):
    """Goes through the records of a kind that wait for a decision; Esc leaves the rest for later."""

    def __init__(
        self, workspace: Workspace, kind: str, fields: Sequence[FieldSpec] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._kind, self._fields = workspace, kind, fields
        self._left: list[str] = []
        self.conflict: Conflict | None = None
        self.picks: list[int] = []
        self.setWindowTitle("Hai bản khác nhau của một bản ghi")
        self.resize(QSize(900, 520))
        self.heading = QLabel()
        self.heading.setObjectName("section")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.hint = QLabel()
        self.hint.setObjectName("hint")
        self.hint.setWordWrap(True)
        self._make_table()
        self.wholes = [QPushButton(f"Lấy cả bản &{number}") for number in (1, 2)]
        for at, button in enumerate(self.wholes):
            button.clicked.connect(lambda _=False, at=at: self.take_whole(at))
        self.saved = QPushButton(icon("check", "surface"), " &Lưu các ô đã chọn")
        self.saved.setProperty("primary", True)
        self.saved.clicked.connect(self.save)
        self.skipped = QPushButton("Để &sau")
        self.skipped.clicked.connect(self.skip)
        closed = QPushButton("Đón&g")
        closed.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        for button in (self.saved, *self.wholes, self.skipped):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(closed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(GRID)
        layout.addWidget(self.heading)
        layout.addWidget(self.hint)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        with workspace.database.snapshot() as session:
            self._left = [record_id for _, record_id in steps.conflicts(session, workspace.unit_id, kind)]
        self._count = len(self._left)
        self._next()

    def _make_table(self) -> None:
        self.table = table = QTableWidget(0, 0)
        table.setAccessibleName("Các ô khác nhau giữa các bản")
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setTabKeyNavigation(False)
        table.setWordWrap(True)
        table.verticalHeader().hide()
        table.cellClicked.connect(self.pick)
        for key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            QShortcut(QKeySequence(key), table, self._pick_current, context=Qt.ShortcutContext.WidgetShortcut)

    # --- one record ----------------------------------------------------------------------------------------------------

    def _next(self) -> None:
        self.conflict = None
        while self._left and self.conflict is None:
            with self._workspace.database.snapshot() as session:
                self.conflict = read_conflict(session, self._kind, self._left[0], self._fields)
            if self.conflict is None:
                self._left.pop(0)
        if self.conflict is None:
            self.accept()
            return
        at = self._count - len(self._left) + 1
        counted = f" ({at}/{self._count})" if self._count > 1 else ""
        self.heading.setText(f"{shortened(self.conflict.name, 160)}{counted}")
        self.picks = [0] * len(self.conflict.choices)
        self._show(self.conflict)

    def _show(self, conflict: Conflict) -> None:
        whole = conflict.with_deletion
        self.hint.setText(
            "Ở một máy bản ghi đã được đưa vào thùng rác, ở máy kia được sửa. Hãy lấy cả một bản."
            if whole
            else "Bấm vào ô đúng của từng dòng (phím cách), rồi lưu. Bản không chọn vẫn xem lại được trong lịch sử (F8)."
        )
        self.saved.setVisible(not whole)
        table = self.table
        table.setColumnCount(1 + len(conflict.sides))
        heads = [_head(number, side) for number, side in enumerate(conflict.sides, 1)]
        table.setHorizontalHeaderLabels(["Ô", *heads])
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        table.setColumnWidth(0, 170)
        table.setRowCount(len(conflict.choices))
        for row, choice in enumerate(conflict.choices):
            self._put(row, 0, choice.label)
            for at, words in enumerate(choice.words, 1):
                self._put(row, at, DELETED if conflict.sides[at - 1].content is None else words)
        for number, button in enumerate(self.wholes):
            button.setVisible(number < len(conflict.sides))
        self._mark()
        table.resizeRowsToContents()
        if conflict.choices:
            table.setCurrentCell(0, 1)
        table.setFocus()

    def _put(self, row: int, column: int, words: str) -> None:
        item = QTableWidgetItem(shortened(words, LONGEST))
        item.setTextAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        if len(words) > LONGEST:
            item.setToolTip(words[:4000].replace("<", "‹"))
        self.table.setItem(row, column, item)

    def _mark(self) -> None:
        """The chosen side of each line is ticked and coloured."""
        colours = palette()
        for row, pick in enumerate(self.picks):
            for column in range(1, self.table.columnCount()):
                item = self.table.item(row, column)
                if item is None:
                    continue
                taken = column - 1 == pick and not (self.conflict and self.conflict.with_deletion)
                item.setIcon(icon("check", "success") if taken else QIcon())
                item.setBackground(QColor(colours["side"] if taken else colours["surface"]))

    def pick(self, row: int, column: int) -> None:
        """Take the side of a column for one line."""
        if column > 0 and self.conflict is not None and not self.conflict.with_deletion:
            self.picks[row] = column - 1
            self._mark()

    def _pick_current(self) -> None:
        self.pick(self.table.currentRow(), self.table.currentColumn())

    # --- deciding ------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Make the picked fields the record."""
        if self.conflict is not None and not self.conflict.with_deletion:
            self._decide(self.conflict.merged(self.picks))

    def take_whole(self, at: int) -> None:
        """Take one side as it stands."""
        if self.conflict is not None and at < len(self.conflict.sides):
            self._decide(self.conflict.sides[at].content)

    def skip(self) -> None:
        """Leave this one for later."""
        if self._left:
            self._left.pop(0)
            self._next()

    def _decide(self, content: dict[str, object] | None) -> None:
        conflict = self.conflict
        if conflict is None:
            return
        seen = tuple(side.version_id for side in conflict.sides)
        try:
            with self._workspace.database.transaction(f"Chọn bản của “{shortened(conflict.name)}”") as session:
                record = session.get(KINDS[conflict.kind], conflict.record_id)
                if record is not None:
                    steps.decide(session, record, content, seen)
        except UserError as error:
            self._workspace.refuse(error)
            self._next()
            return
        self._workspace.notify(f"Đã chọn một bản của “{shortened(conflict.name)}”; bản kia còn trong lịch sử.")
        self._left.pop(0)
        self._next()


def _head(number: int, side: steps.Side) -> str:
    now = "đang dùng" if number == 1 else "bản kia"
    who = f", {side.author}" if side.author else ""
    return f"{number}. {now}: {format_moment(side.saved_at)}{who}"
