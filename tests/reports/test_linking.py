"""A figure in a sentence or a form leads to exactly the records it was counted from."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.reports.annual import gather
from desktop.reports.document import AnnualReport, Behind, Link, from_json, to_json
from desktop.reports.linking import figure, paragraph, without_marks
from tests.reports.filling import activity, store
from tests.reports.samples import UNIT

A, B = "0197a000-0000-7000-8000-000000000001", "0197a000-0000-7000-8000-000000000002"


def test_a_marked_figure_is_found_where_it_stands() -> None:
    two = figure("02", Behind("activity", (A, B)))
    made = paragraph(f"Có {two} hoạt động, {figure('01', Behind('course', (A,)))} lớp.")
    assert made.text == "Có 02 hoạt động, 01 lớp."
    assert made.links == (Link(3, 5, Behind("activity", (A, B))), Link(17, 19, Behind("course", (A,))))
    assert figure("0", None) == figure("0", Behind("activity", ())) == "0"


@given(st.text(alphabet="aế \ue0f0\ue0f1\ue0f2:,0", max_size=60))
def test_private_characters_of_a_user_do_no_harm(text: str) -> None:
    made = paragraph(text + figure("05", Behind("activity", (A,))))
    assert not set(made.text) & set("\ue0f0\ue0f1\ue0f2")
    assert made.text == without_marks(made.text)
    for link in made.links:
        assert 0 <= link.start < link.end <= len(made.text)
    assert made.text[made.links[-1].start : made.links[-1].end] == "05"


@pytest.fixture
def report(school: Database) -> AnnualReport:
    many = [
        activity(channel=f"K{1 + n % 6}", topic="ND1" if n % 2 else "ND3", integrated=n % 3 == 0, people=n)
        for n in range(14)
    ]
    store(school, *many)
    with school.snapshot() as session:
        return gather(session, UNIT, 2026)


def test_links_lie_on_figures_and_counts_of_activities_have_as_many_records(report: AnnualReport) -> None:
    links = [
        (paragraph.text, link)
        for section in report.sections
        for paragraph in section.paragraphs
        for link in paragraph.links
    ]
    assert len(links) > 10
    counts = 0
    for text, link in links:
        shown = text[link.start : link.end]
        assert re.fullmatch(r"[\d.]+", shown), (text, link)
        if link.behind.kind == "activity" and text[link.end :].startswith(" hoạt động"):
            assert int(shown) == len(set(link.behind.ids)), text
            counts += 1
    assert counts > 5


def test_cells_of_the_forms_have_as_many_records_as_they_say(report: AnnualReport, school: Database) -> None:
    table = next(one.table for one in report.appendices if one.form == "Biểu 02")
    for row in table.rows:
        assert len(row.behind) == len(row.cells)
        for cell, behind in list(zip(row.cells, row.behind, strict=True))[2:-1]:
            assert int(cell) == len(behind.ids if behind else ()), row.cells
    with school.snapshot() as session:
        every = {one.id for one in session.query(Activity)}
    assert set(table.rows[-1].behind[-3].ids) == every  # type: ignore[union-attr]


def test_links_are_no_part_of_what_is_frozen(report: AnnualReport) -> None:
    body = to_json(report)
    assert b"behind" not in body
    assert b"links" not in body
    assert to_json(from_json(body)) == body
