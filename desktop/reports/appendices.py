"""Which forms (Biểu) a report carries as appendices, and under which Roman number the text refers to them (domain A.9, E.5).

Biểu 01–03 answer what the Plan demands of everyone and are always there. Biểu 04–08 list records: one without a record is left
out, since its empty sheet would say nothing that the text ("chưa ghi nhận …") does not say, and five empty sheets would have to
be signed over and stamped by every small school. Biểu 08 then shows all its criteria, judged or not.
"""

from __future__ import annotations

import dataclasses

from desktop.reports.budget_form import budget_table
from desktop.reports.case_forms import assessments_table, commendations_table, criteria, opinions_table
from desktop.reports.document import Appendix, Row, Table
from desktop.reports.facts import Facts
from desktop.reports.forms import courses_table, targets_table, topics_table
from desktop.reports.product_forms import broadcasts_of, broadcasts_table, products_table
from desktop.reports.typesetting import HARD_SPACE

TARGETS, TOPICS, COURSES = "Biểu 01", "Biểu 02", "Biểu 03"
PRODUCTS, BROADCASTS, BUDGET = "Biểu 04", "Biểu 04b", "Biểu 05"
COMMENDATIONS, OPINIONS, ASSESSMENTS = "Biểu 06", "Biểu 07", "Biểu 08"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
TITLES = {
    TARGETS: "KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU, CHỈ TIÊU",
    TOPICS: "HOẠT ĐỘNG TRUYỀN THÔNG THEO NỘI DUNG VÀ KÊNH",
    COURSES: "QUÁN TRIỆT, ĐÀO TẠO, BỒI DƯỠNG",
    PRODUCTS: "SẢN PHẨM TRUYỀN THÔNG",
    BROADCASTS: "PHÁT THANH THEO NGÔN NGỮ",
    BUDGET: "KINH PHÍ THỰC HIỆN",
    COMMENDATIONS: "MÔ HÌNH, ĐIỂN HÌNH; TÔN VINH, KHEN THƯỞNG",
    OPINIONS: "PHÁT HIỆN, XỬ LÝ THÔNG TIN SAI LỆCH",
    ASSESSMENTS: "TỰ ĐÁNH GIÁ THEO TIÊU CHÍ KIỂM TRA",
}


def numbers(facts: Facts) -> dict[str, str]:
    """The forms of this report with their Roman numbers, in order."""
    held = facts.logbook
    present = {
        TARGETS: True,
        TOPICS: True,
        COURSES: True,
        PRODUCTS: bool(held.products),
        BROADCASTS: bool(broadcasts_of(held.products)),
        BUDGET: bool(held.budget),
        COMMENDATIONS: bool(held.commendations),
        OPINIONS: bool(held.opinions),
        ASSESSMENTS: any(each.code in held.assessments for each in criteria()),
    }
    return dict(zip([form for form, there in present.items() if there], ROMAN, strict=False))


def referred(facts: Facts, *forms: str) -> str:
    """(chi tiết tại Phụ lục IV, Phụ lục V): the appendices of those forms; empty where the report has none of them."""
    known = numbers(facts)
    names = [f"Phụ{HARD_SPACE}lục{HARD_SPACE}{known[form]}" for form in forms if form in known]
    return f" (chi tiết tại {', '.join(names)})" if names else ""


def appendices(facts: Facts) -> tuple[Appendix, ...]:
    """The appendices of a report, numbered without a gap."""
    return tuple(
        Appendix(number, TITLES[form], form, True, _table(form, facts)) for form, number in numbers(facts).items()
    )


def demanded(facts: Facts, form: str) -> Appendix:
    """A form that a document asks for, whether there is something to put into it or not; without a number."""
    table = _table(form, facts)
    if form not in numbers(facts) and not any(row.cells[0] for row in table.rows):
        widest = max(range(1, len(table.columns)), key=lambda at: table.columns[at].width)
        nothing = Row(tuple("Không phát sinh" if at == widest else "" for at in range(len(table.columns))))
        table = dataclasses.replace(table, rows=(nothing, *table.rows))
    return Appendix("", TITLES[form], form, True, table)


def _table(form: str, facts: Facts) -> Table:
    held = facts.logbook
    tables = {
        TARGETS: lambda: targets_table(facts),
        TOPICS: lambda: topics_table(facts.activities),
        COURSES: lambda: courses_table(facts),
        PRODUCTS: lambda: products_table(held.products),
        BROADCASTS: lambda: broadcasts_table(held.products),
        BUDGET: lambda: budget_table(held.budget),
        COMMENDATIONS: lambda: commendations_table(held.commendations),
        OPINIONS: lambda: opinions_table(held.opinions),
        ASSESSMENTS: lambda: assessments_table(held.assessments),
    }
    return tables[form]()
