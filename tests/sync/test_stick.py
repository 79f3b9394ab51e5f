"""A file is whole on the stick or not there; files are found by content; every trouble has its own sentence."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from desktop.errors import UserError
from sync import stick
from sync.stick import Target, find_bundles, infection_signs, write_verified

NAME = "NQ71_TH014_20261110_0A1B2C3D.nq71"
OURS = b"\x89NQ71\r\n\x01 and more"
ROOT = Path(__file__).parents[2]


def write(folder: Path, data: bytes = b"content", expected: int = 0, patience: float = 3.0) -> Path:
    return write_verified(folder, NAME, lambda target: target.write(data), expected, patience)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_file_arrives_under_its_name_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = write(tmp_path, b"x" * 100_000)
    assert path == tmp_path / NAME
    assert path.read_bytes() == b"x" * 100_000
    assert names(tmp_path) == {NAME}


def test_an_old_file_is_never_overwritten(tmp_path: Path) -> None:
    contents = [b"one", b"two", b"three"]
    paths = [write(tmp_path, content) for content in contents]
    assert [path.read_bytes() for path in paths] == contents
    assert paths[1].name == NAME.replace(".nq71", "_2.nq71")


def test_an_error_of_the_writer_leaves_nothing_behind(tmp_path: Path) -> None:
    def produce(target: Target) -> None:
        target.write(b"half")
        raise UserError("dừng")

    with pytest.raises(UserError, match="dừng"):
        write_verified(tmp_path, NAME, produce)
    assert names(tmp_path) == set()


def sentence(folder: Path, expected: int = 0, patience: float = 3.0) -> str:
    with pytest.raises(UserError) as error:
        write(folder, b"content", expected, patience)
    return error.value.sentence


def test_too_little_space_is_known_before_anything_is_written(tmp_path: Path) -> None:
    assert "không đủ chỗ trống" in sentence(tmp_path, expected=10**18)
    assert names(tmp_path) == set()


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert "không phải là thư mục" in sentence(tmp_path / "file")
    assert "không phải là thư mục" in sentence(tmp_path / "file" / "below")


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    assert "USB đã bị rút" in sentence(tmp_path / "gone")


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file's folder vanish")
def test_a_folder_that_goes_while_writing_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()

    def produce(target: Target) -> None:
        target.write(b"x")
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()

    with pytest.raises(UserError, match="USB đã bị rút"):
        write_verified(folder, NAME, produce)


def test_a_drive_that_forgets_what_was_written_is_found_out(tmp_path: Path) -> None:
    def produce(target: Target) -> None:
        target.write(b"x" * 1000)
        (part,) = tmp_path.iterdir()
        part.write_bytes(b"x" * 999 + b"y")

    with pytest.raises(UserError, match="không giữ đúng dữ liệu"):
        write_verified(tmp_path, NAME, produce)
    assert names(tmp_path) == set()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of a process's file size")
def test_a_drive_that_takes_no_more_leaves_old_files_whole(tmp_path: Path) -> None:
    old = write(tmp_path, b"old")
    script = f"""
        import resource, sys
        from pathlib import Path
        from desktop.errors import UserError
        from sync.stick import write_verified
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
        try:
            write_verified(Path(sys.argv[1]), {NAME!r}, lambda t: [t.write(bytes(9_000)) for _ in range(20)])
        except UserError as error:
            sys.stdout.buffer.write(error.sentence.encode())
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert "không chứa được tệp lớn như vậy" in done.stdout.decode()
    assert names(tmp_path) == {old.name}
    assert old.read_bytes() == b"old"


