"""The files of a scan in the order of the pages: chosen or dropped, thumbnails, put in another order, taken out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from desktop.views.code_dialog import FILES
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets.background import Progress

_PATH = Qt.ItemDataRole.UserRole
_SIDE = 96  # px of a thumbnail


class ScanStrip(QWidget):
    """`changed` when files or their order are others."""

    changed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.setAcceptDrops(True)
        self.list = QListWidget()
        self.list.setAccessibleName("Các tệp của bản quét, theo thứ tự trang")
        self.list.setFlow(QListWidget.Flow.LeftToRight)
        self.list.setViewMode(QListWidget.ViewMode.IconMode)
        self.list.setMovement(QListWidget.Movement.Static)
        self.list.setWrapping(False)
        self.list.setIconSize(QSize(_SIDE, _SIDE))
        self.list.setFixedHeight(_SIDE + 60)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.currentRowChanged.connect(lambda _: self._update())
        self.add = _button("&Chọn tệp…", "file-text", self._pick)
        self.earlier = _button("Lên t&rước", "chevron-left", lambda: self.move_current(-1))
        self.later = _button("Ra sa&u", "chevron-right", lambda: self.move_current(1))
        self.out = _button("&Bỏ tệp", "x", self.take_out)
        row = QHBoxLayout()
        for each in (self.add, self.earlier, self.later, self.out):
            row.addWidget(each)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.list)
        layout.addLayout(row)
        self._update()

    def paths(self) -> list[Path]:
        """The files, the first page first."""
        return [Path(self.list.item(row).data(_PATH)) for row in range(self.list.count())]

    def add_files(self, paths: Sequence[Path]) -> None:
        """Put files behind those that are there; each once."""
        known = self.paths()
        fresh = [path for path in paths if path not in known]
        for path in fresh:
            item = QListWidgetItem(icon("file-text"), path.name)
            item.setSizeHint(QSize(_SIDE + 24, _SIDE + 36))
            item.setToolTip(path.name)
            item.setData(_PATH, str(path))
            self.list.addItem(item)
        if fresh:
            self._draw(fresh)
            self.list.setCurrentRow(self.list.count() - 1)
            self.changed.emit()

    def move_current(self, step: int) -> None:
        """The chosen file one place on."""
        row = self.list.currentRow()
        if row >= 0 and 0 <= row + step < self.list.count():
            self.list.insertItem(row + step, self.list.takeItem(row))
            self.list.setCurrentRow(row + step)
            self.changed.emit()

    def take_out(self) -> None:
        """Not this file."""
        if self.list.currentRow() >= 0:
            self.list.takeItem(self.list.currentRow())
            self.changed.emit()
            self._update()

    def _pick(self) -> None:
        picked, _ = QFileDialog.getOpenFileNames(
            self, "Chọn bản quét: một tệp PDF, hoặc các ảnh", str(Path.home()), FILES
        )
        self.add_files([Path(each) for each in picked])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files are welcome."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """In the order of their names: cameras count."""
        self.add_files(sorted(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()))

    def _draw(self, paths: Sequence[Path]) -> None:
        def work(progress: Progress) -> dict[str, tuple[int, int, bytes]]:
            from desktop.evidence.decoder import Decoder

            found = {}
            with Decoder() as decoder:
                for at, path in enumerate(paths):
                    progress.report(at)
                    if small := _small(decoder.thumbnail, path):
                        found[str(path)] = small
            return found

        self._workspace.background.read(self, work, self._take)

    def _take(self, drawn: dict[str, tuple[int, int, bytes]]) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            if small := drawn.get(item.data(_PATH)):
                width, height, pixels = small
                image = QImage(pixels, width, height, 3 * width, QImage.Format.Format_RGB888)
                item.setIcon(QIcon(QPixmap.fromImage(image)))

    def _update(self) -> None:
        row, count = self.list.currentRow(), self.list.count()
        self.earlier.setEnabled(row > 0)
        self.later.setEnabled(0 <= row < count - 1)
        self.out.setEnabled(row >= 0)


def _small(thumbnail: Callable[[bytes], bytes], path: Path) -> tuple[int, int, bytes] | None:
    from desktop.evidence.decoder import size_and_pixels
    from desktop.evidence.refusals import NotTaken

    try:
        return size_and_pixels(thumbnail(path.read_bytes()))
    except (NotTaken, OSError):  # what is wrong with it is said when it is made a scan
        return None


def _button(words: str, picture: str, action: Callable[[], object]) -> QPushButton:
    made = QPushButton(icon(picture), words)
    made.setAutoDefault(False)
    made.clicked.connect(lambda: action())
    return made
