"""Certificates of our own making, as key files and in a token of SoftHSM."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

SIGNER, SCHOOL_NAME = "Lò Văn Thoản", "Trường THCS Chiềng Khương"
PASSPHRASE = "Mật khẩu 71"
SOFTHSM = next(
    (
        path.resolve()
        for folder in ("/usr/lib/softhsm", "/usr/lib/x86_64-linux-gnu/softhsm", "/usr/local/lib/softhsm")
        if (path := Path(folder, "libsofthsm2.so")).exists()
    ),
    None,
)
HAS_TOKEN = SOFTHSM is not None and shutil.which("softhsm2-util") is not None
NEEDS_TOKEN = "SoftHSM is not installed (softhsm2)"


def key_of(kind: str = "rsa") -> Any:
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, 2048)


def certificate(
    key: Any, name: str = SIGNER, organisation: str = SCHOOL_NAME, days: tuple[int, int] = (-30, 300)
) -> Any:
    """Signed by itself, in force from and until that many days from now."""
    subject = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name), x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)]
    )
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
    made = made.serial_number(71).not_valid_before(now + timedelta(days[0])).not_valid_after(now + timedelta(days[1]))
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    made = made.add_extension(usage, critical=True)
    return made.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())


def key_file(path: Path, kind: str = "rsa", passphrase: str = PASSPHRASE, **about: Any) -> Path:
    """A .p12 with a new key and its certificate."""
    key = key_of(kind)
    lock: Any = serialization.NoEncryption()
    if passphrase:
        lock = serialization.BestAvailableEncryption(passphrase.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"nq71", key, certificate(key, **about), None, lock))
    return path


@dataclass(frozen=True)
class SoftToken:
    """A token of SoftHSM with its PIN, in a folder of its own."""

    library: Path
    label: str
    pin: str


def soft_token(kind: str = "rsa", with_key: bool = True, label: str = "Chu ky truong", **about: Any) -> SoftToken:
    """A token with a key and its certificate; SOFTHSM2_CONF of this process must name a `conf_of`."""
    import pkcs11
    from pkcs11 import Attribute, ObjectClass
    from pkcs11.util.ec import decode_ec_private_key
    from pkcs11.util.rsa import decode_rsa_private_key

    assert SOFTHSM is not None
    token = SoftToken(SOFTHSM, label, "135790")
    command = [
        "softhsm2-util",
        "--init-token",
        "--free",
        "--label",
        token.label,
        "--so-pin",
        "987654",
        "--pin",
        token.pin,
    ]
    subprocess.run(command, check=True, capture_output=True, env=os.environ)
    if not with_key:
        return token
    key = key_of(kind)
    written = certificate(key, **about).public_bytes(serialization.Encoding.DER)
    form = serialization.PrivateFormat
    plain = key.private_bytes(serialization.Encoding.DER, form.TraditionalOpenSSL, serialization.NoEncryption())
    driver = pkcs11.lib(str(SOFTHSM))
    driver.reinitialize()
    with driver.get_token(token_label=token.label).open(rw=True, user_pin=token.pin) as session:
        template = decode_rsa_private_key(plain) if kind == "rsa" else decode_ec_private_key(plain)
        session.create_object({**template, Attribute.TOKEN: True, Attribute.ID: b"\x01", Attribute.LABEL: "khóa"})
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
                Attribute.TOKEN: True,
                Attribute.ID: b"\x01",
                Attribute.LABEL: "chứng thư",
                Attribute.SUBJECT: b"\x30\x00",
                Attribute.VALUE: written,
            }
        )
    return token


def conf_of(folder: Path) -> Path:
    """A configuration of SoftHSM with its tokens under `folder`."""
    (folder / "tokens").mkdir(parents=True)
    conf = folder / "softhsm2.conf"
    conf.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
    return conf
