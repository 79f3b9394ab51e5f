"""The Department's answers: receipts, verdicts and the newest documents, sealed to a unit's keys; and how a unit takes them in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import new_id, utc_now
from desktop.models.database import Database
from desktop.models.exchange import Assessment, Exchange, Receipt
from desktop.models.installation import Installation
from desktop.models.issued import TAKEN_BACK
from desktop.models.register import KeyState, RegisterUnit, UnitKey, unit_by_code
from desktop.models.remark import Remark
from desktop.models.report import Report, report_id
from desktop.reports.sign_off import DECIDED, newest, step_of
from desktop.text import format_date
from sync import remarks, trust
from sync.bundle import (
    Bundle,
    Kind,
    Refusal,
    Refused,
    documents_section,
    private_file,
    records_section,
    seal,
    shown,
)
from sync.days import vietnam_day, vietnam_today
from sync.enrolment import apply_documents, demand_department, draft_of_department, signed_documents
from sync.export import folder_for, log_out, write_out

RECEIPT, ASSESSMENT = "receipt", "assessment"


def answer(
    database: Database, unit_code: str, year: int, accept: bool, reason: str = "", deadline: date | None = None
) -> None:
    """Accept a unit's report of a year, or return it with a reason and a new deadline; the unit learns it by `reply`."""
    if not accept and (not reason.strip() or deadline is None):
        raise UserError("Trả lại báo cáo cần lý do và hạn nộp lại. Hãy ghi cả hai.")
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
        edition = newest(report)
        if accept and _is_taken_back(session, unit.id, year, edition):
            raise UserError(
                f"“{unit.name}” đã xin rút lại bản số {edition} của báo cáo năm {year}. Hãy chờ bản mới, hoặc trả lại kèm hạn nộp."
            )
        last = session.scalar(select(func.max(Assessment.sequence))) or 0
        session.add(
            Assessment(
                id=new_id(),
                unit_id=unit.id,
                year=year,
                state="accepted" if accept else "returned",
                edition=edition,
                reason=reason.strip(),
                deadline=None if accept else deadline,
                at=utc_now(),
                sequence=last + 1,
            )
        )


def _is_taken_back(session: Session, unit_id: str, year: int, edition: int) -> bool:
    """Whether the newest line about that edition is the unit's wish to have it back."""
    state = session.scalars(
        select(Assessment.state)
        .where(Assessment.unit_id == unit_id, Assessment.year == year, Assessment.edition == edition)
        .order_by(Assessment.sequence.desc())
        .limit(1)
    ).first()
    return state == TAKEN_BACK


def reply(database: Database, folder: Path) -> list[Path]:
    """Write a packet into `folder` for each unit that has sent something: all its receipts and verdicts, newest documents."""
    keys, documents = signed_documents(database)
    target = folder_for(folder, database)
    with database.snapshot() as session:
        units = list(_units_heard(session))
    written: list[Path] = []
    for unit, readers in units:
        with database.snapshot() as session:
            draft = draft_of_department(session, Kind.PACKET, unit.code, unit.name)
            lines = list(_answers(session, unit.id))
        parts = [records_section(lines), documents_section(documents)]
        with private_file(trust.private(database.folder)) as sealed:
            seal(sealed, draft, parts, keys.office.signing, keys.office.recipient, readers)
            path, size, sha256 = write_out(sealed, target, draft)
        log_out(database, draft, unit.id, path, size, sha256)
        written.append(path)
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
    yield from remarks.lines_for(session, unit_id)


@dataclass
class Taken:
    """What a packet brought."""

    verdict: str
    sentence: str
    new: int = 0
    known: int = 0


