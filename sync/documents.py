"""Signed documents: catalogues, the register, root documents, receipts, returns, deadlines. See FORMAT.md
7.

A document is a kind, a version that only rises, a text body and its signatures; the signature is over the
body's bytes as they stand. Root documents name the Department's keys and chain: n+1 is signed by the root
of n and by its own root.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync import limits, signing, strict
from sync.refusals import Refusal, Refused
from sync.strict import NotStrict

DOCUMENT_KIND = re.compile(r"[a-z][a-z0-9_.-]{0,63}")
HEX_16 = re.compile(r"[0-9a-f]{32}")
HEX_32 = re.compile(r"[0-9a-f]{64}")
HEX_64 = re.compile(r"[0-9a-f]{128}")
AGE_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
ROOT = "root"


@dataclass(frozen=True)
class Signature:
    """One signature: the signer's key id (a hint only) and the 64 bytes."""

    key_id: str
    value: bytes


@dataclass(frozen=True)
class Document:
    """`body` is exactly the text that was signed, in UTF-8."""

    kind: str
    version: int
    body: str
    signatures: tuple[Signature, ...] = ()

    def message(self) -> bytes:
        """The bytes that are signed: purpose, kind, version in decimal, body."""
        head = f"{self.kind}\0{self.version}\0"
        return signing.DOCUMENT + head.encode("ascii") + self.body.encode("utf-8")

    def signed_by(self, public: bytes) -> bool:
        """Whether a signature of the key `public` is there and holds."""
        name = signing.key_id(public)
        return any(s.key_id == name and signing.verifies(public, s.value, self.message()) for s in self.signatures)

    def with_signature(self, key: Ed25519PrivateKey) -> Document:
        """The same document, signed by `key` too."""
        public = signing.public_bytes(key)
        signature = Signature(signing.key_id(public), key.sign(self.message()))
        return Document(self.kind, self.version, self.body, (*self.signatures, signature))

    def wire(self) -> dict[str, Any]:
        """The JSON object of a documents line."""
        signatures = [{"key_id": s.key_id, "signature": s.value.hex()} for s in self.signatures]
        return {"kind": self.kind, "version": self.version, "body": self.body, "signatures": signatures}

    @classmethod
    def from_wire(cls, fields: Mapping[str, Any]) -> Document:
        """A document out of parsed JSON, or NotStrict; no signature was checked."""
        signatures = strict.list_field(fields, "signatures", 8)
        return cls(
            kind=strict.text_field(fields, "kind", 64, DOCUMENT_KIND),
            version=strict.integer_field(fields, "version", 1, limits.INTEGER - 1),
            body=strict.text_field(fields, "body", limits.DOCUMENT),
            signatures=tuple(_signature(item) for item in signatures),
        )


def _signature(item: object) -> Signature:
    if not isinstance(item, dict):
        raise NotStrict("signatures: not an object")
    name = strict.text_field(item, "key_id", 32, HEX_16)
    return Signature(name, bytes.fromhex(strict.text_field(item, "signature", 128, HEX_64)))


def sign_document(kind: str, version: int, body: bytes | str, key: Ed25519PrivateKey) -> Document:
    """A document of `kind` (ASCII word) and `version` (from 1, only rising), signed by `key`; `body` is
    UTF-8 text.
    """
    if not DOCUMENT_KIND.fullmatch(kind) or not 1 <= version < limits.INTEGER:
        raise ValueError((kind, version))
    text = body.decode("utf-8") if isinstance(body, bytes) else body
    return Document(kind, version, text).with_signature(key)


def verify_document(document: Document, public: bytes) -> bool:
    """Whether `document` bears a good signature of the key `public`."""
    return document.signed_by(public)


@dataclass(frozen=True)
class Root:
    """What a root document says: who the Department is, from `number` on. Keys: 32 bytes, and age
    recipients.
    """

    number: int
    name: str
    root_key: bytes
    office_signing: bytes
    office_reading: str
    recovery_reading: str
    document: Document

    @property
    def recipients(self) -> list[str]:
        """To whom a unit seals: the office and its offline recovery key."""
        return [self.office_reading, self.recovery_reading]

    @classmethod
    def read(cls, document: Document) -> Root:
        """A root document that is signed by the root it names; Refused otherwise. Whether to trust it is
        `follow`'s.
        """
        try:
            fields = strict.parse_object(document.body.encode("utf-8"))
            root = cls(
                number=strict.integer_field(fields, "number", 1, limits.INTEGER - 1),
                name=strict.text_field(fields, "name", 300),
                root_key=bytes.fromhex(strict.text_field(fields, "root_key", 64, HEX_32)),
                office_signing=bytes.fromhex(strict.text_field(fields, "office_signing", 64, HEX_32)),
                office_reading=strict.text_field(fields, "office_reading", 62, AGE_RECIPIENT),
                recovery_reading=strict.text_field(fields, "recovery_reading", 62, AGE_RECIPIENT),
                document=document,
            )
        except (NotStrict, UnicodeEncodeError) as error:
            raise Refused(Refusal.MALFORMED, f"root document: {error}") from error
        if document.kind != ROOT or document.version != root.number:
            raise Refused(Refusal.MALFORMED, "root document: kind or number")
        if not document.signed_by(root.root_key):
            raise Refused(Refusal.ALTERED, "root document: not signed by its own root")
        return root


def make_root(
    number: int,
    name: str,
    keys: tuple[bytes, str, str],
    root_key: Ed25519PrivateKey,
    previous_root: Ed25519PrivateKey | None = None,
) -> Root:
    """Root document `number`; `keys` are office signing key, office reading key, recovery reading key.

    `previous_root` signs too when the root key itself changes.
    """
    body = strict.canonical(
        {
            "number": number,
            "name": name,
            "root_key": signing.public_bytes(root_key).hex(),
            "office_signing": keys[0].hex(),
            "office_reading": keys[1],
            "recovery_reading": keys[2],
        }
    )
    document = sign_document(ROOT, number, body, root_key)
    return Root.read(document.with_signature(previous_root) if previous_root else document)


def follow(pinned: Root, documents: Iterable[Document]) -> Root:
    """The newest root that an unbroken chain leads to from `pinned`; `pinned` itself when nothing newer is there.

    Lower numbers are ignored. The same number with another body, signed by the root key that the one followed names
    or was reached by: Refused (document_conflict). A gap or a missing signature ends the chain there.
    """
    keys = {pinned.root_key}
    for document in sorted((d for d in documents if d.kind == ROOT), key=lambda d: d.version):
        if document.version == pinned.number:
            if document.body != pinned.document.body and any(document.signed_by(key) for key in keys):
                raise Refused(Refusal.DOCUMENT_CONFLICT, f"two root documents number {pinned.number}")
        elif document.version == pinned.number + 1 and document.signed_by(pinned.root_key):
            following = Root.read(document)
            keys = {pinned.root_key, following.root_key}
            pinned = following
    return pinned
