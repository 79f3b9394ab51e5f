"""Các bản đã chốt: every frozen edition of a report with what it differs in, opened and compared from here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop.reports.editions import FrozenEdition
from desktop.views.differences_dialog import DifferencesDialog
from desktop.views.editions_panel import Editions, EditionsPanel, read_editions
from desktop.views.page import Workspace
from desktop.views.theme import GRID, scaled
from desktop.views.widgets.background import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop.reports.differences import Changes


class EditionsDialog(QDialog):
    """`open_pdf` is called with the number of the edition whose PDF is wanted."""

    def __init__(
        self, workspace: Workspace, parent: QWidget | None, kind: str, record_id: str, open_pdf: Callable[[int], None]
    ) -> None:
        super().__init__(parent)
        self._workspace, self._kind, self._record_id = workspace, kind, record_id
        self.setWindowTitle("Các bản đã chốt")
        self.resize(scaled(900), scaled(400))
        self.panel = EditionsPanel()
        self.panel.opened.connect(open_pdf)
        self.panel.compared_before.connect(self._compare_before)
        self.panel.compared_now.connect(self._compare_now)
        closed = QPushButton("Đón&g")
        closed.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(closed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(GRID)
        layout.addWidget(self.panel, 1)
        layout.addLayout(row)
        self._read()

    def _read(self) -> None:
        def work(_: Progress) -> Editions:
            return read_editions(self._workspace, self._kind, self._record_id)

        self._workspace.background.read(self, work, self.panel.show_editions)

    def _edition(self, number: int) -> FrozenEdition | None:
        return next((one for one in self.panel.editions.found if one.edition == number), None)

    def _compare_before(self, number: int) -> None:
        later = self._edition(number)
        earlier = next((one for one in self.panel.editions.found if one.edition < number), None)
        if later is not None and earlier is not None:
            self._show(earlier, later)

    def _compare_now(self, number: int) -> None:
        if (earlier := self._edition(number)) is not None:
            self._show(earlier, None)

    def _show(self, earlier: FrozenEdition, later: FrozenEdition | None) -> None:
        workspace, record_id = self._workspace, self._record_id

        def work(_: Progress) -> Changes:
            from desktop.models.report import Report
            from desktop.reports.differences import compared, standing_of

            if later is not None:
                return compared(workspace.database, earlier, later)
            with workspace.database.snapshot() as session:
                now = standing_of(session, session.get_one(Report, record_id))
            return compared(workspace.database, earlier, now)

        def done(changes: Changes) -> None:
            DifferencesDialog(workspace, changes, self).exec()

        workspace.background.run(self, work, done, "Đang so sánh…", workspace.refuse)
