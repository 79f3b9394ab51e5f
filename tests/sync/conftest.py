"""A province for each test, in real folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.province import Province


@pytest.fixture
def province(tmp_path: Path) -> Iterator[Province]:
    made = Province.make(tmp_path)
    yield made
    made.close()
