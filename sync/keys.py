"""Keys of this device and of the Department, kept beside the database, never in it.

A device makes its own pair at set-up: an Ed25519 key signs what it sends, an X25519 (age) key reads what
it receives. A lost key costs a new slip, never data. Key files are JSON of one line, private to the user
(on Windows by the rights of the user's own folder), written whole or not at all; each also holds the
public keys, so that a damaged file is noticed.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyrage.x25519 import Identity

from sync import signing, strict
from sync.codes import (
    enrolment_proof,
    fingerprint,
    new_code,
    proves,
    read_code,
    root_fingerprint,
    root_from_text,
    root_to_text,
)
from sync.documents import (
    HEX_32,
    Document,
    Root,
    Signature,
    follow,
    make_root,
    sign_document,
    verify_document,
)
from sync.strict import NotStrict

__all__ = [
    "DepartmentKeys",
    "DeviceKeys",
    "Document",
    "KeysLost",
    "Root",
    "Signature",
    "enrolment_proof",
    "fingerprint",
    "first_root",
    "follow",
    "make_root",
    "new_code",
    "proves",
    "read_code",
    "root_fingerprint",
    "root_from_text",
    "root_to_text",
    "sign_document",
    "verify_document",
]

FOLDER = "keys"


class KeysLost(Exception):
    """This installation's keys are missing, damaged or cannot be written; `sentence` says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, repr=False)
class DeviceKeys:
    """One pair: `signing` (Ed25519) and `reading` (age X25519), of a device or of the Department's office."""

    signing: Ed25519PrivateKey
    reading: Identity

    @classmethod
    def generate(cls) -> DeviceKeys:
        """A fresh pair, nowhere stored."""
        return cls(Ed25519PrivateKey.generate(), Identity.generate())

    @classmethod
    def make(cls, data_folder: Path, name: str = "device") -> DeviceKeys:
        """A fresh pair stored in `<data_folder>/keys/<name>`; KeysLost when one is there already or
        nothing can be written.
        """
        keys = cls.generate()
        _write(data_folder, name, keys.signing, keys.reading)
        return keys

    @classmethod
    def load(cls, data_folder: Path, name: str = "device") -> DeviceKeys:
        """The pair of `<data_folder>/keys/<name>`; KeysLost when it is missing or damaged."""
        signing_key, reading = _read(data_folder, name)
        if signing_key is None or reading is None:
            raise KeysLost(_DAMAGED)
        return cls(signing_key, reading)

    @property
    def signing_public(self) -> bytes:
        """The 32 bytes others check our signatures with."""
        return signing.public_bytes(self.signing)

    @property
    def recipient(self) -> str:
        """The age recipient others seal to."""
        return str(self.reading.to_public())

    @property
    def key_id(self) -> str:
        """The short name of the signing key, 32 hex digits."""
        return signing.key_id(self.signing_public)

    def fingerprint(self) -> str:
        """5 groups of 5 digits that a person compares on paper."""
        return fingerprint(self.signing_public, self.recipient)


# The Department


@dataclass(frozen=True, repr=False)
class DepartmentKeys:
    """The office's pair, and, while they are on this machine, the root key and the recovery identity.

    `root` and `recovery` are made in the data folder's `keys/root` and `keys/recovery`; the Department
    moves them to a stick and a printed sheet in a safe (`root_to_text`); daily work needs neither.
    """

    office: DeviceKeys
    root: Ed25519PrivateKey | None
    recovery: Identity | None

    @classmethod
    def make(cls, data_folder: Path) -> DepartmentKeys:
        """Fresh keys, stored; KeysLost when there are some already or nothing can be written."""
        root, recovery = Ed25519PrivateKey.generate(), Identity.generate()
        _write(data_folder, "root", root, None)
        _write(data_folder, "recovery", None, recovery)
        return cls(DeviceKeys.make(data_folder, "office"), root, recovery)

    @classmethod
    def load(cls, data_folder: Path) -> DepartmentKeys:
        """The office's pair (KeysLost without it), root and recovery where they still are."""
        office = DeviceKeys.load(data_folder, "office")
        root = _read(data_folder, "root")[0] if _path(data_folder, "root").exists() else None
        recovery = _read(data_folder, "recovery")[1] if _path(data_folder, "recovery").exists() else None
        return cls(office, root, recovery)

    @property
    def identities(self) -> list[Identity]:
        """What can open bundles here: the office key, and the recovery key where it is."""
        return [self.office.reading, *([self.recovery] if self.recovery else [])]


