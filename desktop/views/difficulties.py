"""Khó khăn – kiến nghị: raised at any time, answered by the Department (Plan VI.7, VI.10)."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from desktop.models.difficulty import Difficulty
from desktop.models.remark import remarks_on
from desktop.text import format_date, format_moment, format_number
from desktop.views.activities import within, years_of
from desktop.views.filters import by_entry, choice_of
from desktop.views.page import Page, Workspace
from desktop.views.record_page import RecordPage, Screen
from desktop.views.widgets import columns
from desktop.views.widgets.columns import Column, Filter, Listing
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.fields import AsideField, LongTextField
from desktop.views.widgets.form import FieldSpec

OPEN, RESOLVED = "open", "resolved"


class AnswerField(AsideField):
    """What the Department answered, to be read: the answer is a record of the Department's and comes with its packets."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.words = QLabel()
        self.words.setObjectName("muted")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self._take(self.words)

    def belongs_to(self, record_id: str, stored: bool) -> None:
        """The Department's remarks on this record; where there is none yet, where they will stand."""
        with self._workspace.database.snapshot() as session:
            said = remarks_on(session, self._workspace.unit_id, Difficulty.KIND, record_id) if stored else []
            answers = [f"{format_moment(one.at)}: {one.text}" for one in said]
        self.words.setText(
            "\n".join(answers)
            or "Chưa có trả lời. Nội dung này gửi đi cùng gói dữ liệu; trả lời của Sở về theo gói trả lời sẽ hiện ở đây."
            if stored
            else "Sau khi lưu, nội dung này gửi đi cùng gói dữ liệu kế tiếp."
        )


LISTING = Listing(
    kind=Difficulty,
    columns=(
        Column("date", "Ngày nêu", columns.as_date, 92),
        Column("content", "Nội dung", width=0),
        Column("type", "Loại", columns.as_label, 150),
        Column("addressee", "Nơi được kiến nghị", columns.as_label, 180, hidden=True),
        Column(
            "resolved",
            "Giải quyết xong",
            lambda day: format_date(day) if day else "Chưa giải quyết",
            124,
            colour=lambda row: "" if row["resolved"] else "warning",
        ),
        Column("proposal", "Đề xuất", width=200, hidden=True),
    ),
    sort=("date", True),
    count=lambda n: f"{format_number(n)} khó khăn, kiến nghị",
    filters=(
        Filter("year", "Mọi năm", years_of(Difficulty.date), within(Difficulty.date)),
        by_entry(Difficulty.type, "Mọi loại", "loai_kho_khan"),
        Filter(
            "state",
            "Mọi tình trạng",
            lambda _: [(OPEN, "Chưa giải quyết"), (RESOLVED, "Đã giải quyết")],
            lambda state: Difficulty.resolved.is_(None) if state == OPEN else Difficulty.resolved.is_not(None),
        ),
    ),
)

FIELDS = (
    FieldSpec("date", "&Ngày nêu", lambda _: DateField(), half=True, needed=True),
    FieldSpec("type", "L&oại", choice_of("loai_kho_khan"), half=True, needed=True),
    FieldSpec("content", "Nội &dung", lambda _: LongTextField(3), needed=True),
    FieldSpec("cause", "Ng&uyên nhân", lambda _: LongTextField(2)),
    FieldSpec("proposal", "Đề &xuất, kiến nghị", lambda _: LongTextField(3)),
    FieldSpec("addressee", "Nơi được &kiến nghị", choice_of("noi_kien_nghi"), half=True),
    FieldSpec("resolved", "Giải &quyết xong ngày", lambda _: DateField(), half=True, hint="Để trống khi còn vướng."),
    FieldSpec("answer", "Trả lời của Sở", AnswerField, aside=True),
    FieldSpec("note", "Ghi c&hú", lambda _: LongTextField(2)),
)

SCREEN = Screen(
    title="Khó khăn – kiến nghị",
    subtitle="Ghi ngay khi gặp; báo cáo năm lấy từ đây, Sở đọc và trả lời từng nội dung.",
    one="khó khăn, kiến nghị",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: record.content,
    empty="Chưa có khó khăn, kiến nghị nào.\nNhấn Ctrl+N để ghi ngay khi gặp vướng mắc, không cần đợi tới báo cáo năm.",
    help="Khó khăn, vướng mắc và đề xuất được ghi vào bất cứ lúc nào. Chọn nơi có thể giải quyết (xã, Sở, UBND tỉnh). "
    "Khi đã được giải quyết thì ghi ngày để báo cáo không nêu lại.",
    new_values=lambda _: {"date": date.today()},  # noqa: DTZ011  raised today, as a rule
    copied=lambda values: {**values, "resolved": None},
)


def make(workspace: Workspace) -> Page:
    """The page."""
    return RecordPage(workspace, SCREEN)
