"""Trang chủ: how long until the report is due, how far the targets are, what is missing, where things stand, the next step in one button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.models.draft import DRAFTS
from desktop.text import format_number
from desktop.views.home_facts import Facts, Standing, Step, deadline_words, gather, urgency
from desktop.views.page import COUNTED_KINDS, Page, Workspace
from desktop.views.places import DEPARTMENT, places_for
from desktop.views.profile import unit_name
from desktop.views.theme import GRID, icon, pixmap
from desktop.views.widgets.background import Progress

MOST_STEPS = 6
"""Things to do that are listed; the rest are a number, so that the page never frightens."""
_SIGNS = {"success": "circle-check", "warning": "triangle-alert", "danger": "circle-alert", "info": "info"}


class HomePage(Page):
    """The deadline is there at once; everything counted is read in the background, anew when records change."""

    TITLE = "Trang chủ"
    KINDS = COUNTED_KINDS | {DRAFTS, "adhoc_report"}
    HELP = (
        "Trang này cho biết còn bao nhiêu ngày tới hạn nộp báo cáo, các chỉ tiêu đạt tới đâu, còn thiếu gì, dữ liệu đã xuất và sao "
        "lưu tới đâu, và việc nên làm tiếp theo. Trên mỗi thanh chỉ tiêu, vạch đậm là mốc 2030, 2035; vạch mảnh là mức của năm "
        "nay nếu đi đều. Bấm vào thanh để xem từng người, từng bản ghi."
    )

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._places = {place.name for place in places_for(workspace.role)}
        self._reading: Progress | None = None
        self._next: Step | None = None
        self.facts: Facts | None = None
        self.next_button = QPushButton()
        self.next_button.setProperty("primary", True)
        self.next_button.setText(
            "Đang xem sổ…"
        )  # there from the start: the keyboard stands on it while counting goes on
        self.next_button.clicked.connect(self._go_next)
        self.days = QLabel()
        self.days.setObjectName("big")
        self.when = _muted("")
        self._counts = QHBoxLayout()
        self._counts.setSpacing(2 * GRID)
        self._targets, self._missing, self._standing = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        inner = QWidget()
        inner.setObjectName("scrolled")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(GRID)
        self._column.addWidget(self._deadline_card())
        self._column.addLayout(self._counts)
        self._column.addLayout(self._middle())
        self._column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        self.body.addWidget(scroll, 1)

    def _deadline_card(self) -> QWidget:
        self.deadline, layout = _card()
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.days)
        words.addWidget(self.when)
        row.addLayout(words, 1)
        row.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(row)
        return self.deadline

    def _middle(self) -> QHBoxLayout:
        """Targets and standing at the left, what is missing at the right."""
        self.missing_heading = QLabel("Còn thiếu cho báo cáo")
        left, right = QVBoxLayout(), QVBoxLayout()
        self._left_cards = []
        for column, heading, content in (
            (left, QLabel("Chỉ tiêu"), self._targets),
            (left, QLabel("Tình trạng dữ liệu"), self._standing),
            (right, self.missing_heading, self._missing),
        ):
            card, layout = _card()
            heading.setObjectName("section")
            layout.addWidget(heading)
            content.setSpacing(GRID // 2)
            layout.addLayout(content)
            column.addWidget(card)
            if column is left:
                self._left_cards.append(card)
        for column in (left, right):
            column.setSpacing(GRID)
            column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addLayout(left, 1)
        row.addLayout(right, 1)
        return row

    # --- reading -------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Say the deadline, then count again in the background."""
        today = date.today()  # noqa: DTZ011  the clerk's own day
        name = unit_name(self.workspace.database, self.workspace.unit_id)
        self.subtitle.setText(name)
        self.subtitle.setVisible(bool(name))
        if self.workspace.role == DEPARTMENT:
            self._show_department(today)
            return
        if self.facts is None:
            self._show_deadline(today, frozen=False)
        if self._reading is not None:
            self._reading.cancel()
        database, unit_id, folder = self.workspace.database, self.workspace.unit_id, self.workspace.folder

        def work(progress: Progress) -> Facts:
            progress.report(0)
            with database.snapshot() as session:
                return gather(session, unit_id, today.year, today, folder)

        self._reading = self.workspace.background.read(self, work, self._show)

    def _show(self, facts: Facts) -> None:
        self.facts = facts
        self._show_deadline(date.today(), facts.frozen)  # noqa: DTZ011
        self._show_next(self._next_step(facts))
        self._show_counts(facts)
        self._show_targets(facts)
        self._show_missing(facts)
        self._show_standing(facts)

    def _show_deadline(self, today: date, frozen: bool) -> None:
        days, when = deadline_words(today, frozen)
        self.days.setText(days)
        self.when.setText(when)
        mood = urgency(today, frozen)
        name = f"banner_{mood}" if mood else "card"
        if self.deadline.objectName() != name:
            self.deadline.setObjectName(name)
            for each in (self.deadline, self.days, self.when):
                each.style().unpolish(each)
                each.style().polish(each)

    def _show_department(self, today: date) -> None:
        days, when = deadline_words(today, frozen=True)
        self.days.setText(days if today < date(today.year, 11, 15) else f"Báo cáo năm {today.year}")
        self.when.setText(when)
        self._show_next(Step("Xem các đơn vị nộp báo cáo", "", "units") if "units" in self._places else None)
        for card in self._left_cards:
            card.hide()
        self.missing_heading.setText("Sở Giáo dục và Đào tạo")
        _clear(self._missing)
        self._missing.addWidget(_muted("Nhận gói của các đơn vị ở trang Đơn vị nộp báo cáo, rồi gửi lại biên nhận."))

    # --- the next step -------------------------------------------------------------------------------------------------

    def _next_step(self, facts: Facts) -> Step:
        if facts.missing and facts.missing[0].what.get("new"):
            return facts.missing[0]
        if "report" in self._places and facts.activities and not facts.frozen:
            return Step(f"Lập báo cáo năm {facts.year}", "", "report")
        if "exchange" in self._places and facts.frozen and not any(each.mood == "success" for each in _sent(facts)):
            return Step("Gửi báo cáo về Sở", "", "exchange")
        return Step("Ghi hoạt động mới", "", "activities", {"new": True})

    def _show_next(self, step: Step | None) -> None:
        self._next = step
        self.next_button.setVisible(step is not None)
        if step is not None:
            self.next_button.setText(f"{step.words}  ")
            self.next_button.setIcon(icon("arrow-right", "surface"))
            self.next_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    def _go_next(self) -> None:
        if self._next is not None:
            self.workspace.go_to(self._next.place, **self._next.what)

    # --- the cards -----------------------------------------------------------------------------------------------------

    def _show_counts(self, facts: Facts) -> None:
        _clear(self._counts)
        year = facts.year
        for number, words, place in (
            (facts.activities, f"hoạt động năm {year}", "activities"),
            (facts.reached, "lượt người được truyền thông", "activities"),
            (facts.courses, f"lớp bồi dưỡng, hội nghị năm {year}", "courses"),
            (facts.officers, "cán bộ truyền thông", "people"),
        ):
            self._counts.addWidget(_Count(number, words, partial(self.workspace.go_to, place)), 1)

    def _show_targets(self, facts: Facts) -> None:
        from desktop.views.widgets.target_bar import TargetBar

        _clear(self._targets)
        for one in facts.targets:
            bar = TargetBar(one, facts.year)
            bar.clicked.connect(
                lambda _=False, code=one.code: self.workspace.go_to("indicators", year=facts.year, code=code)
            )
            self._targets.addWidget(bar)
        if not facts.targets:
            self._targets.addWidget(_muted("Ghi hồ sơ đơn vị trước; các chỉ tiêu sẽ hiện ở đây."))
            return
        more = QHBoxLayout()
        for words, what in (("Xem cả tám chỉ tiêu", {}), ("Biểu đồ", {"charts": True})):
            more.addWidget(_link(words, partial(self.workspace.go_to, "indicators", **what)))
        more.addStretch(1)
        holder = QWidget()
        holder.setLayout(more)
        more.setContentsMargins(0, 0, 0, 0)
        self._targets.addWidget(holder)

    def _show_missing(self, facts: Facts) -> None:
        _clear(self._missing)
        if not facts.missing:
            self._missing.addWidget(_muted("Không còn thiếu gì. Có thể lập báo cáo."))
        grid = _grid()
        for row, step in enumerate(facts.missing[:MOST_STEPS]):
            text = QVBoxLayout()
            text.setSpacing(0)
            words = QLabel(step.words)
            words.setWordWrap(True)
            text.addWidget(words)
            text.addWidget(_muted(step.why))
            grid.addWidget(_sign("warning"), row, 0)
            grid.addLayout(text, row, 1)
            if step.place in self._places:
                button = QPushButton("Mở")
                button.setAccessibleName(step.words)
                button.clicked.connect(lambda _=False, s=step: self.workspace.go_to(s.place, **s.what))
                grid.addWidget(button, row, 2)
        box = QWidget()
        box.setLayout(grid)
        self._missing.addWidget(box)
        if (more := len(facts.missing) - MOST_STEPS) > 0:
            self._missing.addWidget(_muted(f"Và {more} việc khác sẽ hiện khi làm xong các việc trên."))

    def _show_standing(self, facts: Facts) -> None:
        _clear(self._standing)
        grid = _grid()
        for row, line in enumerate(facts.standing):
            words = QLabel(line.words)
            words.setWordWrap(True)
            words.setTextFormat(Qt.TextFormat.PlainText)
            grid.addWidget(_sign(line.mood), row, 0)
            grid.addWidget(words, row, 1)
            if line.place in self._places:
                opening = _link("Mở", partial(self.workspace.go_to, line.place))
                opening.setAccessibleName(line.words)
                grid.addWidget(opening, row, 2)
        box = QWidget()
        box.setLayout(grid)
        self._standing.addWidget(box)

    def focus_first(self) -> None:
        """The next step."""
        self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)


