"""Targets without a percentage are counts and grades; ratios know their milestones and say why they are not met."""

from __future__ import annotations

from datetime import date

import pytest

from desktop.models.catalogue import load_catalogue
from desktop.models.database import Database
from desktop.models.unit import profile_for
from desktop.reports.indicator_words import as_json, as_line
from desktop.reports.indicators import indicators
from desktop.reports.measure import Sort
from desktop.reports.milestones import gap_words, milestones, pace_words, reason
from tests.reports.filling import (
    YEAR_2026,
    assessment,
    commendation,
    count,
    course,
    page,
    person,
    plan,
    product,
    store,
)
from tests.reports.samples import UNIT


def test_all_eight_targets_of_the_plan_are_there_in_its_order(school: Database) -> None:
    assert list(count(school)) == [target.code for target in load_catalogue().targets()]
    assert len(count(school)) == 8


def test_pages_are_counted_once_as_page_column_or_integrated_and_stale_ones_are_named(school: Database) -> None:
    stale = page(type="TRANG", updated=date(2026, 9, 30))
    store(
        school,
        stale,
        page(),
        page(integrated=True),
        page(type="TUYEN"),
        page(closed=date(2026, 10, 1)),
        page(since=date(2026, 11, 2)),
        page(deleted=True),
    )
    one = count(school)["MT30.2"]
    assert (one.sort, one.numerator, one.denominator, one.percent, one.met) == (Sort.YES_NO, 3, 0, None, True)
    assert {each.code: each.number for each in one.counts} == {
        "TRANG": 1,
        "MUC": 1,
        "LONG_GHEP": 1,
        "CAP_NHAT": 3,
        "CHUA_CAP_NHAT": 1,
    }
    assert one.missing_ids == (stale.id,)
    assert "quá 30 ngày chưa cập nhật" in one.warnings[0]


def test_a_page_is_judged_on_the_day_looked_at_while_the_period_runs(school: Database) -> None:
    store(school, page(updated=date(2026, 3, 1)))
    with school.snapshot() as session:
        early = {i.code: i for i in indicators(session, UNIT, 2026, YEAR_2026, today=date(2026, 3, 20))}
    assert early["MT30.2"].missing_ids == ()
    assert len(count(school)["MT30.2"].missing_ids) == 1


def test_without_a_page_the_target_is_not_met_and_says_so(school: Database) -> None:
    one = count(school)["MT30.2"]
    assert (one.numerator, one.met) == (0, False)
    assert reason(one, 2026).startswith("Chưa có chuyên trang")


def test_products_add_up_by_kind_and_what_states_no_quantity_is_told_not_counted(school: Database) -> None:
    unstated = product(quantity=None)
    store(
        school,
        page(type="TUYEN"),
        product(quantity=3),
        product(quantity=0),
        product(type="SP_TIN", quantity=4, activity="0190a000-0000-7000-8000-00000000dead"),
        product(quantity=None, not_applicable=["quantity"]),
        unstated,
        product(type="SP_MOI_CHUA_BIET", quantity=2),
        product(date=date(2026, 11, 1), quantity=9),
    )
    one = count(school)["MT30.4"]
    assert (one.sort, one.numerator, one.met) == (Sort.COUNT, 10, None)
    assert {each.code: each.number for each in one.counts} == {
        "TUYEN": 1,
        "SP_TIN": 4,
        "SP_VIDEO": 3,
        "SP_MOI_CHUA_BIET": 2,
    }
    assert one.missing_ids == (unstated.id,)
    assert "1 sản phẩm chưa ghi số lượng" in one.warnings[0]


def test_honours_are_counted_by_sort_and_an_unknown_sort_is_not_lost(school: Database) -> None:
    store(
        school,
        *[commendation(type=kind) for kind in ("G_MO_HINH", "G_CA_NHAN", "G_CA_NHAN", "G_TON_VINH", "G_X", None)],
    )
    one = count(school)["MT30.6"]
    assert one.numerator == 6 == sum(each.number for each in one.counts)
    assert one.number_of("G_CA_NHAN") == 2
    assert one.number_of("G_TAP_THE") == 0


