"""`nq71 add` and `nq71 list` for every kind of record, by the wire names."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from desktop.commands import records
from desktop.commands.opening import Answer
from desktop.errors import UserError
from desktop.models.kinds import COMMAND_WORDS
from sync.enrolment import set_up

PROFILE = {
    "role": "unit", "unit_code": None, "name": "Trường THCS Nà Lìu", "kind": "THCS", "governing_body": "UBND XÃ CHIỀNG KHƯƠNG",
    "commune": "04057", "place": "Chiềng Khương", "sign": "THCSNL",
    "head": {"post": "HIỆU TRƯỞNG", "name": "Lò Văn Hặc", "power": None}, "staff": 47, "officers": 5,
}  # fmt: skip
GOOD: dict[str, dict[str, Any]] = {
    "activities": {"date": "2026-03-05", "title": "Sinh hoạt dưới cờ", "channel": "K5", "not_applicable": ["cost"]},
    "products": {"date": "2026-03-05", "type": "SP_BAI", "title": "Bài viết", "quantity": 0},
    "pages": {"name": "Chuyên mục", "type": "MUC", "platform": "NT_WEB"},
    "training": {"date": "2026-03-05", "name": "Hội nghị quán triệt", "contents": ["BD_QUAN_TRIET"]},
    "people": {"name": "Cầm Thị Ánh"},
    "plans": {"year": 2026, "type": "LONG_GHEP", "subject": "Kế hoạch năm"},
    "commendations": {"date": "2026-03-05", "type": "G_MO_HINH", "who": "Mô hình loa khuyến học"},
    "opinions": {"date": "2026-03-05", "summary": "Tin sai về khoản thu"},
    "budget": {"year": 2026, "content": "In tờ rơi", "source": "KP2", "purpose": "CH1", "spent": 0},
    "duties": {"year": 2026, "duty": "CQ_CSGD.1", "state": "NV_XONG", "result": "Đã ban hành"},
    "difficulties": {"date": "2026-03-05", "type": "KK_KHO_KHAN", "content": "Thiếu loa"},
    "assessments": {"year": 2026, "criterion": "TC1", "grade": "DG_KHA"},
    "adhoc": {
        "type": "Công văn", "number": "12/UBND", "date": "2026-03-05", "issuer": "UBND xã", "subject": "báo cáo nhanh",
        "period_from": "2026-01-01", "period_to": "2026-03-05", "sections": ["II.2"], "forms": ["Biểu 02"],
    },
    "answers": {"remark": "0197a000-0000-7000-8000-000000000001", "date": "2026-11-20", "text": "Đã sửa số người."},
}  # fmt: skip
_FREE = ("note", "proof", "about", "text")  # a text that every kind has one of


@pytest.fixture
def school(tmp_path: Path) -> Path:
    set_up(tmp_path / "trường", PROFILE).close()
    return tmp_path / "trường"


def add(folder: Path, kind: str, values: dict[str, Any]) -> str:
    file = folder.parent / "bản ghi.json"
    file.write_text(json.dumps(values, ensure_ascii=False), "utf-8")
    return str(records.add(folder, Namespace(kind=kind, record=file, author="")).values["id"])


def listed(folder: Path, kind: str, words: str = "") -> Answer:
    return records.list_records(folder, Namespace(kind=kind, year=None, search=words, to=None, unit=None))


def test_there_is_an_example_of_every_kind() -> None:
    assert set(GOOD) | {"profiles", "reports"} == set(COMMAND_WORDS)


@pytest.mark.parametrize("kind", GOOD)
def test_a_record_of_every_kind_is_added_listed_and_changed(school: Path, kind: str) -> None:
    record_id = add(school, kind, GOOD[kind])
    answer = listed(school, kind)
    [found] = answer.values["records"]
    assert found["id"] == record_id
    assert {key: found[key] for key in GOOD[kind]} == GOOD[kind]
    assert len(answer.lines[0].strip()) >= 10  # a person sees which record it is
    free = next(name for name in _FREE if name in found)
    assert add(school, kind, {"id": record_id, free: "Đã sửa"}) == record_id
    [changed] = listed(school, kind).values["records"]
    assert {**found, free: "Đã sửa"} == changed


@pytest.mark.parametrize("kind", ["duties", "assessments"])
def test_what_is_named_by_its_year_and_line_is_one_record(school: Path, kind: str) -> None:
    first = add(school, kind, GOOD[kind])
    assert add(school, kind, {**GOOD[kind], "result": "Nói lại"}) == first
    assert [r["result"] for r in listed(school, kind).values["records"]] == ["Nói lại"]


def test_a_count_cannot_be_both_stated_and_not_applicable(school: Path) -> None:
    with pytest.raises(UserError, match="không áp dụng"):
        add(school, "activities", {**GOOD["activities"], "cost": 5})


@pytest.mark.parametrize("kind", ["adhoc", "reports"])
def test_what_is_issued_is_listed_in_a_workbook_with_vietnamese_heads(school: Path, kind: str, tmp_path: Path) -> None:
    add(school, kind, GOOD.get(kind) or {"year": 2026, "blocks": {"III.1": "Tốt"}})
    path = tmp_path / "danh sách.xlsx"
    records.list_records(school, Namespace(kind=kind, year=None, search="", to=path, unit=None))
    page = openpyxl.load_workbook(path).worksheets[0]
    heads = [str(cell.value) for cell in page[2]]
    assert {"Số báo cáo", "Ngày báo cáo", "Người ký"} < set(heads)
    assert not [head for head in heads if "_" in head or head.islower()]
