"""Work that takes longer than a tenth of a second leaves the UI thread through here, and its answer comes back through here.

Two workers, one thread each: `run` for what a person waits for (the window is disabled, so no form is edited meanwhile),
`read` for lists that fill themselves quietly.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from desktop.views.widgets.collector import Collector
from desktop.views.widgets.waiting import WaitingDialog

T = TypeVar("T")
WAIT_BEFORE_SHOWING = 300  # ms


class Cancelled(Exception):
    """Raised inside `work` by `Progress.report` once the person has pressed Hủy."""


class Progress:
    """What `work` is given: the way to say how far it is, and to learn that it should stop."""

    def __init__(self, announce: Callable[[int, int, str], None]) -> None:
        self._announce = announce
        self._stop = threading.Event()
        self.can_cancel = True

    def report(self, done: int, total: int = 0, text: str = "") -> None:
        """`done` of `total` (0 = unknown). Raises Cancelled where the person wants to stop."""
        if self._stop.is_set() and self.can_cancel:
            raise Cancelled
        self._announce(done, total, text)

    @property
    def cancelled(self) -> bool:
        """Whether the person wants to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next `report`."""
        self._stop.set()


Work = Callable[[Progress], T]


class _Task(QObject):
    """One piece of work. Signals carry its answer to the UI thread, where the task lives."""

    answered = Signal(object, object)
    progressed = Signal(int, int, str)


class Background(QObject):
    """Made once by `desktop.app` and handed on. `on_error` gets every exception that no caller asked for."""

    busy_changed = Signal(bool)

    def __init__(self, on_error: Callable[[BaseException], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        Collector(self)
        self._on_error = on_error
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="nq71-work")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="nq71-read")
        self._tasks: set[_Task] = set()
        self._busy = 0

    @property
    def busy(self) -> bool:
        """Whether a person is waiting for `run`."""
        return self._busy > 0

    def run(
        self,
        owner: QWidget,
        work: Work[T],
        on_done: Callable[[T], None],
        waiting_text: str,
        on_error: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Do `work` (a plain function that touches no widget) in the worker; `on_done` gets its result on the UI thread.

        The window of `owner` is disabled at once; after 300 ms `waiting_text` is shown with progress and Hủy. The answer is
        dropped where `owner` is gone. An exception goes to `on_error`, else to the program's own; a cancel goes nowhere.
        """
        window = owner.window()
        dialog = WaitingDialog(window, waiting_text)
        timer = QTimer(dialog, singleShot=True, interval=WAIT_BEFORE_SHOWING)
        timer.timeout.connect(dialog.show)
        focused = window.focusWidget()
        window.setEnabled(False)
        self._set_busy(1)

        def end() -> None:
            self._set_busy(-1)
            if shiboken6.isValid(dialog):
                timer.stop()
                dialog.done(0)
                dialog.deleteLater()
            if shiboken6.isValid(window):
                window.setEnabled(True)
                if focused is not None and shiboken6.isValid(focused):
                    focused.setFocus(Qt.FocusReason.OtherFocusReason)

        progress = self._start(self._worker, owner, work, on_done, on_error, end, dialog.show_progress)
        dialog.cancelled.connect(progress.cancel)
        timer.start()

    def read(self, owner: QObject, work: Work[T], on_done: Callable[[T], None]) -> Progress:
        """Do quiet reading for `owner`: nothing is disabled, nothing shown. The Progress can be cancelled."""
        return self._start(self._reader, owner, work, on_done, None, lambda: None, None)

    def wait(self) -> None:
        """Let what was started come to its end; no new work afterwards. Called when the program closes."""
        self._worker.shutdown(wait=True)
        self._reader.shutdown(wait=True, cancel_futures=True)

    def _set_busy(self, change: int) -> None:
        was = self.busy
        self._busy += change
        if was != self.busy:
            self.busy_changed.emit(self.busy)

    def _start(
        self,
        pool: ThreadPoolExecutor,
        owner: QObject,
        work: Work[T],
        on_done: Callable[[T], None],
        on_error: Callable[[BaseException], None] | None,
        end: Callable[[], None],
        show: Callable[[int, int, str], None] | None,
    ) -> Progress:
        task = _Task(self)
        self._tasks.add(task)

        def answer(result: Any, error: BaseException | None) -> None:
            self._tasks.discard(task)
            task.deleteLater()
            end()
            if not shiboken6.isValid(owner) or isinstance(error, Cancelled):
                return
            if error is not None:
                (on_error or self._on_error)(error)
            else:
                on_done(result)

        receiver = _Receiver(answer, show, task)
        task.answered.connect(receiver.answer, Qt.ConnectionType.QueuedConnection)
        task.progressed.connect(receiver.progress, Qt.ConnectionType.QueuedConnection)
        progress = Progress(task.progressed.emit)
        pool.submit(_do, task, work, progress)
        return progress


class _Receiver(QObject):
    """Lives on the UI thread: a queued signal connected to its slots arrives there."""

    def __init__(
        self,
        on_answer: Callable[[Any, BaseException | None], None],
        on_progress: Callable[[int, int, str], None] | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._on_answer = on_answer
        self._on_progress = on_progress

    @Slot(object, object)
    def answer(self, result: object, error: object) -> None:
        self._on_answer(result, error if isinstance(error, BaseException) else None)

    @Slot(int, int, str)
    def progress(self, done: int, total: int, text: str) -> None:
        if self._on_progress is not None:
            self._on_progress(done, total, text)


def _do(task: _Task, work: Work[Any], progress: Progress) -> None:
    """In the worker: whatever comes of `work` is carried back, so that no error is lost in a thread."""
    result, error = None, None
    try:
        result = work(progress)
    except BaseException as caught:  # noqa: BLE001  carried to the UI thread and judged there
        error = caught
    if shiboken6.isValid(task):
        task.answered.emit(result, error)
