"""What is done to several records in one go, as one undo step: into the bin, out of it, one field. Steps on a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models import history
from desktop.models.base import Record

Told = Callable[[int, int], None]
"""How far the work is: done, of how many. It may raise, and nothing is then changed."""


@dataclass(frozen=True)
class Refused:
    """A record that could not be changed, by id, and why."""

    record_id: str
    sentence: str


@dataclass(frozen=True)
class Outcome:
    """How many records were changed, and those that were not."""

    changed: int
    refused: tuple[Refused, ...] = ()


def put_into_bin(session: Session, kind: type[Record], ids: Sequence[str], told: Told) -> Outcome:
    """Put those of the records into the bin that are not there yet."""
    changed = 0
    for done, record_id in enumerate(ids, 1):
        record = session.get(kind, record_id)
        if record is not None and not record.deleted:
            history.delete(session, record)
            changed += 1
        told(done, len(ids))
    return Outcome(changed)


def take_out_of_bin(session: Session, kind: type[Record], ids: Sequence[str], told: Told) -> Outcome:
    """Take the records out of the bin as they were before."""
    changed = 0
    for done, record_id in enumerate(ids, 1):
        record = session.get(kind, record_id)
        if record is not None and record.deleted:
            history.restore(session, record)
            changed += not record.deleted
        told(done, len(ids))
    return Outcome(changed)


def change_fields(
    session: Session, kind: type[Record], ids: Sequence[str], values: Mapping[str, Any], told: Told
) -> Outcome:
    """Give `values` to each record, judged like a form's: a record that would be wrong keeps what it had and is named."""
    changed, refused = 0, []
    for done, record_id in enumerate(ids, 1):
        record = session.get(kind, record_id)
        if record is not None and not record.deleted and any(getattr(record, k) != v for k, v in values.items()):
            try:
                history.save(session, _draft(record, values))
                changed += 1
            except UserError as error:
                refused.append(Refused(record_id, error.sentence))
        told(done, len(ids))
    return Outcome(changed, tuple(refused))


def _draft(record: Record, values: Mapping[str, Any]) -> Record:
    """A copy of the record with the values; a count that is given now applies."""
    content = {**record.wire(), **{k: v.isoformat() if hasattr(v, "isoformat") else v for k, v in values.items()}}
    if "not_applicable" in content:
        stated = {key for key, value in values.items() if value is not None}
        content["not_applicable"] = [name for name in content["not_applicable"] if name not in stated]
    return type(record).from_wire(content, id=record.id, unit_id=record.unit_id, version_id=record.version_id)
