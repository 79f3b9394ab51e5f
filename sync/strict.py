"""Strict JSON: what the format allows, and nothing that two readers could read in two ways.

UTF-8 without a mark, no duplicate keys, at most `limits.DEPTH` levels, integers |n| < 2^53 and no other
numbers, no U+0000 and no half surrogates in text. `canonical` is the one way to write a value where bytes
are compared or hashed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from sync import limits


class NotStrict(ValueError):
    """The bytes are not what the format allows at this place."""


def canonical(value: object) -> bytes:
    """The canonical JSON of `value`: keys sorted by code point, no spaces, UTF-8, only `"`, `\\` and
    controls escaped.
    """
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def parse_object(data: bytes) -> dict[str, Any]:
    """The JSON object that `data` is, or NotStrict."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotStrict("not UTF-8") from error
    _check_depth(text)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise NotStrict(f"not JSON: {error.msg}") from error
    if type(value) is not dict:
        raise NotStrict("not a JSON object")
    if "\\u" in text:
        _check_strings(value)
    return value


_NOT_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*+"?|[^][{}"]++')  # a string without end runs to the end: linear
_PAIRS = re.compile(r"\[\]|\{\}")


def _check_depth(text: str) -> None:
    """Measure the nesting before the parser recurses; brackets inside strings do not count."""
    if text.count("{") + text.count("[") <= limits.DEPTH:
        return
    brackets = _NOT_BRACKETS.sub("", text)
    for _ in range(limits.DEPTH):
        brackets = _PAIRS.sub("", brackets)
    if brackets:
        raise NotStrict("nested too deeply, or brackets that do not match")


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotStrict("a key stands twice")
    return found


def _integer(text: str) -> int:
    if len(text) > 17 or text == "-0":
        raise NotStrict("an integer out of range")
    number = int(text)
    if abs(number) >= limits.INTEGER:
        raise NotStrict("an integer out of range")
    return number


def _no_number(text: str) -> float:
    raise NotStrict(f"a number that is no integer: {text[:20]}")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_int=_integer, parse_float=_no_number, parse_constant=_no_number
)


def _check_strings(value: object) -> None:
    """Escapes can spell what UTF-8 cannot: U+0000 and half surrogates."""
    waiting: list[object] = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if "\0" in item or any("\ud800" <= c <= "\udfff" for c in item):
                raise NotStrict("U+0000 or half a surrogate pair in a text")
        elif isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item


# What a field must be; each raises NotStrict with the field's name.


def text_field(fields: Mapping[str, Any], name: str, limit: int, pattern: re.Pattern[str] | None = None) -> str:
    """A text of at most `limit` characters, matching `pattern` whole where one is given."""
    value = fields.get(name)
    if type(value) is not str or len(value) > limit or (pattern is not None and not pattern.fullmatch(value)):
        raise NotStrict(f"{name}: not the text it must be")
    return value


def integer_field(fields: Mapping[str, Any], name: str, low: int, high: int) -> int:
    """An integer from `low` to `high`, both included; true and false are none."""
    value = fields.get(name)
    if type(value) is not int or not low <= value <= high:
        raise NotStrict(f"{name}: not an integer from {low} to {high}")
    return value


def flag_field(fields: Mapping[str, Any], name: str) -> bool:
    """true or false."""
    value = fields.get(name)
    if type(value) is not bool:
        raise NotStrict(f"{name}: not true or false")
    return value


def object_field(fields: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object."""
    value = fields.get(name)
    if type(value) is not dict:
        raise NotStrict(f"{name}: not an object")
    return value


def list_field(fields: Mapping[str, Any], name: str, limit: int) -> list[Any]:
    """A list of at most `limit` items."""
    value = fields.get(name)
    if type(value) is not list or len(value) > limit:
        raise NotStrict(f"{name}: not a list of at most {limit}")
    return value
