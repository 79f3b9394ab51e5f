"""A key nobody knows yet: a person compares its fingerprint with the signed and stamped paper, and says whose it is (sync.md 4)."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.text import fold
from desktop.views.theme import GRID
from desktop.views.widgets.choice_field import ChoiceField


class ApproveDialog(QDialog):
    """`code` is the unit's code when it was approved. `names`: unit code to name, of the whole register."""

    def __init__(self, parent: QWidget | None, mark: str, claimed: str, name: str, names: Mapping[str, str]) -> None:
        super().__init__(parent)
        self.code = ""
        self._claimed = name
        self._names = names
        self.setWindowTitle("Chấp thuận khóa")
        self.setMinimumWidth(560)
        heading = QLabel(f"Khóa tự khai là của “{name}”" + (f", mã {claimed}" if claimed else ""))
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setWordWrap(True)
        heading.setObjectName("section")
        self.mark = QLabel(mark)
        self.mark.setObjectName("big")
        self.mark.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.compared = QCheckBox("Đã &so: 25 chữ số này giống hệt dấu khóa in trên báo cáo giấy có chữ ký và con dấu")
        self.compared.toggled.connect(lambda _: self._update())
        self.unit = ChoiceField([(code, f"{code} – {unit}") for code, unit in names.items()])
        self.unit.set_value(claimed if claimed in names else None)
        self.unit.edited.connect(self._update)
        unit_words = QLabel("Là khóa của đơn &vị")
        unit_words.setBuddy(self.unit)
        self.doubt = QLabel()
        self.doubt.setObjectName("warning")
        self.doubt.setWordWrap(True)
        self.approve = QPushButton("&Chấp thuận")
        self.approve.setProperty("primary", True)
        self.approve.clicked.connect(self._finish)
        cancel = QPushButton("Hủ&y")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.approve)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(GRID)
        for widget in (heading, self.mark, self.compared, unit_words, self.unit, self.doubt):
            layout.addWidget(widget)
        layout.addLayout(buttons)
        self._update()

    def _chosen(self) -> str:
        try:
            return str(self.unit.value() or "")
        except ValueError:
            return ""

    def _update(self) -> None:
        code = self._chosen()
        self.approve.setEnabled(self.compared.isChecked() and code in self._names)
        differs = code in self._names and fold(self._names[code]) != fold(self._claimed)
        self.doubt.setText("Tên tự khai khác tên trong sổ đơn vị. Hãy xem kỹ trước khi chấp thuận." if differs else "")

    def _finish(self) -> None:
        self.code = self._chosen()
        self.accept()
