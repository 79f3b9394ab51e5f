"""Words, dates, numbers and money as Vietnamese offices write and type them (domain F). No Qt, no SQLAlchemy."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

# --- text --------------------------------------------------------------------------------------------------------------

_INVISIBLE = dict.fromkeys(
    [0x200B, 0x200C, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
_CONTROL = {code: " " for code in range(32) if code not in (9, 10, 13)} | {127: " "}
_SPACES = {0x00A0: " ", 0x2007: " ", 0x202F: " ", 0x3000: " "}
_CLEAN = _INVISIBLE | _CONTROL | _SPACES
# What nearly all text is made of: nothing in it needs cleaning, and it is NFC as it stands.
_ORDINARY = re.compile("[\n\t -~À-ɏẠ-ỹ–—‘’“”…]*")
_SURROGATES = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """`text` as it is stored: NFC, hard spaces made plain, invisible and control characters dropped, ends trimmed.

    Line breaks stay; U+200D stays, emoji are joined by it.
    """
    if _ORDINARY.fullmatch(text):
        return text.strip()
    if _SURROGATES.search(text):  # they cannot be written as UTF-8 and only come from damaged files
        text = text.encode("utf-8", "replace").decode("utf-8")
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.translate(_CLEAN).strip()


def one_line(text: str) -> str:
    """`clean(text)` with every run of white space made one space."""
    return " ".join(clean(text).split())


def shortened(text: str, most: int = 60) -> str:
    """One line of at most `most` characters, the last an ellipsis where there were more."""
    line = one_line(text)
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def fold(text: str) -> str:
    """`text` for search without diacritics: case folded, marks dropped, đ → d, runs of space collapsed (domain F.3)."""
    if _ORDINARY.fullmatch(text):
        return " ".join(map(_FOLDED_WORDS.__getitem__, text.split()))
    return " ".join(_without_marks(text).split())


def _without_marks(text: str) -> str:
    marks_apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in marks_apart if not unicodedata.combining(c)).replace("đ", "d")


class _Words(dict[str, str]):
    """Folded words, each folded once: a book says the same few thousand words over and over."""

    def __missing__(self, word: str) -> str:
        if len(self) >= 20_000:
            self.clear()
        folded = self[word] = word.translate(_FOLDED)
        return folded


_FOLDED = {code: _without_marks(chr(code)) for code in [*range(65, 91), *range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)]}
_FOLDED_WORDS = _Words()


# --- order -------------------------------------------------------------------------------------------------------------

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: f"{place:02d}" for place, letter in enumerate(_LETTERS, 10)}
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def sort_key(text: str) -> str:
    """A key whose plain order is the Vietnamese one: letters first, then the tones none, huyền, hỏi, ngã, sắc, nặng."""
    letters: list[str] = []
    tones: list[str] = []
    for character in unicodedata.normalize("NFC", text).casefold():
        marks = unicodedata.normalize("NFD", character)
        tone = next((_TONES[m] for m in marks if m in _TONES), "0")
        base = unicodedata.normalize("NFC", "".join(m for m in marks if m not in _TONES))
        letters.append(_RANK.get(base) or ("00" if base.isspace() else f"05{base}"))
        tones.append(tone)
    return "".join(letters) + " " + "".join(tones)


def person_sort_key(name: str) -> str:
    """People stand by given name (last word), then family and middle names (domain F.3)."""
    words = name.split()
    return sort_key(" ".join([*words[-1:], *words[:-1]]))


# --- dates -------------------------------------------------------------------------------------------------------------

_DATE = re.compile(r"^(\d{1,2})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4})\.?$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?$")
_WORDS = re.compile(r"^(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})$")
FIRST_YEAR, LAST_YEAR = 2000, 2100


def parse_date(typed: str) -> date:
    """The day that `typed` names: 5/3/2026, 05-03-2026, 05.03.2026, 2026-03-05, ngày 05 tháng 3 năm 2026; day first, always.

    Raises ValueError with a Vietnamese sentence for anything else, two-digit years and impossible days included.
    """
    typed = one_line(typed)
    if found := _ISO.match(typed):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DATE.match(typed) or _WORDS.match(fold(typed)):
        day, month, year = (int(part) for part in found.groups())
    else:
        raise ValueError(f"“{typed}” không phải ngày. Hãy ghi ngày/tháng/năm, ví dụ 05/3/2026.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(f"Năm {year} ngoài khoảng {FIRST_YEAR}–{LAST_YEAR}. Hãy kiểm tra lại năm.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"Không có ngày {day:02d}/{month:02d}/{year}. Hãy kiểm tra lại ngày, tháng.") from None


def format_date(day: date) -> str:
    """dd/mm/yyyy, as in fields and tables."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def format_moment(instant: str) -> str:
    """A stored UTC instant as the clock of this PC shows it: 14:05 ngày 27/11/2026."""
    local = datetime.fromisoformat(instant).astimezone()
    return f"{local:%H:%M} ngày {format_date(local.date())}"


