"""List and form of one kind of record: the one pattern, learnt once. A further kind needs a `Screen`: columns and fields.

The form stands beside the list where the window is wide enough, else over it. Saving is one transaction with a title, so that
Ctrl+Z names what it takes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QPushButton, QSplitter

from desktop.errors import UserError
from desktop.models import history
from desktop.models.base import Record
from desktop.models.draft import Draft, drafts, drop, write
from desktop.models.screens import keep_look, kept_look
from desktop.text import shortened
from desktop.views.conflict_dialog import ConflictsBar
from desktop.views.drafts_bar import DraftsBar, lacks
from desktop.views.form_panel import FormPanel
from desktop.views.list_side import ListSide
from desktop.views.page import Command, Page, Workspace
from desktop.views.remarks import RemarksBar, sentence_on
from desktop.views.reopening import show_draft
from desktop.views.several import delete_several, export_list, fill_like_last, restore_several
from desktop.views.theme import GRID, icon, scaled
from desktop.views.widgets import messages
from desktop.views.widgets.columns import Listing
from desktop.views.widgets.form import FieldSpec
from desktop.views.widgets.journal import FormJournal

FORM_WIDTH = 530
BOTH_FIT = 1000  # px of page width from which list and form stand side by side


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

    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Enter", "Mở bản ghi đang chọn trong danh sách"),
        ("F3", "Tìm trong danh sách, không cần gõ dấu"),
        ("Shift+↑ ↓", "Chọn nhiều dòng liền nhau"),
        ("Ctrl+↑ ↓, Ctrl+Phím cách", "Đi tới dòng khác, chọn thêm hoặc bỏ dòng đó"),
        ("Ctrl+A", "Chọn cả danh sách"),
        ("F2", "Đổi một ô của các bản ghi đang chọn"),
        ("Delete", "Đưa các bản ghi đang chọn vào thùng rác"),
        ("Ctrl+D", "Nhân bản bản ghi"),
        ("Ctrl+Shift+E", "Xuất các dòng đang chọn, hoặc cả danh sách, ra Excel"),
        ("Ctrl+S", "Lưu biểu mẫu"),
        ("Ctrl+Enter", "Lưu và ghi tiếp bản ghi mới"),
        ("Ctrl+T", "Điền như lần trước (biểu mẫu mới)"),
        ("Esc", "Đóng biểu mẫu, hỏi lại nếu có chữ chưa lưu"),
    )

    def __init__(self, workspace: Workspace, screen: Screen) -> None:
        super().__init__(workspace, screen.title, screen.subtitle)
        self.pattern = screen
        self.kinds = frozenset({screen.listing.kind.KIND})
        self.help = screen.help
        self.list = ListSide(workspace, screen)
        self.table, self.search, self.bin_action = self.list.table, self.list.search, self.list.bin_action
        self.count_label, self.restore_button = self.list.count_label, self.list.restore_button
        self.table.opened.connect(self.open_record)
        self.table.delete_asked.connect(self.delete_chosen)
        self.list.changed.connect(self._update_commands)
        self.list.bin_shown.connect(self._bin_shown)
        self.list.restore_asked.connect(self.restore)
        self.list.change_asked.connect(self.change_chosen)
        self.list.export_asked.connect(self.export)
        with workspace.database.snapshot() as session:
            self.list.take_look(kept_look(session, screen.listing.kind.KIND))
        self._look = self.list.look()
        self.new_button = QPushButton(icon("plus", "surface"), f" Ghi {screen.one} mới")
        self.new_button.setProperty("primary", True)
        self.new_button.setToolTip("Mở biểu mẫu trống (Ctrl+N)")
        self.new_button.clicked.connect(self.new)
        self.header.addWidget(self.new_button)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(GRID)
        self.splitter.addWidget(self.list)
        self.panel = FormPanel(workspace, screen)
        self.panel.hide()
        self.panel.saved.clicked.connect(self.save)
        self.panel.saved_next.clicked.connect(self.save_and_new)
        self.panel.closed.clicked.connect(self.close_form)
        self.panel.like_last.clicked.connect(self.like_last)
        self.panel.kept.clicked.connect(self.keep_draft)
        self.form = self.panel.form
        self.journal = FormJournal(workspace, self.form, screen.name_of)
        self.journal.failed.connect(self.panel.warn)
        self.drafts_bar = DraftsBar(workspace, screen.listing.kind.KIND, screen.one, self.open_draft)
        self.body.addWidget(self.drafts_bar)
        self.conflicts_bar = ConflictsBar(workspace, screen.listing.kind.KIND, screen.one, screen.fields)
        self.body.addWidget(self.conflicts_bar)
        self.remarks_bar = RemarksBar(workspace, screen.listing.kind.KIND)
        self.body.addWidget(self.remarks_bar)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.body.addWidget(self.splitter, 1)
        self._set_up_keys()
        self._update_commands()

    def _set_up_keys(self) -> None:
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self._escape, context=context)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self.panel, self.save_and_new, context=context)

    # --- showing -------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list again; an open form without unsaved text shows the record as it now is."""
        self.list.refresh()
        self.conflicts_bar.refresh()
        self.remarks_bar.refresh()
        if self.panel.isVisibleTo(self) and not self.form.is_new and not self.form.is_dirty:
            self._reopen()

    @property
    def in_bin(self) -> bool:
        """Whether the bin is looked at."""
        return self.list.in_bin

    def clear_filters(self) -> None:
        """Show everything."""
        self.list.clear_filters()

    def _bin_shown(self, on: bool) -> None:
        if on and not self.close_form():
            self.bin_action.setChecked(False)

    def left(self) -> None:
        """Keep how the list was left, where it was changed."""
        look = self.list.look()
        if look == self._look:
            return
        self._look = look
        # A disk that refuses is told of when a record is saved; how a list looks is not worth a dialog while leaving.
        with suppress(UserError), self.workspace.database.transaction() as session:
            keep_look(session, self.pattern.listing.kind.KIND, look)

    # --- commands ------------------------------------------------------------------------------------------------------

    def _update_commands(self) -> None:
        form_open = self.panel.isVisibleTo(self)
        chosen = self.table.chosen_count() > 0
        commands: dict[Command, Callable[[], object]] = {Command.NEW: self.new, Command.FIND: self.focus_search}
        if form_open:
            commands[Command.SAVE] = self.save
            commands[Command.KEEP_DRAFT] = self.keep_draft
            if self.form.is_new:
                commands[Command.LIKE_LAST] = self.like_last
        if (form_open or chosen) and not self.in_bin:
            commands[Command.DUPLICATE] = self.duplicate
        if ((form_open and not self.form.is_new) or chosen) and not self.in_bin:
            commands[Command.DELETE] = self.delete_current
            commands[Command.HISTORY] = self.show_history
        if chosen and not self.in_bin:
            commands[Command.CHANGE] = self.change_chosen
        if self.table.rows.size() and not self.in_bin:
            commands[Command.EXPORT] = self.export
        self.restore_button.setEnabled(chosen)
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
            self.list.narrow(filters)
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
        """F3."""
        if not self.list.isVisibleTo(self):
            self.close_form()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def new(self) -> None:
        """An empty form, with what can be guessed already in it."""
        if not self.may_leave():
            return
        self.bin_action.setChecked(False)
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
            self.panel.show_remark(sentence_on(session, self.workspace.unit_id, type(record).KIND, record_id))
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
        name = shortened(self.pattern.name_of(draft))
        title = f"{'Ghi' if self.form.is_new else 'Sửa'} {self.pattern.one} “{name}”"
        self.journal.let_go()
        try:
            with self.workspace.database.transaction(title) as session:
                stored = history.save(session, draft)
                drop(session, stored.id)
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
        self.workspace.notify(f"Đã cất nháp “{shortened(draft.title)}”. {lacks(draft.missing)}")
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
        """The record in the form, else those chosen in the list."""
        if self.panel.isVisibleTo(self) and not self.form.is_new:
            self.delete(self.form.record_id)
        else:
            self.delete_chosen()

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
                name = shortened(self.pattern.name_of(record))
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

    # --- several at once, and what comes of the list -------------------------------------------------------------------

    def delete_chosen(self) -> None:
        """Delete in the list: one record or several, as one step."""
        chosen = self.list.chosen_ids()
        if len(chosen) == 1:
            self.delete(chosen[0])
        elif chosen and not self.in_bin and self.close_form():
            delete_several(self, chosen)

    def restore(self) -> None:
        """Take the chosen records out of the bin, as one step."""
        if self.in_bin and (chosen := self.list.chosen_ids()):
            restore_several(self, chosen)

    def change_chosen(self) -> None:
        """F2: one field of every chosen record."""
        if not self.in_bin and self.close_form() and (chosen := self.list.chosen_ids()):
            from desktop.views.bulk_change import BulkChangeDialog

            BulkChangeDialog(self, self.pattern, chosen).exec()

    def export(self) -> None:
        """Ctrl+Shift+E: the chosen records, else all that are shown, as a workbook."""
        export_list(self)

    def like_last(self) -> None:
        """Ctrl+T: fill a new form with what the last record like it had; what was typed stays."""
        if self.panel.isVisibleTo(self) and self.form.is_new:
            fill_like_last(self)

    def _escape(self) -> None:
        if self.list.escape():
            return
        if self.panel.isVisibleTo(self):
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
        both = self.width() >= scaled(BOTH_FIT)
        self.list.setVisible(not form_open or both)
        if form_open and both:
            width = self.splitter.width()
            self.splitter.setSizes([width - scaled(FORM_WIDTH), scaled(FORM_WIDTH)])


def choices_of(entries: Sequence[Any]) -> list[tuple[str, str]]:
    """Catalogue entries as (code, words)."""
    return [(entry.code, entry.label) for entry in entries]
