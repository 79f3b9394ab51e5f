"""After a kill or a power cut: what was being typed is offered back at the next start, before anything else is opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from desktop.errors import UserError
from desktop.models.draft import Draft, drop, left_open, set_closed, write
from desktop.text import format_moment, shortened
from desktop.views.drafts_bar import lacks
from desktop.views.widgets import messages

if TYPE_CHECKING:
    from desktop.views.page import Workspace


def left(workspace: Workspace) -> list[Draft]:
    """What forms held when the program was last ended by force, the last typed first."""
    with workspace.database.snapshot() as session:
        return list(session.scalars(left_open()))


def words(draft: Draft, one: str) -> str:
    """What was open, and when it was last typed into."""
    return (
        f"Lần trước chương trình bị tắt khi đang ghi {one} “{shortened(draft.title, 80)}” "
        f"(gõ lần cuối {format_moment(draft.typed_at)})."
    )


class Offer(QMessageBox):
    """Mở lại (the last one; others become drafts), Cất vào bản nháp, Bỏ. Closing it puts everything among the drafts."""

    def __init__(
        self, parent: QWidget, workspace: Workspace, found: Sequence[Draft], open_draft: Callable[[Draft], object]
    ) -> None:
        super().__init__(parent)
        self._workspace, self._found, self._open_draft = workspace, list(found), open_draft
        first, *others = found
        self.setIcon(QMessageBox.Icon.Information)
        self.setWindowTitle(messages.TITLE)
        self.setTextFormat(self.textFormat().PlainText)
        self.setText(words(first, _one(first)))
        detail = lacks(first.missing)
        if others:
            names = "; ".join(f"“{shortened(draft.title, 80)}”" for draft in others)
            detail += f"\nNgoài ra còn: {names}. Mở lại thì các biểu mẫu này được cất vào bản nháp."
        self.setInformativeText(detail)
        self.reopened = self.addButton("&Mở lại", QMessageBox.ButtonRole.AcceptRole)
        self.kept = self.addButton("&Cất vào bản nháp", QMessageBox.ButtonRole.RejectRole)
        self.dropped: QAbstractButton | None = None
        if not all(draft.kept for draft in found):
            self.dropped = self.addButton("&Bỏ", QMessageBox.ButtonRole.DestructiveRole)
        self.setDefaultButton(self.reopened)
        self.setEscapeButton(self.kept)
        self.finished.connect(self._answered)

    def _answered(self) -> None:
        clicked = self.clickedButton()
        first, *others = self._found
        try:
            if clicked is self.reopened:
                self._close(others)
                self._open_draft(first)
            elif clicked is not None and clicked is self.dropped:
                self._drop()
            else:
                self._close(self._found)
                self._workspace.notify("Đã cất vào bản nháp: mở lại ở trang của nó, dòng “bản nháp”.")
        except UserError as error:
            self._workspace.refuse(error)
        self.deleteLater()

    def _close(self, drafts: Sequence[Draft]) -> None:
        if drafts:
            with self._workspace.database.transaction() as session:
                for draft in drafts:
                    set_closed(session, draft.record_id)

    def _drop(self) -> None:
        """Only what was never put aside on purpose goes; the notice brings it back among the drafts."""
        with self._workspace.database.transaction() as session:
            for draft in self._found:
                if draft.kept:
                    set_closed(session, draft.record_id)
                else:
                    drop(session, draft.record_id)
        self._workspace.notify("Đã bỏ chữ đang ghi dở.", "Cất vào bản nháp", self._bring_back)

    def _bring_back(self) -> None:
        try:
            with self._workspace.database.transaction() as session:
                for draft in self._found:
                    draft.kept, draft.open = True, False
                    write(session, draft)
        except UserError as error:
            self._workspace.refuse(error)


def _one(draft: Draft) -> str:
    from desktop.models.kinds import KINDS

    name = KINDS[draft.kind].NAME
    return name[0].lower() + name[1:]
