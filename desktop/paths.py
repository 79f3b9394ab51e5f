"""Where things lie: packaged files, the data folder, and files written so that a pulled stick or a power cut cannot halve them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

import platformdirs

import resources
from desktop.errors import UserError

_RESOURCES = Path(resources.__file__).parent


def resource(name: str) -> Path:
    """The packaged file `name`, a relative path with `/` between its parts."""
    path = (_RESOURCES / name).resolve()
    if not path.is_relative_to(_RESOURCES.resolve()):
        raise ValueError(name)
    return path


def data_folder(chosen: str | None = None) -> Path:
    """The folder that holds this installation's data: `chosen`, else NQ71_DATA, else the platform's own place."""
    if wanted := chosen or os.environ.get("NQ71_DATA"):
        return Path(wanted).expanduser().absolute()
    usual = usual_folders()
    return next((folder for folder in usual if (folder / "nq71.db").is_file()), usual[0])


def usual_folders() -> list[Path]:
    """Where the data lie when nobody says otherwise: the platform's own place first, others for where that will not do."""
    own = Path(platformdirs.user_data_dir("NQ71", appauthor=False))
    if os.name == "nt":
        return [own, Path(os.environ.get("PROGRAMDATA", "C:\\ProgramData"), "NQ71"), Path("C:\\NQ71")]
    return [own, Path.home() / ".nq71"]


def write_atomically(path: Path, write: Callable[[Path], None] | bytes) -> None:
    """Make the file `path` whole or not at all: temporary name beside it, written, synced, renamed, folder synced.

    `write` is the bytes, or a function that fills the temporary file it is given. A full, read-only or vanished disk
    raises `UserError`; an older file of the same name is then untouched.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(write, bytes):
            temporary.write_bytes(write)
        else:
            write(temporary)
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    except OSError as error:
        raise UserError(sentence_for(error, path)) from error
    finally:
        if temporary.exists():
            temporary.unlink(missing_ok=True)


def sentence_for(error: OSError, path: Path) -> str:
    """What a person is told about an operating-system error met at `path`."""
    import errno

    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"Ổ đĩa đã đầy, chưa ghi được “{path}”. Hãy xóa bớt tệp không cần hoặc chọn nơi khác rồi làm lại."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"Không có quyền ghi vào “{path.parent}”. Hãy bỏ khóa chống ghi hoặc chọn thư mục khác rồi làm lại."
    if isinstance(error, FileNotFoundError):
        return f"Không tìm thấy “{path}”. Hãy kiểm tra đường dẫn hoặc cắm lại USB rồi làm lại."
    if isinstance(error, (NotADirectoryError, IsADirectoryError, FileExistsError)):
        return f"“{path}” không dùng được làm nơi ghi. Hãy chọn tên hoặc thư mục khác."
    return f"Không đọc hoặc ghi được “{path}” ({error.strerror or error}). Hãy kiểm tra ổ đĩa rồi làm lại."


def _sync_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows has no such call and does it by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
