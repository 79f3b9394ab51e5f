"""What a workbook would bring, as the import page shows it: the table with its columns to correct, the question about old fonts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from desktop.text import format_date, format_number
from desktop.views.theme import GRID, palette
from desktop.views.widgets.tips import as_tip

if TYPE_CHECKING:
    from desktop.excel.importing import OldFont, Preview

SHOWN = 200  # rows of the preview; the counts are of all
SAMPLES = 3
NARROWEST, WIDEST = 172, 260  # px of a column: room for the names of fields
LONGEST = 60  # characters of a sample
_OUTCOMES = {"added": "thêm mới", "updated": "cập nhật", "unchanged": "đã có", "refused": "chưa nhận"}


class PreviewTable(QTableWidget):
    """The first rows as they would be taken in; the first line says what each column is, and may be corrected."""

    corrected = Signal(str, object)  # heading, name of the field or None

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Xem trước; hàng đầu chọn cột")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().setDefaultSectionSize(32)

    def show_preview(self, preview: Preview | None) -> None:
        """Fill the table; nothing where there is no preview."""
        self.clear()
        columns = preview.columns if preview else []
        rows = preview.rows[:SHOWN] if preview else []
        self.setColumnCount(len(columns) + 1 if columns else 0)
        self.setRowCount(len(rows) + 1 if columns else 0)
        if preview is None:
            return
        self.setHorizontalHeaderLabels(["Kết quả", *(column.heading for column in columns)])
        self.setVerticalHeaderLabels(["Là cột", *(str(row.number) for row in rows)])
        for at, column in enumerate(columns, 1):
            heading = self.horizontalHeader().sectionSizeFromContents(at).width()
            self.setColumnWidth(at, max(NARROWEST, min(heading + GRID, WIDEST)))
            self.setCellWidget(0, at, self._choice(preview, column.heading, column.field))
        for at, row in enumerate(rows, 1):
            word = QTableWidgetItem(_OUTCOMES.get(row.outcome, row.outcome))
            self.setItem(at, 0, word)
            if row.outcome == "refused":
                word.setForeground(QColor(palette()["danger"]))
            faults = {one.column: one.value for one in row.refused}
            absent = row.values.get("not_applicable", ())
            for place, column in enumerate(columns, 1):
                read = "không áp dụng" if column.field in absent else words(row.values.get(column.field or ""))
                item = QTableWidgetItem(faults.get(column.heading) or read)
                item.setToolTip(as_tip(item.text()))
                if column.heading in faults:
                    item.setBackground(QColor(palette()["danger_tint"]))
                self.setItem(at, place, item)

    def _choice(self, preview: Preview, heading: str, chosen: str | None) -> QComboBox:
        box = QComboBox()
        box.addItem("(bỏ qua)", None)
        for name, called in preview.fields.items():
            box.addItem(called, name)
        box.setCurrentIndex(max(box.findData(chosen), 0))
        box.setAccessibleName(f"Cột “{heading}” là")
        box.activated.connect(lambda _: self.corrected.emit(heading, box.currentData()))
        return box


class FontBanner(QFrame):
    """Asks whether text typed for a font of before Unicode is read rightly; hidden where there is none."""

    answered = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banner_warning")
        self.told, self.samples = QLabel(), QLabel()
        self.told.setWordWrap(True)
        for label in (self.told, self.samples):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.agreed = QCheckBox("Đọc đúng, &chuyển chữ phông cũ sang Unicode khi nhập")
        self.agreed.toggled.connect(self.answered.emit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID + 4, GRID, GRID + 4, GRID)
        layout.setSpacing(4)
        for part in (self.told, self.samples, self.agreed):
            layout.addWidget(part)
        self.hide()

    def show_fonts(self, found: list[OldFont]) -> None:
        """Say how many cells there are, with a few of them before and after."""
        self.setVisible(bool(found))
        if not found:
            return
        pages = " và ".join(sorted({one.code_page for one in found}))
        self.told.setText(
            f"Tệp có chữ phông cũ ({pages}) ở {format_number(len(found))} ô. Hãy xem vài ô dưới đây đã đọc đúng chưa; "
            "chưa đồng ý chuyển thì các dòng này không được nhận."
        )
        self.samples.setText(
            "\n".join(f"Dòng {one.row}: “{_cut(one.before)}”  →  “{_cut(one.after)}”" for one in _telling(found))
        )

    def ask_anew(self) -> None:
        """Another file: what was agreed to before does not hold for it."""
        self.agreed.blockSignals(True)
        self.agreed.setChecked(False)
        self.agreed.blockSignals(False)


def _telling(found: list[OldFont]) -> list[OldFont]:
    """A few cells that tell most: the longest of each column."""
    longest: dict[str, OldFont] = {}
    for one in found:
        if one.column not in longest or len(one.after) > len(longest[one.column].after):
            longest[one.column] = one
    return sorted(longest.values(), key=lambda one: -len(one.after))[:SAMPLES]


def _cut(text: str) -> str:
    line = " ".join(text.split(" "))
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def words(value: Any) -> str:
    """A value as the person would write it."""
    from desktop.models.catalogue import load_catalogue

    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else ""
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, (list, tuple, set)):
        return ", ".join(words(each) for each in value)
    if isinstance(value, str) and load_catalogue().entry(value):
        return load_catalogue().label(value)
    return str(value)
