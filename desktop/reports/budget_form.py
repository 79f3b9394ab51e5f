"""Biểu 05: estimate and spending by purpose CH1–5 and source KP1–4, in whole đồng, with the amount in words (Plan V; domain E.5)."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.models.budget import BudgetLine
from desktop.models.catalogue import load_catalogue
from desktop.reports.cells import NOT_APPLICABLE, total
from desktop.reports.document import Align, Column, Row, Table
from desktop.reports.linking import records_behind
from desktop.reports.measure import tenths_of_percent
from desktop.text import format_ratio, money_in_words

OTHER = ""  # the code of lines whose source or purpose this catalogue does not know
_CENTRE, _RIGHT = Align.CENTRE, Align.RIGHT


def source_of(line: BudgetLine) -> str:
    """KP1–4, or OTHER."""
    return _known(line.source, "nguon_kinh_phi")


def purpose_of(line: BudgetLine) -> str:
    """CH1–5, or OTHER."""
    return _known(line.purpose, "noi_dung_chi")


def _known(code: str | None, name: str) -> str:
    return code if code and code in codes(name) else OTHER


def codes(name: str) -> list[str]:
    """The codes of a list of the catalogue, retired ones included."""
    return [entry.code for entry in load_catalogue().entries(name, with_retired=True)]


def spent(lines: Sequence[BudgetLine]) -> int:
    """What was spent, as far as stated."""
    return sum(line.spent or 0 for line in lines)


def estimated(lines: Sequence[BudgetLine]) -> int:
    """What was planned, as far as stated."""
    return sum(line.estimate or 0 for line in lines)


def budget_table(lines: Sequence[BudgetLine]) -> Table:
    """Biểu 05: every purpose has its row; what has no source or purpose of the catalogue stands apart, so that totals reconcile."""
    catalogue = load_catalogue()
    sources, purposes = codes("nguon_kinh_phi"), codes("noi_dung_chi")
    if any(source_of(line) == OTHER for line in lines):
        sources.append(OTHER)
    if any(purpose_of(line) == OTHER for line in lines):
        purposes.append(OTHER)
    rows = [
        _row(
            str(at),
            catalogue.label(purpose) or "Chưa phân loại",
            [each for each in lines if purpose_of(each) == purpose],
            sources,
        )
        for at, purpose in enumerate(purposes, 1)
    ]
    rows.append(_row("", "Tổng cộng", lines, sources, bold=True))
    columns = (
        Column("STT", 10, _CENTRE),
        Column("Nội dung chi", 78),
        Column("Dự toán", 28, _RIGHT),
        *(Column(source or "Khác", 25, _RIGHT, "Thực hiện theo nguồn kinh phí") for source in sources),
        Column("Tổng thực hiện", 28, _RIGHT),
        Column("Tỷ lệ (%)", 16, _RIGHT),
    )
    legend = "; ".join(
        f"{entry.code}: {entry.label[:1].lower()}{entry.label[1:]}"
        for entry in catalogue.entries("nguon_kinh_phi", with_retired=True)
    )
    return Table(
        columns, tuple(rows), (f"Bằng chữ: {money_in_words(spent(lines))}.", f"Đơn vị tính: đồng. Ghi chú: {legend}.")
    )


def _row(number: str, label: str, lines: Sequence[BudgetLine], sources: Sequence[str], bold: bool = False) -> Row:
    groups = [[line for line in lines if source_of(line) == source] for source in sources]
    by_source = (total(group, "spent") for group in groups)
    every = records_behind(lines)
    return Row(
        (number, label, total(lines, "estimate"), *by_source, total(lines, "spent"), share_spent(lines)),
        bold,
        (None, every, every, *map(records_behind, groups), every, every),
    )


def share_spent(lines: Sequence[BudgetLine]) -> str:
    """Spending in percent of the estimate; “-” where there is no estimate."""
    planned = estimated(lines)
    return format_ratio(tenths_of_percent(spent(lines), planned) / 10) if planned else NOT_APPLICABLE
