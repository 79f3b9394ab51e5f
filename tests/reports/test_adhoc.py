"""An ad-hoc report cites its demand, holds what was asked and no more, numbered anew; a wrong request is told by its key."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.reports.adhoc import report_for, standing
from desktop.reports.demand import counted_to, read_request
from desktop.reports.document import AnnualReport, Source
from desktop.reports.freeze import write_pdf
from tests.reports.filling import WRITTEN, activity, course, draft, store
from tests.reports.measuring import measure, text_of
from tests.reports.samples import UNIT

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
