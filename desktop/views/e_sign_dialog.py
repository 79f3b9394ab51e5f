"""Ký số báo cáo: a frozen edition signed with a file or a token, or its copy signed elsewhere taken in; what is signed, by whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QStandardPaths, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.views.e_sign_key import KeyChoice
from desktop.views.page import Workspace
from desktop.views.theme import GRID, icon
from desktop.views.widgets import messages
from desktop.views.widgets.background import Progress
from desktop.views.widgets.scrolled import Scrolled

if TYPE_CHECKING:
    from desktop.reports.e_signature import SignedFile
    from desktop.reports.e_signers import Certificate, Key

T = TypeVar("T")


@dataclass(frozen=True)
class Standing:
    """What is shown of an edition: read in one go. `problem` says why nothing can be signed."""

    title: str = ""
    edition: int = 0
    advice: tuple[str, ...] = ()
    signed: SignedFile | None = None
    problem: str = ""


def read_standing(workspace: Workspace, kind: str, record_id: str, edition: int | None) -> Standing:
    """The edition, and the signed file that is kept with it. Not on the UI thread."""
    from desktop.reports.e_signature import edition_of, kept_file
    from desktop.reports.e_signers import needs_library

    try:
        chosen = edition_of(workspace.database, kind, record_id, edition)
        title = f"Bản số {chosen.frozen.edition}, mã {chosen.frozen.code}"
    except UserError as error:
        return Standing(problem=error.sentence)
    try:
        needs_library()
        _, signed = kept_file(workspace.database, kind, record_id, chosen.frozen.edition)
    except UserError as error:
        return Standing(title, chosen.frozen.edition, chosen.advice, None, error.sentence)
    return Standing(title, chosen.frozen.edition, chosen.advice, signed)


class ESignDialog(QDialog):
    """`edition` of the report `kind`, `record_id` (the newest where none is named). Stays open after signing, to look at the file."""

    def __init__(
        self, workspace: Workspace, parent: QWidget, kind: str, record_id: str, edition: int | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Ký số báo cáo")
        self.workspace = workspace
        self.standing = Standing()
        self._kind, self._record_id, self._edition = kind, record_id, edition
        self.heading, self.state, self.advice = _words("section"), _words(""), _words("hint")
        self.said, self.problem = _words(""), _words("problem")
        self.keys = KeyChoice(workspace.background)
        self.keys.changed.connect(lambda: _fill(self.problem, ""))
        self.open_button = self._button("&Xem tệp đã ký", "eye", self.open_signed)
        self.save_button = self._button("&Lưu tệp đã ký…", "download", self.save_signed)
        self.take_button = self._button("N&hận tệp đã ký bằng phần mềm khác…", "inbox", self.take)
        self.take_button.setToolTip(
            "Tệp PDF của bản này đã ký bằng vSignPDF hoặc phần mềm ký số khác; nhận ra theo nội dung"
        )
        self.close_button = self._button("Đón&g", "x", self.reject)
        self.sign_button = self._button("&Ký số", "", self.sign)
        self.sign_button.setProperty("primary", True)
        self.sign_button.setIcon(icon("key-round", "surface"))
        self.sign_button.setDefault(True)
        self._lay_out()
        self._allow(self.standing)
        self.refresh()

    def _button(self, words: str, picture: str, then: Callable[[], object]) -> QPushButton:
        made = QPushButton(words)
        if picture:
            made.setIcon(icon(picture))
        made.setAutoDefault(False)
        made.clicked.connect(lambda: then())
        return made

    def _lay_out(self) -> None:
        self._content = QWidget()
        self._scrolled = Scrolled(self._content)
        middle = QVBoxLayout(self._content)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(GRID)
        kept = QHBoxLayout()
        for button in (self.open_button, self.save_button):
            kept.addWidget(button)
        kept.addStretch(1)
        for part in (self.heading, self.state):
            middle.addWidget(part)
        middle.addLayout(kept)
        middle.addWidget(self.advice)
        way = _words("section")
        way.setText("Ký bằng")
        middle.addWidget(way)
        middle.addWidget(self.keys)
        middle.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GRID)
        buttons.addWidget(self.take_button)
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.sign_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self._scrolled, 1)
        for part in (self.said, self.problem):  # always in sight
            layout.addWidget(part)
        layout.addLayout(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 84)

    # --- what stands there ---------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read again what is kept."""
        workspace, kind, record_id, edition = self.workspace, self._kind, self._record_id, self._edition
        workspace.background.read(self, lambda _: read_standing(workspace, kind, record_id, edition), self._show)

    def _show(self, standing: Standing) -> None:
        if self.problem.text() == self.standing.problem:  # what was refused since stays in sight
            _fill(self.problem, standing.problem)
        self.standing = standing
        self.heading.setText(standing.title)
        self.state.setText(_state_words(standing.signed))
        _fill(self.advice, " ".join(standing.advice))
        self._allow(standing)
        if self.sign_button.isEnabled() and not self.keys.isAncestorOf(self.focusWidget()):
            self.keys.focus_first()
        QTimer.singleShot(0, self, self._grow)  # once the words have found their lines

    def _grow(self) -> None:
        """As high as what stands there wants, as far as the screen goes; never smaller than a person has made it."""
        missing = self._content.heightForWidth(self._scrolled.viewport().width()) - self._scrolled.viewport().height()
        if missing > 0:
            self.resize(self.width(), min(self.height() + missing, int(self.screen().availableSize().height() * 0.95)))

    def _allow(self, standing: Standing) -> None:
        usable = bool(standing.edition) and not standing.problem
        for part in (self.keys, self.take_button, self.sign_button):
            part.setEnabled(usable)
        for button in (self.open_button, self.save_button):
            button.setVisible(standing.signed is not None)
        for words in (self.advice, self.said, self.problem):
            words.setVisible(bool(words.text()))

    # --- signing -------------------------------------------------------------------------------------------------------

    def sign(self) -> None:
        """Look whose certificate it is, ask, then sign; the passphrase or PIN is forgotten either way."""
        try:
            key, secret = self.keys.key(), self.keys.secret()
        except UserError as error:
            _fill(self.problem, error.sentence)
            return

        def work(_: Progress) -> Certificate:
            from desktop.reports.e_signers import look_at

            return look_at(key, secret)

        self._run(work, lambda certificate: self._ask(key, secret, certificate), "Đang đọc chứng thư…")

    def _ask(self, key: Key, secret: str, certificate: Certificate) -> None:
        from datetime import UTC, datetime

        detail = [f"{certificate.words}.", *certificate.warnings(datetime.now(UTC))]
        if self.standing.signed is not None:
            detail.append("Bản này đã có tệp ký số; tệp mới sẽ thay tệp đó.")
        question = f"Ký số bản số {self.standing.edition} bằng chứng thư này?"
        if not messages.ask(self, question, "&Ký số", detail="\n".join(detail), danger=len(detail) > 1):
            return
        database, kind, record_id, edition = self.workspace.database, self._kind, self._record_id, self.standing.edition

        def work(_: Progress) -> SignedFile:
            from desktop.reports.e_signature import sign_edition

            return sign_edition(database, kind, record_id, key, secret, edition)

        self._run(work, self._signed, "Đang ký số…")

    def _signed(self, made: SignedFile) -> None:
        new = tuple(warning for warning in made.warnings if warning not in self.standing.advice)
        self._done("Đã ký số xong. Tệp đã ký được giữ cùng bản này và đi theo gói gửi Sở.", new)
        self._show(replace(self.standing, signed=made))

    # --- a file signed elsewhere ---------------------------------------------------------------------------------------

    def take(self) -> None:
        """Ask which file, then take it in."""
        chosen, _ = QFileDialog.getOpenFileName(
            self, "Chọn tệp báo cáo đã ký số", _documents(), "Tệp PDF (*.pdf);;Mọi tệp (*)"
        )
        if chosen:
            self.take_file(Path(chosen))

    def take_file(self, path: Path) -> None:
        """Take in a signed copy of this report."""
        database, wanted = self.workspace.database, (self._kind, self._record_id)

        def work(_: Progress) -> SignedFile:
            from desktop.evidence.signed_pdf import take_signed_pdf

            return take_signed_pdf(database, path, wanted)[1]

        def taken(made: SignedFile) -> None:
            self._edition = made.edition  # the file says which one it is
            self._done(f"Đã nhận tệp đã ký của bản số {made.edition}; tệp đi theo gói gửi Sở.", made.warnings)
            self.refresh()

        self._run(work, taken, "Đang kiểm tra tệp đã ký…")

    # --- the signed file -----------------------------------------------------------------------------------------------

    def open_signed(self) -> None:
        """Show the signed file with the system's own viewer: a copy, looked at first, which can only be read."""
        if (signed := self.standing.signed) is None:
            return
        database = self.workspace.database
        reference = {"sha256": signed.sha256, "name": f"Bao cao ban {signed.edition} da ky so.pdf"}

        def work(_: Progress) -> Path:
            from desktop.evidence.opening import lay_out

            return lay_out(database.files, reference, database.folder / "tam" / "xem")

        def laid(path: Path) -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self._refuse(UserError("Máy chưa có chương trình để xem tệp PDF. Hãy cài một chương trình xem PDF."))

        self._run(work, laid, "Đang mở tệp…")

    def save_signed(self) -> None:
        """Ask where to, then write a copy of the signed file."""
        proposed = str(Path(_documents(), f"Bao cao NQ71 ban {self.standing.edition} (da ky so).pdf"))
        chosen, _ = QFileDialog.getSaveFileName(self, "Lưu tệp đã ký số", proposed, "Tệp PDF (*.pdf)")
        if chosen:
            path = Path(chosen)
            self.save_signed_to(path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf"))

    def save_signed_to(self, path: Path) -> None:
        """Write a copy of the signed file."""
        if (signed := self.standing.signed) is None:
            return
        files = self.workspace.database.files

        def work(_: Progress) -> Path:
            from desktop.paths import write_atomically

            write_atomically(path, files.get(signed.sha256))
            return path

        self._run(work, lambda made: self._done(f"Đã lưu “{made.name}”.", ()), "Đang ghi tệp…")

    # --- saying --------------------------------------------------------------------------------------------------------

    def _run(self, work: Callable[[Progress], T], then: Callable[[T], None], waiting: str) -> None:
        _fill(self.problem, "")
        _fill(self.said, "")
        self.workspace.background.run(self, work, then, waiting, self._refuse)

    def _done(self, words: str, warnings: tuple[str, ...]) -> None:
        self.keys.forget_secret()
        _fill(self.said, " ".join((words, *warnings)))
        QTimer.singleShot(0, self, self._grow)

    def _refuse(self, error: BaseException) -> None:
        self.keys.forget_secret()  # a PIN is never sent a second time by pressing Enter again
        if isinstance(error, UserError):
            _fill(self.problem, error.sentence)
            QTimer.singleShot(0, self, self._grow)
        else:
            self.workspace.refuse(error)


def _state_words(signed: SignedFile | None) -> str:
    from desktop.reports.e_signature import UNTRUSTED

    if signed is None:
        return "Chưa ký số. Ký tay trên giấy vẫn là chính; ký số dùng khi gửi bản điện tử."
    return "\n".join([*(f"Đã ký số: {one.words}." for one in signed.signatures), UNTRUSTED])


def _words(name: str) -> QLabel:
    made = QLabel()
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    return made


def _fill(label: QLabel, words: str) -> None:
    label.setText(words)
    label.setVisible(bool(words))


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
