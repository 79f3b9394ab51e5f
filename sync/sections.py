"""Sections: what a bundle carries, framed, counted, compressed on the way in and checked on the way out.
FORMAT.md 5.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from sync import limits, strict
from sync.documents import Document
from sync.manifest import Entry
from sync.refusals import Refusal, Refused
from sync.strict import NotStrict

RECORDS = "records"
FILES = "files"
DOCUMENTS = "documents"
_FRAME = struct.Struct(">32sQ")


@dataclass(frozen=True)
class Section:
    """A section to be written: `items` are whole framed items (a line with its line feed; a file with its
    frame).

    `stored` hands an unknown section on as it came: then `items` are its stored bytes and nothing is
    compressed.
    """

    type: str
    items: Iterable[bytes]
    codec: str = "zlib"
    optional: bool = False
    stored: Entry | None = None


def records_section(records: Iterable[Mapping[str, Any] | str | bytes]) -> Section:
    """A section of records, one JSON object each: a mapping, or its JSON without line feed as text or
    bytes.
    """
    return Section(RECORDS, (_line(record, limits.RECORD) for record in records))


def documents_section(documents: Iterable[Document]) -> Section:
    """A section of signed documents."""
    return Section(DOCUMENTS, (_line(document.wire(), limits.DOCUMENT) for document in documents))


def files_section(files: Iterable[tuple[str, bytes | Path]]) -> Section:
    """A section of files named by their SHA-256 (hex); `files` in any order, each once; contents read when
    sealed.

    ValueError when a content is not what its name says.
    """
    return Section(FILES, (_framed(name, content) for name, content in sorted(files, key=_name)), codec="none")


def unknown_section(entry: Entry, pieces: Iterable[bytes]) -> Section:
    """A section of a newer version, sent on as it came."""
    return Section(entry.type, pieces, codec=entry.codec, optional=entry.optional, stored=entry)


def _name(pair: tuple[str, bytes | Path]) -> str:
    return pair[0]


def _line(record: Mapping[str, Any] | str | bytes, limit: int) -> bytes:
    if isinstance(record, Mapping):
        line = strict.canonical(record)
    else:
        line = record.encode("utf-8") if isinstance(record, str) else record
    if len(line) > limit:
        raise Refused(Refusal.TOO_LARGE, f"a line of {len(line)} bytes")
    if b"\n" in line:
        raise ValueError("a line feed inside a line")
    return line + b"\n"


def _framed(name: str, content: bytes | Path) -> bytes:
    data = content.read_bytes() if isinstance(content, Path) else content
    digest = hashlib.sha256(data).digest()
    if digest.hex() != name:
        raise ValueError(f"the content is not the file {name}")
    if len(data) > limits.FILE:
        raise Refused(Refusal.TOO_LARGE, f"a file of {len(data)} bytes")
    return _FRAME.pack(digest, len(data)) + data


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


class _Sink:
    """Writes stored bytes, counting and hashing them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.length = 0
        self.digest: _Digest = hashlib.sha256()

    def write(self, data: bytes) -> None:
        if self.length + len(data) > limits.PART:
            raise Refused(Refusal.TOO_LARGE, "a part would grow too large")
        self.length += len(data)
        self.digest.update(data)
        self._file.write(data)


def store(section: Section, file: IO[bytes]) -> Entry:
    """Append the section's stored bytes to `file` and return its line for the manifest's table."""
    sink = _Sink(file)
    if section.stored:
        for piece in section.items:
            sink.write(piece)
        if sink.digest.hexdigest() != section.stored.sha256:
            raise ValueError("an unknown section was changed on its way")
        return section.stored
    deflate = zlib.compressobj(6) if section.codec == "zlib" else None
    raw_length = count = 0
    for gathered, items in _gathered(section.items):
        raw_length += len(gathered)
        count += items
        sink.write(deflate.compress(gathered) if deflate else gathered)
    if deflate:
        sink.write(deflate.flush())
    digest = sink.digest.hexdigest()
    return Entry(section.type, sink.length, raw_length, count, section.codec, digest, section.optional)


def _gathered(items: Iterable[bytes]) -> Iterator[tuple[bytes, int]]:
    """Small items together, so that each step works on a quarter of a megabyte."""
    waiting: list[bytes] = []
    size = 0
    for item in items:
        waiting.append(item)
        size += len(item)
        if size >= limits.PIECE:
            yield b"".join(waiting), len(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting), len(waiting)


# Reading. `pieces` are the stored bytes of a section whose hash held.


