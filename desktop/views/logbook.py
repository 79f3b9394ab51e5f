"""The kinds of records that are written and found from anywhere, in the order a clerk meets them.

Known here without importing any page: the window offers them before their pages are made.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop.views.places import places_for


@dataclass(frozen=True)
class Book:
    """`kind` is the kind's name on the wire, `place` the page that holds it, `one` a single record of it.

    `written` tells kinds that a person adds freely from those that stand ready as a list to be gone through.
    """

    kind: str
    place: str
    one: str
    written: bool = True


BOOKS = (
    Book("activity", "activities", "hoạt động"),
    Book("product", "products", "sản phẩm"),
    Book("course", "courses", "lớp, hội nghị"),
    Book("media_page", "pages", "chuyên trang, chuyên mục"),
    Book("plan", "plans", "kế hoạch, văn bản"),
    Book("person", "people", "cán bộ"),
    Book("commendation", "commendations", "mô hình, khen thưởng"),
    Book("opinion", "opinions", "dư luận, thông tin sai lệch"),
    Book("budget_line", "budget", "khoản kinh phí"),
    Book("difficulty", "difficulties", "khó khăn, kiến nghị"),
    Book("adhoc_report", "adhoc", "báo cáo đột xuất"),
    Book("duty", "duties", "nhiệm vụ được giao", written=False),
    Book("self_assessment", "assessments", "tự đánh giá", written=False),
)


def books_for(role: str) -> tuple[Book, ...]:
    """The kinds whose pages a role has."""
    names = {place.name for place in places_for(role)}
    return tuple(book for book in BOOKS if book.place in names)


def place_of(kind: str, role: str) -> str:
    """The page of a role that holds records of a kind; empty where it has none."""
    if kind in ("profile", "report"):  # one a year, without a list
        return kind
    return next((book.place for book in books_for(role) if book.kind == kind), "")


def title_of(book: Book, role: str) -> str:
    """The name of the page that holds the kind."""
    return next(place.title for place in places_for(role) if place.name == book.place)
