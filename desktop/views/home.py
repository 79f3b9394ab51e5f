"""Trang chủ: how long until the report is due, what the year holds so far, what is missing, and the next step in one button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from desktop.text import format_number
from desktop.views.home_facts import Facts, Step, deadline_words, gather
from desktop.views.page import Page, Workspace
from desktop.views.places import DEPARTMENT, places_for
from desktop.views.profile import unit_name
from desktop.views.theme import GRID, icon, pixmap


class HomePage(Page):
    """Everything on it is counted anew when records change."""

    TITLE = "Trang chủ"
    KINDS = frozenset({"profile", "plan", "person", "activity", "course", "report"})
    HELP = "Trang này cho biết còn bao nhiêu ngày tới hạn nộp báo cáo, năm nay đã ghi được gì, còn thiếu gì và việc nên làm tiếp theo."

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.next_button = QPushButton()
        self.next_button.setProperty("primary", True)
        self._next: Step | None = None
        self.next_button.clicked.connect(self._go_next)
        self.days = QLabel()
        self.days.setObjectName("big")
        self.when = QLabel()
        self.when.setObjectName("muted")
        self.when.setWordWrap(True)
        self._counts = QHBoxLayout()
        self._counts.setSpacing(2 * GRID)
        self._missing = QVBoxLayout()
        self._missing.setSpacing(GRID)
        self.body.addWidget(self._deadline_card())
        self.body.addLayout(self._counts)
        self.body.addWidget(self._missing_card())
        self.body.addStretch(1)

    def _deadline_card(self) -> QWidget:
        card, layout = _card()
        row = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.days)
        words.addWidget(self.when)
        row.addLayout(words, 1)
        row.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addLayout(row)
        return card

    def _missing_card(self) -> QWidget:
        card, layout = _card()
        self.missing_heading = QLabel("Còn thiếu cho báo cáo")
        self.missing_heading.setObjectName("section")
        layout.addWidget(self.missing_heading)
        layout.addLayout(self._missing)
        return card

    def refresh(self) -> None:
        """Count again."""
        today = date.today()  # noqa: DTZ011  the clerk's own day
        name = unit_name(self.workspace.database, self.workspace.unit_id)
        self.subtitle.setText(name)
        self.subtitle.setVisible(bool(name))
        with self.workspace.database.snapshot() as session:
            facts = gather(session, self.workspace.unit_id, today.year)
        if self.workspace.role == DEPARTMENT:
            self._show_department(today)
            return
        days, when = deadline_words(today, facts.frozen)
        self.days.setText(days)
        self.when.setText(when)
        self._show_next(self._next_step(facts))
        self._show_counts(facts)
        self._show_missing(facts)

    def _show_department(self, today: date) -> None:
        days, when = deadline_words(today, frozen=True)
        self.days.setText(days if today < date(today.year, 11, 15) else f"Báo cáo năm {today.year}")
        self.when.setText(when)
        self._show_next(Step("Xem các đơn vị nộp báo cáo", "", "units") if self._has("units") else None)
        self.missing_heading.setText("Sở Giáo dục và Đào tạo")
        _clear(self._missing)
        self._missing.addWidget(_muted("Nhận gói của các đơn vị ở trang Đơn vị nộp báo cáo, rồi gửi lại biên nhận."))

    def _has(self, place: str) -> bool:
        return any(each.name == place for each in places_for(self.workspace.role))

    def _next_step(self, facts: Facts) -> Step:
        if facts.missing and facts.missing[0].what.get("new"):
            return facts.missing[0]
        if self._has("report") and facts.activities and not facts.frozen:
            return Step(f"Lập báo cáo năm {facts.year}", "", "report")
        if self._has("exchange") and facts.frozen:
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

    def _show_missing(self, facts: Facts) -> None:
        _clear(self._missing)
        if not facts.missing:
            self._missing.addWidget(_muted("Không còn thiếu gì. Có thể lập báo cáo."))
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID + 4)
        grid.setVerticalSpacing(GRID)
        grid.setColumnStretch(1, 1)
        for row, step in enumerate(facts.missing):
            sign = QLabel()
            sign.setPixmap(pixmap("circle-alert", "warning"))
            words = QLabel(step.words)
            why = _muted(step.why)
            text = QVBoxLayout()
            text.setSpacing(0)
            text.addWidget(words)
            text.addWidget(why)
            button = QPushButton("Mở")
            button.setAccessibleName(step.words)
            button.clicked.connect(lambda _=False, s=step: self.workspace.go_to(s.place, **s.what))
            grid.addWidget(sign, row, 0)
            grid.addLayout(text, row, 1)
            grid.addWidget(button, row, 2)
        self._missing.addWidget(box)

    def focus_first(self) -> None:
        """The next step."""
        self.next_button.setFocus(Qt.FocusReason.OtherFocusReason)


class _Count(QFrame):
    """A large number; a click opens what is behind it."""

    def __init__(self, number: int, words: str, open_it: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("card")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(0)
        big = QLabel(format_number(number))
        big.setObjectName("big")
        button = QPushButton(words)
        button.setProperty("flat", True)
        button.setProperty("link", True)
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: open_it())
        layout.addWidget(big)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)


def _card() -> tuple[QFrame, QVBoxLayout]:
    card = QFrame()
    card.setObjectName("card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(16, 12, 16, 12)
    layout.setSpacing(GRID)
    return card, layout


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
