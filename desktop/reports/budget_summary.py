"""Estimate and spending of one unit in one budget year, by source (KP) and purpose (CH), beside what its activities say they cost.

In whole đồng. A sum of nothing stated is None: it is not zero (features 19).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.activity import Activity
from desktop.models.budget import BudgetLine
from desktop.models.queries import added


@dataclass(frozen=True)
class BudgetSummary:
    """`spent` and `estimate` by (source, purpose); `activities` is the sum of what activities cost, of `costed` of them."""

    year: int
    estimate: dict[tuple[str, str], int | None]
    spent: dict[tuple[str, str], int | None]
    activities: int | None
    costed: int

    def estimated(self, source: str | None = None, purpose: str | None = None) -> int | None:
        """The estimate of a source, of a purpose, of both, or of all."""
        return _added(v for key, v in self.estimate.items() if _fits(key, source, purpose))

    def paid(self, source: str | None = None, purpose: str | None = None) -> int | None:
        """The spending of a source, of a purpose, of both, or of all."""
        return _added(v for key, v in self.spent.items() if _fits(key, source, purpose))

    @property
    def is_empty(self) -> bool:
        """Whether no line of that year exists."""
        return not self.estimate

    @property
    def percent(self) -> float | None:
        """Spending in percent of the estimate; None where there is no estimate."""
        estimate, paid = self.estimated(), self.paid()
        return 100 * paid / estimate if estimate and paid is not None else None


def budget_summary(session: Session, unit_id: str, year: int) -> BudgetSummary:
    """The sums of a unit's budget lines of that year and of its activities' costs within it."""
    lines = session.execute(
        select(BudgetLine.source, BudgetLine.purpose, added(BudgetLine.estimate), added(BudgetLine.spent))
        .where(BudgetLine.unit_id == unit_id, ~BudgetLine.deleted, BudgetLine.year == year)
        .group_by(BudgetLine.source, BudgetLine.purpose)
    ).all()
    cost, costed = session.execute(
        select(added(Activity.cost), func.count(Activity.cost)).where(
            Activity.unit_id == unit_id,
            ~Activity.deleted,
            Activity.date.between(date(year, 1, 1), date(year, 12, 31)),
        )
    ).one()
    keys = [(source or "", purpose or "") for source, purpose, _, _ in lines]
    return BudgetSummary(
        year,
        {key: line[2] for key, line in zip(keys, lines, strict=True)},
        {key: line[3] for key, line in zip(keys, lines, strict=True)},
        cost,
        costed,
    )


def _fits(key: tuple[str, str], source: str | None, purpose: str | None) -> bool:
    return source in (None, key[0]) and purpose in (None, key[1])


def _added(amounts: Iterable[int | None]) -> int | None:
    stated = [amount for amount in amounts if amount is not None]
    return sum(stated) if stated else None
