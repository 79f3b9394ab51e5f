"""How wide the columns of a form are: as designed, and wider where a number or a word would not stand on one line.

What one column gains, those that have more than they need give. Where everything fits, nothing changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from desktop.reports.document import Table
from desktop.reports.layout import CELL_PADDING, TABLE, TABLE_BOLD, Type, points
from desktop.reports.typesetting import Typesetter

_WIDEST = 0.3  # of the table: a column is not widened beyond, whatever stands in it
_LEAST = 0.6  # of its designed width: a column does not give more
_LOOSE = 0.5  # pt: a word processor's own rounding must not break what just fits
_SPACES = re.compile(r"[ \n]+")
_PIECES = re.compile(r"[^/\-_.,;:&?=+)]*[/\-_.,;:&?=+)]*")  # a word may be broken after these signs


def column_widths(table: Table, width: float, setter: Typesetter) -> list[float]:
    """The width of each column in points, together `width`."""
    shares = [column.width for column in table.columns]
    designed = [width * share / sum(shares) for share in shares]
    needed = [_needed(table, at, setter) for at in range(len(shares))]
    missing = [max(0.0, min(need, width * _WIDEST) - has) for need, has in zip(needed, designed, strict=True)]
    spare = [max(0.0, has - max(need, has * _LEAST)) for need, has in zip(needed, designed, strict=True)]
    moved = min(sum(missing), sum(spare))
    if not moved:
        return designed
    return [
        has + moved * (lacks / sum(missing) - gives / sum(spare))
        for has, lacks, gives in zip(designed, missing, spare, strict=True)
    ]


def _needed(table: Table, at: int, setter: Typesetter) -> float:
    """The widest piece of column `at` that should not be broken, with the room at both sides, in points."""
    filled = [row for row in table.rows if at < len(row.cells)]
    plain = {row.cells[at] for row in filled if not row.bold}
    bold = {row.cells[at] for row in filled if row.bold} | {table.columns[at].head}
    widest = max(_widest(plain, TABLE, setter), _widest(bold, TABLE_BOLD, setter))
    return widest + 2 * points(CELL_PADDING) + _LOOSE


def _widest(texts: Iterable[str], kind: Type, setter: Typesetter) -> float:
    words = set(_SPACES.split(" ".join(map(setter.printable, texts))))
    return max((setter.width(piece, kind) for word in words for piece in _pieces(word)), default=0.0)


def _pieces(word: str) -> list[str]:
    """A number, a date or an amount is never broken; a longer sign of a document is, after its `/` and `-`."""
    if len(word) > 60:
        return []
    if not any(map(str.isalpha, word)):
        return [word]
    return _PIECES.findall(word)
