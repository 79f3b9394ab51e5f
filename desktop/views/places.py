"""The places at the left of the window, in order. A further page is one line here and one module with `make(workspace)`.

A module is imported when its place is first opened, so that a heavy library costs nothing before it is needed.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.views.page import Page, Workspace

UNIT, COMMUNE, DEPARTMENT = "unit", "commune", "department"  # values of desktop.models.installation.Role
REPORTING = frozenset({UNIT, COMMUNE})
EVERYBODY = frozenset({UNIT, COMMUNE, DEPARTMENT})


@dataclass(frozen=True)
class Place:
    """`name` is its word in code (`workspace.go_to("activities")`), `module` has a function `make(workspace) -> Page`."""

    name: str
    title: str
    icon: str
    module: str
    roles: frozenset[str] = EVERYBODY


PLACES = (
    Place("home", "Trang chủ", "house", "desktop.views.home"),
    Place("activities", "Nhật ký hoạt động", "notebook-pen", "desktop.views.activities", REPORTING),
    Place("courses", "Bồi dưỡng – quán triệt", "graduation-cap", "desktop.views.courses", REPORTING),
    Place("people", "Cán bộ", "users", "desktop.views.people", REPORTING),
    Place("plans", "Kế hoạch – văn bản", "file-text", "desktop.views.plans", REPORTING),
    Place("profile", "Hồ sơ đơn vị", "school", "desktop.views.profile"),
    Place("import", "Nhập từ Excel", "file-spreadsheet", "desktop.views.import_page", REPORTING),
    Place("report", "Báo cáo", "printer", "desktop.views.report_page", REPORTING),
    Place("indicators", "Chỉ tiêu", "target", "desktop.views.indicators_page", REPORTING),
    Place("exchange", "Gửi / nhận", "usb", "desktop.views.exchange_page", REPORTING),
    Place("units", "Đơn vị nộp báo cáo", "landmark", "desktop.views.units_page", frozenset({DEPARTMENT})),
    Place("inbox", "Tiếp nhận", "inbox", "desktop.views.inbox_page", frozenset({DEPARTMENT})),
    Place("settings", "Thiết lập", "settings", "desktop.views.settings_page"),
)


def places_for(role: str) -> tuple[Place, ...]:
    """The places that a role has."""
    return tuple(place for place in PLACES if role in place.roles)


def with_letters(titles: Iterable[str]) -> list[str]:
    """The same titles with a letter to underline in each, no letter twice; first letters of words where they are free."""
    taken: set[str] = set()
    found = []
    for title in titles:
        starts = [at for at, letter in enumerate(title) if at == 0 or title[at - 1] == " "]
        places = [*starts, *range(len(title))]
        free = (at for at in places if title[at].isascii() and title[at].isalpha() and title[at].lower() not in taken)
        at = next(free, None)
        if at is not None:
            taken.add(title[at].lower())
        found.append(title if at is None else f"{title[:at]}&{title[at:]}")
    return found


def make_page(place: Place, workspace: Workspace) -> Page:
    """Import the place's module and let it make its page."""
    page: Page = importlib.import_module(place.module).make(workspace)
    return page
