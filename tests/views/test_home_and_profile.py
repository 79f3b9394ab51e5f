"""Trang chủ counts and leads on; Hồ sơ đơn vị keeps one profile a year; nothing typed is lost when the disk refuses."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.base import utc_now
from desktop.models.catalogue import load_catalogue
from desktop.models.database import Database
from desktop.models.difficulty import Difficulty
from desktop.models.draft import Draft
from desktop.models.exchange import Assessment, Exchange, Receipt
from desktop.models.installation import current
from desktop.models.media_page import MediaPage
from desktop.models.opinion import Opinion
from desktop.models.person import Person
from desktop.models.product import Product
from desktop.models.unit import UnitProfile
from desktop.views import unit_words
from desktop.views.home import HomePage
from desktop.views.home_facts import deadline_words, gather, last_working_day, urgency
from desktop.views.indicators_page import IndicatorsPage
from desktop.views.places import PLACES
from desktop.views.profile import ProfilePage
from desktop.views.record_page import RecordPage
from desktop.views.widgets.target_bar import TargetBar
from desktop.views.window import MainWindow
from tests.views.conftest import UNIT, YEAR, answer, control, page_of, press


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


def test_the_deadline_grows_louder_from_1_october_until_the_report_is_made() -> None:
    assert urgency(date(2026, 9, 30), frozen=False) == ""
    assert urgency(date(2026, 10, 1), frozen=False) == "warning"
    assert urgency(date(2026, 11, 5), frozen=False) == "warning"
    assert urgency(date(2026, 11, 6), frozen=False) == "danger"
    assert urgency(date(2026, 11, 20), frozen=False) == "danger"
    assert urgency(date(2026, 11, 20), frozen=True) == ""


def home_of(window: MainWindow, qtbot: QtBot) -> HomePage:
    """Trang chủ once it has counted."""
    window.go_to("home")
    home = window.page
    assert isinstance(home, HomePage)
    qtbot.waitUntil(lambda: home.facts is not None, timeout=5000)
    return home


def test_the_home_page_says_what_is_missing_and_its_button_leads_there(window: MainWindow, qtbot: QtBot) -> None:
    home = home_of(window, qtbot)
    assert home.next_button.text().startswith("Ghi kế hoạch truyền thông")
    home.next_button.click()
    page = window.page
    assert isinstance(page, RecordPage)
    assert page.title == "Kế hoạch – văn bản"
    assert page.form.is_new
    assert page.form.field("year").state() == str(YEAR)


def test_the_keyboard_stands_on_the_next_step_before_anything_is_counted(window: MainWindow, qtbot: QtBot) -> None:
    window.go_to("home")
    home = window.page
    assert isinstance(home, HomePage)
    assert home.next_button.hasFocus()
    assert "15/11" in home.when.text()
    qtbot.waitUntil(lambda: home.facts is not None, timeout=5000)
    assert home.next_button.hasFocus()


def test_the_home_page_counts_anew_after_a_save(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    home = home_of(window, qtbot)
    with database.transaction() as session:
        session.add(Activity(unit_id=UNIT, date=date(YEAR, 3, 5), title="Một", channel="K1", people=0))
        session.add(Activity(unit_id=UNIT, date=date(YEAR, 4, 5), title="Hai", channel="K1", people=12, topic="ND1"))
        session.add(Person(unit_id=UNIT, name="Lò Thị Ánh", officer=True))
    qtbot.waitUntil(lambda: home.facts is not None and home.facts.activities == 2, timeout=5000)
    facts = home.facts
    assert facts is not None
    assert (facts.reached, facts.officers) == (12, 1)
    assert "1 hoạt động chưa chọn nội dung chính" in {step.words for step in facts.missing}
    QApplication.processEvents()
    open_topics = [b for b in home.findChildren(QPushButton) if b.accessibleName().startswith("1 hoạt động chưa chọn")]
    open_topics[-1].click()
    page = window.page
    assert isinstance(page, RecordPage)
    qtbot.waitUntil(lambda: page.count_label.text() == "1 hoạt động · 0 lượt người", timeout=5000)  # 0 was stated


def test_a_target_bar_tells_the_gap_and_opens_its_target(window: MainWindow, database: Database, qtbot: QtBot) -> None:
    with database.transaction() as session:
        session.add_all([Person(unit_id=UNIT, name=f"Cán bộ {at}", officer=True) for at in range(4)])
    home = home_of(window, qtbot)
    qtbot.waitUntil(lambda: home.facts is not None and home.facts.officers == 4, timeout=5000)
    bars = {bar.one.code: bar for bar in home.findChildren(TargetBar)}
    assert list(bars) == ["MT30.1", "MT30.3", "MT30.5"]
    assert (bars["MT30.1"].figures, bars["MT30.3"].figures) == ("chưa có", "0/47 (0%)")
    assert bars["MT30.5"].gaps.endswith("2030: thiếu 3 cán bộ · 2035: thiếu 4 cán bộ")
    press(bars["MT30.5"], Qt.Key.Key_Space)
    targets = window.page
    assert isinstance(targets, IndicatorsPage)
    qtbot.waitUntil(lambda: targets.table.rowCount() == 8 and targets.table.currentRow() == 4, timeout=5000)


def test_where_things_stand_is_told_from_what_is_stored(database: Database, tmp_path: Path) -> None:
    today = date(YEAR, 11, 20)
    with database.snapshot() as session:
        before = gather(session, UNIT, YEAR, today, tmp_path)
    assert [each.words for each in before.standing] == [
        "Chưa xuất gói nào gửi Sở.",
        "Chưa sao lưu trong máy; ra USB: chưa lần nào.",
    ]
    with database.transaction() as session:
        session.add(Draft(record_id="a", kind="activity", states={}, values={}, typed_at=utc_now(), kept=True))
        session.add(Draft(record_id="b", kind="activity", states={}, values={}, typed_at=utc_now(), open=True))
        session.add(exported(f"{YEAR}-11-11T02:00:00Z"))
        session.add(
            Assessment(
                id="a", unit_id=UNIT, year=YEAR, state="returned", reason="Thiếu Biểu 05.", deadline=date(YEAR, 11, 25), at=utc_now(), sequence=1
            )
        )  # fmt: skip
        current(session).settings = {"last_backup": f"{YEAR}-11-19T02:00:00Z"}
    with database.snapshot() as session:
        after = gather(session, UNIT, YEAR, today, tmp_path)
    assert [(each.words, each.mood) for each in after.standing] == [
        ("1 bản nháp chưa ghi vào sổ.", "warning"),
        (f"Sở trả lại báo cáo năm {YEAR}: Thiếu Biểu 05. Hạn nộp lại: 25/11/{YEAR}.", "danger"),
        ("Đã xuất 9 ngày, chưa có biên nhận.", "warning"),
        (f"Chưa sao lưu trong máy; ra USB: 19/11/{YEAR}.", "success"),
    ]
    with database.transaction() as session:
        session.add(
            Receipt(
                number=7, unit_id=UNIT, bundle_id="gói", given_at=f"{YEAR}-11-18T02:00:00Z", state_digest="", counts={}
            )
        )
    with database.snapshot() as session:
        received = gather(session, UNIT, YEAR, today, tmp_path)
    assert f"Sở đã nhận gói gần nhất ngày 18/11/{YEAR} (biên nhận số 7)." in {each.words for each in received.standing}


def exported(at: str) -> Exchange:
    """A bundle that went out."""
    return Exchange(
        direction="out", at=at, kind="bundle", unit_id=UNIT, bundle_id="gói", file_name="g", sha256="", size=1, verdict="written", counts={}
    )  # fmt: skip


def test_what_is_stale_open_or_uncounted_is_listed_with_its_place(database: Database) -> None:
    today = date(YEAR, 6, 1)
    with database.transaction() as session:
        session.add(MediaPage(unit_id=UNIT, name="Cũ", type="MUC", platform="NT_WEB", updated=date(YEAR, 4, 1)))
        session.add(MediaPage(unit_id=UNIT, name="Mới", type="MUC", platform="NT_WEB", updated=date(YEAR, 5, 20)))
        session.add(Product(unit_id=UNIT, date=today, type="SP_TIN", title="Tin"))
        session.add(Product(unit_id=UNIT, date=today, type="SP_TIN", title="Tin", not_applicable=["quantity"]))
        session.add(Opinion(unit_id=UNIT, date=today, summary="Tin đồn"))
        session.add(Difficulty(unit_id=UNIT, date=today, content="Loa hỏng", proposal="Cấp loa"))
    with database.snapshot() as session:
        steps = {step.words: step for step in gather(session, UNIT, YEAR, today).missing}
    assert {step.place for step in steps.values()} <= {place.name for place in PLACES}
    assert steps["1 chuyên trang, chuyên mục cần cập nhật"].place == "pages"
    assert steps["1 sản phẩm chưa ghi số lượng"].place == "products"
    assert steps["1 vụ việc dư luận chưa xử lý xong"].place == "opinions"
    assert (
        steps["Viết 3 phần bắt buộc của báo cáo"].why == "Còn thiếu: kết quả đạt được, tồn tại, hạn chế, nguyên nhân."
    )


def test_a_proposal_raised_after_the_period_answers_no_part_of_its_report(database: Database) -> None:
    with database.transaction() as session:
        session.add(Difficulty(unit_id=UNIT, date=date(YEAR, 11, 2), content="Loa hỏng", proposal="Cấp loa"))
        answered = Difficulty(unit_id=UNIT, date=date(YEAR, 5, 2), content="Thiếu máy", proposal="Cấp máy")
        answered.resolved = date(YEAR, 6, 1)
        session.add(answered)
    with database.snapshot() as session:
        steps = {step.words: step.why for step in gather(session, UNIT, YEAR, date(YEAR, 11, 5)).missing}
    assert "đề xuất, kiến nghị" in steps["Viết 4 phần bắt buộc của báo cáo"]


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
    on_every_connection(database, pragma)
    said = answer("Đóng")
    assert not page.save()
    assert words in said()[0]
    assert "CHƯA lưu được" in said()[0]
    assert page.form.is_dirty
    assert page.form.field("title").state() == "Một"
    on_every_connection(database, "PRAGMA query_only = OFF", "PRAGMA max_page_count = 1000000")
    assert page.save()


def on_every_connection(database: Database, *pragmas: str) -> None:
    """The window and its workers have a connection each; a setting of SQLite's holds for one."""
    with ExitStack() as held:
        for _ in range(5):
            session = held.enter_context(database.snapshot())
            for pragma in pragmas:
                session.connection().exec_driver_sql(pragma)


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
