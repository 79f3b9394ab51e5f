"""Every vector: its name, its outcome, what it shows, how it is built."""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pyrage
from pyrage.x25519 import Recipient

from sync.vectors.building import (
    ABSENT,
    RECORDS,
    TIME,
    UNIT_ID,
    Bend,
    File,
    Part,
    age,
    compact,
    document,
    file_frame,
    flip,
    public,
    reading,
    record,
    record_with_id,
    records,
    signed,
    swap,
)

ACCEPTED = "accepted"


@dataclass(frozen=True)
class Case:
    """One vector; `reader` is the reading key that opens it."""

    name: str
    outcome: str
    about: str
    file: File | Callable[[], bytes]
    reader: str = "office"

    def build(self) -> bytes:
        """The bytes of the file."""
        return self.file.build() if isinstance(self.file, File) else self.file()


def _files(*contents: bytes) -> Part:
    return Part("files", b"".join(sorted(map(file_frame, contents))), len(contents), codec="none")


def _documents(*found: dict[str, object]) -> Part:
    return Part("documents", b"".join(compact(one) + b"\n" for one in found), len(found))


def province(**wrong: object) -> File:
    """A province packet in the clear, bent."""
    catalogue = document("catalogue", 3, {"codes": ["K1", "K3"]}, "office")
    made = File(kind="province", sealed=False, signed_by="office", fields={"counts": {}}, parts=[_documents(catalogue)])
    for name, value in wrong.items():
        setattr(made, name, {**made.fields, **value} if name == "fields" and isinstance(value, dict) else value)
    return made


def _one(content: dict[str, object]) -> File:
    """A bundle of one record."""
    return File(parts=[records(record(1, content))], fields={"counts": {"activity": 1}})


_ROOM = 65536 - len(record(1, {"a": ""})) + 1
_DECIDED = record(5, {"title": "ý"}, parents=["11" * 16, "00" * 16])
_LOOSE = json.dumps(dict(reversed(json.loads(RECORDS[0]).items())), ensure_ascii=False).encode() + b"\n"
_DELETED = record(3, None, parents=["00" * 16])
_STRANGE = record(4, {"a": "<b>&amp;", "b": "ệ \U0001f3eb", "c": "x" * 300, "d": "\u202eabc"}, "future_kind")
_FUTURE = Part("weather", b"sunny", 1, codec="zlib", optional=True)
_FUTURE_CODEC = Part("records", b"never read", 1, codec="zstd", optional=True, stored=b"(zstd)")

