"""A school's database, and workbooks made for one test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from desktop.models.base import new_id, utc_now
from desktop.models.database import Database
from desktop.models.installation import Installation

SAMPLES = Path(__file__).parent / "samples"
Rows = Sequence[Sequence[Any]]
MakeBook = Callable[..., Path]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("school")
    with Database.open(folder, create=True) as database, database.transaction() as session:
        session.add(Installation(role="unit", unit_id=new_id(), created_at=utc_now()))
    return folder


@pytest.fixture
def book(tmp_path: Path) -> MakeBook:
    """Make a workbook: `sheets` by name, each rows of values from A1 on, and merged ranges by sheet name."""

    def make(
        sheets: dict[str, Rows] | Rows, merges: dict[str, list[str]] | list[str] | None = None, name: str = "sổ.xlsx"
    ) -> Path:
        by_name = sheets if isinstance(sheets, dict) else {"Sheet1": sheets}
        merged = merges if isinstance(merges, dict) else {next(iter(by_name)): merges or []}
        workbook = Workbook()
        workbook.remove(workbook.worksheets[0])
        for title, rows in by_name.items():
            page = workbook.create_sheet(title)
            for number, row in enumerate(rows, 1):
                for column, value in enumerate(row, 1):
                    if value is not None:
                        page.cell(number, column, value)
            for cells in merged.get(title, []):
                page.merge_cells(cells)
        path = tmp_path / name
        workbook.save(path)
        return path

    return make
