"""Reports to measure: unit profiles of every kind and power, with as much text as a test needs."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.models.unit import UnitProfile
from desktop.reports import naming
from desktop.reports.document import (
    Align,
    AnnualReport,
    Appendix,
    Column,
    Paragraph,
    Period,
    Row,
    Section,
    Source,
    Table,
)

UNIT = "0190a000-0000-7000-8000-000000000001"
SUBJECT = "Kết quả thực hiện Kế hoạch đẩy mạnh công tác truyền thông thực hiện Nghị quyết số 71-NQ/TW năm 2026"
SENTENCE = "Trong kỳ, đơn vị đã tổ chức 08 hoạt động truyền thông với 1.020 lượt người tham gia trên địa bàn xã."
LONG_NAME = (
    "Trường phổ thông dân tộc bán trú tiểu học và trung học cơ sở Nguyễn Thị Minh Khai thuộc xã biên giới Chiềng Khương"
)

PROFILES: dict[str, dict[str, Any]] = {
    "xã": {
        "name": "UBND xã Chiềng Khương",
        "kind": "XA",
        "commune": "04222",
        "place": "Chiềng Khương",
        "sign": "UBND",
        "head_post": "CHỦ TỊCH",
    },
    "phường": {
        "name": "Ủy ban nhân dân phường Mộc Châu",
        "kind": "PHUONG",
        "place": "Mộc Châu",
        "sign": "UBND",
        "head_post": "CHỦ TỊCH",
        "head_power": "KT.",
    },
    "Phường Tô Hiệu": {
        "name": "UBND Phường Tô Hiệu",
        "kind": "PHUONG",
        "place": "Tô Hiệu",
        "sign": "UBND",
        "head_post": "CHỦ TỊCH",
        "head_power": "Q.",
    },
    "mầm non": {"name": "Trường mầm non Hoa Ban", "kind": "MN", "sign": "MNHB"},
    "tiểu học, phó hiệu trưởng": {
        "name": "Trường tiểu học Mường É",
        "kind": "TH",
        "sign": "THMÉ",
        "head_post": "PHÓ HIỆU TRƯỞNG",
        "head_power": "KT.",
    },
    "THCS": {"name": "Trường THCS Chiềng Khương", "kind": "THCS", "sign": "THCSCK"},
    "quyền hiệu trưởng": {
        "name": "Trường TH&THCS Púng Bánh",
        "kind": "TH_THCS",
        "sign": "TH&THCSPB",
        "head_power": "Q.",
    },
    "bán trú": {
        "name": "Trường phổ thông dân tộc bán trú tiểu học và trung học cơ sở Nà Lìu",
        "kind": "PTDTBT_TH_THCS",
        "sign": "PTDTBTTH&THCSNL",
    },
    "nội trú liên cấp": {
        "name": "Trường phổ thông nội trú liên cấp tiểu học và trung học cơ sở Chiềng Khương",
        "kind": "PTNT_LC",
        "sign": "PTNTLC",
    },
    "THPT": {
        "name": "Trường THPT Chuyên Sơn La",
        "kind": "THPT_CHUYEN",
        "governing_body": "SỞ GIÁO DỤC VÀ ĐÀO TẠO SƠN LA",
        "sign": "THPTCSL",
        "place": "Chiềng Cơi",
    },
    "trung tâm": {
        "name": "Trung tâm giáo dục nghề nghiệp - giáo dục thường xuyên Sông Mã",
        "kind": "GDNN_GDTX",
        "governing_body": "SỞ GIÁO DỤC VÀ ĐÀO TẠO SƠN LA",
        "sign": "GDNN-GDTX",
        "head_post": "GIÁM ĐỐC",
        "head_power": "KT.",
    },
    "tư thục": {
        "name": "Trường tiểu học tư thục Ánh Dương",
        "kind": "TH",
        "governing_body": None,
        "sign": "THTTÁD",
    },
    "tên dài": {"name": LONG_NAME, "kind": "PTDTBT_TH_THCS", "sign": "PTDTBTTH&THCSNTMK"},
    "thừa lệnh": {
        "name": "Trường Cao đẳng Sơn La",
        "kind": "CD",
        "governing_body": "UBND TỈNH SƠN LA",
        "sign": "CĐSL",
        "place": "Sơn La",
        "head_post": "TRƯỞNG PHÒNG TỔ CHỨC - HÀNH CHÍNH",
        "head_power": "TL.",
    },
    "thừa ủy quyền": {
        "name": "Trường THCS Xím Vàng",
        "kind": "THCS",
        "sign": "THCSXV",
        "head_post": "PHÓ TRƯỞNG PHÒNG",
        "head_power": "TUQ.",
    },
    "Sở": {
        "name": "Sở Giáo dục và Đào tạo",
        "kind": "SGDDT",
        "governing_body": "UBND TỈNH SƠN LA",
        "sign": "SGDĐT",
        "place": "Sơn La",
        "head_post": "GIÁM ĐỐC",
    },
}


def profile(sample: str = "THCS", **changes: Any) -> UnitProfile:
    values = {
        "year": 2026,
        "governing_body": "UBND XÃ CHIỀNG KHƯƠNG",
        "place": "Chiềng Khương",
        "head_post": "HIỆU TRƯỞNG",
        "head_name": "Lò Thị Ánh",
        "staff": 47,
        "officers": 5,
    }
    return UnitProfile(unit_id=UNIT, **(values | PROFILES[sample] | changes))


def table(rows: int = 3, text: str = "Quán triệt Nghị quyết tại điểm trường bản Hin Pẻn") -> Table:
    columns = (
        Column("STT", 10, Align.CENTRE),
        Column("Nội dung truyền thông", 60),
        Column("Ngày", 26, Align.CENTRE),
        Column("K1", 12, Align.RIGHT, "Số hoạt động theo kênh"),
        Column("K2", 12, Align.RIGHT, "Số hoạt động theo kênh"),
        Column("Tổng số", 16, Align.RIGHT),
    )
    body = [Row((str(at), text, "05/03/2026", "0", "1", "1")) for at in range(1, rows + 1)]
    total = Row(("", "Tổng cộng", "", "0", str(rows), str(rows)), bold=True)
    return Table(columns, (*body, total), ("Số người đã dự: 12/47 người (25,5%).",))


def report(unit: UnitProfile | None = None, body: int = 6, rows: int = 3, texts: tuple[str, ...] = ()) -> AnnualReport:
    """A report with `body` sentences as paragraphs and two appendices of `rows` rows."""
    unit = unit or profile()
    written = tuple(Paragraph(text, Source.USER) for text in texts)
    sections = (
        Section(None, 0, "", (Paragraph("Thực hiện Kế hoạch của UBND tỉnh, đơn vị báo cáo như sau:"),)),
        Section(None, 1, "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO"),
        Section("I.1", 2, "1. Đặc điểm tình hình", (Paragraph(SENTENCE),) * body + written),
        Section(None, 0, "", (Paragraph(f"Trên đây là báo cáo kết quả; {naming.running_name(unit)} báo cáo./."),)),
    )
    return AnnualReport(
        unit=naming.running_name(unit),
        year=2026,
        period=Period(date(2026, 1, 1), date(2026, 10, 31)),
        letterhead=naming.letterhead(unit, 2026, SUBJECT),
        sections=sections,
        signature=naming.signature(unit),
        appendices=(
            Appendix("I", "KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU", "Biểu 01", True, table(rows)),
            Appendix("II", "QUÁN TRIỆT, BỒI DƯỠNG", "Biểu 02", False, table(rows)),
        ),
    )
