"""Who is who: set-up of a data folder, the Department's register, slips and starter packs, the province packet (sync.md 4)."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import secrets
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop import __version__
from desktop.errors import UserError
from desktop.models.base import canonical_json, new_id, utc_now
from desktop.models.catalogue import load_catalogue
from desktop.models.database import FILE_NAME, Database
from desktop.models.files import FileStore
from desktop.models.installation import Installation, Role, current
from desktop.models.register import KeyState, RegisterUnit, Slip, UnitKey, unit_by_code
from desktop.models.unit import UnitProfile, profile_for, profile_id
from desktop.paths import sentence_for
from desktop.text import one_line
from sync import materials, trust
from sync.bundle import (
    Document,
    Draft,
    Kind,
    Manifest,
    Refusal,
    Refused,
    Root,
    Standing,
    documents_section,
    file_name,
    files_section,
    new_bundle_id,
    open_bundle,
    seal,
)
from sync.codes import fingerprint, new_code, read_code, root_fingerprint
from sync.days import vietnam_today
from sync.documents import AGE_RECIPIENT, HEX_32, sign_document
from sync.keys import FOLDER as KEYS
from sync.keys import DepartmentKeys, DeviceKeys, KeysLost, first_root
from sync.stick import Target, write_verified

REGISTER, DEADLINES, STARTER = "register", "deadlines", "starter"
MOST_CODE = 32
ONLY_DEPARTMENT = "Việc này chỉ làm được ở Sở Giáo dục và Đào tạo. Hãy mở đúng thư mục dữ liệu của Sở."


# --- set-up ------------------------------------------------------------------------------------------------------------


def set_up(folder: Path, profile: dict[str, Any], packet: Path | None = None, code: str | None = None) -> Database:
    """Make a data folder from PROFILE.json's fields (cli.md); the opened database.

    UserError names what is missing or wrong, a folder that holds data already, a packet or code that does not fit. All or
    nothing: everything is made in a folder of its own inside, then moved up.
    """
    if not isinstance(profile, dict):
        raise UserError('Hồ sơ phải là một đối tượng JSON: {"role": "unit", "name": …}. Hãy xem mẫu trong hướng dẫn.')
    role = _role(profile)
    _check_free(folder)
    if code is not None and read_code(code) is None:
        raise UserError("Mã trên phiếu gồm 16 chữ và số, chia 4 nhóm. Mã vừa gõ không đúng; hãy so lại với phiếu.")
    if role == Role.DEPARTMENT and (packet is not None or code is not None):
        raise UserError("Sở tự lập khóa và sổ đơn vị, không dùng gói hay mã của đơn vị. Hãy bỏ --packet và --code.")
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    building = folder / f".dang-lap.{secrets.token_hex(4)}"
    done = False
    try:
        building.mkdir(parents=True)
        _build(building, role, profile, packet, code)
        _move_in(building, folder)
        done = True
    except OSError as error:
        raise UserError(sentence_for(error, folder / FILE_NAME)) from error
    except KeysLost as error:
        raise UserError(error.sentence) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
        for made in () if done else missing:  # nothing half done: not even an empty folder
            with contextlib.suppress(OSError):
                made.rmdir()
    return Database.open(folder)


def _check_free(folder: Path) -> None:
    """UserError where data, or keys without data, lie there already: neither is ever overwritten."""
    if Database.exists(folder):
        raise UserError(f"“{folder}” đã có dữ liệu. Hãy chọn thư mục khác, hoặc mở chương trình trên thư mục này.")
    if (folder / KEYS).exists():
        raise UserError(
            f"“{folder}” còn khóa của một lần thiết lập trước mà không còn dữ liệu. Hãy khôi phục dữ liệu từ bản sao lưu, "
            "hoặc chọn thư mục khác."
        )
    if folder.exists() and not folder.is_dir():
        raise UserError(f"“{folder}” không phải thư mục. Hãy chọn thư mục khác.")


def _build(building: Path, role: Role, profile: dict[str, Any], packet: Path | None, code: str | None) -> None:
    with Database.open(building, create=True) as database, database.transaction() as session:
        unit_id, unit_code = new_id(), _text(profile, "unit_code", optional=True)
        if packet is not None:
            _manifest, starter = _told(session, packet)
            unit_code = unit_code or (starter["unit"]["code"] if starter else None)
            permanent = _permanent_id(session, starter, unit_code)
            # Only a slip proves whose line of the register this is; a code typed wrong must not lend another unit's id,
            # from which ids of records are made.
            unit_id = permanent if permanent and code is not None else unit_id
            check_commitment(starter, code, trust.root(session))
        installation = Installation(
            id=1, role=role, unit_id=unit_id, unit_code=unit_code, created_at=utc_now(), settings={}
        )
        if code is not None:
            installation.settings = {"slip_code": code}
        session.add(installation)
        session.add(_profile(profile, role, unit_id))
        if role == Role.DEPARTMENT:
            keys = DepartmentKeys.make(building)
            trust.keep(session, first_root(str(profile["name"]), keys).document)
        else:
            DeviceKeys.make(building)


def _move_in(building: Path, folder: Path) -> None:
    """Everything into its place; the database last, so that a folder either holds a whole installation or none."""
    names = sorted((p.name for p in building.iterdir() if p.name != "nq71.lock"), key=lambda name: name == FILE_NAME)
    for name in names:
        (building / name).replace(folder / name)


def _role(profile: dict[str, Any]) -> Role:
    try:
        return Role(profile.get("role", ""))
    except ValueError:
        raise UserError('Hồ sơ thiếu "role" đúng: hãy ghi "unit", "commune" hoặc "department".') from None


_ADVICE = {
    "unit_code": "mã đơn vị trong sổ của Sở, hoặc null khi chưa có",
    "name": "tên đầy đủ của đơn vị, ví dụ “Trường THCS Chiềng Khương”",
    "kind": "mã loại đơn vị trong danh mục, ví dụ MN, TH, THCS, THPT, XA, PHUONG",
    "governing_body": "tên cơ quan chủ quản, ví dụ “UBND XÃ CHIỀNG KHƯƠNG”, hoặc null",
    "commune": "mã 5 chữ số của xã, phường, hoặc null",
    "place": "địa danh ghi trước ngày tháng, ví dụ “Chiềng Khương”",
    "sign": "chữ viết tắt tên đơn vị trong ký hiệu văn bản, ví dụ “THCSCK”",
    "head.post": "chức vụ người ký, ví dụ “HIỆU TRƯỞNG”",
    "head.name": "họ tên người ký",
    "head.power": "quyền hạn ký, ví dụ “KT.”, hoặc null",
}


def _text(profile: dict[str, Any], key: str, optional: bool = False, within: str = "") -> str | None:
    value = profile.get(key)
    if optional and value in (None, ""):
        return None
    if not isinstance(value, str) or not value.strip():
        what = "thiếu" if value in (None, "") else "ghi chưa đúng"
        raise UserError(f'Hồ sơ {what} "{within}{key}": hãy ghi {_ADVICE[within + key]}.')
    return value.strip()


def _number(profile: dict[str, Any], key: str) -> int | None:
    value = profile.get(key)
    if value is None or (type(value) is int and 0 <= value <= 1_000_000):
        return value
    raise UserError(f'"{key}" trong hồ sơ phải là số nguyên không âm, hoặc null.')


def _profile(profile: dict[str, Any], role: Role, unit_id: str) -> UnitProfile:
    """The profile of the current year, judged by its own rules."""
    head = profile.get("head")
    if not isinstance(head, dict):
        raise UserError('Hồ sơ thiếu "head" (thủ trưởng): hãy ghi {"post": "HIỆU TRƯỞNG", "name": "…", "power": null}.')
    year = vietnam_today().year
    kind = _text(profile, "kind", optional=role == Role.DEPARTMENT) or "SGDDT"
    made = UnitProfile(
        id=profile_id(unit_id, year),
        unit_id=unit_id,
        year=year,
        name=_text(profile, "name") or "",
        kind=kind,
        governing_body=_text(profile, "governing_body", optional=True),
        commune=_text(profile, "commune", optional=True),
        place=_text(profile, "place") or "",
        sign=_text(profile, "sign") or "",
        head_post=_text(head, "post", within="head.") or "",
        head_name=_text(head, "name", optional=True, within="head.") or "",
        head_power=_text(head, "power", optional=True, within="head."),
        **{name: _number(profile, name) for name in ("staff", "officers", "classes", "pupils", "villages")},
    )
    if blocking := [p for p in made.problems() if p.blocking]:
        raise UserError(f"Hồ sơ chưa đúng ở “{blocking[0].field}”: {blocking[0].sentence}")
    return made


def _permanent_id(session: Session, starter: dict[str, Any] | None, unit_code: str | None) -> str | None:
    """The register's id of this unit, where the packet knows it."""
    if starter is not None:
        if unit_code and starter["unit"]["code"] != unit_code:
            raise UserError(
                f"Gói khởi đầu này là của “{starter['unit']['name']}” (mã {starter['unit']['code']}), không phải mã {unit_code}."
                " Hãy lấy đúng gói của đơn vị mình."
            )
        return str(starter["unit"]["id"])
    unit = unit_by_code(session, unit_code) if unit_code else None
    return unit.id if unit else None


