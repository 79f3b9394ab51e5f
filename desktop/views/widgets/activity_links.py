"""Links to activities: found by words without accents, by day or by channel; Enter adds, Delete takes one out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.queries import activities_like
from desktop.text import format_date, one_line
from desktop.views.page import Workspace
from desktop.views.theme import icon
from desktop.views.widgets.fields import Field
from desktop.views.widgets.tips import as_tip

OFFERED = 8
_PAUSE = 150  # ms after the last letter
_ROW = 28
_ID = Qt.ItemDataRole.UserRole


class ActivityLinksField(Field):
    """`value()` is the list of ids, or one id (None) where not `several`. It follows a day or a year: nearest come first."""

    def __init__(self, workspace: Workspace, several: bool = True) -> None:
        super().__init__()
        self._workspace = workspace
        self._several = several
        self._near: date | int | None = None
        self.linked = _List("Hoạt động đã nối")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Gõ tên, ngày (5/3) hoặc kênh (K3) để tìm; ↓ xem gợi ý")
        self.search.setAccessibleName("Tìm hoạt động để nối")
        self.found = _List("Hoạt động tìm thấy")
        self.found.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self._linked_row())
        layout.addWidget(self.search)
        layout.addWidget(self.found)
        self._take(box)
        self.setFocusProxy(self.search)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._look)
        self.search.textEdited.connect(lambda _: self._pause.start())
        self.found.itemClicked.connect(self._add)
        self.linked.itemDoubleClicked.connect(lambda _: self._open())
        for watched in (self.search, self.found, self.linked):
            watched.installEventFilter(self)

    def _linked_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.linked, 1)
        self._buttons = QWidget()
        beside = QHBoxLayout(self._buttons)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        for picture, words, action in (
            ("external-link", "Mở hoạt động (Enter)", self._open),
            ("x", "Bỏ nối (Delete)", self._remove),
        ):
            button = QToolButton()
            button.setIcon(icon(picture))
            button.setToolTip(words)
            button.setAccessibleName(words)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _=False, then=action: then())
            beside.addWidget(button)
        row.addWidget(self._buttons, 0, Qt.AlignmentFlag.AlignTop)
        return row

    # --- the value -----------------------------------------------------------------------------------------------------

    def set_value(self, value: Sequence[str] | str | None) -> None:
        """Show the activities of these ids; one that is no longer there keeps its place."""
        ids = [value] if isinstance(value, str) else list(value or ())
        with self._workspace.database.snapshot() as session:
            known = {a.id: a for a in session.scalars(select(Activity).where(Activity.id.in_(ids), ~Activity.deleted))}
            lines = [(i, _words(known[i]) if i in known else "(hoạt động đã xóa)") for i in ids]
        self.linked.show_lines(lines)
        self._end_search()
        self._show_linked()
        self.edited.emit()

    def ids(self) -> list[str]:
        """The ids linked, in the order they were added."""
        return self.linked.ids()

    def value(self) -> Any:
        """The list of ids, or the one id."""
        ids = self.ids()
        return ids if self._several else (ids[0] if ids else None)

    def state(self) -> list[str]:
        """What is linked."""
        return self.ids()

    def follow(self, leading: Any, offered: Sequence[tuple[str, str]]) -> None:
        """Suggest what lies near that day, or in that year."""
        del offered
        self._near = leading

    def set_wrong(self, wrong: bool) -> None:
        """The sentence beside the field says it."""

    def set_read_only(self, read_only: bool) -> None:
        """Nothing is added or taken out."""
        self.search.setVisible(not read_only)
        self._buttons.setEnabled(not read_only)

    # --- searching -----------------------------------------------------------------------------------------------------

    def _look(self, unasked: bool = False) -> None:
        """Show what fits; suggestions only where they are asked for."""
        self._pause.stop()
        typed = one_line(self.search.text())
        if not typed and not unasked:
            self.found.show_lines([])
            return
        with self._workspace.database.snapshot() as session:
            wanted = activities_like(self._workspace.unit_id, typed, self._near)
            fitting = session.scalars(wanted.limit(OFFERED + len(self.ids()))).all()
            lines = [(a.id, _words(a)) for a in fitting if a.id not in self.ids()][:OFFERED]
        self.found.show_lines(lines or [("", "Không có hoạt động nào như vậy trong Nhật ký.")])

    def _end_search(self) -> None:
        self._pause.stop()
        self.search.clear()
        self.found.show_lines([])

    def _add(self, item: QListWidgetItem | None) -> None:
        if item is None or not item.data(_ID):
            return
        lines = self.linked.lines() if self._several else []
        self.linked.show_lines([*lines, (item.data(_ID), item.text())])
        self._end_search()
        self._show_linked()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()
        self.left.emit()

    def _remove(self) -> None:
        row = self.linked.currentRow()
        lines = self.linked.lines()
        if not 0 <= row < len(lines):
            return
        self.linked.show_lines([line for place, line in enumerate(lines) if place != row])
        self.linked.setCurrentRow(min(row, len(lines) - 2))
        self._show_linked()
        if len(lines) == 1:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    def _open(self) -> None:
        item = self.linked.currentItem()
        if item is not None:
            self._workspace.go_to("activities", record_id=item.data(_ID))

    def _show_linked(self) -> None:
        self._buttons.setVisible(bool(self.ids()))
        if self.ids() and self.linked.currentRow() < 0:
            self.linked.setCurrentRow(0)

    # --- keys ----------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Down goes into what was found, Enter adds, Delete takes out, Esc ends the search and only that."""
        if isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self._escapes(watched, event):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and self._pressed(watched, event):
                return True
        return super().eventFilter(watched, event)

    def _escapes(self, watched: QObject, event: QKeyEvent) -> bool:
        searching = self.found.count() > 0 or bool(self.search.text())
        return event.key() == Qt.Key.Key_Escape and watched in (self.search, self.found) and searching

    def _pressed(self, watched: QObject, event: QKeyEvent) -> bool:
        key, plain = event.key(), not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain
        if self._escapes(watched, event):
            self._end_search()
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        elif watched is self.linked and key == Qt.Key.Key_Delete and plain:
            self._remove()
        elif watched is self.linked and enter:
            self._open()
        elif watched is self.found and enter:
            self._add(self.found.currentItem())
        elif watched is self.found and key == Qt.Key.Key_Up and self.found.currentRow() == 0:
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
        elif watched is self.search and key in (Qt.Key.Key_Down, Qt.Key.Key_F4) and plain:
            self._enter_found()
        elif watched is self.search and enter:
            self._look()
            self._add(self.found.item(0))
        else:
            return False
        return True

    def _enter_found(self) -> None:
        self._look(unasked=True)
        self.found.setCurrentRow(0)
        self.found.setFocus(Qt.FocusReason.OtherFocusReason)


class _List(QListWidget):
    """As high as its lines, gone where it has none."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName("choices")
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setUniformItemSizes(True)
        self.hide()

    def show_lines(self, lines: Sequence[tuple[str, str]]) -> None:
        """Ids and words."""
        self.clear()
        for record_id, words in lines:
            item = QListWidgetItem(words)
            item.setData(_ID, record_id)
            item.setToolTip(as_tip(words))
            self.addItem(item)
        self.ensurePolished()
        row = max(self.sizeHintForRow(0), _ROW) if lines else 0
        self.setFixedHeight(min(len(lines), OFFERED) * row + 8)
        self.setVisible(bool(lines))

    def lines(self) -> list[tuple[str, str]]:
        """What it shows."""
        return [(self.item(row).data(_ID), self.item(row).text()) for row in range(self.count())]

    def ids(self) -> list[str]:
        """The ids it shows."""
        return [record_id for record_id, _ in self.lines()]


def _words(activity: Activity) -> str:
    return f"{format_date(activity.date)} · {activity.channel} · {one_line(activity.title)}"
