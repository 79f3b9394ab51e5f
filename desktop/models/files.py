"""Files kept under their SHA-256 beside the database: frozen reports, photos and scans alike. Names are never paths."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from desktop.errors import UserError
from desktop.paths import write_atomically

_HASH = re.compile(r"[0-9a-f]{64}")


def is_name(sha256: object) -> bool:
    """Whether it is a hash that may name a file."""
    return isinstance(sha256, str) and bool(_HASH.fullmatch(sha256))


class FileStore:
    """A folder of files, each stored once under its own hash and verified when read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the file of that hash lies or would lie."""
        if not _HASH.fullmatch(sha256):
            raise ValueError(sha256)
        return self.folder / sha256[:2] / sha256

    def has(self, sha256: str) -> bool:
        """Whether the file is held."""
        return self.path(sha256).is_file()

    def is_whole(self, sha256: str) -> bool:
        """Whether the file is held and its content is what its name says."""
        try:
            return hashlib.sha256(self.path(sha256).read_bytes()).hexdigest() == sha256
        except OSError:
            return False

    def size(self, sha256: str) -> int:
        """Bytes of the file; 0 where it is not held."""
        try:
            return self.path(sha256).stat().st_size
        except OSError:
            return 0

    def names(self) -> Iterator[str]:
        """The hash of every file held."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            if _HASH.fullmatch(path.name) and path.is_file():
                yield path.name

    def put(self, content: bytes) -> str:
        """Keep `content`; its hash. Written before the transaction that refers to it; the same content is written once."""
        sha256 = hashlib.sha256(content).hexdigest()
        if not self.has(sha256):
            write_atomically(self.path(sha256), content)
        return sha256

    def get(self, sha256: str) -> bytes:
        """The content of that hash. UserError where it is missing or damaged."""
        try:
            content = self.path(sha256).read_bytes()
        except OSError as error:
            raise UserError("Thiếu một tệp đính kèm trong thư mục dữ liệu. Hãy khôi phục từ bản sao lưu.") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise UserError("Một tệp đính kèm trong thư mục dữ liệu đã bị hỏng. Hãy khôi phục từ bản sao lưu.")
        return content
