"""Tokens (USB ký số) through PKCS#11: which are plugged in, whose certificate they hold, a session that signs.

A PIN is sent once for each signature and never again by itself: a token locks after a few wrong ones.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from desktop.errors import UserError
from desktop.reports.e_signers import TokenKey, needs_library

_ABSENT = "Không thấy USB ký số nào. Hãy cắm USB ký số, đợi đèn sáng rồi làm lại."
_NO_KEY = "USB ký số này chưa có chứng thư kèm khóa riêng để ký. Hãy hỏi nơi cấp, hoặc chọn USB khác."
_WRONG_PIN = (
    "Mã PIN của USB ký số không đúng. Chương trình không tự thử lại; nhập sai vài lần USB sẽ tự khóa. "
    "Hãy kiểm tra lại mã PIN (Caps Lock, bộ gõ tiếng Việt) rồi mới ký lại."
)
_LOCKED = "USB ký số đã bị khóa vì nhập sai mã PIN nhiều lần. Hãy mang đến nơi cấp chứng thư để mở khóa."
_SENTENCES = {
    "PinIncorrect": _WRONG_PIN,
    "PinInvalid": _WRONG_PIN,
    "PinLenRange": _WRONG_PIN,
    "ArgumentsBad": _WRONG_PIN,
    "PinLocked": _LOCKED,
    "PinExpired": "Mã PIN của USB ký số đã hết hạn. Hãy đổi mã PIN bằng phần mềm kèm theo USB rồi ký lại.",
    "UserPinNotInitialized": "USB ký số chưa đặt mã PIN. Hãy đặt mã PIN bằng phần mềm kèm theo USB rồi ký lại.",
    "TokenNotPresent": _ABSENT,
    "NoSuchToken": _ABSENT,
    "DeviceRemoved": "USB ký số bị rút ra giữa chừng, chưa ký được. Hãy cắm lại rồi ký lại.",
    "TokenNotRecognised": "Phần mềm điều khiển đã chọn không đọc được USB ký số này. Hãy chọn phần mềm kèm theo USB.",
    "FunctionCancelled": "Việc ký đã bị hủy trên USB ký số.",
    "UserNotLoggedIn": "USB ký số cần mã PIN. Hãy nhập mã PIN rồi ký lại.",
}


@dataclass(frozen=True)
class Token:
    """A token that is plugged in; `warning` says that a wrong PIN has left it one try, or none."""

    label: str
    maker: str
    warning: str = ""


def tokens_in(library: Path) -> list[Token]:
    """The tokens plugged in, as their driver sees them now. UserError where the driver cannot be used."""
    needs_library()
    with _said_plainly():
        return [
            Token(_plain(token.label), _plain(token.manufacturer_id), _pin_warning(token)) for token in _tokens(library)
        ]


def certificate_on(key: TokenKey) -> Any:
    """The certificate that would sign, as asn1crypto has it; read without the PIN."""
    with _said_plainly(), _wanted(key).open() as open_session:
        found = _signing_certificates(open_session)
    if not found:
        raise UserError(_NO_KEY)
    return found[0][1]


@contextmanager
def session(key: TokenKey, pin: str) -> Iterator[Any]:
    """A signer of pyHanko on the token, logged in with `pin`. UserError says what is wrong."""
    if not pin:
        raise UserError("Chưa nhập mã PIN của USB ký số.")
    with _said_plainly():
        token = _wanted(key)
        if (warning := _pin_warning(token)) == _LOCKED:
            raise UserError(warning)
        with token.open(user_pin=pin) as logged_in:
            yield _signer(token, logged_in)


def _signer(token: Any, logged_in: Any) -> Any:
    from pkcs11 import Attribute, Mechanism, ObjectClass
    from pyhanko.sign.pkcs11 import PKCS11Signer

    keys = {bytes(one[Attribute.ID]) for one in list(logged_in.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY}))}
    fitting = [found for found in _signing_certificates(logged_in) if found[0] in keys]
    if not fitting:
        raise UserError(_NO_KEY)
    key_id, certificate = fitting[0]
    kind = certificate.public_key.algorithm
    if kind not in ("rsa", "ec"):
        raise UserError(f"USB ký số có loại khóa {kind.upper()}, chương trình chỉ ký bằng khóa RSA hoặc EC.")
    hashes_itself = kind == "rsa" and Mechanism.SHA256_RSA_PKCS in token.slot.get_mechanisms()
    return PKCS11Signer(
        logged_in,
        signing_cert=certificate,
        key_id=key_id,
        ca_chain=[other for _, other in _certificates(logged_in) if other.ca],
        use_raw_mechanism=not hashes_itself,
    )


def _signing_certificates(open_session: Any) -> list[tuple[bytes, Any]]:
    """Certificates of persons or bodies with their key's id: those in force first, then the one that ends last."""
    now = datetime.now(UTC)
    found = [(key_id, one) for key_id, one in _certificates(open_session) if not one.ca and key_id]
    return sorted(
        found, key=lambda one: (one[1].not_valid_before <= now <= one[1].not_valid_after, one[1].not_valid_after), reverse=True
    )  # fmt: skip


