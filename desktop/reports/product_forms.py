"""Biểu 04 and 04b: products by kind, and what the loudspeakers broadcast by language (Plan IV; domain E.5)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from desktop.models.catalogue import load_catalogue
from desktop.models.product import Product, is_measured_by, unit_of_count
from desktop.reports.cells import NOT_APPLICABLE, decimal_total, total, unstated
from desktop.reports.counted_targets import product_kinds
from desktop.reports.document import Align, Column, Table
from desktop.reports.linking import row_of
from desktop.text import format_number

_CENTRE, _RIGHT = Align.CENTRE, Align.RIGHT
_PRODUCT_COLUMNS = (
    Column("STT", 10, _CENTRE),
    Column("Loại sản phẩm", 80),
    Column("Đơn vị tính", 24, _CENTRE),
    Column("Số lượng", 20, _RIGHT),
    Column("Thời lượng (phút)", 22, _RIGHT),
    Column("Số lượt đăng, phát", 22, _RIGHT),
    Column("Lượt xem, tiếp cận", 24, _RIGHT),
    Column("Ghi chú", 50),
)
_BROADCAST_COLUMNS = (
    Column("STT", 10, _CENTRE),
    Column("Ngôn ngữ", 60),
    Column("Số bài, chương trình", 30, _RIGHT),
    Column("Số lượt phát", 30, _RIGHT),
    Column("Tổng số phút", 30, _RIGHT),
    Column("Số cụm loa", 30, _RIGHT),
)


def products_table(products: Sequence[Product]) -> Table:
    """Biểu 04: a row for each kind of product made in the period, and their total."""
    catalogue = load_catalogue()
    rows = []
    for at, kind in enumerate(product_kinds(products), 1):
        held = [product for product in products if product.type == kind]
        label = catalogue.label(kind) or "Chưa phân loại"
        rows.append(row_of((str(at), label, unit_of_count(kind), *_measures(held), _note(held)), *held))
    rows.append(row_of(("", "Tổng cộng", "", *_measures(products), ""), *products, bold=True))
    foot = (
        "Ghi chú: “…” là chưa thống kê; “-” là không áp dụng. Thời lượng là thời lượng một sản phẩm nhân với số lượng."
    )
    return Table(_PRODUCT_COLUMNS, tuple(rows), (foot,))


def _measures(products: Sequence[Product]) -> tuple[str, str, str, str]:
    return (
        total(products, "quantity"),
        decimal_total(map(length_of, products)) or _unstated(products, "minutes"),
        total(products, "broadcasts", _unstated),
        total(products, "views", _unstated),
    )


def _unstated(products: Sequence[Product], name: str) -> str:
    """“-” too where the catalogue does not measure these kinds so: a news item has no minutes."""
    asked = [product for product in products if is_measured_by(product.type, name)]
    return unstated(asked, name) if asked else NOT_APPLICABLE


def length_of(product: Product) -> Decimal | None:
    """The minutes of all pieces of a product together; one piece where no quantity is stated."""
    minutes = product.minutes_each
    if minutes is None:
        return None
    return minutes * (1 if product.quantity is None else product.quantity)


def _note(products: Sequence[Product]) -> str:
    missing = [one for one in products if one.quantity is None and "quantity" not in one.not_applicable]
    return f"{format_number(len(missing))} sản phẩm chưa ghi số lượng" if missing else ""


# --- Biểu 04b ----------------------------------------------------------------------------------------------------------


def broadcasts_of(products: Sequence[Product]) -> list[Product]:
    """The products that loudspeakers broadcast: those the catalogue counts in broadcasts, one record for each language."""
    return [product for product in products if is_measured_by(product.type, "broadcasts")]


def languages_of(products: Sequence[Product]) -> list[str]:
    """The languages that occur, in the catalogue's order; unknown ones, then "" for none stated, last."""
    held = {product.language or "" for product in products}
    known = [entry.code for entry in load_catalogue().entries("ngon_ngu", with_retired=True)]
    others = sorted(held - set(known) - {""})
    return [*(code for code in known if code in held), *others, *([""] if "" in held else [])]


def broadcasts_table(products: Sequence[Product]) -> Table:
    """Biểu 04b: a row for each language; minutes are length × broadcasts; clusters are the most at one time, never added."""
    aired = broadcasts_of(products)
    rows = []
    for at, code in enumerate(languages_of(aired), 1):
        held = [product for product in aired if (product.language or "") == code]
        rows.append(row_of((str(at), load_catalogue().label(code) or "Chưa ghi ngôn ngữ", *_on_air(held)), *held))
    rows.append(row_of(("", "Tổng cộng", *_on_air(aired)), *aired, bold=True))
    foot = (
        "Ghi chú: tổng số phút là thời lượng nhân với số lượt phát; số cụm loa là số lớn nhất ghi trong kỳ, không cộng dồn; "
        "“…” là chưa thống kê; “-” là không áp dụng."
    )
    return Table(_BROADCAST_COLUMNS, tuple(rows), (foot,))


def _on_air(products: Sequence[Product]) -> tuple[str, str, str, str]:
    clusters = [product.clusters for product in products if product.clusters is not None]
    return (
        format_number(len(products)),
        total(products, "broadcasts"),
        decimal_total(product.minutes_on_air for product in products) or unstated(products, "broadcasts"),
        format_number(max(clusters)) if clusters else unstated(products, "clusters"),
    )
