"""The local database: opened once, handed on. The only place that begins, commits and rolls back.

Settings are sync.md 7's: TRUNCATE journal, full synchronous writes, foreign keys, secure delete, BEGIN sent by us,
one process at a time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desktop.errors import DamagedData, UserError

# Every mapped class and the listener that stamps versions must be known before the first session.
from desktop.models import account as _account  # noqa: F401
from desktop.models import draft as _draft  # noqa: F401
from desktop.models import kinds as _kinds  # noqa: F401
from desktop.models import versions as _versions  # noqa: F401
from desktop.models.base import utc_now
from desktop.models.files import FileStore
from desktop.models.holder import forget_holder, holder_words, write_holder
from desktop.paths import sentence_for

FILE_NAME = "nq71.db"
APPLICATION_ID = 0x4E513731  # "NQ71"
SCHEMA = 4  # number of the newest step in migrations/, kept in user_version
COPIED_AT_ONCE = 4096  # pages, 16 MB: a saving person waits no longer than for that
Listener = Callable[[frozenset[str]], None]

_SENTENCES = {
    sqlite3.SQLITE_FULL: "Ổ đĩa đã đầy: CHƯA lưu được. Hãy xóa bớt tệp không cần trên ổ đĩa rồi lưu lại.",
    sqlite3.SQLITE_READONLY: "Không có quyền ghi vào thư mục dữ liệu: CHƯA lưu được. Hãy kiểm tra quyền của thư mục rồi lưu lại.",
    sqlite3.SQLITE_PERM: "Không có quyền ghi vào thư mục dữ liệu: CHƯA lưu được. Hãy kiểm tra quyền của thư mục rồi lưu lại.",
    sqlite3.SQLITE_IOERR: "Ổ đĩa báo lỗi đọc, ghi: CHƯA lưu được. Hãy sao chép thư mục dữ liệu sang ổ khác ngay.",
    sqlite3.SQLITE_CORRUPT: "Tệp dữ liệu bị hỏng. Hãy giữ nguyên tệp này và khôi phục từ bản sao lưu gần nhất.",
    sqlite3.SQLITE_NOTADB: "Tệp dữ liệu bị hỏng hoặc không phải của chương trình. Hãy khôi phục từ bản sao lưu gần nhất.",
    sqlite3.SQLITE_CANTOPEN: "Không mở được tệp dữ liệu. Hãy kiểm tra thư mục dữ liệu còn đó và có quyền ghi.",
    sqlite3.SQLITE_BUSY: "Chương trình khác đang giữ tệp dữ liệu. Hãy đóng chương trình đó rồi làm lại.",
    sqlite3.SQLITE_LOCKED: "Chương trình khác đang giữ tệp dữ liệu. Hãy đóng chương trình đó rồi làm lại.",
}


def user_error(error: sqlite3.Error) -> UserError | None:
    """The sentence for a condition that is not our fault (full, read-only, damaged disk); None for a bug."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    sentence = _SENTENCES.get(code)
    if sentence is None:
        return None
    return DamagedData(sentence) if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) else UserError(sentence)


