"""A hostile unit, a hostile stick: each test is an attack that once worked (faults.md M, N, C)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.errors import UserError
from desktop.models.activity import Activity
from desktop.models.base import canonical_json, new_id, utc_now
from desktop.models.database import Database
from desktop.models.installation import current
from desktop.models.register import RegisterUnit
from desktop.models.report import report_id
from desktop.models.unit import profile_id
from desktop.models.versions import version_id
from desktop.reports.annual import gather
from desktop.reports.budget_summary import budget_summary
from desktop.reports.facts import default_period, sizes
from desktop.views.activities import SCREEN
from desktop.views.widgets.row_source import Wanted, all_numbers
from sync import packets, trust
from sync.bundle import (
    Draft,
    Enrolment,
    Kind,
    Refused,
    Standing,
    new_bundle_id,
    open_bundle,
    read_label,
    records_section,
    seal,
    state_digest,
)
from sync.codes import enrolment_proof, read_code
from sync.days import vietnam_today
from sync.enrolment import STARTER, register_units, set_up, slips
from sync.export import export_bundle
from sync.keys import DeviceKeys
from sync.receive import FileVerdict, receive
from sync.status import status
from tests.end_to_end.conftest import DEPARTMENT, SCHOOL

YEAR = 2026


@dataclass
class Attacker:
    """The approved PC of unit A, which signs whatever it likes."""

    folder: Path
    department: Database
    keys: DeviceKeys
    unit: str
    victim: str
    recipients: list[str]
    victim_pack: Path
    victim_code: str

    def bundle(self, records: list[dict[str, Any]], name: str = "a.nq71", **draft: Any) -> Path:
        """A file with these records, signed by A's key."""
        fields: dict[str, Any] = {
            "kind": Kind.BUNDLE, "unit_code": "14-0001", "unit_name": "A", "bundle_id": new_bundle_id(),
            "sender_unit": self.unit, "sender_code": "14-0001", "sender_name": "A",
            "claimed_time": utc_now(), "app": "NQ71", "counts": {}, "state_digest": state_digest([]),
        }  # fmt: skip
        path = self.folder / name
        with path.open("w+b") as out:
            seal(
                out, Draft(**{**fields, **draft}), [records_section(records)],
                self.keys.signing, self.keys.recipient, self.recipients, self.folder,
            )  # fmt: skip
        return path

    def send(self, *records: dict[str, Any], **draft: Any) -> FileVerdict:
        """Sign, and let the Department receive it."""
        [verdict] = receive(self.department, [self.bundle(list(records), **draft)])
        return verdict


def record(
    kind: str, content: dict[str, Any] | None, record_id: str = "", parents: list[str] | None = None, **other: Any
) -> dict[str, Any]:
    """A line whose name fits its content."""
    record_id = record_id or new_id()
    text = None if content is None else canonical_json(content)
    name = version_id(kind, record_id, parents or [], text)
    line = {"kind": kind, "id": record_id, "version": name, "parents": parents or [], "ancestors": parents or []}
    return {**line, "content": content, "author": "", "saved": utc_now(), **other}


@pytest.fixture
def attacker(tmp_path: Path) -> Iterator[Attacker]:
    with set_up(tmp_path / "so", DEPARTMENT) as department:
        register_units(
            department, [{**SCHOOL, "code": "14-0001"}, {"code": "14-0002", "name": "Trường B", "kind": "MN"}]
        )
        first, second = slips(department, tmp_path / "phieu")
        with set_up(tmp_path / "a", SCHOOL, first.pack, first.code) as school:
            [bundle] = export_bundle(school, tmp_path / "usb").files
            with school.snapshot() as session:
                unit, recipients = current(session).unit_id, list(trust.recipients(session))
        [verdict] = receive(department, [bundle])
        assert verdict.verdict == "accepted", verdict
        with department.snapshot() as session:
            victim = session.scalars(select(RegisterUnit.id).where(RegisterUnit.code == "14-0002")).one()
        keys = DeviceKeys.load(tmp_path / "a")
        yield Attacker(tmp_path, department, keys, unit, victim, recipients, second.pack, second.code)


def _victim(attacker: Attacker) -> tuple[Database, Path]:
    profile = {**SCHOOL, "unit_code": "14-0002", "name": "Trường B", "kind": "MN"}
    school = set_up(attacker.folder / "b", profile, attacker.victim_pack, attacker.victim_code)
    with school.transaction() as session:
        session.add(Activity(unit_id=current(session).unit_id, date=date(2026, 3, 1), title="Họp", content="Nội dung"))
    [bundle] = export_bundle(school, attacker.folder / "usb-b").files
    return school, bundle


