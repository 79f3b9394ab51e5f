"""Báo cáo tổng hợp: the Department's consolidated report on the same page as a unit's, its figures summed over the units (domain E.4)."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog

from desktop.reports.document import AnnualReport
from desktop.views.page import COUNTED_KINDS, Page, Workspace
from desktop.views.report_issuing import open_file
from desktop.views.report_more import Deed
from desktop.views.report_page import ReportPage
from desktop.views.report_reading import AnnualSource
from desktop.views.widgets.background import Progress

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlalchemy.orm import Session

    from desktop.reports.editions import FrozenEdition


class ProvinceSource(AnnualSource):
    """What the units signed, added up, and who has reported."""

    def gather(self, workspace: Workspace, year: int, to: str = "province") -> AnnualReport:
        """The consolidated report as things now stand; a draft of the People's Committee's own where `to` names its addressee."""
        from desktop.reports.province.report import province_report
        from sync.days import vietnam_today
        from sync.status import status

        with workspace.database.snapshot() as session:
            standing = status(session, year)
            return province_report(session, workspace.database.files, year, standing, vietnam_today(), to)

    def path(self, session: Session, workspace: Workspace, year: int) -> None:
        """The Department sends itself no bundle: its report has no such steps."""

    def freeze(self, workspace: Workspace, year: int, number: str = "", dated: date | None = None) -> FrozenEdition:
        """The next edition of the Department's report."""
        from desktop.reports.province.freezing import make_province_report
        from sync.days import vietnam_today
        from sync.status import status

        with workspace.database.snapshot() as session:
            standing = status(session, year)
        _, made = make_province_report(
            workspace.database,
            year,
            standing,
            vietnam_today(),
            freeze=True,
            incomplete=False,
            number=number,
            dated=dated,
        )
        assert made is not None
        return made


class ProvincePage(ReportPage):
    """The consolidated report of the chosen year."""

    TITLE: ClassVar[str] = "Báo cáo tổng hợp"
    KINDS: ClassVar[frozenset[str]] = COUNTED_KINDS | {"exchange"}
    HELP: ClassVar[str] = (
        "Số liệu là tổng các báo cáo đã chốt mà đơn vị gửi về; đơn vị chưa nộp được nêu tên trong TH-01. Bên trái là các phần và các biểu "
        "TH-01 đến TH-07, ở giữa là lời văn tự viết và phần của Sở, bên phải là bản xem trước. Làm được bất cứ lúc nào, không cần "
        "đợi đủ đơn vị. Việc khác: dự thảo báo cáo của UBND tỉnh gửi Chính phủ, gửi Bộ; công văn nhắc nộp."
    )

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, ProvinceSource())
        self.steps.hide()
        self.writing.reword_button.hide()  # a sum is put in other words in the Department's own part
        self.period.hide()  # the units' own periods are what counts

    def deeds(self) -> Iterable[Deed]:
        """Without what belongs to a unit's own records."""
        return (
            Deed("Phần còn &thiếu tiếp theo", "triangle-alert", "F8", self.go_to_missing),
            Deed("Số năm t&rước cần xem lại", "history", "F7", self.writing.next_mark),
            Deed("Đã &xem hết số liệu vừa đổi", "check", "Shift+F5", self.see_all),
            Deed("&In báo cáo…", "printer", "Ctrl+Shift+P", self.issuing.print_report),
            Deed("&Ký số bản đã chốt…", "key-round", "Ctrl+Shift+K", self.issuing.sign),
            Deed("Nhập số, n&gày, bản quét…", "file-check", "Ctrl+Shift+D", self.stepping.note_signed),
            Deed("Dự thảo gửi &Chính phủ…", "file-text", "Ctrl+Shift+G", lambda: self.ask_draft("government")),
            Deed(
                "Dự thảo gửi &Bộ Giáo dục và Đào tạo…", "file-text", "Ctrl+Shift+B", lambda: self.ask_draft("ministry")
            ),
            Deed("Công văn &nhắc nộp…", "send", "Ctrl+Shift+R", self.ask_reminder),
            Deed("Sổ &văn bản đi…", "archive", "Ctrl+Shift+V", self.issuing.show_register),
        )

    def ask_draft(self, to: str) -> None:
        """Ask where a draft for the People's Committee goes: PDF, or Word for its last wording."""
        name = {"government": "Chinh phu", "ministry": "Bo GDDT"}[to]
        if path := self._ask_path(
            f"Du thao bao cao UBND tinh gui {name} nam {self.year}", "Tệp Word (*.docx);;Tệp PDF (*.pdf)"
        ):
            self.write_draft(to, path)

    def write_draft(self, to: str, path: Path) -> None:
        """Write the draft as the ending of `path` says."""
        workspace, year, source = self.workspace, self.year, ProvinceSource()

        def work(_: Progress) -> Path:
            from desktop.reports import pdf
            from desktop.shapes import write_shapes

            report = source.gather(workspace, year, to)
            if path.suffix.lower() == ".docx":
                write_shapes(report, None, {"docx": path})
            else:
                pdf.write(report, path)
            return path

        workspace.background.run(self, work, self._written, "Đang lập dự thảo…", workspace.refuse)

    def ask_reminder(self) -> None:
        """Ask where the reminder letter goes."""
        if path := self._ask_path(f"Cong van nhac nop bao cao nam {self.year}", "Tệp PDF (*.pdf)"):
            self.write_reminder(path)

    def write_reminder(self, path: Path) -> None:
        """Write the letter with its list."""
        workspace, year = self.workspace, self.year

        def work(_: Progress) -> Path:
            from desktop.paths import write_atomically
            from desktop.reports import pdf
            from desktop.reports.province.reminder import reminder
            from sync.days import vietnam_today
            from sync.status import status

            with workspace.database.snapshot() as session:
                letter = reminder(session, year, status(session, year), vietnam_today())
            buffer = io.BytesIO()
            pdf.write(letter, buffer, standing="công văn nhắc nộp báo cáo")
            write_atomically(path, buffer.getvalue())
            return path

        workspace.background.run(self, work, self._written, "Đang lập công văn…", workspace.refuse)

    def _ask_path(self, name: str, kinds: str) -> Path | None:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        suffix = ".docx" if kinds.startswith("Tệp Word") else ".pdf"
        chosen, kind = QFileDialog.getSaveFileName(self, "Lưu thành tệp", str(Path(documents) / (name + suffix)), kinds)
        if not chosen:
            return None
        wanted = ".docx" if "docx" in kind else ".pdf"
        path = Path(chosen)
        return path if path.suffix.lower() in (".docx", ".pdf") else path.with_name(path.name + wanted)

    def _written(self, path: Path) -> None:
        self.workspace.notify(f"Đã lưu “{path.name}”.", "Mở tệp", lambda: open_file(path))


def make(workspace: Workspace) -> Page:
    """The page."""
    return ProvincePage(workspace)
