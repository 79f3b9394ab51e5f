"""A report in every shape from the command line; the signed copy's scan reaches the Department."""

from __future__ import annotations

import hashlib
from pathlib import Path

import openpyxl
from PIL import Image

from tests.end_to_end.conftest import PARTS, Nq71, Province, write

DEMAND = {
    "demand": {
        "type": "Công văn",
        "number": "12/SGDĐT-VP",
        "date": "12/5/2026",
        "issuer": "Sở Giáo dục và Đào tạo tỉnh Sơn La",
        "subject": "báo cáo tình hình truyền thông",
    },
    "from": "01/01/2026",
    "to": "15/5/2026",
    "sections": ["II.3"],
    "forms": ["Biểu 02"],
}


def test_a_report_is_written_in_every_shape(nq71: Nq71, province: Province) -> None:
    folder = province.folder
    shapes = {word: folder / f"b.{end}" for word, end in (("xlsx", "xlsx"), ("docx", "docx"), ("pdfa", "a.pdf"))}
    options = [text for word, path in shapes.items() for text in (f"--{word}", path)]
    made = nq71(province.school, "report", "annual", 2026, "--pdf", folder / "b.pdf", *options)
    assert made.code == 0, made.error
    assert {word: made.values[word] for word in shapes} == {word: str(path) for word, path in shapes.items()}
    assert openpyxl.load_workbook(shapes["xlsx"]).sheetnames[:3] == ["Biểu 01", "Biểu 02", "Biểu 03"]
    assert shapes["docx"].read_bytes().startswith(b"PK")
    assert shapes["pdfa"].read_bytes().startswith(b"%PDF-1.4")

    asked = nq71(province.school, "report", "adhoc", write(folder / "y.json", DEMAND), "--pdf", folder / "đx.pdf")
    assert (asked.code, asked.values["frozen"], asked.values["code"]) == (0, False, None)
    wrong = nq71(province.school, "report", "adhoc", write(folder / "y.json", {}), "--pdf", folder / "đx.pdf")
    assert wrong.code == 1
    assert "“demand”" in wrong.values["reason"]


def test_the_scan_of_the_signed_copy_reaches_the_department(nq71: Nq71, province: Province) -> None:
    school, department, folder = province.school, province.department, province.folder
    photos = [folder / f"trang {at}.jpg" for at in (1, 2)]
    for path in photos:
        Image.new("RGB", (1654, 2339), "white").save(path)
    signed = ("signed", 2026, "--number", "12", "--date", "10/11/2026", "--signer", "Lò Văn Thoản")
    assert "chưa được chốt" in nq71(school, *signed, "--scan", *photos).values["reason"]

    assert nq71(school, "add", "reports", write(folder / "b.json", {"year": 2026, "blocks": PARTS})).code == 0
    assert nq71(school, "report", "annual", 2026, "--pdf", folder / "b.pdf", "--freeze").code == 0
    assert "không phải tệp PDF" in nq71(school, *signed, "--scan", folder / "b.json").values["reason"]
    done = nq71(school, *signed, "--scan", *photos)
    assert done.code == 0, done.error
    assert (done.values["scan"]["pages"], done.values["scan"]["dpi"]) == (2, 200)

    assert nq71(school, "export", "--to", folder / "usb").code == 0
    assert nq71(department, "receive", folder / "usb").code == 0
    sha256 = done.values["scan"]["sha256"]
    held = department / "files" / sha256[:2] / sha256
    assert hashlib.sha256(held.read_bytes()).hexdigest() == sha256
    [there] = nq71(department, "list", "reports", "--unit", "14-0001").values["records"]
    assert there["editions"][0]["scan"] == sha256
    assert Path(school / "files" / sha256[:2] / sha256).read_bytes() == held.read_bytes()
