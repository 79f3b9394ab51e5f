"""The Biểu as a workbook: what is a number on paper is a number, a total adds up, and it looks like the Decree's form."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import range_boundaries
from python_calamine import CalamineWorkbook

from desktop.errors import UserError
from desktop.excel.appendices import write_appendices
from desktop.models.database import Database
from desktop.reports.document import Align, AnnualReport, Appendix, Column, Row, Table
from desktop.text import format_number, format_ratio
from tests.reports.conftest import school as school
from tests.reports.filling import activity, course, made
from tests.reports.filling import store as keep
from tests.reports.samples import report

BODY = 9  # the first row of a table whose heads stand on two lines


def write(path: Path, written: AnnualReport) -> Any:
    write_appendices(path, written)
    return openpyxl.load_workbook(path)


def of(*rows: Row, columns: tuple[Column, ...], foot: tuple[str, ...] = ()) -> AnnualReport:
    return dataclasses.replace(
        report(), appendices=(Appendix("I", "SẢN PHẨM", "Biểu 04", False, Table(columns, rows, foot)),)
    )


def summed(page: Any, formula: str) -> float:
    """What `=SUM(…)` gives, by hand."""
    ranges = re.fullmatch(r"=SUM\((.+)\)", formula)
    assert ranges, formula
    total = 0.0
    for part in ranges[1].split(","):
        left, top, right, bottom = range_boundaries(part)
        for row in page.iter_rows(min_row=top, max_row=bottom, min_col=left, max_col=right):
            for cell in row:
                value = summed(page, cell.value) if cell.data_type == "f" else cell.value
                total += value if isinstance(value, (int, float)) else 0
    return total


def shown(cell: Any, value: Any) -> str:
    """A value as the paper says it."""
    if isinstance(value, (date, datetime)):
        return f"{value:%d/%m/%Y}"
    if cell.number_format == "0.0%":
        return format_ratio(value * 100)
    if isinstance(value, (int, float)):
        return format_number(int(value)) if value == int(value) else str(value).replace(".", ",")
    return str(value or "")


@pytest.fixture
def filled(school: Database) -> AnnualReport:
    topics = ("ND1", "ND3", "ND2A", None)
    keep(
        school,
        *(activity(topic=topics[at % 4], people=at * 300, channel=f"K{at % 6 + 1}") for at in range(23)),
        *(course("BD_TTS", hours=f"{at}.5", people=at * 7, date=date(2026, 3, at + 1)) for at in range(1, 9)),
    )
    return made(school)


def test_every_figure_of_the_paper_stands_in_the_workbook_and_every_total_adds_up_to_it(
    filled: AnnualReport, tmp_path: Path
) -> None:
    book = write(tmp_path / "biểu.xlsx", filled)
    assert book.sheetnames == [appendix.form for appendix in filled.appendices]
    formulas = 0
    for appendix, page in zip(filled.appendices, book, strict=True):
        table = appendix.table
        first = BODY if any(column.group for column in table.columns) else BODY - 1
        for at, row in enumerate(table.rows):
            for column, text in enumerate(row.cells, 1):
                cell = page.cell(first + at, column)
                value = cell.value
                if cell.data_type == "f":
                    formulas += 1
                    value = summed(page, value)
                assert shown(cell, value) == text.removesuffix(",0"), (page.title, cell.coordinate)
    assert formulas > 20


def test_totals_are_formulas_that_carry_their_value_for_readers_that_do_not_calculate(
    filled: AnnualReport, tmp_path: Path
) -> None:
    page = write(tmp_path / "biểu.xlsx", filled)["Biểu 02"]
    total = page.max_row - 2
    assert page.cell(total, 2).value == "Tổng cộng"
    assert page.cell(total, 3).value == f"=SUM(C{BODY}:C{total - 1})"
    assert page.cell(BODY, 9).value == f"=SUM(C{BODY}:H{BODY})"
    read = CalamineWorkbook.from_path(tmp_path / "biểu.xlsx").get_sheet_by_name("Biểu 02").to_python()
    assert read[total - 1][8] == 23


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_program_calculates_the_same(filled: AnnualReport, tmp_path: Path) -> None:
    path = tmp_path / "biểu.xlsx"
    write(path, filled)
    profile = f"-env:UserInstallation=file://{tmp_path}/office"
    command = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": str(tmp_path)})
    here, there = CalamineWorkbook.from_path(path), CalamineWorkbook.from_path(tmp_path / "biểu.ods")
    for name in here.sheet_names:
        ours, theirs = (book.get_sheet_by_name(name).to_python() for book in (here, there))
        assert [row[: len(ours[0])] for row in theirs[: len(ours)]] == ours


COLUMNS = (
    Column("Loại", 40),
    Column("Mã", 10, Align.CENTRE),
    Column("Ngày", 10, Align.CENTRE),
    Column("Số lượng", 10, Align.RIGHT),
    Column("Tỷ lệ (%)", 10, Align.RIGHT),
)


def test_texts_become_numbers_percentages_and_days_only_where_they_are_such(tmp_path: Path) -> None:
    row = Row(("1.500", "007", "05/03/2026", "12.345", "85,7"))
    odd = Row(("=1+1", "-", "30/02/2026", "1.5", "Không phát sinh"))
    cells = write(tmp_path / "b.xlsx", of(row, odd, columns=COLUMNS)).active
    values = [cell.value for cell in cells[8]]
    assert values == ["1.500", "007", datetime(2026, 3, 5), 12345, 0.857]  # noqa: DTZ001
    assert [cell.number_format for cell in cells[8]][2:] == ["dd/mm/yyyy", "#,##0", "0.0%"]
    assert [cell.value for cell in cells[9]] == ["=1+1", "-", "30/02/2026", "1.5", "Không phát sinh"]
    assert {cell.data_type for cell in cells[9]} == {"s"}


def test_a_total_that_is_no_sum_stays_a_number_and_groups_have_their_own(tmp_path: Path) -> None:
    def row(name: str, number: str, bold: bool = False) -> Row:
        return Row((name, "", "", number, ""), bold)

    page = write(
        tmp_path / "b.xlsx",
        of(
            row("Bài viết", "3"),
            row("Ảnh", "4"),
            row("Cộng báo chí", "7", True),
            row("Loa", "5"),
            row("Cộng phát thanh", "5", True),
            row("Tổng cộng", "12", True),
            row("Tổng số người, mỗi người một lần", "9", True),
            columns=COLUMNS,
        ),
    ).active
    assert [page.cell(at, 4).value for at in (10, 12, 13, 14)] == [
        "=SUM(D8:D9)",
        "=SUM(D11:D11)",
        "=SUM(D8:D9,D11:D11)",
        9,
    ]


def test_a_sheet_prints_as_the_appendix_does(tmp_path: Path) -> None:
    written = report(rows=4)
    first, second = write(tmp_path / "b.xlsx", written)
    assert (first.page_setup.orientation, second.page_setup.orientation) == ("landscape", "portrait")
    for page in (first, second):
        assert (page.page_setup.paperSize, page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (9, 1, 0)
        assert page.print_title_rows == "$6:$8"
        assert page.page_margins.left == pytest.approx(30 / 25.4)
        assert {"A1:F1", "A2:F2", "A3:F3", "D6:E6", "A6:A7", "F6:F7"} <= {
            str(each) for each in page.merged_cells.ranges
        }
        assert [page.cell(8, at).value for at in range(1, 7)] == ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"]
        fonts = {cell.font.name for row in page.iter_rows() for cell in row if cell.value}
        assert fonts == {"Times New Roman"}
        assert all(cell.border.left.style == "thin" for row in page.iter_rows(min_row=8, max_row=13) for cell in row)
    assert first["A1"].value == "Phụ lục I"
    assert re.fullmatch(
        r"\(Kèm theo Báo cáo số +/BC-THCSCK ngày +tháng +năm 2026 của Trường THCS .*\)", first["A3"].value
    )
    assert first["F5"].value == "Biểu 01"


HOSTILE = ("=1+1|cmd", "\ud800\x00\x0b", "x" * 40_000, "", "9" * 400, "_x0041_", "1.000.000.000.000.000")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_in_a_cell_is_kept_as_text(hostile: str, tmp_path: Path) -> None:
    page = write(tmp_path / "b.xlsx", of(Row((hostile,) * 5), columns=COLUMNS, foot=(hostile,))).active
    assert all(cell.data_type == "s" or cell.value is None for cell in page[8])


def test_no_appendix_is_an_empty_sheet_and_a_bad_place_a_sentence(tmp_path: Path) -> None:
    bare = dataclasses.replace(report(), appendices=())
    assert write(tmp_path / "b.xlsx", bare).sheetnames == ["Không có biểu"]
    (tmp_path / "tệp").write_text("")
    with pytest.raises(UserError):
        write_appendices(tmp_path / "tệp" / "b.xlsx", bare)


def test_a_total_of_columns_adds_its_own_group_and_not_the_estimate_before_it(tmp_path: Path) -> None:
    spent = "Thực hiện theo nguồn"
    columns = (
        Column("Nội dung chi", 40),
        Column("Dự toán", 14, Align.RIGHT),
        *(Column(f"KP{at}", 14, Align.RIGHT, spent) for at in range(1, 5)),
        Column("Tổng", 14, Align.RIGHT, spent),
        Column("Tỷ lệ (%)", 10, Align.RIGHT),
    )
    rows = (
        Row(("CH1", "0", "1.000.000", "0", "500", "0", "1.000.500", "-")),
        Row(("CH2", "0", "0", "0", "0", "250.000", "250.000", "-")),
        Row(("Tổng cộng", "0", "1.000.000", "0", "500", "250.000", "1.250.500", "-"), bold=True),
    )
    page = write(tmp_path / "b.xlsx", of(*rows, columns=columns)).active
    assert [page.cell(at, 7).value for at in (9, 10, 11)] == ["=SUM(C9:F9)", "=SUM(C10:F10)", "=SUM(G9:G10)"]
    assert [page.cell(11, at).value for at in (2, 3, 8)] == ["=SUM(B9:B10)", "=SUM(C9:C10)", "-"]