def running_date(day: date) -> str:
    """The short form in running text: 05/01/2026, 03/3/2026; only months 1 and 2 are padded (domain A.5, F.1)."""
    return f"{day.day:02d}/{_month(day.month)}/{day.year}"


def long_date(day: date) -> str:
    """ngày 05 tháng 01 năm 2026, ngày 29 tháng 6 năm 2026 (domain A.5)."""
    return f"ngày {day.day:02d} tháng {_month(day.month)} năm {day.year}"


def _month(month: int) -> str:
    return f"{month:02d}" if month < 3 else str(month)


WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


# --- numbers and money -------------------------------------------------------------------------------------------------

_GROUPED = re.compile(r"^\d{1,3}(?:[. ]\d{3})+$")
_ENGLISH_GROUPED = re.compile(r"^\d{1,3}(?:,\d{3})+$")
_NEGATIVE = re.compile(r"^[-–−]\s*\d")
_ZERO_WORDS = {"-", "–", "—", "khong", "khong co", "khong dong"}
_PEOPLE_UNITS = re.compile(r"\s*(?:lượt người|lượt|người|em|học sinh|hs|đại biểu|cán bộ|phụ huynh)\.?$", re.IGNORECASE)
_MONEY_UNITS = re.compile(r"\s*(?:vnđ|vnd|đồng|đ|₫|d)\.?$", re.IGNORECASE)
MOST_PEOPLE = 10_000_000
MOST_MONEY = 10**15


def parse_count(typed: str) -> int | None:
    """A number of people: "48", "1.020", "48 người"; None where nothing was typed; 0 only for 0, "-" or "Không".

    Raises ValueError with a Vietnamese sentence otherwise.
    """
    return _whole(typed, _PEOPLE_UNITS, MOST_PEOPLE, "Hãy ghi một số nguyên, ví dụ 48; để trống nếu chưa thống kê.")


def parse_money(typed: str) -> int | None:
    """An amount in whole đồng: "500.000", "150.000đ", "1500000"; None where nothing was typed; 0 for 0, "-", "Không".

    `1.500` is fifteen hundred; `1,5` is refused, đồng has no minor unit (domain F.2). Raises ValueError with a sentence.
    """
    return _whole(typed, _MONEY_UNITS, MOST_MONEY, "Hãy ghi số đồng, ví dụ 1.500.000; để trống nếu không có số liệu.")


def _whole(typed: str, units: re.Pattern[str], most: int, advice: str) -> int | None:
    typed = one_line(typed)
    if not typed:
        return None
    if fold(typed) in _ZERO_WORDS:
        return 0
    digits = units.sub("", typed)
    if _GROUPED.match(digits) or (_ENGLISH_GROUPED.match(digits) and digits.count(",") > 1):
        digits = re.sub(r"[., ]", "", digits)
    if _NEGATIVE.match(digits):
        raise ValueError(f"“{typed}” là số âm. {advice}")
    if not re.fullmatch(r"\d+", digits) or not digits.isascii():
        raise ValueError(f"“{typed}” không phải số. {advice}")
    if len(digits) > 18 or int(digits) > most:
        raise ValueError(f"“{typed}” quá lớn. {advice}")
    return int(digits)


def format_number(number: int) -> str:
    """1234567 → 1.234.567."""
    return f"{number:,}".replace(",", ".")


def counted(number: int) -> str:
    """A count in running text: 08, 47, 1.020; below ten with a leading zero, 0 as it is (domain F.2)."""
    return f"{number:02d}" if 0 < number < 10 else format_number(number)


def format_ratio(percent: float) -> str:
    """85.714 → 85,7; one decimal, comma (domain E.5); a whole number without decimals in 100 and 0."""
    text = f"{percent:.1f}".replace(".", ",")
    return text.removesuffix(",0")


_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def in_words(number: int) -> str:
    """A whole number in Northern Vietnamese words: 105 → một trăm linh năm; 24 → hai mươi tư (domain F.2)."""
    if number < 0:
        return "âm " + in_words(-number)
    if number == 0:
        return _DIGITS[0]
    words: list[str] = []
    billions, rest = divmod(number, 10**9)
    if billions:
        words += [in_words(billions), "tỷ"]
    started = bool(billions)
    for size, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, "")):
        group, rest = divmod(rest, size)
        if group:
            words += [_three_digits(group, started), name]
            started = True
    return " ".join(word for word in words if word)


def _three_digits(group: int, after_higher: bool) -> str:
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words: list[str] = []
    if hundreds or after_higher:
        words += [_DIGITS[hundreds], "trăm"]
    if tens > 1:
        words += [_DIGITS[tens], "mươi"]
    elif tens == 1:
        words.append("mười")
    elif ones and words:
        words.append("linh")
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 4 and tens > 1:
        words.append("tư")
    elif ones == 5 and tens >= 1:
        words.append("lăm")
    elif ones:
        words.append(_DIGITS[ones])
    return " ".join(words)


def money_in_words(amount: int) -> str:
    """Bằng chữ: first letter capital, ends with "đồng" (domain F.2)."""
    words = in_words(amount)
    return f"{words[0].upper()}{words[1:]} đồng"
