"""Taking in whatever files and folders hold for this installation; nothing stops at the first bad one (sync.md 3–5)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.attached import missing
from desktop.models.base import utc_now
from desktop.models.database import Database
from desktop.models.erasing import note_erasures
from desktop.models.exchange import Exchange, Receipt
from desktop.models.installation import Installation, Role, current
from desktop.models.kinds import KINDS
from desktop.models.register import KeyState, RegisterUnit, Slip, UnitKey, unit_by_code
from desktop.paths import sentence_for, write_atomically
from desktop.text import format_date
from sync import packets, siblings, trust, wire
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
from sync.days import vietnam_day
from sync.enrolment import check_commitment, demand_department, open_packet
from sync.limits import PIECE
from sync.merge import Merged, digest_source, merge_records
from sync.noting import note_editions
from sync.searching import feed_search
from sync.stick import find_bundles

Progress = Callable[[int, int, str], None]
WAITING, QUARANTINE = "cho-duyet", "cach-ly"  # folders of the data folder


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
    missing: int = 0  # photos and documents that records refer to and that have not come yet

    def to_json(self) -> dict[str, Any]:
        """The keys of cli.md."""
        return dict(vars(self))


def receive(
    database: Database,
    paths: Iterable[Path],
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
    search: bool = True,
) -> list[FileVerdict]:
    """Find our files by content in `paths` (folders two levels deep) and take in each; a verdict per file, in order of name.

    A path that is named but holds no file of ours gets a verdict too. Stops between two files when `cancelled()`. The
    search index is fed at the end unless `search` is False (then by `searching.feed_search`); what is left is fed next time.
    """
    verdicts: list[FileVerdict] = []
    found: dict[Path, None] = {}
    for path in paths:
        try:
            found.update(dict.fromkeys(sorted(find_bundles([path]))))
        except UserError as error:
            verdicts.append(FileVerdict(str(path), "refused", error.sentence, refusal=str(Refusal.UNREADABLE)))
    for number, path in enumerate(found):
        if cancelled():
            break
        if progress is not None:
            progress(number, len(found), path.name)
        verdicts.append(_receive_one(database, path))
    if search:
        feed_search(database, cancelled)
    return verdicts


def _receive_one(database: Database, path: Path) -> FileVerdict:
    with database.snapshot() as session:
        installation = current(session)
    try:
        if installation.role == Role.DEPARTMENT:
            return _at_department(database, path)
        return _at_unit(database, installation, path)
    except Refused as refused:
        return _refused(database, path, refused)
    except UserError as error:
        return FileVerdict(str(path), "refused", error.sentence)
    except OSError as error:  # of the local disk; what the stick does wrong is a refusal
        return FileVerdict(str(path), "refused", sentence_for(error, database.folder / "tam"))


_KEPT_APART = (
    Refusal.REVOKED_SENDER,
    Refusal.WRONG_SENDER,
    Refusal.DOCUMENT_CONFLICT,
)  # signed by a key that is known: somebody should look at it


def _refused(database: Database, path: Path, refused: Refused) -> FileVerdict:
    label = refused.label
    unit = shown(label.unit_code or label.unit_name) if label else None
    verdict, sentence = "refused", refused.sentence
    if refused.refusal == Refusal.NOT_FOR_US:
        verdict = "not_for_us"
        sentence = _not_ours(label) if label else sentence
    elif refused.refusal in _KEPT_APART:
        verdict = "quarantined"
        sentence += " Tệp đã được giữ riêng để xem xét."
        _set_apart(database, path, refused)
    return FileVerdict(str(path), verdict, sentence, refusal=str(refused.refusal), unit=unit)


def _set_apart(database: Database, path: Path, refused: Refused) -> None:
    """Keep a copy of what must not be merged, and the fact in the log, once."""
    kept = _keep(database, QUARANTINE, path)
    if kept is None or refused.manifest is None:
        return
    with database.transaction() as session:
        log_in(session, path, kept, refused.manifest, "quarantined", refusal=refused.refusal)


def _not_ours(label: Label) -> str:
    """Whose file it is, in the words of the label (which nobody has proved)."""
    unit = shown(label.unit_name)
    if label.kind in (Kind.PROVINCE, Kind.STARTER):
        return "Tệp này do Sở phát hành cho các đơn vị, không phải để Sở nhận lại. Hãy chuyển cho đơn vị."
    if label.kind == Kind.BUNDLE:
        return f"Tệp này là gói của “{unit}” gửi Sở, không phải gửi cho máy này. Hãy để nguyên và chuyển cho Sở."
    return f"Tệp này Sở gửi cho “{unit}”, không phải cho máy này. Hãy chuyển cho đơn vị đó."


# --- at the Department ---------------------------------------------------------------------------------------------------


def _at_department(database: Database, path: Path) -> FileVerdict:
    label = read_label(path)
    if label.kind in (Kind.PROVINCE, Kind.STARTER, Kind.PACKET, Kind.REBUILD):
        raise Refused(Refusal.NOT_FOR_US, f"kind {label.kind}", label=label)
    keys = trust.department_keys(database.folder)

    def authorise(manifest: Manifest) -> Standing:
        with database.snapshot() as session:
            return _standing(session, manifest)

    with open_bundle(path, keys.identities, authorise, trust.private(database.folder)) as bundle:
        try:
            if bundle.standing == Standing.TRUSTED:
                return _take_in(database, path, bundle)
            return _set_aside(database, path, bundle)
        except Refused as refused:
            refused.label, refused.manifest = bundle.label, bundle.manifest
            raise


def _standing(session: Session, manifest: Manifest) -> Standing:
    key = session.get(UnitKey, manifest.sender.signing_key)
    if key is not None and key.state == KeyState.REVOKED:
        return Standing.REVOKED
    if key is not None and key.state == KeyState.APPROVED:
        _check_claim(session, key, manifest)
        return Standing.TRUSTED
    return Standing.TRUSTED if _slip_proven(session, manifest) else Standing.WAITING


def _check_claim(session: Session, key: UnitKey, manifest: Manifest) -> None:
    """A key speaks for its own unit only: a registered unit that a bundle names must be the key's.

    Forgiven is a code that a unit mistyped at set-up, when an officer saw it and approved the key all the same.
    """
    sender = manifest.sender
    overruled = key.claimed_code if key.approved_by != "slip" else None
    named = {unit_by_code(session, code) for code in (sender.unit_code, manifest.label.unit_code) if code}
    named.add(session.get(RegisterUnit, sender.unit) if sender.unit else None)
    for unit in named - {None}:
        if unit is not None and unit.id != key.unit_id and unit.code != overruled:
            raise Refused(Refusal.WRONG_SENDER, f"key of {key.unit_id} speaks for {unit.code}", manifest=manifest)


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


def _key_row(manifest: Manifest) -> UnitKey:
    """A key as it is first seen."""
    sender = manifest.sender
    return UnitKey(
        signing=sender.signing_key,
        reading=sender.reading_key,
        unit_id=None,
        state=KeyState.WAITING,
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
        raise Refused(Refusal.UNKNOWN_SENDER, "slip used meanwhile")
    if key is None:
        key = _key_row(manifest)
        session.add(key)
    key.unit_id, key.state, key.approved_at, key.approved_by = slip.unit_id, KeyState.APPROVED, utc_now(), "slip"
    key.reading = manifest.sender.reading_key  # the one the slip vouches for
    slip.used_by = key.signing
    session.flush()
    _check_claim(session, key, manifest)
    return key


def _take_in(database: Database, path: Path, bundle: Bundle) -> FileVerdict:
    """Files first, then key, records, receipt and log in one transaction. Any crash: do it again."""
    manifest = bundle.manifest
    for sha256, content in bundle.files():
        database.files.put(content)
        assert database.files.has(sha256)
    with database.transaction() as session:
        key = _enrol(session, manifest)
        unit = session.get(RegisterUnit, key.unit_id)
        assert unit is not None
        if (known := _received_before(session, path, manifest, unit)) is not None:
            return known
        merged = merge_records(session, unit.id, bundle.record_lines())
        note_erasures(session, database.folder, merged.erased)
        noted = note_editions(database, session, unit.id)
        lacking = len(missing(session, database.files, unit.id))
        number = _give_receipt(session, manifest, unit.id, merged, lacking)
        log_in(session, path, path, manifest, "accepted", unit.id, counts=merged.counts())
    counts = merged.counts()
    said = f"Đã nhận của {unit.name}, biên nhận số {number}."
    if counts["conflicts"]:
        said += f" Có {counts['conflicts']} bản ghi được sửa khác nhau ở hai máy: cả hai bản được giữ, đơn vị cần chọn."
    if lacking:
        said += f" {lacking} ảnh, tệp minh chứng còn thiếu: đơn vị được nhắc trong biên nhận."
    said = " ".join([said, *noted])
    verdict = FileVerdict(str(path), "accepted", said, unit=unit.code, receipt=number, missing=lacking)
    verdict.new, verdict.updated = counts["new"], counts["updated"]
    verdict.unchanged, verdict.conflicts = counts["unchanged"], counts["conflicts"]
    return verdict


def _received_before(session: Session, path: Path, manifest: Manifest, unit: RegisterUnit) -> FileVerdict | None:
    """The verdict on a bundle that was merged already."""
    earlier = session.scalars(
        select(Exchange).where(
            Exchange.bundle_id == manifest.bundle_id, Exchange.unit_id == unit.id, Exchange.verdict == "accepted"
        )
    ).first()
    if earlier is None:
        return None
    receipt = session.scalars(
        select(Receipt).where(Receipt.bundle_id == manifest.bundle_id, Receipt.unit_id == unit.id)
    ).first()
    number = receipt.number if receipt else None
    return FileVerdict(
        str(path),
        "already_known",
        f"Tệp này đã nhận ngày {_day(earlier.at)}, biên nhận số {number}. Không có gì thay đổi.",
        unit=unit.code,
        unchanged=sum(manifest.counts.values()),
        receipt=number,
    )


def _give_receipt(session: Session, manifest: Manifest, unit_id: str, merged: Merged, lacking: int) -> int:
    """The next receipt; files still lacking are asked for in it. A Department put back from an old backup goes on after the numbers its units already hold."""
    number = max(session.scalar(select(func.max(Receipt.number))) or 0, manifest.last_receipt or 0) + 1
    session.add(
        Receipt(
            number=number,
            unit_id=unit_id,
            bundle_id=manifest.bundle_id,
            given_at=utc_now(),
            state_digest=state_digest(digest_source(session, unit_id)),
            counts={**merged.counts(), "missing": lacking} if lacking else merged.counts(),
            arrived_at=None,
        )
    )
    return number


def log_in(
    session: Session,
    path: Path,
    content: Path,
    manifest: Manifest,
    verdict: str,
    unit_id: str | None = None,
    refusal: Refusal | None = None,
    counts: dict[str, int] | None = None,
) -> None:
    """A line in the log of what came in. `content` is where the bytes can still be read, `path` how the file was called."""
    session.add(
        Exchange(
            direction="in",
            at=utc_now(),
            kind=str(manifest.kind),
            unit_id=unit_id,
            bundle_id=manifest.bundle_id,
            file_name=shown(path.name),
            sha256=_sha256(content),
            size=content.stat().st_size,
            verdict=verdict,
            refusal=str(refusal) if refusal else None,
            state_digest=manifest.state_digest,
            counts=counts or {},
        )
    )


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _day(instant: str) -> str:
    return format_date(vietnam_day(instant))


def _keep(database: Database, folder: str, path: Path) -> Path | None:
    """A copy in the data folder under the hash of its bytes; None where it lies there already. Nothing is thrown away,
    and nobody's file can take the place of another's."""
    target = database.folder / folder / f"{_sha256(path)}.nq71"
    if target.exists():
        return None
    write_atomically(target, path.read_bytes())
    return target


def _set_aside(database: Database, path: Path, bundle: Bundle) -> FileVerdict:
    """A bundle of a key that nobody has approved yet: kept, shown as waiting."""
    manifest = bundle.manifest
    kept = _keep(database, WAITING, path)
    with database.transaction() as session:
        key = session.get(UnitKey, manifest.sender.signing_key)
        if key is None:
            key = _key_row(manifest)
            session.add(key)
        if kept is not None:
            log_in(session, path, kept, manifest, "waiting")
        mark = key.fingerprint
    why = ""
    if manifest.enrolment is not None:
        why = " Mã trên phiếu không khớp hoặc đã dùng cho máy khác."
    return FileVerdict(
        str(path),
        "waiting",
        f"“{shown(manifest.sender.name)}” chưa được chấp thuận khóa ({mark}).{why} Tệp đã được giữ lại; hãy so dấu khóa với"
        " báo cáo đã đóng dấu rồi chấp thuận.",
        refusal=str(Refusal.WRONG_CODE if manifest.enrolment is not None else Refusal.UNKNOWN_SENDER),
        unit=shown(manifest.sender.unit_code or manifest.sender.name),
    )


def waiting_keys(session: Session) -> list[UnitKey]:
    """Keys nobody has approved yet, the oldest first."""
    return list(session.scalars(select(UnitKey).where(UnitKey.state == KeyState.WAITING).order_by(UnitKey.seen_at)))


def _key_named(keys: Iterable[UnitKey], mark: str) -> UnitKey | None:
    """The key with that fingerprint (spaces and dots between the digits do not matter) or that signing key."""
    digits = "".join(c for c in mark if c.isdigit())
    return next((k for k in keys if k.signing == mark.strip() or k.fingerprint.replace(" ", "") == digits), None)


def approve_key(database: Database, mark: str, unit_code: str) -> list[FileVerdict]:
    """Approve the waiting key with that fingerprint for a unit, and take in what waited of it."""
    with database.transaction() as session:
        demand_department(session)
        key = _key_named(waiting_keys(session), mark)
        if key is None:
            raise UserError("Không có khóa nào đang chờ với dấu khóa này. Hãy so lại 25 chữ số.")
        unit = unit_by_code(session, unit_code)
        if unit is None:
            raise UserError(f"Không có đơn vị mã “{unit_code}” trong sổ đơn vị. Hãy nhập đơn vị vào sổ trước.")
        key.unit_id, key.state, key.approved_at, key.approved_by = unit.id, KeyState.APPROVED, utc_now(), "fingerprint"
    verdicts: list[FileVerdict] = []
    for path in sorted((database.folder / WAITING).glob("*.nq71")):
        verdict = _receive_one(database, path)
        if verdict.verdict == "waiting":  # of another key
            continue
        verdicts.append(verdict)
        if verdict.verdict in ("accepted", "already_known", "quarantined"):
            path.unlink()
    feed_search(database)
    return verdicts


def revoke_key(database: Database, mark: str) -> None:
    """Trust a key no more (PC lost or stolen): what it sends from now on goes to quarantine, what it sent before stays."""
    with database.transaction() as session:
        demand_department(session)
        key = _key_named(session.scalars(select(UnitKey)), mark)
        if key is None:
            raise UserError("Không có khóa nào với dấu khóa này. Hãy so lại 25 chữ số.")
        key.state = KeyState.REVOKED


# --- at a unit -------------------------------------------------------------------------------------------------------------


def _at_unit(database: Database, installation: Installation, path: Path) -> FileVerdict:
    label = read_label(path)
    if label.kind in (Kind.PROVINCE, Kind.STARTER):
        return _take_open_packet(database, installation, path, label)
    own = label.unit_code is not None and label.unit_code == installation.unit_code
    if own and label.kind in (Kind.BUNDLE, Kind.REBUILD):
        return _take_own_state(database, installation, path)
    if label.kind != Kind.PACKET:
        words = _not_ours(label)
        return FileVerdict(
            str(path), "not_for_us", words, str(Refusal.NOT_FOR_US), shown(label.unit_code or label.unit_name)
        )
    keys = trust.device_keys(database.folder)

    def authorise(manifest: Manifest) -> Standing:
        with database.snapshot() as session:
            return trust.standing_of_department(session, manifest)

    with open_bundle(path, [keys.reading], authorise, trust.private(database.folder)) as bundle:
        try:
            with database.transaction() as session:
                taken = packets.take(session, current(session), bundle)
                if taken.verdict == "accepted":
                    log_in(session, path, path, bundle.manifest, "accepted", installation.unit_id)
        except Refused as refused:
            refused.label, refused.manifest = bundle.label, bundle.manifest
            raise
    unit = shown(label.unit_code or label.unit_name)
    return FileVerdict(str(path), taken.verdict, taken.sentence, unit=unit, new=taken.new, unchanged=taken.known)


_OWN = "Tệp này là gói của chính đơn vị, dành cho Sở. Hãy mang USB nộp về Sở."


def _take_own_state(database: Database, installation: Installation, path: Path) -> FileVerdict:
    """What another PC of this unit exported, or what the Department gives back to a new PC: merged like any other history."""
    keys = trust.device_keys(database.folder)

    def authorise(manifest: Manifest) -> Standing:
        with database.snapshot() as session:
            return siblings.standing(session, installation, manifest, keys.signing_public.hex())

    try:
        with open_bundle(path, [keys.reading], authorise, trust.private(database.folder)) as bundle:
            if bundle.standing != Standing.TRUSTED:
                raise Refused(Refusal.UNKNOWN_SENDER, label=bundle.label, manifest=bundle.manifest)
            with database.transaction() as session:
                merged = siblings.take_state(session, database, current(session), bundle)
                log_in(session, path, path, bundle.manifest, "accepted", installation.unit_id, counts=merged.counts())
            kind, sender = bundle.manifest.kind, bundle.label.unit_name
    except Refused as refused:
        if refused.refusal != Refusal.NOT_FOR_US:
            raise
        return FileVerdict(str(path), "not_for_us", _OWN, str(Refusal.NOT_FOR_US), shown(installation.unit_code or ""))
    counts = merged.counts()
    said = (
        "Đã nhận lại dữ liệu của đơn vị do Sở giữ."
        if kind == Kind.REBUILD
        else "Đã nhận dữ liệu từ máy khác của đơn vị."
    )
    if counts["conflicts"]:
        said += f" {counts['conflicts']} bản ghi được sửa khác nhau ở hai máy: hãy vào Trang chủ để chọn bản đúng."
    new = counts["new"] + counts["updated"] + counts["conflicts"]
    verdict = FileVerdict(
        str(path), "accepted" if new else "already_known", said, unit=shown(installation.unit_code or sender)
    )
    verdict.new, verdict.updated = counts["new"], counts["updated"]
    verdict.unchanged, verdict.conflicts = counts["unchanged"], counts["conflicts"]
    return verdict


def _take_open_packet(database: Database, installation: Installation, path: Path, label: Label) -> FileVerdict:
    """The province packet, or a starter pack of this unit; the Department's root is pinned by the first one."""
    unit = shown(label.unit_code or label.unit_name)
    if label.kind == Kind.STARTER and installation.unit_code not in (None, label.unit_code):
        return FileVerdict(
            str(path), "not_for_us", f"Gói khởi đầu này là của “{shown(label.unit_name)}”. Hãy lấy đúng gói của đơn vị mình.",
            str(Refusal.NOT_FOR_US), unit,
        )  # fmt: skip
    with database.transaction() as session:
        before = trust.versions_seen(session)
        first = trust.root(session) is None
        manifest, starter = open_packet(session, path, database.files)
        if first:
            check_commitment(starter, installation.settings.get("slip_code"), trust.root(session))
        changed = trust.versions_seen(session) != before
        held = current(session)
        if starter is not None and held.unit_code is None:
            held.unit_code, changed = str(starter["unit"]["code"]), True
        if changed:
            log_in(session, path, path, manifest, "accepted", installation.unit_id)
        late = trust.withheld(session, manifest)
    words = "Đã nhận dữ liệu mới của Sở." if changed else "Dữ liệu của Sở trong máy đã là bản này hoặc mới hơn."
    return FileVerdict(str(path), "accepted" if changed else "already_known", f"{words} {late}".strip(), unit=unit)


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
            if manifest.kind in (Kind.BUNDLE, Kind.REBUILD):
                for line in bundle.record_lines():
                    _check_line(line)
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


def _check_line(line: bytes) -> None:
    arrived = wire.read(line)
    if arrived.content is not None and arrived.kind in KINDS:
        wire.row(KINDS[arrived.kind], arrived)


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
        if manifest.kind == Kind.BUNDLE:
            standing = _standing(session, manifest)
        else:
            standing = trust.standing_of_department(session, manifest)
    return Standing.WAITING if standing == Standing.UNKNOWN else standing  # to be looked at, whoever sent it
