"""Files put together by hand from their layers, so that each layer can be wrong on its own.

The keys are made up for tests and stand in the open: nothing real may ever be sealed to or signed by them.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage.x25519 import Identity

from sync import bundle, signing
from sync.bundle import Draft, Kind, Section, canonical, records_section
from sync.container import PREAMBLE
from sync.keys import DeviceKeys

UNIT = "0190c0de-0000-7000-8000-000000000001"
TIME = "2026-11-10T02:00:00Z"
BUNDLE_ID = "0f0e0d0c-0b0a-4908-8706-050403020100"


def signing_key(name: str) -> Ed25519PrivateKey:
    """The test key called `name`: its seed is the SHA-256 of that name."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(f"nq71/vectors/{name}".encode()).digest())


IDENTITIES = {
    "unit": "AGE-SECRET-KEY-1ZZD68PWY7JAKG4ZH6S85GZSL8A6Q4LNEHRHCAGEUWQKAPXPQH7HQYVARL6",
    "office": "AGE-SECRET-KEY-1YAYNA0LD0L7P0KKETLZGLH0MM58HFWGGR20CQUN0F6MFCD5MS0KQTHFWZ6",
    "recovery": "AGE-SECRET-KEY-106F7PFYDEJ994LZFP7J89YUWEV684VQRAGLXC8ZZ2FYDYZDYFUKQ2UJ0SK",
    "stranger": "AGE-SECRET-KEY-1GAUE703T27P7TJPKVRRGEUJCK8MM7CRD39N7U540JF4GL4WLS2RQEAMWVG",
}


def pair(name: str, reading: str = "unit") -> DeviceKeys:
    """A pair of test keys."""
    return DeviceKeys(signing_key(name), Identity.from_str(IDENTITIES[reading]))


SENDER = pair("trusted")
OFFICE = Identity.from_str(IDENTITIES["office"])
RECIPIENTS = tuple(str(Identity.from_str(IDENTITIES[name]).to_public()) for name in ("office", "recovery"))
STRANGER = str(Identity.from_str(IDENTITIES["stranger"]).to_public())


def record(number: int, **content: Any) -> dict[str, Any]:
    """The line of an activity's first version."""
    record_id = f"0190c0de-0000-7000-9000-{number:012d}"
    fields = {"title": f"Tuyên truyền Nghị quyết 71, buổi {number}", "people": number, **content}
    return head("activity", record_id, [], [], fields)


def head(
    kind: str, record_id: str, parents: list[str], ancestors: list[str], content: dict[str, Any] | None
) -> dict[str, Any]:
    """A line with the version id that its content has; a deletion when `content` is None."""
    version = bundle.version_id(kind, record_id, parents, content)
    lists = {"parents": parents, "ancestors": ancestors}
    return {
        **lists,
        "kind": kind,
        "id": record_id,
        "version": version,
        "content": content,
        "author": "Lê Thị Hoa",
        "saved": TIME,
    }


def draft(kind: Kind = Kind.BUNDLE, **changes: Any) -> Draft:
    """What the sender says of itself."""
    usual = Draft(
        kind=kind,
        unit_code="TH-0001",
        unit_name="Trường Tiểu học Hòa Bình",
        bundle_id=BUNDLE_ID,
        sender_unit=UNIT,
        sender_code="TH-0001",
        sender_name="Trường Tiểu học Hòa Bình",
        claimed_time=TIME,
        app="NQ71 0.1.0",
    )
    return replace(usual, **changes)


def sealed(
    sections: Sequence[Section],
    said: Draft | None = None,
    keys: DeviceKeys = SENDER,
    recipients: Sequence[str] | None = RECIPIENTS,
) -> bytes:
    """A file as the program writes it."""
    out = io.BytesIO()
    bundle.seal(out, said or draft(), sections, keys.signing, keys.recipient, recipients)
    return out.getvalue()


def usual(count: int = 3) -> bytes:
    """A good bundle of `count` records."""
    lines = [record(number) for number in range(1, count + 1)]
    heads = [str(line["version"]) for line in lines]
    said = draft(counts={"activity": count}, state_digest=bundle.state_digest(heads))
    return sealed([records_section(lines)], said)


