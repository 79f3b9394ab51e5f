"""Indicators and reports on the command line, and what the signed paper says."""

from __future__ import annotations

import hashlib
from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.commands.opening import Answer, opened, read_date, read_json, unit_wanted
from desktop.errors import UserError
from desktop.text import format_date

if TYPE_CHECKING:
    from desktop.models.database import Database
    from desktop.reports.document import AnnualReport
    from desktop.reports.editions import FrozenEdition
    from desktop.reports.scan import Scan


def indicators(folder: Path, chosen: Namespace) -> Answer:
    """The eight targets of the year, counted over the period of its report."""
    from desktop.reports.facts import period_for
    from desktop.reports.indicator_words import as_json, as_line
    from desktop.reports.indicators import indicators as compute

    with opened(folder) as (database, installation), database.snapshot() as session:
        unit = unit_wanted(session, installation, chosen.unit)
        found = compute(session, unit, chosen.year, period_for(session, unit, chosen.year))
    listed = [as_json(one, chosen.year) for one in found]
    return Answer({"year": chosen.year, "indicators": listed}, [as_line(one) for one in found])


def report(folder: Path, chosen: Namespace) -> Answer:
    """The annual report, with --freeze as a numbered edition, or one that a document demands; in every shape asked for."""
    from desktop.reports.freeze import annual_report, write_pdf
    from desktop.shapes import SHAPES, write_shapes

    record_id = None
    with opened(folder, chosen.author) as (database, installation):
        if chosen.which == "annual":
            start, end = read_date(chosen.start), read_date(chosen.end)
            if (chosen.number or chosen.date) and not chosen.freeze:
                raise UserError("Số và ngày chỉ ghi sẵn được khi chốt. Hãy thêm --freeze, hoặc bỏ --number, --date.")
            dated = read_date(chosen.date)
            made_of = annual_report(database, chosen.year, start, end, chosen.freeze, number=chosen.number, dated=dated)
            (written, edition), foot = made_of, ""
        elif chosen.which == "province":
            written, edition, foot = *_province(database, chosen), ""
        else:
            written, edition, foot, record_id = _adhoc(database, installation.unit_id, chosen)
    made = write_pdf(written, edition, chosen.pdf, foot)
    made |= write_shapes(written, edition, {word: getattr(chosen, word) for word in SHAPES}, foot)
    if record_id:
        made["id"] = record_id
    lines = [f"Đã ghi báo cáo {made['pages']} trang: {made['pdf']}"]
    lines += [
        f"Đã ghi {SHAPES[word].name[:1].lower()}{SHAPES[word].name[1:]}: {made[word]}"
        for word in SHAPES
        if word in made
    ]
    if made["frozen"]:
        lines.append(f"Đã chốt bản số {made['version']}, mã {made['code']}.")
    lines += [f"Lưu ý: {warning}" for warning in made["warnings"]]
    return Answer(made, lines)


def _province(database: Database, chosen: Namespace) -> tuple[AnnualReport, FrozenEdition | None]:
    from desktop.reports.province.freezing import make_province_report
    from sync.days import vietnam_today
    from sync.status import status

    with database.snapshot() as session:
        standing = status(session, chosen.year)
    return make_province_report(database, chosen.year, standing, vietnam_today(), chosen.to, chosen.freeze)


def _adhoc(
    database: Database, unit_id: str, chosen: Namespace
) -> tuple[AnnualReport, FrozenEdition | None, str, str | None]:
    """The report that a request asks for, with --save kept as a record, with --freeze (which keeps it too) as an edition."""
    from desktop.reports import adhoc
    from desktop.reports.demand import demand_of, read_request
    from desktop.reports.document import Check

    asked = read_request(read_json(chosen.request))
    foot = adhoc.standing(asked)
    with database.snapshot() as session:
        asked.unit_id = unit_id
        written = adhoc.report_for(session, asked)  # what cannot be made is not kept
    if not (chosen.save or chosen.freeze):
        loose = "Bản này không được chốt và không nằm trong gói gửi Sở. Thêm --freeze để chốt và gửi cùng gói."
        return replace(written, checks=(*written.checks, Check(loose))), None, foot, None
    with database.transaction(f"Ghi báo cáo đột xuất theo {demand_of(asked)}") as session:
        record_id = adhoc.keep(session, asked, unit_id).id
    if not chosen.freeze:
        return written, None, foot, record_id
    return *adhoc.freeze(database, record_id), foot, record_id


def signed(folder: Path, chosen: Namespace) -> Answer:
    """Number, date and signer that the paper got, and its scan; they travel with the bundle."""
    from desktop.models.report import report_id
    from desktop.reports.scan import Signed, read_scan, record_signed

    day = read_date(chosen.date)
    scan = read_scan(chosen.scan) if chosen.scan else None
    with opened(folder, chosen.author) as (database, installation):
        kind, record_id = "report", report_id(installation.unit_id, chosen.year or 0)
        if chosen.adhoc:
            kind, record_id = "adhoc_report", chosen.adhoc
        said = Signed(chosen.number, day, chosen.signer)
        edition = record_signed(database, kind, record_id, said, scan, chosen.edition)
        doubts = _doubts(database, kind, record_id, edition, scan) if scan else ()
    values: dict[str, Any] = {
        "year": chosen.year,
        "adhoc": chosen.adhoc,
        "version": edition,
        "number": chosen.number,
        "date": day.isoformat() if day else None,
        "signer": chosen.signer,
    }
    lines = [f"Đã ghi số {chosen.number} ngày {format_date(day) if day else ''}, người ký {chosen.signer}."]
    if scan:
        digest = hashlib.sha256(scan.content).hexdigest()
        warnings = [*scan.warnings, *doubts]
        values["scan"] = {"sha256": digest, "bytes": len(scan.content), "pages": scan.pages, "dpi": scan.dpi}
        values["scan"] |= {"code_found": not doubts, "warnings": warnings}
        lines += [f"Đã gắn bản quét: {scan.words}.", *(f"Lưu ý: {warning}" for warning in warnings)]
        if not doubts:
            lines.append(f"Mã trên bản quét khớp với bản số {edition}.")
    return Answer(values, lines)


def _doubts(database: Database, kind: str, record_id: str, edition: int, scan: Scan) -> tuple[str, ...]:
    """What the codes on the pages of a scan say against it."""
    from desktop.evidence.papers import scan_doubts
    from desktop.reports.editions import editions_in
    from desktop.reports.scan import issued_record, year_of

    with database.snapshot() as session:
        found = issued_record(session, kind, record_id)
        code = next(one.code for one in editions_in(found, year_of(found)) if one.edition == edition)
    try:
        return scan_doubts(database, scan.content, code)
    except UserError as error:  # it is kept all the same: a person has seen it
        return (error.sentence,)