def check_commitment(starter: dict[str, Any] | None, code: str | None, root: Root | None) -> None:
    """UserError where a starter pack does not answer to the slip's code for the root it brings."""
    typed = read_code(code) if code else None
    if starter is None or typed is None:
        return  # a province packet answers to no code: its root's fingerprint is compared with the slip by eye
    if root is None or starter.get("commitment") != commitment(typed, root.root_key):
        raise UserError("Mã vừa gõ không phải mã trên phiếu của đơn vị này. Hãy so lại từng nhóm với phiếu.")


def commitment(code: bytes, root_key: bytes) -> str:
    """What a starter pack says of its slip's code: a slip of the finger is noticed at once (80 bits: no guessing), and
    nobody who does not know the code can say it for another root."""
    return hmac.new(code, b"nq71/slip/1\0" + root_key, hashlib.sha256).hexdigest()


# --- taking in the Department's open packets ---------------------------------------------------------------------------


def open_packet(session: Session, path: Path, files: FileStore | None = None) -> tuple[Manifest, dict[str, Any] | None]:
    """Verify a province packet or starter pack and take in its documents, and into `files` what the materials name; the
    starter's own lines where it is one.

    Refused where it is damaged, altered, not the Department's, or contradicts what is held.
    """

    def authorise(manifest: Manifest) -> Standing:
        if manifest.kind not in (Kind.PROVINCE, Kind.STARTER):
            raise Refused(Refusal.NOT_FOR_US, f"kind {manifest.kind}")
        return trust.standing_of_department(session, manifest)

    with open_bundle(path, [], authorise) as bundle:
        documents = list(bundle.documents())
        common = [d for d in documents if d.kind != STARTER]
        apply_documents(session, trust.take_documents(session, bundle.manifest, common))
        if files is not None:
            materials.take_files(session, files, bundle.files())
        own = next((d for d in documents if d.kind == STARTER), None)
        if own is None:
            return bundle.manifest, None
        believed = trust.root(session)
        if believed is None or not own.signed_by(believed.office_signing):
            raise Refused(Refusal.ALTERED, "starter not signed by the office")
        return bundle.manifest, _starter(own)


