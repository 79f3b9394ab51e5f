"""A small province for tests: real data folders of a Department, two schools and a commune, and a folder as the stick."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.installation import current
from desktop.models.plan import Plan
from desktop.models.report import Report, report_id
from desktop.models.versions import Version
from sync.enrolment import MadeSlip, publish, register_units, set_up, slips
from sync.export import export_bundle
from sync.packets import reply
from sync.receive import FileVerdict, receive

DEPARTMENT: dict[str, Any] = {
    "role": "department",
    "name": "Sở Giáo dục và Đào tạo",
    "governing_body": "UBND TỈNH SƠN LA",
    "place": "Sơn La",
    "sign": "SGDĐT",
    "head": {"post": "GIÁM ĐỐC", "name": "Nguyễn Văn Sơn", "power": None},
}
UNITS = [
    {"code": "TH1", "name": "Trường THCS Nà Lìu", "kind": "THCS", "commune": "", "governing_body": "", "parent": "X1"},
    {"code": "TH2", "name": "Trường TH Bản Hin", "kind": "TH", "commune": "", "governing_body": "", "parent": "X1"},
    {"code": "X1", "name": "UBND xã Chiềng Khương", "kind": "XA", "commune": "", "governing_body": "", "parent": ""},
]


def profile(code: str | None, **changes: Any) -> dict[str, Any]:
    """PROFILE.json of a unit of `UNITS`."""
    unit = next((u for u in UNITS if u["code"] == code), UNITS[0])
    return {
        "role": "commune" if unit["kind"] == "XA" else "unit",
        "unit_code": code,
        "name": unit["name"],
        "kind": unit["kind"],
        "governing_body": "UBND XÃ CHIỀNG KHƯƠNG",
        "commune": None,
        "place": "Chiềng Khương",
        "sign": "THCSNL",
        "head": {"post": "HIỆU TRƯỞNG", "name": "Lò Thị Hoa", "power": None},
        "staff": 47,
        "officers": 5,
        **changes,
    }


@dataclass
class Province:
    """A Department whose register holds `UNITS`, and whoever was set up under it."""

    folder: Path
    department: Database
    opened: list[Database] = field(default_factory=list)
    sticks: int = 0

    @classmethod
    def make(cls, folder: Path) -> Province:
        department = set_up(folder / "sở", DEPARTMENT)
        register_units(department, UNITS)
        return cls(folder, department, [department])

    def stick(self) -> Path:
        """An empty folder."""
        self.sticks += 1
        made = self.folder / f"usb {self.sticks}"
        made.mkdir()
        return made

    def slip(self, code: str) -> MadeSlip:
        """A slip and starter pack for one unit."""
        return slips(self.department, self.stick(), [code])[0]

    def province_packet(self) -> Path:
        return publish(self.department, self.stick())

    def enrolled(self, code: str, name: str = "") -> Database:
        """A unit set up with its starter pack and slip."""
        slip = self.slip(code)
        return self.keep(set_up(self.folder / (name or code), profile(code), slip.pack, slip.code))

    def keep(self, database: Database) -> Database:
        """Close `database` when the test ends."""
        self.opened.append(database)
        return database

    def clone(self, database: Database, name: str) -> Database:
        """A second PC made by copying the whole data folder of the first."""
        target = self.folder / name
        shutil.copytree(database.folder, target, ignore=shutil.ignore_patterns("*.lock"))
        return self.keep(Database.open(target))

    def deliver(self, unit: Database) -> FileVerdict:
        """Export, carry, receive: the Department's verdict."""
        made = export_bundle(unit, self.stick())
        (verdict,) = receive(self.department, made.files)
        return verdict

    def answer(self, *units: Database) -> list[FileVerdict]:
        """The Department's packets carried to each of `units`; the verdicts there."""
        stick = self.stick()
        reply(self.department, stick)
        return [verdict for unit in units for verdict in receive(unit, [stick])]

    def close(self) -> None:
        for database in self.opened:
            database.close()


def unit_id(database: Database) -> str:
    with database.snapshot() as session:
        return current(session).unit_id


def add_activity(database: Database, title: str = "Họp bản", day: date = date(2026, 3, 5), **values: Any) -> str:
    """One activity; its id."""
    with database.transaction("Thêm hoạt động", "Hoa") as session:
        made = Activity(unit_id=current(session).unit_id, date=day, title=title, channel="K2", **values)
        session.add(made)
        return made.id


def change(database: Database, record_id: str, **values: Any) -> None:
    """Save an activity with other values."""
    with database.transaction("Sửa hoạt động", "Hoa") as session:
        record = session.get_one(Activity, record_id)
        for name, value in values.items():
            setattr(record, name, value)


def add_plan(database: Database, year: int = 2026) -> None:
    with database.transaction() as session:
        session.add(Plan(unit_id=current(session).unit_id, year=year, type="KE_HOACH_RIENG", subject="Kế hoạch"))


def add_edition(database: Database, year: int = 2026, body: bytes = b'{"sections":[]}') -> str:
    """A frozen edition as the report part stores it; the hash of its body."""
    sha256 = database.files.put(body)
    with database.transaction() as session:
        unit = current(session).unit_id
        report = session.get(Report, report_id(unit, year))
        if report is None:
            report = Report(id=report_id(unit, year), unit_id=unit, year=year)
            session.add(report)
        number = len(report.editions) + 1
        edition = {
            "edition": number,
            "sha256": sha256,
            "code": f"MA-{number}",
            "at": "2026-11-01T02:00:00Z",
            "pages": 3,
        }
        report.editions = [*report.editions, edition]
    return sha256


def heads(session: Session, unit: str) -> set[str]:
    return set(session.scalars(select(Version.version_id).where(Version.unit_id == unit, Version.head)))


def activities(database: Database, unit: str) -> dict[str, Activity]:
    with database.snapshot() as session:
        return {a.id: a for a in session.scalars(select(Activity).where(Activity.unit_id == unit))}
