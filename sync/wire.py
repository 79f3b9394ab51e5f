"""One record version as one line of a bundle, out of the `version` table and into rows. FORMAT.md 5.1.

A line is canonical JSON: ancestors, author, content, id, kind, parents, saved, version. What stands in `version` is
canonical already, so lines are joined, never serialised again; every version id is proved on both ways.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from desktop.models.base import Record, canonical_json, cleaned
from desktop.models.erasing import ERASED
from desktop.models.issued import EDITION_FILES
from desktop.models.person import Person
from desktop.models.versions import version_id
from sync import strict
from sync.bundle import NotStrict, Refusal, Refused, parse_object

_HEX_16 = re.compile(r"[0-9a-f]{32}")
_HEX_32 = re.compile(r"[0-9a-f]{64}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")
_SAVED = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_TAIL = re.compile(rb'"version":"([0-9a-f]{32})"\}')
_TAIL_LENGTH = 45
MOST_ANCESTORS = 2_000
MOST_AUTHOR = 200


# Out


def line(
    version: str, kind: str, record_id: str, parents: str, ancestors: str, content: str | None, author: str, saved: str
) -> str:
    """The line of a row of `version`; `parents` and `ancestors` are the stored JSON text, `author` is JSON already.

    ValueError where the content is not what the version's name says: the stored text was damaged.
    """
    parents, ancestors = parents.replace(" ", ""), ancestors.replace(" ", "")
    stated = "null" if content is None else content
    if version_id_of(kind, record_id, parents, stated) != version:
        raise ValueError(version)
    return (
        f'{{"ancestors":{ancestors},"author":{author},"content":{stated},"id":"{record_id}","kind":"{kind}",'
        f'"parents":{parents},"saved":"{saved}","version":"{version}"}}'
    )


def version_id_of(kind: str, record_id: str, parents: str, content: str) -> str:
    """The name of a version whose `parents` (sorted) and `content` are canonical JSON text already."""
    text = f'["{kind}","{record_id}",{parents},{content}]'
    return hashlib.sha256(b"nq71/version/1\0" + text.encode()).hexdigest()[:32]


# In


@dataclass(frozen=True, slots=True)
class Arrived:
    """A version as it came, every field checked and its name proved. `content` None: a deletion."""

    version_id: str
    kind: str
    record_id: str
    parents: list[str]
    ancestors: list[str]
    author: str
    saved_at: str
    text: str | None
    content: dict[str, Any] | None


def version_of(data: bytes) -> str | None:
    """The version a canonical line names, read off its end without parsing; None where the line must be parsed first."""
    found = _TAIL.fullmatch(data, max(0, len(data) - _TAIL_LENGTH))
    return found[1].decode("ascii") if found else None


def read(data: bytes) -> Arrived:
    """The version in a line; Refused (malformed) for anything that is not exactly what the format says."""
    try:
        fields = parse_object(data)
        parents = _names(fields, "parents")
        ancestors = _names(fields, "ancestors")
        content = fields.get("content")
        if "content" not in fields or not (content is None or type(content) is dict):
            raise NotStrict("content: neither an object nor null")
        arrived = Arrived(
            version_id=strict.text_field(fields, "version", 32, _HEX_16),
            kind=strict.text_field(fields, "kind", 32, _KIND),
            record_id=strict.text_field(fields, "id", 36, _UUID),
            parents=parents,
            ancestors=ancestors,
            author=strict.text_field(fields, "author", MOST_AUTHOR),
            saved_at=strict.text_field(fields, "saved", 20, _SAVED),
            text=None if content is None else canonical_json(content),
            content=content,
        )
        _check_history(arrived)
    except NotStrict as error:
        raise Refused(Refusal.MALFORMED, f"record: {error}") from error
    return arrived


def _names(fields: Mapping[str, Any], name: str) -> list[str]:
    """A list of version ids, each once; sorted."""
    found = strict.list_field(fields, name, MOST_ANCESTORS)
    if not all(type(one) is str and _HEX_16.fullmatch(one) for one in found) or len(found) != len(set(found)):
        raise NotStrict(f"{name}: not version ids, each once")
    return sorted(found)


def _check_history(arrived: Arrived) -> None:
    known = set(arrived.ancestors)
    if not known.issuperset(arrived.parents) or arrived.version_id in known:
        raise NotStrict("ancestors: without a parent, or with the version itself")
    if bool(arrived.parents) != bool(arrived.ancestors):
        raise NotStrict("ancestors without parents")
    if arrived.text is not None and not unicodedata.is_normalized("NFC", arrived.text):
        raise NotStrict("content: not NFC")
    if arrived.text == ERASED and (arrived.kind != Person.KIND or not arrived.parents):
        raise NotStrict("content: erased, where there was no person")
    if version_id(arrived.kind, arrived.record_id, arrived.parents, arrived.text) != arrived.version_id:
        raise NotStrict("version: not the name of this content")


# Rows

_DIRTY = re.compile(  # what `clean` would change: escaped controls, hard spaces, invisible and direction marks
    r"\\[urbf]|[\u007f\u00a0\u200b\u200c\u200e\u200f\u2007\u202a-\u202f\u2060\u2066-\u2069\u3000\ufeff]"
)
Check = Callable[[Any], Any]


class _Column(NamedTuple):
    """How one wire field becomes a column value; `check` gives it or raises ValueError."""

    name: str
    check: Check
    absent: Any
    optional: bool


@cache
def columns_of(kind: type[Record]) -> tuple[_Column, ...]:
    """The columns of a kind that travel."""
    hints = get_type_hints(kind)
    found = []
    for name, column in kind.wire_columns().items():
        wanted = _stated_type(hints[name])
        absent = None if column.nullable else _ABSENT.get(get_origin(wanted) or wanted)
        check = _CHECKS.get(wanted) or _exactly(wanted)
        found.append(_Column(name, check, absent, column.nullable or absent is not None))
    return tuple(found)


def _stated_type(hint: Any) -> Any:
    """The type inside `Mapped[…]`, without `| None`."""
    inner = get_args(hint)[0]
    return next(t for t in get_args(inner) if t is not NoneType) if isinstance(inner, UnionType) else inner


def _exactly(wanted: Any) -> Check:
    def check(value: Any) -> Any:
        if type(value) is not wanted:
            raise ValueError
        return value

    return check


def _list_of(wanted: type) -> Check:
    def check(value: Any) -> Any:
        if type(value) is not list or any(type(item) is not wanted for item in value):
            raise ValueError
        return value

    return check


def _texts(value: Any) -> Any:
    if type(value) is not dict or any(type(item) is not str for item in value.values()):
        raise ValueError
    return value


_ABSENT: dict[Any, Any] = {str: "", bool: False, list: [], dict: {}}
_CHECKS: dict[Any, Check] = {
    date: date.fromisoformat,
    list[str]: _list_of(str),
    list[dict[str, Any]]: _list_of(dict),
    dict[str, str]: _texts,
}


def _is_edition(one: dict[str, Any]) -> bool:
    """Whether a frozen edition names its number, its body and, where there are, its scan and its signed PDF by their hashes."""
    number, files = one.get("edition"), [one.get("sha256"), *(one[key] for key in EDITION_FILES[1:] if one.get(key))]
    named = all(isinstance(each, str) and _SHA256.fullmatch(each) for each in files)
    return type(number) is int and 1 <= number < 10_000 and named


_SHA256 = re.compile(r"[0-9a-f]{64}")


def row(kind: type[Record], arrived: Arrived) -> dict[str, Any]:
    """The column values of a version with content, unknown fields under `extra`; Refused (malformed) for a wrong type.

    Text is cleaned as a form would; the version's own content stays as it was signed.
    """
    content = arrived.content or {}
    if arrived.text is not None and _DIRTY.search(arrived.text):
        content = cleaned(content)
    columns = columns_of(kind)
    values: dict[str, Any] = {}
    try:
        for name, check, absent, optional in columns:
            value = content.get(name)
            if value is not None:
                values[name] = check(value)
            elif optional:
                values[name] = absent
            else:
                raise ValueError
    except (ValueError, TypeError) as error:
        raise Refused(Refusal.MALFORMED, f"{arrived.kind}.{name}: wrong type or missing") from error
    if not all(_is_edition(one) for one in values.get("editions", ())):
        raise Refused(Refusal.MALFORMED, "report.editions")
    known = sum(name in content for name in values)
    values["extra"] = {} if known == len(content) else {n: v for n, v in content.items() if n not in values}
    return values
