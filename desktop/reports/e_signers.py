"""Who signs electronically: a certificate with its key in a PKCS#12 file, or in a token reached through PKCS#11.

A passphrase or PIN is used once and kept nowhere. pyHanko, python-pkcs11 and asn1crypto are loaded only here and in
`desktop.reports.e_signature`, and only when something is signed or read.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.errors import UserError
from desktop.paths import sentence_for
from desktop.text import format_date, one_line

MOST_KEY_FILE = 1024 * 1024  # bytes
MOST_ROUNDS = 10_000_000  # of the key's derivation; more only holds the program up
MOST_LETTERS = 120  # of a name that a certificate gives


def needs_library() -> None:
    """UserError where the optional part of the program that signs is not installed."""
    from importlib.util import find_spec

    if find_spec("pyhanko") is None:
        raise UserError(
            "Máy này chưa cài phần ký số (thư viện pyHanko). Hãy nhờ người hỗ trợ cài bản đủ của chương trình "
            "(pip install pyHanko[pkcs11]), hoặc ký bằng phần mềm khác rồi nhận tệp đã ký về."
        )
    logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # it would note whose certificate it saw


@dataclass(frozen=True)
class KeyFile:
    """A .p12 or .pfx file."""

    path: Path


@dataclass(frozen=True)
class TokenKey:
    """A token: the library that drives it, the token's label ("" where there is only one)."""

    library: Path
    label: str = ""


Key = KeyFile | TokenKey


@dataclass(frozen=True)
class Certificate:
    """What a certificate says. Times are UTC."""

    name: str
    organisation: str
    issuer: str
    serial: str
    begins: datetime
    ends: datetime

    def warnings(self, at: datetime) -> tuple[str, ...]:
        """What to know before signing at that moment."""
        if at > self.ends:
            return (f"Chứng thư đã hết hạn ngày {format_date(_day(self.ends))}. Hãy gia hạn trước khi ký.",)
        if at < self.begins:
            return (f"Chứng thư chỉ có giá trị từ ngày {format_date(_day(self.begins))}. Hãy kiểm tra ngày của máy.",)
        return ()

    @property
    def words(self) -> str:
        """Nguyễn Văn A (Trường …), có giá trị đến 31/12/2027, nơi cấp …"""
        whose = f"{self.name} ({self.organisation})" if self.organisation else self.name
        return f"{whose}, có giá trị đến {format_date(_day(self.ends))}, nơi cấp {self.issuer}"


def _day(moment: datetime) -> Any:
    return moment.astimezone().date()


def certificate_of(found: Any) -> Certificate:
    """What an asn1crypto certificate says."""
    subject, issuer = found.subject.native, found.issuer.native
    organisation = _first(subject, "organization_name")
    name = _first(subject, "common_name") or organisation or "không ghi tên"
    return Certificate(
        name=name,
        organisation="" if organisation == name else organisation,
        issuer=_first(issuer, "common_name") or _first(issuer, "organization_name") or "không ghi",
        serial=f"{found.serial_number:X}",
        begins=found.not_valid_before.astimezone(UTC),
        ends=found.not_valid_after.astimezone(UTC),
    )


def _first(names: Any, key: str) -> str:
    value = names.get(key) or ""
    value = value if isinstance(value, str) else next(iter(value), "")
    return one_line(str(value))[:MOST_LETTERS]


@dataclass(frozen=True)
class OpenedKey:
    """A key ready to sign, as pyHanko takes it."""

    signer: Any
    certificate: Certificate


@contextmanager
def opened(key: Key, secret: str) -> Iterator[OpenedKey]:
    """The key opened with its passphrase or PIN, tried once. UserError says what is wrong and what to do."""
    needs_library()
    if isinstance(key, KeyFile):
        yield _from_file(key.path, secret)
    else:
        from desktop.reports.e_token import session

        with session(key, secret) as signer:
            yield OpenedKey(signer, certificate_of(signer.signing_cert))


