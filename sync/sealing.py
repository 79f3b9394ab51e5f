"""Writing a file: sections stored, manifest signed, everything sealed, label put in front. See FORMAT.md
2-5.
"""

from __future__ import annotations

import hashlib
import struct
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any, Protocol

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import limits, signing
from sync.container import AGE_INTRO, PREAMBLE, Label, label_from
from sync.documents import Document
from sync.manifest import Enrolment, Entry, Kind, Manifest, Sender, manifest_from
from sync.refusals import Refusal, Refused
from sync.sections import Section, store
from sync.strict import parse_object


@dataclass(frozen=True)
class Draft:
    """What a sender says about a file to be sealed. The label's unit is whom the file is about (see
    `Label`).

    `sender_unit`, `sender_code` are None for the Department; `claimed_time` is UTC `YYYY-MM-DDTHH:MM:SSZ`;
    `documents` are the versions seen, `counts` the records of this part by kind, `roots` the Department's
    chain.
    """

    kind: Kind
    unit_code: str | None
    unit_name: str
    bundle_id: str
    sender_unit: str | None
    sender_code: str | None
    sender_name: str
    claimed_time: str
    app: str
    part: int = 1
    parts: int = 1
    enrolment: Enrolment | None = None
    last_receipt: int | None = None
    documents: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    state_digest: str | None = None
    roots: Sequence[Document] = ()
    requires: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


def private_file(folder: Path | None) -> IO[bytes]:
    """A temporary file nobody else sees: in memory while small, then nameless or deleted at closing, in
    `folder`.
    """
    return tempfile.SpooledTemporaryFile(max_size=limits.IN_MEMORY, dir=str(folder) if folder else None)


def seal(
    out: Writer,
    draft: Draft,
    sections: Sequence[Section],
    signing_key: Ed25519PrivateKey,
    reading_key: str,
    recipients: Sequence[str] | None,
    private_folder: Path | None = None,
) -> Manifest:
    """Write one part to `out` and return what was signed.

    `reading_key` is the sender's own age recipient, for answers; `recipients` the age recipients it is
    sealed to, or None for a file signed in the clear. Temporary files go to `private_folder` (never the
    stick). Same input, same bytes, but for age's randomness. Raises Refused (too_large, malformed) for
    what no reader would take; OSError.
    """
    with private_file(private_folder) as stored, private_file(private_folder) as body:
        entries = tuple(store(section, stored) for section in sections)
        manifest = _manifest(draft, entries, signing_key, reading_key, recipients)
        data = manifest.to_bytes()
        signer = signing.public_bytes(signing_key)
        signature = signing_key.sign(signing.BUNDLE + data)
        if len(data) > limits.MANIFEST:
            raise Refused(Refusal.TOO_LARGE, "manifest")
        manifest_from(data, signer)
        stored.seek(0)
        head = struct.pack(">I", len(data)) + data + signer + signature
        label = _write_body(_Chain(head, stored), body, manifest, recipients)
        _write_file(out, label, body)
        return manifest


def _manifest(
    draft: Draft,
    entries: tuple[Entry, ...],
    signing_key: Ed25519PrivateKey,
    reading_key: str,
    recipients: Sequence[str] | None,
) -> Manifest:
    label = Label(
        kind=draft.kind,
        unit_code=draft.unit_code,
        unit_name=draft.unit_name,
        bundle_id=draft.bundle_id,
        part=draft.part,
        parts=draft.parts,
        sealed=recipients is not None,
        app=draft.app,
    )
    public = signing.public_bytes(signing_key).hex()
    return Manifest(
        label=label,
        sender=Sender(draft.sender_unit, draft.sender_code, draft.sender_name, public, reading_key),
        to=tuple(dict.fromkeys(recipients or ())),
        sections=entries,
        claimed_time=draft.claimed_time,
        enrolment=draft.enrolment,
        last_receipt=draft.last_receipt,
        documents=draft.documents,
        counts=draft.counts,
        state_digest=draft.state_digest,
        roots=tuple(draft.roots),
        requires=draft.requires,
        extra=draft.extra,
    )


class Writer(Protocol):
    """What a file is written to: an open binary file, or `stick.Target`."""

    def write(self, data: bytes, /) -> int: ...


class _Chain:
    """The head, then the stored sections: one thing to read from."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = head
        self._rest = rest

    def read(self, size: int = -1) -> bytes:
        if self._head:
            size = len(self._head) if size < 0 else size
            piece, self._head = self._head[:size], self._head[size:]
            return piece
        return self._rest.read(size)


class _Hashing:
    """Writes through, counting and hashing."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        self.digest.update(data)
        self.size += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        self._file.flush()


def _write_body(source: _Chain, body: IO[bytes], manifest: Manifest, recipients: Sequence[str] | None) -> Label:
    writer = _Hashing(body)
    if recipients is not None:
        keys = [pyrage.x25519.Recipient.from_str(one) for one in manifest.to]
        pyrage.encrypt_io(source, writer, keys)
    else:
        while piece := source.read(limits.PIECE):
            writer.write(piece)
    return replace(manifest.label, body_size=writer.size, body_sha256=writer.digest.hexdigest())


def _write_file(out: Writer, label: Label, body: IO[bytes]) -> None:
    data = label.to_bytes()
    label_from(parse_object(data))
    if len(data) > limits.LABEL or 12 + len(data) + label.body_size > limits.PART:
        raise Refused(Refusal.TOO_LARGE, "label or part")
    out.write(PREAMBLE + struct.pack(">I", len(data)) + data)
    body.seek(0)
    if label.sealed != (body.read(len(AGE_INTRO)) == AGE_INTRO):
        raise AssertionError("the body is not what the label says")
    body.seek(0)
    while piece := body.read(limits.PIECE):
        out.write(piece)
