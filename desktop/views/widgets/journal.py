"""The journal of one form: its text is written down as it is typed, so that a kill or a power cut takes a second of it at most.

Written by a quiet worker at most `PAUSE` after a change, the newest state only. A `_Ticket` keeps the order right: who saves,
puts aside or drops a text tears it first, and the worker looks at it only once it holds the database's one place for writing.
So a late write either is done before, and goes with the rest, or is not done at all; nothing comes back from the dead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from desktop.errors import UserError
from desktop.models.base import Record, utc_now
from desktop.models.draft import Draft, drop, write
from desktop.views.page import Workspace
from desktop.views.widgets.background import Progress
from desktop.views.widgets.form import RecordForm

PAUSE = 400  # ms after a change
NOT_WRITTEN = "Chữ đang gõ chưa được ghi tạm."
RETRY = 4_000  # ms after a disk refused


class _Ticket:
    """Whether what the worker was given is still wanted."""

    torn = False


class FormJournal(QObject):
    """`failed` says in a sentence that the text could not be written down, and "" once it can be again."""

    failed = Signal(str)

    def __init__(self, workspace: Workspace, form: RecordForm, name_of: Callable[[Any], str]) -> None:
        super().__init__(form)
        self._workspace = workspace
        self._form = form
        self._name_of = name_of
        self._record_id = ""
        self._typed_at = ""
        self._written = False  # whether a row of this form lies in the journal, or is on its way there
        self._kept: Draft | None = None  # the draft that the form was opened from
        self._tickets: dict[str, _Ticket] = {}  # by record
        self._waiting = False
        self._writing = 0
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._time_is_up)
        form.edited.connect(self.note)
        workspace.background.closing.connect(self.write_now)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.applicationStateChanged.connect(self._left)

    # --- as it is typed ------------------------------------------------------------------------------------------------

    @Slot()
    def note(self) -> None:
        """The text may have changed: it will be written soon."""
        if self._form.record_id != self._record_id:
            self.take_back()
            self._record_id, self._kept = self._form.record_id, None
        self._typed_at = utc_now()
        self._waiting = True
        if not self._timer.isActive():
            self._timer.start(PAUSE)

    @Slot(Qt.ApplicationState)
    def _left(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive:
            self.write_now()

    def _time_is_up(self) -> None:
        if self._writing:  # a slow disk: what came meanwhile is written once, when it is done
            return
        self.write_now()

    @Slot()
    def write_now(self) -> None:
        """Hand what is typed to the worker; nothing where nothing was."""
        if not self._waiting:
            return
        self._waiting = False
        self._timer.stop()
        if not self._form.is_dirty:
            self.take_back()
            return
        draft, ticket = self.text(), self._ticket()
        self._written = True
        self._submit(lambda session: None if ticket.torn else write(session, draft))

    def _ticket(self) -> _Ticket:
        return self._tickets.setdefault(self._record_id, _Ticket())

    def _submit(self, step: Callable[[Any], None]) -> None:
        database = self._workspace.database

        def work(_: Progress) -> None:
            with database.transaction() as session:
                session.connection()  # BEGIN IMMEDIATE: from here on nobody saves or drops
                step(session)

        self._writing += 1
        self._workspace.background.write(self, work, self._done, self._not_written)

    def _done(self, _: None) -> None:
        self._writing -= 1
        self.failed.emit("")
        if not self._writing:
            self._tickets = {self._record_id: self._ticket()}
            if self._waiting:
                self._timer.start(PAUSE)

    def _not_written(self, error: BaseException) -> None:
        self._writing -= 1
        if not isinstance(error, UserError):
            raise error
        self._waiting = self._written = True  # a row that could not be dropped may lie there still
        self._timer.start(RETRY)
        if self._form.is_dirty:
            self.failed.emit(f"{NOT_WRITTEN} {error.sentence}")

    def text(self, kept: bool = False) -> Draft:
        """What stands in the form; `kept` makes it a draft put aside on purpose."""
        form = self._form
        record = form.draft()
        return Draft(
            record_id=form.record_id,
            kind=type(record).KIND,
            opened_at=form.version_id,
            states=form.states(),
            values=form.unshown(),
            title=self._title(record),
            author="",
            typed_at=self._typed_at or utc_now(),
            missing=[problem.sentence for problem in form.problems() if problem.blocking],
            kept=kept or self._kept is not None,
            open=not kept,
        )

    def _title(self, record: Record) -> str:
        """The name of a record that may be half; its kind where it has none yet."""
        try:
            name = self._name_of(record)
        except (AttributeError, KeyError, TypeError, ValueError):  # a name made of what is still missing
            name = ""
        return " ".join((name or "").split()) or f"{type(record).NAME} chưa có tên"

    # --- what becomes of it --------------------------------------------------------------------------------------------

    def let_go(self) -> None:
        """To be called before the text is saved: nothing of it is written any more. `note` where saving failed."""
        if ticket := self._tickets.pop(self._record_id, None):
            ticket.torn = True
        self._waiting = False
        self._timer.stop()

    def saved(self) -> None:
        """The text is a record now, and its row went with the saving."""
        self.let_go()
        self._written, self._kept = False, None

    def put_aside(self) -> Draft:
        """Keep the text as a draft on purpose. UserError where the disk refuses: it stays in the form and in the journal."""
        self.let_go()
        draft = self.text(kept=True)
        try:
            with self._workspace.database.transaction() as session:
                write(session, draft)
        except UserError:
            self.note()
            raise
        self._written, self._kept = False, None
        return draft

    def take_back(self) -> None:
        """The text was dropped, or is again as it was opened: no row, or the draft that the form was opened from."""
        self.let_go()
        if not self._written:
            return
        record_id, kept, ticket = self._record_id, self._kept, self._ticket()
        self._written = False

        def step(session: Any) -> None:
            if ticket.torn:
                return
            if kept is None:
                drop(session, record_id)
            else:
                write(session, kept)

        self._submit(step)

    def took_over(self, draft: Draft) -> None:
        """The form now shows this draft."""
        self._record_id = draft.record_id
        self._written = True
        self._kept = draft if draft.kept else None
        self.note()
        self._typed_at = draft.typed_at
        draft.open = False  # what it goes back to where the form is closed again

    @property
    def is_untouched(self) -> bool:
        """Whether the form shows a draft kept on purpose just as it was kept."""
        return self._kept is not None and self._form.states() == self._kept.states
