"""Out of a database: the whole state of this unit as one sealed, signed file, written, read back, compared (sync.md 2, 6)."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from desktop import __version__
from desktop.errors import UserError
from desktop.models.attached import Attachment, attached, frozen_bodies, records_size
from desktop.models.base import utc_now
from desktop.models.database import Database
from desktop.models.erasing import ERASED
from desktop.models.exchange import Exchange, Receipt
from desktop.models.installation import Installation, Role, current
from desktop.models.kinds import KINDS
from desktop.models.register import RegisterUnit, unit_by_code
from desktop.models.unit import profile_for
from desktop.models.versions import Version
from desktop.paths import sentence_for
from desktop.text import format_number
from sync import trust, wire
from sync.bundle import (
    Draft,
    Enrolment,
    Kind,
    Refused,
    file_name,
    files_section,
    new_bundle_id,
    private_file,
    records_section,
    seal,
    shown,
    state_digest,
)
from sync.codes import enrolment_proof, read_code
from sync.days import vietnam_today
from sync.keys import DeviceKeys
from sync.limits import FILE, FILES, MIB, PIECE, RAW, RECORD
from sync.manifest import ERASURE
from sync.stick import Target, write_verified

_HEADS = text(
    "SELECT version_id, kind, record_id, parents, ancestors, content, author, saved_at FROM version"
    " WHERE unit_id = :unit AND head ORDER BY kind"
)
_VERSIONS = text("SELECT kind, version_id FROM version WHERE unit_id = :unit AND head")


@dataclass(frozen=True)
class ExportResult:
    """The files written; how many heads and bytes they hold; what is to be told about evidence that did not go along."""

    files: list[Path]
    unit: str
    records: int
    bytes: int
    bundle_id: str
    notes: list[str] = field(default_factory=list)


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
    from sync import siblings  # which writes as this does

    with database.snapshot() as session:
        if current(session).role == Role.DEPARTMENT:
            raise UserError("Sở không gửi gói của đơn vị. Hãy dùng reply để ghi gói trả lời, publish để ghi gói chung.")
    keys = trust.device_keys(database.folder)
    with private_file(_private(database)) as sealed:
        with database.snapshot() as session:
            installation = current(session)
            recipients = [*trust.recipients(session), *siblings.readers(session, installation, keys.recipient)]
            draft = _draft(session, installation, keys)
            parts = [records_section(head_lines(session, installation.unit_id))]
            carried = _files(database, session, installation.unit_id)
            parts.append(files_section(carried.files))
            try:
                seal(sealed, draft, parts, keys.signing, keys.recipient, recipients, _private(database))
            except Refused as refused:
                raise UserError(refused.sentence) from refused
        # The stick is slow: the database is let go before, so that nobody's saving waits for it.
        path, size, sha256 = write_out(sealed, folder_for(folder, database), draft)
    log_out(database, draft, installation.unit_id, path, size, sha256)
    unit, records = draft.unit_code or draft.unit_name, sum(draft.counts.values())
    return ExportResult([path], unit, records, size, draft.bundle_id, carried.notes())


def write_out(sealed: IO[bytes], folder: Path, draft: Draft) -> tuple[Path, int, str]:
    """Copy a sealed file to where it goes, read back and compared; its path, size in bytes and SHA-256."""
    size = sealed.seek(0, 2)
    digest = hashlib.sha256()

    def produce(out: Target) -> None:
        sealed.seek(0)
        while piece := sealed.read(PIECE):
            digest.update(piece)
            out.write(piece)

    name = file_name(draft.unit_code, vietnam_today(), draft.bundle_id)
    path = write_verified(folder, name, produce, size)
    return path, size, digest.hexdigest()


def log_out(database: Database, draft: Draft, unit_id: str | None, path: Path, size: int, sha256: str) -> None:
    """A line in the log of what went out: the proof of what was handed over."""
    with database.transaction() as session:
        session.add(
            Exchange(
                direction="out",
                at=utc_now(),
                kind=str(draft.kind),
                unit_id=unit_id,
                bundle_id=draft.bundle_id,
                file_name=path.name,
                sha256=sha256,
                size=size,
                verdict="written",
                refusal=None,
                state_digest=draft.state_digest,
                counts=dict(draft.counts),
            )
        )


def _private(database: Database) -> Path:
    """The folder of temporary files: on the database's own drive, never on the stick. UserError where it cannot be made."""
    folder = database.folder / "tam"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UserError(sentence_for(error, folder)) from error
    return folder


def _draft(session: Session, installation: Installation, keys: DeviceKeys) -> Draft:
    heads = heads_of_unit(session, installation.unit_id)
    last = session.scalars(select(Receipt).order_by(Receipt.arrived_at.desc(), Receipt.number.desc()).limit(1)).first()
    name = profile_for(session, installation.unit_id, vietnam_today().year).name
    return Draft(
        kind=Kind.BUNDLE,
        unit_code=installation.unit_code,
        unit_name=name,
        bundle_id=new_bundle_id(),
        sender_unit=register_id(session, installation) or installation.unit_id,
        sender_code=installation.unit_code,
        sender_name=name,
        claimed_time=utc_now(),
        app=f"NQ71 {__version__}",
        enrolment=_enrolment(session, installation, keys),
        last_receipt=last.number if last else None,
        documents=trust.versions_seen(session),
        counts=dict(Counter(kind for kind, _ in heads)),
        state_digest=state_digest(version for _, version in heads),
        requires=required_for(session, installation.unit_id),
    )


