"""Evidence by command: a record with photos added, seen, checked, sent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.conftest import Nq71
from tests.evidence.making import HEIC, camera_photo, pdf


@pytest.fixture
def school(nq71: Nq71, tmp_path: Path) -> Path:
    data = tmp_path / "trường"
    profile: dict[str, Any] = {
        "role": "unit", "unit_code": None, "name": "Trường THCS Nà Lìu", "kind": "THCS", "governing_body": None,
        "commune": None, "place": "Nà Lìu", "sign": "THCSNL", "staff": 40, "officers": 3,
        "head": {"post": "HIỆU TRƯỞNG", "name": "Lò Thị Hoa", "power": None},
    }  # fmt: skip
    path = tmp_path / "hồ sơ.json"
    path.write_text(json.dumps(profile), "utf-8")
    assert nq71(data, "setup", path).code == 0
    return data


def record(folder: Path, evidence: object) -> Path:
    path = folder / "hoạt động.json"
    values = {"date": "05/03/2026", "title": "Lễ khai giảng", "channel": "K3", "evidence": evidence}
    path.write_text(json.dumps(values), "utf-8")
    return path


def test_photos_named_in_a_record_are_taken_in_and_listed(nq71: Nq71, school: Path, tmp_path: Path) -> None:
    (tmp_path / "lễ.jpg").write_bytes(camera_photo())
    (tmp_path / "kế hoạch.pdf").write_bytes(pdf())
    added = nq71(school, "add", "activities", record(tmp_path, [{"file": "lễ.jpg", "consent": True}, "kế hoạch.pdf"]))
    assert added.code == 0, added.error
    [listed] = nq71(school, "list", "activities").values["records"]
    kept = [(one["name"], one["type"], one["consent"]) for one in listed["evidence"]]
    assert kept == [("lễ.jpg", "image/jpeg", True), ("kế hoạch.pdf", "application/pdf", False)]
    # The references given back are taken as they are.
    again = nq71(school, "add", "activities", record(tmp_path, listed["evidence"]))
    assert again.code == 0, again.error
    assert nq71(school, "check", "--deep").values == {
        "ok": True, "records": 3, "damaged": [], "awaited": [], "unreferenced": [],
    }  # fmt: skip


def test_a_photo_that_cannot_be_taken_stops_the_record_with_what_to_do(
    nq71: Nq71, school: Path, tmp_path: Path
) -> None:
    (tmp_path / "a.jpg").write_bytes(HEIC)
    for evidence, words in (
        (["a.jpg"], "Tương thích nhất"),
        (["b.jpg"], "không đọc được"),
        ([5], "evidence"),
        ("a.jpg", "evidence"),
    ):
        refused = nq71(school, "add", "activities", record(tmp_path, evidence))
        assert refused.code == 1
        assert words in refused.error
    assert nq71(school, "list", "activities").values["records"] == []


def test_a_lost_photo_is_named_by_the_deep_check(nq71: Nq71, school: Path, tmp_path: Path) -> None:
    (tmp_path / "lễ.jpg").write_bytes(camera_photo())
    nq71(school, "add", "activities", record(tmp_path, ["lễ.jpg"]))
    [stored] = [path for path in (school / "files").rglob("*") if path.is_file()]
    stored.unlink()
    checked = nq71(school, "check", "--deep")
    assert checked.code == 1
    assert "thiếu “lễ.jpg”" in checked.error
    assert nq71(school, "check").code == 0
