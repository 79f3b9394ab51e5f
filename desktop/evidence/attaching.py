"""Photos and PDFs taken in: one after the other, the bad ones named, the good ones kept; and what a record then refers to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.errors import UserError
from desktop.evidence.decoder import Decoder
from desktop.evidence.names import clean_name
from desktop.evidence.refusals import NotTaken, Why
from desktop.evidence.sorts import HEAD, IMAGES, MIB, MOST_PHOTO, MOST_STORED, PICTURES, Sort, sort_of
from desktop.models.files import FileStore


@dataclass(frozen=True)
class Source:
    """A file to be taken in: where it lies, or its bytes (from the clipboard) with a name."""

    content: Path | bytes
    name: str = ""

    @property
    def shown(self) -> str:
        """What a person knows it by."""
        return self.name or (self.content.name if isinstance(self.content, Path) else "Ảnh dán")


@dataclass
class Taken:
    """`references` as `Attested` has them; `refused` names and says why; `thumbnails` by hash; `stopped` where cancelled."""

    references: list[dict[str, Any]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    thumbnails: dict[str, bytes] = field(default_factory=dict)
    stopped: bool = False

    def refusal(self) -> str:
        """One line for each file that was not taken; empty where all were."""
        return "\n".join(f"“{name}”: {why}" for name, why in self.refused)


def take_in(
    files: FileStore,
    sources: Sequence[Source],
    progress: Callable[[int, int, str], None] = lambda *_: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Taken:
    """Make each source small, plain and kept. Nothing stops at a bad one; what was taken before a cancel stays taken.

    A full or failing disk of the data folder ends it: the rest is named with that sentence, nothing is half-written.
    """
    taken = Taken()
    with Decoder() as decoder:
        for number, source in enumerate(sources):
            if cancelled():
                taken.stopped = True
                break
            progress(number, len(sources), source.shown)
            try:
                _take_one(files, decoder, source, taken)
            except NotTaken as refused:
                taken.refused.append((source.shown, refused.sentence))
            except UserError as error:
                taken.refused += [(left.shown, error.sentence) for left in sources[number:]]
                break
    return taken


def _take_one(files: FileStore, decoder: Decoder, source: Source, taken: Taken) -> None:
    raw, sort = _read(source)
    decoded = decoder.take_in(raw)
    content = raw if sort == Sort.PDF else decoded.content
    stored_as = sort_of(content[:HEAD])
    wanted = (Sort.PDF,) if sort == Sort.PDF else IMAGES
    if (
        stored_as is None or stored_as not in wanted or len(content) > MOST_STORED
    ):  # the decoding process is not believed either
        raise NotTaken(Why.DECODER_FELL)
    sha256 = files.put(content)
    taken.thumbnails[sha256] = decoded.thumbnail
    name = clean_name(source.shown, stored_as)
    taken.references.append(
        {"sha256": sha256, "name": name, "type": str(stored_as), "size": len(content), "consent": False}
    )


_REFUSED = {Sort.HEIC: Why.HEIC, Sort.VIDEO: Why.VIDEO, Sort.OFFICE: Why.OFFICE}


def _read(source: Source) -> tuple[bytes, Sort]:
    """The bytes and what they are. NotTaken where that can be told without decoding."""
    content = source.content
    if isinstance(content, bytes):
        sort = _judged(content[:HEAD], len(content))
        return content, sort
    try:
        if content.is_dir():
            raise NotTaken(Why.FOLDER)
        if not content.is_file():
            raise FileNotFoundError(content)
        with content.open("rb") as file:
            sort = _judged(file.read(HEAD), content.stat().st_size)
            file.seek(0)
            return file.read(MOST_PHOTO), sort
    except OSError as error:
        raise NotTaken(Why.UNREADABLE) from error


def _judged(start: bytes, size: int) -> Sort:
    if size == 0:
        raise NotTaken(Why.EMPTY)
    sort = sort_of(start)
    if sort is None or sort not in (*PICTURES, Sort.PDF):
        raise NotTaken(_REFUSED.get(sort, Why.UNKNOWN) if sort else Why.UNKNOWN)
    most = MOST_STORED if sort == Sort.PDF else MOST_PHOTO
    if size > most:
        raise NotTaken(Why.PDF_TOO_LARGE if sort == Sort.PDF else Why.TOO_LARGE, -(-size // MIB), most // MIB)
    return sort
