"""Photos and PDFs of a record as a strip of thumbnails: dropped, pasted or chosen; opened, replaced, taken off (features 22)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QPixmap
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.evidence.attaching import Source, Taken, take_in
from desktop.evidence.decoder import size_and_pixels
from desktop.models.attached import Coming, references_in
from desktop.models.parts import IMAGES, MOST_EVIDENCE, PDF
from desktop.text import format_number, one_line
from desktop.views.page import Workspace
from desktop.views.places import DEPARTMENT
from desktop.views.theme import icon
from desktop.views.widgets import messages
from desktop.views.widgets.background import Progress
from desktop.views.widgets.chips import FlowLayout
from desktop.views.widgets.drives import size_words
from desktop.views.widgets.evidence_reading import Read, read_files
from desktop.views.widgets.evidence_sources import Arrived, arrived_in, as_sources, why_nothing_arrived
from desktop.views.widgets.evidence_strip import EvidenceStrip, Shown
from desktop.views.widgets.fields import Field
from desktop.views.widgets.form import FieldSpec

CONSENT = "Có trẻ em trong ảnh – đã có đồng ý"
_CHOICES = "Ảnh, PDF (*.jpg *.jpeg *.jfif *.png *.webp *.bmp *.gif *.tif *.tiff *.heic *.pdf);;Mọi tệp (*)"
_KEPT_PICTURES = 300  # thumbnails in memory, 100 KB each


class EvidenceField(Field):
    """`value()` is the list of references (`desktop.models.parts.Attested`); their files lie in the data folder as soon as they
    are attached, so that a form that is saved, or a draft that comes back, has only to name them.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._references: list[dict[str, Any]] = []
        self._pictures: dict[str, QPixmap] = {}
        self._wrong: dict[str, str] = {}
        self._coming: Coming | None = None
        self._reading: Progress | None = None
        self._folder = ""  # where files were chosen last
        self.strip = EvidenceStrip()
        self.add_button = self._button(
            "paperclip", " Thê&m ảnh, PDF…", "Chọn ảnh, tệp PDF trong máy (Alt+M)", self.choose
        )
        self.open_button = self._button("eye", " Mở", "Xem bằng chương trình của máy (Enter)", self.open_chosen)
        self.replace_button = self._button("refresh-cw", " Thay…", "Thay bằng tệp khác", self.replace)
        self.remove_button = self._button("x", " Gỡ", "Gỡ khỏi bản ghi này (Delete)", self.remove)
        self.consent = QCheckBox(CONSENT)
        self.consent.setToolTip(
            "Trẻ và cha mẹ (người giám hộ) đã đồng ý; đơn vị giữ giấy hoặc tin nhắn đồng ý (phím cách)"
        )
        self.consent.clicked.connect(self.mark_consent)
        self.summary = QLabel()
        self.summary.setObjectName("muted")
        self.summary.setWordWrap(True)
        self._lay_out()
        self._connect()

    def _button(self, picture: str, words: str, tip: str, asked: Any) -> QPushButton:
        button = QPushButton(icon(picture), words)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: asked())
        return button

    def _lay_out(self) -> None:
        self.input = self.strip
        self.setFocusProxy(self.strip)
        self.setFocusPolicy(self.strip.focusPolicy())
        self.strip.installEventFilter(self)
        buttons = QWidget()
        flow = FlowLayout(buttons)
        for button in (self.add_button, self.open_button, self.replace_button, self.remove_button):
            flow.addWidget(button)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        buttons.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self.strip, buttons, self.consent, self.summary):
            layout.addWidget(widget)

    def _connect(self) -> None:
        self.strip.add_asked.connect(self.choose)
        self.strip.open_asked.connect(self.open_chosen)
        self.strip.remove_asked.connect(self.remove)
        self.strip.consent_asked.connect(self.mark_consent)
        self.strip.arrived.connect(self.take_arrived)
        self.strip.itemSelectionChanged.connect(self._show_actions)
        self._show()

    # --- as a field ----------------------------------------------------------------------------------------------------

    def set_value(self, value: Sequence[dict[str, Any]] | None) -> None:
        """Show these references; thumbnails follow from the worker."""
        self._references = [dict(one) for one in value or []]
        self._coming = None
        self.strip.clearSelection()
        self._show()
        self._read()

    def value(self) -> list[dict[str, Any]]:
        """The references."""
        return [dict(one) for one in self._references]

    def state(self) -> list[dict[str, Any]]:
        """The same: JSON values, so that a draft can keep them."""
        return self.value()

    def set_read_only(self, read_only: bool) -> None:
        """Look and open, nothing else."""
        self.strip.read_only = read_only
        self.add_button.setVisible(not read_only)
        self._show_actions()

    def _change(self, references: list[dict[str, Any]]) -> None:
        self._references = references
        self._show()
        self.edited.emit()

    # --- what is shown -------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Ask the worker for what is not known yet."""
        if self._reading is not None:
            self._reading.cancel()
        references = [*references_in(self._references)]
        if not references:
            return
        if len(self._pictures) > _KEPT_PICTURES:
            self._pictures.clear()
        known = frozenset(self._pictures)
        sends = self._workspace.role != DEPARTMENT and not self.strip.read_only
        unit_id = self._workspace.unit_id if sends else None
        database = self._workspace.database

        def work(progress: Progress) -> Read:
            return read_files(database, references, known, unit_id, progress)

        self._reading = self._workspace.background.read(self, work, self._take_read)

    def _take_read(self, read: Read) -> None:
        self._keep_pictures(read.thumbnails)
        self._wrong = read.wrong
        self._coming = read.coming or self._coming
        self._show()

    def _keep_pictures(self, thumbnails: dict[str, bytes]) -> None:
        ratio = self.devicePixelRatioF()
        for sha256, thumbnail in thumbnails.items():
            if drawn := size_and_pixels(thumbnail):
                width, height, pixels = drawn
                picture = QPixmap.fromImage(
                    QImage(pixels, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
                )
                picture.setDevicePixelRatio(ratio)
                self._pictures[sha256] = picture

    def _show(self) -> None:
        self.strip.show_files([self._shown(one) for one in self._references])
        self.summary.setText(self._summary())
        self.summary.setVisible(bool(self._references))
        self._show_actions()

    def _shown(self, reference: dict[str, Any]) -> Shown:
        sha256 = str(reference.get("sha256"))
        size = reference.get("size")
        return Shown(
            one_line(str(reference.get("name") or "")) or "Tệp không tên",
            size_words(size) if type(size) is int else "",
            self._pictures.get(sha256),
            "file-text" if reference.get("type") == PDF else "image",
            reference.get("consent") is True,
            self._wrong.get(sha256, "" if [*references_in([reference])] else "Ghi sai"),
        )

    def _summary(self) -> str:
        sizes = {str(one.get("sha256")): size for one in self._references if type(size := one.get("size")) is int}
        said = [f"{format_number(len(self._references))} tệp, {size_words(sum(sizes.values()))}"]
        if lost := sum(1 for one in self._references if str(one.get("sha256")) in self._wrong):
            said.append(f"{lost} tệp còn thiếu hoặc hỏng")
        if self._coming is not None:
            sent = {sha256: size for sha256, size in sizes.items() if sha256 not in self._wrong}
            said.append(f"gói sắp gửi khoảng {size_words(self._coming.size(sent))}")
        return " · ".join(part.replace(" ", "\u00a0") for part in said)  # broken between parts only

    def _show_actions(self) -> None:
        chosen = self._chosen()
        editable = not self.strip.read_only
        self.open_button.setVisible(bool(self._references))
        self.open_button.setEnabled(len(chosen) == 1)
        for button in (self.replace_button, self.remove_button):
            button.setVisible(editable and bool(self._references))
        self.replace_button.setEnabled(len(chosen) == 1)
        self.remove_button.setEnabled(bool(chosen))
        photos = [one for one in chosen if one.get("type") in IMAGES]
        self.consent.setVisible(editable and any(one.get("type") in IMAGES for one in self._references))
        self.consent.setEnabled(bool(photos))
        self.consent.setChecked(bool(photos) and all(one.get("consent") is True for one in photos))

    def _chosen(self) -> list[dict[str, Any]]:
        return [self._references[row] for row in self.strip.chosen() if row < len(self._references)]

    # --- what is done --------------------------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for files."""
        if self.strip.read_only:
            return
        names, _ = QFileDialog.getOpenFileNames(self, "Thêm ảnh, PDF minh chứng", self._folder, _CHOICES)
        self.add([Source(Path(name)) for name in names])

    def take_arrived(self, mime: QMimeData) -> None:
        """Take in what was dropped or pasted."""
        if self.strip.read_only:
            return
        arrived = arrived_in(mime)
        if arrived:
            self.add(arrived)
        else:
            messages.inform(self.window(), why_nothing_arrived(mime))

    def add(self, arrived: Sequence[Arrived], instead_of: int | None = None) -> None:
        """Make files small in the background and attach them; `instead_of` is the row that the first one takes."""
        if not arrived:
            return
        if isinstance(arrived[0], Source) and isinstance(arrived[0].content, Path):
            self._folder = str(arrived[0].content.parent)
        room = MOST_EVIDENCE - len(self._references) + (instead_of is not None)
        files = self._workspace.database.files

        def work(progress: Progress) -> Taken:
            progress.can_cancel = False  # what is done stays done: `take_in` stops between two files
            return take_in(files, as_sources(arrived[: max(room, 0)]), progress.report, lambda: progress.cancelled)

        def done(taken: Taken) -> None:
            self._attach(taken, instead_of)
            self._tell(taken, len(arrived) - max(room, 0))

        self._workspace.background.run(self, work, done, "Đang thu nhỏ và kiểm tra ảnh, PDF…")

    def _attach(self, taken: Taken, instead_of: int | None) -> None:
        if not taken.references:
            return
        self._keep_pictures(taken.thumbnails)
        for reference in taken.references:
            self._wrong.pop(reference["sha256"], None)
        references = self.value()
        place = len(references) if instead_of is None else instead_of
        references[place : place + (instead_of is not None)] = taken.references
        self._change(references)
        self.strip.clearSelection()
        self.strip.setCurrentRow(place)
        self.strip.setFocus(Qt.FocusReason.OtherFocusReason)
        self._read()

    def _tell(self, taken: Taken, beyond: int) -> None:
        """Name what was not taken; what was is seen."""
        refused = [taken.refusal()] if taken.refused else []
        if beyond > 0:
            refused.append(f"Mỗi bản ghi nhận nhiều nhất {MOST_EVIDENCE} tệp: {beyond} tệp sau cùng chưa được thêm.")
        if taken.stopped:
            refused.append("Đã dừng theo yêu cầu; các tệp còn lại chưa được thêm.")
        if refused:
            head = f"Đã thêm {len(taken.references)} tệp. " if taken.references else ""
            messages.inform(self.window(), f"{head}Có tệp chưa thêm được:", "\n\n".join(refused))

    def replace(self) -> None:
        """Ask for a file to take the place of the chosen one."""
        rows = self.strip.chosen()
        if self.strip.read_only or len(rows) != 1:
            return
        name, _ = QFileDialog.getOpenFileName(self, "Thay bằng tệp khác", self._folder, _CHOICES)
        if name:
            self.add([Source(Path(name))], rows[0])

    def remove(self) -> None:
        """Take the chosen ones off the record; the files stay, earlier versions of the record still show them."""
        rows = self.strip.chosen()
        if self.strip.read_only or not rows:
            return
        before = self.value()
        self.strip.clearSelection()
        self._change([one for row, one in enumerate(before) if row not in rows])
        self.strip.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._references:
            self.strip.setCurrentRow(min(rows[0], len(self._references) - 1))
        after = self.value()

        def undo() -> None:
            if self._references == after:  # nothing else was done since, nor another record opened
                self._change(before)

        self._workspace.notify(f"Đã gỡ {len(rows)} tệp khỏi bản ghi (chưa lưu).", "Lấy lại", undo)

    def mark_consent(self) -> None:
        """Say, or no longer say, that children are shown and consent is on file. Of photos only."""
        rows = [row for row in self.strip.chosen() if self._references[row].get("type") in IMAGES]
        if self.strip.read_only or not rows:
            self._show_actions()
            return
        marked = all(self._references[row].get("consent") is True for row in rows)
        references = self.value()
        for row in rows:
            references[row]["consent"] = not marked
        self._change(references)

    def open_chosen(self) -> None:
        """Show the chosen file with the system's own viewer: a copy, which can only be read."""
        chosen = [*references_in(self._chosen())]
        if len(chosen) != 1:
            return
        database = self._workspace.database

        def work(_: Progress) -> Path:
            from desktop.evidence.opening import lay_out

            return lay_out(database.files, chosen[0], database.folder / "tam" / "xem")

        def done(path: Path) -> None:
            if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
                self._workspace.refuse(
                    UserError("Máy chưa có chương trình để xem tệp này. Hãy cài chương trình xem ảnh, PDF.")
                )

        self._workspace.background.run(self, work, done, "Đang mở tệp…", self._workspace.refuse)


def evidence_spec(section: str = "") -> FieldSpec:
    """The field of every kind that is `Attested`."""
    return FieldSpec(
        "evidence",
        "Ảnh, PDF minh chứng",
        EvidenceField,
        section=section,
        hint="Ảnh được thu nhỏ, bỏ vị trí nơi chụp. Ảnh thấy rõ trẻ em: chỉ đính kèm khi trẻ và cha mẹ đã đồng ý, rồi đánh dấu đồng ý.",
    )
