"""The command line bears an author's name and takes a forgotten PIN away."""

from __future__ import annotations

from pathlib import Path

from desktop.models.account import add_account
from desktop.models.database import Database
from desktop.models.history import versions_of
from tests.end_to_end.conftest import SCHOOL, Nq71, write


def test_a_record_added_by_a_command_bears_the_author_it_was_given(tmp_path: Path, nq71: Nq71) -> None:
    data = tmp_path / "dữ liệu"
    assert nq71(data, "setup", write(tmp_path / "truong.json", SCHOOL)).code == 0
    record = write(tmp_path / "hd.json", {"date": "2026-03-05", "title": "Họp bản", "channel": "K2"})
    named = nq71(data, "add", "activities", record, "--author", "Lò Thị Ánh").values["id"]
    unnamed = nq71(data, "add", "activities", record).values["id"]
    with Database.open(data) as database, database.snapshot() as session:
        assert versions_of(session, named)[0].author == "Lò Thị Ánh"
        assert versions_of(session, unnamed)[0].author == ""


def test_a_forgotten_pin_is_taken_away_by_who_has_the_pc(tmp_path: Path, nq71: Nq71) -> None:
    data = tmp_path / "dữ liệu"
    nq71(data, "setup", write(tmp_path / "truong.json", SCHOOL))
    with Database.open(data) as database, database.transaction() as session:
        add_account(session, "Lò Thị Ánh", "2468")
    assert nq71(data, "accounts").values["accounts"] == [{"name": "Lò Thị Ánh", "pin": True, "active": True}]
    refused = nq71(data, "accounts", "--clear-pin", "Ai đó")
    assert refused.code == 1
    assert "Không có người dùng “Ai đó”" in refused.values["reason"]
    assert nq71(data, "accounts", "--clear-pin", "lò thị ánh").values["accounts"][0]["pin"] is False


def test_set_up_refuses_a_synchronised_folder_and_makes_nothing(tmp_path: Path, nq71: Nq71) -> None:
    data = tmp_path / "OneDrive - Trường Nà Lìu" / "nq71"
    refused = nq71(data, "setup", write(tmp_path / "truong.json", SCHOOL))
    assert refused.code == 1
    assert "OneDrive đồng bộ" in refused.values["reason"]
    assert "--data" in refused.values["reason"]
    assert not data.exists()


def test_a_second_opening_is_told_who_has_the_data(tmp_path: Path, nq71: Nq71) -> None:
    data = tmp_path / "dữ liệu"
    nq71(data, "setup", write(tmp_path / "truong.json", SCHOOL))
    with Database.open(data):
        refused = nq71(data, "accounts")
    assert refused.values["reason"].startswith("Dữ liệu này đang mở ở một cửa sổ khác (tài khoản “")
    assert nq71(data, "accounts").code == 0
    assert not (data / "nq71.open.json").exists()
