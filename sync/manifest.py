"""What the sender signs: who, to whom, what is inside with every length and hash. See FORMAT.md 4."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sync import limits, signing, strict
from sync.container import KIND_TEXT, Label, label_from
from sync.documents import AGE_RECIPIENT, DOCUMENT_KIND, HEX_32, Document
from sync.refusals import Refusal, Refused
from sync.strict import NotStrict

MAJOR = 1
MINOR = 0
ERASURE = "erasure"
FEATURES: frozenset[str] = frozenset({ERASURE})  # what `requires` may name and this reader knows
CODECS = ("none", "zlib")
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_WORD = re.compile(r"[a-z][a-z0-9_.-]{0,63}")


class Kind(StrEnum):
    """What a file is. Those that may hold personal data are always sealed."""

    BUNDLE = "bundle"  # a unit's whole state, to the Department (and to its own other PCs, or its commune)
    REBUILD = "rebuild"  # the same, from the Department back to a unit
    PACKET = "packet"  # receipts, returns, remarks, documents for one unit
    PROVINCE = "province"  # root documents, register, catalogues: signed, in the clear
    STARTER = "starter"  # what a unit needs before it is known: roots, its line of the register; in the clear


SEALED_KINDS = frozenset({Kind.BUNDLE, Kind.REBUILD, Kind.PACKET})


@dataclass(frozen=True)
class Sender:
    """Who signed. `unit` is the permanent id in the register, None before the unit knows it or for the
    Department.

    `signing_key` is the 32-byte Ed25519 key in hex, `reading_key` the age recipient that answers are
    sealed to.
    """

    unit: str | None
    unit_code: str | None
    name: str
    signing_key: str
    reading_key: str

    @property
    def key_id(self) -> str:
        """The short name of the signing key."""
        return signing.key_id(bytes.fromhex(self.signing_key))


@dataclass(frozen=True)
class Enrolment:
    """A first bundle's proof of the slip: HMAC-SHA256 under the code (`keys.enrolment_proof`), hex."""

    unit: str
    proof: str


@dataclass(frozen=True)
class Entry:
    """One section of the manifest's table. Lengths in bytes; `sha256` is over the bytes as stored (after
    the codec).
    """

    type: str
    length: int
    raw_length: int
    count: int
    codec: str
    sha256: str
    optional: bool
    extra: Mapping[str, Any] = field(default_factory=dict)

    def wire(self) -> dict[str, Any]:
        """The JSON object of the table."""
        own = {name: getattr(self, name) for name in _ENTRY_FIELDS}
        return {**self.extra, **own}


_ENTRY_FIELDS = ("type", "length", "raw_length", "count", "codec", "sha256", "optional")


@dataclass(frozen=True)
class Manifest:
    """Everything that a signature vouches for. `label` without the body's size and hash; `extra`: keys not
    known here.

    `claimed_time` (UTC, `YYYY-MM-DDTHH:MM:SSZ`) is for people; it decides nothing.
    """

    label: Label
    sender: Sender
    to: tuple[str, ...]
    sections: tuple[Entry, ...]
    claimed_time: str
    enrolment: Enrolment | None = None
    last_receipt: int | None = None
    documents: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    state_digest: str | None = None
    roots: tuple[Document, ...] = ()
    requires: tuple[str, ...] = ()
    minor: int = MINOR
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> Kind:
        """What the file is; `open_bundle` has refused what it does not know."""
        return Kind(self.label.kind)

    @property
    def bundle_id(self) -> str:
        """One per export; all parts share it."""
        return self.label.bundle_id

    def to_bytes(self) -> bytes:
        """The JSON whose bytes are signed."""
        sender = {name: getattr(self.sender, name) for name in ("unit", "unit_code", "name", "key_id")}
        fields: dict[str, Any] = {
            **self.extra,
            "format": {"major": MAJOR, "minor": self.minor},
            "requires": list(self.requires),
            "label": self.label.signed_fields(),
            "from": {
                **sender,
                "signing_key": self.sender.signing_key,
                "reading_key": self.sender.reading_key,
            },
            "to": list(self.to),
            "claimed_time": self.claimed_time,
            "last_receipt": self.last_receipt,
            "documents": dict(self.documents),
            "counts": dict(self.counts),
            "state_digest": self.state_digest,
            "roots": [document.wire() for document in self.roots],
            "sections": [entry.wire() for entry in self.sections],
        }
        if self.enrolment:
            fields["enrolment"] = {"unit": self.enrolment.unit, "proof": self.enrolment.proof}
        return strict.canonical(fields)


