"""What the strip shows of files, read in the worker: thumbnails out of the decoding process, what is missing, the coming bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop.models.attached import Coming, coming
from desktop.models.database import Database
from desktop.views.widgets.background import Progress

MISSING, BROKEN = "Thiếu tệp", "Tệp hỏng"


@dataclass
class Read:
    """By hash: thumbnails as the decoding process gives them, and a word for what is wrong. `coming` where it was asked for."""

    thumbnails: dict[str, bytes] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    coming: Coming | None = None


def read_files(
    database: Database,
    references: Sequence[dict[str, Any]],
    known: frozenset[str],
    unit_id: str | None,
    progress: Progress,
) -> Read:
    """The thumbnails that are not `known` yet; what a bundle of `unit_id` would hold now (None: not asked)."""
    from desktop.errors import UserError
    from desktop.evidence.decoder import Decoder
    from desktop.evidence.refusals import NotTaken

    read = Read()
    if unit_id is not None:
        with database.snapshot() as session:
            read.coming = coming(session, database.files, unit_id)
    with Decoder() as decoder:
        for sha256 in dict.fromkeys(one["sha256"] for one in references):
            if progress.cancelled:
                break
            if not database.files.has(sha256):
                read.wrong[sha256] = MISSING
            elif sha256 not in known:
                try:
                    read.thumbnails[sha256] = decoder.thumbnail(database.files.get(sha256))
                except (NotTaken, UserError):
                    read.wrong[sha256] = BROKEN
    return read
