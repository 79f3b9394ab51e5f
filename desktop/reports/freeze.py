"""Freezing the annual report, its frozen editions, and the action behind `nq71 report annual`."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.installation import current
from desktop.models.report import Report, report_id
from desktop.paths import write_atomically
from desktop.reports.annual import gather, missing_parts
from desktop.reports.document import AnnualReport, Period
from desktop.reports.editions import FIRST_YEAR, LAST_YEAR, FrozenEdition, add_edition, body_of, editions_in, stamped
from desktop.reports.facts import period_for


def freeze(
    database: Database,
    year: int,
    period: Period | None = None,
    author: str = "",
    incomplete: bool = False,
    number: str = "",
    dated: date | None = None,
) -> FrozenEdition:
    """Freeze the year's report as its records now stand; the same content again is the same edition.

    UserError where one of the four parts of Plan VI.10 is not written, unless `incomplete`; it is then left for handwriting.
    `number` and `dated` are printed where they are given (electronic signing); else room is left to write them. Freezing is no undo step: an edition is only followed by another.
    """
    return _freeze(database, year, period, author, incomplete, number, dated)[1]


def load_edition(database: Database, year: int, edition: int | None = None) -> tuple[AnnualReport, FrozenEdition]:
    """A frozen edition (the newest where none is named) with what it says. UserError where there is none or it is damaged."""
    editions = editions_of(database, year)
    found = next((one for one in reversed(editions) if edition in (None, one.edition)), None)
    if found is None:
        name = f"bản số {edition}" if edition else "bản nào"
        raise UserError(f"Báo cáo năm {year} chưa chốt {name}. Hãy chốt số liệu trước.")
    return body_of(database.files, found), found


def editions_of(database: Database, year: int) -> tuple[FrozenEdition, ...]:
    """Every frozen edition of a year's report, the first first."""
    with database.snapshot() as session:
        draft = session.get(Report, report_id(current(session).unit_id, year))
        return editions_in(draft, year) if draft and not draft.deleted else ()


def make_annual_pdf(
    database: Database,
    year: int,
    start: date | None = None,
    end: date | None = None,
    pdf_path: Path | None = None,
    freeze: bool = False,
    author: str = "",
) -> dict[str, Any]:
    """Gather, on demand freeze, and write the PDF whole or not at all; the answer of `nq71 report annual` (cli.md).

    A part of Plan VI.10 not written yet is a warning and dotted lines on the page. UserError: no profile, an impossible
    period or year, a place that cannot be written.
    """
    return write_pdf(*annual_report(database, year, start, end, freeze, author), pdf_path)


def annual_report(
    database: Database,
    year: int,
    start: date | None = None,
    end: date | None = None,
    freeze: bool = False,
    author: str = "",
    number: str = "",
    dated: date | None = None,
) -> tuple[AnnualReport, FrozenEdition | None]:
    """The report of a year for all the shapes it is written in: as the records now stand, or frozen on demand."""
    _check_year(year)
    edition: FrozenEdition | None = None
    if freeze:
        with database.snapshot() as session:
            period = _period(session, current(session).unit_id, year, start, end)
        report, edition = _freeze(database, year, period, author, True, number, dated)
    else:
        with database.snapshot() as session:
            unit_id = current(session).unit_id
            report = gather(session, unit_id, year, _period(session, unit_id, year, start, end))
    return report, edition


def write_pdf(
    report: AnnualReport, edition: FrozenEdition | None, pdf_path: Path | None, standing: str = ""
) -> dict[str, Any]:
    """Write a report's PDF whole or not at all; what there is to say of it (cli.md). UserError where it cannot be written."""
    from desktop.reports import pdf  # ReportLab is loaded only where a PDF is made

    pages, replaced = pdf.compose(report)
    if pdf_path is not None:
        buffer = io.BytesIO()
        number, code = (edition.edition, edition.code) if edition else (None, None)
        pdf.draw(pages, report, buffer, number, code, standing or pdf.DRAFT)
        write_atomically(pdf_path, buffer.getvalue())
    return {
        "pdf": str(pdf_path) if pdf_path else None,
        "pages": len(pages),
        "code": edition.code if edition else None,
        "frozen": edition is not None,
        "version": edition.edition if edition else None,
        "warnings": [*report.warnings, *_unprintable(replaced)],
    }


def _freeze(
    database: Database,
    year: int,
    period: Period | None,
    author: str,
    incomplete: bool,
    number: str = "",
    dated: date | None = None,
) -> tuple[AnnualReport, FrozenEdition]:
    _check_year(year)
    with database.transaction(author=author) as session:
        unit_id = current(session).unit_id
        period = period or period_for(session, unit_id, year)
        report = stamped(gather(session, unit_id, year, period), number, dated)
        if not incomplete and (missing := missing_parts(report)):
            raise UserError(
                f"Chưa chốt được báo cáo năm {year}: chưa viết phần {', '.join(missing)}. "
                "Hãy viết vào trang Báo cáo; nếu không có thì ghi “Không có”."
            )
        draft = _draft(session, unit_id, year)
        made = add_edition(database.files, draft, report)
        draft.period_from, draft.period_to = period.start, period.end
        return report, made


def _draft(session: Session, unit_id: str, year: int) -> Report:
    draft = session.get(Report, report_id(unit_id, year))
    if draft is None:
        draft = Report(id=report_id(unit_id, year), unit_id=unit_id, year=year)
        session.add(draft)
    draft.deleted = False
    return draft


def _period(session: Session, unit_id: str, year: int, start: date | None, end: date | None) -> Period:
    usual = period_for(session, unit_id, year)
    period = Period(start or usual.start, end or usual.end)
    if period.end < period.start:
        raise UserError("Kỳ báo cáo kết thúc trước khi bắt đầu. Hãy kiểm tra lại hai ngày.")
    return period


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(f"Không có báo cáo năm {year}: Kế hoạch bắt đầu từ năm {FIRST_YEAR}. Hãy kiểm tra lại năm.")


def _unprintable(replaced: tuple[str, ...]) -> list[str]:
    if not replaced:
        return []
    shown = " ".join(replaced[:10])
    return [f"Báo cáo có ký hiệu không in được ({shown}), đã in thay bằng dấu *. Hãy sửa trong nội dung đã nhập."]
