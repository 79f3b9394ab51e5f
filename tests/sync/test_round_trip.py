"""School → stick → Department → stick → school, with real files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from desktop.errors import UserError
from desktop.models.activity import Activity
from desktop.models.exchange import Exchange, Receipt
from desktop.models.history import delete
from desktop.models.search import matching
from desktop.models.versions import Version
from sync.export import export_bundle
from sync.packets import answer, exchange_state, reply
from sync.receive import inspect_file, receive
from tests.sync.province import (
    Province,
    activities,
    add_activity,
    add_edition,
    add_plan,
    change,
    heads,
    unit_id,
)


def same_heads(province: Province, school: object) -> bool:
    unit = unit_id(school)  # type: ignore[arg-type]
    with school.snapshot() as ours, province.department.snapshot() as theirs:  # type: ignore[attr-defined]
        return heads(ours, unit) == heads(theirs, unit)


def test_a_school_reports_and_the_receipt_comes_back(province: Province) -> None:
    school = province.enrolled("TH1")
    add_activity(school, "Nói chuyện dưới cờ", people=0, languages=["VI", "TH"], note='<b>&\n"x" 🎓')
    add_plan(school)
    sha256 = add_edition(school)
    with school.snapshot() as session:
        assert exchange_state(session, 2026).sentence == "Đã lưu trong máy, chưa xuất gói nào."

    verdict = province.deliver(school)
    assert (verdict.verdict, verdict.unit, verdict.new, verdict.conflicts) == ("accepted", "TH1", 4, 0)
    assert verdict.receipt == 1
    assert same_heads(province, school)
    assert province.department.files.get(sha256) == b'{"sections":[]}'
    with school.snapshot() as session:
        assert exchange_state(session, 2026).sentence == "Đã xuất hôm nay, chưa có biên nhận."

    (taken,) = province.answer(school)
    assert taken.verdict == "accepted"
    assert "biên nhận số 1" in taken.reason
    assert "khác với máy này" not in taken.reason
    with school.snapshot() as session:
        assert exchange_state(session, 2026).receipt == 1
        assert session.scalar(select(func.count()).select_from(Receipt)) == 1


def test_the_departments_record_is_the_schools_record(province: Province) -> None:
    school = province.enrolled("TH1")
    made = add_activity(school, "Tuyên truyền lưu động", cost=1_500_000, people=None, note="dòng 1\ndòng 2")
    province.deliver(school)
    ours = activities(school, unit_id(school))[made]
    theirs = activities(province.department, unit_id(school))[made]
    assert theirs.wire() == ours.wire()
    assert theirs.version_id == ours.version_id
    with province.department.snapshot() as session:
        wanted = matching("activity", "tuyen truyen luu dong")
        assert wanted is not None
        assert session.scalars(wanted).all() == [made]


def test_the_same_file_five_times_is_received_once(province: Province) -> None:
    school = province.enrolled("TH1")
    add_activity(school)
    made = export_bundle(school, province.stick())
    (first,) = receive(province.department, made.files)
    with province.department.snapshot() as session:
        before = session.scalar(select(func.count()).select_from(Version))
    for _ in range(4):
        (again,) = receive(province.department, made.files)
        assert again.verdict == "already_known"
        assert again.receipt == first.receipt
        assert f"biên nhận số {first.receipt}" in again.reason
    with province.department.snapshot() as session:
        assert session.scalar(select(func.count()).select_from(Version)) == before
        assert session.scalar(select(func.count()).select_from(Receipt)) == 1


def test_a_folder_received_twice_adds_nothing_the_second_time(province: Province) -> None:
    stick = province.stick()
    for code in ("TH1", "TH2", "X1"):
        unit = province.enrolled(code)
        add_activity(unit, f"Hoạt động của {code}")
        export_bundle(unit, stick)
    (stick / "ảnh.jpg").write_bytes(b"\xff\xd8 no bundle")
    (stick / "NQ71_hong.nq71").write_bytes(b"\x89NQ71\r\n\x01cut")
    first = receive(province.department, [stick])
    assert sorted(v.verdict for v in first) == ["accepted", "accepted", "accepted", "refused"]
    assert [v.refusal for v in first if v.verdict == "refused"] == ["damaged"]
    second = receive(province.department, [stick])
    assert sorted(v.verdict for v in second) == ["already_known", "already_known", "already_known", "refused"]


def test_bundles_out_of_order_end_in_the_newest_state(province: Province) -> None:
    school = province.enrolled("TH1")
    record = add_activity(school, "Bản một")
    old = export_bundle(school, province.stick())
    change(school, record, title="Bản hai")
    add_activity(school, "Việc mới")
    new = export_bundle(school, province.stick())
    (first,) = receive(province.department, new.files)
    assert first.new == 3
    (late,) = receive(province.department, old.files)
    assert late.verdict == "accepted"
    assert (late.new, late.updated, late.conflicts) == (0, 0, 0)
    assert activities(province.department, unit_id(school))[record].title == "Bản hai"
    assert same_heads(province, school)


def test_a_deletion_travels(province: Province) -> None:
    school = province.enrolled("TH1")
    record = add_activity(school)
    province.deliver(school)
    with school.transaction("Xóa") as session:
        delete(session, session.get_one(Activity, record))
    verdict = province.deliver(school)
    assert verdict.updated == 1
    assert activities(province.department, unit_id(school))[record].deleted
    with province.department.snapshot() as session:
        wanted = matching("activity", "hop ban")
        assert wanted is not None
        assert session.scalars(wanted).all() == []


def test_a_record_deleted_before_it_was_ever_sent_does_no_harm(province: Province) -> None:
    school = province.enrolled("TH1")
    record = add_activity(school)
    with school.transaction("Xóa") as session:
        delete(session, session.get_one(Activity, record))
    assert province.deliver(school).verdict == "accepted"
    assert same_heads(province, school)


def test_a_report_returned_is_learned_by_the_school_and_a_new_edition_reopens_it(province: Province) -> None:
    school = province.enrolled("TH1")
    add_edition(school)
    province.deliver(school)
    answer(province.department, "TH1", 2026, accept=False, reason="Thiếu Biểu 03", deadline=date(2026, 11, 20))
    (taken,) = province.answer(school)
    assert taken.verdict == "accepted"
    assert "trả lại" in taken.reason
    with school.snapshot() as session:
        state = exchange_state(session, 2026)
    assert state.verdict == "returned"
    assert "Thiếu Biểu 03" in state.sentence
    assert "20/11/2026" in state.sentence

    add_edition(school, body=b'{"sections":[1]}')
    province.deliver(school)
    province.answer(school)
    with school.snapshot() as session:
        assert exchange_state(session, 2026).verdict == "received"
    answer(province.department, "TH1", 2026, accept=True)
    province.answer(school)
    with school.snapshot() as session:
        assert exchange_state(session, 2026).sentence == "Báo cáo năm 2026 đã được duyệt."


def test_an_answer_needs_a_report_a_reason_and_a_deadline(province: Province) -> None:
    with pytest.raises(UserError, match="lý do và hạn"):
        answer(province.department, "TH1", 2026, accept=False)
    with pytest.raises(UserError, match="Chưa nhận được báo cáo"):
        answer(province.department, "TH1", 2026, accept=True)
    with pytest.raises(UserError, match="Không có đơn vị"):
        answer(province.department, "KHÔNG", 2026, accept=True)


def test_the_school_is_told_when_the_departments_state_differs(province: Province) -> None:
    school = province.enrolled("TH1")
    record = add_activity(school)
    province.deliver(school)
    province.answer(school)
    twin = province.clone(school, "máy hai")
    change(twin, record, title="Máy hai sửa")
    province.deliver(twin)
    change(school, record, title="Máy một sửa")
    assert province.deliver(school).conflicts == 1
    (taken,) = province.answer(school)
    assert "khác với máy này" in taken.reason


def test_the_same_packet_twice_changes_nothing(province: Province) -> None:
    school = province.enrolled("TH1")
    province.deliver(school)
    stick = province.stick()
    reply(province.department, stick)
    assert [v.verdict for v in receive(school, [stick])] == ["accepted"]
    assert [v.verdict for v in receive(school, [stick])] == ["already_known"]


def test_packets_of_others_and_our_own_bundle_are_not_for_us(province: Province) -> None:
    first, second = province.enrolled("TH1"), province.enrolled("TH2")
    stick = province.stick()
    own = export_bundle(first, stick)
    other = export_bundle(second, stick)
    receive(province.department, [stick])
    packets = province.stick()
    reply(province.department, packets)
    by_file = {Path(v.file).name: v for v in receive(first, [packets, stick])}
    assert sorted(v.verdict for v in by_file.values()) == ["accepted", "not_for_us", "not_for_us", "not_for_us"]
    assert "chính đơn vị" in by_file[own.files[0].name].reason
    assert "Bản Hin" in by_file[other.files[0].name].reason


def test_the_departments_own_files_are_not_for_the_department(province: Province) -> None:
    school = province.enrolled("TH1")
    province.deliver(school)
    stick = province.stick()
    reply(province.department, stick)
    verdicts = receive(province.department, [stick, province.province_packet()])
    assert {v.verdict for v in verdicts} == {"not_for_us"}


def test_what_went_out_and_came_in_is_logged(province: Province) -> None:
    school = province.enrolled("TH1")
    province.deliver(school)
    province.answer(school)
    with school.snapshot() as session:
        logged = session.execute(
            select(Exchange.direction, Exchange.kind, Exchange.verdict).order_by(Exchange.id)
        ).all()
        assert [tuple(row) for row in logged] == [("out", "bundle", "written"), ("in", "packet", "accepted")]
        assert all(len(sha) == 64 for sha in session.scalars(select(Exchange.sha256)))
    with province.department.snapshot() as session:
        kinds = session.execute(select(Exchange.direction, Exchange.kind, Exchange.verdict).order_by(Exchange.id)).all()
        assert ("in", "bundle", "accepted") in [tuple(row) for row in kinds]
        assert ("out", "packet", "written") in [tuple(row) for row in kinds]


def test_inspect_says_what_a_bundle_is_and_changes_nothing(province: Province) -> None:
    school = province.enrolled("TH1")
    add_activity(school)
    made = export_bundle(school, province.stick())
    seen = inspect_file(made.files[0], province.department)
    assert (seen["kind"], seen["unit"], seen["trusted"], seen["refusal"]) == ("bundle", "TH1", True, None)
    assert (seen["records"], seen["parts"]) == (made.records, 1)
    with province.department.snapshot() as session:
        assert session.scalar(select(func.count()).select_from(Version).where(Version.kind == "activity")) == 0
    assert inspect_file(made.files[0], school)["refusal"] == "not_for_us"
    assert inspect_file(made.files[0], None)["refusal"] == "not_for_us"
    assert inspect_file(province.stick() / "không có.nq71", None)["refusal"] == "unreadable"


def test_silent_damage_never_leaves_the_house(province: Province) -> None:
    school = province.enrolled("TH1")
    add_activity(school)
    with school.transaction() as session:
        version = session.scalars(select(Version).where(Version.kind == "activity")).one()
        version.content = (version.content or "").replace("Họp bản", "Hop ban")
    stick = province.stick()
    with pytest.raises(UserError, match="bị hỏng"):
        export_bundle(school, stick)
    assert list(stick.iterdir()) == []


def test_an_export_to_a_drive_that_is_gone_says_so_and_logs_nothing(province: Province) -> None:
    school = province.enrolled("TH1")
    blocked = province.folder / "không phải thư mục"
    blocked.write_text("x")
    with pytest.raises(UserError):
        export_bundle(school, blocked)
    with school.snapshot() as session:
        assert session.scalar(select(func.count()).select_from(Exchange)) == 0
