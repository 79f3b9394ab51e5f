"""Hostile and broken files: nothing is believed, nothing half done, every one gets a sentence (faults.md C, M, N)."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.exchange import Exchange, Receipt
from desktop.models.register import RegisterUnit, UnitKey
from desktop.models.versions import Version
from sync import trust
from sync.bundle import (
    SENTENCES,
    Draft,
    Kind,
    Refusal,
    documents_section,
    new_bundle_id,
    read_label,
    records_section,
    seal,
)
from sync.enrolment import register_units, set_up
from sync.export import export_bundle
from sync.keys import DeviceKeys
from sync.packets import reply
from sync.receive import FileVerdict, inspect_file, receive
from tests.sync.province import DEPARTMENT, UNITS, Province, add_activity, profile, unit_id
from tests.sync.test_merge import HELD, line


def fingerprint_of(database: Database) -> list[Any]:
    """Everything that a refused file must not change."""
    with database.snapshot() as session:
        return [
            session.execute(
                select(Version.version_id, Version.unit_id, Version.head).order_by(Version.version_id)
            ).all(),
            session.execute(select(Activity.id, Activity.unit_id, Activity.version_id).order_by(Activity.id)).all(),
            session.scalar(select(func.count()).select_from(Receipt)),
            session.execute(select(UnitKey.signing, UnitKey.state, UnitKey.unit_id)).all(),
            session.execute(select(RegisterUnit.id, RegisterUnit.code, RegisterUnit.name)).all(),
            trust.versions_seen(session),
        ]


def forged(
    province: Province, keys: DeviceKeys, lines: list[bytes], kind: Kind = Kind.BUNDLE, to: Any = None, **says: Any
) -> Path:
    """A file sealed by hand: whatever it claims, properly signed by `keys`."""
    with province.department.snapshot() as session:
        recipients = trust.recipients(session)
    draft = Draft(
        **{
            "kind": kind,
            "unit_code": "TH1",
            "unit_name": "Trường THCS Nà Lìu",
            "bundle_id": new_bundle_id(),
            "sender_unit": None,
            "sender_code": None,
            "sender_name": "Trường THCS Nà Lìu",
            "claimed_time": "2026-11-10T02:00:00Z",
            "app": "NQ71 0.1.0",
            **says,
        }
    )
    path = province.stick() / "NQ71_gia.nq71"
    with path.open("wb") as out:
        seal(out, draft, [records_section(lines)], keys.signing, keys.recipient, to or recipients)
    return path


def only(verdicts: list[FileVerdict]) -> FileVerdict:
    (verdict,) = verdicts
    return verdict


def test_a_unit_cannot_touch_another_units_records(province: Province) -> None:
    first, second = province.enrolled("TH1"), province.enrolled("TH2")
    record = add_activity(second, "Của trường hai")
    province.deliver(second)
    province.deliver(first)
    before = fingerprint_of(province.department)
    with second.snapshot() as session:
        stolen = [
            {c.key: getattr(version, c.key) for c in Version.__table__.c}
            for version in session.scalars(select(Version).where(Version.record_id == record))
        ]
    with first.transaction() as session:
        for version in stolen:
            session.add(Version(**{**version, "unit_id": unit_id(second), "change_id": None}))
        session.flush()
        session.execute(update(Version).where(Version.record_id == record).values(unit_id=_own(session)))
    verdict = province.deliver(first)
    assert (verdict.verdict, verdict.refusal) == ("quarantined", "wrong_sender")
    assert fingerprint_of(province.department) == before
    assert len(list((province.department.folder / "cach-ly").iterdir())) == 1
    with province.department.snapshot() as session:
        logged = session.execute(select(Exchange.verdict, Exchange.refusal).order_by(Exchange.id.desc())).first()
        assert logged is not None
        assert tuple(logged) == ("quarantined", "wrong_sender")


def _own(session: Any) -> str:
    from desktop.models.installation import current

    return current(session).unit_id


@pytest.mark.parametrize("what", ["edit", "delete", "new beside"])
def test_a_forged_line_over_another_units_record_is_quarantined(province: Province, what: str) -> None:
    first, second = province.enrolled("TH1"), province.enrolled("TH2")
    record = add_activity(second)
    province.deliver(second)
    province.deliver(first)
    with second.snapshot() as session:
        held = session.get_one(Activity, record).version_id
    content = None if what == "delete" else {**HELD, "title": "Bị sửa"}
    made = line(content, record_id=record, parents=[] if what == "new beside" else [held])
    before = fingerprint_of(province.department)
    path = forged(province, DeviceKeys.load(first.folder), [line(HELD), made])
    assert only(receive(province.department, [path])).verdict == "quarantined"
    assert fingerprint_of(province.department) == before


@pytest.mark.parametrize("says", [{"sender_code": "TH2"}, {"unit_code": "TH2"}, {"sender_unit": "its id"}])
def test_a_bundle_that_claims_another_unit_is_quarantined(province: Province, says: dict[str, Any]) -> None:
    first, second = province.enrolled("TH1"), province.enrolled("TH2")
    province.deliver(first)
    province.deliver(second)
    if "sender_unit" in says:
        says = {"sender_unit": unit_id(second)}
    before = fingerprint_of(province.department)
    path = forged(province, DeviceKeys.load(first.folder), [line(HELD)], **says)
    verdict = only(receive(province.department, [path]))
    assert (verdict.verdict, verdict.refusal) == ("quarantined", "wrong_sender")
    assert fingerprint_of(province.department) == before


def test_a_slip_for_one_unit_does_not_open_the_door_as_another(province: Province) -> None:
    slip = province.slip("TH1")
    province.keep(set_up(province.folder / "TH2", profile("TH2"), province.province_packet(), slip.code))
    thief = province.opened[-1]
    verdict = province.deliver(thief)
    assert (verdict.verdict, verdict.refusal) == ("waiting", "wrong_code")
    with province.department.snapshot() as session:
        assert session.scalars(select(UnitKey.state)).all() == ["waiting"]


def test_a_relabelled_bundle_is_refused(province: Province) -> None:
    first, second = province.enrolled("TH1"), province.enrolled("TH2")
    made = export_bundle(first, province.stick()).files[0]
    other = export_bundle(second, province.stick()).files[0]
    before = fingerprint_of(province.department)
    data, label = made.read_bytes(), read_label(made)
    start = 12 + int.from_bytes(data[8:12], "big")
    lie = data[12:start].replace(b'"TH1"', b'"TH2"')
    relabelled = province.stick() / "a.nq71"
    relabelled.write_bytes(data[:12] + lie + data[start:])
    joined = province.stick() / "b.nq71"
    joined.write_bytes(made.read_bytes() + other.read_bytes())
    assert label.unit_code == "TH1"
    verdicts = receive(province.department, [relabelled, joined])
    assert [(v.verdict, v.refusal) for v in verdicts] == [("refused", "altered"), ("refused", "damaged")]
    assert fingerprint_of(province.department) == before


def test_mutated_bundles_are_refused_and_change_nothing(province: Province) -> None:
    school = province.enrolled("TH1")
    add_activity(school)
    province.deliver(school)
    add_activity(school, "Chưa gửi")
    data = export_bundle(school, province.stick()).files[0].read_bytes()
    before = fingerprint_of(province.department)
    chance, path = random.Random(71), province.stick() / "x.nq71"
    verdicts: set[tuple[str, str | None]] = set()
    for number in range(200):
        mutated = bytearray(data)
        if number % 3 == 0:
            mutated = mutated[: chance.randrange(len(data))]
        elif number % 3 == 1:
            mutated[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        else:
            at = chance.randrange(len(data))
            mutated[at : at + 512] = bytes(min(512, len(data) - at))
        if mutated == data:
            continue
        path.write_bytes(mutated)
        verdict = only(receive(province.department, [path]))
        verdicts.add((verdict.verdict, verdict.refusal))
        assert verdict.reason
    assert {v for v, _ in verdicts} <= {"refused", "not_for_us"}
    assert fingerprint_of(province.department) == before


@pytest.mark.parametrize("kind", ["bundle", "packet", "province"])
def test_a_file_of_another_container_version_says_that_a_newer_program_is_needed(province: Province, kind: str) -> None:
    school = province.enrolled("TH1")
    made = export_bundle(school, province.stick()).files[0]
    receive(province.department, [made])
    stick = province.stick()
    reply(province.department, stick)
    path = {"bundle": made, "packet": next(stick.iterdir()), "province": province.province_packet()}[kind]
    data = bytearray(path.read_bytes())
    data[7] = 2
    path.write_bytes(data)
    verdict = only(receive(province.department if kind == "bundle" else school, [path]))
    assert (verdict.verdict, verdict.refusal) == ("refused", "unsupported_version")
    assert "cập nhật chương trình" in verdict.reason


@pytest.mark.parametrize(
    "bad", [b"{}", line({"title": "không ngày", "channel": "K2"}), line(HELD, lies={"version": "0" * 32})]
)
def test_a_signed_bundle_with_a_malformed_record_is_refused_whole(province: Province, bad: bytes) -> None:
    school = province.enrolled("TH1")
    province.deliver(school)
    before = fingerprint_of(province.department)
    path = forged(province, DeviceKeys.load(school.folder), [line(HELD), bad, line(HELD)])
    assert inspect_file(path, province.department)["refusal"] == "malformed"
    verdict = only(receive(province.department, [path]))
    assert (verdict.verdict, verdict.refusal) == ("refused", "malformed")
    assert fingerprint_of(province.department) == before


def test_a_good_file_after_a_bad_one_is_taken_in(province: Province) -> None:
    school = province.enrolled("TH1")
    province.deliver(school)
    bad = forged(province, DeviceKeys.load(school.folder), [b"{}"])
    good = forged(province, DeviceKeys.load(school.folder), [line(HELD)])
    missing = province.folder / "không có"
    verdicts = receive(province.department, [missing, bad, good])
    assert [v.verdict for v in verdicts] == ["refused", "refused", "accepted"]


def test_waiting_files_cannot_push_each_other_out(province: Province) -> None:
    bundle = new_bundle_id()
    for _ in range(2):
        path = forged(province, DeviceKeys.generate(), [line(HELD)], bundle_id=bundle)
        assert only(receive(province.department, [path])).verdict == "waiting"
    assert len(list((province.department.folder / "cho-duyet").iterdir())) == 2


def test_all_units_packets_go_to_their_own_unit_only(province: Province) -> None:
    units = [province.enrolled(unit["code"]) for unit in UNITS]
    for unit in units:
        province.deliver(unit)
    stick = province.stick()
    assert len(reply(province.department, stick)) == 3
    for unit in units:
        verdicts = [v.verdict for v in receive(unit, [stick])]
        assert sorted(verdicts) == ["accepted", "not_for_us", "not_for_us"]


# --- a stick owner who plays the Department -----------------------------------------------------------------------------------


def test_another_departments_files_are_refused(province: Province, tmp_path: Path) -> None:
    school = province.enrolled("TH1")
    before = fingerprint_of(school)
    with set_up(tmp_path / "sở giả", DEPARTMENT) as fake:
        register_units(fake, [{**UNITS[0], "name": "Giả", "parent": ""}])
        from sync.enrolment import publish, slips

        path = publish(fake, province.stick())
        pack = slips(fake, province.stick(), ["TH1"])[0].pack
    for file in (path, pack):
        verdict = only(receive(school, [file]))
        assert (verdict.verdict, verdict.refusal) == ("refused", "unknown_sender")
    assert fingerprint_of(school) == before


def test_a_packet_signed_by_a_unit_is_refused(province: Province) -> None:
    school, thief = province.enrolled("TH1"), province.enrolled("TH2")
    keys, ours = DeviceKeys.load(thief.folder), DeviceKeys.load(school.folder)
    receipt = {"kind": "receipt", "number": 99, "bundle_id": "x", "given_at": "x", "state_digest": "x", "counts": {}}
    path = province.stick() / "x.nq71"
    with school.snapshot() as session:
        chain = trust.roots(session)
    draft = Draft(
        Kind.PACKET, "TH1", "Trường", new_bundle_id(), None, None, "Sở", "2026-11-10T02:00:00Z", "NQ71", roots=chain
    )
    with path.open("wb") as out:
        seal(out, draft, [records_section([receipt])], keys.signing, keys.recipient, [ours.recipient])
    verdict = only(receive(school, [path]))
    assert (verdict.verdict, verdict.refusal) == ("refused", "unknown_sender")
    with school.snapshot() as session:
        assert session.scalar(select(func.count()).select_from(Receipt)) == 0


def test_the_same_version_with_other_content_is_an_alarm(province: Province) -> None:
    school = province.enrolled("TH1")
    province.department.close()
    other = province.folder / "sở hai"
    shutil.copytree(province.department.folder, other, ignore=shutil.ignore_patterns("*.lock"))
    from sync.enrolment import publish

    with Database.open(other) as second:
        register_units(second, [{**UNITS[1], "name": "Tên khác"}])
        lie = publish(second, province.stick())
    with Database.open(province.department.folder) as department:
        register_units(department, [{**UNITS[1], "name": "Tên thật"}])
        true = publish(department, province.stick())
    assert only(receive(school, [true])).verdict == "accepted"
    verdict = only(receive(school, [lie]))
    assert (verdict.verdict, verdict.refusal) == ("quarantined", "document_conflict")
    assert "báo ngay cho Sở" in verdict.reason
    with school.snapshot() as session:
        assert session.scalars(select(RegisterUnit.name).where(RegisterUnit.code == "TH2")).one() == "Tên thật"


def test_a_withheld_document_is_noticed(province: Province) -> None:
    school = province.enrolled("TH1")
    province.deliver(school)
    keys = trust.department_keys(province.department.folder)
    with province.department.snapshot() as session:
        chain = trust.roots(session)
    draft = Draft(
        Kind.PACKET, "TH1", "Trường", new_bundle_id(), None, None, "Sở", "2026-11-10T02:00:00Z", "NQ71",
        documents={"register": 13}, roots=chain,
    )  # fmt: skip
    path = province.stick() / "x.nq71"
    with path.open("wb") as out:
        to = [DeviceKeys.load(school.folder).recipient]
        seal(out, draft, [documents_section([])], keys.office.signing, keys.office.recipient, to)
    assert "chưa nhận được" in only(receive(school, [path])).reason


def test_a_department_put_back_from_its_backup_goes_on(province: Province) -> None:
    """The units' next bundles bring everything again, and receipt numbers go on after those the units hold."""
    school = province.enrolled("TH1")
    province.deliver(school)
    backup = province.folder / "sao lưu"
    shutil.copytree(province.department.folder, backup, ignore=shutil.ignore_patterns("*.lock"))
    record = add_activity(school)
    for _ in range(3):
        province.deliver(school)
    province.answer(school)
    lost = fingerprint_of(province.department)[0]
    province.department.close()
    province.department = province.keep(Database.open(backup))
    verdict = province.deliver(school)
    assert verdict.verdict == "accepted"
    assert verdict.receipt == 5
    assert fingerprint_of(province.department)[0] == lost
    assert [v.verdict for v in province.answer(school)] == ["accepted"]
    with province.department.snapshot() as session:
        assert session.get(Activity, record) is not None


