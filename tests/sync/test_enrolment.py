"""Who is who: set-up, slips, starter packs, the province packet, approval of keys."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.exchange import Document
from desktop.models.installation import current
from desktop.models.register import KeyState, RegisterUnit, Slip, UnitKey
from desktop.models.unit import profile_for
from sync import trust
from sync.codes import new_code
from sync.enrolment import publish, register_units, set_up, slips
from sync.export import export_bundle
from sync.keys import DeviceKeys, root_fingerprint
from sync.receive import approve_key, receive, revoke_key, waiting_keys
from tests.sync.province import DEPARTMENT, UNITS, Province, add_activity, heads, profile, unit_id


def test_a_unit_is_set_up_with_its_profile_keys_and_id(tmp_path: Path) -> None:
    with set_up(tmp_path / "trường", profile(None)) as database, database.snapshot() as session:
        installation = current(session)
        assert (installation.role, installation.unit_code) == ("unit", None)
        held = profile_for(session, installation.unit_id, 2026)
        assert (held.head_post, held.staff, held.officers) == ("HIỆU TRƯỞNG", 47, 5)
        DeviceKeys.load(database.folder)
    left = {p.name for p in (tmp_path / "trường").iterdir()} - {"nq71.lock", "nq71.db-journal"}
    assert left == {"keys", "nq71.db"}


def test_the_department_makes_its_root_office_and_recovery_keys(tmp_path: Path) -> None:
    with set_up(tmp_path / "sở", DEPARTMENT) as database, database.snapshot() as session:
        believed = trust.root(session)
        assert believed is not None
        assert believed.number == 1
        assert len(set(believed.recipients)) == 2
        keys = trust.department_keys(database.folder)
        assert keys.root is not None
        assert len(keys.identities) == 2


def without(key: str) -> dict[str, Any]:
    return {k: v for k, v in profile("TH1").items() if k != key}


@pytest.mark.parametrize(
    "wrong, words",
    [
        (without("role"), '"role"'),
        (profile("TH1", role="school"), '"role"'),
        (without("name"), '"name"'),
        (profile("TH1", name=7), '"name"'),
        (without("kind"), '"kind"'),
        (profile("TH1", kind="TRUONG"), "loại đơn vị"),
        (without("place"), '"place"'),
        (without("sign"), '"sign"'),
        (without("head"), '"head"'),
        (profile("TH1", head="Hoa"), '"head"'),
        (profile("TH1", head={"name": "Hoa"}), '"head.post"'),
        (profile("TH1", staff="47"), '"staff"'),
        (profile("TH1", staff=-1), '"staff"'),
        (profile("TH1", staff=True), '"staff"'),
        (profile("TH1", staff=3, officers=5), "officers"),
        (profile("TH1", commune="99999"), "commune"),
        (profile("TH1", unit_code=14), '"unit_code"'),
        ([], "JSON"),
    ],
)
def test_every_wrong_field_is_named_and_nothing_is_left_behind(tmp_path: Path, wrong: Any, words: str) -> None:
    with pytest.raises(UserError, match=words):
        set_up(tmp_path / "mới" / "trường", wrong)
    assert list(tmp_path.iterdir()) == []


def test_data_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    set_up(tmp_path / "trường", profile(None)).close()
    with pytest.raises(UserError, match="đã có dữ liệu"):
        set_up(tmp_path / "trường", profile(None))
    (tmp_path / "trường" / "nq71.db").unlink()
    with pytest.raises(UserError, match="còn khóa"):
        set_up(tmp_path / "trường", profile(None))


def test_an_empty_folder_will_do_and_stays_when_set_up_fails(tmp_path: Path) -> None:
    folder = tmp_path / "trống"
    folder.mkdir()
    with pytest.raises(UserError):
        set_up(folder, without("name"))
    assert list(folder.iterdir()) == []
    set_up(folder, profile(None)).close()
    assert Database.exists(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(UserError, match="quyền"):
            set_up(tmp_path / "trường", profile(None))
    finally:
        tmp_path.chmod(0o700)


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("x")
    with pytest.raises(UserError, match="không phải thư mục"):
        set_up(tmp_path / "tệp", profile(None))


def test_the_starter_pack_gives_the_unit_its_permanent_id_and_the_register(province: Province) -> None:
    slip = province.slip("TH1")
    assert slip.pack.name == "NQ71_TH1_khoi-dau.nq71"
    assert slip.slip.read_bytes().startswith(b"%PDF")
    unit = province.keep(set_up(province.folder / "TH1", profile(None), slip.pack, slip.code))
    with unit.snapshot() as session, province.department.snapshot() as theirs:
        line = theirs.scalars(select(RegisterUnit).where(RegisterUnit.code == "TH1")).one()
        assert current(session).unit_id == line.id
        assert current(session).unit_code == "TH1"
        assert session.scalar(select(func.count()).select_from(RegisterUnit)) == len(UNITS)


def test_a_mistyped_code_is_told_at_once(province: Province) -> None:
    slip = province.slip("TH1")
    for wrong, words in (("ABCD", "16 chữ và số"), (new_code(), "không phải mã trên phiếu")):
        with pytest.raises(UserError, match=words):
            set_up(province.folder / "TH1", profile("TH1"), slip.pack, wrong)
    assert not (province.folder / "TH1").exists()
    sloppy = slip.code.lower().replace("-", " ")
    province.keep(set_up(province.folder / "TH1", profile("TH1"), slip.pack, sloppy))


def test_another_units_starter_pack_is_refused(province: Province) -> None:
    slip = province.slip("TH2")
    with pytest.raises(UserError, match="Bản Hin"):
        set_up(province.folder / "TH1", profile("TH1"), slip.pack, slip.code)


@pytest.mark.parametrize("content", [b"", b"\x89NQ71\r\n\x01", b"PK\x03\x04"])
def test_what_is_no_packet_is_refused_at_set_up(province: Province, content: bytes) -> None:
    file = province.stick() / "gói.nq71"
    file.write_bytes(content)
    with pytest.raises(UserError):
        set_up(province.folder / "TH1", profile("TH1"), file)
    assert not (province.folder / "TH1").exists()


def test_a_bundle_is_no_packet_to_set_up_with(province: Province) -> None:
    school = province.enrolled("TH1")
    made = export_bundle(school, province.stick())
    with pytest.raises(UserError, match="không phải gói dữ liệu của Sở"):
        set_up(province.folder / "mới", profile("TH2"), made.files[0])


def test_a_slip_printed_again_keeps_its_code_until_it_is_used(province: Province) -> None:
    first, again = province.slip("TH1"), province.slip("TH1")
    assert first.code == again.code
    school = province.keep(set_up(province.folder / "TH1", profile("TH1"), first.pack, first.code))
    assert province.deliver(school).verdict == "accepted"
    assert province.slip("TH1").code != first.code


def test_the_slip_approves_the_first_pc_and_only_that(province: Province) -> None:
    slip = province.slip("TH1")
    one = province.keep(set_up(province.folder / "máy 1", profile("TH1"), slip.pack, slip.code))
    two = province.keep(set_up(province.folder / "máy 2", profile("TH1"), slip.pack, slip.code))
    assert province.deliver(one).verdict == "accepted"
    verdict = province.deliver(two)
    assert (verdict.verdict, verdict.refusal) == ("waiting", "wrong_code")
    assert "đã dùng cho máy khác" in verdict.reason
    with province.department.snapshot() as session:
        (waiting,) = waiting_keys(session)
        assert session.scalars(select(Slip.used_by)).one() is not None
    (taken,) = approve_key(province.department, waiting.fingerprint, "TH1")
    assert taken.verdict == "accepted"
    assert list((province.department.folder / "cho-duyet").iterdir()) == []
    assert province.deliver(two).verdict == "accepted"
    assert [v.verdict for v in province.answer(one, two)].count("accepted") == 2


def test_a_unit_without_a_slip_waits_and_is_approved_by_its_fingerprint(province: Province) -> None:
    packet = province.province_packet()
    school = province.keep(set_up(province.folder / "TH1", profile("TH1"), packet))
    add_activity(school)
    first = province.deliver(school)
    assert (first.verdict, first.refusal) == ("waiting", "unknown_sender")
    mark = DeviceKeys.load(school.folder).fingerprint()
    assert mark in first.reason
    add_activity(school, "Việc thứ hai")
    assert province.deliver(school).verdict == "waiting"
    with pytest.raises(UserError, match="25 chữ số"):
        approve_key(province.department, "00000 00000 00000 00000 00000", "TH1")
    with pytest.raises(UserError, match="Không có đơn vị"):
        approve_key(province.department, mark, "LẠ")
    assert [v.verdict for v in approve_key(province.department, mark.replace(" ", "."), "TH1")] == ["accepted"] * 2
    assert [v.verdict for v in province.answer(school)] == ["accepted"]


def test_a_waiting_file_received_twice_is_kept_once(province: Province) -> None:
    school = province.keep(set_up(province.folder / "TH1", profile("TH1"), province.province_packet()))
    made = export_bundle(school, province.stick())
    for _ in range(3):
        assert [v.verdict for v in receive(province.department, made.files)] == ["waiting"]
    assert len(list((province.department.folder / "cho-duyet").iterdir())) == 1


def test_a_unit_set_up_before_the_packet_came_is_matched_by_its_code(province: Province) -> None:
    slip = province.slip("TH1")
    school = province.keep(set_up(province.folder / "TH1", profile("TH1"), code=slip.code))
    add_activity(school)
    own = unit_id(school)
    with pytest.raises(UserError, match="Chưa có gói dữ liệu của Sở"):
        export_bundle(school, province.stick())
    assert [v.verdict for v in receive(school, [province.province_packet()])] == ["accepted"]
    assert province.deliver(school).verdict == "accepted"
    assert unit_id(school) == own
    with province.department.snapshot() as session:
        assert session.scalars(select(UnitKey.state)).all() == [KeyState.APPROVED]
    assert [v.verdict for v in province.answer(school)] == ["accepted"]
    with school.snapshot() as session:
        assert "slip_code" not in current(session).settings


def test_a_mistyped_unit_code_is_healed_by_the_officer_and_the_packet(province: Province) -> None:
    school = province.keep(
        set_up(province.folder / "TH1", profile("TH2", name="Trường THCS Nà Lìu"), province.province_packet())
    )
    assert province.deliver(school).verdict == "waiting"
    mark = DeviceKeys.load(school.folder).fingerprint()
    assert [v.verdict for v in approve_key(province.department, mark, "TH1")] == ["accepted"]
    assert [v.verdict for v in province.answer(school)] == ["accepted"]
    with school.snapshot() as session:
        assert current(session).unit_code == "TH1"
    assert province.deliver(school).verdict == "accepted"


def test_a_revoked_key_goes_to_quarantine_and_what_came_before_stays(province: Province) -> None:
    school = province.enrolled("TH1")
    add_activity(school)
    province.deliver(school)
    revoke_key(province.department, DeviceKeys.load(school.folder).fingerprint())
    add_activity(school, "Sau khi mất máy")
    verdict = province.deliver(school)
    assert (verdict.verdict, verdict.refusal) == ("quarantined", "revoked_sender")
    assert len(list((province.department.folder / "cach-ly").iterdir())) == 1
    with province.department.snapshot() as session:
        assert len(heads(session, unit_id(school))) == 2


def test_documents_rise_only_when_their_content_changes(province: Province) -> None:
    province.province_packet()
    province.province_packet()
    with province.department.snapshot() as session:
        assert trust.versions_seen(session) == {"root": 1, "register": 1, "deadlines": 1}
    register_units(province.department, [{**UNITS[0], "name": "Trường THCS Nà Lìu mới"}])
    province.province_packet()
    with province.department.snapshot() as session:
        assert trust.versions_seen(session)["register"] == 2


def test_a_newer_province_packet_is_taken_and_an_older_one_ignored(province: Province) -> None:
    school = province.enrolled("TH1")
    old = province.province_packet()
    register_units(province.department, [{**UNITS[1], "name": "Trường TH Bản Hin 2"}])
    new = province.province_packet()
    assert [v.verdict for v in receive(school, [new])] == ["accepted"]
    assert [v.verdict for v in receive(school, [old])] == ["already_known"]
    with school.snapshot() as session:
        held = session.scalars(select(RegisterUnit).where(RegisterUnit.code == "TH2")).one()
        assert held.name == "Trường TH Bản Hin 2"


def test_units_that_exchange_their_codes_are_taken_in(province: Province) -> None:
    school = province.enrolled("TH1")
    with province.department.transaction() as session:
        one, two = (session.scalars(select(RegisterUnit).where(RegisterUnit.code == c)).one() for c in ("TH1", "TH2"))
        one.code = "tạm"
        session.flush()
        two.code = "TH1"
        session.flush()
        one.code = "TH2"
    assert [v.verdict for v in receive(school, [province.province_packet()])] == ["accepted"]


def test_a_document_is_committed_before_it_leaves(province: Province) -> None:
    """A stick that fails half way must not let a version that is already outside come to mean something else."""
    blocked = province.folder / "tệp"
    blocked.write_text("x")
    with pytest.raises(UserError):
        publish(province.department, blocked)
    with province.department.snapshot() as session:
        assert trust.versions_seen(session)["register"] == 1


@pytest.mark.parametrize(
    "rows, words",
    [
        ([{"code": "", "name": "A", "kind": "TH"}], "mã đơn vị trống"),
        ([{"code": "A", "name": "", "kind": "TH"}], "thiếu tên"),
        ([{"code": "A", "name": "A", "kind": "LẠ"}], "loại “LẠ”"),
        ([{"code": "A", "name": "A", "kind": "TH", "commune": "1"}], "mã “1”"),
        ([{"code": "A", "name": "A", "kind": "TH", "parent": "Z"}], "quản lý mã “Z”"),
        ([{"code": "A", "name": "A", "kind": "TH", "parent": "A"}], "quản lý mã “A”"),
        ([{"code": "A", "name": "A", "kind": "TH"}] * 2, "có 2 dòng"),
    ],
)
def test_a_wrong_line_of_the_register_is_named_and_nothing_changes(
    province: Province, rows: list[dict[str, Any]], words: str
) -> None:
    with pytest.raises(UserError, match=words):
        register_units(province.department, [{**UNITS[0], "name": "Đổi tên"}, *rows])
    with province.department.snapshot() as session:
        assert sorted(session.scalars(select(RegisterUnit.name))) == sorted(u["name"] for u in UNITS)


def test_a_register_imported_twice_changes_nothing_and_empty_cells_erase_nothing(province: Province) -> None:
    assert register_units(province.department, UNITS) == (0, 0)
    assert register_units(province.department, [{"code": "TH1", "name": "Tên mới", "kind": "THCS", "parent": ""}]) == (
        0,
        1,
    )
    with province.department.snapshot() as session:
        assert session.scalars(select(RegisterUnit.parent).where(RegisterUnit.code == "TH1")).one() == "X1"


def test_a_unit_is_told_that_it_is_not_the_department(province: Province) -> None:
    school = province.enrolled("TH1")
    for work in (
        lambda: register_units(school, UNITS),
        lambda: slips(school, province.stick()),
        lambda: publish(school, province.stick()),
        lambda: approve_key(school, "1", "TH1"),
    ):
        with pytest.raises(UserError, match="chỉ làm được ở Sở"):
            work()
    with pytest.raises(UserError, match="Sở không gửi gói"):
        export_bundle(province.department, province.stick())


def test_lost_keys_are_told_and_cost_no_data(province: Province) -> None:
    school = province.enrolled("TH1")
    shutil.rmtree(school.folder / "keys")
    with pytest.raises(UserError, match="phiếu đăng ký mới"):
        export_bundle(school, province.stick())


def test_the_slip_names_the_root_that_the_unit_pinned(province: Province) -> None:
    school = province.enrolled("TH1")
    with school.snapshot() as session, province.department.snapshot() as theirs:
        ours, issued = trust.root(session), trust.root(theirs)
        assert ours is not None
        assert issued is not None
        assert root_fingerprint(ours.root_key) == root_fingerprint(issued.root_key)
        assert session.scalars(select(Document.version).where(Document.kind == "root")).all() == [1]
