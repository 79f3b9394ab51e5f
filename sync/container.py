"""The outermost bytes of a file: magic, label, body. Nothing here is believed; see FORMAT.md 2.

The label lets a clerk and a shell see whose file it is before anything is opened. Later the signed
manifest must name exactly this label, so a changed label is refused.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

from sync import limits, strict
from sync.refusals import Refusal, Refused
from sync.strict import NotStrict

MAGIC = b"\x89NQ71\r\n"  # then one byte: the container's version; \x89 and \r\n betray text-mode copying
VERSION = 1
PREAMBLE = MAGIC + bytes([VERSION])
AGE_INTRO = b"age-encryption.org/v1\n"

UUID_TEXT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
KIND_TEXT = re.compile(r"[a-z][a-z0-9_]{0,31}")
_HEX_32 = re.compile(r"[0-9a-f]{64}")
PARTS = 10_000


@dataclass(frozen=True)
class Label:
    """What the file says of itself on the outside. NOT trusted until `open_bundle` returned.

    `unit_code` and `unit_name` name the unit that the file is about: a bundle's sender, a packet's addressee.
    `body_size` is in bytes, `body_sha256` lower-case hex. `extra` holds keys of newer versions.
    """

    kind: str
    unit_code: str | None
    unit_name: str
    bundle_id: str
    part: int
    parts: int
    sealed: bool
    app: str
    body_size: int = 0
    body_sha256: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def signed_fields(self) -> dict[str, Any]:
        """What the manifest repeats: all but the size and hash of the body, which hold the manifest
        itself.
        """
        return {
            **self.extra,
            "kind": self.kind,
            "unit_code": self.unit_code,
            "unit_name": self.unit_name,
            "bundle_id": self.bundle_id,
            "part": self.part,
            "parts": self.parts,
            "sealed": self.sealed,
            "app": self.app,
        }

    def to_bytes(self) -> bytes:
        """The canonical JSON that stands in the file."""
        return strict.canonical({**self.signed_fields(), "body_size": self.body_size, "body_sha256": self.body_sha256})


_OWN = {
    "kind",
    "unit_code",
    "unit_name",
    "bundle_id",
    "part",
    "parts",
    "sealed",
    "app",
    "body_size",
    "body_sha256",
}


def label_from(fields: Mapping[str, Any], with_body: bool = True) -> Label:
    """A label out of parsed JSON, or NotStrict; without the body's size and hash it is what a manifest
    repeats.
    """
    part = strict.integer_field(fields, "part", 1, PARTS)
    own = _OWN if with_body else _OWN - {"body_size", "body_sha256"}
    return Label(
        kind=strict.text_field(fields, "kind", 32, KIND_TEXT),
        unit_code=None if fields.get("unit_code", "") is None else strict.text_field(fields, "unit_code", 64),
        unit_name=strict.text_field(fields, "unit_name", 300),
        bundle_id=strict.text_field(fields, "bundle_id", 36, UUID_TEXT),
        part=part,
        parts=strict.integer_field(fields, "parts", part, PARTS),
        sealed=strict.flag_field(fields, "sealed"),
        app=strict.text_field(fields, "app", 64),
        body_size=strict.integer_field(fields, "body_size", 0, limits.INTEGER - 1) if with_body else 0,
        body_sha256=strict.text_field(fields, "body_sha256", 64, _HEX_32) if with_body else "",
        extra={name: value for name, value in fields.items() if name not in own},
    )


def read_label(path: Path) -> Label:
    """What the file at `path` says of itself, after the cheap checks: magic, version, label, length of the
    file.
    """
    with open_source(path) as source:
        return take_label(source)


def looks_like_bundle(first_bytes: bytes) -> bool:
    """Whether a file with these first 8 bytes (or fewer) is one of ours, of whatever version."""
    return len(first_bytes) > len(MAGIC) and first_bytes.startswith(MAGIC)


def open_source(path: Path) -> IO[bytes]:
    """The file opened for reading; Refused when it is no plain file, too large, or the drive gives an
    error.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise Refused(Refusal.NOT_A_BUNDLE, "not a plain file")
        return path.open("rb")
    except (OSError, ValueError) as error:
        raise Refused(Refusal.UNREADABLE, str(error)) from error


def read_exactly(source: IO[bytes], size: int) -> bytes:
    """`size` bytes from outside; Refused when the file ends before or the drive gives an error."""
    data = read_some(source, size)
    if len(data) != size:
        raise Refused(Refusal.DAMAGED, "the file ends too early")
    return data


def read_some(source: IO[bytes], size: int) -> bytes:
    """At most `size` bytes from outside; Refused when the drive gives an error."""
    try:
        return source.read(size)
    except OSError as error:
        raise Refused(Refusal.UNREADABLE, str(error)) from error


def take_label(source: IO[bytes]) -> Label:
    """Read magic and label off `source` and check the file's length against them."""
    _check_magic(read_some(source, 8))
    (size,) = struct.unpack(">I", read_exactly(source, 4))
    if size > limits.LABEL:
        raise Refused(Refusal.DAMAGED, "label longer than allowed")
    data = read_exactly(source, size)
    try:
        label = label_from(strict.parse_object(data))
        if label.to_bytes() != data:
            raise NotStrict("not written canonically")
    except NotStrict as error:
        raise Refused(Refusal.DAMAGED, f"label: {error}") from error
    length = os.fstat(source.fileno()).st_size
    if length > limits.PART or label.body_size > limits.PART:
        raise Refused(Refusal.TOO_LARGE, "longer than a part may be", label)
    if length != 12 + size + label.body_size:
        raise Refused(Refusal.DAMAGED, "the file is not as long as its label says", label)
    return label


def _check_magic(start: bytes) -> None:
    if len(start) < 8 and PREAMBLE.startswith(start):
        raise Refused(Refusal.DAMAGED, "cut before the label")
    if not looks_like_bundle(start):
        raise Refused(Refusal.NOT_A_BUNDLE, "no magic")
    if start[7] != VERSION:
        raise Refused(Refusal.UNSUPPORTED_VERSION, f"container version {start[7]}")


def copy_body(source: IO[bytes], label: Label, private: IO[bytes]) -> None:
    """Copy the body into the private file and compare its length and SHA-256 with the label.

    OSError from `private` is the local disk's and is handed on.
    """
    digest = hashlib.sha256()
    left = label.body_size
    while left:
        piece = read_exactly(source, min(left, limits.PIECE))
        digest.update(piece)
        private.write(piece)
        left -= len(piece)
    if read_some(source, 1):
        raise Refused(Refusal.DAMAGED, "bytes after the body", label)
    if digest.hexdigest() != label.body_sha256:
        raise Refused(Refusal.DAMAGED, "the body's SHA-256 is not the label's", label)
    private.seek(0)


def file_name(unit_code: str | None, day: date, bundle_id: str, part: int = 1) -> str:
    """`NQ71_<unit code>_<YYYYMMDD>_<8 chars>.nq71`: ASCII, for people only; no reader goes by it.

    Whatever is not a letter or digit of ASCII in the code is dropped; the 8 characters come from the
    bundle id and the part.
    """
    code = re.sub(r"[^A-Za-z0-9-]", "", unit_code or "").strip("-")[:32] or "MOI"
    short = hashlib.sha256(f"{bundle_id}/{part}".encode()).hexdigest()[:8].upper()
    return f"NQ71_{code}_{day:%Y%m%d}_{short}.nq71"