def _starter(document: Document) -> dict[str, Any]:
    try:
        starter = json.loads(document.body)
        if all(isinstance(starter["unit"][key], str) for key in ("id", "code", "name")):
            return dict(starter)
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(Refusal.MALFORMED, f"starter: {error!r}") from error
    raise Refused(Refusal.MALFORMED, "starter: unit")


def _told(session: Session, path: Path) -> tuple[Manifest, dict[str, Any] | None]:
    """`open_packet` with a sentence where it is refused."""
    try:
        return open_packet(session, path)
    except Refused as refused:
        if refused.refusal == Refusal.NOT_FOR_US or (
            refused.label and refused.label.kind in (Kind.BUNDLE, Kind.PACKET)
        ):
            raise UserError(
                "Tệp này không phải gói dữ liệu của Sở để thiết lập. Hãy chọn gói khởi đầu hoặc gói dữ liệu chung."
            ) from refused
        raise UserError(refused.sentence) from refused


def apply_documents(session: Session, documents: list[Document]) -> None:
    """Make the local copies of the register and the materials what their newest documents say. Refused (malformed) where it says it wrongly."""
    for document in documents:
        if document.kind == materials.MATERIALS:
            materials.take_body(session, document.body)
        if document.kind != REGISTER:
            continue
        try:
            lines = json.loads(document.body)["units"]
            units = [_register_unit(line) for line in lines]
            keys = [_unit_key(key, line["id"]) for line in lines for key in line.get("keys", [])]
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Refused(Refusal.MALFORMED, f"register: {error!r}") from error
        session.execute(delete(RegisterUnit))  # codes may have changed places
        session.add_all(units)
        if session.scalar(select(Installation.role)) != Role.DEPARTMENT:  # none yet while a folder is set up
            session.execute(delete(UnitKey))
            session.add_all({key.signing: key for key in keys}.values())
        session.flush()