def test_a_bundle_id_read_off_a_label_does_not_shut_its_owner_out(attacker: Attacker) -> None:
    school, bundle = _victim(attacker)
    school.close()
    stolen = read_label(bundle).bundle_id
    assert attacker.send(bundle_id=stolen).verdict == "accepted"
    [verdict] = receive(attacker.department, [bundle])
    assert (verdict.verdict, verdict.unit) == ("accepted", "14-0002"), verdict


def test_a_foretold_record_id_cannot_be_taken_before_its_owner_comes(attacker: Attacker) -> None:
    for kind in ("profile", "report", "activity", "later_kind"):
        for claimed in (profile_id(attacker.victim, YEAR), report_id(attacker.victim, YEAR)):
            for content in ({"year": YEAR, "name": "x"}, None):
                assert attacker.send(record(kind, content, claimed)).verdict == "quarantined", kind
    school, bundle = _victim(attacker)
    school.close()
    [verdict] = receive(attacker.department, [bundle])
    assert verdict.verdict == "accepted", verdict


def test_a_foretold_record_id_cannot_be_taken_among_decoys_that_begin_like_it(attacker: Attacker) -> None:
    claimed = report_id(attacker.victim, YEAR)
    decoys = [f"{claimed[:14]}5{number:03x}-8000-000000000000" for number in range(64)]
    lines = [record("later_kind", {}, name) for name in [*decoys, claimed]]
    assert attacker.send(*lines).verdict == "quarantined"


@pytest.mark.parametrize(
    "line",
    [
        record("plan", {"title": "x"}),
        record("report", {}),
        record("activity", {"date": None}),
        record("course", {"title": "x"}),
        record("person", {}),
    ],
    ids=lambda line: line["kind"],
)
def test_a_missing_value_is_a_verdict_never_a_crash(attacker: Attacker, line: dict[str, Any]) -> None:
    assert attacker.send(line).verdict in ("accepted", "refused", "quarantined")


@pytest.mark.parametrize(
    "editions",
    [
        ["x"],
        [{}],
        [{"edition": "x", "sha256": "0" * 64}],
        [{"edition": 1, "sha256": "../../etc/passwd"}],
        [{"edition": 1, "sha256": "0" * 64, "scan": "../x"}],
    ],
)
def test_ill_typed_editions_do_not_break_the_status_of_all(attacker: Attacker, editions: list[Any]) -> None:
    own = report_id(attacker.unit, YEAR)
    assert attacker.send(record("report", {"year": YEAR, "editions": editions}, own)).verdict == "refused"
    with attacker.department.snapshot() as session:
        assert status(session, YEAR)["expected"] == 2


MOST = 2**53 - 1  # of a whole number in a bundle


def test_figures_beyond_reason_are_shown_and_stop_nobody_from_looking(attacker: Attacker) -> None:
    """A thousand sums of 2^53 are more than SQLite can add; a signalling NaN more than Decimal can."""
    day = {"date": f"{YEAR}-03-01"}
    lines = [record("activity", {**day, "title": "x", "people": MOST, "cost": MOST}) for _ in range(1030)]
    lines += [record("product", {**day, "title": "x", "quantity": MOST, "minutes": "sNaN"}) for _ in range(1030)]
    lines += [record("budget_line", {"year": YEAR, "spent": MOST, "estimate": MOST}) for _ in range(1030)]
    lines += [record("course", {**day, "name": "x", "hours": hours}) for hours in ("sNaN", "Infinity", "1E999999")]
    assert attacker.send(*lines).verdict == "accepted"
    with attacker.department.snapshot() as session:
        assert budget_summary(session, attacker.unit, YEAR).paid() == 2**63 - 1
        assert sizes(session, attacker.unit, default_period(YEAR))["HD"] == 1030
        assert gather(session, attacker.unit, YEAR).sections
        found = all_numbers(session, SCREEN.listing, Wanted(unit_id=attacker.unit, sort="date"))
        assert {*found.sums} == {2**63 - 1}


def test_two_waiting_files_with_one_bundle_id_are_both_kept(attacker: Attacker) -> None:
    stolen = new_bundle_id()
    for name in ("x", "y"):
        DeviceKeys.make(_made(attacker.folder / name))
        attacker.keys = DeviceKeys.load(attacker.folder / name)
        assert attacker.send(bundle_id=stolen).verdict == "waiting"
    assert len(list((attacker.department.folder / "cho-duyet").iterdir())) == 2


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_what_is_called_quarantined_is_kept_in_quarantine(attacker: Attacker) -> None:
    school, bundle = _victim(attacker)
    with school.snapshot() as session:
        foreign = session.scalars(select(Activity.id)).one()
    school.close()
    assert receive(attacker.department, [bundle])[0].verdict == "accepted"
    assert attacker.send(record("activity", {"title": "của tôi"}, foreign)).verdict == "quarantined"
    assert len(list((attacker.department.folder / "cach-ly").iterdir())) == 1


