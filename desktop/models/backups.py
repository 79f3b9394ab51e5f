"""Copies of the database kept beside it or on a stick, and putting one back (spec.md 6; faults B5, F3).

A copy counts only once it has been read back and found whole. Copies are numbered: which is newer never depends on a clock.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from desktop.errors import UserError
from desktop.models.base import Base, utc_now
from desktop.models.called import called
from desktop.models.database import APPLICATION_ID, FILE_NAME, SCHEMA, Database, user_error
from desktop.models.files import FileStore
from desktop.models.installation import current
from desktop.models.versions import version_id
from desktop.paths import sentence_for, write_atomically
from desktop.text import shortened

FOLDER = "sao-luu"
KEPT = 10
"""The newest daily copies and the newest others that are kept in the data folder; those elsewhere are never deleted."""
LAST_ELSEWHERE = "last_backup"
"""The setting that holds when (UTC) a copy was last made outside the data folder."""
BY_HAND, DAILY, BEFORE_IMPORT, BEFORE_RESTORE = "tay", "hang-ngay", "truoc-khi-nhap", "truoc-khi-khoi-phuc"
_MOST_FILE = 64 * 1024 * 1024  # bytes of an attached file: more than any is allowed to have
_NAME = re.compile(r"nq71-(\d{6})-(\d{8})-([a-z-]+)\.db")


@dataclass(frozen=True)
class Backup:
    """One copy. `sequence` rises with every copy made; `day` is the PC's date then, for people only."""

    path: Path
    sequence: int
    day: date | None
    why: str


@dataclass(frozen=True)
class Lost:
    """A record that stands in the database otherwise than in the copy: what putting the copy back would undo."""

    kind: str
    id: str
    title: str
    new: bool  # not in the copy at all


@dataclass(frozen=True)
class Restored:
    """What putting a copy back did, or would do. `kept_as` is where the database that stood there went."""

    records: int
    lost: list[Lost]
    kept_as: Path | None


def backups(folder: Path) -> list[Backup]:
    """The copies in a folder, the newest first."""
    found = []
    for path in folder.glob("nq71-*.db") if folder.is_dir() else ():
        if match := _NAME.fullmatch(path.name):
            try:
                day = date.fromisoformat(match[2])
            except ValueError:
                day = None
            found.append(Backup(path, int(match[1]), day, match[3]))
    return sorted(found, key=lambda one: one.sequence, reverse=True)


def back_up(database: Database, why: str = BY_HAND, to: Path | None = None) -> Path:
    """Make a copy in the data folder, or in `to` together with the attached files; its path. UserError where it fails.

    Old copies are deleted after the new one is whole, never before, and only in the data folder.
    """
    own = database.folder / FOLDER
    folder = to or own
    newest = max((one.sequence for place in (own, folder) for one in backups(place)), default=0)
    path = folder / f"nq71-{newest + 1:06d}-{utc_now()[:10].replace('-', '')}-{why}.db"
    database.backup(path)
    if to is None:
        made = backups(own)
        for sort in ([one for one in made if one.why == DAILY], [one for one in made if one.why != DAILY]):
            for old in sort[KEPT:]:
                old.path.unlink(missing_ok=True)
    else:
        _copy_files(database.files.folder, folder / "files")
        with database.transaction() as session:
            installation = current(session)
            installation.settings = {**installation.settings, LAST_ELSEWHERE: utc_now()}
    return path


def back_up_daily(database: Database) -> Path | None:
    """The first copy of a day; None where there is one already. A clock that was set back makes at most one more."""
    today = utc_now()[:10]
    if any(one.day is not None and one.day.isoformat() == today for one in backups(database.folder / FOLDER)):
        return None
    return back_up(database, DAILY)


def preview(folder: Path, copy: Path) -> Restored:
    """What putting a copy back would undo; changes nothing. UserError as `restore`, an open window is no obstacle."""
    wanted, standing = _compared(folder, copy)
    return Restored(len(wanted.ids), _lost(wanted, standing), None)


