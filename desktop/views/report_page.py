"""Báo cáo năm: outline, generated sentences beside the unit's own words, live preview, editions (Plan VI.10).

Here the parts are put together and what they ask for is done; each part is in a file of its own (`report_*.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from desktop.errors import UserError
from desktop.reports.document import AnnualReport, Behind, Check, Period
from desktop.views.conflict_dialog import ConflictsBar
from desktop.views.page import COUNTED_KINDS, Command, Page, Workspace
from desktop.views.places import places_for
from desktop.views.report_behind import open_behind
from desktop.views.report_checks import CheckList
from desktop.views.report_drafts import PERIOD, Drafts
from desktop.views.report_editions import EditionsList
from desktop.views.report_issuing import Issuing
from desktop.views.report_more import Deed, MoreDeeds
from desktop.views.report_news import News
from desktop.views.report_outline import Outline
from desktop.views.report_period import PeriodFields
from desktop.views.report_preview import Preview
from desktop.views.report_reading import AnnualSource, Shown
from desktop.views.report_rewording import give_back, reword
from desktop.views.report_shapes import OtherShapes
from desktop.views.report_stepping import Stepping
from desktop.views.report_steps import StepsPath
from desktop.views.report_writing import Writing
from desktop.views.theme import GRID, icon
from desktop.views.widgets.background import Progress

FIRST_YEAR = 2026
PAUSE = 600  # ms without a key before the text is stored and the preview made again


class ReportPage(Page):
    """The annual report of the chosen year."""

    TITLE: ClassVar[str] = "Báo cáo năm"
    KINDS: ClassVar[frozenset[str]] = COUNTED_KINDS
    HELP: ClassVar[str] = (
        "Bên trái là các phần và các biểu của báo cáo; phần ghi “còn thiếu” là nội dung Kế hoạch bắt buộc phải viết. Ở giữa, khung "
        "trên là lời văn chương trình tự viết từ số liệu, khung dưới là phần của đơn vị; chữ được lưu ngay khi ngừng gõ. Bên phải "
        "là bản xem trước.\n"
        "Số gạch chân mở ra các bản ghi đã tính. Câu tự viết chưa vừa ý thì sửa bằng F2 và ghi lý do. Khi số liệu trong sổ đổi, "
        "phần có câu đổi được tô vàng, kèm câu trước đó, cho tới khi anh/chị xem xong và sang phần khác; chữ của đơn vị không bị đụng tới.\n"
        "Chốt báo cáo giữ nguyên số liệu và lời văn thành một bản có số và mã; sửa về sau thì chốt thành bản mới."
    )
    KEYS: ClassVar[tuple[tuple[str, str], ...]] = (
        ("Ctrl+PageDown, Ctrl+PageUp", "Phần sau, phần trước"),
        ("F8", "Phần bắt buộc còn thiếu tiếp theo"),
        ("F6", "Chuyển giữa danh sách phần và ô viết"),
        ("F5", "Gom lại số liệu"),
        ("F9, rồi Enter", "Tới số tiếp theo có bản ghi, rồi mở các bản ghi đó"),
        ("F2, Shift+F2", "Sửa câu tự viết ở con trỏ; dùng lại câu tự viết"),
        ("F7", "Số tiếp theo lấy từ năm trước cần xem lại"),
        ("Ctrl+P", "Lưu PDF"),
        ("Ctrl+Shift+P", "In, đúng cỡ 100%"),
        ("Ctrl+Shift+D", "Nhập số, ngày, người ký, bản quét"),
        ("Ctrl+Shift+H", "So các bản đã chốt với nhau và với số liệu hiện nay"),
        ("Ctrl+Shift+K", "Ký số bản đã chốt, hoặc nhận tệp đã ký bằng phần mềm khác"),
        ("Ctrl+Shift+V", "Sổ đăng ký văn bản đi"),
        ("Ctrl+Shift+W, E, A", "Xuất Word để sửa câu chữ, Excel các biểu, PDF/A lưu trữ của bản đã chốt"),
    )

    def __init__(self, workspace: Workspace, source: AnnualSource | None = None) -> None:
        super().__init__(workspace)
        self.source = source or AnnualSource()
        self.drafts = Drafts()
        self.shown: Shown | None = None
        self.news = News(workspace)
        self.issuing = Issuing(self)
        self.stepping = Stepping(self)
        self._reading: Progress | None = None
        self._in_front: str | None = None  # the section that is being looked at
        self._to_tell = False  # what comes of gathering again
        self.commands = {Command.SAVE: self._store_now}
        self._make_header()
        self.conflicts_bar = ConflictsBar(workspace, "report", "báo cáo năm")
        self.body.addWidget(self.conflicts_bar)
        self.steps = StepsPath()
        self.steps.asked.connect(self.stepping.ask)
        self.body.addWidget(self.steps)
        self._make_middle()
        self._make_foot()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._store_quietly)
        self._soon = QTimer(self, singleShot=True, interval=20)
        self._soon.timeout.connect(self._read)
        for keys, action in (
            ("F5", self.gather_again),
            ("Ctrl+P", self.issuing.save_pdf),
            ("F6", self._switch_focus),
            ("Ctrl+PgDown", lambda: self._step(1)),
            ("Ctrl+PgUp", lambda: self._step(-1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    # --- set-up --------------------------------------------------------------------------------------------------------

    def deeds(self) -> Iterable[Deed]:
        """What the menu Việc khác holds."""
        return (
            Deed("Phần còn &thiếu tiếp theo", "triangle-alert", "F8", self.go_to_missing),
            Deed("&Số tiếp theo có bản ghi", "link", "F9", self.writing.next_figure),
            Deed("Sửa câ&u tự viết ở con trỏ…", "pencil", "F2", self.writing.ask_rewording),
            Deed("&Dùng lại câu tự viết", "undo-2", "Shift+F2", self.writing.ask_giving_back),
            Deed("Số năm t&rước cần xem lại", "history", "F7", self.writing.next_mark),
            Deed("Đã &xem hết số liệu vừa đổi", "check", "Shift+F5", self.see_all),
            Deed("&In báo cáo…", "printer", "Ctrl+Shift+P", self.issuing.print_report),
            Deed("&Nhập số, ngày, bản quét…", "file-check", "Ctrl+Shift+D", self.stepping.note_signed),
            Deed("&Ký số bản đã chốt…", "key-round", "Ctrl+Shift+K", self.issuing.sign),
            Deed("S&o các bản đã chốt…", "history", "Ctrl+Shift+H", self.issuing.show_editions),
            Deed("Sổ &văn bản đi…", "archive", "Ctrl+Shift+V", self.issuing.show_register),
        )

    def _make_header(self) -> None:
        today = date.today()  # noqa: DTZ011  the clerk's own year
        self.years = QComboBox()
        for year in range(max(today.year, FIRST_YEAR) + 1, FIRST_YEAR - 1, -1):
            self.years.addItem(str(year), year)
        self.years.setCurrentText(str(max(today.year, FIRST_YEAR)))
        self.years.currentIndexChanged.connect(self._year_chosen)
        self.years.setFixedWidth(98)
        label = QLabel("&Năm")
        label.setBuddy(self.years)
        self.header.addWidget(label)
        self.header.addWidget(self.years)
        self.gather_button = self._button(
            "Gom lại số &liệu", "refresh-cw", "Đếm lại từ các sổ và chỉ ra câu nào đổi (F5)", self.gather_again
        )
        self.save_button = self._button(
            "Lưu &PDF…", "download", "Lưu bản dự thảo thành tệp PDF (Ctrl+P)", self.issuing.save_pdf
        )
        self.freeze_button = self._button(
            "&Chốt báo cáo", "lock", "Giữ nguyên số liệu, lời văn thành một bản", self.issuing.freeze
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
        self.outline = Outline()
        self.outline.chosen.connect(self._section_chosen)
        self.writing = Writing()
        self.outline.entered.connect(self.writing.focus_part)
        self.writing.typed.connect(self._typed)
        self.writing.asked.connect(self._show_behind)
        self.writing.reword.connect(lambda said: reword(self, self.workspace, self.year, self.outline.key or "", said))
        self.writing.give_back.connect(
            lambda said: give_back(self, self.workspace, self.year, self.outline.key or "", said)
        )
        self.writing.complained.connect(self.workspace.notify)
        self.texts = self.writing.texts
        self.more = MoreDeeds(self, "Việc k&hác", self.deeds())
        self.header.insertWidget(self.header.count() - 1, self.more)
        self.view = Preview(self.workspace.background)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.period = PeriodFields()
        self.period.changed.connect(self._period_changed)
        self.period.complained.connect(self.workspace.notify)
        column.addWidget(self.period)
        column.addWidget(self.outline, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setHandleWidth(GRID)
        self.split.setChildrenCollapsible(False)
        for widget, part in ((left, 30), (self.writing, 38), (self.view, 32)):
            self.split.addWidget(widget)
            self.split.setStretchFactor(self.split.count() - 1, part)
        self.split.setSizes([330, 400, 396])
        self.writing.currentChanged.connect(self._give_room)
        self.body.addWidget(self.split, 1)

    def _give_room(self) -> None:
        """A table needs more than sentences do; the page beside it less."""
        left, middle, right = self.split.sizes()
        share = 0.66 if self.writing.shows_form else 0.5
        self.split.setSizes([left, round((middle + right) * share), round((middle + right) * (1 - share))])

    def _make_foot(self) -> None:
        self.checks = CheckList()
        self.checks.jumped.connect(self.jump)
        self.editions = EditionsList()
        self.editions.opened.connect(self.issuing.open_edition)
        self.other_shapes = OtherShapes(self)  # here and not above: the head is full at 125 %
        self.editions.buttons.insertWidget(1, self.other_shapes)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(self.checks, 58)
        row.addWidget(self.editions, 42)
        self.body.addLayout(row)

    # --- reading -------------------------------------------------------------------------------------------------------

    @property
    def year(self) -> int:
        """The year chosen."""
        return int(self.years.currentData())

    @property
    def report(self) -> AnnualReport | None:
        """The report as it was last read."""
        return self.shown.report if self.shown else None

    @property
    def chosen_edition(self) -> int | None:
        """The frozen edition that deeds are about."""
        return self.editions.chosen

    def open(self, **what: Any) -> None:
        """`year=…`, `section=…` (a section's key, or a Biểu as "Biểu 02")."""
        if (at := self.years.findData(what.get("year"))) >= 0:
            self.years.setCurrentIndex(at)
        if section := what.get("section"):
            self.outline.choose(section)

    def refresh(self) -> None:
        """Gather again, in the background; many commits in a row are read once."""
        self.conflicts_bar.refresh()
        self._soon.start()

    def gather_again(self) -> None:
        """F5: count anew, and tell what changed."""
        if self._store_now():
            self._to_tell = True
            self.refresh()

    def _read(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
        year, workspace, source = self.year, self.workspace, self.source

        def work(progress: Progress) -> Shown:
            progress.report(0)  # one asked for later has made this one needless
            return source.read(workspace, year)

        self._reading = workspace.background.read(self, work, self._show)

    def _show(self, shown: Shown) -> None:
        if shown.year != self.year:
            return
        self.shown = shown
        self.news.compare(shown)
        self.outline.fill(shown.report, self.news.changes)
        self.writing.take_stored(shown, self.drafts)
        self._show_part()
        if shown.report is not None and (self.year, PERIOD) not in self.drafts:
            self.period.show_period(shown.report.period)
        self.view.show_report(shown)
        self.checks.show_checks(shown.report.checks if shown.report else (Check(shown.problem, "profile"),))
        self.editions.show_editions(shown.editions, shown.differs)
        if shown.path is not None:
            self.steps.show_path(shown.path)
        self._say_saved()
        for button in (self.save_button, self.other_shapes, self.freeze_button, self.gather_button, self.more):
            button.setEnabled(shown.report is not None)
        if self._to_tell:
            self._to_tell = False
            self._tell_changes()

    def _tell_changes(self) -> None:
        if not self.news.changes:
            self.workspace.notify("Đã gom lại số liệu: không có câu nào đổi.")
            return
        first = next(iter(self.news.changes))
        words = f"Đã gom lại số liệu: {len(self.news.changes)} phần có câu đổi, được tô vàng ở danh sách bên trái."
        self.workspace.notify(words, "Xem phần đầu", lambda: self.outline.choose(first))

    def see_all(self) -> None:
        """All that changed counts as looked at."""
        if self.report is not None:
            self.news.see_all(self.report)
            self.outline.fill(self.report, ())
            self._show_part()

    # --- the chosen section or Biểu ----------------------------------------------------------------------------------------

    def _section_chosen(self, key: str) -> None:
        if key != self._in_front and self.report is not None:
            self.news.looked(self.report, self._in_front)
            self.outline.fill(self.report, self.news.changes)
        self._show_part()
        self.view.show_part(key)
        if self.drafts:
            self._store_quietly()

    def _show_part(self) -> None:
        key = self.outline.key
        self._in_front = key
        self.writing.show_part(self.shown, key, self.news.changes.get(key or ""))

    def _step(self, by: int) -> None:
        if self.outline.step(by):
            self.writing.focus_part()

    def go_to_missing(self) -> None:
        """The next demanded part that is not written."""
        missing = [section.key for section in self.report.missing] if self.report else []
        if not missing:
            self.workspace.notify("Các phần bắt buộc đều đã viết.")
            return
        at = missing.index(self.outline.key) + 1 if self.outline.key in missing else 0
        self.outline.choose(missing[at % len(missing)])
        self.writing.focus_part()

    def jump(self, check: Check) -> None:
        """To where a check is mended."""
        if check.place == "report":
            if check.at:
                self.outline.choose(check.at)
            self.writing.focus_part()
        elif check.place in {place.name for place in places_for(self.workspace.role)}:
            self.workspace.go_to(check.place, **({"record_id": check.at} if check.at else {}))

    def _show_behind(self, behind: Behind, words: str) -> None:
        open_behind(self, self.workspace, behind, words)

    # --- storing -------------------------------------------------------------------------------------------------------

    def _typed(self, year: int, key: str, text: str) -> None:
        self.drafts.put(year, key, text)
        self.writing.say("Đang gõ…", wrong=False)
        self._pause.start()

    def _period_changed(self, period: Period) -> None:
        self.drafts.put(self.year, PERIOD, period)
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
        self.writing.say(problem or ("Đang gõ…" if self.drafts else "Đã lưu."), wrong=bool(problem))

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

    def may_leave(self) -> bool:
        """What was typed is stored before leaving."""
        return self._store_now()

    def _year_chosen(self) -> None:
        self._store_now()
        self.view.show_nothing("Đang soạn bản xem trước…")
        self.refresh()

    # --- keyboard ------------------------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """The outline: arrows choose, Enter writes."""
        self.outline.setFocus(Qt.FocusReason.OtherFocusReason)

    def _switch_focus(self) -> None:
        if self.outline.hasFocus():
            self.writing.focus_part()
        else:
            self.focus_first()


def make(workspace: Workspace) -> Page:
    """The page."""
    return ReportPage(workspace)
