"""A kept file laid out for the system's own viewer: a copy, read-only, called by what it is, never anything that runs."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path
from typing import Any

from desktop.errors import UserError
from desktop.evidence.decoder import Decoder
from desktop.evidence.names import clean_name
from desktop.evidence.refusals import NotTaken
from desktop.evidence.sorts import HEAD, STORED, sort_of
from desktop.models.files import FileStore
from desktop.paths import write_atomically


def lay_out(files: FileStore, reference: dict[str, Any], folder: Path) -> Path:
    """A copy of the file in `folder`, which is emptied of earlier copies. UserError where it is missing, or not fit to be opened.

    The file may have come from anywhere: its extension is that of its content, and it is looked at in the decoding process
    first, so that nothing that acts reaches a viewer.
    """
    content = files.get(str(reference["sha256"]))
    sort = sort_of(content[:HEAD])
    if sort not in STORED:
        raise UserError("Tệp này không phải ảnh hay PDF nên không mở.")
    try:
        with Decoder() as decoder:
            decoder.thumbnail(content)
    except NotTaken as refused:
        raise UserError(f"Không mở “{clean_name(str(reference.get('name')), sort)}”: {refused.sentence}") from refused
    with contextlib.suppress(OSError):  # a viewer may still hold one, on Windows
        shutil.rmtree(folder)
    copy: Path = folder / str(reference["sha256"])[:8] / clean_name(str(reference.get("name") or ""), sort)
    if not copy.exists():
        write_atomically(copy, content)
        copy.chmod(0o444)
    return copy
