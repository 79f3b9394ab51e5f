"""Nhập số, ngày, người ký, bản quét: what an issued report got on paper; may be opened again to correct it or to replace the scan."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import UserError
from desktop.views.page import Workspace
from desktop.views.scan_strip import ScanStrip
from desktop.views.theme import GRID
from desktop.views.widgets.background import Progress
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.date_field import DateField

if TYPE_CHECKING:
    from datetime import date

    from desktop.models.database import Database
    from desktop.reports.editions import FrozenEdition
    from desktop.reports.scan import Scan


@dataclass(frozen=True)
class Known:
    """What is noted already. `heads`: edition → the name under its signature; `bundle`: bytes of the bundle as it would go out now."""

    name: str
    editions: tuple[FrozenEdition, ...]
    heads: dict[int, str]
    number: str
    day: date | None
    signer: str
    bundle: int


@dataclass(frozen=True)
class Prepared:
    """A scan that was read, with what speaks against it; `problem` where it is none."""

    scan: Scan | None = None
    doubts: tuple[str, ...] = ()
    problem: str = ""


class SignedDialog(QDialog):
    """Of one report (`kind`, `record_id`); `edition` None offers the newest. `saved` once it is stored."""

    saved = Signal()

    def __init__(
        self, parent: QWidget | None, workspace: Workspace, kind: str, record_id: str, edition: int | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace, self._kind, self._record_id, self._wanted = workspace, kind, record_id, edition
        self.known: Known | None = None
        self.prepared = Prepared()
        self._asked = 0
        self.setWindowTitle("Nhập số, ngày, người ký, bản quét")
        self.resize(680, 560)
        self.heading = _plain("Đang đọc…", "section")
        self.edition = QComboBox()
        self.edition.currentIndexChanged.connect(lambda _: self._edition_chosen())
        self.number, self.day, self.signer = QLineEdit(), DateField(), QLineEdit()
        self.number.setMaxLength(40)
        self.number.setPlaceholderText("Ví dụ: 12")
        self.signer.setMaxLength(120)
        form = QFormLayout()
        for words, field in (
            ("Bản đã &ký", self.edition),
            ("&Số văn bản *", self.number),
            ("&Ngày văn bản *", self.day),
            ("N&gười ký *", self.signer),
        ):
            form.addRow(words, field)
        self.strip = ScanStrip(workspace)
        self.strip.changed.connect(self.prepare)
        self.standing = _plain("", "muted")
        self.warning = Banner()
        self.problem = _plain("", "problem")
        self.save_button, cancel = QPushButton("&Lưu"), QPushButton("Hủ&y")
        self.save_button.setProperty("primary", True)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.save_button)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(GRID)
        layout.addWidget(self.heading)
        layout.addLayout(form)
        layout.addWidget(_plain("Bản quét đã ký, đóng dấu: một tệp PDF, hoặc ảnh chụp từng trang (thả vào đây)"))
        for widget in (self.strip, self.standing, self.warning, self.problem):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(buttons)
        self.save_button.setEnabled(False)
        self.number.setFocus()
        workspace.background.read(
            self, lambda progress: _read(workspace.database, kind, record_id, progress), self._take
        )

    # --- what is known -------------------------------------------------------------------------------------------------

    def _take(self, known: Known | str) -> None:
        if isinstance(known, str):
            self.heading.setText(known)
            return
        self.known = known
        self.heading.setText(known.name)
        for one in reversed(known.editions):
            self.edition.addItem(f"Bản số {one.edition} · mã {one.code}", one.edition)
        if (at := self.edition.findData(self._wanted)) >= 0:
            self.edition.setCurrentIndex(at)
        self.number.setText(known.number)
        self.day.set_value(known.day)
        self.signer.setText(known.signer or known.heads.get(self._edition(), ""))
        self.save_button.setEnabled(True)
        self._show_standing()

    def _edition(self) -> int:
        return int(self.edition.currentData() or 0)

    def _edition_chosen(self) -> None:
        self._show_standing()
        if self.strip.paths():
            self.prepare()

    def _frozen(self) -> FrozenEdition | None:
        editions = self.known.editions if self.known else ()
        return next((one for one in editions if one.edition == self._edition()), None)

    # --- the scan ------------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Read the chosen files as a scan and its codes; saving waits for it."""
        self._asked += 1
        asked, paths, frozen, database = self._asked, self.strip.paths(), self._frozen(), self._workspace.database
        self.prepared = Prepared()
        if not paths or frozen is None:
            self.save_button.setEnabled(self.known is not None)
            self._show_standing()
            return
        self.save_button.setEnabled(False)
        self.standing.setText("Đang đọc bản quét…")

        def work(progress: Progress) -> Prepared:
            progress.report(0)
            return _prepared(database, paths, frozen.code)

        def done(prepared: Prepared) -> None:
            if asked == self._asked:
                self.prepared = prepared
                self.save_button.setEnabled(True)
                self._show_standing()

        self._workspace.background.read(self, work, done)

    def _show_standing(self) -> None:
        scan, frozen = self.prepared.scan, self._frozen()
        bundle = self.known.bundle if self.known else 0
        if scan is not None:
            dpi = f", {scan.dpi} dpi" if scan.dpi else ""
            size = _megabytes(bundle + len(scan.content) - (frozen.scan_bytes if frozen else 0))
            self.standing.setText(f"Bản quét: {scan.words}{dpi}. Gói gửi đi khoảng {size}.")
        elif frozen is not None and frozen.scan:
            self.standing.setText(
                f"Bản này đã có bản quét ({_megabytes(frozen.scan_bytes)}); chọn tệp khác để thay. Gói gửi đi khoảng {_megabytes(bundle)}."
            )
        else:
            self.standing.setText("Chưa có bản quét; có thể lưu số, ngày trước rồi gắn bản quét sau.")
        doubts = [*(scan.warnings if scan else ()), *self.prepared.doubts]
        self.warning.setVisible(False)
        if doubts:
            self.warning.say("\n".join(doubts), "warning")
        elif scan is not None:
            self.warning.say(f"Mã trên bản quét khớp với bản số {self._edition()}.")
        self._complain(self.prepared.problem)

    # --- storing -------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """All in one transaction; the sentences of what is wrong stay in the dialog."""
        from desktop.reports.scan import Signed

        if self.prepared.problem:
            self._complain(f"{self.prepared.problem} Hoặc bỏ tệp này rồi lưu số, ngày trước.")
            return
        try:
            signed = Signed(self.number.text(), self.day.value(), self.signer.text())
        except ValueError as error:
            self._complain(str(error))
            return
        if problems := signed.problems():
            self._complain("\n".join(problems))
            return
        scan, edition, database = self.prepared.scan, self._edition(), self._workspace.database

        def work(_: Progress) -> str:
            from desktop.reports.scan import record_signed

            try:
                record_signed(database, self._kind, self._record_id, signed, scan, edition)
            except UserError as error:
                return error.sentence
            return ""

        self._workspace.background.run(self, work, self._stored, "Đang lưu…")

    def _stored(self, problem: str) -> None:
        if problem:
            self._complain(problem)
            return
        self._workspace.notify("Đã ghi số, ngày, người ký" + (" và bản quét." if self.prepared.scan else "."))
        self.saved.emit()
        self.accept()

    def _complain(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))


