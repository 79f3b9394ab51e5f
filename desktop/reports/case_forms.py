"""Biểu 06, 07, 08: models and commendations, false information, self-assessment; one row for each record (domain E.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop.models.catalogue import Entry, load_catalogue
from desktop.models.commendation import Commendation
from desktop.models.opinion import Opinion
from desktop.models.self_assessment import SelfAssessment
from desktop.reports.cells import NOT_APPLICABLE, NOT_STATED, text_or_dots
from desktop.reports.document import Align, Column, Row, Table
from desktop.reports.linking import row_of
from desktop.text import format_date

_CENTRE = Align.CENTRE
_COMMENDATION_COLUMNS = (
    Column("STT", 11, _CENTRE),
    Column("Tên tập thể, cá nhân, mô hình", 43),
    Column("Đơn vị", 32),
    Column("Nội dung, thành tích", 52),
    Column("Hình thức", 22, _CENTRE),
    Column("Cấp", 21, _CENTRE),
    Column("Số, ngày quyết định", 34, _CENTRE),
    Column("Đã đăng tải, nhân rộng", 20, _CENTRE),
    Column("Ghi chú", 20),
)
_OPINION_COLUMNS = (
    Column("STT", 11, _CENTRE),
    Column("Ngày phát hiện", 24, _CENTRE),
    Column("Nền tảng, nguồn", 36),
    Column("Tóm tắt nội dung", 58),
    Column("Biện pháp", 37),
    Column("Đơn vị phối hợp", 29),
    Column("Ngày xử lý xong", 24, _CENTRE),
    Column("Kết quả", 36),
)
_ASSESSMENT_COLUMNS = (
    Column("STT", 10, _CENTRE),
    Column("Tiêu chí", 62),
    Column("Kết quả", 66),
    Column("Minh chứng", 50),
    Column("Tự đánh giá", 22, _CENTRE),
    Column("Kiến nghị", 42),
)


def commendations_table(commendations: Sequence[Commendation]) -> Table:
    """Biểu 06. A model without an award has “-” for form, level and decision."""
    return Table(_COMMENDATION_COLUMNS, tuple(_commendation_row(at, one) for at, one in enumerate(commendations, 1)))


def _commendation_row(at: int, one: Commendation) -> Row:
    label = load_catalogue().label
    awarded = NOT_STATED if one.award else NOT_APPLICABLE
    decision = "\n".join(filter(None, (one.decision, format_date(one.decided) if one.decided else "")))
    return row_of(
        (
            str(at),
            one.who,
            one.belongs_to,
            one.content or label(one.type),
            label(one.award) or NOT_APPLICABLE,
            label(one.level) or awarded,
            decision or awarded,
            "Có" if one.published else "Chưa",
            one.note,
        ),
        one,
    )


def opinions_table(opinions: Sequence[Opinion]) -> Table:
    """Biểu 07: cases in the order in which they were found; an open one says so."""
    return Table(_OPINION_COLUMNS, tuple(_opinion_row(at, one) for at, one in enumerate(opinions, 1)))


def _opinion_row(at: int, one: Opinion) -> Row:
    catalogue = load_catalogue()
    return row_of(
        (
            str(at),
            format_date(one.date),
            text_or_dots("; ".join(filter(None, (catalogue.label(one.platform), one.source)))),
            one.summary,
            text_or_dots("; ".join(catalogue.label(code) for code in one.measures)),
            one.handled_with or NOT_APPLICABLE,
            format_date(one.closed) if one.closed else "Đang xử lý",
            text_or_dots(one.result),
        ),
        one,
    )


def criteria() -> tuple[Entry, ...]:
    """TC1–TC5: the criteria of the inspection, without the target that is judged beside them."""
    targets = {target.code for target in load_catalogue().targets()}
    return tuple(entry for entry in load_catalogue().entries("tieu_chi") if entry.code not in targets)


def assessments_table(assessments: Mapping[str, SelfAssessment]) -> Table:
    """Biểu 08: every criterion, judged or not."""
    return Table(
        _ASSESSMENT_COLUMNS,
        tuple(_assessment_row(at, each, assessments.get(each.code)) for at, each in enumerate(criteria(), 1)),
    )


def _assessment_row(at: int, criterion: Entry, one: SelfAssessment | None) -> Row:
    name = f"{criterion.code}. {criterion.label}"
    if one is None:
        return Row((str(at), name, *(NOT_STATED,) * 4))
    grade = load_catalogue().label(one.grade) or NOT_STATED
    return row_of(
        (str(at), name, text_or_dots(one.result), text_or_dots(one.proof), grade, one.proposal or NOT_APPLICABLE), one
    )
