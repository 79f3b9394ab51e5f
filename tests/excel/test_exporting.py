"""Lists and templates out: real types, nothing that runs, read back without a question."""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from desktop.errors import UserError
from desktop.excel.exporting import ListColumn, ListSheet, safe_text, write_list, write_sheets
from desktop.excel.importing import import_workbook, preview
from desktop.excel.listing import write_records
from desktop.excel.reading import read_workbook
from desktop.excel.template import write_template
from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.queries import records
from tests.excel.conftest import SAMPLES

COLUMNS = [
    ListColumn("Ngày", "date"),
    ListColumn("Nội dung"),
    ListColumn("Số người", "number"),
    ListColumn("Kinh phí", "money"),
]


def test_a_list_has_real_dates_and_numbers_and_is_ready_to_print(tmp_path: Path) -> None:
    write_list(
        tmp_path / "ds.xlsx", COLUMNS, [[date(2026, 3, 5), "A", 1020, 150_000], [None, "B", None, 0]], "DANH SÁCH"
    )
    page = load_workbook(tmp_path / "ds.xlsx").worksheets[0]
    assert [cell.value for cell in page[2]] == ["Ngày", "Nội dung", "Số người", "Kinh phí"]
    assert page["A3"].is_date
    assert page["A3"].number_format == "dd/mm/yyyy"
    assert [(page[place].value, page[place].data_type) for place in ("C3", "D3", "D4")] == [
        (1020, "n"),
        (150_000, "n"),
        (0, "n"),
    ]
    assert page["C4"].value is None
    assert page.freeze_panes == "A3"
    assert page.page_setup.orientation == "landscape"
    assert str(page.page_setup.paperSize) == "9"
    assert page.print_title_rows == "$2:$2"
    assert page["A2"].font.bold


