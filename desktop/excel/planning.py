"""What a workbook would change: rows compared with what is stored, and with each other. Reads the database, writes nothing.

A row is `added`, `updated`, `unchanged` or `refused`, and `read` is their sum. What is stored is only replaced by what the
workbook states for certain: an empty cell or a guess never overwrites anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.excel.rows import Doubtful, Refused, RowReading
from desktop.excel.tables import Table
from desktop.excel.training import course_key, name_key
from desktop.models.activity import Activity
from desktop.models.base import Record
from desktop.models.course import Course
from desktop.models.person import Person
from desktop.text import fold

LONG = 15_000
"""Characters of text above which a record is measured against the largest that can travel."""


@dataclass
class PlannedRow:
    """A row with the table it stands in and what becomes of it."""

    table: Table
    reading: RowReading
    outcome: str = "refused"

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


def make_plan(session: Session, kind: str, unit_id: str, rows: list[PlannedRow]) -> Plan:
    """Compare rows with the stored records of that unit."""
    return {"activity": _plan_activities, "course": _plan_courses, "person": _plan_people}[kind](session, unit_id, rows)


def _heading(row: PlannedRow, name: str) -> str:
    column = row.table.column(name)
    return column.heading if column else ""


def refuse_problems(row: PlannedRow, record: Record) -> None:
    """Judge the row by the record's own rules, as a form or a bundle would be."""
    reading = row.reading
    found = record.problems()
    if sum(len(value) for value in reading.values.values() if isinstance(value, str)) > LONG:
        found += [problem] if (problem := record.size_problem()) else []
    known = {refused.column for refused in reading.refused}
    for problem in found:
        name = "person" if problem.field == "name" and isinstance(record, Person) else problem.field
        column = row.table.column(name)
        heading = column.heading if column else problem.field
        if problem.blocking and heading not in known and not (column is None and reading.refused):
            value = str(reading.values.get(name) or "")[:200]
            reading.refused.append(Refused(reading.number, heading, value, problem.sentence, reading.row.sheet))


# --- activities ----------------------------------------------------------------------------------------------------------

_COMPARED = ("place", "people", "form", "person", "audiences", "languages", "cost", "date_to")
_OWN_WORDS = ("note", "result")


def _plan_activities(session: Session, unit_id: str, rows: list[PlannedRow]) -> Plan:
    plan = Plan(rows)
    groups: dict[tuple[date, str], list[PlannedRow]] = defaultdict(list)
    drafts: dict[int, Activity] = {}
    for row in rows:
        draft = Activity(unit_id=unit_id, **row.reading.values)
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


# --- people --------------------------------------------------------------------------------------------------------------


class _Register:
    """The unit's people by name, those of the file among them as they come."""

    def __init__(self, session: Session, unit_id: str) -> None:
        self.unit_id = unit_id
        self.new: list[Person] = []
        self.changes: dict[str, tuple[Person, dict[str, Any]]] = {}
        self._by_key: dict[str, list[Person]] = defaultdict(list)
        self._by_fold: dict[str, list[Person]] = defaultdict(list)
        for person in session.scalars(select(Person).where(Person.unit_id == unit_id, ~Person.deleted)):
            self._know(person)

    def _know(self, person: Person) -> None:
        self._by_key[name_key(person.name)].append(person)
        self._by_fold[fold(person.name)].append(person)

    def find(self, name: str) -> list[Person]:
        """Everyone of exactly that name."""
        return self._by_key.get(name_key(name), [])

    def alike(self, name: str) -> list[Person]:
        """Those whose names differ in marks only."""
        return [p for p in self._by_fold.get(fold(name), []) if name_key(p.name) != name_key(name)]

    def add(self, **values: Any) -> Person:
        """A new person."""
        person = Person(unit_id=self.unit_id, **values)
        self.new.append(person)
        self._know(person)
        return person

    def change(self, person: Person, **values: Any) -> bool:
        """Set fields of a person, new or stored; whether a stored one changes."""
        if person in self.new:
            for name, value in values.items():
                setattr(person, name, value)
            return False
        known = self.changes.setdefault(person.id, (person, {}))[1]
        differing = {n: v for n, v in values.items() if known.get(n, getattr(person, n)) != v}
        known |= differing
        return bool(differing)

    def put_into(self, plan: Plan) -> None:
        """Hand the new and the changed people to the plan."""
        plan.new += self.new
        plan.changes += [(person, values) for person, values in self.changes.values() if values]


