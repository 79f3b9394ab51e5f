"""Writes the vectors and expected.json: `python -m sync.vectors.make`.

Sealing is random, so files made again differ in their bytes, never in what a reader must say to them.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from sync.bundle import Kind, Section, canonical, records_section
from sync.vectors import build
from sync.vectors.build import Layers, record, section

FOLDER = Path(__file__).parent
Case = tuple[str, bytes, str, int | None]  # name, bytes, outcome, records


def usual() -> Layers:
    """A good bundle of two records, taken apart."""
    return build.layers(build.usual(2))


def line(**content: Any) -> bytes:
    """One good line with its end."""
    return canonical(record(1, **content)) + b"\n"


def good() -> Iterator[Case]:
    """What a reader takes."""
    yield "good", build.usual(2), "accepted", 2
    yield "good_empty", build.usual(0), "accepted", 0
    gone = build.head("activity", "0190c0de-0000-7000-9000-000000000001", ["ab" * 16], ["ab" * 16], None)
    yield "good_deletion", build.sealed([records_section([gone])]), "accepted", 1
    new = build.head("new_kind", "0190c0de-0000-7000-9000-000000000001", [], [], {"x": [1, None, True]})
    yield "good_unknown_record_kind", build.sealed([records_section([new])]), "accepted", 1
    yield "good_unknown_optional_section", usual_with_unknown(True), "accepted", 0
    form = {"major": 1, "minor": 7}
    yield "good_newer_minor", usual().with_manifest(format=form, novelty={"a": 1}).join(), "accepted", 2
    yield "good_starter_in_the_clear", build.sealed([], build.draft(Kind.STARTER), recipients=None), "accepted", 0
    yield "waiting_sender", build.sealed([records_section([record(1)])], keys=build.pair("waiting")), "waiting", 1


def usual_with_unknown(optional: bool) -> bytes:
    """A section of a type that nobody knows yet."""
    return build.sealed([Section("novelty", [b"bytes of tomorrow"], "none", optional)])


def outside() -> Iterator[Case]:
    """Wrong before anything is decrypted."""
    data = build.usual(2)
    label, body = build.split(data)
    start = len(data) - len(body)
    places = {"magic": 2, "label_length": 9, "label": 30, "age_header": start + 60, "age_payload": start + 600}
    for name, at in places.items():
        outcome = "not_a_bundle" if name == "magic" else "damaged"
        yield f"flipped_{name}", data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], outcome, None
    for name, at in {"magic": 5, "version": 8, "label_length": 12, "label": start, "body": len(data) - 1}.items():
        yield f"cut_at_{name}", data[:at], "damaged", None
    yield "joined", data + data, "damaged", None
    yield "padded", data + bytes(512), "damaged", None
    yield "padded_before", bytes(16) + data, "not_a_bundle", None
    yield "wrong_magic", b"PK\3\4" + data[4:], "not_a_bundle", None
    yield "container_version_2", data[:7] + b"\2" + data[8:], "unsupported_version", None
    yield "label_lies_about_size", build.enclosed({**label, "body_size": 7}, body, honest=False), "damaged", None
    yield (
        "label_lies_about_hash",
        build.enclosed({**label, "body_sha256": "0" * 64}, body, honest=False),
        "damaged",
        None,
    )
    yield "label_lies_about_kind", build.enclosed({**label, "kind": "packet"}, body), "altered", None
    yield "label_lies_about_unit", build.enclosed({**label, "unit_code": "TH-0002"}, body), "altered", None
    yield "label_lies_about_seal", build.enclosed({**label, "sealed": False}, body), "altered", None
    yield "label_too_long", build.enclosed({**label, "novelty": "x" * 8192}, body), "damaged", None
    yield "label_with_a_key_twice", build.framed(b'{"app":"x",' + canonical(label)[1:], body), "damaged", None
    yield "label_with_spaces", build.framed(canonical(label).replace(b",", b", ", 1), body), "damaged", None
    yield (
        "part_larger_than_allowed",
        build.framed(canonical({**label, "body_size": 2**28 + 1}), body),
        "too_large",
        None,
    )
    yield "age_flipped_under_honest_label", build.enclosed(label, body[:-1] + bytes([body[-1] ^ 1])), "altered", None
    yield "age_cut_under_honest_label", build.enclosed(label, body[:-20]), "altered", None


def inside() -> Iterator[Case]:
    """Wrong in what was sealed and signed."""
    whole = usual()
    plain = whole.inside()
    yield "not_for_us", replace(whole, recipients=(build.STRANGER,)).join(), "not_for_us", None
    yield "recipient_not_in_manifest", whole.with_manifest(to=[build.STRANGER]).join(), "not_for_us", None
    yield "revoked_sender", build.sealed([], keys=build.pair("revoked")), "revoked_sender", None
    yield "unknown_sender", build.sealed([], keys=build.pair("nobody")), "unknown_sender", None
    yield "signed_by_another_key", replace(whole, signer=build.signing_key("nobody")).join(), "malformed", None
    other = whole.with_manifest(claimed_time="2026-11-11T02:00:00Z").inside()
    at = len(plain) - len(whole.sections)
    yield "signature_over_another_manifest", whole.join(plain[: at - 64] + other[at - 64 :]), "altered", None
    yield "signature_flipped", whole.join(plain[: at - 1] + bytes([plain[at - 1] ^ 1]) + plain[at:]), "altered", None
    yield "manifest_longer_than_the_inside", whole.join(b"\0\x0f\xff\xff" + plain[4:]), "altered", None
    yield "manifest_too_large", whole.join(b"\0\x10\0\1" + plain[4:]), "too_large", None
    yield "trailing_bytes_inside", whole.join(plain + b"x"), "altered", None
    yield "section_flipped", whole.join(plain[:-1] + bytes([plain[-1] ^ 1])), "altered", None
    yield "section_hash_wrong", whole.with_entry(sha256="0" * 64).join(), "altered", None
    yield "section_length_wrong", whole.with_entry(length=len(whole.sections) + 1).join(), "altered", None
    yield "section_unknown_and_required", usual_with_unknown_required(), "unsupported_version", None
    yield "requires_unknown", whole.with_manifest(requires=["novelty"]).join(), "unsupported_version", None
    yield "format_major_2", whole.with_manifest(format={"major": 2, "minor": 0}).join(), "unsupported_version", None
    yield "kind_unknown", whole.with_label(kind="novelty").join(), "unsupported_version", None
    yield "bundle_in_the_clear", clear(whole), "malformed", None
    doubled = build.loose(whole.manifest).replace(b"{", b'{"to":[],', 1)
    yield "manifest_with_a_key_twice", replace(whole, manifest_bytes=doubled).join(), "malformed", None
    yield "manifest_with_a_float", whole.with_manifest(last_receipt=1.5).join(), "malformed", None
    yield "too_many_records", whole.with_entry(count=200_001).join(), "too_large", None
    yield "inflates_beyond_the_limit", whole.with_entry(raw_length=2**28 + 1).join(), "too_large", None


def usual_with_unknown_required() -> bytes:
    """An unknown section that must be understood."""
    entry, stored = section(b"x", 1, type="novelty")
    return usual().with_sections((entry, stored)).join()


def clear(whole: Layers) -> bytes:
    """A bundle that nobody sealed."""
    return replace(whole.with_label(sealed=False).with_manifest(to=[]), recipients=()).join()


def records() -> Iterator[Case]:
    """Wrong in the lines that the sender himself signed."""
    bomb = zlib.compress(bytes(4_000_000), 9)
    entry, _stored = section(b"", 1)
    lying = build.hashed({**entry, "raw_length": 1000}, bomb)
    yield "zlib_bomb", usual().with_sections((lying, bomb)).join(), "malformed", None
    after = zlib.compress(line()) + b"x"
    yield (
        "zlib_with_a_tail",
        usual().with_sections((build.hashed({**entry, "raw_length": len(line())}, after), after)).join(),
        "malformed",
        None,
    )
    wrong = canonical({**record(1), "version": "0" * 32}) + b"\n"
    deep = canonical({"a": [[[[[[[[0]]]]]]]]}) + b"\n"
    for name, raw, count in (
        ("wrong_version_id", wrong, 1),
        ("nested_too_deeply", deep, 1),
        ("nan", b'{"a":NaN}\n', 1),
        ("float", b'{"a":1.0}\n', 1),
        ("exponent", b'{"a":1e3}\n', 1),
        ("integer_too_large", b'{"a":9007199254740992}\n', 1),
        ("minus_zero", b'{"a":-0}\n', 1),
        ("bad_utf8", b'{"a":"\xc3\x28"}\n', 1),
        ("half_surrogate", b'{"a":"\\ud800"}\n', 1),
        ("nul_in_a_text", b'{"a":"\\u0000"}\n', 1),
        ("key_twice", b'{"a":1,"a":1}\n', 1),
        ("not_an_object", b"[]\n", 1),
        ("empty_line", line() + b"\n", 2),
        ("no_last_line_feed", line()[:-1], 1),
        ("fewer_than_counted", line(), 2),
        ("more_than_counted", line() + line(), 1),
    ):
        yield f"record_{name}", usual().with_sections(section(raw, count)).join(), "malformed", None
    yield "record_too_long", usual().with_sections(section(line(title="x" * 65536), 1)).join(), "too_large", None


PARTS: tuple[Callable[[], Iterator[Case]], ...] = (good, outside, inside, records)


def main() -> None:
    """Write everything anew."""
    for old in FOLDER.glob("*.nq71"):
        old.unlink()
    expected: dict[str, object] = {}
    for name, data, outcome, count in (case for part in PARTS for case in part()):
        (FOLDER / f"{name}.nq71").write_bytes(data)
        kind = "starter" if "starter" in name else "bundle"
        expected[f"{name}.nq71"] = {"outcome": outcome, "kind": kind, "records": count}
    senders = {name: build.pair(name).signing_public.hex() for name in ("trusted", "waiting", "revoked")}
    found = {"senders": senders, "reading": build.IDENTITIES["office"], "files": expected}
    text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    (FOLDER / "expected.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(expected)} files")


if __name__ == "__main__":
    main()
