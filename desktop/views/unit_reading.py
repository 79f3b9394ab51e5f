"""What the Department holds of one unit, read in the worker: editions, its own word on them, figures, a PDF made again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.models.adhoc_report import AdhocReport
from desktop.models.exchange import Assessment
from desktop.models.register import unit_by_code
from desktop.models.report import Report, report_id
from desktop.text import format_date, format_number, format_ratio
from desktop.views.exchange_words import moment
from desktop.views.widgets.lines_table import Line

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desktop.models.database import Database
    from desktop.reports.measure import Indicator


@dataclass(frozen=True)
class UnitShown:
    """What was read of a unit."""

    code: str
    unit_id: str
    name: str
    year: int
    editions: tuple[dict[str, Any], ...]
    word: str
    figures: list[Line]
    figures_missing: str  # the sentence that says why there are none
    demanded: tuple[
        tuple[str, str, dict[str, Any]], ...
    ] = ()  # of each ad-hoc edition: record, demanding document, edition


def read_unit(database: Database, code: str, year: int) -> UnitShown:
    """Everything of a unit but its lists. UserError where the register does not know it."""
    from desktop.errors import UserError

    with database.snapshot() as session:
        unit = unit_by_code(session, code)
        if unit is None:
            raise UserError(f"Không có đơn vị mã “{code}” trong sổ đơn vị.")
        report = session.get(Report, report_id(unit.id, year))
        editions = tuple(report.editions) if report is not None and not report.deleted else ()
        figures, missing = _figures(session, unit.id, year)
        word = _word(session, unit.id, year)
        demanded = _demanded(session, unit.id, year)
        return UnitShown(code, unit.id, unit.name, year, editions, word, figures, missing, demanded)


def _demanded(session: Session, unit_id: str, year: int) -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """The frozen editions of reports that a document demanded, over a period that ends in the year; the newest demand first."""
    found = session.scalars(
        select(AdhocReport)
        .where(AdhocReport.unit_id == unit_id, ~AdhocReport.deleted)
        .where(AdhocReport.period_to.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(AdhocReport.date.desc(), AdhocReport.id)
    )
    return tuple(
        (record.id, f"{record.type} số {record.number}", one)
        for record in found
        for one in sorted(record.editions, key=lambda each: -int(each["edition"]))
    )


def _word(session: Session, unit_id: str, year: int) -> str:
    """What the Department has said of the report."""
    last = session.scalars(
        select(Assessment)
        .where(Assessment.unit_id == unit_id, Assessment.year == year)
        .order_by(Assessment.sequence.desc())
        .limit(1)
    ).first()
    if last is None:
        return ""
    edition = f" (bản số {last.edition})" if last.edition else ""
    if last.state == "accepted":
        return f"Đã duyệt{edition} lúc {moment(last.at)}."
    if last.state == "taken_back":
        return f"Đơn vị xin rút lại{edition} lúc {moment(last.at)}; chờ bản mới."
    if last.state != "returned":
        return f"Đã nhận{edition}, chưa duyệt." if last.state == "received" else ""
    until = f" Hạn nộp lại: {format_date(last.deadline)}." if last.deadline else ""
    return f"Đã trả lại{edition} lúc {moment(last.at)}. Lý do: {last.reason.rstrip('.')}.{until}"


def _figures(session: Session, unit_id: str, year: int) -> tuple[list[Line], str]:
    from desktop.errors import UserError
    from desktop.reports.facts import period_for
    from desktop.reports.indicators import indicators

    try:
        found = indicators(session, unit_id, year, period_for(session, unit_id, year))
    except UserError:
        return [], "Chưa nhận được hồ sơ và sổ ghi của đơn vị này."
    return [_figure_line(one) for one in found], ""


def _figure_line(one: Indicator) -> Line:
    """A ratio with its parts; of the other targets what was counted stands where the percentage would."""
    from desktop.models.catalogue import load_catalogue
    from desktop.reports.measure import Sort

    met = {True: "Đạt", False: "Chưa đạt", None: ""}[one.met]
    colour = "danger" if one.met is False else ""
    if one.sort is Sort.GRADE:
        grade = load_catalogue().label(one.grade) or "Chưa tự đánh giá"
        return Line(
            one.code, (one.code, one.label, "", "", grade, "", met), (one.code, one.label, 0, 0, 0.0, 0, met), colour
        )
    ratio = one.sort is Sort.RATIO
    percent = "" if not ratio else "Không phát sinh" if one.percent is None else f"{format_ratio(one.percent)}%"
    cells = (
        one.code,
        one.label,
        format_number(one.numerator),
        format_number(one.denominator) if ratio else "",
        percent,
        f"{one.target}%" if ratio else "",
        met,
    )
    orders = (one.code, one.label, one.numerator, one.denominator, one.percent or 0.0, one.target, met)
    return Line(one.code, cells, orders, colour)


def remake_pdf(database: Database, code: str, year: int, edition: dict[str, Any]) -> Path:
    """The PDF of a frozen edition, made again from the body that came; its path in the data folder.

    UserError where the body is missing, damaged, or of another version of the program.
    """
    from desktop.errors import UserError
    from desktop.reports import pdf
    from desktop.reports.document import from_json

    body = database.files.get(str(edition["sha256"]))
    try:
        report = from_json(body)
    except ValueError as error:
        raise UserError(
            f"Không đọc được bản số {edition['edition']} của báo cáo năm {year}: tệp do phiên bản khác của chương trình ghi."
        ) from error
    folder = database.folder / "tam"
    folder.mkdir(exist_ok=True)
    safe = "".join(c if c.isascii() and c.isalnum() else "-" for c in code)
    path = folder / f"bao-cao-{safe}-{year}-ban-{int(edition['edition'])}-{str(edition['sha256'])[:8]}.pdf"
    pdf.write(report, path, int(edition["edition"]), str(edition["code"]))
    return path


def scan_file(database: Database, code: str, year: int, edition: str, sha256: str) -> Path:
    """The scan of an edition as a PDF file in the data folder. UserError where it did not come or is no PDF."""
    from desktop.errors import UserError
    from desktop.models.files import is_name
    from desktop.paths import write_atomically

    if not is_name(sha256) or not database.files.has(sha256):
        raise UserError("Bản quét chưa có ở đây. Hãy nhận lại gói mới nhất của đơn vị.")
    content = database.files.get(sha256)
    if b"%PDF-" not in content[:1024]:
        raise UserError("Tệp bản quét không phải PDF nên không mở. Hãy yêu cầu đơn vị gắn lại bản quét.")
    folder = database.folder / "tam"
    folder.mkdir(exist_ok=True)
    safe = "".join(c if c.isascii() and c.isalnum() else "-" for c in code)
    path = folder / f"ban-quet-{safe}-{year}-ban-{int(edition)}.pdf"
    write_atomically(path, content)
    return path
