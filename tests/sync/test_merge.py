"""Histories meeting: same, newer, older, conflict; unknown kinds and fields; random lives of two PCs and a Department."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from desktop.models.activity import Activity
from desktop.models.base import canonical_json, new_id
from desktop.models.database import Database
from desktop.models.exchange import DueForSearch
from desktop.models.history import delete
from desktop.models.report import Report
from desktop.models.search import matching
from desktop.models.versions import Version, version_id
from sync.bundle import Refusal, Refused
from sync.export import head_lines
from sync.merge import merge_records
from sync.searching import feed_search
from sync.wire import columns_of, read, version_of
from tests.sync.province import Province, activities, add_activity, change, heads

UNIT = "0197a000-0000-7000-8000-000000000001"
OTHER = "0197a000-0000-7000-8000-000000000002"


@pytest.fixture
def database(tmp_path: Path) -> Any:
    with Database.open(tmp_path / "dữ liệu", create=True) as opened:
        yield opened


def line(
    content: dict[str, Any] | None,
    kind: str = "activity",
    record_id: str = "",
    parents: list[str] | None = None,
    ancestors: list[str] | None = None,
    lies: dict[str, Any] | None = None,
) -> bytes:
    """A line as a sender writes it; `lies` lie over its fields after the version was named."""
    record_id, parents = record_id or new_id(), parents or []
    name = version_id(kind, record_id, parents, None if content is None else canonical_json(content))
    fields = {
        "ancestors": ancestors if ancestors is not None else parents,
        "author": "Hoa",
        "content": content,
        "id": record_id,
        "kind": kind,
        "parents": parents,
        "saved": "2026-03-05T01:02:03Z",
        "version": name,
    }
    return canonical_json({**fields, **(lies or {})}).encode()


def name_of(data: bytes) -> str:
    return str(json.loads(data)["version"])


def merge(database: Database, *lines: bytes, unit: str = UNIT) -> dict[str, int]:
    with database.transaction() as session:
        return merge_records(session, unit, lines).counts()


def state(database: Database) -> tuple[list[Any], list[Any]]:
    with database.snapshot() as session:
        versions = session.execute(select(Version.version_id, Version.head).order_by(Version.version_id)).all()
        rows = session.execute(select(Activity.id, Activity.version_id, Activity.conflict).order_by(Activity.id)).all()
        return [tuple(v) for v in versions], [tuple(r) for r in rows]


HELD = {"date": "2026-03-05", "title": "Họp bản", "channel": "K2"}


def test_a_newer_version_replaces_and_an_older_one_changes_nothing(database: Database) -> None:
    record = new_id()
    first = line(HELD, record_id=record)
    second = line({**HELD, "people": 5}, record_id=record, parents=[name_of(first)])
    third = line(
        {**HELD, "people": 6},
        record_id=record,
        parents=[name_of(second)],
        ancestors=sorted([name_of(first), name_of(second)]),
    )
    assert merge(database, second) == {"new": 1, "updated": 0, "unchanged": 0, "conflicts": 0}
    assert merge(database, third)["updated"] == 1
    before = state(database)
    assert merge(database, first, second)["unchanged"] == 1
    assert state(database) == before
    with database.snapshot() as session:
        assert session.get_one(Activity, record).people == 6
        assert session.scalars(select(Version.version_id).where(Version.head)).all() == [name_of(third)]


def test_two_edits_of_one_version_are_both_kept_and_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    record = new_id()
    first = line(HELD, record_id=record)
    left = line({**HELD, "people": 5}, record_id=record, parents=[name_of(first)])
    right = line({**HELD, "people": 7}, record_id=record, parents=[name_of(first)])
    seen = []
    for number, order in enumerate([(first, left, right), (right, first, left), (left, right)]):
        with Database.open(tmp_path / str(number), create=True) as database:
            counts = [merge(database, one) for one in order]
            assert sum(one["conflicts"] for one in counts) == 1
            with database.snapshot() as session:
                shown = session.get_one(Activity, record)
                assert shown.conflict
                assert shown.version_id == max(name_of(left), name_of(right))
                seen.append((heads(session, UNIT), shown.people))
    assert len({(frozenset(found), people) for found, people in seen}) == 1


def test_a_decision_with_both_as_parents_ends_the_conflict(database: Database) -> None:
    record = new_id()
    left, right = (line({**HELD, "people": n}, record_id=record) for n in (5, 7))
    assert merge(database, left, right)["conflicts"] == 1
    parents = sorted([name_of(left), name_of(right)])
    decided = line({**HELD, "people": 12}, record_id=record, parents=parents)
    assert merge(database, decided) == {"new": 0, "updated": 1, "unchanged": 0, "conflicts": 0}
    with database.snapshot() as session:
        found = session.get_one(Activity, record)
        assert (found.conflict, found.people) == (False, 12)


def test_an_edit_against_a_deletion_keeps_both(database: Database) -> None:
    record = new_id()
    first = line(HELD, record_id=record)
    edited = line({**HELD, "people": 5}, record_id=record, parents=[name_of(first)])
    removed = line(None, record_id=record, parents=[name_of(first)])
    merge(database, first)
    merge(database, edited)
    assert merge(database, removed)["conflicts"] == 1
    with database.snapshot() as session:
        assert heads(session, UNIT) == {name_of(edited), name_of(removed)}
        found = session.get_one(Activity, record)
        assert found.conflict
        assert found.deleted == (name_of(removed) > name_of(edited))


def test_the_same_edit_on_two_clones_is_one_version(province: Province) -> None:
    school = province.enrolled("TH1")
    record = add_activity(school)
    twin = province.clone(school, "máy hai")
    for one in (school, twin):
        change(one, record, title="Họp bản Nà Lìu")
    province.deliver(school)
    verdict = province.deliver(twin)
    assert (verdict.verdict, verdict.conflicts, verdict.new, verdict.updated) == ("accepted", 0, 0, 0)


def test_two_pcs_that_changed_the_same_record_are_told_and_nothing_is_lost(province: Province) -> None:
    school = province.enrolled("TH1")
    record = add_activity(school)
    twin = province.clone(school, "máy hai")
    change(school, record, title="Máy một")
    change(twin, record, title="Máy hai")
    province.deliver(school)
    verdict = province.deliver(twin)
    assert verdict.conflicts == 1
    assert "hai máy" in verdict.reason
    with province.department.snapshot() as session:
        kept = session.scalars(select(Version.content).where(Version.record_id == record, Version.head)).all()
    assert {json.loads(text or "")["title"] for text in kept} == {"Máy một", "Máy hai"}


def test_unknown_kinds_and_fields_are_kept_for_a_newer_program(database: Database) -> None:
    strange = line({"colour": "xanh"}, kind="survey")
    activity = line({**HELD, "mood": ["vui"]})
    assert merge(database, strange, activity)["new"] == 2
    with database.snapshot() as session:
        record = session.scalars(select(Activity)).one()
        assert record.extra == {"mood": ["vui"]}
        sent = {text.encode() for text in head_lines(session, UNIT)}
    assert sent == {strange, activity}


def test_search_finds_what_was_merged_once_it_is_fed(database: Database) -> None:
    merge(database, line({**HELD, "title": "Tuyên truyền lưu động"}), line({"year": 2026}, kind="report"))
    assert feed_search(database) == 2
    assert feed_search(database) == 0
    with database.snapshot() as session:
        wanted = matching("activity", "luu dong")
        assert wanted is not None
        assert len(session.scalars(wanted).all()) == 1
        assert session.scalar(select(func.count()).select_from(DueForSearch)) == 0


def test_feeding_the_search_can_be_stopped_and_goes_on_later(database: Database) -> None:
    merge(database, line(HELD))
    assert feed_search(database, cancelled=lambda: True) == 0
    assert feed_search(database) == 1


def test_text_is_cleaned_in_the_table_and_kept_as_signed_in_the_history(database: Database) -> None:
    hostile = {**HELD, "title": "Họp\u202ebản\u0007", "note": "a\u00a0b"}
    data = line(hostile)
    merge(database, data)
    with database.snapshot() as session:
        record = session.scalars(select(Activity)).one()
        assert (record.title, record.note) == ("Họpbản", "a b")
        assert [text.encode() for text in head_lines(session, UNIT)] == [data]


def test_the_listeners_are_told_which_kinds_changed(database: Database) -> None:
    told: list[frozenset[str]] = []
    database.on_change(told.append)
    data = line(HELD)
    merge(database, data)
    merge(database, data)
    assert told == [frozenset({"activity"})]


@pytest.mark.parametrize(
    "bad",
    [
        line({**HELD, "people": "năm"}),
        line({**HELD, "people": True}),
        line({**HELD, "date": "30/02/2026"}),
        line({"title": "không ngày", "channel": "K2"}),
        line({**HELD, "topics": "ND1"}),
        line({**HELD, "topics": [1]}),
        line({"year": 2026, "editions": ["x"]}, kind="report"),
        line({"year": 2026, "blocks": {"a": 1}}, kind="report"),
        line({**HELD, "title": "Ho\u031bp"}),
        line(HELD, lies={"version": "0" * 32}),
        line(HELD, lies={"content": {**HELD, "people": 1}}),
        line(HELD, lies={"id": "../../etc"}),
        line(HELD, lies={"kind": "Activity"}),
        line(HELD, lies={"author": None}),
        line(HELD, lies={"saved": "hôm qua"}),
        line(HELD, lies={"parents": ["0" * 32]}),
        line(HELD, lies={"ancestors": ["0" * 32]}),
        line(HELD, lies={"ancestors": ["x"]}),
        line(HELD)[:-1],
        b"[]",
        b"{}",
        b'{"version":"\xff"}',
        b"null",
    ],
)
def test_a_line_that_is_not_what_the_format_says_refuses_the_whole_bundle(database: Database, bad: bytes) -> None:
    before = state(database)
    with pytest.raises(Refused) as refused:
        merge(database, line(HELD), bad)
    assert refused.value.refusal == Refusal.MALFORMED
    assert state(database) == before


def test_a_record_of_another_unit_refuses_the_whole_bundle(database: Database) -> None:
    theirs = line(HELD)
    merge(database, theirs, unit=OTHER)
    record = json.loads(theirs)["id"]
    over = line({**HELD, "people": 9}, record_id=record, parents=[name_of(theirs)])
    for stolen in (theirs, over, line(None, record_id=record, parents=[name_of(theirs)])):
        with pytest.raises(Refused) as refused:
            merge(database, line(HELD), stolen)
        assert refused.value.refusal == Refusal.WRONG_SENDER
    with database.snapshot() as session:
        assert heads(session, UNIT) == set()
        assert heads(session, OTHER) == {name_of(theirs)}


def test_a_record_cannot_change_its_kind(database: Database) -> None:
    first = line(HELD)
    merge(database, first)
    other = line({"name": "Lò Văn A"}, kind="person", record_id=json.loads(first)["id"], parents=[name_of(first)])
    with pytest.raises(Refused):
        merge(database, other)


def test_the_end_of_a_line_names_its_version() -> None:
    data = line(HELD)
    assert version_of(data) == name_of(data) == read(data).version_id
    assert version_of(data + b" ") is None
    assert version_of(b"") is None


def test_every_column_that_travels_has_a_check_of_its_own_type() -> None:
    by_name = {column.name: column for column in columns_of(Report)}
    assert by_name["editions"].check([{"edition": 1}]) == [{"edition": 1}]
    assert by_name["signed_date"].check("2026-11-10") == date(2026, 11, 10)
    assert (by_name["blocks"].absent, by_name["signed_by"].absent, by_name["year"].optional) == ({}, "", False)


# --- random lives ---------------------------------------------------------------------------------------------------------

STEP = st.tuples(st.sampled_from(["add", "edit", "edit", "delete", "export", "deliver", "clone"]), st.integers(0, 5))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEP, max_size=30), st.randoms(use_true_random=False))
def test_random_lives_of_two_pcs_lose_nothing(tmp_path_factory: pytest.TempPathFactory, steps: Any, order: Any) -> None:
    """Sticks lost, repeated, out of order: after everyone's last bundle the Department holds every head, whatever the way."""
    folder = tmp_path_factory.mktemp("lives")
    first, second, department = (Database.open(folder / n, create=True) for n in ("một", "hai", "sở"))
    sticks: list[list[bytes]] = []
    try:
        for number, (what, which) in enumerate(steps):
            pc = (first, second)[which % 2]
            _live(pc, what, which, number, sticks, department, (first, second))
        final = [_sent(first), _sent(second)]
        order.shuffle(final)
        for stick in final:
            merge(department, *stick)
        with first.snapshot() as a, second.snapshot() as b, department.snapshot() as d:
            wanted = _joined(a, b)
            assert heads(d, UNIT) == wanted
        before = state(department)
        for stick in sticks:
            merge(department, *stick)
        assert state(department) == before
    finally:
        for one in (first, second, department):
            one.close()