def _unit_key(line: dict[str, Any], unit_id: str) -> UnitKey:
    """A PC's key as the register tells of it."""
    signing, reading, state = (str(line[name]) for name in ("signing", "reading", "state"))
    if not HEX_32.fullmatch(signing) or not AGE_RECIPIENT.fullmatch(reading):
        raise ValueError("key")
    return UnitKey(
        signing=signing,
        reading=reading,
        unit_id=unit_id,
        state=KeyState(state),
        fingerprint=fingerprint(bytes.fromhex(signing), reading),
        claimed_code=None,
        claimed_name="",
        seen_at=utc_now(),
    )


def _register_unit(line: dict[str, Any]) -> RegisterUnit:
    return RegisterUnit(
        id=line["id"],
        code=line["code"],
        name=line["name"],
        kind=line["kind"],
        commune=line.get("commune"),
        governing_body=line.get("governing_body"),
        parent=line.get("parent"),
        must_report=line.get("must_report", True),
        valid_from=_day(line.get("valid_from")),
        valid_to=_day(line.get("valid_to")),
        successor=line.get("successor"),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# --- the register ------------------------------------------------------------------------------------------------------


def register_units(database: Database, rows: list[dict[str, Any]]) -> tuple[int, int]:
    """Lay `rows` (code, name, kind, commune, governing_body, parent) over the register: how many were added, changed.

    A unit is known by its code; an empty cell leaves what is known; nothing is deleted. UserError names every line that is
    wrong, up to ten; nothing is then changed.
    """
    added = updated = 0
    with database.transaction() as session:
        demand_department(session)
        held = {unit.code: unit for unit in session.scalars(select(RegisterUnit))}
        lines = [{key: one_line(str(row.get(key) or "")) for key in _REGISTER_KEYS} for row in rows]
        if wrong := _wrong_lines(lines, set(held)):
            raise UserError("\n".join(wrong[:10]) + "\nHãy sửa trong tệp rồi nhập lại; sổ đơn vị chưa thay đổi gì.")
        for line in lines:
            unit = held.get(line["code"])
            if unit is None:
                unit = held[line["code"]] = RegisterUnit(id=new_id(), code=line["code"], must_report=True)
                session.add(unit)
                added += 1
            elif any(value and getattr(unit, key) != value for key, value in line.items()):
                updated += 1
            for key, value in line.items():
                if value:
                    setattr(unit, key, value)
    return added, updated


_REGISTER_KEYS = ("code", "name", "kind", "commune", "governing_body", "parent")


def _wrong_lines(lines: list[dict[str, str]], held: set[str]) -> list[str]:
    """A sentence for each line that cannot go into the register."""
    catalogue = load_catalogue()
    kinds = {e.code for e in catalogue.entries("loai_don_vi", with_retired=True)}
    codes = Counter(line["code"] for line in lines)
    found: list[str] = []
    for number, line in enumerate(lines, 1):
        where = f"Dòng {number} của sổ đơn vị"
        if not line["code"] or len(line["code"]) > MOST_CODE:
            found.append(f"{where}: mã đơn vị trống hoặc dài quá {MOST_CODE} ký tự.")
        elif codes[line["code"]] > 1:
            found.append(f"{where}: mã “{line['code']}” có {codes[line['code']]} dòng.")
        if not line["name"]:
            found.append(f"{where}: thiếu tên đơn vị.")
        if line["kind"] not in kinds:
            found.append(f"{where}: loại “{line['kind']}” không có trong danh mục loại đơn vị.")
        if line["commune"] and catalogue.commune(line["commune"]) is None:
            found.append(f"{where}: không có xã, phường mã “{line['commune']}”.")
        if line["parent"] and (line["parent"] == line["code"] or line["parent"] not in held | set(codes)):
            found.append(f"{where}: không có đơn vị quản lý mã “{line['parent']}” trong sổ hay trong tệp.")
    return found


def demand_department(session: Session) -> Installation:
    """This installation, which must be the Department's. UserError otherwise."""
    installation = current(session)
    if installation.role != Role.DEPARTMENT:
        raise UserError(ONLY_DEPARTMENT)
    return installation


def registered(session: Session) -> list[dict[str, Any]]:
    """The register's lines with the state of their keys, by code."""
    states: dict[str, set[str]] = {}
    for key in session.scalars(select(UnitKey).where(UnitKey.unit_id.is_not(None))):
        states.setdefault(key.unit_id or "", set()).add(key.state)
    units = session.scalars(select(RegisterUnit).order_by(RegisterUnit.code))
    return [{**_line(unit), "keys": sorted(states.get(unit.id, set()))} for unit in units]


def _line(unit: RegisterUnit) -> dict[str, Any]:
    return {
        "id": unit.id,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "commune": unit.commune,
        "governing_body": unit.governing_body,
        "parent": unit.parent,
        "must_report": unit.must_report,
        "valid_from": unit.valid_from.isoformat() if unit.valid_from else None,
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
        "successor": unit.successor,
    }


# --- what the Department publishes --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MadeSlip:
    """A unit's slip and starter pack as written."""

    unit: str
    name: str
    code: str
    slip: Path
    pack: Path


def documents_of_department(session: Session, keys: DepartmentKeys) -> list[Document]:
    """The newest register, deadlines and materials as signed documents; a new version only where the body changed."""
    units = session.scalars(select(RegisterUnit).order_by(RegisterUnit.code))
    keys_of = _published_keys(session)
    year = vietnam_today().year
    bodies: dict[str, dict[str, Any]] = {
        REGISTER: {"units": [{**_line(unit), "keys": keys_of.get(unit.id, [])} for unit in units]},
        DEADLINES: {"annual": {str(y): f"{y}-11-14" for y in range(2026, max(year, 2035) + 1)}},
    }
    told = materials.body(session)
    if told["materials"] or trust.newest(session, materials.MATERIALS) is not None:
        bodies[materials.MATERIALS] = told
    made: list[Document] = []
    for kind, body in bodies.items():
        text = canonical_json(body)
        document = trust.newest(session, kind)
        if document is None or document.body != text:
            document = sign_document(kind, document.version + 1 if document else 1, text, keys.office.signing)
            trust.keep(session, document)
        made.append(document)
    return made


def _published_keys(session: Session) -> dict[str, list[dict[str, str]]]:
    """The public keys of each unit's PCs that were ever approved, with what the Department thinks of them now."""
    found: dict[str, list[dict[str, str]]] = {}
    known = select(UnitKey).where(UnitKey.unit_id.is_not(None), UnitKey.state != KeyState.WAITING)
    for key in session.scalars(known.order_by(UnitKey.signing)):
        line = {"signing": key.signing, "reading": key.reading, "state": str(key.state)}
        found.setdefault(key.unit_id or "", []).append(line)
    return found


def draft_of_department(session: Session, kind: Kind, unit_code: str | None, unit_name: str) -> Draft:
    """What every file of the Department says of itself; its chain of roots goes along."""
    installation = current(session)
    name = profile_for(session, installation.unit_id, vietnam_today().year).name
    return Draft(
        kind=kind,
        unit_code=unit_code,
        unit_name=unit_name,
        bundle_id=new_bundle_id(),
        sender_unit=None,
        sender_code=None,
        sender_name=name,
        claimed_time=utc_now(),
        app=f"NQ71 {__version__}",
        documents=trust.versions_seen(session),
        roots=trust.roots(session),
    )


def publish(database: Database, folder: Path) -> Path:
    """Write the province packet into `folder`: roots, register, deadlines, materials with their files; signed, not sealed."""
    keys, documents = signed_documents(database)
    with database.snapshot() as session:
        draft = draft_of_department(session, Kind.PROVINCE, None, "Gói dữ liệu chung của Sở")
        attached = materials.files_to_publish(session, database.files)
    name = file_name("SO", vietnam_today(), draft.bundle_id)
    return _write(database, _target(folder, database), name, draft, documents, keys, attached)


def signed_documents(database: Database) -> tuple[DepartmentKeys, list[Document]]:
    """The Department's keys and its newest documents, committed before any file that names them leaves the house: a version
    once seen outside must never come to mean something else. UserError elsewhere than at the Department."""
    with database.snapshot() as session:
        demand_department(session)
    keys = trust.department_keys(database.folder)
    with database.transaction() as session:
        return keys, documents_of_department(session, keys)


def _target(folder: Path, database: Database) -> Path:
    from sync.export import folder_for

    return folder_for(folder, database)


def _write(
    database: Database,
    folder: Path,
    name: str,
    draft: Draft,
    documents: list[Document],
    keys: DepartmentKeys,
    attached: list[tuple[str, bytes | Path]] | None = None,
) -> Path:
    """Write an open file of the Department, prove it and log it."""
    from sync.export import log_out

    sections = [documents_section(documents), *([files_section(attached)] if attached else [])]

    def produce(out: Target) -> None:
        seal(out, draft, sections, keys.office.signing, keys.office.recipient, None)

    path = write_verified(folder, name, produce)
    content = path.read_bytes()
    log_out(database, draft, None, path, len(content), hashlib.sha256(content).hexdigest())
    return path


def slips(database: Database, folder: Path, unit_codes: list[str] | None = None) -> list[MadeSlip]:
    """A slip (PDF) and a starter pack for each unit of the register, or for those named.

    A slip that is not used up yet is printed again with the same code, so that an earlier print stays good.
    """
    from desktop.reports.slips import SlipText, write_slip

    keys, documents = signed_documents(database)
    target = _target(folder, database)
    with database.transaction() as session:
        believed = trust.root(session)
        assert believed is not None
        root_key = believed.root_key
        mark = root_fingerprint(root_key)
        codes = [(unit, _unused_code(session, unit)) for unit in _units_named(session, unit_codes)]
        drafts = [draft_of_department(session, Kind.STARTER, unit.code, unit.name) for unit, _code in codes]
    made: list[MadeSlip] = []
    for (unit, code), draft in zip(codes, drafts, strict=True):
        typed = read_code(code)
        assert typed is not None
        line = {"unit": _line(unit), "commitment": commitment(typed, root_key)}
        starter = sign_document(STARTER, 1, canonical_json(line), keys.office.signing)
        stem = file_name(unit.code, vietnam_today(), draft.bundle_id).split("_")[1]
        pack = _write(database, target, f"NQ71_{stem}_khoi-dau.nq71", draft, [*documents, starter], keys)
        paper = write_slip(SlipText(unit.name, unit.code, code, mark, pack.name, believed.name))
        made.append(MadeSlip(unit.code, unit.name, code, _write_paper(target, f"NQ71_{stem}_phieu.pdf", paper), pack))
    return made


def _write_paper(folder: Path, name: str, paper: bytes) -> Path:
    return write_verified(folder, name, lambda out: out.write(paper), len(paper))


def _unused_code(session: Session, unit: RegisterUnit) -> str:
    """The code of the unit's slip that nobody has used yet; a new slip where there is none."""
    held = session.scalars(
        select(Slip).where(Slip.unit_id == unit.id, Slip.used_by.is_(None)).order_by(Slip.made_at.desc())
    ).first()
    if held is None:
        held = Slip(id=new_id(), unit_id=unit.id, code=new_code(), made_at=utc_now(), used_by=None)
        session.add(held)
    return held.code


def _units_named(session: Session, codes: list[str] | None) -> list[RegisterUnit]:
    if not codes:
        found = list(session.scalars(select(RegisterUnit).order_by(RegisterUnit.code)))
        if not found:
            raise UserError("Sổ đơn vị chưa có đơn vị nào. Hãy nhập sổ đơn vị (nq71 units --import) trước.")
        return found
    units: list[RegisterUnit] = []
    for code in codes:
        unit = unit_by_code(session, code)
        if unit is None:
            raise UserError(f"Không có đơn vị mã “{code}” trong sổ đơn vị. Hãy kiểm tra bằng lệnh nq71 units.")
        units.append(unit)
    return units
