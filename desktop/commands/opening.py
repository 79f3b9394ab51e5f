"""What every command starts from, the data folder and what was given with it, and what it answers."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import MOST_NAME, Record
from desktop.models.database import Database
from desktop.models.installation import Installation, current
from desktop.models.kinds import COMMAND_WORDS, KINDS
from desktop.text import clean, parse_date


@dataclass
class Answer:
    """`values` for --json, `lines` for people, `reason` where something was refused or fell short (exit code 1)."""

    values: dict[str, Any]
    lines: list[str] = field(default_factory=list)
    reason: str = ""


Command = Callable[[Path, Namespace], Answer]


def kind_of(word: str) -> type[Record]:
    """The kind of record that a word of the command line names. UserError with the words there are."""
    name = COMMAND_WORDS.get(word, word)
    if name not in KINDS:
        raise UserError(f"Không có loại “{word}”. Các loại: {', '.join(COMMAND_WORDS)}.")
    return KINDS[name]


def read_json(path: Path) -> dict[str, Any]:
    """One JSON object of a file. UserError where it is not there or not one."""
    try:
        found = json.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise UserError(f"Không tìm thấy “{path}”. Hãy kiểm tra đường dẫn.") from None
    except (OSError, ValueError, RecursionError):
        raise UserError(f"“{path}” không phải tệp JSON đọc được. Hãy kiểm tra nội dung tệp (UTF-8).") from None
    if not isinstance(found, dict):
        raise UserError(f"“{path}” phải chứa một đối tượng JSON {{…}}.")
    return found


def read_date(typed: str | None) -> date | None:
    """A day given on the command line. UserError where it is none."""
    try:
        return parse_date(typed) if typed else None
    except ValueError as error:
        raise UserError(str(error)) from None


@contextmanager
def opened(folder: Path, author: str = "") -> Iterator[tuple[Database, Installation]]:
    """The data folder and who it belongs to; what is written bears the author's name."""
    with Database.open(folder) as database:
        database.author = clean(author)[:MOST_NAME]
        with database.snapshot() as session:
            installation = current(session)
        yield database, installation


def unit_wanted(session: Session, installation: Installation, code: str | None) -> str:
    """The id of the unit that a command is about: the one named by its code, else this installation's own."""
    from desktop.models.register import unit_by_code

    if code is None or code == installation.unit_code:
        return installation.unit_id
    unit = unit_by_code(session, code)
    if unit is None:
        raise UserError(f"Không có đơn vị mã “{code}” trong sổ đơn vị. Hãy kiểm tra bằng lệnh nq71 units.")
    return unit.id
