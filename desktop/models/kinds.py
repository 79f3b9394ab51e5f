"""Every kind of record by its name on the wire, and the words of the command line for them."""

from __future__ import annotations

from desktop.models.activity import Activity
from desktop.models.base import Record
from desktop.models.course import Course
from desktop.models.person import Person
from desktop.models.plan import Plan
from desktop.models.report import Report
from desktop.models.unit import UnitProfile

KINDS: dict[str, type[Record]] = {kind.KIND: kind for kind in (UnitProfile, Plan, Person, Activity, Course, Report)}

COMMAND_WORDS = {
    "activities": Activity.KIND,
    "training": Course.KIND,
    "people": Person.KIND,
    "plans": Plan.KIND,
    "profiles": UnitProfile.KIND,
    "reports": Report.KIND,
}