@pytest.mark.parametrize(
    ("grade", "met"), [("DG_TOT", True), ("DG_DAT", True), ("DG_MOT_PHAN", False), ("DG_CHUA", False), ("DG_X", None)]
)
def test_the_target_of_2035_is_the_units_own_judgement(school: Database, grade: str, met: bool | None) -> None:
    store(school, assessment("MT35.2", grade))
    one = count(school)["MT35.2"]
    assert (one.sort, one.grade, one.met, one.due) == (Sort.GRADE, grade, met, 2035)


def test_the_criterion_of_that_judgement_can_be_saved(school: Database) -> None:
    assert not [each for each in assessment("MT35.2", "DG_MOT_PHAN", proof="Sổ").problems() if each.blocking]


def test_json_keeps_its_keys_and_has_null_where_a_target_has_no_such_figure(school: Database) -> None:
    store(school, plan(), page(), commendation())
    found = {code: as_json(one, 2026) for code, one in count(school).items()}
    contract = ("numerator", "denominator", "percent", "target", "met")
    assert [found["MT30.1"][key] for key in contract] == [1, 1, 100.0, 100, True]
    assert [found["MT30.2"][key] for key in contract] == [1, None, None, None, True]
    assert [found["MT30.5"][key] for key in contract] == [0, 5, 0.0, 70, False]
    assert [found["MT30.6"][key] for key in contract] == [1, None, None, None, None]
    assert [found["MT35.2"][key] for key in contract] == [None, None, None, None, None]
    assert as_line(count(school)["MT30.2"]) == "MT30.2: 1 chuyên mục; 1 nơi có cập nhật trong kỳ"
    assert as_line(count(school)["MT35.2"]) == "MT35.2: chưa tự đánh giá"


def test_milestones_say_who_is_missing_and_how_fast(school: Database) -> None:
    with school.transaction() as session:
        profile_for(session, UNIT, 2026).officers = 10
    officers = [person(f"Cán bộ {at}", officer=True) for at in range(10)]
    store(school, *officers, course("BD_TT_SO", attendees=[officers[0].id, officers[1].id]))
    one = count(school)["MT30.5"]
    first, second = milestones(one, 2026)
    assert (first.year, first.target, first.needed, first.gap, first.pace) == (2030, 70, 7, 5, 2)
    assert (second.year, second.target, second.needed, second.gap, second.pace) == (2035, 100, 10, 8, 1)
    assert first.by_now == 2
    assert gap_words(one, first.gap) == "còn thiếu 5 cán bộ"
    assert pace_words(one, first) == "mỗi năm thêm 2 cán bộ"
    assert pace_words(one, milestones(one, 2030)[0]) == "đã đến mốc"
    assert reason(one, 2026) == (
        "2/10 cán bộ, đạt 20%, thấp hơn 70%. Có 8 người trong danh sách bên phải chưa được bồi dưỡng trong kỳ. "
        "Muốn đạt mốc 2030 còn cần thêm 5 cán bộ, mỗi năm thêm 2 cán bộ."
    )


def test_a_target_that_is_met_or_cannot_be_measured_has_words_too(school: Database) -> None:
    with school.transaction() as session:
        profile = profile_for(session, UNIT, 2026)
        profile.officers, profile.staff = 0, None
    store(school, plan("LONG_GHEP"))
    found = count(school)
    assert reason(found["MT30.1"], 2026) == "Đã có kế hoạch năm 2026."
    assert milestones(found["MT30.5"], 2026) == ()
    assert reason(found["MT30.5"], 2026).startswith("Không phát sinh")
    assert reason(found["MT30.3"], 2026).startswith("Không tính được tỷ lệ")
