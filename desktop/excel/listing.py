"""The records of a list as a workbook: every kept field a column with real types, codes as the catalogue's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from desktop.excel.exporting import ListColumn, write_list
from desktop.excel.mapping import FIELD_NAMES
from desktop.models.base import Record
from desktop.models.catalogue import load_catalogue

_HEADINGS = {
    "year": "Năm",
    "type": "Loại",
    "number": "Số, ký hiệu",
    "subject": "Trích yếu",
    "since": "Từ ngày",
    "until": "Đến ngày",
    "officer": "Cán bộ truyền thông",
    "post": "Chức vụ",
    "name": "Tên",
    "organiser": "Đơn vị tổ chức",
    "mode": "Hình thức",
    "contents": "Nội dung bồi dưỡng",
    "hours": "Số giờ",
    "people": "Số lượt người",
    "briefed": "Được quán triệt lần đầu",
    "topics": "Nội dung khác",
    "integrated": "Lồng ghép",
}
_LEFT_OUT = {"attendees", "certified", "editions", "blocks"}


def write_records(path: Path, kind: type[Record], records: Iterable[Record]) -> None:
    """Write the records of one kind to `path`. UserError where the disk refuses."""
    columns = {name: column for name, column in kind.wire_columns().items() if name not in _LEFT_OUT}
    headings = [_heading(kind, name, column) for name, column in columns.items()]
    write_list(path, headings, ([_shown(getattr(r, name)) for name in columns] for r in records), kind.NAME)


def _heading(kind: type[Record], name: str, column: Any) -> ListColumn:
    words = FIELD_NAMES.get(kind.KIND, {}).get(name) or _HEADINGS.get(name) or name
    try:
        holds = {date: "date", int: "money" if name == "cost" else "number"}.get(column.type.python_type, "text")
    except NotImplementedError:
        holds = "text"
    return ListColumn(words, "text" if name == "year" else holds)


def _shown(value: Any) -> Any:
    catalogue = load_catalogue()
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, list):
        return catalogue.labels([str(code) for code in value])
    if isinstance(value, str) and catalogue.entry(value) is not None:
        return catalogue.label(value)
    return value
