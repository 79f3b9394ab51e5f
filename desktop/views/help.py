"""F1: what this page is for, and the keys. Lies beside the work, does not hold it up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.views.widgets.scrolled import Scrolled

EVERYWHERE = (
    ("Ctrl+N", "Ghi mới (ở trang không có bản ghi: ghi hoạt động mới)"),
    ("Ctrl+Shift+N", "Ghi nhanh bất cứ loại bản ghi nào, rồi nhấn số"),
    ("Ctrl+F", "Tìm trong mọi loại bản ghi, không cần gõ dấu"),
    ("Ctrl+Z, Ctrl+Y", "Hoàn tác, làm lại việc lưu, xóa, nhập gần nhất (trong ô chữ: chữ vừa gõ)"),
    ("Ctrl+1 … Ctrl+9", "Tới chín trang hay dùng (phím ghi trong menu Đi tới)"),
    ("KAD, trong ô số", "Không áp dụng: khác với 0 và khác với để trống"),
    ("Tab, Shift+Tab", "Sang ô sau, về ô trước"),
    ("Alt + chữ gạch chân", "Tới ô, nút có chữ đó"),
    ("Ctrl +, Ctrl −, Ctrl+0", "Chữ to hơn, nhỏ hơn, bình thường"),
    ("Ctrl+Shift+L, F12", "Đổi người dùng, khóa màn hình (khi máy có nhiều người dùng)"),
    ("F4, Alt+↓", "Mở danh sách của ô chọn; lịch của ô ngày"),
    ("← →, Phím cách", "Trong dãy nút chọn: đi lại, chọn hoặc bỏ"),
    ("F1", "Trợ giúp này"),
)


class HelpDialog(QDialog):
    """Not modal: a person can go on typing while reading. `keys` are those of the page; the others are the same everywhere."""

    def __init__(self, parent: QWidget, title: str, text: str, keys: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Trợ giúp – {title}" if title else "Trợ giúp")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        if text:
            about = QLabel(text)
            about.setWordWrap(True)
            about.setTextFormat(Qt.TextFormat.PlainText)
            inner.addWidget(about)
        columns = QHBoxLayout()
        columns.setSpacing(32)
        if keys:
            columns.addLayout(_table("Phím của trang này", keys), 1)
        columns.addLayout(_table("Phím dùng ở mọi trang", EVERYWHERE), 1)
        inner.addLayout(columns)
        inner.addStretch(1)
        layout.addWidget(Scrolled(content), 1)
        self.setMinimumWidth(900 if keys else 580)
        close = QPushButton("Đón&g")
        close.setToolTip("Đóng trợ giúp (Esc)")
        close.setDefault(True)
        close.clicked.connect(self.close)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)


def _table(title: str, keys: Sequence[tuple[str, str]]) -> QGridLayout:
    """Keys and what they do, under a heading."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    heading = QLabel(title)
    heading.setObjectName("section")
    grid.addWidget(heading, 0, 0, 1, 2)
    for row, (key, what) in enumerate(keys, 1):
        pressed, done = QLabel(key), QLabel(what)
        pressed.setObjectName("key")
        pressed.setTextFormat(Qt.TextFormat.PlainText)
        done.setWordWrap(True)
        grid.addWidget(pressed, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(done, row, 1, Qt.AlignmentFlag.AlignTop)
    grid.setRowStretch(len(keys) + 1, 1)
    return grid