@pytest.mark.skipif(os.name == "nt", reason="kills by a POSIX signal")
def test_a_writer_killed_half_way_leaves_old_files_whole_and_is_cleaned_up_after(tmp_path: Path) -> None:
    old = write(tmp_path, b"old")
    (tmp_path / ".NQ71_note.txt").write_bytes(b"somebody else's")
    script = f"""
        import sys, time
        from pathlib import Path
        from sync.stick import write_verified
        def produce(target):
            target.write(b"half")
            print("half", flush=True)
            time.sleep(60)
        write_verified(Path(sys.argv[1]), {NAME!r}, produce)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"half\n"
        process.send_signal(signal.SIGKILL)
    assert len(names(tmp_path)) == 3
    assert find_bundles([tmp_path]) == []
    new = write(tmp_path, b"new")
    assert names(tmp_path) == {old.name, new.name, ".NQ71_note.txt"}
    assert old.read_bytes() == b"old"


class Held(type(Path())):  # type: ignore[misc]
    """A folder whose files are held by another program for the next `refusals` renames, as an antivirus does."""

    refusals = 0
    code: int | None = None

    def rename(self, target: Path) -> Path:
        if Held.refusals > 0:
            Held.refusals -= 1
            error = PermissionError(errno.EACCES, "held")
            if Held.code is not None:
                error.winerror = Held.code  # type: ignore[attr-defined,unused-ignore]
            raise error
        return super().rename(target)  # type: ignore[no-any-return]


@pytest.mark.parametrize("code", [None, 5, 32, 33])
def test_another_program_that_lets_go_in_time_does_no_harm(tmp_path: Path, code: int | None) -> None:
    Held.refusals, Held.code = 3, code
    assert write(Held(tmp_path)).read_bytes() == b"content"
    assert names(tmp_path) == {NAME}


def test_another_program_that_does_not_let_go_is_named_after_the_time(tmp_path: Path) -> None:
    Held.refusals, Held.code = 10**6, 32
    start = time.monotonic()
    assert "đang giữ tệp" in sentence(Held(tmp_path), patience=0.3)
    assert time.monotonic() - start < 3
    Held.refusals = 0
    assert names(tmp_path) == set()


def test_a_drive_locked_against_writing_is_not_waited_for(tmp_path: Path) -> None:
    Held.refusals, Held.code = 1, 19
    assert "khóa chống ghi" in sentence(Held(tmp_path))
    Held.refusals = 0


def test_every_trouble_of_a_drive_has_its_own_sentence(tmp_path: Path) -> None:
    troubles = [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO, errno.ENOTDIR, errno.EFBIG, errno.ENAMETOOLONG]
    sentences = {stick._told(OSError(code, os.strerror(code)), tmp_path).sentence for code in troubles}
    assert len(sentences) == len(troubles)
    assert all("Hãy" in found and "gói chưa được ghi" in found for found in sentences)


# Finding


def test_files_are_found_by_content_two_levels_deep_whatever_their_name(tmp_path: Path) -> None:
    here = ["a.nq71", "Ảnh.jpg", ".hidden", "one/b", "one/two/c.txt", "one/.two/d", "e\u0301.bin"]
    elsewhere = ["one/two/three/too-deep.nq71"]
    for name in here + elsewhere:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(OURS)
    for name in ("NQ71_TH014_20261110_0A1B2C3D.nq71", "empty.nq71", "one/word.docx"):
        (tmp_path / name).write_bytes(b"PK\x03\x04" if "empty" not in name else b"")
    found = find_bundles([tmp_path])
    assert {path.relative_to(tmp_path).as_posix() for path in found} == set(here)


def test_newer_versions_are_found_too_so_that_they_are_named(tmp_path: Path) -> None:
    (tmp_path / "new").write_bytes(b"\x89NQ71\r\n\x09")
    assert find_bundles([tmp_path]) == [tmp_path / "new"]


def test_a_file_named_itself_is_always_returned_and_once(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(b"no bundle")
    (tmp_path / "y").write_bytes(OURS)
    assert find_bundles([tmp_path / "x.txt", tmp_path, tmp_path / "y"]) == [tmp_path / "x.txt", tmp_path / "y"]


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "gone", Path("a\0b")):
        with pytest.raises(UserError, match="Không tìm thấy"):
            find_bundles([path])


@pytest.mark.skipif(os.name == "nt", reason="links and pipes need rights there")
def test_links_and_pipes_are_not_followed_nor_opened(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    stick_folder = tmp_path / "stick"
    outside.mkdir()
    stick_folder.mkdir()
    (outside / "ours").write_bytes(OURS)
    (stick_folder / "folder").symlink_to(outside)
    (stick_folder / "file").symlink_to(outside / "ours")
    (stick_folder / "loop").symlink_to(stick_folder)
    os.mkfifo(stick_folder / "pipe")
    assert find_bundles([stick_folder]) == []


def test_only_so_many_entries_are_looked_at(tmp_path: Path) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}").write_bytes(OURS)
    assert len(find_bundles([tmp_path], most=10)) == 10


def test_shortcuts_named_after_folders_are_a_sign_of_infection(tmp_path: Path) -> None:
    (tmp_path / "Ảnh").mkdir()
    (tmp_path / "word.lnk").write_bytes(b"")
    assert infection_signs(tmp_path) == []
    (tmp_path / "ảnh.LNK").write_bytes(b"")
    assert "nhiễm vi-rút" in infection_signs(tmp_path)[0]
    assert infection_signs(tmp_path / "gone") == []
