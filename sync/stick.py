"""Where files go and come from by hand: a removable drive or any folder.

A file is written as if the stick will be pulled: temporary name, sync, read back, compare, rename. Files
are found by their content, never by name, and nothing else on the drive is opened.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from desktop.errors import UserError
from sync import limits
from sync.bundle import MAGIC, looks_like_bundle, shown

_SPARE = 1024 * 1024  # bytes left free beside the file: directory entries, other programs
_BUSY_WINDOWS = (
    5,
    32,
    33,
)  # access denied, sharing violation, lock violation: an antivirus or indexer holds it
_PAUSE = 0.1
_LEFTOVER = re.compile(r"\.NQ71_[A-Za-z0-9_-]+\.nq71\.[0-9a-f]{8}\.part")

LEVELS = 2  # folders below the given one that are looked into
MOST_ENTRIES = 50_000


class Target:
    """What `produce` writes into: counts and hashes what went to the drive, names the drive's errors."""

    def __init__(self, path: Path) -> None:
        self._path = path
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._handle = os.open(path, flags, 0o644)
        self._digest = hashlib.sha256()
        self.size = 0

    def write(self, data: bytes) -> int:
        """Write all of `data`; UserError when the drive does not take it."""
        view = memoryview(data)
        try:
            while view:
                view = view[os.write(self._handle, view) :]
        except OSError as error:
            raise _told(error, self._path.parent) from error
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""

    def sync(self) -> None:
        """Make the drive keep it."""
        os.fsync(self._handle)

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        if self._handle >= 0:
            handle, self._handle = self._handle, -1
            os.close(handle)

    def hexdigest(self) -> str:
        """SHA-256 of what was to be written."""
        return self._digest.hexdigest()


def write_verified(
    folder: Path,
    name: str,
    produce: Callable[[Target], object],
    expected: int = 0,
    patience: float = 3.0,
) -> Path:
    """Write a new file `name` into `folder` through `produce(target)` and prove it by reading it back.

    `expected` is its size in bytes where known, for the check of free space; `patience` seconds are given
    to other programs that hold the file. An existing file is never overwritten: the new one gets another
    name. Returns the path. UserError with its own sentence for a full, write-protected, vanished drive, a
    file in the place of the folder, a drive that does not give back what was written. Errors of `produce`
    itself are handed on.
    """
    _check_folder(folder, expected)
    _clear_leftovers(folder)
    temporary = folder / f".{name}.{secrets.token_hex(4)}.part"
    try:
        with _telling(folder):
            target = Target(temporary)
        try:
            produce(target)
            with _telling(folder):
                target.sync()
        finally:
            with _telling(folder):
                target.close()
        with _telling(folder):
            _compare(temporary, target)
            final = _rename(temporary, folder, name, patience)
            _sync_folder(folder)
        return final
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