def _certificates(open_session: Any) -> list[tuple[bytes, Any]]:
    from asn1crypto import x509
    from pkcs11 import Attribute, ObjectClass

    found = []
    for one in list(open_session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})):
        with suppress(ValueError):  # what is no X.509 certificate signs nothing
            certificate = x509.Certificate.load(one[Attribute.VALUE])
            certificate.native  # noqa: B018  parsed to its end here, not while signing
            found.append((bytes(one[Attribute.ID]), certificate))
    return found


def _wanted(key: TokenKey) -> Any:
    found = _tokens(key.library)
    if key.label:
        found = [token for token in found if _plain(token.label) == key.label]
    if not found:
        raise UserError(f"Không thấy USB ký số “{key.label}”. Hãy cắm vào rồi làm lại." if key.label else _ABSENT)
    if len(found) > 1:
        names = ", ".join(f"“{_plain(token.label)}”" for token in found)
        raise UserError(f"Có nhiều USB ký số đang cắm ({names}). Hãy chọn một, hoặc chỉ cắm một.")
    return found[0]


def _tokens(library: Path) -> list[Any]:
    import pkcs11

    if not library.is_file():
        raise UserError(
            f"Không tìm thấy phần mềm điều khiển USB ký số “{library}”. Hãy chọn lại tệp {_SUFFIX} kèm theo USB."
        )
    try:
        driver = pkcs11.lib(str(library.resolve()))  # one that is loaded under two names refuses to work
    except (RuntimeError, OSError) as error:
        if isinstance(error, pkcs11.PKCS11Error) and type(error) is not pkcs11.PKCS11Error:
            raise  # loaded, but it says what is wrong
        raise UserError(
            f"“{library.name}” không phải phần mềm điều khiển USB ký số dùng được trên máy này (cần bản 64 bit). "
            "Hãy cài phần mềm kèm theo USB rồi chọn lại."
        ) from None
    driver.reinitialize()  # else some drivers do not see what was plugged in since
    from pkcs11 import TokenFlag

    return [token for token in driver.get_tokens() if token.flags & TokenFlag.TOKEN_INITIALIZED]


_SUFFIX = ".dll" if sys.platform == "win32" else ".so"


def _pin_warning(token: Any) -> str:
    from pkcs11 import TokenFlag

    if token.flags & TokenFlag.USER_PIN_LOCKED:
        return _LOCKED
    if token.flags & TokenFlag.USER_PIN_FINAL_TRY:
        return "Chỉ còn một lần nhập mã PIN; sai nữa USB sẽ tự khóa. Hãy chắc chắn trước khi ký."
    return ""


def _plain(name: Any) -> str:
    text = name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
    return " ".join(text.replace("\0", " ").split())[:64]


@contextmanager
def _said_plainly() -> Iterator[None]:
    """Errors of the driver in words."""
    from pkcs11 import PKCS11Error

    try:
        yield
    except PKCS11Error as error:
        name = type(error).__name__
        other = (
            f"USB ký số báo lỗi ({name}). Hãy rút ra, cắm lại rồi ký lại; vẫn vậy thì cài lại phần mềm kèm theo USB."
        )
        raise UserError(_SENTENCES.get(name, other)) from None
