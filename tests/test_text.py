"""Dates, numbers, money and order as Vietnamese offices write them (domain F)."""

from __future__ import annotations

import random
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop import text


@pytest.mark.parametrize(
    "typed, day",
    [
        ("5/3/2026", date(2026, 3, 5)),
        ("05-03-2026", date(2026, 3, 5)),
        ("05.03.2026", date(2026, 3, 5)),
        (" 5 / 3 / 2026 ", date(2026, 3, 5)),
        ("2026-03-05", date(2026, 3, 5)),
        ("ngày 05 tháng 3 năm 2026", date(2026, 3, 5)),
        ("29/02/2028", date(2028, 2, 29)),
    ],
)
def test_dates_are_read_day_first(typed: str, day: date) -> None:
    assert text.parse_date(typed) == day


@pytest.mark.parametrize(
    "typed", ["30/02/2026", "29/2/2026", "không rõ", "", "3/2026", "5/3/26", "13/13/2026", "1/1/1900"]
)
def test_impossible_or_unclear_dates_are_refused_with_advice(typed: str) -> None:
    with pytest.raises(ValueError, match="Hãy"):
        text.parse_date(typed)


def test_dates_are_written_with_the_padding_of_the_decree() -> None:
    assert text.long_date(date(2026, 1, 5)) == "ngày 05 tháng 01 năm 2026"
    assert text.long_date(date(2026, 6, 29)) == "ngày 29 tháng 6 năm 2026"
    assert text.running_date(date(2026, 3, 3)) == "03/3/2026"
    assert text.running_date(date(2026, 1, 20)) == "20/01/2026"
    assert text.format_date(date(2026, 3, 3)) == "03/03/2026"


@pytest.mark.parametrize(
    "typed, amount",
    [("500.000đ", 500_000), ("2500000", 2_500_000), ("1.500", 1500), ("150.000 đồng", 150_000), ("-", 0), ("Không", 0),
     ("0", 0), ("", None), ("  ", None), ("1,200,000", 1_200_000)],
)  # fmt: skip
def test_money_is_whole_dong_and_zero_is_not_empty(typed: str, amount: int | None) -> None:
    assert text.parse_money(typed) == amount


@pytest.mark.parametrize("typed", ["1,5", "2,5 triệu", "nhiều", "-5", "1.50", "٣", "9" * 30])
def test_money_that_is_not_clear_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="Hãy"):
        text.parse_money(typed)


@pytest.mark.parametrize("typed, people", [("48", 48), ("1.020", 1020), ("48 người", 48), ("0", 0), ("", None)])
def test_people_are_read(typed: str, people: int | None) -> None:
    assert text.parse_count(typed) == people


def test_people_in_words_are_refused() -> None:
    with pytest.raises(ValueError, match="khoảng trăm người"):
        text.parse_count("khoảng trăm người")


@pytest.mark.parametrize(
    "number, words",
    [(105, "một trăm linh năm"), (1001, "một nghìn không trăm linh một"), (15, "mười lăm"), (21, "hai mươi mốt"),
     (24, "hai mươi tư"), (12_050_000, "mười hai triệu không trăm năm mươi nghìn"), (10, "mười"), (11, "mười một"),
     (2_500_005_000, "hai tỷ năm trăm triệu không trăm linh năm nghìn"), (0, "không"), (1_000_000, "một triệu")],
)  # fmt: skip
def test_numbers_in_words_are_northern(number: int, words: str) -> None:
    assert text.in_words(number) == words


def test_money_in_words_begins_with_a_capital_and_ends_with_dong() -> None:
    assert text.money_in_words(1_234_567) == "Một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng"


def test_counts_below_ten_are_padded_and_ratios_have_a_comma() -> None:
    assert [text.counted(n) for n in (0, 8, 47, 1020)] == ["0", "08", "47", "1.020"]
    assert [text.format_ratio(r) for r in (85.714, 100.0, 0.0)] == ["85,7", "100", "0"]


def test_people_stand_by_given_name_then_tone() -> None:
    names = ["Nguyễn Văn An", "Lò Thị Ánh", "Nguyễn Văn Ân", "Nguyễn Văn Ẩn"]
    mixed = random.Random(71).sample(names, len(names))
    assert sorted(mixed, key=text.person_sort_key) == names


def test_letters_come_before_tones() -> None:
    assert sorted(["mạ", "má", "ma", "mả", "mã", "mà", "mac", "đa", "da", "dạ"], key=text.sort_key) == [
        "da", "dạ", "đa", "ma", "mà", "mả", "mã", "má", "mạ", "mac",
    ]  # fmt: skip


@given(st.text())
def test_cleaning_twice_changes_nothing_more(anything: str) -> None:
    assert text.clean(text.clean(anything)) == text.clean(anything)


@given(st.text())
def test_folding_never_raises_and_is_stable(anything: str) -> None:
    assert text.fold(text.fold(anything)) == text.fold(anything)


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ếẾđĐǅßŉ\u0301\u00a0\u200b\t\n\r …“”"))))
def test_the_short_way_through_ordinary_text_gives_what_the_long_way_gives(typed: str) -> None:
    joined = unicodedata.normalize(
        "NFC", typed.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
    )
    assert text.clean(typed) == joined.translate(text._CLEAN).strip()
    marks_apart = unicodedata.normalize("NFD", typed.casefold())
    bare = "".join(c for c in marks_apart if not unicodedata.combining(c)).replace("đ", "d")
    assert text.fold(typed) == " ".join(bare.split())


def test_every_ordinary_letter_folds_and_cleans_alike_on_both_ways() -> None:
    for code in [*range(9, 11), *range(32, 127), *range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)]:
        letter = chr(code)
        assert text.clean(f"a{letter}b") == unicodedata.normalize("NFC", f"a{letter}b")
        assert text.fold(f"a{letter}b") == " ".join(text._without_marks(f"a{letter}b").split())