def _read(database: Database, kind: str, record_id: str, progress: Progress) -> Known | str:
    """What is noted; a sentence where the report is not frozen."""
    from desktop.models.attached import coming
    from desktop.reports.editions import body_of, editions_in
    from desktop.reports.scan import issued_record, year_of

    progress.report(0)
    try:
        with database.snapshot() as session:
            found = issued_record(session, kind, record_id)
            editions = editions_in(found, year_of(found))
            name = f"{found.NAME} {year_of(found)}"
            noted = (found.signed_number, found.signed_date, found.signed_by)
            bundle = coming(session, database.files, found.unit_id).size()
        heads = {one.edition: body_of(database.files, one).signature.name for one in editions[-3:]}
    except UserError as error:
        return error.sentence
    if not editions:
        return "Báo cáo này chưa được chốt. Hãy chốt, in, ký rồi mới ghi số, ngày."
    return Known(name, editions, heads, *noted, bundle)


def _prepared(database: Database, paths: list[Path], code: str) -> Prepared:
    from desktop.evidence.papers import scan_doubts
    from desktop.reports.scan import read_scan

    try:
        scan = read_scan(paths)
    except UserError as error:
        return Prepared(problem=error.sentence)
    try:
        return Prepared(scan, scan_doubts(database, scan.content, code))
    except UserError as error:  # kept all the same: a person has seen it
        return Prepared(scan, (error.sentence,))


def _megabytes(count: int) -> str:
    return f"{max(count, 0) / 1_000_000:.1f} MB".replace(".", ",")


def _plain(words: str, name: str = "") -> QLabel:
    made = QLabel(words)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setObjectName(name)
    return made
