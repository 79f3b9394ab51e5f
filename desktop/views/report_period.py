"""The days that the report counts, both included (domain E.6), as two fields."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.reports.document import Period
from desktop.views.widgets.date_field import DateField

_WIDTH = 124  # px


class PeriodFields(QWidget):
    """`changed` with a whole period that is another than the one shown; `complained` where the days cannot be one."""

    changed = Signal(object)  # Period
    complained = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: Period | None = None
        self.start, self.end = DateField(), DateField()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for words, field, name in (
            ("Kỳ &từ", self.start, "Kỳ báo cáo từ ngày"),
            ("đến", self.end, "Kỳ báo cáo đến ngày"),
        ):
            field.weekday.hide()  # a period is read by its days; there is no room for more
            field.setFixedWidth(_WIDTH)
            field.line.setAccessibleName(name)
            field.line.editingFinished.connect(self._left)
            label = QLabel(words)
            label.setBuddy(field.line)
            row.addWidget(label)
            row.addWidget(field)
        row.addStretch(1)

    def show_period(self, period: Period) -> None:
        """Show it, but not over what is being typed."""
        self._shown = period
        for field, day in ((self.start, period.start), (self.end, period.end)):
            if not field.line.hasFocus():
                field.set_value(day)

    def _left(self) -> None:
        try:
            start, end = self.start.value(), self.end.value()
        except ValueError as error:
            self.complained.emit(str(error))
            return
        if start is None or end is None or self._shown is None or Period(start, end) == self._shown:
            return
        if end < start:
            self.complained.emit("Kỳ báo cáo kết thúc trước khi bắt đầu. Hãy kiểm tra lại hai ngày.")
            return
        self.changed.emit(Period(start, end))
