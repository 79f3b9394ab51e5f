"""One cell as clerks fill it: dates, spans, head counts, money, hours, ticks (domain F.1, F.2). Pure, no workbook, no database.

Every reader takes a raw cell and gives `Read(value, doubt)`: `doubt` is empty where the cell can mean one thing only, else it
says how the cell was understood, to be shown to the person. What cannot be understood raises `ValueError` with a sentence.
Nothing is guessed silently.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Generic, TypeVar

from desktop.text import clean, fold, format_date, format_number, one_line, parse_count, parse_date, parse_money

Value = TypeVar("Value")

FIRST_YEAR, LAST_YEAR = 2025, 2035
"""The Resolution is of August 2025, the Plan runs from 2026 and looks to 2035 (Plan II); 2025 is taken with a question."""
LONGEST_SPAN = 120
"""Days; an activity said to last longer is shown as doubtful."""


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


@dataclass(frozen=True)
class DateContext:
    """What stands around a date: the years of the title, the month of the heading above it."""

    years: tuple[int, ...] = ()
    month: int | None = None


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
        lines = (" ".join(line.split()) for line in clean(cell).split("\n"))
        return "\n".join(lines).strip()
    return shown(cell)


def line(cell: Cell) -> str:
    """The words of a cell on one line."""
    return one_line(text(cell))


# --- dates -------------------------------------------------------------------------------------------------------------

_NOISE = re.compile(
    r"\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|cn|t[2-7]|sang|chieu|toi|buoi|luc|hoi)\b"
    r"|\b[0-9]{1,2}\s*(?:h|gio|g)\s*(?:[0-9]{1,2}\s*(?:p|phut)?)?\b|\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\b|\bngay\b"
)
_WORDED = re.compile(r"\s*\b(?:thang|nam)\b\s*")
_SLASH = r"([0-9]{1,2})(?:\s*[/.]\s*([0-9]{1,2})(?:\s*[/.]\s*([0-9]{4}|[0-9]{2}))?)?"
_HYPHEN = r"([0-9]{1,2})\s*-\s*([0-9]{1,2})(?:\s*-\s*([0-9]{4}|[0-9]{2}))?"
_JOINT = r"\s*(-+>?|–|—|→|~|den het|den|toi|,|;|va|&|\+)\s*"
_SPANS = (
    re.compile(rf"^{_SLASH}{_JOINT}{_SLASH}$"),
    re.compile(rf"^{_HYPHEN}\s*(?:\s()(?:-|–|—)\s|(–|~|den het|den|toi|,|;|va|&|\+))\s*{_HYPHEN}$"),
)
_ONE = re.compile(r"^([0-9]{1,2})\s*[/.\-\s]\s*([0-9]{1,2})(?:\s*[/.\-\s]\s*([0-9]{4}|[0-9]{2}))?\.?$")
_INSIDE = re.compile(r"(?<![0-9/.\-])[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{4}(?![0-9/.\-])")
_DAYS_OF_MONTH = re.compile(r"^[0-9]{1,2}-[0-9]{1,2}$")
_ISO = re.compile(r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$")
_MONTH_ONLY = re.compile(r"^(?:(?:thang|quy|tuan|hoc ky|hk)\b.*|[0-9]{1,2}\s*[/.\-]\s*[0-9]{4})$")
_LISTING = {",", ";", "va", "&", "+"}
_EPOCH = date(1899, 12, 30)
_SERIALS = range(36526, 73051)  # 2000–2099
_ADVICE = "Hãy ghi ngày/tháng/năm, ví dụ 05/3/2026."

Span = tuple[date, date | None]


def read_dates(cell: Cell, context: DateContext = DateContext()) -> Read[Span] | None:
    """The day, or the first and last day, that `cell` names; None where the cell is empty.

    A real date cell is taken as it is; text is always day first (domain F.1). The year is taken from the title, the month
    heading or the other rows only with a doubt. Raises ValueError with a sentence.
    """
    if is_empty(cell):
        return None
    if isinstance(cell, CellFault):
        raise ValueError(cell.sentence)
    if isinstance(cell, datetime):
        return _judged(Read((cell.date(), None)), context)
    if isinstance(cell, date):
        return _judged(Read((cell, None)), context)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _judged(_from_number(cell, context), context)
    if not isinstance(cell, str):
        raise ValueError(f"“{shown(cell)}” không phải ngày. {_ADVICE}")
    return _judged(_from_text(one_line(cell), context), context)


def _from_number(number: float, context: DateContext) -> Read[Span]:
    whole = int(number)
    if whole in _SERIALS:
        day = _EPOCH + timedelta(days=whole)
        return Read((day, None), f"{format_date(day)} (ô ghi số {whole}, cách Excel lưu ngày)")
    if whole == number and 1 <= whole <= 31 and context.month and context.years:
        day = _day(str(whole), str(context.month), str(_year_of(context.month, context)))
        return Read((day, None), f"{format_date(day)} (tháng, năm theo tiêu đề)")
    raise ValueError(f"“{number_text(number)}” không phải ngày. {_ADVICE}")


def _from_text(typed: str, context: DateContext) -> Read[Span]:
    folded = fold(typed)
    if folded.isdigit() and (len(folded) == 5 or len(folded) <= 2):
        return _from_number(int(folded), context)
    if _MONTH_ONLY.match(folded):
        raise ValueError(f"“{typed}” chỉ có tháng, chưa có ngày. {_ADVICE}")
    plain = " ".join(_NOISE.sub(" ", folded).split()).strip(" .,;()")
    plain = plain.removeprefix("tu ").strip()
    plain = _WORDED.sub("/", plain).replace("//", "/").strip("/ ")
    if _ISO.match(plain):
        return Read((parse_date(plain), None))
    if found := _ONE.match(plain):
        if context.month and _DAYS_OF_MONTH.match(plain) and int(found[1]) < int(found[2]):
            # Under a month heading “5-7” is from the 5th to the 7th.
            return _span((found[1], None, None, "-", found[2], None, None), typed, context)
        return _single(found.groups(), typed, context)
    for pattern in _SPANS:
        if found := pattern.match(plain):
            return _span(found.groups(), typed, context)
    written = _INSIDE.findall(plain)
    if len(written) == 1 and not re.search(r"[0-9]\s*[/]\s*[0-9]", _INSIDE.sub(" ", plain)):
        day = parse_date(written[0])
        return Read((day, None), f"{format_date(day)} (lấy ngày trong ô)")
    raise ValueError(f"“{typed}” không phải ngày. {_ADVICE}")


def _single(parts: tuple[str | None, ...], typed: str, context: DateContext) -> Read[Span]:
    day, month, year = parts
    full, doubt = _full_year(year, month, typed, context)
    value = _day(day, month, full)
    return Read((value, None), doubt and f"{format_date(value)} ({doubt})")


def _span(parts: tuple[str | None, ...], typed: str, context: DateContext) -> Read[Span]:
    day, month, year = parts[:3]
    last_day, last_month, last_year = parts[-3:]
    joint = next((part for part in parts[3:-3] if part), "-")
    if not last_month:
        if month or not context.month:
            raise ValueError(f"“{typed}” không phải ngày. {_ADVICE}")
        last_month = str(context.month)
    full, doubt = _full_year(last_year or year, last_month, typed, context)
    last = _day(last_day, last_month, full)
    first_year = _full_year(year, month, typed, context)[0] if year else full
    first = _day(day, month or last_month, first_year)
    if not year and first > last and month:
        first = _day(day, month, str(int(full) - 1))
        doubt = doubt or "năm của ngày đầu suy từ ngày cuối"
    if joint in _LISTING and last - first != timedelta(days=1):
        doubt = doubt or "các ngày rời nhau, ghi thành một khoảng"
    return Read((first, last), doubt and f"{format_date(first)} - {format_date(last)} ({doubt})")


def _full_year(year: str | None, month: str | None, typed: str, context: DateContext) -> tuple[str, str]:
    """The year in four digits, and a doubt where it was not written so."""
    if year and len(year) == 4:
        return year, ""
    if year:
        return f"20{year}", "năm chỉ ghi hai chữ số"
    if not context.years:
        raise ValueError(f"“{typed}” thiếu năm. {_ADVICE}")
    return str(_year_of(int(month or 1), context)), "thiếu năm, lấy theo tiêu đề hoặc các dòng khác"


def _year_of(month: int, context: DateContext) -> int:
    """Of a school year 2025-2026, months from August belong to the first."""
    years = sorted(context.years)
    return years[0] if len(years) == 1 or month >= 8 else years[-1]


def _day(day: str | None, month: str | None, year: str) -> date:
    try:
        return parse_date(f"{day}/{month}/{year}")
    except ValueError as error:
        if month and 12 < int(month) <= 31 and day and int(day) <= 12:
            raise ValueError(f"{error} Ngày đứng trước, tháng đứng sau.") from None
        raise


def _judged(read: Read[Span], context: DateContext) -> Read[Span]:
    """Refuse what cannot be of the Plan's time or runs backwards; question what does not fit the title."""
    first, last = read.value
    if last and last < first:
        raise ValueError(f"Ngày cuối {format_date(last)} đứng trước ngày đầu {format_date(first)}.")
    for day in (first, last or first):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(
                f"Ngày {format_date(day)} ngoài thời gian thực hiện Kế hoạch ({FIRST_YEAR + 1}–{LAST_YEAR}). Hãy kiểm tra lại năm."
            )
    if read.doubt:
        return read
    return Read(read.value, _question(first, last or first, context))


def _question(first: date, last: date, context: DateContext) -> str:
    if context.years and first.year not in context.years and last.year not in context.years:
        wanted = ", ".join(map(str, context.years))
        return f"{format_date(first)} (tiêu đề ghi năm {wanted})"
    if context.month and context.month not in (first.month, last.month):
        return f"{format_date(first)} (nằm dưới đề mục tháng {context.month})"
    if first.year == FIRST_YEAR and FIRST_YEAR not in context.years:
        return f"{format_date(first)} (trước năm đầu của Kế hoạch)"
    if (last - first).days > LONGEST_SPAN:
        return f"{format_date(first)} - {format_date(last)} (kéo dài {(last - first).days + 1} ngày)"
    return ""


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
    if number != number or number in (float("inf"), float("-inf")) or number < 0:
        raise ValueError(f"“{number}” không phải số tiền. {_MONEY_ADVICE}")
    amount = round(number * unit, 4)
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
