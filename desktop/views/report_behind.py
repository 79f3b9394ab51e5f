"""The records behind a figure of the report: listed by day, Enter opens one in its page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.reports.document import Behind
from desktop.text import format_date, format_number, one_line, person_sort_key, shortened
from desktop.views.logbook import place_of
from desktop.views.page import Workspace
from desktop.views.theme import GRID, scaled
from desktop.views.widgets.background import Progress

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desktop.models.base import Record

ROLE = Qt.ItemDataRole.UserRole
MOST_LISTED = 1000
"""Records listed behind one figure; the rest are told by number."""
_LONGEST = 150  # letters of a title
ALSO = {"person": "course", "product": "media_page"}
"""What a target counts besides: briefings whose people are not named, series of pages."""


def open_behind(owner: QWidget, workspace: Workspace, behind: Behind, words: str) -> None:
    """One record is opened at once, several are listed first."""
    place = place_of(behind.kind, workspace.role)
    if len(behind.ids) == 1 and place and behind.kind not in ALSO:
        workspace.go_to(place, record_id=behind.ids[0])
        return
    dialog = BehindDialog(owner.window(), workspace, behind, words)
    if dialog.exec() and dialog.chosen:
        workspace.go_to(place_of(dialog.kind, workspace.role), record_id=dialog.chosen)
    dialog.deleteLater()


def read_behind(session: Session, behind: Behind) -> tuple[tuple[str, str, str], ...]:
    """Kind, id and words of each record that is there, by day; people by given name. A step that reads."""
    from desktop.models.kinds import KINDS

    kinds = [KINDS[name] for name in (behind.kind, ALSO.get(behind.kind, "")) if name in KINDS]
    found = [
        next((one for kind in kinds if (one := session.get(kind, each)) is not None), None)
        for each in behind.ids[:MOST_LISTED]
    ]
    records = [each for each in found if each is not None and not each.deleted]
    return tuple((each.KIND, each.id, _words(each)) for each in sorted(records, key=_order))


def _order(record: Record) -> tuple[str, str]:
    if record.KIND == "person":
        return person_sort_key(str(getattr(record, "name", ""))), ""
    return str(getattr(record, "date", None) or getattr(record, "year", "") or ""), record.id


def _words(record: Record) -> str:
    from desktop.models.called import called

    day = getattr(record, "date", None)
    begin = format_date(day) if isinstance(day, date) else ""
    aside = one_line(str(getattr(record, "post", None) or "")) if record.KIND == "person" else ""
    return " – ".join(filter(None, (begin, shortened(called(record.wire()), _LONGEST), aside))) or "(chưa có tên)"


class BehindDialog(QDialog):
    """Lists the records; `chosen` is the id of the one to open."""

    def __init__(self, parent: QWidget | None, workspace: Workspace, behind: Behind, words: str) -> None:
        super().__init__(parent)
        self.chosen = self.kind = ""
        self._count = len(behind.ids)
        self.setWindowTitle("Bản ghi của số liệu")
        self.heading = QLabel(f"Số “{words}”: đang đọc các bản ghi…")
        self._words = words
        self.heading.setObjectName("section")
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        self.heading.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName("Các bản ghi đã tính")
        self.list.setWordWrap(True)
        self.list.setMinimumSize(scaled(560), scaled(220))
        self.list.itemActivated.connect(self._open)
        self.open_button = QPushButton("&Mở bản ghi")
        self.open_button.setToolTip("Mở bản ghi đang chọn ở trang của nó (Enter)")
        self.open_button.setProperty("primary", True)
        self.open_button.setDefault(True)
        self.open_button.setEnabled(False)
        self.open_button.clicked.connect(lambda: self._open(self.list.currentItem()))
        closing = QPushButton("Đón&g")
        closing.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        buttons.addWidget(closing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(GRID)
        layout.addWidget(self.heading)
        layout.addWidget(self.list, 1)
        layout.addLayout(buttons)
        self.list.setFocus()
        self._can_open = bool(place_of(behind.kind, workspace.role))
        database = workspace.database

        def work(_: Progress) -> tuple[tuple[str, str, str], ...]:
            with database.snapshot() as session:
                return read_behind(session, behind)

        workspace.background.read(self, work, self._show)

    def _show(self, records: tuple[tuple[str, str, str], ...]) -> None:
        for kind, record_id, words in records:
            item = QListWidgetItem(words)
            item.setData(ROLE, (kind, record_id))
            self.list.addItem(item)
        listed = format_number(len(records))
        missing = self._count - len(records)
        more = f"; {format_number(missing)} bản ghi nữa không liệt kê ở đây" if missing else ""
        self.heading.setText(f"Số “{self._words}”: {listed} bản ghi{more}")
        self.list.setCurrentRow(0)
        self.open_button.setEnabled(self._can_open and bool(records))

    def _open(self, item: QListWidgetItem | None) -> None:
        if item is not None and self._can_open:
            self.kind, self.chosen = item.data(ROLE)
            self.accept()
