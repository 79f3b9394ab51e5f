"""An ad-hoc report cites its demand, holds what was asked and no more, numbered anew; it is kept, changed, frozen."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import UserError
from desktop.models.adhoc_report import AdhocReport
from desktop.models.database import Database
from desktop.models.history import undo_last
from desktop.models.unit import UnitProfile
from desktop.reports import pdf
from desktop.reports.adhoc import freeze, keep, load, report_for, standing
from desktop.reports.annual import gather
from desktop.reports.demand import counted_to, parts, read_request
from desktop.reports.document import AnnualReport, Source
from desktop.reports.freeze import write_pdf
from tests.reports.filling import WRITTEN, activity, budget_line, cells, course, draft, product, store
from tests.reports.measuring import measure, text_of
from tests.reports.samples import PROFILES, UNIT

REQUEST: dict[str, Any] = {
    "demand": {
        "type": "Công văn",
        "number": "1234/SGDĐT-VP",
        "date": "12/5/2026",
        "issuer": "Sở Giáo dục và Đào tạo tỉnh Sơn La",
        "subject": "Về việc báo cáo tình hình truyền thông",
    },
    "from": "01/01/2026",
    "to": "15/5/2026",
    "as_of": "2026-05-15T16:00",
    "deadline": "2026-05-20",
    "sections": ["II.2.ND3", "II.4", "IV.2"],
    "forms": ["Biểu 02", "Biểu 03"],
    "blocks": {"IV.2": "Đề nghị Sở cấp loa."},
}


@pytest.fixture
def filled(school: Database) -> Database:
    store(
        school,
        draft(blocks=WRITTEN | {"II.4": "Lời của báo cáo năm."}),
        activity(topic="ND3"),
        activity(topic="ND3", date=date(2026, 5, 16)),
        course("BD_TTS", people=12),
    )
    return school


def made(database: Database, **changes: Any) -> AnnualReport:
    record = read_request({**REQUEST, **changes})
    record.unit_id = UNIT
    with database.snapshot() as session:
        return report_for(session, record)


def words(report: AnnualReport) -> list[str]:
    return [each.text.replace("\u00a0", " ") for section in report.sections for each in section.paragraphs]


def test_title_opening_and_closing_cite_the_demand(filled: Database) -> None:
    report = made(filled)
    subject = report.letterhead.subject.replace("\u00a0", " ")
    assert subject == "Về việc tình hình truyền thông (theo Công văn số 1234/SGDĐT-VP)"
    assert report.letterhead.addressees == ("Sở Giáo dục và Đào tạo tỉnh Sơn La",)
    first, *_, last = words(report)
    assert first == (
        "Thực hiện Công văn số 1234/SGDĐT-VP ngày 12/5/2026 của Sở Giáo dục và Đào tạo tỉnh Sơn La về việc báo cáo tình "
        "hình truyền thông, Trường THCS Chiềng Khương báo cáo tình hình truyền thông từ ngày 01/01/2026 đến ngày 15/5/2026 "
        "(số liệu tính đến 16 giờ 00 ngày 15/5/2026) như sau:"
    )
    assert last.endswith("báo cáo Sở Giáo dục và Đào tạo tỉnh Sơn La (thời hạn báo cáo: ngày 20/5/2026)./.")


def test_only_what_was_asked_is_in_it_and_headings_are_counted_anew(filled: Database) -> None:
    report = made(filled)
    headings = [section.heading for section in report.sections if section.level]
    assert [heading.split(" ")[0] for heading in headings] == ["I.", "1.", "a)", "2.", "II.", "1."]
    assert headings[-1] == "1. Đề xuất, kiến nghị"
    text = " ".join(words(report))
    assert "01 hoạt động" in text, "the second one lies after the period"
    assert "Lời của báo cáo năm." not in text
    assert "Đề nghị Sở cấp loa." in text
    assert report.missing == ()


def test_biểu_are_numbered_anew_and_each_is_referred_to(filled: Database) -> None:
    report = made(filled)
    assert [(each.number, each.form) for each in report.appendices] == [("I", "Biểu 02"), ("II", "Biểu 03")]
    text = " ".join(words(report))
    assert "(chi tiết tại Phụ lục II)" in text
    assert "Phụ lục III" not in text
    assert "kèm theo báo cáo tại Phụ lục I (Biểu 02)." in text


def test_a_single_biểu_has_no_number_and_none_is_not_referred_to(filled: Database) -> None:
    one = made(filled, forms=["Biểu 03"], sections=["II.4"], blocks={})
    assert [each.number for each in one.appendices] == [""]
    assert "(chi tiết tại Phụ lục)" in " ".join(words(one))
    assert [section.heading for section in one.sections if section.level] == ["1. Quán triệt, đào tạo, bồi dưỡng"]
    none = made(filled, forms=[], sections=["II.4"], blocks={})
    assert none.appendices == ()
    assert "Phụ lục" not in " ".join(words(none))


def test_a_part_without_words_of_its_own_is_left_for_handwriting(filled: Database) -> None:
    report = made(filled, sections=["III.3"], forms=[], blocks={})
    assert [each.source for each in report.sections[-2].paragraphs] == [Source.BLANK]


def test_its_pages_say_what_they_answer_and_are_no_draft(filled: Database, tmp_path: Path) -> None:
    report = made(filled)
    answer = write_pdf(report, None, tmp_path / "a.pdf", standing(read_request(REQUEST)))
    document = (tmp_path / "a.pdf").read_bytes()
    assert (answer["frozen"], answer["code"]) == (False, None)
    assert not any("Chưa viết phần" in warning for warning in answer["warnings"])
    assert all("báo cáo theo Công văn số 1234/SGDĐT-VP" in page.lines[-1].text for page in measure(document))
    assert "dự thảo" not in text_of(document)


def test_the_governing_body_that_asks_is_named_once(filled: Database) -> None:
    demand = REQUEST["demand"] | {"issuer": "Ủy ban nhân dân xã Chiềng Khương"}
    assert made(filled, demand=demand).signature.recipients == ("- Như trên;", "- Lưu: VT.")


@pytest.mark.parametrize(
    ("as_of", "said"),
    [
        (None, "ngày 15/5/2026"),
        ("16/5/2026", "ngày 16/5/2026"),
        ("16:05 16/5/2026", "16 giờ 05 ngày 16/5/2026"),
        ("2026-05-16 07:30", "07 giờ 30 ngày 16/5/2026"),
        ("2026-05-16T07:30", "07 giờ 30 ngày 16/5/2026"),
    ],
)
def test_the_moment_of_counting_is_a_day_or_an_hour(as_of: str | None, said: str) -> None:
    assert counted_to(read_request(REQUEST | {"as_of": as_of})) == said


@pytest.mark.parametrize("sample", ["THCS", "xã", "THPT", "trung tâm", "thừa lệnh"])
def test_every_part_of_the_annual_report_can_be_chosen_by_its_words(school: Database, sample: str) -> None:
    with school.transaction() as session:
        profile = session.query(UnitProfile).one()
        for name, value in PROFILES[sample].items():
            setattr(profile, name, value)
    with school.snapshot() as session:
        sections = gather(session, UNIT, 2026).sections
    headings = {each.key: re.sub(r"^(\d+\.|\w\)) ", "", each.heading) for each in sections if each.key}
    heads = [each.heading.partition(". ")[2].casefold() for each in sections if each.level == 1]
    offered = {part.key: part.words for part in parts() if part.level > 1}
    assert list(offered) == list(headings)
    assert [part.words.casefold() for part in parts() if part.level == 1] == heads
    headings["IV.1"] = offered["IV.1"]  # names the year after
    assert offered == headings
    whole = made(school, sections=["I", "II", "III", "IV"], forms=[], blocks={})
    assert [each.key for each in whole.sections if each.key] == list(headings)


def test_a_biểu_without_records_is_enclosed_and_says_so(school: Database) -> None:
    report = made(
        school, sections=[], blocks={}, forms=["Biểu 04", "Biểu 04b", "Biểu 05", "Biểu 06", "Biểu 07", "Biểu 08"]
    )
    assert [each.number for each in report.appendices] == ["I", "II", "III", "IV", "V", "VI"]
    for form in ("Biểu 04", "Biểu 04b", "Biểu 06", "Biểu 07"):
        assert "Không phát sinh" in cells(report, form)[0], form
    assert cells(report, "Biểu 05")[-1][1] == "Tổng cộng"
    assert all(f"Phụ lục {number}" in " ".join(words(report)) for number in ("I", "VI"))
    assert len(measure(document(report))) == 7


def test_references_with_hard_spaces_follow_the_new_numbers(filled: Database) -> None:
    store(filled, product(quantity=2))
    report = made(filled, sections=["II.1"], forms=["Biểu 02", "Biểu 04"], blocks={})
    text = " ".join(words(report))
    assert "02 sản phẩm truyền thông (chi tiết tại Phụ lục II)" in text
    assert "Phụ lục IV" not in text


def test_part_of_a_year_is_not_compared_with_last_year_nor_called_the_year(school: Database) -> None:
    store(school, *(activity(date=date(2025, 5, 6)) for _ in range(40)))
    last = draft(2025, period_from=date(2025, 1, 1), period_to=date(2025, 12, 31))
    last.editions = [{"edition": 1, "sha256": "0" * 64, "code": "A", "at": "2025-11-01T00:00:00Z", "pages": 1}]
    store(school, last, activity())
    with school.snapshot() as session:
        assert "So với năm trước" in str(gather(session, UNIT, 2026).sections)
    report = made(school, sections=["II.2", "III.1"], forms=[], blocks={})
    text = " ".join(words(report))
    assert "So với năm trước" not in text
    assert not any("năm trước" in warning for warning in report.warnings)
    assert "Trong kỳ báo cáo, nhà trường đã tổ chức 01 hoạt động" in text


def test_words_of_the_annual_report_change_nothing_here(school: Database) -> None:
    store(school, draft(blocks={"II.5": "Lời của báo cáo năm."}))
    report = made(school, sections=["II.5"], forms=[], blocks={})
    assert "chưa ghi nhận trường hợp thông tin sai lệch" in " ".join(words(report))


def doubts_of(database: Database, **changes: Any) -> str:
    return " ".join(made(database, blocks={}, **changes).warnings)


def test_periods_out_of_the_ordinary_are_told(filled: Database) -> None:
    store(filled, budget_line(spent=5_000_000, date=date(2026, 9, 1)))
    assert "nhiều năm" in doubts_of(filled, **{"from": "1/11/2025"})
    assert "nhiều năm" not in doubts_of(filled)
    ahead = date.today() + timedelta(days=30)  # noqa: DTZ011
    future = {"from": ahead.isoformat(), "to": ahead.isoformat(), "as_of": None, "deadline": None}
    assert "chưa đến" in doubts_of(filled, **future)
    assert "khoản ghi ngày" not in doubts_of(filled)
    assert "1 khoản ghi ngày chi ngoài kỳ" in doubts_of(filled, sections=["II.7"])
    one_day = made(filled, **{"from": "15/5/2026"}, blocks={})
    assert "trong ngày 15/5/2026 (số liệu" in words(one_day)[0]


def test_the_date_line_is_never_older_than_the_figures(filled: Database) -> None:
    assert made(filled, as_of="2027-01-05", blocks={}).letterhead.year == 2027
    assert made(filled).letterhead.year == 2026


def test_a_long_demand_breaks_before_its_citation_and_the_rule_stands_under_the_last_line(filled: Database) -> None:
    long = (
        "báo cáo tình hình triển khai công tác truyền thông thực hiện Nghị quyết số 71-NQ/TW trong các cơ sở giáo dục"
    )
    report = made(filled, demand=REQUEST["demand"] | {"subject": long})
    page = measure(document(report))[0]
    lines = [line.text for line in page.lines]
    title = lines.index("BÁO CÁO")
    citation = lines.index("(theo Công văn số 1234/SGDĐT-VP)")
    assert 1 < citation - title <= 5
    assert lines[title + 1].startswith("Về việc tình hình triển khai")
    assert lines[citation + 1].startswith("Kính gửi: Sở Giáo dục và Đào tạo")
    assert lines[citation + 2].startswith("Thực hiện Công văn số 1234/SGDĐT-VP ngày 12/5/2026")


def document(report: AnnualReport) -> bytes:
    buffer = io.BytesIO()
    pdf.write(report, buffer)
    return buffer.getvalue()


# --- kept and frozen -----------------------------------------------------------------------------------------------------


def kept(database: Database, **changes: Any) -> str:
    with database.transaction("Ghi báo cáo đột xuất") as session:
        return keep(session, read_request({**REQUEST, **changes}), UNIT).id


def record_of(database: Database, record_id: str) -> AdhocReport:
    with database.snapshot() as session:
        found = session.get(AdhocReport, record_id)
        assert found is not None
        return found


def test_the_same_demand_kept_again_changes_its_record_and_keeps_what_was_frozen(filled: Database) -> None:
    first = kept(filled)
    made_first = freeze(filled, first)[1]
    again = kept(filled, sections=["II.2"], blocks={}, demand=REQUEST["demand"] | {"number": "số 1234/SGDĐT-VP"})
    assert again == first
    record = record_of(filled, first)
    assert (record.sections, len(record.editions)) == (["II.2"], 1)
    assert load(filled, first)[1].code == made_first.code
    other = kept(filled, demand=REQUEST["demand"] | {"date": "13/5/2026"})
    assert other != first


def test_a_frozen_edition_is_never_altered_and_the_next_is_numbered(filled: Database) -> None:
    record_id = kept(filled)
    report, one = freeze(filled, record_id)
    assert freeze(filled, record_id)[1].sha256 == one.sha256, "the same content is the same edition"
    assert len(record_of(filled, record_id).editions) == 1
    store(filled, activity(topic="ND3", date=date(2026, 5, 7)))
    two = freeze(filled, record_id)[1]
    assert (one.edition, two.edition) == (1, 2)
    assert one.code != two.code
    assert load(filled, record_id, 1)[0] == report
    text = text_of(frozen_document(filled, record_id, 1))
    assert f"bản số 1 · mã {one.code}" in text
    assert "01 hoạt động" in text


def frozen_document(database: Database, record_id: str, edition: int) -> bytes:
    report, found = load(database, record_id, edition)
    buffer = io.BytesIO()
    pdf.write(report, buffer, found.edition, found.code)
    return buffer.getvalue()


def test_keeping_can_be_undone_and_freezing_needs_a_record(filled: Database) -> None:
    record_id = kept(filled)
    with filled.transaction() as session:
        undo_last(session)
    assert record_of(filled, record_id).deleted
    with pytest.raises(UserError, match="không còn"):
        freeze(filled, record_id)


def test_words_of_a_part_that_is_no_longer_asked_for_are_kept_and_told(filled: Database) -> None:
    record_id = kept(filled)
    with filled.transaction() as session:
        record = session.get(AdhocReport, record_id)
        assert record is not None
        record.sections = ["II.4"]
    with filled.snapshot() as session:
        report = report_for(session, record_of(filled, record_id))
    assert "Đề nghị Sở cấp loa." not in " ".join(words(report))
    assert any("“Đề xuất, kiến nghị” không được in" in warning for warning in report.warnings)


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"demand": None}, "demand"),
        ({"demand": REQUEST["demand"] | {"number": " "}}, "demand.number"),
        ({"demand": REQUEST["demand"] | {"date": "30/02/2026"}}, "demand.date"),
        ({"demand": REQUEST["demand"] | {"nguoi_ky": "A"}}, "demand.nguoi_ky"),
        ({"demand": REQUEST["demand"] | {"subject": "x" * 501}}, "demand.subject"),
        ({"from": 5}, "from"),
        ({"to": "2025-12-31"}, "to"),
        ({"as_of": "14/5/2026"}, "as_of"),
        ({"as_of": "25:00 16/5/2026"}, "as_of"),
        ({"deadline": "mai"}, "deadline"),
        ({"sections": "II.2"}, "sections"),
        ({"sections": ["IX.9"]}, "sections"),
        ({"forms": ["Biểu 99"]}, "forms"),
        ({"forms": [], "sections": []}, "sections"),
        ({"blocks": {"II.2": 3}}, "blocks"),
        ({"blocks": {"III.1": "Tốt"}}, "blocks"),
        ({"blocks": {"II.4": "x" * 1_000_000}}, "blocks"),
        ({"hạn": "x"}, "hạn"),
        ({"addressees": [""]}, "addressees"),
        ({"about": ""}, "about"),
    ],
)
def test_a_wrong_request_is_told_by_its_key(filled: Database, changes: dict[str, Any], key: str) -> None:
    with pytest.raises(UserError, match=re.escape(f"“{key}")):
        made(filled, **changes)
