"""Small words of a report's sentences: capitals, lists, dashes."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.reports.typesetting import HARD_SPACE

RESOLUTION = f"Nghị{HARD_SPACE}quyết số{HARD_SPACE}71-NQ/TW"


def capital(text: str) -> str:
    """`text` with a capital first letter."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """`text` with a small first letter."""
    return text[:1].lower() + text[1:]


def listed(items: Sequence[str]) -> str:
    """a; a và b; a, b và c."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} và {items[-1]}"


def items(lines: Sequence[str]) -> list[str]:
    """Dashes with “;” at the end, “.” at the last."""
    return [
        f"- {line.strip().rstrip(' .;')}{'.' if at == len(lines) else ';'}" for at, line in enumerate(lines, 1) if line
    ]


def one_sentence(text: str) -> str:
    """A text of several lines as one run of words without its last full stop."""
    return " ".join(text.split()).rstrip(" .;")