class Database:
    """One unit's or the Department's data folder: `nq71.db`, `files/`, a lock that keeps a second window out.

    `author` is the name of who works at this PC now; every transaction that names no other bears it.
    """

    def __init__(self, folder: Path, engine: Engine, lock: FileLock) -> None:
        self.folder = folder
        self.author = ""
        self.files = FileStore(folder / "files")
        self._engine = engine
        self._reader = engine.execution_options(nq71_begin="BEGIN")
        self._lock = lock
        self._listeners: list[Listener] = []

    @classmethod
    def exists(cls, folder: Path) -> bool:
        """Whether a database lies in that folder."""
        return (folder / FILE_NAME).is_file()

    @classmethod
    def open(cls, folder: Path, create: bool = False) -> Database:
        """Open the data folder, bringing an older schema up to date first.

        UserError: nothing there (unless `create`), open in another window, no permission, full, damaged, newer schema.
        """
        path = folder / FILE_NAME
        if not create and not path.is_file():
            raise UserError(
                f"Chưa có dữ liệu trong “{folder}”. Hãy thiết lập lần đầu (nq71 setup) hoặc chọn thư mục khác."
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # Opened in a worker, closed by the window: the lock must not belong to one thread.
            lock = FileLock(folder / "nq71.lock", thread_local=False)
            lock.acquire(timeout=0)
        except Timeout:
            raise UserError(
                f"Dữ liệu này đang mở ở một cửa sổ khác{holder_words(folder)}. "
                "Hãy đóng cửa sổ đó (hoặc đợi lệnh đang chạy xong) rồi làm lại."
            ) from None
        except OSError as error:
            raise UserError(sentence_for(error, folder / FILE_NAME)) from error
        try:
            _bring_up_to_date(path)
            opened = cls(folder, _engine(path), lock)
            write_holder(folder)
            return opened
        except sqlite3.Error as error:
            lock.release()
            raise user_error(error) or error from error
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Let the file and the lock go."""
        self._engine.dispose()
        forget_holder(self.folder)
        self._lock.release()

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def on_change(self, listener: Listener) -> None:
        """Call `listener` after each commit with the kinds of records that changed."""
        self._listeners.append(listener)

    @contextmanager
    def transaction(self, title: str = "", author: str = "") -> Iterator[Session]:
        """A session that is committed when the block ends and rolled back when it raises.

        `title` names the undo step ("Sửa hoạt động …"); without one the change cannot be undone by Ctrl+Z.
        UserError where the disk is full, read-only or damaged: nothing is then changed.
        """
        info = {"title": title, "author": author or self.author}
        session = Session(self._engine, expire_on_commit=False, info=info)
        with self._translated(), session:
            with session.begin():
                yield session
            kinds = frozenset(session.info.get("kinds", ()))
        if kinds:
            for listener in self._listeners:
                listener(kinds)

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session that reads one consistent state and writes nothing."""
        with self._translated(), Session(self._reader, autoflush=False) as session:
            yield session

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            if isinstance(error.orig, sqlite3.Error) and (known := user_error(error.orig)):
                raise known from error
            raise

    def backup(self, target: Path) -> None:
        """A verified copy of the database file at `target` through SQLite's backup interface. UserError where it fails."""
        from desktop.paths import write_atomically

        if target.resolve().parent == self.folder.resolve() and target.name.startswith("nq71"):
            raise UserError("Tên này thuộc về dữ liệu đang dùng. Hãy chọn thư mục khác cho bản sao lưu.")

        def copy(temporary: Path) -> None:
            source, copied = sqlite3.connect(self.folder / FILE_NAME), sqlite3.connect(temporary)
            try:
                # In steps, with a breath between: whoever saves meanwhile is let in, and the copy begins anew.
                source.backup(copied, pages=COPIED_AT_ONCE, sleep=0.005)
                if copied.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                    raise UserError(_SENTENCES[sqlite3.SQLITE_CORRUPT])
            finally:
                source.close()
                copied.close()

        try:
            write_atomically(target, copy)
        except sqlite3.Error as error:
            raise user_error(error) or error from error


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _settings(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # BEGIN is sent by us, so that schema steps are atomic too
        apply_settings(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("nq71_begin", "BEGIN IMMEDIATE"))

    return engine


def apply_settings(connection: sqlite3.Connection) -> None:
    """The settings of sync.md 7 for one connection."""
    for pragma in (
        "busy_timeout=10000",
        "journal_mode=TRUNCATE",
        "synchronous=FULL",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "secure_delete=ON",
        "temp_store=MEMORY",
        "cache_size=-6000",  # KiB a connection; the window and its workers have one each, on a PC of 4 GB
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()


def _bring_up_to_date(path: Path) -> None:
    """Refuse what is not ours or newer; copy the file and upgrade what is older; Alembic is loaded only then."""
    connection = sqlite3.connect(path)
    try:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        schema = connection.execute("PRAGMA user_version").fetchone()[0]
        empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    finally:
        connection.close()
    if not empty and application != APPLICATION_ID:
        raise DamagedData(_SENTENCES[sqlite3.SQLITE_NOTADB])
    if schema > SCHEMA:
        raise UserError("Dữ liệu này do phiên bản mới hơn của chương trình ghi. Hãy cài phiên bản mới rồi mở lại.")
    if schema == SCHEMA:
        return
    from desktop.models.migrations import upgrade

    if not empty:
        stamp = utc_now().replace(":", "").replace("-", "")
        _copy(path, path.with_name(f"nq71-truoc-nang-cap-{schema}-{stamp}.db"))
    upgrade(path)


def _copy(path: Path, target: Path) -> None:
    source, copied = sqlite3.connect(path), sqlite3.connect(target)
    try:
        source.backup(copied)
    finally:
        source.close()
        copied.close()
