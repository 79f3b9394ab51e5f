"""The form with its heading and its buttons, as it stands beside a list or over it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.form import RecordForm
from desktop.views.widgets.journal import NOT_WRITTEN

if TYPE_CHECKING:
    from desktop.views.record_page import Screen


class FormPanel(QFrame):
    """`saved`, `saved_next`, `kept` and `closed` are its buttons; the page says what they do."""

    def __init__(self, workspace: Workspace, screen: Screen) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setMinimumWidth(420)
        self._screen = screen
        self.form = RecordForm(workspace, screen.listing.kind, screen.fields)
        self._heading = QLabel()
        self._heading.setObjectName("section")
        self._state = QLabel()
        self._state.setObjectName("muted")
        top = QHBoxLayout()
        top.setContentsMargins(16, 6, 16, 8)
        top.setSpacing(2 * GRID)
        top.addWidget(self._heading)
        top.addStretch(1)
        top.addWidget(self._state)
        self.like_last = QPushButton(icon("repeat"), " Như lần trước")
        self.like_last.setToolTip("Điền như bản ghi gần nhất cùng loại; chữ đã gõ giữ nguyên (Ctrl+T)")
        top.addWidget(self.like_last)
        self.saved = QPushButton(icon("save", "surface"), " &Lưu")
        self.saved.setProperty("primary", True)
        self.saved.setToolTip("Lưu (Ctrl+S)")
        self.saved_next = QPushButton("Lưu và &ghi tiếp")
        self.saved_next.setToolTip("Lưu rồi mở biểu mẫu trống (Ctrl+Enter)")
        self.kept = QPushButton("Cất &nháp")
        self.kept.setToolTip("Cất chữ đang gõ làm bản nháp, dù còn thiếu (Ctrl+Shift+S)")
        self.closed = QPushButton("Đón&g")
        self.closed.setToolTip("Đóng biểu mẫu (Esc)")
        bottom = QHBoxLayout()
        bottom.setContentsMargins(16, 8, 16, 12)
        bottom.setSpacing(GRID)
        bottom.addWidget(self.saved)
        bottom.addWidget(self.saved_next)
        bottom.addWidget(self.kept)
        bottom.addStretch(1)
        bottom.addWidget(self.closed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(_rule())
        self.banner = Banner()
        self.remark = Banner()
        layout.addWidget(self.remark)
        layout.addWidget(self.banner)
        layout.addWidget(self.form, 1)
        layout.addWidget(_rule())
        layout.addLayout(bottom)
        self.form.edited.connect(self.show_state)

    def show_state(self) -> None:
        """Say whether the record is new and whether its text is saved."""
        one = self._screen.one
        self._heading.setText(f"{one[0].upper()}{one[1:]} mới" if self.form.is_new else f"Sửa {one}")
        self.like_last.setVisible(self.form.is_new)
        dirty = self.form.is_dirty
        self.kept.setEnabled(dirty)
        if not dirty:
            self.banner.hide()
        if self.form.is_new:
            self.remark.hide()
        self._state.setText("Chưa lưu" if dirty else ("" if self.form.is_new else "Đã lưu"))

    def warn(self, sentence: str) -> None:
        """Say something about the text that must be seen; an empty sentence takes away what the journal said."""
        if sentence:
            self.banner.say(sentence, "warning")
        elif self.banner.text().startswith(NOT_WRITTEN):
            self.banner.hide()

    def show_remark(self, sentence: str) -> None:
        """What the Department says of this record; nothing where it says nothing."""
        if sentence:
            self.remark.say(sentence, "warning")
        else:
            self.remark.hide()

    def mark_draft(self, sentence: str) -> None:
        """Say that this is a draft, and what was said about it."""
        self._state.setText("Bản nháp, chưa lưu")
        self.warn(sentence)

    def mark_copy(self) -> None:
        """Say that this is a copy not yet saved."""
        self._state.setText("Bản sao, chưa lưu")


def _rule() -> QFrame:
    line = QFrame()
    line.setObjectName("rule")
    line.setFixedHeight(1)
    return line
