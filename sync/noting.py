"""What the Department notes of a unit's reports when a bundle has come: editions that arrived, editions taken back.

Lines of `Assessment`: "received" for an edition that is here for the first time, "taken_back" where the unit takes its newest
one back before the Department's word on it, "received" again where it lets it stand after all. Steps on a session. The record
is the unit's own and may hold anything: an odd step is passed over, and none changes what the Department has said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import new_id, utc_now
from desktop.models.database import Database
from desktop.models.exchange import Assessment
from desktop.models.issued import TAKEN_BACK
from desktop.models.report import Report
from desktop.reports.sign_off import DECIDED, newest, step_of

RECEIVED = "received"


def note_editions(database: Database, session: Session, unit_id: str) -> list[str]:
    """Note what came of every report of a unit; sentences about editions that were taken back."""
    said: dict[int, list[Assessment]] = {}
    for line in session.scalars(
        select(Assessment).where(Assessment.unit_id == unit_id).order_by(Assessment.sequence, Assessment.at)
    ):
        said.setdefault(line.year, []).append(line)
    sentences: list[str] = []
    for report in session.scalars(select(Report).where(Report.unit_id == unit_id, ~Report.deleted)):
        lines = said.setdefault(report.year, [])
        seen = {line.edition for line in lines if line.state == RECEIVED}
        for edition in sorted(report.editions, key=lambda one: int(one["edition"])):
            if edition["edition"] not in seen:
                seen.add(edition["edition"])
                empty = _parts_are_empty(database, str(edition.get("sha256")))
                lines.append(_line(session, report, RECEIVED, edition["edition"], empty))
        sentences += _taken_back(session, report, lines)
    return sentences


def _taken_back(session: Session, report: Report, lines: list[Assessment]) -> Iterator[str]:
    """Whether the newest edition is taken back, or stands again; told once, and told that it is too late."""
    edition = newest(report)
    of_it = [line for line in lines if line.edition == edition]
    if not of_it:
        return
    back = step_of(report, TAKEN_BACK, edition) is not None
    word = next((line for line in reversed(of_it) if line.state in DECIDED), None)
    name = f"báo cáo năm {report.year} (bản số {edition})"
    if back and word is not None:
        said = "duyệt" if word.state == "accepted" else "trả lại"
        yield f"Đơn vị xin rút lại {name} nhưng Sở đã {said} bản này: ý kiến của Sở giữ nguyên."
    elif back and of_it[-1].state != TAKEN_BACK:
        _line(session, report, TAKEN_BACK, edition)
        yield f"Đơn vị xin rút lại {name}: chưa tính là đã nhận cho đến khi có bản mới."
    elif not back and of_it[-1].state == TAKEN_BACK:
        _line(session, report, RECEIVED, edition, next((line.parts_empty for line in of_it), False))
        yield f"Đơn vị không rút lại {name} nữa."


def _line(session: Session, report: Report, state: str, edition: int, empty: bool = False) -> Assessment:
    session.flush()
    made = Assessment(
        id=new_id(),
        unit_id=report.unit_id,
        year=report.year,
        state=state,
        edition=edition,
        reason="",
        deadline=None,
        parts_empty=empty,
        at=utc_now(),
        sequence=(session.scalar(select(func.max(Assessment.sequence))) or 0) + 1,
    )
    session.add(made)
    return made


def _parts_are_empty(database: Database, sha256: str) -> bool:
    """Whether a frozen report carries none of the demanded parts of Plan VI.10; one that cannot be read here is not judged."""
    try:
        demanded = [part for part in json.loads(database.files.get(sha256))["sections"] if part["required"]]
        return bool(demanded) and not any(p["source"] == "user" for part in demanded for p in part["paragraphs"])
    except (UserError, ValueError, TypeError, KeyError):
        return False
