"""Columns to fields by the words of their headings; the person may correct the map.

A heading is compared with the words of `tu_ngu.json`: equal words count most, a known phrase inside a longer heading less. Each
field takes the column that fits it best. Under a heading that spans several columns (“Số lượng” over “Nam”, “Nữ”) the columns
below may be parts of one field: they are then named field + “+” and added up or listed together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from desktop.errors import UserError
from desktop.excel.fields import PLAIN
from desktop.excel.words import bare, listed, vocabulary
from desktop.text import fold, one_line

REQUIRED: dict[str, tuple[frozenset[str], ...]] = {sheet.kind: sheet.known_by for sheet in PLAIN.values()} | {
    "activity": (frozenset({"date"}), frozenset({"content", "title", "form"})),
    "course": (frozenset({"date"}), frozenset({"name"})),
    "person": (frozenset({"name"}), frozenset({"post", "officer"})),
}
"""A table is of a kind where it has a column of each of these sets."""

EXPECTED = {
    sheet.kind: ", ".join(f"“{field.heading}”" for field in sheet.fields if field.needed) for sheet in PLAIN.values()
} | {
    "activity": "“Ngày tháng”, “Nội dung”, “Hình thức”, “Đối tượng”, “Số người”",
    "course": "“Họ và tên”, “Lớp bồi dưỡng”, “Từ ngày”, “Đến ngày”, “Đơn vị tổ chức”",
    "person": "“Họ và tên”, “Chức vụ”, “Cán bộ truyền thông”",
}

FIELD_NAMES: dict[str, dict[str, str]] = {
    sheet.kind: {field.name: field.heading for field in sheet.fields} for sheet in PLAIN.values()
} | {
    "activity": {
        "date": "Ngày", "date_to": "Đến ngày", "title": "Tên hoạt động", "content": "Nội dung", "topic": "Nhóm nội dung",
        "channel": "Kênh", "form": "Hình thức", "integrated": "Lồng ghép", "audiences": "Đối tượng", "people": "Số người",
        "place": "Địa điểm", "languages": "Ngôn ngữ", "partners": "Đơn vị phối hợp", "person": "Người thực hiện",
        "result": "Kết quả", "cost": "Kinh phí", "note": "Ghi chú",
    },
    "course": {
        "person": "Họ và tên", "post": "Chức vụ", "officer": "Cán bộ truyền thông", "name": "Tên lớp", "date": "Từ ngày",
        "date_to": "Đến ngày", "hours": "Số tiết, số giờ", "organiser": "Đơn vị tổ chức", "certified": "Chứng nhận",
        "mode": "Hình thức", "people": "Số người dự", "briefed": "Số người quán triệt lần đầu", "note": "Ghi chú",
    },
    "person": {
        "name": "Họ và tên", "post": "Chức vụ", "officer": "Cán bộ truyền thông", "since": "Từ ngày", "until": "Đến ngày",
        "note": "Ghi chú",
    },
}  # fmt: skip
"""The fields a column can be read as, with the name shown to the person."""

PARTED = {
    "people": "people+",
    "audiences": "audiences+",
    "form": "form+",
    "channel": "form+",
    "languages": "languages+",
}
GOOD = 70.0
UNLIKE = 15.0
LONGEST_HEADING = 90
IGNORED = "-"
SILENT = "--"


@dataclass(frozen=True)
class Column:
    """A column of the table: where it is, its heading as written, the field it is read as (None: not read)."""

    index: int
    heading: str
    field: str | None = None
    score: float = 0.0
    group: str = ""
    part: str = ""
    silent: bool = False
    unit: int = 1

    @property
    def letter(self) -> str:
        """A, B, … as Excel names it."""
        number, letters = self.index + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


@cache
def _synonyms(kind: str) -> dict[str, str]:
    """Bare heading → field, the columns that are not kept among them."""
    known: dict[str, str] = {}
    for field, words in vocabulary()["cot"][kind].items():
        known |= {bare(word): field for word in words}
    for name, field in (("bo_qua", IGNORED), ("khong_can_bao", SILENT)):
        for word in listed(name):
            known.setdefault(word, field)
            if field == SILENT:
                known[word] = field
    return known


_IN_BRACKETS = re.compile(r"[(\[].*?[)\]]")


@lru_cache(maxsize=5_000)
def fields_of(kind: str, heading: str) -> tuple[tuple[str, float], ...]:
    """The fields a heading may stand for with their scores (up to 100), the best first; IGNORED for a known stranger."""
    if not heading or len(heading) > LONGEST_HEADING:
        return ()
    scores: dict[str, float] = {}
    known = _synonyms(kind)
    for words in {bare(heading), bare(_IN_BRACKETS.sub(" ", heading))} - {""}:
        if field := known.get(words):
            scores[field] = 100.0
            continue
        for phrase, field in known.items():
            if len(phrase) > 2 and f" {phrase} " in f" {words} ":
                score = 60 + 38 * len(phrase) / len(words)
                scores[field] = max(scores.get(field, 0.0), score)
    return tuple(sorted(scores.items(), key=lambda item: -item[1]))


def heading_columns(
    kind: str, headings: Iterable[tuple[int, list[str]]], looks_wrong: Callable[[int, str], bool] = lambda *_: False
) -> list[Column]:
    """Columns with their fields, from (index, the heading's levels from top to bottom). Each field is given once.

    `looks_wrong` says whether the cells under a column are unlike the field; another column is then preferred.
    """
    columns = [_column(index, levels) for index, levels in headings]
    wishes = [
        (score - (UNLIKE if looks_wrong(column.index, field) else 0), column, field)
        for column in columns
        for field, score in _wishes(kind, column)
    ]
    wishes.sort(key=lambda wish: (-wish[0], wish[1].index))
    taken: set[str] = set()
    given: dict[int, Column] = {}
    for score, column, field in wishes:
        if column.index in given or score < GOOD or field in taken:
            continue
        if field in (IGNORED, SILENT):
            given[column.index] = replace(column, silent=field == SILENT, score=score)
            continue
        if not field.endswith("+"):
            taken.add(field)
        given[column.index] = replace(column, field=field, score=score)
    return _without_needless_parts([given.get(column.index, column) for column in columns], taken)


_NUMBER_OF = re.compile(
    r"^(so(?: luong| luot)?|sl)\s+((?:hs|hoc sinh|ph|phhs|phu huynh(?: hoc sinh)?|cmhs|cha me(?: hoc sinh)?|gv|giao vien|hv|hoc vien"
    r"|sv|sinh vien|cb|can bo|nv|nhan vien|cbgv|cbgvnv|cb gv nv|dan|nguoi dan|nhan dan|doan vien|hoi vien)\b.*)$"
)


def _column(index: int, levels: list[str]) -> Column:
    group, part = (" ".join(levels[:-1]), levels[-1]) if len(levels) > 1 else ("", "")
    heading = " – ".join(levels)
    if not group and (found := _NUMBER_OF.match(bare(heading))):
        group, part = "Số lượng", found[2]  # “Số HS”, “Số phụ huynh” side by side are parts of one number
    return Column(index, heading, group=group, part=part, unit=_unit(heading))


def _wishes(kind: str, column: Column) -> list[tuple[str, float]]:
    """The fields of a heading; of a two-level one the whole, its last level, then its group."""
    if not column.group:
        return list(fields_of(kind, column.heading))
    whole = list(fields_of(kind, f"{column.group} {column.part}"))
    own = [(field, score * 0.98) for field, score in fields_of(kind, column.part)]
    group = next(iter(fields_of(kind, column.group)), None)
    if group is None or group[0] in (IGNORED, SILENT):
        return sorted(own + whole, key=lambda wish: -wish[1])
    field, score = group
    if bare(column.part) in listed("tong_so"):
        return [(field, score)]
    exact_own = [wish for wish in own if wish[1] > 97 and wish[0] not in (IGNORED, SILENT, field)]
    exact_whole = [wish for wish in whole if wish[1] == 100.0]
    if exact_whole or exact_own:
        return exact_whole + exact_own
    if field in PARTED and field in FIELD_NAMES[kind]:
        return [(PARTED[field], score)]
    return [*own, (field, score * 0.9)]


def _without_needless_parts(columns: list[Column], taken: set[str]) -> list[Column]:
    """Where a total column is there, its parts are not needed; they are told as columns not read."""
    needless = {"people+"} if "people" in taken else set()
    return [replace(column, field=None) if column.field in needless else column for column in columns]


def _unit(heading: str) -> int:
    words = fold(heading)
    if re.search(r"\b(?:trieu|tr\.?)\s*(?:dong|d)?\b", words):
        return 1_000_000
    return 1_000 if re.search(r"\b(?:nghin|ngan|1[.]?000)\s*(?:dong|d)?\b", words) else 1


def corrected(kind: str, columns: list[Column], mapping: Mapping[str, str | None]) -> list[Column]:
    """The map as the person corrected it: heading or column letter → field, or None to leave the column out.

    UserError for a column that is not there, a field of no such name, or one field given to two columns.
    """
    wanted = {one_line(key).casefold(): field for key, field in mapping.items()}
    unknown = [field for field in wanted.values() if field and field.rstrip("+") not in FIELD_NAMES[kind]]
    if unknown:
        raise UserError(f"Không có trường “{unknown[0]}” để nhận dữ liệu. Hãy chọn lại.")
    here = {name for column in columns for name in (column.heading.casefold(), column.letter.casefold())}
    if missing := [one_line(key) for key in mapping if one_line(key).casefold() not in here]:
        raise UserError(f"Trong bảng không có cột “{missing[0]}”. Hãy chọn lại cột.")
    chosen = {
        column.index: wanted[name]
        for column in columns
        for name in (column.heading.casefold(), column.letter.casefold())
        if name in wanted
    }
    once = [field for field in chosen.values() if field and not field.endswith("+")]
    if twice := [field for field in once if once.count(field) > 1]:
        raise UserError(f"Trường “{FIELD_NAMES[kind][twice[0]]}” được chọn cho hai cột. Mỗi trường chỉ chọn một cột.")
    return [
        replace(column, field=chosen[column.index], silent=False, score=100.0)
        if column.index in chosen
        else (replace(column, field=None) if column.field in once else column)
        for column in columns
    ]


_OF_COURSES_ONLY = {"person", "hours", "organiser", "certified", "briefed"}
_OF_ANY_TABLE = {"noi dung", "ten hoat dong", "ten buoi", "chuyen de"}


def qualifies(kind: str, columns: Iterable[Column], chosen: bool = False) -> bool:
    """Whether the columns make a table of that kind; `chosen` where the person has named them.

    “Ngày”, “Nội dung” alone make no list of courses: an activity log has them too.
    """
    listed = list(columns)
    fields = {(column.field or "").rstrip("+") for column in listed}
    if kind == "course" and not chosen and not fields & _OF_COURSES_ONLY:
        fields -= {
            column.field for column in listed if column.field == "name" and bare(column.heading) in _OF_ANY_TABLE
        }
    return all(fields & group for group in REQUIRED[kind])


def worth(columns: Iterable[Column]) -> float:
    """How well the headings fit: the more fields and the surer, the higher."""
    return sum(column.score for column in columns if column.field)
