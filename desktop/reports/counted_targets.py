"""The targets without a percentage: MT30.2 pages, MT30.4 products, MT30.6 honours, MT35.2 the unit's own judgement (Plan II).

What is counted is what the catalogue says under `muc_tieu`, key `cap_don_vi`. A code this version does not know is counted
under its own name, so that the total is always the number of records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from desktop.models.catalogue import load_catalogue
from desktop.models.commendation import Commendation
from desktop.models.media_page import STALE_AFTER, MediaPage
from desktop.models.product import Product
from desktop.models.self_assessment import SelfAssessment
from desktop.reports.document import Period
from desktop.reports.measure import Count, Indicator, Sort
from desktop.text import format_number

PAGE, COLUMN, SERIES = "TRANG", "MUC", "TUYEN"
INTEGRATED, UPDATED, STALE = "LONG_GHEP", "CAP_NHAT", "CHUA_CAP_NHAT"
COLLECTIVE, PERSON, MODEL, EVENT = "G_TAP_THE", "G_CA_NHAN", "G_MO_HINH", "G_TON_VINH"
_PAGE_WORDS = {PAGE: "chuyên trang", COLUMN: "chuyên mục", INTEGRATED: "nơi lồng ghép"}
_HONOUR_WORDS = {
    EVENT: "hoạt động tôn vinh, khen thưởng",
    COLLECTIVE: "tập thể",
    PERSON: "cá nhân",
    MODEL: "mô hình, sáng kiến",
}
_MET = {"DG_TOT": True, "DG_KHA": True, "DG_DAT": True, "DG_MOT_PHAN": False, "DG_CHUA": False}


def pages_target(pages: Sequence[MediaPage], period: Period, day: date) -> Indicator:
    """MT30.2: pages and columns kept, own or integrated, each once; which were updated in the period, which are stale on `day`."""
    kept = [page for page in pages if page.type != SERIES]
    sorts = [INTEGRATED if page.integrated else page.type or "" for page in kept]
    updated = [page for page in kept if page.updated and period.start <= page.updated <= period.end]
    stale = [page for page in kept if page.is_stale(day)]
    counts = (
        *_counted(sorts, _PAGE_WORDS),
        Count(UPDATED, "nơi có cập nhật trong kỳ", len(updated)),
        Count(STALE, f"nơi quá {STALE_AFTER} ngày chưa cập nhật", len(stale)),
    )
    warnings: tuple[str, ...] = ()
    if stale:
        warnings = (
            f"{format_number(len(stale))} chuyên trang, chuyên mục quá {STALE_AFTER} ngày chưa cập nhật. "
            "Hãy đăng nội dung mới rồi ghi ngày cập nhật; nếu đã ngừng thì ghi ngày ngừng.",
        )
    return _indicator(
        "MT30.2", Sort.YES_NO, counts, [page.id for page in kept], [page.id for page in stale], warnings, met=bool(kept)
    )


def products_target(pages: Sequence[MediaPage], products: Sequence[Product]) -> Indicator:
    """MT30.4: series kept, and products by kind; only stated quantities are counted."""
    catalogue = load_catalogue()
    series = [page for page in pages if page.type == SERIES]
    quantities: dict[str, int] = {}
    for kind in product_kinds(products):
        quantities[kind] = sum(product.quantity or 0 for product in products if product.type == kind)
    counts = (
        Count(SERIES, "tuyến nội dung", len(series)),
        *(Count(kind, _lower(catalogue.label(kind)), number) for kind, number in quantities.items()),
    )
    unstated = [one for one in products if one.quantity is None and "quantity" not in one.not_applicable]
    warnings: tuple[str, ...] = ()
    if unstated:
        warnings = (
            f"{format_number(len(unstated))} sản phẩm chưa ghi số lượng nên chưa được cộng. Hãy mở từng sản phẩm và ghi.",
        )
    ids = [*(page.id for page in series), *(product.id for product in products)]
    made = len(series) + sum(quantities.values())
    return _indicator("MT30.4", Sort.COUNT, counts, ids, [one.id for one in unstated], warnings, numerator=made)


def product_kinds(products: Iterable[Product]) -> list[str]:
    """The kinds that occur, in the Plan's order; unknown ones last."""
    held = {product.type for product in products}
    known = [entry.code for entry in load_catalogue().entries("san_pham", with_retired=True)]
    return [*(code for code in known if code in held), *sorted(held - set(known))]


def honours_target(commendations: Sequence[Commendation]) -> Indicator:
    """MT30.6: acts of honouring, collectives, individuals, models."""
    counts = _counted([one.type or "" for one in commendations], _HONOUR_WORDS)
    return _indicator("MT30.6", Sort.COUNT, counts, [one.id for one in commendations])


def judged_target(assessment: SelfAssessment | None) -> Indicator:
    """MT35.2: the grade the unit gives itself; partly met is not met."""
    grade = assessment.grade if assessment else None
    ids = [assessment.id] if assessment and grade else []
    return _indicator("MT35.2", Sort.GRADE, (), ids, met=_MET.get(grade or ""), grade=grade, numerator=0)


def _counted(sorts: Sequence[str], words: dict[str, str]) -> tuple[Count, ...]:
    """A count for each sort that is asked for, and for any other that occurs."""
    label = load_catalogue().label
    others = {code: _lower(label(code)) or "chưa phân loại" for code in sorted(set(sorts) - set(words))}
    return tuple(Count(code, text, sorts.count(code)) for code, text in (words | others).items())


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _indicator(
    code: str,
    sort: Sort,
    counts: tuple[Count, ...],
    ids: Sequence[str],
    missing: Sequence[str] = (),
    warnings: tuple[str, ...] = (),
    met: bool | None = None,
    grade: str | None = None,
    numerator: int | None = None,
) -> Indicator:
    entry = load_catalogue().entry(code)
    return Indicator(
        code=code,
        label=load_catalogue().label(code),
        unit="",
        numerator=len(ids) if numerator is None else numerator,
        denominator=0,
        percent=None,
        target=0,
        met=met,
        numerator_ids=tuple(ids),
        missing_ids=tuple(missing),
        warnings=warnings,
        sort=sort,
        counts=counts,
        grade=grade,
        due=int(entry.extra["nam_dich"]) if entry else 2030,
    )
