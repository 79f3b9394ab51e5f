"""Storing many records at once: the same rows that saving them one by one leaves, in few statements.

New ones get their first version, all belong to the undo step of the transaction, and search is fed after the rows; `set_many`
takes stored ones to another content (undo, redo).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Dialect, insert, select, update
from sqlalchemy.orm import Session

from desktop.models.base import Base, Record, canonical_json, utc_now
from desktop.models.search import index_many, index_new
from desktop.models.versions import Version, _change, version_id
from desktop.text import fold

PART = 2_000
CHUNK = 500  # values in one IN list
Report = Callable[[int, int], None]
"""Told how many of how many are done; may raise, to stop."""


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


@dataclass(frozen=True, slots=True)
class Standing:
    """The version a stored record stands at; `content` is canonical JSON, None for one in the bin."""

    unit_id: str
    version_id: str
    ancestors: list[str]
    content: str | None


def chunks(ids: Iterable[str]) -> Iterator[list[str]]:
    """As many as go into one IN list."""
    waiting = list(ids)
    for start in range(0, len(waiting), CHUNK):
        yield waiting[start : start + CHUNK]


def standing(session: Session, kind: type[Record], ids: Iterable[str]) -> dict[str, Standing]:
    """Where those of the records that are stored stand."""
    wanted = select(kind.id, kind.unit_id, Version.version_id, Version.ancestors, Version.content).join(
        Version, Version.version_id == kind.version_id
    )
    return {
        row.id: Standing(row.unit_id, row.version_id, row.ancestors, row.content)
        for part in chunks(ids)
        for row in session.execute(wanted.where(kind.id.in_(part)))
    }


def set_many(
    session: Session, kind: type[Record], contents: dict[str, str | None], change: int | None, report: Report
) -> None:
    """Take stored records to other contents (canonical JSON by id, None: into the bin), as new versions of `change`."""
    ids = list(contents)
    for start in range(0, len(ids), PART):
        report(start, len(ids))
        part = {record_id: contents[record_id] for record_id in ids[start : start + PART]}
        _set_part(session, kind, part, change)
    session.info.setdefault("kinds", set()).add(kind.KIND)
    session.expire_all()


def _set_part(session: Session, kind: type[Record], contents: dict[str, str | None], change: int | None) -> None:
    now, author = utc_now(), session.info.get("author", "")
    versions: list[dict[str, Any]] = []
    binned: list[dict[str, Any]] = []
    filled: list[dict[str, Any]] = []
    words: list[dict[str, str]] = []
    for record_id, stand in standing(session, kind, contents).items():
        content = contents[record_id]
        if content == stand.content:
            continue
        name = version_id(kind.KIND, record_id, [stand.version_id], content)
        versions.append(
            {
                "version_id": name,
                "kind": kind.KIND,
                "record_id": record_id,
                "unit_id": stand.unit_id,
                "parents": [stand.version_id],
                "ancestors": sorted({stand.version_id, *stand.ancestors}),
                "content": content,
                "author": author,
                "saved_at": now,
                "head": True,
                "change_id": change,
            }
        )
        values = kind.values_of(json.loads(content)) if content is not None else {}
        (filled if values else binned).append(
            {**values, "id": record_id, "version_id": name, "deleted": content is None}
        )
        folded = fold(" ".join(str(values.get(field) or "") for field in kind.SEARCHED))
        words.append({"record_id": record_id, "kind": kind.KIND, "folded": folded})
    if not versions:
        return
    for part in chunks(version["parents"][0] for version in versions):
        session.execute(update(Version).where(Version.version_id.in_(part)).values(head=False))
    session.connection().execute(insert(Version), versions)
    for rows in filter(None, (filled, binned)):
        session.execute(update(kind), rows)
    index_many(session, words)
