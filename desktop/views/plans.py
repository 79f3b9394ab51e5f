"""Kế hoạch – văn bản: the unit's communication plan and guiding documents (MT30.1, Plan II.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from desktop.models.catalogue import load_catalogue
from desktop.models.plan import GUIDING, INTEGRATED, OWN, Plan
from desktop.models.queries import records
from desktop.text import format_number, running_date
from desktop.views.filters import years_stated
from desktop.views.page import Page, Workspace
from desktop.views.record_page import RecordPage, Screen, choices_of
from desktop.views.widgets import columns
from desktop.views.widgets.banner import Banner
from desktop.views.widgets.choice_field import ChoiceField
from desktop.views.widgets.columns import Column, Filter, Listing
from desktop.views.widgets.date_field import DateField
from desktop.views.widgets.evidence_field import evidence_spec
from desktop.views.widgets.fields import LongTextField, TextField, YearField
from desktop.views.widgets.form import FieldSpec

_SORTS = {OWN: "Riêng", INTEGRATED: "Lồng ghép", GUIDING: "Văn bản khác"}  # in a narrow column

LISTING = Listing(
    kind=Plan,
    columns=(
        Column("year", "Năm", str, 64),
        Column("type", "Loại", lambda code: _SORTS.get(code, columns.as_label(code)), 104),
        Column("number", "Số, ký hiệu", width=150),
        Column("date", "Ngày", columns.as_date, 92),
        Column("subject", "Trích yếu", width=0),
        Column("evidence", "Ảnh, tệp", columns.as_size, 70, right=True, sortable=False, hidden=True),
        Column("note", "Ghi chú", width=160, hidden=True),
    ),
    sort=("year", True),
    count=lambda n: f"{format_number(n)} văn bản",
    filters=(
        Filter("year", "Mọi năm", years_stated(Plan), lambda year: Plan.year == year),
        Filter(
            "type",
            "Mọi loại",
            lambda _: choices_of(load_catalogue().entries("loai_ke_hoach")),
            lambda code: Plan.type == code,
        ),
    ),
)

FIELDS = (
    FieldSpec("year", "&Năm", lambda _: YearField(), half=True, needed=True),
    FieldSpec(
        "type",
        "&Loại",
        lambda _: ChoiceField(choices_of(load_catalogue().entries("loai_ke_hoach"))),
        half=True,
        needed=True,
    ),
    FieldSpec("number", "&Số, ký hiệu", lambda _: TextField("Ví dụ: 08/KH-THCSCK"), half=True),
    FieldSpec("date", "Ngà&y văn bản", lambda _: DateField(), half=True),
    FieldSpec("subject", "&Trích yếu nội dung", lambda _: LongTextField(3), needed=True),
    evidence_spec(),
    FieldSpec("note", "Ghi ch&ú", lambda _: LongTextField(2)),
)

SCREEN = Screen(
    title="Kế hoạch – văn bản",
    subtitle="Kế hoạch truyền thông của đơn vị và các văn bản chỉ đạo, hướng dẫn (chỉ tiêu MT30.1).",
    one="văn bản",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: record.number or record.subject,
    empty="Chưa có kế hoạch, văn bản nào.\nNhấn Ctrl+N để ghi kế hoạch truyền thông của năm nay (riêng hoặc lồng ghép).",
    help="Mỗi năm cần một kế hoạch truyền thông riêng, hoặc kế hoạch năm có lồng ghép đầy đủ nội dung truyền thông: "
    "có một trong hai là đạt chỉ tiêu MT30.1. Số và ngày văn bản là minh chứng.",
    new_values=lambda _: {"year": date.today().year},  # noqa: DTZ011
    copied=lambda values: {**values, "number": "", "date": None, "evidence": []},
)


class PlansPage(RecordPage):
    """The list, and over it whether this year has its plan: own, integrated, or none (MT30.1)."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, SCREEN)
        self.standing = Banner()
        self.body.insertWidget(0, self.standing)

    def refresh(self) -> None:
        """The list and the sentence over it."""
        super().refresh()
        year = date.today().year  # noqa: DTZ011  the clerk's own calendar
        with self.workspace.database.snapshot() as session:
            plans = session.scalars(records(Plan, self.workspace.unit_id, year)).all()
            self.standing.say(*standing_of(year, [plan for plan in plans if plan.meets_target]))


def standing_of(year: int, plans: Sequence[Plan]) -> tuple[str, str]:
    """What the plans of a year come to for MT30.1, and the mood of it."""
    if not plans:
        return f"Năm {year}: chưa có kế hoạch truyền thông (riêng hoặc lồng ghép). Nhấn Ctrl+N để ghi.", "warning"
    best = min(plans, key=lambda plan: (plan.type != OWN, not plan.number))
    kind = "có kế hoạch truyền thông riêng" if best.type == OWN else "đã lồng ghép vào kế hoạch công tác năm"
    if not (best.number and best.date):
        return f"Năm {year}: {kind}, nhưng còn thiếu số hoặc ngày văn bản làm minh chứng.", "warning"
    return f"Năm {year}: {kind}, số {best.number} ngày {running_date(best.date)}. Đạt chỉ tiêu MT30.1.", "success"


def make(workspace: Workspace) -> Page:
    """The page."""
    return PlansPage(workspace)