def restore(folder: Path, copy: Path) -> Restored:
    """Put a copy back as the database of the data folder.

    The database that stood there is kept: as a copy where it can be read, under a name of its own where it is damaged. Text
    of forms that was not saved is carried over. UserError: no such file, no copy of ours, damaged, of a newer program, of another
    unit, the folder is open in a window, the disk is full; nothing is changed then.
    """
    with _only_one(folder):
        wanted, standing = _compared(folder, copy)
        kept_as = _set_aside(folder, whole=standing is not None)
        write_atomically(folder / FILE_NAME, lambda temporary: _copy_database(copy, temporary))
        _copy_files(copy.parent / "files", folder / "files")
    _put_drafts_back(folder, standing.drafts if standing else [])
    _erase_again(folder)
    return Restored(len(wanted.ids), _lost(wanted, standing), kept_as)


def _erase_again(folder: Path) -> None:
    """Whose data was taken away does not come back with a copy."""
    from desktop.models.erasing import erase_again, read_list

    if listed := read_list(folder):
        with Database.open(folder) as database, database.transaction() as session:
            erase_again(session, listed)


# --- looking ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Seen:
    """What a database file holds: every version's name, the record ids, the heads by name, the texts not saved yet."""

    unit_id: str
    names: set[str]
    ids: set[str]
    heads: dict[str, Lost]
    drafts: list[dict[str, Any]]


def _compared(folder: Path, copy: Path) -> tuple[_Seen, _Seen | None]:
    """The copy, and what stands in the data folder now; UserError where the one cannot take the other's place."""
    wanted, standing = _looked_through(copy), _standing(folder)
    if standing is not None and standing.unit_id != wanted.unit_id:
        raise UserError("Bản sao lưu này là của đơn vị khác. Hãy chọn bản sao lưu của chính đơn vị mình.")
    return wanted, standing


def _lost(wanted: _Seen, standing: _Seen | None) -> list[Lost]:
    heads = standing.heads if standing else {}
    lost = (one for name, one in heads.items() if name not in wanted.names)
    return [Lost(one.kind, one.id, one.title, one.id not in wanted.ids) for one in lost]


def _looked_through(path: Path) -> _Seen:
    """Read a copy, every head held against its name. UserError where it cannot be trusted."""
    try:
        if not path.is_file():
            raise UserError(f"Không tìm thấy “{path}”. Hãy kiểm tra đường dẫn hoặc cắm lại USB rồi làm lại.")
        with closing(_read_only(path)) as connection:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise UserError(f"“{path.name}” không phải bản sao lưu của chương trình. Hãy chọn tệp nq71-….db.")
            if connection.execute("PRAGMA user_version").fetchone()[0] > SCHEMA:
                raise UserError(
                    f"“{path.name}” do phiên bản mới hơn của chương trình ghi. Hãy cài phiên bản mới rồi khôi phục."
                )
            if _is_foreign(connection) or connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise UserError(_damaged(path))
            seen = _read(connection)
            heads = connection.execute("SELECT version_id, kind, record_id, parents, content FROM version WHERE head")
            if any(
                version_id(kind, i, json.loads(parents), content) != name for name, kind, i, parents, content in heads
            ):
                raise UserError(_damaged(path))
            return seen
    except (sqlite3.Error, *_NOT_OURS) as error:
        raise UserError(_damaged(path)) from error
    except OSError as error:
        raise UserError(sentence_for(error, path)) from error


_NOT_OURS = (ValueError, TypeError, AttributeError, RecursionError)
"""What reading JSON that is none, or not of the shape we write, ends in."""


def _is_foreign(connection: sqlite3.Connection) -> bool:
    """Whether a copy holds what acts by itself (triggers, views, virtual tables: nothing of ours but the search), or lacks a table of ours."""
    connection.execute("PRAGMA trusted_schema = OFF")
    if connection.execute("SELECT 1 FROM sqlite_master WHERE rootpage = 0 AND name <> 'search'").fetchone():
        return True
    if connection.execute("PRAGMA user_version").fetchone()[0] != SCHEMA:
        return False  # an older one gets its tables when it is brought up to date
    wanted = Base.metadata.tables.values()
    return any(not _columns(connection, table.name) >= {column.name for column in table.columns} for table in wanted)


def _columns(connection: sqlite3.Connection, table: str) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM pragma_table_info(?)", (table,))}


def _standing(folder: Path) -> _Seen | None:
    """What the data folder holds now; None where there is nothing that can be read."""
    path = folder / FILE_NAME
    if not path.is_file():
        return None
    try:
        # Not read-only: a journal left by a power cut is rolled back first.
        with closing(sqlite3.connect(path)) as connection:
            if connection.execute("PRAGMA quick_check").fetchone() != ("ok",):
                return None
            return _read(connection)
    except (sqlite3.Error, *_NOT_OURS):
        return None


