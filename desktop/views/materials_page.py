"""Tài liệu: what the Department publishes, found and opened without a network; at the Department also written and withdrawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import UserError
from desktop.evidence.opening import lay_out
from desktop.models.base import new_id
from desktop.models.material import Material, materials, save_material
from desktop.text import format_date, format_number, one_line, shortened
from desktop.views.page import Command, Page, Workspace
from desktop.views.places import DEPARTMENT
from desktop.views.theme import GRID, icon
from desktop.views.widgets.background import Progress
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.drives import size_words
from desktop.views.widgets.evidence_field import EvidenceField

MATERIALS = "materials"  # announced when a packet brought others
ROLE = Qt.ItemDataRole.UserRole
PAUSE_WORDS = "Không có tài liệu nào khớp. Hãy thử ít chữ hơn."


class MaterialsPage(Page):
    """List, text and files."""

    TITLE: ClassVar[str] = "Tài liệu"
    SUBTITLE: ClassVar[str] = "Văn bản, hướng dẫn, tài liệu tuyên truyền của Sở; xem được khi không có mạng."
    KINDS: ClassVar[frozenset[str]] = frozenset({MATERIALS})
    HELP: ClassVar[str] = (
        "Tài liệu của Sở đến theo gói dữ liệu chung: cắm USB, vào Gửi / nhận, bấm Nhận. Gõ vào ô tìm (F3), không cần dấu. "
        "Enter mở tệp đang chọn."
    )

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.found: list[Material] = []
        self.is_department = workspace.role == DEPARTMENT
        self.search = QLineEdit()
        self.search.setPlaceholderText("Tìm (F3), không cần gõ dấu")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self._read())
        self.list = QListWidget()
        self.list.setAccessibleName("Các tài liệu")
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.currentRowChanged.connect(lambda _: self._show_current())
        self.list.itemActivated.connect(lambda _: self.files.setFocus())
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(GRID)
        split.addWidget(left)
        split.addWidget(self._detail())
        split.setSizes([420, 620])
        self.body.addWidget(split, 1)
        QShortcut(QKeySequence("F3"), self, self.search.setFocus)
        if self.is_department:
            self._department_buttons()

    def _detail(self) -> QWidget:
        card = QFrame()
        card.setObjectName("card")
        self.heading = QLabel()
        self.heading.setObjectName("section")
        self.heading.setWordWrap(True)
        self.when = QLabel()
        self.when.setObjectName("muted")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName("Nội dung tài liệu")
        for label in (self.heading, self.when):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.files = QListWidget()
        self.files.setAccessibleName("Các tệp của tài liệu")
        self.files.setFixedHeight(120)
        self.files.itemActivated.connect(lambda _: self.open_file())
        self.open_button = QPushButton(icon("eye"), "&Mở tệp")
        self.open_button.setToolTip("Mở tệp đang chọn (Enter)")
        self.open_button.clicked.connect(lambda: self.open_file())
        label = QLabel("&Tệp kèm theo")
        label.setBuddy(self.files)
        row = QHBoxLayout()
        row.addWidget(label, 1)
        row.addWidget(self.open_button)
        layout = QVBoxLayout(card)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(GRID)
        layout.addWidget(self.heading)
        layout.addWidget(self.when)
        layout.addWidget(self.text, 1)
        layout.addLayout(row)
        layout.addWidget(self.files)
        return card

    def _department_buttons(self) -> None:
        self.new_button = QPushButton(icon("plus", "surface"), " Thêm tài &liệu…")
        self.new_button.setProperty("primary", True)
        self.new_button.setToolTip("Tài liệu mới (Ctrl+N)")
        self.new_button.clicked.connect(self.new)
        self.edit_button = QPushButton(icon("pencil"), "&Sửa…")
        self.edit_button.clicked.connect(self.edit)
        self.remove_button = QPushButton(icon("trash-2"), "&Gỡ")
        self.remove_button.setToolTip("Gỡ khỏi danh sách phát hành (Delete)")
        self.remove_button.clicked.connect(self.remove)
        for button in (self.edit_button, self.remove_button, self.new_button):
            self.header.addWidget(button)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self.list, self.remove, context=Qt.ShortcutContext.WidgetShortcut)
        self.commands = {Command.NEW: self.new, Command.DELETE: self.remove, Command.FIND: self.search.setFocus}

    # --- showing -------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list again."""
        self._read()

    def _read(self) -> None:
        wanted, workspace = self.search.text(), self.workspace

        def work(progress: Progress) -> list[Material]:
            progress.report(0)
            with workspace.database.snapshot() as session:
                found = materials(session, wanted)
                session.expunge_all()
            return found

        workspace.background.read(self, work, self._show)

    def _show(self, found: list[Material]) -> None:
        chosen = one.id if (one := self.current()) is not None else ""
        self.found = found
        self.list.clear()
        for one in found:
            files = f" – {format_number(len(one.files))} tệp" if one.files else ""
            item = QListWidgetItem(f"{shortened(one.title, 160)}\n{format_date(one.date)}{files}")
            item.setData(ROLE, one.id)
            self.list.addItem(item)
        at = next((row for row, one in enumerate(found) if one.id == chosen), 0)
        self.list.setCurrentRow(at if found else -1)
        self._show_current()

    def current(self) -> Material | None:
        """The material that is chosen."""
        row = self.list.currentRow()
        return self.found[row] if 0 <= row < len(self.found) else None

    def _show_current(self) -> None:
        one = self.current()
        self.heading.setText(one.title if one else ("Chưa có tài liệu nào." if not self.search.text() else PAUSE_WORDS))
        self.when.setText(f"{one.sort + ' – ' if one.sort else ''}{format_date(one.date)}" if one else "")
        self.text.setPlainText(one.text if one else "")
        self.files.clear()
        for file in one.files if one else ():
            here = self.workspace.database.files.has(str(file["sha256"]))
            missing = "" if here else " – chưa có tệp, hãy nhận gói dữ liệu chung của Sở"
            item = QListWidgetItem(
                icon("file-text" if here else "triangle-alert", "primary" if here else "warning"),
                f"{one_line(str(file['name']))} ({size_words(int(file['size']))}){missing}",
            )
            self.files.addItem(item)
        self.files.setCurrentRow(0 if self.files.count() else -1)
        self.open_button.setEnabled(self.files.count() > 0)
        if self.is_department:
            self.edit_button.setEnabled(one is not None)
            self.remove_button.setEnabled(one is not None)

    def open_file(self) -> None:
        """Lay the chosen file out as a copy and open it in the PC's own program."""
        one, row = self.current(), self.files.currentRow()
        if one is None or not 0 <= row < len(one.files):
            return
        database, reference = self.workspace.database, dict(one.files[row])

        def work(_: Progress) -> Path:
            return lay_out(database.files, reference, database.folder / "tam" / "xem")

        def done(path: Path) -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self.workspace.notify(f"Chưa có chương trình mở tệp này. Tệp nằm ở {path}")

        self.workspace.background.run(self, work, done, "Đang mở tệp…", self.workspace.refuse)

    def focus_first(self) -> None:
        """The list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- at the Department ---------------------------------------------------------------------------------------------

    def new(self) -> None:
        """An empty form."""
        today = date.today()  # noqa: DTZ011  the officer's own day
        self._ask(Material(id=new_id(), title="", sort="", date=today, text="", files=[], position=0))

    def edit(self) -> None:
        """The form of the chosen material."""
        if (one := self.current()) is not None:
            self._ask(one)

    def _ask(self, material: Material) -> None:
        dialog = MaterialDialog(self.workspace, material, self.window())
        if dialog.exec():
            self.workspace.notify("Đã lưu tài liệu. Đơn vị nhận được khi Sở xuất gói dữ liệu chung.")
            self._read()

    def remove(self) -> None:
        """Take the chosen material away; units lose it with the next packet."""
        one = self.current()
        if one is None:
            return
        kept = {name: getattr(one, name) for name in ("id", "title", "sort", "date", "text", "files", "position")}
        try:
            with self.workspace.database.transaction() as session:
                if (stored := session.get(Material, one.id)) is not None:
                    session.delete(stored)
        except UserError as error:
            self.workspace.refuse(error)
            return
        self.workspace.notify(f"Đã gỡ “{shortened(one.title)}”.", "Lấy lại", lambda: self._bring_back(kept))
        self._read()

    def _bring_back(self, kept: dict[str, Any]) -> None:
        try:
            with self.workspace.database.transaction() as session:
                save_material(session, Material(**kept))
        except UserError as error:
            self.workspace.refuse(error)
        self._read()


class MaterialDialog(QDialog):
    """Title, sort, day, text and files of one material."""

    def __init__(self, workspace: Workspace, material: Material, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._material = workspace, material
        self.setWindowTitle("Tài liệu của Sở")
        self.resize(680, 560)
        self.title = QLineEdit(material.title)
        self.sort = QLineEdit(material.sort)
        self.sort.setPlaceholderText("Ví dụ: Hướng dẫn, Tài liệu tuyên truyền")
        self.day = DateField()
        self.day.set_value(material.date)
        self.text = QPlainTextEdit(material.text)
        self.text.setTabChangesFocus(True)
        self.files = EvidenceField(workspace)
        self.files.consent.hide()
        self.files.set_value(material.files)
        self.problem = QLabel()
        self.problem.setObjectName("problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.addRow("&Tên tài liệu *", self.title)
        form.addRow("L&oại", self.sort)
        form.addRow("N&gày", self.day)
        form.addRow("Nội &dung", self.text)
        form.addRow("Tệp PDF, ảnh", self.files)
        saved = QPushButton(icon("save", "surface"), " &Lưu")
        saved.setProperty("primary", True)
        saved.clicked.connect(self.save)
        cancel = QPushButton("Hủ&y")
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(saved)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(GRID)
        layout.addLayout(form, 1)
        layout.addWidget(self.problem)
        layout.addLayout(buttons)

    def save(self) -> None:
        """Store it; what is wrong is told below."""
        try:
            day = self.day.value()
        except ValueError as error:
            self._complain(str(error))
            return
        if day is None:
            self._complain("Chưa ghi ngày.")
            return
        keys = ("sha256", "name", "type", "size")
        made = Material(
            id=self._material.id,
            title=one_line(self.title.text()),
            sort=one_line(self.sort.text()),
            date=day,
            text=self.text.toPlainText().strip(),
            files=[{key: one[key] for key in keys} for one in self.files.value()],
            position=self._material.position,
        )
        try:
            with self._workspace.database.transaction() as session:
                save_material(session, made)
        except UserError as error:
            self._complain(error.sentence)
            return
        self.accept()

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()


def make(workspace: Workspace) -> Page:
    """The page."""
    return MaterialsPage(workspace)
