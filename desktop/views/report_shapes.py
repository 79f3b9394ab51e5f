"""Xuất khác: the report as Word, Excel or PDF/A, from one small menu; each made in the background."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton

from desktop.errors import UserError
from desktop.views.theme import icon
from desktop.views.widgets.background import Progress

if TYPE_CHECKING:
    from desktop.views.report_page import ReportPage

# word of the shape, what the menu says, picture, key, title of the dialog, its filter, the proposed name
_ITEMS = (
    ("docx", "&Word – để sửa câu chữ…", "file-text", "Ctrl+Shift+W", "Tệp Word (*.docx)", "Bao cao NQ71 nam {year} (sua cau chu)"),
    ("xlsx", "&Excel – các biểu…", "file-spreadsheet", "Ctrl+Shift+E", "Tệp Excel (*.xlsx)", "Cac bieu NQ71 nam {year}"),
    ("pdfa", "&PDF/A lưu trữ – bản đã chốt…", "file-check", "Ctrl+Shift+A", "Tệp PDF (*.pdf)", "Bao cao NQ71 nam {year} (luu tru)"),
)  # fmt: skip


class OtherShapes(QPushButton):
    """The button with its menu; its keys work on the whole page."""

    def __init__(self, page: ReportPage) -> None:
        super().__init__(icon("upload"), "Xuất &khác")
        self.setToolTip("Tệp Word để sửa câu chữ, tệp Excel các biểu, tệp PDF/A để lưu trữ")
        self._page = page
        menu = QMenu(self)
        self.items: dict[str, QAction] = {}
        for word, text, picture, keys, _, _ in _ITEMS:
            item = menu.addAction(icon(picture), text)
            item.setShortcut(QKeySequence(keys))
            item.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            item.triggered.connect(lambda _=False, word=word: self.ask(word))
            page.addAction(item)  # a menu's own keys work only while it is open
            self.items[word] = item
        self.setMenu(menu)

    def ask(self, word: str) -> None:
        """Ask where to, then write."""
        if word == "pdfa" and self._page.chosen_edition is None:
            self._page.workspace.refuse(
                UserError(
                    f"Báo cáo năm {self._page.year} chưa chốt bản nào. Hãy chốt báo cáo rồi mới xuất bản lưu trữ."
                )
            )
            return
        shape, suffix = self._shape(word)
        *_, kinds, name = next(item for item in _ITEMS if item[0] == word)
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(documents) / (name.format(year=self._page.year) + suffix))
        chosen, _ = QFileDialog.getSaveFileName(self._page, f"Lưu {shape}", proposed, kinds)
        if chosen:
            path = Path(chosen)
            self.write(word, path if path.suffix.lower() == suffix else path.with_name(path.name + suffix))

    def write(self, word: str, path: Path) -> None:
        """Write one shape of the report as it stands, PDF/A of the frozen edition chosen."""
        page = self._page
        if not page.may_leave():  # what was typed is stored first
            return
        workspace, year, edition = page.workspace, page.year, page.chosen_edition
        source = page.source
        shape, _ = self._shape(word)

        def work(_: Progress) -> Path:
            from desktop.reports.freeze import load_edition
            from desktop.shapes import write_shapes

            if word == "pdfa":
                report, frozen = load_edition(workspace.database, year, edition)
                write_shapes(report, frozen, {word: path})
            else:
                write_shapes(source.gather(workspace, year), None, {word: path})
            return path

        done: Callable[[Path], None] = lambda path: self._written(word, path)  # noqa: E731
        page.workspace.background.run(page, work, done, f"Đang lập {shape}…", page.workspace.refuse)

    def _written(self, word: str, path: Path) -> None:
        what = {"docx": "để sửa câu chữ, không phải bản đã chốt", "xlsx": "các biểu", "pdfa": "bản lưu trữ PDF/A"}[word]
        self._page.workspace.notify(f"Đã lưu “{path.name}” ({what}).", "Mở tệp", lambda: _open(path))

    def _shape(self, word: str) -> tuple[str, str]:
        from desktop.shapes import SHAPES

        name = SHAPES[word].name
        return f"{name[:1].lower()}{name[1:]}", SHAPES[word].suffix


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
