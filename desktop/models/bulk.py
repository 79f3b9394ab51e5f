"""Storing many new records at once: the same rows that saving them one by one leaves, in few statements.

Each gets its first version, all belong to the undo step of the transaction, and search is fed after the rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import JSON, Dialect, insert
from sqlalchemy.orm import Session

from desktop.models.base import Base, Record, canonical_json, utc_now
from desktop.models.search import index_new
from desktop.models.versions import Version, _change, version_id


def add_many(session: Session, records: Sequence[Record]) -> None:
    """Store records that were never stored before; a step, it does not commit. Their `version_id` is set."""
    if not records:
        return
    change, now, author = _change(session), utc_now(), session.info.get("author", "")
    by_kind: dict[type[Record], list[Record]] = defaultdict(list)
    versions: list[tuple[Any, ...]] = []
    for record in records:
        content = canonical_json(record.stated())
        name = version_id(record.KIND, record.id, [], content)
        record.__dict__["version_id"] = name  # past the mapper, which hears of nothing here
        by_kind[type(record)].append(record)
        versions.append((name, record.KIND, record.id, record.unit_id, [], [], content, author, now, True, change))
    for kind, made in by_kind.items():
        names = kind.__table__.columns.keys()
        _insert(session, kind, {name: [record.__dict__[name] for record in made] for name in names})
    _insert(session, Version, dict(zip(_VERSION, zip(*versions, strict=True), strict=True)))
    index_new(session, [(record.id, record.KIND, record.folded()) for record in records])
    session.info.setdefault("kinds", set()).update(record.KIND for record in records)


_VERSION = (
    "version_id", "kind", "record_id", "unit_id", "parents", "ancestors", "content", "author", "saved_at", "head", "change_id",
)  # fmt: skip


def _insert(session: Session, kind: type[Base], values: dict[str, Sequence[Any]]) -> None:
    """Rows into the table of a mapped class, given column by column in the table's order.

    SQLAlchemy makes the statement and says how each value is written, but is not asked row by row: that would cost as much
    as all the rest of an import.
    """
    connection = session.connection()
    table: Any = kind.__table__
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(values))
    written = [_written(table.columns[name], connection.dialect, column) for name, column in values.items()]
    connection.exec_driver_sql(str(statement), list(zip(*written, strict=True)))


def _written(column: Any, dialect: Dialect, values: Sequence[Any]) -> Sequence[Any]:
    """The values of one column as the driver takes them."""
    write: Callable[[Any], Any] | None = column.type.dialect_impl(dialect).bind_processor(dialect)
    if write is None:
        return values
    if isinstance(column.type, JSON):  # most lists are empty
        empty = {kind: write(kind()) for kind in (list, dict)}
        return [write(value) if value else empty[type(value)] for value in values]
    return [write(value) for value in values]
