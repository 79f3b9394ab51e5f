"""Records for a test, with only what the test is about spelt out."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.models.activity import Activity
from desktop.models.base import Record
from desktop.models.budget import BudgetLine
from desktop.models.commendation import Commendation
from desktop.models.course import Course
from desktop.models.database import Database
from desktop.models.difficulty import Difficulty
from desktop.models.duty import Duty, duty_id
from desktop.models.media_page import MediaPage
from desktop.models.opinion import Opinion
from desktop.models.person import Person
from desktop.models.plan import Plan
from desktop.models.product import Product
from desktop.models.report import Report, report_id
from desktop.models.self_assessment import SelfAssessment, self_assessment_id
from desktop.reports.annual import gather
from desktop.reports.document import AnnualReport, Period
from desktop.reports.indicators import indicators
from desktop.reports.measure import Indicator
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


def product(**values: Any) -> Product:
    usual = {"date": date(2026, 5, 6), "type": "SP_VIDEO", "title": "Clip", "quantity": 1}
    return Product(unit_id=UNIT, **(usual | values))


def broadcast(**values: Any) -> Product:
    return product(**({"type": "SP_PHAT_THANH", "title": "Bản tin loa", "language": "NN_VIET"} | values))


def page(**values: Any) -> MediaPage:
    usual = {"name": "Chuyên mục Nghị quyết 71", "type": "MUC", "platform": "NT_WEB", "updated": date(2026, 10, 20)}
    return MediaPage(unit_id=UNIT, **(usual | values))


def commendation(**values: Any) -> Commendation:
    return Commendation(
        unit_id=UNIT, **({"date": date(2026, 9, 5), "type": "G_MO_HINH", "who": "Loa học đường"} | values)
    )


def opinion(**values: Any) -> Opinion:
    return Opinion(unit_id=UNIT, **({"date": date(2026, 4, 2), "summary": "Tin sai về việc sáp nhập lớp"} | values))


def budget_line(**values: Any) -> BudgetLine:
    usual = {"year": 2026, "content": "In tờ rơi", "source": "KP2", "purpose": "CH1"}
    return BudgetLine(unit_id=UNIT, **(usual | values))


def duty(code: str, **values: Any) -> Duty:
    return Duty(id=duty_id(UNIT, 2026, code), unit_id=UNIT, duty=code, **({"year": 2026, "state": "NV_XONG"} | values))


def difficulty(**values: Any) -> Difficulty:
    usual = {"date": date(2026, 6, 1), "type": "KK_KHO_KHAN", "content": "Loa ở bản Hin Pẻn hỏng."}
    return Difficulty(unit_id=UNIT, **(usual | values))


def assessment(criterion: str, grade: str = "DG_KHA", **values: Any) -> SelfAssessment:
    made = SelfAssessment(id=self_assessment_id(UNIT, 2026, criterion), unit_id=UNIT, criterion=criterion, grade=grade)
    for name, value in ({"year": 2026} | values).items():
        setattr(made, name, value)
    return made


def cells(report: AnnualReport, form: str) -> list[tuple[str, ...]]:
    """The rows of a form."""
    return [row.cells for each in report.appendices if each.form == form for row in each.table.rows]


def figures_of(report: AnnualReport) -> dict[str, tuple[int, int | None]]:
    return {each.code: (each.value, each.out_of) for each in report.figures}