def _plan_people(session: Session, unit_id: str, rows: list[PlannedRow]) -> Plan:
    plan, register = Plan(rows), _Register(session, unit_id)
    seen: dict[str, PlannedRow] = {}
    for row in rows:
        values = row.reading.values
        refuse_problems(row, Person(unit_id=unit_id, **values))
        if row.reading.refused:
            continue
        if twin := seen.get(name_key(values["name"])):
            row.outcome = "unchanged"
            row.doubt("name", values["name"], f"trùng tên với dòng {twin.reading.number}, không nhận lần nữa")
            continue
        seen[name_key(values["name"])] = row
        _tell_alike(register, row, "name")
        same = register.find(values["name"])
        if not same:
            register.add(**values)
            row.outcome = "added"
            continue
        stated = {n: v for n, v in values.items() if n != "name" and v not in (None, "", False)}
        row.outcome = "updated" if register.change(same[0], **stated) else "unchanged"
    register.put_into(plan)
    return plan


def _tell_alike(register: _Register, row: PlannedRow, name: str) -> None:
    if alike := register.alike(row.reading.values[name]):
        row.doubt(name, row.reading.values[name], f"người khác với “{alike[0].name}” (tên chỉ khác dấu)")


# --- courses -------------------------------------------------------------------------------------------------------------

_OF_COURSE = ("name", "date", "date_to", "mode", "organiser", "contents", "hours", "people", "briefed", "note")
_KEPT = ("hours", "people", "briefed", "note")


@dataclass
class _CourseInFile:
    """A course of the file: the stored record or the new one, its rows, who is added to it."""

    record: Course
    stored: bool
    first: RowReading
    attendees: list[str]
    certified: list[str]
    rows: dict[str, PlannedRow] = field(default_factory=dict)


def _plan_courses(session: Session, unit_id: str, rows: list[PlannedRow]) -> Plan:
    plan, register = Plan(rows), _Register(session, unit_id)
    courses: dict[tuple[str, Any, Any, str], _CourseInFile] = {}
    stored = _stored_courses(session, unit_id)
    births: dict[str, tuple[str, str, int]] = {}
    for row in rows:
        values = row.reading.values
        refuse_problems(row, Course(unit_id=unit_id, **{name: values[name] for name in _OF_COURSE}))
        if values.get("person"):
            refuse_problems(row, Person(unit_id=unit_id, name=values["person"], post=values["post"]))
        if row.reading.refused:
            continue
        course = courses.get(course_key(values)) or _course(courses, stored, unit_id, row)
        if values.get("person"):
            person, changed = _attendee(register, births, row)
            _attend(course, person, changed, row)
        else:
            _count_row(course, row)
    register.put_into(plan)
    for course in courses.values():
        _finish(plan, course)
    return plan


def _stored_courses(session: Session, unit_id: str) -> dict[tuple[str, Any, Any, str], Course]:
    found = session.scalars(select(Course).where(Course.unit_id == unit_id, ~Course.deleted)).all()
    return {
        course_key({n: getattr(course, n) for n in ("name", "date", "date_to", "organiser")}): course
        for course in found
    }


def _course(
    courses: dict[tuple[str, Any, Any, str], _CourseInFile],
    stored: dict[tuple[str, Any, Any, str], Course],
    unit_id: str,
    row: PlannedRow,
) -> _CourseInFile:
    values = row.reading.values
    key = course_key(values)
    known = stored.get(key)
    record = known or Course(unit_id=unit_id, **{name: values[name] for name in _OF_COURSE})
    attendees, certified = list(record.attendees), list(record.certified)
    courses[key] = _CourseInFile(record, known is not None, row.reading, attendees, certified)
    return courses[key]


