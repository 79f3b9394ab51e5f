"""What makes files and editions of the report on the page: the draft as PDF, freezing, a frozen edition seen again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDir, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from desktop.errors import UserError
from desktop.paths import write_atomically
from desktop.views.widgets.background import Progress

if TYPE_CHECKING:
    from datetime import date

    from desktop.reports.editions import FrozenEdition
    from desktop.views.freeze_dialog import Freezing
    from desktop.views.report_page import ReportPage


class Issuing:
    """The deeds of one page, for the year chosen on it."""

    def __init__(self, page: ReportPage) -> None:
        self._page = page

    def save_pdf(self) -> None:
        """Ask where, then write the draft."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(documents) / f"Bao cao NQ71 nam {self._page.year}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self._page, "Lưu báo cáo thành tệp PDF", proposed, "Tệp PDF (*.pdf)")
        if chosen:
            path = Path(chosen)
            self.save_pdf_to(path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf"))

    def save_pdf_to(self, path: Path) -> None:
        """Write the draft of the chosen year."""
        page = self._page
        if not page.may_leave():  # what was typed is stored first
            return
        workspace, year, source = page.workspace, page.year, page.source

        def work(_: Progress) -> Path:
            write_atomically(path, source.pdf(workspace, year, None))
            return path

        page.workspace.background.run(page, work, self._saved, "Đang lập tệp PDF…", page.workspace.refuse)

    def _saved(self, path: Path) -> None:
        self._page.workspace.notify(f"Đã lưu “{path.name}” (bản dự thảo).", "Mở tệp", lambda: open_file(path))

    def freeze(self) -> None:
        """Ask, then freeze; refused as long as something demanded is missing in the report as it stands on the disk."""
        page = self._page
        if not page.may_leave():
            return
        workspace, year, source = page.workspace, page.year, page.source

        def work(_: Progress) -> Freezing:
            from desktop.views.freeze_dialog import freezing_of

            report = source.gather(workspace, year)
            last = max((one.edition for one in page.shown.editions), default=0) if page.shown else 0
            return freezing_of(
                report, f"{page.title.lower()} {year}", last + 1, source.changes(workspace, year, report)
            )

        page.workspace.background.run(page, work, self._ask_to_freeze, "Đang xem lại báo cáo…", page.workspace.refuse)

    def _ask_to_freeze(self, freezing: Freezing) -> None:
        from desktop.views.freeze_dialog import FreezeDialog

        dialog = FreezeDialog(freezing, self._page)
        if dialog.exec():
            self._freeze(*dialog.values())
        elif dialog.jump is not None:
            self._page.jump(dialog.jump)

    def _freeze(self, number: str, dated: date | None) -> None:
        page = self._page
        workspace, year, source = page.workspace, page.year, page.source

        def work(_: Progress) -> FrozenEdition:
            return source.freeze(workspace, year, number, dated)

        page.workspace.background.run(page, work, self._frozen, "Đang chốt báo cáo…", self._not_frozen)

    def _frozen(self, made: FrozenEdition) -> None:
        self._page.workspace.notify(
            f"Đã chốt báo cáo năm {made.year}: bản số {made.edition}, mã {made.code}.",
            "Mở PDF",
            lambda: self.open_edition(made.edition),
        )
        self._page.refresh()

    def _not_frozen(self, error: BaseException) -> None:
        self._page.workspace.refuse(error)
        self._page.go_to_missing()

    # --- paper and signature -----------------------------------------------------------------------------------------------

    def print_report(self, then: Callable[[], None] = lambda: None) -> None:
        """Print the frozen edition chosen, the draft where nothing is frozen yet; `then` once the dialog is closed."""
        page = self._page
        if not page.may_leave():
            return
        edition = page.chosen_edition

        def work(_: Progress) -> bytes:
            return page.source.pdf(page.workspace, page.year, edition)

        def done(document: bytes) -> None:
            self._print(document)
            then()

        page.workspace.background.run(page, work, done, "Đang lập trang in…", page.workspace.refuse)

    def _print(self, document: bytes) -> None:
        from desktop.views.print_dialog import PrintDialog  # brings the printing library

        page = self._page
        edition = f"bản số {page.chosen_edition}" if page.chosen_edition else "bản dự thảo"
        PrintDialog(page.workspace, page.window(), document, f"{page.title} {page.year} ({edition})").exec()

    def sign(self) -> None:
        """Sign the chosen edition electronically, or take in its copy signed elsewhere."""
        from desktop.models.report import Report, report_id
        from desktop.views.e_sign_dialog import ESignDialog

        page = self._page
        if page.chosen_edition is None:
            page.workspace.refuse(
                UserError(f"Báo cáo năm {page.year} chưa chốt bản nào. Hãy chốt báo cáo rồi mới ký số.")
            )
            return
        record = report_id(page.workspace.unit_id, page.year)
        ESignDialog(page.workspace, page.window(), Report.KIND, record, page.chosen_edition).exec()
        page.refresh()

    def show_editions(self) -> None:
        """Every edition, compared with the one before and with the records."""
        from desktop.models.report import Report, report_id
        from desktop.views.editions_dialog import EditionsDialog

        page = self._page
        record = report_id(page.workspace.unit_id, page.year)
        EditionsDialog(page.workspace, page.window(), Report.KIND, record, self.open_edition).exec()

    def show_register(self) -> None:
        """The register of outgoing documents."""
        from desktop.views.dispatch_dialog import DispatchDialog

        DispatchDialog(self._page.workspace, self._page.window()).exec()
        self._page.refresh()

    def open_edition(self, edition: int) -> None:
        """Make the PDF of a frozen edition again from its body, and open it."""
        page = self._page
        path = Path(QDir.tempPath()) / f"NQ71-{page.workspace.unit_id[-8:]}-{page.year}-ban-{edition}.pdf"
        self.make_edition(edition, path, open_file)

    def make_edition(self, edition: int, path: Path, then: Callable[[Path], None]) -> None:
        """Write the PDF of a frozen edition to `path`."""
        page = self._page
        database, year = page.workspace.database, page.year

        def work(_: Progress) -> Path:
            from desktop.reports import pdf
            from desktop.reports.freeze import load_edition

            report, frozen = load_edition(database, year, edition)
            pdf.write(report, path, frozen.edition, frozen.code)
            return path

        page.workspace.background.run(page, work, then, "Đang lập lại tệp PDF…", page.workspace.refuse)


def open_file(path: Path) -> None:
    """With the program of this PC."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
