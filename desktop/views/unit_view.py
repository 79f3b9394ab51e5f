"""One unit as the Department sees it: frozen reports, records and figures, read only; the Department's word on the report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.models.remark import FIGURE
from desktop.text import format_number
from desktop.views.answering import Return, ReturnDialog, decide
from desktop.views.exchange_words import moment
from desktop.views.page import Workspace
from desktop.views.record_view import RecordDialog
from desktop.views.remarking import RemarksOf
from desktop.views.theme import GRID, icon
from desktop.views.unit_reading import UnitShown, read_unit, remake_pdf, scan_file
from desktop.views.widgets import messages
from desktop.views.widgets.background import Progress
from desktop.views.widgets.lines_table import Line, LineColumn, LinesTable
from desktop.views.widgets.record_table import RecordTable
from desktop.views.widgets.tips import as_tip

if TYPE_CHECKING:
    from desktop.views.record_page import Screen


def screens() -> Sequence[tuple[str, Screen]]:
    """The kinds of records that are shown, with the words of their tabs."""
    from desktop.views import (
        activities,
        budget,
        commendations,
        courses,
        difficulties,
        duties,
        media_pages,
        opinions,
        people,
        plans,
        products,
        self_assessments,
    )

    return (
        ("Hoạt động", activities.SCREEN),
        ("Sản phẩm", products.SCREEN),
        ("Chuyên mục", media_pages.SCREEN),
        ("Bồi dưỡng", courses.SCREEN),
        ("Cán bộ", people.SCREEN),
        ("Kế hoạch", plans.SCREEN),
        ("Khen thưởng", commendations.SCREEN),
        ("Dư luận", opinions.SCREEN),
        ("Kinh phí", budget.SCREEN),
        ("Nhiệm vụ", duties.SCREEN),
        ("Kiến nghị", difficulties.SCREEN),
        ("Tự đánh giá", self_assessments.SCREEN),
    )


class UnitView(QWidget):
    """Filled by `show_unit`. `closed` when the person wants the list again."""

    closed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.code = ""
        self.shown: UnitShown | None = None
        self.name = QLabel()
        self.name.setObjectName("section")
        self.name.setWordWrap(True)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.word = QLabel()
        self.word.setTextFormat(Qt.TextFormat.PlainText)
        self.word.setWordWrap(True)
        self.word.setObjectName("muted")
        self.search = QLineEdit()
        self.search.setPlaceholderText("Tìm trong sổ ghi, không cần gõ dấu (F3)")
        self.search.setClearButtonEnabled(True)
        self.search.hide()
        self.search.textChanged.connect(lambda _: self._show_records())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(self._top())
        layout.addWidget(self.word)
        layout.addWidget(self.search)
        self.tabs = QTabWidget()
        self.reports = LinesTable(
            _REPORT_COLUMNS, "Chưa nhận được bản báo cáo đã chốt nào của năm này.", "Các bản báo cáo"
        )
        self.reports.opened.connect(self.open_pdf)
        self.reports.current_changed.connect(lambda _: self._update())
        self.tabs.addTab(self.reports, "Báo cáo")
        self.tables: list[RecordTable] = []
        self.screens: list[Screen] = []
        for title, screen in screens():
            table = RecordTable(workspace, screen.listing)
            table.empty_text = "Không có bản ghi nào."
            table.opened.connect(lambda record_id, s=screen: self.open_record(s, record_id))
            self.tables.append(table)
            self.screens.append(screen)
            self.tabs.addTab(table, title)
        self.figures = LinesTable(_FIGURE_COLUMNS, "", "Số liệu")
        self.tabs.addTab(self.figures, "Chỉ tiêu")
        self.remarks = RemarksOf(workspace)
        self.tabs.addTab(self.remarks, "Nhận xét")
        for table in self.tables:
            table.current_changed.connect(lambda _: self._update())
        self.figures.current_changed.connect(lambda _: self._update())
        layout.addWidget(self.tabs, 1)
        self.tabs.currentChanged.connect(lambda _: self._update())
        self.tabs.currentChanged.connect(lambda place: self.search.setVisible(self.tabs.widget(place) in self.tables))
        self._update()

    def _top(self) -> QHBoxLayout:
        back = QPushButton(icon("chevron-left"), "&Danh sách")
        back.setToolTip("Quay lại danh sách đơn vị (Esc)")
        back.clicked.connect(self.closed)
        self.open_button = QPushButton(icon("file-text"), "&Xem PDF")
        self.open_button.setToolTip("Mở bản báo cáo đang chọn (Enter)")
        self.open_button.clicked.connect(lambda: self.open_pdf(self.reports.current_key()))
        self.scan_button = QPushButton(icon("eye"), "Bản &quét")
        self.scan_button.setToolTip("Mở bản quét đã ký, đóng dấu của bản báo cáo đang chọn")
        self.scan_button.clicked.connect(lambda: self.open_scan(self.reports.current_key()))
        self.accept_button = QPushButton(icon("check"), "D&uyệt")
        self.accept_button.clicked.connect(self.accept)
        self.return_button = QPushButton(icon("rotate-ccw"), "&Trả lại…")
        self.return_button.clicked.connect(self.ask_return)
        self.remark_button = QPushButton(icon("message-square-warning"), "&Nhận xét…")
        self.remark_button.setToolTip("Nhận xét về bản ghi hoặc chỉ tiêu đang chọn; đơn vị thấy ngay cạnh bản ghi")
        self.remark_button.clicked.connect(self.remark)
        self.slip_button = QPushButton(icon("key-round"), "&Máy của đơn vị")
        self.slip_button.setToolTip("Phiếu cấp mã cho máy mới; gói khôi phục khi máy của đơn vị hỏng")
        menu = QMenu(self.slip_button)
        menu.addAction(icon("printer"), "&Phiếu cấp mã mới…").triggered.connect(self._ask_slip)
        menu.addAction(icon("rotate-ccw"), "&Gói khôi phục dữ liệu…").triggered.connect(self._ask_rebuild)
        self.slip_button.setMenu(menu)
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.addWidget(back)
        row.addWidget(self.name, 1)
        for button in (
            self.open_button,
            self.scan_button,
            self.accept_button,
            self.return_button,
            self.remark_button,
            self.slip_button,
        ):
            row.addWidget(button)
        return row

    # --- what is shown -------------------------------------------------------------------------------------------------

    def show_unit(self, code: str, year: int) -> None:
        """Read and show a unit in a year."""
        if code != self.code:
            self.shown = None
            self.search.clear()
            self.name.setText(code)
            self.word.setText("")
            self.reports.show_lines([])
            self.figures.show_lines([])
        self.code = code

        def read(progress: Progress) -> UnitShown:
            progress.report(0)
            return read_unit(self._workspace.database, code, year)

        self._workspace.background.read(self, read, self._take)

    def _take(self, shown: UnitShown) -> None:
        if shown.code != self.code:
            return
        self.shown = shown
        self.name.setText(f"{shown.name} ({shown.code})")
        self.name.setToolTip(as_tip(self.name.text()))
        self.word.setText(shown.word)
        self.word.setVisible(bool(shown.word))
        self.reports.show_lines(
            [
                *(_edition_line(one) for one in reversed(shown.editions)),
                *(_edition_line(one, record_id, words) for record_id, words, one in shown.demanded),
            ]
        )
        self.figures.empty_text = shown.figures_missing
        self.figures.show_lines(shown.figures)
        self.remarks.show_unit(shown.unit_id)
        self._show_records()
        self._update()

    def _show_records(self) -> None:
        if self.shown is None:
            return
        for table in self.tables:
            table.show_records(self.search.text(), {}, unit_id=self.shown.unit_id)

    def _update(self) -> None:
        has_report = self.shown is not None and bool(self.shown.editions)
        self.open_button.setEnabled(bool(self.reports.keys()))
        for button in (self.accept_button, self.return_button):
            button.setEnabled(has_report)
        self.scan_button.setEnabled(self._scan_of(self.reports.current_key()) != "")
        self.remark_button.setEnabled(bool(self._remarked()))

    def _remarked(self) -> tuple[str, str, str] | None:
        """Kind, target and words of what a remark would be about now."""
        place = self.tabs.currentWidget()
        if self.shown is None:
            return None
        if place is self.figures:
            code = self.figures.current_key()
            return (FIGURE, code, f"Chỉ tiêu {code}") if code else None
        at = next((at for at, table in enumerate(self.tables) if table is place), None)
        if at is None or not (record_id := self.tables[at].current_id()):
            return None
        screen = self.screens[at]
        return screen.listing.kind.KIND, record_id, f"Về {screen.one} đang chọn"

    def remark(self) -> None:
        """Remark on the record or figure that is chosen."""
        if self.shown is not None and (about := self._remarked()):
            self.remarks.write(self.shown.code, self.shown.year, *about)

    def focus_first(self) -> None:
        """The reports."""
        self.tabs.setCurrentIndex(0)
        self.reports.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is done --------------------------------------------------------------------------------------------------

    def open_record(self, screen: Screen, record_id: str) -> None:
        """A record to be read, not changed."""
        RecordDialog(self._workspace, screen, record_id, self.window()).open()

    def open_pdf(self, edition: str) -> None:
        """Make the PDF of an edition again and open it in the PC's own program."""
        shown = self.shown
        if shown is None or not edition:
            return
        known = {_edition_key(one): one for one in shown.editions}
        known |= {_edition_key(one, record_id): one for record_id, _, one in shown.demanded}
        wanted = known[edition]

        def work(_: Progress) -> Path:
            return remake_pdf(self._workspace.database, shown.code, shown.year, wanted)

        self._workspace.background.run(self, work, self._open_file, "Đang dựng lại báo cáo…")

    def _open_file(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._workspace.notify(f"Chưa có chương trình mở PDF. Tệp nằm ở {path}")

    def _scan_of(self, edition: str) -> str:
        editions = self.shown.editions if self.shown else ()
        return next((str(one.get("scan") or "") for one in editions if str(one["edition"]) == edition), "")

    def open_scan(self, edition: str) -> None:
        """Open the scan of the signed copy in the PC's own program."""
        shown, scan = self.shown, self._scan_of(edition)
        if shown is None or not scan:
            return

        def work(_: Progress) -> Path:
            return scan_file(self._workspace.database, shown.code, shown.year, edition, scan)

        self._workspace.background.run(self, work, self._open_file, "Đang mở bản quét…")

    def accept(self) -> None:
        """Accept the newest edition."""
        if self.shown is None:
            return
        newest = max(int(one["edition"]) for one in self.shown.editions)
        text = f"Duyệt báo cáo năm {self.shown.year} (bản số {newest}) của {self.shown.name}?"
        if messages.ask(self.window(), text, "&Duyệt"):
            self.answer(None)

    def ask_return(self) -> None:
        """Return it, with a reason and a day."""
        if self.shown is None:
            return
        dialog = ReturnDialog(self.window(), self.shown.name, self.shown.year)
        if dialog.exec() and dialog.answer is not None:
            self.answer(dialog.answer)

    def answer(self, back: Return | None) -> None:
        """Store the Department's word; None accepts."""
        shown = self.shown
        if shown is not None:
            decide(self._workspace, self, shown.code, shown.year, back, lambda: self.show_unit(shown.code, shown.year))

    def _ask_slip(self) -> None:
        if picked := QFileDialog.getExistingDirectory(self, "Chọn USB hoặc thư mục để ghi phiếu", str(Path.home())):
            self.write_slip(Path(picked))

    def _ask_rebuild(self) -> None:
        if picked := QFileDialog.getExistingDirectory(self, "Chọn USB hoặc thư mục để ghi gói", str(Path.home())):
            self.write_rebuild(Path(picked))

    def write_rebuild(self, folder: Path) -> None:
        """Everything the Department holds of this unit, for a PC that was lost."""
        code = self.code

        def work(_: Progress) -> Path:
            from sync.siblings import rebuild

            return rebuild(self._workspace.database, code, folder)

        def done(path: Path) -> None:
            self._workspace.notify(f"Đã ghi gói khôi phục {path.name} vào “{folder}”.")

        self._workspace.background.run(self, work, done, "Đang ghi gói khôi phục…", self._workspace.refuse)

    def write_slip(self, folder: Path) -> None:
        """A new slip and starter pack for this unit."""
        code = self.code

        def work(_: Progress) -> Path:
            from sync.enrolment import slips

            return slips(self._workspace.database, folder, [code])[0].slip

        def done(path: Path) -> None:
            self._workspace.notify(f"Đã ghi phiếu {path.name} và gói khởi đầu vào “{folder}”.")

        self._workspace.background.run(self, work, done, "Đang làm phiếu cấp mã…")


def _edition_key(one: dict[str, Any], record_id: str = "") -> str:
    return f"{record_id}:{one['edition']}" if record_id else str(one["edition"])


def _edition_line(one: dict[str, Any], record_id: str = "", demand: str = "") -> Line:
    """An edition of the annual report, or of the one that a document demanded."""
    name = f"{demand}, bản số {one['edition']}" if demand else f"Bản số {one['edition']}"
    cells = (name, str(one["code"]), moment(one["at"]), format_number(int(one["pages"])))
    return Line(_edition_key(one, record_id), cells, ((demand, one["edition"]), one["code"], one["at"], one["pages"]))


_REPORT_COLUMNS = (
    LineColumn("Bản", 300),
    LineColumn("Mã trên báo cáo", 0),
    LineColumn("Chốt lúc", 150),
    LineColumn("Số trang", 90, right=True),
)
_FIGURE_COLUMNS = (
    LineColumn("Mã", 76),
    LineColumn("Chỉ tiêu", 0),
    LineColumn("Đạt được", 90, right=True),
    LineColumn("Trên tổng", 90, right=True),
    LineColumn("Tỷ lệ", 130, right=True),
    LineColumn("Mục tiêu", 90, right=True),
    LineColumn("Kết quả", 100),
)
