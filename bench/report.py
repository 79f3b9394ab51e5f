"""A report against a bare ReportLab canvas that draws the same strings and lines at the same places.

Two of them: the usual one (the demonstration school with 300 activities) and one of more than 100 pages, no two rows alike, so
that nothing measured once is used twice. Then how soon its first page can be seen, against the whole.
"""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from bench.measure import Comparison, compare, timed
from desktop.reports import pdf
from desktop.reports.document import AnnualReport, Row
from desktop.reports.layout import Face, points

ACTIVITIES, ROWS, RUNS = 300, 1500, 5


def measure() -> list[Comparison]:
    """Composing and drawing against drawing alone; the first page against all."""
    with TemporaryDirectory() as folder:
        usual = _usual(Path(folder))
    long = _long(usual)
    return [*_against_bare("usual report", usual), *_against_bare("long report", long), *_first_page(long)]


def _against_bare(name: str, report: AnnualReport) -> list[Comparison]:
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
        pdf.write(report, io.BytesIO())

    return compare(f"{name}, {len(pages)} pages", timed(bare), timed(ours), RUNS, {"s": "≤ 1.6×"})


def _first_page(report: AnnualReport) -> list[Comparison]:
    """The text without its appendices, made and its first page drawn, against the whole PDF and its first page."""
    import pypdfium2

    def seen(shown: AnnualReport) -> None:
        buffer = io.BytesIO()
        pdf.write(shown, buffer)
        opened = pypdfium2.PdfDocument(buffer.getvalue())
        opened[0].render(scale=1.0)
        opened.close()

    text = replace(report, appendices=())
    return compare(
        "first page seen: of the whole, of the text alone", timed(lambda: seen(report)), timed(lambda: seen(text)), RUNS
    )


def _usual(folder: Path) -> AnnualReport:
    """The demonstration school's report, with as many activities as a busy school has."""
    from datetime import date, timedelta

    from desktop.demo import YEAR, run
    from desktop.models.activity import Activity
    from desktop.models.database import Database
    from desktop.models.history import save
    from desktop.models.installation import current
    from desktop.reports.annual import gather
    from desktop.reports.facts import default_period

    made = run(folder / "demo")
    with Database.open(Path(made.values["open"])) as database:
        with database.transaction() as session:
            unit = current(session).unit_id
            for at in range(ACTIVITIES - session.query(Activity).count()):
                day = date(YEAR, 1, 5) + timedelta(days=at)
                title = f"Tuyên truyền Nghị quyết số 71-NQ/TW tại bản số {at + 1}"
                save(session, Activity(unit_id=unit, date=day, title=title, channel=f"K{at % 6 + 1}", people=20 + at))
        with database.snapshot() as session:
            return gather(session, unit, YEAR, default_period(YEAR))


def _long(report: AnnualReport) -> AnnualReport:
    """`report` with its longest table grown; every row's words are its own."""
    longest = max(report.appendices, key=lambda appendix: len(appendix.table.rows))
    rows = longest.table.rows

    def own(row: Row, at: int) -> Row:
        return replace(row, cells=tuple(f"{text} {at}" if len(text) > 12 else text for text in row.cells))

    grown = tuple(own(rows[at % len(rows)], at) for at in range(ROWS))
    table = replace(longest, table=replace(longest.table, rows=grown))
    return replace(report, appendices=tuple(table if each is longest else each for each in report.appendices))
