"""The Department's register of units out of a workbook: the heading is found by its words, a line per unit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop.errors import UserError
from desktop.excel.reading import read_workbook
from desktop.models.catalogue import load_catalogue
from desktop.text import fold, one_line

_WORDS = {
    "code": ("ma don vi", "ma so", "ma truong", "ma"),
    "name": ("ten don vi", "ten truong", "don vi", "ten", "co so giao duc"),
    "kind": ("loai don vi", "loai hinh", "loai", "cap hoc"),
    "commune": ("ma xa", "xa, phuong", "xa phuong", "xa/phuong", "xa"),
    "governing_body": ("co quan chu quan", "chu quan", "co quan quan ly"),
    "parent": ("nop qua", "don vi cap tren"),
}


def read_register(path: Path) -> list[dict[str, Any]]:
    """The lines of the first sheet that has columns for code, name and kind. UserError where there is none, or a kind or
    commune is not in the catalogue; the sentence names the row."""
    for sheet in read_workbook(path).sheets:
        for at, row in enumerate(sheet.rows[:40]):
            columns = _columns([fold(str(cell or "")) for cell in row])
            if {"code", "name", "kind"} <= set(columns):
                return [
                    _line(number, [*cells, *[None] * 40], columns)
                    for number, cells in enumerate(sheet.rows[at + 1 :], at + 2)
                    if len(cells) > columns["code"] and str(cells[columns["code"]] or "").strip()
                ]
    raise UserError(
        "Không tìm thấy bảng có các cột Mã đơn vị, Tên đơn vị, Loại đơn vị. Hãy kiểm tra dòng tiêu đề rồi nhập lại."
    )


def _columns(headings: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for name, words in _WORDS.items():
        for word in words:
            at = next((i for i, heading in enumerate(headings) if heading == word and i not in found.values()), None)
            if at is not None:
                found[name] = at
                break
    return found


def _line(number: int, cells: list[Any], columns: dict[str, int]) -> dict[str, Any]:
    line = {name: one_line(_words(cells[at])) for name, at in columns.items()}
    line["kind"] = _kind(number, line["kind"])
    if line.get("commune"):
        line["commune"] = _commune(number, line["commune"])
    return line


def _words(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell if cell is not None else "")


def _kind(number: int, typed: str) -> str:
    for entry in load_catalogue().entries("loai_don_vi"):
        if fold(typed) in (fold(entry.code), fold(entry.label), fold(str(entry.extra.get("viet_tat") or entry.code))):
            return entry.code
    raise UserError(f"Dòng {number}: không có loại đơn vị “{typed}” trong danh mục. Hãy sửa rồi nhập lại.")


def _commune(number: int, typed: str) -> str:
    bare = fold(typed).removeprefix("xa ").removeprefix("phuong ")
    for commune in load_catalogue().communes():
        if typed.zfill(5) == commune.code or bare == fold(commune.name):
            return commune.code
    raise UserError(f"Dòng {number}: không có xã, phường “{typed}” trong danh mục. Hãy sửa rồi nhập lại.")
