"""The Department's remarks at the unit: told on the page, at home and in the form; answered by keys; the record opened."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from desktop.models.activity import Activity
from desktop.models.base import new_id, utc_now
from desktop.models.database import Database
from desktop.models.difficulty import Difficulty
from desktop.models.remark import FIGURE, Remark, answers_to
from desktop.views.home_facts import gather
from desktop.views.indicators_page import IndicatorsPage
from desktop.views.remarks import RemarksDialog
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, page_of


def say(database: Database, kind: str, target: str, text: str, closed: bool = False) -> str:
    with database.transaction() as session:
        made = Remark(
            id=new_id(), unit_id=UNIT, year=YEAR, kind=kind, target=target, text=text, author="", at=utc_now(),
            closed=closed, sequence=1 + session.query(Remark).count(),
        )  # fmt: skip
        session.add(made)
        return made.id


@pytest.fixture
def record(database: Database) -> str:
    with database.transaction("Ghi") as session:
        session.add(made := Activity(unit_id=UNIT, date=date(YEAR, 3, 5), title="Hội thi", channel="K3", people=4500))
    return made.id


def test_a_remark_shows_on_its_page_at_home_and_beside_the_record(
    window: MainWindow, database: Database, record: str, qtbot: QtBot
) -> None:
    say(database, "activity", record, "Số người <b>quá</b> lớn?")
    say(database, "activity", record, "Chuyện cũ.", closed=True)
    page = page_of(window, "activities")
    page.refresh()
    qtbot.waitUntil(page.remarks_bar.isVisible)
    assert page.remarks_bar.label.text() == "Sở có 1 nhận xét ở đây, 1 chưa trả lời."
    page.open_record(record)
    assert page.panel.remark.text().endswith("Số người <b>quá</b> lớn?")
    assert "Chuyện cũ" not in page.panel.remark.text()
    page.new()
    assert page.panel.remark.text() == ""
    with database.snapshot() as session:
        told = [one for one in gather(session, UNIT, YEAR).standing if "nhận xét" in one.words]
    assert [(one.words, one.place) for one in told] == [("Sở có 1 nhận xét chờ trả lời.", "activities")]


def test_it_is_answered_and_its_record_opened(
    window: MainWindow, database: Database, record: str, qtbot: QtBot
) -> None:
    made = say(database, "activity", record, "Xem lại số người.")
    assert window.workspace is not None
    dialog = RemarksDialog(window.workspace, "activity", window)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "Hội thi" in dialog.list.item(0).text()
    dialog.saved.click()
    assert dialog.problem.isVisible()
    dialog.text.setPlainText("Đã sửa còn 450.")
    dialog.saved.click()
    with database.snapshot() as session:
        assert answers_to(session, UNIT)[made].text == "Đã sửa còn 450."
    assert "đã trả lời" in dialog.list.item(0).text()
    dialog.open_current()
    assert dialog.chosen is not None
    assert dialog.chosen.target == record


def test_a_remark_on_a_figure_stands_with_the_targets(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    say(database, FIGURE, "MT30.3", "Tỷ lệ trên 100%?")
    assert window.go_to("indicators")
    page = window.page
    assert isinstance(page, IndicatorsPage)
    qtbot.waitUntil(page.remarks_bar.isVisible)


def test_the_answer_to_a_difficulty_stands_in_its_form(window: MainWindow, database: Database) -> None:
    with database.transaction("Ghi") as session:
        session.add(made := Difficulty(unit_id=UNIT, date=date(YEAR, 3, 5), content="Thiếu loa", type="KK_KHO_KHAN"))
    say(database, "difficulty", made.id, "Sở cấp 02 bộ loa trong quý IV.")
    page = page_of(window, "difficulties")
    page.open_record(made.id)
    field = page.form.field("answer")
    assert "Sở cấp 02 bộ loa" in field.words.text()  # type: ignore[attr-defined]


def test_a_remark_on_what_is_gone_is_still_shown(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    say(database, "activity", new_id(), "Xem lại.")
    assert window.workspace is not None
    dialog = RemarksDialog(window.workspace, "activity", window)
    qtbot.addWidget(dialog)
    assert "không còn ở đây" in dialog.list.item(0).text()
