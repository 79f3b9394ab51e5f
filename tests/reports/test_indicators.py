"""Targets count what the Plan means: each person once, no ratio without a denominator, ids behind each figure."""

from __future__ import annotations

from datetime import date

from desktop.models.database import Database
from desktop.models.unit import profile_for
from tests.reports.filling import count, course, person, plan, store
from tests.reports.samples import UNIT


def _set_profile(database: Database, **values: int | None) -> None:
    with database.transaction() as session:
        for name, value in values.items():
            setattr(profile_for(session, UNIT, 2026), name, value)


def test_without_a_plan_the_first_target_is_missed(school: Database) -> None:
    store(school, plan("VAN_BAN"), plan(year=2025))
    one = count(school)["MT30.1"]
    assert (one.numerator, one.denominator, one.percent, one.met) == (0, 1, 0.0, False)


def test_an_own_or_integrated_plan_meets_it_once_and_is_named(school: Database) -> None:
    own, integrated = plan(), plan("LONG_GHEP")
    store(school, own, integrated)
    one = count(school)["MT30.1"]
    assert (one.numerator, one.denominator, one.percent, one.met) == (1, 1, 100.0, True)
    assert set(one.numerator_ids) == {own.id, integrated.id}


def test_a_person_briefed_twice_counts_once_and_unnamed_staff_are_added(school: Database) -> None:
    staff = [person(f"Người {at}") for at in range(4)]
    ids = [each.id for each in staff]
    store(
        school,
        *staff,
        course("BD_QUAN_TRIET", attendees=ids[:3], briefed=10),
        course("BD_QUAN_TRIET", "BD_TT_SO", attendees=ids[:2]),
        course("BD_TT_SO", attendees=ids),
    )
    one = count(school)["MT30.3"]
    assert (one.numerator, one.denominator, one.percent, one.met) == (13, 47, 27.7, False)
    assert one.missing_ids == (ids[3],)


def test_who_has_left_or_lies_in_the_bin_or_is_of_a_later_course_does_not_count(school: Database) -> None:
    gone, binned, here = person(until=date(2026, 10, 30)), person(deleted=True), person()
    store(
        school,
        gone,
        binned,
        here,
        course("BD_QUAN_TRIET", attendees=[gone.id, binned.id]),
        course("BD_QUAN_TRIET", attendees=[here.id], date=date(2026, 11, 1)),
        course("BD_QUAN_TRIET", attendees=[here.id], deleted=True),
    )
    assert count(school)["MT30.3"].numerator == 0


def test_more_people_than_staff_is_a_warning(school: Database) -> None:
    store(school, course("BD_QUAN_TRIET", briefed=50))
    one = count(school)["MT30.3"]
    assert (one.numerator, one.met) == (50, True)
    assert "nhiều hơn tổng số cán bộ" in one.warnings[0]


def test_without_staff_there_is_nothing_to_measure(school: Database) -> None:
    _set_profile(school, staff=None)
    one = count(school)["MT30.3"]
    assert (one.denominator, one.percent, one.met) == (0, None, None)


def test_officers_count_with_one_course_that_is_more_than_a_briefing(school: Database) -> None:
    officers = [person(f"Cán bộ {at}", officer=True) for at in range(5)]
    teacher = person("Giáo viên")
    ids = [each.id for each in officers]
    store(
        school,
        *officers,
        teacher,
        course("BD_QUAN_TRIET", attendees=ids),
        course("BD_TT_SO", attendees=[ids[0], teacher.id]),
        course("BD_QUAN_TRIET", "BD_XU_LY_TIN", certified=[ids[1]]),
        course("BD_TT_SO", attendees=[ids[0]]),
    )
    found = count(school)
    one = found["MT30.5"]
    assert (one.numerator, one.denominator, one.percent, one.target, one.met) == (2, 5, 40.0, 70, False)
    assert set(one.numerator_ids) == {ids[0], ids[1]}
    assert set(one.missing_ids) == set(ids[2:])
    assert not one.warnings
    later = found["MT35.1"]
    assert (later.numerator, later.denominator, later.target, later.met) == (2, 5, 100, False)


def test_the_larger_number_of_officers_is_the_denominator_and_a_difference_is_a_warning(school: Database) -> None:
    store(school, person(officer=True), person(officer=False))
    one = count(school)["MT30.5"]
    assert one.denominator == 5
    assert "Hồ sơ đơn vị ghi 5" in one.warnings[0]


def test_without_officers_the_target_does_not_arise(school: Database) -> None:
    _set_profile(school, officers=0)
    for code in ("MT30.5", "MT35.1"):
        one = count(school)[code]
        assert (one.numerator, one.denominator, one.percent, one.met) == (0, 0, None, None)


def test_seventy_percent_is_enough_and_a_third_is_rounded_half_up(school: Database) -> None:
    _set_profile(school, officers=10)
    officers = [person(f"Cán bộ {at}", officer=True) for at in range(10)]
    store(school, *officers, course("BD_TT_SO", attendees=[each.id for each in officers[:7]]))
    one = count(school)["MT30.5"]
    assert (one.percent, one.met) == (70.0, True)


def test_training_before_the_period_counts_only_since_2026(school: Database) -> None:
    officer = person(officer=True)
    store(school, officer, course("BD_TT_SO", attendees=[officer.id]))
    from desktop.reports.document import Period

    one = count(school, Period(date(2026, 6, 1), date(2026, 10, 31)))["MT30.5"]
    assert (one.numerator, one.cumulative) == (0, 1)
