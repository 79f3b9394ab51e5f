"""The last record like the one being written, for "như lần trước": a step that reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import UnaryExpression, desc, literal_column, select
from sqlalchemy.orm import Session

from desktop.models.base import Record
from desktop.models.search import matching

AnyRecord = TypeVar("AnyRecord", bound=Record)
_OF_THE_EVENT_ALONE = frozenset({"result", "evidence", "not_applicable", "attendees", "certified", "editions"})


def latest_like(
    session: Session, kind: type[AnyRecord], unit_id: str, words: str, same: Mapping[str, Any]
) -> AnyRecord | None:
    """The record written last that holds `words` and has the values `same`; else with either; else any. None if none."""
    found = matching(kind.KIND, words)
    named = [] if found is None else [kind.id.in_(found)]
    alike = [getattr(kind, key) == value for key, value in same.items()]
    newest: UnaryExpression[int] = desc(literal_column(f'"{kind.__tablename__}".rowid'))
    wanted = select(kind).where(kind.unit_id == unit_id, ~kind.deleted)
    for conditions in ([*named, *alike], named, alike, []):
        record = session.scalar(wanted.where(*conditions).order_by(newest).limit(1))
        if record is not None:
            return record
    return None


def carried_over(record: Record) -> dict[str, Any]:
    """What the next record of the same sort may well have too: everything but days, counts, results and evidence."""
    values = {name: getattr(record, name) for name in type(record).wire_columns()}
    return {
        name: value
        for name, value in values.items()
        if name not in _OF_THE_EVENT_ALONE and not (isinstance(value, (date, int)) and not isinstance(value, bool))
    }
