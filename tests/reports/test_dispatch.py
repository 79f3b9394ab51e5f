"""The register of outgoing reports: what it holds, in which order, what it doubts, what is typed into it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.errors import UserError
from desktop.excel.dispatch import write_dispatch
from desktop.models.adhoc_report import AdhocReport
from desktop.models.database import Database
from desktop.models.history import undo_last
from desktop.models.report import Report, report_id
from desktop.reports import adhoc
from desktop.reports.demand import read_request
from desktop.reports.dispatch import HEADS, Dispatch, Entered, code_for, dispatch_of, enter
from desktop.reports.freeze import freeze
from tests.reports.filling import activity, store
from tests.reports.samples import UNIT
from tests.reports.test_adhoc import REQUEST

TODAY = datetime.now().astimezone().date()
YEAR = TODAY.year


def asked(database: Database, number: str = "1234/SGDĐT-VP", frozen: bool = True) -> str:
    request = read_request(REQUEST | {"demand": REQUEST["demand"] | {"number": number}})
    with database.transaction() as session:
        record_id = adhoc.keep(session, request, UNIT).id
    if frozen:
        adhoc.freeze(database, record_id)
    return record_id


def register(database: Database, year: int = YEAR) -> Dispatch:
    with database.snapshot() as session:
        return dispatch_of(session, database.files, UNIT, year)


def number(database: Database, record_id: str, typed: str, day: date | None, **values: Any) -> None:
    with database.transaction("Ghi sổ văn bản đi") as session:
        kind = AdhocReport.KIND if session.get(AdhocReport, record_id) else Report.KIND
        enter(session, kind, record_id, Entered(typed, day, **values))


@pytest.fixture
def issued(school: Database) -> Database:
    store(school, activity())
    freeze(school, YEAR, incomplete=True)
    return school


def test_every_frozen_report_has_a_line_and_an_unfrozen_one_has_none(issued: Database) -> None:
    record_id = asked(issued)
    asked(issued, "9/UBND", frozen=False)
    found = register(issued)
    assert {line.record_id for line in found.lines} == {record_id, report_id(UNIT, YEAR)}
    assert (found.unit, found.governing, found.year) == ("Trường THCS Chiềng Khương", "UBND xã Chiềng Khương", YEAR)
    by_id = {line.record_id: line for line in found.lines}
    demanded, annual = by_id[record_id], by_id[report_id(UNIT, YEAR)]
    assert demanded.title == "Báo cáo về việc tình hình truyền thông (theo Công văn số 1234/SGDĐT-VP)"
    assert annual.title.startswith("Báo cáo kết quả thực hiện Kế hoạch đẩy mạnh công tác truyền thông")
    assert demanded.recipients == "Sở Giáo dục và Đào tạo tỉnh Sơn La; UBND xã Chiềng Khương"
    assert (demanded.entered.kept_by, demanded.code, demanded.entered.dated) == ("VT", "", None)
    assert found.doubts == ()


def test_lines_stand_by_day_and_number_and_blank_ones_at_the_end(issued: Database) -> None:
    first, second, third = asked(issued, "1/A"), asked(issued, "2/A"), asked(issued, "3/A")
    number(issued, third, "12", TODAY)
    number(issued, first, "13/BC-KHÁC", TODAY)
    found = register(issued)
    assert [line.code for line in found.lines[:2]] == ["12/BC-THCSCK", "13/BC-KHÁC"]
    assert {line.record_id for line in found.lines[2:]} == {second, report_id(UNIT, YEAR)}
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (("12", 0), ("12/BC-THCSCK", 1), "Số 12 được ghi cho hai văn bản"),
        (("12", 0), ("11", 1), "Số 11 ngày"),
        (("12", -1), ("", None), "trước ngày chốt số liệu"),
        (("12", 400), ("", None), "ngày ghi thuộc năm"),
        (("mười hai", 0), ("", None), "không bắt đầu bằng chữ số"),
        (("12", None), ("", None), "có số mà chưa có ngày"),
        (("", 0), ("", None), "chưa có số"),
    ],
)
def test_doubtful_numbers_and_days_are_told(
    issued: Database, first: tuple[str, int | None], second: tuple[str, int | None], told: str
) -> None:
    for (typed, days), name in ((first, "1/A"), (second, "2/A")):
        day = None if days is None else TODAY + timedelta(days=days)
        number(issued, asked(issued, name), typed, day)
    year = (TODAY + timedelta(days=first[1] or 0)).year
    assert any(told in doubt for doubt in register(issued, year).doubts), register(issued, year).doubts


def test_what_is_typed_is_kept_and_undone(issued: Database) -> None:
    record_id = asked(issued)
    typed = {
        "signer": "Lò Thị Ánh",
        "kept_by": "VT, TCM",
        "copies": "03",
        "received_by": "Quàng Văn A",
        "note": "Hỏa tốc",
    }
    number(issued, record_id, " 12 ", TODAY, sent_on=TODAY, **typed)
    line = next(each for each in register(issued).lines if each.record_id == record_id)
    assert line.entered == Entered("12", TODAY, sent_on=TODAY, **typed)
    with issued.transaction() as session:
        assert undo_last(session) == "Ghi sổ văn bản đi"
    line = next(each for each in register(issued).lines if each.record_id == record_id)
    assert line.entered == Entered(kept_by="VT")
    with issued.transaction() as session, pytest.raises(UserError, match="quá dài"):
        enter(session, AdhocReport.KIND, record_id, Entered("12", TODAY, note="x" * 301))
    with issued.transaction() as session, pytest.raises(UserError, match="không còn"):
        enter(session, AdhocReport.KIND, "0" * 36, Entered("12"))


def test_a_body_that_is_not_here_leaves_the_line_readable(issued: Database) -> None:
    record_id = asked(issued)
    for path in (issued.folder / "files").rglob("*"):
        if path.is_file():
            path.unlink()
    titles = {line.record_id: line.title for line in register(issued).lines}
    assert titles[record_id] == "Báo cáo về việc tình hình truyền thông (theo Công văn số 1234/SGDĐT-VP)"
    assert str(YEAR) in titles[report_id(UNIT, YEAR)]


def test_a_year_without_the_plan_is_refused_and_one_without_reports_is_empty(issued: Database) -> None:
    assert register(issued, YEAR + 1).lines == ()
    with pytest.raises(UserError, match="bắt đầu từ năm 2026"):
        register(issued, 2025)


def test_number_and_sign_are_one_code() -> None:
    assert [code_for(typed, "BC-THCSNL") for typed in ("12", " 12/BC-THCSNL ", "")] == ["12/BC-THCSNL"] * 2 + [""]


def test_the_workbook_has_the_ten_columns_real_days_and_an_a4_page(issued: Database, tmp_path: Path) -> None:
    record_id = asked(issued)
    number(issued, record_id, "12", TODAY, signer="=HYPERLINK(1)", copies="3", sent_on=TODAY, note="+84")
    path = tmp_path / "sổ.xlsx"
    write_dispatch(path, register(issued))
    page: Any = openpyxl.load_workbook(path).active
    assert [page.cell(1, 1).value, page.cell(2, 1).value] == ["UBND XÃ CHIỀNG KHƯƠNG", "TRƯỜNG THCS CHIỀNG KHƯƠNG"]
    assert [page.cell(3, 1).value, page.cell(4, 1).value] == ["SỔ ĐĂNG KÝ VĂN BẢN ĐI", f"Năm {YEAR}"]
    assert tuple(page.cell(6, at).value for at in range(1, 11)) == HEADS
    assert [page.cell(7, at).value for at in range(1, 11)] == [f"({at})" for at in range(1, 11)]
    row = [page.cell(8, at) for at in range(1, 11)]
    assert row[0].value == "12/BC-THCSCK"
    for cell in (row[1], row[7]):
        assert cell.is_date
        assert cell.value.date() == TODAY
        assert cell.number_format == "dd/mm/yyyy"
    assert (row[3].value, row[3].data_type) == ("=HYPERLINK(1)", "s")
    assert (row[5].value, row[6].value, row[9].value) == ("VT", 3, "+84")
    assert page.cell(9, 1).value is None
    assert page.cell(9, 3).value.startswith("Báo cáo kết quả")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
    assert page.print_title_rows == "$6:$7"
    assert page.freeze_panes == "A8"
