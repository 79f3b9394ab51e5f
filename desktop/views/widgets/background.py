"""Work that takes longer than a tenth of a second leaves the UI thread through here, and its answer comes back through here.

Four workers, one thread each: `run` for what a person waits for (the window is disabled, so no form is edited meanwhile),
`read` for lists that fill themselves quietly, `write` for the journal of what is typed, which is never left undone, `keep` for
what may take long and nobody waits for, so that no list waits behind it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, SimpleQueue
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


class _Worker:
    """One thread that does one thing after the other. (concurrent.futures would bring logging in before the window.)"""

    def __init__(self, name: str) -> None:
        self._name = name
        self._todo: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._ended = False

    def submit(self, what: Callable[[], None]) -> None:
        """Do it when its turn comes; never after `end`."""
        if self._ended:
            return
        self._todo.put(what)
        if self._thread is None:
            self._thread = threading.Thread(target=self._go_on, name=self._name, daemon=True)
            self._thread.start()

    def forget(self) -> None:
        """Leave undone what has not begun."""
        try:
            while True:
                self._todo.get_nowait()
        except Empty:
            return

    def end(self) -> None:
        """Finish what was asked for, then stop."""
        self._ended = True
        self._todo.put(None)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _go_on(self) -> None:
        while (what := self._todo.get()) is not None:
            what()
            del what  # nothing is held while waiting for more


@dataclass
class _Waiting:
    """What the UI thread does with the answer of one piece of work. Lives on the UI thread only."""

    answer: Callable[[Any, BaseException | None], None]
    progress: Callable[[int, int, str], None] | None


@dataclass
class _Letter:
    """What a worker sends. `work` goes back with the answer: whatever it holds of Qt is let go on the UI thread."""

    number: int
    progress: tuple[int, int, str] | None = None
    result: Any = None
    error: BaseException | None = None
    work: object = None


class Background(QObject):
    """Made once by `desktop.app` and handed on. `on_error` gets every exception that no caller asked for.

    `closing` is the last moment to ask for anything: what is typed and not yet written goes to `write` then.
    """

    busy_changed = Signal(bool)
    closing = Signal()
    _arrived = Signal()

    def __init__(self, on_error: Callable[[BaseException], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        Collector(self)
        self._on_error = on_error
        self._worker = _Worker("nq71-work")
        self._reader = _Worker("nq71-read")
        self._writer = _Worker("nq71-write")
        self._keeper = _Worker("nq71-keep")
        self._waiting: dict[int, _Waiting] = {}
        self._letters: SimpleQueue[_Letter] = SimpleQueue()
        self._started = 0
        self._busy = 0
        self._closed = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

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
        dialog.setEnabled(
            True
        )  # a window that is disabled takes those that hang on it along: Hủy must still be pressed
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

        def show(done: int, total: int, text: str) -> None:
            if shiboken6.isValid(dialog):  # the window may be gone while the work still reports
                dialog.show_progress(done, total, text)

        progress = self._start(self._worker, owner, work, on_done, on_error, end, show)
        dialog.cancelled.connect(progress.cancel)
        timer.start()

    def read(self, owner: QObject, work: Work[T], on_done: Callable[[T], None]) -> Progress:
        """Do quiet reading for `owner`: nothing is disabled, nothing shown. The Progress can be cancelled."""
        return self._start(self._reader, owner, work, on_done, None, lambda: None, None)

    def write(
        self, owner: QObject, work: Work[T], on_done: Callable[[T], None], on_error: Callable[[BaseException], None]
    ) -> None:
        """Do a small piece of quiet writing for `owner`, one after the other in the order asked for."""
        self._start(self._writer, owner, work, on_done, on_error, lambda: None, None)

    def keep(self, owner: QObject, work: Work[T], on_done: Callable[[T], None]) -> None:
        """Do quiet work for `owner` that may take long: a copy of the data."""
        self._start(self._keeper, owner, work, on_done, None, lambda: None, None)

    def wait(self) -> None:
        """Let what was started come to its end; no new work afterwards. Called when the program closes."""
        if not self._closed:
            self.closing.emit()
        self._closed = True
        for worker in (self._reader, self._keeper):
            worker.forget()
        for worker in (self._worker, self._reader, self._writer, self._keeper):
            worker.end()

    def _set_busy(self, change: int) -> None:
        was = self.busy
        self._busy += change
        if was != self.busy:
            self.busy_changed.emit(self.busy)

    def _start(
        self,
        worker: _Worker,
        owner: QObject,
        work: Work[T],
        on_done: Callable[[T], None],
        on_error: Callable[[BaseException], None] | None,
        end: Callable[[], None],
        show: Callable[[int, int, str], None] | None,
    ) -> Progress:
        self._started += 1
        number = self._started

        def answer(result: Any, error: BaseException | None) -> None:
            end()
            if not shiboken6.isValid(owner) or isinstance(error, Cancelled):
                return
            if error is not None:
                (on_error or self._on_error)(error)
            else:
                on_done(result)

        if self._closed:  # an answer that came while the program closes asks for more: there is no more
            return Progress(lambda *_: None)
        self._waiting[number] = _Waiting(answer, show)
        post = _Post(number, self._letters, self._arrived.emit)
        progress = Progress(post.progress)
        holder: list[Any] = [work, progress]
        worker.submit(lambda: _do(post, holder))
        return progress

    @Slot()
    def _deliver(self) -> None:
        """Open what the workers sent, on the UI thread."""
        while not self._letters.empty():
            letter = self._letters.get_nowait()
            if letter.progress is not None:
                waiting = self._waiting.get(letter.number)
                if waiting is not None and waiting.progress is not None:
                    waiting.progress(*letter.progress)
                continue
            self._waiting.pop(letter.number).answer(letter.result, letter.error)


class _Post:
    """A worker's way to the UI thread: a queue and one signal of an object that outlives every worker.

    No object of Qt is made for a single piece of work: the worker could be the last to hold it, would delete it in the
    wrong thread, and Qt would crash the process.
    """

    def __init__(self, number: int, letters: SimpleQueue[_Letter], ring: Callable[[], None]) -> None:
        self._number = number
        self._letters = letters
        self._ring = ring

    def progress(self, done: int, total: int, text: str) -> None:
        """Say how far the work is."""
        self._letters.put(_Letter(self._number, (done, total, text)))
        self._ring()

    def answer(self, result: Any, error: BaseException | None, holder: list[Any]) -> None:
        """Hand over the answer, and the work itself with what it holds.

        Its Progress goes along: a dialog's signal is connected to it, and Qt takes a connection apart in the thread that lets
        the last of it go.
        """
        self._letters.put(_Letter(self._number, None, result, error, [holder.pop(), holder.pop()]))
        self._ring()


def _do(post: _Post, holder: list[Any]) -> None:
    """In the worker: whatever comes of the work is carried back, so that no error is lost in a thread."""
    result, error = None, None
    try:
        result = holder[0](holder[1])  # the work with its Progress; no name here may hold either of them
    except BaseException as caught:  # noqa: BLE001  carried to the UI thread and judged there
        error = caught
    post.answer(result, error, holder)
    del result, error
