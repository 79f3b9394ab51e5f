"""Opening, refusing, and leaving nothing half done."""

from __future__ import annotations

import multiprocessing
import sqlite3
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, func, select

from desktop.errors import UserError
from desktop.models import exchange, installation, register, search  # noqa: F401  their tables belong to the schema
from desktop.models.activity import Activity
from desktop.models.base import Base
from desktop.models.database import FILE_NAME, SCHEMA, Database
from desktop.models.versions import Version


def activity(title: str = "Họp bản") -> Activity:
    return Activity(unit_id="u", date=date(2026, 3, 5), title=title, channel="K2")


def test_the_schema_after_all_steps_is_that_of_the_mapped_classes(database: Database) -> None:
    engine = create_engine(f"sqlite:///{database.folder / FILE_NAME}")
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _o, name, *_r: name == "search_entry" or not str(name).startswith("search")},
        )
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_settings_of_the_file_are_those_promised(database: Database) -> None:
    with database.snapshot() as session:
        ask = session.connection().exec_driver_sql
        assert ask("PRAGMA journal_mode").scalar() == "truncate"
        assert ask("PRAGMA synchronous").scalar() == 2
        assert ask("PRAGMA foreign_keys").scalar() == 1
        assert ask("PRAGMA user_version").scalar() == SCHEMA


def test_a_second_window_on_the_same_data_is_told(database: Database) -> None:
    with pytest.raises(UserError, match="đang mở ở một cửa sổ khác"):
        Database.open(database.folder)


def test_data_of_a_newer_version_is_refused_and_not_touched(database: Database) -> None:
    path = database.folder / FILE_NAME
    database.close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(UserError, match="phiên bản mới hơn"):
        Database.open(path.parent)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"rubbish" * 1000, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_database_is_refused_and_not_touched(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(content)
    with pytest.raises(UserError, match="hỏng"):
        Database.open(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == content


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("x")
    with pytest.raises(UserError, match="tệp"):
        Database.open(tmp_path / "tệp" / "trong", create=True)


def test_a_transaction_that_fails_changes_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction("Thêm") as session:
        session.add(activity())
        session.flush()
        raise ZeroDivisionError
    with database.snapshot() as session:
        assert session.scalar(select(func.count()).select_from(Activity)) == 0
        assert session.scalar(select(func.count()).select_from(Version)) == 0


def test_a_full_disk_says_not_saved_and_keeps_what_was_there(database: Database) -> None:
    with database.transaction() as session:
        session.add(activity("có trước"))
    with pytest.raises(UserError, match="đầy: CHƯA lưu"), database.transaction() as session:
        # SQLite's own page limit is the disk that is full.
        limit = session.connection().exec_driver_sql("PRAGMA page_count").scalar()
        session.connection().exec_driver_sql(f"PRAGMA max_page_count = {limit}")
        session.add_all([activity("x" * 300) for _ in range(500)])
    with database.snapshot() as session:
        assert [a.title for a in session.scalars(select(Activity))] == ["có trước"]


def test_listeners_hear_which_kinds_changed_after_the_commit(database: Database) -> None:
    heard: list[frozenset[str]] = []
    database.on_change(heard.append)
    with database.transaction() as session:
        session.add(activity())
        session.flush()
        assert heard == []
    assert heard == [frozenset({"activity"})]


def _write_until_killed(folder: Path, acknowledged: Path) -> None:
    with Database.open(folder) as database, acknowledged.open("a", buffering=1, encoding="ascii") as log:
        for number in range(100_000):
            record = activity(f"Hoạt động {number}")
            with database.transaction("Thêm") as session:
                session.add(record)
                name = record.id
            log.write(name + "\n")


def test_what_was_said_to_be_saved_is_there_after_a_kill(database: Database, tmp_path: Path) -> None:
    folder = database.folder
    database.close()
    acknowledged = tmp_path / "đã lưu"
    for _ in range(3):
        writer = multiprocessing.get_context("spawn").Process(target=_write_until_killed, args=(folder, acknowledged))
        writer.start()
        size = acknowledged.stat().st_size if acknowledged.exists() else 0
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and (not acknowledged.exists() or acknowledged.stat().st_size < size + 370):
            time.sleep(0.01)
        writer.kill()
        writer.join()
    saved = set(acknowledged.read_text("ascii").split())
    with Database.open(folder) as reopened, reopened.snapshot() as session:
        assert len(saved) > 20
        assert saved <= set(session.scalars(select(Activity.id)))


def test_a_backup_is_a_whole_database(database: Database, tmp_path: Path) -> None:
    with database.transaction() as session:
        session.add(activity())
    database.backup(tmp_path / "sao lưu" / "nq71.db")
    with Database.open(tmp_path / "sao lưu") as copy, copy.snapshot() as session:
        assert session.scalar(select(func.count()).select_from(Activity)) == 1


def test_a_process_that_knows_only_the_database_stamps_versions_too(tmp_path: Path) -> None:
    code = (
        "import sys, datetime; from pathlib import Path; from desktop.models.database import Database;"
        "from desktop.models.kinds import KINDS\n"
        "with Database.open(Path(sys.argv[1]), create=True) as d:\n"
        "    with d.transaction() as s: s.add(KINDS['person'](unit_id='u', name='Lò Thị Ánh'))\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "d")], check=True, timeout=60)
    with Database.open(tmp_path / "d") as database, database.snapshot() as session:
        assert session.scalar(select(func.count()).select_from(Version)) == 1
