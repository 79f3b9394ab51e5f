"""Báo cáo đột xuất: what documents demand, by their deadline; each written, seen as it will be printed, frozen (domain E.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSizePolicy

from desktop.models.adhoc_report import AdhocReport
from desktop.text import format_date, format_number, shortened
from desktop.views.activities import within, years_of
from desktop.views.adhoc_actions import AdhocActions
from desktop.views.adhoc_editions import EditionsField
from desktop.views.adhoc_fields import (
    SOON,
    DeadlineField,
    LinesField,
    MomentField,
    OwnWordsField,
    PartsField,
    days_left,
    today,
    writable_parts,
)
from desktop.views.adhoc_preview import PreviewSide, Seen, see
from desktop.views.page import COUNTED_KINDS, Page, Workspace
from desktop.views.record_page import RecordPage, Screen
from desktop.views.widgets import columns
from desktop.views.widgets.columns import Column, Filter, Listing, Row
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.fields import TextField
from desktop.views.widgets.form import FieldSpec

if TYPE_CHECKING:
    from desktop.views.widgets.background import Progress

OPEN, FROZEN, SIGNED = "open", "frozen", "signed"
PAUSE = 600  # ms without a key before the report is gathered again
FORM_LEAST = 440  # px of the form beside the preview


def _demand_words(row: Row) -> str:
    return f"{row['type']} số {row['number']} ngày {format_date(row['date'])} – {columns.as_text(row['subject'])}"


def _deadline_words(row: Row) -> str:
    deadline = row["deadline"]
    if deadline is None:
        return ""
    return format_date(deadline) if row["editions"] else f"{format_date(deadline)} ({days_left(deadline)})"


def _deadline_colour(row: Row) -> str:
    """Late, or soon, as long as nothing is frozen."""
    if row["deadline"] is None or row["editions"]:
        return ""
    left = (row["deadline"] - today()).days
    return "danger" if left < 0 else "warning" if left <= SOON else ""


def state_words(row: Row) -> str:
    """đang soạn · đã chốt bản 2 · đã ký số 12."""
    if not row["editions"]:
        return "Đang soạn"
    if row["signed_number"]:
        return f"Đã ký số {row['signed_number']}"
    return f"Đã chốt bản {max(int(one['edition']) for one in row['editions'])}"


def _in_state(state: str) -> Any:
    nothing = AdhocReport.editions.is_(None) | (AdhocReport.editions == [])
    return {
        OPEN: nothing,
        FROZEN: ~nothing & (AdhocReport.signed_number == ""),
        SIGNED: AdhocReport.signed_number != "",
    }[state]


LISTING = Listing(
    kind=AdhocReport,
    columns=(
        Column("deadline", "Hạn báo cáo", width=176, with_row=_deadline_words, colour=_deadline_colour),
        Column("number", "Văn bản yêu cầu", width=0, with_row=_demand_words),
        Column("issuer", "Cơ quan yêu cầu", width=190, hidden=True),
        Column("subject", "Nội dung", width=220, hidden=True),
        Column(
            "period_to",
            "Kỳ số liệu",
            width=166,
            with_row=lambda row: f"{format_date(row['period_from'])}–{format_date(row['period_to'])}",
        ),
        Column(
            "editions",
            "Tình trạng",
            width=132,
            sortable=False,
            with_row=state_words,
            colour=lambda row: "success" if row["signed_number"] else "",
        ),
        Column("date", "Ngày văn bản", columns.as_date, 100, hidden=True),
        Column("type", "Loại văn bản", width=110, hidden=True),
        Column("period_from", "Từ ngày", columns.as_date, 92, hidden=True),
        Column("signed_number", "Số báo cáo", width=100, hidden=True),
        Column("signed_date", "Ngày báo cáo", columns.as_date, 100, hidden=True),
    ),
    sort=("deadline", True),
    count=lambda n: f"{format_number(n)} báo cáo đột xuất",
    filters=(
        Filter("year", "Mọi năm", years_of(AdhocReport.date), within(AdhocReport.date)),
        Filter(
            "state",
            "Mọi tình trạng",
            lambda _: [(OPEN, "Đang soạn"), (FROZEN, "Đã chốt, chưa ghi số"), (SIGNED, "Đã ký")],
            _in_state,
        ),
    ),
)

FIELDS = (
    FieldSpec("type", "L&oại văn bản yêu cầu", lambda _: TextField("Công văn"), half=True, needed=True),
    FieldSpec("number", "&Số, ký hiệu", lambda _: TextField("1234/SGDĐT-VP"), half=True, needed=True),
    FieldSpec("date", "Ngà&y văn bản", lambda _: DateField(), half=True, needed=True),
    FieldSpec("deadline", "&Hạn báo cáo", lambda _: DeadlineField(), half=True),
    FieldSpec("issuer", "&Cơ quan yêu cầu", lambda _: TextField("Sở Giáo dục và Đào tạo tỉnh Sơn La"), needed=True),
    FieldSpec(
        "subject", "Nội &dung văn bản (về việc)", lambda _: TextField("báo cáo tình hình truyền thông"), needed=True
    ),
    FieldSpec(
        "about",
        "&Báo cáo về",
        lambda _: TextField("Để trống nếu như nội dung văn bản"),
        section="Báo cáo",
        hint="Đứng sau “Về việc” ở tên báo cáo. Dấu KHẨN, HỎA TỐC đóng bằng tay, không in.",
    ),
    FieldSpec("period_from", "Số liệu &từ ngày", lambda _: DateField(), half=True, needed=True),
    FieldSpec("period_to", "Tớ&i ngày", lambda _: DateField(), half=True, needed=True),
    FieldSpec("as_of", "Số liệ&u tính đến", lambda _: MomentField()),
    FieldSpec(
        "parts",
        "&Phần và biểu cần báo cáo",
        lambda _: PartsField(),
        needed=True,
        keys=("sections", "forms"),
        hint="Phím cách: chọn hoặc bỏ. Mũi tên phải: mở phần có mục nhỏ.",
    ),
    FieldSpec(
        "blocks", "Đơn &vị viết thêm theo từng phần", lambda _: OwnWordsField(), follows="parts", offer=writable_parts
    ),
    FieldSpec(
        "addressees",
        "&Kính gửi",
        lambda _: LinesField(2, "Để trống: gửi cơ quan yêu cầu"),
        hint="Mỗi nơi một dòng.",
    ),
    FieldSpec("editions_shown", "Các bản đã chốt", EditionsField, section="Đã chốt, đã ký", aside=True),
    FieldSpec("signed_number", "Số báo cáo", lambda _: TextField("12"), half=True),
    FieldSpec("signed_date", "Ngày báo cáo", lambda _: DateField(), half=True),
    FieldSpec(
        "signed_by", "Người ký", lambda _: TextField(), hint="Ghi số, ngày, người ký sau khi báo cáo được ký, đóng dấu."
    ),
)  # fmt: skip


def _next_period(start: date | None, end: date | None) -> tuple[date | None, date | None]:
    """The month after a whole month; of any other period nothing is guessed."""
    if start is None or end is None or start.day != 1 or end != _month_end(start):
        return None, None
    following = end + timedelta(days=1)
    return following, _month_end(following)


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def copied(values: dict[str, Any]) -> dict[str, Any]:
    """The demand that comes again: its own number and days are typed anew, and nothing of what was issued goes along."""
    start, end = _next_period(values.get("period_from"), values.get("period_to"))
    own: dict[str, Any] = {"number": "", "date": None, "deadline": None, "as_of": "", "blocks": {}, "rewritten": []}
    issued: dict[str, Any] = {"editions": [], "steps": [], "signed_number": "", "signed_date": None, "signed_by": ""}
    return {**values, **own, **issued, "dispatch": {}, "period_from": start, "period_to": end}


def _new_values(_: Workspace) -> Mapping[str, Any]:
    return {"type": "Công văn", "period_from": date(today().year, 1, 1), "period_to": today()}


SCREEN = Screen(
    title="Báo cáo đột xuất",
    subtitle="Báo cáo theo yêu cầu của cấp trên ngoài báo cáo năm: kỳ số liệu, phần và biểu theo văn bản.",
    one="báo cáo đột xuất",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: f"{record.type} số {record.number}",
    empty="Chưa có báo cáo đột xuất nào.\nKhi có văn bản yêu cầu báo cáo ngoài báo cáo năm, nhấn Ctrl+N và ghi văn bản đó.",
    help="Ghi văn bản yêu cầu (số, ngày, cơ quan, về việc gì), kỳ số liệu, hạn, rồi chọn những phần và biểu được hỏi; số liệu và lời văn "
    "do chương trình làm từ sổ ghi trong kỳ. F7 xem bản in bên cạnh biểu mẫu. Chốt thì báo cáo thành một bản có số thứ tự, mã và QR trên "
    "từng trang, nằm trong gói gửi Sở. Ctrl+D nhân bản cho kỳ sau. Hạn còn 3 ngày trở xuống hoặc đã quá được tô màu.",
    new_values=_new_values,
    copied=copied,
)


class AdhocPage(RecordPage):
    """The list and the form, with the report as it will be printed between them."""

    KEYS = (
        *RecordPage.KEYS,
        ("F7", "Xem trước bản in bên cạnh biểu mẫu"),
        ("Ctrl+P", "Lưu PDF"),
        ("Ctrl+Shift+K", "Chốt báo cáo thành một bản có số thứ tự"),
        ("Ctrl+Shift+W", "Xuất Word để sửa câu chữ"),
        ("Ctrl+Shift+B", "Xuất Excel các biểu"),
        ("Ctrl+Shift+A", "Xuất PDF/A lưu trữ của bản đã chốt"),
        ("Ctrl+Shift+V", "Sổ văn bản đi"),
    )
    side: PreviewSide | None = None

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, SCREEN)
        self.kinds |= COUNTED_KINDS
        self._reading: Progress | None = None
        self.side = PreviewSide(workspace)
        self.side.hide()
        self.splitter.insertWidget(1, self.side)
        # Pages and form scroll by themselves: the page need not be as high as they would like to be.
        self.splitter.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.actions_bar = AdhocActions(self)
        self.body.insertWidget(0, self.actions_bar)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._read_report)
        self.form.edited.connect(self._pause.start)
        self.actions_bar.preview.toggled.connect(self._preview_toggled)
        self.table.current_changed.connect(lambda *_: self.actions_bar.update_buttons())
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F7"), self, self.actions_bar.preview.toggle, context=context)
        self._arrange()

    # --- preview -------------------------------------------------------------------------------------------------------

    @property
    def previewing(self) -> bool:
        """Whether the report is to be seen beside the form."""
        return self.side is not None and self.actions_bar.preview.isChecked() and self.panel.isVisibleTo(self)

    def _preview_toggled(self, on: bool) -> None:
        if on and not self.panel.isVisibleTo(self) and (record_id := self.table.current_id()):
            self.open_record(record_id)
        self.actions_bar.show_preview_words()
        self._arrange()
        self._read_report()

    def refresh(self) -> None:
        """The list, and the report from what the records now say."""
        super().refresh()
        if self.side is not None:
            self.actions_bar.update_buttons()
            self._pause.start()

    def _read_report(self) -> None:
        """Gather the report that the form asks for, in the background; the newest text only."""
        if self.side is None or not self.panel.isVisibleTo(self):
            return
        if self._reading is not None:
            self._reading.cancel()
        problems = [problem for problem in self.form.problems() if problem.blocking]
        if problems:
            self._show_seen(Seen(problem=problems[0].sentence))
            return
        record, database, drawn = self.form.draft(), self.workspace.database, self.previewing
        assert isinstance(record, AdhocReport)

        def work(progress: Progress) -> Seen:
            progress.report(0)  # one asked for later has made this one needless
            return see(database, record, drawn)

        self._reading = self.workspace.background.read(self, work, self._show_seen)

    def _show_seen(self, seen: Seen) -> None:
        if self.side is None:
            return
        words = self.form.field("blocks")
        assert isinstance(words, OwnWordsField)
        words.show_generated(seen.generated)
        if self.previewing:
            self.side.show_seen(seen)

    def _show_form(self) -> None:
        super()._show_form()
        if self.side is not None:
            self.actions_bar.update_buttons()
            self._read_report()

    def _hide_form(self) -> None:
        super()._hide_form()
        if self.side is not None:
            self.actions_bar.update_buttons()

    def _arrange(self) -> None:
        super()._arrange()
        if self.side is None:
            return
        previewing = self.previewing
        self.side.setVisible(previewing)
        if previewing:
            self.list.hide()
            width = self.splitter.width()
            form = min(max(FORM_LEAST, width // 2), 560)
            self.splitter.setSizes([0, width - form, form])

    # --- what was issued stays -----------------------------------------------------------------------------------------

    def delete(self, record_id: str) -> None:
        """Into the bin; one that has a number stands in the register of outgoing documents and stays."""
        if not self._numbered([record_id]):
            super().delete(record_id)

    def delete_chosen(self) -> None:
        """The same for several."""
        if not self._numbered(self.list.chosen_ids()):
            super().delete_chosen()

    def _numbered(self, ids: list[str]) -> bool:
        with self.workspace.database.snapshot() as session:
            found = [session.get(AdhocReport, each) for each in ids]
            held = next((each for each in found if each is not None and each.signed_number and each.editions), None)
        if held is not None:
            self.workspace.notify(
                f"Báo cáo theo “{shortened(SCREEN.name_of(held))}” đã có số {held.signed_number} trong sổ văn bản đi nên không "
                "xóa được. Nếu ghi nhầm số, hãy xóa số trước."
            )
        return held is not None


def make(workspace: Workspace) -> Page:
    """The page."""
    return AdhocPage(workspace)
