"""Cán bộ: who works here and who of them is in charge of communication (MT30.5); nothing sensitive (domain F.4)."""

from __future__ import annotations

from datetime import date

from desktop.models.person import Person
from desktop.text import format_number, person_sort_key
from desktop.views.page import Page, Workspace
from desktop.views.record_page import RecordPage, Screen
from desktop.views.widgets import columns
from desktop.views.widgets.columns import Column, Filter, Listing
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.fields import CheckField, LongTextField, TextField
from desktop.views.widgets.form import FieldSpec

OFFICERS, HERE, GONE = "officers", "here", "gone"


def _today() -> date:
    return date.today()  # noqa: DTZ011  the clerk's own day


LISTING = Listing(
    kind=Person,
    columns=(
        Column("name", "Họ và tên", width=0, order=person_sort_key),
        Column("post", "Chức vụ", width=200),
        Column("officer", "Cán bộ truyền thông", columns.as_mark, 150),
        Column("since", "Từ ngày", columns.as_date, 92, hidden=True),
        Column("until", "Đến ngày", columns.as_date, 92, hidden=True),
        Column("note", "Ghi chú", width=160, hidden=True),
    ),
    sort=("name", False),
    count=lambda n: f"{format_number(n)} người",
    filters=(
        Filter(
            "who",
            "Mọi người",
            lambda _: [
                (OFFICERS, "Cán bộ truyền thông"),
                (HERE, "Đang làm việc"),
                (GONE, "Đã thôi, chuyển đi"),
            ],
            lambda who: {
                OFFICERS: Person.officer,
                HERE: Person.until.is_(None) | (Person.until >= _today()),
                GONE: Person.until < _today(),
            }[who],
        ),
    ),
)

FIELDS = (
    FieldSpec("name", "&Họ và tên", lambda _: TextField(), needed=True),
    FieldSpec("post", "&Chức vụ, công việc", lambda _: TextField("Ví dụ: Phó Hiệu trưởng, Giáo viên")),
    FieldSpec(
        "officer",
        "Cán bộ truyền thông",
        lambda _: CheckField("Là cán bộ làm công tác &truyền thông"),
        hint="Người được giao làm truyền thông của đơn vị, kể cả kiêm nhiệm; là mẫu số của chỉ tiêu MT30.5.",
    ),
    FieldSpec("since", "&Từ ngày", lambda _: DateField(any_year=True), half=True),
    FieldSpec(
        "until",
        "Đế&n ngày",
        lambda _: DateField(any_year=True),
        half=True,
        hint="Ghi khi người này thôi việc, chuyển đi.",
    ),
    FieldSpec("note", "Ghi ch&ú", lambda _: LongTextField(3)),
)

SCREEN = Screen(
    title="Cán bộ",
    subtitle="Cán bộ, giáo viên, nhân viên; đánh dấu người làm công tác truyền thông.",
    one="cán bộ",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: record.name,
    empty="Chưa có ai trong danh sách.\nNhấn Ctrl+N để ghi người làm công tác truyền thông trước tiên.",
    help="Chỉ cần ghi tên những người làm công tác truyền thông và những người dự lớp mà đơn vị muốn theo dõi theo tên. "
    "Không ghi dân tộc, đảng tịch, số giấy tờ của ai.",
)


def make(workspace: Workspace) -> Page:
    """The page."""
    return RecordPage(workspace, SCREEN)
