"""The way of a report: each step with who and when, and one thing to do next."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.errors import UserError
from desktop.models.adhoc_report import AdhocReport
from desktop.models.database import Database
from desktop.models.exchange import Assessment, Exchange, Receipt
from desktop.models.report import Report, report_id
from desktop.reports.editions import add_edition
from desktop.reports.freeze import freeze
from desktop.reports.path import Path, State, annual_path, path_of
from desktop.reports.sign_off import issued_in, note_signed, printed, review, take_back, undo_review
from tests.reports.filling import WRITTEN, activity, draft, made, store
from tests.reports.samples import UNIT

RECORD = report_id(UNIT, 2026)
LATER = "2099-01-01T00:00:00Z"  # after whatever a test writes


def path(database: Database) -> Path:
    with database.snapshot() as session:
        return annual_path(session, UNIT, 2026)


def states(found: Path) -> str:
    """d done, n next, l later, w wrong."""
    return "".join(str(step.state)[0] for step in found.steps)


def export(database: Database, bundle: str = "b1", at: str = LATER) -> None:
    with database.transaction() as session:
        session.add(
            Exchange(
                direction="out", at=at, kind="bundle", unit_id=UNIT, bundle_id=bundle, file_name="a.nq71", sha256="",
                size=1, verdict="written", refusal=None, state_digest="", counts={},
            )
        )  # fmt: skip


def receipt(database: Database, bundle: str = "b1") -> None:
    with database.transaction() as session:
        session.add(
            Receipt(
                number=7, unit_id=UNIT, bundle_id=bundle, given_at=LATER, state_digest="", counts={}, arrived_at=LATER
            )
        )


def word(database: Database, state: str, edition: int, sequence: int, reason: str = "") -> None:
    with database.transaction() as session:
        session.add(
            Assessment(
                id=f"{sequence:036}", unit_id=UNIT, year=2026, state=state, edition=edition, reason=reason,
                deadline=date(2026, 11, 30) if state == "returned" else None, at=LATER, sequence=sequence,
            )
        )  # fmt: skip


def sign(database: Database, number: str = "12") -> None:
    with database.transaction() as session:
        note_signed(issued_in(session, "report", RECORD), number, date(2026, 11, 10), "Lò Văn Hặc", who="Hoa")


@pytest.fixture
def written(school: Database) -> Database:
    store(school, draft(blocks=WRITTEN), activity(topic="ND1"))
    return school


def test_before_freezing_it_says_what_is_missing(school: Database) -> None:
    assert (path(school).action, states(path(school))) == ("write", "nlllll")
    store(school, draft(blocks={"III.1": "Tốt."}))
    assert "tồn tại, hạn chế, nguyên nhân" in path(school).sentence
    with school.transaction() as session:
        session.get_one(Report, RECORD).blocks = WRITTEN
    assert path(school).action == "freeze"
    with pytest.raises(UserError, match="chưa chốt bản nào"):
        review(school, "report", RECORD)


def test_a_whole_november_goes_step_by_step(written: Database) -> None:
    written.author = "Hoa"
    freeze(written, 2026)
    assert (path(written).action, states(path(written)), path(written).step("draft").who) == ("review", "dnllll", "Hoa")
    assert review(written, "report", RECORD, at="2026-11-09T01:00:00Z") == 1
    seen = path(written).step("review")
    assert (seen.who, seen.at) == ("Lò Thị Ánh", "2026-11-09T01:00:00Z")
    assert path(written).action == "print"
    printed(written, "report", RECORD)
    assert (path(written).action, states(path(written))) == ("signed", "dddnll")
    sign(written)
    signed = path(written).step("signed")
    assert (path(written).action, signed.words, signed.who) == ("export", "Số 12", "Hoa")
    assert signed.detail == "ngày 10/11/2026, Lò Văn Hặc ký, chưa có bản quét"
    assert "scan" in path(written).also
    export(written)
    assert (path(written).action, states(path(written))) == ("", "dddddn")
    assert "take_back" in path(written).also
    receipt(written)
    assert path(written).step("department").words == "Sở đã nhận (số 7)"
    assert states(path(written)) == "dddddd"
    word(written, "accepted", 1, 1)
    assert (path(written).step("department").words, "take_back" in path(written).also) == ("Sở đã duyệt", False)


def test_what_is_signed_was_seen_and_printed_even_if_nobody_noted_it(written: Database) -> None:
    freeze(written, 2026)
    sign(written)
    assert (path(written).action, states(path(written))) == ("export", "dddd" + "nl")
    assert path(written).step("review").detail == "không ghi ai xem, lúc nào"


def test_signed_numbers_from_before_steps_were_noted_count_for_the_only_edition(written: Database) -> None:
    freeze(written, 2026)
    with written.transaction() as session:
        record = session.get_one(Report, RECORD)
        record.signed_number, record.signed_date, record.signed_by = "9", date(2026, 11, 9), "Hoa"
    assert path(written).step("signed").words == "Số 9"


def test_a_newer_edition_begins_again_at_the_heads_reading(written: Database) -> None:
    freeze(written, 2026)
    review(written, "report", RECORD)
    sign(written)
    export(written, at="2026-12-01T00:00:00Z")
    word(written, "returned", 1, 1, "Thiếu Biểu 02.")
    now = path(written)
    assert (now.action, now.step("department").state) == ("correct", State.WRONG)
    assert "Thiếu Biểu 02; hạn nộp lại 30/11/2026" in now.sentence
    store(written, activity(topic="ND3"))
    freeze(written, 2026)
    now = path(written)
    assert (now.edition, now.action) == (2, "review")
    assert now.step("signed").state is State.LATER
    assert now.step("department").detail == "bản số 1 bị trả lại"


def test_signing_after_an_export_asks_for_another_one(written: Database) -> None:
    freeze(written, 2026)
    with written.transaction() as session:
        record = session.get_one(Report, RECORD)
        record.editions = [{**record.editions[0], "at": "2026-11-01T00:00:00Z"}]
    export(written, at="2026-11-02T00:00:00Z")
    sign(written)
    assert path(written).action == "export"
    assert path(written).step("export").detail == "có thay đổi từ lần xuất trước"


def test_a_reading_can_be_noted_by_name_and_taken_out_again(written: Database) -> None:
    freeze(written, 2026)
    review(written, "report", RECORD, "Phó hiệu trưởng Quàng Thị Én")
    assert path(written).step("review").who == "Phó hiệu trưởng Quàng Thị Én"
    assert undo_review(written, "report", RECORD) == 1
    assert path(written).action == "review"
    with pytest.raises(UserError, match="chưa được ghi"):
        undo_review(written, "report", RECORD)


def test_what_was_never_exported_may_be_taken_back_and_needs_no_bundle(written: Database) -> None:
    freeze(written, 2026)
    take_back(written, "report", RECORD)
    assert (path(written).action, path(written).taken_back) == ("correct", True)
    assert path(written).also == ("undo_take_back",)


def test_a_demanded_report_goes_the_same_way(written: Database) -> None:
    demanded = AdhocReport(
        unit_id=UNIT, type="Công văn", number="5/SGDĐT", date=date(2026, 5, 4), issuer="Sở", subject="Báo cáo",
        period_from=date(2026, 1, 1), period_to=date(2026, 4, 30), sections=["II.2"],
    )  # fmt: skip
    store(written, demanded)
    report = made(written)
    with written.transaction(author="Hoa") as session:
        add_edition(written.files, session.get_one(AdhocReport, demanded.id), report)
    review(written, "adhoc_report", demanded.id)
    with written.snapshot() as session:
        found = path_of(session, session.get_one(AdhocReport, demanded.id), 2026)
        begun = path_of(session, None, 2026)
    assert (found.action, found.step("draft").who, found.step("review").who) == ("print", "Hoa", "Lò Thị Ánh")
    assert begun.action == "write"


def test_steps_stay_few_however_often_they_are_noted(written: Database) -> None:
    freeze(written, 2026)
    for _ in range(5):
        review(written, "report", RECORD)
        printed(written, "report", RECORD)
    with written.snapshot() as session:
        assert [one["step"] for one in session.get_one(Report, RECORD).steps] == ["reviewed", "printed"]


def test_an_electronic_signature_is_a_signature(written: Database) -> None:
    freeze(written, 2026)
    with written.transaction() as session:
        record = session.get_one(Report, RECORD)
        record.editions = [{**record.editions[0], "signed_pdf": "0" * 64}]
    signed = path(written).step("signed")
    assert (path(written).action, signed.words, signed.detail) == ("export", "Đã ký", "có tệp ký số")
    assert "signed" in path(written).also


def test_steps_written_by_other_means_stop_nothing(written: Database) -> None:
    freeze(written, 2026)
    with written.transaction() as session:
        session.get_one(Report, RECORD).steps = [
            {"step": "reviewed", "edition": 1, "who": 7, "at": "hôm qua"},
            {"step": "printed", "edition": 1, "at": None},
        ]
    seen = path(written).step("review")
    assert (seen.who, seen.at, path(written).action) == ("7", "", "signed")
    export(written, at="2098-01-01T00:00:00Z")
    assert path(written).step("export").state is State.DONE
