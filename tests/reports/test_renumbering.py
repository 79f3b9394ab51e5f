"""References to appendices follow their new numbers; those to appendices left out go without a trace."""

from __future__ import annotations

import pytest

from desktop.reports.renumbering import referred_in, renumbered

NUMBERS = {"II": "I", "IV": "II", "V": "III"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x (chi tiết tại Phụ lục II).", "x (chi tiết tại Phụ lục I)."),
        ("x (chi tiết tại Phụ lục IV, V).", "x (chi tiết tại Phụ lục II và III)."),
        ("x (chi tiết tại Phụ\u00a0lục\u00a0IV, Phụ\u00a0lục\u00a0V).", "x (chi tiết tại Phụ lục II, Phụ lục III)."),
        ("các Phụ lục I, II và IV nêu rõ.", "các Phụ lục I và II nêu rõ."),
        ("Các Phụ lục II, III, IV nêu rõ.", "Các Phụ lục I và II nêu rõ."),
        ("các Phụ lục I, II và III nêu rõ.", "Phụ lục I nêu rõ."),
        ("x (Phụ lục II đến V).", "x (Phụ lục I, II và III)."),
        ("x (chi tiết tại Phụ lục III).", "x."),
        ("Số liệu chi tiết tại Phụ lục I.", "Số liệu."),
        ("x (theo dõi cả năm ở sổ ghi; chi tiết tại Phụ lục VI).", "x (theo dõi cả năm ở sổ ghi)."),
        ("Phụ lục II, Việt Nam và Lào", "Phụ lục I, Việt Nam và Lào"),
        ("x (Phụ lục II) và y (Phụ lục IV)", "x (Phụ lục I) và y (Phụ lục II)"),
        ("Nghị quyết số 71-NQ/TW (một lời ghi)", "Nghị quyết số 71-NQ/TW (một lời ghi)"),
    ],
)
def test_each_way_of_referring_gets_the_new_numbers(text: str, wanted: str) -> None:
    assert renumbered(text, NUMBERS).replace("\u00a0", " ") == wanted


def test_the_only_appendix_is_referred_to_without_a_number() -> None:
    assert (
        renumbered("x (chi tiết tại Phụ lục IV, V).", {"V": ""}).replace("\u00a0", " ") == "x (chi tiết tại Phụ lục)."
    )
    assert referred_in("x (chi tiết tại Phụ lục).") == {""}


def test_what_is_referred_to_is_told_number_by_number() -> None:
    assert referred_in("Phụ lục I và các Phụ\u00a0lục\u00a0III, V; không có gì khác") == {"I", "III", "V"}
    assert referred_in("không có gì") == set()
