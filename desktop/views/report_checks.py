"""Điều cần xem lại: what is missing or doubtful in the report, each with the way to where it is mended."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.reports.document import Check
from desktop.views.theme import icon, scaled

ROLE = Qt.ItemDataRole.UserRole
_HEIGHT = 92


class CheckList(QWidget):
    """`jumped` with the check whose place is asked for, by Enter or double click."""

    jumped = Signal(object)  # Check

    def __init__(self) -> None:
        super().__init__()
        self.label = QLabel("Điều cần &xem lại")
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setAccessibleName("Điều cần xem lại")
        self.list.setFixedHeight(scaled(_HEIGHT))
        self.list.itemActivated.connect(self._jump)
        self.label.setBuddy(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addStretch(1)
        column.addWidget(self.label)
        column.addWidget(self.list)

    def show_checks(self, checks: tuple[Check, ...]) -> None:
        """Grave ones first; the one chosen stays so."""
        chosen = self.list.currentItem()
        before = chosen.text() if chosen is not None else ""
        self.list.clear()
        for check in sorted(checks, key=lambda each: not each.grave):
            picture = icon("circle-alert", "danger") if check.grave else icon("triangle-alert", "warning")
            item = QListWidgetItem(picture, check.sentence)
            item.setData(ROLE, check)
            where = " Enter: tới chỗ sửa." if check.place else ""
            item.setToolTip(("Bắt buộc trước khi chốt." if check.grave else "Nên xem lại.") + where)
            self.list.addItem(item)
        if not checks:
            self.list.addItem(QListWidgetItem(icon("circle-check", "success"), "Không có điều gì cần xem lại."))
        grave = sum(check.grave for check in checks)
        demanded = f", {grave} bắt buộc" if grave else ""
        self.label.setText(f"Điều cần &xem lại ({len(checks)}{demanded})")
        same = next((at for at in range(self.list.count()) if self.list.item(at).text() == before), 0)
        self.list.setCurrentRow(same)

    def _jump(self, item: QListWidgetItem) -> None:
        check = item.data(ROLE)
        if check is not None and check.place:
            self.jumped.emit(check)
