"""“Lấy mẫu Excel”: an empty book of any kind that can be imported, with lists to choose from made of today's catalogue.

The example row is passed over on import. Dates and numbers are typed into text cells: under English settings Excel would turn
5/4/2026 into the 4th of May and 1.020 into 1,02.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from desktop.errors import UserError
from desktop.excel.codes import offered, shown
from desktop.excel.exporting import safe_text, save, set_up_page
from desktop.excel.fields import PLAIN, Field, Holds
from desktop.models.catalogue import load_catalogue

ROWS = 500
"""Rows made ready for typing; more may be added below."""
REFERENCE = "Danh mục"
_LINE = Side(style="thin", color="9A9A9A")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_FONT = "Times New Roman"


@dataclass(frozen=True)
class _Column:
    heading: str
    width: float
    example: str = ""
    listed: str = ""
    as_text: bool = False
    several: bool = False


_TITLES = {
    "activity": "SỔ THEO DÕI CÔNG TÁC TRUYỀN THÔNG NĂM {year}",
    "course": "DANH SÁCH THAM GIA BỒI DƯỠNG, QUÁN TRIỆT NĂM {year}",
    "person": "DANH SÁCH CÁN BỘ, GIÁO VIÊN, NHÂN VIÊN NĂM {year}",
} | {sheet.kind: sheet.title for sheet in PLAIN.values()}
_HINT = "Dòng ví dụ không được nhập. Cột có danh sách: bấm mũi tên để chọn; nhiều mục thì gõ cách nhau bằng dấu phẩy."
EXAMPLE = "Ví dụ"


def _columns(kind: str, year: int) -> list[_Column]:
    if kind in PLAIN:
        return [_Column("STT", 7, EXAMPLE), *(_plain_column(field, year) for field in PLAIN[kind].fields)]
    return {"activity": _activity_columns, "course": _course_columns, "person": _person_columns}[kind](year)


def _activity_columns(year: int) -> list[_Column]:
    return [
        _Column("STT", 7, EXAMPLE),
        _Column("Ngày tháng", 13, f"05/3/{year}", as_text=True),
        _Column("Đến ngày", 13, "", as_text=True),
        _Column("Tên hoạt động", 28, "Tuyên truyền tại họp bản Pá Hốc"),
        _Column("Nội dung tuyên truyền", 40, "Phổ biến chính sách hỗ trợ học sinh bán trú"),
        _Column("Nhóm nội dung", 26, _shown("noi_dung")[5], "noi_dung"),
        _Column("Hình thức", 30, "Họp bản", "hinh_thuc"),
        _Column("Lồng ghép", 10, "Có", "co_khong"),
        _Column("Đối tượng", 24, "Phụ huynh, Học sinh", "doi_tuong", several=True),
        _Column("Số lượt người", 11, "48", as_text=True),
        _Column("Địa điểm", 20, "Nhà văn hóa bản Pá Hốc"),
        _Column("Ngôn ngữ", 16, "Tiếng Việt, Tiếng Thái", "ngon_ngu", several=True),
        _Column("Đơn vị phối hợp", 22, "Hội Phụ huynh học sinh", "to_chuc_phoi_hop", several=True),
        _Column("Người thực hiện", 20, "Lò Thị Hương"),
        _Column("Kết quả", 20, "48/50 hộ dự họp, nhất trí thực hiện"),
        _Column("Kinh phí (đồng)", 14, "150.000", as_text=True),
        _Column("Ghi chú", 16),
    ]


def _course_columns(year: int) -> list[_Column]:
    return [
        _Column("STT", 7, EXAMPLE),
        _Column("Họ và tên", 24, "Lò Thị Hương"),
        _Column("Chức vụ", 18, "Giáo viên"),
        _Column("Cán bộ truyền thông", 13, "x", "danh_dau"),
        _Column("Lớp bồi dưỡng", 38, "Kỹ năng xử lý thông tin trên môi trường mạng"),
        _Column("Từ ngày", 13, f"13/4/{year}", as_text=True),
        _Column("Đến ngày", 13, f"14/4/{year}", as_text=True),
        _Column("Số tiết", 9, "16", as_text=True),
        _Column("Đơn vị tổ chức", 24, "Sở Giáo dục và Đào tạo"),
        _Column("Hình thức", 14, "Trực tiếp", "hinh_thuc_boi_duong"),
        _Column("Chứng nhận", 11, "x", "danh_dau"),
        _Column("Ghi chú", 18),
    ]


def _person_columns(year: int) -> list[_Column]:
    return [
        _Column("STT", 7, EXAMPLE),
        _Column("Họ và tên", 28, "Lò Thị Hương"),
        _Column("Chức vụ", 24, "Giáo viên"),
        _Column("Cán bộ truyền thông", 14, "x", "danh_dau"),
        _Column("Từ ngày", 13, f"01/01/{year}", as_text=True),
        _Column("Đến ngày", 13, "", as_text=True),
        _Column("Ghi chú", 28),
    ]


_TYPED = (Holds.DAY, Holds.ANY_DAY, Holds.YEAR, Holds.COUNT, Holds.MONEY, Holds.MINUTES)


def _plain_column(field: Field, year: int) -> _Column:
    """A column as its declaration says; the example names codes, the sheet shows their words."""
    example = field.example.format(year=year)
    if field.listed:
        example = ", ".join(shown(code, field.listed) for code in example.split(", ") if code)
    listed = "co_khong" if field.holds == Holds.TICK else field.listed
    several = field.holds == Holds.CODES
    return _Column(field.heading, field.width, example, listed, as_text=field.holds in _TYPED, several=several)


def _shown(name: str) -> list[str]:
    """What a list offers: codes with labels where the code decides, labels alone where several may be typed."""
    catalogue = load_catalogue()
    if name == "hinh_thuc":
        channels = catalogue.entries("kenh")
        return [f"{entry.code} – {entry.label}" for k in channels for entry in (k, *catalogue.forms(k.code))]
    if name == "noi_dung":
        return [f"{entry.code} – {entry.label}" for entry in catalogue.leaf_topics()]
    if name in ("co_khong", "danh_dau"):
        return ["Có", "Không"] if name == "co_khong" else ["x"]
    return offered(name)


def write_template(path: Path, kind: str, year: int) -> None:
    """Write the empty book of a kind for that year. UserError: a kind that is not imported, a disk that refuses."""
    if kind not in _TITLES:
        raise UserError("Loại dữ liệu này không nhập từ Excel nên không có mẫu. Hãy ghi trực tiếp trong chương trình.")
    columns = _columns(kind, year)
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = "Nhập liệu"
    _head(page, _TITLES[kind].format(year=year), columns)
    _ready(page, columns)
    _lists(book, page, columns)
    set_up_page(page, first_row=3)
    save(book, path)


def _head(page: Worksheet, title: str, columns: Sequence[_Column]) -> None:
    page["A1"] = title
    page["A1"].font = Font(name=_FONT, size=14, bold=True)
    page["A2"] = _HINT
    page["A2"].font = Font(name=_FONT, size=10, italic=True)
    for number, column in enumerate(columns, 1):
        page.column_dimensions[get_column_letter(number)].width = column.width
        heading = page.cell(3, number, column.heading)
        heading.font = Font(name=_FONT, size=11, bold=True)
        heading.fill = PatternFill("solid", start_color="DDE8F3")
        heading.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        heading.border = _BORDER
        example = page.cell(4, number, safe_text(column.example) or None)
        example.font = Font(name=_FONT, size=11, italic=True, color="808080")
        example.alignment = Alignment(vertical="top", wrap_text=True)
        example.border = _BORDER
        example.number_format = "@"


def _ready(page: Worksheet, columns: Sequence[_Column]) -> None:
    """Only the cells that need a format are made: an empty book stays small."""
    for number, column in enumerate(columns, 1):
        if column.as_text:
            for row in range(5, 5 + ROWS):
                page.cell(row, number).number_format = "@"


def _lists(book: Workbook, page: Worksheet, columns: Sequence[_Column]) -> None:
    """The reference sheet and the choices made of it; a list that takes several items only proposes."""
    reference = book.create_sheet(REFERENCE)
    places: dict[str, str] = {}
    for column in columns:
        if column.listed and column.listed not in places:
            number = len(places) + 1
            letter = get_column_letter(number)
            offered = _shown(column.listed)
            reference.cell(1, number, f"Danh sách {column.heading.lower()}").font = Font(name=_FONT, bold=True)
            reference.column_dimensions[letter].width = 44
            for row, item in enumerate(offered, 2):
                reference.cell(row, number, item)
            places[column.listed] = f"'{REFERENCE}'!${letter}$2:${letter}${len(offered) + 1}"
    for number, column in enumerate(columns, 1):
        if not column.listed:
            continue
        choice = DataValidation(type="list", formula1=places[column.listed], allow_blank=True)
        choice.showErrorMessage = False
        choice.showInputMessage = column.several
        if column.several:
            choice.promptTitle, choice.prompt = column.heading, "Có thể gõ nhiều mục, cách nhau bằng dấu phẩy."
        letter = get_column_letter(number)
        choice.add(f"{letter}5:{letter}{5 + ROWS}")
        page.add_data_validation(choice)
