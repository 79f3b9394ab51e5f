"""One head of a record <-> one line of a bundle (FORMAT.md 5). Content is checked by its name before anything else is believed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from desktop.models.base import canonical_json
from desktop.models.versions import version_id
from sync.bundle import Refusal, Refused

_KIND = re.compile(r"[a-z][a-z_]{0,31}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VERSION = re.compile(r"[0-9a-f]{32}")
MOST_ANCESTORS = 1500  # with the content they must fit the line


@dataclass(frozen=True)
class Head:
    """A head as it travels; `content` is canonical JSON, None for a deletion."""

    kind: str
    record_id: str
    version: str
    parents: list[str]
    ancestors: list[str]
    content: str | None
    fields: dict[str, Any] | None
    author: str
    saved: str


def line(row: Any) -> str:
    """The line of a row of `version` whose parents and ancestors are still JSON text: nothing is parsed to be written."""
    return (
        f'{{"ancestors":{row.ancestors},"author":{json.dumps(row.author, ensure_ascii=False)},'
        f'"content":{row.content if row.content is not None else "null"},"id":"{row.record_id}","kind":"{row.kind}",'
        f'"parents":{row.parents},"saved":"{row.saved_at}","version":"{row.version_id}"}}'
    )


def head_of(record: dict[str, Any]) -> Head:
    """The head that a line says, verified against its own name. Refused (malformed) otherwise."""
    try:
        kind, record_id, version = record["kind"], record["id"], record["version"]
        parents, ancestors, fields = record["parents"], record["ancestors"], record["content"]
        author, saved = record["author"], record["saved"]
    except KeyError as error:
        raise Refused(Refusal.MALFORMED, f"record without {error}") from error
    _demand(isinstance(kind, str) and _KIND.fullmatch(kind), "kind")
    _demand(isinstance(record_id, str) and _ID.fullmatch(record_id), "id")
    _demand(isinstance(fields, dict) or fields is None, "content")
    _demand(_versions(parents) and _versions(ancestors) and set(parents) <= set(ancestors), "ancestors")
    _demand(
        isinstance(author, str) and len(author) <= 200 and isinstance(saved, str) and len(saved) <= 40, "author, saved"
    )
    content = None if fields is None else canonical_json(fields)
    _demand(version == version_id(kind, record_id, parents, content) and version not in ancestors, "version")
    return Head(kind, record_id, version, sorted(parents), sorted(ancestors), content, fields, author, saved)


def _versions(found: object) -> bool:
    return (
        isinstance(found, list)
        and len(found) <= MOST_ANCESTORS
        and all(isinstance(v, str) and _VERSION.fullmatch(v) for v in found)
    )


def _demand(holds: object, what: str) -> None:
    if not holds:
        raise Refused(Refusal.MALFORMED, f"record: {what}")
