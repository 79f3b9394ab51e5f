"""What a sheet of each plain kind holds: one line a column, for reading, for the template and for the list alike.

Activities, courses and people have readers of their own (`activities`, `training`, `people`): one row of a book may be half
of such a record, or its words must be understood. A row of a plain kind is one record, a column one field.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.models.budget import BudgetLine
from desktop.models.commendation import Commendation
from desktop.models.difficulty import Difficulty
from desktop.models.duty import Duty
from desktop.models.media_page import MediaPage
from desktop.models.opinion import Opinion
from desktop.models.plan import Plan
from desktop.models.product import Product
from desktop.models.self_assessment import SelfAssessment


class Holds(StrEnum):
    """How the cells of a column are read and written."""

    TEXT = "text"
    LINES = "lines"  # text whose line breaks are kept
    DAY = "day"  # a day of the Plan's time; the title or a month heading may give its year
    ANY_DAY = "any day"  # a day that may lie before the Plan, written in full
    YEAR = "year"
    COUNT = "count"  # a number, nothing, or “không áp dụng”
    MONEY = "money"  # the same in whole đồng
    MINUTES = "minutes"  # a decimal as text
    CODE = "code"  # one entry of a list of the catalogue
    CODES = "codes"  # several
    TICK = "tick"


@dataclass(frozen=True)
class Field:
    """One column: the field's wire name, its heading, what it holds, of which list, a value for the template's example."""

    name: str
    heading: str
    holds: Holds = Holds.TEXT
    listed: str = ""
    example: str = ""
    width: float = 18
    needed: bool = False


@dataclass(frozen=True)
class SheetKind:
    """A kind whose rows are records. `identity` names the fields that make two rows speak of one record."""

    kind: str
    name: str
    title: str
    fields: tuple[Field, ...]
    identity: tuple[str, ...]
    known_by: tuple[frozenset[str], ...]
    """A table is of this kind where it has a column of each of these sets."""

    def field(self, name: str) -> Field | None:
        """The field of that wire name."""
        return next((field for field in self.fields if field.name == name), None)

    @property
    def keys(self) -> frozenset[str]:
        """The columns of words without which a row is no record."""
        return frozenset(f.name for f in self.fields if f.needed and f.holds not in (Holds.DAY, Holds.YEAR))


_NOTE = Field("note", "Ghi chú", Holds.LINES, width=20)
_YEAR = Field("year", "Năm", Holds.YEAR, example="{year}", width=8, needed=True)


def _sets(*sets: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(names.split()) for names in sets)


_ALL = (
    SheetKind(
        Product.KIND, "sản phẩm", "DANH SÁCH SẢN PHẨM TRUYỀN THÔNG NĂM {year}",
        (
            Field("date", "Ngày đăng, phát", Holds.DAY, example="12/3/{year}", width=13, needed=True),
            Field("type", "Loại sản phẩm", Holds.CODE, "san_pham", "SP_BAI", 24, needed=True),
            Field("title", "Tên sản phẩm", example="Bài viết về chính sách hỗ trợ học sinh bán trú", width=36, needed=True),
            Field("quantity", "Số lượng", Holds.COUNT, example="1", width=10),
            Field("minutes", "Thời lượng (phút)", Holds.MINUTES, example="1,5", width=11),
            Field("broadcasts", "Số lần đăng, phát", Holds.COUNT, example="3", width=11),
            Field("views", "Lượt xem", Holds.COUNT, example="1.250", width=11),
            Field("clusters", "Số cụm loa", Holds.COUNT, example="Không áp dụng", width=14),
            Field("language", "Ngôn ngữ", Holds.CODE, "ngon_ngu", "NN_VIET", 18),
            Field("link", "Đường dẫn", example="https://truong.example.vn/bai-viet", width=28),
            Field("person", "Người thực hiện", example="Lò Thị Hương", width=20),
            _NOTE,
        ),
        ("date", "title"), _sets("date", "title", "type quantity minutes broadcasts views"),
    ),
    SheetKind(
        MediaPage.KIND, "chuyên trang, chuyên mục", "DANH SÁCH CHUYÊN TRANG, CHUYÊN MỤC NĂM {year}",
        (
            Field("name", "Tên chuyên trang, chuyên mục", example="Nghị quyết 71 với giáo dục vùng cao", width=36, needed=True),
            Field("type", "Loại", Holds.CODE, "loai_trang", "MUC", 16, needed=True),
            Field("platform", "Nền tảng", Holds.CODE, "nen_tang", "NT_WEB", 26, needed=True),
            Field("address", "Địa chỉ trang", example="https://truong.example.vn/nq71", width=30),
            Field("integrated", "Lồng ghép", Holds.TICK, example="Không", width=10),
            Field("since", "Bắt đầu từ ngày", Holds.ANY_DAY, example="15/01/{year}", width=13),
            Field("updated", "Cập nhật gần nhất", Holds.ANY_DAY, example="20/3/{year}", width=13),
            Field("closed", "Ngừng từ ngày", Holds.ANY_DAY, width=13),
            _NOTE,
        ),
        ("name", "platform"), _sets("name", "platform address updated"),
    ),
    SheetKind(
        Plan.KIND, "kế hoạch, văn bản", "DANH SÁCH KẾ HOẠCH, VĂN BẢN TRUYỀN THÔNG NĂM {year}",
        (
            _YEAR,
            Field("type", "Loại văn bản", Holds.CODE, "loai_ke_hoach", "KE_HOACH_RIENG", 34, needed=True),
            Field("number", "Số, ký hiệu", example="15/KH-TH", width=16),
            Field("date", "Ngày ban hành", Holds.ANY_DAY, example="20/01/{year}", width=13),
            Field("subject", "Trích yếu nội dung", example="Kế hoạch truyền thông về Nghị quyết số 71-NQ/TW", width=48, needed=True),
            _NOTE,
        ),
        ("year", "subject"), _sets("subject", "number type"),
    ),
    SheetKind(
        Commendation.KIND, "mô hình, khen thưởng", "DANH SÁCH MÔ HÌNH, ĐIỂN HÌNH, KHEN THƯỞNG NĂM {year}",
        (
            Field("date", "Ngày", Holds.DAY, example="20/11/{year}", width=13, needed=True),
            Field("type", "Loại", Holds.CODE, "loai_guong", "G_MO_HINH", 30, needed=True),
            Field("who", "Tên mô hình, tập thể, cá nhân", example="Thư viện xanh ở điểm trường", width=34, needed=True),
            Field("belongs_to", "Đơn vị, địa chỉ", example="Điểm trường Pá Hốc", width=24),
            Field("content", "Nội dung, thành tích", Holds.LINES, example="Học sinh đọc sách song ngữ mỗi ngày 15 phút", width=36),
            Field("award", "Hình thức khen thưởng", Holds.CODE, "hinh_thuc_khen", "HK_GIAY_KHEN", 20),
            Field("level", "Cấp khen thưởng", Holds.CODE, "cap_khen", "CAP_XA", 20),
            Field("decision", "Số quyết định", example="125/QĐ-UBND", width=18),
            Field("decided", "Ngày quyết định", Holds.ANY_DAY, example="15/11/{year}", width=13),
            Field("published", "Đã đưa tin", Holds.TICK, example="Có", width=10),
            Field("link", "Đường dẫn", width=24),
            _NOTE,
        ),
        ("date", "who"), _sets("who", "type award level decision"),
    ),
    SheetKind(
        Opinion.KIND, "dư luận, thông tin sai lệch", "SỔ THEO DÕI DƯ LUẬN, THÔNG TIN SAI LỆCH NĂM {year}",
        (
            Field("date", "Ngày phát hiện", Holds.DAY, example="08/9/{year}", width=13, needed=True),
            Field("platform", "Nơi xuất hiện", Holds.CODE, "nen_tang", "NT_FACEBOOK", 24),
            Field("source", "Nguồn, địa chỉ", example="Nhóm cư dân trên mạng", width=24),
            Field("summary", "Tóm tắt nội dung", Holds.LINES, example="Tin sai về các khoản thu đầu năm học", width=40, needed=True),
            Field("measures", "Biện pháp xử lý", Holds.CODES, "bien_phap_xu_ly", "BP_CUNG_CAP, BP_DINH_CHINH", 32),
            Field("handled_with", "Phối hợp xử lý với", example="Công an xã", width=20),
            Field("closed", "Ngày xử lý xong", Holds.ANY_DAY, example="10/9/{year}", width=13),
            Field("result", "Kết quả xử lý", Holds.LINES, example="Bài đăng sai đã được gỡ", width=28),
            _NOTE,
        ),
        ("date", "summary"), _sets("summary", "date platform source measures"),
    ),
    SheetKind(
        BudgetLine.KIND, "kinh phí", "KINH PHÍ CÔNG TÁC TRUYỀN THÔNG NĂM {year}",
        (
            _YEAR,
            Field("content", "Nội dung chi", example="In tờ rơi tuyên truyền", width=36, needed=True),
            Field("source", "Nguồn kinh phí", Holds.CODE, "nguon_kinh_phi", "KP2", 36, needed=True),
            Field("purpose", "Mục chi", Holds.CODE, "noi_dung_chi", "CH1", 36, needed=True),
            Field("estimate", "Dự toán (đồng)", Holds.MONEY, example="2.000.000", width=15),
            Field("spent", "Thực hiện (đồng)", Holds.MONEY, example="1.850.000", width=15),
            Field("date", "Ngày chi", Holds.ANY_DAY, example="02/4/{year}", width=13),
            Field("document", "Chứng từ, quyết định", example="PC 12", width=20),
            _NOTE,
        ),
        ("year", "source", "purpose", "content"), _sets("content", "estimate spent", "source purpose"),
    ),
    SheetKind(
        Duty.KIND, "nhiệm vụ", "NHIỆM VỤ ĐƯỢC GIAO VÀ KẾT QUẢ THỰC HIỆN NĂM {year}",
        (
            _YEAR,
            Field("duty", "Nhiệm vụ", Holds.CODE, "nhiem_vu", "CQ_CSGD.1", 60, needed=True),
            Field("state", "Tình trạng", Holds.CODE, "trang_thai_nhiem_vu", "NV_DANG", 18, needed=True),
            Field("result", "Kết quả", Holds.LINES, example="Đã ban hành kế hoạch, phân công 5 người", width=36),
            Field("person", "Người phụ trách", example="Lò Thị Hương", width=20),
            _NOTE,
        ),
        ("year", "duty"), _sets("duty", "state"),
    ),
    SheetKind(
        Difficulty.KIND, "khó khăn, kiến nghị", "KHÓ KHĂN, VƯỚNG MẮC VÀ KIẾN NGHỊ NĂM {year}",
        (
            Field("date", "Ngày nêu", Holds.DAY, example="10/10/{year}", width=13, needed=True),
            Field("type", "Loại", Holds.CODE, "loai_kho_khan", "KK_KHO_KHAN", 22, needed=True),
            Field("content", "Nội dung", Holds.LINES, example="Loa truyền thanh của hai bản bị hỏng", width=36, needed=True),
            Field("cause", "Nguyên nhân", Holds.LINES, example="Thiết bị cũ", width=26),
            Field("proposal", "Đề xuất, kiến nghị", Holds.LINES, example="Hỗ trợ sửa chữa, thay thế", width=30),
            Field("addressee", "Nơi giải quyết", Holds.CODE, "noi_kien_nghi", "KN_UBND_XA", 24),
            Field("resolved", "Ngày giải quyết xong", Holds.ANY_DAY, width=13),
            _NOTE,
        ),
        ("date", "content"), _sets("content", "type proposal cause", "proposal cause addressee resolved"),
    ),
    SheetKind(
        SelfAssessment.KIND, "tự đánh giá", "TỰ ĐÁNH GIÁ THEO CÁC TIÊU CHÍ NĂM {year}",
        (
            _YEAR,
            Field("criterion", "Tiêu chí", Holds.CODE, "tieu_chi", "TC1", 48, needed=True),
            Field("grade", "Mức tự đánh giá", Holds.CODE, "muc_danh_gia", "DG_KHA", 14, needed=True),
            Field("result", "Kết quả", Holds.LINES, example="Kế hoạch ban hành đúng hạn, thực hiện 9/10 việc", width=36),
            Field("proof", "Minh chứng", Holds.LINES, example="Kế hoạch số 15/KH-TH", width=30),
            Field("proposal", "Đề xuất, kiến nghị", Holds.LINES, width=28),
        ),
        ("year", "criterion"), _sets("criterion", "grade"),
    ),
)  # fmt: skip
PLAIN: dict[str, SheetKind] = {sheet.kind: sheet for sheet in _ALL}
