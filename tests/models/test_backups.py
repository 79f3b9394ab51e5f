"""Copies of the database: made, numbered, thinned out, put back; whatever state either file is in."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.errors import UserError
from desktop.models import history
from desktop.models.backups import (
    BEFORE_IMPORT,
    FOLDER,
    KEPT,
    back_up,
    back_up_daily,
    backups,
    preview,
    restore,
)
from desktop.models.base import new_id, utc_now
from desktop.models.database import FILE_NAME, SCHEMA, Database
from desktop.models.draft import Draft
from desktop.models.installation import Installation
from desktop.models.person import Person

UNIT = new_id()


def set_up(folder: Path, unit: str = UNIT) -> Path:
    with Database.open(folder, create=True) as database, database.transaction() as session:
        session.add(Installation(role="unit", unit_id=unit, unit_code=None, created_at=utc_now(), settings={}))
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return set_up(tmp_path / "dữ liệu")


def write(folder: Path, name: str) -> str:
    with Database.open(folder) as database, database.transaction(f"Ghi {name}") as session:
        return history.save(session, Person(unit_id=UNIT, name=name)).id


def people(folder: Path) -> list[str]:
    with Database.open(folder) as database, database.snapshot() as session:
        return sorted(session.scalars(select(Person.name).where(~Person.deleted)))


def copy_of(folder: Path, to: Path | None = None) -> Path:
    with Database.open(folder) as database:
        return back_up(database, to=to)


def test_a_copy_put_back_brings_what_it_held_and_says_what_it_undoes(folder: Path) -> None:
    changed = write(folder, "Lò Thị Ánh")
    copy = copy_of(folder)
    write(folder, "Cà Văn Đức")
    with Database.open(folder) as database, database.transaction("Sửa") as session:
        found = session.get(Person, changed)
        assert found is not None
        found.post = "Tổ trưởng"

    looked = preview(folder, copy)
    assert {(one.title, one.new) for one in looked.lost} == {("Cà Văn Đức", True), ("Lò Thị Ánh", False)}
    assert people(folder) == ["Cà Văn Đức", "Lò Thị Ánh"]

    done = restore(folder, copy)
    assert people(folder) == ["Lò Thị Ánh"]
    assert done.kept_as is not None

    restore(folder, done.kept_as)  # and back again
    assert people(folder) == ["Cà Văn Đức", "Lò Thị Ánh"]


def test_attached_files_go_with_a_copy_made_elsewhere_and_come_back(folder: Path, tmp_path: Path) -> None:
    with Database.open(folder) as database:
        sha256 = database.files.put(b"anh")
    copy = copy_of(folder, tmp_path / "usb")
    shutil.rmtree(folder / "files")
    restore(folder, copy)
    with Database.open(folder) as database:
        assert database.files.get(sha256) == b"anh"


def test_text_that_was_not_saved_is_carried_over(folder: Path) -> None:
    copy = copy_of(folder)
    with Database.open(folder) as database, database.transaction() as session:
        session.add(
            Draft(record_id=new_id(), kind="activity", states={"title": "Dở dang"}, values={}, typed_at=utc_now())
        )
    restore(folder, copy)
    with Database.open(folder) as database, database.snapshot() as session:
        assert [draft.states for draft in session.scalars(select(Draft))] == [{"title": "Dở dang"}]


def test_the_newest_copies_are_kept_whatever_the_clock_said(folder: Path) -> None:
    with Database.open(folder) as database:
        for _ in range(KEPT + 3):
            made = back_up(database, BEFORE_IMPORT)
            # a clock that runs wild
            made.rename(made.with_name(made.name.replace(date.today().strftime("%Y%m%d"), "20010101")))  # noqa: DTZ011
        assert [one.sequence for one in backups(folder / FOLDER)] == list(range(KEPT + 3, 3, -1))


def test_many_imports_do_not_push_out_the_daily_copies(folder: Path) -> None:
    with Database.open(folder) as database:
        daily = back_up_daily(database)
        for _ in range(KEPT + 2):
            back_up(database, BEFORE_IMPORT)
        assert daily is not None
        assert daily.is_file()
        assert len(backups(folder / FOLDER)) == KEPT + 1


def test_one_copy_a_day_is_made_by_itself(folder: Path) -> None:
    with Database.open(folder) as database:
        assert back_up_daily(database) is not None
        assert back_up_daily(database) is None


@pytest.mark.parametrize("spoilt", ["cut", "zeroed", "text", "bits"])
def test_a_damaged_copy_is_refused_and_nothing_is_changed(folder: Path, spoilt: str) -> None:
    write(folder, "Lò Thị Ánh")
    copy = copy_of(folder)
    data = bytearray(copy.read_bytes())
    if spoilt == "cut":
        data = data[: len(data) // 2]
    elif spoilt == "zeroed":
        data[8192 : len(data) - 4096] = bytes(len(data) - 12288)
    elif spoilt == "text":
        data = bytearray("không phải cơ sở dữ liệu".encode() * 100)
    else:  # a flipped bit in a text, which SQLite's own check does not see
        places = [i for i in range(len(data)) if data.startswith("Lò Thị Ánh".encode(), i)]
        for place in places:
            data[place] ^= 1
    copy.write_bytes(bytes(data))
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(UserError, match=r"bị hỏng|không phải"):
        restore(folder, copy)
    assert (folder / FILE_NAME).read_bytes() == before


HOSTILE = {
    "a trigger": "CREATE TRIGGER x AFTER INSERT ON person BEGIN UPDATE installation SET role = 'department'; END",
    "a view": "CREATE VIEW later AS SELECT * FROM version",
    "a virtual table": "CREATE VIRTUAL TABLE later USING fts5(content)",
    "without a table": "DROP TABLE person",
    "without a column": "ALTER TABLE draft DROP COLUMN typed_at",
    "content that is no JSON": "UPDATE version SET content = '{'",
    "content that is bytes": "UPDATE version SET content = x'ff00'",
    "content that is a list": "UPDATE version SET content = '[1]'",
    "brackets without end": "UPDATE version SET content = printf('%.*c', 200000, '[')",
    "parents that are a number": "UPDATE version SET parents = '5'",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_copy_that_somebody_made_up_is_refused_and_nothing_is_changed(folder: Path, case: str) -> None:
    write(folder, "Lò Thị Ánh")
    copy = copy_of(folder)
    connection = sqlite3.connect(copy)
    connection.execute(HOSTILE[case])
    connection.commit()
    connection.close()
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(UserError, match="bị hỏng"):
        restore(folder, copy)
    assert (folder / FILE_NAME).read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs links without rights")
def test_what_lies_among_attached_files_and_is_none_does_not_hinder_a_copy_from_being_put_back(
    folder: Path, tmp_path: Path
) -> None:
    with Database.open(folder) as database:
        sha256 = database.files.put(b"anh")
    copy = copy_of(folder, tmp_path / "usb")
    shutil.rmtree(folder / "files")
    place = tmp_path / "usb" / "files" / "ab"
    (place / "thư mục").mkdir(parents=True)
    os.mkfifo(place / ("ab" * 32))
    (place / "lặp").symlink_to(place / "lặp")
    (place / ("ab" + "cd" * 31)).symlink_to("/dev/zero")
    with (place / ("ab" + "ef" * 31)).open("wb") as sparse:
        sparse.truncate(100_000_000_000)
    restore(folder, copy)
    with Database.open(folder) as database:
        assert [*database.files.names()] == [sha256]


def test_text_that_was_not_saved_is_carried_over_from_a_database_of_more_columns(folder: Path) -> None:
    copy = copy_of(folder)
    with Database.open(folder) as database, database.transaction() as session:
        session.add(Draft(record_id=new_id(), kind="activity", states={"title": "Dở"}, values={}, typed_at=utc_now()))
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute("""ALTER TABLE draft ADD COLUMN "x"") SELECT 1; --" TEXT""")
    connection.close()
    restore(folder, copy)
    with Database.open(folder) as database, database.snapshot() as session:
        assert [draft.states for draft in session.scalars(select(Draft))] == [{"title": "Dở"}]


def test_a_damaged_database_is_kept_aside_when_a_copy_takes_its_place(folder: Path) -> None:
    write(folder, "Lò Thị Ánh")
    copy = copy_of(folder)
    broken = os.urandom(50_000)
    (folder / FILE_NAME).write_bytes(broken)
    (folder / f"{FILE_NAME}-journal").write_bytes(b"rest of another life" * 100)
    done = restore(folder, copy)
    assert people(folder) == ["Lò Thị Ánh"]
    assert done.kept_as is not None
    assert done.kept_as.read_bytes() == broken


def test_a_copy_of_another_unit_or_a_newer_program_is_refused(folder: Path, tmp_path: Path) -> None:
    foreign = copy_of(set_up(tmp_path / "khác", new_id()))
    with pytest.raises(UserError, match="đơn vị khác"):
        restore(folder, foreign)
    newer = copy_of(folder)
    connection = sqlite3.connect(newer)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    with pytest.raises(UserError, match="phiên bản mới hơn"):
        restore(folder, newer)
    with pytest.raises(UserError, match="Không tìm thấy"):
        restore(folder, tmp_path / "không có.db")


def test_nothing_is_put_back_while_a_window_is_open(folder: Path) -> None:
    copy = copy_of(folder)
    with Database.open(folder), pytest.raises(UserError, match="cửa sổ khác"):
        restore(folder, copy)


def test_a_copy_of_the_first_schema_is_brought_up_to_date(tmp_path: Path) -> None:
    import gzip

    old = Path(__file__).parents[1] / "databases" / "schema-1.db.gz"
    copy = tmp_path / "cũ.db"
    copy.write_bytes(gzip.decompress(old.read_bytes()))
    done = restore(tmp_path / "máy mới", copy)
    assert done.records > 100
    assert done.kept_as is None
    with Database.open(tmp_path / "máy mới") as database, database.snapshot() as session:
        assert session.scalars(select(Draft)).all() == []
