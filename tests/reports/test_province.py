"""The consolidated report: its sums are a plain recount of the units' own databases; who has not reported is always said."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pdfplumber
import pytest

from desktop.cli import main
from desktop.demo import run as run_demo
from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.entry import report_of
from desktop.models.installation import current
from desktop.reports import pdf
from desktop.reports.document import AnnualReport, Table
from desktop.reports.province.freezing import make_province_report
from desktop.reports.province.reminder import reminder
from desktop.reports.province.report import DEMANDED
from sync.status import status

YEAR, TODAY = 2026, date(2026, 11, 27)
UNITS = ("truong-na-liu", "truong-muong-giang", "xa-chieng-khuong")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tỉnh")
    run_demo(folder / "mẫu")
    return folder / "mẫu"


@pytest.fixture(scope="module")
def department(demo: Path) -> Iterator[Database]:
    with Database.open(demo / "so-gddt") as database:
        yield database


def made(database: Database, to: str = "province", freeze: bool = False) -> AnnualReport:
    with database.snapshot() as session:
        standing = status(session, YEAR)
    return make_province_report(database, YEAR, standing, TODAY, to, freeze)[0]


@pytest.fixture(scope="module")
def report(department: Database) -> AnnualReport:
    return made(department)


def table(report: AnnualReport, form: str) -> Table:
    return next(one.table for one in report.appendices if one.form == form)


def figure(report: AnnualReport, code: str) -> tuple[int, int]:
    found = next((one for one in report.figures if one.code == code), None)
    return (found.value, found.out_of or 0) if found else (0, 0)


def asked(demo: Path, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query over every unit's own database."""
    found = []
    for unit in UNITS:
        connection = sqlite3.connect(f"file:{demo / unit / 'nq71.db'}?mode=ro", uri=True)
        found += connection.execute(query).fetchall()
        connection.close()
    return found


PERIOD = "date BETWEEN '2026-01-01' AND '2026-10-31' AND NOT deleted"


def number(text: str) -> int:
    return int(text.replace(".", ""))


def test_activities_are_those_of_the_units(demo: Path, report: AnnualReport) -> None:
    rows = asked(demo, f"SELECT topic, channel, people, integrated FROM activity WHERE {PERIOD}")
    assert len(rows) > 80
    assert figure(report, "HD") == (len(rows), 0)
    assert figure(report, "HD.LUOT_NGUOI") == (sum(row[2] or 0 for row in rows), 0)
    assert figure(report, "HD.LONG_GHEP") == (sum(row[3] for row in rows), 0)
    *lines, total = table(report, "TH-04").rows
    assert number(total.cells[-2]) == len(rows)
    assert sum(number(line.cells[-2]) for line in lines) == len(rows)
    assert sum(number(line.cells[-1]) for line in lines) == number(total.cells[-1])
    for at, channel in enumerate(("K1", "K2", "K3", "K4", "K5", "K6"), 2):
        assert number(total.cells[at]) == sum(row[1] == channel for row in rows)
        assert sum(number(line.cells[at]) for line in lines) == number(total.cells[at])
    nd1 = [row for row in rows if row[0] == "ND1"]
    assert lines[0].cells[2:8] == tuple(str(sum(row[1] == f"K{k}" for row in nd1)) for k in range(1, 7))


def test_money_and_products_are_those_of_the_units(demo: Path, report: AnnualReport) -> None:
    lines = asked(demo, "SELECT purpose, source, estimate, spent FROM budget_line WHERE year = 2026 AND NOT deleted")
    total = table(report, "TH-06").rows[-1].cells
    assert number(total[2]) == sum(row[2] or 0 for row in lines)
    assert number(total[-2]) == figure(report, "KP.CHI")[0]
    assert number(total[3]) == sum(row[3] or 0 for row in lines if row[1] == "KP1")
    products = asked(demo, f"SELECT type, quantity, views FROM product WHERE {PERIOD}")
    made = next(row for row in table(report, "TH-05").rows if row.bold).cells
    assert (number(made[2]), number(made[5])) == (
        sum(row[1] or 0 for row in products),
        sum(row[2] or 0 for row in products),
    )


def test_ratios_are_sums_over_sums(demo: Path, report: AnnualReport) -> None:
    staff = sum(row[0] for row in asked(demo, "SELECT staff FROM profile WHERE year = 2026"))
    briefed, out_of = figure(report, "MT30.3")
    assert out_of == staff
    for form in ("TH-02", "TH-03"):
        *lines, total = table(report, form).rows
        assert (number(total.cells[7]), number(total.cells[8])) == (briefed, staff)
        assert sum(number(line.cells[8]) for line in lines) == staff
        assert sum(number(line.cells[2]) for line in lines) == number(total.cells[2]) == 4
    assert len(table(report, "TH-02").rows) == 75 + 2


def test_who_has_not_reported_is_said(report: AnnualReport) -> None:
    text = " ".join(paragraph.text for section in report.sections for paragraph in section.paragraphs)
    assert "tổng hợp từ báo cáo của 03/04 đơn vị, tính đến ngày 27/11/2026" in text
    assert "còn 01 đơn vị chưa nộp" in text
    total = table(report, "TH-01").rows[-1].cells
    assert (total[2], total[3], total[9]) == ("4", "3", "1")
    assert "Chưa nộp" in {row.cells[4] for row in table(report, "TH-01b").rows}
    assert any("nhắc nộp" in sentence for sentence in report.warnings)


