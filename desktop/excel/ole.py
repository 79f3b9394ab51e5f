"""The old .xls container (OLE2, [MS-CFB]) and the records of its Workbook stream ([MS-XLS]), looked through before the reader.

The reader follows whatever chains and counts a damaged file names and may ask for gigabytes; here every chain must end, every
stream must fit in the file, every count must fit in its record. `ValueError` means damaged.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from desktop.excel.old_fonts import code_page_of

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END, _FREE, _LARGEST = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFA
_ENTRY = 128
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class Container:
    """The streams of an OLE2 file by name, every chain checked when it is opened."""

    def __init__(self, content: bytes) -> None:
        if len(content) < 1536 or not content.startswith(MAGIC):
            raise ValueError("no container")
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise ValueError("sector size")
        self._size = 1 << shift
        count, directory, cutoff, mini, mini_count, difat, difat_count = struct.unpack_from("<II4xIIIII", content, 44)
        self._fat = self._table(self._fat_sectors(count, difat, difat_count))
        self._cutoff = cutoff
        entries = [self._entry(raw) for raw in _cut(self._chain(directory), _ENTRY)]
        roots = [entry for entry in entries if entry.kind == _ROOT]
        if len(roots) != 1 or cutoff != 4096:
            raise ValueError("directory")
        self._mini_fat = _numbers(self._chain(mini)) if mini_count else []
        self._mini = self._chain(roots[0].start) if roots[0].size else b""
        if sum(entry.size for entry in entries if entry.kind == _STREAM) > len(content):
            raise ValueError("streams over each other")
        self.streams = {entry.name: self._stream(entry) for entry in entries if entry.kind == _STREAM}

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        if number > _LARGEST or start >= len(self._content):
            raise ValueError("sector outside the file")
        return self._content[start : start + self._size]

    def _fat_sectors(self, count: int, difat: int, difat_count: int) -> list[int]:
        found = list(struct.unpack_from("<109I", self._content, 76))
        seen: set[int] = set()
        while difat not in (_END, _FREE) and len(seen) < difat_count:
            if difat in seen:
                raise ValueError("loop")
            seen.add(difat)
            numbers = _numbers(self._sector(difat))
            found += numbers[:-1]
            difat = numbers[-1]
        found = [number for number in found if number != _FREE]
        if len(found) < count or len(set(found)) != len(found):
            raise ValueError("allocation table")
        return found

    def _table(self, sectors: list[int]) -> list[int]:
        return [number for sector in sectors for number in _numbers(self._sector(sector))]

    def _chain(self, start: int) -> bytes:
        return b"".join(self._sector(number) for number in _walk(self._fat, start))

    def _entry(self, raw: bytes) -> _Entry:
        length = struct.unpack_from("<H", raw, 64)[0]
        name = raw[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", raw, 116)
        return _Entry(name, raw[66], start, size)

    def _stream(self, entry: _Entry) -> bytes:
        if not entry.size:
            return b""
        if entry.size >= self._cutoff:
            found = self._chain(entry.start)
        else:
            found = b"".join(self._mini[n * 64 : n * 64 + 64] for n in _walk(self._mini_fat, entry.start))
        if len(found) < entry.size:
            raise ValueError("stream cut short")
        return found[: entry.size]


def _walk(table: list[int], start: int) -> Iterator[int]:
    seen = 0
    while start != _END:
        seen += 1
        if start >= len(table) or seen > len(table):
            raise ValueError("chain without end")
        yield start
        start = table[start]


def _numbers(raw: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))


def _cut(raw: bytes, size: int) -> Iterator[bytes]:
    return (raw[start : start + size] for start in range(0, len(raw) - size + 1, size))


# --- records of the Workbook stream --------------------------------------------------------------------------------------

_FILEPASS, _SST, _BOUNDSHEET, _BOF, _EOF, _BOOLERR = 0x2F, 0xFC, 0x85, 0x809, 0x0A, 0x205
_DIMENSIONS, _GLOBALS = 0x200, 0x05
_FONT, _XF, _TEXTS = 0x31, 0xE0, (0xFD, 0x204, 0xD6)
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


@dataclass
class Records:
    """What the records say: a password; the error cells and the old fonts of each sheet in the order of the sheets."""

    locked: bool
    errors: list[dict[tuple[int, int], str]]
    fonts: list[dict[tuple[int, int], str]] = field(default_factory=list)
    """By sheet, the cells of text whose format has an old font, with the font's name."""


def look_through(stream: bytes) -> Records:
    """Go through every record; ValueError where one does not fit."""
    found, formats = Records(False, []), _Formats()
    depth, begun = 0, False
    for kind, body in _records(stream):
        formats.learn(kind, body, found.fonts)
        if kind == _FILEPASS:
            found.locked = True
            return found
        if kind == _SST:
            _check_strings(body)
        elif kind == _BOF:
            depth, begun = depth + 1, True
            if depth == 1 and len(body) >= 4 and struct.unpack_from("<H", body, 2)[0] != _GLOBALS:
                found.errors.append({})  # a sheet; a chart inside one is deeper
                found.fonts.append({})
        elif kind == _EOF:
            depth -= 1
        elif kind == _BOOLERR and len(body) >= 8 and body[7] == 1 and found.errors:
            row, column = struct.unpack_from("<HH", body)
            found.errors[-1][row, column] = _ERRORS.get(body[6], "#N/A")
        elif kind == _DIMENSIONS:
            _check_dimensions(body)
    if not begun:
        raise ValueError("no records")
    return found


class _Formats:
    """The fonts of the cell formats, learnt from the records before the sheets ([MS-XLS] 2.4.122 Font, 2.4.353 XF)."""

    def __init__(self) -> None:
        self._fonts: list[str] = []
        self._formats: list[int] = []

    def learn(self, kind: int, body: bytes, cells: list[dict[tuple[int, int], str]]) -> None:
        """Take in a record that names a font or a format; note a text of the last sheet that has an old font."""
        if kind == _FONT and len(body) >= 16:
            # Since Excel 97 a byte of flags follows the length; before it, the letters do.
            flags, letters = (body[15], body[16:]) if body[15] in (0, 1) else (0, body[15:])
            wide = 2 if flags & 1 else 1
            name = letters[: body[14] * wide]
            self._fonts.append(name.decode("utf-16-le" if wide == 2 else "latin-1", "replace"))
        elif kind == _XF and len(body) >= 2:
            self._formats.append(struct.unpack_from("<H", body)[0])
        elif kind in _TEXTS and cells and (old := self._old_font(body)):
            cells[-1][struct.unpack_from("<HH", body)] = old

    def _old_font(self, body: bytes) -> str | None:
        if len(body) < 6 or not self._formats:
            return None
        number = struct.unpack_from("<H", body, 4)[0]
        font = self._formats[number] if number < len(self._formats) else 0
        font -= font > 4  # there is no font of number 4
        name = self._fonts[font] if font < len(self._fonts) else ""
        return name if code_page_of(name) else None


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == 0 and length == 0:
            return  # padding after the last record
        if place + 4 + length > len(stream):
            raise ValueError("record cut short")
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _check_strings(body: bytes) -> None:
    if len(body) < 8:
        raise ValueError("string table")
    total, unique = struct.unpack_from("<ii", body)
    if not 0 <= unique <= 1_000_000 or total < 0:
        raise ValueError("string table")


def _check_dimensions(body: bytes) -> None:
    """Rows and columns of a sheet: never more than the format holds."""
    if len(body) == 14:
        first, last, left, right = struct.unpack_from("<IIHH", body)
        if not (first <= last <= 65_536 and left <= right <= 256):
            raise ValueError("dimensions")