_KNOWN = {
    *("format", "requires", "label", "from", "to", "claimed_time", "last_receipt", "documents", "counts"),
    *("state_digest", "roots", "sections", "enrolment"),
}


def manifest_from(data: bytes, signer: bytes) -> Manifest:
    """The manifest out of signed bytes; `signer` is the key whose signature held.

    Refused: unsupported_version, too_large, malformed.
    """
    try:
        fields = strict.parse_object(data)
        minor = _check_version(fields)
        manifest = _read(fields, minor)
        _check_sender(fields, manifest, signer)
    except NotStrict as error:
        raise Refused(Refusal.MALFORMED, f"manifest: {error}") from error
    _check_meaning(manifest)
    return manifest


def _check_version(fields: Mapping[str, Any]) -> int:
    form = strict.object_field(fields, "format")
    major = strict.integer_field(form, "major", 0, limits.INTEGER - 1)
    if major != MAJOR:
        raise Refused(Refusal.UNSUPPORTED_VERSION, f"format {major}")
    wanted = strict.list_field(fields, "requires", 64)
    if not all(isinstance(word, str) and _WORD.fullmatch(word) for word in wanted):
        raise NotStrict("requires: not words")
    if unknown := set(wanted) - FEATURES:
        raise Refused(Refusal.UNSUPPORTED_VERSION, f"requires {sorted(unknown)}")
    return strict.integer_field(form, "minor", 0, limits.INTEGER - 1)


def _read(fields: dict[str, Any], minor: int) -> Manifest:
    receipt = fields.get("last_receipt")
    return Manifest(
        label=label_from(strict.object_field(fields, "label"), with_body=False),
        sender=_sender(strict.object_field(fields, "from")),
        to=_recipients(fields),
        sections=tuple(_entry(item) for item in strict.list_field(fields, "sections", limits.SECTIONS)),
        claimed_time=strict.text_field(fields, "claimed_time", 20, _TIME),
        enrolment=_enrolment(strict.object_field(fields, "enrolment")) if "enrolment" in fields else None,
        last_receipt=None if receipt is None else strict.integer_field(fields, "last_receipt", 0, limits.INTEGER - 1),
        documents=_numbers(fields, "documents", DOCUMENT_KIND),
        counts=_numbers(fields, "counts", KIND_TEXT),
        state_digest=_nullable(fields, "state_digest", 64, HEX_32),
        roots=_roots(fields),
        requires=tuple(fields["requires"]),
        minor=minor,
        extra={name: value for name, value in fields.items() if name not in _KNOWN},
    )


def _nullable(fields: Mapping[str, Any], name: str, limit: int, pattern: re.Pattern[str] | None = None) -> str | None:
    if name in fields and fields[name] is None:
        return None
    return strict.text_field(fields, name, limit, pattern)


def _sender(fields: Mapping[str, Any]) -> Sender:
    return Sender(
        unit=_nullable(fields, "unit", 64),
        unit_code=_nullable(fields, "unit_code", 64),
        name=strict.text_field(fields, "name", 300),
        signing_key=strict.text_field(fields, "signing_key", 64, HEX_32),
        reading_key=strict.text_field(fields, "reading_key", 62, AGE_RECIPIENT),
    )


