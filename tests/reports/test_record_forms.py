"""Biểu 04–08 and the sentences made from the further records: true, in good Vietnamese, and adding up."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.models.database import Database
from desktop.reports.annual import missing_parts
from desktop.reports.budget_form import budget_table
from desktop.reports.document import from_json, to_json
from desktop.reports.product_forms import products_table
from tests.reports.filling import (
    WRITTEN,
    activity,
    assessment,
    broadcast,
    budget_line,
    cells,
    commendation,
    difficulty,
    draft,
    duty,
    figures_of,
    made,
    opinion,
    page,
    product,
    store,
    words,
)
from tests.reports.measuring import make


def test_forms_without_a_record_are_left_out_and_the_others_numbered_without_a_gap(school: Database) -> None:
    store(school, product(), budget_line(spent=1), opinion())
    report = made(school)
    assert [(each.number, each.form) for each in report.appendices] == [
        ("I", "Biểu 01"),
        ("II", "Biểu 02"),
        ("III", "Biểu 03"),
        ("IV", "Biểu 04"),
        ("V", "Biểu 05"),
        ("VI", "Biểu 07"),
    ]


def test_every_form_there_is_referred_to_in_the_text(school: Database) -> None:
    store(
        school, activity(), product(), broadcast(), budget_line(), commendation(), opinion(), assessment("TC1"), page()
    )
    report = made(school)
    text = "\n".join(each.text for section in report.sections for each in section.paragraphs).replace("\u00a0", " ")
    assert [each.form for each in report.appendices] == [
        f"Biểu 0{at}" for at in ("1", "2", "3", "4", "4b", "5", "6", "7", "8")
    ]
    for appendix in report.appendices:
        assert re.search(rf"Phụ lục {appendix.number}\b", text), appendix.form


def test_zero_not_stated_and_not_applicable_stay_three_things_in_the_form_of_products(school: Database) -> None:
    store(
        school,
        product(type="SP_TIN", quantity=0, views=0),
        product(type="SP_VIDEO", quantity=2, minutes="1.5", views=None),
        product(type="SP_PHONG_SU", quantity=None, views=None, not_applicable=["views"], minutes="10"),
    )
    rows = {row[1]: row for row in cells(made(school), "Biểu 04")}
    assert rows["Tin"][2:7] == ("tin", "0", "-", "-", "0")
    assert rows["Video clip"][2:7] == ("clip", "2", "3", "-", "…")
    assert rows["Phóng sự"][2:8] == ("phóng sự", "…", "10", "-", "-", "1 sản phẩm chưa ghi số lượng")
    assert rows["Tổng cộng"][3:7] == ("2", "13", "-", "0")


def test_minutes_on_air_are_length_times_broadcasts_by_language(school: Database) -> None:
    store(
        school,
        broadcast(minutes="5", broadcasts=10, clusters=12),
        broadcast(minutes="7.5", broadcasts=4, clusters=9),
        broadcast(minutes="5", broadcasts=6, language="NN_THAI"),
        broadcast(minutes="5", broadcasts=None, language=None),
    )
    report = made(school)
    assert cells(report, "Biểu 04b") == [
        ("1", "Tiếng Việt (ngôn ngữ phổ thông)", "2", "14", "80", "12"),
        ("2", "Tiếng Thái", "1", "6", "30", "…"),
        ("3", "Chưa ghi ngôn ngữ", "1", "…", "…", "…"),
        ("", "Tổng cộng", "4", "20", "110", "12"),
    ]
    assert (
        "Hệ thống loa truyền thanh đã phát 04 bài, chương trình với 20 lượt phát, tổng thời lượng 110 phút; phát bằng "
        "tiếng Việt (02 bài, chương trình) và tiếng Thái (01 bài, chương trình) (chi tiết tại Phụ lục V)."
    ) in words(report, "II.3")
    assert figures_of(report)["PT.NN_VIET.PHUT"] == (80, None)


def test_the_budget_is_told_by_source_and_purpose_with_the_amount_in_words(school: Database) -> None:
    store(
        school,
        budget_line(estimate=10_000_000, spent=8_570_000),
        budget_line(source="KP4", purpose="CH3", spent=1_000_000),
        budget_line(source=None, purpose="CH9", spent=500_000),
        budget_line(year=2025, spent=7),
        activity(cost=2_000_000),
    )
    report = made(school)
    [table] = [each.table for each in report.appendices if each.form == "Biểu 05"]
    assert [column.head for column in table.columns][3:8] == ["KP1", "KP2", "KP3", "KP4", "Khác"]
    assert table.rows[-1].cells[2:] == (
        "10.000.000",
        "0",
        "8.570.000",
        "0",
        "1.000.000",
        "500.000",
        "10.070.000",
        "100,7",
    )
    assert table.rows[-2].cells[1] == "Chưa phân loại"
    assert table.foot[0] == "Bằng chữ: Mười triệu không trăm bảy mươi nghìn đồng."
    assert words(report, "II.7").startswith(
        "Năm 2026, dự toán kinh phí truyền thông là 10.000.000 đồng; kinh phí đã thực hiện là 10.070.000 đồng (bằng chữ: "
        "Mười triệu không trăm bảy mươi nghìn đồng), đạt 100,7% dự toán (chi tiết tại Phụ lục IV)."
    )
    assert "các hoạt động trong kỳ ghi 2.000.000 đồng" in " ".join(report.warnings)
    assert figures_of(report)["KP.CHI"] == (10_070_000, None)


def test_costs_of_activities_speak_where_the_year_has_no_budget_line(school: Database) -> None:
    store(school, activity(cost=2_000_000))
    report = made(school)
    assert "Tổng kinh phí đã chi cho 01 hoạt động" in words(report, "II.7")
    assert not [warning for warning in report.warnings if "Kinh phí" in warning]
    assert figures_of(report)["KP.CHI"] == (2_000_000, None)


def test_cases_and_honours_are_sentences_and_rows(school: Database) -> None:
    store(
        school,
        opinion(platform="NT_FACEBOOK", source="một trang ở xã", measures=["BP_CUNG_CAP"], closed=date(2026, 4, 9)),
        opinion(date=date(2026, 4, 3)),
        commendation(level="CAP_XA", published=True),
        commendation(date=date(2026, 9, 6), type="G_CA_NHAN", who="Lò Thị Ánh", award="HK_GIAY_KHEN", level="CAP_XA", decision="12/QĐ-UBND", decided=date(2026, 9, 1)),
    )  # fmt: skip
    report = made(school)
    assert words(report, "II.5") == (
        "Trong kỳ, nhà trường phát hiện 02 trường hợp dư luận, thông tin sai lệch, đã xử lý xong 01, đang xử lý 01; biện pháp: "
        "cung cấp thông tin chính thống (01 trường hợp) (chi tiết tại Phụ lục V)."
    )
    assert words(report, "II.6") == (
        "Trong kỳ, nhà trường ghi nhận 01 mô hình hay, cách làm sáng tạo, sáng kiến và 01 cá nhân điển hình "
        "(cấp xã, phường: 02); 01 trường hợp đã được đăng tải, nhân rộng (chi tiết tại Phụ lục IV)."
    )
    assert "Lò Thị Ánh" not in words(report, "II.6")
    assert cells(report, "Biểu 06")[1][1:8] == (
        "Lò Thị Ánh", "", "Cá nhân điển hình", "Giấy khen", "Cấp xã, phường", "12/QĐ-UBND\n01/09/2026", "Chưa",
    )  # fmt: skip
    assert cells(report, "Biểu 06")[0][6] == "-"
    assert cells(report, "Biểu 07")[1] == (
        "2",
        "03/04/2026",
        "…",
        "Tin sai về việc sáp nhập lớp",
        "…",
        "-",
        "Đang xử lý",
        "…",
    )
    assert figures_of(report)["DL.XONG"] == (1, 2)


def test_duties_say_who_does_what_and_unknown_ones_do_no_harm(school: Database) -> None:
    held = activity()
    store(
        school,
        held,
        duty("CQ_CSGD.1", person="tổ truyền thông", result="Ban hành kế hoạch số 15.", activities=[held.id, held.id, "không còn"]),
        duty("CQ_CSGD.3", state="NV_DANG"),
        duty("CQ_LA.9"),
    )  # fmt: skip
    text = words(made(school), "I.3").split("\n")
    assert text[1] == (
        "Về 04 nhiệm vụ được giao tại Kế hoạch: đã thực hiện 01, đang thực hiện 01, chưa ghi tình trạng 02. Cụ thể:"
    )
    assert text[2].endswith(
        ": đã thực hiện (phụ trách: tổ truyền thông), 01 hoạt động trong kỳ; kết quả: ban hành kế hoạch số 15;"
    )
    assert len(text) == 4
    assert figures_of(made(school))["NV"] == (1, 4)


def test_proposals_raised_in_the_year_answer_the_demanded_part_by_addressee(school: Database) -> None:
    store(
        school,
        draft(blocks={key: text for key, text in WRITTEN.items() if key != "IV.2"}),
        difficulty(cause="Loa dùng đã lâu", proposal="Cấp 02 cụm loa.", addressee="KN_UBND_XA"),
        difficulty(type="KK_KIEN_NGHI", content="Mở lớp bồi dưỡng\nngay tại xã", addressee="KN_SO_GDDT"),
        difficulty(type="KK_KIEN_NGHI", content="Đã xong", resolved=date(2026, 7, 1), addressee="KN_SO_GDDT"),
        difficulty(date=date(2026, 12, 1), proposal="Kỳ sau", addressee="KN_SO_GDDT"),
    )
    report = made(school)
    assert words(report, "IV.2") == (
        "Đối với Sở Giáo dục và Đào tạo:\n- Mở lớp bồi dưỡng ngay tại xã.\nĐối với UBND xã, phường:\n- Cấp 02 cụm loa."
    )
    assert missing_parts(report) == ()
    assert "Loa ở bản Hin Pẻn hỏng" in words(report, "III.2")
    assert "- Loa dùng đã lâu." in words(report, "III.3")


def test_what_the_clerk_adds_comes_after_the_proposals_of_the_year(school: Database) -> None:
    store(school, draft(blocks=WRITTEN), difficulty(proposal="Cấp loa", addressee=None))
    assert words(made(school), "IV.2") == "Đối với cơ quan, đơn vị liên quan:\n- Cấp loa.\nKhông có."


def test_the_self_assessment_shows_every_criterion_once_one_is_judged(school: Database) -> None:
    store(school, assessment("TC2", "DG_TOT", result="Đủ", proof="Sổ"), assessment("MT35.2", "DG_DAT"))
    report = made(school)
    rows = cells(report, "Biểu 08")
    assert len(rows) == 5
    assert rows[0][2:] == ("…", "…", "…", "…")
    assert rows[1][2:] == ("Đủ", "Sổ", "Tốt", "-")
    assert "tốt 01 tiêu chí (chi tiết tại Phụ lục IV)" in words(report, "III.1")
    assert {row[1]: row for row in cells(report, "Biểu 01")}["MT35.2"][11] == "Đạt"


def test_counted_targets_stand_in_form_01_with_what_was_counted(school: Database) -> None:
    store(school, page(), product(quantity=3))
    rows = {row[1]: row for row in cells(made(school), "Biểu 01")}
    assert rows["MT30.2"][3:] == (
        "trang, mục", "-", "-", "-", "1", "-", "-", "-", "Đạt", "01 chuyên mục",
    )  # fmt: skip
    assert rows["MT30.4"][7] == "3"
    assert rows["MT30.6"][7] == "-"


_amounts = st.one_of(st.none(), st.integers(0, 10**12))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "source": st.sampled_from(["KP1", "KP2", "KP3", "KP4", "KP9", None]),
                "purpose": st.sampled_from(["CH1", "CH2", "CH5", "CH9", None]),
                "estimate": _amounts,
                "spent": _amounts,
            }
        ),
        max_size=15,
    )
)
def test_rows_and_columns_of_the_budget_add_up_to_the_lines(each: list[dict[str, Any]]) -> None:
    table = budget_table([budget_line(not_applicable=[], **values) for values in each])
    numbers = [[int(re.sub(r"\D", "", cell) or 0) for cell in row.cells[2:-1]] for row in table.rows]
    *rows, total = numbers
    assert [sum(column) for column in zip(*rows, strict=True)] == total
    assert all(sum(row[1:-1]) == row[-1] for row in numbers)
    assert total[-1] == sum(values["spent"] or 0 for values in each)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "type": st.sampled_from(["SP_TIN", "SP_VIDEO", "SP_PHAT_THANH", "SP_KHAC", "SP_X", ""]),
                "quantity": st.one_of(st.none(), st.integers(0, 999)),
                "minutes": st.sampled_from([None, "5", "1.5", "0", "hỏng"]),
                "broadcasts": st.one_of(st.none(), st.integers(0, 99)),
                "views": st.one_of(st.none(), st.integers(0, 99999)),
            }
        ),
        max_size=15,
    )
)
def test_rows_of_the_products_add_up_to_the_total(each: list[dict[str, Any]]) -> None:
    table = products_table([product(not_applicable=[], **values) for values in each])
    *rows, total = [row.cells for row in table.rows]
    for at in (3, 5, 6):
        assert sum(int(re.sub(r"\D", "", row[at]) or 0) for row in rows) == int(re.sub(r"\D", "", total[at]) or 0)
    assert len(rows) == len({values["type"] for values in each})


def test_a_report_of_everything_survives_its_frozen_form(school: Database) -> None:
    store(school, product(type="SP_X"), broadcast(), budget_line(), commendation(type="G_X", level="C"), opinion(measures=["X"]), assessment("TC1", "DG_X"), duty("CQ_CSGD.1", state="X"), difficulty(addressee="X", proposal="Y"), page(type="X"))  # fmt: skip
    report = made(school)
    assert make(from_json(to_json(report))) == make(report)
