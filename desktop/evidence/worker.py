"""The decoding process: reads pictures and PDFs on its input, answers on its output, opens no file and writes none.

It runs under limits (Linux: memory, processor time, no file may be written) and is killed by `desktop.evidence.decoder` where it
takes too long: whatever a hostile file does to it, the program goes on. On Windows the limits on bytes and pixels, judged
before anything is decoded, and the time stand alone.
"""

from __future__ import annotations

import contextlib
import json
import os
import struct
import sys
from typing import BinaryIO

from desktop.evidence.refusals import NotTaken, Why
from desktop.evidence.sorts import HEAD, PICTURES, Sort, sort_of

REQUEST = struct.Struct(">cQ")  # what to do, length of the content that follows
ANSWER = struct.Struct(">IQQ")  # lengths of the JSON, the content and the thumbnail that follow
TAKE_IN, SHOW, READ = (
    b"T",
    b"S",
    b"R",
)  # make ready for storing · only a thumbnail of what is stored · what its pages say
MEMORY = 768 * 1024 * 1024  # bytes of address space
SECONDS = 60  # of processor time for one file


def main() -> int:
    """Answer until the input ends."""
    requests, answers = _own_channels()
    _load_decoders()
    with contextlib.suppress(ImportError):
        _limit_memory()
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        task, length = REQUEST.unpack(head)
        content = requests.read(length)
        with contextlib.suppress(ImportError):
            _limit_time()
        said, stored, thumbnail = _answer(task, content)
        words = json.dumps(said).encode()
        answers.write(ANSWER.pack(len(words), len(stored), len(thumbnail)) + words + stored + thumbnail)
        answers.flush()
        if said.get("why") == Why.MEMORY:
            return 1  # what is left of this process is not to be trusted
    return 0


def _own_channels() -> tuple[BinaryIO, BinaryIO]:
    """Input and output for us alone: what a library prints goes nowhere. sys.stdin may be None under pythonw."""
    if sys.platform == "win32":
        import msvcrt

        for number in (0, 1):
            msvcrt.setmode(number, os.O_BINARY)
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
    return os.fdopen(0, "rb"), answers


def _load_decoders() -> None:
    """Before the limits: loading a library maps memory and opens files."""
    import pypdfium2  # noqa: F401
    from PIL import Image

    from desktop.evidence import documents, shrinking  # noqa: F401

    Image.init()


def _limit_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_time() -> None:
    """So many seconds from now, should the program that watches us be gone."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + SECONDS, hard))


def _answer(task: bytes, content: bytes) -> tuple[dict[str, object], bytes, bytes]:
    try:
        stored, thumbnail = _done(task, content)
        return {}, stored, thumbnail
    except NotTaken as refused:
        return {"why": refused.why, "numbers": list(refused.numbers)}, b"", b""
    except MemoryError:
        return {"why": Why.MEMORY, "numbers": []}, b"", b""
    except Exception:  # noqa: BLE001  a decoder may raise anything over a hostile file, and the next file is another's
        return {"why": Why.BROKEN, "numbers": []}, b"", b""


def _done(task: bytes, content: bytes) -> tuple[bytes, bytes]:
    """What is to be stored (nothing for a PDF, which is kept as it is) and the thumbnail; of paper, its pages as JSON."""
    from desktop.evidence.documents import thumbnail_of_document
    from desktop.evidence.shrinking import shrink, thumbnail

    if task == READ:
        from desktop.evidence.paper_reading import read_pages

        return read_pages(content), b""
    sort = sort_of(content[:HEAD])
    if sort == Sort.PDF:
        return b"", thumbnail_of_document(content)
    if sort not in PICTURES:
        raise NotTaken(Why.UNKNOWN)
    if task == SHOW:
        return b"", thumbnail(content)
    shrunk = shrink(content)
    return shrunk.content, shrunk.thumbnail


if __name__ == "__main__":
    sys.exit(main())
