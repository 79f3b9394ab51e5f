"""What the page Báo cáo shows of a year, read in the background: the report, the unit's words, what was last seen, the preview."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from desktop.errors import UserError
from desktop.reports.document import AnnualReport
from desktop.views.page import Workspace
from desktop.views.report_seen import Seen, kept_seen
from desktop.views.widgets.pdf_view import Document, read_document

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlalchemy.orm import Session

    from desktop.reports.differences import Changes
    from desktop.reports.editions import FrozenEdition
    from desktop.reports.path import Path

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
    path: Path | None = None  # the steps, where the report has them
    differs: str = ""  # how the records differ from the newest edition, in words
    head: str = ""  # who signs


class AnnualSource:
    """Where the page gets a year's report from: the unit's own records. Everything here runs in the background."""

    def gather(self, workspace: Workspace, year: int) -> AnnualReport:
        """The report as things now stand. UserError where it cannot be made."""
        from desktop.reports.annual import gather

        with workspace.database.snapshot() as session:
            return gather(session, workspace.unit_id, year)

    def freeze(self, workspace: Workspace, year: int, number: str = "", dated: date | None = None) -> FrozenEdition:
        """The next edition, number and date printed where they are given. UserError where a demanded part is missing."""
        from desktop.reports.freeze import freeze

        return freeze(workspace.database, year, number=number, dated=dated)

    def changes(self, workspace: Workspace, year: int, report: AnnualReport) -> Changes | None:
        """What differs from the last edition; None where there is none, or it cannot be read."""
        from desktop.reports.differences import compared
        from desktop.reports.freeze import editions_of

        last = editions_of(workspace.database, year)[-1:]
        try:
            return compared(workspace.database, last[0], report) if last else None
        except UserError:  # a damaged body keeps nobody from freezing the next
            return None

    def pdf(self, workspace: Workspace, year: int, edition: int | None) -> bytes:
        """The PDF of a frozen edition, of the draft where none is named."""
        from desktop.reports import pdf
        from desktop.reports.freeze import load_edition

        buffer = io.BytesIO()
        if edition is None:
            pdf.write(self.gather(workspace, year), buffer)
        else:
            report, frozen = load_edition(workspace.database, year, edition)
            pdf.write(report, buffer, frozen.edition, frozen.code)
        return buffer.getvalue()

    def read(self, workspace: Workspace, year: int) -> Shown:
        """Gather the year and make its draft PDF, of a long report the text alone."""
        from desktop.models.report import Report, report_id
        from desktop.reports.freeze import editions_of
        from desktop.reports.last_year import last_years_blocks

        editions = editions_of(workspace.database, year)
        with workspace.database.snapshot() as session:
            stored = session.get(Report, report_id(workspace.unit_id, year))
            blocks = dict(stored.blocks or {}) if stored is not None and not stored.deleted else {}
            seen = kept_seen(session, year)
            last = last_years_blocks(session, workspace.unit_id, year)
            path = self.path(session, workspace, year)
        try:
            report = self.gather(workspace, year)
        except UserError as error:
            return Shown(year, None, blocks, editions, problem=error.sentence, path=path)
        draft = make_draft(report, is_long(report))
        differs = differing(workspace, editions, report)
        return Shown(year, report, blocks, editions, draft, "", seen, last, path, differs, report.signature.name)

    def path(self, session: Session, workspace: Workspace, year: int) -> Path | None:
        """The steps of the report."""
        from desktop.reports.path import annual_path

        return annual_path(session, workspace.unit_id, year)


def differing(workspace: Workspace, editions: Sequence[FrozenEdition], report: AnnualReport) -> str:
    """ "Khác bản đã in (03 số liệu)"; empty where nothing is frozen, nothing differs, or the edition cannot be read."""
    from desktop.reports.differences import compared
    from desktop.views.editions_panel import Editions, differs_words

    if not editions:
        return ""
    try:
        return differs_words(Editions(tuple(reversed(editions)), compared(workspace.database, editions[-1], report)))
    except UserError:
        return ""


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
