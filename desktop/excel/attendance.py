"""What a training book or a staff list would change: people found by name or made, courses with who took part in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.excel.plans import Plan, PlannedRow, applying, refuse_problems
from desktop.excel.rows import RowReading
from desktop.excel.training import course_key, name_key
from desktop.models.course import Course
from desktop.models.person import Person
from desktop.text import fold

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


def plan_people(session: Session, unit_id: str, rows: list[PlannedRow]) -> Plan:
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

_OF_COURSE = (
    "name",
    "date",
    "date_to",
    "mode",
    "organiser",
    "contents",
    "hours",
    "people",
    "briefed",
    "note",
    "not_applicable",
)
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


def plan_courses(session: Session, unit_id: str, rows: list[PlannedRow]) -> Plan:
    plan, register = Plan(rows), _Register(session, unit_id)
    courses: dict[tuple[str, Any, Any, str], _CourseInFile] = {}
    stored = _stored_courses(session, unit_id)
    births: dict[str, tuple[str, str, int]] = {}
    for row in rows:
        values = row.reading.values
        refuse_problems(row, _made(unit_id, values))
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


def _made(unit_id: str, values: dict[str, Any]) -> Course:
    return Course(unit_id=unit_id, **{name: values[name] for name in _OF_COURSE if name in values})


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
    record = known or _made(unit_id, values)
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
    """`people` is everyone who took part: as stated, and never fewer than those named; with names there is a number."""
    named, values = len(course.attendees), course.first.values
    if named:
        values["not_applicable"] = [name for name in values.get("not_applicable", ()) if name != "people"]
    if not course.stored:
        course.record.attendees, course.record.certified = course.attendees, course.certified
        if named:
            course.record.people = max(course.record.people or 0, named)
            course.record.not_applicable = values["not_applicable"]
        plan.new.append(course.record)
        return
    changes = _course_changes(course)
    if "attendees" in changes:
        changes["people"] = max(changes.get("people") or course.record.people or 0, named)
    elif changes.get("people", named) < named:
        del changes["people"]
    changes |= applying(course.first, course.record, changes)
    if not changes:
        return
    plan.changes.append((course.record, changes))
    touched = next(iter(course.rows.values()))
    if all(row.outcome == "unchanged" for row in course.rows.values()):
        touched.outcome = "updated"
