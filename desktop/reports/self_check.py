"""What the records say to each criterion of the self-assessment (TC1–TC5, Plan VI.9): a hint beside the judgement, not the judgement."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, String, func, select, type_coerce
from sqlalchemy.orm import Session

from desktop.models.activity import Activity
from desktop.models.duty import DONE, Duty, duties_of
from desktop.models.opinion import Opinion
from desktop.models.product import Product
from desktop.models.unit import profile_for
from desktop.reports.budget_summary import budget_summary
from desktop.reports.facts import default_period
from desktop.reports.indicators import indicators
from desktop.text import format_number, format_ratio


def hint_for(session: Session, unit_id: str, year: int, criterion: str) -> str:
    """A sentence with the figures of a calendar year; empty for a criterion the records say nothing to."""
    asked = {"TC1": _progress, "TC2": _targets, "TC3": _information, "TC4": _money, "TC5": _partners}.get(criterion)
    return asked(session, unit_id, year) if asked else ""


def _count(session: Session, kind: Any, unit_id: str, *conditions: ColumnElement[bool]) -> int:
    wanted = select(func.count()).select_from(kind).where(kind.unit_id == unit_id, ~kind.deleted, *conditions)
    return session.scalar(wanted) or 0


def _within(column: Any, year: int) -> ColumnElement[bool]:
    inside: ColumnElement[bool] = column.between(date(year, 1, 1), date(year, 12, 31))
    return inside


def _progress(session: Session, unit_id: str, year: int) -> str:
    activities = _count(session, Activity, unit_id, _within(Activity.date, year))
    products = _count(session, Product, unit_id, _within(Product.date, year))
    given = [duty.code for duty in duties_of(profile_for(session, unit_id, year).kind)]
    done = _count(session, Duty, unit_id, Duty.year == year, Duty.state == DONE, Duty.duty.in_(given))
    return (
        f"{format_number(activities)} hoạt động, {format_number(products)} sản phẩm đã ghi; "
        f"{done}/{len(given)} nhiệm vụ được giao đã thực hiện."
    )


def _targets(session: Session, unit_id: str, year: int) -> str:
    measured = [i for i in indicators(session, unit_id, year, default_period(year)) if i.met is not None]
    missed = ", ".join(i.code for i in measured if not i.met)
    met = sum(bool(i.met) for i in measured)
    return f"Đạt {met}/{len(measured)} chỉ tiêu đo được" + (f"; chưa đạt: {missed}." if missed else ".")


def _information(session: Session, unit_id: str, year: int) -> str:
    found = _count(session, Opinion, unit_id, _within(Opinion.date, year))
    closed = _count(session, Opinion, unit_id, _within(Opinion.date, year), Opinion.closed.is_not(None))
    if not found:
        return "Không ghi nhận thông tin sai lệch nào."
    return f"Ghi nhận {format_number(found)} vụ việc, đã xử lý xong {format_number(closed)}."


def _money(session: Session, unit_id: str, year: int) -> str:
    budget = budget_summary(session, unit_id, year)
    estimate, paid = budget.estimated(), budget.paid()
    if estimate is None and paid is None:
        return "Chưa ghi kinh phí của năm."
    share = f" ({format_ratio(budget.percent)}% dự toán)" if budget.percent is not None else ""
    return f"Dự toán {format_number(estimate or 0)} đồng, thực hiện {format_number(paid or 0)} đồng{share}."


def _partners(session: Session, unit_id: str, year: int) -> str:
    joint = type_coerce(Activity.partners, String) != "[]"
    together = _count(session, Activity, unit_id, _within(Activity.date, year), joint)
    handled = _count(session, Opinion, unit_id, _within(Opinion.date, year), Opinion.handled_with != "")
    words = f"{format_number(together)} hoạt động có đơn vị phối hợp"
    return words + (f"; {format_number(handled)} vụ việc phối hợp xử lý." if handled else ".")