@dataclass(frozen=True)
class Layers:
    """A file taken apart. `join` puts it together again, every layer as it stands."""

    label: dict[str, Any]
    manifest: dict[str, Any]
    sections: bytes
    signer: Ed25519PrivateKey = SENDER.signing
    recipients: tuple[str, ...] = RECIPIENTS
    manifest_bytes: bytes | None = None

    def inside(self) -> bytes:
        """What is sealed: the manifest, signed anew, and the sections."""
        data = self.manifest_bytes if self.manifest_bytes is not None else loose(self.manifest)
        signature = self.signer.sign(signing.BUNDLE + data)
        return struct.pack(">I", len(data)) + data + signing.public_bytes(self.signer) + signature + self.sections

    def join(self, inside: bytes | None = None) -> bytes:
        """The file, with another inside where one is given."""
        plain = self.inside() if inside is None else inside
        if self.recipients:
            keys = [pyrage.x25519.Recipient.from_str(one) for one in self.recipients]
            return enclosed(self.label, pyrage.encrypt(plain, keys))
        return enclosed(self.label, plain)

    def with_manifest(self, **changes: Any) -> Layers:
        """With other values in the manifest."""
        return replace(self, manifest={**self.manifest, **changes})

    def with_label(self, **changes: Any) -> Layers:
        """With other values in the label, inside and outside."""
        label = {**self.manifest["label"], **changes}
        return replace(self.with_manifest(label=label), label={**self.label, **changes})

    def with_entry(self, **changes: Any) -> Layers:
        """With other values in the first line of the table of sections."""
        first, *rest = self.manifest["sections"]
        return self.with_manifest(sections=[{**first, **changes}, *rest])

    def with_sections(self, *found: tuple[dict[str, Any], bytes]) -> Layers:
        """With other sections: lines of the table and stored bytes."""
        table = [entry for entry, _stored in found]
        return replace(self.with_manifest(sections=table), sections=b"".join(stored for _entry, stored in found))


def loose(value: object) -> bytes:
    """JSON as `canonical` writes it, but NaN and floats too."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def enclosed(label: Mapping[str, Any], body: bytes, honest: bool = True) -> bytes:
    """Magic, label and body; the label tells the body's true size and hash if `honest`."""
    true = {"body_size": len(body), "body_sha256": hashlib.sha256(body).hexdigest()}
    return framed(canonical({**label, **true} if honest else dict(label)), body)


def framed(label: bytes, body: bytes) -> bytes:
    """Magic, the label's length, label and body as they stand."""
    return PREAMBLE + struct.pack(">I", len(label)) + label + body


def split(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Label and body of a good file."""
    (size,) = struct.unpack(">I", data[8:12])
    return json.loads(data[12 : 12 + size]), data[12 + size :]


def layers(data: bytes) -> Layers:
    """A good file taken apart."""
    label, body = split(data)
    plain = pyrage.decrypt(body, [OFFICE]) if label["sealed"] else body
    (size,) = struct.unpack(">I", plain[:4])
    manifest = json.loads(plain[4 : 4 + size])
    return Layers(label, manifest, plain[4 + size + 96 :], recipients=tuple(manifest["to"]))


def section(raw: bytes, count: int, **changes: Any) -> tuple[dict[str, Any], bytes]:
    """A compressed records section with whatever bytes, and its honest line of the table but for `changes`."""
    stored = zlib.compress(raw, 6) if changes.get("codec", "zlib") == "zlib" else raw
    honest = {
        "type": "records",
        "length": len(stored),
        "raw_length": len(raw),
        "count": count,
        "codec": "zlib",
        "sha256": hashlib.sha256(stored).hexdigest(),
        "optional": False,
    }
    return {**honest, **changes}, stored


def hashed(entry: Mapping[str, Any], stored: bytes) -> dict[str, Any]:
    """The line of the table with the true length and hash of `stored`."""
    return {**entry, "length": len(stored), "sha256": hashlib.sha256(stored).hexdigest()}
