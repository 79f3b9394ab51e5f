"""Lines out of text: what can be printed, how wide it is, where it breaks. Knows no paper and no PDF."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from desktop import text as words_of
from desktop.reports.layout import Face, Type

HARD_SPACE = "\u00a0"  # keeps two words on one line; printed as a plain space
UNPRINTABLE = "*"  # stands visibly and harmlessly where the typeface has no letter
_STAND_INS = {
    "✓": "√", "✔": "√", "☑": "√", "✅": "√", "✗": "x", "✘": "x", "☒": "x", "❌": "x", "☐": "o",
    "➢": "-", "➤": "-", "❖": "-", "✦": "-", "\uf0b7": "-", "\uf0d8": "-", "‑": "-", "⁃": "-", "−": "–",
    "\u2028": "\n", "\u2029": "\n", "\t": " ", "\v": "\n", "\f": "\n",
}  # fmt: skip

# Two-syllable words of unit names and of the report's subject: a line does not end between them.
_PAIRS = (
    "ủy ban|nhân dân|trung học|tiểu học|cơ sở|phổ thông|dân tộc|bán trú|nội trú|mầm non|mẫu giáo|giáo dục|đào tạo"
    "|thường xuyên|nghề nghiệp|trung tâm|cao đẳng|đại học|trung cấp|liên cấp|hòa nhập|sơn la|kết quả|thực hiện"
    "|kế hoạch|công tác|truyền thông|nghị quyết|đẩy mạnh|chuyên biệt|hỗ trợ|phát triển|năm học|báo cáo|chỉ tiêu"
    "|mục tiêu|hoạt động|nội dung|bồi dưỡng|quán triệt|kỹ thuật|công nghệ|tư thục|dân lập"
)
_TOGETHER = frozenset(tuple(pair.split()) for pair in _PAIRS.split("|"))
_NOT_LAST = frozenset(("và", "-", "–", "của", "&", "số", "năm", "về"))
_BREAKS_AFTER = frozenset("/-_.,;:&?=+)" + HARD_SPACE)
_LONGEST = 1000  # letters; more never stand on one line
_DROPPED = ("Cf", "Cc", "Mn", "Me", "Cs")


class Metrics(Protocol):
    """What a typeface tells about its letters."""

    def width(self, text: str, face: Face, size: float) -> float:
        """The set width of `text` in points."""

    def has(self, character: str) -> bool:
        """Whether every cut has a letter for `character`."""


@dataclass(frozen=True)
class Line:
    """A set line: its text and natural width in points."""

    text: str
    width: float


class Typesetter:
    """Breaks text into lines with one typeface. Made once per document; what is measured twice is remembered."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._known: dict[str, str] = {}
        self._good: set[str] = set()
        self._wrapped: dict[tuple[str, Face, float, float], tuple[Line, ...]] = {}
        self.replaced: set[str] = set()  # characters that could not be printed

    def printable(self, text: str) -> str:
        """`text` in NFC with only characters that the typeface has; others give way to a visible stand-in."""
        if (known := self._known.get(text)) is not None:
            return known
        result = _clean_keeping_hard_spaces(text)
        if not self._good.issuperset(result):
            result = "".join(self._letters(result))
        self._known[text] = result
        return result

    def _letters(self, text: str) -> Iterable[str]:
        for character in text:
            if character in self._good or self._fine(character):
                self._good.add(character)
                yield character
            elif character in _STAND_INS:
                yield _STAND_INS[character]
            elif unicodedata.category(character) not in _DROPPED and not _is_skin_tone(character):
                self.replaced.add(character)
                yield UNPRINTABLE

    def _fine(self, character: str) -> bool:
        if character in ("\n", " ", HARD_SPACE):
            return True
        return unicodedata.category(character)[0] not in "CZ" and self._metrics.has(character)

    def width(self, text: str, kind: Type) -> float:
        """Points that `text`, already printable, takes on one line."""
        return self._metrics.width(text, kind.face, kind.size)

    def wrap(self, text: str, kind: Type, width: float, first: float | None = None) -> tuple[Line, ...]:
        """`text` in lines of at most `width` points, the first of at most `first`; line breaks in it stay; never empty."""
        key = (text, kind.face, kind.size, width)
        if first is None and (known := self._wrapped.get(key)):
            return known
        lines: list[Line] = []
        for part in self.printable(text).split("\n"):
            lines += self._broken(part, kind, width, first if first is not None and not lines else width)
        result = tuple(lines)
        if first is None:
            self._wrapped[key] = result
        return result

    def _broken(self, text: str, kind: Type, width: float, first: float) -> list[Line]:
        space = self.width(" ", kind)
        lines: list[Line] = []
        room, current, taken = first, "", 0.0
        for word in text.split(" "):
            if not word:
                continue
            wide = self._width_or_more(word, kind)
            if current and taken + space + wide <= room:
                current, taken = f"{current} {word}", taken + space + wide
                continue
            if current:
                lines.append(Line(current, taken))
                room = width
            while wide > room and len(word) > 1:
                cut = self._cut(word, kind, room)
                lines.append(Line(word[:cut], self.width(word[:cut], kind)))
                word, room = word[cut:], width
                wide = self._width_or_more(word, kind)
            current, taken = word, wide
        return [*lines, Line(current, taken)]

    def _width_or_more(self, word: str, kind: Type) -> float:
        """The width of `word`; of one so long that it cannot fit, only of its beginning."""
        return self.width(word[:_LONGEST], kind)

    def _cut(self, word: str, kind: Type, room: float) -> int:
        """How many letters of a word longer than a line go on this one: after a sign if one is near, not before a mark."""
        low, high = 1, min(len(word), _LONGEST)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self.width(word[:middle], kind) <= room else (low, middle - 1)
        near = next((at for at in range(low, max(1, low - 12), -1) if word[at - 1] in _BREAKS_AFTER), low)
        while near > 1 and near < len(word) and unicodedata.combining(word[near]):
            near -= 1
        return near

    def balanced(self, text: str, kind: Type, width: float) -> tuple[Line, ...]:
        """`text` in as few lines as possible, of even length, not broken inside a word of two syllables nor after `VÀ`."""
        text = " ".join(self.printable(text).split(" ")).replace("\n", " ")
        least = self.wrap(text, kind, width)
        words = text.split(" ")
        if len(least) == 1 or len(words) > 60 or any(self.width(word, kind) > width for word in words):
            return least
        for count in (len(least), len(least) + 1):
            if (best := self._even(words, kind, width, count)) is not None and not best[1]:
                return best[0]
        best = self._even(words, kind, width, len(least))
        return best[0] if best else least

    def _even(self, words: list[str], kind: Type, width: float, count: int) -> tuple[tuple[Line, ...], bool] | None:
        """The best division into `count` lines and whether it still holds a bad break; None where there is none."""
        total = self.width(" ".join(words), kind)
        Best = tuple[float, tuple[Line, ...], bool]
        best: dict[int, Best] = {0: (0.0, (), False)}
        for _ in range(count):
            following: dict[int, Best] = {}
            for start, (cost, lines, bad) in best.items():
                for end in range(start + 1, len(words) + 1):
                    line = " ".join(words[start:end])
                    wide = self.width(line, kind)
                    if wide > width:
                        break
                    broken = end < len(words) and _bad_break(words[end - 1], words[end])
                    price = cost + (wide - total / count) ** 2 + (1e6 if broken else 0.0)
                    if end not in following or price < following[end][0]:
                        following[end] = (price, (*lines, Line(line, wide)), bad or broken)
            best = following
        found = best.get(len(words))
        return (found[1], found[2]) if found else None


def _is_skin_tone(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff"


def _bad_break(before: str, after: str) -> bool:
    before, after = before.casefold().replace("uỷ", "ủy"), after.casefold()
    return before in _NOT_LAST or (before, after) in _TOGETHER


def _clean_keeping_hard_spaces(text: str) -> str:
    """`text.clean` where a hard space, set by our own sentences, survives."""
    if HARD_SPACE not in text:
        return words_of.clean(text)
    return HARD_SPACE.join(words_of.clean(f"|{part}|")[1:-1] for part in text.split(HARD_SPACE)).strip()
