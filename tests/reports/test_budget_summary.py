"""The sums of a budget year: what is not stated is not zero, other years and other units stay out."""

from __future__ import annotations

from datetime import date

from desktop.models.activity import Activity
from desktop.models.base import new_id
from desktop.models.budget import BudgetLine
from desktop.models.database import Database
from desktop.reports.budget_summary import budget_summary
from tests.reports.samples import UNIT


def line(source: str, purpose: str, year: int = 2026, unit: str = UNIT, **amounts: int | None) -> BudgetLine:
    return BudgetLine(unit_id=unit, year=year, content="Chi", source=source, purpose=purpose, **amounts)


def test_estimate_and_spending_are_added_by_source_and_purpose(school: Database) -> None:
    with school.transaction("Ghi") as session:
        session.add_all(
            [
                line("KP1", "CH1", estimate=3_000_000, spent=1_000_000),
                line("KP1", "CH1", estimate=1_000_000),
                line("KP1", "CH2", spent=0),
                line("KP4", "CH5"),
                line("KP1", "CH1", year=2025, spent=9_000_000),
                line("KP1", "CH1", unit=new_id(), spent=9_000_000),
                line("KP1", "CH1", deleted=True, spent=9_000_000),
            ]
        )
        session.add(Activity(unit_id=UNIT, date=date(2026, 12, 31), title="A", channel="K3", cost=700_000))
        session.add(Activity(unit_id=UNIT, date=date(2027, 1, 1), title="B", channel="K3", cost=900_000))
    with school.snapshot() as session:
        budget = budget_summary(session, UNIT, 2026)
    assert budget.estimated() == budget.estimated("KP1") == budget.estimated("KP1", "CH1") == 4_000_000
    assert (budget.paid(), budget.paid("KP1", "CH1"), budget.paid("KP1", "CH2")) == (1_000_000, 1_000_000, 0)
    assert (budget.paid("KP4"), budget.estimated("KP4"), budget.paid("KP2")) == (None, None, None)
    assert budget.percent == 25
    assert (budget.activities, budget.costed) == (700_000, 1)
    assert not budget.is_empty


def test_a_year_without_anything_has_no_sums(school: Database) -> None:
    with school.snapshot() as session:
        budget = budget_summary(session, UNIT, 2026)
    assert budget.is_empty
    assert (budget.estimated(), budget.paid(), budget.percent, budget.activities) == (None, None, None, None)
