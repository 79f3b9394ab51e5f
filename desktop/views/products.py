"""Sản phẩm: what was made and spread, by the Plan's 47 kinds, alone or under an activity (Plan IV; Biểu 04, 04b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QLabel

from desktop.models.product import Product, is_measured_by, unit_of_count
from desktop.text import format_number
from desktop.views.activities import within, years_of
from desktop.views.filters import by_entry, choice_of
from desktop.views.page import Page, Workspace
from desktop.views.record_page import RecordPage, Screen
from desktop.views.widgets import columns
from desktop.views.widgets.activity_links import ActivityLinksField
from desktop.views.widgets.columns import Column, Filter, Listing, Row, Total
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.evidence_field import evidence_spec
from desktop.views.widgets.fields import DecimalField, LongTextField, NumberField, TextField
from desktop.views.widgets.form import FieldSpec


class QuantityField(NumberField):
    """A number with the unit of count of the kind chosen beside it: 12 bài, 3 clip."""

    def __init__(self) -> None:
        super().__init__()
        self.unit = QLabel()
        self.unit.setObjectName("muted")
        self.unit.hide()
        self.row.addWidget(self.unit)

    def follow(self, leading: Any, offered: Sequence[tuple[str, str]]) -> None:
        """Name the unit."""
        del offered
        self.unit.setText(unit_of_count(leading))
        self.unit.setVisible(bool(self.unit.text()))


def _quantity(row: Row) -> str:
    number = row["quantity"]
    return "" if number is None else f"{format_number(number)} {unit_of_count(row['type'])}"


LISTING = Listing(
    kind=Product,
    columns=(
        Column("date", "Ngày", columns.as_date, 92),
        Column("title", "Tên sản phẩm", width=0),
        Column("type", "Loại", columns.as_label, 170),
        Column("quantity", "Số lượng", width=110, right=True, with_row=_quantity),
        Column("minutes", "Số phút", columns.as_decimal, 76, right=True, hidden=True),
        Column("broadcasts", "Lượt phát", columns.as_number, 84, right=True, hidden=True),
        Column("clusters", "Cụm loa", columns.as_number, 76, right=True, hidden=True),
        Column("views", "Lượt xem", columns.as_number, 84, right=True, hidden=True),
        Column("language", "Ngôn ngữ", columns.as_label, 110, hidden=True),
        Column("person", "Người thực hiện", width=150, hidden=True),
        Column("link", "Đường dẫn", width=180, hidden=True),
        Column("evidence", "Ảnh, tệp", columns.as_size, 70, right=True, sortable=False, hidden=True),
    ),
    sort=("date", True),
    count=lambda n: f"{format_number(n)} sản phẩm",
    filters=(
        Filter("year", "Mọi năm", years_of(Product.date), within(Product.date)),
        by_entry(Product.type, "Mọi loại", "san_pham"),
        by_entry(Product.language, "Mọi ngôn ngữ", "ngon_ngu"),
    ),
    totals=(Total("broadcasts", "lượt đăng, phát"), Total("views", "lượt xem")),
)

FIELDS = (
    FieldSpec("date", "&Ngày đăng, phát", lambda _: DateField(), half=True, needed=True),
    FieldSpec("language", "Ng&ôn ngữ", choice_of("ngon_ngu"), half=True),
    FieldSpec("type", "L&oại sản phẩm", choice_of("san_pham"), needed=True),
    FieldSpec(
        "title", "&Tên sản phẩm", lambda _: TextField("Ví dụ: Bản tin “Nghị quyết 71 tới bản làng”"), needed=True
    ),
    FieldSpec(
        "quantity",
        "&Số lượng",
        lambda _: QuantityField(),
        half=True,
        follows="type",
    ),
    *(
        FieldSpec(
            key,
            label,
            make,
            half=True,
            follows="type",
            applies=lambda kind, measured=key: is_measured_by(kind, measured),  # type: ignore[misc]
            hint=hint,
        )
        for key, label, make, hint in (
            ("minutes", "Số &phút mỗi lần", lambda _: DecimalField("Ví dụ: 5 hoặc 1,5"), "Thời lượng một lần phát."),
            ("broadcasts", "Số lượt p&hát", lambda _: NumberField(), "Số phút × số lượt phát = phút lên sóng."),
            ("clusters", "Số &cụm loa", lambda _: NumberField(), ""),
            ("views", "Lượt &xem, tiếp cận", lambda _: NumberField(), ""),
        )
    ),
    FieldSpec(
        "activity",
        "Thuộc hoạt độn&g",
        lambda workspace: ActivityLinksField(workspace, several=False),
        section="Nguồn, minh chứng",
        follows="date",
        hint="Bỏ trống nếu sản phẩm đứng riêng. Số người tham gia ghi ở hoạt động.",
    ),
    FieldSpec("link", "Đường &dẫn", lambda _: TextField("https://…")),
    FieldSpec("person", "Ngườ&i thực hiện", lambda _: TextField()),
    evidence_spec(),
    FieldSpec("note", "Ghi ch&ú", lambda _: LongTextField(2)),
)

SCREEN = Screen(
    title="Sản phẩm truyền thông",
    subtitle="Tin, bài, phát thanh, video, tài liệu, hội thi … theo 47 loại của Kế hoạch (Biểu 04, 04b).",
    one="sản phẩm",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: record.title,
    empty="Chưa có sản phẩm nào.\nNhấn Ctrl+N để ghi sản phẩm đầu tiên, hoặc mở một hoạt động rồi chọn “Thêm sản phẩm”.",
    help="Ghi mỗi sản phẩm một dòng: tin, bài, chương trình phát thanh, video, tờ rơi … Chọn loại trước: chỉ những số đo có nghĩa "
    "với loại đó mới hiện ra, và đơn vị đếm đứng cạnh số lượng. Sản phẩm làm trong một hoạt động thì nối với hoạt động ấy. "
    "Số không đếm được thì gõ KAD (không áp dụng); 0 là đếm được và bằng không.",
    new_values=lambda _: {"language": "NN_VIET"},
    copied=lambda values: {**values, "date": None, "views": None, "link": "", "evidence": []},
)


class ProductPage(RecordPage):
    """A new product may come with what its activity says: then only its kind is still to be said."""

    _from_activity = False

    def focus_first(self) -> None:
        """As every list; the kind of a product that was begun from its activity."""
        super().focus_first()
        if self._from_activity and self.form.is_new:
            self.form.go_to_field("type")
        self._from_activity = False

    def open(
        self,
        record_id: str = "",
        new: bool = False,
        filters: Mapping[str, Any] | None = None,
        draft: str = "",
        values: Mapping[str, Any] | None = None,
        **_: Any,
    ) -> None:
        """As every list; `values` are laid into a new form."""
        super().open(record_id, new, filters, draft)
        if new and values and self.panel.isVisibleTo(self) and self.form.is_new:
            self.form.open_new({**self.pattern.new_values(self.workspace), **values})
            self._from_activity = True


def make(workspace: Workspace) -> Page:
    """The page."""
    return ProductPage(workspace, SCREEN)
