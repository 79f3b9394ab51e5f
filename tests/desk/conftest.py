"""A Department with three units in its register; two have reported. Real folders, keys and files."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.entry import record_from, report_of
from desktop.models.history import save
from desktop.models.installation import current
from desktop.views import theme, words
from desktop.views.page import Page, Workspace
from desktop.views.widgets.background import Background
from desktop.views.window import MainWindow

YEAR = 2026
UNITS = {
    "SL-0001": "Trường PTDTBT TH&THCS Nà Lìu",
    "SL-0002": "Trường THCS Chiềng Khoang",
    "SL-0003": "Trường Tiểu học Mường Bú",
}


def profile(code: str) -> dict[str, Any]:
    """PROFILE.json of a school."""
    return {
        "role": "unit",
        "unit_code": code,
        "name": UNITS[code],
        "kind": "THCS",
        "governing_body": "UBND XÃ MƯỜNG GIÔN",
        "commune": "03646",
        "place": "Mường Giôn",
        "sign": "THCS",
        "head": {"post": "HIỆU TRƯỞNG", "name": "Lò Văn Pâng", "power": None},
        "staff": 40,
        "officers": 5,
    }


DEPARTMENT = {
    "role": "department",
    "name": "Sở Giáo dục và Đào tạo",
    "governing_body": "UBND TỈNH SƠN LA",
    "place": "Sơn La",
    "sign": "SGDĐT",
    "head": {"post": "GIÁM ĐỐC", "name": "Nguyễn Thị Hoa"},
}


@dataclass
class Province:
    """The folders of one test."""

    folder: Path

    @property
    def department(self) -> Path:
        """The Department's data."""
        return self.folder / "so"

    @property
    def stick(self) -> Path:
        """Bundles lie here."""
        return self.folder / "usb"

    def school(self, code: str) -> Path:
        """A school's data."""
        return self.folder / code


def log_activities(database: Database, number: int) -> None:
    """Activities of the year."""
    with database.transaction() as session:
        unit = current(session).unit_id
        for n in range(1, number + 1):
            values = {
                "date": date(YEAR, 1 + n % 9, 1 + n % 27).isoformat(),
                "title": f"Sinh hoạt dưới cờ tuần {n}",
                "channel": "K4",
                "form": "K4.1",
                "people": 100 + n,
            }
            save(session, record_from(session, Activity, values, unit))


def _build(folder: Path) -> None:
    from desktop.reports.freeze import make_annual_pdf
    from sync.enrolment import register_units, set_up, slips
    from sync.export import export_bundle

    made = Province(folder)
    with set_up(made.department, DEPARTMENT) as database:
        register_units(database, [{"code": c, "name": n, "kind": "THCS"} for c, n in UNITS.items()])
        papers = {slip.unit: slip for slip in slips(database, folder / "phieu")}
    for number, code in enumerate(("SL-0001", "SL-0002"), 1):
        slip = papers[code]
        with set_up(made.school(code), profile(code), slip.pack, slip.code) as database:
            log_activities(database, 4 * number)
            with database.transaction() as session:
                report_of(session, current(session).unit_id, YEAR).blocks = {"du_luan": "Dư luận đồng tình."}
            make_annual_pdf(database, YEAR, freeze=True)
            export_bundle(database, made.stick)


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once: keys and PDFs take their time."""
    folder = tmp_path_factory.mktemp("tinh")
    _build(folder)
    return folder


@pytest.fixture
def province(built_once: Path, tmp_path: Path) -> Province:
    """A copy for one test."""
    shutil.copytree(built_once, tmp_path / "tinh")
    return Province(tmp_path / "tinh")


OpenPage = Callable[[Path, str], Page]


@pytest.fixture
def open_page(qapp: QApplication) -> Iterator[OpenPage]:
    """Open the window on a data folder at a place; closed after the test."""
    if not qapp.styleSheet():
        words.install(qapp)
        theme.dress(qapp)
    made: list[tuple[MainWindow, Background, Database]] = []
    errors: list[BaseException] = []

    def make(folder: Path, name: str) -> Page:
        database = Database.open(folder)
        window = MainWindow()
        background = Background(errors.append)
        made.append((window, background, database))
        with database.snapshot() as session:
            installation = current(session)
            role, unit_id = installation.role, installation.unit_id
        window.attach(Workspace(database, background, role, unit_id, window), lambda: "Đơn vị")
        window.resize(1366, 768)
        window.show()
        window.go_to(name)
        page = window.page
        assert page is not None
        return page

    yield make
    for window, background, database in made:
        background.wait()
        window.close()
        window.deleteLater()
        database.close()
    qapp.processEvents()
    assert errors == []
