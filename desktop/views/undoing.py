"""Ctrl+Z and Ctrl+Y outside text fields: the last change taken back or done again, however many records it touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.errors import UserError
from desktop.models import history
from desktop.models.versions import Change
from desktop.views.widgets.background import Progress
from desktop.views.widgets.tips import as_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QWidget

    from desktop.views.page import Workspace

AT_ONCE = 100  # versions that are taken back within a tenth of a second on an old PC


def name_actions(workspace: Workspace, undo: QAction, redo: QAction) -> None:
    """Let the two actions say what they would do; off where there is nothing."""
    with workspace.database.snapshot() as session:
        changes = (history.last_change(session), history.last_undone(session))
    for action, verb, change in zip((undo, redo), ("&Hoàn tác", "Là&m lại"), changes, strict=True):
        keys = " hoặc ".join(keys.toString() for keys in action.shortcuts())
        action.setEnabled(change is not None)
        title = " ".join(change.title.split()) if change else ""
        action.setText(f"{verb}: {title.replace('&', '&&')}" if title else verb)
        verb = verb.replace("&", "")
        action.setToolTip(as_tip(f"{verb}: {title} ({keys})") if title else f"{verb} ({keys}): không còn việc nào")


def take_step(workspace: Workspace, owner: QWidget, back: bool) -> None:
    """Undo or redo one change: a few records at once, many in the worker with progress and Hủy."""
    find = history.last_change if back else history.last_undone
    with workspace.database.snapshot() as session:
        change = find(session)
        size = history.size_of(session, change) if change is not None else 0
    if change is None:
        workspace.notify("Không còn việc nào để hoàn tác." if back else "Không còn việc nào để làm lại.")
        return
    if size <= AT_ONCE:
        try:
            _tell(workspace, _take(workspace, change, None, back), back)
        except UserError as error:
            workspace.refuse(error)
        return
    workspace.background.run(
        owner,
        lambda progress: _take(workspace, change, progress, back),
        lambda title: _tell(workspace, title, back),
        "Đang hoàn tác…" if back else "Đang làm lại…",
        workspace.refuse,
    )


def _take(workspace: Workspace, change: Change, progress: Progress | None, back: bool) -> str | None:
    def report(done: int, total: int) -> None:
        if progress is not None:
            progress.report(done, total, change.title)

    with workspace.database.transaction() as session:
        return (history.undo_last if back else history.redo_last)(session, report)


def _tell(workspace: Workspace, title: str | None, back: bool) -> None:
    if title is None:
        workspace.notify("Không còn việc nào để hoàn tác." if back else "Không còn việc nào để làm lại.")
    elif back:
        workspace.notify(f"Đã hoàn tác: {title}", "Làm lại", workspace.shell.redo)
    else:
        workspace.notify(f"Đã làm lại: {title}", "Hoàn tác", workspace.shell.undo)
