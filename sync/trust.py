"""Whom this installation believes: the Department's root it pinned, documents by rising version, its own keys (sync.md 4).

Steps on a session; the bytes and signatures are `sync.bundle`'s.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import utc_now
from desktop.models.exchange import Document as StoredDocument
from sync.bundle import Document, Manifest, Refusal, Refused, Root, Standing
from sync.codes import root_fingerprint
from sync.documents import ROOT, follow
from sync.keys import DepartmentKeys, DeviceKeys, KeysLost

NO_ROOT = "Chưa có gói dữ liệu của Sở Giáo dục và Đào tạo. Hãy nhận gói của Sở (nq71 receive) rồi làm lại."


def device_keys(folder: Path) -> DeviceKeys:
    """This PC's keys. UserError where they are lost."""
    try:
        return DeviceKeys.load(folder)
    except KeysLost as error:
        raise UserError(error.sentence) from error


def department_keys(folder: Path) -> DepartmentKeys:
    """The Department's keys. UserError where they are lost."""
    try:
        return DepartmentKeys.load(folder)
    except KeysLost as error:
        raise UserError(error.sentence) from error


def private(folder: Path) -> Path:
    """The data folder's place for temporary files; OSError where it cannot be made."""
    made = folder / "tam"
    made.mkdir(exist_ok=True)
    return made


def withheld(session: Session, manifest: Manifest) -> str:
    """A word where the Department has newer documents than what is held here: somebody kept them back (sync.md 4)."""
    held = versions_seen(session)
    if all(version <= held.get(kind, 0) for kind, version in manifest.documents.items()):
        return ""
    return "Sở đã có văn bản mới hơn mà máy này chưa nhận được. Hãy hỏi Sở và nhận gói dữ liệu mới."


def newest(session: Session, kind: str) -> Document | None:
    """The newest document of a kind that was taken in."""
    wire = session.scalar(
        select(StoredDocument.wire).where(StoredDocument.kind == kind).order_by(StoredDocument.version.desc()).limit(1)
    )
    return Document.from_wire(json.loads(wire)) if wire else None


def versions_seen(session: Session) -> dict[str, int]:
    """The newest version of each kind of document, as every file names them (a withheld one is noticed)."""
    rows = session.execute(
        select(StoredDocument.kind, func.max(StoredDocument.version)).group_by(StoredDocument.kind)
    ).all()
    return {kind: version for kind, version in rows}


def keep(session: Session, document: Document) -> bool:
    """Store a document; whether it was not there yet."""
    if session.get(StoredDocument, (document.kind, document.version)) is not None:
        return False
    wire = json.dumps(document.wire(), ensure_ascii=False)
    session.add(StoredDocument(kind=document.kind, version=document.version, wire=wire, taken_at=utc_now()))
    session.flush()
    return True


def root(session: Session) -> Root | None:
    """The root this installation believes; None before the first file of the Department."""
    document = newest(session, ROOT)
    return Root.read(document) if document else None


def fingerprint_of_root(session: Session) -> str | None:
    """What a person compares with the slip: 5 groups of 5 digits; None before the Department is known."""
    believed = root(session)
    return root_fingerprint(believed.root_key) if believed else None


def roots(session: Session) -> list[Document]:
    """The whole chain of root documents held."""
    wires = session.scalars(
        select(StoredDocument.wire).where(StoredDocument.kind == ROOT).order_by(StoredDocument.version)
    )
    return [Document.from_wire(json.loads(wire)) for wire in wires]


def root_offered(session: Session, manifest: Manifest) -> Root | None:
    """The newest root that the file's chain leads to from ours; the file's own first root where we have none yet."""
    pinned = root(session)
    if pinned is None:
        offered = sorted((d for d in manifest.roots if d.kind == ROOT), key=lambda d: d.version)
        if not offered:
            return None
        pinned = Root.read(offered[0])
    return follow(pinned, manifest.roots)


def standing_of_department(session: Session, manifest: Manifest) -> Standing:
    """Whether a file is signed by the office key of the root we believe."""
    believed = root_offered(session, manifest)
    if believed is None or manifest.sender.unit is not None:
        return Standing.UNKNOWN
    return Standing.TRUSTED if manifest.sender.signing_key == believed.office_signing.hex() else Standing.UNKNOWN


def take_documents(session: Session, manifest: Manifest, documents: Iterable[Document]) -> list[Document]:
    """Take in what a file of the Department carries: its roots, then each document the office key signed; those new here.

    An older version is ignored; the same version with other content is an alarm: Refused (document_conflict).
    """
    believed = root_offered(session, manifest)
    if believed is None:
        raise Refused(Refusal.UNKNOWN_SENDER, "no root")
    keep(session, believed.document)  # no other of the file's roots has been verified
    taken: list[Document] = []
    for document in documents:
        if document.kind == ROOT or not document.signed_by(believed.office_signing):  # only a root names a root
            raise Refused(Refusal.ALTERED, f"document {document.kind} not signed by the office")
        known = newest(session, document.kind)
        if known is not None and known.version == document.version and known.body != document.body:
            raise Refused(Refusal.DOCUMENT_CONFLICT, f"{document.kind} {document.version}")
        if (known is None or document.version > known.version) and keep(session, document):
            taken.append(document)
    return taken


def recipients(session: Session) -> Sequence[str]:
    """To whom a unit seals: the Department's office key and its offline recovery key. UserError before its packet came."""
    believed = root(session)
    if believed is None:
        raise UserError(NO_ROOT)
    return believed.recipients
