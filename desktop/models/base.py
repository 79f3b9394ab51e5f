"""What every stored record has: id, unit, version, deleted mark, unknown fields kept, NFC on every text.

A record's column names are its names on the wire (`sync.wire`), so that a field is named once.
"""

from __future__ import annotations

import json
import os
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, ClassVar, Self

from sqlalchemy import JSON, Boolean, String, inspect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from desktop.text import clean, fold

MOST_TITLE = 300
MOST_TEXT = 12_000
MOST_NAME = 200
MOST_RECORD = 60 * 1024  # bytes of canonical content; leaves room for ids and ancestors within the wire's 64 KiB


def new_id() -> str:
    """A UUIDv7: its time part helps the index and decides nothing (sync.md 1)."""
    milliseconds = time.time_ns() // 1_000_000
    chance = int.from_bytes(os.urandom(10), "big") & 0x0FFF_3FFFFFFFFFFFFFFF | 0x7000_8000000000000000
    name = f"{milliseconds:012x}{chance:020x}"
    return f"{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}"


DERIVED = uuid.UUID("6e713731-0000-4000-8000-6e7137310001")


def derived_id(*parts: object) -> str:
    """The id of a fact that is itself the key (a unit's profile of a year): the same wherever it is made. A UUIDv5."""
    return str(uuid.uuid5(DERIVED, "/".join(map(str, parts))))


def utc_now() -> str:
    """Now as ISO text in UTC, seconds: claimed time, shown to people, never used to order edits."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def canonical_json(value: object) -> str:
    """One text for one value: keys sorted, no spaces, no floats, UTF-8 characters as they are (sync/FORMAT.md)."""
    return _CANONICAL.encode(value)


_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, in a sentence for the person; a warning when it does not block saving."""

    field: str
    sentence: str
    blocking: bool = True


class Base(DeclarativeBase):
    """The mapped classes of the local database."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        list[str]: JSON,
        list[dict[str, Any]]: JSON,
        dict[str, Any]: JSON,
        dict[str, str]: JSON,
    }


class Record(Base):
    """A record of a unit. Text is stored as `desktop.text.clean` leaves it, whoever sets it."""

    __abstract__ = True
    KIND: ClassVar[str]
    NAME: ClassVar[str]  # the kind on screen, Vietnamese
    SEARCHED: ClassVar[tuple[str, ...]] = ()
    LOCAL: ClassVar[frozenset[str]] = frozenset({"id", "unit_id", "version_id", "conflict", "deleted", "extra"})

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(36), index=True)
    version_id: Mapped[str] = mapped_column(String(32), default="")
    conflict: Mapped[bool] = mapped_column(Boolean, default=False)
    deleted: Mapped[bool] = mapped_column(Boolean, default=False, index=True)
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    def __init__(self, **values: Any) -> None:
        for name, column in type(self).wire_columns().items():
            if name not in values:
                values[name] = _absent(column)
        values.setdefault("id", new_id())
        values.setdefault("version_id", "")
        values.setdefault("conflict", False)
        values.setdefault("deleted", False)
        values.setdefault("extra", {})
        super().__init__(**values)

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, cleaned(value))

    @classmethod
    def wire_columns(cls) -> dict[str, Any]:
        """The columns that travel, by name."""
        return _wire_columns(cls)

    @classmethod
    def of_clean(cls, unit_id: str, values: Mapping[str, Any]) -> Self:
        """A new record of texts that are clean already, where many are made at once: no field is set one by one."""
        record: Self = cls.__mapper__.class_manager.new_instance()
        fields = record.__dict__
        for name, absent in _absent_values(cls).items():
            fields[name] = values[name] if name in values else absent.copy() if absent in ([], {}) else absent
        fields.update(id=new_id(), unit_id=unit_id, version_id="", conflict=False, deleted=False, extra={})
        return record

    def wire(self) -> dict[str, Any]:
        """Every field by its wire name as a JSON value; dates as ISO text; fields of a newer version laid in."""
        known = self.__dict__  # asked directly: one by one through the mapper's attributes it takes four times as long
        values = {
            name: _to_json(known[name] if name in known else getattr(self, name)) for name in type(self).wire_columns()
        }
        return {**self.extra, **values} if self.extra else values

    def stated(self) -> dict[str, Any]:
        """What a version is named by: the wire form without absent values, so that a field added later changes no name."""
        return {name: value for name, value in self.wire().items() if not _is_absent(value)}

    @classmethod
    def values_of(cls, content: dict[str, Any]) -> dict[str, Any]:
        """Column values of a wire object, unknown names under `extra`; ValueError names the field of a wrong type."""
        columns = cls.wire_columns()
        values = {name: _from_json(name, column, content.get(name)) for name, column in columns.items()}
        values["extra"] = {name: value for name, value in content.items() if name not in columns}
        return values

    @classmethod
    def from_wire(cls, content: dict[str, Any], **local: Any) -> Self:
        """A record of a wire object; ValueError names the field of a wrong type."""
        return cls(**cls.values_of(content), **local)

    def problems(self) -> list[Problem]:
        """What is wrong with the record, whether it came from a form, a workbook or a bundle."""
        return []

    def size_problem(self) -> Problem | None:
        """A record must fit on the wire (sync/FORMAT.md: 64 KiB a line); its longest text is named."""
        content = self.stated()
        if len(canonical_json(content).encode()) <= MOST_RECORD:
            return None
        longest = max(content, key=lambda name: len(str(content[name])))
        return Problem(longest, "Bản ghi quá dài để gửi đi (quá 60 KB). Hãy rút gọn phần chữ dài nhất.")

    def folded(self) -> str:
        """The words the record is found by, folded."""
        return fold(" ".join(str(getattr(self, name) or "") for name in self.SEARCHED))


@cache
def _wire_columns(kind: type[Record]) -> dict[str, Any]:
    return {c.key: c for c in inspect(kind).columns if c.key not in kind.LOCAL}


@cache
def _absent_values(kind: type[Record]) -> dict[str, Any]:
    return {name: _absent(column) for name, column in _wire_columns(kind).items()}


def cleaned(value: Any) -> Any:
    """Every text within a JSON value as `desktop.text.clean` leaves it."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [cleaned(item) for item in value]
    if isinstance(value, dict):
        return {key: cleaned(item) for key, item in value.items()}
    return value


