"""The live preview of the report: of a long one the text before the whole is made; it follows what is chosen in the outline."""

from __future__ import annotations

from desktop.reports.document import AnnualReport
from desktop.views.report_reading import Draft, Shown, make_draft
from desktop.views.widgets.background import Background, Progress
from desktop.views.widgets.pdf_view import PdfView


class Preview(PdfView):
    """A PDF view that knows on which page each part begins."""

    def __init__(self, background: Background) -> None:
        super().__init__(background)
        self._shown: Shown | None = None
        self._making: Progress | None = None
        self.starts: dict[str, int] = {}

    def show_report(self, shown: Shown) -> None:
        """Show the draft at the same page; the text alone only to someone who is not looking at an appendix."""
        self._shown = shown
        if self._making is not None:
            self._making.cancel()
        draft, report = shown.draft, shown.report
        if draft is None or report is None:
            self.show_nothing(shown.problem)
            return
        if draft.whole or self.page <= len(draft.document.sizes):
            self._show_draft(draft)
        if draft.whole:
            return

        def work(progress: Progress) -> Draft:
            progress.report(0)  # typed on meanwhile: another will be made
            return make_draft(report)

        self._making = self._background.read(self, work, lambda whole: self._show_whole(shown, whole))

    def _show_whole(self, shown: Shown, whole: Draft) -> None:
        if self._shown is shown:
            self._show_draft(whole)

    def _show_draft(self, draft: Draft) -> None:
        self.starts = draft.starts
        self.show_document(draft.document)

    def show_part(self, key: str) -> None:
        """Bring the page on which a section or a Biểu begins; none where it is not made yet."""
        report = self._shown.report if self._shown else None
        if report is not None and (page := self.starts.get(title_of(report, key), 0)):
            self.show_page(page)


def title_of(report: AnnualReport, key: str) -> str:
    """The bookmark of a section (II.2) or a Biểu (Biểu 02)."""
    titles = {section.key: section.heading for section in report.sections}
    titles |= {each.form: f"Phụ lục {each.number}. {each.title}" for each in report.appendices}
    return titles.get(key, "")
