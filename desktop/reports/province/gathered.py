"""What the units of the province signed for a year, read once: the newest frozen edition of each, in figures under their codes.

The province's figures are sums of signed figures, numerator over numerator and denominator over denominator, never averages of
ratios (domain D). A unit without a frozen edition adds nothing and is named among those that are missing.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.catalogue import load_catalogue
from desktop.models.difficulty import Difficulty
from desktop.models.files import FileStore
from desktop.models.register import RegisterUnit
from desktop.models.report import Report
from desktop.models.unit import UnitProfile
from desktop.reports.judgement import is_open_proposal

RECEIVED = frozenset({"received", "late", "empty", "accepted", "returned"})
"""States of a unit whose report has come (the answer of `nq71 status`)."""
HONOURS = "Biểu 06"


@dataclass(frozen=True)
class Reported:
    """A unit that must report, where it stands, and what it signed. `commune` is the code of the commune it lies in, "" for none."""

    code: str
    name: str
    kind: str
    commune: str
    state: str
    late: bool
    received_on: str | None
    deadline: str | None
    edition: int = 0
    figures: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    honours: tuple[tuple[str, ...], ...] = ()

    @property
    def is_in(self) -> bool:
        """Whether its figures are in the sums."""
        return bool(self.figures)


@dataclass(frozen=True)
class Province:
    """Everything the report says. `unread` are units whose frozen report cannot be read here."""

    profile: UnitProfile
    year: int
    today: date
    units: tuple[Reported, ...]
    proposals: Mapping[str, int]  # open proposals of units by addressee
    blocks: Mapping[str, str]
    settings: Mapping[str, object]
    unread: tuple[str, ...] = ()

    @cached_property
    def heard(self) -> tuple[Reported, ...]:
        """The units whose figures are in."""
        return tuple(unit for unit in self.units if unit.is_in)

    def number(self, code: str) -> int:
        """A figure of the province."""
        return added(self.heard, code)[0]

    def ratio(self, code: str) -> tuple[int, int]:
        """Numerator and denominator of the province."""
        return added(self.heard, code)


def added(units: Iterable[Reported], code: str) -> tuple[int, int]:
    """A figure of several units together: value and what it is out of."""
    value = out_of = 0
    for unit in units:
        one = unit.figures.get(code)
        if one is not None:
            value += one[0]
            out_of += one[1]
    return value, out_of


def codes_under(units: Iterable[Reported], prefix: str) -> list[str]:
    """The codes right under a prefix that occur: "SP." gives SP_TIN, not what stands deeper."""
    found = {code[len(prefix) :] for unit in units for code in unit.figures if code.startswith(prefix)}
    return sorted(code for code in found if code and "." not in code)


def grouped(units: Sequence[Reported], key: Callable[[Reported], str]) -> dict[str, list[Reported]]:
    """Units by a key, in the order in which the keys occur."""
    found: dict[str, list[Reported]] = {}
    for unit in units:
        found.setdefault(key(unit), []).append(unit)
    return found


# --- reading -----------------------------------------------------------------------------------------------------------


def read_units(
    session: Session, files: FileStore, year: int, status: Mapping[str, Any]
) -> tuple[tuple[Reported, ...], tuple[str, ...]]:
    """The units that must report, with their signed figures, and the names of those whose report cannot be read.

    `status` is the answer of `nq71 status` for the year (it knows who is late, returned, accepted).
    """
    ids = {row.code: row.id for row in session.execute(select(RegisterUnit.code, RegisterUnit.id))}
    editions = {
        unit_id: _standing(listed, steps)
        for unit_id, listed, steps in session.execute(
            select(Report.unit_id, Report.editions, Report.steps).where(Report.year == year, ~Report.deleted)
        )
    }
    found, unread = [], []
    for unit in read_standings(session, status):
        edition = editions.get(ids[unit.code]) if unit.state in RECEIVED else None
        if edition is None:
            found.append(unit)
            continue
        try:
            figures, honours = _signed(files.get(str(edition["sha256"])))
            found.append(replace(unit, edition=int(edition["edition"]), figures=figures, honours=honours))
        except (UserError, ValueError, TypeError, KeyError):
            unread.append(unit.name)
            found.append(unit)
    return tuple(found), tuple(unread)


def read_standings(session: Session, status: Mapping[str, Any]) -> list[Reported]:
    """The units of `status` without their figures."""
    register = {unit.code: unit for unit in session.scalars(select(RegisterUnit))}
    return [
        Reported(
            line["code"],
            line["name"],
            line["kind"],
            _commune(register[line["code"]], register),
            line["state"],
            line["late"],
            line["received_on"],
            line["deadline"],
        )
        for line in status["units"]
    ]


def _standing(editions: Sequence[Mapping[str, Any]], steps: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The newest edition that the unit has not taken back."""
    taken = {step.get("edition") for step in steps if step.get("step") == "taken_back"}
    left = [one for one in editions if one.get("edition") not in taken]
    return max(left, key=lambda one: int(one["edition"])) if left else None


def _signed(body: bytes) -> tuple[dict[str, tuple[int, int]], tuple[tuple[str, ...], ...]]:
    """Figures and the rows of Biểu 06 of a frozen body. What stands there came from a unit: its types are checked."""
    plain = json.loads(body)
    figures = {
        str(one["code"]): (_whole(one["value"]), _whole(one["out_of"] or 0)) for one in plain["figures"][:MOST_FIGURES]
    }
    rows = [
        tuple(str(cell) for cell in row["cells"])
        for appendix in plain["appendices"]
        if appendix["form"] == HONOURS
        for row in appendix["table"]["rows"]
    ]
    return figures, tuple(rows)


MOST_FIGURES = 5_000
_MOST = 10**15


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= _MOST:
        raise ValueError("a figure is a whole number")
    return value


def _commune(unit: RegisterUnit, register: Mapping[str, RegisterUnit]) -> str:
    """The commune a unit lies in: its own, else that of the unit it reports through."""
    if unit.commune:
        return unit.commune
    above = register.get(unit.parent or "")
    return above.commune or "" if above is not None else ""


def read_proposals(session: Session, year: int, unit_ids: Iterable[str]) -> dict[str, int]:
    """How many proposals of these units are open at the end of the year, by addressee."""
    held = frozenset(unit_ids)
    end = date(year, 12, 31)
    found: dict[str, int] = {}
    for one in session.scalars(select(Difficulty).where(~Difficulty.deleted, Difficulty.date <= end)):
        if one.unit_id in held and is_open_proposal(one, end):
            found[one.addressee or ""] = found.get(one.addressee or "", 0) + 1
    order = [entry.code for entry in load_catalogue().entries("noi_kien_nghi", with_retired=True)]
    return dict(
        sorted(found.items(), key=lambda pair: (order.index(pair[0]) if pair[0] in order else len(order), pair[0]))
    )
