"""The calendar day of an instant in Vietnam, whatever time zone a PC is set to (UTC+7 all year)."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


def vietnam_day(instant: str) -> date:
    """The day of an instant given as UTC ISO text."""
    return datetime.fromisoformat(instant).astimezone(VIETNAM).date()


def vietnam_today() -> date:
    """Today, as the PC's clock has it."""
    return datetime.now(VIETNAM).date()
