"""What changed in the generated sentences since a person last looked at them, for the years shown on the page."""

from __future__ import annotations

from contextlib import suppress

from desktop.errors import UserError
from desktop.reports.document import AnnualReport
from desktop.views.page import Workspace
from desktop.views.report_reading import Shown
from desktop.views.report_seen import Changes, Seen, changes, generated_of, keep_seen, seen_now
from desktop.views.widgets.background import Progress


class News:
    """`changes` by section, of the report compared last. What was seen is kept on this PC."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seen: dict[int, Seen] = {}
        self.changes: dict[str, Changes] = {}

    def compare(self, shown: Shown) -> None:
        """Find what changed. Everything counts as seen when a year, or a part of it, is met for the first time on this PC."""
        self.changes = {}
        if shown.report is None:
            return
        seen = self._seen.setdefault(shown.year, shown.seen or {})
        self.changes = changes(seen, shown.report)
        if new := {key: said for key, said in seen_now(shown.report).items() if key not in seen}:
            seen |= new
            self._keep(shown.year)

    def looked(self, report: AnnualReport, key: str | None) -> None:
        """A section was looked at: what it says now is what was last seen."""
        if key is None or key not in self.changes:
            return
        section = next((one for one in report.sections if one.key == key), None)
        del self.changes[key]
        if section is not None:
            self._seen[report.year][key] = generated_of(section)
            self._keep(report.year)

    def see_all(self, report: AnnualReport) -> None:
        """All that changed counts as looked at."""
        self._seen[report.year] = seen_now(report)
        self.changes = {}
        self._keep(report.year)

    def _keep(self, year: int) -> None:
        database, seen = self._workspace.database, dict(self._seen[year])

        def work(_: Progress) -> None:
            # A disk that refuses is told of when words are stored; what was seen is not worth a dialog.
            with suppress(UserError), database.transaction() as session:
                keep_seen(session, year, seen)

        self._workspace.background.write(self._workspace, work, lambda _: None, self._workspace.refuse)
