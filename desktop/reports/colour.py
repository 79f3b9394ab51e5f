"""The colour profile that an archived PDF must carry: sRGB (IEC 61966-2-1) as an ICC profile of version 2, made from its numbers.

Made here and not taken from a system, so that the same report has the same bytes on every machine; PDF/A-1 takes no version 4.
"""

from __future__ import annotations

import struct
from functools import lru_cache

_WHITE = (0.9642, 1.0, 0.8249)  # D50, the white of every profile
_PRIMARIES = {  # red, green, blue, adapted to D50
    b"rXYZ": (0.4360747, 0.2225045, 0.0139322),
    b"gXYZ": (0.3850649, 0.7168786, 0.0971045),
    b"bXYZ": (0.1430804, 0.0606169, 0.7141733),
}
_STEPS = 1024  # of the curve from a stored value to light
_NAME = b"sRGB IEC61966-2.1"
_RIGHTS = b"No copyright, use freely"


@lru_cache(maxsize=1)
def srgb() -> bytes:
    """The profile, some 3 kB, always the same."""
    curve = struct.pack(">4sII", b"curv", 0, _STEPS) + b"".join(
        struct.pack(">H", round(_light(step / (_STEPS - 1)) * 65535)) for step in range(_STEPS)
    )
    tags = [
        (b"desc", _description()),
        (b"cprt", b"text" + bytes(4) + _RIGHTS + b"\0"),
        (b"wtpt", _xyz(_WHITE)),
        *((name, _xyz(values)) for name, values in _PRIMARIES.items()),
        *((name, curve) for name in (b"rTRC", b"gTRC", b"bTRC")),
    ]
    place = 128 + 4 + 12 * len(tags)
    table, body, known = struct.pack(">I", len(tags)), b"", {}
    for name, content in tags:
        if content not in known:
            known[content] = place + len(body)
            body += content + bytes(-len(content) % 4)
        table += struct.pack(">4sII", name, known[content], len(content))
    return _header(place + len(body)) + table + body


def _light(stored: float) -> float:
    return stored / 12.92 if stored <= 0.04045 else ((stored + 0.055) / 1.055) ** 2.4


def _fixed(number: float) -> int:
    return round(number * 65536)


def _xyz(values: tuple[float, float, float]) -> bytes:
    return struct.pack(">4sI3i", b"XYZ ", 0, *map(_fixed, values))


def _description() -> bytes:
    name = _NAME + b"\0"
    return struct.pack(">4sII", b"desc", 0, len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)


def _header(size: int) -> bytes:
    made = struct.pack(">I4sI4s4s4s", size, bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    made += struct.pack(">6H4s", 2026, 1, 1, 0, 0, 0, b"acsp")  # the date of no event: profiles must have one
    return made + bytes(28) + struct.pack(">3i", *map(_fixed, _WHITE)) + bytes(48)
