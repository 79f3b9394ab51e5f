"""Undo and redo as one step each, whatever a person did; the bin and older versions of every kind."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.errors import UserError
from desktop.models.activity import Activity
from desktop.models.base import Record, canonical_json
from desktop.models.bulk import add_many
from desktop.models.database import Database
from desktop.models.history import (
    bring_back,
    delete,
    last_change,
    last_undone,
    redo_last,
    restore,
    undo_last,
    versions_of,
)
from desktop.models.kinds import KINDS
from desktop.models.search import matching
from desktop.models.versions import Version, heads_of, stamp


def activity(title: str, **values: Any) -> Activity:
    return Activity(**{"unit_id": "u", "date": date(2026, 3, 5), "title": title, "channel": "K2", **values})


def titles(database: Database) -> list[str]:
    with database.snapshot() as session:
        return sorted(session.scalars(select(Activity.title).where(~Activity.deleted)))


def undo(database: Database) -> str | None:
    with database.transaction() as session:
        return undo_last(session)


def redo(database: Database) -> str | None:
    with database.transaction() as session:
        return redo_last(session)


def add(database: Database, title: str) -> str:
    with database.transaction(f"Ghi {title}") as session:
        session.add(record := activity(title))
    return record.id


def test_what_was_undone_is_done_again_in_order(database: Database) -> None:
    for title in ("a", "b", "c"):
        add(database, title)
    assert [undo(database) for _ in range(4)] == ["Ghi c", "Ghi b", "Ghi a", None]
    assert titles(database) == []
    assert [redo(database) for _ in range(4)] == ["Ghi a", "Ghi b", "Ghi c", None]
    assert titles(database) == ["a", "b", "c"]
    assert undo(database) == "Ghi c"


def test_something_new_after_an_undo_leaves_nothing_to_do_again(database: Database) -> None:
    add(database, "a")
    add(database, "b")
    undo(database)
    add(database, "c")
    assert redo(database) is None
    undo(database)
    assert redo(database) == "Ghi c"  # b is not in the way
    assert titles(database) == ["a", "c"]
    with database.snapshot() as session:
        change, undone = last_change(session), last_undone(session)
    assert (change and change.title, undone) == ("Ghi c", None)


def test_deleting_several_and_changing_one_field_of_many_are_one_step_each(database: Database) -> None:
    ids = [add(database, title) for title in ("a", "b", "c")]
    with database.transaction("Đổi địa điểm của 3 hoạt động") as session:
        for record in session.scalars(select(Activity)):
            record.place = "Sân trường"
    with database.transaction("Xóa 2 hoạt động") as session:
        for record_id in ids[:2]:
            delete(session, session.get_one(Activity, record_id))
    assert titles(database) == ["c"]
    undo(database)
    assert titles(database) == ["a", "b", "c"]
    undo(database)
    with database.snapshot() as session:
        assert set(session.scalars(select(Activity.place))) == {""}
    redo(database)
    redo(database)
    assert titles(database) == ["c"]


def test_an_import_of_many_is_undone_and_done_again_and_is_found_by_its_words_only_then(database: Database) -> None:
    with database.transaction("Nhập 3.000 hoạt động") as session:
        add_many(session, [activity(f"Họp bản số {n}") for n in range(3_000)])
    told: list[tuple[int, int]] = []
    with database.transaction() as session:
        undo_last(session, lambda done, total: told.append((done, total)))
    assert told == [(0, 3_000), (2_000, 3_000)]
    wanted = matching("activity", "hop ban so 2999")
    assert wanted is not None
    with database.snapshot() as session:
        assert session.scalars(wanted).all() == []
    redo(database)
    with database.snapshot() as session:
        assert len(session.scalars(wanted).all()) == 1
        assert len(session.scalars(select(Version.version_id).where(Version.head)).all()) == 3_000


def test_stopping_an_undo_half_way_changes_nothing(database: Database) -> None:
    with database.transaction("Nhập") as session:
        add_many(session, [activity(f"{n}") for n in range(2_500)])

    class Stopped(Exception):
        pass

    def stop(done: int, _: int) -> None:
        if done:
            raise Stopped

    with pytest.raises(Stopped), database.transaction() as session:
        undo_last(session, stop)
    assert len(titles(database)) == 2_500


def test_undo_writes_what_saving_one_by_one_would_have_written(database: Database) -> None:
    record_id = add(database, "a")
    with database.transaction("Sửa") as session:
        session.get_one(Activity, record_id).people = 0
    undo(database)
    with database.snapshot() as session:
        record = session.get_one(Activity, record_id)
        [head] = heads_of(session, record_id)
        newest, *older = versions_of(session, record_id)
        assert head is newest
        assert record.version_id == newest.version_id
        assert newest.content == canonical_json(record.stated())
        assert newest.parents == [older[0].version_id]
        assert set(newest.ancestors) == {v.version_id for v in older}


@pytest.mark.parametrize("back", [True, False])
def test_a_newer_version_from_elsewhere_is_not_overrun(database: Database, back: bool) -> None:
    record_id = add(database, "a")
    if not back:
        undo(database)
    with database.transaction() as session:
        session.info["merging"] = True  # as sync.merge writes: no change of this PC
        record = session.get_one(Activity, record_id)
        record.title, record.deleted = "bản của Sở", False
        stamp(session, record)
    with pytest.raises(UserError, match="bản mới hơn, do chốt báo cáo hoặc nhận từ nơi khác"):
        undo(database) if back else redo(database)
    assert titles(database) == ["bản của Sở"]


_VALUES = {str: "chữ", bool: True, int: 2026, date: date(2026, 3, 5)}


def a_record(kind: type[Record]) -> Record:
    """One with something in every plain column."""
    values = {}
    for name, column in kind.wire_columns().items():
        try:
            values[name] = _VALUES[column.type.python_type]
        except (KeyError, NotImplementedError):
            continue
    return kind(unit_id="u", **values)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_goes_into_the_bin_and_comes_back_as_often_as_it_is_asked(
    database: Database, kind: type[Record]
) -> None:
    with database.transaction("Ghi") as session:
        session.add(record := a_record(kind))
    before = record.stated()
    for _ in range(3):
        with database.transaction("Xóa") as session:
            delete(session, session.get_one(kind, record.id))
        with database.transaction("Khôi phục") as session:
            restore(session, session.get_one(kind, record.id))
        with database.snapshot() as session:
            now = session.get_one(kind, record.id)
            assert (now.deleted, now.stated()) == (False, before)


def test_a_record_deleted_on_two_pcs_still_comes_back(database: Database) -> None:
    record_id = add(database, "a")
    with database.transaction("Xóa") as session:
        delete(session, session.get_one(Activity, record_id))
    with database.transaction() as session:
        session.info["merging"] = True
        record = session.get_one(Activity, record_id)
        stamp(session, record, [record.version_id])  # two deletions that met: a deletion whose parent is one
    with database.transaction("Khôi phục") as session:
        restore(session, session.get_one(Activity, record_id))
    assert titles(database) == ["a"]


def test_any_older_version_can_be_had_back_and_that_is_undone_again(database: Database) -> None:
    record_id = add(database, "a")
    with database.transaction("Sửa") as session:
        session.get_one(Activity, record_id).title = "b"
    with database.transaction("Xóa") as session:
        delete(session, session.get_one(Activity, record_id))
    with database.transaction("Lấy lại bản cũ") as session:
        first = versions_of(session, record_id)[-1]
        bring_back(session, session.get_one(Activity, record_id), first)
    assert titles(database) == ["a"]
    undo(database)
    assert titles(database) == []
    undo(database)
    assert titles(database) == ["b"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["do", "undo", "redo"]), max_size=14))
def test_any_run_of_doing_undoing_and_redoing_agrees_with_a_pair_of_stacks(
    database: Database, steps: list[str]
) -> None:
    record_id = add(database, "0")
    done: list[str] = ["0"]
    undone: list[str] = []
    for number, step in enumerate(steps, 1):
        if step == "do":
            with database.transaction(f"Ghi {number}") as session:
                session.get_one(Activity, record_id).title = str(number)
            done.append(str(number))
            undone = []
        elif step == "undo" and len(done) > 1:
            assert undo(database) == f"Ghi {done[-1]}"
            undone.append(done.pop())
        elif step == "redo":
            assert redo(database) == (f"Ghi {undone[-1]}" if undone else None)
            if undone:
                done.append(undone.pop())
        with database.snapshot() as session:
            record = session.get_one(Activity, record_id)
            assert record.title == done[-1]
            assert json.loads(heads_of(session, record_id)[0].content or "{}") == record.stated()
