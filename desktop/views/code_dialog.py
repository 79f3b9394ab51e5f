"""Tra mã trên báo cáo giấy: a code typed or read by a hand scanner, a PDF or photos dropped; what it leads to, in big words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.views.page import Workspace
from desktop.views.places import DEPARTMENT
from desktop.views.theme import GRID, icon
from desktop.views.widgets.background import Progress
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.lines_table import Line, LineColumn, LinesTable

if TYPE_CHECKING:
    from desktop.models.database import Database
    from desktop.reports.paper_check import PaperAnswer

FILES = "Báo cáo PDF hoặc ảnh chụp (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.bmp *.webp)"
_MOODS = {"match": "success", "older": "warning", "altered": "danger", "unknown": "danger"}
_COLUMNS = (
    LineColumn("Số liệu, điều cần xem", 0),
    LineColumn("Bản đã chốt", 130),
    LineColumn("Bản mới nhất / trong tệp", 180),
)


@dataclass(frozen=True)
class Looked:
    """An answer with the unit's code in the register, "" where it has none here."""

    answer: PaperAnswer
    unit_code: str


class CodeDialog(QDialog):
    """`unit_wanted`: the code of the unit to go to, and the year. `code` is looked up at once."""

    unit_wanted = Signal(str, int)

    def __init__(self, parent: QWidget | None, workspace: Workspace, code: str = "") -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.found: Looked | None = None
        self.setWindowTitle("Tra mã trên báo cáo giấy")
        self.resize(920, 600)
        self.setAcceptDrops(True)
        self.line = QLineEdit()
        self.line.setPlaceholderText("XXXX-XXXX-XXXX")
        self.line.setMaxLength(60)
        self.line.returnPressed.connect(self.look_up)
        words = QLabel("&Mã ở chân trang (gõ thường, có hay không có gạch nối đều được)")
        words.setBuddy(self.line)
        self.look = _button("&Tra mã", "search", self.look_up)
        self.look.setProperty("primary", True)
        self.look.setIcon(icon("search", "surface"))
        self.pick = _button("Chọn tệ&p PDF, ảnh…", "file-text", self._pick)
        self.headline = QLabel("Gõ mã rồi bấm Enter, hoặc thả tệp PDF, ảnh chụp các trang vào đây.")
        self.headline.setObjectName("section")
        self.headline.setWordWrap(True)
        self.said = Banner()
        self.lines = LinesTable(_COLUMNS, "Số liệu để so với tờ giấy sẽ hiện ở đây.", "Số liệu để so với tờ giấy")
        self.detail = QLabel()
        self.detail.setTextFormat(Qt.TextFormat.PlainText)
        self.detail.setWordWrap(True)
        self.detail.setObjectName("muted")
        self.lines.current_changed.connect(lambda key: self.detail.setText(self._details.get(key, "")))
        self._details: dict[str, str] = {}
        self.open_button = _button("Mở &bản đã chốt", "file-text", self.open_pdf)
        self.unit_button = _button("&Xem đơn vị", "eye", self._go_to_unit)
        self.unit_button.hide()
        close = _button("Đón&g", "", self.reject)
        row, foot = QHBoxLayout(), QHBoxLayout()
        row.addWidget(self.line, 1)
        for each in (self.look, self.pick):
            row.addWidget(each)
        for each in (self.open_button, self.unit_button):
            foot.addWidget(each)
        foot.addStretch(1)
        foot.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(GRID)
        layout.addWidget(words)
        layout.addLayout(row)
        layout.addWidget(self.headline)
        layout.addWidget(self.said)
        layout.addWidget(self.lines, 1)
        layout.addWidget(self.detail)
        layout.addLayout(foot)
        self._update()
        self.line.setFocus()
        if code:
            self.line.setText(code)
            self.look_up()

    # --- asking --------------------------------------------------------------------------------------------------------

    def look_up(self) -> None:
        """What the typed code leads to. A hand scanner types `NQ71:…` and Enter."""
        typed = self.line.text()

        def ask(database: Database) -> PaperAnswer:
            from desktop.reports.paper_check import look_up

            return look_up(database, typed)

        self._ask(ask, "Đang tra mã…")
        self.line.selectAll()

    def check_files(self, paths: Sequence[Path]) -> None:
        """What a PDF, or photos of the pages, are."""

        def ask(database: Database) -> PaperAnswer:
            from desktop.evidence.papers import check_paper

            return check_paper(database, paths)

        self._ask(ask, "Đang đọc các trang…")

    def _ask(self, ask: Callable[[Database], PaperAnswer], words: str) -> None:
        database, at_department = self._workspace.database, self._workspace.role == DEPARTMENT

        def work(_: Progress) -> Looked:
            answer = ask(database)
            return Looked(answer, _unit_code(database, answer) if at_department else "")

        self._workspace.background.run(self, work, self._show, words)

    def _pick(self) -> None:
        picked, _ = QFileDialog.getOpenFileNames(self, "Chọn báo cáo PDF hoặc ảnh chụp", str(Path.home()), FILES)
        if picked:
            self.check_files([Path(each) for each in picked])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Look into what was dropped."""
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.check_files(sorted(paths))

    # --- showing -------------------------------------------------------------------------------------------------------

    def _show(self, looked: Looked) -> None:
        self.found = looked
        answer = looked.answer
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setText(answer.headline.upper() + (f" · mã {answer.code}" if answer.code else ""))
        self.headline.setObjectName("big")
        self.headline.style().unpolish(self.headline)
        self.headline.style().polish(self.headline)
        self.said.say(answer.sentence, _MOODS[answer.verdict])
        wrong = [
            Line(f"d{at}", (one.sentence, one.expected, one.found), (at, at, at), "danger", coloured=0)
            for at, one in enumerate(answer.differences)
        ]
        figures = [
            Line(f"f{at}", (one.name, one.value, one.newer), (1000 + at,) * 3, "warning" if one.newer else "")
            for at, one in enumerate(answer.figures)
        ]
        self._details = {line.key: line.cells[0] for line in [*wrong, *figures]}
        self.lines.show_lines([*wrong, *figures])
        self.detail.setText(self._details.get(self.lines.current_key(), ""))
        self._update()

    def _update(self) -> None:
        held = self.found.answer.held if self.found else None
        self.open_button.setEnabled(held is not None)
        self.unit_button.setVisible(bool(self.found and self.found.unit_code))

    def open_pdf(self) -> None:
        """Make the frozen PDF again and open it in the PC's own program."""
        if self.found is None or self.found.answer.held is None:
            return
        frozen, name = self.found.answer.held.frozen, self.found.unit_code or "don-vi"
        edition = {"sha256": frozen.sha256, "edition": frozen.edition, "code": frozen.code}

        def work(_: Progress) -> Path:
            from desktop.views.unit_reading import remake_pdf

            return remake_pdf(self._workspace.database, name, frozen.year, edition)

        def done(path: Path) -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self._workspace.notify(f"Chưa có chương trình mở PDF. Tệp nằm ở {path}")

        self._workspace.background.run(self, work, done, "Đang dựng lại báo cáo…")

    def _go_to_unit(self) -> None:
        if self.found is not None and self.found.answer.held is not None:
            self.accept()
            self.unit_wanted.emit(self.found.unit_code, self.found.answer.held.frozen.year)


def ask_code(parent: QWidget, workspace: Workspace, go: Callable[[str, int], object], code: str = "") -> CodeDialog:
    """Open the dialog over `parent`; `go` is called with the unit's code and the year."""
    dialog = CodeDialog(parent, workspace, code)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.unit_wanted.connect(go)
    dialog.open()
    return dialog


def _unit_code(database: Database, answer: PaperAnswer) -> str:
    from desktop.models.register import RegisterUnit

    if answer.held is None:
        return ""
    with database.snapshot() as session:
        unit = session.get(RegisterUnit, answer.held.unit_id)
        return unit.code if unit else ""


def _button(words: str, picture: str, action: Callable[[], object]) -> QPushButton:
    made = QPushButton(icon(picture), words) if picture else QPushButton(words)
    made.setAutoDefault(False)
    made.clicked.connect(lambda: action())
    return made
