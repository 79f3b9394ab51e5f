"""Two PCs of one unit meet by a stick; a PC that burned is brought back by the Department; a PC that is trusted no more is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.errors import UserError
from desktop.models import conflicts
from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.report import Report, report_id
from sync.export import export_bundle
from sync.merge import digest_source
from sync.receive import FileVerdict, receive, revoke_key
from sync.siblings import rebuild
from sync.trust import device_keys
from tests.sync.province import Province, activities, add_activity, add_edition, change, unit_id


def carried(province: Province, sender: Database, reader: Database) -> FileVerdict:
    [verdict] = receive(reader, export_bundle(sender, province.stick()).files)
    return verdict


@pytest.fixture
def pair(province: Province) -> tuple[Province, Database, Database]:
    """Two PCs of one school, each with a slip of its own; both have heard of each other."""
    one = province.enrolled("TH1")
    add_activity(one, "Họp bản")
    province.deliver(one)
    two = province.enrolled("TH1", "máy hai")
    province.deliver(two)
    province.answer(one, two)
    return province, one, two


def test_what_one_wrote_the_other_has_and_both_end_alike(pair: tuple[Province, Database, Database]) -> None:
    province, one, two = pair
    verdict = carried(province, one, two)
    assert (verdict.verdict, verdict.new) == ("accepted", 1)
    assert "máy khác của đơn vị" in verdict.reason
    add_activity(two, "Hội thi")
    assert carried(province, two, one).new == 1
    unit = unit_id(one)
    assert unit == unit_id(two)
    digests = []
    for database in (one, two):
        with database.snapshot() as session:
            digests.append(sorted(digest_source(session, unit)))
    assert digests[0] == digests[1]
    assert carried(province, one, two).verdict == "already_known"


def test_the_same_record_changed_on_both_is_decided_on_one_and_known_on_the_other(
    pair: tuple[Province, Database, Database],
) -> None:
    province, one, two = pair
    carried(province, one, two)
    unit = unit_id(one)
    [record] = activities(one, unit)
    change(one, record, people=45)
    change(two, record, people=54)
    verdict = carried(province, one, two)
    assert verdict.conflicts == 1
    assert "hãy vào Trang chủ" in verdict.reason
    with two.transaction("Chọn") as session:
        sides = conflicts.sides(session, record)
        wanted = next(side.content for side in sides if side.content and side.content["people"] == 45)
        conflicts.decide(session, session.get_one(Activity, record), wanted, tuple(side.version_id for side in sides))
    carried(province, two, one)
    for database in (one, two):
        assert activities(database, unit)[record].people == 45
        with database.snapshot() as session:
            assert conflicts.conflicts(session, unit) == []


def test_frozen_reports_go_along(pair: tuple[Province, Database, Database]) -> None:
    province, one, two = pair
    name = add_edition(one, body=b'{"sections":[],"x":1}')
    carried(province, one, two)
    assert two.files.has(name)
    with two.snapshot() as session:
        assert session.get_one(Report, report_id(unit_id(two), 2026)).editions[0]["sha256"] == name


def test_ones_own_bundle_and_another_units_are_not_for_us(pair: tuple[Province, Database, Database]) -> None:
    province, one, _ = pair
    assert carried(province, one, one).verdict == "not_for_us"
    other = province.enrolled("TH2")
    province.deliver(other)
    province.answer(other)
    assert carried(province, other, one).verdict == "not_for_us"
    assert carried(province, one, other).verdict == "not_for_us"


def test_before_the_department_has_told_of_it_the_other_pc_is_not_believed(province: Province) -> None:
    one = province.enrolled("TH1")
    add_activity(one)
    province.deliver(one)
    two = province.enrolled("TH1", "máy hai")
    verdict = carried(province, one, two)
    assert verdict.verdict in ("not_for_us", "refused")
    assert activities(two, unit_id(two)) == {}


def test_a_pc_that_was_stolen_is_believed_no_more(pair: tuple[Province, Database, Database]) -> None:
    province, one, two = pair
    revoke_key(province.department, device_keys(two.folder).signing_public.hex())
    province.answer(one)
    add_activity(two, "Giả mạo")
    verdict = carried(province, two, one)
    assert verdict.verdict in ("quarantined", "refused")
    assert [each.title for each in activities(one, unit_id(one)).values()] == ["Họp bản"]
    sealed = export_bundle(one, province.stick()).files
    [refused] = receive(two, sealed)
    assert refused.new == 0, "nothing is sealed to it any more"


def test_a_pc_that_burned_is_brought_back(province: Province) -> None:
    one = province.enrolled("TH1")
    record = add_activity(one, "Họp bản")
    name = add_edition(one, body=b'{"sections":[]}')
    province.deliver(one)
    unit, folder = unit_id(one), one.folder
    one.close()
    shutil.rmtree(folder)
    new = province.enrolled("TH1", "máy mới")
    with pytest.raises(UserError, match="Không có đơn vị"):
        rebuild(province.department, "KHÔNG", province.stick())
    province.deliver(new)
    province.answer(new)
    made = rebuild(province.department, "TH1", province.stick())
    [verdict] = receive(new, [made])
    assert (verdict.verdict, verdict.conflicts) == ("accepted", 0)
    assert "do Sở giữ" in verdict.reason
    assert activities(new, unit)[record].title == "Họp bản"
    assert new.files.has(name)
    assert receive(new, [made])[0].verdict == "already_known"
    other = province.enrolled("TH2")
    assert receive(other, [made])[0].verdict == "not_for_us"
    assert receive(province.department, [made])[0].verdict == "not_for_us"


def test_a_rebuild_needs_something_to_give_and_somebody_to_seal_it_to(province: Province, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="chưa nhận được dữ liệu"):
        rebuild(province.department, "TH2", tmp_path)
    school = province.enrolled("TH1")
    add_activity(school)
    province.deliver(school)
    revoke_key(province.department, device_keys(school.folder).signing_public.hex())
    with pytest.raises(UserError, match="chưa có khóa nào"):
        rebuild(province.department, "TH1", tmp_path)
    with pytest.raises(UserError):
        rebuild(school, "TH1", tmp_path)


def test_a_clone_under_the_same_key_hears_by_way_of_the_department_only(province: Province) -> None:
    one = province.enrolled("TH1")
    add_activity(one, "Họp bản")
    province.deliver(one)
    province.answer(one)
    twin = province.clone(one, "máy hai")
    add_activity(twin, "Hội thi")
    verdict = carried(province, twin, one)
    assert verdict.verdict == "not_for_us", "nothing is sealed to its own key"
