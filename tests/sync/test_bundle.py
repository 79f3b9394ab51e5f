"""Round trips, keys, codes, and writing to and finding on a stick."""

from __future__ import annotations

import hashlib
import multiprocessing
import sys
from pathlib import Path

import pytest

from desktop.errors import UserError
from sync import codes, keys, stick
from sync.bundle import Manifest, Refusal, Refused, Standing, files_section, open_bundle, records_section
from sync.vectors import build

HOSTILE = "Nguyễn \u202e\u0301 \"'\\ \u2028 <b> =1+1 \x7f \U0001f600 '; DROP"


def trusting(_manifest: Manifest) -> Standing:
    return Standing.TRUSTED


def test_hostile_text_and_files_come_back_as_they_were(tmp_path: Path) -> None:
    line = build.record(1, note=HOSTILE)
    content = bytes(range(256)) * 5
    name = hashlib.sha256(content).hexdigest()
    path = tmp_path / "x"
    path.write_bytes(build.sealed([records_section([line]), files_section([(name, content)])]))

    with open_bundle(path, [build.OFFICE], trusting) as found:
        path.unlink()
        assert list(found.records()) == [line]
        assert list(found.files()) == [(name, content)]


def test_a_stranger_cannot_open_it(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(build.usual())

    with pytest.raises(Refused) as refused:
        open_bundle(tmp_path / "x", [build.SENDER.reading], trusting)
    assert refused.value.refusal is Refusal.NOT_FOR_US


def test_keys_are_kept_and_never_replaced(tmp_path: Path) -> None:
    made = keys.DeviceKeys.make(tmp_path)

    assert keys.DeviceKeys.load(tmp_path).fingerprint() == made.fingerprint()
    with pytest.raises(keys.KeysLost):
        keys.DeviceKeys.make(tmp_path)
    (tmp_path / "keys" / "device").write_bytes(b'{"format":1}')
    with pytest.raises(keys.KeysLost):
        keys.DeviceKeys.load(tmp_path)


def test_missing_and_unreachable_keys_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(keys.KeysLost, match="Không tìm thấy"):
        keys.DeviceKeys.load(tmp_path)
    (tmp_path / "keys").write_bytes(b"")
    with pytest.raises(keys.KeysLost, match="Không đọc được"):
        keys.DeviceKeys.load(tmp_path)
    with pytest.raises(keys.KeysLost, match="Không ghi được"):
        keys.DeviceKeys.make(tmp_path)


def test_codes_forgive_how_people_type_and_nothing_else() -> None:
    code = codes.new_code()
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert codes.read_code(typed) == codes.read_code(code)
    assert codes.read_code(code[:-1]) is None
    root = build.signing_key("root")
    sheet = codes.root_to_text(root)
    assert codes.root_from_text(sheet).private_bytes_raw() == root.private_bytes_raw()
    with pytest.raises(ValueError):
        codes.root_from_text(("1" if sheet[0] == "0" else "0") + sheet[1:])


def test_a_good_file_is_never_overwritten(tmp_path: Path) -> None:
    first = stick.write_verified(tmp_path, "a.nq71", lambda out: out.write(b"one"))
    second = stick.write_verified(tmp_path, "a.nq71", lambda out: out.write(b"two"))

    assert (first.read_bytes(), second.read_bytes()) == (b"one", b"two")
    assert sorted(tmp_path.iterdir()) == sorted([first, second])


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")

    with pytest.raises(UserError, match="không phải là thư mục"):
        stick.write_verified(tmp_path / "x", "a.nq71", lambda out: out.write(b"one"))


def _write_too_much(folder: Path) -> None:
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    try:
        stick.write_verified(folder, "a.nq71", lambda out: out.write(bytes(10_000)))
    except UserError:
        sys.exit(7)


@pytest.mark.skipif(sys.platform == "win32", reason="no RLIMIT_FSIZE on Windows")
def test_a_drive_that_takes_no_more_leaves_nothing_behind(tmp_path: Path) -> None:
    child = multiprocessing.get_context("spawn").Process(target=_write_too_much, args=(tmp_path,))
    child.start()
    child.join(60)

    assert child.exitcode == 7
    assert not list(tmp_path.iterdir())


def test_bundles_are_found_by_content_two_levels_deep(tmp_path: Path) -> None:
    data = build.usual()
    found = [tmp_path / name for name in (".hidden", "renamed.txt", "a/x.nq71", "a/b/y")]
    for path in (*found, tmp_path / "a/b/c/too_deep.nq71"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "a.lnk").write_bytes(b"L\0\0\0")
    (tmp_path / "empty.nq71").write_bytes(b"")

    assert set(stick.find_bundles([tmp_path])) == set(found)
    assert stick.infection_signs(tmp_path)
