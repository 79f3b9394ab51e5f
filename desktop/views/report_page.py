"""Báo cáo năm: outline, generated sentences beside the unit's own words, live preview, editions (Plan VI.10)."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QDir, QStandardPaths, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import UserError
from desktop.reports.document import AnnualReport, Period, Section, Source
from desktop.text import format_date
from desktop.views.page import COUNTED_KINDS, Command, Page, Workspace
from desktop.views.report_drafts import PERIOD, Drafts
from desktop.views.report_shapes import OtherShapes
from desktop.views.theme import GRID, icon, palette
from desktop.views.widgets import messages
from desktop.views.widgets.background import Progress
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.pdf_view import Document, PdfView, read_document

FIRST_YEAR = 2026
PAUSE = 600  # ms without a key before the text is stored and the preview made again
ROLE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Shown:
    """What the page shows of a year: read in one go. `report` is None where `problem` says why."""

    year: int
    report: AnnualReport | None
    blocks: dict[str, str]
    editions: tuple[Any, ...]
    document: Document | None
    problem: str = ""


def state_of(section: Section) -> tuple[str, str, str]:
    """Word, icon and colour for a section's state."""
    if section.written:
        return "đủ", "circle-check", "success"
    if section.required:
        return "còn thiếu", "triangle-alert", "warning"
    if any(paragraph.source is Source.GENERATED for paragraph in section.paragraphs):
        return "tự sinh", "file-text", "muted"
    return "để trống", "pencil", "muted"


def read_shown(workspace: Workspace, year: int) -> Shown:
    """Gather the year and make its draft PDF. In the background reader only."""
    from desktop.models.report import Report, report_id
    from desktop.reports import pdf
    from desktop.reports.annual import gather
    from desktop.reports.freeze import editions_of

    editions = editions_of(workspace.database, year)
    with workspace.database.snapshot() as session:
        draft = session.get(Report, report_id(workspace.unit_id, year))
        blocks = dict(draft.blocks or {}) if draft is not None and not draft.deleted else {}
        try:
            report = gather(session, workspace.unit_id, year)
        except UserError as error:
            return Shown(year, None, blocks, editions, None, error.sentence)
    buffer = io.BytesIO()
    pdf.write(report, buffer)
    return Shown(year, report, blocks, editions, read_document(buffer.getvalue()))