def _attendee(register: _Register, births: dict[str, tuple[str, str, int]], row: PlannedRow) -> tuple[Person, bool]:
    """The person of a row, found by name or made; whether a stored person changes by it."""
    values = row.reading.values
    same = register.find(values["person"])
    if not same:
        _tell_alike(register, row, "person")
        person = register.add(name=values["person"], post=values["post"], officer=values["officer"])
        births[person.id] = (values["birth"], values["post"], row.reading.number)
        return person, False
    person = next((p for p in same if p.post == values["post"]), same[0])
    if len(same) > 1:
        row.doubt(
            "person",
            values["person"],
            f"{person.name}, {person.post or 'chưa ghi chức vụ'} (có {len(same)} người cùng tên)",
        )
    _tell_namesake(births, person, row)
    stated: dict[str, Any] = {"officer": True} if values["officer"] else {}
    if values["post"] and not person.post:
        stated["post"] = values["post"]
    return person, register.change(person, **stated)


def _tell_namesake(births: dict[str, tuple[str, str, int]], person: Person, row: PlannedRow) -> None:
    """One name, two birth dates or two posts in the file: taken for one person, and told."""
    values = row.reading.values
    birth, post, number = births.setdefault(
        person.id, (values["birth"], person.post or values["post"], row.reading.number)
    )
    if birth and values["birth"] and birth != values["birth"]:
        row.doubt("person", values["person"], f"cùng một người với dòng {number} (ngày sinh ghi khác nhau)")
    elif post and values["post"] and fold(post) != fold(values["post"]):
        row.doubt("post", values["post"], f"giữ “{post}” (đã có)")


def _attend(course: _CourseInFile, person: Person, changed: bool, row: PlannedRow) -> None:
    values = row.reading.values
    if (twin := course.rows.get(person.id)) is not None:
        row.outcome = "unchanged"
        row.doubt("person", values["person"], f"trùng dòng {twin.reading.number}, không nhận lần nữa")
    elif person.id not in course.attendees:
        course.attendees.append(person.id)
        row.outcome = "added"
    else:
        row.outcome = "updated" if changed else "unchanged"
    course.rows.setdefault(person.id, row)
    if values["certified"] and person.id not in course.certified:
        course.certified.append(person.id)
        row.outcome = "updated" if row.outcome == "unchanged" else row.outcome
    _tell_other_hours(course, row)


def _tell_other_hours(course: _CourseInFile, row: PlannedRow) -> None:
    """All rows of a course have its one number of hours: the first stands, another is told."""
    hours, first = row.reading.values["hours"], course.first
    if hours and first.values["hours"] is None:
        first.values["hours"] = hours
        if not course.stored:
            course.record.hours = hours
    elif hours and hours != first.values["hours"]:
        row.doubt("hours", hours, f"{first.values['hours']} (theo dòng {first.number} của cùng lớp)")


def _count_row(course: _CourseInFile, row: PlannedRow) -> None:
    if course.rows:
        row.outcome = "unchanged"
        twin = next(iter(course.rows.values()))
        row.doubt("name", row.reading.values["name"], f"trùng dòng {twin.reading.number}, không nhận lần nữa")
        return
    course.rows[""] = row
    if not course.stored:
        row.outcome = "added"
        return
    row.outcome = "updated" if _course_changes(course) else "unchanged"


def _course_changes(course: _CourseInFile) -> dict[str, Any]:
    """What the file states of a stored course and the record has otherwise."""
    record, stated = course.record, {name: course.first.values[name] for name in _KEPT}
    found = {n: v for n, v in stated.items() if v not in (None, "") and v != getattr(record, n)}
    if "note" in found and found["note"] in record.note:
        del found["note"]
    for name in ("attendees", "certified"):
        if getattr(course, name) != getattr(record, name):
            found[name] = getattr(course, name)
    return found


def _finish(plan: Plan, course: _CourseInFile) -> None:
    """`people` is everyone who took part: as stated, and never fewer than those named."""
    named = len(course.attendees)
    if not course.stored:
        course.record.attendees, course.record.certified = course.attendees, course.certified
        if named:
            course.record.people = max(course.record.people or 0, named)
        plan.new.append(course.record)
        return
    changes = _course_changes(course)
    if "attendees" in changes:
        changes["people"] = max(changes.get("people") or course.record.people or 0, named)
    elif changes.get("people", named) < named:
        del changes["people"]
    if not changes:
        return
    plan.changes.append((course.record, changes))
    touched = next(iter(course.rows.values()))
    if all(row.outcome == "unchanged" for row in course.rows.values()):
        touched.outcome = "updated"
