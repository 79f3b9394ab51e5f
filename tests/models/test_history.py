"""Versions, undo, the bin: nothing that was saved is ever lost."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from desktop.errors import UserError
from desktop.models.activity import Activity
from desktop.models.base import canonical_json, new_id
from desktop.models.database import Database
from desktop.models.history import delete, restore, save, undo_last, versions_of
from desktop.models.search import matching
from desktop.models.versions import Version, heads_of, version_id


def draft(**values: object) -> Activity:
    known: dict[str, object] = {"unit_id": "u", "date": date(2026, 3, 5), "title": "Họp bản Pá Hốc", "channel": "K2"}
    return Activity(**(known | values))


def saved(database: Database, step: str = "Thêm", **values: object) -> str:
    with database.transaction(step) as session:
        return save(session, draft(**values)).id


def read(database: Database, record_id: str) -> Activity:
    with database.snapshot() as session:
        record = session.get(Activity, record_id)
        assert record is not None
        return record


def test_the_name_of_a_version_is_its_content_worked_by_hand() -> None:
    content = canonical_json({"title": "Họp bản", "channel": "K2"})
    assert content == '{"channel":"K2","title":"Họp bản"}'
    import hashlib

    text = 'nq71/version/1\0["activity","r",["a","b"],{"channel":"K2","title":"Họp bản"}]'
    assert version_id("activity", "r", ["b", "a"], content) == hashlib.sha256(text.encode()).hexdigest()[:32]
    assert (
        version_id("activity", "r", [], None)
        == hashlib.sha256(b'nq71/version/1\0["activity","r",[],null]').hexdigest()[:32]
    )


def test_saving_without_a_change_writes_no_version(database: Database) -> None:
    record_id = saved(database)
    unchanged = draft(id=record_id, version_id=read(database, record_id).version_id)
    with database.transaction("Sửa") as session:
        save(session, unchanged)
        assert len(versions_of(session, record_id)) == 1


def test_each_save_knows_all_it_replaces(database: Database) -> None:
    record_id = saved(database)
    for people in (0, 12, None):
        before = read(database, record_id)
        with database.transaction("Sửa") as session:
            save(session, draft(id=record_id, people=people, version_id=before.version_id))
    with database.snapshot() as session:
        newest, *older = versions_of(session, record_id)
        assert set(newest.ancestors) == {v.version_id for v in older}
        assert heads_of(session, record_id) == [newest]


def test_zero_and_not_stated_are_different_contents(database: Database) -> None:
    zero, unstated = saved(database, people=0), saved(database, people=None)
    assert '"people":0' in canonical_json(read(database, zero).stated())
    assert "people" not in read(database, unstated).stated()
    assert read(database, unstated).wire()["people"] is None


def test_a_form_opened_before_another_save_is_told_and_overwrites_nothing(database: Database) -> None:
    record_id = saved(database)
    opened_at = read(database, record_id).version_id
    with database.transaction("Sửa") as session:
        save(session, draft(id=record_id, title="Người khác sửa", version_id=opened_at))
    with pytest.raises(UserError, match="thay đổi ở nơi khác"), database.transaction("Sửa") as session:
        save(session, draft(id=record_id, title="Tôi sửa", version_id=opened_at))
    assert read(database, record_id).title == "Người khác sửa"


def test_a_record_with_problems_is_not_saved(database: Database) -> None:
    with pytest.raises(UserError, match="Chưa có tên hoạt động"), database.transaction("Thêm") as session:
        save(session, draft(title="  "))


def test_a_record_too_long_for_the_wire_is_not_saved(database: Database) -> None:
    with pytest.raises(UserError, match="quá dài"), database.transaction("Thêm") as session:
        save(session, draft(content="ộ" * 11_000, result="ộ" * 11_000))


def test_undo_goes_back_step_by_step_to_before_the_record_was(database: Database) -> None:
    record_id = saved(database, "Thêm hoạt động")
    with database.transaction("Sửa hoạt động") as session:
        session.get_one(Activity, record_id).title = "Khác"
    with database.transaction("Xóa hoạt động") as session:
        delete(session, session.get_one(Activity, record_id))
    seen = []
    for _ in range(4):
        with database.transaction() as session:
            undone = undo_last(session)
        record = read(database, record_id)
        seen.append((undone, record.deleted, record.title))
    assert seen == [
        ("Xóa hoạt động", False, "Khác"),
        ("Sửa hoạt động", False, "Họp bản Pá Hốc"),
        ("Thêm hoạt động", True, "Họp bản Pá Hốc"),
        (None, True, "Họp bản Pá Hốc"),
    ]


def test_a_change_of_many_records_is_undone_as_one_step(database: Database) -> None:
    with database.transaction("Nhập 50 hoạt động") as session:
        session.add_all([draft(title=f"Hoạt động {n}") for n in range(50)])
    with database.transaction() as session:
        assert undo_last(session) == "Nhập 50 hoạt động"
        assert session.scalars(select(Activity).where(~Activity.deleted)).all() == []


def test_a_deleted_record_comes_back_from_the_bin_and_is_found_again(database: Database) -> None:
    record_id = saved(database)
    with database.transaction("Xóa") as session:
        delete(session, session.get_one(Activity, record_id))
    with database.snapshot() as session:
        assert session.scalars(matching("activity", "pa hoc")).all() == []  # type: ignore[arg-type]
    with database.transaction("Khôi phục") as session:
        restore(session, session.get_one(Activity, record_id))
    with database.snapshot() as session:
        assert session.scalars(matching("activity", "pa hoc")).all() == [record_id]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words, found",
    [("hop ban", True), ("HỌP", True), ("pa ho", True), ("doan", False), ("đoàn", False), ("  ", None), ('"*-)', None)],
)
def test_search_ignores_accents_and_takes_beginnings_of_words(
    database: Database, words: str, found: bool | None
) -> None:
    record_id = saved(database)
    query = matching("activity", words)
    if found is None:
        assert query is None
        return
    assert query is not None
    with database.snapshot() as session:
        assert session.scalars(query).all() == ([record_id] if found else [])


def test_text_is_kept_composed_whatever_came_in(database: Database) -> None:
    record_id = saved(database, title="Ho\u0323p ba\u0309n <b>&amp;</b>\u200b 🏫", content="a\u00a0b")
    record = read(database, record_id)
    assert record.title == "Họp bản <b>&amp;</b> 🏫"
    assert record.content == "a b"


def test_fields_of_a_newer_version_survive_an_edit(database: Database) -> None:
    with database.transaction() as session:
        record = Activity.from_wire({**draft().stated(), "mới": {"a": 1}}, unit_id="u")
        session.add(record)
        record_id = record.id
    with database.transaction("Sửa") as session:
        session.get_one(Activity, record_id).title = "Khác"
    assert read(database, record_id).stated()["mới"] == {"a": 1}


@pytest.mark.parametrize("content", [{"people": "12"}, {"date": 5}, {"topics": "ND1"}, {"title": 1}, {"integrated": 1}])
def test_a_wire_object_with_a_wrong_type_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(content))):
        Activity.values_of({**draft().stated(), **content})


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(titles=st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=4))
def test_any_history_of_titles_can_be_undone_to_the_beginning(database: Database, titles: list[str]) -> None:
    record_id = new_id()
    with database.transaction("Thêm") as session:
        session.add(draft(id=record_id, title="đầu"))
    for title in titles:
        with database.transaction("Sửa") as session:
            session.get_one(Activity, record_id).title = title
    with database.snapshot() as session:
        count = len(session.scalars(select(Version.version_id).where(Version.record_id == record_id)).all())
    for _ in range(count - 1):
        with database.transaction() as session:
            undo_last(session)
    assert read(database, record_id).title == "đầu"
