"""Nhật ký hoạt động: what was done, when, for whom, through which channel (Plan III, IV)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, extract, func, select
from sqlalchemy.orm import Session

from desktop.models.activity import Activity
from desktop.models.catalogue import load_catalogue
from desktop.models.latest import latest_like
from desktop.models.product import Product
from desktop.text import format_number
from desktop.views.page import Page, Workspace
from desktop.views.record_page import RecordPage, Screen, choices_of
from desktop.views.widgets import columns
from desktop.views.widgets.chips import ChipsField
from desktop.views.widgets.choice_field import ChoiceField
from desktop.views.widgets.columns import Column, Filter, Listing, Total
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.evidence_field import evidence_spec
from desktop.views.widgets.fields import CheckField, LongTextField, NumberField, TextField
from desktop.views.widgets.form import FieldSpec
from desktop.views.widgets.money_field import MoneyField
from desktop.views.widgets.products_field import ProductsField

NO_TOPIC = "none"


def years_of(column: Any) -> Any:
    """Choices of a year filter: the years that records have, the newest first."""

    def choices(session: Session) -> Sequence[tuple[int, str]]:
        # Two questions: SQLite looks up one end of an index, but reads all of it when asked for both ends at once.
        first, last = session.scalar(select(func.min(column))), session.scalar(select(func.max(column)))
        if first is None or last is None:
            return []
        return [(year, f"Năm {year}") for year in range(last.year, first.year - 1, -1)][:40]

    return choices


def within(column: Any) -> Any:
    """The condition that a date lies in a year."""

    def where(year: int) -> ColumnElement[bool]:
        condition: ColumnElement[bool] = column.between(date(year, 1, 1), date(year, 12, 31))
        return condition

    return where


def _topics() -> list[tuple[str, str]]:
    return choices_of(load_catalogue().leaf_topics())


def _forms(channel: str | None) -> list[tuple[str, str]]:
    forms = load_catalogue().forms(channel) if channel else ()
    return choices_of([form for form in forms if not form.retired])


def _languages() -> ChipsField:
    entries = load_catalogue().entries("ngon_ngu")
    usual = [e for e in entries if e.extra.get("hien_mac_dinh")]
    return ChipsField(choices_of(usual), choices_of([e for e in entries if e not in usual]))


def _audiences() -> ChipsField:
    """Eight that schools meet daily; the rest behind "Thêm…"."""
    entries = load_catalogue().entries("doi_tuong")
    daily = (
        "DT_HOC_SINH",
        "DT_PHU_HUYNH",
        "DT_NHA_GIAO",
        "DT_CBQL",
        "DT_NHAN_VIEN",
        "DT_CBCCVC",
        "DT_NHAN_DAN",
        "DT_HOC_VIEN",
    )
    usual = [e for code in daily for e in entries if e.code == code]
    return ChipsField(choices_of(usual), choices_of([e for e in entries if e not in usual]))


LISTING = Listing(
    kind=Activity,
    columns=(
        Column("date", "Ngày", columns.as_date, 92),
        Column("title", "Tên hoạt động", width=0),
        Column("channel", "Kênh", lambda code: code or "", 56),
        Column("topic", "Nội dung", columns.as_label, 200, hidden=True),
        Column("people", "Lượt người", columns.as_number, 92, right=True),
        Column("evidence", "Ảnh, tệp", columns.as_size, 70, right=True, sortable=False),
        Column("place", "Địa điểm", width=150, hidden=True),
        Column("person", "Người phụ trách", width=150, hidden=True),
        Column("audiences", "Đối tượng", columns.as_labels, 180, hidden=True, sortable=False),
        Column("cost", "Kinh phí (đồng)", columns.as_number, 120, right=True, hidden=True),
    ),
    sort=("date", True),
    count=lambda n: f"{format_number(n)} hoạt động",
    filters=(
        Filter("year", "Mọi năm", years_of(Activity.date), within(Activity.date)),
        Filter(
            "month",
            "Mọi tháng",
            lambda _: [(month, f"Tháng {month}") for month in range(1, 13)],
            lambda month: extract("month", Activity.date) == month,
            quiet=True,
        ),
        Filter(
            "channel",
            "Mọi kênh",
            lambda _: [(e.code, f"{e.code}. {e.label}") for e in load_catalogue().entries("kenh")],
            lambda code: Activity.channel == code,
        ),
        Filter(
            "topic",
            "Mọi nội dung",
            lambda _: [(NO_TOPIC, "Chưa chọn nội dung"), *_topics()],
            lambda code: Activity.topic.is_(None) if code == NO_TOPIC else Activity.topic == code,
        ),
    ),
    totals=(Total("people", "lượt người"), Total("cost", "đồng")),
)

FIELDS = (
    FieldSpec("date", "&Ngày thực hiện", lambda _: DateField(), half=True, needed=True),
    FieldSpec("date_to", "Đến ngà&y", lambda _: DateField(), half=True),
    FieldSpec("title", "&Tên hoạt động", lambda _: TextField("Ví dụ: Sinh hoạt dưới cờ về Nghị quyết 71"), needed=True),
    FieldSpec(
        "channel",
        "&Kênh truyền thông",
        lambda _: ChoiceField(choices_of(load_catalogue().entries("kenh"))),
        needed=True,
    ),
    FieldSpec(
        "form",
        "&Hình thức",
        lambda _: ChoiceField(hint="Chọn kênh trước"),
        follows="channel",
        offer=_forms,
    ),
    FieldSpec("topic", "Nội dung &chính", lambda _: ChoiceField(_topics())),
    FieldSpec("audiences", "Đố&i tượng", lambda _: _audiences(), section="Đối tượng, quy mô"),
    FieldSpec(
        "people",
        "Số lượt n&gười",
        lambda _: NumberField(),
        half=True,
        hint="Để trống nếu không thống kê; 0 là không có ai.",
    ),
    FieldSpec("place", "Đị&a điểm", lambda _: TextField(), half=True),
    FieldSpec("languages", "Ngôn ngữ", lambda _: _languages()),
    FieldSpec("content", "Nội &dung cụ thể", lambda _: LongTextField(3), section="Nội dung, kết quả"),
    FieldSpec("result", "Kết &quả", lambda _: LongTextField(2)),
    FieldSpec("person", "Người &phụ trách", lambda _: TextField(), half=True),
    FieldSpec("cost", "Kinh phí (đồng)", lambda _: MoneyField(), half=True),
    evidence_spec(),
    FieldSpec("integrated", "Lồng ghép", lambda _: CheckField("Lồng ghép trong hoạt độn&g khác")),
    FieldSpec("topics", "Nội dung khác được nhắc tới", lambda _: ChipsField(_topics()), section="Thêm"),
    FieldSpec(
        "partners",
        "Đơn vị phối hợp",
        lambda _: ChipsField(choices_of(load_catalogue().entries("to_chuc_phoi_hop"))),
    ),
    FieldSpec("note", "Ghi chú", lambda _: LongTextField(2)),
    FieldSpec("products", "Sản phẩm của hoạt động", ProductsField, aside=True),
)


def _new_values(workspace: Workspace) -> dict[str, Any]:
    """What can be guessed of a new activity: today, Vietnamese, the person who was in charge of the last one."""
    with workspace.database.snapshot() as session:
        last = latest_like(session, Activity, workspace.unit_id, "", {})
        person = last.person if last else ""
    return {"date": date.today(), "languages": ["NN_VIET"], "person": person}  # noqa: DTZ011  the clerk's own day


SCREEN = Screen(
    title="Nhật ký hoạt động",
    subtitle="Mỗi hoạt động truyền thông một dòng; số liệu báo cáo lấy từ đây.",
    one="hoạt động",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: record.title,
    empty="Chưa có hoạt động nào.\nNhấn Ctrl+N để ghi hoạt động đầu tiên, hoặc nhập từ Excel.",
    help="Ghi mỗi hoạt động truyền thông thực hiện Nghị quyết 71-NQ/TW: ngày, tên, kênh và hình thức, đối tượng, số lượt người. "
    "Ô có dấu * phải ghi; các ô khác ghi khi có. Mỗi hoạt động tính vào một nội dung chính và một kênh.",
    new_values=_new_values,
    copied=lambda values: {
        **values,
        "date": None,
        "date_to": None,
        "people": None,
        "cost": None,
        "result": "",
        "evidence": [],
    },
)


def make(workspace: Workspace) -> Page:
    """The page."""
    page = RecordPage(workspace, SCREEN)
    page.kinds |= {Product.KIND}  # an activity's form shows what was made under it
    return page
