"""What was typed for a report and is not stored yet; stored once by whoever comes first, and never lost where storing fails."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from desktop.reports.document import Period

if TYPE_CHECKING:
    from desktop.models.database import Database

PERIOD = "period"
Value = str | Period


class Drafts:
    """Texts by year and block, the period under PERIOD. Safe from two threads."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[int, str], Value] = {}
        self._lock = threading.Lock()

    def put(self, year: int, name: str, value: Value) -> None:
        """Remember the newest value."""
        self._waiting[year, name] = value

    def __contains__(self, key: tuple[int, str]) -> bool:
        return key in self._waiting

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def store(self, database: Database, unit_id: str) -> None:
        """Write what waits, one undo step for each year. UserError where it cannot be written: all is kept then."""
        from desktop.models.entry import report_of

        with self._lock:
            waiting = self._waiting.copy()  # in one go: typing goes on in the other thread
            for year in sorted({year for year, _ in waiting}):
                taken = {name: value for (each, name), value in waiting.items() if each == year}
                with database.transaction(f"Sửa báo cáo năm {year}") as session:
                    report = report_of(session, unit_id, year)
                    blocks = {name: value for name, value in taken.items() if isinstance(value, str)}
                    report.blocks = {**(report.blocks or {}), **blocks}
                    if isinstance(period := taken.get(PERIOD), Period):
                        report.period_from, report.period_to = period.start, period.end
                for name, value in taken.items():
                    if self._waiting.get((year, name)) is value:  # typed on meanwhile: stays
                        del self._waiting[year, name]
