"""Damaged, cut, joined and re-labelled files: none is taken, and none raises anything but a refusal (faults.md C1, C2)."""

from __future__ import annotations

import hashlib
import json
import os
import random
import secrets
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.bundle import Refused, canonical, open_bundle, read_label, records_section
from tests.sync.keyring import House, make_house

Mutation = Callable[[random.Random, bytes, bytes], bytes]


@cache
def house_of_now() -> House:
    """Keys made once."""
    return make_house()


@pytest.fixture(scope="module")
def house() -> House:
    return house_of_now()


def split(data: bytes) -> tuple[bytes, bytes]:
    """Label and body."""
    end = 12 + int.from_bytes(data[8:12], "big")
    return data[12:end], data[end:]


def joined(label: bytes, body: bytes) -> bytes:
    return b"\x89NQ71\r\n\x01" + len(label).to_bytes(4, "big") + label + body


def relabelled(label: bytes, body: bytes, **said: object) -> bytes:
    """The body under a label whose size and hash are made to fit."""
    fields = {**json.loads(label), "body_size": len(body), "body_sha256": hashlib.sha256(body).hexdigest(), **said}
    return joined(canonical(fields), body)


def flip_bits(dice: random.Random, data: bytes, other: bytes) -> bytes:
    bent = bytearray(data)
    for _ in range(dice.choice([1, 1, 1, 2, 8])):
        bent[dice.randrange(len(bent))] ^= 1 << dice.randrange(8)
    return bytes(bent)


def set_byte(dice: random.Random, data: bytes, other: bytes) -> bytes:
    place = dice.randrange(len(data))
    return data[:place] + bytes([dice.randrange(256)]) + data[place + 1 :]


def cut(dice: random.Random, data: bytes, other: bytes) -> bytes:
    return data[: dice.randrange(len(data))]


def cut_middle(dice: random.Random, data: bytes, other: bytes) -> bytes:
    start = dice.randrange(len(data))
    return data[:start] + data[start + dice.randint(1, 64) :]


def pad(dice: random.Random, data: bytes, other: bytes) -> bytes:
    more = dice.choice([b"\0", b"\n", bytes(512), dice.randbytes(dice.randint(1, 700))])
    return data + more if dice.random() < 0.7 else more + data


def insert(dice: random.Random, data: bytes, other: bytes) -> bytes:
    place = dice.randrange(len(data))
    return data[:place] + dice.randbytes(dice.randint(1, 16)) + data[place:]


def zero_sector(dice: random.Random, data: bytes, other: bytes) -> bytes:
    size = dice.choice([16, 64, 512])
    start = dice.randrange(len(data)) // size * size
    return data[:start] + bytes(len(data[start : start + size])) + data[start + size :]


def join(dice: random.Random, data: bytes, other: bytes) -> bytes:
    return data[: dice.randint(1, len(data))] + other[dice.randrange(len(other) - 1) + 1 :] + b"\0" * dice.randint(0, 1)


def swap_bodies(dice: random.Random, data: bytes, other: bytes) -> bytes:
    return joined(split(data)[0], split(other)[1])


def swap_labels_that_fit(dice: random.Random, data: bytes, other: bytes) -> bytes:
    return relabelled(split(data)[0], split(other)[1])


def change_label(dice: random.Random, data: bytes, other: bytes) -> bytes:
    label, body = split(data)
    said: dict[str, object] = {
        "unit_code": dice.choice(["TH015", None, ""]),
        "unit_name": "Trường khác",
        "kind": dice.choice(["packet", "province", "rebuild", "starter", "x"]),
        "part": 2,
        "parts": 2,
        "app": "NQ71 0.2.0",
        "sealed": dice.choice([0, not json.loads(label)["sealed"]]),
        "bundle_id": "00000000-0000-4000-8000-000000000000",
        "more": 1,
        "body_size": len(body) + dice.choice([-1, 1, 2**20]),
        "body_sha256": hashlib.sha256(label).hexdigest(),
    }
    names = dice.sample(sorted(said), dice.choice([1, 1, 2, 3]))
    return relabelled(label, body, **{name: said[name] for name in names})


def change_body_and_fit_label(dice: random.Random, data: bytes, other: bytes) -> bytes:
    label, body = split(data)
    bend = dice.choice([flip_bits, set_byte, cut, cut_middle, pad, insert, zero_sector])
    return relabelled(label, bend(dice, body, body))


