"""Every kind of record by its name on the wire, and the words of the command line for them."""

from __future__ import annotations

import hashlib
from functools import cache

from desktop.models.activity import Activity
from desktop.models.adhoc_report import AdhocReport
from desktop.models.base import DERIVED, Record, derived_id
from desktop.models.budget import BudgetLine
from desktop.models.catalogue import load_catalogue
from desktop.models.commendation import Commendation
from desktop.models.course import Course
from desktop.models.difficulty import Difficulty
from desktop.models.duty import Duty
from desktop.models.media_page import MediaPage
from desktop.models.opinion import Opinion
from desktop.models.person import Person
from desktop.models.plan import Plan
from desktop.models.product import Product
from desktop.models.remark import RemarkAnswer
from desktop.models.report import Report
from desktop.models.self_assessment import SelfAssessment
from desktop.models.unit import UnitProfile

COMMAND_WORDS = {
    "activities": Activity.KIND,
    "products": Product.KIND,
    "pages": MediaPage.KIND,
    "training": Course.KIND,
    "people": Person.KIND,
    "plans": Plan.KIND,
    "commendations": Commendation.KIND,
    "opinions": Opinion.KIND,
    "budget": BudgetLine.KIND,
    "duties": Duty.KIND,
    "difficulties": Difficulty.KIND,
    "assessments": SelfAssessment.KIND,
    "profiles": UnitProfile.KIND,
    "reports": Report.KIND,
    "adhoc": AdhocReport.KIND,
    "answers": RemarkAnswer.KIND,
}
KINDS: dict[str, type[Record]] = {
    kind.KIND: kind
    for kind in (
        UnitProfile,
        Plan,
        Person,
        Activity,
        Product,
        MediaPage,
        Course,
        Commendation,
        Opinion,
        BudgetLine,
        Duty,
        Difficulty,
        SelfAssessment,
        Report,
        AdhocReport,
        RemarkAnswer,
    )
}
ISSUED: tuple[type[Report] | type[AdhocReport], ...] = (Report, AdhocReport)
"""Kinds with frozen editions, number and date (`desktop.models.issued`)."""

_YEARS = range(2025, 2046)  # the Plan's milestones are 2030 and 2035


@cache
def _facts() -> tuple[str, ...]:
    """What the derived ids of a unit's records are made of, besides the unit's own id."""
    duties = load_catalogue().entries("nhiem_vu", with_retired=True)
    criteria = load_catalogue().entries("tieu_chi", with_retired=True)
    return tuple(
        "/".join(parts)
        for year in map(str, _YEARS)
        for parts in (
            (UnitProfile.KIND, year),
            (Report.KIND, year),
            *((Duty.KIND, year, duty.code) for duty in duties),
            *((SelfAssessment.KIND, year, criterion.code) for criterion in criteria),
        )
    )


def foretold_of(unit_id: str, ids: set[str]) -> set[str]:
    """Those of `ids` that anyone can compute as a record's of that unit: its profile, report, duties, self-assessments.

    Fast enough to be asked for each of 700 units: half a second for all (`derived_id` would take ten).
    """
    wanted: dict[bytes, set[str]] = {}
    for name in ids:  # several may begin alike: whoever sends them chooses them
        wanted.setdefault(bytes.fromhex(name.replace("-", "")[:12]), set()).add(name)
    begun = hashlib.sha1(DERIVED.bytes + f"{unit_id}/".encode(), usedforsecurity=False)
    found = set()
    for fact in _facts():
        digest = begun.copy()
        digest.update(fact.encode())
        alike = wanted.get(digest.digest()[:6])  # the version bits of a UUIDv5 come after
        if alike is not None and (name := derived_id(unit_id, fact)) in alike:
            found.add(name)
    return found
