"""What a unit's working year holds besides activities, courses and people: read once, the ground of indicators and Biểu 04–08."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from desktop.models.base import Record
from desktop.models.budget import BudgetLine
from desktop.models.commendation import Commendation
from desktop.models.difficulty import Difficulty
from desktop.models.duty import Duty
from desktop.models.media_page import MediaPage
from desktop.models.opinion import Opinion
from desktop.models.product import Product
from desktop.models.self_assessment import SelfAssessment
from desktop.reports.document import Period

AnyRecord = TypeVar("AnyRecord", bound=Record)


@dataclass(frozen=True)
class Logbook:
    """Records with a day belong to the period, those with a year to the year. A difficulty belongs to every period it was open in."""

    products: tuple[Product, ...]
    pages: tuple[MediaPage, ...]  # kept on the last day of the period
    commendations: tuple[Commendation, ...]
    opinions: tuple[Opinion, ...]
    budget: tuple[BudgetLine, ...]
    duties: dict[str, Duty]  # by the duty's code
    difficulties: tuple[Difficulty, ...]
    assessments: dict[str, SelfAssessment]  # by criterion


def read_logbook(session: Session, unit_id: str, year: int, period: Period) -> Logbook:
    """Everything in one reading, in the order in which it is printed."""

    def read(kind: type[AnyRecord], order: Any, *conditions: ColumnElement[bool]) -> tuple[AnyRecord, ...]:
        wanted = select(kind).where(kind.unit_id == unit_id, ~kind.deleted, *conditions).order_by(order, kind.id)
        return tuple(session.scalars(wanted))

    def within(column: Any) -> ColumnElement[bool]:
        inside: ColumnElement[bool] = column.between(period.start, period.end)
        return inside

    open_in_period = or_(Difficulty.resolved.is_(None), Difficulty.resolved >= period.start)
    pages = read(MediaPage, MediaPage.name)
    return Logbook(
        products=read(Product, Product.date, within(Product.date)),
        pages=tuple(page for page in pages if page.is_kept(period.end)),
        commendations=read(Commendation, Commendation.date, within(Commendation.date)),
        opinions=read(Opinion, Opinion.date, within(Opinion.date)),
        budget=read(BudgetLine, BudgetLine.purpose, BudgetLine.year == year),
        duties={duty.duty: duty for duty in read(Duty, Duty.duty, Duty.year == year)},
        difficulties=read(Difficulty, Difficulty.date, Difficulty.date <= period.end, open_in_period),
        assessments={
            one.criterion: one for one in read(SelfAssessment, SelfAssessment.criterion, SelfAssessment.year == year)
        },
    )
