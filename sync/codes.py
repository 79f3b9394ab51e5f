"""Codes that people read off paper and type: enrolment codes, the root key's sheet, fingerprints.
FORMAT.md 8.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32
_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_CROCKFORD = str.maketrans(_STANDARD, _ALPHABET)
_TO_STANDARD = str.maketrans(_ALPHABET, _STANDARD)


def new_code() -> str:
    """A fresh enrolment code: 80 random bits as `XXXX-XXXX-XXXX-XXXX`."""
    return _group(_to_text(secrets.token_bytes(10)), 4)


def read_code(typed: str) -> bytes | None:
    """The 10 bytes of a typed code, or None when it can't be one.

    Small letters, O for 0, I and L for 1, spaces, dashes and dots are forgiven.
    """
    return _to_bytes(typed, 16)


def enrolment_proof(code: bytes, unit_id: str, signing_public: bytes, recipient: str) -> str:
    """HMAC-SHA256 under the code's 10 bytes over unit and both public keys, hex; compare with `proves`."""
    message = b"nq71/enrol/1\0" + unit_id.encode("utf-8") + signing_public + recipient.encode("ascii")
    return hmac.new(code, message, hashlib.sha256).hexdigest()


def proves(proof: str, code: bytes, unit_id: str, signing_public: bytes, recipient: str) -> bool:
    """Whether `proof` is the enrolment proof, compared in constant time."""
    return hmac.compare_digest(proof, enrolment_proof(code, unit_id, signing_public, recipient))


def fingerprint(signing_public: bytes, recipient: str) -> str:
    """The fingerprint of a device's two public keys: 25 decimal digits of a SHA-256, in groups of 5."""
    return _digits(hashlib.sha256(b"nq71/device/1\0" + signing_public + recipient.encode("ascii")).digest())


def root_fingerprint(root_public: bytes) -> str:
    """The fingerprint of the Department's root key, printed on every slip."""
    return _digits(hashlib.sha256(b"nq71/root/1\0" + root_public).digest())


def _digits(digest: bytes) -> str:
    number = f"{int.from_bytes(digest, 'big') % 10**25:025d}"
    return " ".join(number[start : start + 5] for start in range(0, 25, 5))


def root_to_text(root: Ed25519PrivateKey) -> str:
    """The root key for the printed sheet: 55 letters and digits in 11 groups of 5, two bytes of check
    included.
    """
    seed = root.private_bytes_raw()
    return _group(_to_text(seed + _check(seed)), 5)


def root_from_text(typed: str) -> Ed25519PrivateKey:
    """The root key from its printed sheet; ValueError when a letter is wrong."""
    data = _to_bytes(typed, 55)
    if data is None or _check(data[:32]) != data[32:]:
        raise ValueError("the check does not fit")
    return Ed25519PrivateKey.from_private_bytes(data[:32])


def _check(seed: bytes) -> bytes:
    return hashlib.sha256(b"nq71/root-sheet/1\0" + seed).digest()[:2]


def _to_text(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=").translate(_TO_CROCKFORD)


def _group(text: str, size: int) -> str:
    return "-".join(text[start : start + size] for start in range(0, len(text), size))


def _to_bytes(typed: str, length: int) -> bytes | None:
    text = "".join(c for c in typed.upper() if c not in " \t\r\n\u00a0-–—.").translate(_LOOK_ALIKE)
    if len(text) != length or any(c not in _ALPHABET for c in text):
        return None
    data = base64.b32decode(text.translate(_TO_STANDARD) + "=" * (-length % 8))
    return data if _to_text(data) == text else None
