"""The program's side of the decoding process: started when first needed, killed where it hangs, replaced where it fell."""

from __future__ import annotations

import contextlib
import json
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import desktop
from desktop.evidence import WORKER_WORD
from desktop.evidence.refusals import NotTaken, Why
from desktop.evidence.sorts import MOST_STORED
from desktop.evidence.worker import ANSWER, READ, REQUEST, SHOW, TAKE_IN

PATIENCE = 30.0  # seconds for one file, the start of the process included
_MOST_WORDS = 4096
_MOST_THUMBNAIL = 512 * 1024


@dataclass(frozen=True)
class Decoded:
    """`content` is what is to be stored, empty where the file is kept as it is; `thumbnail` as `size_and_pixels` reads it."""

    content: bytes
    thumbnail: bytes


class Decoder:
    """One process for one file after the other: 4 GB PCs decode one photo at a time. Used as a context; for one thread."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self.started = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for channel in (process.stdin, process.stdout):
                assert channel is not None
                with contextlib.suppress(OSError):  # what it had not read is of no use any more
                    channel.close()
            process.wait()

    def take_in(self, content: bytes) -> Decoded:
        """Make a picture or PDF ready for storing. NotTaken where it is not to be taken, or the process fell over it."""
        return self._ask(TAKE_IN, content)

    def thumbnail(self, content: bytes) -> bytes:
        """The small picture of a stored file. NotTaken where it cannot be shown."""
        return self._ask(SHOW, content).thumbnail

    def read_paper(self, content: bytes) -> bytes:
        """What the pages of a PDF or photograph say, as `desktop.evidence.paper_reading` writes it. NotTaken where it cannot be read."""
        return self._ask(READ, content).content

    def _ask(self, task: bytes, content: bytes) -> Decoded:
        process = self._running()
        hung = threading.Event()

        def kill() -> None:
            hung.set()
            process.kill()

        timer = threading.Timer(self._patience, kill)
        timer.start()
        try:
            return _exchange(process, task, content)
        except (OSError, ValueError, RecursionError) as error:  # the last: brackets within brackets
            self.close()
            raise NotTaken(Why.TOO_SLOW if hung.is_set() else Why.DECODER_FELL) from error
        finally:
            timer.cancel()
            if process.poll() is not None:
                self.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            self.started += 1
            self._process = subprocess.Popen(
                command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                close_fds=True,
            )
        return self._process


def size_and_pixels(thumbnail: bytes) -> tuple[int, int, bytes] | None:
    """Width, height and the RGB bytes, row by row without padding; None where they do not fit each other."""
    if len(thumbnail) < 4:
        return None
    width, height = struct.unpack(">HH", thumbnail[:4])
    return (width, height, thumbnail[4:]) if width and height and len(thumbnail) == 4 + width * height * 3 else None


def command() -> list[str]:
    """How this very program is started as the decoding process, frozen or not, whatever the current folder is."""
    if getattr(sys, "frozen", False):
        return [sys.executable, WORKER_WORD]
    interpreter = Path(sys.executable)
    beside = interpreter.with_name("python.exe")
    if interpreter.name.lower() == "pythonw.exe" and beside.exists():
        interpreter = beside
    root = str(Path(desktop.__file__).parent.parent)
    code = f"import sys; sys.path.insert(0, {root!r}); from desktop.evidence.worker import main; sys.exit(main())"
    return [str(interpreter), "-X", "utf8", "-c", code]


def _exchange(process: subprocess.Popen[bytes], task: bytes, content: bytes) -> Decoded:
    """One question, one answer. ValueError where the answer is not one: the process is as little trusted as the file."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(REQUEST.pack(task, len(content)))
    process.stdin.write(content)
    process.stdin.flush()
    words, stored, thumbnail = ANSWER.unpack(_exactly(process.stdout, ANSWER.size))
    if words > _MOST_WORDS or stored > MOST_STORED or thumbnail > _MOST_THUMBNAIL:
        raise ValueError("an answer too large")
    said = json.loads(_exactly(process.stdout, words))
    if said:
        raise _refusal(said)
    return Decoded(_exactly(process.stdout, stored), _exactly(process.stdout, thumbnail))


def _refusal(said: object) -> NotTaken:
    if not isinstance(said, dict) or not isinstance(numbers := said.get("numbers"), list):
        raise ValueError("an answer of another shape")
    return NotTaken(Why(str(said.get("why"))), *(number for number in numbers if type(number) is int))


def _exactly(channel: IO[bytes], length: int) -> bytes:
    found = channel.read(length)
    if len(found) != length:
        raise ValueError("the process ended")
    return found