def _sent(facts: Facts) -> list[Standing]:
    return [each for each in facts.standing if each.place == "exchange"]


class _Count(QFrame):
    """A large number; a click opens what is behind it."""

    def __init__(self, number: int, words: str, open_it: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("card")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 6, 16, 6)
        layout.setSpacing(0)
        big = QLabel(format_number(number))
        big.setObjectName("big")
        layout.addWidget(big)
        layout.addWidget(_link(words, open_it), 0, Qt.AlignmentFlag.AlignLeft)


def _link(words: str, open_it: Callable[[], object]) -> QPushButton:
    button = QPushButton(words)
    button.setProperty("flat", True)
    button.setProperty("link", True)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    button.clicked.connect(lambda: open_it())
    return button


def _card() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setObjectName("card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(16, 10, 16, 10)
    layout.setSpacing(GRID // 2)
    return card, layout


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(GRID + 4)
    grid.setVerticalSpacing(GRID // 2)
    grid.setColumnStretch(1, 1)
    return grid


def _sign(mood: str) -> QLabel:
    sign = QLabel()
    sign.setPixmap(pixmap(_SIGNS[mood], "primary" if mood == "info" else mood))
    return sign


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("muted")
    label.setWordWrap(True)
    return label


def _clear(layout: QLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.deleteLater()


def make(workspace: Workspace) -> Page:
    """The page."""
    return HomePage(workspace)
