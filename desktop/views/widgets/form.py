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
from desktop.views.widgets.fields import CheckField, Field


@dataclass(frozen=True)
class FieldSpec:
    """`key` is the column's name; `keys` where one field holds several (its value is then a mapping).

    `&` in `label` marks the letter of Alt. `half` puts two fields side by side. `section` heads what follows.
    `follows` names the field whose value `offer` turns into this one's choices (the forms of a channel).
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


@dataclass
class _Line:
    """One field with its label and the place for its problem."""

    spec: FieldSpec
    field: Field
    label: QLabel
    problem: QLabel


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
        row, right = 0, False
        for spec in specs:
            if spec.section:
                row, right = row + int(right), False
                heading = QLabel(spec.section)
                heading.setObjectName("section")
                self._grid.addWidget(heading, row, 0, 1, 2)
                row += 1
            if not spec.half:
                row, right = row + int(right), False
            self._grid.addWidget(self._cell(spec), row, int(right), 1, 1 if spec.half else 2, Qt.AlignmentFlag.AlignTop)
            if spec.half and not right:
                right = True
            else:
                row, right = row + 1, False
        self._grid.setRowStretch(row + 1, 1)
        for spec in specs:
            if spec.follows:
                leader = self._lines[spec.follows].field
                leader.edited.connect(lambda s=spec: self._offer(s))

    def _cell(self, spec: FieldSpec) -> QWidget:
        cell = QWidget()
        layout = QVBoxLayout(cell)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        field = spec.make(self._workspace)
        label = QLabel(f"{spec.label} *" if spec.needed else spec.label)
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
        self._lines[spec.key] = _Line(spec, field, label, problem)
        field.edited.connect(self.edited)
        field.edited.connect(lambda k=spec.key: self._mended(k))
        field.left.connect(lambda k=spec.key: self._judge_left(k))
        return cell

    def field(self, key: str) -> Field:
        """The field of a column."""
        return self._lines[key].field

    def label_of(self, column: str) -> str:
        """What the field of a column is called on screen; empty where the form does not show it."""
        line = self._lines.get(self._line_key(column))
        return line.spec.label.replace("&", "") if line else ""

    def _offer(self, spec: FieldSpec) -> None:
        """Offer the choices that go with what is chosen in the field it follows."""
        follower: Any = self._lines[spec.key].field
        try:
            leading = self._lines[spec.follows].field.value()
        except ValueError:
            leading = None
        follower.set_choices(spec.offer(leading) if spec.offer else ())
        follower.setEnabled(bool(leading))

    # --- opening -------------------------------------------------------------------------------------------------------

    def open_new(self, values: Mapping[str, Any] | None = None) -> None:
        """An empty form with an id of its own, or one filled with `values` (a copy)."""
        self._fill(new_id(), "", dict(values or {}))

    def open_as(self, record_id: str, values: Mapping[str, Any]) -> None:
        """A record that is not stored yet but has an id of its own making (a profile of a year)."""
        self._fill(record_id, "", dict(values))

    def open_record(self, record: Record) -> None:
        """The text of a stored record; the record itself is not kept."""
        values = {name: getattr(record, name) for name in type(record).wire_columns()}
        self._fill(record.id, record.version_id, {**values, "extra": dict(record.extra or {})})

    def _fill(self, record_id: str, version_id: str, values: dict[str, Any]) -> None:
        self.record_id, self.version_id, self._opened = record_id, version_id, values
        empty = self._kind()
        for line in self._lines.values():
            keys = line.spec.keys or (line.spec.key,)
            stored = {key: values.get(key, getattr(empty, key)) for key in keys}
            line.field.set_value(stored if line.spec.keys else stored[line.spec.key])
            self._show_problem(line, None)
        for line in self._lines.values():
            if line.spec.follows:
                self._offer(line.spec)
                line.field.set_value(values.get(line.spec.key))
        self._at_opening = self.states()
        self.scroller.verticalScrollBar().setValue(0)
        self.edited.emit()

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
        return {key: line.field.state() for key, line in self._lines.items()}

    def set_states(self, states: Mapping[str, Any]) -> None:
        """Let fields show what they showed then; those not named stay. What was opened, and so what is dirty, stays too."""
        for following in (False, True):  # the choices of a field that follows are there once its leader is set
            for key, line in self._lines.items():
                if key in states and bool(line.spec.follows) is following:
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
            try:
                value = line.field.value()
            except ValueError:
                value = None
            values.update(value if line.spec.keys else {line.spec.key: value})
        return values

    # --- judging -------------------------------------------------------------------------------------------------------

    def draft(self) -> Record:
        """A record of what stands in the form, not in any session."""
        return self._kind(
            id=self.record_id, version_id=self.version_id, unit_id=self._workspace.unit_id, **self.values()
        )

    def _unreadable(self) -> list[Problem]:
        found = []
        for key, line in self._lines.items():
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
        return unreadable + judged

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
        """Put the keyboard into the first field."""
        if self._lines:
            self.go_to_field(next(iter(self._lines)))

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
