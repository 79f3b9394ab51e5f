"""Who has reported: expected, on time, late, missing, empty, returned, accepted."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.exchange import Assessment
from desktop.models.register import RegisterUnit
from desktop.models.report import Report
from sync.enrolment import register_units
from sync.packets import answer
from sync.status import status
from tests.sync.province import Province, add_activity, add_edition, add_plan


def now(database: Database, year: int = 2026) -> dict[str, Any]:
    with database.snapshot() as session:
        return status(session, year)


def numbers(found: dict[str, Any]) -> tuple[int, ...]:
    return tuple(
        found[key] for key in ("expected", "received", "on_time", "late", "missing", "empty", "returned", "accepted")
    )


def state_of(found: dict[str, Any], code: str) -> str:
    return str(next(unit["state"] for unit in found["units"] if unit["code"] == code))


def received_at(province: Province, instant: str) -> None:
    """As if what has arrived had arrived then."""
    with province.department.transaction() as session:
        session.execute(update(Assessment).where(Assessment.state == "received").values(at=instant))


def test_nobody_has_reported_yet(province: Province) -> None:
    assert numbers(now(province.department)) == (3, 0, 0, 0, 3, 0, 0, 0)


def test_a_bundle_without_a_frozen_report_is_no_report(province: Province) -> None:
    school = province.enrolled("TH1")
    add_activity(school)
    with school.transaction() as session:
        from desktop.models.installation import current
        from desktop.models.report import report_id

        unit = current(session).unit_id
        session.add(Report(id=report_id(unit, 2026), unit_id=unit, year=2026, blocks={"a": "nháp"}))
    province.deliver(school)
    found = now(province.department)
    assert numbers(found) == (3, 0, 0, 0, 3, 0, 0, 0)
    assert state_of(found, "TH1") == "missing"


@pytest.mark.parametrize(
    "instant, late",
    [("2026-11-14T16:59:59Z", False), ("2026-11-14T17:00:00Z", True), ("2026-11-01T00:00:00Z", False)],
)
def test_on_time_is_until_the_end_of_14_november_in_vietnam(province: Province, instant: str, late: bool) -> None:
    school = province.enrolled("TH1")
    add_activity(school)
    add_edition(school)
    province.deliver(school)
    received_at(province, instant)
    found = now(province.department)
    assert numbers(found) == (3, 1, int(not late), int(late), 2, 0, 0, 0)
    assert state_of(found, "TH1") == ("late" if late else "received")
    line = found["units"][0]
    assert line["received_on"] == ("2026-11-15" if late else instant[:10])


def test_a_later_edition_does_not_make_the_first_one_late(province: Province) -> None:
    school = province.enrolled("TH1")
    add_activity(school)
    add_edition(school)
    province.deliver(school)
    received_at(province, "2026-11-10T02:00:00Z")
    add_edition(school, body=b'{"sections":[1]}')
    province.deliver(school)
    line = now(province.department)["units"][0]
    assert (line["received_on"], line["edition"], line["late"]) == ("2026-11-10", 2, False)


def test_a_report_belongs_to_its_own_year(province: Province) -> None:
    school = province.enrolled("TH1")
    add_activity(school)
    add_edition(school, 2026)
    province.deliver(school)
    assert numbers(now(province.department, 2027)) == (3, 0, 0, 0, 3, 0, 0, 0)


def test_returned_received_again_and_accepted_follow_each_other(province: Province) -> None:
    school = province.enrolled("TH1")
    add_plan(school)
    add_edition(school)
    province.deliver(school)
    answer(province.department, "TH1", 2026, accept=False, reason="Thiếu", deadline=date(2026, 11, 30))
    assert state_of(now(province.department), "TH1") == "returned"
    province.deliver(school)  # the same edition again changes nothing
    assert state_of(now(province.department), "TH1") == "returned"
    add_edition(school, body=b'{"sections":[2]}')
    province.deliver(school)
    assert state_of(now(province.department), "TH1") in ("received", "late")
    answer(province.department, "TH1", 2026, accept=True)
    found = now(province.department)
    assert state_of(found, "TH1") == "accepted"
    assert (found["received"], found["returned"], found["accepted"]) == (1, 0, 1)


def test_a_report_that_stands_on_nothing_is_empty(province: Province) -> None:
    school = province.enrolled("TH1")
    add_edition(school)
    province.deliver(school)
    found = now(province.department)
    assert (found["received"], found["empty"]) == (1, 1)
    assert state_of(found, "TH1") == "empty"
    add_activity(school, day=date(2025, 6, 1))  # before the Plan began: no work of this year
    province.deliver(school)
    assert now(province.department)["empty"] == 1
    add_activity(school, day=date(2026, 6, 1))
    province.deliver(school)
    assert now(province.department)["empty"] == 0


def test_a_report_without_any_of_the_demanded_parts_is_empty(province: Province) -> None:
    part = {"required": True, "paragraphs": [{"source": "blank", "text": ""}]}
    written = {"required": True, "paragraphs": [{"source": "user", "text": "Khó khăn …"}]}
    for code, parts, empty in (("TH1", [part, part], 1), ("TH2", [part, written], 1)):
        school = province.enrolled(code)
        add_activity(school)
        add_edition(school, body=json.dumps({"sections": parts}).encode())
        province.deliver(school)
        assert now(province.department)["empty"] == empty
    assert state_of(now(province.department), "TH1") == "empty"


def test_units_that_need_not_report_or_are_gone_are_not_expected(province: Province) -> None:
    register_units(
        province.department,
        [{"code": f"T{n}", "name": f"Trường {n}", "kind": "TH"} for n in range(5)],
    )
    with province.department.transaction() as session:
        units = {u.code: u for u in session.scalars(select(RegisterUnit))}
        units["T0"].must_report = False
        units["T1"].valid_to = date(2026, 7, 1)
        units["T2"].valid_from = date(2026, 7, 2)
        units["T3"].valid_to = date(2026, 11, 14)
        units["T4"].valid_from = date(2026, 11, 15)
    assert [u["code"] for u in now(province.department)["units"]] == ["T2", "T3", "TH1", "TH2", "X1"]
    assert [u["code"] for u in now(province.department, 2027)["units"]] == ["T2", "T4", "TH1", "TH2", "X1"]


def test_a_commune_sees_its_schools_and_a_school_sees_nothing(province: Province) -> None:
    commune, school = province.enrolled("X1"), province.enrolled("TH1")
    assert [u["code"] for u in now(commune)["units"]] == ["TH1", "TH2"]
    with pytest.raises(UserError, match="chỉ làm được ở Sở"):
        now(school)
