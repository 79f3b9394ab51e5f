"""Who has the data open now: a few words beside the lock, for the sentence that a second window shows. Never relied upon."""

from __future__ import annotations

import contextlib
import getpass
import json
import platform
from datetime import datetime
from pathlib import Path

FILE_NAME = "nq71.open.json"


def write_holder(folder: Path) -> None:
    """Write down that this account of this PC has the folder open; nothing where that cannot be written."""
    with contextlib.suppress(OSError, KeyError, ImportError):
        now = datetime.now().strftime("%H:%M ngày %d/%m/%Y")  # noqa: DTZ005  read by a person in this room
        words = {"account": getpass.getuser(), "pc": platform.node(), "since": now}
        (folder / FILE_NAME).write_text(json.dumps(words, ensure_ascii=False), "utf-8")


def forget_holder(folder: Path) -> None:
    """The folder is free again."""
    with contextlib.suppress(OSError):
        (folder / FILE_NAME).unlink(missing_ok=True)


def holder_words(folder: Path) -> str:
    """Who has it open, for the middle of a sentence; empty where nobody wrote it down."""
    try:
        words = json.loads((folder / FILE_NAME).read_text("utf-8")[:2000])
        return f" (tài khoản “{words['account']}” trên máy “{words['pc']}”, từ {words['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return ""
