"""Text typed for TCVN3 and VNI fonts: known by its font, asked about, converted on consent (domain F.3)."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from sqlalchemy import select

from desktop.excel.importing import import_workbook, preview
from desktop.excel.old_fonts import TCVN3_TABLE, VNI_TABLE, code_page_of, to_unicode
from desktop.excel.reading import read_workbook
from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.person import Person
from desktop.models.versions import Version
from tests.excel.conftest import SAMPLES

FAMILIES = ("Lò", "Cà", "Quàng", "Vàng", "Nguyễn", "Đặng", "Hoàng", "Lường", "Phạm", "Bùi")
MIDDLES = ("Thị", "Văn", "A", "Ngọc", "Đức", "Hữu", "Mỹ", "Xuân")
GIVEN = ("Hương", "Súa", "Ánh", "Ẩn", "Tuyết", "Dũng", "Khuê", "Nghĩa", "Ủy", "Quỳnh", "Tỵ", "Hưởng")
NAMES = [" ".join(parts) for parts in itertools.product(FAMILIES, MIDDLES, GIVEN)]


def typed_in_tcvn3(text: str) -> str:
    """The letters that TCVN3 keyboards stored; accented capitals, which it lacks, as their small letters."""
    stored = {shown: letter for letter, shown in TCVN3_TABLE.items()}
    return "".join(stored.get(letter) or stored.get(letter.lower()) or letter for letter in text)


def typed_in_vni(text: str) -> str:
    stored = {shown: letters for letters, shown in VNI_TABLE.items() if letters in (letters.lower(), letters.upper())}
    return "".join(stored.get(letter, letter) for letter in text)


def people(path: Path, names: Sequence[str], font: str) -> Path:
    """A staff list whose names are in that font."""
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.append(["STT", "Họ và tên", "Chức vụ"])
    for number, name in enumerate(names, 1):
        page.append([number, name, "Giao vien"])
        page.cell(number + 1, 2).font = Font(name=font)
    workbook.save(path)
    return path


@pytest.mark.skipif(shutil.which("iconv") is None, reason="glibc's own tables are asked")
def test_the_tcvn3_table_is_that_of_glibc() -> None:
    stored = "\n".join(TCVN3_TABLE)
    asked = ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"]
    answer = subprocess.run(asked, input=stored.encode("latin-1"), capture_output=True, check=False)
    if answer.returncode:
        pytest.skip("this iconv does not know TCVN5712-1")
    assert answer.stdout.decode().split("\n") == list(TCVN3_TABLE.values())
    assert len(TCVN3_TABLE) == 67 + 7


def test_vni_knows_every_vietnamese_letter_in_both_cases() -> None:
    small = set("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ")
    assert set(VNI_TABLE.values()) == small | {letter.upper() for letter in small}


@pytest.mark.parametrize(
    "font, page",
    [(".VnTime", "TCVN3"), (".vnarialh", "TCVN3"), ("VNI-Times", "VNI"), ("Times New Roman", None), ("Vni", None)],
)
def test_the_font_alone_tells_the_code_page(font: str, page: str | None) -> None:
    assert code_page_of(font) == page


def test_text_that_cannot_be_of_the_code_page_is_unicode_already() -> None:
    assert to_unicode("Trường Tiểu học", ".VnTime") is None
    assert to_unicode("Hà Giang", "VNI-Times") is None
    assert to_unicode("Tuyªn truyÒn", "Times New Roman") is None
    assert to_unicode("héi nghÞ 71", ".VnTimeH") == "HỘI NGHỊ 71"
    assert to_unicode("tr−êng", ".VnTime") == "trường"


@pytest.mark.parametrize("font, typed", [(".VnTime", typed_in_tcvn3), ("VNI-Times", typed_in_vni)])
def test_names_in_an_old_font_are_found_and_converted_on_consent_only(
    database: Database, tmp_path: Path, font: str, typed: Callable[[str], str]
) -> None:
    # A capital with a mark cannot be typed in .VnTime: clerks changed the font for that letter.
    names = [name for name in NAMES if not set(name) & set("ÁẨỦ")] if font == ".VnTime" else NAMES
    assert len(names) >= 500
    path = people(tmp_path / "cán bộ.xlsx", [typed(name) for name in names], font)

    seen = preview(database, path, "people").result
    accented = [name for name in names if not name.isascii()]
    assert len(seen.old_fonts) == len(accented)
    assert [one.after for one in seen.old_fonts] == accented
    assert {row.row for row in seen.refused} == {one.row for one in seen.old_fonts}
    assert [(one.value, one.read_as) for one in seen.doubtful] == [(one.before, one.after) for one in seen.old_fonts]

    refused = import_workbook(database, "people", path)
    assert (refused.added, refused.refused_rows) == (len(names) - len(accented), len(accented))
    with database.snapshot() as session:
        assert not any(typed(name) in (v.content or "") for v in session.scalars(select(Version)) for name in accented)

    assert import_workbook(database, "people", path, convert_fonts=True).added == len(accented)
    with database.snapshot() as session:
        assert set(session.scalars(select(Person.name))) == set(names)
    assert import_workbook(database, "people", path, convert_fonts=True).unchanged == len(names)


def log(path: Path) -> Path:
    """A log wholly in .VnTime, its headings in .VnTimeH, with a cell of two fonts and one that is Unicode."""
    workbook = Workbook()
    page = workbook.worksheets[0]
    page.append([typed_in_tcvn3(words) for words in ("ngày tháng", "nội dung", "hình thức", "địa điểm")])
    page.append(["5/3/2026", typed_in_tcvn3("Tuyên truyền chính sách tới phụ huynh"), typed_in_tcvn3("Họp bản")])
    page.append(["6/3/2026", None, typed_in_tcvn3("Họp phụ huynh"), "Nhà văn hóa bản Pá Hốc"])
    for row in page.iter_rows():
        for cell in row:
            cell.font = Font(name=".VnTimeH" if cell.row == 1 else ".VnTime")
    page["B3"] = CellRichText(
        TextBlock(InlineFont(rFont=".VnTimeH"), typed_in_tcvn3("ủy ban")),
        TextBlock(InlineFont(rFont="Times New Roman"), " nhân dân xã"),
    )
    workbook.save(path)
    return path


def test_a_sheet_with_its_headings_in_an_old_font_is_understood(database: Database, tmp_path: Path) -> None:
    path = log(tmp_path / "sổ cũ.xlsx")
    seen = preview(database, path, "activities")
    assert [column.heading for column in seen.columns] == ["NGÀY THÁNG", "NỘI DUNG", "HÌNH THỨC", "ĐỊA ĐIỂM"]
    assert (seen.result.refused_rows, seen.result.added) == (2, 0)
    assert "hãy đồng ý chuyển chữ phông cũ" in seen.result.refused[0].reason
    result = import_workbook(database, "activities", path, convert_fonts=True, book=seen.book)
    assert (result.added, result.refused, result.converted) == (2, [], True)
    with database.snapshot() as session:
        stored = session.scalars(select(Activity).order_by(Activity.date)).all()
    assert [(a.content, a.form, a.place) for a in stored] == [
        ("Tuyên truyền chính sách tới phụ huynh", "K2.3", ""),
        ("ỦY BAN nhân dân xã", "K6.3", "Nhà văn hóa bản Pá Hốc"),
    ]


def test_the_shared_strings_of_excel_are_read_run_by_run() -> None:
    """Excel keeps texts once in a part of their own; openpyxl, which made the other books, does not."""
    (sheet,) = read_workbook(SAMPLES / "phong-cu.xlsx").sheets
    assert sheet.rows[1][1:3] == ["Tuyên truyền Nghị quyết", "HỌP bản Pá Hốc"]
    assert {place: text.before for place, text in sheet.old_texts.items()} == {
        (1, 1): "Tuyªn truyÒn NghÞ quyÕt",
        (1, 2): "häp baûn Paù Hoác",
    }


def test_an_old_xls_is_converted_by_the_fonts_of_its_cells(database: Database) -> None:
    path = SAMPLES / "phong-cu.xls"
    assert preview(database, path, "people").result.refused_rows == 2
    assert import_workbook(database, "people", path, convert_fonts=True).added == 3
    with database.snapshot() as session:
        assert set(session.scalars(select(Person.name))) == {"Lò Thị Hương", "Nguyễn Văn Đức", "Vàng A Súa"}


def test_decomposed_and_invisible_characters_of_a_workbook_are_cleaned(database: Database, tmp_path: Path) -> None:
    path = people(
        tmp_path / "cb.xlsx", ["Lo\u0300\u200b Thi\u0323 H\u01b0\u01a1ng\ufeff", "Ca\u0300\u00a0Va\u0306n A"], "Arial"
    )
    assert import_workbook(database, "people", path).added == 2
    with database.snapshot() as session:
        assert set(session.scalars(select(Person.name))) == {"Lò Thị Hương", "Cà Văn A"}


def test_a_soft_hyphen_stays_until_the_font_says_that_it_is_a_letter(database: Database, tmp_path: Path) -> None:
    path = people(tmp_path / "cb.xlsx", ["Lª V¨n H\u00adng"], ".VnTime")
    import_workbook(database, "people", path, convert_fonts=True)
    with database.snapshot() as session:
        assert session.scalars(select(Person.name)).one() == "Lê Văn Hưng"


def test_the_refused_rows_of_an_old_font_come_back_readable(database: Database, tmp_path: Path) -> None:
    path = people(tmp_path / "cb.xlsx", [typed_in_vni("Nguyễn Văn Đức")], "VNI-Times")
    import_workbook(database, "people", path, errors_to=tmp_path / "lỗi.xlsx")
    page = load_workbook(tmp_path / "lỗi.xlsx").worksheets[0]
    assert "Nguyễn Văn Đức" in [cell.value for row in page.iter_rows() for cell in row]
