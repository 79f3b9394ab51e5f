"""Nhiệm vụ được giao: what section VI of the Plan gives this kind of unit, as a checklist of the year (M12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from desktop.models.catalogue import load_catalogue
from desktop.models.duty import DONE, NOT_ARISEN, NOT_BEGUN, UNDER_WAY, Duty, duties_of, duty_id
from desktop.models.unit import profile_for
from desktop.text import format_number
from desktop.views.checklist_page import Checklist, ChecklistPage
from desktop.views.filters import choice_of
from desktop.views.page import Page, Workspace
from desktop.views.record_page import Screen
from desktop.views.widgets import columns
from desktop.views.widgets.activity_links import ActivityLinksField
from desktop.views.widgets.columns import Column, Listing
from desktop.views.widgets.entry_field import EntryField
from desktop.views.widgets.evidence_field import evidence_spec
from desktop.views.widgets.fields import LongTextField, TextField
from desktop.views.widgets.form import FieldSpec
from desktop.views.widgets.lines_table import Line, LineColumn

_COLOURS = {DONE: "success", NOT_BEGUN: "warning", UNDER_WAY: "primary"}
_STATE = 2

LISTING = Listing(
    kind=Duty,
    columns=(
        Column("year", "Năm", str, 64),
        Column("duty", "Nhiệm vụ", columns.as_label, 0),
        Column("state", "Tình trạng", columns.as_label, 120),
        Column("activities", "Hoạt động", columns.as_size, 84, right=True, sortable=False),
        Column("result", "Kết quả", width=220),
    ),
    sort=("year", True),
    count=lambda n: f"{format_number(n)} nhiệm vụ",
)

FIELDS = (
    FieldSpec("duty", "Nhiệm vụ", lambda _: EntryField()),
    FieldSpec("year", "Năm", lambda _: EntryField(str), half=True),
    FieldSpec("state", "&Tình trạng", choice_of("trang_thai_nhiem_vu"), half=True, needed=True),
    FieldSpec(
        "activities",
        "&Hoạt động đã thực hiện",
        ActivityLinksField,
        follows="year",
        hint="Nối các hoạt động trong Nhật ký làm minh chứng cho nhiệm vụ này.",
    ),
    FieldSpec("result", "&Kết quả", lambda _: LongTextField(4)),
    FieldSpec("person", "Người &phụ trách", lambda _: TextField()),
    evidence_spec(),
    FieldSpec("note", "Ghi ch&ú", lambda _: LongTextField(2)),
)

SCREEN = Screen(
    title="Nhiệm vụ được giao",
    subtitle="Các nhiệm vụ Kế hoạch giao cho loại đơn vị này, đánh dấu việc đã làm trong năm.",
    one="nhiệm vụ",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: load_catalogue().label(record.duty),
    empty="Kế hoạch không giao nhiệm vụ riêng cho loại đơn vị này.\nHãy kiểm tra loại đơn vị ở Hồ sơ đơn vị.",
    help="Danh sách lấy từ mục VI của Kế hoạch theo loại đơn vị ghi ở Hồ sơ đơn vị. Chọn một dòng, nhấn Enter, ghi tình trạng và "
    "nối các hoạt động đã làm. “Không phát sinh” là nhiệm vụ không có việc để làm trong năm.",
)


def _codes(session: Session, unit_id: str, year: int) -> Sequence[str]:
    return [duty.code for duty in duties_of(profile_for(session, unit_id, year).kind)]


def _words(code: str, record: Any) -> Line:
    catalogue = load_catalogue()
    entry = catalogue.entry(code)
    state = (record.state if record else None) or NOT_BEGUN
    linked = format_number(len(record.activities)) if record and record.activities else ""
    return Line(
        code,
        (
            catalogue.standing(code),
            (entry.section or "") if entry else "",
            catalogue.label(state),
            linked,
            record.person if record else "",
        ),
        colour=_COLOURS.get(state, "muted"),
        coloured=_STATE,
    )


def _sum_up(year: int, said: Mapping[str, Any]) -> str:
    states = [record.state if record else NOT_BEGUN for record in said.values()]
    owed = [state for state in states if state != NOT_ARISEN]
    words = f"Năm {year}: đã thực hiện {states.count(DONE)}/{len(owed)} nhiệm vụ"
    return words + (f", đang thực hiện {states.count(UNDER_WAY)}." if UNDER_WAY in states else ".")


CHECKLIST = Checklist(
    screen=SCREEN,
    columns=(
        LineColumn("Nhiệm vụ", 0),
        LineColumn("Mục", 104),
        LineColumn("Tình trạng", 120),
        LineColumn("Hoạt động", 84, right=True),
        LineColumn("Người phụ trách", 140),
    ),
    codes=_codes,
    code_key="duty",
    id_of=duty_id,
    words=_words,
    sum_up=_sum_up,
    wide_only=(1, 4),
)


def make(workspace: Workspace) -> Page:
    """The page."""
    return ChecklistPage(workspace, CHECKLIST)
