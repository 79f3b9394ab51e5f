"""The way of a report by commands: freeze with a number, the head's reading, signing, what changed, taking back."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sync.enrolment import set_up
from tests.test_commands import PROFILE


def run(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and JSON answer."""
    done = subprocess.run(
        [sys.executable, "-m", "desktop", *words, "--data", str(folder), "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.fixture
def school(tmp_path: Path) -> Path:
    set_up(tmp_path / "trường", PROFILE).close()
    return tmp_path / "trường"


def add(folder: Path, title: str) -> None:
    file = folder.parent / "a.json"
    file.write_text(json.dumps({"date": "2026-05-06", "title": title, "channel": "K5"}), "utf-8")
    assert run(folder, "add", "activities", str(file))[0] == 0


def test_a_report_goes_its_way_by_commands(school: Path, tmp_path: Path) -> None:
    pdf = str(tmp_path / "a.pdf")
    assert run(school, "steps", "2026")[1]["next"] == "write"
    for words in (("reviewed", "2026"), ("take-back", "2026"), ("changes", "2026")):
        code, answer = run(school, *words)
        assert code == 1
        assert "chưa chốt" in answer["reason"]
    assert run(school, "report", "annual", "2026", "--pdf", pdf, "--number", "12")[0] == 1
    add(school, "Chào cờ")
    frozen = ("report", "annual", "2026", "--pdf", pdf, "--freeze")
    assert run(school, *frozen, "--number", "12", "--date", "10/11/2026", "--author", "Hoa")[1]["version"] == 1
    add(school, "Họp phụ huynh")
    code, answer = run(school, "changes", "2026")
    assert (code, answer["from"], answer["to"]) == (0, 1, None)
    assert {"code": "HD", "name": "Số hoạt động truyền thông", "before": 1, "after": 2} in answer["changes"]
    assert run(school, *frozen)[1]["version"] == 2
    code, answer = run(school, "changes", "2026", "--from", "1", "--to", "2")
    assert {one["name"] for one in answer["other"] if one["sort"] == "frame"} == {"Số", "Ngày"}
    assert run(school, "reviewed", "2026", "--by", "Lò Thị Hoa")[1] == {"year": 2026, "version": 2, "reviewed": True}
    assert run(school, "signed", "2026", "--number", "13", "--date", "12/11/2026", "--signer", "Lò Văn Hặc")[0] == 0
    code, answer = run(school, "steps", "2026")
    assert (answer["version"], answer["next"]) == (2, "export")
    assert [one["state"] for one in answer["steps"]] == ["done"] * 4 + ["next", "later"]
    assert answer["steps"][1]["who"] == "Lò Thị Hoa"
    assert run(school, "take-back", "2026", "--author", "Hoa")[1]["taken_back"] is True
    assert run(school, "steps", "2026")[1]["taken_back"] is True
    assert run(school, "take-back", "2026", "--undo")[1]["taken_back"] is False
    assert run(school, "reviewed", "2026", "--undo")[0] == 0
