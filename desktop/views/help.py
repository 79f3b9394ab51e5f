"""F1: what this page is for, and the keys. Lies beside the work, does not hold it up."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

KEYS = (
    ("Ctrl+N", "Ghi mới"),
    ("Enter", "Mở bản ghi đang chọn trong danh sách"),
    ("Tab, Shift+Tab", "Sang ô sau, về ô trước"),
    ("Ctrl+S", "Lưu"),
    ("Ctrl+Enter", "Lưu và ghi tiếp bản ghi mới"),
    ("Ctrl+Shift+S", "Cất chữ đang gõ làm bản nháp, dù còn thiếu"),
    ("Ctrl+D", "Nhân bản bản ghi"),
    ("Delete", "Đưa vào thùng rác (trong danh sách)"),
    ("Ctrl+Z, Ctrl+Y", "Hoàn tác, làm lại việc lưu, xóa, nhập gần nhất (trong ô chữ: chữ vừa gõ)"),
    ("F8", "Lịch sử bản ghi: ai sửa, lúc nào, sửa gì; lấy lại bản cũ"),
    ("Ctrl+F", "Tìm kiếm, không cần gõ dấu"),
    ("Esc", "Đóng biểu mẫu (hỏi lại nếu có chữ chưa lưu)"),
    ("Ctrl+1 … Ctrl+9", "Tới trang thứ 1 … thứ 9"),
    ("Alt + chữ gạch chân", "Tới ô, nút có chữ đó"),
    ("F4, Alt+↓", "Mở danh sách của ô chọn; lịch của ô ngày"),
    ("← →, Phím cách", "Trong dãy nút chọn: đi lại, chọn hoặc bỏ"),
)


class HelpDialog(QDialog):
    """Not modal: a person can go on typing while reading."""

    def __init__(self, parent: QWidget, title: str, text: str) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"Trợ giúp – {title}" if title else "Trợ giúp")
        self.setMinimumWidth(580)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 16)
        layout.setSpacing(8)
        if text:
            about = QLabel(text)
            about.setWordWrap(True)
            about.setTextFormat(Qt.TextFormat.PlainText)
            layout.addWidget(about)
        heading = QLabel("Phím tắt")
        heading.setObjectName("section")
        layout.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (keys, what) in enumerate(KEYS):
            key = QLabel(f"<b>{keys}</b>")
            grid.addWidget(key, row, 0)
            grid.addWidget(QLabel(what), row, 1)
        layout.addLayout(grid)
        close = QPushButton("Đón&g")
        close.setDefault(True)
        close.clicked.connect(self.close)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
