"""Cells as clerks fill them, one by one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.excel.cells import Cell, number_text, read_hours, read_money, read_people, read_tick, shown, text
from desktop.excel.dates import DateContext, read_dates

MARCH = DateContext((2026,), 3)
YEAR = DateContext((2026,))
SCHOOL_YEAR = DateContext((2025, 2026))


@pytest.mark.parametrize(
    "typed, first, last",
    [
        ("5/3/2026", "2026-03-05", None), ("05-03-2026", "2026-03-05", None), ("5.3.2026", "2026-03-05", None),
        ("01/02/2026", "2026-02-01", None), ("2026-03-05", "2026-03-05", None),
        (date(2026, 9, 4), "2026-09-04", None),
        ("ngày 05 tháng 3 năm 2026", "2026-03-05", None), ("Thứ Năm, 5/3/2026", "2026-03-05", None),
        ("Sáng 5/3/2026", "2026-03-05", None), ("14h00 ngày 5/3/2026", "2026-03-05", None),
        ("13-14/4/2026", "2026-04-13", "2026-04-14"), ("13 - 14/4/2026", "2026-04-13", "2026-04-14"),
        ("từ 13/4 đến 14/4/2026", "2026-04-13", "2026-04-14"), ("Từ ngày 13 đến 14/4/2026", "2026-04-13", "2026-04-14"),
        ("13/4/2026 - 14/4/2026", "2026-04-13", "2026-04-14"), ("13/4/2026-14/4/2026", "2026-04-13", "2026-04-14"),
        ("13-4-2026 – 14-4-2026", "2026-04-13", "2026-04-14"), ("30/4-2/5/2026", "2026-04-30", "2026-05-02"),
        ("13 và 14/4/2026", "2026-04-13", "2026-04-14"), ("1/3/2026 đến 2/3", "2026-03-01", "2026-03-02"),
    ],
)  # fmt: skip
def test_dates_that_can_mean_one_thing_are_read_without_doubt(typed: Cell, first: str, last: str | None) -> None:
    found = read_dates(typed)
    assert found is not None
    assert found.doubt == ""
    assert [day and day.isoformat() for day in found.value] == [first, last]


@pytest.mark.parametrize(
    "typed, context, day",
    [
        ("5/3", YEAR, "2026-03-05"), ("5/3/26", DateContext(), "2026-03-05"), (46086, DateContext(), "2026-03-05"),
        ("46086", DateContext(), "2026-03-05"), (5, MARCH, "2026-03-05"), ("5-7", MARCH, "2026-03-05"),
        ("12/9", SCHOOL_YEAR, "2025-09-12"), ("12/2", SCHOOL_YEAR, "2026-02-12"), ("5/4/2026", MARCH, "2026-04-05"),
        ("5/3/2027", YEAR, "2027-03-05"), ("5/12/2025", DateContext(), "2025-12-05"), ("3, 20/4/2026", DateContext(), "2026-04-03"),
        ("1/3/2026 - 30/11/2026", DateContext(), "2026-03-01"),
    ],
)  # fmt: skip
def test_dates_that_needed_more_than_the_cell_are_read_with_a_doubt(
    typed: Cell, context: DateContext, day: str
) -> None:
    found = read_dates(typed, context)
    assert found is not None
    assert found.value[0].isoformat() == day
    assert found.doubt.startswith(found.value[0].strftime("%d/%m/%Y"))


@pytest.mark.parametrize(
    "typed",
    ["30/02/2026", "không rõ", "3/14/2026", "Tháng 3/2026", "3/2026", "Quý I/2026", "5/3", "5/3/2062", "1/1/1977", 3, 1.5,
     "14/4/2026 - 13/4/2026", "thường xuyên", "32/1/2026", "20260305", True, "5/3/2026 hoặc 6/3/2026", "٥/٣/2026"],
)  # fmt: skip
def test_dates_that_are_none_are_refused_with_advice(typed: Cell) -> None:
    with pytest.raises(ValueError, match=r"Hãy|đứng trước"):
        read_dates(typed)


@pytest.mark.parametrize("typed", [None, "", "  ", "\u00a0\n", "\u200b"])
def test_an_empty_cell_says_nothing(typed: Cell) -> None:
    assert read_dates(typed) is None
    assert (read_people(typed).value, read_money(typed).value, read_hours(typed).value) == (None, None, None)
    assert read_tick(typed).value is False


@pytest.mark.parametrize(
    "typed, people",
    [("48", 48), (48.0, 48), ("1.020", 1020), ("1 020", 1020), ("48 người", 48), ("48 HS", 48), ("0", 0), ("-", 0),
     ("Không", 0), (0.0, 0), ("12.0", 12), ("1.020 lượt người", 1020)],
)  # fmt: skip
def test_head_counts_are_read(typed: Cell, people: int) -> None:
    assert read_people(typed) == read_people(people)
    assert read_people(typed).doubt == ""
    assert read_people(typed).value == people


@pytest.mark.parametrize(
    "typed, people",
    [("khoảng 50 người", 50), ("hơn 100", 100), ("48 (24 nữ)", 48), ("120 HS, 35 PH", 155), ("120 HS + 3 GV", 123),
     ("1,020", 1020), ("HS: 48", 48)],
)  # fmt: skip
def test_head_counts_in_words_are_read_with_a_doubt(typed: Cell, people: int) -> None:
    found = read_people(typed)
    assert found.value == people
    assert found.doubt


@pytest.mark.parametrize(
    "typed",
    ["khoảng trăm người", 1.02, "1.5", "50-60", "12/15", "toàn trường", -3, "-5", True, "3 lớp", 1e18, float("nan"),
     float("inf"), "9" * 40, date(2026, 1, 1), "٤٨"],
)  # fmt: skip
def test_head_counts_that_are_none_are_refused(typed: Cell) -> None:
    with pytest.raises(ValueError, match="Hãy"):
        read_people(typed)


@pytest.mark.parametrize(
    "typed, unit, amount",
    [("500.000", 1, 500_000), ("150.000đ", 1, 150_000), (2_500_000.0, 1, 2_500_000), ("1.200.000 đồng", 1, 1_200_000),
     ("0", 1, 0), ("-", 1, 0), ("Không", 1, 0), ("2,5", 1_000_000, 2_500_000), (2.5, 1_000_000, 2_500_000),
     ("1.500", 1_000, 1_500_000), ("1,200,000", 1, 1_200_000)],
)  # fmt: skip
def test_money_is_read(typed: Cell, unit: int, amount: int) -> None:
    found = read_money(typed, unit)
    assert (found.value, found.doubt) == (amount, "")


@pytest.mark.parametrize(
    "typed, amount",
    [("2,5 triệu", 2_500_000), ("2tr5", 2_500_000), ("2tr500", 2_500_000), ("500k", 500_000), ("500 nghìn đồng", 500_000),
     (500.0, 500), ("500", 500)],
)  # fmt: skip
def test_money_no_book_keeper_writes_is_read_with_a_doubt(typed: Cell, amount: int) -> None:
    found = read_money(typed)
    assert found.value == amount
    assert "đồng" in found.doubt


@pytest.mark.parametrize(
    "typed", ["1,5", 1.5, "1.5", "nhiều", -1, "-500.000", "1.200 k", "2,5tr5", True, 1e30, "tự túc", float("nan")]
)
def test_money_that_is_none_is_refused(typed: Cell) -> None:
    with pytest.raises(ValueError, match="Hãy"):
        read_money(typed)


def test_hours_and_ticks_are_read() -> None:
    assert [read_hours(cell).value for cell in (8, 7.5, "7,5", "16 tiết", "8 giờ", "7.50")] == [
        "8", "7.5", "7.5", "16", "8", "7.5",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="Hãy ghi một số"):
        read_hours("2 ngày")
    assert all(read_tick(cell) == read_tick(True) for cell in ("x", "X", "Có", "v", "✓", 1, "Đã cấp"))
    assert not any(read_tick(cell).value for cell in ("Không", "0", "-", "chưa", False, 0))
    assert read_tick("Số 12/CN").doubt == "Có (ô ghi “Số 12/CN”)"


def test_text_is_nfc_without_stray_spaces_and_keeps_its_lines() -> None:
    assert text("  Tie\u0302\u0301ng   Vie\u0323\u0302t \r\n  dòng hai\u200b ") == "Tiếng Việt\ndòng hai"
    assert text(48.0) == "48"
    assert text(date(2026, 3, 5)) == "05/03/2026"
    assert shown(datetime(2026, 3, 5, 7, 30)) == "05/03/2026 07:30"  # noqa: DTZ001  a cell has no zone
    assert number_text(1.02) == "1,02"


cells = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.text("0123456789/-.,: thángnămđếntừkngười", max_size=24),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@example(cell=1.797693134862316e305, context=YEAR, unit=1_000)  # more than a float holds, once it is scaled
@given(cells, st.sampled_from([YEAR, MARCH, SCHOOL_YEAR, DateContext()]), st.sampled_from([1, 1_000, 1_000_000]))
def test_any_cell_is_read_or_refused_with_a_sentence(cell: Any, context: DateContext, unit: int) -> None:
    for reader in (lambda c: read_dates(c, context), read_people, lambda c: read_money(c, unit), read_hours, read_tick):
        said, found = "", None
        try:
            found = reader(cell)
        except ValueError as error:
            said = str(error)
        assert not said or len(said) > 10
        value = None if found is None else found.value
        if isinstance(value, tuple):
            assert 2025 <= value[0].year <= 2035
            assert value[1] is None or value[0] <= value[1]
        elif isinstance(value, int):
            assert 0 <= value <= 10**15


@given(st.dates(date(2025, 1, 1), date(2035, 12, 31)), st.sampled_from(["/", "-", "."]), st.booleans())
def test_every_day_typed_day_first_is_read_as_it_is(day: date, between: str, padded: bool) -> None:
    typed = (
        f"{day:%d}{between}{day:%m}{between}{day:%Y}" if padded else f"{day.day}{between}{day.month}{between}{day.year}"
    )
    found = read_dates(typed)
    assert found is not None
    assert found.value == (day, None)


@given(st.integers(0, 10_000_000))
def test_every_count_written_with_dots_or_without_is_read(number: int) -> None:
    assert read_people(f"{number:,}".replace(",", ".")).value == number
    assert read_people(float(number)).value == number
