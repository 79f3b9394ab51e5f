"""Rows of an activity log: words to channel, form, audiences, languages, partners and topic (Plan III, IV).

What the words say for certain is taken; what they only suggest is taken with a doubt; where they suggest nothing the channel is
asked for. Words that no code can hold are kept in the note, so that nothing of the book is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from desktop.excel import words
from desktop.excel.cells import Cell, Read, is_empty, line, read_money, read_people, read_tick
from desktop.excel.dates import DateContext, read_dates
from desktop.excel.rows import RowReader, RowReading
from desktop.excel.tables import Row, Table
from desktop.models.activity import title_of
from desktop.models.catalogue import load_catalogue
from desktop.text import fold, one_line

KIND = "activity"


def read_row(table: Table, row: Row, above: dict[int, Cell]) -> RowReading:
    """What one row of a log says, by the wire names of an activity."""
    reader = RowReader(KIND, table, row, above)
    values = reader.reading.values
    read_span(reader)
    content = reader.words("content", lines=True)
    title = reader.words("title")
    form = _marked(reader, "form") or reader.words("form")
    values["content"] = content or title or form
    values["title"] = title or title_of(values["content"])
    if not title:
        reader.reading.unsure.add("title")
    if not values["content"]:
        reader.refuse("content", "Chưa ghi nội dung. Hãy ghi nội dung hoặc tên hoạt động.")
    _read_channel(reader, form)
    _read_topic(reader)
    notes = [reader.words("note", lines=True), _read_audiences(reader), _read_languages(reader), _read_partners(reader)]
    values["note"] = "\n".join(note for note in notes if note)
    _read_numbers(reader)
    for name in ("place", "person"):
        values[name] = reader.words(name)
    values["result"] = reader.words("result", lines=True)
    return reader.reading


def read_span(reader: RowReader) -> None:
    """The first and the last day, from one column or two."""
    values = reader.reading.values
    values["date"] = values["date_to"] = None
    if is_empty(reader.cell("date")):
        reader.refuse("date", "Chưa ghi ngày. Hãy ghi ngày/tháng/năm, ví dụ 05/3/2026.")
        return
    context = reader.row.context
    first = _dates(reader, "date", context)
    values["date"], values["date_to"] = first
    if first[0] is None:
        return
    near = DateContext((first[0].year,))
    last = _dates(reader, "date_to", near)
    if last[0] is None:
        return
    values["date_to"] = last[1] or last[0]
    if values["date_to"] < values["date"]:
        reader.refuse("date_to", "Ngày kết thúc sớm hơn ngày bắt đầu. Hãy kiểm tra lại hai ngày.")


def _dates(reader: RowReader, name: str, context: DateContext) -> tuple[date | None, date | None]:
    nothing: tuple[date | None, date | None] = (None, None)

    def read(cell: Cell) -> Read[tuple[date | None, date | None]]:
        found = read_dates(cell, context)
        return Read(found.value, found.doubt) if found else Read(nothing)

    return reader.take(name, read, nothing, context)


def _marked(reader: RowReader, name: str) -> str:
    """The headings under which this row has a tick or a number: “Đối tượng” over “HS”, “PH”, “GV”."""
    parts = reader.table.parts(name)
    if not parts:
        return ""
    ticked: list[str] = []
    for column in parts:
        cell = reader.row.cells.get(column.index)
        if is_empty(cell):
            continue
        try:
            marked = (isinstance(cell, (int, float)) and cell > 0) or read_tick(cell).value
        except ValueError:
            marked = False
        if marked:
            ticked.append(column.part)
    return ", ".join(ticked)


# --- channel and form ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Channel:
    """A channel, its form where known; `sure` unless the words leave a choice."""

    channel: str
    form: str | None
    sure: bool

    @property
    def label(self) -> str:
        """As it is shown to the person."""
        code = self.form or self.channel
        return f"{code} – {load_catalogue().label(code)}"


_CODE = re.compile(r"(?<!\w)k\s*([1-6])(?:\s*[.,]\s*(\d))?(?!\w)")
_SECTION = re.compile(r"(?<!\w)iv\s*[.,]\s*([1-6])(?:\s*gach\s*(\d))?(?!\w)")


_ANY_CHANNEL = {"truc tiep", "tuyen truyen truc tiep"}
"""Said of anything that is not written: no sign of a second channel."""


@lru_cache(maxsize=5_000)
def channel_of(typed: str) -> Channel | None:
    """The channel and form that the words of a cell name; None where they name none."""
    if found := _CODE.search(fold(typed)) or _SECTION.search(fold(typed)):
        form = f"K{found[1]}.{found[2]}"
        known = any(entry.code == form for entry in load_catalogue().forms(f"K{found[1]}"))
        return Channel(f"K{found[1]}", form if known else None, sure=True)
    hits = words.forms().hits(typed)
    if not hits:
        guess = next(iter(words.guesses().codes(typed)), None)
        return Channel(guess, None, sure=False) if guess else None
    exact = [hit for hit in hits if "." in hit.code]
    best = max(exact or hits, key=lambda hit: (len(hit.phrase), -hit.start))
    channel = best.code.partition(".")[0]
    others = {hit.code.partition(".")[0] for hit in hits if hit.phrase not in _ANY_CHANNEL} - {channel}
    return Channel(channel, best.code if "." in best.code else None, sure=not others)


def _read_channel(reader: RowReader, form_words: str) -> None:
    values = reader.reading.values
    kept = reader.words("channel")
    found = _of_two_columns(channel_of(kept) if kept else None, channel_of(form_words) if form_words else None)
    source, typed = ("channel", kept) if kept and not form_words else ("form", form_words)
    if found is None:
        found = _from_elsewhere(reader)
    if found is None:
        values.update(channel="", form=None, integrated=False)
        why = f"Không nhận ra kênh, hình thức từ “{typed}”. " if typed else "Chưa ghi hình thức. "
        reader.refuse(source, why + "Hãy ghi rõ, ví dụ: Họp bản, Loa truyền thanh, Hội nghị, Fanpage, hoặc mã K1–K6.")
        return
    values.update(channel=found.channel, form=found.form)
    if not found.sure:
        reader.reading.unsure |= {"channel", "form"}
        reader.doubt(source, found.label, value=typed)
    values["integrated"] = _integrated(reader, f"{kept} {form_words}")


def _of_two_columns(kept: Channel | None, form: Channel | None) -> Channel | None:
    """“Kênh” and “Hình thức” side by side: the first decides, the second names the form where it belongs to it."""
    if kept is None or form is None:
        return kept or form
    if kept.channel == form.channel:
        return Channel(kept.channel, form.form or kept.form, sure=kept.sure or form.sure)
    belongs = any(entry.code == form.form for entry in load_catalogue().forms(kept.channel))
    return Channel(kept.channel, form.form if belongs else kept.form, sure=False)


def _from_elsewhere(reader: RowReader) -> Channel | None:
    """A guess from the heading between the rows, then from what the activity is called."""
    values = reader.reading.values
    for typed in (reader.row.section, values["title"], values["content"]):
        if typed and (found := channel_of(typed)):
            return replace(found, sure=False)
    return None


def _integrated(reader: RowReader, typed: str) -> bool:
    cell = reader.cell("integrated")
    if not is_empty(cell):
        said = fold(line(cell))
        if "rieng" in said and "long ghep" not in said:
            return False
        if "khong long ghep" in said:
            return False
        return "long ghep" in said or reader.take("integrated", read_tick, False)
    form = reader.reading.values["form"]
    if reader.has("integrated") and form and words.bare(load_catalogue().label(form)) in words.bare(typed):
        return False  # the catalogue's own words beside an unticked column
    return _says_integrated(typed)


@lru_cache(maxsize=5_000)
def _says_integrated(typed: str) -> bool:
    return any(f" {phrase} " in f" {words.bare(typed)} " for phrase in words.listed("long_ghep"))


# --- topic ---------------------------------------------------------------------------------------------------------------

_TOPIC_CODE = re.compile(r"(?<!\w)nd\s*([1-5])\s*\.?\s*([a-d])?(?!\w)")
_TOPIC_SECTION = re.compile(r"(?<!\w)iii\s*[.,]\s*([1-5])\s*\.?\s*([a-d])?(?!\w)")
CLEAR = 1.3
"""A topic is taken for certain where its words are that much longer than those of the next."""


def stated_topic(typed: str) -> Read[str | None]:
    """The leaf topic of a cell that holds a code, a place in the Plan (III.2a) or words; None where it names none."""
    if found := _TOPIC_CODE.search(fold(typed)) or _TOPIC_SECTION.search(fold(typed)):
        code = f"ND{found[1]}{(found[2] or '').upper()}"
        return Read(code if any(leaf.code == code for leaf in load_catalogue().leaf_topics()) else None)
    return topic_of(typed)


def topic_of(typed: str) -> Read[str | None]:
    """The leaf topic that a text speaks of, with a doubt where another is near; None where it names none."""
    weights: dict[str, int] = {}
    for hit in words.topics().hits(typed):
        weights[hit.code] = weights.get(hit.code, 0) + len(hit.phrase)
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    if not ranked:
        return Read(None)
    best = ranked[0][0]
    if len(ranked) > 1 and ranked[0][1] < CLEAR * ranked[1][1]:
        return Read(best, f"{best} – {load_catalogue().label(best)}")
    return Read(best)


def _read_topic(reader: RowReader) -> None:
    values = reader.reading.values
    stated = reader.words("topic")
    found = stated_topic(stated) if stated else Read[str | None](None)
    if stated and found.value is None:
        reader.doubt("topic", "để trống (không nhận ra nhóm nội dung)")
    if found.value is None:
        content = values["content"]
        found = topic_of(f"{values['title']} . {content}" if reader.has("title") else content)
        reader.reading.unsure.add("topic")
    values["topic"] = found.value
    if found.doubt:
        reader.reading.unsure.add("topic")
        name = "topic" if stated else "content" if reader.has("content") else "title"
        reader.doubt(name, f"nhóm nội dung {found.doubt}")


# --- lists of codes ------------------------------------------------------------------------------------------------------

_BETWEEN = re.compile(r"\s*(?:[,;/+&\n]|\bvà\b)\s*")


def _read_audiences(reader: RowReader) -> str:
    """Codes of the audiences; the words that no code holds, for the note."""
    said = [reader.words("audiences"), _marked(reader, "audiences")]
    if not any(said):
        said.append(_marked(reader, "people"))  # “Số lượng” over “Học sinh”, “Phụ huynh”
    typed = ", ".join(part for part in said if part)
    codes = words.audiences().codes(typed)
    if not any(said[:2]) and not codes:
        typed = ""  # “Nam”, “Nữ” are no audiences
    reader.reading.values["audiences"] = codes
    if codes or not re.search(r"[^\W\d]", typed):
        return ""
    reader.doubt("audiences", "ghi vào ghi chú (không có trong danh mục)")
    return f"Đối tượng: {typed}"


def _read_languages(reader: RowReader) -> str:
    typed = ", ".join(part for part in (reader.words("languages"), _marked(reader, "languages")) if part)
    codes = words.languages().codes(typed)
    if len(codes) > 1 and "NN_KHAC" in codes and set(codes) - {"NN_KHAC", "NN_VIET"}:
        codes.remove("NN_KHAC")  # “tiếng dân tộc Thái”
    reader.reading.values["languages"] = codes
    if codes or not typed or fold(typed) in words.listed("khong_co"):
        return ""
    reader.reading.values["languages"] = ["NN_KHAC"]
    reader.doubt("languages", load_catalogue().label("NN_KHAC"))
    return f"Ngôn ngữ: {typed}"


def _read_partners(reader: RowReader) -> str:
    typed = reader.words("partners")
    values = reader.reading.values
    values["partners"] = words.partners().codes(typed)
    if not typed or words.bare(typed) in words.listed("khong_co") | {""}:
        values["partners"] = []
        return ""
    strangers = [part for part in _BETWEEN.split(typed) if part and not words.partners().hits(part)]
    if "TC_KHAC" not in values["partners"] and not strangers:
        return ""
    values["partners"] = list(dict.fromkeys([*values["partners"], "TC_KHAC"]))
    if strangers:
        reader.doubt("partners", load_catalogue().labels(values["partners"]))
    return f"Phối hợp: {typed}"


# --- numbers -------------------------------------------------------------------------------------------------------------


def _read_numbers(reader: RowReader) -> None:
    values = reader.reading.values
    values["people"] = _people(reader)
    if reader.is_spread("cost"):
        values["cost"] = None
        reader.doubt("cost", "để trống (ô gộp với dòng trên, chỉ tính một lần)")
        return
    column = reader.column("cost")
    unit = column.unit if column else 1
    values["cost"] = reader.count("cost", lambda cell: read_money(cell, unit))


def _people(reader: RowReader) -> int | None:
    if reader.is_spread("people"):
        reader.doubt("people", "để trống (ô gộp với dòng trên, chỉ tính một lần)")
        return None
    if reader.has("people"):
        return reader.count("people", read_people)
    parts = [*reader.table.parts("people"), *reader.table.parts("audiences")]
    if parts:
        return _sum_of_parts(reader, [column.index for column in parts])
    return _people_in_audiences(reader)


def _sum_of_parts(reader: RowReader, places: list[int]) -> int | None:
    counts: list[int] = []
    for place in places:
        cell = reader.row.cells.get(place)
        if is_empty(cell) or (isinstance(cell, str) and not re.search(r"\d|^\W*$", cell)):
            continue
        try:
            count = read_people(cell).value
        except ValueError as error:
            heading = next(c.heading for c in reader.table.columns if c.index == place)
            reader.doubt("people", f"không cộng được: {error}", value=line(cell), column=heading)
            continue
        counts += [count] if count is not None else []
    return sum(counts) if counts else None


def _people_in_audiences(reader: RowReader) -> int | None:
    """“120 học sinh, 35 phụ huynh” in a column of audiences, where no column of numbers stands beside it."""
    cell = reader.cell("audiences")
    if not isinstance(cell, str) or not re.search(r"\d", cell):
        return None
    try:
        count = read_people(cell).value
    except ValueError:
        return None
    reader.doubt("audiences", f"{count} người", value=one_line(cell))
    return count
