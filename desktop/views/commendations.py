"""Mô hình – khen thưởng: models, good examples, honours with level and decision (MT30.6; Plan III.4; Biểu 06)."""

from __future__ import annotations

from desktop.models.commendation import Commendation
from desktop.text import format_number
from desktop.views.activities import within, years_of
from desktop.views.filters import by_entry, choice_of
from desktop.views.page import Page, Workspace
from desktop.views.record_page import RecordPage, Screen
from desktop.views.widgets import columns
from desktop.views.widgets.columns import Column, Filter, Listing, Row
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.evidence_field import evidence_spec
from desktop.views.widgets.fields import CheckField, LongTextField, TextField
from desktop.views.widgets.form import FieldSpec


def _decision(row: Row) -> str:
    if row["award"] and not (row["decision"] and row["decided"]):
        return "Chưa có số, ngày"
    return columns.as_text(row["decision"])


LISTING = Listing(
    kind=Commendation,
    columns=(
        Column("date", "Ngày", columns.as_date, 92),
        Column("who", "Mô hình, tập thể, cá nhân", width=0),
        Column("type", "Loại", columns.as_label, 130),
        Column("award", "Hình thức khen", columns.as_label, 130, hidden=True),
        Column("level", "Cấp", columns.as_label, 130, hidden=True),
        Column(
            "decision",
            "Quyết định",
            width=140,
            with_row=_decision,
            colour=lambda row: "warning" if row["award"] and not (row["decision"] and row["decided"]) else "",
        ),
        Column("decided", "Ngày quyết định", columns.as_date, 120, hidden=True),
        Column("belongs_to", "Đơn vị, địa phương", width=160, hidden=True),
        Column("published", "Đã đăng tải", columns.as_mark, 92, hidden=True),
        Column("evidence", "Ảnh, tệp", columns.as_size, 70, right=True, sortable=False, hidden=True),
    ),
    sort=("date", True),
    count=lambda n: f"{format_number(n)} mô hình, gương, khen thưởng",
    filters=(
        Filter("year", "Mọi năm", years_of(Commendation.date), within(Commendation.date)),
        by_entry(Commendation.type, "Mọi loại", "loai_guong"),
        by_entry(Commendation.level, "Mọi cấp khen", "cap_khen"),
    ),
)

FIELDS = (
    FieldSpec("date", "&Ngày", lambda _: DateField(), half=True, needed=True, hint="Ngày phát hiện hoặc khen thưởng."),
    FieldSpec("type", "L&oại", choice_of("loai_guong"), half=True, needed=True),
    FieldSpec(
        "who",
        "&Tên mô hình, tập thể, cá nhân",
        lambda _: TextField("Ví dụ: Mô hình “Bản tin song ngữ Việt – Thái”"),
        needed=True,
    ),
    FieldSpec("belongs_to", "Đơn &vị, địa phương", lambda _: TextField()),
    FieldSpec("content", "Nội dung, &cách làm", lambda _: LongTextField(3)),
    FieldSpec("award", "&Hình thức khen", choice_of("hinh_thuc_khen"), half=True, section="Khen thưởng"),
    FieldSpec("level", "Cấ&p khen", choice_of("cap_khen"), half=True),
    FieldSpec(
        "decision",
        "&Số quyết định",
        lambda _: TextField("Ví dụ: 152/QĐ-UBND"),
        half=True,
        hint="Minh chứng của MT30.6.",
    ),
    FieldSpec("decided", "N&gày quyết định", lambda _: DateField(), half=True),
    FieldSpec("published", "Đăng tải", lambda _: CheckField("Đã &đăng tải, giới thiệu rộng rãi"), section="Lan tỏa"),
    FieldSpec("link", "Đường dẫn bà&i viết", lambda _: TextField("https://…")),
    evidence_spec(),
    FieldSpec("note", "Ghi ch&ú", lambda _: LongTextField(2)),
)

SCREEN = Screen(
    title="Mô hình – khen thưởng",
    subtitle="Mô hình hay, điển hình tiên tiến, hoạt động tôn vinh và khen thưởng (chỉ tiêu MT30.6; Biểu 06).",
    one="mô hình, gương, khen thưởng",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: record.who,
    empty="Chưa có mô hình, điển hình, khen thưởng nào.\nNhấn Ctrl+N khi phát hiện một cách làm hay hoặc có quyết định khen thưởng.",
    help="Ghi mô hình hay, tập thể và cá nhân điển hình, hoạt động tôn vinh. Có khen thưởng thì ghi hình thức, cấp khen, số và ngày "
    "quyết định: đó là minh chứng của MT30.6. Học sinh được nêu tên cần có sự đồng ý của gia đình.",
    copied=lambda values: {
        **values,
        "date": None,
        "who": "",
        "decision": "",
        "decided": None,
        "link": "",
        "evidence": [],
    },
)


def make(workspace: Workspace) -> Page:
    """The page."""
    return RecordPage(workspace, SCREEN)
