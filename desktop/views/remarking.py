"""The Department's remarks on a unit's records and figures: written here, listed with the unit's answers, closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.text import shortened
from desktop.views.page import Workspace
from desktop.views.remarks import Said, read_remarks
from desktop.views.theme import GRID, icon
from desktop.views.widgets.background import Progress
from desktop.views.widgets.lines_table import Line, LineColumn, LinesTable

_COLUMNS = (
    LineColumn("Lúc", 165),
    LineColumn("Về", 240),
    LineColumn("Nhận xét", 0),
    LineColumn("Trả lời của đơn vị", 260),
    LineColumn("Tình trạng", 150),
)
_COLOURS = {"chờ trả lời": "warning", "đã trả lời, chờ Sở xem": "primary", "Sở đã khép": "muted"}


class RemarkDialog(QDialog):
    """Asks what to look at again; `text` is set when it was accepted."""

    def __init__(self, parent: QWidget | None, about: str) -> None:
        super().__init__(parent)
        self.text = ""
        self.setWindowTitle("Nhận xét gửi đơn vị")
        self.setMinimumWidth(520)
        heading = QLabel(shortened(about, 200))
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setWordWrap(True)
        heading.setObjectName("section")
        label = QLabel("&Nhận xét, điều cần xem lại *")
        self.words = QPlainTextEdit()
        self.words.setTabChangesFocus(True)
        self.words.setFixedHeight(110)
        self.words.setPlaceholderText("Ví dụ: Số lượt người lớn hơn số học sinh toàn trường; đề nghị kiểm tra.")
        label.setBuddy(self.words)
        self.problem = QLabel("Hãy ghi nhận xét, để đơn vị biết cần xem lại điều gì.")
        self.problem.setObjectName("problem")
        self.problem.hide()
        self.saved = QPushButton(icon("check", "surface"), " &Ghi nhận xét")
        self.saved.setProperty("primary", True)
        self.saved.clicked.connect(self._finish)
        cancel = QPushButton("Hủ&y")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.saved)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(GRID)
        for widget in (heading, label, self.words, self.problem):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self.words.setFocus()

    def _finish(self) -> None:
        self.text = self.words.toPlainText().strip()
        if self.text:
            self.accept()
        else:
            self.problem.show()


class RemarksOf(QWidget):
    """The remarks on one unit: a tab of the unit's view. `changed` after one was made or closed."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._unit_id = ""
        self.said: dict[str, Said] = {}
        self.table = LinesTable(_COLUMNS, "Chưa có nhận xét nào cho đơn vị này.", "Các nhận xét")
        self.table.current_changed.connect(lambda _: self._update())
        self.close_button = QPushButton(icon("check"), "&Khép nhận xét")
        self.close_button.setToolTip("Đã xong, không hỏi thêm; đơn vị biết khi nhận gói trả lời")
        self.close_button.clicked.connect(self.close_current)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        self._update()

    def show_unit(self, unit_id: str) -> None:
        """Read and show the remarks on a unit."""
        self._unit_id = unit_id
        workspace = self._workspace

        def work(_: Progress) -> list[Said]:
            with workspace.database.snapshot() as session:
                return read_remarks(session, unit_id)

        workspace.background.read(self, work, self._take)

    def _take(self, said: list[Said]) -> None:
        self.said = {one.id: one for one in said}
        self.table.show_lines([_line(one) for one in said])
        self._update()

    def _update(self) -> None:
        one = self.said.get(self.table.current_key() or "")
        self.close_button.setEnabled(one is not None and not one.closed)

    def write(
        self, unit_code: str, year: int, kind: str, target: str, about: str, then: Callable[[], None] = lambda: None
    ) -> None:
        """Ask for the words, then store the remark."""
        dialog = RemarkDialog(self.window(), about)
        if not dialog.exec():
            return
        workspace, text = self._workspace, dialog.text

        def work(_: Progress) -> None:
            from sync.remarks import remark

            remark(workspace.database, unit_code, year, kind, target, text, workspace.database.author)

        def done(_: None) -> None:
            workspace.notify("Đã ghi nhận xét. Đơn vị biết khi nhận gói trả lời: “Ghi gói trả lời…”.")
            self.show_unit(self._unit_id)
            then()

        workspace.background.run(self, work, done, "Đang ghi…", workspace.refuse)

    def close_current(self) -> None:
        """Nothing more to ask."""
        key, workspace = self.table.current_key(), self._workspace
        if not key:
            return

        def work(_: Progress) -> None:
            from sync.remarks import close

            close(workspace.database, key)

        workspace.background.run(self, work, lambda _: self.show_unit(self._unit_id), "Đang ghi…", workspace.refuse)


def _line(one: Said) -> Line:
    cells = (one.when, one.about, shortened(one.text, 300), shortened(one.answer, 300), one.state)
    return Line(one.id, cells, (one.when, one.about, one.text, one.answer, one.state), _COLOURS.get(one.state, ""))
