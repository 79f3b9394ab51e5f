"""Which folders may hold the data: a local disk that nobody synchronises and that can be written to (fault K3).

SQLite in a folder that OneDrive copies, on a network share or on a stick loses what was saved, sooner or later. No Qt here.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from pathlib import Path, PurePath

from desktop.paths import sentence_for, usual_folders

_CLOUDS = {
    "onedrive": "OneDrive",
    "dropbox": "Dropbox",
    "google drive": "Google Drive",
    "googledrive": "Google Drive",
    "my drive": "Google Drive",
    "drive của tôi": "Google Drive",
    "icloud drive": "iCloud",
    "iclouddrive": "iCloud",
    "nextcloud": "Nextcloud",
    "pcloud drive": "pCloud",
    "megasync": "MEGA",
}
_CLOUD_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
_NETWORK_SYSTEMS = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "davfs", "fuse.sshfs", "fuse.rclone", "fuse.davfs"}
)
_REMOVABLE_MOUNTS = ("/media/", "/run/media/", "/Volumes/")
_REMOVABLE, _REMOTE, _OPTICAL = 2, 4, 5  # answers of Windows' GetDriveTypeW
_KEEP = "Dữ liệu phải nằm trên ổ cứng của máy này"


def why_not(folder: Path) -> str:
    """The sentence that says why the data must not lie in `folder`; empty where they may. Leaves nothing behind."""
    if cloud := cloud_of(folder):
        return f"Thư mục “{folder}” được {cloud} đồng bộ: tệp dữ liệu có thể bị hỏng khi đồng bộ giữa chừng. {_KEEP}."
    kind = _drive_kind(folder)
    if kind == "network":
        return f"Thư mục “{folder}” nằm trên ổ mạng: mất mạng là có thể mất dữ liệu vừa ghi. {_KEEP}."
    if kind == "removable":
        return f"Thư mục “{folder}” nằm trên USB hoặc ổ tháo rời: rút ra là mất dữ liệu đang ghi. {_KEEP}; USB chỉ để gửi và sao lưu."
    if _is_roaming(folder):
        return f"Thư mục “{folder}” thuộc hồ sơ di chuyển theo người dùng giữa các máy. {_KEEP}."
    return _cannot_write(folder)


def good_one() -> Path | None:
    """The first of the usual places that may hold the data; None where none may."""
    return next((folder for folder in usual_folders() if not why_not(folder)), None)


def cloud_of(folder: PurePath) -> str:
    """The name of the service that copies this folder; empty where none is known to."""
    for variable in _CLOUD_VARIABLES:
        kept = os.environ.get(variable)
        if kept and folder.is_relative_to(kept):
            return "OneDrive"
    for part in folder.parts:
        name = part.casefold().split(" - ")[0].split(" (")[0].strip()  # "OneDrive - Sở GDĐT", "Dropbox (Trường)"
        if name in _CLOUDS:
            return _CLOUDS[name]
    return ""


def mount_kind(folder: str, mounts: str) -> str:
    """network, removable or local, from the lines of /proc/mounts: the longest mount point above `folder` decides."""
    best, kind = "", "local"
    for line in mounts.splitlines():
        fields = line.split()
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        inside = folder == point or folder.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best = point
            kind = "network" if fields[2] in _NETWORK_SYSTEMS else "local"
    if kind == "local" and f"{best}/".startswith(_REMOVABLE_MOUNTS):
        kind = "removable"
    return kind


def windows_kind(root: str, answer: int) -> str:
    """The same from what Windows says of a drive's root."""
    if root.startswith("\\\\") or answer == _REMOTE:
        return "network"
    return "removable" if answer in (_REMOVABLE, _OPTICAL) else "local"


def _drive_kind(folder: Path) -> str:
    if sys.platform == "win32":
        import ctypes

        root = folder.absolute().anchor
        return windows_kind(root, ctypes.windll.kernel32.GetDriveTypeW(root))
    try:
        mounts = Path("/proc/mounts").read_text("utf-8", "replace")
    except OSError:
        return "local"
    return mount_kind(str(_nearest(folder).resolve()), mounts)


def _is_roaming(folder: Path) -> bool:
    roaming = os.environ.get("APPDATA") if os.name == "nt" else None
    return bool(roaming) and folder.is_relative_to(str(roaming))


def _nearest(folder: Path) -> Path:
    """The folder itself, or the nearest above it that is there."""
    return next(place for place in (folder, *folder.parents) if place.exists())


def _cannot_write(folder: Path) -> str:
    nearest = _nearest(folder.absolute())
    try:
        with tempfile.TemporaryFile(dir=nearest) as file:
            file.write(b"nq71")
            file.flush()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return sentence_for(error, folder)
        return f"Không ghi được vào thư mục “{folder}”. Thư mục dữ liệu cần quyền ghi."
    return ""
