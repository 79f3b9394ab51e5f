"""Tool tips of words that people or other units wrote. Qt reads a tip that looks like markup as markup: it would fetch pictures by their path."""

from __future__ import annotations

from html import escape

MOST = 600  # characters


def as_tip(words: str, broken: bool = False) -> str:
    """`words` to be shown letter by letter; long lines are broken where `broken` (Qt breaks those of markup only)."""
    if not broken and "<" not in words and "&" not in words:
        return words
    lines = escape(words[:MOST]).split("\n")
    return f"<qt>{'<br>'.join(lines)}</qt>"
