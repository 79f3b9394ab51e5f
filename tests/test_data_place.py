"""Where the data may not lie: synchronised, network, removable and read-only folders are refused with the reason (fault K3)."""

from __future__ import annotations

from pathlib import Path, PurePath, PureWindowsPath

import pytest

from desktop.data_place import cloud_of, good_one, mount_kind, why_not, windows_kind

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
/dev/sda2 /nha ext4 rw 0 0
//may-chu/chung /nha/an/chung cifs rw 0 0
may-chu:/ho-so /mnt/h\\040s nfs4 rw 0 0
an@may-chu: /nha/an/xa fuse.sshfs rw 0 0
/dev/sdb1 /media/an/USB vfat rw 0 0
/dev/sdc1 /run/media/an/KINGSTON exfat rw 0 0
tmpfs /tmp tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/nha/an/.local/share/NQ71", "local"),
        ("/nha/an/chung/nq71", "network"),
        ("/nha/an/chungtoi", "local"),
        ("/mnt/h s/nq71", "network"),
        ("/nha/an/xa", "network"),
        ("/media/an/USB/nq71", "removable"),
        ("/run/media/an/KINGSTON", "removable"),
        ("/tmp/nq71", "local"),
    ],
)
def test_the_mount_above_a_folder_says_what_it_lies_on(folder: str, kind: str) -> None:
    assert mount_kind(folder, MOUNTS) == kind


@pytest.mark.parametrize(
    ("root", "answer", "kind"),
    [
        ("C:\\", 3, "local"),
        ("E:\\", 2, "removable"),
        ("Z:\\", 4, "network"),
        ("D:\\", 5, "removable"),
        ("\\\\may-chu\\chung\\", 1, "network"),
    ],
)
def test_what_windows_says_of_a_drive(root: str, answer: int, kind: str) -> None:
    assert windows_kind(root, answer) == kind


@pytest.mark.parametrize(
    ("folder", "cloud"),
    [
        (PureWindowsPath(r"C:\Users\An\OneDrive\NQ71"), "OneDrive"),
        (PureWindowsPath(r"C:\Users\An\OneDrive - Sở GDĐT Sơn La\Tài liệu\NQ71"), "OneDrive"),
        (PureWindowsPath(r"G:\My Drive\NQ71"), "Google Drive"),
        (PureWindowsPath(r"G:\Drive của tôi\NQ71"), "Google Drive"),
        (PurePath("/nha/an/Dropbox (Trường)/nq71"), "Dropbox"),
        (PureWindowsPath(r"C:\Users\An\iCloudDrive\NQ71"), "iCloud"),
        (PureWindowsPath(r"C:\Users\An\AppData\Local\NQ71"), ""),
        (PurePath("/nha/an/onedrive-cu/nq71"), ""),
    ],
)
def test_folders_that_a_service_copies_are_known_by_their_names(folder: PurePath, cloud: str) -> None:
    assert cloud_of(folder) == cloud


def test_a_moved_onedrive_is_known_by_the_systems_own_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path / "Đám mây"))
    assert why_not(tmp_path / "Đám mây" / "nq71").startswith("Thư mục “")
    assert not why_not(tmp_path / "nq71")


def test_a_place_that_takes_no_files_is_refused_and_a_good_one_keeps_no_trace(tmp_path: Path) -> None:
    file = tmp_path / "tệp"
    file.write_bytes(b"")
    assert why_not(file / "nq71").startswith("Không ghi được vào thư mục “")
    file.unlink()
    assert why_not(tmp_path / "mới" / "nq71") == ""
    assert list(tmp_path.iterdir()) == []
    found = good_one()
    assert found is None or not why_not(found)
