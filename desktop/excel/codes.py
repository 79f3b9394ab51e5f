"""One entry of a list of the catalogue out of a cell: by code, by label, by the words clerks use; accents and case aside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from desktop.excel.cells import Read
from desktop.excel.words import Lexicon, bare, vocabulary
from desktop.models.catalogue import load_catalogue

CODED = frozenset({"nguon_kinh_phi", "noi_dung_chi", "tieu_chi", "nhiem_vu", "noi_dung", "hinh_thuc"})
"""Lists whose codes offices write themselves (KP1, TC2), or whose labels are whole sentences."""
_FEW = 6
_IN_BRACKETS = re.compile(r"\s*\(.*?\)")


def offered(listed: str) -> list[str]:
    """What a drop-down of that list offers, in the catalogue's order: “KP1 – …” where the code decides, else the label."""
    return [shown(entry.code, listed) for entry in load_catalogue().entries(listed)]


def shown(code: str | None, listed: str) -> str:
    """A code as a drop-down and a list show it; one that this catalogue does not know as itself."""
    return _shown(listed).get(code or "", code or "")


@cache
def _shown(listed: str) -> dict[str, str]:
    """Code → the shortest words that name this entry and no other: without what stands in brackets, whole, with the code."""
    entries = load_catalogue().entries(listed, with_retired=True)
    found: dict[str, str] = {}
    for entry in entries:
        coded, short = f"{entry.code} – {entry.label}", _IN_BRACKETS.sub("", entry.label)
        ways = [coded] if listed in CODED else [short, entry.label, coded]
        found[entry.code] = next(way for way in ways if way == coded or _known(listed).get(bare(way)) == entry.code)
    return found


def read_code(listed: str, typed: str) -> Read[str | None]:
    """The entry a cell names; with a doubt where its words stand among others. ValueError names what may be written."""
    words = bare(typed)
    if code := _known(listed).get(words):
        return Read(code)
    if code := next((code for start, code in _codes(listed) if words.startswith(start)), None):
        return Read(code)
    found = list(dict.fromkeys(_lexicon(listed).codes(typed)))
    if len(found) == 1:
        return Read(found[0], shown(found[0], listed))
    raise ValueError(f"Không nhận ra “{typed}”. {_choices(listed)}")


def read_codes(listed: str, typed: str) -> Read[list[str]]:
    """Several entries, in the order of the words. ValueError where the cell names none."""
    items = [item for item in re.split(r"\s*[,;\n+]\s*", typed) if item]
    known = [_known(listed).get(bare(item)) for item in items]
    if items and all(known):
        return Read(list(dict.fromkeys(code for code in known if code)))
    found = list(dict.fromkeys(_lexicon(listed).codes(typed)))
    if found:
        return Read(found, load_catalogue().labels(found))
    raise ValueError(f"Không nhận ra “{typed}”. {_choices(listed)}")


def _choices(listed: str) -> str:
    entries = load_catalogue().entries(listed)
    if len(entries) > _FEW:
        return "Hãy chọn trong danh sách của mẫu Excel (trang “Danh mục”)."
    return f"Hãy ghi một trong các mục: {'; '.join(entry.label for entry in entries)}."


@cache
def _known(listed: str) -> dict[str, str]:
    """Bare words → code: labels without their brackets, the clerks' words, whole labels, codes; of two the later wins."""
    entries = load_catalogue().entries(listed, with_retired=True)
    return {
        **_of_one_only((bare(_IN_BRACKETS.sub("", entry.label)), entry.code) for entry in entries),
        **{bare(word): code for code, words in _synonyms(listed).items() for word in words},
        **_of_one_only((bare(entry.label), entry.code) for entry in entries),
        **{bare(entry.code): entry.code for entry in entries},
    }


def _of_one_only(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Words that two entries share name neither: some duties of two bodies read alike."""
    found: dict[str, set[str]] = {}
    for words, code in pairs:
        found.setdefault(words, set()).add(code)
    return {words: codes.pop() for words, codes in found.items() if len(codes) == 1}


@cache
def _codes(listed: str) -> tuple[tuple[str, str], ...]:
    """“kp1 ” → KP1, the longest first: “KP1 – Ngân sách nhà nước …”, whatever follows."""
    codes = [(f"{bare(entry.code)} ", entry.code) for entry in load_catalogue().entries(listed, with_retired=True)]
    return tuple(sorted(codes, key=lambda pair: -len(pair[0])))


@cache
def _lexicon(listed: str) -> Lexicon:
    return Lexicon({words: code for words, code in _known(listed).items() if words})


def _synonyms(listed: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = vocabulary()["danh_muc"].get(listed, {})
    return found
