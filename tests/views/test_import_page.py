"""The import page: nothing stored before Nhập, one undo step after, refused rows to a file."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.views.import_page import ImportPage
from tests.reports.conftest import school as school
from tests.views.pages import shown

SAMPLES = Path(__file__).parents[2] / "samples"


def count(database: Database) -> int:
    with database.snapshot() as session:
        return session.scalar(select(func.count()).select_from(Activity).where(~Activity.deleted)) or 0


def test_a_workbook_is_looked_at_then_taken_in_and_undone(qtbot: QtBot, school: Database, tmp_path: Path) -> None:
    sample = next(path for path in sorted(SAMPLES.glob("*.xlsx")) if "nhat" in path.name or "activit" in path.name)
    with shown(school, "desktop.views.import_page") as (window, page):
        assert isinstance(page, ImportPage)
        page.look_at(sample)
        qtbot.waitUntil(lambda: page.preview is not None, timeout=10000)
        window.grab().save("/tmp/import.png")
        assert count(school) == 0
        page.save_template(tmp_path / "mẫu.xlsx")
        qtbot.waitUntil(lambda: (tmp_path / "mẫu.xlsx").exists(), timeout=5000)
        qtbot.waitUntil(lambda: not page.workspace.background.busy, timeout=5000)
        page.take_in()
        qtbot.waitUntil(lambda: count(school) > 0 and not page.import_button.isEnabled(), timeout=10000)
        window.undo()
        assert count(school) == 0
