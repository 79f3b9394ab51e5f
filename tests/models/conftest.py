"""A real database file for each test, copied from one that was upgraded from nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.models.database import FILE_NAME, Database


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    Database.open(folder, create=True).close()
    return folder / FILE_NAME


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Iterator[Database]:
    folder = tmp_path / "dữ liệu"
    folder.mkdir()
    shutil.copy(template, folder / FILE_NAME)
    with Database.open(folder) as opened:
        yield opened
