"""A store of files in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.evidence.attaching import Source, Taken, take_in
from desktop.models.files import FileStore


class Desk:
    """Where a person lays files down to be attached."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "tới"
        self.folder.mkdir()
        self.files = FileStore(folder / "files")

    def lay(self, name: str, content: bytes) -> Source:
        path = self.folder / name
        path.write_bytes(content)
        return Source(path)

    def take(self, **contents: bytes) -> Taken:
        """Attach files; `_` before the extension stands for the point of their names."""
        return take_in(self.files, [self.lay(name.replace("_", "."), body) for name, body in contents.items()])

    def stored(self) -> list[Path]:
        return [path for path in self.files.folder.rglob("*") if path.is_file()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)
