"""Builds files by hand, byte by byte, so that every one of their rules can be broken alone.

It uses nothing of the program's writer: a mistake there would otherwise stand in its own proofs. The keys are fixed,
published here and worth nothing.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage.x25519 import Identity, Recipient

READING = {
    "office": "AGE-SECRET-KEY-1TXGLUCXAD7S9P40CZVY5FRX48GUNPGPVCYR76VPZ7A7F9YHV3CZSVUL5DM",
    "recovery": "AGE-SECRET-KEY-18LUP0QMQW6U7XP0UC65Z60PQ0YGSAP4L66YXPZFUUK72FQNFQE7SA2L5TH",
    "unit": "AGE-SECRET-KEY-15F055CCKPDE0V7G4AQFVALEJ2YUAA99Y5WRCN5LFLPFZ9ZJ5GTFSUZEN02",
    "commune": "AGE-SECRET-KEY-1F5DWJX7APX89PUZ3W6VS8LNA45JUSGCZD3KZAZYRAHXQ5GUKELJS80RX8J",
    "stranger": "AGE-SECRET-KEY-1YGWMN78YCWFSC39SMGQQ72YX6LWRHVQGQ7EJF5WLFM7UN3ENTPES2YVG2X",
}
SIGNERS = ("office", "root", "unit", "waiting", "revoked", "stranger")
BUNDLE_ID = "6f1d2c3b-4a59-4868-9776-655443322110"
UNIT_ID = "0190f3a0-0000-7000-8000-000000000001"
TIME = "2026-11-10T02:00:00Z"

Bend = Callable[[bytes], bytes]


def signer(name: str) -> Ed25519PrivateKey:
    """The fixed signing key called `name`."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"nq71 test vector {name}".encode()).digest())


def public(name: str) -> bytes:
    """Its 32 public bytes."""
    return signer(name).public_key().public_bytes_raw()


def reading(name: str) -> str:
    """The age recipient of the fixed reading key called `name`."""
    return str(Identity.from_str(READING[name]).to_public())


def compact(value: object) -> bytes:
    """JSON as the format writes it: keys sorted, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def version(kind: str, record_id: str, parents: Sequence[str], content: object) -> str:
    """The id of a version, by the rule of FORMAT.md."""
    message = b"nq71/version/1\0" + compact([kind, record_id, sorted(parents), content])
    return hashlib.sha256(message).hexdigest()[:32]


def record(number: int, content: dict[str, Any] | None, kind: str = "activity", parents: Sequence[str] = ()) -> bytes:
    """One line of a records section."""
    return record_with_id(f"0190f3a0-7c4e-7d3a-9b1e-{number:012x}", content, kind, parents)


def record_with_id(
    record_id: str, content: dict[str, Any] | None = None, kind: str = "activity", parents: Sequence[str] = ()
) -> bytes:
    """One line of a records section, of whatever id."""
    fields = {
        "ancestors": sorted(parents),
        "author": "Lò Thị Én",
        "content": content,
        "id": record_id,
        "kind": kind,
        "parents": sorted(parents),
        "saved": "2026-03-14T02:00:00Z",
        "version": version(kind, record_id, parents, content),
    }
    return compact(fields) + b"\n"


RECORDS = [
    record(1, {"channel": "K3", "date": "2026-03-14", "people": 120, "title": "Phát thanh Nghị quyết 71"}),
    record(2, {"channel": "K1", "date": "2026-04-02", "people": None, "title": "Họp phụ huynh"}),
]


def file_frame(content: bytes) -> bytes:
    """One file of a files section."""
    return hashlib.sha256(content).digest() + struct.pack(">Q", len(content)) + content


def document(kind: str, number: int, body: object, *names: str) -> dict[str, Any]:
    """A signed document as it stands on its line."""
    text = compact(body).decode()
    message = b"nq71/document/1\0" + f"{kind}\0{number}\0".encode() + text.encode()
    signatures = [
        {"key_id": hashlib.sha256(public(name)).hexdigest()[:32], "signature": signer(name).sign(message).hex()}
        for name in names
    ]
    return {"kind": kind, "version": number, "body": text, "signatures": signatures}


def root_document() -> dict[str, Any]:
    """Root document 1 of the Department of these vectors."""
    body = {
        "name": "Sở Giáo dục và Đào tạo",
        "number": 1,
        "office_reading": reading("office"),
        "office_signing": public("office").hex(),
        "recovery_reading": reading("recovery"),
        "root_key": public("root").hex(),
    }
    return document("root", 1, body, "root")


@dataclass
class Part:
    """A section: its stored bytes, and its line of the table with whatever is to be wrong in it."""

    type: str
    raw: bytes
    count: int
    codec: str = "zlib"
    optional: bool = False
    stored: bytes | None = None
    wrong: dict[str, Any] = field(default_factory=dict)

    def bytes(self) -> bytes:
        """What lies in the file."""
        if self.stored is not None:
            return self.stored
        return zlib.compress(self.raw, 6) if self.codec == "zlib" else self.raw

    def entry(self) -> dict[str, Any]:
        """Its line of the manifest's table."""
        stored = self.bytes()
        fields = {
            "type": self.type,
            "length": len(stored),
            "raw_length": len(self.raw),
            "count": self.count,
            "codec": self.codec,
            "sha256": hashlib.sha256(stored).hexdigest(),
            "optional": self.optional,
        }
        return {**fields, **self.wrong}