def take(session: Session, installation: Installation, bundle: Bundle) -> Taken:
    """Take in a packet that was sealed to this PC: documents, receipts, verdicts.

    That it could be opened says that the Department meant this PC; the code on it is the register's and is learned.
    """
    manifest = bundle.manifest
    documents = trust.take_documents(session, manifest, bundle.documents())
    apply_documents(session, documents)
    found: dict[str, list[Receipt | Assessment | Remark]] = {RECEIPT: [], ASSESSMENT: [], remarks.REMARK: []}
    known = 0
    for line in bundle.records():
        try:
            row, is_new = _take_line(session, installation.unit_id, line)
        except (KeyError, TypeError, ValueError) as error:
            raise Refused(Refusal.MALFORMED, f"answer: {error!r}") from error
        if is_new and row is not None:
            found[line["kind"]].append(row)
        else:
            known += 1
    session.flush()
    new = sum(getattr(row, "state", None) not in ("received", TAKEN_BACK) for rows in found.values() for row in rows)
    if new:
        _enrolled(installation, manifest.label.unit_code)
    words = [
        *_receipt_words(session, found[RECEIPT]),
        *_verdict_words(session, found[ASSESSMENT]),
        *remarks.words_of(found[remarks.REMARK]),
    ]
    if documents and not words:
        words = ["Đã nhận văn bản mới của Sở."]
    words.append(trust.withheld(session, manifest))
    if not new and not documents:
        words.insert(0, "Gói trả lời này đã có trong máy. Không có gì thay đổi.")
    return Taken("accepted" if new or documents else "already_known", " ".join(filter(None, words)), new, known)


def _enrolled(installation: Installation, code: str | None) -> None:
    """The Department has answered: the slip's code has done its work, and the register's code of the unit is known."""
    installation.settings = {name: value for name, value in installation.settings.items() if name != "slip_code"}
    installation.unit_code = code or installation.unit_code


def _receipt_words(session: Session, receipts: list[Any]) -> list[str]:
    if not receipts:
        return []
    newest = max(receipts, key=lambda receipt: receipt.number)
    return [f"Sở đã nhận (biên nhận số {newest.number}).", _differs(session, newest)]


def _verdict_words(session: Session, verdicts: list[Any]) -> list[str]:
    """What was decided, one sentence a year, the newest only; and that a take-back came too late or is known."""
    last = {verdict.year: verdict for verdict in sorted(verdicts, key=lambda verdict: int(verdict.sequence))}
    words = []
    for _year, verdict in sorted(last.items()):
        if verdict.state in DECIDED:
            words += [_verdict_sentence(verdict), _too_late(session, verdict)]
        elif verdict.state == TAKEN_BACK:
            words.append(_verdict_sentence(verdict))
    return words


def _too_late(session: Session, verdict: Assessment) -> str:
    """A word where this unit has taken back the edition that the Department has decided on meanwhile."""
    report = session.get(Report, report_id(verdict.unit_id, verdict.year))
    if report is None or verdict.edition is None or step_of(report, TAKEN_BACK, verdict.edition) is None:
        return ""
    asked = select(Assessment.id).where(
        Assessment.year == verdict.year, Assessment.edition == verdict.edition, Assessment.state == TAKEN_BACK
    )
    if session.scalars(asked.limit(1)).first() is not None:
        return ""
    return f"Đề nghị rút lại bản số {verdict.edition} đến sau ý kiến của Sở nên không có hiệu lực."


