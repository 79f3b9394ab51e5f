"""What FORMAT.md says of the records' fields is what the program writes: a field added to a model is added there too."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, get_type_hints

from desktop.models.kinds import KINDS
from sync.wire import _stated_type

FORMAT = Path(__file__).parents[2] / "sync" / "FORMAT.md"
WORDS: dict[Any, str] = {
    str: "text",
    int: "whole",
    bool: "flag",
    date: "day",
    list[str]: "texts",
    list[dict[str, Any]]: "objects",
    dict[str, str]: "mapping",
    dict[str, Any]: "object",
}


def stated_lines() -> list[str]:
    """One line of the table of section 13 a kind: its fields in the order of their names."""
    lines = []
    for name, kind in sorted(KINDS.items()):
        hints = get_type_hints(kind)
        fields = [
            f"`{column}` {WORDS[_stated_type(hints[column])]}{'' if type_is_needed(kind, column) else '?'}"
            for column in sorted(kind.wire_columns())
        ]
        lines.append(f"| `{name}` | {' · '.join(fields)} |")
    return lines


def type_is_needed(kind: Any, column: str) -> bool:
    """Whether a line without the field is refused: days and whole numbers that cannot be absent."""
    found = kind.wire_columns()[column]
    return not found.nullable and found.type.python_type in (int, date)


def test_the_fields_of_every_kind_stand_in_the_format() -> None:
    text = FORMAT.read_text(encoding="utf-8").splitlines()
    missing = [line for line in stated_lines() if line not in text]
    assert missing == []
