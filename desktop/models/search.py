"""Finding records by words without accents: one full-text index over folded text for every kind (domain F.3).

Small edits feed the index as they are saved; a merge feeds it once, after its rows.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Index,
    Integer,
    Select,
    String,
    Text,
    bindparam,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base, Record
from desktop.text import fold


class SearchEntry(Base):
    """The folded words of one record; `row` is the row of the index."""

    __tablename__ = "search_entry"
    __table_args__ = (Index("ix_search_entry_record", "record_id", unique=True),)

    row: Mapped[int] = mapped_column(Integer, primary_key=True)
    record_id: Mapped[str] = mapped_column(String(36))
    kind: Mapped[str] = mapped_column(String)
    folded: Mapped[str] = mapped_column(Text)


CREATE_INDEX = (
    "CREATE VIRTUAL TABLE search USING fts5(folded, content='search_entry', content_rowid='row',"
    " tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
)
_FORGET = text("INSERT INTO search(search, rowid, folded) VALUES ('delete', :row, :folded)")
_LEARN = text("INSERT INTO search(rowid, folded) VALUES (:row, :folded)")


def index_record(session: Session, record: Record) -> None:
    """Make the index agree with the record as it stands."""
    index_words(session, record.KIND, record.id, "" if record.deleted else record.folded())


def index_words(session: Session, kind: str, record_id: str, folded: str) -> None:
    """Make the index hold `folded` for one record; an empty text takes it out."""
    # Straight through the connection: this runs inside a flush, where the session cannot flush again.
    connection = session.connection()
    old = connection.execute(
        select(SearchEntry.row, SearchEntry.folded).where(SearchEntry.record_id == record_id)
    ).one_or_none()
    if old is not None and old.folded == folded:
        return
    if old is not None:
        connection.execute(_FORGET, {"row": old.row, "folded": old.folded})
        connection.execute(update(SearchEntry).where(SearchEntry.row == old.row).values(folded=folded))
        row = old.row
    else:
        made: CursorResult[Any] = connection.execute(
            insert(SearchEntry).values(record_id=record_id, kind=kind, folded=folded)
        )
        row = made.lastrowid
    connection.execute(_LEARN, {"row": row, "folded": folded})


def index_many(session: Session, words: list[dict[str, str]]) -> None:
    """Feed the index after a merge, in few statements. Each of `words`: record_id, kind, folded; one entry a record."""
    for start in range(0, len(words), 500):
        part = words[start : start + 500]
        ids = [word["record_id"] for word in part]
        old = session.execute(select(SearchEntry.row, SearchEntry.folded).where(SearchEntry.record_id.in_(ids))).all()
        if old:
            session.execute(_FORGET, [{"row": row, "folded": folded} for row, folded in old])
            session.execute(
                text("DELETE FROM search_entry WHERE record_id = :record_id"), [{"record_id": i} for i in ids]
            )
    last = session.scalar(text("SELECT coalesce(max(row), 0) FROM search_entry"))
    session.execute(
        text("INSERT INTO search_entry(record_id, kind, folded) VALUES (:record_id, :kind, :folded)"), words
    )
    session.execute(
        text("INSERT INTO search(rowid, folded) SELECT row, folded FROM search_entry WHERE row > :last"),
        {"last": last},
    )


def matching(kind: str | None, words: str) -> Select[str] | None:
    """Ids of records that hold every word of `words` (as a beginning of a word), accents ignored; None for no words."""
    phrase = _phrase(words)
    if not phrase:
        return None
    found = select(SearchEntry.record_id).where(_row_matches(phrase))
    return found if kind is None else found.where(SearchEntry.kind == kind)


def few_match(session: Session, words: str, most: int) -> bool:
    """Whether at most so many records of all kinds hold the words: the index is read no further than that."""
    phrase = _phrase(words)
    counting = text("SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH :phrase LIMIT :limit)")
    return not phrase or (session.scalar(counting, {"phrase": phrase, "limit": most + 1}) or 0) <= most


def _phrase(words: str) -> str:
    """What FTS5 is asked: every word as a beginning, in quotes, so that nothing typed is read as a command."""
    return " ".join(f'"{term}"*' for term in _split(fold(words)) if term)


def _split(folded: str) -> list[str]:
    """Words as the index's tokenizer cuts them: letters and digits together, anything else between words."""
    return "".join(c if c.isalnum() else " " for c in folded).split()


def _row_matches(phrase: str) -> ColumnElement[bool]:
    rows = text("SELECT rowid FROM search WHERE search MATCH :phrase").bindparams(
        bindparam("phrase", phrase, unique=True)
    )
    return SearchEntry.row.in_(rows.columns(SearchEntry.row))