def first_root(name: str, keys: DepartmentKeys) -> Root:
    """Root document number 1 of the Department called `name`; KeysLost when root or recovery key are not
    here.
    """
    if keys.root is None or keys.recovery is None:
        raise KeysLost("Không có khóa gốc trên máy này. Hãy cắm USB giữ khóa gốc của Sở rồi làm lại.")
    public = (keys.office.signing_public, keys.office.recipient, str(keys.recovery.to_public()))
    return make_root(1, name, public, keys.root)


# Key files

_MISSING = (
    "Không tìm thấy khóa của máy này. Dữ liệu vẫn còn nguyên; hãy chép lại thư mục khóa từ bản sao lưu, "
    "hoặc xin Sở Giáo dục và Đào tạo phiếu đăng ký mới."
)
_DAMAGED = (
    "Tệp khóa của máy này bị hỏng. Dữ liệu vẫn còn nguyên; hãy chép lại thư mục khóa từ bản sao lưu, "
    "hoặc xin Sở Giáo dục và Đào tạo phiếu đăng ký mới."
)
_THERE = "Máy này đã có khóa; khóa cũ được giữ nguyên. Hãy chọn thư mục dữ liệu khác nếu muốn thiết lập lại từ đầu."
_NOTE = "Khóa riêng của Sổ truyền thông NQ71: không gửi cho ai, không chép lên máy khác."
_ROOT_NOTE = "Khóa gốc của Sở: chép ra USB và in ra giấy, cất trong két, rồi xóa tệp này khỏi máy."


def _path(data_folder: Path, name: str) -> Path:
    return data_folder / FOLDER / name


def _write(data_folder: Path, name: str, signing_key: Ed25519PrivateKey | None, reading: Identity | None) -> None:
    fields: dict[str, object] = {"format": 1, "note": _ROOT_NOTE if name == "root" else _NOTE}
    if signing_key:
        fields["signing"] = signing_key.private_bytes_raw().hex()
        fields["signing_public"] = signing.public_bytes(signing_key).hex()
    if reading:
        fields["reading"] = str(reading)
        fields["reading_public"] = str(reading.to_public())
    path = _path(data_folder, name)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.exists():
            raise KeysLost(_THERE)
        _write_privately(path, json.dumps(fields, ensure_ascii=False).encode("utf-8"))
    except OSError as error:
        raise KeysLost(
            f"Không ghi được khóa vào “{path.parent}” ({error.strerror or error}). "
            "Hãy kiểm tra quyền ghi và chỗ trống của ổ đĩa rồi làm lại."
        ) from error


def _write_privately(path: Path, data: bytes) -> None:
    """Whole or not at all, readable by the user alone from the first moment."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        if os.name != "nt":
            path.parent.chmod(0o700)
            _sync(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _read(data_folder: Path, name: str) -> tuple[Ed25519PrivateKey | None, Identity | None]:
    try:
        fields = strict.parse_object(_path(data_folder, name).read_bytes())
        return _signing_key(fields), _reading_key(fields)
    except FileNotFoundError as error:
        raise KeysLost(_MISSING) from error
    except (NotStrict, ValueError, pyrage.IdentityError) as error:
        raise KeysLost(_DAMAGED) from error
    except OSError as error:
        raise KeysLost(
            f"Không đọc được tệp khóa trong “{data_folder / FOLDER}” ({error.strerror or error}). "
            "Hãy kiểm tra quyền đọc của thư mục rồi mở lại chương trình."
        ) from error


def _signing_key(fields: Mapping[str, Any]) -> Ed25519PrivateKey | None:
    if "signing" not in fields:
        return None
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(strict.text_field(fields, "signing", 64, HEX_32)))
    if signing.public_bytes(key).hex() != fields.get("signing_public"):
        raise NotStrict("signing key")
    return key


def _reading_key(fields: Mapping[str, Any]) -> Identity | None:
    if "reading" not in fields:
        return None
    identity = Identity.from_str(strict.text_field(fields, "reading", 100))
    if str(identity.to_public()) != fields.get("reading_public"):
        raise NotStrict("reading key")
    return identity