def _absent(column: Any) -> Any:
    """The value of a field that was never stated, by the type of its column."""
    if column.nullable:
        return None
    if isinstance(column.type, JSON):  # lists of codes, or a mapping where the column's default says so
        return [] if column.default is None else column.default.arg(None)
    return {str: "", bool: False}.get(column.type.python_type)


def _is_absent(value: Any) -> bool:
    return value is None or value is False or value in ("", [], {})


def _to_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _from_json(name: str, column: Any, value: Any) -> Any:
    """A column value of a JSON value, its type checked."""
    if value is None:
        return _absent(column)
    wanted: type = type(_absent(column)) if isinstance(column.type, JSON) else column.type.python_type
    if wanted is date and isinstance(value, str):
        return date.fromisoformat(value)
    if type(value) is not wanted:
        raise ValueError(f"{name}: {wanted.__name__} expected")
    if isinstance(value, list) and any(type(item) not in (str, dict) for item in value):
        raise ValueError(f"{name}: list of texts expected")
    return value


def required(record: Record, **sentences: str) -> list[Problem]:
    """A problem for each named field that is empty."""
    return [Problem(name, sentence) for name, sentence in sentences.items() if getattr(record, name) in (None, "", [])]


def too_long(record: Record, **most: int) -> list[Problem]:
    """A problem for each named text longer than its number of characters."""
    return [
        Problem(name, f"Dài quá {limit} ký tự (đang có {len(text)}). Hãy rút gọn.")
        for name, limit in most.items()
        if (text := getattr(record, name) or "") and len(text) > limit
    ]


def wrong_span(record: Any) -> list[Problem]:
    """A problem where `date_to` lies before `date`."""
    if record.date and record.date_to and record.date_to < record.date:
        return [Problem("date_to", "Ngày kết thúc sớm hơn ngày bắt đầu. Hãy kiểm tra lại hai ngày.")]
    return []
