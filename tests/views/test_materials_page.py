"""Tài liệu: found and opened at a unit, written and withdrawn at the Department."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models.base import new_id, utc_now
from desktop.models.database import Database
from desktop.models.installation import Installation
from desktop.models.material import Material, save_material
from desktop.views.materials_page import MaterialDialog, MaterialsPage
from desktop.views.window import MainWindow
from tests.views.conftest import press
from tests.views.pages import shown


def add(database: Database, title: str, text: str = "x", day: int = 1) -> str:
    with database.transaction() as session:
        return save_material(
            session,
            Material(
                id=new_id(), title=title, sort="Hướng dẫn", date=date(2026, 9, day), text=text, files=[], position=0
            ),
        ).id


@pytest.fixture
def page(window: MainWindow, database: Database, qtbot: QtBot) -> MaterialsPage:
    add(database, "Sổ tay truyền thông", "Nội dung <b>một</b>")
    add(database, "Hướng dẫn viết báo cáo", day=2)
    assert window.go_to("materials")
    made = window.page
    assert isinstance(made, MaterialsPage)
    qtbot.waitUntil(lambda: made.list.count() == 2)
    return made


def test_the_newest_is_first_and_the_search_needs_no_accents(page: MaterialsPage, qtbot: QtBot) -> None:
    assert page.heading.text() == "Hướng dẫn viết báo cáo"
    press(page, Qt.Key.Key_F3)
    page.search.setText("so tay")
    qtbot.waitUntil(lambda: page.list.count() == 1)
    assert page.text.toPlainText() == "Nội dung <b>một</b>"
    assert not page.open_button.isEnabled()
    page.search.setText("không có đâu")
    qtbot.waitUntil(lambda: page.list.count() == 0)
    assert "Không có tài liệu nào khớp" in page.heading.text()


def test_a_file_that_has_not_come_says_so(page: MaterialsPage, database: Database, qtbot: QtBot) -> None:
    file = {"sha256": "0" * 64, "name": "a.pdf", "type": "application/pdf", "size": 300}
    with database.transaction() as session:
        for one in session.scalars(select(Material)):
            one.files = [file]
    page.refresh()
    qtbot.waitUntil(lambda: page.files.count() == 1)
    assert "chưa có tệp" in page.files.item(0).text()


@pytest.fixture
def department(tmp_path: Path) -> Iterator[Database]:
    with Database.open(tmp_path / "sở", create=True) as database:
        with database.transaction() as session:
            session.add(
                Installation(role="department", unit_id=new_id(), unit_code=None, created_at=utc_now(), settings={})
            )
        yield database


def test_the_department_writes_changes_and_withdraws(department: Database, qtbot: QtBot) -> None:
    made = add(department, "Bản một")
    with shown(department, "desktop.views.materials_page") as (_, page):
        assert isinstance(page, MaterialsPage)
        page.refresh()
        qtbot.waitUntil(lambda: page.list.count() == 1)
        one = page.current()
        assert one is not None
        dialog = MaterialDialog(page.workspace, one, page.window())
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.title.setText("")
        dialog.save()
        assert dialog.problem.text() == "Chưa ghi tên tài liệu."
        dialog.title.setText("Bản hai")
        dialog.save()
        with department.snapshot() as session:
            assert session.get_one(Material, made).title == "Bản hai"
        page.refresh()
        qtbot.waitUntil(lambda: page.heading.text() == "Bản hai")
        page.remove()
        qtbot.waitUntil(lambda: page.list.count() == 0)
