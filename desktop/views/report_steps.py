"""The six steps of a report as a strip: what is done, by whom and when, and the one thing to do next (features 61)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QWidget

from desktop.reports.path import Path, State, Step
from desktop.views.exchange_words import day, moment
from desktop.views.theme import GRID, palette, pixmap, scaled
from desktop.views.widgets.tips import as_tip

ACTIONS = {
    "write": "&Viết phần còn thiếu",
    "freeze": "Chốt &bản này…",
    "review": "Thủ trưởng đã &xem…",
    "print": "&In để trình ký…",
    "signed": "N&hập số, ngày…",
    "scan": "&Gắn bản quét…",
    "export": "&Xuất gói…",
    "correct": "Sửa, chốt &bản mới…",
    "take_back": "&Rút lại bản đã nộp…",
    "undo_take_back": "&Thôi rút lại",
    "undo_review": "&Bỏ ghi “thủ trưởng đã xem”",
}
"""What each word of `reports.path` is called on a button or in the menu."""
_LOOKS = {
    State.DONE: ("circle-check", "success", "text"),
    State.NEXT: ("arrow-right", "primary", "primary"),
    State.WRONG: ("circle-x", "danger", "danger"),
    State.LATER: ("clock", "muted", "muted"),
}
SHORT = {
    "draft": "Soạn thảo",
    "review": "Thủ trưởng",
    "print": "In, ký",
    "signed": "Số, ngày",
    "export": "Xuất gói",
    "department": "Sở nhận",
}
"""Where the strip is narrow; the icon tells how the step stands."""
MORE = "Bước khác"
STATE_WORDS = {State.DONE: "xong", State.NEXT: "việc tiếp theo", State.WRONG: "cần xử lý", State.LATER: "chưa"}
_HEIGHT, _ICON, _LEAST = 44, 16, 64  # px


class StepsPath(QWidget):
    """`asked` with the word of what is to be done (`reports.path`): the one button, and “Việc khác” beside it."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.path: Path | None = None
        self._row = QHBoxLayout()
        self._row.setSpacing(4)
        self.cells: list[StepCell] = []
        self.button = QPushButton()
        self.button.setProperty("primary", True)
        self.button.clicked.connect(lambda: self.asked.emit(self.path.action if self.path else ""))
        self.more = QPushButton(MORE)
        self.more.setAccessibleName(MORE)
        self.more.setToolTip("Các việc khác của bước này")
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(GRID)
        layout.addLayout(self._row, 1)
        layout.addWidget(self.button)
        layout.addWidget(self.more)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.button.hide()
        self.more.hide()

    def show_path(self, path: Path) -> None:
        """Show how far the report is."""
        self.path = path
        self._show_cells(path.steps)
        self.button.setText(ACTIONS.get(path.action, ""))
        self.button.setToolTip(as_tip(path.sentence))
        self.button.setAccessibleDescription(path.sentence)
        self.button.setVisible(bool(ACTIONS.get(path.action)))
        self.menu.clear()
        for word in path.also:
            self.menu.addAction(ACTIONS[word]).triggered.connect(lambda _=False, word=word: self.asked.emit(word))
        self.more.setVisible(bool(path.also))
        told = " → ".join(f"{one.words}: {STATE_WORDS[one.state]}" for one in path.steps)
        self.setAccessibleName(f"Các bước của báo cáo: {told}")
        self.setAccessibleDescription(path.sentence)
        self.setToolTip(as_tip(path.sentence))

    def _show_cells(self, steps: Sequence[Step]) -> None:
        while len(self.cells) < len(steps):
            cell = StepCell()
            self.cells.append(cell)
            self._row.addWidget(cell)
        for cell, step in zip(self.cells, steps, strict=True):
            cell.show_step(step)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width anew."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Each step what its words need where there is room for all; else alike, with short words."""
        wanted = [cell.sizeHint().width() for cell in self.cells]
        self.more.setText(MORE)
        beside = sum(b.sizeHint().width() + GRID for b in (self.button, self.more) if not b.isHidden())
        enough = sum(wanted) + self._row.spacing() * len(wanted) + beside <= self.width()
        self.more.setText(MORE if enough else "…")
        for at, width in enumerate(wanted):
            self._row.setStretch(at, width if enough else 1)


class StepCell(QWidget):
    """One step: icon and words, who and when below; what does not fit ends in “…” and stands in the tool tip."""

    def __init__(self) -> None:
        super().__init__()
        self.step = Step("", "")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_step(self, step: Step) -> None:
        """Show it."""
        self.step = step
        self.setAccessibleName(f"{step.words}: {STATE_WORDS[step.state]}. {self.small()}".strip())
        whole = (step.words, step.who, moment(step.at), step.detail)
        self.setToolTip(as_tip("\n".join(filter(None, whole))))
        self.updateGeometry()
        self.update()

    def small(self) -> str:
        """Who and when, else what there is to say."""
        told = ", ".join(filter(None, (self.step.who, day(self.step.at))))
        return told or self.step.detail

    def sizeHint(self) -> QSize:
        """As wide as its words."""
        words = QFontMetrics(self._font()).horizontalAdvance(self.step.words)
        return QSize(max(scaled(_LEAST), words + scaled(_ICON) + 2 * GRID), scaled(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """An icon and the beginning of a word."""
        return QSize(scaled(_LEAST), scaled(_HEIGHT))

    def _font(self) -> QFont:
        font = self.font()
        font.setBold(self.step.state in (State.NEXT, State.WRONG))
        return font

    def paintEvent(self, _: QPaintEvent) -> None:
        """Two lines, the upper with its icon; the step to do now stands on a tint."""
        picture, colour, ink = _LOOKS[self.step.state]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.step.state in (State.NEXT, State.WRONG):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(palette()["primary_tint" if self.step.state is State.NEXT else "row_hover"]))
            painter.drawRoundedRect(self.rect(), 6, 6)
        size, half = scaled(_ICON), self.height() // 2
        painter.drawPixmap(QRect(4, half - size - 1, size, size), pixmap(picture, colour, size))
        left = size + 4 + 4
        upper = QRect(left, 2, self.width() - left - 2, half - 1)
        self._line(painter, upper, self._fitting(upper.width()), self._font(), ink)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        lower = QRect(left, half, self.width() - left - 2, half - 3)
        self._line(painter, lower, self.small(), font, "danger" if self.step.state is State.WRONG else "muted")
        painter.end()

    def _fitting(self, width: int) -> str:
        """The words of the step, the short ones where there is no room; what went wrong is never put shorter."""
        words = self.step.words
        fits = QFontMetrics(self._font()).horizontalAdvance(words) <= width
        return words if fits or self.step.state is State.WRONG else SHORT.get(self.step.code, words)

    def _line(self, painter: QPainter, where: QRect, words: str, font: QFont, ink: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(palette()[ink]))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, where.width())
        painter.drawText(where, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
