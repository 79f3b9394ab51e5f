"""The one form for every kind of record. It holds text, an id and the version it was opened at; never a live row.

What a form has is data: `FieldSpec`s. A further kind needs only those.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.models.base import Problem, Record, new_id
from desktop.views.page import Workspace
from desktop.views.theme import GRID
from desktop.views.widgets.fields import CheckField, Field, NumberField


@dataclass(frozen=True)
class FieldSpec:
    """`key` is the column's name; `keys` where one field holds several (its value is then a mapping).

    `&` in `label` marks the letter of Alt. `half` puts two fields side by side. `section` heads what follows.
    `follows` names the field whose value `offer` turns into this one's choices (the forms of a channel), and for which
    `applies` says whether this one is asked at all; a field that says something is always shown.
    `aside`: shows something that goes with the record and holds nothing of it (the products of an activity).
    """

    key: str
    label: str
    make: Callable[[Workspace], Field]
    half: bool = False
    section: str = ""
    hint: str = ""
    needed: bool = False
    keys: tuple[str, ...] = ()
    follows: str = ""
    offer: Callable[[Any], Sequence[tuple[str, str]]] | None = None
    applies: Callable[[Any], bool] | None = None
    aside: bool = False


@dataclass
class _Line:
    """One field with its label and the place for its problem."""

    spec: FieldSpec
    field: Field
    label: QLabel
    problem: QLabel
    cell: QWidget
    heading: QLabel | None = None
    asked: bool = True  # whether it applies to what the form says


class _Scrolled(QWidget):
    """What is scrolled is as high as its width asks for, not as high as at its narrowest."""

    def minimumSizeHint(self) -> QSize:
        """Small: the scroll area asks for the height at its own width."""
        return QSize(200, 0)


class RecordForm(QWidget):
    """`edited` whenever the text may differ from what was opened. Filled by `open_record` or `open_new`."""

    edited = Signal()

    def __init__(self, workspace: Workspace, kind: type[Record], specs: Sequence[FieldSpec]) -> None:
        super().__init__()
        self.setObjectName("form")
        self._kind = kind
        self._workspace = workspace
        self.record_id = ""
        self.version_id = ""
        self._opened: dict[str, Any] = {}  # every stored value, so that fields the form does not show are kept
        self._at_opening: dict[str, Any] = {}
        self._lines: dict[str, _Line] = {}
        scrolled = _Scrolled()
        scrolled.setObjectName("scrolled")
        self._grid = QGridLayout(scrolled)
        self._grid.setContentsMargins(2 * GRID, GRID, 2 * GRID, 2 * GRID)
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID + 2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._lay_out(specs)
        self.scroller = QScrollArea()
        self.scroller.setWidgetResizable(True)
        self.scroller.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroller.setFrameShape(QFrame.Shape.NoFrame)
        self.scroller.setWidget(scrolled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.scroller)

    # --- layout --------------------------------------------------------------------------------------------------------

    def _lay_out(self, specs: Sequence[FieldSpec]) -> None:
        for spec in specs:
            line = self._line(spec)
            if spec.section:
                line.heading = QLabel(spec.section)
                line.heading.setObjectName("section")
            self._lines[spec.key] = line
        self._place_cells()
        for spec in specs:
            if spec.follows:
                leader = self._lines[spec.follows].field
                leader.edited.connect(lambda s=spec: self._offer(s))

    def _place_cells(self) -> None:
        """Put what is asked into rows, halves side by side; the rest keeps no room."""
        row, right = 0, False
        for line in self._lines.values():
            if not line.spec.half or line.heading:
                row, right = row + int(right), False
            if line.heading:
                self._grid.addWidget(line.heading, row, 0, 1, 2)
                row += 1
            if not line.asked:
                continue
            width = 1 if line.spec.half else 2
            self._grid.addWidget(line.cell, row, int(right), 1, width, Qt.AlignmentFlag.AlignTop)
            row, right = (row, True) if line.spec.half and not right else (row + 1, False)
        for past in range(self._grid.rowCount()):
            self._grid.setRowStretch(past, 0)
        self._grid.setRowStretch(row + 1, 1)

    def _line(self, spec: FieldSpec) -> _Line:
        cell = QWidget()
        layout = QVBoxLayout(cell)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        field = spec.make(self._workspace)
        label = QLabel(f"{spec.label} *" if spec.needed else spec.label)
        label.setWordWrap(True)
        label.setBuddy(field)
        problem = QLabel()
        problem.setObjectName("problem")
        problem.setWordWrap(True)
        problem.setTextFormat(Qt.TextFormat.PlainText)
        problem.hide()
        name = spec.label.replace("&", "")
        field.input.setAccessibleName(name)
        if isinstance(field, CheckField):
            label.hide()
        layout.addWidget(label)
        layout.addWidget(field)
        if spec.hint:
            hint = QLabel(spec.hint)
            hint.setObjectName("hint")
            hint.setWordWrap(True)
            layout.addWidget(hint)
        layout.addWidget(problem)
        if isinstance(field, NumberField) and spec.key in getattr(self._kind, "COUNTS", {}):
            field.let_not_apply()
        field.edited.connect(self.edited)
        field.edited.connect(lambda k=spec.key: self._mended(k))
        field.left.connect(lambda k=spec.key: self._judge_left(k))
        return _Line(spec, field, label, problem, cell)

    def field(self, key: str) -> Field:
        """The field of a column."""
        return self._lines[key].field

    def label_of(self, column: str) -> str:
        """What the field of a column is called on screen; empty where the form does not show it."""
        line = self._lines.get(self._line_key(column))
        return line.spec.label.replace("&", "") if line else ""

    def _offer(self, spec: FieldSpec) -> None:
        """Tell a field what stands in the one it follows; ask it or leave it out."""
        line = self._lines[spec.key]
        try:
            leading = self._lines[spec.follows].field.value()
        except ValueError:
            leading = None
        line.field.follow(leading, spec.offer(leading) if spec.offer else ())
        if spec.applies is not None:
            asked = spec.applies(leading) or not self._is_empty(line.field)
            if asked != line.asked:
                line.asked = asked
                line.cell.setVisible(asked)
                self._place_cells()

    # --- opening -------------------------------------------------------------------------------------------------------

    def open_new(self, values: Mapping[str, Any] | None = None) -> None:
        """An empty form with an id of its own, or one filled with `values` (a copy)."""
        self._fill(new_id(), "", dict(values or {}))

    def open_as(self, record_id: str, values: Mapping[str, Any], version_id: str = "") -> None:
        """A record that is not stored yet but has an id of its own making (a profile of a year), or lies in the bin."""
        self._fill(record_id, version_id, dict(values))

    def open_record(self, record: Record) -> None:
        """The text of a stored record; the record itself is not kept."""
        values = {name: getattr(record, name) for name in type(record).wire_columns()}
        self._fill(record.id, record.version_id, {**values, "extra": dict(record.extra or {})})

    def _fill(self, record_id: str, version_id: str, values: dict[str, Any]) -> None:
        self.record_id, self.version_id, self._opened = record_id, version_id, values
        for line in self._lines.values():
            line.field.belongs_to(record_id, bool(version_id))
            self._show_value(line)
            self._show_problem(line, None)
        for line in self._lines.values():
            if line.spec.follows:
                self._offer(line.spec)
                self._show_value(line)
                self._offer(line.spec)
        self._at_opening = self.states()
        self.scroller.verticalScrollBar().setValue(0)
        self.edited.emit()

    def _show_value(self, line: _Line) -> None:
        """What the opened record says in this field."""
        spec, field = line.spec, line.field
        if spec.aside:
            return
        empty = self._kind()
        stored = {key: self._opened.get(key, getattr(empty, key)) for key in spec.keys or (spec.key,)}
        field.set_value(stored if spec.keys else stored[spec.key])
        if isinstance(field, NumberField) and spec.key in (self._opened.get("not_applicable") or ()):
            field.set_not_applicable()

    @property
    def is_new(self) -> bool:
        """Whether the record was never saved."""
        return not self.version_id

    @property
    def is_dirty(self) -> bool:
        """Whether anything would be lost by closing."""
        return self._at_opening != self.states()

    def states(self) -> dict[str, Any]:
        """What stands in each field, right or wrong, as JSON values."""
        return {key: line.field.state() for key, line in self._lines.items() if not line.spec.aside}

    def set_states(self, states: Mapping[str, Any]) -> None:
        """Let fields show what they showed then; those not named stay. What was opened, and so what is dirty, stays too."""
        for following in (False, True):  # the choices of a field that follows are there once its leader is set
            for key, line in self._lines.items():
                if key in states and not line.spec.aside and bool(line.spec.follows) is following:
                    line.field.set_state(states[key])
        self.edited.emit()

    def unshown(self) -> dict[str, Any]:
        """What the record holds besides the form's fields, as a wire object."""
        shown = {key for line in self._lines.values() for key in line.spec.keys or (line.spec.key,)}
        held = {**(self._opened.get("extra") or {}), **self._opened}
        return {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in held.items()
            if key not in shown and key != "extra" and value is not None
        }

    def values(self) -> dict[str, Any]:
        """Every value the form and the record hold, by column. ValueError cannot happen: what is unreadable is None there."""
        values = dict(self._opened)
        for line in self._lines.values():
            if line.spec.aside:
                continue
            try:
                value = line.field.value()
            except ValueError:
                value = None
            values.update(value if line.spec.keys else {line.spec.key: value})
        if counts := getattr(self._kind, "COUNTS", None):
            values["not_applicable"] = self._not_applicable(counts)
        return values

    def _not_applicable(self, counts: Mapping[str, str]) -> list[str]:
        """The counts said not to apply: those of the fields shown, and what the record says of others."""
        stated = list(self._opened.get("not_applicable") or ())
        shown = {key: line.field for key, line in self._lines.items() if isinstance(line.field, NumberField)}
        now = {key for key, field in shown.items() if field.not_applicable} | (set(stated) - set(shown))
        return stated if now == set(stated) else [key for key in counts if key in now]

    def fill_untouched(self, values: Mapping[str, Any]) -> None:
        """Show `values` in the fields that are as they were when the form was opened; what was typed stays."""
        for key, state in self._at_opening.items():
            line = self._lines[key]
            keys = line.spec.keys or (key,)
            if line.field.state() == state and all(name in values for name in keys):
                line.field.set_value({name: values[name] for name in keys} if line.spec.keys else values[key])
        self.edited.emit()

    # --- judging -------------------------------------------------------------------------------------------------------

    def draft(self) -> Record:
        """A record of what stands in the form, not in any session."""
        return self._kind(
            id=self.record_id, version_id=self.version_id, unit_id=self._workspace.unit_id, **self.values()
        )

    def _unreadable(self) -> list[Problem]:
        found = []
        for key, line in self._lines.items():
            if line.spec.aside:
                continue
            try:
                line.field.value()
            except ValueError as error:
                found.append(Problem(key, str(error)))
        return found

    def problems(self) -> list[Problem]:
        """What is wrong, unreadable fields first."""
        unreadable = self._unreadable()
        fields = {problem.field for problem in unreadable}
        draft = self.draft()
        judged = [p for p in [*draft.problems(), draft.size_problem()] if p and self._line_key(p.field) not in fields]
        warnings = [Problem(key, line.field.warning(), blocking=False) for key, line in self._lines.items()]
        return [*unreadable, *judged, *(warning for warning in warnings if warning.sentence)]

    def _line_key(self, column: str) -> str:
        """The field that holds a column."""
        return next((k for k, line in self._lines.items() if column in (line.spec.keys or (k,))), column)

    def check(self) -> bool:
        """Show every problem beside its field; the keyboard goes to the first that blocks. Whether nothing blocks."""
        problems = self.problems()
        blocking = [self._line_key(problem.field) for problem in problems if problem.blocking]
        for key, line in self._lines.items():
            mine = [problem for problem in problems if self._line_key(problem.field) == key]
            self._show_problem(line, min(mine, key=lambda p: not p.blocking) if mine else None)
        first = next((key for key in self._lines if key in blocking), None)
        if first is not None:
            self.go_to_field(first)
        return not blocking

    def go_to_field(self, key: str) -> None:
        """Put the keyboard into a field and bring it into sight."""
        line = self._lines[key]
        line.field.setFocus(Qt.FocusReason.OtherFocusReason)
        # After the sentence under it has found its place.
        QTimer.singleShot(0, line.field, lambda: self.scroller.ensureWidgetVisible(line.field, 0, 60))

    def focus_first(self) -> None:
        """Put the keyboard into the first field that Tab would come to."""
        first = next((key for key, line in self._lines.items() if line.asked and _takes_keys(line.field)), None)
        if first is not None:
            self.go_to_field(first)

    def _judge_left(self, key: str) -> None:
        """On leaving a field: what is wrong in it. That something is still missing is said on saving only."""
        line = self._lines.get(key)
        if line is None:
            return
        keys = line.spec.keys or (key,)
        mine = [p for p in self.problems() if p.field in keys]
        if mine and not self._is_empty(line.field):
            self._show_problem(line, mine[0])
        elif not mine:
            self._show_problem(line, None)

    def _mended(self, key: str) -> None:
        """A problem that is shown goes as soon as it is mended; a new one waits until the field is left."""
        line = self._lines.get(key)
        if line is not None and line.problem.text():
            keys = line.spec.keys or (key,)
            if not any(p.field in keys for p in self.problems()):
                self._show_problem(line, None)

    @staticmethod
    def _is_empty(field: Field) -> bool:
        return field.state() in ("", [], None, False)

    def _show_problem(self, line: _Line, problem: Problem | None) -> None:
        line.problem.setText(problem.sentence if problem else "")
        line.problem.setObjectName("problem" if problem is None or problem.blocking else "warning")
        line.problem.style().polish(line.problem)
        line.problem.setVisible(problem is not None)
        line.field.set_wrong(problem is not None and problem.blocking)

    def problem_of(self, key: str) -> str:
        """The sentence shown beside a field; empty where there is none."""
        return self._lines[key].problem.text()


def _takes_keys(field: Field) -> bool:
    return bool((field.focusProxy() or field).focusPolicy() & Qt.FocusPolicy.TabFocus)
