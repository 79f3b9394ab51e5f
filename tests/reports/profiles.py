"""Units of every kind of the catalogue, with every power of signing and the names that strain a page: reports to measure."""

from __future__ import annotations

import dataclasses
from datetime import date
from functools import cache
from typing import Any

from desktop.models.catalogue import Entry, load_catalogue
from desktop.models.unit import UnitProfile
from desktop.reports.document import AnnualReport
from tests.reports.measuring import MeasuredPage, make, measure
from tests.reports.samples import UNIT, report

_NAMES = {
    "MN": "Trường mầm non Hoa Ban",
    "MG": "Trường mẫu giáo Sơn Ca",
    "TH": "Trường tiểu học Mường É",
    "THCS": "Trường THCS Chiềng Khương",
    "TH_THCS": "Trường TH&THCS Púng Bánh",
    "PTDTBT_TH": "Trường PTDTBT tiểu học Xím Vàng",
    "PTDTBT_THCS": "Trường PTDTBT THCS Nậm Lạnh",
    "PTDTBT_TH_THCS": "Trường phổ thông dân tộc bán trú tiểu học và trung học cơ sở Nà Lìu",
    "PTNT_LC": "Trường phổ thông nội trú liên cấp tiểu học và trung học cơ sở Mường Lèo",
    "PTDTNT": "Trường phổ thông dân tộc nội trú tỉnh Sơn La",
    "THPT": "Trường THPT Tô Hiệu",
    "THCS_THPT": "Trường THCS&THPT Nguyễn Du",
    "THPT_CHUYEN": "Trường THPT Chuyên Sơn La",
    "GDNN_GDTX": "Trung tâm giáo dục nghề nghiệp - giáo dục thường xuyên Sông Mã",
    "GDTX": "Trung tâm giáo dục thường xuyên tỉnh Sơn La",
    "CHUYEN_BIET": "Trung tâm hỗ trợ phát triển giáo dục hòa nhập tỉnh Sơn La",
    "TRUNG_CAP": "Trường trung cấp Luật Tây Bắc",
    "CD": "Trường Cao đẳng Sơn La",
    "DH": "Trường Đại học Tây Bắc",
    "SO_NGANH": "Sở Văn hóa, Thể thao và Du lịch",
    "SGDDT": "Sở Giáo dục và Đào tạo",
}
_COMMUNES = {
    "XA": ("UBND xã Chiềng Khương", "04222", "Chiềng Khương"),
    "PHUONG": ("UBND phường Mộc Châu", "", "Mộc Châu"),
}
LONG = "Trường phổ thông dân tộc bán trú tiểu học và trung học cơ sở Nguyễn Thị Minh Khai thuộc xã biên giới vùng cao Phiêng Pằn"
LONGER = "Trung tâm giáo dục nghề nghiệp - giáo dục thường xuyên và hỗ trợ phát triển giáo dục hòa nhập các xã Mường Lạn, Sốp Cộp"
assert min(len(LONG), len(LONGER)) >= 119

_UNIT: dict[str, Any] = {
    "year": 2026,
    "unit_id": UNIT,
    "name": "Trường THCS Chiềng Khương",
    "kind": "THCS",
    "governing_body": "UBND XÃ CHIỀNG KHƯƠNG",
    "place": "Chiềng Khương",
    "sign": "THCSCK",
    "head_post": "HIỆU TRƯỞNG",
    "head_name": "Lò Thị Ánh",
}


def _of_kind(kind: Entry) -> dict[str, Any]:
    if kind.code in _COMMUNES:
        name, commune, place = _COMMUNES[kind.code]
        return {"name": name, "commune": commune, "place": place, "sign": "UBND", "governing_body": None}
    governing = str(kind.extra["co_quan_chu_quan_mac_dinh"]).replace("XÃ/PHƯỜNG …", "XÃ CHIỀNG KHƯƠNG")
    place = "Chiềng Khương" if kind.extra["cap"] == "xa" else "Sơn La"
    sign = f"{kind.extra['viet_tat'].replace(' ', '') or 'SVHTTDL'}XX"[:16]
    return {"name": _NAMES[kind.code], "governing_body": governing, "place": place, "sign": sign}


def _kinds() -> dict[str, dict[str, Any]]:
    return {
        f"loại {kind.code}": _of_kind(kind)
        | {"kind": kind.code, "head_post": str(kind.extra["chuc_danh_dung_dau"]).split(" hoặc ")[0]}
        for kind in load_catalogue().entries("loai_don_vi")
    }


