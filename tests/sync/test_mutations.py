"""Damaged and forged files: not one is taken, and nothing but a refusal is ever raised."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.bundle import Kind, Manifest, Refused, Standing, open_bundle, parse_object
from sync.container import MAGIC, PREAMBLE
from sync.strict import NotStrict
from sync.vectors import build

SECTOR = 512
Mutation = Callable[[random.Random, bytes], bytes]


def trusting(_manifest: Manifest) -> Standing:
    return Standing.TRUSTED


def refused(path: Path, data: bytes) -> bool:
    """Whether the file with these bytes is refused; any other error is handed on."""
    path.write_bytes(data)
    try:
        with open_bundle(path, [build.OFFICE], trusting) as found:
            list(found.records())
            list(found.documents())
            list(found.files())
            list(found.unknown())
    except Refused as error:
        if not error.sentence:
            raise
        return True
    return False


def flip(chance: random.Random, data: bytes) -> bytes:
    """One to eight bits turned over."""
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 8))):
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def cut(chance: random.Random, data: bytes) -> bytes:
    """The end, the start or a piece of the middle missing."""
    start, end = sorted(chance.sample(range(len(data) + 1), 2))
    return chance.choice((data[:start], data[end:], data[:start] + data[end:]))


def join(chance: random.Random, data: bytes) -> bytes:
    """Two files, or a file and a piece of itself, in one."""
    start = chance.randrange(len(data))
    return chance.choice((data + data, data + data[start:], data[:start] + data))


def pad(chance: random.Random, data: bytes) -> bytes:
    """Bytes before, after or between."""
    more = bytes(chance.randrange(1, 600)) if chance.random() < 0.5 else chance.randbytes(chance.randrange(1, 600))
    at = chance.choice((0, len(data), chance.randrange(len(data))))
    return data[:at] + more + data[at:]


def zero(chance: random.Random, data: bytes) -> bytes:
    """A sector that came back empty."""
    start = chance.randrange(0, len(data), SECTOR)
    return data[:start] + bytes(len(data[start : start + SECTOR])) + data[start + SECTOR :]


def relabel(chance: random.Random, data: bytes) -> bytes:
    """The body changed and the label made to fit it, or only the label changed: as a forger would."""
    label, body = build.split(data)
    if chance.random() < 0.2:
        name = chance.choice(("kind", "unit_code", "unit_name", "bundle_id", "part", "parts", "sealed", "app", "new"))
        value = chance.choice(("packet", "bundle", "", "TH-0002", None, True, False, 2, 0, -1, build.UNIT, "x" * 400))
        label[name] = value
        return build.enclosed(label, body)
    return build.enclosed(label, chance.choice((flip, cut, join, pad, zero))(chance, body))


def forged_inside(chance: random.Random, data: bytes) -> bytes:
    """The inside changed under its old signature and sealed anew: whoever knows the recipients can do that."""
    taken = build.layers(data)
    inside = chance.choice((flip, flip, cut, join, pad, zero))(chance, taken.inside())
    return taken.join(inside)


MUTATIONS: tuple[Mutation, ...] = (flip, cut, join, pad, zero, relabel, forged_inside)


def count_accepted(folder: Path, rounds: int) -> int:
    seed = random.SystemRandom().randrange(2**32)
    print(f"seed {seed}")  # noqa: T201 - shown when it fails
    chance = random.Random(seed)
    path = folder / "x.nq71"
    clear = build.sealed([], build.draft(Kind.STARTER), recipients=None)
    good = (build.usual(2), build.usual(40), clear)
    assert not any(refused(path, data) for data in good)
    accepted = 0
    for _ in range(rounds):
        data = chance.choice(good)
        changed = chance.choice(MUTATIONS)(chance, data)
        if same(changed, data):
            continue
        if not refused(path, changed):
            accepted += 1
            path.replace(folder / f"accepted-{accepted}.nq71")
    return accepted


def same(changed: bytes, data: bytes) -> bool:
    """Whether nothing was changed after all; a fresh seal around the same inside is a good file too."""
    if changed == data:
        return True
    try:
        return build.layers(changed).inside() == build.layers(data).inside() and build.split(changed)[0] | SIZE == (
            build.split(data)[0] | SIZE
        )
    except Exception:  # noqa: BLE001 - the bytes are broken on purpose
        return False


SIZE = {"body_size": 0, "body_sha256": ""}


def test_of_4000_mutated_bundles_none_is_accepted(tmp_path: Path) -> None:
    started = time.perf_counter()

    assert count_accepted(tmp_path, 4_000) == 0
    assert time.perf_counter() - started < 30


@pytest.mark.slow
def test_of_100000_mutated_bundles_none_is_accepted(tmp_path: Path) -> None:
    assert count_accepted(tmp_path, 100_000) == 0


@settings(max_examples=300, deadline=None)
@given(start=st.sampled_from((b"", MAGIC, PREAMBLE, PREAMBLE + b"\0\0\0\2{}")), noise=st.binary(max_size=400))
def test_noise_is_refused(start: bytes, noise: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert refused(tmp_path_factory.getbasetemp() / "noise.nq71", start + noise)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet='{}[]":,\\u0019-.eENaItrfl \n', max_size=60))
def test_strict_json_says_yes_or_no_and_nothing_else(text: str) -> None:
    try:
        found = parse_object(text.encode())
    except NotStrict:
        return
    assert isinstance(found, dict)


def test_hostile_brackets_and_quotes_cost_no_time() -> None:
    started = time.perf_counter()
    for text in (
        "[" * 9 + '"' + '\\"' * 500_000,
        '{"a":' * 200_000,
        "[" * 1_000_000,
        '{"a":"' + "[" * 10 + "\\" * 999_999,
    ):
        with pytest.raises(NotStrict):
            parse_object(text.encode())

    assert time.perf_counter() - started < 5
