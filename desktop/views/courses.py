"""Bồi dưỡng – quán triệt: courses and briefings with those who took part (Plan II.1; Biểu 03)."""

from __future__ import annotations

from sqlalchemy import String, type_coerce

from desktop.models.catalogue import load_catalogue
from desktop.models.course import BRIEFING, Course
from desktop.text import format_number
from desktop.views.activities import within, years_of
from desktop.views.page import Page, Workspace
from desktop.views.record_page import RecordPage, Screen, choices_of
from desktop.views.widgets import columns
from desktop.views.widgets.attendance import AttendanceField
from desktop.views.widgets.chips import ChipsField
from desktop.views.widgets.choice_field import ChoiceField
from desktop.views.widgets.columns import Column, Filter, Listing, Total
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.evidence_field import evidence_spec
from desktop.views.widgets.fields import DecimalField, LongTextField, NumberField, TextField
from desktop.views.widgets.form import FieldSpec

LISTING = Listing(
    kind=Course,
    columns=(
        Column("date", "Ngày", columns.as_date, 92),
        Column("name", "Tên lớp, hội nghị", width=0),
        Column("people", "Số người", columns.as_number, 80, right=True),
        Column("attendees", "Ghi tên", columns.as_size, 72, right=True, sortable=False),
        Column("briefed", "Quán triệt lần đầu", columns.as_number, 130, right=True, hidden=True),
        Column("contents", "Nội dung", columns.as_labels, 200, sortable=False, hidden=True),
        Column("mode", "Hình thức", columns.as_label, 100, hidden=True),
        Column("organiser", "Đơn vị tổ chức", width=160, hidden=True),
        Column("hours", "Số giờ", columns.as_decimal, 64, right=True, hidden=True),
        Column("evidence", "Ảnh, tệp", columns.as_size, 70, right=True, sortable=False, hidden=True),
    ),
    sort=("date", True),
    count=lambda n: f"{format_number(n)} lớp, hội nghị",
    filters=(
        Filter("year", "Mọi năm", years_of(Course.date), within(Course.date)),
        Filter(
            "content",
            "Mọi nội dung",
            lambda _: choices_of(load_catalogue().entries("noi_dung_boi_duong")),
            lambda code: type_coerce(Course.contents, String).like(f'%"{code}"%'),
        ),
    ),
    totals=(Total("people", "lượt người"),),
)

FIELDS = (
    FieldSpec("date", "&Ngày", lambda _: DateField(), half=True, needed=True),
    FieldSpec("date_to", "Đến ngà&y", lambda _: DateField(), half=True),
    FieldSpec(
        "name", "&Tên lớp, hội nghị", lambda _: TextField("Ví dụ: Hội nghị quán triệt Nghị quyết 71-NQ/TW"), needed=True
    ),
    FieldSpec(
        "contents",
        "Nội dung",
        lambda _: ChipsField(choices_of(load_catalogue().entries("noi_dung_boi_duong"))),
        hint="Có “Quán triệt Nghị quyết” thì tính vào MT30.3; nội dung khác tính vào MT30.5.",
    ),
    FieldSpec(
        "mode",
        "&Hình thức",
        lambda _: ChoiceField(choices_of(load_catalogue().entries("hinh_thuc_boi_duong"))),
        half=True,
    ),
    FieldSpec("hours", "Số &giờ", lambda _: DecimalField("Ví dụ: 8 hoặc 7,5"), half=True),
    FieldSpec("organiser", "Đơn &vị tổ chức", lambda _: TextField()),
    FieldSpec(
        "people", "Tổng &số người dự", lambda _: NumberField(), half=True, section="Người dự", hint="Tất cả người dự."
    ),
    FieldSpec(
        "briefed",
        "Được &quán triệt lần đầu",
        lambda _: NumberField(),
        half=True,
        hint="Người của đơn vị, không ghi tên dưới đây, lần đầu được quán triệt.",
    ),
    FieldSpec(
        "attendees",
        "Ghi tên cán bộ &dự (nhất là cán bộ truyền thông)",
        AttendanceField,
        keys=("attendees", "certified"),
    ),
    evidence_spec(),
    FieldSpec("note", "Ghi ch&ú", lambda _: LongTextField(2)),
)

SCREEN = Screen(
    title="Bồi dưỡng – quán triệt",
    subtitle="Lớp bồi dưỡng, hội nghị quán triệt và người dự (chỉ tiêu MT30.3, MT30.5; Biểu 03).",
    one="lớp, hội nghị",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: record.name,
    empty="Chưa có lớp bồi dưỡng, hội nghị quán triệt nào.\nNhấn Ctrl+N để ghi lớp đầu tiên, hoặc nhập từ Excel.",
    help="Ghi mỗi lớp bồi dưỡng, hội nghị quán triệt một dòng. Cán bộ truyền thông phải được ghi tên thì mới tính vào MT30.5. "
    "Mỗi người chỉ được tính một lần ở MT30.3: ô “Được quán triệt lần đầu” là số người không ghi tên, chưa tính ở hội nghị nào trước.",
    new_values=lambda _: {"contents": [BRIEFING]},
    copied=lambda values: {
        **values,
        "date": None,
        "date_to": None,
        "people": None,
        "briefed": None,
        "certified": [],
        "evidence": [],
    },
)


def make(workspace: Workspace) -> Page:
    """The page."""
    return RecordPage(workspace, SCREEN)
