"""What the steps of a report ask for, done on its page: the head has read it, it was printed, number and scan, sending, taking back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QInputDialog

from desktop.errors import UserError
from desktop.models.report import Report, report_id
from desktop.views.widgets import messages
from desktop.views.widgets.background import Progress

if TYPE_CHECKING:
    from desktop.views.report_page import ReportPage


class Stepping:
    """The deeds of one page, for the year chosen on it."""

    def __init__(self, page: ReportPage) -> None:
        self._page = page
        self._deeds: dict[str, Callable[[], object]] = {
            "write": page.go_to_missing,
            "freeze": page.issuing.freeze,
            "correct": page.issuing.freeze,
            "review": self.review,
            "print": self.print_for_signing,
            "signed": self.note_signed,
            "scan": self.note_signed,
            "export": lambda: page.workspace.go_to("exchange"),
            "take_back": self.take_back,
            "undo_take_back": self.undo_take_back,
            "undo_review": self.undo_review,
        }

    def ask(self, word: str) -> None:
        """Do what a step asks for (`desktop.reports.path`)."""
        if (deed := self._deeds.get(word)) is not None:
            deed()

    @property
    def _record(self) -> str:
        return report_id(self._page.workspace.unit_id, self._page.year)

    def review(self) -> None:
        """Ask who has read the newest edition, and note it."""
        page = self._page
        name, chosen = QInputDialog.getText(
            page,
            "Thủ trưởng đã xem",
            "Họ tên người đã xem bản chốt mới nhất:",
            text=page.shown.head if page.shown else "",
        )
        if chosen:
            self._do("review", f"Đã ghi: {name.strip() or 'thủ trưởng'} đã xem.", name)

    def undo_review(self) -> None:
        """The head has not read it after all."""
        self._do("undo_review", "Đã bỏ ghi “thủ trưởng đã xem”.")

    def print_for_signing(self) -> None:
        """Print, then note that it lies with the head."""
        page = self._page
        page.issuing.print_report(then=self._ask_printed)

    def _ask_printed(self) -> None:
        if self._page.chosen_edition and messages.ask(
            self._page, f"Bản số {self._page.chosen_edition} đã in xong để trình ký?", "&Đã in", no="&Chưa"
        ):
            self._do("printed", "Đã ghi: đã in, trình ký.")

    def note_signed(self) -> None:
        """Number, date, signer and scan."""
        from desktop.views.signed_dialog import SignedDialog

        page = self._page
        if page.chosen_edition is None:
            page.workspace.refuse(
                UserError(f"Báo cáo năm {page.year} chưa chốt bản nào. Hãy chốt, in, ký rồi mới nhập số, ngày.")
            )
            return
        SignedDialog(page.window(), page.workspace, Report.KIND, self._record, page.chosen_edition).exec()
        page.refresh()

    def take_back(self) -> None:
        """Ask, then take the newest edition back."""
        if messages.ask(
            self._page,
            f"Rút lại báo cáo năm {self._page.year} đã nộp?",
            "&Rút lại",
            detail="Sở biết khi nhận gói kế tiếp. Sau đó hãy sửa, chốt bản mới rồi xuất gói. Bản đã chốt vẫn còn nguyên.",
        ):
            self._do("take_back", "Đã rút lại. Hãy xuất gói để Sở biết.")

    def undo_take_back(self) -> None:
        """It stands again."""
        self._do("undo_take_back", "Đã thôi rút lại. Hãy xuất gói để Sở biết.")

    def _do(self, step: str, told: str, *more: str) -> None:
        page, record = self._page, self._record

        def work(_: Progress) -> None:
            from desktop.reports import sign_off

            getattr(sign_off, step)(page.workspace.database, Report.KIND, record, *more)

        def done(_: None) -> None:
            page.workspace.notify(told)
            page.refresh()

        page.workspace.background.run(page, work, done, "Đang ghi…", page.workspace.refuse)
