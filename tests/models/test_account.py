"""The people at one PC: names that are told apart, PINs that are slowed, the author on what is saved."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from desktop.errors import UserError
from desktop.models.account import (
    MOST_IDLE_MINUTES,
    Account,
    account_named,
    accounts,
    add_account,
    change_pin,
    idle_minutes,
    pause_left,
    rename_account,
    set_active,
    set_idle_minutes,
    try_pin,
)
from desktop.models.activity import Activity
from desktop.models.base import utc_now
from desktop.models.database import Database
from desktop.models.history import last_change, save, versions_of
from desktop.models.installation import Installation


@pytest.fixture(autouse=True)
def set_up(database: Database) -> None:
    with database.transaction() as session:
        session.add(Installation(role="unit", unit_id="u", unit_code=None, created_at=utc_now(), settings={}))


def names(database: Database, resting: bool = False) -> list[str]:
    with database.snapshot() as session:
        return [account.name for account in accounts(session, resting)]


def test_two_names_that_differ_by_an_accent_are_two_people(database: Database) -> None:
    with database.transaction() as session:
        add_account(session, "Lò Thị Anh")
        add_account(session, "  Lò Thị   Ánh ")
        with pytest.raises(UserError, match="Đã có người dùng “Lò Thị Ánh”"):
            add_account(session, "lò thị ánh")
    assert names(database) == ["Lò Thị Anh", "Lò Thị Ánh"]


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "12 34", "१२३४"])
def test_a_pin_is_four_to_eight_digits(database: Database, pin: str) -> None:
    with pytest.raises(UserError, match="4 đến 8 chữ số"), database.transaction() as session:
        add_account(session, "Lò Thị Ánh", pin)
    assert names(database) == []


def test_the_pin_is_not_stored_and_two_equal_pins_look_different(database: Database) -> None:
    with database.transaction() as session:
        one, other = add_account(session, "Ánh", "2468"), add_account(session, "Bình", "2468")
        assert one.pin != other.pin
        assert "2468" not in one.pin.split("$")
        assert try_pin(session, one, "2468") == ""
        assert try_pin(session, one, "2469").startswith("Mã PIN chưa đúng")


def test_after_five_wrong_pins_even_the_right_one_has_to_wait(database: Database) -> None:
    with database.transaction() as session:
        person = add_account(session, "Ánh", "2468")
        for _ in range(5):
            answer = try_pin(session, person, "0000")
        assert "đợi 15 giây" in answer
    with database.transaction() as session:  # a restart forgets nothing
        again = account_named(session, "ánh")
        assert again is not None
        assert try_pin(session, again, "2468").startswith("Đã nhập sai nhiều lần")
        later = datetime.now(UTC) + timedelta(seconds=16)
        assert pause_left(again, later) == 0
        again.wrong = 40
        assert pause_left(again) == 300
        assert pause_left(again, datetime.now(UTC) - timedelta(days=400)) == 300  # the clock was set back
        again.wrong_at = (datetime.now(UTC) - timedelta(seconds=400)).isoformat()
        assert try_pin(session, again, "2468") == ""
        assert again.wrong == 0


def test_who_rests_is_not_offered_but_keeps_name_and_pin(database: Database) -> None:
    with database.transaction() as session:
        person = add_account(session, "Ánh", "2468")
        set_active(session, person, False)
    assert names(database) == []
    assert names(database, resting=True) == ["Ánh"]
    with database.transaction() as session:
        with pytest.raises(UserError, match="tạm nghỉ"):
            add_account(session, "ánh")
        person = session.get_one(Account, person.id)
        set_active(session, person, True)
        rename_account(session, person, "Lò Thị Ánh")
        assert try_pin(session, person, "2468") == ""
    assert names(database) == ["Lò Thị Ánh"]


def test_the_window_locks_itself_after_five_minutes_unless_nobody_has_a_pin(database: Database) -> None:
    with database.transaction() as session:
        assert idle_minutes(session) == 0  # nobody to unlock it
        person = add_account(session, "Ánh")
        assert idle_minutes(session) == 5
        set_idle_minutes(session, 0)
        assert idle_minutes(session) == 0
        change_pin(session, person, "2468")
        assert idle_minutes(session) == 5
        with pytest.raises(UserError, match="không tắt tự khóa được"):
            set_idle_minutes(session, 0)
        with pytest.raises(UserError, match="30 phút"):
            set_idle_minutes(session, MOST_IDLE_MINUTES + 1)
        set_idle_minutes(session, 30)
        assert idle_minutes(session) == 30


def test_every_version_and_change_bears_the_name_of_who_works(database: Database) -> None:
    def write(title: str) -> None:
        with database.transaction("Thêm") as session:
            record = Activity(id=record_id, unit_id="u", date=date(2026, 3, 5), title=title, channel="K2")
            before = session.get(Activity, record_id)
            record.version_id = before.version_id if before else ""
            save(session, record)

    record_id = "0190d5a0-0000-7000-8000-000000000001"
    for author, title in (("", "Họp bản"), ("Lò Thị Ánh", "Họp bản Pá Hốc"), ("Cầm Văn Bình", "Họp bản Nà Lìu")):
        database.author = author
        write(title)
    with database.snapshot() as session:
        assert [v.author for v in versions_of(session, record_id)] == ["Cầm Văn Bình", "Lò Thị Ánh", ""]
        change = last_change(session)
        assert change is not None
        assert change.author == "Cầm Văn Bình"
