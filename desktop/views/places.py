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
    """`name` is its word in code (`workspace.go_to("activities")`), `module` has a function `make(workspace) -> Page`.

    `group` is the small heading it stands under; `daily` places have Ctrl+1 … Ctrl+9 where there are more than nine.
    """

    name: str
    title: str
    icon: str
    module: str
    roles: frozenset[str] = EVERYBODY
    group: str = ""
    daily: bool = False


_LOG, _JUDGED, _REPORT, _UNIT = "Ghi chép", "Nhiệm vụ, đánh giá", "Báo cáo", "Đơn vị"
_VIEWS = "desktop.views."

PLACES = (
    Place("home", "Trang chủ", "house", _VIEWS + "home", daily=True),
    Place("activities", "Nhật ký hoạt động", "notebook-pen", _VIEWS + "activities", REPORTING, _LOG, daily=True),
    Place("products", "Sản phẩm", "package", _VIEWS + "products", REPORTING, _LOG, daily=True),
    Place("pages", "Chuyên trang – mục", "newspaper", _VIEWS + "media_pages", REPORTING, _LOG),
    Place("courses", "Bồi dưỡng – quán triệt", "graduation-cap", _VIEWS + "courses", REPORTING, _LOG, daily=True),
    Place("commendations", "Mô hình – khen thưởng", "award", _VIEWS + "commendations", REPORTING, _LOG),
    Place("opinions", "Dư luận – tin sai lệch", "message-square-warning", _VIEWS + "opinions", REPORTING, _LOG),
    Place("budget", "Kinh phí", "wallet", _VIEWS + "budget", REPORTING, _LOG, daily=True),
    Place("import", "Nhập từ Excel", "file-spreadsheet", _VIEWS + "import_page", REPORTING, _LOG),
    Place("plans", "Kế hoạch – văn bản", "file-text", _VIEWS + "plans", REPORTING, _JUDGED),
    Place("duties", "Nhiệm vụ được giao", "list-checks", _VIEWS + "duties", REPORTING, _JUDGED, daily=True),
    Place("difficulties", "Khó khăn – kiến nghị", "life-buoy", _VIEWS + "difficulties", REPORTING, _JUDGED),
    Place("assessments", "Tự đánh giá", "clipboard-check", _VIEWS + "self_assessments", REPORTING, _JUDGED),
    Place("indicators", "Chỉ tiêu", "target", _VIEWS + "indicators_page", REPORTING, _JUDGED, daily=True),
    Place("report", "Báo cáo", "printer", _VIEWS + "report_page", REPORTING, _REPORT, daily=True),
    Place("adhoc", "Báo cáo đột xuất", "file-check", _VIEWS + "adhoc_reports", REPORTING, _REPORT),
    Place("exchange", "Gửi / nhận", "usb", _VIEWS + "exchange_page", REPORTING, _REPORT, daily=True),
    Place("units", "Đơn vị nộp báo cáo", "landmark", _VIEWS + "units_page", frozenset({DEPARTMENT}), _REPORT),
    Place("inbox", "Tiếp nhận", "inbox", _VIEWS + "inbox_page", frozenset({DEPARTMENT}), _REPORT),
    Place("materials", "Tài liệu", "archive", _VIEWS + "materials_page", group=_REPORT),
    Place("summary", "Báo cáo tổng hợp", "file-text", _VIEWS + "province_page", frozenset({DEPARTMENT}), _REPORT),
    Place("people", "Cán bộ", "users", _VIEWS + "people", REPORTING, _UNIT),
    Place("profile", "Hồ sơ đơn vị", "school", _VIEWS + "profile", group=_UNIT),
    Place("settings", "Thiết lập", "settings", _VIEWS + "settings_page", group=_UNIT),
)
MOST_KEYS = 9


def places_for(role: str) -> tuple[Place, ...]:
    """The places that a role has."""
    return tuple(place for place in PLACES if role in place.roles)


def keys_of(places: tuple[Place, ...]) -> dict[str, str]:
    """The key of each place that has one, by name: all where nine are enough, else the daily ones, from above."""
    keyed = places if len(places) <= MOST_KEYS else tuple(place for place in places if place.daily)
    return {place.name: f"Ctrl+{number}" for number, place in enumerate(keyed[:MOST_KEYS], 1)}


def with_letters(titles: Iterable[str]) -> list[str]:
    """The same titles with a letter to underline in each, no letter twice; first letters of words where they can be had.

    Only letters that a keyboard has without Telex or VNI. A title whose letters are all taken asks their owners to move.
    """
    listed = list(titles)
    owners: dict[str, int] = {}  # letter -> which title has it

    def settle(place: int, asked: set[str]) -> bool:
        for letter in _letters(listed[place]):
            if letter not in asked:
                asked.add(letter)
                if letter not in owners or settle(owners[letter], asked):
                    owners[letter] = place
                    return True
        return False

    for place in range(len(listed)):
        settle(place, set())
    for letter, place in owners.items():
        title = listed[place]
        at = min(_places(title, letter), key=lambda at: at > 0 and title[at - 1] != " ")
        listed[place] = f"{title[:at]}&{title[at:]}"
    return listed


def _places(title: str, letter: str) -> list[int]:
    return [at for at, each in enumerate(title.lower()) if each == letter]


def _letters(title: str) -> list[str]:
    """The letters of a title that can be pressed, those that begin a word first."""
    plain = [letter for letter in title.lower() if letter.isascii() and letter.isalpha()]
    starts = [word[0] for word in title.lower().split() if word[0] in plain]
    return list(dict.fromkeys([*starts, *plain]))


def make_page(place: Place, workspace: Workspace) -> Page:
    """Import the place's module and let it make its page."""
    page: Page = importlib.import_module(place.module).make(workspace)
    return page
