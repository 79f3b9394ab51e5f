"""What changed between editions, and since printing, is named; no frozen body is ever altered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop.errors import UserError
from desktop.models.catalogue import load_catalogue
from desktop.models.database import Database
from desktop.models.report import Report, report_id
from desktop.reports.annual import gather
from desktop.reports.differences import Sort, changes, differences
from desktop.reports.document import AnnualReport, Paragraph, Section, Source
from desktop.reports.figure_names import name_of
from desktop.reports.freeze import editions_of, freeze, load_edition
from tests.reports.filling import (
    WRITTEN,
    activity,
    assessment,
    broadcast,
    budget_line,
    commendation,
    course,
    draft,
    duty,
    figures_of,
    made,
    opinion,
    page,
    person,
    plan,
    product,
    store,
)
from tests.reports.samples import UNIT


@pytest.fixture
def written(school: Database) -> Database:
    store(school, draft(blocks=WRITTEN), activity(topic="ND1", people=120))
    return school


def blocks(database: Database, **said: str) -> None:
    with database.transaction() as session:
        record = session.get_one(Report, report_id(UNIT, 2026))
        record.blocks = {**record.blocks, **said}


def test_a_later_record_is_told_by_name_and_alters_no_frozen_body(written: Database) -> None:
    first = freeze(written, 2026)
    body = written.files.get(first.sha256)
    assert changes(written, 2026).found == ()
    store(written, activity(topic="ND1", people=30), budget_line(spent=1_500_000))
    blocks(written, **{"III.1": "Rất kịp thời."})
    found = changes(written, 2026)
    told = {one.name: (one.before, one.after) for one in found.figures}
    assert told["Số hoạt động truyền thông"] == ("1", "2")
    assert told["Số lượt người tham gia"] == ("120", "150")
    assert told["Kinh phí đã chi"] == ("0 đồng", "1.500.000 đồng")
    assert any(name.startswith("Số hoạt động – nội dung ND1: Tuyên truyền về quan điểm") for name in told)
    assert [(one.name, one.before, one.after) for one in found.found if one.sort is Sort.OWN] == [
        ("1. Ưu điểm", "Kịp thời.", "Rất kịp thời.")
    ]
    assert any(one.sort is Sort.FORM and one.code == "Biểu 02" for one in found.found)
    assert any(one.sort is Sort.GENERATED for one in found.found)
    assert "Số liệu hiện nay so với bản số 1: khác" in found.words
    assert written.files.get(first.sha256) == body
    assert editions_of(written, 2026) == (first,)


def test_a_correction_lists_what_it_changed_and_the_first_edition_stays_byte_for_byte(written: Database) -> None:
    first = freeze(written, 2026)
    body = written.files.get(first.sha256)
    store(written, activity(topic="ND3"))
    second = freeze(written, 2026)
    found = changes(written, 2026, later=2)
    assert (found.earlier, found.later, found.title) == (first, second, "Bản số 2 so với bản số 1")
    assert [one.to_json() for one in found.figures if one.code == "HD"] == [
        {"code": "HD", "name": "Số hoạt động truyền thông", "before": 1, "after": 2}
    ]
    assert changes(written, 2026).found == ()
    assert changes(written, 2026, earlier=1).figures == found.figures
    assert written.files.get(first.sha256) == body
    assert load_edition(written, 2026, 1)[1] == first


def test_absent_and_zero_stay_apart_and_ratios_show_both_parts(written: Database) -> None:
    freeze(written, 2026)
    store(written, person(), opinion())
    told = {one.code: one for one in changes(written, 2026).figures}
    assert told["DL.XONG"].before == "không có"
    assert told["DL.XONG"].after == "0/1"
    assert told["DL.XONG"].to_json() == {
        "code": "DL.XONG",
        "name": "Thông tin dư luận đã xử lý xong",
        "before": None,
        "before_out_of": None,
        "after": 0,
        "after_out_of": 1,
    }


def test_every_figure_a_report_can_hold_has_a_name(written: Database) -> None:
    leaves = [activity(topic=topic.code, channel="K1") for topic in load_catalogue().leaf_topics()]
    store(
        written, *leaves, course("BD_QUAN_TRIET"), plan(), product(), page(), page(type="TUYEN"), broadcast(),
        broadcast(language=None), commendation(), opinion(), budget_line(spent=1), budget_line(spent=2, source=None),
        duty("CQ_CSGD.1"), assessment("TC1"),
    )  # fmt: skip
    codes = set(figures_of(made(written)))
    assert {code for code in codes if name_of(code) == code} == set()
    assert len({name_of(code) for code in codes}) == len(codes)
    assert [name_of(code) for code in ("XX.1", "MT30", "HD.ZZ", "KP.ZZ", "PT.ZZ", "", "MT99.1.A")] == [
        "XX.1", "MT30", "HD.ZZ", "KP.ZZ", "PT.ZZ", "", "MT99.1.A",
    ]  # fmt: skip


def test_letterhead_signature_period_and_whole_sections_are_told(written: Database) -> None:
    with written.snapshot() as session:
        one = gather(session, UNIT, 2026)
    head = replace(one.letterhead, addressees=("UBND xã Mường Lạn",), place="Mường Lạn")
    other: AnnualReport = replace(
        one,
        letterhead=head,
        signature=replace(one.signature, name="Lò Thị Hoa"),
        sections=(*one.sections, Section("V", 1, "V. PHỤ", (Paragraph("Thêm.", Source.USER),))),
        appendices=one.appendices[1:],
        period=replace(one.period, end=date(2026, 9, 30)),
    )
    told = {item.name: (item.before, item.after) for item in differences(one, other)}
    assert told["Họ tên người ký"][1] == "Lò Thị Hoa"
    assert told["Địa danh"][1] == "Mường Lạn"
    assert told["Kỳ báo cáo"] == ("01/01/2026 – 31/10/2026", "01/01/2026 – 30/09/2026")
    assert told["V. PHỤ"] == ("không có", "Thêm.")
    gone = next(item for item in differences(one, other) if item.sort is Sort.FORM)
    assert (gone.code, gone.after) == (one.appendices[0].form, "không có")
    assert differences(one, one) == ()


def test_number_and_date_typed_in_are_printed_and_no_difference_from_the_records(written: Database) -> None:
    blank = freeze(written, 2026)
    stamped = freeze(written, 2026, number=" 12 ", dated=date(2026, 11, 10))
    assert (blank.edition, stamped.edition) == (1, 2)
    report, _ = load_edition(written, 2026)
    assert (report.letterhead.number, report.letterhead.dated) == ("12", date(2026, 11, 10))
    assert load_edition(written, 2026, 1)[0].letterhead.number is None
    assert changes(written, 2026).found == ()
    assert {one.name for one in changes(written, 2026, later=2).found} == {"Số", "Ngày"}


@pytest.mark.parametrize("wrong", [{"number": "1" * 21}, {"dated": date(1999, 1, 1)}])
def test_an_impossible_number_or_date_freezes_nothing(written: Database, wrong: dict[str, object]) -> None:
    with pytest.raises(UserError):
        freeze(written, 2026, **wrong)  # type: ignore[arg-type]
    assert editions_of(written, 2026) == ()


def test_what_cannot_be_compared_is_a_sentence(written: Database) -> None:
    with pytest.raises(UserError, match="chưa chốt bản nào"):
        changes(written, 2026)
    first = freeze(written, 2026)
    for numbers in ({"earlier": 3}, {"later": 9}, {"later": 1}):
        with pytest.raises(UserError, match="không có bản số"):
            changes(written, 2026, **numbers)
    written.files.path(first.sha256).write_bytes(b"{}")
    with pytest.raises(UserError, match="hỏng"):
        changes(written, 2026)
