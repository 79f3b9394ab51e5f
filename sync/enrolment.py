"""Who is who: set-up of a data folder, the Department's register, slips and starter packs, the province packet (sync.md 4)."""

from __future__ import annotations

import hashlib
import json
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop import __version__
from desktop.errors import UserError
from desktop.models.base import canonical_json, new_id, utc_now
from desktop.models.catalogue import load_catalogue
from desktop.models.database import FILE_NAME, Database
from desktop.models.installation import Installation, Role, current
from desktop.models.register import RegisterUnit, Slip, UnitKey, unit_by_code
from desktop.models.unit import UnitProfile, profile_for, profile_id
from desktop.paths import sentence_for, write_atomically
from sync import trust
from sync.bundle import (
    Document,
    Draft,
    Kind,
    Manifest,
    Refused,
    Standing,
    documents_section,
    file_name,
    new_bundle_id,
    open_bundle,
    seal,
)
from sync.codes import new_code, read_code, root_fingerprint
from sync.documents import sign_document
from sync.keys import DepartmentKeys, DeviceKeys, KeysLost, first_root
from sync.stick import write_verified

REGISTER, DEADLINES, STARTER = "register", "deadlines", "starter"
ONLY_DEPARTMENT = "Việc này chỉ làm được ở Sở Giáo dục và Đào tạo. Hãy mở đúng thư mục dữ liệu của Sở."


# --- set-up ------------------------------------------------------------------------------------------------------------


def set_up(folder: Path, profile: dict[str, Any], packet: Path | None = None, code: str | None = None) -> Database:
    """Make a data folder from PROFILE.json's fields (cli.md); the opened database.

    UserError names what is missing or wrong, a folder that holds data already, a packet or code that does not fit. All or
    nothing: everything is made beside the folder first.
    """
    role = _role(profile)
    if Database.exists(folder):
        raise UserError(f"“{folder}” đã có dữ liệu. Hãy chọn thư mục khác, hoặc mở chương trình trên thư mục này.")
    if code is not None and read_code(code) is None:
        raise UserError("Mã trên phiếu gồm 16 chữ và số, chia 4 nhóm. Mã vừa gõ không đúng; hãy so lại với phiếu.")
    building = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.dang-lap")
    try:
        building.mkdir(parents=True)
        _build(building, role, profile, packet, code)
        _move_in(building, folder)
    except OSError as error:
        raise UserError(sentence_for(error, folder / FILE_NAME)) from error
    except KeysLost as error:
        raise UserError(error.sentence) from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return Database.open(folder)


def _build(building: Path, role: Role, profile: dict[str, Any], packet: Path | None, code: str | None) -> None:
    with Database.open(building, create=True) as database, database.transaction() as session:
        unit_id, unit_code = new_id(), _text(profile, "unit_code", optional=True)
        if packet is not None:
            starter = take_packet(session, packet)
            unit_code = unit_code or (starter["unit"]["code"] if starter else None)
            unit_id = _permanent_id(session, starter, unit_code) or unit_id
            _check_commitment(starter, code)
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
    folder.mkdir(parents=True, exist_ok=True)
    names = sorted((p.name for p in building.iterdir() if p.name != "nq71.lock"), key=lambda name: name == FILE_NAME)
    for name in names:
        (building / name).replace(folder / name)


def _role(profile: dict[str, Any]) -> Role:
    try:
        return Role(profile.get("role", ""))
    except ValueError:
        raise UserError('Hồ sơ thiếu "role" đúng: hãy ghi "unit", "commune" hoặc "department".') from None


def _text(profile: dict[str, Any], key: str, optional: bool = False) -> str | None:
    value = profile.get(key)
    if optional and value in (None, ""):
        return None
    if not isinstance(value, str) or not value.strip():
        raise UserError(f'Hồ sơ thiếu "{key}" hoặc ghi chưa đúng. Hãy ghi một chuỗi chữ.')
    return value


