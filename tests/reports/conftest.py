"""A real database with one school in it, and short ways to fill it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.models.base import utc_now
from desktop.models.database import Database
from desktop.models.installation import Installation
from desktop.models.unit import profile_id
from tests.reports.samples import UNIT, profile


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Database]:
    """THCS Chiềng Khương: 47 staff, 5 communication officers stated, nothing recorded yet."""
    with Database.open(tmp_path / "dữ liệu", create=True) as database:
        with database.transaction() as session:
            made = profile()
            made.id = profile_id(UNIT, 2026)
            session.add(made)
            session.add(Installation(id=1, role="unit", unit_id=UNIT, created_at=utc_now(), settings={}))
        yield database
