"""Materials as a signed document of the Department, and their files in the province packet (FORMAT.md 7)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.files import FileStore, is_name
from desktop.models.material import MOST_FILES, MOST_MATERIALS, Material, files_of_materials
from sync import limits
from sync.refusals import Refusal, Refused, shown

MATERIALS = "materials"
MOST_BYTES = 200 * 1024 * 1024  # of all files together: a packet has at most 256 MiB


def body(session: Session) -> dict[str, Any]:
    """What the document says: every material, the files by their hashes."""
    found = session.scalars(select(Material).order_by(Material.position, Material.id))
    return {
        "materials": [
            {
                "id": one.id,
                "title": one.title,
                "sort": one.sort,
                "date": one.date.isoformat(),
                "text": one.text,
                "files": one.files,
            }
            for one in found
        ]
    }


def files_to_publish(session: Session, files: FileStore) -> list[tuple[str, bytes | Path]]:
    """The files that go along, each once. UserError where they are too large together, or one is not here."""
    names = sorted(files_of_materials(session))
    if sum(files.size(name) for name in names) > MOST_BYTES:
        raise UserError("Các tài liệu gộp lại lớn hơn 200 MB. Hãy gỡ bớt hoặc thu nhỏ tệp rồi xuất lại.")
    if missing := next((name for name in names if not files.is_whole(name)), None):
        raise UserError(f"Thiếu hoặc hỏng một tệp tài liệu ({missing[:8]}…). Hãy gắn lại tệp đó.")
    return [(name, files.path(name)) for name in names]


def take_body(session: Session, text: str) -> None:
    """Make the local materials what the newest document says. Refused (malformed) where it says it wrongly."""
    try:
        listed = json.loads(text)["materials"]
        if not isinstance(listed, list) or len(listed) > MOST_MATERIALS:
            raise ValueError("materials")
        made = [_material(line, at) for at, line in enumerate(listed)]
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(Refusal.MALFORMED, f"materials: {error!r}") from error
    session.execute(delete(Material))
    session.add_all(made)
    session.flush()
    session.info.setdefault("kinds", set()).add(MATERIALS)


def _material(line: dict[str, Any], at: int) -> Material:
    texts = [line[name] for name in ("id", "title", "sort", "text")]
    if not all(isinstance(each, str) for each in texts) or len(line["id"]) > 36:
        raise ValueError("text expected")
    if not isinstance(line["files"], list) or len(line["files"]) > MOST_FILES:
        raise ValueError("files")
    return Material(
        id=line["id"],
        title=shown(line["title"], 300),
        sort=shown(line["sort"], 100),
        date=date.fromisoformat(line["date"]),
        text="\n".join(shown(each, 2_000) for each in line["text"][:12_000].splitlines()),
        files=[_reference(one) for one in line["files"]],
        position=at,
    )


def _reference(one: dict[str, Any]) -> dict[str, Any]:
    if not is_name(one["sha256"]) or type(one["size"]) is not int:
        raise ValueError("file")
    return {
        "sha256": one["sha256"],
        "name": shown(str(one["name"]), 200),
        "type": str(one["type"])[:40],
        "size": one["size"],
    }


def take_files(session: Session, store: FileStore, found: Iterable[tuple[str, bytes]]) -> int:
    """Keep the files that a material names; how many were new. Others are passed over."""
    wanted = files_of_materials(session)
    new = 0
    for name, content in found:
        if name in wanted and len(content) <= limits.FILE and not store.has(name):
            store.put(content)
            new += 1
    return new


def missing_files(session: Session, store: FileStore) -> int:
    """How many files are named and have not come."""
    return sum(not store.has(name) for name in files_of_materials(session))
