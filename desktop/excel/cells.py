"""One cell as clerks fill it: text, head counts, money, hours, ticks (domain F.2); dates are in `dates`. Pure, no database.

Every reader takes a raw cell and gives `Read(value, doubt)`: `doubt` is empty where the cell can mean one thing only, else it
says how the cell was understood, to be shown to the person. What cannot be understood raises `ValueError` with a sentence.
Nothing is guessed silently.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from desktop.text import clean, fold, format_date, format_number, one_line, parse_count, parse_money

Value = TypeVar("Value")


@dataclass(frozen=True)
class CellFault:
    """A cell that shows no value: a formula never calculated, or an error such as #REF!."""

    shown: str
    sentence: str


Cell = str | int | float | bool | date | datetime | time | timedelta | CellFault | None


@dataclass(frozen=True)
class Read(Generic[Value]):
    """What a cell was read as; `doubt` tells the person how, where that is not certain."""

    value: Value
    doubt: str = ""


def is_empty(cell: Cell) -> bool:
    """Nothing to read: no value, or white space only."""
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u00a0\u200b\ufeff"))


def shown(cell: Cell) -> str:
    """The cell as the person sees it on the sheet, for messages; not for reading."""
    if cell is None:
        return ""
    if isinstance(cell, CellFault):
        return cell.shown
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime):
        return format_date(cell.date()) + (f" {cell:%H:%M}" if cell.time() != time() else "")
    if isinstance(cell, date):
        return format_date(cell)
    if isinstance(cell, (int, float)):
        return number_text(cell)
    return clean(str(cell))


def number_text(number: float) -> str:
    """48.0 → 48; 2.5 → 2,5: as a Vietnamese sheet shows it, without grouping."""
    if isinstance(number, int) or (number.is_integer() and abs(number) < 1e15):
        return str(int(number))
    return repr(number).replace(".", ",")


def text(cell: Cell) -> str:
    """The words of a cell: clean, spaces in a line collapsed, line breaks kept. A fault raises ValueError."""
    if isinstance(cell, CellFault):
        raise ValueError(cell.sentence)
    if isinstance(cell, str):
        words = clean(cell)
        if "\n" not in words:
            return " ".join(words.split())
        return "\n".join(" ".join(line.split()) for line in words.split("\n")).strip()
    return shown(cell)


def line(cell: Cell) -> str:
    """The words of a cell on one line."""
    return one_line(text(cell))


# --- numbers of people -------------------------------------------------------------------------------------------------

_ROUGHLY = re.compile(r"^(?:khoảng|chừng|gần|hơn|trên|ước|độ|~|≈|>|<|\+/-)\s*([0-9].*)$", re.IGNORECASE)
_WHO = (
    r"(?:\s*\b(?:lượt|người|em|học sinh|hs|học viên|sinh viên|đại biểu|đb|cán bộ|cb|giáo viên|gv|nhân viên|nv|cbgv|cbgvnv|cbqlgvnv"
    r"|cmhs|phụ huynh|phhs|ph|hội viên|đoàn viên|dân|nhân dân|dự|tham gia|tham dự|và|có|số|lượng|nữ|nam)\b[\s:.,/&]*)*"
)
_NUMBER = r"([0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]+)"
_COUNTED = re.compile(rf"^{_WHO}\s*{_NUMBER}\s*{_WHO}$", re.IGNORECASE)
_JOINED = re.compile(r"\s*[+,;]\s*(?=\D*[0-9])(?![0-9]{3}\b)")
_REMARK = re.compile(r"^(.*?[0-9].*?)\s*\(.*\)$")
_WHOLE_DECIMAL = re.compile(r"^([0-9]+)[.,]0{1,2}$")
_PEOPLE_ADVICE = "Hãy ghi một số nguyên, ví dụ 48; để trống nếu chưa thống kê."


def read_people(cell: Cell) -> Read[int | None]:
    """A number of people; None where the cell is empty, 0 only where zero was written. Raises ValueError with a sentence."""
    if is_empty(cell):
        return Read(None)
    if isinstance(cell, CellFault):
        raise ValueError(cell.sentence)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return Read(_whole_people(cell))
    if not isinstance(cell, str):
        raise ValueError(f"“{shown(cell)}” không phải số người. {_PEOPLE_ADVICE}")
    typed = one_line(cell)
    if found := _WHOLE_DECIMAL.match(typed):
        typed = found.group(1)
    try:
        return Read(parse_count(typed))
    except ValueError:
        return _people_from_words(typed)


def _whole_people(number: float) -> int:
    if number != number or number in (float("inf"), float("-inf")) or number < 0:
        raise ValueError(
            f"“{number_text(number) if number == number else 'NaN'}” không phải số người. {_PEOPLE_ADVICE}"
        )
    if number != int(number):
        raise ValueError(
            f"“{number_text(number)}” không phải số nguyên; có thể Excel đã hiểu dấu chấm hàng nghìn thành dấu thập phân. "
            f"{_PEOPLE_ADVICE}"
        )
    count = parse_count(str(int(number)))
    assert count is not None
    return count


