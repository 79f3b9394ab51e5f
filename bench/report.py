"""A report of more than 100 pages against a bare ReportLab canvas that draws the same strings and lines at the same places."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from bench.measure import Comparison, compare, timed
from desktop.reports import pdf
from desktop.reports.document import AnnualReport
from desktop.reports.layout import Face, points

ROWS, RUNS = 3000, 3


def measure() -> list[Comparison]:
    """Composing and drawing against drawing alone."""
    with TemporaryDirectory() as folder:
        report = _long(Path(folder))
    pages, _ = pdf.compose(report)

    def bare() -> None:
        canvas: Any = Canvas(
            io.BytesIO(), invariant=1, pageCompression=1, initialFontName=pdf._FONT_NAMES[Face.REGULAR]
        )
        for page in pages:
            height = points(page.sheet.height)
            canvas.setPageSize((points(page.sheet.width), height))
            pdf._draw_texts(canvas, page.texts, height)
            pdf._draw_rules(canvas, page.rules, height)
            canvas.showPage()
        canvas.save()

    def ours() -> None:
        made, _ = pdf.compose(report)
        pdf.draw(made, report, io.BytesIO())

    return compare(f"report, {len(pages)} pages", timed(bare), timed(ours), RUNS, {"s": "≤ 1.6×"})


def _long(folder: Path) -> AnnualReport:
    """The demonstration school's report with the rows of its longest table repeated to 3,000."""
    from desktop.demo import YEAR, run
    from desktop.models.database import Database
    from desktop.models.installation import current
    from desktop.reports.annual import gather
    from desktop.reports.facts import default_period

    made = run(folder / "demo")
    with Database.open(Path(made.values["open"])) as database, database.snapshot() as session:
        unit = current(session).unit_id
        report = gather(session, unit, YEAR, default_period(YEAR))
    longest = max(report.appendices, key=lambda a: len(a.table.rows))
    rows = (longest.table.rows * ROWS)[:ROWS]
    grown = replace(longest, table=replace(longest.table, rows=rows))
    return replace(report, appendices=tuple(grown if a is longest else a for a in report.appendices))
