"""The search index fed after a merge, in pieces that can be interrupted: what is due is remembered in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from sqlalchemy import Table, bindparam, delete, select
from sqlalchemy.orm import Session

from desktop.models.database import Database
from desktop.models.exchange import DueForSearch
from desktop.models.kinds import KINDS
from desktop.models.search import index_many
from desktop.text import fold

PIECE = 2_000
_CHUNK = 500  # values in one IN list


def feed_search(database: Database, cancelled: Callable[[], bool] = lambda: False) -> int:
    """Make every merged record findable; how many were fed. Stopped by `cancelled`, it goes on with the next call."""
    fed = 0
    while not cancelled():
        with database.snapshot() as session:
            due: dict[str, list[str]] = {}
            for record_id, kind in session.execute(select(DueForSearch.record_id, DueForSearch.kind).limit(PIECE)):
                due.setdefault(kind, []).append(record_id)
        if not due:
            return fed
        with database.transaction() as session:
            for kind, ids in due.items():
                if words := list(_words(session, kind, ids)):
                    index_many(session, words)
            table = cast(Table, DueForSearch.__table__)
            done = [{"done": record_id} for ids in due.values() for record_id in ids]
            session.connection().execute(delete(table).where(table.c.record_id == bindparam("done")), done)
            session.info.setdefault("kinds", set()).update(due)
            fed += len(done)
    return fed


def _words(session: Session, name: str, ids: list[str]) -> Iterator[dict[str, str]]:
    """What `index_many` takes, for the records of one kind; a deleted one is found by nothing."""
    kind = KINDS[name]
    columns = [getattr(kind, field) for field in kind.SEARCHED]
    for start in range(0, len(ids), _CHUNK):
        rows = session.execute(select(kind.id, kind.deleted, *columns).where(kind.id.in_(ids[start : start + _CHUNK])))
        for record_id, deleted, *texts in rows:
            folded = "" if deleted else fold(" ".join(str(text or "") for text in texts))
            yield {"record_id": record_id, "kind": name, "folded": folded}
