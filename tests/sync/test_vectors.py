"""Every vector gets the answer that expected.json names."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from pyrage.x25519 import Identity

from sync import vectors
from sync.bundle import Manifest, Refused, Standing, open_bundle
from sync.wire import read

FOLDER = Path(str(vectors.__file__)).parent
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
STANDINGS = {EXPECTED["senders"][name]: Standing(name) for name in ("trusted", "waiting", "revoked")}


def standing(manifest: Manifest) -> Standing:
    return STANDINGS.get(manifest.sender.signing_key, Standing.UNKNOWN)


def answer(path: Path) -> dict[str, Any]:
    """What reading the whole file comes to."""
    try:
        with open_bundle(path, [Identity.from_str(EXPECTED["reading"])], standing) as found:
            records = [read(line) for line in found.record_lines()]
            assert [list(pieces) for _entry, pieces in found.unknown()] == (
                [[b"bytes of tomorrow"]] if "unknown_optional" in path.name else []
            )
            outcome = "accepted" if found.standing is Standing.TRUSTED else str(found.standing)
            return {"outcome": outcome, "kind": str(found.manifest.kind), "records": len(records)}
    except Refused as refused:
        return {"outcome": str(refused.refusal), "kind": "bundle", "records": None}


@pytest.mark.parametrize("name", sorted(EXPECTED["files"]))
def test_a_vector_gets_its_answer(name: str) -> None:
    assert answer(FOLDER / name) == EXPECTED["files"][name]


def test_no_vector_is_missing_or_extra_and_all_are_small() -> None:
    found = list(FOLDER.glob("*.nq71"))

    assert {path.name for path in found} == set(EXPECTED["files"])
    assert len(found) >= 35
    assert sum(path.stat().st_size for path in FOLDER.iterdir() if path.is_file()) < 300_000


def test_the_worked_example_of_the_format_is_true() -> None:
    text = (FOLDER.parent / "FORMAT.md").read_text(encoding="utf-8")
    example = text.split("```")[1].split()

    message = bytes.fromhex("".join(example[:-1]))
    assert message.startswith(b"nq71/version/1\0")
    assert hashlib.sha256(message).hexdigest()[:32] == example[-1]
