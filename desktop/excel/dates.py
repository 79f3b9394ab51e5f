"""Dates as clerks write them: day first, spans, weekdays and hours beside them, years left to the title (domain F.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite

from desktop.excel.cells import Cell, CellFault, Read, is_empty, number_text, shown
from desktop.text import fold, format_date, one_line, parse_date

FIRST_YEAR, LAST_YEAR = 2025, 2035
"""The Resolution is of August 2025, the Plan runs from 2026 and looks to 2035 (Plan II); 2025 is taken with a question."""
LONGEST_SPAN = 120
"""Days; an activity said to last longer is shown as doubtful."""


@dataclass(frozen=True)
class DateContext:
    """What stands around a date: the years of the title, the month of the heading above it."""

    years: tuple[int, ...] = ()
    month: int | None = None


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


def read_any_day(cell: Cell) -> Read[date | None]:
    """A single day that may lie before the Plan, written in full. None where the cell is empty. Raises ValueError."""
    if isinstance(cell, str):
        return Read(parse_date(cell) if not is_empty(cell) else None)
    if isinstance(cell, date):
        return Read(date(cell.year, cell.month, cell.day))
    found = read_dates(cell, DateContext())
    return Read(found.value[0], found.doubt) if found else Read(None)


def _from_number(number: float, context: DateContext) -> Read[Span]:
    whole = int(number) if isfinite(number) else 0
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
