"""The forms as they lie on paper: nothing that should stay together is broken, nothing stands alone."""

from __future__ import annotations

import dataclasses

import pytest

from desktop.reports.column_widths import column_widths
from desktop.reports.document import AnnualReport, Row
from desktop.reports.pdf import FontMetrics, _letter_widths
from desktop.reports.typesetting import Typesetter
from tests.reports.measuring import make, measure
from tests.reports.profiles import LONG
from tests.reports.samples import report, table


def with_rows(*cells: tuple[str, ...], bold: tuple[str, ...] | None = None) -> AnnualReport:
    made = report(rows=3)
    rows = (*map(Row, cells), *([Row(bold, bold=True)] if bold else []))
    form = dataclasses.replace(made.appendices[1], table=dataclasses.replace(table(), rows=rows))
    return dataclasses.replace(made, appendices=(form,))


def lines_of(made: AnnualReport) -> list[str]:
    return [line.text for page in measure(make(made)) for line in page.lines]


@pytest.mark.parametrize("number", ["1.234.567.890", "12.345.678.901,5", "31/12/2026", "100,00%"])
def test_a_number_is_never_broken_however_narrow_its_column(number: str) -> None:
    assert number in lines_of(with_rows(("1", LONG, "05/03/2026", number, "0", "1")))
    assert number in lines_of(
        with_rows(("1", LONG, "05/03/2026", "1", "0", "1"), bold=("", "Tổng", "", number, "0", "1"))
    )


def test_the_sign_of_a_document_is_broken_after_its_marks_only() -> None:
    lines = lines_of(with_rows(("1", LONG, "số 21/KH-PTDTBTTHTHCSNL", "1", "0", "1")))
    assert any("PTDTBTTHTHCSNL" in line for line in lines)


def test_a_word_without_end_does_not_take_the_other_columns_their_room() -> None:
    _letter_widths()
    setter = Typesetter(FontMetrics())
    form = table(2)
    rows = (Row(("1", "Tin", "05/03/2026", "k" * 500, "m" * 59, "1")), *form.rows)
    widths = column_widths(dataclasses.replace(form, rows=rows), 460.0, setter)
    assert sum(widths) == pytest.approx(460.0)
    designed = [460.0 * column.width / 136 for column in form.columns]
    assert all(width >= has * 0.6 - 0.01 for width, has in zip(widths, designed, strict=True))
    assert max(widths[3], widths[4]) <= 0.3 * 460.0 + 0.01


def test_where_everything_fits_the_columns_are_as_designed() -> None:
    _letter_widths()
    form = table(30)
    widths = column_widths(form, 460.0, Typesetter(FontMetrics()))
    assert widths == [460.0 * column.width / 136 for column in form.columns]


@pytest.mark.parametrize("rows", range(26, 60))
def test_the_notes_under_a_table_never_stand_alone_on_a_page(rows: int) -> None:
    pages = measure(make(report(rows=rows)))
    noted = [page for page in pages if any(line.text.startswith("Số người đã dự") for line in page.lines)]
    assert len(noted) == 2
    for page in noted:
        assert any(line.text == "Tổng cộng" for line in page.lines)
        assert sum(line.text == "05/03/2026" for line in page.lines) >= 1
