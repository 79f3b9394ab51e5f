"""The list half of a page of records: search, filters, columns, the table, the bin, and the line that counts what is shown."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop.text import format_number
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets.background import Progress
from desktop.views.widgets.filter_combo import FilterCombo
from desktop.views.widgets.record_table import RecordTable
from desktop.views.widgets.row_source import Sums, counts_of, ids_of, sums_of

if TYPE_CHECKING:
    from desktop.views.record_page import Screen

SEARCH_PAUSE = 200  # ms after the last letter
FEW = 500  # chosen rows whose sums are worked out at once


class ListSide(QWidget):
    """`changed` whenever what can be done with the list may have changed; `bin_shown` before the bin is opened or left: who
    hears it may untick `bin_action` again.

    The list is about the installation's own unit: a commune and the Department hold records of others too.
    """

    changed = Signal()
    bin_shown = Signal(bool)
    change_asked = Signal()
    export_asked = Signal()
    restore_asked = Signal()

    def __init__(self, workspace: Workspace, screen: Screen) -> None:
        super().__init__()
        self._workspace = workspace
        self._screen = screen
        self._listing = screen.listing
        self._by_hand: dict[
            str, Any
        ] = {}  # filters as a person set them; a page may open the list with others for once
        self._filled = False
        self._summing: Progress | None = None
        self.table = RecordTable(workspace, self._listing, several=True)
        self.table.setAccessibleName(f"Danh sách {screen.one}")
        self.table.counted.connect(self._say_counts)
        self.table.chosen_changed.connect(self._chosen_changed)
        self.table.current_changed.connect(lambda _: self.changed.emit())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(self._tools())
        self._bin_banner = self._make_bin_banner()
        layout.addWidget(self._bin_banner)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._bottom())
        self._soon = QTimer(self, singleShot=True, interval=30)
        self._soon.timeout.connect(self._say_counts)

    # --- its parts -----------------------------------------------------------------------------------------------------

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Tìm (F3), không cần gõ dấu")
        self.search.setToolTip("Tìm trong danh sách này (F3). Ctrl+F tìm trong mọi loại bản ghi.")
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.setAccessibleName("Tìm trong danh sách")
        self._pause = QTimer(self, singleShot=True, interval=SEARCH_PAUSE)
        self._pause.timeout.connect(self.show_records)
        self.search.textEdited.connect(lambda _: self._pause.start())
        self.search.textChanged.connect(lambda text: None if text else self._pause.start())
        self.search.returnPressed.connect(self._search_now)
        self.search.setMinimumWidth(92)
        row.addWidget(self.search, 1)
        self.combos: dict[str, FilterCombo] = {}
        for each in self._listing.filters:
            combo = FilterCombo(each)
            combo.activated.connect(self._filter_chosen)
            combo.counts_wanted.connect(lambda c=combo: self._count_values(c))
            self.combos[each.key] = combo
            row.addWidget(combo)
        self.clear_button = QPushButton(icon("x"), "")
        self.clear_button.setToolTip("Bỏ ô tìm kiếm và mọi bộ lọc, hiện tất cả")
        self.clear_button.setAccessibleName("Bỏ lọc")
        self.clear_button.setProperty("narrow", True)
        self.clear_button.clicked.connect(self.clear_filters)
        self.clear_button.hide()
        row.addWidget(self.clear_button)
        row.addWidget(self._list_menu_button())
        return row

    def _list_menu_button(self) -> QPushButton:
        button = QPushButton(icon("columns-3"), "")
        button.setToolTip("Cột hiển thị, xuất Excel, thùng rác")
        button.setAccessibleName("Cột, xuất Excel và thùng rác")
        button.setProperty("narrow", True)
        menu = QMenu(button)
        header = menu.addAction("Cột hiển thị")
        header.setEnabled(False)
        self._column_actions = []
        for place, column in enumerate(self._listing.columns):
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(not column.hidden)
            action.toggled.connect(lambda on, at=place: self.table.setColumnHidden(at, not on))
            self._column_actions.append(action)
        menu.addSeparator()
        self.reset_action = menu.addAction(icon("rotate-ccw"), "Về mặc định (cột, thứ tự, bộ lọc)")
        self.reset_action.triggered.connect(self.reset_look)
        export = menu.addAction(icon("file-spreadsheet"), "Xuất Excel…\tCtrl+Shift+E")
        export.triggered.connect(self.export_asked)
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
        row.addWidget(QLabel("Đang xem thùng rác. Chọn một hay nhiều dòng rồi nhấn Khôi phục để lấy lại."), 1)
        self.restore_button = QPushButton(icon("rotate-ccw"), "&Khôi phục")
        self.restore_button.setToolTip("Lấy các dòng đang chọn ra khỏi thùng rác")
        self.restore_button.clicked.connect(self.restore_asked)
        row.addWidget(self.restore_button)
        leave = QPushButton("Về danh &sách")
        leave.setToolTip("Thôi xem thùng rác (Esc)")
        leave.clicked.connect(lambda: self.bin_action.setChecked(False))
        row.addWidget(leave)
        banner.hide()
        return banner

    def _bottom(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        self.count_label = QLabel()
        self.count_label.setObjectName("muted")
        self.count_label.setMinimumHeight(30)
        row.addWidget(self.count_label, 1)
        self._several = QWidget()
        buttons = QHBoxLayout(self._several)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(GRID)
        for words, picture, tip, then in (
            ("Đổi một ô…", "pencil", "Đổi một ô của các bản ghi đang chọn (F2)", self.change_asked),
            (
                "Xuất Excel…",
                "file-spreadsheet",
                "Xuất các bản ghi đang chọn ra Excel (Ctrl+Shift+E)",
                self.export_asked,
            ),
            ("Xóa", "trash-2", "Đưa các bản ghi đang chọn vào thùng rác (Delete)", self.table.delete_asked),
        ):
            button = QPushButton(icon(picture), f" {words}")
            button.setToolTip(tip)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(then)
            buttons.addWidget(button)
        self._several.hide()
        row.addWidget(self._several)
        return row

    # --- showing -------------------------------------------------------------------------------------------------------

    @property
    def in_bin(self) -> bool:
        """Whether the bin is looked at."""
        return self.bin_action.isChecked()

    def refresh(self) -> None:
        """Offer today's filter values and read the list again."""
        with self._workspace.database.snapshot() as session:
            for each in self._listing.filters:
                combo = self.combos[each.key]
                chosen = combo.currentData() if self._filled else self._by_hand.get(each.key, each.first())
                combo.offer(each.choices(session), chosen)
        self._filled = True
        self.show_records()

    def show_records(self) -> None:
        """Show what search, filters and bin ask for."""
        self._pause.stop()
        chosen = self._chosen_filters()
        narrowed = bool(self.search.text().strip()) or any(value is not None for value in chosen.values())
        self.clear_button.setVisible(narrowed)
        self.table.empty_text = self._empty_text(narrowed)
        self.table.show_records(self.search.text(), chosen, self.in_bin, self._workspace.unit_id)
        self.changed.emit()

    def _chosen_filters(self) -> dict[str, Any]:
        return {key: combo.currentData() for key, combo in self.combos.items()}

    def _empty_text(self, narrowed: bool) -> str:
        if self.in_bin:
            return "Thùng rác trống." if not narrowed else "Không tìm thấy trong thùng rác."
        if narrowed:
            return f"Không tìm thấy {self._screen.one} nào hợp với ô tìm kiếm và các bộ lọc.\nHãy xóa bớt điều kiện (Esc trong ô tìm kiếm)."
        return self._screen.empty

    def _filter_chosen(self) -> None:
        self._by_hand = self._chosen_filters()
        self.show_records()

    def _search_now(self) -> None:
        self.show_records()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def narrow(self, filters: Mapping[str, Any]) -> None:
        """Show the list narrowed by these filters alone, as another page asked for it."""
        self.search.clear()
        for key, combo in self.combos.items():
            combo.choose(filters.get(key))
        self.show_records()

    def clear_filters(self) -> None:
        """Show everything."""
        self.search.clear()
        for combo in self.combos.values():
            combo.choose(None)
        self._filter_chosen()

    def _bin_toggled(self, on: bool) -> None:
        self.bin_shown.emit(on)
        if on != self.in_bin:
            return  # the page did not let it be opened
        self._bin_banner.setVisible(on)
        self.show_records()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def escape(self) -> bool:
        """Esc: out of the search or the bin; whether there was anything to come out of."""
        if self.search.hasFocus():
            if self.search.text():
                self.search.clear()
                self.show_records()
            else:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    # --- counts --------------------------------------------------------------------------------------------------------

    def chosen_ids(self) -> list[str]:
        """The records that are chosen, in the order of the list."""
        with self._workspace.database.snapshot() as session:
            return ids_of(session, self._listing, self.table.chosen_numbers())

    def _chosen_changed(self) -> None:
        self._soon.start()
        self.changed.emit()

    def _say_counts(self) -> None:
        count = self.table.chosen_count()
        self._several.setVisible(count > 1 and not self.in_bin)
        if self._summing is not None:
            self._summing.cancel()
            self._summing = None
        if count <= 1:
            self.count_label.setText(self._words(self.table.rows.size(), self.table.rows.sums))
        elif count == self.table.rows.size():
            self._say_chosen(count, self.table.rows.sums)
        else:
            self._sum_chosen(self.table.chosen_numbers())
        self.changed.emit()

    def _words(self, count: int, sums: Sums) -> str:
        if self.in_bin:
            return f"{format_number(count)} bản ghi trong thùng rác"
        return self._listing.summed_up(count, sums)

    def _say_chosen(self, count: int, sums: Sums) -> None:
        self.count_label.setText(f"Đang chọn {self._words(count, sums)}")

    def _sum_chosen(self, numbers: array[int]) -> None:
        listing, database = self._listing, self._workspace.database
        if len(numbers) <= FEW:
            with database.snapshot() as session:
                self._say_chosen(len(numbers), sums_of(session, listing, numbers))
            return

        def work(progress: Progress) -> Sums:
            progress.report(0)
            with database.snapshot() as session:
                return sums_of(session, listing, numbers)

        def done(sums: Sums) -> None:
            if self.table.chosen_count() == len(numbers):
                self._say_chosen(len(numbers), sums)

        self.count_label.setText(f"Đang chọn {listing.count(len(numbers))}…")
        self._summing = self._workspace.background.read(self, work, done)

    def _count_values(self, combo: FilterCombo) -> None:
        listing, database, values = self._listing, self._workspace.database, combo.values()
        wanted, by = self.table.wanted, combo.filter
        if not values:
            return

        def work(_: Progress) -> list[int]:
            with database.snapshot() as session:
                return counts_of(session, listing, wanted, by, values)

        self._workspace.background.read(combo, work, combo.show_counts)

    # --- how it was left -----------------------------------------------------------------------------------------------

    def look(self) -> dict[str, Any]:
        """What is kept of the list: filters as a person chose them, order, columns."""
        wanted = self.table.wanted
        return {
            "filters": self._by_hand,
            "sort": [wanted.sort, wanted.descending],
            "columns": self.table.columns_look(),
        }

    def take_look(self, look: Mapping[str, Any]) -> None:
        """Arrange the list as it was left; an empty look is the default. What is not understood is passed over."""
        filters, sort = look.get("filters"), look.get("sort")
        if isinstance(filters, dict):
            self._by_hand = {key: value for key, value in filters.items() if key in self.combos}
        keys = [column.key for column in self._listing.columns if column.sortable]
        if isinstance(sort, list) and len(sort) == 2 and sort[0] in keys:
            self.table.sort_by(sort[0], bool(sort[1]))
        columns = look.get("columns")
        if isinstance(columns, list) and all(isinstance(one, list) for one in columns):
            self.table.arrange_columns(columns)
        self._tick_columns()

    def reset_look(self) -> None:
        """Về mặc định: columns, order and filters as the program comes."""
        listing = self._listing
        self.table.arrange_columns()
        self.table.sort_by(*listing.sort)
        for each in self._listing.filters:
            self.combos[each.key].choose(each.first())
        self._by_hand = {}
        self._tick_columns()
        self.search.clear()
        self.show_records()

    def _tick_columns(self) -> None:
        for place, action in enumerate(self._column_actions):
            action.blockSignals(True)
            action.setChecked(not self.table.isColumnHidden(place))
            action.blockSignals(False)
