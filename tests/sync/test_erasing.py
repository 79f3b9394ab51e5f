"""A person's data taken away on request: nothing of it stays where it arrives, nor comes back with a copy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.errors import UserError
from desktop.models.backups import back_up, restore
from desktop.models.base import canonical_json
from desktop.models.checking import check_data
from desktop.models.database import Database
from desktop.models.erasing import ERASED, erase_person_in
from desktop.models.history import last_change, versions_of
from desktop.models.person import Person
from desktop.models.search import SearchEntry
from desktop.models.versions import version_id
from sync.bundle import Refused
from sync.export import export_bundle
from sync.merge import digest_source, merge_records
from sync.receive import receive
from sync.siblings import rebuild
from tests.sync.province import Province, add_activity, unit_id

NAME = "Quàng Văn Xuyến Phù"
WHY = "theo đơn ngày 12/5/2026"


def add_person(database: Database, name: str = NAME) -> str:
    with database.transaction(f"Ghi cán bộ {name}") as session:
        person = Person(unit_id=unit_id(database), name=name, post="Giáo viên", officer=True, note="Tổng phụ trách")
        session.add(person)
        session.flush()
        return person.id


def rename(database: Database, person_id: str, name: str) -> None:
    with database.transaction(f"Sửa cán bộ {name}") as session:
        person = session.get(Person, person_id)
        assert person is not None
        person.name = name


def traces(folder: Path) -> list[str]:
    """The files of a data folder in which a part of the name still stands, accents or not."""
    words = [word.encode() for word in ("Xuyến", "xuyen", "Xuyen")]
    files = [path for path in folder.rglob("*") if path.is_file() and "sao-luu" not in str(path.relative_to(folder))]
    return [path.name for path in files if any(word in path.read_bytes() for word in words)]


def contents(database: Database, person_id: str) -> list[str | None]:
    with database.snapshot() as session:
        return [version.content for version in versions_of(session, person_id)]


def erased_everywhere(database: Database, person_id: str) -> None:
    with database.snapshot() as session:
        assert session.get(Person, person_id) is None
        assert session.scalars(select(SearchEntry.folded).where(SearchEntry.record_id == person_id)).all() in ([], [""])
        assert [version.head for version in versions_of(session, person_id)].count(True) == 1
        assert check_data(session, deep=True).damaged == []
    assert set(contents(database, person_id)) == {ERASED}


def test_nothing_of_a_person_stays_in_the_file_nor_can_it_be_undone(province: Province) -> None:
    school = province.enrolled("TH1")
    kept, gone = add_person(school, "Lò Thị Hoa"), add_person(school)
    rename(school, gone, f"{NAME} (Bí thư Đoàn)")
    assert traces(school.folder)
    erase_person_in(school, unit_id(school), gone, WHY)
    erased_everywhere(school, gone)
    assert traces(school.folder) == []
    with school.snapshot() as session:
        assert session.get(Person, kept) is not None
        change = last_change(session)
        assert change is None or "Hoa" in change.title
    with pytest.raises(UserError, match="đã được xóa"):
        erase_person_in(school, unit_id(school), gone, WHY)
    with pytest.raises(UserError, match="Không có cán bộ"):
        erase_person_in(school, unit_id(school), add_activity(school), WHY)
    with pytest.raises(UserError, match="lý do"):
        erase_person_in(school, unit_id(school), kept, "  ")


def test_the_department_and_the_other_pc_lose_it_too_and_old_files_do_not_bring_it_back(province: Province) -> None:
    one = province.enrolled("TH1")
    gone = add_person(one)
    old = export_bundle(one, province.stick())
    receive(province.department, old.files)
    two = province.enrolled("TH1", "máy hai")
    province.deliver(two)
    province.answer(one, two)
    receive(two, export_bundle(one, province.stick()).files)
    with two.snapshot() as session:
        assert session.get(Person, gone) is not None
    rename(two, gone, f"{NAME} Hai")  # not knowing of the request
    erase_person_in(one, unit_id(one), gone, WHY)

    new = export_bundle(one, province.stick())
    [verdict] = receive(province.department, new.files)
    assert verdict.verdict == "accepted"
    assert receive(two, new.files)[0].verdict == "accepted"
    for database in (province.department, two):
        erased_everywhere(database, gone)
        receive(database, old.files)
        erased_everywhere(database, gone)
        assert "nq71.db" not in traces(database.folder)
    receive(province.department, export_bundle(two, province.stick()).files)
    erased_everywhere(province.department, gone)
    digests = []
    for database in (one, two, province.department):
        with database.snapshot() as session:
            digests.append(sorted(digest_source(session, unit_id(one))))
    assert digests[0] == digests[1] == digests[2]

    lost = province.enrolled("TH1", "máy ba")
    receive(province.department, export_bundle(lost, province.stick()).files)
    assert receive(lost, [rebuild(province.department, "TH1", province.stick())])[0].verdict == "accepted"
    erased_everywhere(lost, gone)


def test_a_version_that_nobody_replaced_comes_after_the_erasure_and_is_not_kept(province: Province) -> None:
    one = province.enrolled("TH1")
    gone = add_person(one)
    province.deliver(one)
    province.answer(one)
    late = province.clone(one, "máy sao")
    rename(late, gone, f"{NAME} Ba")
    erase_person_in(one, unit_id(one), gone, WHY)
    province.deliver(one)
    erased_everywhere(province.department, gone)
    receive(province.department, export_bundle(late, province.stick()).files)
    erased_everywhere(province.department, gone)


@pytest.mark.parametrize("place", ["school", "department"])
def test_a_copy_put_back_does_not_bring_it_back(province: Province, place: str) -> None:
    school = province.enrolled("TH1")
    gone = add_person(school)
    province.deliver(school)
    database = school if place == "school" else province.department
    copy = back_up(database, to=province.stick())
    erase_person_in(school, unit_id(school), gone, WHY)
    province.deliver(school)
    before = contents(database, gone)
    folder = database.folder
    database.close()
    restore(folder, copy)
    with Database.open(folder) as again:
        erased_everywhere(again, gone)
        assert contents(again, gone) == before
    shutil.rmtree(copy.parent)


@pytest.mark.parametrize("kind", ["report", "activity"])
def test_only_a_persons_data_can_be_taken_away_by_a_file(province: Province, kind: str) -> None:
    """A sender must not wipe what it reported out of the Department's history."""
    school = province.enrolled("TH1")
    record = add_activity(school)
    province.deliver(school)
    with school.snapshot() as session:
        head = versions_of(session, record)[0].version_id
    line = {
        "ancestors": [head],
        "author": "",
        "content": {"erased": True},
        "id": record,
        "kind": kind,
        "parents": [head],
        "saved": "2026-11-01T00:00:00Z",
        "version": version_id(kind, record, [head], ERASED),
    }
    with pytest.raises(Refused), province.department.transaction() as session:
        merge_records(session, unit_id(school), [canonical_json(line).encode()])
