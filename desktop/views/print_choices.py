"""What is chosen for printing: printer, pages, copies, both sides by hand. Knows no printing, only the choice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.text import format_number
from desktop.views.print_plan import Side, one_sided, pages_typed, two_sided
from desktop.views.printing import PrinterFound, Target, too_large
from desktop.views.theme import GRID, scaled
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.pdf_view import Document

MOST_COPIES = 99
NO_PRINTER = (
    "Máy này chưa cài máy in nào. Hãy bấm Lưu PDF để mang tệp đi in ở máy khác, hoặc Mở PDF để in từ chương trình khác."
)
TO_FILE = "In ra tệp PDF…"


@dataclass(frozen=True)
class Wanted:
    """The sides of the first run, and of the second where both sides are printed by hand."""

    fronts: list[Side]
    backs: list[Side]


class PrintChoices(QWidget):
    """`changed` when something was chosen or has come."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._document: Document | None = None
        self._starts: frozenset[int] = frozenset()
        self._found: list[PrinterFound] | None = None
        self._make_fields()
        self.warning = Banner()
        self.sum = QLabel()
        self.sum.setObjectName("hint")
        self.sum.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(self._grid())
        for widget in (self.two_sided, self.reverse, self.new_sheets, self.sum, self.warning):
            layout.addWidget(widget)
        for before, after in pairwise(
            (self.printer, self.all_pages, self.some_pages, self.pages, self.copies, self.collate)
        ):
            self.setTabOrder(before, after)
        self._update()

    def _make_fields(self) -> None:
        self.printer = QComboBox()
        self.printer.setMinimumContentsLength(14)
        self.printer.addItem("Đang tìm máy in…")
        self.printer.setEnabled(False)
        self.all_pages, self.some_pages = QRadioButton("&Tất cả các trang"), QRadioButton("Các t&rang:")
        self.all_pages.setChecked(True)
        self.pages = QLineEdit()
        self.pages.setPlaceholderText("Ví dụ: 1-3, 5")
        self.pages.setAccessibleName("Các trang cần in")
        self.copies = QComboBox()
        for number in range(1, MOST_COPIES + 1):
            self.copies.addItem(str(number), number)
        self.copies.setFixedWidth(scaled(72))
        self.collate = QCheckBox("&Xếp theo từng bộ")
        self.collate.setChecked(True)
        self.two_sided = QCheckBox("In &hai mặt bằng tay")
        self.two_sided.setToolTip("In các mặt trước, lật xấp giấy, rồi in các mặt sau")
        self.reverse = QCheckBox("Đả&o thứ tự mặt sau")
        self.reverse.setToolTip(
            "Dùng khi máy in trả giấy úp mặt in xuống: tờ in sau cùng nằm trên. Chưa rõ thì in thử 4 trang."
        )
        self.reverse.setChecked(True)
        self.new_sheets = QCheckBox("Mỗi &phụ lục bắt đầu ở tờ mới")
        self.new_sheets.setChecked(True)
        self.pages.textEdited.connect(lambda _: self.some_pages.setChecked(True))
        for button in (self.all_pages, self.some_pages, self.collate, self.two_sided, self.reverse, self.new_sheets):
            button.toggled.connect(lambda _: self._update())
        self.pages.textChanged.connect(lambda _: self._update())
        self.copies.currentIndexChanged.connect(lambda _: self._update())
        self.printer.currentIndexChanged.connect(lambda _: self._update())

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(GRID)
        grid.setColumnStretch(1, 1)
        for row, (words, field) in enumerate((("Má&y in", self.printer), ("&Số bản", self.copies))):
            label = QLabel(words)
            label.setBuddy(field)
            grid.addWidget(label, 3 * row, 0)
            if field is self.copies:
                grid.addWidget(field, 3 * row, 1, Qt.AlignmentFlag.AlignLeft)
            else:
                grid.addWidget(field, 3 * row, 1, 1, 2)
        grid.addWidget(self.collate, 3, 2)
        grid.addWidget(self.all_pages, 1, 0, 1, 3)
        grid.addWidget(self.some_pages, 2, 0)
        grid.addWidget(self.pages, 2, 1, 1, 2)
        return grid

    # --- what there is -------------------------------------------------------------------------------------------------

    def set_document(self, document: Document, starts: frozenset[int]) -> None:
        """The pages there are, and those on which an appendix begins."""
        self._document, self._starts = document, starts
        self.all_pages.setText(f"&Tất cả {format_number(len(document.sizes))} trang")
        self._update()

    def set_printers(self, found: list[PrinterFound]) -> None:
        """The printers of this PC, the usual one chosen; a file can take a printer's place."""
        self._found = found
        with QSignalBlocker(self.printer):
            self.printer.clear()
            for one in found:
                self.printer.addItem(one.name, one)
            self.printer.addItem(TO_FILE, None)
            self.printer.setCurrentIndex(next((at for at, one in enumerate(found) if one.usual), 0))
        self.printer.setEnabled(True)
        self._update()

    # --- what is chosen ------------------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether document and printers have been read."""
        return self._document is not None and self._found is not None

    @property
    def target(self) -> Target | None:
        """The printer; None where a file takes its place."""
        one = self.printer.currentData()
        return Target(one.name) if isinstance(one, PrinterFound) else None

    def wanted(self) -> Wanted:
        """The sides to be printed. Raises UserError where the pages typed cannot be."""
        pages, copies, collate = self._pages(), self.copies.currentData(), self.collate.isChecked()
        if not self.two_sided.isChecked():
            return Wanted(one_sided(pages, copies, collate), [])
        starts = self._starts if self.new_sheets.isChecked() else frozenset[int]()
        return Wanted(*two_sided(pages, copies, collate, self.reverse.isChecked(), starts))

    def focus_pages(self) -> None:
        """Put the keyboard where pages are typed."""
        self.pages.setFocus(Qt.FocusReason.OtherFocusReason)
        self.pages.selectAll()

    def _pages(self) -> Sequence[int]:
        count = len(self._document.sizes) if self._document else 0
        return pages_typed(self.pages.text(), count) if self.some_pages.isChecked() else range(count)

    def _update(self) -> None:
        both = self.two_sided.isChecked()
        self.printer.setToolTip(self.printer.currentText())
        self.reverse.setVisible(both and self.isAncestorOf(self.reverse))
        self.new_sheets.setVisible(both and bool(self._starts) and self.isAncestorOf(self.new_sheets))
        self.collate.setEnabled(self.copies.currentData() > 1)
        self._say_sum()
        self._warn()
        self.changed.emit()

    def _say_sum(self) -> None:
        from desktop.errors import UserError

        if self._document is None:
            self.sum.setText("")
            return
        try:
            wanted = self.wanted()
        except UserError as error:
            self.sum.setText(error.sentence if self.pages.text().strip() else "")
            return
        printed = sum(side is not None for side in (*wanted.fronts, *wanted.backs))
        self.sum.setText(
            f"In {format_number(printed)} trang trên {format_number(len(wanted.fronts))} tờ A4, cỡ thật 100%."
        )

    def _warn(self) -> None:
        words = self._warning()
        if words:
            self.warning.say(words, "warning")
        else:
            self.warning.hide()

    def _warning(self) -> str:
        if self._found is not None and not self._found:
            return NO_PRINTER
        one = self.printer.currentData()
        if isinstance(one, PrinterFound):
            if not one.has_a4:
                return f"Máy in “{one.name}” không có khổ A4. Hãy chọn máy in khác."
            if not one.paper_is_a4:
                return f"Máy in đang đặt khổ giấy {one.paper}, không phải A4. Hãy để giấy A4 vào khay và đặt lại khổ giấy của máy in."
        large = [at + 1 for at, size in enumerate(self._document.sizes) if too_large(size)] if self._document else []
        if large:
            return f"Trang {large[0]} lớn hơn khổ A4: phần vượt ra ngoài tờ giấy không in được."
        return ""
