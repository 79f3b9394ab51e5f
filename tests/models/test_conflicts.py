"""Two versions of one record: what a person decides replaces both, here and wherever it arrives."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.errors import UserError
from desktop.models import conflicts as steps
from desktop.models.activity import Activity
from desktop.models.base import new_id
from desktop.models.database import Database
from desktop.models.history import delete, last_change, undo_last, versions_of
from tests.sync.test_merge import HELD, UNIT, line, merge, name_of

RECORD = new_id()
FIRST = line(HELD, record_id=RECORD)
LEFT = line({**HELD, "people": 5}, record_id=RECORD, parents=[name_of(FIRST)])
RIGHT = line({**HELD, "people": 7, "place": "Bản Hin"}, record_id=RECORD, parents=[name_of(FIRST)])
REMOVED = line(None, record_id=RECORD, parents=[name_of(FIRST)])


@pytest.fixture
def database(tmp_path: Path) -> Database:
    opened = Database.open(tmp_path / "dữ liệu", create=True)
    merge(opened, FIRST, LEFT, RIGHT)
    return opened


def seen(database: Database) -> tuple[str, ...]:
    with database.snapshot() as session:
        return tuple(side.version_id for side in steps.sides(session, RECORD))


def decide(database: Database, content: dict[str, object] | None) -> None:
    with database.transaction("Chọn bản") as session:
        steps.decide(session, session.get_one(Activity, RECORD), content, seen(database))


def test_a_decision_leaves_one_head_with_both_as_parents_and_the_loser_in_the_history(database: Database) -> None:
    both = seen(database)
    assert set(both) == {name_of(LEFT), name_of(RIGHT)}
    decide(database, {**HELD, "people": 7})
    with database.snapshot() as session:
        assert steps.conflicts(session, UNIT) == []
        found = session.get_one(Activity, RECORD)
        assert (found.conflict, found.people, found.place) == (False, 7, "")
        newest, *older = versions_of(session, RECORD)
        assert newest.parents == sorted(both)
        assert {version.version_id for version in older} >= set(both)


def test_it_settles_the_matter_where_the_conflict_stands_too(database: Database, tmp_path: Path) -> None:
    from sync.export import head_lines

    decide(database, {**HELD, "people": 12})
    with database.snapshot() as session:
        lines = [each.encode() for each in head_lines(session, UNIT)]
    with Database.open(tmp_path / "Sở", create=True) as other:
        merge(other, RIGHT, LEFT)
        assert merge(other, *lines)["updated"] == 1
        with other.snapshot() as session:
            assert steps.conflicts(session, UNIT) == []
            assert session.get_one(Activity, RECORD).people == 12


def test_a_record_deleted_in_one_place_can_be_kept_or_deleted(tmp_path: Path) -> None:
    for at, content in enumerate((None, {**HELD, "people": 5})):
        with Database.open(tmp_path / str(at), create=True) as database:
            merge(database, FIRST, LEFT)
            merge(database, REMOVED)
            decide(database, content)
            with database.snapshot() as session:
                found = session.get_one(Activity, RECORD)
                assert (found.deleted, found.conflict) == (content is None, False)


def test_what_came_meanwhile_is_looked_at_first(database: Database) -> None:
    before = seen(database)
    merge(database, line({**HELD, "people": 9}, record_id=RECORD, parents=[name_of(FIRST)]))
    with pytest.raises(UserError, match="vừa có bản khác"), database.transaction() as session:
        steps.decide(session, session.get_one(Activity, RECORD), {**HELD}, before)
    assert len(seen(database)) == 3


def test_what_the_decision_makes_must_be_a_right_record(database: Database) -> None:
    with pytest.raises(UserError, match="chưa đúng"):
        decide(database, {**HELD, "title": "", "date": "2026-03-05", "date_to": "2026-03-01"})
    assert len(seen(database)) == 2


def test_undo_of_a_decision_makes_no_second_conflict(database: Database) -> None:
    decide(database, {**HELD, "people": 7})
    with database.transaction() as session:
        assert last_change(session) is not None
        undo_last(session)
    with database.snapshot() as session:
        assert steps.conflicts(session, UNIT) == []
        assert session.scalar(select(Activity.conflict)) is False


def test_deleting_the_shown_version_keeps_the_other_to_be_decided(database: Database) -> None:
    with database.transaction() as session:
        delete(session, session.get_one(Activity, RECORD))
    with database.snapshot() as session:
        assert [one[1] for one in steps.conflicts(session, UNIT)] == [RECORD]
        assert len(steps.sides(session, RECORD)) == 2
