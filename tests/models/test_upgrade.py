"""Databases of every earlier schema open, keep every record and every version, and take the new kinds."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.errors import UserError
from desktop.models import history
from desktop.models.activity import Activity
from desktop.models.base import Base
from desktop.models.checking import check_data
from desktop.models.course import Course
from desktop.models.database import FILE_NAME, SCHEMA, Database
from desktop.models.installation import current
from desktop.models.product import Product
from desktop.models.versions import Version

OLD = sorted((Path(__file__).parents[1] / "databases").glob("schema-*.db.gz"))


@pytest.fixture(params=OLD, ids=lambda path: path.name.split(".")[0])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    (tmp_path / FILE_NAME).write_bytes(gzip.decompress(request.param.read_bytes()))
    return tmp_path


@pytest.fixture
def upgraded(folder: Path) -> Iterator[Database]:
    with Database.open(folder) as database:
        yield database


def versions(path: Path) -> set[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return set(connection.execute("SELECT version_id, record_id, content, head FROM version"))
    finally:
        connection.close()


def test_every_version_is_kept_as_it_was(folder: Path) -> None:
    before = versions(folder / FILE_NAME)
    Database.open(folder).close()
    assert versions(folder / FILE_NAME) == before
    assert len(before) > 100


def test_the_old_file_is_kept_beside_the_new_one(folder: Path) -> None:
    before = versions(folder / FILE_NAME)
    Database.open(folder).close()
    (kept,) = folder.glob("nq71-truoc-nang-cap-*.db")
    assert versions(kept) == before


def test_tables_and_indexes_are_those_of_a_new_file(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    new = tmp_path_factory.mktemp("new")
    Database.open(new, create=True).close()
    Database.open(folder).close()
    described = []
    for path in (folder, new):
        connection = sqlite3.connect(path / FILE_NAME)
        described.append(
            {
                table.name: (
                    {row[1:4] for row in connection.execute(f"PRAGMA table_info({table.name})")},
                    {row[1] for row in connection.execute(f"PRAGMA index_list({table.name})")},
                )
                for table in Base.metadata.sorted_tables
            }
        )
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
        connection.close()
    assert described[0] == described[1]


def test_old_records_can_be_changed_and_undone_and_nothing_is_damaged(upgraded: Database) -> None:
    with upgraded.transaction("Sửa hoạt động") as session:
        activity = session.scalars(select(Activity).order_by(Activity.id)).first()
        assert activity is not None
        assert (activity.evidence, activity.not_applicable) == ([], [])
        name, title = activity.id, activity.title
        activity.title = "Tên mới"
    with upgraded.transaction() as session:
        assert history.undo_last(session) == "Sửa hoạt động"
    with upgraded.snapshot() as session:
        stored = session.get(Activity, name)
        assert stored is not None
        assert stored.title == title
        assert check_data(session, deep=True).damaged == []
        assert session.scalar(select(func.count()).select_from(Course).where(~Course.deleted)) == 19


def test_an_unchanged_old_record_makes_no_new_version(upgraded: Database) -> None:
    with upgraded.snapshot() as session:
        before = session.scalar(select(func.count()).select_from(Version))
    with upgraded.transaction("Lưu lại") as session:
        for activity in session.scalars(select(Activity)):
            activity.note = activity.note + " "
    with upgraded.snapshot() as session:
        assert session.scalar(select(func.count()).select_from(Version)) == before


def test_new_kinds_of_record_go_in(upgraded: Database) -> None:
    with upgraded.transaction("Ghi sản phẩm") as session:
        unit = current(session).unit_id
        made = Product(unit_id=unit, date=date(2026, 9, 5), type="SP_TIN", title="Tin khai giảng", quantity=1)
        history.save(session, made)
    with upgraded.snapshot() as session:
        assert session.scalars(select(Product.title).where(Product.id == made.id)).all() == ["Tin khai giảng"]


def test_a_newer_schema_is_refused_and_not_touched(folder: Path) -> None:
    connection = sqlite3.connect(folder / FILE_NAME)
    connection.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    connection.close()
    before = (folder / FILE_NAME).read_bytes()
    with pytest.raises(UserError, match="phiên bản mới hơn"):
        Database.open(folder)
    assert (folder / FILE_NAME).read_bytes() == before
