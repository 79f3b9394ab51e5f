"""The records of a list as a workbook: every kept field a column with real types, codes as the catalogue's words.

What is written here is read back by `importing` as the records it came from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import object_session

from desktop.excel.cells import NOT_APPLICABLE
from desktop.excel.codes import shown
from desktop.excel.exporting import ListColumn, write_list
from desktop.excel.fields import PLAIN, Field, Holds
from desktop.excel.mapping import FIELD_NAMES
from desktop.models.activity import Activity
from desktop.models.base import Record
from desktop.models.catalogue import load_catalogue
from desktop.text import format_date

_HEADINGS = {
    "year": "Năm",
    "type": "Loại",
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
    "number": "Số, ký hiệu",
    "date": "Ngày",
    "issuer": "Cơ quan yêu cầu",
    "subject": "Nội dung văn bản",
    "about": "Báo cáo về",
    "period_from": "Kỳ từ ngày",
    "period_to": "Kỳ đến ngày",
    "as_of": "Số liệu tính đến",
    "deadline": "Hạn báo cáo",
    "sections": "Phần",
    "forms": "Biểu",
    "addressees": "Kính gửi",
    "signed_number": "Số báo cáo",
    "signed_date": "Ngày báo cáo",
    "signed_by": "Người ký",
}
_LEFT_OUT = {
    "attendees", "certified", "editions", "blocks", "evidence", "not_applicable", "rewritten", "steps", "dispatch",
}  # fmt: skip
_LINKS = {"activity": "Thuộc hoạt động", "activities": "Hoạt động liên quan"}
_TYPES = {Holds.DAY: "date", Holds.ANY_DAY: "date", Holds.COUNT: "number", Holds.MONEY: "money"}
Column = tuple[ListColumn, Callable[[Any], Any]]


def write_records(path: Path, kind: type[Record], records: Iterable[Record]) -> None:
    """Write the records of one kind to `path`. UserError where the disk refuses."""
    listed = list(records)
    columns = _plain_columns(kind, listed) if kind.KIND in PLAIN else _columns(kind)
    rows = ([value(record) for _, value in columns] for record in listed)
    write_list(path, [column for column, _ in columns], rows, kind.NAME)


# --- kinds whose columns are declared ------------------------------------------------------------------------------------


def _plain_columns(kind: type[Record], records: Sequence[Record]) -> list[Column]:
    """The declared columns, then the activities a record belongs to by their days and names."""
    columns: list[Column] = [
        (ListColumn(field.heading, _TYPES.get(field.holds, "text"), field.width), _value(field))
        for field in PLAIN[kind.KIND].fields
    ]
    names = _activities(kind, records)
    for link, heading in _LINKS.items():
        if link in kind.wire_columns():
            columns.append((ListColumn(heading, width=36), _named(link, names)))
    return columns


def _value(field: Field) -> Callable[[Any], Any]:
    """What the cell of a record holds under that column."""

    def value(record: Any) -> Any:
        kept = getattr(record, field.name)
        if field.name in getattr(record, "not_applicable", ()):
            return NOT_APPLICABLE
        if field.holds == Holds.CODE:
            return shown(kept, field.listed)
        if field.holds == Holds.CODES:
            return ", ".join(shown(code, field.listed) for code in kept)
        if field.holds == Holds.TICK:
            return "x" if kept else ""
        if field.holds == Holds.MINUTES:
            return (kept or "").replace(".", ",")
        return kept

    return value


def _named(link: str, names: dict[str, str]) -> Callable[[Any], str]:
    def value(record: Any) -> str:
        ids = getattr(record, link) or []
        return "; ".join(names[i] for i in ([ids] if isinstance(ids, str) else ids) if i in names)

    return value


def _activities(kind: type[Record], records: Sequence[Any]) -> dict[str, str]:
    """Id → “05/03/2026 Tuyên truyền tại họp bản” of the unit's activities, where the kind is linked to any."""
    session = object_session(records[0]) if records and set(_LINKS) & set(kind.wire_columns()) else None
    if session is None:
        return {}
    asked = select(Activity.id, Activity.date, Activity.title).where(
        Activity.unit_id.in_({record.unit_id for record in records})
    )
    return {i: f"{format_date(day)} {title}" for i, day, title in session.execute(asked)}


# --- the others ----------------------------------------------------------------------------------------------------------


def _columns(kind: type[Record]) -> list[Column]:
    columns = {name: column for name, column in kind.wire_columns().items() if name not in _LEFT_OUT}
    return [(_heading(kind, name, column), _shown_of(name)) for name, column in columns.items()]


def _heading(kind: type[Record], name: str, column: Any) -> ListColumn:
    words = FIELD_NAMES.get(kind.KIND, {}).get(name) or _HEADINGS.get(name) or name
    try:
        holds = {date: "date", int: "money" if name == "cost" else "number"}.get(column.type.python_type, "text")
    except NotImplementedError:
        holds = "text"
    return ListColumn(words, "text" if name == "year" else holds)


def _shown_of(name: str) -> Callable[[Any], Any]:
    return lambda record: (
        NOT_APPLICABLE if name in getattr(record, "not_applicable", ()) else _shown(getattr(record, name))
    )


def _shown(value: Any) -> Any:
    catalogue = load_catalogue()
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, list):
        return catalogue.labels([str(code) for code in value])
    if isinstance(value, str) and catalogue.entry(value) is not None:
        return catalogue.label(value)
    return value