def rewrite_label(dice: random.Random, data: bytes, other: bytes) -> bytes:
    label, body = split(data)
    bend = dice.choice([flip_bits, set_byte, cut_middle, insert, pad])
    return joined(bend(dice, label, label), body)


def forge_inside(dice: random.Random, data: bytes, other: bytes) -> bytes:
    """The inside bent under its old signature and sealed anew: whoever knows the recipients can do that."""
    label, body = split(data)
    if not json.loads(label)["sealed"]:
        return change_body_and_fit_label(dice, data, other)
    inside = pyrage.decrypt(body, house_of_now().department.identities)
    bend = dice.choice([flip_bits, set_byte, cut, cut_middle, pad, insert, zero_sector])
    bent = bend(dice, inside, inside)
    if bent == inside:
        return data
    return relabelled(label, pyrage.encrypt(bent, [i.to_public() for i in house_of_now().department.identities]))


MUTATIONS: list[Mutation] = [
    *(flip_bits, set_byte, cut, cut_middle, pad, insert, zero_sector, join),
    *(
        swap_bodies,
        swap_labels_that_fit,
        change_label,
        change_body_and_fit_label,
        change_body_and_fit_label,
        rewrite_label,
        forge_inside,
        forge_inside,
    ),
]


def outcome(path: Path, house: House) -> str:
    """How a file ends; anything but Refused is a bug and fails the test."""
    try:
        with open_bundle(path, house.department.identities, house.authorise) as bundle:
            list(bundle.records()), list(bundle.files()), list(bundle.documents())
            return "accepted"
    except Refused as refused:
        return str(refused.refusal) if refused.sentence else "says nothing"


def mutate_many(house: House, folder: Path, times: int) -> Counter[str]:
    seed = int(os.environ.get("NQ71_SEED", secrets.randbelow(2**32)))
    print("seed", seed)  # noqa: T201 - shown by pytest when the test fails
    dice = random.Random(seed)
    good = [house.bundle(), house.bundle([records_section([{"a": 1}])]), house.province()]
    path = folder / "bent.nq71"
    for data in good:
        path.write_bytes(data)
        assert outcome(path, house) == "accepted"
    ends: Counter[str] = Counter()
    for number in range(times):
        data, other = dice.sample(good, 2)
        mutation = dice.choice(MUTATIONS)
        bent = mutation(dice, data, other)
        if bent in good:
            continue
        path.write_bytes(bent)
        end = outcome(path, house)
        assert end != "accepted", f"seed {seed}, number {number}, {mutation.__name__}"
        ends[end] += 1
    return ends


def test_four_thousand_mutated_bundles_are_all_refused(house: House, tmp_path: Path) -> None:
    ends = mutate_many(house, tmp_path, 4_000)
    assert sum(ends.values()) > 3_800
    assert {"damaged", "altered", "not_a_bundle"} <= set(ends)


@pytest.mark.slow
def test_a_hundred_thousand_mutated_bundles_are_all_refused(house: House, tmp_path: Path) -> None:
    assert sum(mutate_many(house, tmp_path, 100_000).values()) > 95_000


def test_a_file_cut_at_every_byte_is_refused(house: House, tmp_path: Path) -> None:
    path = tmp_path / "cut.nq71"
    for data in (house.bundle([records_section([{"a": 1}])]), house.province()):
        for size in range(len(data)):
            path.write_bytes(data[:size])
            assert outcome(path, house) == "damaged"


def test_every_bit_of_a_label_counts(house: House, tmp_path: Path) -> None:
    path = tmp_path / "flipped.nq71"
    data = house.bundle([])
    for place in range(12 + len(split(data)[0])):
        for bit in (0, 5):
            path.write_bytes(data[:place] + bytes([data[place] ^ 1 << bit]) + data[place + 1 :])
            assert outcome(path, house) != "accepted"


@given(st.binary(max_size=600), st.sampled_from([b"", b"\x89NQ71\r\n\x01", b"\x89NQ71\r\n\x01\0\0\0\x40{"]))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_noise_is_refused(house: House, tmp_path: Path, noise: bytes, start: bytes) -> None:
    path = tmp_path / "noise.nq71"
    path.write_bytes(start + noise)
    assert outcome(path, house) in ("damaged", "not_a_bundle", "unsupported_version")
    with pytest.raises(Refused):
        read_label(path)
