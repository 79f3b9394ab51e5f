"""Trang chủ counts and leads on; Hồ sơ đơn vị keeps one profile a year; nothing typed is lost when the disk refuses."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.catalogue import load_catalogue
from desktop.models.database import Database
from desktop.models.installation import current
from desktop.models.person import Person
from desktop.models.unit import UnitProfile
from desktop.views import unit_words
from desktop.views.home import HomePage
from desktop.views.home_facts import deadline_words, gather, last_working_day
from desktop.views.profile import ProfilePage
from desktop.views.record_page import RecordPage
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, answer, control, page_of


@pytest.mark.parametrize(("year", "day"), [(2025, 14), (2026, 13), (2027, 12), (2028, 14), (2029, 14), (2030, 14)])
def test_the_last_working_day_is_the_last_weekday_before_15_november(year: int, day: int) -> None:
    assert last_working_day(year) == date(year, 11, day)
    assert last_working_day(year).weekday() < 5


def test_the_deadline_is_told_in_words_before_on_and_after_it() -> None:
    assert deadline_words(date(2026, 11, 5), frozen=False) == (
        "Còn 10 ngày",
        "Hạn nộp: trước ngày 15/11/2026. Ngày làm việc cuối cùng: thứ Sáu, 13/11/2026.",
    )
    assert deadline_words(date(2026, 11, 15), frozen=False)[0] == "Đã đến hạn"
    assert deadline_words(date(2026, 11, 23), frozen=False)[0] == "Quá hạn 8 ngày"
    assert deadline_words(date(2026, 11, 23), frozen=True)[0] == "Đã lập báo cáo năm 2026"


def test_the_home_page_says_what_is_missing_and_its_button_leads_there(window: MainWindow, database: Database) -> None:
    window.go_to("home")
    home = window.page
    assert isinstance(home, HomePage)
    assert home.next_button.text().startswith("Ghi kế hoạch truyền thông")
    home.next_button.click()
    page = window.page
    assert isinstance(page, RecordPage)
    assert page.title == "Kế hoạch – văn bản"
    assert page.form.is_new
    assert page.form.field("year").state() == str(YEAR)


def test_the_home_page_counts_anew_after_a_save(window: MainWindow, database: Database) -> None:
    window.go_to("home")
    with database.transaction() as session:
        session.add(Activity(unit_id=UNIT, date=date(YEAR, 3, 5), title="Một", channel="K1", people=0))
        session.add(Activity(unit_id=UNIT, date=date(YEAR, 4, 5), title="Hai", channel="K1", people=12, topic="ND1"))
        session.add(Person(unit_id=UNIT, name="Lò Thị Ánh", officer=True))
    with database.snapshot() as session:
        facts = gather(session, UNIT, YEAR)
    assert (facts.activities, facts.reached, facts.officers) == (2, 12, 1)
    assert "1 hoạt động chưa chọn nội dung chính" in {step.words for step in facts.missing}
    home = window.page
    assert isinstance(home, HomePage)
    QApplication.processEvents()
    open_topics = [b for b in home.findChildren(QPushButton) if b.accessibleName().startswith("1 hoạt động")]
    open_topics[-1].click()
    page = window.page
    assert isinstance(page, RecordPage)
    assert page.count_label.text() == "1 hoạt động · 0 lượt người"


def test_the_profile_keeps_the_year_and_the_plans_number_and_date(window: MainWindow, database: Database) -> None:
    window.go_to("profile")
    page = window.page
    assert isinstance(page, ProfilePage)
    assert not page.is_dirty
    page.form.field("officers").set_value(5)
    page.plan_number.set_value("123/KH-UBND")
    page.plan_date.line.setText("31/2/2026")
    control(window, Qt.Key.Key_S)
    assert page.plan_problem.isVisible()
    page.plan_date.line.setText("5/1/2026")
    control(window, Qt.Key.Key_S)
    with database.snapshot() as session:
        [profile] = session.scalars(select(UnitProfile))
        settings = current(session).settings
    assert (profile.year, profile.officers, profile.staff) == (YEAR, 5, 47)
    assert (settings["plan_number"], settings["plan_date"]) == ("123/KH-UBND", "2026-01-05")
    assert not page.is_dirty


def test_a_name_changed_in_the_profile_stands_in_the_title_at_once(window: MainWindow, database: Database) -> None:
    with database.transaction() as session:
        session.scalars(select(UnitProfile)).one().name = "Trường THCS Mới"
    assert window.side._unit.text() == "Trường THCS Mới"
    assert window.windowTitle().startswith("Trường THCS Mới")


@pytest.mark.parametrize(
    ("pragma", "words"),
    [("PRAGMA query_only = ON", "Không có quyền ghi"), ("PRAGMA max_page_count = 1", "Ổ đĩa đã đầy")],
)
def test_text_stays_in_the_form_when_the_disk_refuses(
    pragma: str, words: str, window: MainWindow, database: Database
) -> None:
    page = page_of(window, "activities")
    page.new()
    page.form.field("date").set_value(date(YEAR, 3, 5))
    page.form.field("title").set_value("Một")
    page.form.field("channel").set_value("K1")
    page.form.field("content").set_value("nội dung " * 1200)
    with database.snapshot() as session:
        session.connection().exec_driver_sql(pragma)
    said = answer("Đóng")
    assert not page.save()
    assert words in said()[0]
    assert "CHƯA lưu được" in said()[0]
    assert page.form.is_dirty
    assert page.form.field("title").state() == "Một"
    with database.snapshot() as session:
        session.connection().exec_driver_sql("PRAGMA query_only = OFF")
        session.connection().exec_driver_sql("PRAGMA max_page_count = 1000000")
    assert page.save()


@pytest.mark.parametrize(
    ("kind", "proper", "name", "sign"),
    [
        ("THCS", "Chiềng Khương", "Trường THCS Chiềng Khương", "THCSCK"),
        ("TH_THCS", "Trường TH&THCS Hiệp Lực", "Trường TH&THCS Hiệp Lực", "TH&THCSHL"),
        ("MN", "Hoa Ban", "Trường Mầm non Hoa Ban", "MNHB"),
        ("PTDTBT_TH", "Đứa Mòn", "Trường PTDTBT TH Đứa Mòn", "PTDTBTTHĐM"),
        ("GDNN_GDTX", "Mường La", "Trung tâm GDNN-GDTX Mường La", "GDNN-GDTXML"),
        ("XA", "", "Ủy ban nhân dân xã Chiềng Khương", "UBND"),
    ],
)
def test_a_units_name_and_sign_are_guessed_as_schools_write_them(kind: str, proper: str, name: str, sign: str) -> None:
    entry = load_catalogue().entry(kind)
    assert entry is not None
    commune = next(c for c in load_catalogue().communes() if c.name == "Chiềng Khương")
    assert unit_words.full_name(entry, proper, commune) == name
    assert unit_words.sign(entry, proper) == sign
    assert unit_words.place(entry, commune) == "Chiềng Khương"


def test_the_ward_named_after_a_person_is_written_in_full() -> None:
    entry = load_catalogue().entry("THCS")
    assert entry is not None
    commune = next(c for c in load_catalogue().communes() if c.name == "Tô Hiệu")
    assert unit_words.place(entry, commune) == "Phường Tô Hiệu"
    assert unit_words.governing_body(entry, commune) == "UBND PHƯỜNG TÔ HIỆU"
