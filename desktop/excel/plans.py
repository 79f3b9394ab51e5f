"""What an import would change: each row with its outcome, new records, fields of stored ones.

A row is `added`, `updated`, `unchanged` or `refused`, and `read` is their sum.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from desktop.excel.fields import PLAIN
from desktop.excel.mapping import FIELD_NAMES
from desktop.excel.old_fonts import OldText
from desktop.excel.rows import Doubtful, Refused, RowReading
from desktop.excel.tables import Table
from desktop.models.base import Record
from desktop.models.kinds import KINDS

LONG = 15_000
"""Characters of text above which a record is measured against the largest that can travel."""


@dataclass
class PlannedRow:
    """A row with the table it stands in and what becomes of it. `draft`: the record it would be, where a row is a record.

    `old_texts`: by heading, the cells that were typed for a font of before Unicode.
    """

    table: Table
    reading: RowReading
    outcome: str = "refused"
    draft: Record | None = None
    old_texts: tuple[tuple[str, OldText], ...] = ()

    def apart(self) -> PlannedRow:
        """The same row to be planned with, so that what a plan adds to it is not added to this one."""
        reading = self.reading
        copied = replace(
            reading, values=reading.values.copy(), refused=reading.refused.copy(), doubtful=reading.doubtful.copy()
        )
        return PlannedRow(self.table, copied, self.outcome, self.draft, self.old_texts)

    def doubt(self, name: str, value: str, read_as: str) -> None:
        """Tell the person something about the row as a whole."""
        row = self.reading.row
        self.reading.doubtful.append(Doubtful(row.number, _heading(self, name), value, read_as, row.sheet))


@dataclass
class Plan:
    """New records, and fields to be changed of stored ones."""

    rows: list[PlannedRow]
    new: list[Record] = field(default_factory=list)
    changes: list[tuple[Record, dict[str, Any]]] = field(default_factory=list)


def _heading(row: PlannedRow, name: str) -> str:
    column = row.table.column(name)
    return column.heading if column else ""


def judge(kind: str, unit_id: str, rows: list[PlannedRow]) -> None:
    """Make the record of each row, of the kinds of which a row is one, and refuse the rows whose records have problems."""
    if kind not in ("activity", *PLAIN):
        return
    made = KINDS[kind]
    for row in rows:
        draft = made.of_clean(unit_id, row.reading.values)
        refuse_problems(row, draft)
        if not row.reading.refused:
            row.draft = draft


def refuse_problems(row: PlannedRow, record: Record) -> None:
    """Judge the row by the record's own rules, as a form or a bundle would be."""
    reading = row.reading
    found = [problem for problem in record.problems() if problem.blocking]
    if sum(len(value) for value in reading.values.values() if isinstance(value, str)) > LONG:
        found += [problem] if (problem := record.size_problem()) else []
    if not found:
        return
    known = {refused.column for refused in reading.refused}
    for problem in found:
        # In a training book the person's name stands in the column of people, `name` is the course's.
        name = (
            "person"
            if (record.KIND, problem.field) == ("person", "name") and row.table.column("person")
            else problem.field
        )
        column = row.table.column(name)
        heading = column.heading if column else FIELD_NAMES[record.KIND].get(name, name)
        if heading not in known and not (column is None and reading.refused):
            value = str(reading.values.get(name) or "")[:200]
            reading.refused.append(Refused(reading.number, heading, value, problem.sentence, reading.row.sheet))


def applying(reading: RowReading, stored: Any, found: dict[str, Any]) -> dict[str, Any]:
    """What a row changes of whether counts apply, `found` being its other changes of the stored record.

    A count that the row says does not apply loses its number; one that it states applies.
    """
    said = set(reading.values.get("not_applicable", ()))
    known = set(getattr(stored, "not_applicable", ()))
    wanted = (known | said) - set(found)
    if wanted == known:
        return {}
    lost = {name: None for name in said - set(found) if getattr(stored, name) is not None}
    return {"not_applicable": sorted(wanted)} | lost