def _powers() -> dict[str, dict[str, Any]]:
    kinds = _kinds()
    deputies = {"CHỦ TỊCH": "PHÓ CHỦ TỊCH", "HIỆU TRƯỞNG": "PHÓ HIỆU TRƯỞNG", "GIÁM ĐỐC": "PHÓ GIÁM ĐỐC"}
    found = {}
    for power in load_catalogue().entries("quyen_han_ky"):
        for kind in ("XA", "PHUONG", "THCS", "GDNN_GDTX", "SGDDT"):
            unit = kinds[f"loại {kind}"]
            post = unit["head_post"]
            post = {"KT.": deputies[post], "TL.": "CHÁNH VĂN PHÒNG", "TUQ.": "TRƯỞNG PHÒNG VĂN HÓA - XÃ HỘI"}.get(
                power.code, post
            )
            found[f"{power.code} của {kind}"] = unit | {"head_power": power.code, "head_post": post}
    return found


_STRAINED: dict[str, dict[str, Any]] = {
    "Phường Tô Hiệu": {"name": "UBND Phường Tô Hiệu", "kind": "PHUONG", "place": "Tô Hiệu", "sign": "UBND", "head_post": "CHỦ TỊCH"},
    "trường ở Phường Tô Hiệu": {"governing_body": "UBND PHƯỜNG TÔ HIỆU", "place": "Phường Tô Hiệu", "sign": "PTDTBTTH&THCSCK"},
    "tên 120 ký tự": {"name": LONG, "kind": "PTDTBT_TH_THCS", "sign": "PTDTBTTH&THCSNTMK"},
    "trung tâm tên 120 ký tự": {"name": LONGER, "kind": "GDNN_GDTX", "head_post": "GIÁM ĐỐC", "sign": "GDNN-GDTX&HTPTGDHN"},
    "chủ quản dài": {"governing_body": "ỦY BAN NHÂN DÂN XÃ PHIÊNG KHOÀI", "name": LONG, "kind": "PTDTBT_TH_THCS"},
    "tư thục": {"name": "Trường tiểu học tư thục Ánh Dương", "governing_body": None, "sign": "THTTÁD"},
    "tư thục tên dài": {"name": LONG.replace("dân tộc bán trú", "tư thục"), "governing_body": None},
    "người ký tên dài": {"head_name": "Nguyễn Phan Hoàng Thị Phương Thảo Nguyên Khánh"},
    "người ký có học vị": {"head_name": "TS. Quàng Văn Ân"},
    "không có người ký": {"head_name": ""},
    "không có ký hiệu": {"sign": ""},
    "một nơi nhận": {"addressees": ("Ủy ban nhân dân tỉnh Sơn La",)},
    "một nơi nhận dài": {"addressees": ("Ban Chỉ đạo thực hiện Nghị quyết số 71-NQ/TW của Ban Thường vụ Tỉnh ủy Sơn La và các sở, ban, ngành",)},
    "bốn nơi nhận": {"addressees": ("Ủy ban nhân dân tỉnh Sơn La", "Sở Giáo dục và Đào tạo tỉnh Sơn La", "Đảng ủy xã", "UBND xã")},
    "không nơi nhận": {"addressees": ()},
    "đã có số và ngày": {"number": "05", "dated": date(2026, 11, 5)},
    "số dài": {"number": "1234", "dated": date(2026, 12, 31), "sign": "PTDTBTTH&THCSNTMK"},
}  # fmt: skip

PROFILES = {**_kinds(), **_powers(), **_STRAINED}


def profile(name: str) -> UnitProfile:
    known = set(UnitProfile.wire_columns()) | {"unit_id"}
    return UnitProfile(**{key: value for key, value in (_UNIT | PROFILES[name]).items() if key in known})


@cache
def report_of(name: str, body: int = 14) -> AnnualReport:
    """The report of a unit with about two pages of text and two appendices."""
    made = report(profile(name), body=body, rows=3)
    own = {key: PROFILES[name][key] for key in ("addressees", "number", "dated") if key in PROFILES[name]}
    return dataclasses.replace(made, letterhead=dataclasses.replace(made.letterhead, **own))


@cache
def document_of(name: str) -> bytes:
    return make(report_of(name))


@cache
def pages_of(name: str) -> list[MeasuredPage]:
    return measure(document_of(name))
