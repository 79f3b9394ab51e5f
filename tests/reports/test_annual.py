"""The report says what is recorded, in good Vietnamese, and its tables add up (domain E.2, E.5)."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.models.base import utc_now
from desktop.models.database import Database
from desktop.models.installation import Installation
from desktop.models.report import Report
from desktop.models.unit import UnitProfile, profile_for, profile_id
from desktop.reports import naming
from desktop.reports.annual import gather, missing_parts
from desktop.reports.document import Period, Source, Table, from_json, to_json
from desktop.reports.facts import default_period
from desktop.reports.forms import topics_table
from desktop.text import counted
from tests.reports.filling import WRITTEN, activity, course, draft, made, person, plan, product, store, words
from tests.reports.measuring import make, text_of
from tests.reports.samples import UNIT, profile


def test_an_empty_year_reads_naturally_and_truly(school: Database) -> None:
    report = made(school)
    assert words(report, "I.2") == (
        "Năm 2026, nhà trường chưa ban hành kế hoạch riêng và chưa lồng ghép nội dung truyền thông thực hiện "
        "Nghị quyết số 71-NQ/TW vào kế hoạch công tác năm."
    )
    assert "chưa tổ chức hoạt động truyền thông nào được ghi nhận" in words(report, "II.2")
    assert "chưa ghi nhận khoản chi riêng" in words(report, "II.7")
    assert "chưa ghi nhận trường hợp thông tin sai lệch" in words(report, "II.5")
    assert "None" not in str(to_json(report), "utf-8")
    assert make(report)


def test_counts_ratios_dates_and_money_are_written_as_offices_write_them(school: Database) -> None:
    officers = [person(f"Cán bộ {at}", officer=True) for at in range(5)]
    store(
        school,
        *officers,
        plan(number="15/KH-THCSCK", date=date(2026, 3, 5), subject="Truyền thông năm 2026"),
        course("BD_QUAN_TRIET", briefed=40, people=40, hours="7.5"),
        course("BD_TT_SO", attendees=[each.id for each in officers[:3]]),
        *[activity(topic="ND1", channel="K3", people=150, cost=1_250_000, integrated=at == 0) for at in range(8)],
    )
    report = made(school)
    assert "- Kế hoạch số 15/KH-THCSCK ngày 05/3/2026 “Truyền thông năm 2026”." in words(report, "I.2")
    assert "40/47 cán bộ, giáo viên, nhân viên đã được quán triệt, đạt tỷ lệ 85,1% (mục tiêu 100%)" in words(
        report, "II.1"
    )
    assert "03/05 cán bộ được đào tạo, bồi dưỡng, đạt tỷ lệ 60%" in words(report, "II.1")
    assert words(report, "II.2.ND1") == (
        "Trong kỳ, nhà trường đã tổ chức 08 hoạt động truyền thông, trong đó có 01 hoạt động lồng ghép, với 1.200 lượt "
        "người tham gia, thực hiện trực tiếp qua hội nghị, hội thảo, tập huấn."
    )
    assert "10.000.000 đồng (bằng chữ: Mười triệu đồng)" in words(report, "II.7")
    assert "tổng thời lượng 7,5 giờ" in words(report, "II.4")
    assert "còn thiếu 01 người" in words(report, "III.2")
    opening = report.sections[0].paragraphs[0].text
    assert "(số liệu tính từ ngày 01/01/2026 đến ngày 31/10/2026)" in opening
    assert report.sections[-1].paragraphs[0].text.endswith("theo quy định./.")


@pytest.mark.parametrize(
    ("channels", "ending"),
    [
        (("K3",), ", thực hiện trực tiếp qua hội nghị, hội thảo, tập huấn."),
        (("K2", "K3", "K3"), "; thực hiện trực tiếp qua hội nghị, hội thảo, tập huấn (02 hoạt động) và qua hệ thống thông tin cơ sở (01 hoạt động)."),
        (("K2", "K3", "K6"), "; thực hiện qua 03 kênh truyền thông."),
        (("K2", "K3", "K6", "K6"), "; thực hiện qua 03 kênh truyền thông, nhiều nhất qua các tổ chức chính trị - xã hội (02 hoạt động)."),
        (("K2", "K3", "K3", "K6", "K6"), "; chủ yếu trực tiếp qua hội nghị, hội thảo, tập huấn (02 hoạt động) và qua các tổ chức chính trị - xã hội (02 hoạt động)."),
    ],
)  # fmt: skip
def test_channels_are_called_chief_only_where_they_are(
    school: Database, channels: tuple[str, ...], ending: str
) -> None:
    store(school, *[activity(topic="ND3", channel=channel) for channel in channels])
    assert words(made(school), "II.2.ND3").endswith(f"{counted(len(channels))} hoạt động truyền thông{ending}")


def test_the_plan_is_cited_with_dots_until_its_number_is_entered(school: Database) -> None:
    assert "Kế hoạch số ......../KH-UBND ngày ..../..../2026" in made(school).sections[0].paragraphs[0].text
    with school.transaction() as session:
        installation = session.get(Installation, 1)
        assert installation
        installation.settings = {"plan_number": "88/KH-UBND", "plan_date": "2026-03-09"}
    assert "Kế hoạch số 88/KH-UBND ngày 09/3/2026 của" in made(school).sections[0].paragraphs[0].text


def test_the_users_words_follow_the_generated_ones_and_stay_apart(school: Database) -> None:
    store(school, draft(blocks=WRITTEN | {"II.2.ND1": "Học sinh <b>hào hứng</b>."}))
    report = made(school)
    section = next(each for each in report.sections if each.key == "II.2.ND1")
    assert [each.source for each in section.paragraphs] == [Source.GENERATED, Source.USER]
    assert report.missing == ()
    assert "Chưa viết phần" not in " ".join(report.warnings)


def test_unwritten_parts_are_named_and_leave_lines_for_the_pen(school: Database) -> None:
    store(school, draft(blocks={"III.1": "Tốt.", "III.2": "  \n "}))
    report = made(school)
    assert missing_parts(report) == ("tồn tại, hạn chế", "nguyên nhân", "đề xuất, kiến nghị")
    assert "Chưa viết phần tồn tại, hạn chế, nguyên nhân, đề xuất, kiến nghị" in report.warnings[0]
    assert text_of(make(report)).count("....................") >= 9


def test_the_users_words_about_cases_replace_the_sentence_that_there_were_none(school: Database) -> None:
    store(school, draft(blocks={"II.5": "Phát hiện 01 tin sai lệch.", "II.6": "Mô hình A.", "II.7": "Chi 2 triệu."}))
    report = made(school)
    for key in ("II.5", "II.6", "II.7"):
        assert "chưa ghi nhận" not in words(report, key)


def test_every_appendix_is_referred_to_and_in_order(school: Database) -> None:
    report = made(school)
    text = "\n".join(each.text for section in report.sections for each in section.paragraphs)
    assert [appendix.number for appendix in report.appendices] == ["I", "II", "III"]
    for appendix in report.appendices:
        assert re.search(rf"Phụ lục {appendix.number}\b", text)
    assert [appendix.form for appendix in report.appendices] == ["Biểu 01", "Biểu 02", "Biểu 03"]


def test_targets_without_a_number_show_a_dash_and_the_units_own_words(school: Database) -> None:
    store(school, draft(blocks={"II.1.MT30.2": "Đã có 01 chuyên mục."}))
    rows = {row.cells[1]: row.cells for row in made(school).appendices[0].table.rows}
    assert len(rows) == 8
    assert rows["MT30.2"][4:12] == ("-",) * 8
    assert rows["MT30.2"][12] == "Đã có 01 chuyên mục."
    assert rows["MT30.5"][7:12] == ("0", "5", "0", "-", "Chưa đạt")


def test_no_officers_reads_khong_phat_sinh(school: Database) -> None:
    with school.transaction() as session:
        profile_for(session, UNIT, 2026).officers = None
    report = made(school)
    rows = {row.cells[1]: row.cells for row in report.appendices[0].table.rows}
    assert rows["MT30.5"][7:12] == ("0", "0", "-", "-", "Không phát sinh")
    assert "không phát sinh chỉ tiêu này" in words(report, "II.1")


def test_what_lies_outside_the_period_or_in_the_bin_is_not_counted(school: Database) -> None:
    store(
        school,
        activity(date=date(2025, 12, 31)),
        activity(date=date(2026, 11, 1)),
        activity(deleted=True),
        activity(date=date(2026, 10, 31), date_to=date(2026, 11, 3)),
    )
    assert {each.code: each.value for each in made(school).figures}["HD"] == 1


def test_the_period_follows_last_years_cut_off_and_gaps_are_told(school: Database) -> None:
    store(school, draft(period_to=date(2026, 10, 15)))
    assert made(school, year=2027).period == Period(date(2026, 10, 16), date(2027, 10, 31))
    gap = made(school, Period(date(2026, 11, 1), date(2027, 10, 31)), 2027)
    assert "có ngày không thuộc kỳ nào" in " ".join(gap.warnings)
    twice = made(school, Period(date(2026, 10, 1), date(2027, 10, 31)), 2027)
    assert "trùng với kỳ trước" in " ".join(twice.warnings)
    assert default_period(2026) == Period(date(2026, 1, 1), date(2026, 10, 31))
    assert default_period(2028) == Period(date(2027, 11, 1), date(2028, 10, 31))


def test_a_unit_without_a_profile_is_told_what_to_do(school: Database) -> None:
    with school.snapshot() as session, pytest.raises(UserError, match="hồ sơ"):
        gather(session, "0190a000-0000-7000-8000-0000000000ff", 2026)


_activities = st.lists(
    st.fixed_dictionaries(
        {
            "topic": st.sampled_from(["ND1", "ND2A", "ND2D", "ND3", "ND4", "ND5", "ND2", "ND9", None]),
            "channel": st.sampled_from(["K1", "K2", "K3", "K4", "K5", "K6", "K7"]),
            "integrated": st.booleans(),
            "people": st.one_of(st.none(), st.integers(0, 5000)),
        }
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(_activities)
def test_rows_and_columns_of_the_matrix_add_up_to_the_number_of_activities(each: list[dict[str, Any]]) -> None:
    table = topics_table([activity(**values) for values in each])
    numbers = [[int(cell.replace(".", "")) for cell in row.cells[2:]] for row in table.rows]
    *rows, total = numbers
    assert [sum(column) for column in zip(*rows, strict=True)] == total
    channels = len(_channel_columns(table))
    for row in numbers:
        assert sum(row[:channels]) == row[channels]
    assert total[channels] == len(each)
    assert total[channels + 1] == sum(values["integrated"] for values in each)
    assert total[channels + 2] == sum(values["people"] or 0 for values in each)


def _channel_columns(table: Table) -> list[str]:
    return [column.head for column in table.columns if column.group]


_blocks = st.dictionaries(
    st.sampled_from(["I.1", "II.2.ND1", "II.5", "III.1", "III.2", "III.3", "IV.2", "II.1.MT30.2"]),
    st.text(st.characters(codec="utf-8"), max_size=80),
)


@settings(max_examples=12, deadline=None)
@given(_activities, _blocks, st.text(max_size=40))
def test_any_records_and_words_make_a_report_that_survives_its_frozen_form(
    each: list[dict[str, Any]], blocks: dict[str, str], name: str
) -> None:
    with TemporaryDirectory() as folder, Database.open(Path(folder), create=True) as database:
        unit = profile()
        unit.id, unit.name = profile_id(UNIT, 2026), name
        store(
            database,
            unit,
            draft(blocks=blocks),
            *[activity(**values) for values in each],
            course(name=name, note=name),
        )
        with database.transaction() as session:
            session.add(Installation(id=1, role="unit", unit_id=UNIT, created_at=utc_now(), settings={}))
        report = made(database)
    again = from_json(to_json(report))
    assert make(again) == make(report)


@pytest.mark.parametrize(
    ("sample", "changes", "lines"),
    [
        ("xã", {}, ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("xã", {"head_power": "TM."}, ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        ("phường", {}, ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("phường", {"head_post": "PHÓ CHỦ TỊCH"}, ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        ("Phường Tô Hiệu", {}, ("TM. ỦY BAN NHÂN DÂN", "Q. CHỦ TỊCH")),
        ("xã", {"head_power": "TL.", "head_post": "Chánh Văn phòng"}, ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
        ("THCS", {}, ("HIỆU TRƯỞNG",)),
        ("THCS", {"head_post": "Hiệu trưởng"}, ("HIỆU TRƯỞNG",)),
        ("THCS", {"head_power": "KT"}, ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG")),
        ("THCS", {"head_power": "KT. HIỆU TRƯỞNG", "head_post": "PHÓ HIỆU TRƯỞNG"}, ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG")),
        ("THCS", {"head_post": "KT. HIỆU TRƯỞNG\nPHÓ HIỆU TRƯỞNG"}, ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG")),
        ("tiểu học, phó hiệu trưởng", {}, ("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG")),
        ("quyền hiệu trưởng", {}, ("Q. HIỆU TRƯỞNG",)),
        ("trung tâm", {}, ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")),
        ("thừa lệnh", {}, ("TL. HIỆU TRƯỞNG", "TRƯỞNG PHÒNG TỔ CHỨC - HÀNH CHÍNH")),
        ("thừa ủy quyền", {}, ("TUQ. HIỆU TRƯỞNG", "PHÓ TRƯỞNG PHÒNG")),
    ],
)  # fmt: skip
def test_powers_of_signing_stand_as_the_decree_writes_them(
    sample: str, changes: dict[str, Any], lines: tuple[str, ...]
) -> None:
    assert naming.signature(profile(sample, **changes)).lines == lines


@pytest.mark.parametrize(
    ("sample", "place", "printed"),
    [
        ("xã", "xã Chiềng Khương", "Chiềng Khương"),
        ("phường", "Phường Mộc Châu", "Mộc Châu"),
        ("Phường Tô Hiệu", "Tô Hiệu", "Phường Tô Hiệu"),
        ("THPT", "phường Tô Hiệu", "Phường Tô Hiệu"),
        ("Sở", "Sơn La", "Sơn La"),
    ],
)
def test_the_place_carries_its_type_only_after_a_person(sample: str, place: str, printed: str) -> None:
    assert naming.letterhead(profile(sample, place=place), 2026, "").place == printed


def test_names_of_units_stand_as_the_decree_writes_them() -> None:
    def head(unit: UnitProfile) -> tuple[str | None, tuple[str, ...], str, str]:
        made = naming.letterhead(unit, 2026, "")
        issuer = tuple(line.replace("\u00a0", " ") for line in made.issuer)
        return made.governing and made.governing.replace("\u00a0", " "), issuer, made.sign, made.issued_by

    assert head(profile("xã")) == (
        None,
        ("ỦY BAN NHÂN DÂN", "XÃ CHIỀNG KHƯƠNG"),
        "BC-UBND",
        "UBND xã Chiềng Khương",
    )
    assert head(profile("Phường Tô Hiệu"))[1:] == (
        ("ỦY BAN NHÂN DÂN", "PHƯỜNG TÔ HIỆU"),
        "BC-UBND",
        "UBND Phường Tô Hiệu",
    )
    assert head(profile("tư thục"))[0] is None
    assert head(profile("THCS", sign="BC-THCS CK"))[2] == "BC-THCSCK"


def test_a_degree_before_the_name_is_left_out_and_told(school: Database) -> None:
    with school.transaction() as session:
        profile_for(session, UNIT, 2026).head_name = "ThS. Lò Thị Ánh"
    report = made(school)
    assert report.signature.name == "Lò Thị Ánh"
    assert "học hàm, học vị" in " ".join(report.warnings)
    assert naming.signer(profile(head_name="Tsìn Văn Thào")) == "Tsìn Văn Thào"


def _made_last_year(year: int = 2026) -> Report:
    edition = {"edition": 1, "sha256": "0" * 64, "code": "A", "at": "2026-11-01T00:00:00Z", "pages": 1}
    return draft(year, editions=[edition], period_to=date(year, 10, 31))


def test_a_jump_against_last_year_is_said_and_its_reason_asked_for_until_it_is_written(school: Database) -> None:
    store(
        school,
        _made_last_year(),
        *[activity(people=10) for _ in range(20)],
        *[activity(date=date(2027, 3, day), people=30) for day in range(1, 9)],
        product(quantity=3),
        product(date=date(2027, 3, 1), quantity=9),
    )
    report = made(school, year=2027)
    said = "So với năm trước, số hoạt động truyền thông giảm 60% (từ 20 xuống 08)."
    assert said in words(report, "II.2")
    assert "lượt người tham gia tăng" not in words(report, "II.2")
    assert "sản phẩm truyền thông tăng" not in words(report, "II.3")
    asked = [warning for warning in report.warnings if "viết lý do ở mục II.2" in warning]
    assert asked == [
        "Số hoạt động truyền thông giảm 60% so với năm trước (20 → 8). Hãy kiểm tra; nếu đúng, hãy viết lý do ở mục II.2 của báo cáo."
    ]
    store(school, draft(2027, blocks={"II.2": "Do trường sáp nhập từ tháng 3."}))
    explained = made(school, year=2027)
    assert said in words(explained, "II.2")
    assert not [warning for warning in explained.warnings if "lý do" in warning]


def test_without_last_years_report_there_is_nothing_to_compare(school: Database) -> None:
    store(school, *[activity(people=10) for _ in range(20)], activity(date=date(2027, 3, 1)))
    assert "So với năm trước" not in words(made(school, year=2027), "II.2")
