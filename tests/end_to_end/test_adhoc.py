"""A demanded report from REQUEST.json to the Department's folder, and the register of what went out."""

from __future__ import annotations

import openpyxl

from desktop.models.database import Database
from desktop.reports import adhoc
from tests.end_to_end.conftest import Nq71, Province, write
from tests.end_to_end.test_shapes import DEMAND


def test_a_demanded_report_is_kept_frozen_sent_and_registered(nq71: Nq71, province: Province) -> None:
    school, department, folder = province.school, province.department, province.folder
    request, paper = write(folder / "y.json", DEMAND), folder / "đx.pdf"
    loose = nq71(school, "report", "adhoc", request, "--pdf", paper)
    assert (loose.code, loose.values["frozen"], "id" in loose.values) == (0, False, False)
    assert any("không được chốt" in warning for warning in loose.values["warnings"])
    assert nq71(school, "list", "adhoc").values["records"] == []

    kept = nq71(school, "report", "adhoc", request, "--pdf", paper, "--save")
    assert (kept.code, kept.values["frozen"]) == (0, False)
    frozen = nq71(school, "report", "adhoc", request, "--pdf", paper, "--save", "--freeze")
    assert (frozen.code, frozen.values["frozen"], frozen.values["version"]) == (0, True, 1)
    assert frozen.values["id"] == kept.values["id"], "the same demand is the same record"
    [record] = nq71(school, "list", "adhoc").values["records"]
    assert record["number"] == "12/SGDĐT-VP"
    assert record["editions"][0]["code"] == frozen.values["code"]

    said = write(folder / "r.json", {"id": record["id"], "signed_number": "12", "signed_by": "Lò Văn Thoản"})
    assert nq71(school, "add", "adhoc", said).code == 0
    book = folder / "sổ.xlsx"
    year = int(record["editions"][0]["at"][:4])
    listed = nq71(school, "register", year, "--to", book)
    assert listed.code == 0
    assert [one["number"].split("/")[0] for one in listed.values["documents"]] == ["12"]
    assert any("chưa có ngày" in warning for warning in listed.values["warnings"])
    assert str(openpyxl.load_workbook(book).worksheets[0].cell(8, 1).value).startswith("12/BC-")

    assert nq71(school, "export", "--to", folder / "usb").code == 0
    assert nq71(department, "receive", folder / "usb").code == 0
    [there] = nq71(department, "list", "adhoc", "--unit", "14-0001").values["records"]
    assert there["signed_number"] == "12"
    with Database.open(department) as database:
        report, edition = adhoc.load(database, there["id"])
    assert edition.code == frozen.values["code"]
    assert report.letterhead.subject.startswith("Về việc ")


def test_a_request_that_cannot_be_answered_keeps_nothing(nq71: Nq71, province: Province) -> None:
    before = nq71(province.school, "list", "adhoc").values["records"]
    wrong = write(province.folder / "y.json", {**DEMAND, "forms": ["Biểu 99"]})
    answer = nq71(province.school, "report", "adhoc", wrong, "--pdf", province.folder / "a.pdf", "--save")
    assert answer.code == 1
    assert "Biểu 99" in answer.values["reason"]
    assert nq71(province.school, "list", "adhoc").values["records"] == before
    assert nq71(province.school, "register", 2020, "--to", province.folder / "s.xlsx").code == 1
