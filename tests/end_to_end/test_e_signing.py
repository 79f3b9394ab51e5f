"""A school signs its report electronically, or takes back one signed elsewhere; the Department gets the signed file."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.end_to_end.conftest import PARTS, Nq71, Province, write
from tests.reports.keys import PASSPHRASE, SIGNER, key_file


def test_the_signed_file_reaches_the_department_and_one_signed_elsewhere_takes_its_place(
    nq71: Nq71, province: Province
) -> None:
    school, department, folder = province.school, province.department, province.folder
    key, secret = key_file(folder / "khóa.p12"), folder / "mật khẩu.txt"
    secret.write_text(f"\ufeff{PASSPHRASE}\r\n", "utf-8")
    sign = ("sign", 2026, "--p12", key, "--passphrase-file", secret, "--pdf", folder / "đã ký.pdf")
    assert "Không còn báo cáo" in nq71(school, *sign).values["reason"]
    assert nq71(school, "add", "reports", write(folder / "b.json", {"year": 2026, "blocks": PARTS})).code == 0
    assert nq71(school, "report", "annual", 2026, "--pdf", folder / "b.pdf", "--freeze").code == 0

    done = nq71(school, *sign)
    assert done.code == 0, done.error
    assert [one["name"] for one in done.values["signatures"]] == [SIGNER]
    assert (done.values["version"], done.values["signatures"][0]["intact"]) == (1, True)
    signed = (folder / "đã ký.pdf").read_bytes()
    assert signed.startswith((folder / "b.pdf").read_bytes())
    assert hashlib.sha256(signed).hexdigest() == done.values["sha256"]
    assert PASSPHRASE not in done.error

    secret.write_text("sai", "utf-8")
    assert "không đúng" in nq71(school, *sign).values["reason"]
    no_secret = nq71(school, "sign", 2026, "--p12", key)
    assert (no_secret.code, "--passphrase-file" in no_secret.values["reason"]) == (1, True)
    assert "chưa có chữ ký số" in nq71(school, "signed-pdf", 2026, folder / "b.pdf").values["reason"]
    taken = nq71(school, "signed-pdf", 2026, folder / "đã ký.pdf")
    assert (taken.code, taken.values["sha256"]) == (0, done.values["sha256"])

    assert nq71(school, "export", "--to", folder / "usb").code == 0
    assert nq71(department, "receive", folder / "usb").code == 0
    sha256 = done.values["sha256"]
    assert Path(department / "files" / sha256[:2] / sha256).read_bytes() == signed
    [there] = nq71(department, "list", "reports", "--unit", "14-0001").values["records"]
    assert (there["editions"][0]["signed_pdf"], there["editions"][0]["signed_pdf_bytes"]) == (sha256, len(signed))
