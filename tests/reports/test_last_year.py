"""Last year's words as a start: years move on, numbers are pointed out, numbers of documents are not."""

from __future__ import annotations

from desktop.models.database import Database
from desktop.reports.last_year import last_years_blocks, started_from
from tests.reports.filling import draft, store
from tests.reports.samples import UNIT


def marked(text: str, year: int = 2027) -> list[str]:
    started = started_from(text, year)
    return [started.text[start:end] for start, end in started.marks]


def test_years_move_on_by_one_and_all_numbers_are_to_be_checked() -> None:
    text = "Năm 2026 (so với 2025) có 1.240 lượt, 85,7% ở 05 bản; năm học 2025-2026, đến 31/10/2026."
    moved = "Năm 2027 (so với 2026) có 1.240 lượt, 85,7% ở 05 bản; năm học 2026-2027, đến 31/10/2027."
    assert started_from(text, 2027).text == moved
    assert marked(text) == ["2027", "2026", "1.240", "85,7%", "05", "2026", "2027", "31/10/2027"]


def test_the_number_of_a_document_is_no_figure_and_a_longer_number_no_year() -> None:
    assert marked("Thực hiện Nghị quyết số 71-NQ/TW, Nghị định số 30/2020/NĐ-CP.") == []
    assert started_from("Chi 20260 đồng, mã 120261.", 2027).text == "Chi 20260 đồng, mã 120261."
    assert started_from("  \n", 2027).text == ""


def test_only_parts_that_say_something_are_offered(school: Database) -> None:
    assert last_years_blocks_of(school) == {}
    store(school, draft(2025, blocks={"III.1": "Kịp thời.", "III.2": " \n"}), draft(2026, blocks={"III.3": "Nay."}))
    assert last_years_blocks_of(school) == {"III.1": "Kịp thời."}


def last_years_blocks_of(database: Database) -> dict[str, str]:
    with database.snapshot() as session:
        return last_years_blocks(session, UNIT, 2026)
