"""The frozen editions of an ad-hoc report, in its form: seen and opened as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QDir, QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop.text import format_moment
from desktop.views.page import Workspace
from desktop.views.widgets.fields import AsideField, is_confirming

_KEY = Qt.ItemDataRole.UserRole


class EditionsField(AsideField):
    """The frozen editions of the report, the newest first; Enter opens one as PDF."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.record_id = ""
        self.list = QListWidget()
        self.list.setObjectName("choices")
        self.list.setAccessibleName("Các bản đã chốt")
        self.list.itemDoubleClicked.connect(lambda _: self.open_chosen())
        self.words = QLabel()
        self.words.setObjectName("hint")
        self.words.setWordWrap(True)
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addWidget(self.list)
        self._take(box)
        self.list.installEventFilter(self)
        self.setFocusProxy(self.list)

    def belongs_to(self, record_id: str, stored: bool) -> None:
        """Show what was frozen of that record."""
        from desktop.models.adhoc_report import AdhocReport

        self.record_id = record_id if stored else ""
        self.list.clear()
        with self._workspace.database.snapshot() as session:
            record = session.get(AdhocReport, record_id) if stored else None
            editions = list(record.editions) if record is not None else []
        for one in sorted(editions, key=lambda each: -int(each["edition"])):
            item = QListWidgetItem(f"Bản số {one['edition']} · mã {one['code']} · {format_moment(one['at'])}")
            item.setData(_KEY, one["edition"])
            self.list.addItem(item)
        count = self.list.count()
        if count:
            self.list.setCurrentRow(0)
        self.list.setFixedHeight(min(count, 3) * 28 + 8)
        self.list.setVisible(count > 0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if count else Qt.FocusPolicy.NoFocus)
        self.words.setText("Enter: mở PDF của bản đang chọn." if count else "Chưa chốt bản nào.")

    def chosen(self) -> int | None:
        """The edition that is chosen, else the newest."""
        item = self.list.currentItem()
        return int(item.data(_KEY)) if item is not None else None

    def open_chosen(self) -> None:
        """Make the PDF of the edition again from its body, and open it."""
        if self.record_id and (edition := self.chosen()):
            open_edition(self, self._workspace, self.record_id, edition)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter opens."""
        pressed = watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if pressed and isinstance(event, QKeyEvent) and is_confirming(event):
            self.open_chosen()
            return True
        return super().eventFilter(watched, event)


def open_edition(owner: QWidget, workspace: Workspace, record_id: str, edition: int | None = None) -> None:
    """Make the PDF of a frozen edition again and open it in the PC's own program."""
    database = workspace.database

    def work(_: Any) -> Path:
        from desktop.reports import pdf
        from desktop.reports.adhoc import load

        report, frozen = load(database, record_id, edition)
        path = Path(QDir.tempPath()) / f"NQ71-{record_id[-8:]}-dot-xuat-ban-{frozen.edition}.pdf"
        pdf.write(report, path, frozen.edition, frozen.code)
        return path

    def done(path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            workspace.notify(f"Chưa có chương trình mở PDF. Tệp nằm ở {path}")

    workspace.background.run(owner, work, done, "Đang lập lại tệp PDF…", workspace.refuse)
