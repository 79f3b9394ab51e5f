"""The small window a person sees while the program works: what is being done, how far, and Hủy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget


class WaitingDialog(QDialog):
    """Shown by `Background` after 300 ms; closing it means Hủy."""

    cancelled = Signal()

    def __init__(self, parent: QWidget, text: str) -> None:
        super().__init__(
            parent, Qt.WindowType.Dialog | Qt.WindowType.CustomizeWindowHint | Qt.WindowType.WindowTitleHint
        )
        self.setWindowTitle("Xin chờ")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(380)
        self._text = QLabel(text)
        self._text.setWordWrap(True)
        self._detail = QLabel("")
        self._detail.setObjectName("muted")
        self._bar = QProgressBar(textVisible=False)
        self._bar.setRange(0, 0)
        self._cancel = QPushButton("&Hủy")
        self._cancel.clicked.connect(self._ask_to_stop)
        row = QHBoxLayout()
        row.addWidget(self._detail, 1)
        row.addWidget(self._cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(self._text)
        layout.addWidget(self._bar)
        layout.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        """The keyboard goes to Hủy: the window behind takes none meanwhile."""
        super().showEvent(event)
        self._cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_progress(self, done: int, total: int, text: str) -> None:
        """`done` of `total`; a total of 0 means unknown."""
        self._bar.setRange(0, max(total, 0))
        self._bar.setValue(done)
        if text:
            self._detail.setText(text)

    def reject(self) -> None:
        """Esc is Hủy; the window goes when the work has ended."""
        self._ask_to_stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Closing is Hủy too."""
        event.ignore()
        self._ask_to_stop()

    def _ask_to_stop(self) -> None:
        self._cancel.setEnabled(False)
        self._detail.setText("Đang dừng…")
        self.cancelled.emit()
