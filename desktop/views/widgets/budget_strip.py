"""The sums of a budget year, source by source and purpose by purpose, in a few lines above the list (Plan V; Biểu 05)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from desktop.models.catalogue import load_catalogue
from desktop.text import format_number, format_ratio, money_in_words
from desktop.views.theme import GRID

if TYPE_CHECKING:
    from desktop.reports.budget_summary import BudgetSummary

_TOTAL = "Cộng"


class BudgetStrip(QFrame):
    """Sources that have no line take no room; a sum of nothing is "–"."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(3)
        self.is_empty = True
        self.hide()

    def show_sums(self, budget: BudgetSummary) -> None:
        """Show a year; nothing where it has neither budget lines nor activities that cost something."""
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        row = 0
        if not budget.is_empty:
            row = self._matrix(budget)
        check = self._check(budget)
        if check:
            self._grid.addWidget(_label(check, "hint"), row, 0, 1, self._grid.columnCount())
        self.is_empty = budget.is_empty and not check
        self.setHidden(self.is_empty)

    def _matrix(self, budget: BudgetSummary) -> int:
        """The table itself; the next free row."""
        catalogue = load_catalogue()
        sources = [e for e in catalogue.entries("nguon_kinh_phi", True) if (e.code, "") in _sides(budget, 0)]
        purposes = [e for e in catalogue.entries("noi_dung_chi", True) if ("", e.code) in _sides(budget, 1)]
        heads = [f"Năm {budget.year}", *(p.code for p in purposes), "Thực hiện", "Dự toán", "Tỷ lệ"]
        tips = ["", *(p.label for p in purposes), "Tổng đã chi", "Tổng dự toán", "Thực hiện so với dự toán"]
        for column, (head, tip) in enumerate(zip(heads, tips, strict=True)):
            self._put(0, column, head, tip, "muted")
            self._grid.setColumnStretch(column, 1 if column else 0)
        lines: list[tuple[str | None, str, str]] = [(s.code, s.code, s.label) for s in sources]
        for row, (source, words, tip) in enumerate([*lines, (None, _TOTAL, "Cả bốn nguồn")], 1):
            paid, estimate = budget.paid(source), budget.estimated(source)
            cells = [budget.paid(source, p.code) for p in purposes]
            self._put(row, 0, words, tip, "total" if source is None else "")
            for column, amount in enumerate([*cells, paid, estimate], 1):
                self._put(row, column, _amount(amount), _in_words(amount), "total" if source is None else "")
            ratio = f"{format_ratio(100 * paid / estimate)}%" if estimate and paid is not None else "–"
            self._put(row, len(heads) - 1, ratio, "", "total" if source is None else "")
        return len(lines) + 2

    def _put(self, row: int, column: int, words: str, tip: str, name: str) -> None:
        label = _label(words, name)
        label.setToolTip(tip)
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(label, row, column, side)

    @staticmethod
    def _check(budget: BudgetSummary) -> str:
        """What the activities say, to be held against the spending."""
        if budget.activities is None:
            return ""
        words = (
            f"Đối chiếu: {format_number(budget.costed)} hoạt động năm {budget.year} trong Nhật ký ghi chi phí, "
            f"cộng {format_number(budget.activities)} đồng"
        )
        paid = budget.paid()
        if paid is None:
            return f"{words}; ở đây chưa ghi số thực hiện."
        apart = budget.activities - paid
        if not apart:
            return f"{words}, khớp với số thực hiện."
        return f"{words}, {'nhiều' if apart > 0 else 'ít'} hơn số thực hiện {format_number(abs(apart))} đồng."

    def text(self) -> str:
        """Everything it says, cell by cell."""
        return " | ".join(label.text() for label in self.findChildren(QLabel))


def _sides(budget: BudgetSummary, side: int) -> set[tuple[str, str]]:
    """The sources (0) or purposes (1) that have a line."""
    return {(key[0], "") if side == 0 else ("", key[1]) for key in budget.estimate}


def _amount(amount: int | None) -> str:
    return "–" if amount is None else format_number(amount)


def _in_words(amount: int | None) -> str:
    return money_in_words(amount) if amount else ""


def _label(words: str, name: str) -> QLabel:
    label = QLabel(words)
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