@pytest.mark.parametrize("typed", ["=1+1", '=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "==", "=" * 300])
def test_text_that_looks_like_a_formula_is_never_one(tmp_path: Path, typed: str) -> None:
    write_list(tmp_path / "ds.xlsx", [ListColumn("A"), ListColumn("B")], [[typed, "x"]])
    cell = load_workbook(tmp_path / "ds.xlsx").worksheets[0]["A2"]
    assert cell.data_type != "f"
    assert cell.value == typed.strip()
    assert cell.quotePrefix
    assert read_workbook(tmp_path / "ds.xlsx").sheets[0].rows[1][0] == typed.strip()


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_written_and_read_back_clean(tmp_path_factory: pytest.TempPathFactory, typed: str) -> None:
    path = tmp_path_factory.mktemp("chữ") / "ds.xlsx"
    write_list(path, [ListColumn("A"), ListColumn("B")], [["đầu", typed]])
    (_, row, *_) = read_workbook(path).sheets[0].rows
    got = str(row[1] or "")
    assert unicodedata.is_normalized("NFC", got)
    assert got.replace("\r\n", "\n").strip() == safe_text(typed).replace("_x005F_", "_").strip()


def test_a_text_longer_than_a_cell_is_cut_and_control_characters_go(tmp_path: Path) -> None:
    assert len(safe_text("a" * 40_000)) == 32_767
    assert safe_text("a\x00\x0b\ufffeb\x1f") == "a  b"
    assert safe_text("_x000D_") == "_x005F_x000D_"


def test_sheet_names_are_made_acceptable_and_unlike(tmp_path: Path) -> None:
    sheets = [
        ListSheet(name, [ListColumn("A")], [["x"]])
        for name in ("Tháng 1/2026 [a]:*?", "Tháng 1/2026 [a]:*?", "a" * 40, "")
    ]
    write_sheets(tmp_path / "ds.xlsx", sheets)
    names = load_workbook(tmp_path / "ds.xlsx").sheetnames
    assert len({name.casefold() for name in names}) == 4
    assert all(0 < len(name) <= 31 for name in names)


def test_a_place_that_cannot_be_written_is_told_and_the_old_file_stays(tmp_path: Path) -> None:
    folder = tmp_path / "ds.xlsx"
    folder.mkdir()
    with pytest.raises(UserError):
        write_list(folder, COLUMNS, [])
    assert list(tmp_path.iterdir()) == [folder]


@pytest.mark.parametrize("kind, columns", [("activity", 17), ("course", 12), ("person", 7)])
def test_a_template_filled_with_its_own_example_is_read_without_a_question(
    database: Database, tmp_path: Path, kind: str, columns: int
) -> None:
    path = tmp_path / "mẫu.xlsx"
    write_template(path, kind, 2026)
    with pytest.raises(UserError, match="chưa có dòng nào"):
        import_workbook(database, kind, path)
    workbook = load_workbook(path)
    page = workbook.worksheets[0]
    assert page.max_column == columns
    for column in range(2, columns + 1):
        page.cell(5, column).value = page.cell(4, column).value
    workbook.save(path)
    seen = preview(database, path, kind)
    assert (seen.result.added, seen.result.refused, seen.result.doubtful, seen.result.ignored_columns) == (
        1,
        [],
        [],
        [],
    )
    assert all(column.field for column in seen.columns[1:])
    assert [passed.why for passed in seen.passed] == ["dòng ví dụ"]


def test_a_templates_lists_are_those_of_the_catalogue_and_dates_stay_text(tmp_path: Path) -> None:
    write_template(tmp_path / "mẫu.xlsx", "activity", 2026)
    workbook = load_workbook(tmp_path / "mẫu.xlsx")
    page, reference = workbook.worksheets[0], workbook["Danh mục"]
    choices = {str(choice.sqref).split(":")[0]: choice.formula1 for choice in page.data_validations.dataValidation}
    assert len(choices) == 6
    assert page["B5"].number_format == "@"
    offered = [cell.value for column in reference.iter_cols(min_row=2) for cell in column if cell.value]
    assert "K2.1 – Tuyên truyền trên hệ thống đài truyền thanh cấp xã, phường" in offered
    assert "Tiếng Mông" in offered


def test_every_choice_of_the_template_is_understood_as_itself(database: Database, tmp_path: Path) -> None:
    from desktop.excel.template import _shown
    from desktop.models.catalogue import load_catalogue

    path = tmp_path / "mẫu.xlsx"
    write_template(path, "activity", 2026)
    workbook = load_workbook(path)
    page = workbook.worksheets[0]
    lists = {"noi_dung": 6, "hinh_thuc": 7, "doi_tuong": 9, "ngon_ngu": 12, "to_chuc_phoi_hop": 13}
    longest = max(len(_shown(name)) for name in lists)
    for number in range(longest):
        page.cell(5 + number, 2).value = "5/3/2026"
        page.cell(5 + number, 5).value = f"Hoạt động {number}"
        for name, column in lists.items():
            offered = _shown(name)
            page.cell(5 + number, column).value = offered[number % len(offered)]
    workbook.save(path)
    seen = preview(database, path, "activity")
    assert seen.result.refused == []
    catalogue = load_catalogue()
    for number, row in enumerate(seen.rows):
        value = row.values
        for name, field in (("doi_tuong", "audiences"), ("ngon_ngu", "languages"), ("to_chuc_phoi_hop", "partners")):
            entries = catalogue.entries(name)
            assert value[field] == [entries[number % len(entries)].code]
        assert _shown("hinh_thuc")[number % len(_shown("hinh_thuc"))].startswith(
            f"{value['form'] or value['channel']} "
        )
        assert _shown("noi_dung")[number % 8].startswith(f"{value['topic']} ")


def test_a_list_exported_and_imported_again_changes_nothing(database: Database, tmp_path: Path) -> None:
    import_workbook(database, "activities", SAMPLES / "so-theo-doi-2026.xlsx")
    with database.snapshot() as session:
        write_records(tmp_path / "ds.xlsx", Activity, session.scalars(records(Activity)).all())
    again = import_workbook(database, "activities", tmp_path / "ds.xlsx")
    assert (again.added, again.updated, again.unchanged, again.refused) == (0, 0, 83, [])
