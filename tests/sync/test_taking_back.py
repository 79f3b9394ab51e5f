"""A unit takes back what it has sent: it travels, the Department sees it, and its own word, once said, stands."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.exchange import Assessment, Exchange
from desktop.models.report import Report, report_id
from desktop.reports.path import Path, State, annual_path
from desktop.reports.sign_off import review, take_back, undo_take_back
from sync.packets import answer, exchange_state
from sync.status import status
from tests.sync.province import Province, add_activity, add_edition, unit_id

YEAR = 2026


def record(unit: Database) -> str:
    return report_id(unit_id(unit), YEAR)


def line(province: Province, code: str = "TH1") -> dict[str, Any]:
    with province.department.snapshot() as session:
        found = status(session, YEAR)
    assert found["expected"] == found["received"] + found["missing"]
    assert found["received"] == found["on_time"] + found["late"]
    counted = {state: sum(u["state"] == state for u in found["units"]) for state in ("taken_back", "accepted")}
    assert {state: found[state] for state in counted} == counted
    return next(unit for unit in found["units"] if unit["code"] == code)


def an_hour_passes(unit: Database) -> None:
    """Since the last export; a stored instant has whole seconds."""
    with unit.transaction() as session:
        for row in session.scalars(select(Exchange).where(Exchange.direction == "out")):
            row.at = f"{(datetime.fromisoformat(row.at) - timedelta(hours=1)):%Y-%m-%dT%H:%M:%SZ}"


def path(unit: Database) -> Path:
    with unit.snapshot() as session:
        return annual_path(session, unit_id(unit), YEAR)


@pytest.fixture
def school(province: Province) -> Database:
    """Has exported one edition, which the Department has."""
    school = province.enrolled("TH1")
    add_activity(school)
    add_edition(school)
    province.deliver(school)
    return school


def test_a_report_taken_back_is_missing_until_a_newer_edition_comes(province: Province, school: Database) -> None:
    before = line(province)
    an_hour_passes(school)
    assert take_back(school, "report", record(school), author="Hoa") == 1
    assert path(school).action == "export"
    said = province.deliver(school)
    assert (said.verdict, "xin rút lại báo cáo năm 2026 (bản số 1)" in said.reason) == ("accepted", True)
    now = line(province)
    assert (now["state"], now["received_on"], now["late"]) == ("taken_back", None, False)
    assert path(school).action == "correct"
    assert path(school).step("department").state is State.WRONG
    assert path(school).step("department").who == "Hoa"
    province.deliver(school)  # again: no second line
    with province.department.snapshot() as session:
        states = list(session.scalars(select(Assessment.state).order_by(Assessment.sequence)))
    assert states == ["received", "taken_back"]
    add_edition(school, body=b'{"sections":[1]}')
    province.deliver(school)
    assert (line(province)["state"], line(province)["edition"]) == (before["state"], 2)


def test_a_take_back_undone_is_as_if_it_had_never_been(province: Province, school: Database) -> None:
    with province.department.transaction() as session:
        session.scalars(select(Assessment)).one().at = "2026-11-10T02:00:00Z"
    take_back(school, "report", record(school))
    province.deliver(school)
    assert line(province)["received_on"] is None
    an_hour_passes(school)
    assert undo_take_back(school, "report", record(school)) == 1
    assert path(school).step("export").state is not State.DONE  # the Department does not know yet
    said = province.deliver(school)
    assert "không rút lại" in said.reason
    assert (line(province)["received_on"], line(province)["late"]) == ("2026-11-10", False)
    assert path(school).step("export").state is State.DONE
    with pytest.raises(UserError, match="chưa bị rút lại"):
        undo_take_back(school, "report", record(school))


def test_after_the_departments_word_nothing_is_taken_back(province: Province, school: Database) -> None:
    answer(province.department, "TH1", YEAR, accept=True)
    province.answer(school)
    with pytest.raises(UserError, match="đã duyệt bản số 1"):
        take_back(school, "report", record(school))
    assert path(school).action == ""
    assert "đã duyệt" in path(school).sentence


def test_a_take_back_that_crosses_the_departments_word_is_too_late_and_both_are_told(
    province: Province, school: Database
) -> None:
    take_back(school, "report", record(school))
    answer(province.department, "TH1", YEAR, accept=True)  # before the stick with the take-back arrives
    said = province.deliver(school)
    assert "nhưng Sở đã duyệt" in said.reason
    assert line(province)["state"] == "accepted"
    (told,) = province.answer(school)
    assert "đã được duyệt" in told.reason
    assert "không có hiệu lực" in told.reason
    now = path(school)
    assert (now.taken_back, now.action) == (False, "")
    assert "không có hiệu lực" in now.step("department").detail


def test_the_department_does_not_accept_what_was_taken_back_but_may_return_it(
    province: Province, school: Database
) -> None:
    take_back(school, "report", record(school))
    province.deliver(school)
    with pytest.raises(UserError, match="xin rút lại bản số 1"):
        answer(province.department, "TH1", YEAR, accept=True)
    (told,) = province.answer(school)
    assert "Sở đã biết đơn vị rút lại" in told.reason
    with school.snapshot() as session:
        assert exchange_state(session, YEAR).verdict == "taken_back"
    answer(province.department, "TH1", YEAR, accept=False, reason="Thiếu Biểu 02", deadline=date(2026, 11, 30))
    (told,) = province.answer(school)
    assert "không có hiệu lực" not in told.reason
    assert line(province)["state"] == "returned"
    now = path(school)
    assert now.action == "correct"
    assert "Thiếu Biểu 02" in now.sentence


def test_only_units_take_back(province: Province, school: Database) -> None:
    with pytest.raises(UserError, match="Chỉ đơn vị rút lại"):
        take_back(province.department, "report", record(school))
    with pytest.raises(UserError, match="đã được rút lại"):
        for _ in range(2):
            take_back(school, "report", record(school))


ODD: list[Any] = [
    [{"step": "taken_back"}],
    [{"step": "taken_back", "edition": "1"}, {"step": ["taken_back"], "edition": 1}, {}],
    [{"step": "taken_back", "edition": True}],
    [{"step": "taken_back", "edition": 7}, {"step": "taken_back", "edition": -1}],
    [{"step": "accepted", "edition": 1}, {"step": "reviewed", "edition": 1, "who": 5, "at": ["x"]}],
    [{"step": "taken_back", "edition": 10**9}],
]


@pytest.mark.parametrize("steps", ODD)
def test_odd_steps_of_a_hostile_unit_do_no_harm(province: Province, school: Database, steps: Any) -> None:
    before = line(province)
    with school.transaction() as session:
        session.get_one(Report, record(school)).steps = steps
    assert province.deliver(school).verdict == "accepted"
    assert line(province) == before
    answer(province.department, "TH1", YEAR, accept=True)
    assert line(province)["state"] == "accepted"
    json.dumps(path(school).to_json())  # nothing of it stops the unit's own screen


def test_a_unit_cannot_take_back_what_the_department_accepted_by_forging_the_step(
    province: Province, school: Database
) -> None:
    answer(province.department, "TH1", YEAR, accept=True)
    with school.transaction() as session:
        session.get_one(Report, record(school)).steps = [{"step": "taken_back", "edition": 1, "who": "", "at": ""}]
    province.deliver(school)
    assert line(province)["state"] == "accepted"


def test_no_frozen_body_is_altered_by_taking_back_correcting_or_answering(province: Province, school: Database) -> None:
    body = b'{"sections":[]}'
    with school.snapshot() as session:
        entry = dict(session.get_one(Report, record(school)).editions[0])
    take_back(school, "report", record(school))
    province.deliver(school)
    undo_take_back(school, "report", record(school))
    add_activity(school, "Họp phụ huynh")
    add_edition(school, body=b'{"sections":[1]}')
    province.deliver(school)
    answer(province.department, "TH1", YEAR, accept=False, reason="Thiếu", deadline=date(2026, 11, 30))
    province.answer(school)
    for database in (school, province.department):
        with database.snapshot() as session:
            found = session.get_one(Report, record(school)).editions[0]
        assert found == entry
        assert database.files.get(found["sha256"]) == body


def test_what_another_unit_sent_is_not_touched(province: Province, school: Database) -> None:
    other = province.enrolled("TH2")
    add_activity(other)
    add_edition(other)
    province.deliver(other)
    take_back(school, "report", record(school))
    province.deliver(school)
    assert line(province, "TH2")["received_on"] is not None
    with pytest.raises(UserError, match="chưa chốt bản nào"):
        review(school, "report", record(other), "Ai đó")
