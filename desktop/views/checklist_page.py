"""A list that is given (the unit's duties, the five criteria) with what the unit says of each line in one year.

Every line stands there from the beginning; its record is made when it is first saved, under an id of its own making. The form
side, saving, undo are those of every page of records.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.models.base import Record
from desktop.models.queries import records
from desktop.views.page import Command, Workspace
from desktop.views.record_page import BOTH_FIT, RecordPage, Screen
from desktop.views.theme import GRID
from desktop.views.widgets.lines_table import Line, LineColumn, LinesTable

FIRST_YEAR = 2026  # the Plan's first
LINE_HEIGHT = 46  # two lines of words


@dataclass(frozen=True)
class Checklist:
    """What a checklist is made of. `codes` are the lines of a year, `code_key` the record's field that names its line.

    `words` writes a line's cells from its code and its record, None where nothing was said yet; `sum_up` says it in a sentence.
    """

    screen: Screen
    columns: tuple[LineColumn, ...]
    codes: Callable[[Session, str, int], Sequence[str]]
    code_key: str
    id_of: Callable[[str, int, str], str]
    words: Callable[[str, Any], Line]
    sum_up: Callable[[int, Mapping[str, Any]], str]
    wide_only: tuple[int, ...] = ()  # columns for which there is no room beside the form
    new_values: Callable[[str], Mapping[str, Any]] = lambda _: {}


class ChecklistPage(RecordPage):
    """Lines and their form. The list of records that every page has stays unseen here."""

    _lines_side: QWidget | None = None

    def __init__(self, workspace: Workspace, checklist: Checklist) -> None:
        super().__init__(workspace, checklist.screen)
        self.checklist = checklist
        self.years = QComboBox()
        self.lines = LinesTable(checklist.columns, checklist.screen.empty, checklist.screen.title)
        self.summary = QLabel()
        self._given: list[str] = []
        self.new_button.hide()
        self.panel.saved_next.hide()
        self._lay_out_lines()
        self.lines.opened.connect(self._open_line)

    def _lay_out_lines(self) -> None:
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        top = QHBoxLayout()
        self.years.setAccessibleName("Năm")
        self.years.setToolTip("Năm đang xem")
        self.years.activated.connect(lambda _: self._year_chosen())
        self.summary.setObjectName("muted")
        self.summary.setWordWrap(True)
        top.addWidget(self.years)
        top.addWidget(self.summary, 1)
        layout.addLayout(top)
        self.lines.setWordWrap(True)
        self.lines.verticalHeader().setDefaultSectionSize(LINE_HEIGHT)
        layout.addWidget(self.lines, 1)
        unseen = QWidget(side)
        unseen.hide()
        replaced = self.splitter.replaceWidget(0, side)
        if replaced is not None:
            replaced.setParent(unseen)
        self.splitter.setStretchFactor(0, 1)
        self._lines_side = side

    # --- what is shown -------------------------------------------------------------------------------------------------

    @property
    def year(self) -> int:
        """The year looked at."""
        return int(self.years.currentData() or _this_year())

    def refresh(self) -> None:
        """Read the lines and what was said of them; an open form without unsaved text follows."""
        super().refresh()
        self._fill_years()
        said = self._said()
        self.lines.show_lines([self.checklist.words(code, said.get(code)) for code in self._given])
        self.summary.setText(self.checklist.sum_up(self.year, {code: said.get(code) for code in self._given}))

    def _fill_years(self) -> None:
        if self.years.count():
            return
        for year in range(max(_this_year(), FIRST_YEAR), FIRST_YEAR - 1, -1):
            self.years.addItem(f"Năm {year}", year)

    def _said(self) -> dict[str, Any]:
        """The year's records by the line they are about; those of lines no longer given stay."""
        kind, key = self.pattern.listing.kind, self.checklist.code_key
        with self.workspace.database.snapshot() as session:
            said = {getattr(r, key): r for r in session.scalars(records(kind, self.workspace.unit_id, self.year)).all()}
            given = list(self.checklist.codes(session, self.workspace.unit_id, self.year))
            session.expunge_all()
        self._given = [*given, *sorted(set(said) - set(given))]
        return said

    def _year_chosen(self) -> None:
        if not self.close_form():
            shown = self.checklist_year_of_form()
            self.years.setCurrentIndex(self.years.findData(shown))
            return
        self.refresh()

    def checklist_year_of_form(self) -> int:
        """The year that the record in the form is about."""
        return int(self.form.values().get("year") or _this_year())

    # --- opening -------------------------------------------------------------------------------------------------------

    def _open_line(self, code: str) -> None:
        self.open_record(self.checklist.id_of(self.workspace.unit_id, self.year, code))

    def open_record(self, record_id: str) -> None:
        """The form of a line by its record's id, stored or not."""
        super().open_record(record_id)
        if self.panel.isVisibleTo(self) and self.form.record_id == record_id:
            self.lines.select(str(self.form.values().get(self.checklist.code_key)))

    def _load(self, record_id: str) -> bool:
        """What is stored; else an empty form for the line; one taken back by undo is begun again under its own id."""
        if super()._load(record_id):
            self._show_year_of_form()
            return True
        ids = {self.checklist.id_of(self.workspace.unit_id, self.year, code): code for code in self._given}
        if record_id not in ids:
            return False
        code = ids[record_id]
        values = {"year": self.year, self.checklist.code_key: code, **self.checklist.new_values(code)}
        with self.workspace.database.snapshot() as session:
            binned: Record | None = session.get(self.pattern.listing.kind, record_id)
            self.form.open_as(record_id, values, binned.version_id if binned is not None else "")
        return True

    def _show_year_of_form(self) -> None:
        year = self.checklist_year_of_form()
        if year != self.year and (place := self.years.findData(year)) >= 0:
            self.years.setCurrentIndex(place)
            self.refresh()

    def new(self) -> None:
        """Nothing: every line is there already."""

    # --- keys and room -------------------------------------------------------------------------------------------------

    def _update_commands(self) -> None:
        super()._update_commands()
        for command in set(self.commands) - {Command.SAVE}:
            del self.commands[command]
        self.commands_changed.emit()

    def focus_first(self) -> None:
        """The lines; an open form keeps the keyboard."""
        if self.panel.isVisibleTo(self):
            self.form.focus_first()
        else:
            self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hide_form(self) -> None:
        super()._hide_form()
        self.lines.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arrange(self) -> None:
        super()._arrange()
        if self._lines_side is not None:
            form_open = self.panel.isVisibleTo(self)
            self._lines_side.setVisible(not form_open or self.width() >= BOTH_FIT)
            for column in self.checklist.wide_only:
                self.lines.setColumnHidden(column, form_open)


def _this_year() -> int:
    return date.today().year  # noqa: DTZ011  the clerk's own year