def _enrolment(fields: Mapping[str, Any]) -> Enrolment:
    return Enrolment(strict.text_field(fields, "unit", 64), strict.text_field(fields, "proof", 64, HEX_32))


def _recipients(fields: Mapping[str, Any]) -> tuple[str, ...]:
    to = strict.list_field(fields, "to", limits.RECIPIENTS)
    if not all(isinstance(one, str) and AGE_RECIPIENT.fullmatch(one) for one in to) or len(set(to)) != len(to):
        raise NotStrict("to: not age recipients, each once")
    return tuple(to)


def _numbers(fields: Mapping[str, Any], name: str, pattern: re.Pattern[str]) -> dict[str, int]:
    found = strict.object_field(fields, name)
    for key in found:
        if not pattern.fullmatch(key):
            raise NotStrict(f"{name}: not a word")
        strict.integer_field(found, key, 0, limits.INTEGER - 1)
    return found


def _roots(fields: Mapping[str, Any]) -> tuple[Document, ...]:
    found = strict.list_field(fields, "roots", limits.ROOTS)
    if not all(isinstance(item, dict) for item in found):
        raise NotStrict("roots: not objects")
    return tuple(Document.from_wire(item) for item in found)


def _entry(item: object) -> Entry:
    if not isinstance(item, dict):
        raise NotStrict("sections: not objects")
    return Entry(
        type=strict.text_field(item, "type", 32, KIND_TEXT),
        length=strict.integer_field(item, "length", 0, limits.INTEGER - 1),
        raw_length=strict.integer_field(item, "raw_length", 0, limits.INTEGER - 1),
        count=strict.integer_field(item, "count", 0, limits.INTEGER - 1),
        codec=strict.text_field(item, "codec", 32, KIND_TEXT),
        sha256=strict.text_field(item, "sha256", 64, HEX_32),
        optional=strict.flag_field(item, "optional"),
        extra={name: value for name, value in item.items() if name not in _ENTRY_FIELDS},
    )


def _check_sender(fields: Mapping[str, Any], manifest: Manifest, signer: bytes) -> None:
    if manifest.sender.signing_key != signer.hex():
        raise NotStrict("from: another key than the one that signed")
    if fields["from"].get("key_id") != manifest.sender.key_id:
        raise NotStrict("from: key_id is not the key's")


SECTION_LIMITS = {"records": limits.RECORDS, "files": limits.FILES, "documents": limits.DOCUMENTS}


def _check_meaning(manifest: Manifest) -> None:
    """The rules between fields, after each field is what it must be."""
    if manifest.label.kind not in set(Kind):
        raise Refused(Refusal.UNSUPPORTED_VERSION, f"kind {manifest.label.kind}")
    if manifest.label.sealed != bool(manifest.to):
        raise Refused(Refusal.MALFORMED, "sealed without recipients, or recipients without a seal")
    if manifest.kind in SEALED_KINDS and not manifest.label.sealed:
        raise Refused(Refusal.MALFORMED, f"a {manifest.kind} in the clear")
    _check_table(manifest.sections)
    if sum(entry.raw_length for entry in manifest.sections) > limits.RAW:
        raise Refused(Refusal.TOO_LARGE, "more than a part may hold after inflation")
    for kind, most in SECTION_LIMITS.items():
        if sum(entry.count for entry in manifest.sections if entry.type == kind) > most:
            raise Refused(Refusal.TOO_LARGE, f"more {kind} than a part may hold")


def _check_table(entries: tuple[Entry, ...]) -> None:
    for entry in entries:
        known = entry.type in SECTION_LIMITS and entry.codec in CODECS
        if not known and not entry.optional:
            raise Refused(Refusal.UNSUPPORTED_VERSION, f"section {entry.type}, codec {entry.codec}")
    for entry in entries:
        if entry.codec == "none" and entry.length != entry.raw_length:
            raise Refused(Refusal.MALFORMED, f"section {entry.type}: lengths differ without a codec")
