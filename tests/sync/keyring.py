"""A unit, a stranger and the Department with real keys, and small files of each kind."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage.x25519 import Identity

from sync.bundle import (
    Draft,
    Kind,
    Manifest,
    Section,
    Standing,
    documents_section,
    files_section,
    new_bundle_id,
    records_section,
    seal,
)
from sync.keys import DepartmentKeys, DeviceKeys, first_root, sign_document

NAME = "Trường PTDTBT TH&THCS Nà Lìu"
RECORDS: list[dict[str, Any]] = [
    {"kind": "activity", "id": str(number), "content": {"title": f"Phát thanh số {number}", "topics": ["ND1"]}}
    for number in range(3)
]
PHOTO = b"\xff\xd8 a photo"


@dataclass(frozen=True)
class House:
    """Everybody's keys, and how each writes."""

    unit: DeviceKeys
    department: DepartmentKeys

    @property
    def recipients(self) -> list[str]:
        """The office and its recovery key."""
        return first_root("Sở", self.department).recipients

    def authorise(self, manifest: Manifest) -> Standing:
        """A register that knows the unit and the office."""
        known = {self.unit.signing_public.hex(), self.department.office.signing_public.hex()}
        return Standing.TRUSTED if manifest.sender.signing_key in known else Standing.UNKNOWN

    def bundle(self, sections: Sequence[Section] | None = None, **said: Any) -> bytes:
        """A unit's bundle."""
        out = io.BytesIO()
        draft = draft_of(Kind.BUNDLE, **said)
        if sections is None:
            photo = (hashlib.sha256(PHOTO).hexdigest(), PHOTO)
            sections = [records_section(RECORDS), files_section([photo])]
        seal(out, draft, sections, self.unit.signing, self.unit.recipient, self.recipients)
        return out.getvalue()

    def province(self) -> bytes:
        """A province packet, in the clear."""
        out = io.BytesIO()
        office = self.department.office
        root = first_root("Sở", self.department)
        documents = [sign_document("catalogue", 3, '{"codes":["K1"]}', office.signing)]
        draft = draft_of(Kind.PROVINCE, sender_unit=None, sender_code=None, roots=[root.document])
        seal(out, draft, [documents_section(documents)], office.signing, office.recipient, None)
        return out.getvalue()


def draft_of(kind: Kind, **said: Any) -> Draft:
    """What a sender says, with everything but `said` left as usual."""
    fields: dict[str, Any] = {
        "kind": kind,
        "unit_code": "TH014",
        "unit_name": NAME,
        "bundle_id": new_bundle_id(),
        "sender_unit": "0190f3a0-0000-7000-8000-000000000001",
        "sender_code": "TH014",
        "sender_name": NAME,
        "claimed_time": "2026-11-10T02:00:00Z",
        "app": "NQ71 0.1.0",
        **said,
    }
    return Draft(**fields)


def make_house() -> House:
    """Fresh keys for everybody, nowhere stored."""
    department = DepartmentKeys(DeviceKeys.generate(), Ed25519PrivateKey.generate(), Identity.generate())
    return House(DeviceKeys.generate(), department)
