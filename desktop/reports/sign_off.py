"""What people do with a frozen edition until it is with the Department: read, print, sign, take back (features 61).

Steps are noted in the record and travel with it. Each is an action on one record of `kinds.ISSUED`, named by kind and id.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.adhoc_report import AdhocReport
from desktop.models.base import MOST_NAME, utc_now
from desktop.models.database import Database
from desktop.models.exchange import Assessment
from desktop.models.installation import Role, current
from desktop.models.issued import MOST_STEPS, PRINTED, RESTORED, REVIEWED, SIGNED, TAKEN_BACK
from desktop.models.report import Report
from desktop.models.unit import profile_for
from desktop.text import clean

DECIDED = ("returned", "accepted")
"""States of an Assessment that are the Department's word on an edition; after them nothing is taken back."""

AnyIssued = Report | AdhocReport


def review(database: Database, kind: str, record_id: str, who: str = "", at: str = "", author: str = "") -> int:
    """Note that the head (`who`, else the profile's) has read the newest edition; its number. `at` is UTC text, now by default.

    UserError where nothing is frozen or nobody is named.
    """
    with database.transaction("Ghi thủ trưởng đã xem báo cáo", author) as session:
        record = issued_in(session, kind, record_id)
        name = clean(who) or profile_for(session, record.unit_id, year_of(record)).head_name
        if not name:
            raise UserError("Chưa biết ai đã xem báo cáo. Hãy ghi họ tên thủ trưởng, hoặc ghi vào Hồ sơ đơn vị.")
        return note(record, REVIEWED, name, at)


def undo_review(database: Database, kind: str, record_id: str, author: str = "") -> int:
    """Take the head's reading of the newest edition out again; the edition's number. UserError where none was noted."""
    with database.transaction("Bỏ ghi thủ trưởng đã xem", author) as session:
        record = issued_in(session, kind, record_id)
        return _drop(record, REVIEWED, "chưa được ghi là thủ trưởng đã xem")


def printed(database: Database, kind: str, record_id: str, who: str = "", author: str = "") -> int:
    """Note that the newest edition was printed for signing; its number."""
    with database.transaction("Ghi đã in báo cáo", author) as session:
        return note(issued_in(session, kind, record_id), PRINTED, clean(who) or author or database.author)


def take_back(database: Database, kind: str, record_id: str, who: str = "", author: str = "") -> int:
    """Take back the newest edition, sent or about to be; its number. The Department learns it by the next bundle.

    No undo step: `undo_take_back` is, and tells the Department. UserError: nothing frozen, taken back already, at the Department, or the Department has returned or accepted it.
    """
    with database.transaction(author=author) as session:
        if current(session).role == Role.DEPARTMENT:
            raise UserError("Chỉ đơn vị rút lại báo cáo của mình. Ở Sở, hãy trả lại báo cáo kèm lý do.")
        record = issued_in(session, kind, record_id)
        edition = newest(record)
        if (word := decided(session, record, edition)) is not None:
            said = "đã duyệt" if word == "accepted" else "đã trả lại"
            advice = "hãy gọi cho Sở nếu cần sửa" if word == "accepted" else "hãy sửa rồi chốt bản mới"
            raise UserError(f"Sở {said} bản số {edition} nên không rút lại được nữa; {advice}.")
        if step_of(record, TAKEN_BACK, edition) is not None:
            raise UserError(f"Bản số {edition} đã được rút lại. Hãy xuất gói để Sở biết, rồi sửa và chốt bản mới.")
        return note(record, TAKEN_BACK, clean(who) or author or database.author)


def undo_take_back(database: Database, kind: str, record_id: str, author: str = "") -> int:
    """The newest edition stands again; its number. UserError where it was not taken back."""
    with database.transaction(author=author) as session:
        record = issued_in(session, kind, record_id)
        _drop(record, TAKEN_BACK, "chưa bị rút lại")
        return note(record, RESTORED, author or database.author)  # the next bundle has something to tell


# --- steps on a session ------------------------------------------------------------------------------------------------


def issued_in(session: Session, kind: str, record_id: str) -> AnyIssued:
    """The record, or UserError where it is gone or has no frozen edition."""
    annual = kind == Report.KIND
    record = session.get(Report, record_id) if annual else session.get(AdhocReport, record_id)
    if record is None or record.deleted or not record.editions:
        raise UserError("Báo cáo này chưa chốt bản nào. Hãy chốt báo cáo trước.")
    return record


def year_of(record: AnyIssued) -> int:
    """The year that a report belongs to."""
    return record.year if isinstance(record, Report) else record.period_to.year


def newest(record: AnyIssued) -> int:
    """The number of the last edition; 0 where nothing is frozen."""
    return max((one["edition"] for one in record.editions), default=0)


def decided(session: Session, record: AnyIssued, edition: int) -> str | None:
    """The Department's word on that edition ("returned", "accepted"), as far as it is known here."""
    if not isinstance(record, Report):
        return None
    return session.scalars(
        select(Assessment.state)
        .where(
            Assessment.unit_id == record.unit_id,
            Assessment.year == record.year,
            Assessment.edition == edition,
            Assessment.state.in_(DECIDED),
        )
        .order_by(Assessment.sequence.desc())
        .limit(1)
    ).first()


def steps_in(steps: Any) -> Iterator[dict[str, Any]]:
    """The entries that say what they should: another unit's record may hold anything under `steps`."""
    for one in steps if isinstance(steps, list) else ():
        if isinstance(one, dict) and isinstance(one.get("step"), str) and type(one.get("edition")) is int:
            yield one


def step_of(record: AnyIssued, step: str, edition: int) -> dict[str, Any] | None:
    """The last note of that step for an edition."""
    found = [one for one in steps_in(record.steps) if (one["step"], one["edition"]) == (step, edition)]
    return found[-1] if found else None


def note(record: AnyIssued, step: str, who: str, at: str = "", edition: int | None = None) -> int:
    """Note a step of an edition (the newest where none is named), in place of an earlier note of the same; its number."""
    wanted = edition or newest(record)
    gone = {TAKEN_BACK, RESTORED} if step in (TAKEN_BACK, RESTORED) else {step}
    kept = [one for one in steps_in(record.steps) if one["edition"] != wanted or one["step"] not in gone]
    said = {"step": step, "edition": wanted, "who": clean(who)[:MOST_NAME], "at": at or utc_now()}
    record.steps = [*kept, said][-MOST_STEPS:]
    return wanted


def note_signed(
    record: AnyIssued, number: str, day: date | None, signer: str, edition: int | None = None, who: str = ""
) -> int:
    """What the paper got after signing, kept in the record and with the edition that was signed; that edition's number.

    UserError where there is no such edition.
    """
    from desktop.reports.editions import tie

    said = {"number": number, "date": day.isoformat() if day else "", "signer": signer}
    wanted = tie(record, year_of(record), edition, dict(said))
    record.signed_number, record.signed_date, record.signed_by = number, day, signer
    return note(record, SIGNED, who, edition=wanted)


def _drop(record: AnyIssued, step: str, otherwise: str) -> int:
    edition = newest(record)
    if step_of(record, step, edition) is None:
        raise UserError(f"Bản số {edition} {otherwise} nên không có gì để bỏ.")
    record.steps = [one for one in steps_in(record.steps) if (one["step"], one["edition"]) != (step, edition)]
    return edition