def _take_line(
    session: Session, unit_id: str, line: dict[str, Any]
) -> tuple[Receipt | Assessment | Remark | None, bool]:
    """Store one receipt, verdict or remark, and whether it was new. Kinds of a newer program are passed over.

    A receipt's number given a second time (a Department put back from its backup) is believed as the newest word.
    """
    if line["kind"] == RECEIPT:
        held = session.get(Receipt, _whole(line["number"]))
        if held is not None and (held.bundle_id, held.state_digest) == (line["bundle_id"], line["state_digest"]):
            return held, False
        receipt = Receipt(
            number=_whole(line["number"]),
            unit_id=unit_id,
            bundle_id=_words(line["bundle_id"]),
            given_at=_instant(line["given_at"]),
            state_digest=_words(line["state_digest"]),
            counts=dict(line["counts"]),
            arrived_at=utc_now(),
        )
        return session.merge(receipt), True
    if line["kind"] == remarks.REMARK:
        return remarks.take_line(session, unit_id, line)
    if line["kind"] == ASSESSMENT:
        if (known := session.get(Assessment, _words(line["id"]))) is not None:
            return known, False
        verdict = Assessment(
            id=_words(line["id"]),
            unit_id=unit_id,
            year=_whole(line["year"]),
            state=_words(line["state"]),
            edition=None if line["edition"] is None else _whole(line["edition"]),
            reason=shown(_words(line["reason"]), 2000),
            deadline=date.fromisoformat(line["deadline"]) if line["deadline"] else None,
            parts_empty=False,
            at=_instant(line["at"]),
            sequence=_whole(line["sequence"]),
        )
        session.add(verdict)
        return verdict, True
    return None, False


def _whole(value: object) -> int:
    if type(value) is not int:
        raise ValueError(value)
    return value


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(value)
    return value


def _instant(value: object) -> str:
    datetime.fromisoformat(_words(value))
    return _words(value)


def _differs(session: Session, receipt: Receipt) -> str:
    """A word where the Department's state after our bundle was not the one we sent (sync.md 5)."""
    sent = session.scalars(
        select(Exchange).where(Exchange.bundle_id == receipt.bundle_id, Exchange.direction == "out")
    ).first()
    if sent is None or sent.state_digest == receipt.state_digest:
        return ""
    return "Dữ liệu ở Sở khác với máy này (có thể do máy khác của đơn vị cũng đã gửi); lần xuất gói sau sẽ tự bù."


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
        select(Exchange)
        .where(Exchange.direction == "out", Exchange.kind == str(Kind.BUNDLE))
        .order_by(Exchange.id.desc())
        .limit(1)
    ).first()
    # The receipt that arrived last holds, whatever its number: the Department may have been put back from a backup.
    receipt = session.scalars(
        select(Receipt).order_by(Receipt.arrived_at.desc(), Receipt.number.desc()).limit(1)
    ).first()
    verdict = session.scalars(
        select(Assessment)
        .where(Assessment.year == year)
        .order_by(Assessment.sequence.desc(), Assessment.at.desc())
        .limit(1)
    ).first()
    days = None
    if out is not None and not _is_received(session, out):
        days = (vietnam_today() - vietnam_day(out.at)).days
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


def _is_received(session: Session, out: Exchange) -> bool:
    return session.scalar(select(Receipt.number).where(Receipt.bundle_id == out.bundle_id).limit(1)) is not None


def _sentence(out: Exchange | None, receipt: Receipt | None, verdict: Assessment | None, days: int | None) -> str:
    if verdict is not None and verdict.state == "accepted":
        return _verdict_sentence(verdict)
    waiting = ""
    if days is not None:
        waiting = f"Đã xuất {days} ngày, chưa có biên nhận." if days > 0 else "Đã xuất hôm nay, chưa có biên nhận."
    if verdict is not None and verdict.state in ("returned", TAKEN_BACK):
        return f"{_verdict_sentence(verdict)} {waiting}".strip()
    if out is None:
        return "Đã lưu trong máy, chưa xuất gói nào."
    if not waiting and receipt is not None:
        return f"Sở đã nhận (biên nhận số {receipt.number})."
    return waiting


def _verdict_sentence(verdict: Assessment) -> str:
    if verdict.state == "accepted":
        return f"Báo cáo năm {verdict.year} đã được duyệt."
    if verdict.state == TAKEN_BACK:
        return f"Sở đã biết đơn vị rút lại báo cáo năm {verdict.year}. Hãy chốt và xuất bản mới."
    until = f" Hạn nộp lại: {format_date(verdict.deadline)}." if verdict.deadline else ""
    return f"Báo cáo năm {verdict.year} bị trả lại: {verdict.reason.rstrip('.')}.{until}"