def _sent(pc: Database) -> list[bytes]:
    with pc.snapshot() as session:
        return [text.encode() for text in head_lines(session, UNIT)]


def _joined(a: Any, b: Any) -> set[str]:
    """The heads of both PCs without those that the other one has replaced."""
    every = [v for session in (a, b) for v in session.scalars(select(Version).where(Version.head))]
    replaced = {name for version in every for name in version.ancestors}
    return {version.version_id for version in every} - replaced


def _live(
    pc: Database,
    what: str,
    which: int,
    number: int,
    sticks: list[list[bytes]],
    department: Database,
    pcs: tuple[Database, Database],
) -> None:
    if what == "deliver" and sticks:
        merge(department, *sticks[which % len(sticks)])
    elif what == "export":
        sticks.append(_sent(pc))
    elif what == "clone":  # the other PC takes in this one's whole state
        merge(pcs[1 - which % 2], *_sent(pc))
    else:
        with pc.transaction() as session:
            records = session.scalars(select(Activity).where(~Activity.deleted).order_by(Activity.id)).all()
            if what == "add" or not records:
                session.add(Activity(unit_id=UNIT, date=date(2026, 3, 5), title=f"Việc {number}", channel="K2"))
            elif what == "edit":
                records[which % len(records)].title = f"Sửa {number}"
            else:
                delete(session, records[which % len(records)])


def test_a_version_made_by_hand_is_stamped_as_one_made_by_a_form(database: Database) -> None:
    """The merge's rows and the form's rows are the same thing: editing a merged record builds on its version."""
    data = line(HELD)
    merge(database, data)
    with database.transaction() as session:
        record = session.scalars(select(Activity)).one()
        record.people = 3
    with database.snapshot() as session:
        found = session.scalars(select(Version).where(Version.head)).one()
        assert name_of(data) in found.ancestors
    assert activities(database, UNIT).popitem()[1].people == 3
