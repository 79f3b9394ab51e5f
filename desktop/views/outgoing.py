"""What the Department writes for its units: packets, the common data, slips; and the register that all of it rests on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.errors import UserError
from desktop.text import format_number
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets import messages
from desktop.views.widgets.background import Progress

T = TypeVar("T")
SAFE = "Có thể rút USB an toàn."
WRITING = "Xin đừng rút USB."


def button(words: str, picture: str, then: Callable[[], object], tip: str) -> QPushButton:
    """A button with an icon, words and a tool tip."""
    made = QPushButton(icon(picture), words)
    made.setToolTip(tip)
    made.clicked.connect(lambda: then())
    return made


class Outgoing(QWidget):
    """A row of buttons. `told` with a sentence and its mood after each action; `start` gives the folder to begin with."""

    told = Signal(str, str)

    def __init__(self, workspace: Workspace, start: Callable[[], Path | None]) -> None:
        super().__init__()
        self._workspace = workspace
        self._start = start
        words = QLabel("Ghi ra:")
        words.setObjectName("muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        row.addWidget(words)
        for made in (
            button(
                "Ghi gói trả &lời…", "send", self._ask(self.write_replies), "Biên nhận, kết quả duyệt cho từng đơn vị"
            ),
            button(
                "Xuất gói &dữ liệu chung…",
                "upload",
                self._ask(self.publish),
                "Sổ đơn vị, hạn nộp: dùng chung cho mọi đơn vị",
            ),
            button(
                "In phiếu cấp &mã…", "printer", self.ask_slips, "Phiếu (PDF) và gói khởi đầu cho đơn vị chưa có khóa"
            ),
        ):
            row.addWidget(made)
        row.addStretch(1)
        row.addWidget(
            button("Nhập &sổ đơn vị…", "file-spreadsheet", self._pick_register, "Nhập danh sách đơn vị từ Excel")
        )

    def _ask(self, write: Callable[[Path], None]) -> Callable[[], None]:
        def ask() -> None:
            start = str(self._start() or Path.home())
            if picked := QFileDialog.getExistingDirectory(self, "Chọn USB hoặc thư mục để ghi", start):
                write(Path(picked))

        return ask

    def write_replies(self, folder: Path) -> None:
        """A packet for each unit that has been heard of."""

        def work(_: Progress) -> list[Path]:
            from sync.packets import reply

            return reply(self._workspace.database, folder)

        def done(files: list[Path]) -> None:
            if files:
                number = format_number(len(files))
                self.told.emit(f"Đã ghi {number} gói trả lời vào “{folder}”, đọc lại và so khớp. {SAFE}", "success")
            else:
                self.told.emit("Chưa có đơn vị nào được cấp biên nhận, nên chưa có gói trả lời nào để ghi.", "info")

        self._run(work, done, f"Đang ghi gói trả lời… {WRITING}")

    def publish(self, folder: Path) -> None:
        """The province packet."""

        def work(_: Progress) -> Path:
            from sync.enrolment import publish

            return publish(self._workspace.database, folder)

        def done(path: Path) -> None:
            self.told.emit(
                f"Đã ghi gói dữ liệu chung {path.name} vào “{folder}”, đọc lại và so khớp. {SAFE}", "success"
            )

        self._run(work, done, f"Đang ghi gói dữ liệu chung… {WRITING}")

    def ask_slips(self) -> None:
        """Slips for the units that have no approved key."""

        def work(_: Progress) -> list[str]:
            from sync.enrolment import registered

            with self._workspace.database.snapshot() as session:
                return [unit["code"] for unit in registered(session) if "approved" not in unit["keys"]]

        self._run(work, self._ask_slips_for, "Đang xem sổ đơn vị…")

    def _ask_slips_for(self, codes: list[str]) -> None:
        if not codes:
            self.told.emit("Không có đơn vị nào trong sổ còn thiếu khóa, nên không cần in phiếu.", "info")
            return
        text = f"In phiếu cấp mã cho {format_number(len(codes))} đơn vị chưa có khóa?"
        detail = "Mỗi đơn vị một phiếu PDF và một gói khởi đầu. Phiếu ghi mã bí mật: hãy giao tận tay."
        if messages.ask(self.window(), text, "&Chọn nơi ghi…", detail=detail):
            self._ask(lambda folder: self.write_slips(folder, codes))()

    def write_slips(self, folder: Path, codes: list[str]) -> None:
        """A slip and a starter pack for each of these units."""

        def work(_: Progress) -> int:
            from sync.enrolment import slips

            return len(slips(self._workspace.database, folder, codes))

        def done(number: int) -> None:
            self.told.emit(f"Đã ghi {format_number(number)} phiếu và gói khởi đầu vào “{folder}”. {SAFE}", "success")

        self._run(work, done, f"Đang làm phiếu cấp mã… {WRITING}")

    def _pick_register(self) -> None:
        picked, _ = QFileDialog.getOpenFileName(
            self, "Chọn sổ đơn vị", str(Path.home()), "Sổ tính Excel (*.xlsx *.xls)"
        )
        if picked:
            self.import_register(Path(picked))

    def import_register(self, path: Path) -> None:
        """Lay a workbook over the register."""

        def work(_: Progress) -> tuple[int, int]:
            from desktop.excel.register import read_register
            from sync.enrolment import register_units

            return register_units(self._workspace.database, read_register(path))

        def done(counts: tuple[int, int]) -> None:
            added, changed = (format_number(count) for count in counts)
            self.told.emit(f"Đã nhập sổ đơn vị: thêm {added}, sửa {changed} đơn vị.", "success")

        self._run(work, done, "Đang nhập sổ đơn vị…")

    def _run(self, work: Callable[[Progress], T], done: Callable[[T], None], words: str) -> None:
        self._workspace.background.run(self, work, done, words, self._failed)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, UserError):
            self.told.emit(error.sentence, "danger")
        else:
            self._workspace.refuse(error)
