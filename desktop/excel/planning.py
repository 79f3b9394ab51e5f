"""What the rows of a workbook would change: compared with what is stored, and with each other. Reads, writes nothing.

What is stored is only replaced by what the workbook states for certain: an empty cell or a guess never overwrites anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.excel.attendance import plan_courses, plan_people
from desktop.excel.fields import PLAIN
from desktop.excel.plans import Plan, PlannedRow, applying
from desktop.excel.rows import RowReading
from desktop.models.base import Record
from desktop.models.duty import duty_id
from desktop.models.kinds import KINDS
from desktop.models.self_assessment import self_assessment_id
from desktop.text import fold

_OWN_IDS: dict[str, Callable[..., str]] = {"duty": duty_id, "self_assessment": self_assessment_id}
"""Kinds of which a unit has one record a year and entry of the catalogue: the fact itself is the id."""


def make_plan(session: Session, kind: str, unit_id: str, rows: list[PlannedRow]) -> Plan:
    """Compare rows with the stored records of that unit."""
    if kind == "course":
        return plan_courses(session, unit_id, rows)
    if kind == "person":
        return plan_people(session, unit_id, rows)
    return _plan_records(session, kind, unit_id, rows)


_COMPARED = ("place", "people", "form", "person", "audiences", "languages", "cost", "date_to")
_OWN_WORDS = ("note", "result")
Key = tuple[Hashable, ...]


def _identity(kind: str) -> tuple[str, ...]:
    """The fields that make two rows speak of one record: an activity is known by date and folded content (cli.md)."""
    return ("date", "content", "title") if kind == "activity" else PLAIN[kind].identity


def _key(kind: str, values: Iterable[Any]) -> Key:
    """What those fields say, words folded; where an activity has no content its title stands for it."""
    if kind == "activity":
        day, content, title = values
        return day, fold(content or title)
    return tuple(fold(value) if isinstance(value, str) else value for value in values)


def _plan_records(session: Session, kind: str, unit_id: str, rows: list[PlannedRow]) -> Plan:
    plan, fields = Plan(rows), _identity(kind)
    groups: dict[Key, list[PlannedRow]] = defaultdict(list)
    for row in rows:
        if row.draft is not None and not row.reading.refused:
            groups[_key(kind, (row.reading.values[name] for name in fields))].append(row)
    stored = _stored(session, kind, unit_id, groups)
    for key, group in groups.items():
        if kind in _OWN_IDS:
            _plan_one(plan, group, stored.get(key, []))
        else:
            _plan_group(plan, group, stored.get(key, []))
    return plan


def _stored(session: Session, kind: str, unit_id: str, wanted: Iterable[Key]) -> dict[Key, list[Any]]:
    """The stored records of the wanted identities; of the kinds with ids of their own, those in the bin too."""
    keys, made, fields = set(wanted), KINDS[kind], _identity(kind)
    if not keys:
        return {}
    asked = select(made.id, *(getattr(made, name) for name in fields)).where(made.unit_id == unit_id)
    if kind not in _OWN_IDS:
        asked = asked.where(~made.deleted)
    if fields[0] == "date":
        days = [key[0] for key in keys if isinstance(key[0], date)]
        asked = asked.where(made.__table__.c.date.between(min(days), max(days)))
    ids = {i: key for i, *values in session.execute(asked) if (key := _key(kind, values)) in keys}
    found: dict[Key, list[Any]] = defaultdict(list)
    listed = list(ids)
    for start in range(0, len(listed), 500):
        for record in session.scalars(select(made).where(made.id.in_(listed[start : start + 500]))):
            found[ids[record.id]].append(record)
    return found


def _plan_one(plan: Plan, group: list[PlannedRow], stored: list[Any]) -> None:
    """Rows of one duty or criterion: the first is taken, for the unit can say but one thing of it in a year."""
    first, *others = group
    for row in others:
        row.outcome = "unchanged"
        row.doubt(_identity_of(row), "", f"trùng dòng {first.reading.number}, không nhận lần nữa")
    if not stored:
        draft: Any = first.draft
        draft.id = _OWN_IDS[draft.KIND](draft.unit_id, *(getattr(draft, name) for name in PLAIN[draft.KIND].identity))
        plan.new.append(draft)
        first.outcome = "added"
        return
    (record,) = stored
    changes = _differences(first.reading, record)
    if record.deleted:
        changes["deleted"] = False
    if changes:
        plan.changes.append((record, changes))
    first.outcome = "added" if record.deleted else "updated" if changes else "unchanged"


def _identity_of(row: PlannedRow) -> str:
    """The field that says what the row is about, for messages."""
    assert row.draft is not None
    return "content" if row.draft.KIND == "activity" else PLAIN[row.draft.KIND].identity[-1]


def _plan_group(plan: Plan, group: list[PlannedRow], stored: list[Any]) -> None:
    """Rows of one identity against the stored records of it."""
    waiting = _without_repeats(group) if len(group) > 1 else group
    left = sorted(stored, key=lambda record: record.id)
    unmatched: list[PlannedRow] = []
    for row in waiting:
        same = next((record for record in left if not _differences(row.reading, record)), None)
        if same is None:
            unmatched.append(row)
        else:
            row.outcome = "unchanged"
            left.remove(same)
    for row in unmatched:
        if left:
            nearest = max(left, key=lambda record: _likeness(row.reading, record))
            left.remove(nearest)
            plan.changes.append((nearest, _differences(row.reading, nearest)))
            row.outcome = "updated"
        else:
            assert row.draft is not None
            plan.new.append(row.draft)
            row.outcome = "added"
    for row in waiting[1:]:
        if row.outcome == "added":
            told = f"hoạt động riêng (cùng ngày, nội dung với dòng {waiting[0].reading.number})"
            if _kind_of(row) != "activity":
                told = f"bản ghi riêng (giống dòng {waiting[0].reading.number})"
            row.doubt(_identity_of(row), _named(waiting[0]), told)


def _kind_of(row: PlannedRow) -> str:
    assert row.draft is not None
    return row.draft.KIND


def _named(row: PlannedRow) -> str:
    """What the row is called, for messages."""
    values = row.reading.values
    return str(values.get("title") or values.get(_identity_of(row)) or "")


def _without_repeats(group: list[PlannedRow]) -> list[PlannedRow]:
    """The rows that say something of their own; a row equal to an earlier one is told and not counted twice."""
    kept: list[PlannedRow] = []
    for row in group:
        twin = next((other for other in kept if other.reading.values == row.reading.values), None)
        if twin is None:
            kept.append(row)
            continue
        row.outcome = "unchanged"
        row.doubt(_identity_of(row), _named(row), f"trùng dòng {twin.reading.number}, không nhận lần nữa")
    return kept


def _differences(reading: RowReading, stored: Any) -> dict[str, Any]:
    """The fields that the row states for certain and the stored record has otherwise."""
    found: dict[str, Any] = {}
    for name, value in reading.values.items():
        if name == "not_applicable":
            continue
        now = getattr(stored, name)
        if name in reading.unsure or value in (None, "", [], False) or value == now:
            continue
        if name in _OWN_WORDS and value in now:
            continue  # the person has written more in the program
        found[name] = value
    if "channel" in found:
        found["form"] = reading.values["form"]
    if "date_to" in found and found["date_to"] == stored.date and stored.date_to is None:
        del found["date_to"]
    return found | applying(reading, stored, found)


def _likeness(reading: RowReading, stored: Record) -> int:
    compared = _COMPARED if stored.KIND == "activity" else reading.values
    return sum(reading.values.get(name) == getattr(stored, name, None) for name in compared)
