"""Before freezing: which edition it will be, what changed since the last, what is still missing; number and date where they are typed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout
from PySide6.QtWidgets import QWidget as Widget

from desktop.models.adhoc_report import AdhocReport
from desktop.models.report import Report
from desktop.reports.differences import Changes, compared, how_much, standing_of
from desktop.reports.document import AnnualReport, Check
from desktop.reports.editions import MOST_NUMBER, editions_in
from desktop.reports.sign_off import year_of
from desktop.views.editions_panel import Standing
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon, scaled
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.scrolled import Scrolled

MOST_TOLD = 5  # changed figures, and things missing, that the dialog names


@dataclass(frozen=True)
class Freezing:
    """What is about to be frozen, read in the background."""

    title: str  # báo cáo năm 2026
    edition: int
    sign: str = ""  # BC-THCSNL
    changes: Changes | None = None  # against the last edition; None for the first, or where that cannot be read
    grave: tuple[Check, ...] = ()
    doubts: int = 0  # further points to look at


def read_freezing(
    workspace: Workspace, kind: str, record_id: str, title: str, standing: Standing | None = None
) -> Freezing:
    """Gather the report and compare it with the last edition; for the background. UserError where it cannot be made."""
    from desktop.errors import UserError

    with workspace.database.snapshot() as session:
        annual = kind == Report.KIND
        record = session.get(Report, record_id) if annual else session.get(AdhocReport, record_id)
        if record is None or record.deleted:
            raise UserError("Báo cáo này chưa có gì để chốt. Hãy viết và lưu trước.")
        now = standing(session, record) if standing is not None else standing_of(session, record)  # type: ignore[arg-type]
        last = editions_in(record, year_of(record))[-1:]
    changes = None
    if last:
        try:
            changes = compared(workspace.database, last[0], now)
        except UserError:
            changes = None  # a body that is damaged or missing here keeps nobody from freezing the next
    return freezing_of(now, title, last[0].edition + 1 if last else 1, changes)


def freezing_of(report: AnnualReport, title: str, edition: int, changes: Changes | None) -> Freezing:
    """From a report that was gathered already."""
    grave = tuple(check for check in report.checks if check.grave)
    return Freezing(title, edition, report.letterhead.sign, changes, grave, len(report.checks) - len(grave))


class FreezeDialog(QDialog):
    """Accepted: freeze, with `number` and `dated`. Where something grave is missing, only `jump` to it is left to choose."""

    def __init__(self, freezing: Freezing, parent: Widget | None = None) -> None:
        super().__init__(parent)
        self.freezing = freezing
        self.jump: Check | None = None
        self.setWindowTitle("Chốt báo cáo")
        self.setMinimumWidth(scaled(560))
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        heading = _label(f"Chốt {freezing.title} thành bản số {freezing.edition}", "section")
        self.told = [_label(text) for text in told_of(freezing)]
        self.typed = QCheckBox("Ghi sẵn &số, ngày (khi ký điện tử)")
        self.typed.toggled.connect(self._show_fields)
        self.number = QLineEdit()
        self.number.setMaxLength(MOST_NUMBER)
        self.number.setAccessibleName("Số văn bản")
        self.date = DateField()
        self.date.line.setAccessibleName("Ngày văn bản")
        self.wrong = _label("")
        self.wrong.setProperty("problem", True)
        self.wrong.hide()
        self.fields = Widget(self)
        self._make_fields()
        self.content = Widget()
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        for each in (*self.told, self.typed, self.fields, self.wrong):
            column.addWidget(each)
        column.addStretch(1)
        self.middle = Scrolled(self.content)
        layout.addWidget(heading)
        layout.addWidget(self.middle, 1)
        layout.addLayout(self._buttons())
        self.fields.hide()
        self.typed.setEnabled(not freezing.grave)

    def _make_fields(self) -> None:
        form = QFormLayout(self.fields)
        form.setContentsMargins(0, 0, 0, 0)
        label = QLabel("Số &văn bản")
        label.setBuddy(self.number)
        row = QHBoxLayout()
        row.addWidget(self.number)
        row.addWidget(_label(f"/{self.freezing.sign}" if self.freezing.sign else ""))
        form.addRow(label, row)
        label = QLabel("N&gày")
        label.setBuddy(self.date.line)
        form.addRow(label, self.date)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.to_missing = QPushButton(icon("arrow-right"), "Đến chỗ &thiếu")
        self.to_missing.clicked.connect(self._jump)
        self.freeze_button = QPushButton(icon("lock", "surface"), "&Chốt báo cáo")
        self.freeze_button.setProperty("primary", True)
        self.freeze_button.clicked.connect(self._freeze)
        cancel = QPushButton("&Hủy")
        cancel.clicked.connect(self.reject)
        row.addStretch(1)
        for button in (self.to_missing, self.freeze_button, cancel):
            row.addWidget(button)
        grave = bool(self.freezing.grave)
        if not grave:
            self.to_missing.hide()
        self.freeze_button.setEnabled(not grave)
        (self.to_missing if grave else self.freeze_button).setDefault(True)
        return row

    def values(self) -> tuple[str, date | None]:
        """Number and day where they were asked for; ("", None) else. ValueError with a sentence for a day that is none."""
        if not self.typed.isChecked():
            return "", None
        return self.number.text().strip(), self.date.value()

    def _show_fields(self, wanted: bool) -> None:
        self.fields.setVisible(wanted)
        if wanted:
            self.number.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fit()
        self.middle.ensureWidgetVisible(self.fields)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as what there is to say, once its width is known."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        for layout in (self.content.layout(), self.layout()):
            if layout is not None:
                layout.activate()
        bar = self.middle.verticalScrollBar().sizeHint().width()
        wanted = self.content.heightForWidth(self.width() - 4 * GRID - bar) + 4
        most = self.screen().availableGeometry().height() - scaled(60)  # below a title bar
        self.resize(self.width(), min(self.height() - self.middle.height() + wanted, most))

    def _freeze(self) -> None:
        try:
            self.values()
        except ValueError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self.middle.ensureWidgetVisible(self.wrong)
            self.date.line.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.accept()

    def _jump(self) -> None:
        self.jump = self.freezing.grave[0]
        self.reject()


def told_of(freezing: Freezing) -> list[str]:
    """What a person should know before it."""
    if freezing.grave:
        sentences = [f"– {check.sentence}" for check in freezing.grave[:MOST_TOLD]]
        more = len(freezing.grave) - MOST_TOLD
        return ["Chưa chốt được, còn thiếu:", *sentences, *([f"– và {more} điều nữa."] if more > 0 else [])]
    told = [
        "Số liệu và lời văn được giữ nguyên, có mã in trên từng trang. Bản đã chốt không sửa được; sửa về sau thì chốt thành bản mới."
    ]
    if freezing.doubts:
        told.append(f"Còn {freezing.doubts} điều nên xem lại ở trang Báo cáo.")
    if freezing.changes is not None:
        found = freezing.changes.found
        last = freezing.changes.earlier.edition
        if not found:
            told.append(f"Không có gì khác bản số {last}: chốt lại vẫn là bản đó, trừ khi ghi sẵn số, ngày khác.")
        else:
            told.append(f"So với bản số {last}: {how_much(found)}.")
            figures = freezing.changes.figures
            told += [f"– {one.name}: {one.before} → {one.after}" for one in figures[:MOST_TOLD]]
            if len(figures) > MOST_TOLD:
                told.append(f"– và {len(figures) - MOST_TOLD} số liệu nữa.")
    return told


def _label(text: str, name: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if name:
        label.setObjectName(name)
    return label
