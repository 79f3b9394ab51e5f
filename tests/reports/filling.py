"""Records for a test, with only what the test is about spelt out."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.models.activity import Activity
from desktop.models.base import Record
from desktop.models.course import Course
from desktop.models.database import Database
from desktop.models.person import Person
from desktop.models.plan import Plan
from desktop.models.report import Report, report_id
from desktop.reports.annual import AnnualReport, gather
from desktop.reports.document import Period
from desktop.reports.indicators import Indicator, indicators
from tests.reports.samples import UNIT

YEAR_2026 = Period(date(2026, 1, 1), date(2026, 10, 31))


def store(database: Database, *records: Record) -> None:
    with database.transaction() as session:
        session.add_all(records)


def person(name: str = "Quàng Văn Ân", **values: Any) -> Person:
    return Person(unit_id=UNIT, name=name, **values)


def activity(**values: Any) -> Activity:
    return Activity(unit_id=UNIT, **({"date": date(2026, 5, 6), "title": "Chào cờ", "channel": "K5"} | values))


def course(*contents: str, **values: Any) -> Course:
    return Course(unit_id=UNIT, **({"date": date(2026, 5, 6), "name": "Lớp", "contents": list(contents)} | values))


def plan(kind: str = "KE_HOACH_RIENG", **values: Any) -> Plan:
    return Plan(unit_id=UNIT, **({"year": 2026, "type": kind, "subject": "Truyền thông Nghị quyết"} | values))


def draft(year: int = 2026, **values: Any) -> Report:
    return Report(id=report_id(UNIT, year), unit_id=UNIT, year=year, **values)


WRITTEN = {"III.1": "Kịp thời.", "III.2": "Không có.", "III.3": "Không có.", "IV.2": "Không có."}


def count(database: Database, period: Period = YEAR_2026, year: int = 2026) -> dict[str, Indicator]:
    with database.snapshot() as session:
        return {one.code: one for one in indicators(session, UNIT, year, period)}


def made(database: Database, period: Period | None = None, year: int = 2026) -> AnnualReport:
    with database.snapshot() as session:
        return gather(session, UNIT, year, period)


def words(report: AnnualReport, key: str) -> str:
    """The text of one section, hard spaces made plain."""
    section = next(each for each in report.sections if each.key == key)
    return "\n".join(each.text for each in section.paragraphs).replace("\u00a0", " ")
