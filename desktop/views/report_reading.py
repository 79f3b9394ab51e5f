"""What the page Báo cáo shows of a year, read in the background: the report, the unit's words, what was last seen, the preview."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import Any

from desktop.errors import UserError
from desktop.reports.document import AnnualReport
from desktop.views.page import Workspace
from desktop.views.report_seen import Seen, kept_seen
from desktop.views.widgets.pdf_view import Document, read_document

LONG = 400
"""Rows of appendices from which on the text is shown before the whole is made."""


@dataclass(frozen=True)
class Draft:
    """The PDF of the report as it stands, and the page (from 1) on which each heading and appendix begins. `whole` without the appendices is False."""

    document: Document
    starts: dict[str, int]
    whole: bool = True


@dataclass(frozen=True)
class Shown:
    """What the page shows of a year: read in one go. `report` is None where `problem` says why."""

    year: int
    report: AnnualReport | None = None
    blocks: dict[str, str] = field(default_factory=dict)
    editions: tuple[Any, ...] = ()
    draft: Draft | None = None
    problem: str = ""
    seen: Seen | None = None
    last_year: dict[str, str] = field(default_factory=dict)  # section key -> the unit's words of a year ago


def read_shown(workspace: Workspace, year: int) -> Shown:
    """Gather the year and make its draft PDF, of a long report the text alone. In the background reader only."""
    from desktop.models.report import Report, report_id
    from desktop.reports.annual import gather
    from desktop.reports.freeze import editions_of
    from desktop.reports.last_year import last_years_blocks

    editions = editions_of(workspace.database, year)
    with workspace.database.snapshot() as session:
        stored = session.get(Report, report_id(workspace.unit_id, year))
        blocks = dict(stored.blocks or {}) if stored is not None and not stored.deleted else {}
        try:
            report = gather(session, workspace.unit_id, year)
        except UserError as error:
            return Shown(year, None, blocks, editions, problem=error.sentence)
        seen = kept_seen(session, year)
        last = last_years_blocks(session, workspace.unit_id, year)
    return Shown(year, report, blocks, editions, make_draft(report, is_long(report)), "", seen, last)


def is_long(report: AnnualReport) -> bool:
    """Whether making all of it keeps a person waiting."""
    return sum(len(each.table.rows) for each in report.appendices) > LONG


def make_draft(report: AnnualReport, text_only: bool = False) -> Draft:
    """The draft PDF. In the background reader only."""
    from desktop.reports import pdf

    shown = replace(report, appendices=()) if text_only else report
    pages, _ = pdf.compose(shown)
    buffer = io.BytesIO()
    pdf.draw(pages, shown, buffer)
    starts: dict[str, int] = {}
    for number, page in enumerate(pages, 1):
        for _, bookmark in page.bookmarks:
            starts.setdefault(bookmark.title, number)
    return Draft(read_document(buffer.getvalue()), starts, not text_only)
