"""The lines of Tiếp nhận: files with their verdicts, keys and reports that wait for a person."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import select

from desktop.models.report import Report
from desktop.text import fold, format_number
from desktop.views.exchange_words import STATE_COLOURS, STATES, VERDICT_COLOURS, VERDICTS, moment
from desktop.views.page import Workspace
from desktop.views.widgets.lines_table import Line

if TYPE_CHECKING:
    from sync.receive import FileVerdict

T = TypeVar("T")


@dataclass(frozen=True)
class Waiting:
    """What waits for a person: keys by fingerprint, reports by unit code; and who has no key yet."""

    keys: dict[str, tuple[str, str]]  # fingerprint: claimed code, claimed name
    key_lines: list[Line]
    reports: list[Line]
    names: dict[str, str]  # unit code: name, of the whole register


def read_waiting(workspace: Workspace) -> Waiting:
    """Read it; touches no widget."""
    from sync.enrolment import registered
    from sync.receive import waiting_keys
    from sync.status import status

    with workspace.database.snapshot() as session:
        keys = waiting_keys(session)
        units = registered(session)
        years = session.scalars(select(Report.year).where(~Report.deleted).distinct().order_by(Report.year)).all()
        undecided = [
            (year, u)
            for year in years
            for u in status(session, year)["units"]
            if u["state"] in ("received", "late", "empty")
        ]
    lines = [
        Line(k.fingerprint, (k.claimed_code or "", k.claimed_name, k.fingerprint, moment(k.seen_at))) for k in keys
    ]
    reports = [
        Line(
            f"{u['code']}|{year}",
            (u["code"], u["name"], str(year), STATES[u["state"]], str(u["edition"]), _date_words(u["received_on"])),
            (u["code"], fold(u["name"]), year, STATES[u["state"]], u["edition"], u["received_on"]),
            STATE_COLOURS.get(u["state"], ""),
            coloured=3,
        )
        for year, u in undecided
    ]
    return Waiting(
        {k.fingerprint: (k.claimed_code or "", k.claimed_name) for k in keys},
        lines,
        reports,
        {u["code"]: u["name"] for u in units},
    )


def _date_words(iso: str | None) -> str:
    from datetime import date

    from desktop.text import format_date

    return format_date(date.fromisoformat(iso)) if iso else ""


def verdict_line(number: int, verdict: FileVerdict) -> Line:
    """A file and what became of it."""
    counts = (verdict.new, verdict.updated, verdict.unchanged, verdict.conflicts)
    words = VERDICTS.get(verdict.verdict, verdict.verdict)
    name, unit = Path(verdict.file).name, verdict.unit or ""
    numbers = (format_number(count) if count else "" for count in counts)
    colour = VERDICT_COLOURS.get(verdict.verdict, "")
    return Line(str(number), (name, unit, words, *numbers), (name, unit, words, *counts), colour, coloured=2)
