"""The drafts of a page: one line that says how many there are, and the list it opens: what each still lacks, open, drop."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import UserError
from desktop.models.draft import DRAFTS, Draft, count_drafts, drafts, drop, write
from desktop.text import format_moment, format_number
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon


def lacks(sentences: Sequence[str]) -> str:
    """What keeps a draft from being saved, in one sentence: the first words of each."""
    short = [sentence.split(". ")[0].rstrip(".") for sentence in sentences]
    short = [words[0].lower() + words[1:] for words in dict.fromkeys(short) if words]
    return f"Chưa lưu được vì: {'; '.join(short)}." if short else "Đã đủ, lưu được ngay."


def told(draft: Draft) -> str:
    """When a draft was typed, by whom, and what it lacks."""
    who = f" – {draft.author}" if draft.author else ""
    return f"Gõ lần cuối {format_moment(draft.typed_at)}{who}\n{lacks(draft.missing)}"


class DraftsBar(QFrame):
    """Hidden where there are no drafts of this kind. `open_draft` gets the id of the record."""

    def __init__(self, workspace: Workspace, kind: str, one: str, open_draft: Callable[[str], object]) -> None:
        super().__init__()
        self.setObjectName("banner_info")
        self._workspace = workspace
        self._kind, self._one = kind, one
        self._open_draft = open_draft
        self.label = QLabel()
        self.button = QPushButton("Xem &bản nháp…")
        self.button.setToolTip("Mở lại hoặc bỏ các bản nháp")
        self.button.clicked.connect(self.show_list)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        workspace.changed.connect(self._changed)
        self.hide()
        self.refresh()

    @Slot(object)
    def _changed(self, kinds: frozenset[str]) -> None:
        if DRAFTS in kinds:
            self.refresh()

    def refresh(self) -> None:
        """Count again."""
        with self._workspace.database.snapshot() as session:
            count = count_drafts(session, self._kind)
        self.label.setText(f"{format_number(count)} bản nháp {self._one} chưa lưu thành bản ghi.")
        self.setVisible(count > 0)

    def show_list(self) -> None:
        """The list; Enter opens, Delete drops."""
        dialog = DraftsDialog(self._workspace, self._kind, self._one, self.window())
        dialog.exec()
        if dialog.chosen:
            self._open_draft(dialog.chosen)


class DraftsDialog(QDialog):
    """`chosen` is the record whose draft was asked for; empty where none was."""

    def __init__(self, workspace: Workspace, kind: str, one: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._kind = workspace, kind
        self.chosen = ""
        self.setWindowTitle(f"Bản nháp – {one}")
        self.resize(QSize(640, 400))
        self.list = QListWidget()
        self.list.setAccessibleName("Các bản nháp")
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.itemActivated.connect(self._open)
        self.list.currentRowChanged.connect(lambda _: self._update())
        self.opened = QPushButton(icon("pencil", "surface"), " &Mở")
        self.opened.setProperty("primary", True)
        self.opened.setToolTip("Mở bản nháp đang chọn (Enter)")
        self.opened.clicked.connect(self._open)
        self.dropped = QPushButton(icon("trash-2"), " &Bỏ")
        self.dropped.setToolTip("Bỏ bản nháp đang chọn (Delete)")
        self.dropped.clicked.connect(self.drop)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self.drop, context=Qt.ShortcutContext.WidgetShortcut)
        closed = QPushButton("Đón&g")
        closed.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addWidget(self.opened)
        buttons.addWidget(self.dropped)
        buttons.addStretch(1)
        buttons.addWidget(closed)
        self.undo = QPushButton("&Hoàn tác việc bỏ")
        self.undo.clicked.connect(self._bring_back)
        self.undo.hide()
        buttons.insertWidget(2, self.undo)
        self._last: Draft | None = None
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self._fill()

    def _fill(self, record_id: str = "") -> None:
        self.list.clear()
        with self._workspace.database.snapshot() as session:
            self._drafts = list(session.scalars(drafts(self._kind)))
        for draft in self._drafts:
            edited = "Sửa: " if draft.opened_at else ""
            self.list.addItem(QListWidgetItem(f"{edited}{draft.title}\n{told(draft)}"))
        at = next((n for n, draft in enumerate(self._drafts) if draft.record_id == record_id), 0)
        self.list.setCurrentRow(min(at, len(self._drafts) - 1))
        self._update()

    def _update(self) -> None:
        for button in (self.opened, self.dropped):
            button.setEnabled(self.list.currentRow() >= 0)

    def _open(self) -> None:
        if self.list.currentRow() >= 0:
            self.chosen = self._drafts[self.list.currentRow()].record_id
            self.accept()

    def drop(self) -> None:
        """Forget the draft; one click brings it back while the list is open."""
        if (row := self.list.currentRow()) < 0:
            return
        draft = self._drafts[row]
        try:
            with self._workspace.database.transaction() as session:
                drop(session, draft.record_id)
        except UserError as error:
            self._workspace.refuse(error)
            return
        self._last = draft
        self.undo.show()
        self._fill()
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _bring_back(self) -> None:
        draft = self._last
        if draft is None:
            return
        try:
            with self._workspace.database.transaction() as session:
                write(session, draft)
        except UserError as error:
            self._workspace.refuse(error)
            return
        self._last = None
        self.undo.hide()
        self._fill(draft.record_id)