def look_at(key: Key, secret: str = "") -> Certificate:
    """The certificate of a key, before signing. A token is asked for it without its PIN. UserError as `opened`."""
    needs_library()
    if isinstance(key, KeyFile):
        return _from_file(key.path, secret).certificate
    from desktop.reports.e_token import certificate_on

    return certificate_of(certificate_on(key))


# --- PKCS#12 -----------------------------------------------------------------------------------------------------------


def _from_file(path: Path, passphrase: str) -> OpenedKey:
    from pyhanko.sign.signers import SimpleSigner

    content = _read(path)
    try:
        signer = SimpleSigner.load_pkcs12_data(content, (), passphrase.encode() or None)
    except AttributeError:  # pyHanko translates what is not there
        raise UserError(
            f"“{path.name}” không có khóa riêng kèm chứng thư nên không ký được. Hãy xin lại tệp .p12 đủ cả hai."
        ) from None
    except ValueError:
        raise UserError(
            f"Mật khẩu của “{path.name}” không đúng, hoặc tệp bị hỏng. Hãy kiểm tra phím Caps Lock, bộ gõ rồi nhập lại."
        ) from None
    _usable(signer.signing_cert)
    return OpenedKey(signer, certificate_of(signer.signing_cert))


def _usable(certificate: Any) -> None:
    if (kind := certificate.public_key.algorithm) not in ("rsa", "ec"):
        raise UserError(
            f"Chứng thư dùng loại khóa {kind.upper()}, chương trình chỉ ký bằng khóa RSA hoặc EC. Hãy dùng chứng thư khác."
        )


def _read(path: Path) -> bytes:
    """The file, judged before anything is computed with it."""
    from asn1crypto import pkcs12

    wrong = UserError(f"“{path.name}” không phải tệp chứng thư. Hãy chọn tệp có đuôi .p12 hoặc .pfx do nơi cấp gửi.")
    try:
        if path.stat().st_size > MOST_KEY_FILE:
            raise wrong
        content = path.read_bytes()
    except OSError as error:
        raise UserError(sentence_for(error, path)) from error
    try:
        read = pkcs12.Pfx.load(content)
        contents = read["auth_safe"]["content_type"].native
        rounds = read["mac_data"]["iterations"].native if read["mac_data"].native else 1
    except (ValueError, TypeError, KeyError):
        raise wrong from None
    if contents not in ("data", "signed_data") or not 0 < rounds <= MOST_ROUNDS:
        raise wrong
    return content


# --- libraries of tokens -----------------------------------------------------------------------------------------------

# Names as the certification bodies of Vietnam and the makers of readers give them: viettel-ca_v6.dll, vnptca_p11_v8.dll,
# eps2003csp11.dll, eTPKCS11.dll, bit4xpki.dll …
_WINDOWS = ("*pkcs11*.dll", "*csp11*.dll", "*p11_v*.dll", "*ca_v[0-9]*.dll", "bkavca*.dll", "bit4xpki.dll", "gclib.dll")
_LINUX = ("*pkcs11*.so", "*csp11*.so", "libeToken.so", "libbit4xpki.so", "softhsm/libsofthsm2.so")
_NO_TOKEN = ("p11-kit", "onepin", "spy", "proxy", "trust")  # they stand for other drivers, or watch them
_LINUX_FOLDERS = ("/usr/lib", "/usr/lib/x86_64-linux-gnu", "/usr/lib/pkcs11", "/usr/local/lib")


def usual_libraries() -> list[Path]:
    """The drivers of tokens found in the places where their set-ups put them."""
    if sys.platform == "win32":
        folders, patterns = [Path(os.environ.get("SYSTEMROOT", "C:\\Windows"), "System32")], _WINDOWS
    else:
        folders, patterns = [Path(folder) for folder in _LINUX_FOLDERS], _LINUX
    found = {
        path.name: path  # the same driver often lies in several places
        for folder in folders
        for pattern in patterns
        for path in folder.glob(pattern)
        if path.is_file() and not any(word in path.name.lower() for word in _NO_TOKEN)
    }
    return [found[name] for name in sorted(found)]