def heads_of_unit(session: Session, unit_id: str) -> list[tuple[str, str]]:
    """Kind and version id of every head of a unit."""
    return [(kind, version) for kind, version in session.execute(_VERSIONS, {"unit": unit_id})]


def required_for(session: Session, unit_id: str) -> tuple[str, ...]:
    """What a reader of this unit's state must know: `erasure`, where a person's data was taken away (FORMAT.md 4)."""
    erased = select(Version.version_id).where(Version.unit_id == unit_id, Version.head, Version.content == ERASED)
    return (ERASURE,) if session.scalar(erased.limit(1)) else ()


def carried_files(database: Database, session: Session, unit_id: str) -> list[tuple[str, Path]]:
    """The files that travel with a unit's state."""
    return _files(database, session, unit_id).files


def _enrolment(session: Session, installation: Installation, keys: DeviceKeys) -> Enrolment | None:
    """The proof of the slip's code, until the Department has answered."""
    code = read_code(str(installation.settings.get("slip_code") or ""))
    if code is None:
        return None
    unit = register_id(session, installation) or installation.unit_id
    return Enrolment(unit, enrolment_proof(code, unit, keys.signing_public, keys.recipient))


def register_id(session: Session, installation: Installation) -> str | None:
    """The permanent id of this unit in the Department's register, where its copy here has the unit's code or id.

    A unit set up before the packet came keeps its own id for its records; the Department files them under the register's.
    """
    code = installation.unit_code
    found = unit_by_code(session, code) if code else None
    found = found or session.get(RegisterUnit, installation.unit_id)
    return found.id if found else None


def head_lines(session: Session, unit_id: str) -> Iterator[str]:
    """Every head as a line, each proved against its name: silent damage never leaves the house."""
    authors: dict[str, str] = {}
    rows = session.execute(_HEADS, {"unit": unit_id}, execution_options={"yield_per": 1000})
    for version, kind, record_id, parents, ancestors, content, author, saved_at in rows:
        quoted = authors.get(author) or authors.setdefault(author, json.dumps(author, ensure_ascii=False))
        try:
            made = wire.line(version, kind, record_id, parents, ancestors, content, quoted, saved_at)
        except ValueError:
            raise UserError(
                f"{_named(kind, content)} trong máy đã bị hỏng nên chưa xuất gói (mã {record_id}). "
                "Hãy chạy kiểm tra dữ liệu, rồi khôi phục từ bản sao lưu gần nhất."
            ) from None
        if len(made.encode()) > RECORD:
            raise UserError(
                f"{_named(kind, content)} quá dài để gửi đi (mã {record_id}). Hãy rút gọn phần chữ dài nhất rồi xuất lại."
            )
        yield made


def _named(kind: str, content: str | None) -> str:
    """What a person knows a record by, as far as its stored text still says it."""
    known = KINDS.get(kind)
    found = re.search(r'"(?:title|name|subject)":"((?:[^"\\]|\\.){1,60})', content or "")
    title = f" “{shown(found[1])}”" if found else ""
    return f"{known.NAME if known else 'Bản ghi'}{title}"


@dataclass(frozen=True)
class _Carried:
    """The files that travel; references to evidence that is lost here, and how much had no room."""

    files: list[tuple[str, Path]]
    lost: list[Attachment]
    without_room: list[Attachment]

    def notes(self) -> list[str]:
        """What the person should know, one sentence each."""
        said = []
        if self.lost:
            names = ", ".join(f"“{shown(one.name)}”" for one in self.lost[:3]) + (" …" if len(self.lost) > 3 else "")
            said.append(
                f"{format_number(len(self.lost))} ảnh, tệp minh chứng không còn trong máy hoặc đã hỏng nên không gửi kèm: {names}. "
                "Hãy mở bản ghi, đính kèm lại rồi xuất lại."
            )
        if self.without_room:
            said.append(
                f"Ảnh, tệp minh chứng đã quá cỡ một gói ({RAW // MIB} MB): {format_number(len(self.without_room))} tệp cũ nhất "
                "chưa gửi được. Bản ghi, số liệu và báo cáo đã gửi đủ. Hãy gỡ bớt ảnh không cần rồi xuất lại, hoặc chép riêng ảnh cho Sở."
            )
        return said


_SPARE = 4 * MIB  # label, manifest, seals


def _files(database: Database, session: Session, unit_id: str) -> _Carried:
    """The frozen bodies of every edition of every report and the scans of what was signed, then the evidence of every head, the newest first, while there is room.

    Without its frozen report a bundle proves nothing, without a photo it does: records never wait for a photo (faults H1).
    """
    files = database.files
    frozen = frozen_bodies(session, unit_id)
    for sha256 in frozen:
        files.get(sha256)  # says what to do where one is missing or damaged
    room = RAW - _SPARE - records_size(session, unit_id)[0] - sum(files.size(sha256) for sha256 in frozen)
    chosen, lost, without_room = set(frozen), [], []
    seen = set(frozen)
    for one in sorted(attached(session, unit_id), key=lambda one: (one.saved_at, one.sha256), reverse=True):
        if one.sha256 in seen:
            continue
        seen.add(one.sha256)
        size = files.size(one.sha256)
        if not files.is_whole(one.sha256):
            lost.append(one)
        elif size > min(room, FILE) or len(chosen) >= FILES:
            without_room.append(one)
        else:
            room -= size
            chosen.add(one.sha256)
    return _Carried([(sha256, files.path(sha256)) for sha256 in sorted(chosen)], lost, without_room)
