"""Where to write and read files: sticks that are plugged in, the folder used last, any other folder; with the room left on it."""

from __future__ import annotations

import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStorageInfo, Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.errors import UserError
from desktop.models.installation import current
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets.background import Progress

if TYPE_CHECKING:
    from desktop.models.database import Database

LAST_FOLDER = "exchange_folder"  # key of the installation's settings
_REMOVABLE = 2  # DRIVE_REMOVABLE of the Windows API
_MOUNTS = ("/media/", "/run/media/", "/Volumes/")


@dataclass(frozen=True)
class Drive:
    """`free` in bytes; `stick` where it can be pulled out."""

    folder: Path
    name: str
    free: int
    stick: bool
    writable: bool = True

    def words(self) -> str:
        """One line for a list."""
        kind = "USB" if self.stick else "Thư mục"
        room = f"còn trống {size_words(self.free)}" if self.writable else "chỉ đọc, không ghi được"
        return f"{kind} {self.name} – {room}"


def size_words(size: int) -> str:
    """Bytes as a person says them: 640 KB, 3,2 GB."""
    amount = float(size)
    for unit in ("byte", "KB", "MB", "GB"):
        if amount < 1024 or unit == "GB":
            return f"{amount:.0f} {unit}" if unit in ("byte", "KB") else f"{amount:.1f} {unit}".replace(".", ",")
        amount /= 1024
    raise AssertionError


def plugged_in() -> list[Drive]:
    """The sticks that can be used now. Asking a dying drive may take seconds: never on the UI thread."""
    found: list[Drive] = []
    for volume in QStorageInfo.mountedVolumes():
        folder = volume.rootPath()
        if volume.isValid() and volume.isReady() and _is_removable(folder):
            name = volume.displayName() if folder in volume.displayName() else f"{volume.displayName()} ({folder})"
            free, read_only = volume.bytesAvailable(), volume.isReadOnly()
            found.append(Drive(Path(folder), name, free, stick=True, writable=not read_only))
    return sorted(found, key=lambda drive: not drive.writable)


def _is_removable(folder: str) -> bool:
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(folder) == _REMOVABLE)
    return folder.startswith(_MOUNTS)


def folder_drive(folder: Path) -> Drive:
    """A folder as a place to write to; the room of the drive it lies on."""
    volume = QStorageInfo(str(folder))
    return Drive(folder, str(folder), volume.bytesAvailable(), stick=False, writable=os.access(folder, os.W_OK))


def last_folder(database: Database) -> Path | None:
    """The folder chosen last, where it is still there."""
    with database.snapshot() as session:
        kept = current(session).settings.get(LAST_FOLDER)
    return Path(kept) if kept and Path(kept).is_dir() else None


def remember_folder(database: Database, folder: Path) -> None:
    """Offer it next time; where that cannot be written down nothing is lost."""
    with contextlib.suppress(UserError), database.transaction() as session:
        installation = current(session)
        installation.settings = {**installation.settings, LAST_FOLDER: str(folder)}


class DriveChooser(QWidget):
    """A list of places and a button for another folder; `chosen` with the folder whenever it is another one."""

    chosen = Signal(object)

    def __init__(self, workspace: Workspace, label: str = "Nơi ghi, đọ&c:") -> None:
        super().__init__()
        self._workspace = workspace
        self._other: Path | None = None
        self._drives: list[Drive] = []
        self.list = QComboBox()
        self.list.setMinimumWidth(360)
        self.list.setAccessibleName("USB hoặc thư mục")
        words = QLabel(label)
        words.setBuddy(self.list)
        self.browse = QPushButton(icon("folder-open"), "Thư mục &khác…")
        self.browse.clicked.connect(self._browse)
        self.again = QPushButton(icon("refresh-cw"), "")
        self.again.setToolTip("Tìm lại USB vừa cắm (F5)")
        self.again.setAccessibleName("Tìm lại USB")
        self.again.setShortcut("F5")
        self.again.clicked.connect(self.look)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(words)
        row.addWidget(self.list, 1)
        row.addWidget(self.again)
        row.addWidget(self.browse)
        self.list.currentIndexChanged.connect(lambda _: self.chosen.emit(self.folder()))
        self._fill([])

    def look(self) -> None:
        """Ask again which sticks there are."""

        database = self._workspace.database

        def read(progress: Progress) -> tuple[list[Drive], Path | None]:
            progress.report(0)
            return plugged_in(), last_folder(database)

        self._workspace.background.read(self, read, self._found)

    def _found(self, found: tuple[list[Drive], Path | None]) -> None:
        sticks, last = found
        self._other = self._other or last
        self._fill(sticks)

    def folder(self) -> Path | None:
        """The place chosen; None where there is none yet."""
        place = self.list.currentIndex()
        return self._drives[place].folder if 0 <= place < len(self._drives) else None

    def is_stick(self) -> bool:
        """Whether the place chosen can be pulled out."""
        place = self.list.currentIndex()
        return 0 <= place < len(self._drives) and self._drives[place].stick

    def use(self, folder: Path) -> None:
        """Offer and choose a folder."""
        self._other = folder
        self._fill([drive for drive in self._drives if drive.stick])
        self.list.setCurrentIndex([drive.folder for drive in self._drives].index(folder))

    def _fill(self, sticks: list[Drive]) -> None:
        before = self.folder()
        self._drives = list(sticks)
        if self._other is not None and self._other not in [drive.folder for drive in sticks] and self._other.is_dir():
            self._drives.append(folder_drive(self._other))
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([drive.words() for drive in self._drives])
        folders = [drive.folder for drive in self._drives]
        self.list.setCurrentIndex(folders.index(before) if before in folders else (0 if folders else -1))
        self.list.setPlaceholderText("Chưa thấy USB nào. Hãy cắm USB hoặc chọn thư mục khác.")
        self.list.setEnabled(bool(folders))
        self.list.blockSignals(False)
        self.chosen.emit(self.folder())

    def _browse(self) -> None:
        start = str(self.folder() or Path.home())
        if picked := QFileDialog.getExistingDirectory(self, "Chọn USB hoặc thư mục", start):
            self.use(Path(picked))
            remember_folder(self._workspace.database, Path(picked))
