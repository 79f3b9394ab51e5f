"""What the pages of exchange say, and the letters of Alt."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

import desktop.views
from desktop.views.exchange_standing import Standing, sentence_of, steps_of
from desktop.views.widgets.drives import size_words
from sync.packets import ExchangeState
from tests.desk.conftest import OpenPage, Province

NOTHING = ExchangeState(None, None, None, None, None, "", None, "")
EXPORTED = replace(NOTHING, exported_at="2026-11-01T02:00:00+00:00", days_without_receipt=9)


def standing(state: ExchangeState) -> Standing:
    """A page with this state."""
    return Standing(2026, state, False, "", [], [])


def test_nine_days_without_a_receipt_are_a_warning() -> None:
    text, mood = sentence_of(standing(EXPORTED))
    assert text.startswith("Đã xuất 9 ngày, chưa có biên nhận.")
    assert mood == "warning"


def test_the_steps_follow_what_is_known() -> None:
    assert [mood for _, _, mood in steps_of(standing(NOTHING))] == ["done", "next", "next", "next"]
    received = replace(EXPORTED, days_without_receipt=None, receipt=12, received_at="2026-11-09T02:00:00+00:00")
    accepted = replace(received, verdict="accepted")
    assert [mood for _, _, mood in steps_of(standing(accepted))] == ["done"] * 4
    returned = replace(received, verdict="returned", reason="Thiếu Biểu 02.", deadline=date(2026, 12, 1))
    assert steps_of(standing(returned))[3][0] == "Bị trả lại"
    assert "Thiếu Biểu 02. Hạn nộp lại: 01/12/2026." in sentence_of(standing(returned))[0]


def test_after_a_return_the_sentence_follows_the_new_bundle() -> None:
    returned = replace(EXPORTED, days_without_receipt=None, receipt=12, verdict="returned", reason="Thiếu Biểu 02")
    assert "xuất gói" in sentence_of(standing(returned))[0]
    assert "chưa có biên nhận" in sentence_of(standing(replace(returned, days_without_receipt=0)))[0]
    assert "chờ duyệt lại" in sentence_of(replace(standing(returned), received_again=True))[0]


def test_nothing_ever_says_that_it_was_sent() -> None:
    folder = Path(desktop.views.__file__).parent
    said = [
        path.name
        for path in folder.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if "đã gửi" in line.casefold() and not line.startswith('"""')
    ]
    assert said == []


def test_sizes_are_said_as_a_person_says_them() -> None:
    assert [size_words(n) for n in (12, 2048, 3_435_973_837)] == ["12 byte", "2 KB", "3,2 GB"]


def letters(window: QWidget) -> Counter[str]:
    """The letters of Alt that can be pressed now, with how often each is given."""
    found: Counter[str] = Counter()
    widgets: list[QAbstractButton | QLabel] = [*window.findChildren(QAbstractButton), *window.findChildren(QLabel)]
    for widget in widgets:
        if widget.isVisible() and not (isinstance(widget, QLabel) and widget.buddy() is None):
            found[QKeySequence.mnemonic(widget.text()).toString()] += 1
    found.pop("", None)
    return found


@pytest.mark.parametrize("name", ["units", "inbox", "exchange"])
def test_no_letter_of_alt_is_given_twice(name: str, open_page: OpenPage, province: Province, qtbot: QtBot) -> None:
    folder = province.school("SL-0001") if name == "exchange" else province.department
    page = open_page(folder, name)
    found = letters(page)
    assert found
    assert not {"Alt+B", "Alt+I", "Alt+G"} & set(found)  # the menu's
    assert [letter for letter, number in found.items() if number > 1] == []