def test_a_report_counts_from_the_day_its_edition_came(attacker: Attacker) -> None:
    """Neither a claimed count, nor a report without an edition, nor last year's report sets the day."""
    own = report_id(attacker.unit, YEAR)
    assert attacker.send(record("report", {"year": YEAR}, own), counts={"report": 1}).verdict == "accepted"
    old = report_id(attacker.unit, YEAR - 1)
    edition = {"edition": 1, "sha256": "0" * 64}
    attacker.send(record("report", {"year": YEAR - 1, "editions": [edition]}, old), counts={"report": 1})
    with attacker.department.transaction() as session:
        from desktop.models.exchange import Exchange

        for row in session.scalars(select(Exchange)):
            row.at = f"{YEAR}-01-05T00:00:00Z"
    first = record("report", {"year": YEAR}, own)["version"]
    line = record("report", {"year": YEAR, "editions": [edition]}, own, [first])
    assert attacker.send(line, counts={"report": 1}).verdict == "accepted"
    with attacker.department.snapshot() as session:
        [unit] = [u for u in status(session, YEAR)["units"] if u["code"] == "14-0001"]
    assert unit["received_on"] == vietnam_today().isoformat()


def test_hundreds_of_heads_of_one_record_are_refused(attacker: Attacker) -> None:
    one = new_id()
    lines = [record("activity", {"title": f"{n}", "date": "2026-01-01"}, one) for n in range(300)]
    assert attacker.send(*lines).refusal == "too_large"


def test_a_saving_time_cannot_write_lines_of_its_own(attacker: Attacker) -> None:
    line = record("activity", {"title": "x", "date": "2026-01-01"}, saved='2026","kind":"x')
    assert attacker.send(line).refusal == "malformed"


def test_a_fake_starter_pack_does_not_answer_to_the_code(attacker: Attacker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slip's code is what tells the Department's root from another's."""
    with open_bundle(attacker.victim_pack, [], lambda _: Standing.WAITING) as bundle:
        [stolen] = [json.loads(d.body)["commitment"] for d in bundle.documents() if d.kind == STARTER]
    monkeypatch.setattr("sync.enrolment.commitment", lambda *_: stolen)
    with set_up(attacker.folder / "so-gia", DEPARTMENT) as fake:
        register_units(fake, [{**SCHOOL, "code": "14-0002"}])
        [false_slip] = slips(fake, attacker.folder / "gia")
    monkeypatch.undo()
    for number, pack in enumerate((false_slip.pack,)):
        with pytest.raises(UserError):
            set_up(attacker.folder / f"b{number}", {**SCHOOL, "unit_code": "14-0002"}, pack, attacker.victim_code)
        with set_up(
            attacker.folder / f"c{number}", {**SCHOOL, "unit_code": "14-0002"}, None, attacker.victim_code
        ) as b:
            assert receive(b, [pack])[0].verdict == "refused"
            with b.snapshot() as session:
                assert trust.root(session) is None


def test_the_office_key_cannot_name_another_root(attacker: Attacker) -> None:
    from sync.documents import sign_document
    from sync.keys import DepartmentKeys, first_root

    thief = DepartmentKeys.make(_made(attacker.folder / "thief"))
    office = DepartmentKeys.load(attacker.department.folder).office.signing
    with attacker.department.transaction() as session:
        false = sign_document(
            "root", 2, first_root("x", thief).document.body.replace('"number":1', '"number":2'), office
        )

        class Offered:
            roots: tuple[Any, ...] = ()

        with pytest.raises(Refused):
            trust.take_documents(session, Offered(), [false])  # type: ignore[arg-type]


def test_a_restored_department_gives_a_number_again_and_is_believed(attacker: Attacker) -> None:
    school, _ = _victim(attacker)
    with school, school.transaction() as session:
        unit = current(session).unit_id
        line = {"kind": "receipt", "given_at": utc_now(), "state_digest": "", "counts": {}}
        news = [packets._take_line(session, unit, {**line, "number": 5, "bundle_id": one})[1] for one in "xxy"]
        assert news == [True, False, True]


def test_replaying_the_slip_enrols_nobody_else(attacker: Attacker) -> None:
    """Held from the start: a used slip, another unit's slip, a proof for another key."""
    DeviceKeys.make(_made(attacker.folder / "x"))
    attacker.keys = DeviceKeys.load(attacker.folder / "x")
    code = read_code(attacker.victim_code)
    assert code is not None
    proof = enrolment_proof(code, attacker.unit, attacker.keys.signing_public, attacker.keys.recipient)
    for unit in (attacker.unit, attacker.victim):
        assert attacker.send(enrolment=Enrolment(unit, proof)).verdict == "waiting"
