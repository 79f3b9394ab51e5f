"""Every file of sync/vectors ends as expected.json says, and the folder holds what the script makes."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pyrage.x25519 import Identity

import sync.vectors
from sync.bundle import Bundle, Kind, Manifest, Refusal, Refused, Standing, open_bundle
from sync.vectors.cases import CASES
from sync.vectors.make import expected
from sync.wire import read

FOLDER = Path(sync.vectors.__file__).parent
EXPECTED = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
VECTORS = {vector["file"]: vector for vector in EXPECTED["vectors"]}


def authorise(manifest: Manifest) -> Standing:
    """The register of the vectors."""
    return Standing(EXPECTED["register"].get(manifest.sender.signing_key, "unknown"))


def read_whole(bundle: Bundle) -> dict[str, Any]:
    """Everything read to its end, as expected.json tells it."""
    if bundle.manifest.kind in (Kind.BUNDLE, Kind.REBUILD):
        for line in bundle.record_lines():
            read(line)
    return {
        "outcome": "accepted",
        "kind": str(bundle.manifest.kind),
        "standing": str(bundle.standing),
        "records": len(list(bundle.records())),
        "files": len(list(bundle.files())),
        "documents": len(list(bundle.documents())),
        "unknown": len([b"".join(pieces) for _entry, pieces in bundle.unknown()]),
    }


@pytest.mark.parametrize("name", sorted(VECTORS))
def test_vector_ends_as_expected(name: str, tmp_path: Path) -> None:
    vector = VECTORS[name]
    identity = Identity.from_str(EXPECTED["reading_keys"][vector["reader"]]["identity"])
    try:
        with open_bundle(FOLDER / name, [identity], authorise, tmp_path) as bundle:
            found = read_whole(bundle)
    except Refused as refused:
        found = {"outcome": str(refused.refusal) if refused.sentence and refused.detail else "says nothing"}
    assert found == {key: value for key, value in vector.items() if key in found}, vector["about"]


def test_the_folder_holds_exactly_what_the_script_makes() -> None:
    assert expected() == EXPECTED
    assert {path.name for path in FOLDER.glob("*.nq71")} == set(VECTORS)
    assert not [name for name, times in Counter(case.name for case in CASES).items() if times > 1]


def test_every_refusal_of_the_bytes_has_a_vector() -> None:
    callers = {Refusal.UNREADABLE, Refusal.WRONG_SENDER, Refusal.WRONG_CODE, Refusal.DOCUMENT_CONFLICT}
    assert {vector["outcome"] for vector in VECTORS.values()} == {"accepted", *set(Refusal) - callers}
