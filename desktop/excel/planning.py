"""What an activity log would change: rows compared with what is stored, and with each other. Reads, writes nothing.

What is stored is only replaced by what the workbook states for certain: an empty cell or a guess never overwrites anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.excel.attendance import plan_courses, plan_people
from desktop.excel.plans import Plan, PlannedRow, refuse_problems
from desktop.excel.rows import RowReading
from desktop.models.activity import Activity
from desktop.text import fold


def make_plan(session: Session, kind: str, unit_id: str, rows: list[PlannedRow]) -> Plan:
    """Compare rows with the stored records of that unit."""
    return {"activity": _plan_activities, "course": plan_courses, "person": plan_people}[kind](session, unit_id, rows)


_COMPARED = ("place", "people", "form", "person", "audiences", "languages", "cost", "date_to")
_OWN_WORDS = ("note", "result")


def _plan_activities(session: Session, unit_id: str, rows: list[PlannedRow]) -> Plan:
    plan = Plan(rows)
    groups: dict[tuple[date, str], list[PlannedRow]] = defaultdict(list)
    drafts: dict[int, Activity] = {}
    for row in rows:
        draft = Activity.of_clean(unit_id, row.reading.values)
        refuse_problems(row, draft)
        if not row.reading.refused:
            drafts[id(row)] = draft
            groups[draft.date, fold(draft.content)].append(row)
    stored = _stored_activities(session, unit_id, groups)
    for key, group in groups.items():
        _plan_group(plan, group, stored.get(key, []), drafts)
    return plan


def _stored_activities(
    session: Session, unit_id: str, wanted: Iterable[tuple[date, str]]
) -> dict[tuple[date, str], list[Activity]]:
    """The stored activities of the wanted days and contents: known by date and folded content (cli.md)."""
    keys = set(wanted)
    if not keys:
        return {}
    days = [day for day, _ in keys]
    asked = select(Activity.id, Activity.date, Activity.content, Activity.title).where(
        Activity.unit_id == unit_id, ~Activity.deleted, Activity.date.between(min(days), max(days))
    )
    ids = {
        i: key for i, day, content, title in session.execute(asked) if (key := (day, fold(content or title))) in keys
    }
    found: dict[tuple[date, str], list[Activity]] = defaultdict(list)
    listed = list(ids)
    for start in range(0, len(listed), 500):
        for activity in session.scalars(select(Activity).where(Activity.id.in_(listed[start : start + 500]))):
            found[ids[activity.id]].append(activity)
    return found


def _plan_group(plan: Plan, group: list[PlannedRow], stored: list[Activity], drafts: dict[int, Activity]) -> None:
    """Rows of one day and content against the stored records of that day and content."""
    waiting = _without_repeats(group)
    left = sorted(stored, key=lambda activity: activity.id)
    unmatched: list[PlannedRow] = []
    for row in waiting:
        same = next((activity for activity in left if not _differences(row.reading, activity)), None)
        if same is None:
            unmatched.append(row)
        else:
            row.outcome = "unchanged"
            left.remove(same)
    for row in unmatched:
        if left:
            nearest = max(left, key=lambda activity: _likeness(row.reading, activity))
            left.remove(nearest)
            plan.changes.append((nearest, _differences(row.reading, nearest)))
            row.outcome = "updated"
        else:
            plan.new.append(drafts[id(row)])
            row.outcome = "added"
    for row in waiting[1:]:
        if row.outcome == "added":
            row.doubt(
                "content",
                waiting[0].reading.values["title"],
                f"hoạt động riêng (cùng ngày, nội dung với dòng {waiting[0].reading.number})",
            )


def _without_repeats(group: list[PlannedRow]) -> list[PlannedRow]:
    """The rows that say something of their own; a row equal to an earlier one is told and not counted twice."""
    kept: list[PlannedRow] = []
    for row in group:
        twin = next((other for other in kept if other.reading.values == row.reading.values), None)
        if twin is None:
            kept.append(row)
            continue
        row.outcome = "unchanged"
        row.doubt("content", row.reading.values["title"], f"trùng dòng {twin.reading.number}, không nhận lần nữa")
    return kept


def _differences(reading: RowReading, stored: Activity) -> dict[str, Any]:
    """The fields that the row states for certain and the stored record has otherwise."""
    found: dict[str, Any] = {}
    for name, value in reading.values.items():
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
    return found


def _likeness(reading: RowReading, stored: Activity) -> int:
    return sum(reading.values.get(name) == getattr(stored, name) for name in _COMPARED)