@contextlib.contextmanager
def _telling(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _told(error, folder) from error


def _check_folder(folder: Path, expected: int) -> None:
    try:
        mode = folder.stat().st_mode
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise _told(error, folder) from error
    if not stat.S_ISDIR(mode):
        raise _told(NotADirectoryError(errno.ENOTDIR, "not a folder"), folder)
    if free < expected + _SPARE:
        raise _told(OSError(errno.ENOSPC, "no space"), folder)


def _clear_leftovers(folder: Path) -> None:
    """Throw away what an earlier, interrupted writing of ours left; a drive that refuses will say so when
    written.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _LEFTOVER.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                Path(entry.path).unlink(missing_ok=True)


def _compare(path: Path, target: Target) -> None:
    """Read the file back, from the drive where the system can be asked for it, and compare."""
    digest = hashlib.sha256()
    size = 0
    with path.open("rb", buffering=0) as file:
        if hasattr(os, "posix_fadvise"):
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while piece := file.read(limits.PIECE):
            digest.update(piece)
            size += len(piece)
    if size != target.size or digest.hexdigest() != target.hexdigest():
        raise UserError(
            f"Ổ “{_name(path.parent)}” không giữ đúng dữ liệu vừa ghi nên gói chưa được ghi. "
            "USB có thể bị hỏng; hãy dùng USB khác rồi xuất lại."
        )


def _rename(temporary: Path, folder: Path, name: str, patience: float) -> Path:
    """Give the file its name, or the next free one, waiting for programs that hold it."""
    until = time.monotonic() + patience
    while True:
        final = _free_name(folder, name)
        try:
            temporary.rename(final)  # Windows refuses an existing name by itself
            return final
        except FileExistsError:
            continue
        except PermissionError as error:
            code = getattr(error, "winerror", None)
            if code is not None and code not in _BUSY_WINDOWS:
                raise
            if time.monotonic() >= until:
                raise UserError(
                    f"Chương trình khác (thường là phần mềm diệt vi-rút) đang giữ tệp trong "
                    f"“{_name(folder)}” nên gói chưa được ghi. Hãy đợi một lát rồi xuất lại, hoặc chọn nơi khác."
                ) from error
            time.sleep(_PAUSE)


def _free_name(folder: Path, name: str) -> Path:
    stem, dot, suffix = name.rpartition(".")
    for number in range(2, 10_000):
        candidate = folder / name
        if not os.path.lexists(candidate):
            return candidate
        name = f"{stem}_{number}{dot}{suffix}" if dot else f"{suffix}_{number}"
    raise UserError(f"Thư mục “{_name(folder)}” có quá nhiều tệp cùng tên. Hãy chọn thư mục khác rồi xuất lại.")


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable where the system has a call for it; some drives know none and say so."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(handle)


_FULL = (errno.ENOSPC, errno.EDQUOT)
_PROTECTED = (errno.EROFS, errno.EACCES, errno.EPERM)
_GONE = (errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.EIO, getattr(errno, "ESTALE", errno.EIO))
_NO_FOLDER = (errno.ENOTDIR, errno.EISDIR)
_WINDOWS_FULL = (39, 112)
_WINDOWS_PROTECTED = (19,)
_WINDOWS_GONE = (2, 3, 15, 21, 55, 433, 483, 1006, 1167)


def _told(error: OSError, folder: Path) -> UserError:
    """The sentence for an error of the drive that holds `folder`."""
    name = _name(folder)
    code = getattr(error, "winerror", None)
    if error.errno in _FULL or code in _WINDOWS_FULL:
        return UserError(
            f"“{name}” không đủ chỗ trống nên gói chưa được ghi. Hãy xóa bớt tệp không cần trên đó "
            "hoặc dùng USB khác rồi xuất lại."
        )
    if error.errno == errno.EFBIG:
        return UserError(
            f"“{name}” không chứa được tệp lớn như vậy nên gói chưa được ghi. Hãy dùng USB khác rồi xuất lại."
        )
    if code in _WINDOWS_PROTECTED or error.errno == errno.EROFS:
        return UserError(
            f"“{name}” đang khóa chống ghi nên gói chưa được ghi. Hãy gạt khóa trên USB hoặc dùng USB khác."
        )
    if code in _WINDOWS_GONE or error.errno in _GONE:
        return UserError(
            f"Không thấy “{name}” nữa: USB đã bị rút hoặc thư mục không còn, nên gói chưa được ghi. "
            "Hãy cắm lại USB, chọn lại thư mục rồi xuất lại."
        )
    if error.errno in _PROTECTED:
        return UserError(f"Không có quyền ghi vào “{name}” nên gói chưa được ghi. Hãy chọn thư mục khác rồi xuất lại.")
    if error.errno in _NO_FOLDER:
        return UserError(f"“{name}” không phải là thư mục nên gói chưa được ghi. Hãy chọn một thư mục hoặc ổ USB.")
    return UserError(
        f"Không ghi được vào “{name}” ({error.strerror or error}) nên gói chưa được ghi. "
        "Hãy rút USB, cắm lại rồi xuất lại."
    )


def _name(folder: Path) -> str:
    return shown(str(folder), 200)


# Finding


def find_bundles(paths: Iterable[Path], most: int = MOST_ENTRIES) -> list[Path]:
    """The files to be received among `paths`: each file named itself, and what lies in folders, two levels
    deep.

    In folders only the content decides: hidden, renamed and moved files are found, all others are left
    alone, links are not followed. A path named itself is returned whatever it holds, so that opening it
    says what is wrong. At most `most` entries are looked at; UserError when a path is not there.
    """
    found: dict[Path, None] = {}
    left = [most]
    for path in paths:
        try:
            folder = stat.S_ISDIR(path.stat().st_mode)
        except (OSError, ValueError) as error:
            raise UserError(
                f"Không tìm thấy “{_name(path)}”. Hãy kiểm tra đường dẫn hoặc cắm lại USB rồi nhận lại."
            ) from error
        for file in _inside(path, LEVELS, left) if folder else [path]:
            found.setdefault(file)
    return list(found)


def _inside(folder: Path, levels: int, left: list[int]) -> Iterator[Path]:
    """Files of ours in `folder`, then in its folders; a folder that can't be read is passed over."""
    entries: list[os.DirEntry[str]] = []
    with contextlib.suppress(OSError), os.scandir(folder) as scanned:
        for entry in scanned:
            left[0] -= 1
            if left[0] < 0:
                break
            entries.append(entry)
    entries.sort(key=lambda entry: entry.name)
    for entry in entries:
        if _plain(entry, stat.S_ISREG) and _ours(Path(entry.path)):
            yield Path(entry.path)
    for entry in entries if levels else ():
        if _plain(entry, stat.S_ISDIR):
            yield from _inside(Path(entry.path), levels - 1, left)


_REPARSE_POINT = 0x400


def _plain(entry: os.DirEntry[str], wanted: Callable[[int], bool]) -> bool:
    """Whether the entry is of the wanted sort itself, no link (nor a Windows junction) to one."""
    with contextlib.suppress(OSError):
        status = entry.stat(follow_symlinks=False)
        return wanted(status.st_mode) and not getattr(status, "st_file_attributes", 0) & _REPARSE_POINT
    return False


def _ours(path: Path) -> bool:
    with contextlib.suppress(OSError), path.open("rb", buffering=0) as file:
        return looks_like_bundle(file.read(len(MAGIC) + 1))
    return False


def infection_signs(folder: Path) -> list[str]:
    """Sentences about marks of an infected stick in `folder`: shortcuts named after folders beside them."""
    names: dict[str, bool] = {}
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        names = {entry.name.casefold(): _plain(entry, stat.S_ISDIR) for entry in entries}
    twins = [name for name in names if name.endswith(".lnk") and names.get(name.removesuffix(".lnk"))]
    autorun = "autorun.inf" in names
    if not twins and not autorun:
        return []
    return [
        f"“{_name(folder)}” có dấu hiệu nhiễm vi-rút (lối tắt trùng tên thư mục hoặc tệp tự chạy). "
        "Đừng mở các tệp đó; hãy quét vi-rút USB này trước khi dùng tiếp."
    ]