def _people_from_words(typed: str) -> Read[int | None]:
    """“khoảng 50 người”, “48 (24 nữ)”, “120 HS, 35 PH”, “1,020”: read, with a doubt; anything else is refused."""
    if found := _REMARK.match(typed):
        inner = read_people(found.group(1))
        return Read(inner.value, inner.doubt or f"{inner.value} (bỏ phần trong ngoặc)")
    if re.fullmatch(r"[0-9]{1,3},[0-9]{3}", typed):
        count = int(typed.replace(",", ""))
        return Read(count, f"{format_number(count)} (dấu phẩy hiểu là dấu hàng nghìn)")
    if found := _ROUGHLY.match(typed):
        inner = read_people(found.group(1))
        return Read(inner.value, f"{inner.value} (ghi ước lượng)")
    counts = [_COUNTED.match(part) for part in _JOINED.split(typed)]
    if all(counts):
        total = sum(int(re.sub(r"[.,]", "", count[1])) for count in counts if count)
        parse_count(str(total))
        return Read(total, f"{format_number(total)} ({'lấy số' if len(counts) == 1 else 'cộng các số'} trong ô)")
    raise ValueError(f"“{typed}” không phải số người. {_PEOPLE_ADVICE}")


# --- money -------------------------------------------------------------------------------------------------------------

_MONEY_ADVICE = "Hãy ghi số đồng, ví dụ 1.500.000; để trống nếu không có số liệu."
_SCALES = {"k": 1_000, "nghin": 1_000, "ngan": 1_000, "n": 1_000, "tr": 1_000_000, "trieu": 1_000_000, "ty": 10**9}
_SCALED = re.compile(r"^([0-9]+)(?:[.,]([0-9]{1,3}))?\s*(k|nghin|ngan|n|trieu|tr|ty)([0-9]{0,3})\s*(?:dong|d|vnd)?$")
_DECIMAL = re.compile(r"^([0-9]+)[.,]([0-9]{1,2})$")
SMALLEST_SUM = 1_000


def read_money(cell: Cell, unit: int = 1) -> Read[int | None]:
    """An amount in whole đồng; `unit` is 1, 1.000 or 1.000.000 as the heading says. None where empty, 0 only where written.

    “2,5 triệu”, “2tr5”, “500k” can mean one sum only but are no way of book-keeping: they are read and shown as doubtful;
    so is a sum under a thousand đồng, which Excel makes of “500.000” typed under English settings. Raises ValueError.
    """
    if is_empty(cell):
        return Read(None)
    if isinstance(cell, CellFault):
        raise ValueError(cell.sentence)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _small(_scaled_number(cell, unit), shown(cell))
    if not isinstance(cell, str):
        raise ValueError(f"“{shown(cell)}” không phải số tiền. {_MONEY_ADVICE}")
    typed = one_line(cell)
    if unit > 1 and (found := _DECIMAL.match(typed)):
        return Read(_scaled(found.group(1), found.group(2), unit))
    try:
        amount = parse_money(typed)
        return _small(None if amount is None else _in_bounds(amount * unit, typed), typed)
    except ValueError:
        return _money_from_words(typed)


def _scaled_number(number: float, unit: int) -> int:
    amount = round(number * unit, 4) if math.isfinite(number * unit) else -1
    if amount < 0:
        raise ValueError(f"“{number}” không phải số tiền. {_MONEY_ADVICE}")
    if amount != int(amount):
        raise ValueError(f"“{number_text(number)}” không phải số đồng tròn. {_MONEY_ADVICE}")
    return _in_bounds(int(amount), number_text(number))


def _scaled(whole: str, decimals: str, unit: int) -> int:
    return int(whole) * unit + int(decimals) * unit // int(10 ** len(decimals))


def _in_bounds(amount: int, typed: str) -> int:
    parse_money(str(amount)) if amount < 10**18 else parse_money(typed + "0" * 18)
    return amount


def _small(amount: int | None, typed: str) -> Read[int | None]:
    if amount and amount < SMALLEST_SUM:
        return Read(amount, f"{format_number(amount)} đồng (ô ghi “{typed}”; số tiền nhỏ bất thường)")
    return Read(amount)


def _money_from_words(typed: str) -> Read[int | None]:
    found = _SCALED.match(fold(typed))
    if not found:
        raise ValueError(f"“{typed}” không phải số tiền. {_MONEY_ADVICE}")
    whole, decimals, word, rest = found.groups()
    if decimals and rest:
        raise ValueError(f"“{typed}” không phải số tiền. {_MONEY_ADVICE}")
    if decimals and len(decimals) == 3:
        raise ValueError(f"“{typed}” có thể hiểu hai cách. {_MONEY_ADVICE}")
    amount = _in_bounds(_scaled(whole, decimals or rest or "0", _SCALES[word]), typed)
    return Read(amount, f"{format_number(amount)} đồng")


