"""Tự đánh giá: the unit's own judgement by TC1–TC5 in a year, with the figures that speak to each (Plan VI.9; Biểu 08)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QLabel
from sqlalchemy.orm import Session

from desktop.models.catalogue import load_catalogue
from desktop.models.self_assessment import SelfAssessment, self_assessment_id
from desktop.text import format_number, one_line
from desktop.views.checklist_page import Checklist, ChecklistPage
from desktop.views.filters import choice_of
from desktop.views.page import Page, Workspace
from desktop.views.record_page import Screen
from desktop.views.widgets import columns
from desktop.views.widgets.columns import Column, Listing
from desktop.views.widgets.entry_field import EntryField
from desktop.views.widgets.evidence_field import evidence_spec
from desktop.views.widgets.fields import AsideField, LongTextField
from desktop.views.widgets.form import FieldSpec
from desktop.views.widgets.lines_table import Line, LineColumn

_COLOURS = {"DG_TOT": "success", "DG_KHA": "success", "DG_DAT": "primary", "DG_CHUA": "danger"}
_GRADE = 2


class FiguresField(AsideField):
    """What the records say to the criterion that the form is about."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.year = 0
        self.words = QLabel()
        self.words.setWordWrap(True)
        self._take(self.words)

    def follow(self, leading: Any, offered: Sequence[tuple[str, str]]) -> None:
        """Read the figures of the criterion and year."""
        del offered
        if not leading or not self.year:
            self.words.clear()
            return
        from desktop.reports.self_check import hint_for

        with self._workspace.database.snapshot() as session:
            self.words.setText(hint_for(session, self._workspace.unit_id, self.year, leading))


LISTING = Listing(
    kind=SelfAssessment,
    columns=(
        Column("year", "Năm", str, 64),
        Column("criterion", "Tiêu chí", columns.as_label, 0),
        Column("grade", "Mức", columns.as_label, 100),
        Column("result", "Kết quả", width=260),
    ),
    sort=("year", True),
    count=lambda n: f"{format_number(n)} tiêu chí",
)

FIELDS = (
    FieldSpec("criterion", "Tiêu chí", lambda _: EntryField()),
    FieldSpec("year", "Năm", lambda _: EntryField(str), half=True),
    FieldSpec("grade", "&Mức tự đánh giá", choice_of("muc_danh_gia"), half=True, needed=True),
    FieldSpec("figures", "Số liệu trong sổ", FiguresField, follows="criterion", aside=True),
    FieldSpec("result", "&Kết quả đạt được", lambda _: LongTextField(4)),
    FieldSpec(
        "proof", "Minh &chứng", lambda _: LongTextField(3), hint="Văn bản, sổ, sản phẩm chứng tỏ mức tự đánh giá."
    ),
    evidence_spec(),
    FieldSpec("proposal", "Đề &xuất", lambda _: LongTextField(3)),
)

SCREEN = Screen(
    title="Tự đánh giá",
    subtitle="Năm tiêu chí kiểm tra của Kế hoạch (Biểu 08) và mục tiêu MT35.2 do đơn vị tự đánh giá.",
    one="tiêu chí tự đánh giá",
    listing=LISTING,
    fields=FIELDS,
    name_of=lambda record: f"{record.criterion} năm {record.year}",
    empty="Danh mục chưa có tiêu chí đánh giá.",
    help="Mỗi năm tự đánh giá theo năm tiêu chí TC1–TC5 ở mục VI.9 của Kế hoạch. Chọn một dòng, nhấn Enter, chọn mức, ghi kết quả "
    "và minh chứng. Dòng “Số liệu trong sổ” chỉ để tham khảo; mức đánh giá do đơn vị quyết định.",
)


def _codes(session: Session, unit_id: str, year: int) -> Sequence[str]:
    del session, unit_id, year
    return [criterion.code for criterion in load_catalogue().entries("tieu_chi")]


def _words(code: str, record: Any) -> Line:
    catalogue = load_catalogue()
    grade = record.grade if record else None
    return Line(
        code,
        (
            code,
            catalogue.standing(code),
            catalogue.label(grade) if grade else "Chưa đánh giá",
            one_line(record.result)[:300] if record else "",
        ),
        colour=_COLOURS.get(grade or "", "warning"),
        coloured=_GRADE,
    )


def _sum_up(year: int, said: Mapping[str, Any]) -> str:
    return f"Năm {year}: đã tự đánh giá {sum(r is not None for r in said.values())}/{len(said)} tiêu chí."


CHECKLIST = Checklist(
    screen=SCREEN,
    columns=(
        LineColumn("Mã", 52),
        LineColumn("Tiêu chí", 0),
        LineColumn("Mức", 116),
        LineColumn("Kết quả", 400),
    ),
    codes=_codes,
    code_key="criterion",
    id_of=self_assessment_id,
    words=_words,
    sum_up=_sum_up,
    wide_only=(3,),
)


class SelfAssessmentsPage(ChecklistPage):
    """The five criteria; the figures beside a judgement are those of its year."""

    def _load(self, record_id: str) -> bool:
        figures = self.form.field("figures")
        assert isinstance(figures, FiguresField)
        figures.year = self.year
        return super()._load(record_id)


def make(workspace: Workspace) -> Page:
    """The page."""
    return SelfAssessmentsPage(workspace, CHECKLIST)
