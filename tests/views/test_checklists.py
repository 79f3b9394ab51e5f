"""Duties and self-assessments: every line stands there, its record is made when it is first saved."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from sqlalchemy import select

from desktop.models import history
from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.duty import Duty, duties_of, duty_id
from desktop.models.self_assessment import SelfAssessment, self_assessment_id
from desktop.views.checklist_page import ChecklistPage
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, answer, control, focused, press, type_letters

Key = Qt.Key


def checklist(window: MainWindow, name: str) -> ChecklistPage:
    assert window.go_to(name)
    page = window.page
    assert isinstance(page, ChecklistPage)
    return page


def duties(database: Database) -> list[Duty]:
    with database.snapshot() as session:
        return list(session.scalars(select(Duty).where(~Duty.deleted)))


def test_every_duty_of_this_kind_of_unit_stands_there_before_anything_is_written(
    window: MainWindow, database: Database
) -> None:
    page = checklist(window, "duties")
    assert page.lines.keys() == [duty.code for duty in duties_of("THCS")]
    assert page.summary.text() == f"Năm {YEAR}: đã thực hiện 0/4 nhiệm vụ."
    assert page.lines.hasFocus()
    assert duties(database) == []
    assert list(page.commands) == []


def test_a_duty_is_said_to_be_done_by_keyboard_and_undone_again(window: MainWindow, database: Database) -> None:
    page = checklist(window, "duties")
    press(page.lines, Key.Key_Down)
    press(page.lines, Key.Key_Return)
    type_letters("da thuc hien")  # the keyboard is in the state: the duty and its year are only read
    press(focused(), Key.Key_Tab)
    page.form.go_to_field("result")
    type_letters("Lồng ghép trong sinh hoạt dưới cờ")
    control(window, Key.Key_S)
    [stored] = duties(database)
    assert stored.id == duty_id(UNIT, YEAR, "CQ_CSGD.2")
    assert (stored.year, stored.duty, stored.state) == (YEAR, "CQ_CSGD.2", "NV_XONG")
    assert page.summary.text() == f"Năm {YEAR}: đã thực hiện 1/4 nhiệm vụ."
    assert page.lines.lines_model.lines[1].cells[2] == "Đã thực hiện"
    press(focused(), Key.Key_Escape)
    assert page.lines.hasFocus()
    control(window, Key.Key_Z)
    assert duties(database) == []
    assert page.lines.lines_model.lines[1].cells[2] == "Chưa thực hiện"
    press(page.lines, Key.Key_Return)  # and can be said again under the same id
    page.form.field("state").set_value("NV_DANG")
    control(window, Key.Key_S)
    assert [(d.id, d.state, d.result) for d in duties(database)] == [(stored.id, "NV_DANG", "")]


def test_activities_of_the_year_are_suggested_for_a_duty(window: MainWindow, database: Database) -> None:
    with database.transaction("Ghi") as session:
        for year in (YEAR - 1, YEAR):
            session.add(Activity(unit_id=UNIT, date=date(year, 4, 2), title=f"Hội nghị {year}", channel="K3"))
    page = checklist(window, "duties")
    press(page.lines, Key.Key_Return)
    page.form.go_to_field("activities")
    press(focused(), Key.Key_Down)
    found = page.form.field("activities").found  # type: ignore[attr-defined]
    assert [words for _, words in found.lines()] == [f"02/04/{YEAR} · K3 · Hội nghị {YEAR}"]
    press(focused(), Key.Key_Return)
    page.form.field("state").set_value("NV_XONG")
    control(window, Key.Key_S)
    assert len(duties(database)[0].activities) == 1
    assert page.lines.lines_model.lines[0].cells[3] == "1"


def test_unsaved_text_is_asked_about_before_another_line_is_opened(window: MainWindow, database: Database) -> None:
    page = checklist(window, "duties")
    press(page.lines, Key.Key_Return)
    page.form.field("state").set_value("NV_XONG")
    said = answer("Quay lại")
    page.lines.setFocus()
    press(page.lines, Key.Key_Down)
    press(page.lines, Key.Key_Return)
    assert "chưa được lưu" in said()[0]
    assert page.form.values()["duty"] == "CQ_CSGD.1"
    page.form.open_new()


def test_a_record_of_a_duty_is_opened_by_its_id_from_elsewhere(window: MainWindow, database: Database) -> None:
    with database.transaction("Ghi") as session:
        wanted = Duty(id=duty_id(UNIT, YEAR, "CQ_CSGD.3"), year=YEAR, duty="CQ_CSGD.3", state="NV_XONG", result="Đã bố trí", unit_id=UNIT)  # fmt: skip
        history.save(session, wanted)
    assert window.go_to("duties", record_id=duty_id(UNIT, YEAR, "CQ_CSGD.3"))
    page = window.page
    assert isinstance(page, ChecklistPage)
    assert page.form.field("result").value() == "Đã bố trí"
    assert page.lines.current_key() == "CQ_CSGD.3"


def test_the_criteria_show_what_the_records_say_to_each(window: MainWindow, database: Database) -> None:
    with database.transaction("Ghi") as session:
        session.add(Activity(unit_id=UNIT, date=date(YEAR, 4, 2), title="Hội nghị", channel="K3", partners=["TC_PHHS"]))
    page = checklist(window, "assessments")
    assert page.lines.keys() == ["TC1", "TC2", "TC3", "TC4", "TC5", "MT35.2"]
    hints = []
    for code in list(page.lines.keys()):
        page.open_record(self_assessment_id(UNIT, YEAR, code))
        hints.append(page.form.field("figures").words.text())  # type: ignore[attr-defined]
    assert hints[0] == "1 hoạt động, 0 sản phẩm đã ghi; 0/4 nhiệm vụ được giao đã thực hiện."
    assert "MT30.1" in hints[1]
    assert hints[2] == "Không ghi nhận thông tin sai lệch nào."
    assert hints[3] == "Chưa ghi kinh phí của năm."
    assert hints[4] == "1 hoạt động có đơn vị phối hợp."
    page.open_record(self_assessment_id(UNIT, YEAR, "TC5"))
    page.form.field("grade").set_value("DG_KHA")
    control(window, Key.Key_S)
    with database.snapshot() as session:
        stored = session.scalars(select(SelfAssessment)).one()
        assert (stored.criterion, stored.grade) == ("TC5", "DG_KHA")
    assert page.summary.text() == f"Năm {YEAR}: đã tự đánh giá 1/6 tiêu chí."
