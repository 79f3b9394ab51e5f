"""Kinh phí: estimate and spending by source KP1–4 and kind CH1–5, in đồng and in words (Plan V; Biểu 05)."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop.models.activity import Activity
from desktop.models.budget import BudgetLine
from desktop.models.catalogue import load_catalogue
from desktop.text import format_number
from desktop.views.filters import by_entry, years_stated
from desktop.views.page import Page, Workspace
from desktop.views.record_page import BOTH_FIT, RecordPage, Screen
from desktop.views.widgets import columns
from desktop.views.widgets.activity_links import ActivityLinksField
from desktop.views.widgets.budget_strip import BudgetStrip
from desktop.views.widgets.choice_field import ChoiceField
from desktop.views.widgets.columns import Column, Filter, Listing, Row, Total
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.evidence_field import evidence_spec
from desktop.views.widgets.fields import LongTextField, TextField, YearField
from desktop.views.widgets.form import FieldSpec
from desktop.views.widgets.money_field import MoneyField


def _this_year() -> int:
    return date.today().year  # noqa: DTZ011  the clerk's own calendar


def _numbered(name: str) -> Any:
    """A field for an entry that people call by its code: KP2. Bố trí, lồng ghép …"""
    return lambda _: ChoiceField([(e.code, f"{e.code}. {e.label}") for e in load_catalogue().entries(name)])


def _is_over(row: Row) -> bool:
    return row["estimate"] is not None and row["spent"] is not None and row["spent"] > row["estimate"]


LISTING = Listing(
    kind=BudgetLine,
    columns=(
        Column("year", "Năm", str, 56),
        Column("content", "Nội dung chi", width=0),
        Column("source", "Nguồn", lambda code: code or "", 64),
        Column("purpose", "Mục chi", lambda code: code or "", 72),
        Column("estimate", "Dự toán (đồng)", columns.as_number, 124, right=True),
        Column(
            "spent",
            "Thực hiện (đồng)",
            columns.as_number,
            128,
            right=True,
            colour=lambda row: "warning" if _is_over(row) else "",
        ),
        Column("date", "Ngày chi", columns.as_date, 92, hidden=True),
        Column("document", "Chứng từ", width=130, hidden=True),
        Column("evidence", "Ảnh, tệp", columns.as_size, 70, right=True, sortable=False, hidden=True),
    ),
    sort=("year", True),
    count=lambda n: f"{format_number(n)} khoản",
    totals=(Total("estimate", "đồng dự toán"), Total("spent", "đồng thực hiện")),
    filters=(
        Filter("year", "Mọi năm", years_stated(BudgetLine), lambda year: BudgetLine.year == year, _this_year),
        by_entry(BudgetLine.source, "Mọi nguồn", "nguon_kinh_phi"),
        by_entry(BudgetLine.purpose, "Mọi mục chi", "noi_dung_chi"),
    ),
)

FIELDS = (
    FieldSpec("year", "&Năm ngân sách", lambda _: YearField(), half=True, needed=True),
    FieldSpec("date", "N&gày chi", lambda _: DateField(), half=True, hint="Để trống khi mới có dự toán."),
    FieldSpec("content", "Nội &dung chi", lambda _: TextField("Ví dụ: In tờ rơi song ngữ Việt – Thái"), needed=True),
    FieldSpec("source", "Ng&uồn kinh phí", _numbered("nguon_kinh_phi"), needed=True),
    FieldSpec("purpose", "&Mục chi", _numbered("noi_dung_chi"), needed=True),
    FieldSpec("estimate", "Dự &toán", lambda _: MoneyField(), half=True),
    FieldSpec("spent", "Thực &hiện", lambda _: MoneyField(), half=True),
    FieldSpec("document", "&Số chứng từ, quyết định", lambda _: TextField()),
    FieldSpec("activities", "Chi cho h&oạt động", ActivityLinksField, follows="year", section="Nối với hoạt động"),
    evidence_spec(),
    FieldSpec("note", "Ghi &chú", lambda _: LongTextField(2)),
)

SCREEN = Screen(
    title="Kinh phí",
    subtitle="Dự toán và thực hiện theo nguồn KP1–KP4 và mục chi CH1–CH5, đơn vị tính: đồng (Biểu 05).",
    one="khoản kinh phí",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: record.content,
    empty="Chưa có khoản kinh phí nào.\nNhấn Ctrl+N để ghi dự toán hoặc số đã chi. Đơn vị không có kinh phí riêng thì để trống.",
    help="Mỗi khoản một dòng: nguồn, mục chi, dự toán và số đã chi. Số tiền ghi đủ đến đồng (1.500.000); rời ô thì hiện “Bằng chữ”. "
    "Không có dự toán riêng thì gõ KAD vào ô Dự toán; 0 là có và bằng không; để trống là chưa biết. "
    "Bảng phía trên cộng theo nguồn và mục chi của năm đang lọc, cạnh tổng chi phí ghi ở Nhật ký hoạt động để đối chiếu.",
    new_values=lambda _: {"year": _this_year(), "source": "KP2"},
    copied=lambda values: {**values, "date": None, "spent": None, "document": "", "evidence": []},
)


class BudgetPage(RecordPage):
    """The list with the year's sums over it."""

    strip: BudgetStrip | None = None

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, SCREEN)
        self.kinds |= {Activity.KIND}
        self.strip = BudgetStrip()
        self.body.insertWidget(0, self.strip)
        self.table.counted.connect(lambda *_: self._show_sums())

    def _arrange(self) -> None:
        super()._arrange()
        if self.strip is not None:  # a form that lies over the list needs the room
            self.strip.setHidden(self.strip.is_empty or (self.panel.isVisibleTo(self) and self.width() < BOTH_FIT))

    def _show_sums(self) -> None:
        from desktop.reports.budget_summary import budget_summary

        year = self.list.combos["year"].currentData() or _this_year()
        with self.workspace.database.snapshot() as session:
            summary = budget_summary(session, self.workspace.unit_id, year)
        if self.strip is not None:
            self.strip.show_sums(summary)
            self._arrange()


def make(workspace: Workspace) -> Page:
    """The page."""
    return BudgetPage(workspace)
