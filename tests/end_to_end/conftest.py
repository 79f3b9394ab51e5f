"""The command line as a process, and a province of two made with it: a school and the Department, each with its own data."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "resources" / "demo"


@dataclass(frozen=True)
class Result:
    """What a command left: exit code, the JSON of standard output, standard error."""

    code: int
    values: dict[str, Any]
    error: str


Nq71 = Callable[..., Result]


def run(data: Path | None, *words: object) -> Result:
    """Run `nq71 … --json` as a process of its own."""
    place = ["--data", str(data)] if data else []
    command = [sys.executable, "-W", "error", "-m", "desktop", *place, "--json", *map(str, words)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return Result(done.returncode, json.loads(done.stdout) if done.stdout else {}, done.stderr)


@pytest.fixture
def nq71() -> Nq71:
    return run


def write(path: Path, values: object) -> Path:
    """A JSON file."""
    path.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
    return path


SCHOOL = {
    "role": "unit",
    "unit_code": "14-0001",
    "name": "Trường PTDTBT TH&THCS Nà Lìu",
    "kind": "PTDTBT_TH_THCS",
    "governing_body": "UBND XÃ CHIỀNG KHƯƠNG",
    "commune": "04057",
    "place": "Chiềng Khương",
    "sign": "PTDTBTTHTHCSNL",
    "head": {"post": "HIỆU TRƯỞNG", "name": "Lò Văn Thoản", "power": None},
    "staff": 47,
    "officers": 5,
}
DEPARTMENT = {
    "role": "department",
    "name": "Sở Giáo dục và Đào tạo",
    "governing_body": "UBND TỈNH SƠN LA",
    "place": "Sơn La",
    "sign": "SGDĐT",
    "head": {"post": "GIÁM ĐỐC", "name": "Nguyễn Văn Chiến", "power": None},
}
PARTS = {"III.1": "Làm tốt.", "III.2": "Còn ít video <b>&</b>.", "III.3": "Kiêm nhiệm.", "IV.2": "Không có."}


@dataclass(frozen=True)
class Province:
    """A Department that knows three units, and the school that is the first of them."""

    folder: Path
    department: Path
    school: Path
    slips: list[dict[str, str]]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Province:
    folder = tmp_path_factory.mktemp("tỉnh")
    department, school = folder / "sở", folder / "trường"
    assert run(department, "setup", write(folder / "sở.json", DEPARTMENT)).code == 0
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["SỔ ĐƠN VỊ"])
    sheet.append(["STT", "Mã đơn vị", "Tên đơn vị", "Loại đơn vị", "Xã, phường"])
    sheet.append(
        [1, "14-0001", SCHOOL["name"], "Trường phổ thông dân tộc bán trú tiểu học và trung học cơ sở", "Chiềng Khương"]
    )
    sheet.append([2, "14-0002", "Trường Mầm non Hoa Ban", "MN", "Chiềng Khương"])
    sheet.append([3, "14-0003", "Trường THPT Tô Hiệu", "THPT", "Phường Tô Hiệu"])
    book.save(folder / "sổ.xlsx")
    units = run(department, "units", "--import", folder / "sổ.xlsx")
    assert (units.code, units.values["added"]) == (0, 3)
    slips = run(department, "slips", "--to", folder / "phiếu")
    assert slips.code == 0
    first = slips.values["slips"][0]
    made = run(
        school, "setup", write(folder / "t.json", SCHOOL), "--packet", first["pack"], "--code", first["code"].lower()
    )
    assert made.code == 0, made.error
    return Province(folder, department, school, slips.values["slips"])
