"""Several PCs of one unit, and a PC that was lost (sync.md 2): a unit's own bundle taken in by its other PCs, and the Department's
copy of a unit's whole state brought back to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.erasing import note_erasures
from desktop.models.exchange import Exchange
from desktop.models.installation import Installation
from desktop.models.register import KeyState, RegisterUnit, UnitKey, unit_by_code
from sync import trust
from sync.bundle import (
    Bundle,
    Draft,
    Kind,
    Manifest,
    Refusal,
    Refused,
    Standing,
    files_section,
    private_file,
    records_section,
    seal,
    state_digest,
)
from sync.export import (
    carried_files,
    folder_for,
    head_lines,
    heads_of_unit,
    log_out,
    register_id,
    required_for,
    write_out,
)
from sync.limits import RECIPIENTS
from sync.merge import Merged, merge_records


def readers(session: Session, installation: Installation, own: str) -> list[str]:
    """The reading keys of the unit's other approved PCs; `own` is this PC's recipient."""
    unit = register_id(session, installation)
    keys = session.scalars(
        select(UnitKey.reading)
        .where(UnitKey.unit_id == unit, UnitKey.state == KeyState.APPROVED)
        .order_by(UnitKey.signing)
    )
    return [key for key in dict.fromkeys(keys) if key != own][: RECIPIENTS - 8]


def standing(session: Session, installation: Installation, manifest: Manifest, own_signing: str) -> Standing:
    """Whether a bundle or rebuild speaks for this unit: signed by one of its PCs, or by the Department.

    Refused (not_for_us) where this PC wrote it itself, revoked_sender for a PC that is trusted no more.
    """
    if manifest.kind == Kind.REBUILD:
        return trust.standing_of_department(session, manifest)
    if manifest.sender.signing_key == own_signing:
        mine = select(Exchange.id).where(Exchange.direction == "out", Exchange.bundle_id == manifest.bundle_id)
        if session.scalar(mine.limit(1)) is not None:
            raise Refused(Refusal.NOT_FOR_US, "written by this PC", manifest=manifest)
        return Standing.TRUSTED  # a copy of this PC's folder, working under the same key
    key = session.get(UnitKey, manifest.sender.signing_key)
    if key is None or key.unit_id != register_id(session, installation):
        return Standing.UNKNOWN
    return Standing.TRUSTED if key.state == KeyState.APPROVED else Standing.REVOKED


def take_state(session: Session, database: Database, installation: Installation, bundle: Bundle) -> Merged:
    """Merge a whole state of this unit; its files are kept first."""
    for _, content in bundle.files():
        database.files.put(content)
    merged = merge_records(session, installation.unit_id, bundle.record_lines())
    note_erasures(session, database.folder, merged.erased)
    return merged


def rebuild(database: Database, unit_code: str, folder: Path) -> Path:
    """Write what the Department holds of a unit for its PCs: all records, frozen reports and photos, sealed to the unit's keys.

    UserError: unknown unit, nothing received of it yet, or no approved key to seal it to.
    """
    from sync.enrolment import demand_department, draft_of_department, signed_documents

    keys, _ = signed_documents(database)
    target = folder_for(folder, database)
    with private_file(trust.private(database.folder)) as sealed:
        with database.snapshot() as session:
            demand_department(session)
            unit = unit_by_code(session, unit_code)
            if unit is None:
                raise UserError(f"Không có đơn vị mã “{unit_code}” trong sổ đơn vị. Hãy kiểm tra bằng lệnh nq71 units.")
            heads = heads_of_unit(session, unit.id)
            if not heads:
                raise UserError(f"Sở chưa nhận được dữ liệu nào của “{unit.name}” nên không có gì để gửi lại.")
            to = _approved(session, unit)
            if not to:
                raise UserError(
                    f"“{unit.name}” chưa có khóa nào được chấp thuận. Hãy cấp phiếu mới, nhận gói đầu tiên của máy mới rồi làm lại."
                )
            blank = draft_of_department(session, Kind.REBUILD, unit.code, unit.name)
            draft = replace(_of_unit(blank, heads), requires=required_for(session, unit.id))
            parts = [
                records_section(head_lines(session, unit.id)),
                files_section(carried_files(database, session, unit.id)),
            ]
            seal(sealed, draft, parts, keys.office.signing, keys.office.recipient, to, trust.private(database.folder))
        path, size, sha256 = write_out(sealed, target, draft)
    log_out(database, draft, unit.id, path, size, sha256)
    return path


def _approved(session: Session, unit: RegisterUnit) -> list[str]:
    keys = session.scalars(
        select(UnitKey.reading).where(UnitKey.unit_id == unit.id, UnitKey.state == KeyState.APPROVED)
    )
    return sorted(set(keys))[:RECIPIENTS]


def _of_unit(draft: Draft, heads: Iterable[tuple[str, str]]) -> Draft:
    """The draft with what it counts."""
    listed = list(heads)
    return replace(
        draft,
        counts=dict(Counter(kind for kind, _ in listed)),
        state_digest=state_digest(version for _, version in listed),
    )
