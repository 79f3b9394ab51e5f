"""Makes the vectors: `python -m sync.vectors.make` writes those that are missing, `--all` every one of them anew.

age adds fresh randomness, so the sealed files differ from run to run; what they prove does not. A vector of a released
version is never made anew. expected.json holds the keys, the register that the reader is to have, and each outcome.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from sync.vectors.building import READING, SIGNERS, File, public, reading, signer
from sync.vectors.cases import ACCEPTED, CASES, Case

HERE = Path(__file__).parent
STANDING = {"office": "trusted", "unit": "trusted", "waiting": "waiting", "revoked": "revoked"}


def main(arguments: list[str]) -> None:
    """Write the files and expected.json beside this script."""
    for case in CASES:
        path = HERE / f"{case.name}.nq71"
        if "--all" in arguments or not path.exists():
            path.write_bytes(case.build())
    text = json.dumps(expected(), ensure_ascii=False, indent=1)
    (HERE / "expected.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    print(len(CASES), "vectors")


def expected() -> dict[str, Any]:
    """What expected.json holds."""
    return {
        "about": "Test keys only: they are public. `register` is what the reader knows of signing keys; all others "
        "are unknown. `reader` is the only reading key the reader has. `outcome` is accepted or a refusal.",
        "reading_keys": {name: {"identity": READING[name], "recipient": reading(name)} for name in READING},
        "signing_keys": {
            name: {"seed": signer(name).private_bytes_raw().hex(), "public": public(name).hex()} for name in SIGNERS
        },
        "register": {public(name).hex(): standing for name, standing in STANDING.items()},
        "vectors": [_line(case) for case in CASES],
    }


def _line(case: Case) -> dict[str, Any]:
    line: dict[str, Any] = {
        "file": f"{case.name}.nq71",
        "outcome": case.outcome,
        "reader": case.reader,
        "about": case.about,
    }
    if case.outcome == ACCEPTED and isinstance(case.file, File):
        known = [part for part in case.file.parts if part.type != "weather" and part.codec != "zstd"]
        line["kind"] = case.file.kind
        line["standing"] = STANDING[case.file.signed_by]
        for kind in ("records", "files", "documents"):
            line[kind] = sum(part.count for part in known if part.type == kind)
        line["unknown"] = len(case.file.parts) - len(known)
    return line


if __name__ == "__main__":
    main(sys.argv[1:])
