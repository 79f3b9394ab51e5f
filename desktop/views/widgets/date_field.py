"""A date typed as clerks type it (5/3/2026), written out as 05/03/2026 when the field is left; a calendar one key away."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QObject, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.text import WEEKDAYS, format_date, parse_date
from desktop.views.theme import icon
from desktop.views.widgets.fields import TextField

FAR_BACK, FAR_AHEAD = 400, 200  # days from today beyond which a day of the log is asked about


class DateField(TextField):
    """Day first, always, whatever the PC's regional settings say (domain F.1); the day of the week beside it.

    `any_year`: the day may lie years away without a question (when a person came, when a page was opened).
    """

    def __init__(self, any_year: bool = False) -> None:
        super().__init__("ngày/tháng/năm")
        self._any_year = any_year
        self.weekday = QLabel()
        self.weekday.setObjectName("hint")
        self._button = QToolButton()
        self._button.setIcon(icon("calendar"))
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.setToolTip("Chọn ngày trên lịch (F4 hoặc Alt+↓)")
        self._button.setAccessibleName("Chọn ngày trên lịch")
        self._button.clicked.connect(self.show_calendar)
        self.row.setSpacing(0)
        self.row.addWidget(self.weekday)
        self.row.addWidget(self._button)
        self.line.textChanged.connect(lambda _: self._show_weekday())

    def set_value(self, value: date | None) -> None:
        """Show dd/mm/yyyy."""
        self.line.setText("" if value is None else format_date(value))

    def warning(self) -> str:
        """A year mistyped in January is the commonest slip of a log."""
        try:
            day = self.value()
        except ValueError:
            return ""
        if day is None or self._any_year:
            return ""
        ahead = (day - date.today()).days  # noqa: DTZ011  the clerk's own day
        if -FAR_BACK <= ahead <= FAR_AHEAD:
            return ""
        return f"Ngày này cách hôm nay khá xa ({'sau' if ahead > 0 else 'trước'} {_span(abs(ahead))}). Hãy xem lại năm."

    def _show_weekday(self) -> None:
        """As soon as a whole day stands there; the field itself is left alone."""
        try:
            day = self.value()
        except ValueError:
            day = None
        self.weekday.setText(f" {WEEKDAYS[day.weekday()]}" if day else "")

    def value(self) -> date | None:
        """The day; None where nothing was typed. ValueError with a sentence otherwise."""
        return parse_date(self.line.text()) if self.line.text().strip() else None

    def on_left(self) -> None:
        """Write the day out in full."""
        try:
            day = self.value()
        except ValueError:
            return
        if day is not None and self.line.text() != format_date(day):
            self.line.setText(format_date(day))

    def set_read_only(self, read_only: bool) -> None:
        """No calendar either."""
        super().set_read_only(read_only)
        self._button.setEnabled(not read_only)

    def show_calendar(self) -> None:
        """Open the calendar at the day typed, else at today."""
        try:
            day = self.value()
        except ValueError:
            day = None
        popup = _Calendar(self, day or date.today())  # noqa: DTZ011  the clerk's own day
        popup.calendar.activated.connect(lambda picked: self._picked(popup, picked))
        popup.calendar.clicked.connect(lambda picked: self._picked(popup, picked))
        popup.show_below(self)

    def _picked(self, popup: QWidget, picked: QDate) -> None:
        self.set_value(date(picked.year(), picked.month(), picked.day()))
        popup.close()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """F4 and Alt+Down open the calendar; every other key is the line's own.

        Reached by keyboard the whole day is marked, so that typing replaces what was guessed.
        """
        if watched is self.line and isinstance(event, QFocusEvent) and event.gotFocus():
            if event.reason() == Qt.FocusReason.OtherFocusReason:
                self.line.selectAll()
            return super().eventFilter(watched, event)
        if watched is self.line and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            down = event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier
            if (event.key() == Qt.Key.Key_F4 or down) and not self.line.isReadOnly():
                self.show_calendar()
                return True
        return super().eventFilter(watched, event)


def _span(days: int) -> str:
    return f"{round(days / 365)} năm" if days >= 700 else f"{round(days / 30)} tháng"


class _Calendar(QWidget):
    def __init__(self, parent: QWidget, day: date) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.calendar = QCalendarWidget()
        self.calendar.setLocale(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
        self.calendar.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.calendar.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.calendar.setMinimumSize(364, 236)
        self.calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.calendar)

    def show_below(self, field: QWidget) -> None:
        """Under the field, within the screen."""
        self.adjustSize()
        corner = field.mapToGlobal(QPoint(0, field.height()))
        room = field.screen().availableGeometry()
        if corner.y() + self.height() > room.bottom():
            corner = field.mapToGlobal(QPoint(0, -self.height()))
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        self.move(corner)
        self.show()
        self.calendar.setFocus()