def test_a_receipt_number_given_again_is_believed(province: Province) -> None:
    school = province.enrolled("TH1")
    province.deliver(school)
    province.answer(school)
    with province.department.transaction() as session:
        session.execute(delete(Receipt))
        session.execute(delete(Exchange))
    with school.transaction() as session:  # as a school that never told its last receipt
        session.execute(update(Receipt).values(bundle_id="mất", state_digest="mất"))
    province.deliver(school)
    with province.department.transaction() as session:
        session.execute(update(Receipt).values(number=1))
    (taken,) = province.answer(school)
    assert taken.verdict == "accepted"
    with school.snapshot() as session:
        receipt = session.scalars(select(Receipt)).one()
        assert receipt.bundle_id != "mất"


def test_cancel_stops_between_two_files_and_progress_is_told(province: Province) -> None:
    stick = province.stick()
    for code in ("TH1", "TH2"):
        export_bundle(province.enrolled(code), stick)
    told: list[tuple[int, int]] = []
    verdicts = receive(
        province.department, [stick], lambda done, of, _name: told.append((done, of)), cancelled=lambda: len(told) > 0
    )
    assert (len(verdicts), told) == (1, [(0, 2)])


def test_every_refusal_of_the_format_has_a_sentence_with_what_to_do(province: Province) -> None:

    assert set(SENTENCES) == set(Refusal)
