"""The face of everything that is sealed, opened, signed and refused. The bytes are described in FORMAT.md.

Knows neither the database nor the program. In short:

Writing one part (an export writes it to a private file or through `stick.write_verified`)::

    draft = Draft(kind=Kind.BUNDLE, unit_code=code, unit_name=name, bundle_id=new_bundle_id(),
                  sender_unit=unit_id, sender_code=code, sender_name=name, app="NQ71 0.1.0",
                  claimed_time="2026-11-10T02:00:00Z", counts={"activity": 120}, documents={"catalogue": 3},
                  state_digest=state_digest(heads), last_receipt=None, enrolment=Enrolment(unit_id, proof))
    seal(out, draft, [records_section(lines), documents_section(docs), files_section(pairs)],
         keys.signing, keys.recipient, root.recipients, private_folder)   # recipients=None: in the clear

`records_section` takes mappings, or JSON text without line feeds. Kinds bundle, rebuild, packet must be
sealed; province and starter may lie in the clear. `draft.roots` carries the Department's chain of root
documents in every file of the Department, so that a reader can follow it (`keys.follow`) before it decides
on the sender.

Reading::

    def authorise(manifest: Manifest) -> Standing: ...   # look manifest.sender.signing_key up in the register
    with open_bundle(path, [keys.reading], authorise, private_folder) as bundle:
        bundle.standing, bundle.manifest.sender.unit, bundle.manifest.counts
        for record in bundle.records(): ...              # dicts; may raise Refused: roll the transaction back
        for document in bundle.documents(): ...          # check document.signed_by(root.office_signing)
        for sha256, content in bundle.files(): ...       # checked
        for entry, pieces in bundle.unknown(): ...       # keep; `unknown_section(entry, pieces)` sends it on

Every refusal is `Refused` with `.refusal` (enum), `.sentence` (Vietnamese, what to do), `.detail` (for the
log), `.label` and `.manifest` as far as known: a manifest is set once the signature held, so an unknown or
revoked sender can be named and the file kept for later. `authorise` may raise
Refused(Refusal.WRONG_SENDER) or WRONG_CODE itself; WAITING opens the bundle all the same: look at
`bundle.standing` before merging. OSError is the local disk's. `read_label(path)` shows whose file it is
without believing it; clean its texts with `shown`.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence

from sync import strict
from sync.container import MAGIC, Label, file_name, looks_like_bundle, read_label
from sync.documents import Document, Root
from sync.manifest import Enrolment, Entry, Kind, Manifest, Sender
from sync.opening import Authorise, Bundle, Standing, open_bundle
from sync.refusals import SENTENCES, Refusal, Refused, shown
from sync.sealing import Draft, private_file, seal
from sync.sections import Section, documents_section, files_section, records_section, unknown_section
from sync.strict import NotStrict, canonical, parse_object

__all__ = [
    "MAGIC",
    "SENTENCES",
    "Authorise",
    "Bundle",
    "Document",
    "Draft",
    "Enrolment",
    "Entry",
    "Kind",
    "Label",
    "Manifest",
    "NotStrict",
    "Refusal",
    "Refused",
    "Root",
    "Section",
    "Sender",
    "Standing",
    "canonical",
    "documents_section",
    "file_name",
    "files_section",
    "looks_like_bundle",
    "new_bundle_id",
    "open_bundle",
    "parse_object",
    "private_file",
    "read_label",
    "records_section",
    "seal",
    "shown",
    "state_digest",
    "unknown_section",
    "version_id",
]


def new_bundle_id() -> str:
    """A fresh random id for an export; all its parts share it."""
    return str(uuid.uuid4())


def version_id(kind: str, record_id: str, parents: Sequence[str], content: object) -> str:
    """The id of a version of a record (FORMAT.md 5.1), 32 hex digits; `content` is None for a deletion."""
    message = b"nq71/version/1\0" + strict.canonical([kind, record_id, sorted(parents), content])
    return hashlib.sha256(message).hexdigest()[:32]


def state_digest(heads: Iterable[str]) -> str:
    """The digest of a unit's whole state: SHA-256 over its heads' version ids in rising order, 64 hex digits.

    Both sides compute it alone; equal digests mean equal heads, deletion marks and open conflicts included.
    """
    digest = hashlib.sha256(b"nq71/state/1\0")
    for head in sorted(set(heads)):
        digest.update(bytes.fromhex(head))
    return digest.hexdigest()
