"""The indicators page: figures, state and reason in words, the names behind them, charts that lead to the list and print."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.errors import UserError
from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.person import Person
from desktop.reports.charts import matrix, months
from desktop.views.indicators_page import IndicatorsPage
from desktop.views.record_page import RecordPage
from desktop.views.window import MainWindow
from tests.reports.conftest import school as school
from tests.reports.filling import activity, course, page, person, plan, product, store
from tests.reports.samples import UNIT as SCHOOL
from tests.views.conftest import UNIT, YEAR, control, press
from tests.views.pages import shown


def _texts(listed: IndicatorsPage, row: int) -> list[str]:
    return [listed._item(row, column).text() for column in range(listed.table.columnCount())]


def test_each_indicator_says_how_far_it_is_who_is_counted_and_who_is_missing(qtbot: QtBot, school: Database) -> None:
    ready, waiting = person("Lò Thị Hoa", officer=True), person("Cà Văn Pâng", officer=True)
    store(school, ready, waiting, plan(), page(name="Chuyên mục cũ", updated=date(2026, 1, 5)), product(quantity=4))
    store(school, course("BD_TT_SO", attendees=[ready.id]))
    with shown(school, "desktop.views.indicators_page") as (window, front):
        assert isinstance(front, IndicatorsPage)
        front.open(year=2026)
        qtbot.waitUntil(lambda: front.table.rowCount() == 8, timeout=5000)
        assert _texts(front, 0)[1:] == ["1", "1", "100%", "100% (2030)", "", "đủ", "", "đạt"]
        assert _texts(front, 4)[1:] == [
            "1",
            "5",
            "20%",
            "≥ 70% (2030)",
            "",
            "còn thiếu 3 cán bộ",
            "mỗi năm thêm 1 cán bộ",
            "chưa đạt",
        ]
        assert _texts(front, 3)[1:] == ["4", "", "", "năm 2030", "", "", "", "đếm số lượng"]
        assert _texts(front, 7)[1] == ""
        front.table.setCurrentCell(4, 0)
        assert "Muốn đạt mốc 2030 còn cần thêm 3 cán bộ" in front.why.text()
        front._to_names()
        assert "Lò Thị Hoa" in front.counted.item(0).text()
        assert "Cà Văn Pâng" in front.missing.item(0).text()
        assert front.missing.hasFocus() or not window.isActiveWindow()
        front.table.setCurrentCell(1, 0)
        assert "Chuyên mục cũ – cập nhật 05/01/2026" in front.missing.item(0).text()
        assert front.missing_label.text() == "&Cần cập nhật (1)"


def test_enter_on_a_name_opens_the_record_in_its_page(qtbot: QtBot, window: MainWindow, database: Database) -> None:
    with database.transaction() as session:
        session.add(Person(unit_id=UNIT, name="Quàng Văn Ân", officer=True))
    window.go_to("indicators", year=YEAR)
    front = window.page
    assert isinstance(front, IndicatorsPage)
    qtbot.waitUntil(lambda: front.table.rowCount() == 8, timeout=5000)
    front.open(code="MT30.5")
    assert front.table.currentRow() == 4
    press(front.table, Qt.Key.Key_Return)
    assert front.missing.currentItem().text() == "Quàng Văn Ân"
    control(front.missing, Qt.Key.Key_C)
    assert QApplication.clipboard().text() == "Quàng Văn Ân"
    press(front.missing, Qt.Key.Key_Return)
    people = window.page
    assert isinstance(people, RecordPage)
    assert people.form.field("name").state() == "Quàng Văn Ân"


def test_ctrl_tab_goes_to_the_charts_and_back(qtbot: QtBot, window: MainWindow) -> None:
    window.go_to("indicators")
    front = window.page
    assert isinstance(front, IndicatorsPage)
    qtbot.waitUntil(lambda: front.table.rowCount() == 8, timeout=5000)
    control(front.table, Qt.Key.Key_Tab)
    assert front.leaves.currentWidget() is front.charts
    control(front.charts.month_chart, Qt.Key.Key_Tab)
    assert front.leaves.currentIndex() == 0


def test_people_stand_by_given_name(qtbot: QtBot, school: Database) -> None:
    store(
        school, *[person(name, officer=True) for name in ("Nguyễn Văn Ân", "Cà Văn Pâng", "Lò Thị Ánh", "Tòng Văn An")]
    )
    with shown(school, "desktop.views.indicators_page") as (_, front):
        assert isinstance(front, IndicatorsPage)
        front.open(year=2026, code="MT30.5")
        qtbot.waitUntil(lambda: front.missing.count() == 4, timeout=5000)
        names = [front.missing.item(at).text() for at in range(4)]
    assert names == ["Tòng Văn An", "Lò Thị Ánh", "Nguyễn Văn Ân", "Cà Văn Pâng"]


def test_charts_count_every_activity_once_by_month_and_by_topic_and_channel(school: Database) -> None:
    store(
        school,
        activity(date=date(2026, 1, 31), topic="ND1", channel="K3"),
        activity(date=date(2026, 1, 1), topic="ND1", channel="K3"),
        activity(date=date(2026, 12, 31), topic=None),
        activity(date=date(2026, 5, 1), topic="ND99", channel="K9"),
        activity(date=date(2026, 5, 1), deleted=True),
        activity(date=date(2025, 2, 28)),
        activity(date=date(2024, 12, 31)),
    )
    with school.snapshot() as session:
        by_month, by_both = months(session, SCHOOL, 2026), matrix(session, SCHOOL, 2026)
    assert by_month.now == (2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1)
    assert by_month.before == (0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    assert by_both.total() == 4 == sum(by_month.now)
    assert by_both.total("ND1", "K3") == 2
    assert by_both.total("") == 2
    assert by_both.total(channel="") == 1


def _with_charts(qtbot: QtBot, window: MainWindow, database: Database) -> IndicatorsPage:
    with database.transaction() as session:
        for month, topic, channel in ((3, "ND1", "K3"), (3, "ND1", "K3"), (9, "ND3", "K5")):
            session.add(
                Activity(unit_id=UNIT, date=date(YEAR, month, 5), title="Chào cờ", topic=topic, channel=channel)
            )
    window.go_to("indicators", charts=True, year=YEAR)
    front = window.page
    assert isinstance(front, IndicatorsPage)
    qtbot.waitUntil(lambda: sum(front.charts.month_chart.months.now) == 3, timeout=5000)
    QApplication.processEvents()
    return front


def test_a_click_on_a_month_opens_its_activities(qtbot: QtBot, window: MainWindow, database: Database) -> None:
    chart = _with_charts(qtbot, window, database).charts.month_chart
    [march] = [spot for spot in chart._own_spots() if spot.filters["month"] == 3]
    assert march.words.startswith(f"Tháng 3/{YEAR}: 2 hoạt động")
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, march.room.center().toPoint())
    listed = window.page
    assert isinstance(listed, RecordPage)
    qtbot.waitUntil(lambda: listed.count_label.text().startswith("2 hoạt động"), timeout=5000)


def test_arrow_keys_and_enter_open_the_cell_of_a_topic_and_a_channel(
    qtbot: QtBot, window: MainWindow, database: Database
) -> None:
    chart = _with_charts(qtbot, window, database).charts.matrix_chart
    chart.setFocus()
    assert "K3" in chart._own_spots()[0].words
    press(chart, Qt.Key.Key_Down)
    press(chart, Qt.Key.Key_Up)
    press(chart, Qt.Key.Key_Return)
    listed = window.page
    assert isinstance(listed, RecordPage)
    qtbot.waitUntil(lambda: listed.count_label.text().startswith("2 hoạt động"), timeout=5000)


def test_the_numbers_of_a_chart_are_told_to_who_cannot_see_it(
    qtbot: QtBot, window: MainWindow, database: Database
) -> None:
    charts = _with_charts(qtbot, window, database).charts
    assert f"Tháng 9/{YEAR}: 1 hoạt động" in charts.month_chart.accessibleDescription()
    assert "K5. " in charts.matrix_chart.accessibleDescription()
    assert charts.legend.text().startswith("K1: ")


def test_charts_go_onto_two_pages_with_unit_title_and_every_number(
    qtbot: QtBot, window: MainWindow, database: Database, tmp_path: Path
) -> None:
    charts = _with_charts(qtbot, window, database).charts
    charts.write_pdf(tmp_path / "biểu đồ.pdf")
    with pypdfium2.PdfDocument(tmp_path / "biểu đồ.pdf") as made:
        texts = [leaf.get_textpage().get_text_range() for leaf in made]
        sizes = [leaf.get_size() for leaf in made]
    assert len(texts) == 2
    assert all(wide > high for wide, high in sizes)
    for text in texts:
        assert "Trường THCS Nà Lìu" in text
        assert f"năm {YEAR}" in text
    assert f"Năm {YEAR}: 3 hoạt động" in texts[0]
    assert "Tổng cộng" in texts[1]
    (tmp_path / "tệp").write_text("")
    with pytest.raises(UserError):
        charts.write_pdf(tmp_path / "tệp" / "a.pdf")


def test_a_year_without_records_has_charts_of_zeros(qtbot: QtBot, window: MainWindow) -> None:
    window.go_to("indicators", charts=True)
    front = window.page
    assert isinstance(front, IndicatorsPage)
    qtbot.waitUntil(lambda: len(front.charts.matrix_chart.matrix.topics) == 8, timeout=5000)
    press(front.charts.matrix_chart, Qt.Key.Key_Return)
    QTest.mouseClick(
        front.charts.matrix_chart, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(400, 40)
    )
    assert window.page is front
