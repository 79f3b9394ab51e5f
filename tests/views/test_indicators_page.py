"""The indicators page: figures, state in words, and the names behind them."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop.models.database import Database
from desktop.views.indicators_page import IndicatorsPage
from tests.reports.conftest import school as school
from tests.reports.filling import course, person, plan, store
from tests.views.pages import shown


def test_each_indicator_names_who_is_counted_and_who_is_missing(qtbot: QtBot, school: Database) -> None:
    ready, waiting = person("Lò Thị Hoa", officer=True), person("Cà Văn Pâng", officer=True)
    store(school, ready, waiting, plan())
    store(school, course("BD_TT_SO", attendees=[ready.id]))
    with shown(school, "desktop.views.indicators_page") as (window, page):
        assert isinstance(page, IndicatorsPage)
        page.open(year=2026)
        qtbot.waitUntil(lambda: page.table.rowCount() == 4, timeout=5000)
        assert page._item(0, 6).text() == "đạt"
        assert page._item(2, 6).text() == "chưa đạt"
        page.table.setCurrentCell(2, 0)
        page._to_names()
        assert "Lò Thị Hoa" in page.counted.item(0).text()
        assert "Cà Văn Pâng" in page.missing.item(0).text()
        assert page.missing.hasFocus() or not window.isActiveWindow()
        window.grab().save("/tmp/indicators.png")