GOOD = [
    Case("bundle", ACCEPTED, "two records, sealed to the office and its recovery key", File()),
    Case("bundle-by-recovery-key", ACCEPTED, "the same, opened with the recovery key alone", File(), "recovery"),
    Case("bundle-three-recipients", ACCEPTED, "the commune that carries it reads it too",
         File(sealed_to=["office", "recovery", "commune"]), "commune"),
    Case("bundle-without-records", ACCEPTED, "no sections at all", File(parts=[], fields={"counts": {}})),
    Case("bundle-two-record-sections", ACCEPTED, "records in two sections",
         File(parts=[records(RECORDS[0]), records(RECORDS[1])])),
    Case("bundle-not-compressed", ACCEPTED, "codec none",
         File(parts=[Part("records", b"".join(RECORDS), 2, codec="none")])),
    Case("bundle-deletion-mark", ACCEPTED, "a record whose content is null",
         File(parts=[records(_DELETED)], fields={"counts": {"activity": 1}})),
    Case("bundle-strange-record", ACCEPTED, "markup, combining marks, an emoji, a direction mark, an unknown kind",
         File(parts=[records(_STRANGE)], fields={"counts": {"future_kind": 1}})),
    Case("bundle-with-files", ACCEPTED, "two files named by their hashes", File(parts=[records(*RECORDS), _files(b"one", b"two")])),
    Case("bundle-part-2-of-2", ACCEPTED, "a part of files only",
         File(label={"part": 2, "parts": 2}, parts=[_files(b"photo")], fields={"counts": {}})),
    Case("bundle-first-with-enrolment", ACCEPTED, "a unit's first bundle: no code yet, proof of the slip, key waiting",
         File(signed_by="waiting", label={"unit_code": None}, sender={"unit_code": None},
              fields={"enrolment": {"unit": UNIT_ID, "proof": "ab" * 32}})),
    Case("bundle-after-receipt", ACCEPTED, "names the last receipt, documents seen and its state",
         File(fields={"last_receipt": 12, "documents": {"catalogue": 3, "root": 1}, "state_digest": "0f" * 32})),
    Case("bundle-newer-minor", ACCEPTED, "minor version 7 with unknown keys everywhere they may stand",
         File(label={"mood": "calm"}, sender={"phone": 1}, fields={"format": {"major": 1, "minor": 7}, "weather": [1]},
              parts=[records(*RECORDS, colour="red")])),
    Case("bundle-unknown-optional-section", ACCEPTED, "kept as it came and sent on", File(parts=[records(*RECORDS), _FUTURE])),
    Case("bundle-unknown-optional-codec", ACCEPTED, "kept as it came; the other records are read",
         File(parts=[records(*RECORDS), _FUTURE_CODEC])),
    Case("bundle-depth-8", ACCEPTED, "as deep as allowed; brackets inside texts do not count",
         _one({"a": [[[[[[]]]]]], "b": "[[[[[[[[[[{{{{{{{{{{"})),
    Case("bundle-largest-integer", ACCEPTED, "2^53-1 and its negative", _one({"a": 2**53 - 1, "b": 1 - 2**53})),
    Case("bundle-longest-line", ACCEPTED, "a record of exactly 65,536 bytes", _one({"a": "x" * _ROOM})),
    Case("bundle-second-version", ACCEPTED, "a record that replaces two versions: a conflict decided",
         File(parts=[records(_DECIDED)], fields={"counts": {"activity": 1}})),
    Case("bundle-white-space-in-a-line", ACCEPTED, "JSON's own white space, keys in another order",
         File(parts=[records(_LOOSE)], fields={"counts": {"activity": 1}})),
    Case("starter-in-the-clear", ACCEPTED, "a unit's starter pack", province(kind="starter"), "unit"),
    Case("packet", ACCEPTED, "from the office to a unit, with a receipt",
         File(kind="packet", signed_by="office", sealed_to=["unit"], fields={"counts": {}},
              parts=[_documents(document("receipt", 12, {"number": 12}, "office"))]), "unit"),
    Case("province-in-the-clear", ACCEPTED, "signed, not sealed, root document in the manifest", province(), "unit"),
]  # fmt: skip


def _twice(data: bytes) -> bytes:
    return data + data


def _cut(size: int) -> Bend:
    return lambda data: data[:size]


def _label_end(data: bytes) -> int:
    (size,) = struct.unpack(">I", data[8:12])
    return 12 + int(size)


def _long_label(data: bytes) -> bytes:
    return data[:8] + struct.pack(">I", 8193) + data[12:]


def _zero_sector(data: bytes) -> bytes:
    start = _label_end(data) + 256
    return data[:start] + bytes(64) + data[start + 64 :]


def _zip() -> bytes:
    return b"PK\x05\x06" + bytes(18)


def _lying_size(number: int) -> Case:
    return Case(f"label-size-{'more' if number > 0 else 'less'}", "damaged", "the label's size is not the file's",
                File(label_bytes=lambda label: _with_size(label, number)))  # fmt: skip


def _with_size(label: bytes, more: int) -> bytes:
    fields = json.loads(label)
    fields["body_size"] += more
    return compact(fields)


