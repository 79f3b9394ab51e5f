"""The sample books of schools, read exactly as their expected files say."""

from __future__ import annotations

import json
from typing import Any

from desktop.excel.importing import import_workbook
from desktop.excel.words import audiences, languages
from desktop.models.activity import Activity
from desktop.models.course import Course
from desktop.models.database import Database
from desktop.models.person import Person
from desktop.models.queries import records
from tests.excel.conftest import SAMPLES


def expected(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SAMPLES / f"{name}.expected.json").read_text("utf-8"))
    return found


def test_the_activity_log_is_read_exactly_as_the_careful_clerk_read_it(database: Database) -> None:
    wanted = expected("so-theo-doi-2026")
    result = import_workbook(database, "activities", SAMPLES / "so-theo-doi-2026.xlsx")
    assert (result.read, result.added) == (86, 83)
    assert result.ignored_columns == []
    with database.snapshot() as session:
        stored = session.scalars(records(Activity)).all()
    got = [
        (
            a.date.isoformat(),
            a.content,
            f"IV.{a.channel[1]}",
            a.people,
            a.place,
            a.person,
            a.cost,
            a.audiences,
            a.languages,
        )
        for a in stored
    ]
    want = [
        (
            r["date"], r["content"], r["section"], r["people"], r["place"], r["person"], r["cost"],
            audiences().codes(r["audience"]), languages().codes(r["language"]),
        )
        for r in wanted["records"]
    ]  # fmt: skip
    assert sorted(got, key=str) == sorted(want, key=str)
    fault = {"date": "Ngày tháng", "people": "Số lượt người"}
    assert [(r.row, r.column) for r in result.refused] == [(r["row"], fault[r["why"]]) for r in wanted["refused"]]
    assert [r.value for r in result.refused] == ["30/02/2026", "khoảng trăm người", "không rõ"]


def test_the_training_book_is_read_exactly_as_the_careful_clerk_read_it(database: Database) -> None:
    wanted = expected("boi-duong-2026")
    result = import_workbook(database, "training", SAMPLES / "boi-duong-2026.xlsx")
    assert (result.read, result.added, result.refused) == (18, 18, [])
    assert result.ignored_columns == ["Ngày sinh", "Giới tính"]
    with database.snapshot() as session:
        people = {p.id: p for p in session.scalars(records(Person))}
        courses = session.scalars(records(Course)).all()
    got = {
        (people[i].name, people[i].officer, c.name, c.date.isoformat(), (c.date_to or c.date).isoformat())
        for c in courses
        for i in c.attendees
    }
    assert got == {(r["name"], r["officer"], r["course"], r["start"], r["end"]) for r in wanted["records"]}
    assert len(people) == 12
    namesakes = {d.value for d in result.doubtful}
    assert namesakes == {
        r["name"] for r in wanted["records"] if [x["name"] for x in wanted["records"]].count(r["name"]) > 1
    }


def test_both_samples_imported_twice_add_nothing(database: Database) -> None:
    for kind, name in (("activities", "so-theo-doi-2026"), ("training", "boi-duong-2026")):
        first = import_workbook(database, kind, SAMPLES / f"{name}.xlsx")
        again = import_workbook(database, kind, SAMPLES / f"{name}.xlsx")
        assert (again.added, again.updated, again.unchanged) == (0, 0, first.added)
