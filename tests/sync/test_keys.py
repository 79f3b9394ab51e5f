"""Keys are made once, kept privately, noticed when damaged; documents and roots are believed only along the chain."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sync.bundle import Document, Refusal, Refused, Root
from sync.documents import ROOT
from sync.keys import (
    DepartmentKeys,
    DeviceKeys,
    KeysLost,
    enrolment_proof,
    fingerprint,
    first_root,
    follow,
    make_root,
    new_code,
    proves,
    read_code,
    root_fingerprint,
    root_from_text,
    root_to_text,
    sign_document,
    verify_document,
)


def test_keys_come_back_as_they_were_made(tmp_path: Path) -> None:
    made = DeviceKeys.make(tmp_path)
    loaded = DeviceKeys.load(tmp_path)
    assert loaded.signing_public == made.signing_public
    assert str(loaded.reading) == str(made.reading)
    assert loaded.fingerprint() == made.fingerprint()
    assert len(made.key_id) == 32
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["device"]


def test_keys_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    DeviceKeys.make(tmp_path)
    if os.name != "nt":  # there the rights of the user's own folder hold
        assert stat.S_IMODE((tmp_path / "keys" / "device").stat().st_mode) == 0o600
        assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700


def test_keys_do_not_show_when_printed(tmp_path: Path) -> None:
    keys = DepartmentKeys.make(tmp_path)
    for shown in (repr(keys), repr(keys.office)):
        assert "SECRET" not in shown
        assert keys.office.signing.private_bytes_raw().hex() not in shown


def test_keys_are_never_overwritten(tmp_path: Path) -> None:
    before = DeviceKeys.make(tmp_path).recipient
    with pytest.raises(KeysLost) as lost:
        DeviceKeys.make(tmp_path)
    assert "giữ nguyên" in lost.value.sentence
    assert DeviceKeys.load(tmp_path).recipient == before


def test_missing_keys_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeysLost) as lost:
        DeviceKeys.load(tmp_path)
    assert "Không tìm thấy khóa" in lost.value.sentence


def test_any_damage_to_a_key_file_is_noticed(tmp_path: Path) -> None:
    keys = DeviceKeys.make(tmp_path)
    path = tmp_path / "keys" / "device"
    good = path.read_bytes()
    bent = [good[:size] for size in range(0, len(good), 7)]
    for place in range(len(good)):
        bent.append(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
    for data in bent:
        path.write_bytes(data)
        with contextlib.suppress(KeysLost):
            loaded = DeviceKeys.load(tmp_path)  # then the damage was in the note
            assert (loaded.signing_public, loaded.recipient) == (keys.signing_public, keys.recipient)


def test_a_place_that_takes_no_keys_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(KeysLost) as lost:
        DeviceKeys.make(tmp_path / "file")
    assert "Không ghi được khóa" in lost.value.sentence
    (tmp_path / "keys" / "device").mkdir(parents=True)
    with pytest.raises(KeysLost):
        DeviceKeys.load(tmp_path)


def test_a_fingerprint_is_five_groups_of_five_digits() -> None:
    keys, other = DeviceKeys.generate(), DeviceKeys.generate()
    groups = keys.fingerprint().split(" ")
    assert [len(group) for group in groups] == [5] * 5
    assert "".join(groups).isdigit()
    assert keys.fingerprint() != fingerprint(keys.signing_public, other.recipient)
    assert keys.fingerprint() != fingerprint(other.signing_public, keys.recipient)
    assert root_fingerprint(keys.signing_public) != keys.fingerprint()


def test_the_department_works_without_root_and_recovery(tmp_path: Path) -> None:
    made = DepartmentKeys.make(tmp_path)
    assert len(made.identities) == 2
    for name in ("root", "recovery"):
        (tmp_path / "keys" / name).unlink()
    loaded = DepartmentKeys.load(tmp_path)
    assert loaded.root is None
    assert loaded.recovery is None
    assert loaded.office.recipient == made.office.recipient
    assert len(loaded.identities) == 1
    with pytest.raises(KeysLost):
        first_root("Sở", loaded)


def test_the_printed_root_key_comes_back_and_a_wrong_letter_is_noticed() -> None:
    root = Ed25519PrivateKey.generate()
    text = root_to_text(root)
    assert [len(group) for group in text.split("-")] == [5] * 11
    assert root_from_text(text.lower().replace("-", " ")).private_bytes_raw() == root.private_bytes_raw()
    noticed = 0
    for place, letter in enumerate(text):
        if letter != "-":
            wrong = text[:place] + ("A" if letter != "A" else "B") + text[place + 1 :]
            with pytest.raises(ValueError):
                root_from_text(wrong)
            noticed += 1
    assert noticed == 55


def test_a_code_forgives_what_people_mistype() -> None:
    data = read_code("0123-4567-89AB-CDEF")
    assert data
    for typed in ("o123 4567 89ab cdef", "O1234567.89AB.CDEF", " 0I23–4567—89AB\u00a0CDEF\r\n", "0L23456789ABCDEF"):
        assert read_code(typed) == data
    for typed in (
        "",
        "0123",
        "0123-4567-89AB-CDEF-0",
        "0123-4567-89AB-CDEU",
        "Đ123-4567-89AB-CDEF",
        "²123456789ABCDEF",
    ):
        assert read_code(typed) is None


def test_codes_are_80_bits_in_four_groups() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        assert len(read_code(code) or b"") == 10
        assert [len(group) for group in code.split("-")] == [4] * 4


def test_the_proof_of_a_slip_binds_code_unit_and_both_keys() -> None:
    keys, other = DeviceKeys.generate(), DeviceKeys.generate()
    code = b"0123456789"
    proof = enrolment_proof(code, "unit", keys.signing_public, keys.recipient)
    assert proves(proof, code, "unit", keys.signing_public, keys.recipient)
    for wrong in (
        (b"0123456780", "unit", keys.signing_public, keys.recipient),
        (code, "unit2", keys.signing_public, keys.recipient),
        (code, "unit", other.signing_public, keys.recipient),
        (code, "unit", keys.signing_public, other.recipient),
    ):
        assert not proves(proof, *wrong)


def test_a_documents_signature_binds_kind_version_and_body() -> None:
    key, other = DeviceKeys.generate(), DeviceKeys.generate()
    document = sign_document("catalogue", 3, b"{}", key.signing)
    assert verify_document(document, key.signing_public)
    assert not verify_document(document, other.signing_public)
    assert Document.from_wire(document.wire()) == document
    for wrong in (("catalogue", 4, "{}"), ("register", 3, "{}"), ("catalogue", 3, "{ }")):
        assert not verify_document(Document(*wrong, document.signatures), key.signing_public)
    both = document.with_signature(other.signing)
    assert verify_document(both, key.signing_public)
    assert verify_document(both, other.signing_public)
    for kind, version in (("Catalogue", 1), ("a\0b", 1), ("catalogue", 0)):
        with pytest.raises(ValueError):
            sign_document(kind, version, "", key.signing)


def root_of(number: int, root: Ed25519PrivateKey, previous: Ed25519PrivateKey | None = None, name: str = "Sở") -> Root:
    office, recovery = DeviceKeys.generate(), DeviceKeys.generate()
    return make_root(number, name, (office.signing_public, office.recipient, recovery.recipient), root, previous)


def test_roots_are_followed_from_one_to_the_next() -> None:
    first_key, second_key = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    first = root_of(1, first_key)
    second = root_of(2, first_key)
    third = root_of(3, second_key, first_key)
    fourth = root_of(4, second_key)
    documents = [root.document for root in (fourth, second, third, first)]
    assert follow(first, documents).number == 4
    assert follow(third, documents) == fourth
    assert follow(first, [third.document, fourth.document]) == first
    assert follow(fourth, documents) == fourth
    assert follow(first, []).recipients == [first.office_reading, first.recovery_reading]


def test_a_root_that_the_last_root_did_not_sign_is_not_followed() -> None:
    key, thief = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    first = root_of(1, key)
    assert follow(first, [root_of(2, thief).document]) == first
    assert follow(first, [root_of(1, thief).document]) == first


def test_two_roots_of_one_number_are_an_alarm() -> None:
    key = Ed25519PrivateKey.generate()
    with pytest.raises(Refused) as refused:
        follow(root_of(1, key), [root_of(1, key, name="Sở khác").document])
    assert refused.value.refusal is Refusal.DOCUMENT_CONFLICT


def test_two_next_roots_are_an_alarm_in_whatever_order() -> None:
    key = Ed25519PrivateKey.generate()
    first, one, two = root_of(1, key), root_of(2, key), root_of(2, key, name="Sở khác")
    thief = root_of(2, Ed25519PrivateKey.generate(), key)
    for pair in ((one, two), (two, one), (one, thief), (thief, one)):
        documents = [root.document for root in pair]
        with pytest.raises(Refused) as refused:
            follow(first, documents)
        assert refused.value.refusal is Refusal.DOCUMENT_CONFLICT


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"number":1}', '{"number":1.0}', "\ud800"])
def test_a_root_document_that_says_too_little_is_refused(body: str) -> None:
    with pytest.raises(Refused) as refused:
        Root.read(Document(ROOT, 1, body))
    assert refused.value.refusal is Refusal.MALFORMED


def test_a_root_document_not_signed_by_its_own_root_is_refused() -> None:
    root = root_of(1, Ed25519PrivateKey.generate())
    with pytest.raises(Refused) as refused:
        Root.read(Document(ROOT, 1, root.document.body))
    assert refused.value.refusal is Refusal.ALTERED
    with pytest.raises(Refused):
        Root.read(Document("catalogue", 1, root.document.body, root.document.signatures))
