"""The Department's answers: receipts, verdicts and the newest documents, sealed to a unit's keys; and how a unit takes them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import new_id, utc_now
from desktop.models.database import Database
from desktop.models.exchange import Assessment, Exchange, Receipt
from desktop.models.installation import Installation
from desktop.models.register import KeyState, RegisterUnit, UnitKey, unit_by_code
from desktop.models.report import Report
from sync import trust
from sync.bundle import Bundle, Kind, Refusal, Refused, documents_section, file_name, records_section, seal
from sync.enrolment import apply_documents, demand_department, documents_of_department, draft_of_department
from sync.stick import write_verified

RECEIPT, ASSESSMENT = "receipt", "assessment"


def answer(
    database: Database, unit_code: str, year: int, accept: bool, reason: str = "", deadline: date | None = None
) -> None:
    """Accept a unit's report of a year, or return it with a reason and a new deadline; the unit learns it by `reply`."""
    if not accept and (not reason.strip() or deadline is None):
        raise UserError("Trả lại báo cáo cần lý do và hạn nộp lại.")
    with database.transaction() as session:
        demand_department(session)
        unit = unit_by_code(session, unit_code)
        if unit is None:
            raise UserError(f"Không có đơn vị mã “{unit_code}” trong sổ đơn vị. Hãy kiểm tra bằng lệnh nq71 units.")
        report = session.scalars(
            select(Report).where(Report.unit_id == unit.id, Report.year == year, ~Report.deleted)
        ).first()
        if report is None or not report.editions:
            raise UserError(f"Chưa nhận được báo cáo năm {year} của “{unit.name}”, nên chưa duyệt hay trả lại được.")
        last = session.scalar(select(func.max(Assessment.sequence))) or 0
        session.add(
            Assessment(
                id=new_id(),
                unit_id=unit.id,
                year=year,
                state="accepted" if accept else "returned",
                edition=max(int(e["edition"]) for e in report.editions),
                reason=reason.strip(),
                deadline=None if accept else deadline,
                at=utc_now(),
                sequence=last + 1,
            )
        )


def reply(database: Database, folder: Path) -> list[Path]:
    """Write a packet into `folder` for each unit that has sent something: all its receipts and verdicts, newest documents."""
    from sync.export import folder_for

    target = folder_for(folder, database)
    written: list[Path] = []
    with database.transaction() as session:
        demand_department(session)
        keys = trust.department_keys(database.folder)
        documents = documents_of_department(session, keys)
        for unit, readers in _units_heard(session):
            draft = draft_of_department(session, Kind.PACKET, unit.code, unit.name)
            lines = list(_answers(session, unit.id))
            sections = [records_section(lines), documents_section(documents)]

            def produce(out: Any, draft: Any = draft, sections: Any = sections, readers: Any = readers) -> None:
                seal(out, draft, sections, keys.office.signing, keys.office.recipient, readers)

            name = file_name(unit.code, datetime.now(UTC).date(), draft.bundle_id)
            written.append(write_verified(target, name, produce))
    return written


def _units_heard(session: Session) -> Iterator[tuple[RegisterUnit, list[str]]]:
    units = session.scalars(
        select(RegisterUnit).where(RegisterUnit.id.in_(select(Receipt.unit_id))).order_by(RegisterUnit.code)
    )
    for unit in units:
        keys = session.scalars(
            select(UnitKey.reading).where(UnitKey.unit_id == unit.id, UnitKey.state == KeyState.APPROVED)
        )
        if readers := sorted(keys):
            yield unit, readers


def _answers(session: Session, unit_id: str) -> Iterator[dict[str, Any]]:
    for receipt in session.scalars(select(Receipt).where(Receipt.unit_id == unit_id).order_by(Receipt.number)):
        yield {
            "kind": RECEIPT,
            "number": receipt.number,
            "bundle_id": receipt.bundle_id,
            "given_at": receipt.given_at,
            "state_digest": receipt.state_digest,
            "counts": receipt.counts,
        }
    wanted = select(Assessment).where(Assessment.unit_id == unit_id).order_by(Assessment.sequence)
    for verdict in session.scalars(wanted):
        yield {
            "kind": ASSESSMENT,
            "id": verdict.id,
            "year": verdict.year,
            "state": verdict.state,
            "edition": verdict.edition,
            "reason": verdict.reason,
            "deadline": verdict.deadline.isoformat() if verdict.deadline else None,
            "at": verdict.at,
            "sequence": verdict.sequence,
        }


@dataclass
class Taken:
    """What a packet brought."""

    verdict: str
    sentence: str
    new: int = 0
    known: int = 0


