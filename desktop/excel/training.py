"""Rows of a training book: one row is one person at one course, or a whole course with its head count (Biểu 03).

Nothing of a person is kept but name, post and whether he is a communication officer (domain F.4); a birth date only serves to
notice, within one file, that two people of one name may be two.
"""

from __future__ import annotations

import re

from desktop.excel import words
from desktop.excel.activities import read_span
from desktop.excel.cells import Cell, is_empty, read_hours, read_people, read_tick, shown
from desktop.excel.rows import RowReader, RowReading
from desktop.excel.tables import Row, Table
from desktop.excel.words import bare
from desktop.text import fold, one_line

KIND = "course"

_BIRTH = {"ngay sinh", "nam sinh", "ngay thang nam sinh"}


def read_row(table: Table, row: Row, above: dict[int, Cell]) -> RowReading:
    """What one row says: fields of the course by their wire names, of the person as person, post, officer, certified."""
    reader = RowReader(KIND, table, row, above)
    values = reader.reading.values
    read_span(reader)
    values["name"] = reader.words("name")
    if not values["name"]:
        reader.refuse("name", "Chưa ghi tên lớp, hội nghị.")
    values["organiser"] = reader.words("organiser")
    values["hours"] = reader.take("hours", read_hours, None)
    values["contents"] = contents_of(values["name"])
    values["mode"] = _mode(reader)
    values["note"] = reader.words("note", lines=True)
    for name in ("people", "briefed"):
        values[name] = reader.count(name, read_people)
    if reader.has("person"):
        _read_person(reader)
    return reader.reading


def _read_person(reader: RowReader) -> None:
    values = reader.reading.values
    values["person"] = reader.words("person")
    if not values["person"]:
        reader.refuse("person", "Chưa ghi họ và tên.")
    elif re.search(r"\d", values["person"]):
        reader.refuse("person", f"“{values['person']}” không phải họ và tên.")
    values["post"] = reader.words("post")
    values["officer"] = reader.take("officer", read_tick, False)
    values["certified"] = reader.take("certified", read_tick, False)
    values["birth"] = _birth(reader)


def _birth(reader: RowReader) -> str:
    """The birth date as written, only to tell namesakes apart within this file; never stored."""
    for column in reader.table.columns:
        if bare(column.heading) in _BIRTH and not is_empty(cell := reader.row.cells.get(column.index)):
            return re.sub(r"\D+0*", "/", shown(cell)).lstrip("0")
    return ""


def contents_of(name: str) -> list[str]:
    """What a course is about, by the words of its name; BD_KHAC where they say nothing."""
    return words.course_contents().codes(name) or ["BD_KHAC"]


def _mode(reader: RowReader) -> str:
    """How the course is held: by its own column, else by the name; face to face where nothing is said."""
    stated = reader.words("mode")
    codes = words.course_modes().codes(stated) or words.course_modes().codes(reader.reading.values["name"])
    if "KET_HOP" in codes or {"TRUC_TIEP", "TRUC_TUYEN"} <= set(codes):
        return "KET_HOP"
    if stated and not words.course_modes().hits(stated):
        reader.doubt("mode", "Trực tiếp")
    return codes[0] if codes else "TRUC_TIEP"


_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def name_key(name: str) -> str:
    """A name as the same person would write it: case, spaces and where the tone mark stands aside (Hoà, Hòa), nothing else.

    Hương and Hường are two names, so marks are kept, each word's tone after its letters.
    """
    import unicodedata

    parts: list[str] = []
    for word in one_line(name).casefold().split():
        apart = unicodedata.normalize("NFD", word)
        tone = "".join(mark for mark in apart if mark in _TONES)
        parts.append("".join(mark for mark in apart if mark not in _TONES) + tone)
    return " ".join(parts)


def course_key(values: dict[str, object]) -> tuple[str, object, object, str]:
    """What makes two rows speak of one course: name, first day, last day, organiser."""
    first = values["date"]
    return fold(str(values["name"])), first, values["date_to"] or first, fold(str(values["organiser"] or ""))
