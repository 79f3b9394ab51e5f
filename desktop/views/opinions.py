"""Dư luận – thông tin sai lệch: found, handled, closed; private persons are not named (Plan III.5; Biểu 07)."""

from __future__ import annotations

from desktop.models.catalogue import load_catalogue
from desktop.models.opinion import Opinion
from desktop.text import format_date, format_number
from desktop.views.activities import within, years_of
from desktop.views.filters import by_entry, choice_of
from desktop.views.page import Page, Workspace
from desktop.views.record_page import RecordPage, Screen, choices_of
from desktop.views.widgets import columns
from desktop.views.widgets.chips import ChipsField
from desktop.views.widgets.columns import Column, Filter, Listing
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.evidence_field import evidence_spec
from desktop.views.widgets.fields import LongTextField, TextField
from desktop.views.widgets.form import FieldSpec

OPEN, CLOSED = "open", "closed"

LISTING = Listing(
    kind=Opinion,
    columns=(
        Column("date", "Phát hiện", columns.as_date, 92),
        Column("summary", "Tóm tắt nội dung", width=0),
        Column("platform", "Nơi xuất hiện", columns.as_label, 160),
        Column(
            "closed",
            "Xử lý xong",
            lambda day: format_date(day) if day else "Đang xử lý",
            100,
            colour=lambda row: "" if row["closed"] else "warning",
        ),
        Column("measures", "Biện pháp", columns.as_labels, 200, sortable=False, hidden=True),
        Column("source", "Nguồn", width=160, hidden=True),
        Column("handled_with", "Phối hợp với", width=160, hidden=True),
        Column("result", "Kết quả", width=200, hidden=True),
        Column("evidence", "Ảnh, tệp", columns.as_size, 70, right=True, sortable=False, hidden=True),
    ),
    sort=("date", True),
    count=lambda n: f"{format_number(n)} vụ việc",
    filters=(
        Filter("year", "Mọi năm", years_of(Opinion.date), within(Opinion.date)),
        Filter(
            "state",
            "Mọi tình trạng",
            lambda _: [(OPEN, "Đang xử lý"), (CLOSED, "Đã xử lý xong")],
            lambda state: Opinion.closed.is_(None) if state == OPEN else Opinion.closed.is_not(None),
        ),
        by_entry(Opinion.platform, "Mọi nền tảng", "nen_tang"),
    ),
)

FIELDS = (
    FieldSpec("date", "&Ngày phát hiện", lambda _: DateField(), half=True, needed=True),
    FieldSpec("platform", "Nơi &xuất hiện", choice_of("nen_tang"), half=True),
    FieldSpec("source", "Ng&uồn", lambda _: TextField("Ví dụ: một nhóm Zalo phụ huynh; không ghi tên người")),
    FieldSpec(
        "summary",
        "&Tóm tắt nội dung",
        lambda _: LongTextField(3),
        needed=True,
        hint="Không ghi họ tên, số điện thoại, tài khoản của người đăng.",
    ),
    FieldSpec(
        "measures",
        "&Biện pháp",
        lambda _: ChipsField(choices_of(load_catalogue().entries("bien_phap_xu_ly"))),
        section="Xử lý",
    ),
    FieldSpec("handled_with", "&Phối hợp với", lambda _: TextField("Ví dụ: Công an xã, Sở GDĐT")),
    FieldSpec("closed", "Xử &lý xong ngày", lambda _: DateField(), half=True, hint="Để trống khi còn đang xử lý."),
    FieldSpec("result", "&Kết quả", lambda _: LongTextField(2)),
    evidence_spec(),
    FieldSpec("note", "Ghi &chú", lambda _: LongTextField(2)),
)

SCREEN = Screen(
    title="Dư luận – thông tin sai lệch",
    subtitle="Dư luận cần định hướng, tin sai lệch đã phát hiện và việc xử lý (Biểu 07).",
    one="vụ việc",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: record.summary,
    empty="Chưa ghi vụ việc nào.\nNếu trong năm không phát sinh thì để trống: báo cáo sẽ ghi “không phát sinh”. "
    "Nhấn Ctrl+N khi phát hiện thông tin sai lệch.",
    help="Ghi lại thông tin sai lệch, dư luận cần định hướng: phát hiện khi nào, ở đâu, xử lý thế nào, xong ngày nào. "
    "Tuyệt đối không ghi họ tên hay thông tin riêng của cá nhân; ghi “một tài khoản Facebook”, “một nhóm phụ huynh”.",
    copied=lambda values: {**values, "date": None, "closed": None, "result": "", "evidence": []},
)


def make(workspace: Workspace) -> Page:
    """The page."""
    return RecordPage(workspace, SCREEN)
