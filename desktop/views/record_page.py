"""List and form of one kind of record: the one pattern, learnt once. A further kind needs a `Screen`: columns and fields.

The form stands beside the list where the window is wide enough, else over it. Saving is one transaction with a title, so that
Ctrl+Z names what it takes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import UserError
from desktop.models import history
from desktop.models.base import Record
from desktop.models.draft import Draft, drafts, write
from desktop.text import format_number
from desktop.views.drafts_bar import DraftsBar, lacks
from desktop.views.form_panel import FormPanel
from desktop.views.page import Command, Page, Workspace
from desktop.views.places import UNIT
from desktop.views.reopening import show_draft
from desktop.views.theme import GRID, icon
from desktop.views.widgets import messages
from desktop.views.widgets.columns import Filter, Listing
from desktop.views.widgets.form import FieldSpec
from desktop.views.widgets.journal import FormJournal
from desktop.views.widgets.record_table import RecordTable

FORM_WIDTH = 530
BOTH_FIT = 1000  # px of page width from which list and form stand side by side
SEARCH_PAUSE = 200  # ms after the last letter
OWN = "own_unit"


@dataclass(frozen=True)
class Screen:
    """One kind of record as a page. `one` is the kind in the middle of a sentence ("hoạt động"), `name_of` a record's name.

    `copied` takes out of a copy what belongs to the original alone (its date, its attendance).
    """

    title: str
    subtitle: str
    one: str
    listing: Listing
    fields: tuple[FieldSpec, ...]
    name_of: Callable[[Any], str]
    empty: str
    help: str = ""
    new_values: Callable[[Workspace], Mapping[str, Any]] = lambda _: {}
    copied: Callable[[dict[str, Any]], dict[str, Any]] = lambda values: values


class RecordPage(Page):
    """The page of a `Screen`."""

    def __init__(self, workspace: Workspace, screen: Screen) -> None:
        super().__init__(workspace, screen.title, screen.subtitle)
        self.pattern = screen
        self.kinds = frozenset({screen.listing.kind.KIND})
        self.help = screen.help
        # A commune and the Department hold records of other units too: this page is about one's own.
        self._own = {OWN: workspace.unit_id} if workspace.role != UNIT else {}
        own = Filter(OWN, "", lambda _: (), lambda unit_id: screen.listing.kind.unit_id == unit_id)
        self.table = RecordTable(workspace, replace(screen.listing, filters=(*screen.listing.filters, own)))
        self.table.opened.connect(self.open_record)
        self.table.delete_asked.connect(self.delete)
        self.table.counted.connect(self._show_count)
        self.table.current_changed.connect(lambda _: self._update_commands())
        self.new_button = QPushButton(icon("plus", "surface"), f" Ghi {screen.one} mới")
        self.new_button.setProperty("primary", True)
        self.new_button.setToolTip("Ghi mới (Ctrl+N)")
        self.new_button.clicked.connect(self.new)
        self.header.addWidget(self.new_button)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(GRID)
        self.splitter.addWidget(self._list_side())
        self.panel = FormPanel(workspace, screen)
        self.panel.hide()
        self.panel.saved.clicked.connect(self.save)
        self.panel.saved_next.clicked.connect(self.save_and_new)
        self.panel.closed.clicked.connect(self.close_form)
        self.panel.kept.clicked.connect(self.keep_draft)
        self.form = self.panel.form
        self.journal = FormJournal(workspace, self.form, screen.name_of)
        self.journal.failed.connect(self.panel.warn)
        self.drafts_bar = DraftsBar(workspace, screen.listing.kind.KIND, screen.one, self.open_draft)
        self.body.addWidget(self.drafts_bar)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.body.addWidget(self.splitter, 1)
        self._set_up_keys()
        self._update_commands()

    # --- the list side -------------------------------------------------------------------------------------------------

    def _list_side(self) -> QWidget:
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(self._tools())
        self._bin_banner = self._make_bin_banner()
        layout.addWidget(self._bin_banner)
        layout.addWidget(self.table, 1)
        self.count_label = QLabel()
        self.count_label.setObjectName("muted")
        layout.addWidget(self.count_label)
        self._side = side
        return side

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Tìm kiếm, không cần gõ dấu (Ctrl+F)")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setAccessibleName("Tìm kiếm")
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE)
        self._pause.timeout.connect(self._show_records)
        self.search.textEdited.connect(lambda _: self._pause.start())
        self.search.textChanged.connect(lambda text: None if text else self._pause.start())
        self.search.returnPressed.connect(self._search_now)
        self.search.setMinimumWidth(120)
        row.addWidget(self.search, 1)
        self._combos: dict[str, QComboBox] = {}
        for each in self.pattern.listing.filters:
            combo = QComboBox()
            combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            combo.setMinimumContentsLength(6)
            combo.setMaximumWidth(150)
            combo.view().setMinimumWidth(320)
            combo.setAccessibleName(each.title)
            combo.addItem(each.title, None)
            combo.activated.connect(self._show_records)
            self._combos[each.key] = combo
            row.addWidget(combo)
        self._filters_filled = False
        row.addWidget(self._list_menu_button())
        return row

    def _list_menu_button(self) -> QPushButton:
        button = QPushButton(icon("columns-3"), "")
        button.setToolTip("Chọn cột hiển thị; xem thùng rác")
        button.setAccessibleName("Cột và thùng rác")
        menu = QMenu(button)
        header = menu.addAction("Cột hiển thị")
        header.setEnabled(False)
        for place, column in enumerate(self.pattern.listing.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not column.hidden)
            action.toggled.connect(lambda on, at=place: self.table.setColumnHidden(at, not on))
        menu.addSeparator()
        self.bin_action = menu.addAction(icon("trash-2"), "Xem thùng rác")
        self.bin_action.setCheckable(True)
        self.bin_action.toggled.connect(self._bin_toggled)
        button.setMenu(menu)
        return button

    def _make_bin_banner(self) -> QFrame:
        banner = QFrame()
        banner.setObjectName("banner_warning")
        row = QHBoxLayout(banner)
        row.setContentsMargins(12, 6, 8, 6)
        row.addWidget(QLabel("Đang xem thùng rác. Chọn một dòng rồi nhấn Khôi phục để lấy lại."), 1)
        self.restore_button = QPushButton(icon("rotate-ccw"), "&Khôi phục")
        self.restore_button.clicked.connect(self.restore)
        row.addWidget(self.restore_button)
        leave = QPushButton("Về danh &sách")
        leave.clicked.connect(lambda: self.bin_action.setChecked(False))
        row.addWidget(leave)
        banner.hide()
        return banner

    def _set_up_keys(self) -> None:
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._escape, context=context)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self.panel, self.save_and_new, context=context)

    # --- showing -------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list again; an open form without unsaved text shows the record as it now is."""
        self._fill_filters()
        self._show_records()
        if self.panel.isVisibleTo(self) and not self.form.is_new and not self.form.is_dirty:
            self._reopen()

    def _fill_filters(self) -> None:
        with self.workspace.database.snapshot() as session:
            for each in self.pattern.listing.filters:
                combo = self._combos[each.key]
                chosen = combo.currentData() if self._filters_filled else each.first()
                combo.clear()
                combo.addItem(each.title, None)
                for value, words in each.choices(session):
                    combo.addItem(words, value)
                    combo.setItemData(combo.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
                combo.setCurrentIndex(max(combo.findData(chosen), 0) if chosen is not None else 0)
        self._filters_filled = True

    @property
    def in_bin(self) -> bool:
        """Whether the bin is looked at."""
        return self.bin_action.isChecked()

    def _show_records(self) -> None:
        self._pause.stop()
        filters = {**self._own, **{key: combo.currentData() for key, combo in self._combos.items()}}
        narrowed = self.search.text().strip() or any(combo.currentData() is not None for combo in self._combos.values())
        self.table.empty_text = self._empty_text(bool(narrowed))
        self.table.show_records(self.search.text(), filters, self.in_bin)
        self._update_commands()

    def _empty_text(self, narrowed: bool) -> str:
        if self.in_bin:
            return "Thùng rác trống." if not narrowed else "Không tìm thấy trong thùng rác."
        if narrowed:
            return f"Không tìm thấy {self.pattern.one} nào hợp với ô tìm kiếm và các bộ lọc.\nHãy xóa bớt điều kiện (Esc trong ô tìm kiếm)."
        return self.pattern.empty

    def _show_count(self, count: int, total: int) -> None:
        listing = self.pattern.listing
        words = listing.count(count)
        if listing.total and total:
            words += f", {listing.total_words(total)}"
        self.count_label.setText(words if not self.in_bin else f"{format_number(count)} bản ghi trong thùng rác")
        self._update_commands()

    def _search_now(self) -> None:
        self._show_records()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_filters(self) -> None:
        """Show everything."""
        self.search.clear()
        for combo in self._combos.values():
            combo.setCurrentIndex(0)
        self._show_records()

    def _bin_toggled(self, on: bool) -> None:
        if on and not self.close_form():
            self.bin_action.setChecked(False)
            return
        self._bin_banner.setVisible(on)
        self.new_button.setEnabled(not on)
        self._show_records()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- commands ------------------------------------------------------------------------------------------------------

    def _update_commands(self) -> None:
        form_open = self.panel.isVisibleTo(self)
        commands: dict[Command, Callable[[], object]] = {Command.NEW: self.new, Command.FIND: self.focus_search}
        if form_open:
            commands[Command.SAVE] = self.save
            commands[Command.KEEP_DRAFT] = self.keep_draft
        if (form_open or self.table.current_id()) and not self.in_bin:
            commands[Command.DUPLICATE] = self.duplicate
        if (form_open and not self.form.is_new) or self.table.current_id():
            commands[Command.DELETE] = self.delete_current
            commands[Command.HISTORY] = self.show_history
        if self.in_bin:
            commands.pop(Command.NEW)
            commands.pop(Command.DELETE, None)
        self.restore_button.setEnabled(bool(self.table.current_id()))
        if commands.keys() != self.commands.keys():
            self.commands = commands
            self.commands_changed.emit()

    def open(
        self,
        record_id: str = "",
        new: bool = False,
        filters: Mapping[str, Any] | None = None,
        draft: str = "",
        **_: Any,
    ) -> None:
        """Show one record, an empty form, the draft of a record, or the list narrowed by `filters`."""
        if filters is not None:
            self.search.clear()
            for key, combo in self._combos.items():
                combo.setCurrentIndex(max(combo.findData(filters.get(key)), 0))
            self._show_records()
        if draft:
            self.open_draft(draft)
        elif record_id:
            self.table.select(record_id)
            self.open_record(record_id)
        elif new:
            self.new()

    def focus_first(self) -> None:
        """The list; an open form keeps the keyboard."""
        if self.panel.isVisibleTo(self):
            self.form.focus_first()
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_search(self) -> None:
        """Ctrl+F."""
        if not self._side.isVisibleTo(self):
            self.close_form()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def new(self) -> None:
        """An empty form, with what can be guessed already in it."""
        if self.in_bin or not self.may_leave():
            return
        self.form.open_new(self.pattern.new_values(self.workspace))
        self._show_form()

    def duplicate(self) -> None:
        """A new record like the current one."""
        if not self.may_leave():
            return
        if not (self.panel.isVisibleTo(self) and not self.form.is_new):
            record_id = self.table.current_id()
            if not record_id or not self._load(record_id):
                return
        values = self.form.values()
        values.pop("extra", None)
        self.form.open_new(self.pattern.copied(values))
        self.panel.mark_copy()
        self._show_form()

    def open_record(self, record_id: str) -> None:
        """The form of a stored record, with its draft where it has one. In the bin: nothing can be changed there."""
        if self.in_bin or not self.may_leave():
            return
        with self.workspace.database.snapshot() as session:
            put_aside = session.scalar(drafts().where(Draft.record_id == record_id)) is not None
        if put_aside:
            self.open_draft(record_id)
        elif self._load(record_id):
            self._show_form()

    def open_draft(self, record_id: str) -> bool:
        """The form of a draft: what was typed, over the record as it now is. Whether there is one."""
        if not self.may_leave():
            return False
        self.bin_action.setChecked(False)
        with self.workspace.database.snapshot() as session:
            draft = session.get(Draft, record_id)
            if draft is None:
                return False
            sentence = show_draft(session, self.form, self.pattern.listing.kind, draft)
        self.journal.took_over(draft)
        self.table.select(record_id)
        self._show_form()
        self.panel.mark_draft(sentence)
        return True

    def _load(self, record_id: str) -> bool:
        with self.workspace.database.snapshot() as session:
            record = session.get(self.pattern.listing.kind, record_id)
            if record is None or record.deleted:
                return False
            self.form.open_record(record)
        return True

    def _reopen(self) -> None:
        if not self._load(self.form.record_id):
            self._hide_form()

    def _show_form(self) -> None:
        self.panel.show()
        self._arrange()
        self.panel.show_state()
        self._update_commands()
        self.form.focus_first()

    def save(self) -> bool:
        """Ctrl+S: store what stands in the form; problems are shown beside their fields and the text is kept."""
        if not self.panel.isVisibleTo(self) or not self.form.check():
            return False
        draft: Record = self.form.draft()
        name = _short(self.pattern.name_of(draft))
        title = f"{'Ghi' if self.form.is_new else 'Sửa'} {self.pattern.one} “{name}”"
        self.journal.let_go()
        try:
            with self.workspace.database.transaction(title) as session:
                stored = history.save(session, draft)
        except UserError as error:
            self.journal.note()
            self.workspace.refuse(error)
            self._lay_over_newer()
            return False
        self.form.open_record(stored)
        self.journal.saved()
        self.panel.show_state()
        if not self.table.select(stored.id):
            self.workspace.notify(
                f"Đã lưu “{name}”. Bản ghi không hiện trong danh sách vì bộ lọc đang chọn.",
                "Bỏ lọc",
                self.clear_filters,
            )
        else:
            self.workspace.notify(f"Đã lưu “{name}”.")
        self._update_commands()
        return True

    def _lay_over_newer(self) -> None:
        """Where the record was changed since the form was opened: the typed text over the newer version, to be looked at."""
        with self.workspace.database.snapshot() as session:
            stored = session.get(self.pattern.listing.kind, self.form.record_id)
            if stored is None or stored.version_id == self.form.version_id:
                return
            sentence = show_draft(session, self.form, self.pattern.listing.kind, self.journal.text())
        self.panel.warn(sentence)

    def save_and_new(self) -> None:
        """Ctrl+Enter: save, then an empty form for the next record."""
        if self.save():
            self.new()

    def keep_draft(self) -> bool:
        """Ctrl+Shift+S: put the text aside as a draft, whatever is missing, and close the form. Whether it lies there."""
        if not self.panel.isVisibleTo(self):
            return False
        if not self.form.is_dirty:
            self.workspace.notify("Chưa có gì mới để cất nháp.")
            return False
        try:
            draft = self.journal.put_aside()
        except UserError as error:
            self.workspace.refuse(error)
            return False
        self._drop_text()
        self._hide_form()
        self.workspace.notify(f"Đã cất nháp “{_short(draft.title)}”. {lacks(draft.missing)}")
        return True

    def close_form(self) -> bool:
        """Esc: close the form; asks where something would be lost. Whether it is closed."""
        if not self.may_leave():
            return False
        self._hide_form()
        return True

    def _hide_form(self) -> None:
        if not self.panel.isVisibleTo(self):
            return
        self.panel.hide()
        self._arrange()
        self._update_commands()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def may_leave(self) -> bool:
        """Ask about text that is not saved; DROP takes the form back to what was opened. A draft just looked at stays one."""
        if not self.panel.isVisibleTo(self) or not self.form.is_dirty:
            return True
        if self.journal.is_untouched:
            self._drop_text()
            return True
        what = f"{self.pattern.one[0].upper()}{self.pattern.one[1:]} đang ghi"
        answer = messages.ask_unsaved(self.window(), what, can_keep=True)
        if answer == messages.SAVE:
            return self.save()
        if answer == messages.KEEP:
            return self.keep_draft()
        if answer == messages.DROP:
            dropped = self.journal.text(kept=True)
            self._drop_text()
            self.workspace.notify("Đã bỏ chữ chưa lưu.", "Cất vào bản nháp", lambda: self._bring_back(dropped))
            return True
        return False

    def _bring_back(self, dropped: Draft) -> None:
        try:
            with self.workspace.database.transaction() as session:
                write(session, dropped)
        except UserError as error:
            self.workspace.refuse(error)

    def _drop_text(self) -> None:
        if self.form.is_new:
            self.form.open_new()
            self._hide_form()
        else:
            self._reopen()

    def delete_current(self) -> None:
        """The record in the form, else the current one of the list."""
        open_one = self.form.record_id if self.panel.isVisibleTo(self) and not self.form.is_new else ""
        if record_id := open_one or self.table.current_id():
            self.delete(record_id)

    def delete(self, record_id: str) -> None:
        """Into the bin, without a question: Ctrl+Z takes it back."""
        if self.in_bin:
            return
        if self.panel.isVisibleTo(self) and self.form.record_id == record_id:
            if not self.may_leave():
                return
            self.form.open_new()
            self._hide_form()
        try:
            with self.workspace.database.transaction(f"Xóa {self.pattern.one}") as session:
                record = session.get(self.pattern.listing.kind, record_id)
                if record is None:
                    return
                name = _short(self.pattern.name_of(record))
                session.info["title"] = f"Xóa {self.pattern.one} “{name}”"
                history.delete(session, record)
        except UserError as error:
            self.workspace.refuse(error)
            return
        self.workspace.notify(
            f"Đã đưa “{name}” vào thùng rác – Ctrl+Z để hoàn tác", "Hoàn tác", self.workspace.shell.undo
        )
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_history(self) -> None:
        """F8: who changed the record in the form, else the current one of the list, when and what; older versions come back."""
        from desktop.views.history_dialog import HistoryDialog

        open_one = self.form.record_id if self.panel.isVisibleTo(self) and not self.form.is_new else ""
        if record_id := open_one or self.table.current_id():
            HistoryDialog(self.workspace, self.pattern, record_id, self.may_leave, self.window()).exec()

    def restore(self) -> None:
        """Take the current record out of the bin."""
        record_id = self.table.current_id()
        if not self.in_bin or not record_id:
            return
        try:
            with self.workspace.database.transaction(f"Khôi phục {self.pattern.one}") as session:
                record = session.get(self.pattern.listing.kind, record_id)
                if record is None:
                    return
                name = _short(self.pattern.name_of(record))
                history.restore(session, record)
        except UserError as error:
            self.workspace.refuse(error)
            return
        self.workspace.notify(f"Đã lấy “{name}” ra khỏi thùng rác.")

    def _escape(self) -> None:
        if self.search.hasFocus():
            if self.search.text():
                self.search.clear()
                self._show_records()
            else:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.panel.isVisibleTo(self):
            self.close_form()
        elif self.in_bin:
            self.bin_action.setChecked(False)

    # --- side by side or over ------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wide enough: list and form side by side."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        form_open = self.panel.isVisibleTo(self)
        both = self.width() >= BOTH_FIT
        self._side.setVisible(not form_open or both)
        if form_open and both:
            width = self.splitter.width()
            self.splitter.setSizes([width - FORM_WIDTH, FORM_WIDTH])


def _short(name: str) -> str:
    name = " ".join(name.split())
    return name if len(name) <= 60 else name[:59] + "…"


def choices_of(entries: Sequence[Any]) -> list[tuple[str, str]]:
    """Catalogue entries as (code, words)."""
    return [(entry.code, entry.label) for entry in entries]