def inflated(pieces: Iterable[bytes], entry: Entry) -> Iterator[bytes]:
    """The raw bytes, exactly `entry.raw_length` of them; Refused (malformed) as soon as it cannot come out
    so.
    """
    if entry.codec == "none":
        yield from pieces
        return
    inflater = zlib.decompressobj()
    produced = 0
    try:
        for piece in pieces:
            if inflater.eof:
                raise Refused(Refusal.MALFORMED, "bytes after the end of the compressed stream")
            for raw in _inflate(inflater, piece):
                produced += len(raw)
                if produced > entry.raw_length:
                    raise Refused(Refusal.MALFORMED, "inflates to more than it says")
                yield raw
    except zlib.error as error:
        raise Refused(Refusal.MALFORMED, f"compressed stream: {error}") from error
    if not inflater.eof or inflater.unused_data or produced != entry.raw_length:
        raise Refused(Refusal.MALFORMED, "the compressed stream does not end where it must")


def _inflate(inflater: zlib._Decompress, piece: bytes) -> Iterator[bytes]:
    while True:
        raw = inflater.decompress(piece, limits.PIECE)
        if raw:
            yield raw
        piece = inflater.unconsumed_tail
        if not piece and len(raw) < limits.PIECE:
            return


def lines(raw: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """The lines of a section without their line feeds, each 1..`limit` bytes, the last one ended as well."""
    rest = b""
    for piece in raw:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            if not 0 < len(line) <= limit:
                raise _bad_line(line)
            yield line
        if len(rest) > limit:
            raise _bad_line(rest)
    if rest:
        raise Refused(Refusal.MALFORMED, "the last line has no end")


def _bad_line(line: bytes) -> Refused:
    return Refused(Refusal.TOO_LARGE, "a line too long") if line else Refused(Refusal.MALFORMED, "an empty line")


def counted(found: Iterable[bytes], entry: Entry) -> Iterator[bytes]:
    """The lines, exactly `entry.count` of them; Refused (malformed) at the first too many, or at the end."""
    count = 0
    for line in found:
        count += 1
        if count > entry.count:
            break
        yield line
    if count != entry.count:
        raise Refused(Refusal.MALFORMED, f"{entry.type}: not {entry.count} lines")


def objects(raw: Iterable[bytes], entry: Entry, limit: int) -> Iterator[dict[str, Any]]:
    """The JSON objects of a section of lines, exactly `entry.count` of them."""
    for number, line in enumerate(counted(lines(raw, limit), entry), 1):
        try:
            yield strict.parse_object(line)
        except NotStrict as error:
            raise Refused(Refusal.MALFORMED, f"{entry.type}, line {number}: {error}") from error


def documents(raw: Iterable[bytes], entry: Entry) -> Iterator[Document]:
    """The documents of a section; their own signatures are not checked here."""
    for fields in objects(raw, entry, limits.DOCUMENT):
        try:
            yield Document.from_wire(fields)
        except NotStrict as error:
            raise Refused(Refusal.MALFORMED, f"document: {error}") from error


def files(raw: Iterable[bytes], entry: Entry) -> Iterator[tuple[str, bytes]]:
    """The files of a section: SHA-256 in hex and content, checked, in rising order of their hashes."""
    stream = _Stream(raw)
    before = b""
    for _ in range(entry.count):
        digest, size = _FRAME.unpack(stream.exactly(_FRAME.size))
        if size > limits.FILE:
            raise Refused(Refusal.TOO_LARGE, "a file larger than allowed")
        if digest <= before:
            raise Refused(Refusal.MALFORMED, "files not in rising order")
        content = stream.exactly(size)
        if hashlib.sha256(content).digest() != digest:
            raise Refused(Refusal.MALFORMED, "a file is not what its name says")
        before = digest
        yield digest.hex(), content
    if not stream.ended():
        raise Refused(Refusal.MALFORMED, "bytes after the last file")


class _Stream:
    """Exact reads over pieces."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._piece = b""
        self._at = 0

    def exactly(self, size: int) -> bytes:
        found = bytearray()
        while (missing := size - len(found)) > 0:
            if self._at == len(self._piece) and not self._next():
                raise Refused(Refusal.MALFORMED, "the section ends inside a file")
            found += self._piece[self._at : self._at + missing]
            self._at = min(self._at + missing, len(self._piece))
        return bytes(found)

    def _next(self) -> bool:
        self._piece, self._at = next(self._pieces, b""), 0
        return bool(self._piece)

    def ended(self) -> bool:
        return self._at == len(self._piece) and not self._next()