def records(*lines: bytes, **wrong: Any) -> Part:
    """A records section of these lines."""
    return Part("records", b"".join(lines), len(lines), wrong=wrong)


ABSENT = object()


@dataclass
class File:
    """A whole file; every field may be bent. `label`, `fields`, `sender` override; ABSENT takes a key away."""

    kind: str = "bundle"
    sealed: bool = True
    signed_by: str = "unit"
    sealed_to: Sequence[str] = ("office", "recovery")
    parts: Sequence[Part] = field(default_factory=lambda: [records(*RECORDS)])
    label: dict[str, Any] = field(default_factory=dict)  # in the label and in the manifest
    outside: dict[str, Any] = field(default_factory=dict)  # in the label alone
    fields: dict[str, Any] = field(default_factory=dict)
    sender: dict[str, Any] = field(default_factory=dict)
    manifest_bytes: Bend = bytes  # before signing
    signature: Callable[[bytes], bytes] | None = None  # manifest bytes -> the 96 bytes
    after_signing: Bend = bytes  # of the manifest
    sections: Bend = bytes
    inside: Bend = bytes
    body: Bend = bytes  # the label then says the bent body's size and hash
    label_bytes: Bend = bytes
    whole: Bend = bytes

    def build(self) -> bytes:
        """The bytes of the file."""
        body = self.body(self._body())
        told = {**self._label(), "body_size": len(body), "body_sha256": hashlib.sha256(body).hexdigest()}
        label = self.label_bytes(compact(_merged(told, self.outside)))
        return self.whole(b"\x89NQ71\r\n\x01" + struct.pack(">I", len(label)) + label + body)

    def _label(self) -> dict[str, Any]:
        fields = {
            "kind": self.kind,
            "unit_code": "TH014",
            "unit_name": "Trường PTDTBT TH&THCS Nà Lìu",
            "bundle_id": BUNDLE_ID,
            "part": 1,
            "parts": 1,
            "sealed": self.sealed,
            "app": "NQ71 0.1.0",
        }
        return _merged(fields, self.label)

    def _manifest(self) -> bytes:
        key = public(self.signed_by)
        department = self.signed_by == "office"
        sender = {
            "unit": None if department else UNIT_ID,
            "unit_code": None if department else "TH014",
            "name": "Sở Giáo dục và Đào tạo" if department else "Trường PTDTBT TH&THCS Nà Lìu",
            "key_id": hashlib.sha256(key).hexdigest()[:32],
            "signing_key": key.hex(),
            "reading_key": reading("office" if department else "unit"),
        }
        fields: dict[str, Any] = {
            "format": {"major": 1, "minor": 0},
            "requires": [],
            "label": self._label(),
            "from": _merged(sender, self.sender),
            "to": [reading(name) for name in self.sealed_to] if self.sealed else [],
            "claimed_time": TIME,
            "last_receipt": None,
            "documents": {},
            "counts": {"activity": 2},
            "state_digest": None,
            "roots": [root_document()] if department else [],
            "sections": [part.entry() for part in self.parts],
        }
        return self.manifest_bytes(compact(_merged(fields, self.fields)))

    def _inside(self) -> bytes:
        manifest = self._manifest()
        block = self.signature(manifest) if self.signature else signed(self.signed_by, manifest)
        manifest = self.after_signing(manifest)
        sections = self.sections(b"".join(part.bytes() for part in self.parts))
        return self.inside(struct.pack(">I", len(manifest)) + manifest + block + sections)

    def _body(self) -> bytes:
        return age(self._inside(), self.sealed_to) if self.sealed else self._inside()


def _merged(fields: dict[str, Any], wrong: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in {**fields, **wrong}.items() if value is not ABSENT}


def signed(name: str, manifest: bytes, purpose: bytes = b"nq71/bundle/1\0") -> bytes:
    """The signature block of the key `name`: public key and signature."""
    return public(name) + signer(name).sign(purpose + manifest)


def age(plain: bytes, names: Sequence[str]) -> bytes:
    """An age file of `plain`, sealed to the reading keys `names`."""
    out = io.BytesIO()
    pyrage.encrypt_io(io.BytesIO(plain), out, [Recipient.from_str(reading(name)) for name in names])
    return out.getvalue()


def flip(at: int, bit: int = 0) -> Bend:
    """Turns one bit, `at` counted from the start, or from the end where negative."""

    def bend(data: bytes) -> bytes:
        place = at % len(data)
        return data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :]

    return bend


def swap(old: bytes, new: bytes) -> Bend:
    """Replaces the first `old`, which must be there, by `new`."""

    def bend(data: bytes) -> bytes:
        assert old in data, old
        return data.replace(old, new, 1)

    return bend
