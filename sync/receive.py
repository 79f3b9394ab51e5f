"""Taking in whatever files and folders hold for this installation; nothing stops at the first bad one (sync.md 3–5)."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import utc_now
from desktop.models.database import Database
from desktop.models.exchange import Exchange, Receipt
from desktop.models.installation import Installation, Role, current
from desktop.models.register import KeyState, RegisterUnit, Slip, UnitKey
from desktop.models.search import matching  # noqa: F401  the index's tables must be known before the first merge
from desktop.text import format_date
from sync import packets, trust
from sync.bundle import (
    Bundle,
    Kind,
    Label,
    Manifest,
    Refusal,
    Refused,
    Standing,
    open_bundle,
    read_label,
    shown,
    state_digest,
)
from sync.codes import fingerprint, proves, read_code
from sync.enrolment import demand_department, take_packet
from sync.merge import Merged, digest_source, merge_records
from sync.stick import find_bundles

Progress = Callable[[int, int, str], None]


@dataclass
class FileVerdict:
    """What became of one file; `reason` is a sentence for the person."""

    file: str
    verdict: str
    reason: str
    refusal: str | None = None
    unit: str | None = None
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    conflicts: int = 0
    receipt: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The keys of cli.md."""
        return dict(vars(self))


def receive(
    database: Database,
    paths: Iterable[Path],
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[FileVerdict]:
    """Find our files by content in `paths` (folders two levels deep) and take in each; a verdict per file, in order of name.

    A path that is named but holds no file of ours gets a verdict too. Stops between two files when `cancelled()`.
    """
    wanted = list(paths)
    found: list[Path] = []
    verdicts: list[FileVerdict] = []
    for path in wanted:
        if not path.exists():
            verdicts.append(
                _refused(
                    path, Refused(Refusal.UNREADABLE, "missing"), f"Không tìm thấy “{path}”. Hãy kiểm tra đường dẫn."
                )
            )
        elif path.is_file():
            found.append(path)
        else:
            found += sorted(find_bundles([path]))
    for number, path in enumerate(dict.fromkeys(found)):
        if cancelled():
            break
        if progress is not None:
            progress(number, len(found), path.name)
        verdicts.append(_receive_one(database, path))
    return verdicts


def _receive_one(database: Database, path: Path) -> FileVerdict:
    with database.snapshot() as session:
        installation = current(session)
    try:
        if installation.role == Role.DEPARTMENT:
            return _at_department(database, path)
        return _at_unit(database, installation, path)
    except Refused as refused:
        return _refused(path, refused)
    except UserError as error:
        return FileVerdict(str(path), "refused", error.sentence, refusal=str(Refusal.UNREADABLE))


def _refused(path: Path, refused: Refused, sentence: str = "") -> FileVerdict:
    verdict = {Refusal.NOT_FOR_US: "not_for_us", Refusal.WRONG_SENDER: "quarantined"}.get(refused.refusal, "refused")
    label = refused.label
    unit = shown(label.unit_code or label.unit_name) if label else None
    return FileVerdict(str(path), verdict, sentence or refused.sentence, refusal=str(refused.refusal), unit=unit)


# --- at the Department ---------------------------------------------------------------------------------------------------


def _at_department(database: Database, path: Path) -> FileVerdict:
    keys = trust.department_keys(database.folder)

    def authorise(manifest: Manifest) -> Standing:
        if manifest.kind != Kind.BUNDLE:
            raise Refused(Refusal.NOT_FOR_US, f"kind {manifest.kind}")
        with database.snapshot() as session:
            return _standing(session, manifest)

    try:
        with open_bundle(path, keys.identities, authorise) as bundle:
            if bundle.standing == Standing.TRUSTED:
                return _take_in(database, path, bundle)
            return _set_aside(database, path, bundle)
    except Refused as refused:
        if refused.refusal in (Refusal.REVOKED_SENDER, Refusal.WRONG_SENDER) and refused.manifest is not None:
            _copy_to(database, "cach-ly", path, refused.manifest.bundle_id)
            verdict = _refused(path, refused)
            verdict.verdict = "quarantined"
            return verdict
        raise


def _standing(session: Session, manifest: Manifest) -> Standing:
    key = session.get(UnitKey, manifest.sender.signing_key)
    if key is not None and key.state == KeyState.APPROVED:
        return Standing.TRUSTED
    if key is not None and key.state == KeyState.REVOKED:
        return Standing.REVOKED
    return Standing.TRUSTED if _slip_proven(session, manifest) else Standing.WAITING


def _slip_proven(session: Session, manifest: Manifest) -> Slip | None:
    """The unused slip whose code the bundle proves to know."""
    enrolment, sender = manifest.enrolment, manifest.sender
    if enrolment is None:
        return None
    unused = session.scalars(select(Slip).where(Slip.unit_id == enrolment.unit, Slip.used_by.is_(None)))
    for slip in unused:
        code = read_code(slip.code)
        signing = bytes.fromhex(sender.signing_key)
        if code is not None and proves(enrolment.proof, code, enrolment.unit, signing, sender.reading_key):
            return slip
    return None


def _key_row(manifest: Manifest, state: KeyState) -> UnitKey:
    sender = manifest.sender
    return UnitKey(
        signing=sender.signing_key,
        reading=sender.reading_key,
        unit_id=None,
        state=state,
        fingerprint=fingerprint(bytes.fromhex(sender.signing_key), sender.reading_key),
        claimed_code=sender.unit_code,
        claimed_name=shown(sender.name),
        seen_at=utc_now(),
    )


def _enrol(session: Session, manifest: Manifest) -> UnitKey:
    """The approved key that signed; approved now where a slip proves it."""
    key = session.get(UnitKey, manifest.sender.signing_key)
    if key is not None and key.state == KeyState.APPROVED:
        return key
    slip = _slip_proven(session, manifest)
    if slip is None:
        raise Refused(Refusal.UNKNOWN_SENDER, "slip used meanwhile", manifest=manifest)
    if key is None:
        key = _key_row(manifest, KeyState.WAITING)
        session.add(key)
    key.unit_id, key.state, key.approved_at, key.approved_by = slip.unit_id, KeyState.APPROVED, utc_now(), "slip"
    slip.used_by = key.signing
    session.flush()
    return key


def _take_in(database: Database, path: Path, bundle: Bundle) -> FileVerdict:
    """Merge in one transaction: key, records, files, receipt, log. Any crash: do it again."""
    manifest = bundle.manifest
    with database.transaction() as session:
        key = _enrol(session, manifest)
        unit = session.get(RegisterUnit, key.unit_id)
        name = unit.code if unit else manifest.sender.name
        earlier = session.scalars(
            select(Exchange).where(Exchange.bundle_id == manifest.bundle_id, Exchange.verdict == "accepted")
        ).first()
        if earlier is not None:
            receipt = session.scalars(select(Receipt).where(Receipt.bundle_id == manifest.bundle_id)).first()
            number = receipt.number if receipt else None
            return FileVerdict(
                str(path),
                "already_known",
                f"Tệp này đã nhận ngày {_day(earlier.at)}, biên nhận số {number}. Không có gì thay đổi.",
                unit=name,
                unchanged=sum(manifest.counts.values()),
                receipt=number,
            )
        merged = merge_records(session, key.unit_id or "", bundle.records())
        for sha256, content in bundle.files():
            if database.files.put(content) != sha256:
                raise Refused(Refusal.ALTERED, "file hash", manifest=manifest)
        digest = state_digest(digest_source(session, key.unit_id or ""))
        number = _give_receipt(session, manifest, key, digest, merged)
        _log(session, path, manifest, key.unit_id, digest)
    return FileVerdict(
        str(path),
        "accepted",
        f"Đã nhận của {unit.name if unit else name}, biên nhận số {number}."
        + (" Có bản ghi mâu thuẫn cần chọn." if merged.conflicts else ""),
        unit=name,
        new=merged.new,
        updated=merged.updated,
        unchanged=merged.unchanged,
        conflicts=merged.conflicts,
        receipt=number,
    )


def _give_receipt(session: Session, manifest: Manifest, key: UnitKey, digest: str, merged: Merged) -> int:
    number = (session.scalar(select(func.max(Receipt.number))) or 0) + 1
    session.add(
        Receipt(
            number=number,
            unit_id=key.unit_id or "",
            bundle_id=manifest.bundle_id,
            given_at=utc_now(),
            state_digest=digest,
            counts={
                "new": merged.new,
                "updated": merged.updated,
                "unchanged": merged.unchanged,
                "conflicts": merged.conflicts,
            },
            arrived_at=None,
        )
    )
    return number


def _log(session: Session, path: Path, manifest: Manifest, unit_id: str | None, digest: str | None) -> None:
    session.add(
        Exchange(
            direction="in",
            at=utc_now(),
            kind=str(manifest.kind),
            unit_id=unit_id,
            bundle_id=manifest.bundle_id,
            file_name=path.name,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
            size=path.stat().st_size,
            verdict="accepted",
            refusal=None,
            state_digest=digest,
            counts=dict(manifest.counts),
        )
    )


def _day(instant: str) -> str:
    from datetime import datetime

    return format_date(datetime.fromisoformat(instant).astimezone().date())


def _copy_to(database: Database, folder: str, path: Path, bundle_id: str) -> Path:
    """A copy kept in the data folder under the bundle's id; nothing that came is ever thrown away."""
    target = database.folder / folder / f"{bundle_id}.nq71"
    target.parent.mkdir(exist_ok=True)
    if path.resolve() != target.resolve():
        shutil.copyfile(path, target)
    return target


def _set_aside(database: Database, path: Path, bundle: Bundle) -> FileVerdict:
    """A bundle of a key that nobody has approved yet: kept, shown as waiting."""
    manifest = bundle.manifest
    _copy_to(database, "cho-duyet", path, manifest.bundle_id)
    with database.transaction() as session:
        key = session.get(UnitKey, manifest.sender.signing_key)
        if key is None:
            key = _key_row(manifest, KeyState.WAITING)
            session.add(key)
        mark = key.fingerprint
    return FileVerdict(
        str(path),
        "waiting",
        f"“{shown(manifest.sender.name)}” chưa được chấp thuận khóa ({mark}). Tệp đã được giữ lại; hãy so dấu khóa với báo cáo"
        " đã đóng dấu rồi chấp thuận.",
        refusal=str(Refusal.UNKNOWN_SENDER),
        unit=shown(manifest.sender.unit_code or manifest.sender.name),
    )


def waiting_keys(session: Session) -> list[UnitKey]:
    """Keys nobody has approved yet, the oldest first."""
    return list(session.scalars(select(UnitKey).where(UnitKey.state == KeyState.WAITING).order_by(UnitKey.seen_at)))


def approve_key(database: Database, mark: str, unit_code: str) -> list[FileVerdict]:
    """Approve the waiting key with that fingerprint for a unit, and take in what waited of it."""
    digits = "".join(c for c in mark if c.isdigit())
    with database.transaction() as session:
        demand_department(session)
        key = next((k for k in waiting_keys(session) if k.fingerprint.replace(" ", "") == digits), None)
        if key is None:
            raise UserError("Không có khóa nào đang chờ với dấu khóa này. Hãy so lại 25 chữ số.")
        unit = session.scalar(select(RegisterUnit).where(RegisterUnit.code == unit_code))
        if unit is None:
            raise UserError(f"Không có đơn vị mã “{unit_code}” trong sổ đơn vị. Hãy nhập đơn vị vào sổ trước.")
        key.unit_id, key.state, key.approved_at, key.approved_by = unit.id, KeyState.APPROVED, utc_now(), "fingerprint"
        signing = key.signing
    verdicts: list[FileVerdict] = []
    for path in sorted((database.folder / "cho-duyet").glob("*.nq71")):
        verdict = _receive_one(database, path)
        if verdict.verdict != "waiting":
            verdicts.append(verdict)
        if verdict.verdict in ("accepted", "already_known"):
            path.unlink()
    del signing
    return verdicts


# --- at a unit -------------------------------------------------------------------------------------------------------------


def _at_unit(database: Database, installation: Installation, path: Path) -> FileVerdict:
    label = read_label(path)
    unit = shown(label.unit_code or label.unit_name)
    if label.kind in (Kind.PROVINCE, Kind.STARTER):
        if label.kind == Kind.STARTER and installation.unit_code and label.unit_code != installation.unit_code:
            return FileVerdict(
                str(path), "not_for_us", f"Gói khởi đầu này là của “{unit}”.", str(Refusal.NOT_FOR_US), unit
            )
        with database.transaction() as session:
            before = trust.versions_seen(session)
            take_packet(session, path)
            changed = trust.versions_seen(session) != before
        verdict = "accepted" if changed else "already_known"
        words = "Đã nhận dữ liệu mới của Sở." if changed else "Dữ liệu của Sở trong máy đã là bản này hoặc mới hơn."
        return FileVerdict(str(path), verdict, words, unit=unit)
    if label.kind != Kind.PACKET:
        return _not_for_us(path, label)
    keys = trust.device_keys(database.folder)

    def authorise(manifest: Manifest) -> Standing:
        with database.snapshot() as session:
            return trust.standing_of_department(session, manifest)

    with open_bundle(path, [keys.reading], authorise) as bundle, database.transaction() as session:
        taken = packets.take(session, installation, bundle)
    return FileVerdict(str(path), taken.verdict, taken.sentence, unit=unit, new=taken.new, unchanged=taken.known)


def _not_for_us(path: Path, label: Label) -> FileVerdict:
    unit = shown(label.unit_code or label.unit_name)
    words = f"Tệp này là gói của “{unit}” gửi Sở, không phải gửi cho máy này. Hãy để nguyên và chuyển cho Sở."
    return FileVerdict(str(path), "not_for_us", words, str(Refusal.NOT_FOR_US), unit)


# --- only looking ------------------------------------------------------------------------------------------------------------


def inspect_file(path: Path, database: Database | None) -> dict[str, Any]:
    """What a file says and whether it can be believed here (keys of cli.md `inspect`); changes nothing."""
    found: dict[str, Any] = {"kind": None, "unit": None, "trusted": False, "refusal": None, "records": 0, "parts": 0}
    try:
        label = read_label(path)
        found |= {"kind": str(label.kind), "unit": shown(label.unit_code or label.unit_name), "parts": label.parts}
        found["name"] = shown(label.unit_name)
        with open_bundle(path, _identities(database), lambda m: _look(database, m)) as bundle:
            manifest = bundle.manifest
            found["trusted"] = bundle.standing == Standing.TRUSTED
            found["records"] = sum(manifest.counts.values())
            found["counts"] = dict(manifest.counts)
            found["claimed_time"] = manifest.claimed_time
            if not found["trusted"]:
                found["refusal"] = str(Refusal.UNKNOWN_SENDER)
                found["reason"] = "Tệp nguyên vẹn nhưng khóa của nơi gửi chưa được chấp thuận ở đây."
    except Refused as refused:
        found |= {"refusal": str(refused.refusal), "reason": refused.sentence}
    except OSError:
        found |= {"refusal": str(Refusal.UNREADABLE), "reason": f"Không đọc được “{path}”. Hãy kiểm tra đường dẫn."}
    return found


def _identities(database: Database | None) -> list[Any]:
    if database is None:
        return []
    with database.snapshot() as session:
        role = current(session).role
    if role == Role.DEPARTMENT:
        return list(trust.department_keys(database.folder).identities)
    return [trust.device_keys(database.folder).reading]


def _look(database: Database | None, manifest: Manifest) -> Standing:
    if database is None:
        return Standing.WAITING
    with database.snapshot() as session:
        if manifest.sender.unit is None:
            standing = trust.standing_of_department(session, manifest)
        else:
            standing = _standing(session, manifest)
    return Standing.TRUSTED if standing == Standing.TRUSTED else Standing.WAITING