def test_the_departments_words_are_kept_and_an_edition_is_frozen(demo: Path, department: Database) -> None:
    with pytest.raises(UserError, match="ưu điểm"):
        with department.snapshot() as session:
            standing = status(session, YEAR)
        make_province_report(department, YEAR, standing, TODAY, freeze=True, incomplete=False)
    with department.transaction() as session:
        draft = report_of(session, current(session).unit_id, YEAR)
        draft.blocks = {key: "Có & <b>rõ</b>." for key in DEMANDED}
    frozen = made(department, freeze=True)
    assert not frozen.missing
    with department.snapshot() as session:
        assert [one["edition"] for one in report_of(session, current(session).unit_id, YEAR).editions] == [1]
        again = status(session, YEAR)
    assert again["expected"] == 4, "the Department's own report is nobody's that must report"
    with department.transaction() as session:
        report_of(session, current(session).unit_id, YEAR).blocks = {}


def test_drafts_for_the_government_are_the_committees_and_never_frozen(department: Database) -> None:
    draft = made(department, "government")
    assert (draft.letterhead.governing, draft.letterhead.issuer[0]) == (None, "ỦY BAN NHÂN DÂN")
    assert draft.letterhead.addressees == ("Chính phủ",)
    assert draft.signature.lines[0] == "TM. ỦY BAN NHÂN DÂN"
    with pytest.raises(UserError, match="không chốt"):
        made(department, "ministry", freeze=True)


def test_a_unit_cannot_make_it(demo: Path) -> None:
    with Database.open(demo / "truong-na-liu") as school, pytest.raises(UserError, match="chỉ làm được ở Sở"):
        make_province_report(school, YEAR, {"units": []}, TODAY)


def test_the_reminder_names_who_is_missing_and_who_must_mend(department: Database) -> None:
    with department.snapshot() as session:
        standing = status(session, YEAR)
        for line in standing["units"]:
            if line["state"] == "late":
                line["state"], line["deadline"] = "returned", "2026-12-05"
                break
        letter = reminder(session, YEAR, standing, TODAY, date(2026, 12, 1))
        with pytest.raises(UserError, match="đã qua"):
            reminder(session, YEAR, standing, TODAY, date(2026, 11, 1))
        done = {"units": [line | {"state": "accepted"} for line in standing["units"]]}
        with pytest.raises(UserError, match="Không còn đơn vị nào"):
            reminder(session, YEAR, done, TODAY)
    text = " ".join(paragraph.text for section in letter.sections for paragraph in section.paragraphs)
    assert "còn 01 đơn vị chưa nộp và 01 đơn vị phải bổ sung, nộp lại (danh sách kèm theo)" in text
    assert "trước hết ngày 01/12/2026" in text
    assert text.endswith("./.")
    states = [(row.cells[4], row.cells[5]) for row in letter.appendices[0].table.rows]
    assert sorted(states) == [("Chưa nộp", "-"), ("Trả lại để bổ sung", "05/12/2026")]


def test_the_letters_subject_stands_under_its_number(department: Database, tmp_path: Path) -> None:
    """Box 5b: 12 pt, upright, centred under the number, no title (domain A.2, A.4)."""
    with department.snapshot() as session:
        letter = reminder(session, YEAR, status(session, YEAR), TODAY)
    pdf.write(letter, tmp_path / "nhac.pdf")
    with pdfplumber.open(tmp_path / "nhac.pdf") as opened:
        page = opened.pages[0]
        words = page.extract_words(extra_attrs=["size", "fontname"], use_text_flow=False)
    number = next(word for word in words if word["text"] == "Số:")
    about = next(word for word in words if word["text"] == "V/v")
    assert (round(about["size"]), "Bold" in about["fontname"]) == (12, False)
    assert 0 < about["top"] - number["bottom"] < 12
    under = [word for word in words if abs(word["top"] - about["top"]) < 2]
    left, right = min(word["x0"] for word in under), max(word["x1"] for word in under)
    assert right < 102 / 25.4 * 72
    assert abs((left + right) / 2 - (30 + 71 / 2) / 25.4 * 72) < 2
    assert "BÁO" not in {word["text"] for word in words}
    assert next(word for word in words if word["text"] == "/SGDĐT")


def test_the_command_writes_every_shape(demo: Path, department: Database, capsys: Any, tmp_path: Path) -> None:
    department.close()  # one program at a time holds a folder
    pdf, xlsx, docx = (tmp_path / name for name in ("t.pdf", "t.xlsx", "t.docx"))
    words = ["--data", str(demo / "so-gddt"), "--json", "report", "province", str(YEAR)]
    assert main([*words, "--pdf", str(pdf), "--xlsx", str(xlsx), "--docx", str(docx)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["frozen"], answer["code"]) == (False, None)
    with pdfplumber.open(pdf) as opened:
        assert len(opened.pages) == answer["pages"]
        first = opened.pages[0].extract_text()
    assert "UBND TỈNH SƠN LA" in first
    assert "trên địa bàn tỉnh Sơn La" in " ".join(first.split())
    book = openpyxl.load_workbook(xlsx)
    assert {"TH-01", "TH-06"} <= {name.split()[0] for name in book.sheetnames}
    assert docx.stat().st_size > 10_000
