"""Last year's words as a start for this year's: years moved on, every number that must be checked pointed out (features 23)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desktop.models.report import Report, report_id

_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*%?")
_OF_A_DOCUMENT = re.compile(r"-NQ/|/(?:\d{4}/)?(?:NĐ|QĐ|KH|CV|TT|NQ|BC)\b|-(?:KH|CV|QĐ|BC)/")
"""What follows the number of a document, which is no figure of the unit."""


@dataclass(frozen=True)
class Started:
    """`marks` are (start, end) in `text` of what must be checked: years that were moved on, and every other number."""

    text: str
    marks: tuple[tuple[int, int], ...]


def started_from(text: str, year: int) -> Started:
    """`text` of a year before as a start for `year`: that year becomes `year`, the one before it that year."""
    moved = {str(year - 1): str(year), str(year - 2): str(year - 1)}
    started = re.sub(r"(?<!\d)\d{4}(?!\d)", lambda found: moved.get(found[0], found[0]), text.strip())
    marks = tuple(found.span() for found in _NUMBER.finditer(started) if not _OF_A_DOCUMENT.match(started, found.end()))
    return Started(started, marks)


def last_years_blocks(session: Session, unit_id: str, year: int) -> dict[str, str]:
    """The unit's own words in the report of the year before, by section; those that say nothing left out. A step that reads."""
    last = session.get(Report, report_id(unit_id, year - 1))
    if last is None or last.deleted:
        return {}
    return {key: text for key, text in (last.blocks or {}).items() if text.strip()}
