"""The ad-hoc report as it will be printed, beside its form, with what should be looked at."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.views.page import Workspace
from desktop.views.widgets.pdf_view import Document, PdfView, read_document

if TYPE_CHECKING:
    from desktop.models.adhoc_report import AdhocReport
    from desktop.models.database import Database


@dataclass(frozen=True)
class Seen:
    """What was made of the form: generated text by part, the pages where they were asked for, what to look at; or why not."""

    generated: Mapping[str, str] = field(default_factory=dict)
    document: Document | None = None
    warnings: tuple[str, ...] = ()
    standing: str = ""
    problem: str = ""


def see(database: Database, record: AdhocReport, drawn: bool) -> Seen:
    """Gather the report, and its PDF where it is seen. In the background reader only."""
    from desktop.reports import pdf
    from desktop.reports.adhoc import report_for
    from desktop.reports.document import Source, to_json
    from desktop.reports.editions import editions_in

    try:
        with database.snapshot() as session:
            report = report_for(session, record)
    except UserError as error:
        return Seen(problem=error.sentence)
    generated = {
        section.key: "\n".join(one.text for one in section.paragraphs if one.source is Source.GENERATED)
        for section in report.sections
        if section.key
    }
    if not drawn:
        return Seen(generated)
    buffer = io.BytesIO()
    pdf.write(report, buffer)
    last = editions_in(record, report.year)[-1:]
    standing = "Bản dự thảo"
    if last:
        from hashlib import sha256

        same = sha256(to_json(report)).hexdigest() == last[0].sha256
        standing = f"{'Đúng như' if same else 'Khác'} bản đã chốt số {last[0].edition}"
    return Seen(generated, read_document(buffer.getvalue()), report.warnings, standing)


class PreviewSide(QWidget):
    """Pages with a line above them and the warnings below."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.words = QLabel("Bản xem trước")
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.view = PdfView(workspace.background)
        self.warnings = QListWidget()
        self.warnings.setWordWrap(True)
        self.warnings.setAccessibleName("Điều cần xem lại")
        self.warnings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.warnings.setFixedHeight(92)
        self.warnings.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.words)
        column.addWidget(self.view, 1)
        column.addWidget(self.warnings)

    def show_seen(self, seen: Seen) -> None:
        """Show the pages, or why there are none."""
        self.warnings.clear()
        self.warnings.addItems(list(seen.warnings))
        self.warnings.setVisible(bool(seen.warnings))
        if seen.document is None:
            self.words.setText("Bản xem trước")
            self.view.show_nothing(seen.problem or "Đang soạn bản xem trước…")
            return
        pages = len(seen.document.sizes)
        more = f", {len(seen.warnings)} điều cần xem lại" if seen.warnings else ""
        self.words.setText(f"{seen.standing} · {pages} trang{more}")
        self.view.show_document(seen.document)
