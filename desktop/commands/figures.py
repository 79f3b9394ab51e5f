"""Indicators and reports on the command line, and what the signed paper says."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.commands.opening import Answer, opened, read_date, read_json, unit_wanted
from desktop.errors import UserError
from desktop.text import format_date


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

    with opened(folder, chosen.author) as (database, _):
        if chosen.which == "annual":
            start, end = read_date(chosen.start), read_date(chosen.end)
            if (chosen.number or chosen.date) and not chosen.freeze:
                raise UserError("Số và ngày chỉ ghi sẵn được khi chốt. Hãy thêm --freeze, hoặc bỏ --number, --date.")
            dated = read_date(chosen.date)
            made_of = annual_report(database, chosen.year, start, end, chosen.freeze, number=chosen.number, dated=dated)
            (written, edition), foot = made_of, ""
        else:
            from desktop.reports.adhoc import adhoc_report, standing

            written, request = adhoc_report(database, read_json(chosen.request))
            edition, foot = None, standing(request)
    made = write_pdf(written, edition, chosen.pdf, foot)
    made |= write_shapes(written, edition, {word: getattr(chosen, word) for word in SHAPES}, foot)
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


def signed(folder: Path, chosen: Namespace) -> Answer:
    """Number, date and signer that the paper got, and its scan; they travel with the bundle."""
    from desktop.models.entry import report_of
    from desktop.reports.scan import read_scan, tie_scan
    from desktop.reports.sign_off import note_signed

    day = read_date(chosen.date)
    scan = read_scan(chosen.scan) if chosen.scan else None
    with opened(folder, chosen.author) as (database, installation):
        if scan:
            scan = replace(scan, sha256=database.files.put(scan.content))
        with database.transaction("Ghi số, ngày, người ký") as session:
            found = report_of(session, installation.unit_id, chosen.year)
            if not found.editions:
                raise UserError(
                    f"Báo cáo năm {chosen.year} chưa được chốt. Hãy chốt (report … --freeze) rồi mới ghi số, ngày."
                )
            note_signed(found, chosen.number, day, chosen.signer, chosen.edition, database.author)
            if scan:
                tie_scan(found, scan, chosen.edition)
    values: dict[str, Any] = {
        "year": chosen.year,
        "number": chosen.number,
        "date": day.isoformat() if day else None,
        "signer": chosen.signer,
    }
    lines = [f"Đã ghi số {chosen.number} ngày {format_date(day) if day else ''}, người ký {chosen.signer}."]
    if scan:
        values["scan"] = {"sha256": scan.sha256, "bytes": len(scan.content), "pages": scan.pages, "dpi": scan.dpi}
        lines += [f"Đã gắn bản quét: {scan.words}.", *(f"Lưu ý: {warning}" for warning in scan.warnings)]
    return Answer(values, lines)
