"""A remark travels to the unit, is answered, and the answer travels back; nobody else can make or answer one."""

from __future__ import annotations

import pytest

from desktop.errors import UserError
from desktop.models.activity import Activity
from desktop.models.base import new_id
from desktop.models.remark import FIGURE, Remark, RemarkAnswer, answer_remark, answers_to, remarks_on
from sync.days import vietnam_today
from sync.remarks import MOST, close, remark, take_line
from tests.sync.province import Province, add_activity, unit_id


@pytest.fixture
def sent(province: Province) -> tuple[Province, str]:
    school = province.enrolled("TH1")
    record = add_activity(school)
    assert province.deliver(school).verdict == "accepted"
    return province, record


def test_a_remark_goes_there_its_answer_comes_back_and_it_is_closed(sent: tuple[Province, str]) -> None:
    province, record = sent
    school = province.opened[1]
    unit = unit_id(school)
    made = remark(province.department, "TH1", 2026, "activity", record, "Số người quá lớn?", "Cô Hoa")
    figure = remark(province.department, "TH1", 2026, FIGURE, "MT30.3", "Tỷ lệ trên 100%.")
    [verdict] = province.answer(school)
    assert "Sở có 2 nhận xét mới" in verdict.reason
    with school.snapshot() as session:
        said = remarks_on(session, unit, "activity", record)
        assert [(one.id, one.text, one.author, one.closed) for one in said] == [
            (made, "Số người quá lớn?", "Cô Hoa", False)
        ]
        assert [one.target for one in remarks_on(session, unit, FIGURE)] == ["MT30.3"]
    with school.transaction("Trả lời") as session:
        answer_remark(session, unit, made, "Đã sửa còn 45 người.", vietnam_today())
    assert province.deliver(school).verdict == "accepted"
    with province.department.snapshot() as session:
        assert {key: one.text for key, one in answers_to(session, unit).items()} == {made: "Đã sửa còn 45 người."}
    close(province.department, made)
    province.answer(school)
    with school.snapshot() as session:
        assert [one.id for one in remarks_on(session, unit, only_open=True)] == [figure]


def test_the_same_packet_again_says_nothing_new_and_an_older_one_changes_nothing(sent: tuple[Province, str]) -> None:
    province, record = sent
    school = province.opened[1]
    made = remark(province.department, "TH1", 2026, "activity", record, "Xem lại ngày.")
    province.answer(school)
    assert province.answer(school)[0].verdict == "already_known"
    with school.transaction() as session:
        line = {
            "kind": "remark", "id": made, "year": 2026, "on": "activity", "target": record, "text": "Cũ",
            "author": "", "at": "2026-01-01T00:00:00Z", "closed": True, "sequence": 0,
        }  # fmt: skip
        assert take_line(session, unit_id(school), line)[1] is False
    with school.snapshot() as session:
        found = session.get_one(Remark, made)
        assert (found.text, found.closed) == ("Xem lại ngày.", False)


def test_two_pcs_answer_in_one_record(sent: tuple[Province, str]) -> None:
    province, record = sent
    school = province.opened[1]
    made = remark(province.department, "TH1", 2026, "activity", record, "Xem lại.")
    province.answer(school)
    unit = unit_id(school)
    for text in ("Một", "Hai"):
        with school.transaction("Trả lời") as session:
            answer_remark(session, unit, made, text, vietnam_today())
    with school.snapshot() as session:
        assert [one.text for one in session.query(RemarkAnswer)] == ["Hai"]


@pytest.mark.parametrize(
    ("unit", "kind", "target", "text", "said"),
    [
        ("TH1", "activity", "", "Xem lại", "Không có bản ghi"),
        ("TH1", "lạ", "x", "Xem lại", "Không có bản ghi"),
        ("KHÔNG", FIGURE, "HD", "Xem lại", "Không có đơn vị mã"),
        ("TH1", FIGURE, "HD", "  ", "Chưa ghi nhận xét"),
        ("TH1", FIGURE, "HD", "x" * (MOST + 1), "dài quá"),
    ],
)
def test_what_cannot_be_remarked_is_told(
    sent: tuple[Province, str], unit: str, kind: str, target: str, text: str, said: str
) -> None:
    with pytest.raises(UserError, match=said):
        remark(sent[0].department, unit, 2026, kind, target, text)


def test_a_record_of_another_unit_cannot_be_named(sent: tuple[Province, str]) -> None:
    province, record = sent
    province.enrolled("TH2")
    with pytest.raises(UserError, match="Không có bản ghi này của đơn vị"):
        remark(province.department, "TH2", 2026, "activity", record, "Xem lại")


def test_only_the_department_remarks_and_an_answer_says_something(sent: tuple[Province, str]) -> None:
    province, record = sent
    school = province.opened[1]
    with pytest.raises(UserError):
        remark(school, "TH1", 2026, "activity", record, "Xem lại")
    with pytest.raises(UserError, match="Chưa ghi câu trả lời"), school.transaction() as session:
        answer_remark(session, unit_id(school), new_id(), "", vietnam_today())
    with school.snapshot() as session:
        assert session.get(Activity, record) is not None


@pytest.mark.parametrize(
    "field, value", [("text", 5), ("closed", "yes"), ("sequence", True), ("at", "hôm qua"), ("on", None)]
)
def test_a_word_that_is_not_what_the_format_says_is_refused(
    sent: tuple[Province, str], field: str, value: object
) -> None:
    line = {
        "kind": "remark", "id": new_id(), "year": 2026, "on": "activity", "target": "x", "text": "t",
        "author": "", "at": "2026-01-01T00:00:00Z", "closed": False, "sequence": 1,
    }  # fmt: skip
    with pytest.raises((ValueError, TypeError, KeyError)), sent[0].opened[1].transaction() as session:
        take_line(session, "u", line | {field: value})
