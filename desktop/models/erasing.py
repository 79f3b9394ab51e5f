"""A person's data taken away on request (Law 91/2025/QH15; domain F.4): everywhere it went, in the history too, for ever.

What stays is a version without data that names all it replaces (sync/FORMAT.md 5.1), so that wherever it arrives the same is taken
away. Copies of the database hold the data still: a list beside the database is applied again whenever one is put back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, TypedDict, cast

from sqlalchemy import delete, or_, select, text, update
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import canonical_json, utc_now
from desktop.models.database import Database
from desktop.models.draft import Draft
from desktop.models.person import Person
from desktop.models.search import index_words
from desktop.models.versions import Change, Version, version_id, write_change
from desktop.paths import write_atomically

ERASED = canonical_json({"erased": True})
"""What stands in the place of every version's content."""
LIST = "da-xoa.json"
MOST_WHY = 500
_TITLE = "Xóa dữ liệu cá nhân theo yêu cầu"
_EMPTIED = "Ghi, sửa cán bộ (đã xóa dữ liệu cá nhân)"


class Erasure(TypedDict):
    """The version that stays of an erased person, as it is noted beside the database."""

    version: str
    id: str
    unit: str
    parents: list[str]
    ancestors: list[str]
    author: str
    saved: str


def erase_person_in(database: Database, unit_id: str, person_id: str, why: str) -> None:
    """`erase_person`, and note it beside the database. The freed pages are overwritten at once (`secure_delete`)."""
    with database.transaction() as session:
        erase_person(session, unit_id, person_id, why)
        note_erasures(session, database.folder, [person_id])


def erase_person(session: Session, unit_id: str, person_id: str, why: str) -> None:
    """Take a person's data away from the register, the history, the search, drafts and the titles of changes. No undo.

    UserError: nobody of that id in this unit, erased already, no reason.
    """
    reason = " ".join(why.split())
    if not reason or len(reason) > MOST_WHY:
        raise UserError(f"Hãy ghi lý do xóa (không quá {MOST_WHY} ký tự), ví dụ “theo đơn đề nghị ngày 12/5/2026”.")
    mine = (Version.record_id == person_id, Version.kind == Person.KIND, Version.unit_id == unit_id)
    versions = session.scalars(select(Version).where(*mine)).all()
    if not versions:
        raise UserError("Không có cán bộ này. Gõ nq71 list people --json để xem mã của từng người.")
    if any(version.head and version.content == ERASED for version in versions):
        raise UserError("Dữ liệu của người này đã được xóa trước đó.")
    heads = sorted(version.version_id for version in versions if version.head)
    number = write_change(session, f"{_TITLE}: {reason}", undone=True)
    _add(
        session,
        Erasure(
            version=version_id(Person.KIND, person_id, heads, ERASED),
            id=person_id,
            unit=unit_id,
            parents=heads,
            ancestors=sorted(version.version_id for version in versions),
            author=session.info.get("author", ""),
            saved=utc_now(),
        ),
        number,
    )


def _add(session: Session, erasure: Erasure, change: int | None) -> None:
    session.add(
        Version(
            version_id=erasure["version"],
            kind=Person.KIND,
            record_id=erasure["id"],
            unit_id=erasure["unit"],
            parents=erasure["parents"],
            ancestors=erasure["ancestors"],
            content=ERASED,
            author=erasure["author"],
            saved_at=erasure["saved"],
            head=True,
            change_id=change,
        )
    )
    session.flush()
    take_away(session, [erasure["id"]])


def take_away(session: Session, record_ids: Iterable[str]) -> None:
    """Take the data of these persons, whose erased version is written, out of the register, of every other version, of what
    was typed of them, of the search and of the words of changes."""
    for record_id in record_ids:
        others = (Version.record_id == record_id, or_(Version.content != ERASED, Version.content.is_(None)))
        changes = select(Version.change_id).where(*others, Version.change_id.is_not(None))
        emptied = {"title": _EMPTIED, "undone": True, "redoable": False}
        session.execute(update(Change).where(Change.id.in_(changes)).values(**emptied))
        session.execute(update(Version).where(*others).values(content=ERASED, head=False))
        session.execute(delete(Draft).where(Draft.record_id == record_id))
        session.execute(delete(Person).where(Person.id == record_id))
        index_words(session, Person.KIND, record_id, "")
    session.execute(
        text("INSERT INTO search(search) VALUES ('optimize')")
    )  # else words stay in older parts of the index
    session.expire_all()
    session.info.setdefault("kinds", set()).add(Person.KIND)


# --- again after a restore -----------------------------------------------------------------------------------------------


def note_erasures(session: Session, folder: Path, record_ids: Collection[str]) -> None:
    """Note in the data folder, beside the database, that these persons were erased here, or where a bundle came from."""
    known = read_list(folder)
    wanted = select(Version).where(Version.record_id.in_(record_ids), Version.head, Version.content == ERASED)
    found = [_noted(one) for one in session.scalars(wanted)] if record_ids else []
    if listed := [*known, *(one for one in found if one not in known)]:
        write_atomically(folder / LIST, json.dumps(listed, ensure_ascii=False, indent=1).encode())


def _noted(one: Version) -> Erasure:
    return Erasure(
        version=one.version_id,
        id=one.record_id,
        unit=one.unit_id,
        parents=one.parents,
        ancestors=one.ancestors,
        author=one.author,
        saved=one.saved_at,
    )


def read_list(folder: Path) -> list[Erasure]:
    """Who is to be erased from a copy that is put back. Empty where there is no list, or it cannot be read."""
    try:
        found: Any = json.loads((folder / LIST).read_text("utf-8"))
    except (OSError, ValueError):
        return []
    keys = Erasure.__required_keys__
    listed = found if isinstance(found, list) else []
    return [cast(Erasure, one) for one in listed if isinstance(one, dict) and keys <= one.keys()]


def erase_again(session: Session, listed: Sequence[Erasure]) -> int:
    """Erase whoever of the list stands in this database with data; how many."""
    done = 0
    for erasure in listed:
        held = session.scalars(select(Version).where(Version.record_id == erasure["id"])).all()
        if held and all(one.version_id != erasure["version"] for one in held):
            _add(session, erasure, None)
            done += 1
    return done