def _read(connection: sqlite3.Connection) -> _Seen:
    (unit_id,) = connection.execute("SELECT unit_id FROM installation").fetchone() or ("",)
    names = {name for (name,) in connection.execute("SELECT version_id FROM version")}
    heads = {
        name: Lost(kind, record_id, _title(content), True)
        for name, kind, record_id, content in connection.execute(
            "SELECT version_id, kind, record_id, content FROM version WHERE head"
        )
    }
    drafts: list[dict[str, Any]] = []
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'draft'").fetchone():
        rows = connection.execute('SELECT * FROM "draft"')
        columns = [column[0] for column in rows.description]
        drafts = [dict(zip(columns, row, strict=True)) for row in rows]
    return _Seen(unit_id, names, {head.id for head in heads.values()}, heads, drafts)


def _title(content: str | None) -> str:
    """What a person knows a record by; empty for a deletion."""
    return shortened(called(json.loads(content))) if content else ""


def _damaged(path: Path) -> str:
    return f"Bản sao lưu “{path.name}” bị hỏng, không dùng được. Hãy chọn bản sao lưu khác."


def _read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)


# --- putting back ------------------------------------------------------------------------------------------------------


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Keep windows out while the file is exchanged."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "nq71.lock", thread_local=False)
        lock.acquire(timeout=0)
    except Timeout:
        raise UserError("Dữ liệu này đang mở ở một cửa sổ khác. Hãy đóng cửa sổ đó rồi khôi phục lại.") from None
    except OSError as error:
        raise UserError(sentence_for(error, folder / FILE_NAME)) from error
    try:
        yield
    finally:
        lock.release()


def _set_aside(folder: Path, whole: bool) -> Path | None:
    """Keep the database that stands there: a copy of a whole one, the damaged file itself with its journal."""
    path = folder / FILE_NAME
    if not path.exists():
        return None
    if whole:
        newest = max((one.sequence for one in backups(folder / FOLDER)), default=0)
        kept = folder / FOLDER / f"nq71-{newest + 1:06d}-{utc_now()[:10].replace('-', '')}-{BEFORE_RESTORE}.db"
        write_atomically(kept, lambda temporary: _copy_database(path, temporary))
        return kept
    stamp = utc_now().replace(":", "").replace("-", "")
    try:
        for each in (path, path.with_name(f"{FILE_NAME}-journal")):
            if each.exists():
                each.rename(each.with_name(each.name.replace("nq71", f"nq71-hong-{stamp}", 1)))
    except OSError as error:
        raise UserError(sentence_for(error, path)) from error
    return folder / f"nq71-hong-{stamp}.db"


def _copy_database(source: Path, target: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
            read.backup(written)
    except sqlite3.Error as error:
        raise user_error(error) or error from error


def _copy_files(source: Path, target: Path) -> None:
    """Attached files that are not there yet; they are named by their content, and a damaged one is not carried on."""
    kept = FileStore(target)
    for sha256 in FileStore(source).names() if source.is_dir() and source != target else ():
        path = source / sha256[:2] / sha256
        if kept.has(sha256) or path.stat().st_size > _MOST_FILE:
            continue
        with suppress(OSError):  # a bad spot of the stick is no reason to go without the others
            content = path.read_bytes()
            if hashlib.sha256(content).hexdigest() == sha256:
                kept.put(content)


def _put_drafts_back(folder: Path, drafts: list[dict[str, Any]]) -> None:
    """Texts that were not saved go into the database that was put back; opening it brings its schema up to date first."""
    Database.open(folder).close()
    if not drafts:
        return
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
        known = _columns(connection, "draft")
    names = [name for name in drafts[0] if name in known]  # the one put back may be of another schema
    marks, listed = ", ".join("?" * len(names)), ", ".join(f'"{name}"' for name in names)
    with closing(sqlite3.connect(folder / FILE_NAME)) as connection, connection:
        connection.executemany(
            f"INSERT OR IGNORE INTO draft ({listed}) VALUES ({marks})",
            [tuple(draft[name] for name in names) for draft in drafts],
        )