OUTSIDE = [
    Case("empty-file", "damaged", "no bytes", lambda: b""),
    Case("cut-in-magic", "damaged", "5 bytes", File(whole=_cut(5))),
    Case("cut-after-magic", "damaged", "8 bytes", File(whole=_cut(8))),
    Case("cut-in-label-length", "damaged", "10 bytes", File(whole=_cut(10))),
    Case("cut-in-label", "damaged", "ends inside the label", File(whole=_cut(100))),
    Case("cut-after-label", "damaged", "ends with the label", File(whole=lambda d: d[: _label_end(d)])),
    Case("cut-in-age-header", "damaged", "ends inside age's header", File(whole=lambda d: d[: _label_end(d) + 60])),
    Case("cut-last-byte", "damaged", "one byte short", File(whole=_cut(-1))),
    Case("padded-one-byte", "damaged", "one byte too many", File(whole=lambda d: d + b"\0")),
    Case("padded-to-sector", "damaged", "zeros up to a whole sector", File(whole=lambda d: d + bytes(-len(d) % 512 or 512))),
    Case("padded-before", "not_a_bundle", "16 zeros before the magic", File(whole=lambda d: bytes(16) + d)),
    Case("joined-with-itself", "damaged", "the file twice, end to end", File(whole=_twice)),
    Case("magic-one-bit", "not_a_bundle", "a bit of the magic flipped", File(whole=flip(0))),
    Case("magic-text-mode", "not_a_bundle", "copied as text: CR LF became LF", File(whole=swap(b"\r\n", b"\n"))),
    Case("magic-zero-sector", "not_a_bundle", "the first 512 bytes zeroed", File(whole=lambda d: bytes(512) + d[512:])),
    Case("zip-archive", "not_a_bundle", "an empty zip archive", _zip),
    Case("container-version-2", "unsupported_version", "container version 2", File(whole=swap(b"\r\n\x01", b"\r\n\x02"))),
    Case("container-version-0", "unsupported_version", "container version 0", File(whole=swap(b"\r\n\x01", b"\r\n\x00"))),
    Case("label-length-8193", "damaged", "a label longer than 8 KiB", File(whole=_long_label)),
    Case("label-length-zero", "damaged", "no label", File(label_bytes=lambda _: b"")),
    Case("label-other-unit-code", "altered", "another unit's code on the outside", File(outside={"unit_code": "TH015"})),
    Case("label-other-name", "altered", "another unit's name on the outside", File(outside={"unit_name": "Trường khác"})),
    Case("label-other-kind", "altered", "a bundle re-labelled as a packet", File(outside={"kind": "packet"})),
    Case("label-other-part", "altered", "part 1 re-labelled as part 2", File(outside={"part": 2, "parts": 2})),
    Case("label-other-bundle-id", "altered", "another bundle's id on the outside",
         File(outside={"bundle_id": "00000000-0000-4000-8000-000000000000"})),
    Case("label-extra-key", "altered", "a key that the manifest does not repeat", File(outside={"mood": "calm"})),
    Case("label-says-clear", "altered", "sealed, but labelled as in the clear", File(outside={"sealed": False})),
    Case("label-says-sealed", "altered", "in the clear, but labelled as sealed", province(outside={"sealed": True})),
    _lying_size(1),
    _lying_size(-1),
    Case("label-longer-than-8-kib", "damaged", "a label of more than 8 KiB, all there", File(outside={"x": "x" * 8192})),
    Case("label-size-256-mib-and-1", "too_large", "says a body of more than 256 MiB", File(outside={"body_size": 2**28 + 1})),
    Case("label-size-huge", "too_large", "says a body of 1 TiB", File(outside={"body_size": 2**40})),
    Case("label-other-sha256", "damaged", "the hash of something else", File(outside={"body_sha256": "00" * 32})),
    Case("label-with-spaces", "damaged", "not canonical", File(label_bytes=swap(b",", b", "))),
    Case("label-escaped", "damaged", "not canonical: an escape where none is needed", File(label_bytes=swap(b"NQ71 ", b"\\u004eQ71 "))),
    Case("label-key-twice", "damaged", "a key stands twice", File(label_bytes=swap(b'"part":1', b'"part":1,"part":1'))),
    Case("label-without-kind", "damaged", "a key is missing", File(label_bytes=swap(b'"kind":"bundle",', b""))),
    Case("label-bad-utf8", "damaged", "a byte that is no UTF-8", File(label_bytes=swap(b"TH014", b"TH\xff14"))),
    Case("label-float", "damaged", "1.0 in the place of 1", File(label_bytes=swap(b'"part":1', b'"part":1.0'))),
    Case("label-true-for-1", "damaged", "true in the place of 1", File(label_bytes=swap(b'"part":1', b'"part":true'))),
    Case("label-list", "damaged", "a list in the place of an object", File(label_bytes=lambda d: b"[" + d + b"]")),
    Case("label-deep", "damaged", "nested 9 deep", File(outside={"x": [[[[[[[[1]]]]]]]]})),
    Case("body-first-byte", "damaged", "a bit of the body's first byte", File(whole=lambda d: flip(_label_end(d))(d))),
    Case("body-middle", "damaged", "a bit in the middle of the body", File(whole=lambda d: flip((_label_end(d) + len(d)) // 2)(d))),
    Case("body-last-byte", "damaged", "a bit of the last byte", File(whole=flip(-1))),
    Case("body-zeroed-sector", "damaged", "64 zeros inside the body", File(whole=_zero_sector)),
    Case("body-empty", "altered", "no body, and a label that says so", File(body=lambda _: b"")),
]  # fmt: skip


def _age_header_end(body: bytes) -> int:
    return body.index(b"\n", body.index(b"\n--- ") + 5)


def _armored() -> File:
    made = File()
    recipients = [Recipient.from_str(reading("office"))]
    made.body = lambda _: pyrage.encrypt(made._inside(), recipients, armored=True)
    return made


SEALED = [
    Case("age-other-version", "altered", "an age file of version 2, label made to fit", File(body=swap(b"org/v1", b"org/v2"))),
    Case("age-header-mac", "altered", "a bit of age's header MAC", File(body=lambda b: flip(b.index(b"\n--- ") + 9)(b))),
    Case("age-payload-first", "altered", "a bit of age's nonce", File(body=lambda b: flip(_age_header_end(b) + 2)(b))),
    Case("age-payload-last", "altered", "a bit of age's last byte, label made to fit", File(body=flip(-1))),
    Case("age-cut", "altered", "age file one byte short, label made to fit", File(body=_cut(-1))),
    Case("age-extra-bytes", "altered", "bytes after age's last chunk, label made to fit", File(body=lambda b: b + b"extra")),
    Case("age-twice", "altered", "two age files end to end, label made to fit", File(body=_twice)),
    Case("age-armored", "altered", "age's text form", _armored()),
    Case("age-header-too-long", "altered", "200 stanzas: more than 16 KiB of header",
         File(body=lambda _: age(b"", ["commune"] * 200))),
    Case("age-not-to-us", "not_for_us", "sealed to somebody else", File(), "commune"),
    Case("age-by-passphrase", "not_for_us", "an age file under a passphrase",
         File(body=lambda _: pyrage.passphrase.encrypt(b"nothing", "1"))),
    Case("recipient-not-named", "not_for_us", "sealed to us, though the sender named somebody else",
         File(fields={"to": [reading("commune")]})),
    Case("packet-for-another-unit", "not_for_us", "a packet in the hands of another unit",
         File(kind="packet", signed_by="office", sealed_to=["unit"], parts=[]), "commune"),
    Case("inside-empty", "altered", "an age file of nothing", File(inside=lambda _: b"")),
    Case("inside-cut-in-length", "altered", "three bytes", File(inside=_cut(3))),
    Case("inside-cut-in-manifest", "altered", "ends inside the manifest", File(inside=_cut(200))),
    Case("inside-manifest-length-huge", "too_large", "a manifest longer than 1 MiB", File(inside=lambda d: b"\xff\xff\xff\xff" + d[4:])),
    Case("inside-manifest-1-mib-and-1", "too_large", "a manifest one byte longer than 1 MiB",
         File(inside=lambda d: struct.pack(">I", 2**20 + 1) + d[4:])),
    Case("inside-manifest-length-less", "altered", "a length one byte less", File(inside=lambda d: struct.pack(">I", struct.unpack(">I", d[:4])[0] - 1) + d[4:])),
    Case("inside-trailing-bytes", "altered", "bytes after the last section", File(inside=lambda d: d + b"\0")),
    Case("inside-cut-in-sections", "altered", "the last section one byte short", File(inside=_cut(-1))),
    Case("clear-section-one-bit", "altered", "a bit of a section in the clear, label made to fit", province(inside=flip(-1))),
    Case("clear-trailing-bytes", "altered", "bytes after the last section in the clear", province(inside=lambda d: d + b"\0")),
    Case("clear-manifest-one-bit", "altered", "a bit of the manifest in the clear", province(inside=flip(20))),
]  # fmt: skip

_GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def _unreduced(manifest: bytes) -> bytes:
    block = signed("unit", manifest)
    scalar = int.from_bytes(block[64:], "little") + _GROUP_ORDER
    return block[:64] + scalar.to_bytes(32, "little")


_ORDER_8_POINT = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")


def _signable_without_a_key(manifest: bytes) -> bytes:
    """The manifest with so much white space after it that `_ORDER_8_POINT` has a signature of zeros over it."""
    while int.from_bytes(_challenge(manifest), "little") % _GROUP_ORDER % 8:
        manifest += b" "
    return manifest


def _challenge(manifest: bytes) -> bytes:
    return hashlib.sha512(_IDENTITY_POINT + _ORDER_8_POINT + b"nq71/bundle/1\0" + manifest).digest()


_IDENTITY_POINT = (1).to_bytes(32, "little")


SIGNATURE = [
    Case("signature-one-bit", "altered", "a bit of the signature", File(signature=lambda m: flip(40)(signed("unit", m)))),
    Case("signature-zero", "altered", "64 zeros", File(signature=lambda _: public("unit") + bytes(64))),
    Case("signature-not-reduced", "altered", "the group's order added to its second half", File(signature=_unreduced)),
    Case("signature-by-another-key", "altered", "another key's signature under the unit's public key",
         File(signature=lambda m: public("unit") + signed("stranger", m)[32:])),
    Case("signature-over-another-manifest", "altered", "a good signature over other bytes", File(signature=lambda m: signed("unit", m + b" "))),
    Case("signature-over-document", "altered", "signed for another purpose",
         File(signature=lambda m: signed("unit", m, b"nq71/document/1\0"))),
    Case("signature-without-purpose", "altered", "signed without the purpose", File(signature=lambda m: signed("unit", m, b""))),
    Case("signature-key-of-small-order", "altered", "a key under which every message has a signature",
         File(signature=lambda _: _IDENTITY_POINT + _IDENTITY_POINT + bytes(32))),
    Case("signature-key-of-order-8", "altered", "a key of order 8 and a signature that its equation holds for",
         File(manifest_bytes=_signable_without_a_key, signature=lambda _: _ORDER_8_POINT + _IDENTITY_POINT + bytes(32))),
    Case("manifest-changed-after-signing", "altered", "one digit of the manifest", File(after_signing=swap(b'"activity":2', b'"activity":3'))),
    Case("sender-unknown", "unknown_sender", "a key that nobody registered", File(signed_by="stranger")),
    Case("sender-revoked", "revoked_sender", "a key that was revoked", File(signed_by="revoked")),
    Case("rewrapped-as-own", "malformed", "a stranger signs what says it comes from the unit",
         File(signature=lambda m: signed("stranger", m))),
    Case("key-id-wrong", "malformed", "the key id is not the key's", File(sender={"key_id": "00" * 16})),
]  # fmt: skip


def _manifest(name: str, about: str, bend: Bend) -> Case:
    return Case(f"manifest-{name}", "malformed", about, File(manifest_bytes=bend))


def _field(name: str, outcome: str, about: str, **fields: object) -> Case:
    return Case(f"manifest-{name}", outcome, about, File(fields=fields))


_DEEP = b'"weather":' + b"[" * 8 + b"]" * 8 + b',"to":'

MANIFEST = [
    _manifest("key-twice", "a key stands twice", swap(b'"counts":', b'"counts":{},"counts":')),
    _manifest("deep", "nested 9 deep", swap(b'"to":', _DEEP)),
    _manifest("bracket-missing", "cut in its JSON", lambda m: m[:-1]),
    _manifest("trailing-bytes", "bytes after its JSON", lambda m: m + b"{}"),
    _manifest("byte-order-mark", "begins with a byte order mark", lambda m: b"\xef\xbb\xbf" + m),
    _manifest("utf-16", "not UTF-8", lambda m: m.decode().encode("utf-16")),
    _manifest("bad-utf8", "a byte that is no UTF-8", swap(b"TH014", b"TH\xc014")),
    _manifest("float", "a number with a point", swap(b'"activity":2', b'"activity":2.0')),
    _manifest("exponent", "a number with an exponent", swap(b'"activity":2', b'"activity":2e0')),
    _manifest("nan", "NaN", swap(b'"activity":2', b'"activity":NaN')),
    _manifest("infinity", "-Infinity", swap(b'"activity":2', b'"activity":-Infinity')),
    _manifest("integer-2-53", "2^53", swap(b'"activity":2', b'"activity":9007199254740992')),
    _manifest("integer-of-5000-digits", "an integer of 5,000 digits", swap(b'"activity":2', b'"activity":' + b"9" * 5000)),
    _manifest("leading-zero", "02", swap(b'"activity":2', b'"activity":02')),
    _manifest("minus-zero", "-0", swap(b'"activity":2', b'"activity":-0')),
    _manifest("comment", "a comment", swap(b'"counts":', b'/**/"counts":')),
    _manifest("nul", "U+0000 in a text", swap(b"TH014", b"TH\\u000014")),
    _manifest("half-surrogate", "half a surrogate pair in a text", swap(b"TH014", b"TH\\ud80014")),
    _manifest("raw-control", "a line feed inside a text", swap(b"TH014", b"TH\n14")),
    _manifest("list", "a list in the place of an object", lambda m: b"[" + m + b"]"),
    _manifest("empty", "no bytes", lambda _: b""),
    _field("format-2", "unsupported_version", "format 2.0", format={"major": 2, "minor": 0}),
    _field("format-2-unreadable", "unsupported_version", "format 2.0 with other fields altogether",
           format={"major": 2, "minor": 0}, label="elsewhere", to=7),
    _field("format-missing", "malformed", "no format", format=ABSENT),
    _field("requires-unknown", "unsupported_version", "requires a feature unknown here", requires=["erasure-2"]),
    _field("requires-missing", "malformed", "no requires", requires=ABSENT),
    _field("label-missing", "malformed", "no label", label=ABSENT),
    _field("to-missing", "malformed", "no recipients", to=ABSENT),
    _field("to-twice", "malformed", "a recipient stands twice", to=[reading("office")] * 2),
    _field("to-not-age", "malformed", "a recipient that is none", to=["everybody"]),
    _field("to-empty", "malformed", "sealed without recipients", to=[]),
    _field("count-negative", "malformed", "-1 records", counts={"activity": -1}),
    _field("count-true", "malformed", "true in the place of a number", counts={"activity": True}),
    _field("time-local", "malformed", "a time that is not UTC", claimed_time=TIME[:-1] + "+07:00"),
    _field("receipt-text", "malformed", "a text in the place of a number", last_receipt="12"),
    _field("digest-short", "malformed", "a digest too short", state_digest="00"),
    _field("enrolment-null", "malformed", "null in the place of an object", enrolment=None),
    _field("roots-not-documents", "malformed", "root documents that are none", roots=[1]),
    Case("kind-unknown", "unsupported_version", "a kind unknown here", File(kind="hologram")),
    Case("bundle-in-the-clear", "malformed", "personal data not sealed", File(sealed=False)),
    Case("clear-with-recipients", "malformed", "in the clear, but with recipients", province(fields={"to": [reading("unit")]})),
    Case("part-2-of-1", "damaged", "a part beyond the last", File(label={"part": 2})),
]  # fmt: skip


def _section(name: str, outcome: str, about: str, *parts: Part, **fields: object) -> Case:
    return Case(name, outcome, about, File(parts=list(parts), fields=fields))


def _lines(name: str, outcome: str, about: str, *lines: bytes) -> Case:
    return _section(f"records-{name}", outcome, about, records(*lines))


def _zipped(stored: bytes, raw: bytes = b"".join(RECORDS)) -> Part:
    return Part("records", raw, 2, stored=stored)


def _own_ancestor() -> bytes:
    fields = json.loads(_DELETED)
    fields["ancestors"] = sorted([*fields["ancestors"], fields["version"]])
    return compact(fields) + b"\n"


_RAW = b"".join(RECORDS)
_PRESSED = zlib.compress(_RAW, 6)
_BOMB = zlib.compress(bytes(4 * 1024 * 1024), 9)

SECTIONS = [
    _section("section-hash-wrong", "altered", "the hash of something else", records(*RECORDS, sha256="00" * 32)),
    _section("section-length-less", "altered", "one byte less than is there", records(*RECORDS, length=len(_PRESSED) - 1)),
    _section("section-length-more", "altered", "one byte more than is there", records(*RECORDS, length=len(_PRESSED) + 1)),
    _section("section-length-negative", "malformed", "-1", records(*RECORDS, length=-1)),
    _section("sections-shifted", "altered", "lengths that add up, borders in the wrong place",
             records(RECORDS[0], length=1), records(RECORDS[1], length=len(zlib.compress(RECORDS[0], 6)) + len(zlib.compress(RECORDS[1], 6)) - 1)),
    Case("section-missing", "altered", "in the table, not in the file", File(sections=lambda _: b"")),
    _section("section-not-in-table", "altered", "in the file, not in the table", records(*RECORDS), sections=[]),
    _section("section-unknown-required", "unsupported_version", "a section that must be understood", Part("weather", b"sunny", 1)),
    _section("section-codec-unknown-required", "unsupported_version", "a codec that must be understood",
             Part("records", _RAW, 2, codec="zstd", stored=b"(zstd)")),
    _section("section-unknown-hash-wrong", "altered", "an optional section that arrived changed",
             Part("weather", b"sunny", 1, optional=True, wrong={"sha256": "00" * 32})),
    _section("section-none-lengths-differ", "malformed", "no codec, but two lengths",
             Part("records", _RAW, 2, codec="none", wrong={"raw_length": 1})),
    _section("sections-65", "malformed", "more than 64 sections", *[records(b"{}\n") for _ in range(65)]),
    _section("records-200001", "too_large", "says 200,001 records", records(*RECORDS, count=200_001)),
    _section("records-200001-in-two", "too_large", "says 200,001 records in two sections",
             records(*RECORDS, count=100_001), records(*RECORDS, count=100_000)),
    _section("raw-length-256-mib-and-1", "too_large", "says more than 256 MiB", records(*RECORDS, raw_length=2**28 + 1)),
    _section("zlib-bomb", "malformed", "4 MiB that say they are few bytes", _zipped(_BOMB)),
    _section("zlib-raw-length-more", "malformed", "inflates to less than it says", records(*RECORDS, raw_length=len(_RAW) + 1)),
    _section("zlib-raw-length-less", "malformed", "inflates to more than it says", records(*RECORDS, raw_length=len(_RAW) - 1)),
    _section("zlib-cut", "malformed", "a compressed stream without its end", _zipped(_PRESSED[:-5])),
    _section("zlib-trailing-bytes", "malformed", "bytes after the compressed stream", _zipped(_PRESSED + b"\0")),
    _section("zlib-two-streams", "malformed", "two compressed streams", _zipped(zlib.compress(RECORDS[0]) + zlib.compress(RECORDS[1]))),
    _section("zlib-raw-deflate", "malformed", "deflate without zlib's header", _zipped(_PRESSED[2:-4])),
    _section("zlib-checksum-wrong", "malformed", "a wrong Adler-32", _zipped(flip(-1)(_PRESSED))),
    _section("zlib-empty", "malformed", "no bytes at all", _zipped(b"")),
    _section("records-count-more", "malformed", "fewer lines than said", records(*RECORDS, count=3)),
    _section("records-count-less", "malformed", "more lines than said", records(*RECORDS, count=1)),
    _lines("line-too-long", "too_large", "a record of 65,537 bytes", b'{"a":"' + b"x" * (65537 - 8) + b'"}\n'),
    _lines("last-line-open", "malformed", "the last line has no line feed", RECORDS[0], RECORDS[1][:-1]),
    _lines("empty-line", "malformed", "an empty line", RECORDS[0], b"\n"),
    _lines("blank-line", "malformed", "a line of one space", RECORDS[0], b" \n"),
    _lines("key-twice", "malformed", "a key stands twice", b'{"a":1,"a":1}\n'),
    _lines("key-twice-inside", "malformed", "a key stands twice, deep inside", b'{"a":[{"b":1,"\\u0062":2}]}\n'),
    _lines("deep", "malformed", "nested 9 deep", b'{"a":[[[[[[[[]]]]]]]]}\n'),
    _lines("very-deep", "malformed", "nested 30,000 deep", b'{"a":' + b"[" * 30000 + b"]" * 30000 + b"}\n"),
    _lines("float", "malformed", "a number with a point", b'{"a":0.5}\n'),
    _lines("nan", "malformed", "NaN", b'{"a":NaN}\n'),
    _lines("integer-2-53", "malformed", "-2^53", b'{"a":-9007199254740992}\n'),
    _lines("bad-utf8", "malformed", "an overlong form of /", b'{"a":"\xc0\xaf"}\n'),
    _lines("nul", "malformed", "U+0000 in a text", b'{"a":"\\u0000"}\n'),
    _lines("half-surrogate-key", "malformed", "half a surrogate pair in a key", b'{"\\udc00":1}\n'),
    _lines("list", "malformed", "a list in the place of an object", b"[]\n"),
    _lines("two-objects", "malformed", "two objects on a line", b"{}{}\n"),
    _lines("without-version", "malformed", "an object that is no record", b"{}\n"),
    _lines("version-wrong", "malformed", "not the name of this content", swap(b"120", b"121")(RECORDS[0])),
    _lines("version-of-another-id", "malformed", "the name of the same content in another record",
           swap(b"000000000001", b"000000000009")(RECORDS[0])),
    _lines("not-nfc", "malformed", "a text in NFD", record(1, {"a": "e\u0302"})),
    _lines("parent-no-ancestor", "malformed", "a parent that is not among the ancestors",
           swap(b'"ancestors":["' + b"00" * 16 + b'"]', b'"ancestors":[]')(_DELETED)),
    _lines("own-ancestor", "malformed", "a version among its own ancestors", _own_ancestor()),
    _lines("id-not-uuid", "malformed", "an id that is no UUID", record_with_id("1")),
    _section("files-name-wrong", "malformed", "a content under another's hash",
             Part("files", bytes(32) + struct.pack(">Q", 3) + b"one", 1, codec="none")),
    _section("files-falling-order", "malformed", "hashes not rising",
             Part("files", b"".join(sorted(map(file_frame, [b"one", b"two"]), reverse=True)), 2, codec="none")),
    _section("files-twice", "malformed", "the same file twice", Part("files", file_frame(b"one") * 2, 2, codec="none")),
    _section("files-size-huge", "too_large", "says 2^60 bytes",
             Part("files", file_frame(b"one")[:32] + struct.pack(">Q", 2**60) + b"one", 1, codec="none")),
    _section("files-cut", "malformed", "ends inside a file", Part("files", file_frame(b"one")[:-1], 1, codec="none")),
    _section("files-cut-in-frame", "malformed", "ends inside a file's size", Part("files", file_frame(b"one")[:36], 1, codec="none")),
    _section("files-trailing-bytes", "malformed", "bytes after the last file", Part("files", file_frame(b"one") + b"\0", 1, codec="none")),
    _section("documents-not-one", "malformed", "a line that is no document", Part("documents", b'{"kind":"catalogue"}\n', 1)),
    _section("documents-version-zero", "malformed", "version 0",
             _documents({"kind": "catalogue", "version": 0, "body": "{}", "signatures": []})),
]  # fmt: skip

CASES = [*GOOD, *OUTSIDE, *SEALED, *SIGNATURE, *MANIFEST, *SECTIONS]