def _number(profile: dict[str, Any], key: str) -> int | None:
    value = profile.get(key)
    if value is None or (type(value) is int and 0 <= value <= 1_000_000):
        return value
    raise UserError(f'"{key}" trong hồ sơ phải là số nguyên không âm, hoặc null.')


def _profile(profile: dict[str, Any], role: Role, unit_id: str) -> UnitProfile:
    """The profile of the current year, judged by its own rules."""
    head = profile.get("head") or {}
    if not isinstance(head, dict):
        raise UserError('"head" trong hồ sơ phải là {"post": …, "name": …, "power": …}.')
    year = datetime.now(UTC).year
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
        head_post=_text(head, "post") or "",
        head_name=_text(head, "name", optional=True) or "",
        head_power=_text(head, "power", optional=True),
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


def _check_commitment(starter: dict[str, Any] | None, code: str | None) -> None:
    typed = read_code(code) if code else None
    if starter is not None and typed is not None and starter.get("commitment") != commitment(typed):
        raise UserError("Mã vừa gõ không phải mã trên phiếu của đơn vị này. Hãy so lại từng nhóm với phiếu.")


def commitment(code: bytes) -> str:
    """What a starter pack says of its slip's code, so that a slip of the finger is noticed at once (80 bits: no guessing)."""
    return hashlib.sha256(b"nq71/slip/1\0" + code).hexdigest()


# --- taking in the Department's open packets ---------------------------------------------------------------------------


def take_packet(session: Session, path: Path) -> dict[str, Any] | None:
    """Verify a province packet or starter pack and take in its documents; the starter's own lines where it is one."""

    def authorise(manifest: Manifest) -> Standing:
        return trust.standing_of_department(session, manifest)

    try:
        with open_bundle(path, [], authorise) as bundle:
            if bundle.manifest.kind not in (Kind.PROVINCE, Kind.STARTER):
                raise UserError("Tệp này không phải gói dữ liệu của Sở. Hãy chọn gói khởi đầu hoặc gói dữ liệu chung.")
            documents = list(bundle.documents())
            starter = next((json.loads(d.body) for d in documents if d.kind == STARTER), None)
            apply_documents(
                session, trust.take_documents(session, bundle.manifest, [d for d in documents if d.kind != STARTER])
            )
            if starter is not None and not all(d.signed_by(_office(session)) for d in documents):
                raise UserError("Gói khởi đầu không mang chữ ký của Sở. Hãy xin Sở gói mới.")
            return starter
    except Refused as refused:
        raise UserError(refused.sentence) from refused


def _office(session: Session) -> bytes:
    believed = trust.root(session)
    if believed is None:
        raise UserError(trust.NO_ROOT)
    return believed.office_signing


