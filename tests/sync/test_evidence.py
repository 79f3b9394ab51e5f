"""Photos on their way to the Department: they arrive, they are counted where they do not, and records never wait for them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.evidence.attaching import Source, take_in
from desktop.models.activity import Activity
from desktop.models.attached import coming, missing, unreferenced
from desktop.models.checking import check_files
from desktop.models.database import Database
from desktop.models.draft import Draft
from desktop.models.exchange import Receipt
from desktop.models.history import delete
from sync import limits
from sync.export import export_bundle
from tests.evidence.making import camera_photo, pdf, photo, saved
from tests.sync.province import Province, activities, add_activity, add_edition, change, unit_id


def attach(database: Database, *contents: bytes) -> list[dict[str, Any]]:
    """References as the window makes them."""
    taken = take_in(database.files, [Source(content, f"ảnh {n}.jpg") for n, content in enumerate(contents)])
    assert not taken.refused
    return taken.references


def lose(database: Database, reference: dict[str, Any]) -> Path:
    path = database.files.path(reference["sha256"])
    path.unlink()
    return path


def large(database: Database, count: int) -> list[dict[str, Any]]:
    """Files of the largest size, without the time it takes to make photos so large."""
    made = []
    for number in range(count):
        content = bytes([number]) * limits.FILE
        made.append(
            {
                "sha256": database.files.put(content),
                "name": f"{number}.pdf",
                "type": "application/pdf",
                "size": len(content),
            }
        )
    return made


def test_photos_and_scans_arrive_at_the_department_byte_for_byte(province: Province) -> None:
    school = province.enrolled("TH1")
    evidence = attach(school, camera_photo(), pdf())
    record = add_activity(school, evidence=evidence)
    verdict = province.deliver(school)
    assert (verdict.verdict, verdict.missing) == ("accepted", 0)
    arrived = activities(province.department, activities_unit(province))[record]
    assert arrived.evidence == evidence
    for one in evidence:
        assert province.department.files.get(one["sha256"]) == school.files.get(one["sha256"])


def activities_unit(province: Province) -> str:
    with province.department.snapshot() as session:
        return session.scalars(select(Activity.unit_id)).first() or ""


def test_one_photo_of_two_records_travels_once(province: Province) -> None:
    school = province.enrolled("TH1")
    evidence = attach(school, camera_photo())
    add_activity(school, "Họp bản", evidence=evidence)
    add_activity(school, "Lễ khai giảng", evidence=[{**evidence[0], "name": "khác.jpg"}])
    province.deliver(school)
    assert [*province.department.files.names()] == [evidence[0]["sha256"]]


def test_a_record_whose_photo_is_lost_is_accepted_counted_and_asked_for_in_the_receipt(province: Province) -> None:
    school = province.enrolled("TH1")
    kept, lost = attach(school, saved(photo((60, 40))), saved(photo((40, 60))))
    record = add_activity(school, evidence=[kept, lost])
    content = school.files.get(lost["sha256"])
    lose(school, lost)
    made = export_bundle(school, province.stick())
    assert "1 ảnh, tệp minh chứng không còn trong máy hoặc đã hỏng" in made.notes[0]
    assert "“ảnh 1.jpg”" in made.notes[0]
    verdict = province.deliver(school)
    assert (verdict.verdict, verdict.missing) == ("accepted", 1)
    assert "1 ảnh, tệp minh chứng còn thiếu" in verdict.reason
    assert record in activities(province.department, activities_unit(province))
    province.answer(school)
    with school.snapshot() as session:
        receipts = session.scalars(select(Receipt).order_by(Receipt.number)).all()
        assert receipts[-1].counts["missing"] == 1
    school.files.put(content)
    assert province.deliver(school).missing == 0
    with province.department.snapshot() as session:
        assert missing(session, province.department.files) == []


def test_a_damaged_photo_never_leaves_the_house(province: Province) -> None:
    school = province.enrolled("TH1")
    [reference] = attach(school, camera_photo())
    add_activity(school, evidence=[reference])
    path = school.files.path(reference["sha256"])
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert province.deliver(school).missing == 1


def test_photos_of_both_sides_of_a_conflict_travel(province: Province) -> None:
    school = province.enrolled("TH1")
    record = add_activity(school)
    other = province.clone(school, "máy hai")
    for database, size in ((school, (60, 40)), (other, (40, 60))):
        change(database, record, title=f"Họp {size}", evidence=attach(database, saved(photo(size))))
        province.deliver(database)
    assert len([*province.department.files.names()]) == 2
    with province.department.snapshot() as session:
        assert missing(session, province.department.files) == []


@pytest.mark.slow
def test_what_is_too_much_for_one_file_is_left_out_oldest_first_and_said(province: Province) -> None:
    school = province.enrolled("TH1")
    edition = add_edition(school)
    files = large(school, 18)  # 270 MB
    add_activity(school, "Họp bản", evidence=files[:9])
    add_activity(school, "Lễ khai giảng", evidence=files[9:])
    made = export_bundle(school, province.stick())
    assert "2 tệp cũ nhất chưa gửi được" in made.notes[0]
    assert "256 MB" in made.notes[0]
    assert made.bytes <= limits.PART
    verdict = province.deliver(school)
    assert (verdict.verdict, verdict.missing) == ("accepted", 2)
    assert province.department.files.has(edition)


HOSTILE: list[Any] = [
    [{"sha256": "../../etc/passwd", "name": "a.jpg", "type": "image/jpeg", "size": 3}],
    [{"sha256": 5}, {"name": "x"}, {}],
    [{"sha256": "ab" * 32, "name": "exe\u202egpj.jpg", "type": "text/html", "size": -1}],
]


@pytest.mark.parametrize("references", HOSTILE)
def test_references_that_are_none_neither_stop_the_merge_nor_reach_a_path(province: Province, references: Any) -> None:
    school = province.enrolled("TH1")
    with school.transaction() as session:
        session.add(
            Activity(unit_id=unit_id(school), date=date(2026, 3, 5), title="Họp", channel="K2", evidence=references)
        )
    verdict = province.deliver(school)
    assert verdict.verdict == "accepted"
    assert verdict.missing == (1 if references[0].get("sha256") == "ab" * 32 else 0)


def test_the_size_of_the_coming_bundle_is_told_within_a_tenth(province: Province) -> None:
    school = province.enrolled("TH1")
    for number in range(40):
        evidence = attach(school, saved(photo((300, 200 + number)))) if number % 4 == 0 else []
        add_activity(
            school, f"Họp bản lần {number} về Nghị quyết", content="Nội dung đã truyền đạt. " * 20, evidence=evidence
        )
    add_edition(school, body=b"{}" * 20_000)
    with school.snapshot() as session:
        told = coming(session, school.files, unit_id(school)).size()
    made = export_bundle(school, province.stick())
    assert abs(told - made.bytes) < made.bytes / 10


def test_a_photo_is_forgotten_only_when_nothing_refers_to_it_any_more(province: Province) -> None:
    school = province.enrolled("TH1")
    shown, taken_off, binned, typed, left = attach(school, *(saved(photo((60, 40 + n))) for n in range(5)))
    record = add_activity(school, evidence=[shown, taken_off])
    change(school, record, evidence=[shown])
    with school.transaction() as session:
        deleted = Activity(unit_id=unit_id(school), date=date(2026, 3, 5), title="Họp", channel="K2", evidence=[binned])
        session.add(deleted)
        session.flush()
        delete(session, deleted)
        session.add(Draft(record_id="r", kind="activity", states={"evidence": [typed]}, values={}, typed_at=""))
    edition = add_edition(school)
    with school.snapshot() as session:
        assert unreferenced(session, school.files) == [left["sha256"]]
    assert school.files.has(edition)


def test_a_deep_check_names_what_is_lost_altered_awaited_and_left_over(province: Province) -> None:
    school = province.enrolled("TH1")
    lost, altered, left = attach(school, *(saved(photo((60, 40 + n))) for n in range(3)))
    add_activity(school, evidence=[lost, altered])
    lose(school, lost)
    school.files.path(altered["sha256"]).write_bytes(b"other")
    with school.snapshot() as session:
        found = check_files(session, school.files, unit_id(school))
    assert {(one["id"], one["what"].split(" ")[0]) for one in found.damaged} == {
        (lost["sha256"], "thiếu"),
        (altered["sha256"], "hỏng"),
    }
    assert "“ảnh 0.jpg”" in found.damaged[0]["what"]
    assert found.unreferenced == [left["sha256"]]
    province.deliver(school)
    with province.department.snapshot() as session:
        there = check_files(session, province.department.files, unit_id(province.department))
    assert there.damaged == []
    assert len(there.awaited) == 2
