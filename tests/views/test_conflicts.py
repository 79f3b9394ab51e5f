"""Two versions of a record in the window: told on the page and on the home page, chosen per field or whole, by keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop.models.activity import Activity
from desktop.models.base import canonical_json, new_id
from desktop.models.conflicts import conflicts
from desktop.models.database import Database
from desktop.models.report import Report, report_id
from desktop.views.conflict_dialog import ConflictDialog
from desktop.views.home_facts import gather
from desktop.views.window import MainWindow
from tests.sync.test_merge import line, merge, name_of
from tests.views.conftest import UNIT, YEAR, page_of, press

HELD = {"date": f"{YEAR}-03-05", "title": "Họp bản", "channel": "K2"}


def apart(database: Database, **changes: object) -> str:
    """An activity that one PC gave 5 people and the other 7 and a place."""
    record = new_id()
    first = line(HELD, record_id=record)
    left = line({**HELD, "people": 5}, record_id=record, parents=[name_of(first)])
    right = line(
        {**HELD, "people": 7, "place": "Bản <b>Hin</b>", **changes}, record_id=record, parents=[name_of(first)]
    )
    merge(database, first, left, right, unit=UNIT)
    return record


@pytest.fixture
def dialog(window: MainWindow, database: Database, qtbot: QtBot) -> ConflictDialog:
    apart(database)
    assert window.workspace is not None
    page = page_of(window, "activities")
    made = ConflictDialog(window.workspace, "activity", page.pattern.fields, window)
    qtbot.addWidget(made)
    made.show()
    return made


def row_of(dialog: ConflictDialog, label: str) -> int:
    assert dialog.conflict is not None
    return next(at for at, choice in enumerate(dialog.conflict.choices) if choice.label == label)


def test_the_page_and_the_home_page_tell_of_it(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    apart(database)
    page = page_of(window, "activities")
    page.refresh()
    qtbot.waitUntil(page.conflicts_bar.isVisible)
    assert page.conflicts_bar.label.text().startswith("1 hoạt động được sửa khác nhau")
    with database.snapshot() as session:
        told = [one for one in gather(session, UNIT, YEAR).standing if "hai máy" in one.words]
    assert [(one.mood, one.place) for one in told] == [("danger", "activities")]


def test_only_what_differs_is_shown_and_each_field_is_chosen(dialog: ConflictDialog, database: Database) -> None:
    assert dialog.conflict is not None
    assert {choice.label for choice in dialog.conflict.choices} == {"Số lượt người", "Địa điểm"}
    people, place = row_of(dialog, "Số lượt người"), row_of(dialog, "Địa điểm")
    seven = next(at for at, words in enumerate(dialog.conflict.choices[people].words) if words == "7")
    assert dialog.conflict.choices[place].words[seven] == "Bản <b>Hin</b>"
    dialog.table.setCurrentCell(people, 2 - seven)
    press(dialog.table, Qt.Key.Key_Space)
    dialog.table.setCurrentCell(place, seven + 1)
    press(dialog.table, Qt.Key.Key_Return)
    dialog.saved.click()
    with database.snapshot() as session:
        assert conflicts(session, UNIT) == []
        [found] = session.query(Activity).all()
        assert (found.people, found.place, found.title) == (5, "Bản <b>Hin</b>", "Họp bản")
    assert not dialog.isVisible()


def test_one_side_is_taken_whole(dialog: ConflictDialog, database: Database) -> None:
    assert dialog.conflict is not None
    content = dialog.conflict.sides[1].content
    dialog.wholes[1].click()
    with database.snapshot() as session:
        [found] = session.query(Activity).all()
        assert canonical_json(found.stated()) == canonical_json(content)


def test_a_deletion_against_an_edit_is_taken_whole(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    record = new_id()
    first = line(HELD, record_id=record)
    merge(database, first, line({**HELD, "people": 5}, record_id=record, parents=[name_of(first)]), unit=UNIT)
    merge(database, line(None, record_id=record, parents=[name_of(first)]), unit=UNIT)
    page = page_of(window, "activities")
    assert window.workspace is not None
    dialog = ConflictDialog(window.workspace, "activity", page.pattern.fields, window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.saved.isVisible()
    assert dialog.conflict is not None
    dialog.wholes[next(at for at, side in enumerate(dialog.conflict.sides) if side.content is not None)].click()
    with database.snapshot() as session:
        found = session.get_one(Activity, record)
        assert (found.deleted, found.people) == (False, 5)


def test_the_words_of_a_report_are_chosen_part_by_part(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    record = report_id(UNIT, YEAR)
    base = {"year": YEAR, "blocks": {"III.1": "Kết quả tốt."}}
    first = line(base, kind="report", record_id=record)
    one = {"year": YEAR, "blocks": {"III.1": "Kết quả tốt.", "III.2": "Còn chậm."}}
    other = {"year": YEAR, "blocks": {"III.1": "Kết quả tốt.", "IV.2": "Cấp loa."}}
    merge(
        database,
        first,
        line(one, kind="report", record_id=record, parents=[name_of(first)]),
        line(other, kind="report", record_id=record, parents=[name_of(first)]),
        unit=UNIT,
    )
    assert window.workspace is not None
    dialog = ConflictDialog(window.workspace, "report", (), window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.conflict is not None
    for row, choice in enumerate(dialog.conflict.choices):
        dialog.pick(row, 1 + next(at for at, value in enumerate(choice.values) if value))
    dialog.saved.click()
    with database.snapshot() as session:
        assert session.get_one(Report, record).blocks == {
            "III.1": "Kết quả tốt.",
            "III.2": "Còn chậm.",
            "IV.2": "Cấp loa.",
        }


def test_several_are_gone_through_and_one_may_wait(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    for _ in range(2):
        apart(database)
    page = page_of(window, "activities")
    assert window.workspace is not None
    dialog = ConflictDialog(window.workspace, "activity", page.pattern.fields, window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "(1/2)" in dialog.heading.text()
    dialog.skipped.click()
    assert "(2/2)" in dialog.heading.text()
    dialog.wholes[0].click()
    assert not dialog.isVisible()
    with database.snapshot() as session:
        assert len(conflicts(session, UNIT)) == 1
