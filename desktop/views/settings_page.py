"""Thiết lập: the people of this PC, how large letters are, where the data lie, a backup now. Every answer is kept at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.models.installation import current
from desktop.text import format_date, format_number
from desktop.views import scaling, text_size, theme
from desktop.views.page import Page, Workspace
from desktop.views.settings_people import PeopleCard
from desktop.views.theme import GRID, icon, scaled
from desktop.views.widgets import messages
from desktop.views.widgets.background import Progress

if TYPE_CHECKING:
    from desktop.models.backups import Restored

TWO_COLUMNS = 860  # px of page width from which there are two


class SettingsPage(Page):
    """Cards side by side."""

    TITLE = "Thiết lập"
    SUBTITLE = "Mỗi thay đổi được lưu ngay."
    KINDS = frozenset({"profile"})
    HELP = (
        "Nhiều người dùng chung máy: thêm tên từng người, mã PIN nếu cần; tên được ghi vào lịch sử mỗi lần lưu. Mã PIN chỉ để "
        "không ghi nhầm tên nhau, không thay cho mật khẩu của máy. Sao lưu: nên làm trước ngày nộp báo cáo, ghi ra USB."
    )

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.people = PeopleCard(workspace)
        self._beside = (self._looks_card(), self._folder_card(), self._plan_card())
        self._grid = QGridLayout()
        self._grid.setSpacing(2 * GRID)
        self._narrow: bool | None = None
        self.body.addLayout(self._grid, 1)
        self._arrange()
        workspace.people_changed.connect(self.people.refresh)
        workspace.looks_changed.connect(self._show_looks)

    def _looks_card(self) -> QFrame:
        self.sizes = QComboBox()
        self.sizes.setAccessibleName("Cỡ chữ")
        for percent in scaling.PERCENTS:
            self.sizes.addItem(f"{percent} %" + (" (bình thường)" if percent == 100 else ""), percent)
        self.sizes.activated.connect(lambda _: self._choose_size())
        label = QLabel("&Cỡ chữ:")
        label.setBuddy(self.sizes)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(label)
        row.addWidget(self.sizes)
        row.addStretch(1)
        hint = (
            "Ở bất cứ trang nào: Ctrl và phím + cho chữ to hơn, Ctrl và phím − cho chữ nhỏ hơn, Ctrl+0 về bình thường."
        )
        return _card("Hiển thị", [row, _hint(hint)])

    def _folder_card(self) -> QFrame:
        self.folder = QLabel(str(self.workspace.folder))
        self.folder.setTextFormat(Qt.TextFormat.PlainText)
        self.folder.setWordWrap(True)
        self.folder.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_button = QPushButton(icon("folder-open"), " &Mở thư mục")
        self.open_button.clicked.connect(self._open_folder)
        self.backup_button = QPushButton(icon("archive"), " &Sao lưu ngay…")
        self.backup_button.clicked.connect(self.back_up)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.open_button)
        row.addWidget(self.backup_button)
        self.restore_button = QPushButton(icon("rotate-ccw"), " &Khôi phục…")
        self.restore_button.clicked.connect(self.restore)
        row.addStretch(1)
        below = QHBoxLayout()
        below.addWidget(self.restore_button)
        below.addStretch(1)
        hint = (
            "Bản sao lưu chứa mọi bản ghi, lịch sử, ảnh và tệp đính kèm. Mỗi ngày chương trình tự giữ một bản trong thư mục dữ liệu "
            "(mười bản gần nhất); hãy sao lưu ra USB trước ngày nộp báo cáo. Khôi phục cho xem trước sẽ mất gì."
        )
        return _card("Dữ liệu và sao lưu", [self.folder, row, below, _hint(hint)])

    def _plan_card(self) -> QFrame:
        self.plan = QLabel()
        self.plan.setWordWrap(True)
        self.plan.setTextFormat(Qt.TextFormat.PlainText)
        button = QPushButton(icon("pencil"), " Sửa ở &Hồ sơ đơn vị")
        button.clicked.connect(lambda: self.workspace.go_to("profile"))
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        return _card("Kế hoạch của UBND tỉnh (dẫn trong báo cáo)", [self.plan, row])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wide enough: two columns."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        narrow = self.width() < scaled(TWO_COLUMNS)
        if narrow == self._narrow:
            return
        self._narrow = narrow
        self._grid.addWidget(self.people, 0, 0, 1 if narrow else 4, 1)
        for row, card in enumerate(self._beside):
            self._grid.addWidget(card, row + 1 if narrow else row, 0 if narrow else 1)
        self._grid.setRowStretch(3, 0 if narrow else 1)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 0 if narrow else 2)

    # --- what is shown -------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything again."""
        self.people.refresh()
        self._show_looks()
        with self.workspace.database.snapshot() as session:
            settings = current(session).settings or {}
        number, day = settings.get("plan_number"), settings.get("plan_date")
        dated = f" ngày {format_date(date.fromisoformat(day))}" if day else ""
        self.plan.setText(f"Số {number}{dated}" if number else "Chưa ghi số, ngày của Kế hoạch.")

    def _show_looks(self) -> None:
        self.sizes.setCurrentIndex(max(self.sizes.findData(theme.percent()), 0))

    def focus_first(self) -> None:
        """The people."""
        self.people.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is done --------------------------------------------------------------------------------------------------

    def _choose_size(self) -> None:
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        scaling.set_percent(app, self.sizes.currentData())
        text_size.keep(self.workspace, self.sizes.currentData())

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.workspace.folder)))

    def back_up(self) -> None:
        """Ask where, then write the copy."""
        if chosen := QFileDialog.getExistingDirectory(self, "Chọn USB hoặc thư mục để sao lưu", str(Path.home())):
            self.back_up_to(Path(chosen))

    def back_up_to(self, folder: Path) -> None:
        """Write a verified copy of the data and the attached files into `folder`."""
        database = self.workspace.database

        def work(progress: Progress) -> Path:
            from desktop.models.backups import back_up

            progress.can_cancel = False  # a copy is whole or not at all
            return back_up(database, to=folder)

        self.workspace.background.run(
            self, work, lambda path: self.workspace.notify(f"Đã sao lưu và kiểm tra: {path.name}"), "Đang sao lưu…",
            self.workspace.refuse,
        )  # fmt: skip

    def restore(self) -> None:
        """Ask which copy, then what it would undo."""
        from desktop.models.backups import FOLDER

        chosen, _ = QFileDialog.getOpenFileName(
            self, "Chọn bản sao lưu", str(self.workspace.folder / FOLDER), "Bản sao lưu NQ71 (*.db)"
        )
        if chosen:
            self.restore_from(Path(chosen))

    def restore_from(self, copy: Path) -> None:
        """Say what a copy would undo; with the person's word close, put it back and open again."""
        folder = self.workspace.folder

        def work(_: Progress) -> Restored:
            from desktop.models.backups import preview

            return preview(folder, copy)

        self.workspace.background.run(
            self, work, lambda found: self._ask_restore(copy, found), "Đang đọc bản sao lưu…", self.workspace.refuse
        )

    def _ask_restore(self, copy: Path, found: Restored) -> None:
        new = sum(one.new for one in found.lost)
        detail = (
            f"Bản sao lưu có {format_number(found.records)} bản ghi. Khôi phục sẽ bỏ {format_number(new)} bản ghi mới và "
            f"{format_number(len(found.lost) - new)} lần sửa, xóa sau đó"
        )
        named = [one.title for one in found.lost if one.title][:5]
        detail += f": {'; '.join(named)}…" if named else "."
        detail += "\n\nDữ liệu đang có được giữ thành một bản sao lưu trong thư mục dữ liệu, lấy lại được."
        if messages.ask(
            self.window(), f"Khôi phục từ “{copy.name}”?", "&Khôi phục", detail=detail, danger=bool(found.lost)
        ):
            self.workspace.shell.restart(copy)


def _hint(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("hint")
    label.setWordWrap(True)
    return label


def _card(title: str, rows: Sequence[QWidget | QHBoxLayout]) -> QFrame:
    card = QFrame()
    card.setObjectName("card")
    layout = QVBoxLayout(card)
    layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
    layout.setSpacing(GRID)
    heading = QLabel(title)
    heading.setObjectName("section")
    layout.addWidget(heading)
    for row in rows:
        if isinstance(row, QWidget):
            layout.addWidget(row)
        else:
            layout.addLayout(row)
    return card


def make(workspace: Workspace) -> Page:
    """The page."""
    return SettingsPage(workspace)
