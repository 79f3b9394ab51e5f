"""`nq71 inspect` on a report's PDF and a code; `nq71 signed` on an edition with its scan."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from tests.end_to_end.conftest import PARTS, Nq71, Province, write


def test_inspect_tells_match_and_altered_and_keeps_its_word_on_bundles(
    nq71: Nq71, province: Province, tmp_path: Path
) -> None:
    school = province.school
    assert nq71(school, "add", "reports", write(tmp_path / "b.json", {"year": 2026, "blocks": PARTS})).code == 0
    made = nq71(school, "report", "annual", 2026, "--pdf", tmp_path / "a.pdf", "--freeze").values
    found = nq71(school, "inspect", tmp_path / "a.pdf")
    assert found.code == 0
    wanted = {"kind": "report_pdf", "year": 2026, "edition": 1, "newest": 1, "verdict": "match", "differences": []}
    assert {key: found.values[key] for key in wanted} == wanted
    assert found.values["pages"] == made["pages"]
    by_code = nq71(school, "inspect", "--code", made["code"].lower())
    assert (by_code.code, by_code.values["kind"], by_code.values["verdict"]) == (0, "report_code", "match")
    with pikepdf.open(tmp_path / "a.pdf") as opened:
        del opened.pages[-1]
        opened.save(tmp_path / "b.pdf")
    short = nq71(school, "inspect", tmp_path / "b.pdf")
    assert (short.code, short.values["verdict"], short.values["differences"][0]["what"]) == (1, "altered", "missing")
    assert nq71(school, "inspect", "--code", "không").code == 1
    assert nq71(school, "inspect", "--code", "0000-0000-0000").values["verdict"] == "unknown"
    bundle = nq71(school, "export", "--to", tmp_path).values["files"][0]
    assert nq71(school, "inspect", bundle).values["kind"] == "bundle"
    signed = ("signed", 2026, "--number", "12", "--date", "10/11/2026", "--signer", "Lò Văn Thoản")
    done = nq71(school, *signed, "--scan", tmp_path / "a.pdf").values
    assert (done["version"], done["scan"]["code_found"]) == (1, True)
    unknown = nq71(school, "signed", "--adhoc", "0" * 36, *signed[2:])
    assert unknown.code == 1
    assert "chưa được chốt" in unknown.values["reason"]
