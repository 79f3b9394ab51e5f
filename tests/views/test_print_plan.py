"""Pages as a clerk types them, and the order in which sides go through the printer."""

from __future__ import annotations

import pytest

from desktop.errors import UserError
from desktop.views.print_plan import one_sided, pages_typed, two_sided


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("1-3, 5", [0, 1, 2, 4]),
        ("1–3,5", [0, 1, 2, 4]),
        (" 2 ", [1]),
        ("5; 1 - 2", [0, 1, 4]),
        ("3-3,3", [2]),
        ("4-", [3, 4, 5]),
        ("1,2,,3,", [0, 1, 2]),
    ],
)
def test_pages_are_read_as_typed(text: str, pages: list[int]) -> None:
    assert pages_typed(text, 6) == pages


@pytest.mark.parametrize(
    "text", ["", " , ", "0", "7", "1-7", "3-2", "một", "1-2-3", "-", "1.5", "9" * 30, "-3", "²", "١"]
)
def test_pages_that_are_not_there_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(UserError, match="Hãy ghi"):
        pages_typed(text, 6)


def test_copies_come_as_sets_or_page_by_page() -> None:
    assert one_sided([0, 1, 4], 2) == [0, 1, 4, 0, 1, 4]
    assert one_sided([0, 1, 4], 2, collate=False) == [0, 0, 1, 1, 4, 4]


def test_an_even_number_of_pages_fills_both_sides() -> None:
    assert two_sided(range(4)) == ([0, 2], [1, 3])
    assert two_sided(range(4), reverse=True) == ([0, 2], [3, 1])


def test_an_odd_number_leaves_the_last_back_white_so_that_the_pile_stays_in_step() -> None:
    assert two_sided(range(5)) == ([0, 2, 4], [1, 3, None])
    assert two_sided(range(5), reverse=True) == ([0, 2, 4], [None, 3, 1])
    assert two_sided(range(3), copies=2) == ([0, 2, 0, 2], [1, None, 1, None])
    assert two_sided(range(3), copies=2, collate=False, reverse=True) == ([0, 0, 2, 2], [None, None, 1, 1])


def test_some_pages_are_paired_as_they_follow_each_other() -> None:
    assert two_sided([0, 1, 2, 4]) == ([0, 2], [1, 4])


def test_an_appendix_begins_a_sheet_of_its_own() -> None:
    assert two_sided(range(6), starts={3, 4}) == ([0, 2, 3, 4], [1, None, None, 5])
    assert two_sided(range(4), starts={0}) == ([0, 2], [1, 3])


def test_where_no_back_is_printed_there_is_no_second_run() -> None:
    assert two_sided([0]) == ([0], [])
    assert two_sided([2], copies=3, reverse=True) == ([2, 2, 2], [])
