"""Out of a database: the whole state of this unit as one sealed, signed file, written, read back, compared (sync.md 2, 6)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desktop import __version__
from desktop.errors import UserError
from desktop.models.base import utc_now
from desktop.models.database import Database
from desktop.models.exchange import Exchange, Receipt
from desktop.models.installation import Installation, Role, current
from desktop.models.report import Report
from desktop.models.unit import profile_for
from desktop.models.versions import version_id
from desktop.paths import sentence_for
from sync import trust, wire
from sync.bundle import (
    Draft,
    Enrolment,
    Kind,
    Refused,
    file_name,
    files_section,
    new_bundle_id,
    records_section,
    seal,
    state_digest,
)
from sync.codes import enrolment_proof, read_code
from sync.keys import DeviceKeys
from sync.stick import write_verified

_HEADS = text(
    "SELECT version_id, kind, record_id, parents, ancestors, content, author, saved_at FROM version"
    " WHERE unit_id = :unit AND head ORDER BY kind, record_id, version_id"
)
_VERSIONS = text("SELECT kind, version_id FROM version WHERE unit_id = :unit AND head")


@dataclass(frozen=True)
class ExportResult:
    """The files written; how many heads and bytes they hold."""

    files: list[Path]
    unit: str
    records: int
    bytes: int
    bundle_id: str


def folder_for(folder: Path | None, database: Database) -> Path:
    """Where to write: the folder named, else `goi-gui` in the data folder; made where missing. UserError where it cannot be."""
    chosen = folder or database.folder / "goi-gui"
    try:
        chosen.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(sentence_for(error, chosen / "NQ71")) from error
    return chosen


def export_bundle(database: Database, folder: Path | None = None) -> ExportResult:
    """Write this unit's bundle into `folder`.

    UserError: this is the Department; its packet has not come yet; a record is silently damaged; the drive is full,
    write-protected or gone. Old good files are never overwritten.
    """
    target = folder_for(folder, database)
    keys = trust.device_keys(database.folder)
    with database.snapshot() as session:
        installation = current(session)
        if installation.role == Role.DEPARTMENT:
            raise UserError("Sở không gửi gói của đơn vị. Hãy dùng reply để ghi gói trả lời, publish để ghi gói chung.")
        recipients = trust.recipients(session)
        draft = _draft(session, installation, keys)
        sections = [records_section(_lines(session, installation.unit_id)), files_section(_files(database, session))]
        name = file_name(draft.unit_code, datetime.now(UTC).date(), draft.bundle_id)
        private = _private(database)

        def produce(out: Any) -> None:
            seal(out, draft, sections, keys.signing, keys.recipient, recipients, private)

        try:
            path = write_verified(target, name, produce)
        except Refused as refused:
            raise UserError(refused.sentence) from refused
    _log(database, draft, installation.unit_id, path)
    return ExportResult(
        [path], draft.unit_code or draft.unit_name, sum(draft.counts.values()), path.stat().st_size, draft.bundle_id
    )


def _private(database: Database) -> Path:
    folder = database.folder / "tam"
    folder.mkdir(exist_ok=True)
    return folder


def _draft(session: Session, installation: Installation, keys: DeviceKeys) -> Draft:
    heads = session.execute(_VERSIONS, {"unit": installation.unit_id}).all()
    last = session.scalars(select(Receipt).order_by(Receipt.arrived_at.desc(), Receipt.number.desc()).limit(1)).first()
    name = profile_for(session, installation.unit_id, datetime.now(UTC).year).name
    return Draft(
        kind=Kind.BUNDLE,
        unit_code=installation.unit_code,
        unit_name=name,
        bundle_id=new_bundle_id(),
        sender_unit=installation.unit_id,
        sender_code=installation.unit_code,
        sender_name=name,
        claimed_time=utc_now(),
        app=f"NQ71 {__version__}",
        enrolment=_enrolment(installation, keys),
        last_receipt=last.number if last else None,
        documents=trust.versions_seen(session),
        counts=dict(Counter(kind for kind, _ in heads)),
        state_digest=state_digest(version for _, version in heads),
    )


def _enrolment(installation: Installation, keys: DeviceKeys) -> Enrolment | None:
    """The proof of the slip's code, until the Department has answered."""
    code = read_code(str(installation.settings.get("slip_code") or ""))
    if code is None:
        return None
    unit = installation.unit_id
    return Enrolment(unit, enrolment_proof(code, unit, keys.signing_public, keys.recipient))


def _lines(session: Session, unit_id: str) -> Iterator[str]:
    """Every head as a line, each checked against its name: silent damage never leaves the house."""
    for row in session.execute(_HEADS, {"unit": unit_id}):
        if version_id(row.kind, row.record_id, json.loads(row.parents), row.content) != row.version_id:
            raise UserError(
                f"Một bản ghi trong máy đã bị hỏng ({row.kind} {row.record_id}). Hãy chạy kiểm tra dữ liệu và khôi phục từ bản sao lưu."
            )
        yield wire.line(row)


def _files(database: Database, session: Session) -> list[tuple[str, Path]]:
    """The frozen bodies of every edition of every report."""
    reports = session.scalars(select(Report).where(~Report.deleted)).all()
    wanted = {str(edition["sha256"]) for report in reports for edition in report.editions}
    for sha256 in wanted:
        database.files.get(sha256)  # says what to do where one is missing or damaged
    return [(sha256, database.files.path(sha256)) for sha256 in sorted(wanted)]


def _log(database: Database, draft: Draft, unit_id: str, path: Path) -> None:
    with database.transaction() as session:
        session.add(
            Exchange(
                direction="out",
                at=utc_now(),
                kind=str(draft.kind),
                unit_id=unit_id,
                bundle_id=draft.bundle_id,
                file_name=path.name,
                sha256="",
                size=path.stat().st_size,
                verdict="written",
                refusal=None,
                state_digest=draft.state_digest,
                counts=dict(draft.counts),
            )
        )