def apply_documents(session: Session, documents: list[Document]) -> None:
    """Make the local copy of the register what its newest document says."""
    for document in documents:
        if document.kind == REGISTER:
            for line in json.loads(document.body)["units"]:
                session.merge(_register_unit(line))
    session.flush()


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

    Nothing is deleted. UserError names the first line that is wrong; nothing is then changed.
    """
    known = {e.code for e in load_catalogue().entries("loai_don_vi", with_retired=True)}
    added = updated = 0
    with database.transaction() as session:
        demand_department(session)
        for number, row in enumerate(rows, 1):
            code, name, kind = (str(row.get(key) or "").strip() for key in ("code", "name", "kind"))
            if not code or not name or kind not in known:
                raise UserError(
                    f"Dòng {number} của sổ đơn vị thiếu mã, tên hoặc có loại “{kind}” không trong danh mục. Hãy sửa rồi nhập lại."
                )
            unit = unit_by_code(session, code)
            if unit is None:
                unit = RegisterUnit(id=new_id(), code=code, name=name, kind=kind, must_report=True)
                session.add(unit)
                added += 1
            elif (unit.name, unit.kind) != (name, kind):
                updated += 1
            unit.name, unit.kind = name, kind
            unit.commune = str(row.get("commune") or "") or unit.commune
            unit.governing_body = str(row.get("governing_body") or "") or unit.governing_body
            unit.parent = str(row.get("parent") or "") or unit.parent
            session.flush()
    return added, updated


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
    """The newest register and deadlines as signed documents; a new version only where the body changed."""
    units = session.scalars(select(RegisterUnit).order_by(RegisterUnit.code))
    year = datetime.now(UTC).year
    bodies = {
        REGISTER: {"units": [_line(unit) for unit in units]},
        DEADLINES: {"annual": {str(y): f"{y}-11-14" for y in range(2026, max(year, 2035) + 1)}},
    }
    made: list[Document] = []
    for kind, body in bodies.items():
        text = canonical_json(body)
        document = trust.newest(session, kind)
        if document is None or document.body != text:
            document = sign_document(kind, document.version + 1 if document else 1, text, keys.office.signing)
            trust.keep(session, document)
        made.append(document)
    return made


def draft_of_department(session: Session, kind: Kind, unit_code: str | None, unit_name: str) -> Draft:
    """What every file of the Department says of itself; its chain of roots goes along."""
    installation = current(session)
    name = profile_for(session, installation.unit_id, datetime.now(UTC).year).name
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
    """Write the province packet into `folder`: roots, register, deadlines; signed, not sealed."""
    from sync.export import folder_for

    target = folder_for(folder, database)
    keys = trust.department_keys(database.folder) if _is_department(database) else None
    with database.transaction() as session:
        demand_department(session)
        assert keys is not None
        documents = documents_of_department(session, keys)
        draft = draft_of_department(session, Kind.PROVINCE, None, "Gói dữ liệu chung của Sở")
        name = file_name(None, datetime.now(UTC).date(), draft.bundle_id)
        return _write(target, name, draft, documents, keys)


def _is_department(database: Database) -> bool:
    with database.snapshot() as session:
        return current(session).role == Role.DEPARTMENT


def _write(folder: Path, name: str, draft: Draft, documents: list[Document], keys: DepartmentKeys) -> Path:
    def produce(out: Any) -> None:
        seal(out, draft, [documents_section(documents)], keys.office.signing, keys.office.recipient, None)

    return write_verified(folder, name, produce)


def slips(database: Database, folder: Path, unit_codes: list[str] | None = None) -> list[MadeSlip]:
    """A slip (PDF) and a starter pack for each unit of the register, or for those named. A new slip replaces an unused one."""
    from desktop.reports.slips import SlipText, write_slip
    from sync.export import folder_for

    target = folder_for(folder, database)
    if not _is_department(database):
        raise UserError(ONLY_DEPARTMENT)
    keys = trust.department_keys(database.folder)
    made: list[MadeSlip] = []
    with database.transaction() as session:
        documents = documents_of_department(session, keys)
        believed = trust.root(session)
        assert believed is not None
        for unit in _units_named(session, unit_codes):
            code = new_code()
            typed = read_code(code)
            assert typed is not None
            session.add(Slip(id=new_id(), unit_id=unit.id, code=code, made_at=utc_now(), used_by=None))
            line = {"unit": _line(unit), "commitment": commitment(typed)}
            starter = sign_document(STARTER, 1, canonical_json(line), keys.office.signing)
            draft = draft_of_department(session, Kind.STARTER, unit.code, unit.name)
            day = datetime.now(UTC).date()
            pack = _write(target, file_name(unit.code, day, draft.bundle_id), draft, [*documents, starter], keys)
            paper = SlipText(unit.name, unit.code, code, root_fingerprint(believed.root_key), pack.name, believed.name)
            slip = pack.with_suffix(".pdf")
            write_atomically(slip, write_slip(paper))
            made.append(MadeSlip(unit.code, unit.name, code, slip, pack))
    return made


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