# --- hours and ticks ---------------------------------------------------------------------------------------------------

_HOURS = re.compile(r"^([0-9]{1,3})(?:[.,]([0-9]{1,2}))?\s*(?:tiet|gio|h|t)?\.?$")


def read_hours(cell: Cell) -> Read[str | None]:
    """Hours or periods (số tiết is taken as given) in decimal text: “8”, “7.5”; None where empty. Raises ValueError."""
    if is_empty(cell):
        return Read(None)
    if isinstance(cell, CellFault):
        raise ValueError(cell.sentence)
    typed = number_text(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else line(cell)
    found = _HOURS.match(fold(typed))
    if not found:
        raise ValueError(f"“{typed}” không phải số giờ, số tiết. Hãy ghi một số, ví dụ 8 hoặc 7,5.")
    whole, decimals = found.groups()
    decimals = (decimals or "").rstrip("0")
    return Read(f"{int(whole)}.{decimals}" if decimals else str(int(whole)))


_MINUTES = re.compile(r"^([0-9]{1,5})(?:[.,]([0-9]{1,2}))?\s*(?:phut|p|ph|')?\.?$")
_CLOCK = re.compile(r"^([0-9]{1,3})\s*(?:phut|p|ph|'|:)\s*([0-5]?[0-9])\s*(?:giay|s|\"|'')?$")


def read_minutes(cell: Cell) -> Read[str | None]:
    """Minutes in decimal text: “5”, “1.5”; “1:30” and “1 phút 30 giây” with a doubt. None where empty. Raises ValueError."""
    if is_empty(cell):
        return Read(None)
    if isinstance(cell, CellFault):
        raise ValueError(cell.sentence)
    typed = number_text(cell) if isinstance(cell, (int, float)) and not isinstance(cell, bool) else line(cell)
    if found := _MINUTES.match(fold(typed)):
        decimals = (found[2] or "").rstrip("0")
        return Read(f"{int(found[1])}.{decimals}" if decimals else str(int(found[1])))
    if found := _CLOCK.match(fold(typed)):
        minutes = f"{int(found[1]) + int(found[2]) / 60:.2f}".rstrip("0").rstrip(".")
        return Read(minutes, f"{minutes.replace('.', ',')} phút")
    raise ValueError(f"“{typed}” không phải thời lượng. Hãy ghi số phút, ví dụ 5 hoặc 1,5.")


# --- years, and what does not apply --------------------------------------------------------------------------------------


def read_year(cell: Cell) -> Read[int | None]:
    """A year: 2026, “Năm 2026”; the later one of a school year with a doubt. None where empty. Raises ValueError."""
    if is_empty(cell):
        return Read(None)
    if isinstance(cell, CellFault):
        raise ValueError(cell.sentence)
    typed = line(cell) if isinstance(cell, str) else shown(cell)
    years = [int(year) for year in re.findall(r"(?<![0-9])20[0-9]{2}(?![0-9])", typed)]
    if isinstance(cell, date) or not years or len(years) > 2:
        raise ValueError(f"“{typed}” không phải năm. Hãy ghi bốn chữ số, ví dụ 2026.")
    plain = re.fullmatch(r"(?:năm\s*)?20[0-9]{2}", typed.lower()) is not None
    return Read(years[-1], "" if plain else str(years[-1]))


def is_not_applicable(cell: Cell) -> bool:
    """Whether the cell says that a number does not apply: “không áp dụng”, “KAD”. Neither zero nor empty (features 19)."""
    return isinstance(cell, str) and len(cell) < 30 and fold(cell).strip(" .()") in _NOT_APPLICABLE


NOT_APPLICABLE = "Không áp dụng"
_NOT_APPLICABLE = {"khong ap dung", "kad", "k.a.d", "ko ap dung", "k ap dung", "n/a", "khong tinh"}
_YES = {"x", "co", "v", "✓", "✔", "√", "☑", "1", "true", "yes", "y", "dat", "da cap", "duoc cap", "da co", "dung", "+"}
_NO = {"", "0", "-", "–", "khong", "chua", "chua cap", "chua co", "no", "n", "false", "khong co", "o", "☐", "khong dat"}


def read_tick(cell: Cell) -> Read[bool]:
    """A tick: x, v, có, ✓, 1 → True; empty, 0, -, không → False; other words → True with a doubt. A fault raises ValueError."""
    if isinstance(cell, CellFault):
        raise ValueError(cell.sentence)
    if isinstance(cell, bool):
        return Read(cell)
    typed = line(cell)
    if fold(typed).strip(" .") in _NO:
        return Read(False)
    if fold(typed).strip(" .") in _YES:
        return Read(True)
    return Read(True, f"Có (ô ghi “{typed}”)")
