"""References to appendices in sentences, when only some of the appendices are enclosed and those are numbered anew (domain A.9)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from desktop.reports.typesetting import HARD_SPACE

_GAP = rf"[ {HARD_SPACE}]+"
_ONE = r"[IVX]+(?![\w])"
_NAME = rf"[Pp]hụ{_GAP}lục"
_JOINT = rf"(?:\s*[,;]\s*|{_GAP}(?:và|hoặc|đến){_GAP}|\s*[-–]\s*)"
_LIST = rf"(?:[Cc]ác{_GAP})?{_NAME}{_GAP}{_ONE}(?:{_JOINT}(?:{_NAME}{_GAP})?{_ONE})*"
_LEAD = r"[,;]?\s*(?:\b(?:số liệu|chi tiết|kèm theo|đính kèm|xem|thể hiện)\s+)*(?:\b(?:tại|ở|theo|trong)\s+)?"
_BRACKETED = re.compile(r"\s*\(([^()]*)\)")
_REFERENCE = re.compile(_LIST)
_LED = re.compile(rf"(?P<lead>{_LEAD})(?P<list>{_LIST})")
_SAYS_MORE = 4  # words in brackets from which they are kept without the reference
_NUMBER = re.compile(rf"(?P<span>{_ONE})(?=(?P<to>{_GAP}đến{_GAP}|\s*[-–]\s*)?)")
_VALUES = {"I": 1, "V": 5, "X": 10}


def renumbered(text: str, numbers: Mapping[str, str]) -> str:
    """`text` with each reference under its new number; those to an appendix that is not in `numbers` go, with what leads to them.

    A new number is empty where there is only one appendix. “Phụ lục IV, V”, “các Phụ lục I, II và III”, “Phụ lục II đến IV” are
    understood.
    """

    def led(found: re.Match[str]) -> str:
        kept = _kept(found["list"], numbers)
        return found["lead"] + _rebuilt(found["list"], kept) if kept else ""

    def bracketed(found: re.Match[str]) -> str:
        inside = _LED.sub(led, found[1])
        gone = inside != found[1] and not _REFERENCE.search(inside) and re.search(_NAME, inside) is None
        if gone and len(inside.split()) < _SAYS_MORE:
            return ""
        return found[0].replace(found[1], inside.strip(" ,;")) if inside != found[1] else found[0]

    parts: list[str] = []
    at = 0
    for found in _BRACKETED.finditer(text):  # each piece once: a new number may be another's old one
        parts += [_LED.sub(led, text[at : found.start()]), bracketed(found)]
        at = found.end()
    return "".join([*parts, _LED.sub(led, text[at:])])


def referred_in(text: str) -> set[str]:
    """The numbers of the appendices that `text` refers to; "" for one without a number."""
    found = {number for reference in _REFERENCE.finditer(text) for number in _numbers_of(reference[0])}
    return found or ({""} if re.search(_NAME, text) else set())


def _kept(reference: str, numbers: Mapping[str, str]) -> list[str]:
    return [numbers[old] for old in _numbers_of(reference) if old in numbers]


def _numbers_of(reference: str) -> list[str]:
    """IV, V of “Phụ lục IV, V”; a span with all that it covers."""
    found: list[str] = []
    spanning = False
    for each in _NUMBER.finditer(re.sub(_NAME, "", reference)):
        if spanning:
            found += [_roman(n) for n in range(_value(found[-1]) + 1, _value(each["span"]))]
        found.append(each["span"])
        spanning = each["to"] is not None
    return list(dict.fromkeys(found))


def _rebuilt(reference: str, kept: Sequence[str]) -> str:
    """The reference in the manner of the old one: each under its own word, or all under one."""
    name = f"Phụ{HARD_SPACE}lục"
    one_by_one = len(re.findall(_NAME, reference)) > 1
    if len(kept) == 1 or one_by_one:
        return ", ".join(f"{name}{HARD_SPACE}{number}".rstrip() for number in kept)
    every = "các " if reference[:1] == "c" else "Các " if reference[:1] == "C" else ""
    return f"{every}{name}{HARD_SPACE}{', '.join(kept[:-1])} và {kept[-1]}"


def _value(roman: str) -> int:
    values = [_VALUES[letter] for letter in roman]
    return sum(-v if v < max(values[at:]) else v for at, v in enumerate(values))


def _roman(number: int) -> str:
    made = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        made += letters * (number // value)
        number %= value
    return made