class ReportPage(Page):
    """The annual report of the chosen year."""

    TITLE: ClassVar[str] = "Báo cáo năm"
    KINDS: ClassVar[frozenset[str]] = COUNTED_KINDS
    HELP: ClassVar[str] = (
        "Bên trái là các phần của báo cáo; phần ghi “còn thiếu” là nội dung Kế hoạch bắt buộc phải viết. Ở giữa, khung trên là "
        "lời văn chương trình tự viết từ số liệu, khung dưới là phần của đơn vị; chữ được lưu ngay khi ngừng gõ. Bên phải là bản "
        "xem trước.\nCtrl+PageDown, Ctrl+PageUp: phần sau, phần trước. F8: phần còn thiếu tiếp theo. Ctrl+P: lưu PDF. "
        "Ctrl+Shift+W, E, A: xuất Word để sửa câu chữ, Excel các biểu, PDF/A lưu trữ của bản đã chốt. F6: chuyển giữa danh sách phần và ô viết.\nChốt báo cáo giữ nguyên số liệu và lời văn thành một bản có số và mã; "
        "sửa về sau thì chốt thành bản mới."
    )

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.drafts = Drafts()
        self.shown: Shown | None = None
        self.texts: dict[tuple[int, str], QPlainTextEdit] = {}
        self._reading: Progress | None = None
        self._filling = False
        self._stored = ""
        self.commands = {Command.SAVE: self._save}
        self._make_header()
        self._make_middle()
        self._make_foot()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._store_quietly)
        self._soon = QTimer(self, singleShot=True, interval=20)
        self._soon.timeout.connect(self._read)
        for keys, action in (
            ("Ctrl+P", self.save_pdf),
            ("F8", self.go_to_missing),
            ("F6", self._switch_focus),
            ("Ctrl+PgDown", lambda: self._step(1)),
            ("Ctrl+PgUp", lambda: self._step(-1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    # --- set-up --------------------------------------------------------------------------------------------------------

    def _make_header(self) -> None:
        today = date.today()  # noqa: DTZ011  the clerk's own year
        self.years = QComboBox()
        for year in range(max(today.year, FIRST_YEAR) + 1, FIRST_YEAR - 1, -1):
            self.years.addItem(str(year), year)
        self.years.setCurrentText(str(max(today.year, FIRST_YEAR)))
        self.years.currentIndexChanged.connect(self._year_chosen)
        self.start, self.end = DateField(), DateField()
        for day in (self.start, self.end):
            day.weekday.hide()  # a period is read by its days; the header has no room for more
        for words, field, wide in (("&Năm", self.years, 98), ("&Từ", self.start, 124), ("đế&n", self.end, 124)):
            label = QLabel(words)
            label.setBuddy(field if isinstance(field, QComboBox) else field.line)
            field.setFixedWidth(wide)
            self.header.addWidget(label)
            self.header.addWidget(field)
        for field in (self.start, self.end):
            field.line.editingFinished.connect(self._period_left)
        self.start.line.setAccessibleName("Kỳ báo cáo từ ngày")
        self.end.line.setAccessibleName("Kỳ báo cáo đến ngày")
        self.save_button = self._button(
            "Lưu &PDF…", "download", "Lưu bản dự thảo thành tệp PDF (Ctrl+P)", self.save_pdf
        )
        self.freeze_button = self._button(
            "&Chốt báo cáo", "lock", "Giữ nguyên số liệu, lời văn thành một bản", self.freeze
        )
        self.freeze_button.setProperty("primary", True)
        self.freeze_button.setIcon(icon("lock", "surface"))

    def _button(self, text: str, picture: str, tip: str, then: Callable[[], None]) -> QPushButton:
        made = QPushButton(icon(picture), text)
        made.setToolTip(tip)
        made.clicked.connect(lambda: then())
        self.header.addWidget(made)
        return made

    def _make_middle(self) -> None:
        self.outline = QTreeWidget()
        self.outline.setColumnCount(2)
        self.outline.setHeaderLabels(["Phần của báo cáo", "Trạng thái"])
        self.outline.setAccessibleName("Các phần của báo cáo")
        self.outline.header().setStretchLastSection(False)
        self.outline.header().setSectionResizeMode(0, self.outline.header().ResizeMode.Stretch)
        self.outline.header().setSectionResizeMode(1, self.outline.header().ResizeMode.ResizeToContents)
        self.outline.setIndentation(12)
        self.outline.currentItemChanged.connect(lambda *_: self._section_chosen())
        self.outline.itemActivated.connect(lambda *_: self._focus_text())
        self.view = PdfView(self.workspace.background)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(GRID)
        split.setChildrenCollapsible(False)
        for widget, part in ((self.outline, 30), (self._make_writing(), 38), (self.view, 32)):
            split.addWidget(widget)
            split.setStretchFactor(split.count() - 1, part)
        split.setSizes([330, 400, 396])
        self.body.addWidget(split, 1)

    def _make_writing(self) -> QWidget:
        self.heading = QLabel()
        self.heading.setObjectName("section")
        self.heading.setWordWrap(True)
        self.generated = QPlainTextEdit()
        self.generated.setReadOnly(True)
        self.generated.setTabChangesFocus(True)
        self.generated.setAccessibleName("Lời văn chương trình tự viết, không sửa được")
        colours = palette()
        self.generated.setStyleSheet(
            f"QPlainTextEdit {{ background: {colours['side']}; color: {colours['text']}; border: none; "
            f"border-left: 3px solid {colours['primary']}; border-radius: 0; }}"
        )
        self.own_label = QLabel("Phần đơn vị tự viết")
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        self.saved = QLabel()
        self.saved.setObjectName("hint")
        upper, lower = QWidget(), QWidget()
        for panel, parts in (
            (upper, (self.heading, QLabel("Chương trình tự viết từ số liệu"), self.generated)),
            (lower, (self.own_label, self.stack, self.saved)),
        ):
            column = QVBoxLayout(panel)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(4)
            for part in parts:
                column.addWidget(part)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(upper)
        split.addWidget(lower)
        split.setSizes([220, 220])
        split.setMinimumWidth(280)
        return split

    def _make_foot(self) -> None:
        self.warnings = QListWidget()
        self.warnings.setWordWrap(True)
        self.warnings.setAccessibleName("Điều cần xem lại")
        self.editions = QListWidget()
        self.editions.setAccessibleName("Các bản đã chốt")
        self.editions.itemActivated.connect(lambda *_: self.open_edition())
        self.open_button = QPushButton(icon("eye"), "&Mở PDF")
        self.open_button.setToolTip("Làm lại PDF của bản đã chốt, đúng như lúc chốt, và mở ra xem (Enter)")
        self.open_button.clicked.connect(lambda: self.open_edition())
        self.other_shapes = OtherShapes(self)  # here and not above: the head is full at 125 %
        self.warnings_label, self.editions_label = QLabel("Điều cần &xem lại"), QLabel("Các &bản đã chốt")
        self.warnings_label.setBuddy(self.warnings)
        self.editions_label.setBuddy(self.editions)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        for label, listing, buttons, part in (
            (self.warnings_label, self.warnings, (), 58),
            (self.editions_label, self.editions, (self.other_shapes, self.open_button), 42),
        ):
            head = QHBoxLayout()
            head.addWidget(label, 1)
            for button in buttons:
                head.addWidget(button)
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addLayout(head)
            column.addWidget(listing)
            listing.setFixedHeight(92)
            row.addLayout(column, part)
        self.body.addLayout(row)

    # --- reading -------------------------------------------------------------------------------------------------------

    @property
    def year(self) -> int:
        """The year chosen."""
        return int(self.years.currentData())

    def open(self, **what: Any) -> None:
        """`year=…`, `section=…` (a block key)."""
        if (at := self.years.findData(what.get("year"))) >= 0:
            self.years.setCurrentIndex(at)
        self._select(what.get("section"))

    def refresh(self) -> None:
        """Gather again, in the background; many commits in a row are read once."""
        self._soon.start()

    def _read(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        year, workspace = self.year, self.workspace

        def work(progress: Progress) -> Shown:
            progress.report(0)  # one asked for later has made this one needless
            return read_shown(workspace, year)

        self._reading = workspace.background.read(self, work, self._show)

    def _show(self, shown: Shown) -> None:
        if shown.year != self.year:
            return
        self.shown = shown
        self._fill_outline(shown.report)
        self._take_stored_texts(shown)
        self._show_section()
        self._show_period(shown.report)
        if shown.document is None:
            self.view.show_nothing(shown.problem)
        else:
            self.view.show_document(shown.document)
        self._fill_foot(shown)
        self._say_saved()
        for button in (self.save_button, self.other_shapes, self.freeze_button):
            button.setEnabled(shown.report is not None)

    def _fill_outline(self, report: AnnualReport | None) -> None:
        chosen = self._key()
        sections = [section for section in report.sections if section.level] if report else []
        self._filling = True
        if [(each.data(0, ROLE) or None, each.text(0)) for each in self._items()] != [
            (s.key, s.heading) for s in sections
        ]:
            self._rebuild(sections)
        for item, section in zip(self._items(), sections, strict=True):
            if section.key is not None:
                word, picture, colour = state_of(section)
                item.setText(1, word)
                item.setIcon(1, icon(picture, colour))
        self._filling = False
        if chosen is None or self._key() != chosen:
            missing = next((section.key for section in report.missing), None) if report else None
            self._select(chosen or missing)

    def _rebuild(self, sections: list[Section]) -> None:
        self.outline.clear()
        parents: list[QTreeWidgetItem] = []
        for section in sections:
            del parents[section.level - 1 :]
            item = QTreeWidgetItem(parents[-1] if parents else self.outline.invisibleRootItem(), [section.heading, ""])
            item.setToolTip(0, section.heading)
            item.setData(0, ROLE, section.key)
            if section.key is None:
                font = item.font(0)
                font.setBold(True)
                item.setFont(0, font)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            parents.append(item)
        for each in self._items():
            each.setExpanded(each.data(0, ROLE) is None)

    def _items(self) -> list[QTreeWidgetItem]:
        found: list[QTreeWidgetItem] = []

        def add(item: QTreeWidgetItem) -> None:
            for at in range(item.childCount()):
                if (child := item.child(at)) is not None:
                    found.append(child)
                    add(child)

        add(self.outline.invisibleRootItem())
        return found

    def _take_stored_texts(self, shown: Shown) -> None:
        """Texts changed elsewhere or undone come in; text typed and not stored yet stays."""
        for (year, key), edit in self.texts.items():
            stored = shown.blocks.get(key, "")
            if year == shown.year and (year, key) not in self.drafts and edit.toPlainText() != stored:
                self._fill(edit, stored)

    def _fill(self, edit: QPlainTextEdit, text: str) -> None:
        self._filling = True
        edit.setPlainText(text)
        self._filling = False

    def _show_period(self, report: AnnualReport | None) -> None:
        if report is None or (self.year, PERIOD) in self.drafts:
            return
        for field, day in ((self.start, report.period.start), (self.end, report.period.end)):
            if not field.line.hasFocus():
                field.set_value(day)

    def _fill_foot(self, shown: Shown) -> None:
        self.warnings.clear()
        warnings = shown.report.warnings if shown.report else (shown.problem,)
        for warning in warnings:
            self.warnings.addItem(QListWidgetItem(icon("triangle-alert", "warning"), warning))
        if not warnings:
            self.warnings.addItem(QListWidgetItem(icon("circle-check", "success"), "Không có điều gì cần xem lại."))
        self.warnings_label.setText(f"Điều cần &xem lại ({len(warnings)})")
        chosen = self.editions.currentRow()
        self.editions.clear()
        for one in reversed(shown.editions):
            day = format_date(date.fromisoformat(one.at[:10]))
            item = QListWidgetItem(
                icon("file-check", "success"), f"Bản số {one.edition} – mã {one.code} – {day}, {one.pages} trang"
            )
            item.setData(ROLE, one.edition)
            self.editions.addItem(item)
        self.editions.setCurrentRow(min(max(chosen, 0), self.editions.count() - 1))
        self.open_button.setEnabled(bool(shown.editions))
        if not shown.editions:
            self.editions.addItem("Chưa chốt bản nào.")

    # --- the chosen section ----------------------------------------------------------------------------------------------

    def _key(self) -> str | None:
        item = self.outline.currentItem()
        return item.data(0, ROLE) if item is not None else None

    def _select(self, key: str | None) -> None:
        keyed = [item for item in self._items() if item.data(0, ROLE)]
        found = next((item for item in keyed if item.data(0, ROLE) == key), keyed[0] if keyed else None)
        if found is not None:
            self.outline.setCurrentItem(found)

    def _step(self, by: int) -> None:
        keyed = [item for item in self._items() if item.data(0, ROLE)]
        at = next((at for at, item in enumerate(keyed) if item is self.outline.currentItem()), -by)
        if 0 <= at + by < len(keyed):
            self.outline.setCurrentItem(keyed[at + by])
            self._focus_text()

    def go_to_missing(self) -> None:
        """The next demanded part that is not written."""
        report = self.shown.report if self.shown else None
        missing = [section.key for section in report.missing] if report else []
        if not missing:
            self.workspace.notify("Các phần bắt buộc đều đã viết.")
            return
        at = missing.index(self._key()) + 1 if self._key() in missing else 0
        self._select(missing[at % len(missing)])
        self._focus_text()

    def _section_chosen(self) -> None:
        if not self._filling:
            self._show_section()
            if self.drafts:
                self._store_quietly()

    def _show_section(self) -> None:
        key, shown = self._key(), self.shown
        report = shown.report if shown else None
        section = next((one for one in report.sections if one.key == key), None) if report and key else None
        if section is None or key is None or shown is None:
            self.heading.clear()
            self.generated.clear()
            self.stack.setCurrentIndex(0)
            return
        self.heading.setText(section.heading)
        own = shown.blocks.get(key, "").strip()
        words = [each.text for each in section.paragraphs if each.source is not Source.BLANK and each.text != own]
        text = "\n\n".join(words) or "Phần này không có lời văn tự sinh."
        if self.generated.toPlainText() != text:
            self.generated.setPlainText(text)
        edit = self.texts.get((shown.year, key)) or self._make_text(shown, key, section)
        self.own_label.setText("Phần đơn vị tự &viết" + (" – bắt buộc *" if section.required else " – nếu có"))
        self.own_label.setBuddy(edit)
        self.stack.setCurrentWidget(edit)

    def _make_text(self, shown: Shown, key: str, section: Section) -> QPlainTextEdit:
        edit = self.texts[shown.year, key] = QPlainTextEdit()
        edit.setTabChangesFocus(True)
        edit.setAccessibleName(f"Phần đơn vị tự viết của mục {section.heading}")
        edit.setPlaceholderText(
            "Viết vào đây. Nếu không có thì ghi “Không có”." if section.required else "Viết thêm vào đây, nếu có."
        )
        self._fill(edit, shown.blocks.get(key, ""))
        edit.textChanged.connect(lambda year=shown.year, key=key, edit=edit: self._typed(year, key, edit))
        self.stack.addWidget(edit)
        return edit

    # --- storing -------------------------------------------------------------------------------------------------------

    def _typed(self, year: int, key: str, edit: QPlainTextEdit) -> None:
        if not self._filling:
            self.drafts.put(year, key, edit.toPlainText())
            self.saved.setText("Đang gõ…")
            self._pause.start()

    def _period_left(self) -> None:
        report = self.shown.report if self.shown else None
        try:
            start, end = self.start.value(), self.end.value()
        except ValueError as error:
            self.workspace.notify(str(error))
            return
        if report is None or start is None or end is None or Period(start, end) == report.period:
            return
        if end < start:
            self.workspace.notify("Kỳ báo cáo kết thúc trước khi bắt đầu. Hãy kiểm tra lại hai ngày.")
            return
        self.drafts.put(self.year, PERIOD, Period(start, end))
        self._store_quietly()

    def _store_quietly(self) -> None:
        """Store in the background while typing goes on."""
        drafts, workspace = self.drafts, self.workspace

        def work(_: Progress) -> str:
            try:
                drafts.store(workspace.database, workspace.unit_id)
            except UserError as error:
                return error.sentence
            return ""

        workspace.background.write(self, work, self._say_saved, workspace.refuse)

    def _say_saved(self, problem: str = "") -> None:
        self.saved.setText(problem or ("Đang gõ…" if self.drafts else "Đã lưu."))
        self.saved.setObjectName("problem" if problem else "hint")
        self.saved.style().polish(self.saved)

    def _store_now(self) -> bool:
        """Store at once; False where it could not be."""
        self._pause.stop()
        try:
            self.drafts.store(self.workspace.database, self.workspace.unit_id)
        except UserError as error:
            self._say_saved(error.sentence)
            self.workspace.refuse(error)
            return False
        self._say_saved()
        return True

    def _save(self) -> None:
        self._store_now()

    def may_leave(self) -> bool:
        """What was typed is stored before leaving."""
        return self._store_now()

    def _year_chosen(self) -> None:
        self._store_now()
        self.view.show_nothing("Đang soạn bản xem trước…")
        self.refresh()

    # --- PDF and editions ----------------------------------------------------------------------------------------------

    def save_pdf(self) -> None:
        """Ask where, then write the draft."""
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        proposed = str(Path(documents) / f"Bao cao NQ71 nam {self.year}.pdf")
        chosen, _ = QFileDialog.getSaveFileName(self, "Lưu báo cáo thành tệp PDF", proposed, "Tệp PDF (*.pdf)")
        if chosen:
            path = Path(chosen)
            self.save_pdf_to(path if path.suffix.lower() == ".pdf" else path.with_name(path.name + ".pdf"))

    def save_pdf_to(self, path: Path) -> None:
        """Write the draft of the chosen year."""
        if not self._store_now():
            return
        database, year = self.workspace.database, self.year

        def work(_: Progress) -> Path:
            from desktop.reports.freeze import make_annual_pdf

            make_annual_pdf(database, year, pdf_path=path)
            return path

        self.workspace.background.run(self, work, self._saved, "Đang lập tệp PDF…", self.workspace.refuse)

    def _saved(self, path: Path) -> None:
        self.workspace.notify(f"Đã lưu “{path.name}” (bản dự thảo).", "Mở tệp", lambda: _open(path))

    def freeze(self) -> None:
        """Ask, then freeze; what is missing is told before."""
        if not self._store_now():
            return
        last = max((one.edition for one in self.shown.editions), default=0) if self.shown else 0
        database, year = self.workspace.database, self.year
        complete = self.shown is not None and self.shown.report is not None and not self.shown.report.missing
        if complete and not messages.ask(
            self,
            f"Chốt báo cáo năm {year}?",
            "&Chốt báo cáo",
            detail=f"Số liệu và lời văn được giữ nguyên thành bản số {last + 1}, có mã in trên từng trang. "
            "Bản đã chốt không sửa được; sửa về sau thì chốt thành bản mới.",
        ):
            return

        def work(_: Progress) -> Any:
            from desktop.reports.freeze import freeze

            return freeze(database, year)

        self.workspace.background.run(self, work, self._frozen, "Đang chốt báo cáo…", self._not_frozen)

    def _frozen(self, made: Any) -> None:
        self.workspace.notify(
            f"Đã chốt báo cáo năm {made.year}: bản số {made.edition}, mã {made.code}.",
            "Mở PDF",
            lambda: self.open_edition(made.edition),
        )
        self.refresh()

    def _not_frozen(self, error: BaseException) -> None:
        self.workspace.refuse(error)
        self.go_to_missing()

    def open_edition(self, edition: int | None = None) -> None:
        """Make the PDF of a frozen edition again from its body, and open it."""
        item = self.editions.currentItem()
        wanted = edition or (item.data(ROLE) if item is not None else None)
        if wanted:
            path = Path(QDir.tempPath()) / f"NQ71-{self.workspace.unit_id[-8:]}-{self.year}-ban-{wanted}.pdf"
            self.make_edition(wanted, path, _open)

    def make_edition(self, edition: int, path: Path, then: Callable[[Path], None]) -> None:
        """Write the PDF of a frozen edition to `path`."""
        database, year = self.workspace.database, self.year

        def work(_: Progress) -> Path:
            from desktop.reports import pdf
            from desktop.reports.freeze import load_edition

            report, frozen = load_edition(database, year, edition)
            pdf.write(report, path, frozen.edition, frozen.code)
            return path

        self.workspace.background.run(self, work, then, "Đang lập lại tệp PDF…", self.workspace.refuse)

    # --- keyboard ------------------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """The outline: arrows choose, Enter writes."""
        self.outline.setFocus(Qt.FocusReason.OtherFocusReason)

    def _focus_text(self) -> None:
        if (text := self.stack.currentWidget()) is not None:
            text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _switch_focus(self) -> None:
        if self.outline.hasFocus():
            self._focus_text()
        else:
            self.focus_first()


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def make(workspace: Workspace) -> Page:
    """The page."""
    return ReportPage(workspace)
