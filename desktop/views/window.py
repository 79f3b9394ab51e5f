"""The one window: places at the left, the page in front, the menu with every key, notices over its heading.

It is shown before the database is opened; until `attach` it holds a placeholder.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QCloseEvent, QColor, QFont, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMainWindow,
    QMenu,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import UserError
from desktop.views.page import Command, Page, Workspace
from desktop.views.places import Place, keys_of, make_page, places_for, with_letters
from desktop.views.quick_menu import QuickMenu
from desktop.views.scaling import grow
from desktop.views.seat import SWITCH, Seat
from desktop.views.text_size import TextSize
from desktop.views.theme import icon, palette
from desktop.views.widgets import messages
from desktop.views.widgets.notice import Notice
from desktop.views.widgets.tips import as_tip

if TYPE_CHECKING:
    from desktop.models.draft import Draft
    from desktop.views.help import HelpDialog

SIDE_WIDTH = 212
UNDO_TIP = "Trả lại như trước việc lưu, xóa, nhập gần nhất"
REDO_TIP = "Làm lại việc vừa hoàn tác"

_COMMANDS = (
    (Command.NEW, "&Ghi mới", "plus", "Ctrl+N", "Mở biểu mẫu trống để ghi một bản ghi mới"),
    (Command.SAVE, "&Lưu", "save", "Ctrl+S", "Lưu biểu mẫu đang mở"),
    (Command.DUPLICATE, "&Nhân bản", "copy", "Ctrl+D", "Tạo bản ghi mới giống bản ghi đang chọn"),
    (Command.KEEP_DRAFT, "Cất nhá&p", "pencil", "Ctrl+Shift+S", "Cất chữ đang gõ làm bản nháp, dù còn thiếu"),
    (Command.LIKE_LAST, "Như lần t&rước", "repeat", "Ctrl+T", "Điền biểu mẫu mới như bản ghi gần nhất cùng loại"),
    (Command.CHANGE, "Đổ&i một ô…", "pencil", "F2", "Đổi một ô của các bản ghi đang chọn"),
    (Command.DELETE, "&Xóa vào thùng rác", "trash-2", "", "Đưa bản ghi đang chọn vào thùng rác; lấy lại được"),
    (
        Command.HISTORY,
        "Lịch &sử bản ghi",
        "history",
        "F8",
        "Ai đã sửa bản ghi đang chọn, lúc nào, sửa gì; lấy lại bản cũ",
    ),
    (Command.FIND, "Tìm trong &danh sách", "search", "F3", "Đưa con trỏ vào ô tìm của trang; không cần gõ dấu"),
    (
        Command.EXPORT,
        "Xuất &Excel…",
        "file-spreadsheet",
        "Ctrl+Shift+E",
        "Xuất các dòng đang chọn, hoặc cả danh sách, ra Excel",
    ),
)


class MainWindow(QMainWindow):
    """Made empty; `attach(workspace)` fills it. It is the `Shell` of its workspace."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(messages.TITLE)
        self.setMinimumSize(QSize(760, 420))
        self.resize(1240, 660)
        self.workspace: Workspace | None = None
        self.restoring: Path | None = None  # the backup to be put back once everything is closed
        self._pages: dict[str, Page] = {}
        self._frames: dict[str, QScrollArea] = {}
        self._stale: set[str] = set()
        self._places: tuple[Place, ...] = ()
        self._help: HelpDialog | None = None
        self._unit_name: Callable[[], str] = lambda: ""
        self.stack = QStackedWidget()
        self._show_placeholder("Đang mở dữ liệu…")
        self.side = _Side(self._place_chosen)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addWidget(self.stack, 1)
        self.setCentralWidget(middle)
        self.notice = Notice(self.stack)
        self.actions_by_command: dict[Command, QAction] = {}
        self.text_size = TextSize(self)
        self.seat = Seat(self)
        self.seat.changed.connect(self.side.set_author)
        self.side.author.clicked.connect(self.seat.switch)
        self._make_menus()
        self.undo_action.setEnabled(False)
        self.redo_action.setEnabled(False)

    # --- set-up --------------------------------------------------------------------------------------------------------

    def _show_placeholder(self, text: str) -> None:
        label = QLabel(text)
        label.setObjectName("muted")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.stack.addWidget(label)

    def attach(self, workspace: Workspace, unit_name: Callable[[], str]) -> None:
        """Fill the window: the places of this role, the first page in front. `unit_name` is asked again when it changed."""
        self.workspace = workspace
        self._unit_name = unit_name
        workspace.changed.connect(self._records_changed)
        self._places = places_for(workspace.role)
        self.side.fill(self._places)
        self._show_unit()
        self._fill_go_menu()
        self.quick_menu.fill(workspace.role, lambda place: self.go_to(place, new=True))
        self._update_commands()
        self.text_size.attach(workspace)
        self.go_to(self._places[0].name)
        workspace.changed.connect(self._name_steps)
        self._name_steps()
        self.offer_back()
        self.seat.attach(workspace)

    def _show_unit(self) -> None:
        name = self._unit_name()
        self.side.set_unit(name)
        self.setWindowTitle(f"{name} – {messages.TITLE}" if name else messages.TITLE)

    def _make_menus(self) -> None:
        bar = self.menuBar()
        records = bar.addMenu("&Bản ghi")
        records.setToolTipsVisible(True)
        for command, title, picture, keys, tip in _COMMANDS:
            action = self._action(title, picture, keys, tip, lambda _=False, c=command: self._run(c))
            self.actions_by_command[command] = action
            records.addAction(action)
        self.undo_action = self._action("&Hoàn tác", "undo-2", "Ctrl+Z", UNDO_TIP, lambda: self.undo())
        self.redo_action = self._action("Là&m lại", "redo-2", "Ctrl+Y", REDO_TIP, lambda: self.redo())
        self.redo_action.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        records.insertActions(self.actions_by_command[Command.HISTORY], [self.undo_action, self.redo_action])
        records.insertSeparator(self.actions_by_command[Command.FIND])
        self.find_action = self._action(
            "Tìm &khắp nơi…", "search", "Ctrl+F", "Tìm trong mọi loại bản ghi; không cần gõ dấu", self.find_everywhere
        )
        records.insertAction(self.actions_by_command[Command.FIND], self.find_action)
        self.quick_menu = QuickMenu(self)
        records.insertMenu(self.actions_by_command[Command.SAVE], self.quick_menu)
        records.addSeparator()
        records.addAction(self._action("Th&oát", "log-out", "Ctrl+Q", "Đóng chương trình", lambda: self.close()))
        # Delete belongs to the list alone: in a field it takes out letters. So the key is shown, not bound, here.
        self.actions_by_command[Command.DELETE].setText("&Xóa vào thùng rác\tDelete")
        self._go_menu = QMenu("Đ&i tới", self)
        bar.addMenu(self._go_menu)
        bar.addMenu(self.text_size.menu)
        bar.addMenu(self.seat.menu)
        help_menu = bar.addMenu("Trợ &giúp")
        help_menu.addAction(
            self._action(
                "Trợ giúp và &phím tắt", "circle-question-mark", "F1", "Nói về trang này và các phím", self.show_help
            )
        )

    def _action(self, title: str, picture: str, keys: str, tip: str, then: Callable[..., Any]) -> QAction:
        action = QAction(icon(picture), title, self)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.setToolTip(f"{tip} ({keys})" if keys else tip)
        action.triggered.connect(then)
        return action

    def _fill_go_menu(self) -> None:
        self._go_menu.clear()
        keys = keys_of(self._places)
        group = ""
        titles = with_letters(place.title for place in self._places)
        for place, title in zip(self._places, titles, strict=True):
            if place.group != group:
                group = self._go_menu.addSection(place.group).text()
            key = keys.get(place.name, "")
            self._go_menu.addAction(
                self._action(title, place.icon, key, place.title, lambda _=False, n=place.name: self.go_to(n))
            )

    # --- pages ---------------------------------------------------------------------------------------------------------

    @property
    def page(self) -> Page | None:
        """The page in front."""
        frame = self.stack.currentWidget()
        widget = frame.widget() if isinstance(frame, QScrollArea) else None
        return widget if isinstance(widget, Page) else None

    def page_named(self, name: str) -> Page:
        """The page of a place, made when it is first asked for."""
        if name not in self._pages:
            assert self.workspace is not None
            place = next(place for place in self._places if place.name == name)
            page = make_page(place, self.workspace)
            page.commands_changed.connect(self._update_commands)
            grow(page)
            self._pages[name] = page
            self._frames[name] = _framed(page)
            self.stack.addWidget(self._frames[name])
            self._stale.add(name)
        return self._pages[name]

    def go_to(self, name: str, **what: Any) -> bool:
        """Bring a place to the front; False where the page there did not want to be left."""
        old = self.page
        page = self.page_named(name)
        if page is not old and old is not None and not old.may_leave():
            self.side.select(self._name_of(old))
            return False
        if name in self._stale:
            self._stale.discard(name)
            page.refresh()
        self.stack.setCurrentWidget(self._frames[name])
        if old is not None and old is not page:
            old.left()
        self.side.select(name)
        if what:
            page.open(**what)
        page.focus_first()
        self._update_commands()
        return True

    def _place_chosen(self, name: str) -> None:
        if self.page is None or self._name_of(self.page) != name:
            self.go_to(name)

    def _name_of(self, page: Page) -> str:
        return next((name for name, made in self._pages.items() if made is page), "")

    @Slot(object)
    def _records_changed(self, kinds: frozenset[str]) -> None:
        if "profile" in kinds:
            self._show_unit()
        for name, page in self._pages.items():
            if not page.kinds & kinds:
                continue
            if page is self.page:
                page.refresh()
            else:
                self._stale.add(name)

    # --- commands ------------------------------------------------------------------------------------------------------

    def _run(self, command: Command) -> None:
        if self.page is None:
            return
        if command == Command.NEW and command not in self.page.commands:
            self.go_to(self._first_book, new=True)
        else:
            self.page.run_command(command)

    def _update_commands(self) -> None:
        commands = self.page.commands if self.page else {}
        for command, action in self.actions_by_command.items():
            action.setEnabled(command in commands)
        if self._first_book:
            self.actions_by_command[Command.NEW].setEnabled(True)
        self.find_action.setEnabled(bool(self._first_book) or Command.FIND in commands)

    @Slot()
    def _name_steps(self) -> None:
        """Say in the menu what Ctrl+Z and Ctrl+Y would take back and do again."""
        from desktop.views.undoing import name_actions

        if self.workspace is not None:
            name_actions(self.workspace, self.undo_action, self.redo_action)

    def undo(self) -> None:
        """Undo the last saved change (Ctrl+Z outside a text field)."""
        self._take_step(back=True)

    def redo(self) -> None:
        """Do again what was undone last (Ctrl+Y outside a text field)."""
        self._take_step(back=False)

    def _take_step(self, back: bool) -> None:
        from desktop.views.undoing import take_step

        if self.workspace is not None and (self.page is None or self.page.may_leave()):
            take_step(self.workspace, self, back)

    def offer_back(self) -> None:
        """Offer what was being typed when the program was last ended by force."""
        from desktop.views import recovery
        from desktop.views.logbook import place_of

        assert self.workspace is not None
        if not (found := recovery.left(self.workspace)):
            return
        workspace = self.workspace

        def open_draft(draft: Draft) -> None:
            if place := place_of(draft.kind, workspace.role):
                self.go_to(place, draft=draft.record_id)

        recovery.Offer(self, workspace, found, open_draft).open()

    @property
    def _first_book(self) -> str:
        """Where Ctrl+N goes from a page without records; empty for a role that writes none."""
        return next((place.name for place in self._places if place.name == "activities"), "")

    def find_everywhere(self) -> None:
        """Ctrl+F: the box over every kind; where no kind is kept, the search of the page."""
        if self.workspace is None:
            return
        if not self._first_book:
            self._run(Command.FIND)
            return
        from desktop.views.search_dialog import SearchDialog

        dialog = SearchDialog(self, self.workspace)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.opened.connect(self._open_found)
        dialog.code_wanted.connect(self.ask_code)
        dialog.open()

    def ask_code(self, code: str = "") -> None:
        """What a code on paper leads to; the Department goes on to the unit."""
        from desktop.views.code_dialog import ask_code

        if self.workspace is not None:
            ask_code(self, self.workspace, lambda unit, year: self.go_to("units", unit_code=unit, year=year), code)

    def _open_found(self, place: str, record_id: str, draft: bool) -> None:
        self.go_to(place, **({"draft": record_id} if draft else {"record_id": record_id}))

    def show_help(self) -> None:
        """F1: about this page, and the keys."""
        from desktop.views.help import HelpDialog

        page = self.page
        self._help = HelpDialog(
            self, page.title if page else "", page.help if page else "", type(page).KEYS if page else ()
        )
        self._help.show()

    # --- Shell ---------------------------------------------------------------------------------------------------------

    def notify(self, text: str, action: str = "", on_action: Callable[[], None] | None = None) -> None:
        """Say in passing what was done."""
        self.notice.say(text, action, on_action)

    def refuse(self, error: BaseException) -> None:
        """A sentence for a UserError; a bug goes the way of bugs."""
        if isinstance(error, UserError):
            messages.refuse(self, error)
        else:
            raise error

    def restart(self, copy: Path) -> None:
        """Close, and open again on the data of a backup. Unsaved text is asked about first, as at every closing."""
        self.restoring = copy
        if not self.close():
            self.restoring = None

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only where nothing typed is lost, or the person agrees."""
        if self.page is not None and not self.page.may_leave():
            event.ignore()
            return
        if self.page is not None:
            self.page.left()
        event.accept()


def _framed(page: Page) -> QScrollArea:
    """A page scrolls where it needs more room than there is: on a small screen, with large letters."""
    frame = QScrollArea()
    frame.setWidgetResizable(True)
    frame.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    frame.setWidget(page)
    return frame


class _Side(QWidget):
    """The unit's name and the list of places."""

    def __init__(self, chosen: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(SIDE_WIDTH)
        self._chosen = chosen
        self._unit = QLabel()
        self._unit.setObjectName("unitname")
        self._unit.setWordWrap(True)
        self._unit.setTextFormat(Qt.TextFormat.PlainText)
        self.places = QListWidget()
        self.places.setObjectName("places")
        self.places.setIconSize(QSize(18, 18))
        self.places.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.places.setAccessibleName("Các trang")
        self.places.currentItemChanged.connect(self._changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 1, 0)  # the line at its right
        layout.setSpacing(0)
        self.author = QPushButton(icon("user-round"), "")
        self.author.setObjectName("author")
        self.author.setToolTip(f"Đổi người dùng ({SWITCH})")
        self.author.hide()
        layout.addWidget(self._unit)
        layout.addWidget(self.places, 1)
        layout.addWidget(self.author)

    def fill(self, places: tuple[Place, ...]) -> None:
        self.places.blockSignals(True)
        self.places.clear()
        keys = keys_of(places)
        group = ""
        for place in places:
            if place.group != group:
                group = place.group
                self.places.addItem(_heading(group))
            item = QListWidgetItem(icon(place.icon, selected="surface"), place.title)
            item.setData(Qt.ItemDataRole.UserRole, place.name)
            item.setToolTip(f"{place.title} ({keys[place.name]})" if place.name in keys else place.title)
            self.places.addItem(item)
        self.places.blockSignals(False)

    def set_author(self, name: str) -> None:
        words = f" Đang ghi: {name}"
        room = self.width() - 56
        self.author.setText(self.author.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room))
        self.author.setAccessibleName(words.strip())
        self.author.setToolTip(as_tip(f"Đang ghi: {name}. Đổi người dùng ({SWITCH})"))
        self.author.setVisible(bool(name))

    def set_unit(self, name: str) -> None:
        self._unit.setText(name)
        self._unit.setToolTip(as_tip(name))

    def select(self, name: str) -> None:
        self.places.blockSignals(True)
        for row in range(self.places.count()):
            if self.places.item(row).data(Qt.ItemDataRole.UserRole) == name:
                self.places.setCurrentRow(row)
        self.places.blockSignals(False)

    def _changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._chosen(item.data(Qt.ItemDataRole.UserRole))


def _heading(words: str) -> QListWidgetItem:
    """A small heading between the places: neither chosen nor stopped at."""
    item = QListWidgetItem(words)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setForeground(QColor(palette()["muted"]))
    font = QFont()
    font.setPointSizeF(8.5)
    font.setBold(True)
    item.setFont(font)
    item.setSizeHint(QSize(0, 24))
    return item
