"""The strip of thumbnails itself: one picture with its name, size and marks after the other; keys, drops, painting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.views.theme import palette, pixmap
from desktop.views.widgets.evidence_sources import holds_files
from desktop.views.widgets.tips import as_tip

CELL_WIDTH, PICTURE_HEIGHT, PADDING = 108, 76, 6
ROWS_SHOWN = 2
_SHOWN = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Shown:
    """One file as it is painted. `state`: "" as it should be, else a word for what is wrong with it ("Thiếu tệp")."""

    name: str
    detail: str
    picture: QPixmap | None
    icon: str
    consent: bool
    wrong: str = ""

    def words(self) -> str:
        """The same for a screen reader and the tool tip."""
        consent = "có trẻ em trong ảnh, đã có đồng ý" if self.consent else ""
        return ", ".join(part for part in (self.name, self.detail, self.wrong, consent) if part)


class EvidenceStrip(QListWidget):
    """Signals say what the person wants; the field does it. Enter opens, Delete takes off, Space marks, Ctrl+V pastes, Insert adds."""

    add_asked = Signal()
    open_asked = Signal()
    remove_asked = Signal()
    consent_asked = Signal()
    arrived = Signal(QMimeData)

    def __init__(self) -> None:
        super().__init__()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setItemDelegate(_Delegate(self))
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)  # a list that cannot be rearranged has switched it off
        self.itemDoubleClicked.connect(lambda _: self.open_asked.emit())
        self.read_only = False
        self._fit()

    def show_files(self, files: Sequence[Shown]) -> None:
        """Show these; what was current and selected stays so, by its place."""
        current, selected = self.currentRow(), {index.row() for index in self.selectedIndexes()}
        while self.count() > len(files):
            self.takeItem(self.count() - 1)
        for row, shown in enumerate(files):
            item = self.item(row)
            if item is None:
                item = QListWidgetItem()
                self.addItem(item)
            item.setData(_SHOWN, shown)
            item.setText(shown.words())
            item.setToolTip(as_tip(shown.words()))
            item.setSelected(row in selected)
        if files:
            self.setCurrentRow(min(max(current, 0), len(files) - 1), self.selectionModel().SelectionFlag.NoUpdate)
        self._fit()

    def chosen(self) -> list[int]:
        """The rows selected, else the current one."""
        rows = sorted({index.row() for index in self.selectedIndexes()})
        return rows or ([self.currentRow()] if self.currentRow() >= 0 else [])

    # --- size ----------------------------------------------------------------------------------------------------------

    def cell(self) -> QSize:
        """One file, two lines of words under it."""
        return QSize(CELL_WIDTH, PICTURE_HEIGHT + 2 * self.fontMetrics().lineSpacing() + 2 * PADDING)

    def _fit(self) -> None:
        """As high as the rows it has, two at most; the rest is scrolled."""
        self.setGridSize(self.cell())
        frame = 2 * self.frameWidth() + 4
        in_a_row = max(1, (self.viewport().width() - 2) // CELL_WIDTH)
        rows = -(-self.count() // in_a_row)
        if not rows:
            self.setFixedHeight(2 * self.fontMetrics().lineSpacing() + 4 * PADDING + frame)
        else:
            self.setFixedHeight(min(rows, ROWS_SHOWN) * self.cell().height() + frame)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, another number of rows."""
        super().resizeEvent(event)
        self._fit()

    # --- keys ----------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk as in any list; letters do nothing."""
        asked = {
            Qt.Key.Key_Return: self.open_asked if self.count() else self.add_asked,
            Qt.Key.Key_Enter: self.open_asked if self.count() else self.add_asked,
            Qt.Key.Key_Delete: self.remove_asked,
            Qt.Key.Key_Space: self.consent_asked,
            Qt.Key.Key_Insert: self.add_asked,
        }
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Paste):
            self.arrived.emit(QGuiApplication.clipboard().mimeData())
        elif plain and event.key() in asked:
            asked[Qt.Key(event.key())].emit()
        elif event.text() and event.text().isprintable() and plain:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming in by Tab: the first one is chosen, so that the keys have something to work on."""
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason and self.count() and not self.selectedIndexes():
            self.setCurrentRow(max(self.currentRow(), 0))
        self.viewport().update()

    # --- drops ---------------------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures are welcome."""
        self._judge(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Everywhere on the strip."""
        self._judge(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what is dropped as a copy, whatever the other program proposes: nothing is moved away from there."""
        if self._judge(event):
            self.arrived.emit(event.mimeData())

    def _judge(self, event: QDropEvent) -> bool:
        if self.read_only or not holds_files(event.mimeData()):
            event.ignore()
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        return True

    # --- painting ------------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """With nothing in it: what to do."""
        super().paintEvent(event)
        if self.count():
            return
        painter = QPainter(self.viewport())
        painter.setPen(QColor(palette()["muted"]))
        room = self.viewport().rect().adjusted(PADDING, PADDING, -PADDING, -PADDING)
        words = (
            "Không có tệp nào."
            if self.read_only
            else "Kéo ảnh, PDF thả vào đây, dán bằng Ctrl+V\nhoặc bấm “Thêm ảnh, PDF…”."
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
        painter.end()


class _Delegate(QStyledItemDelegate):
    """A picture with name, size and marks."""

    def sizeHint(
        self,
        option: QStyleOptionViewItem,  # noqa: ARG002  Qt's signature
        index: QModelIndex | QPersistentModelIndex,  # noqa: ARG002
    ) -> QSize:
        """All the same."""
        strip = self.parent()
        assert isinstance(strip, EvidenceStrip)
        return strip.cell()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one file."""
        shown: Shown = index.data(_SHOWN)
        colours = palette()
        place = QRect(option.rect).adjusted(3, 3, -3, -3)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            focused = state & QStyle.StateFlag.State_Active and state & QStyle.StateFlag.State_HasFocus
            painter.setPen(QPen(QColor(colours["focus" if focused else "line"]), 2 if focused else 1))
            painter.setBrush(QColor(colours["primary_tint"]))
            painter.drawRoundedRect(place, 6, 6)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours["row_hover"]))
            painter.drawRoundedRect(place, 6, 6)
        picture = QRect(place.left() + 4, place.top() + 4, place.width() - 8, PICTURE_HEIGHT - 4)
        _paint_picture(painter, picture, shown)
        words = QRect(place.left() + 4, picture.bottom() + 3, place.width() - 8, painter.fontMetrics().lineSpacing())
        painter.setPen(QColor(colours["text"]))
        name = painter.fontMetrics().elidedText(shown.name, Qt.TextElideMode.ElideMiddle, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, name)
        words.translate(0, words.height())
        painter.setPen(QColor(colours["danger" if shown.wrong else "muted"]))
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, shown.wrong or shown.detail)
        painter.restore()


def _paint_picture(painter: QPainter, room: QRect, shown: Shown) -> None:
    """The thumbnail, or an icon where there is none (yet); the mark of consent in its corner."""
    if shown.picture is not None and not shown.wrong:
        ratio = shown.picture.devicePixelRatio()
        size = QSize(round(shown.picture.width() / ratio), round(shown.picture.height() / ratio))
        size.scale(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(room.topLeft(), size)
        place.moveCenter(room.center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(place, shown.picture)
        painter.setPen(QPen(QColor(palette()["line"]), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)
    else:
        place = QRect(0, 0, 32, 32)
        place.moveCenter(room.center())
        icon = pixmap("triangle-alert", "danger", 32) if shown.wrong else pixmap(shown.icon, "muted", 32)
        painter.drawPixmap(place, icon)
    if shown.consent:
        badge = QRect(room.right() - 19, room.top(), 20, 20)
        painter.setPen(QPen(QColor(palette()["surface"]), 2))
        painter.setBrush(QColor(palette()["success"]))
        painter.drawEllipse(badge)
        painter.drawPixmap(badge.adjusted(4, 4, -4, -4), pixmap("check", "surface", 12))
