"""An edition is frozen, numbered, found again byte for byte, and its code can be read over the phone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.reports.code import ALPHABET, code_of, matches, read_code
from desktop.reports.freeze import editions_of, freeze, load_edition, make_annual_pdf
from tests.reports.filling import WRITTEN, activity, draft, made, store
from tests.reports.measuring import make


@pytest.fixture
def written(school: Database) -> Database:
    store(school, draft(blocks=WRITTEN), activity(topic="ND1"))
    return school


def test_the_same_content_is_the_same_edition_and_other_content_the_next(written: Database) -> None:
    first = freeze(written, 2026)
    assert freeze(written, 2026) == first
    store(written, activity(topic="ND3"))
    second = freeze(written, 2026)
    assert (first.edition, second.edition) == (1, 2)
    assert first.code != second.code
    assert editions_of(written, 2026) == (first, second)


def test_a_frozen_edition_is_unmoved_by_later_records_and_makes_the_same_pdf(written: Database) -> None:
    before = made(written)
    first = freeze(written, 2026)
    store(written, activity(topic="ND3"))
    frozen, found = load_edition(written, 2026, 1)
    assert (frozen, found) == (before, first)
    assert matches(first.code.lower(), written.files.get(first.sha256))
    assert make(frozen, edition=1, code=first.code) == make(before, edition=1, code=first.code)


def test_freezing_refuses_what_the_plan_demands_and_nobody_wrote(school: Database) -> None:
    with pytest.raises(UserError, match="kết quả đạt được, tồn tại, hạn chế, nguyên nhân, đề xuất, kiến nghị"):
        freeze(school, 2026)
    assert editions_of(school, 2026) == ()
    assert freeze(school, 2026, incomplete=True).edition == 1


def test_what_was_not_frozen_cannot_be_loaded(written: Database) -> None:
    with pytest.raises(UserError, match="chưa chốt"):
        load_edition(written, 2026)
    freeze(written, 2026)
    with pytest.raises(UserError, match="bản số 2"):
        load_edition(written, 2026, 2)


def test_a_damaged_body_is_refused(written: Database) -> None:
    edition = freeze(written, 2026)
    written.files.path(edition.sha256).write_bytes(b"{}")
    with pytest.raises(UserError, match="hỏng"):
        load_edition(written, 2026)


def test_freezing_is_no_undo_step(written: Database) -> None:
    from desktop.models.history import last_change

    freeze(written, 2026)
    with written.snapshot() as session:
        assert last_change(session) is None


def test_the_action_answers_as_the_command_line_promises(written: Database, tmp_path: Path) -> None:
    target = tmp_path / "báo cáo.pdf"
    answer = make_annual_pdf(written, 2026, pdf_path=target)
    assert set(answer) == {"pdf", "pages", "code", "frozen", "version", "warnings"}
    assert (answer["frozen"], answer["code"], answer["version"]) == (False, None, None)
    frozen = make_annual_pdf(written, 2026, pdf_path=target, freeze=True)
    assert (frozen["frozen"], frozen["version"], frozen["pdf"]) == (True, 1, str(target))
    report, edition = load_edition(written, 2026)
    assert target.read_bytes() == make(report, edition=1, code=edition.code)
    assert edition.pages == frozen["pages"]


def test_a_chosen_period_is_kept_with_the_edition(written: Database) -> None:
    freeze_answer = make_annual_pdf(written, 2026, date(2026, 3, 1), date(2026, 9, 30), freeze=True)
    assert freeze_answer["version"] == 1
    assert (made(written).period.start, made(written).period.end) == (date(2026, 3, 1), date(2026, 9, 30))


def test_impossible_years_periods_and_places_are_sentences(written: Database, tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("")
    for arguments in (
        {"year": 1999},
        {"year": 2026, "start": date(2026, 12, 1)},
        {"year": 2026, "pdf_path": tmp_path / "tệp" / "a.pdf"},
    ):
        with pytest.raises(UserError):
            make_annual_pdf(written, **arguments)


def test_missing_parts_and_unprintable_signs_are_warnings_of_the_action(school: Database) -> None:
    store(school, draft(blocks={"III.1": "Tốt 🎉"}))
    warnings = " ".join(make_annual_pdf(school, 2026)["warnings"])
    assert "Chưa viết phần tồn tại" in warnings
    assert "🎉" in warnings


@given(st.binary(max_size=40))
def test_a_code_is_read_however_it_is_typed(body: bytes) -> None:
    code = code_of(body)
    assert len(code) == 14
    assert read_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l")) == code


@given(st.binary(max_size=40), st.integers(0, 11), st.sampled_from(ALPHABET))
def test_one_wrong_character_or_two_exchanged_are_noticed(body: bytes, at: int, other: str) -> None:
    letters = list(code_of(body).replace("-", ""))
    right = letters[at]
    letters[at] = other
    assert (read_code("".join(letters)) is None) is (other != right)
    letters[at] = right
    if at < 9 and letters[at] != letters[at + 1]:
        letters[at], letters[at + 1] = letters[at + 1], letters[at]
        assert read_code("".join(letters)) is None


@pytest.mark.parametrize("typed", ["", "abc", "UUUU-UUUU-UUUU", "1" * 500, "ắ" * 12])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None