def take(session: Session, installation: Installation, bundle: Bundle) -> Taken:
    """Take in a packet meant for this unit: documents, receipts, verdicts. Refused where it is another unit's."""
    manifest = bundle.manifest
    if installation.unit_code and manifest.label.unit_code not in (None, installation.unit_code):
        raise Refused(Refusal.NOT_FOR_US, "packet of another unit", label=bundle.label, manifest=manifest)
    apply_documents(session, trust.take_documents(session, manifest, bundle.documents()))
    taken = Taken("already_known", "")
    newest = 0
    for line in bundle.records():
        try:
            new = _take_line(session, installation.unit_id, line)
        except (KeyError, TypeError, ValueError) as error:
            raise Refused(Refusal.MALFORMED, f"answer: {error}", manifest=manifest) from error
        taken.new += new
        taken.known += not new
        if line["kind"] == RECEIPT:
            newest = max(newest, int(line["number"]))
    if taken.new:
        taken.verdict = "accepted"
        taken.sentence = f"Sở đã nhận (biên nhận số {newest}). {_differs(session, newest)}".strip()
        if installation.settings.get("slip_code"):
            held = session.get_one(Installation, installation.id)
            held.settings = {k: v for k, v in held.settings.items() if k != "slip_code"}
            held.unit_code = held.unit_code or manifest.label.unit_code
    else:
        taken.sentence = "Biên nhận này đã có trong máy. Không có gì thay đổi."
    return taken


def _take_line(session: Session, unit_id: str, line: dict[str, Any]) -> bool:
    """Store one receipt or verdict; whether it was new. Kinds of a newer program are passed over."""
    if line["kind"] == RECEIPT:
        if session.get(Receipt, int(line["number"])) is not None:
            return False
        session.add(
            Receipt(
                number=int(line["number"]),
                unit_id=unit_id,
                bundle_id=str(line["bundle_id"]),
                given_at=str(line["given_at"]),
                state_digest=str(line["state_digest"]),
                counts=dict(line["counts"]),
                arrived_at=utc_now(),
            )
        )
        return True
    if line["kind"] == ASSESSMENT:
        if session.get(Assessment, str(line["id"])) is not None:
            return False
        session.add(
            Assessment(
                id=str(line["id"]),
                unit_id=unit_id,
                year=int(line["year"]),
                state=str(line["state"]),
                edition=line["edition"],
                reason=str(line["reason"]),
                deadline=date.fromisoformat(line["deadline"]) if line["deadline"] else None,
                at=str(line["at"]),
                sequence=int(line["sequence"]),
            )
        )
        return True
    return False


def _differs(session: Session, number: int) -> str:
    """A word where the Department's state after our bundle was not the one we sent (sync.md 5)."""
    receipt = session.get(Receipt, number)
    if receipt is None:
        return ""
    sent = session.scalars(
        select(Exchange).where(Exchange.bundle_id == receipt.bundle_id, Exchange.direction == "out")
    ).first()
    if sent is None or sent.state_digest == receipt.state_digest:
        return ""
    return "Dữ liệu ở Sở khác với máy này; lần xuất gói sau sẽ tự bù."


@dataclass(frozen=True)
class ExchangeState:
    """Where this unit stands with the Department (sync.md 2): words for the window, days since the last export."""

    exported_at: str | None
    days_without_receipt: int | None
    receipt: int | None
    received_at: str | None
    verdict: str | None
    reason: str
    deadline: date | None
    sentence: str


def exchange_state(session: Session, year: int) -> ExchangeState:
    """Saved → exported → received by receipt → accepted or returned, as the last file of each says."""
    out = session.scalars(
        select(Exchange).where(Exchange.direction == "out").order_by(Exchange.id.desc()).limit(1)
    ).first()
    receipt = session.scalars(select(Receipt).order_by(Receipt.number.desc()).limit(1)).first()
    verdict = session.scalars(
        select(Assessment).where(Assessment.year == year).order_by(Assessment.sequence.desc()).limit(1)
    ).first()
    days = None
    if out is not None and (receipt is None or receipt.bundle_id != out.bundle_id):
        days = (datetime.now(UTC) - datetime.fromisoformat(out.at)).days
    return ExchangeState(
        out.at if out else None,
        days,
        receipt.number if receipt else None,
        receipt.given_at if receipt else None,
        verdict.state if verdict else None,
        verdict.reason if verdict else "",
        verdict.deadline if verdict else None,
        _sentence(out, receipt, verdict, days),
    )


def _sentence(out: Exchange | None, receipt: Receipt | None, verdict: Assessment | None, days: int | None) -> str:
    from desktop.text import format_date

    if verdict is not None and verdict.state == "accepted":
        return f"Báo cáo năm {verdict.year} đã được duyệt."
    if verdict is not None and verdict.state == "returned":
        until = f" Hạn nộp lại: {format_date(verdict.deadline)}." if verdict.deadline else ""
        return f"Báo cáo năm {verdict.year} bị trả lại: {verdict.reason}.{until}"
    if out is None:
        return "Đã lưu trong máy, chưa xuất gói nào."
    if days is None and receipt is not None:
        return f"Sở đã nhận (biên nhận số {receipt.number})."
    return f"Đã xuất {days} ngày, chưa có biên nhận." if days else "Đã xuất hôm nay, chưa có biên nhận."
