"""The words clerks use and the codes they stand for: `resources/catalogue/tu_ngu.json`, beside the catalogue's own labels.

Matching ignores accents, case and punctuation; whole words only; where phrases overlap the longer one wins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from desktop.models.catalogue import Entry, load_catalogue
from desktop.paths import resource
from desktop.text import fold

_APART = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """Folded words with single spaces between them, nothing else."""
    return " ".join(filter(None, map(_BARE.__getitem__, text.split())))


class _Bare(dict[str, str]):
    """Words of texts, each made bare once: a book says the same few thousand words over and over."""

    def __missing__(self, word: str) -> str:
        if len(self) >= 20_000:
            self.clear()
        made = self[word] = _APART.sub(" ", fold(word)).strip()
        return made


_BARE = _Bare()
LONGEST_KEPT = 60
"""Characters; longer texts hardly come twice and are not remembered."""


_ITEM_END = re.compile(r"\s*[,;/+\n]\s*")


@lru_cache(maxsize=20_000)
def itemised(text: str) -> str:
    """As `bare`, with a comma kept between items: “phụ huynh, học sinh” is two, “phụ huynh học sinh” one."""
    return " , ".join(bare(item) for item in _ITEM_END.split(text.replace("\n", ",")) if bare(item))


@cache
def vocabulary() -> dict[str, Any]:
    """The word list as it is in the file."""
    found: dict[str, Any] = json.loads(resource("catalogue/tu_ngu.json").read_text("utf-8"))
    return found


@cache
def listed(name: str) -> frozenset[str]:
    """A plain list of the file, bare."""
    return frozenset(bare(word) for word in vocabulary()[name]) - {""}


class Hit(NamedTuple):
    """One phrase found in a text: the code it stands for, the phrase, its first word's place in the text."""

    code: str
    phrase: str
    start: int


class Lexicon:
    """Phrases and their codes, looked for in any text; `plain` makes text and phrases comparable."""

    def __init__(self, phrases: Mapping[str, str], plain: Callable[[str], str] = bare) -> None:
        self._plain = plain
        self._codes = {" ".join(words): code for phrase, code in phrases.items() if (words := plain(phrase).split())}
        self._lengths = _lengths(self._codes)
        self._hits_again = lru_cache(maxsize=10_000)(self._hits)

    def hits(self, text: str) -> tuple[Hit, ...]:
        """Every phrase in the order of the text, the longest at each place."""
        return self._hits_again(text) if len(text) <= LONGEST_KEPT else self._hits(text)

    def _hits(self, text: str) -> tuple[Hit, ...]:
        words = self._plain(text).split()
        lengths, codes = self._lengths, self._codes
        found: list[Hit] = []
        free = 0
        for place in [place for place, word in enumerate(words) if word in lengths]:
            if place < free:
                continue
            after = words[place + 1] if place + 1 < len(words) else ""
            for length in lengths[words[place]].get(after) or lengths[words[place]].get("", []):
                phrase = " ".join(words[place : place + length])
                if phrase in codes:
                    found.append(Hit(codes[phrase], phrase, place))
                    free = place + length
                    break
        return tuple(found)

    def codes(self, text: str) -> list[str]:
        """The codes in the order of the text, each once; a phrase may stand for several, joined by “+” in the file."""
        if not text:
            return []
        return list(dict.fromkeys(code for hit in self.hits(text) for code in hit.code.split("+")))


def _lengths(phrases: Iterable[str]) -> dict[str, dict[str, list[int]]]:
    """First word → second word → how many words the phrases beginning so have, the most first; "" for one word alone."""
    found: dict[str, dict[str, set[int]]] = {}
    for words in map(str.split, phrases):
        found.setdefault(words[0], {}).setdefault(words[1] if len(words) > 1 else "", set()).add(len(words))
    return {
        first: {second: sorted(known | seconds.get("", set()), reverse=True) for second, known in seconds.items()}
        for first, seconds in found.items()
    }


def lexicon(words: str, *entries: Iterable[Entry], plain: Callable[[str], str] = bare) -> Lexicon:
    """The lexicon of one list of the file together with the catalogue's labels; the file wins."""
    phrases: dict[str, str] = {}
    for entry in (entry for part in entries for entry in part):
        for label in {entry.label, re.sub(r"\s*\(.*?\)", "", entry.label)}:
            phrases.setdefault(plain(label), entry.code)
    for code, synonyms in vocabulary()[words].items():
        phrases |= {plain(synonym): code for synonym in synonyms}
    return Lexicon(phrases, plain)


@cache
def forms() -> Lexicon:
    """Channels and forms (Plan IV): K1 … K6, K1.1 …"""
    catalogue = load_catalogue()
    return lexicon(
        "hinh_thuc", catalogue.entries("kenh"), *(catalogue.forms(k.code) for k in catalogue.entries("kenh"))
    )


@cache
def guesses() -> Lexicon:
    """Words that only suggest a channel: kinds of product (the first channel each may go through), and the file's own."""
    entries = [entry for entry in load_catalogue().entries("san_pham") if entry.extra.get("kenh")]
    products = {bare(entry.label): entry.extra["kenh"][0] for entry in entries if entry.code != "SP_KHAC"}
    suggesting = {bare(word): code for code, words in vocabulary()["hinh_thuc_doan"].items() for word in words}
    return Lexicon(products | suggesting)


@cache
def audiences() -> Lexicon:
    """Audiences (DT_…)."""
    return lexicon("doi_tuong", load_catalogue().entries("doi_tuong"), plain=itemised)


@cache
def languages() -> Lexicon:
    """Languages (NN_…)."""
    return lexicon("ngon_ngu", load_catalogue().entries("ngon_ngu"), plain=itemised)


@cache
def partners() -> Lexicon:
    """Partner organisations (TC_…)."""
    return lexicon("to_chuc", load_catalogue().entries("to_chuc_phoi_hop"), plain=itemised)


@cache
def topics() -> Lexicon:
    """Leaf topics (ND1, ND2A …) by their own labels, those of their sub-items, and the words of the file."""
    catalogue = load_catalogue()
    leaves = catalogue.leaf_topics()
    children = [Entry(leaf.code, child.label) for leaf in leaves for child in catalogue.sub_topics(leaf.code)]
    return lexicon("noi_dung", leaves, children)


@cache
def course_contents() -> Lexicon:
    """Contents of courses (BD_…)."""
    return lexicon("boi_duong", load_catalogue().entries("noi_dung_boi_duong"))


@cache
def course_modes() -> Lexicon:
    """How a course is held (TRUC_TIEP …)."""
    return lexicon("cach_to_chuc", load_catalogue().entries("hinh_thuc_boi_duong"))
