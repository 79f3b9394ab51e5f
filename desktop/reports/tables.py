"""Tables over pages: heads repeated with their row of column numbers, rows kept whole where they fit (domain E.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby

from desktop.reports.column_widths import column_widths
from desktop.reports.document import Align, Row, Table
from desktop.reports.layout import (
    CELL_PADDING,
    CELL_PADDING_VERTICAL,
    GRID_THICKNESS,
    TABLE,
    TABLE_BOLD,
    TABLE_ITALIC,
    Type,
    points,
)
from desktop.reports.paper import Box, Rule, Text, baseline
from desktop.reports.typesetting import Line, Typesetter

_PAD = points(CELL_PADDING)
_FEWEST_LINES = 2  # of a divided row, at the foot and at the head of a page
_ROWS_WITH_FOOT = 2  # go to the next page with the notes under the table
_KEPT_WHOLE = 0.45  # of a page: rows up to this height move to the next page rather than be divided


@dataclass(slots=True)
class _SetRow:
    """A row broken into lines."""

    cells: list[tuple[Line, ...]]
    kind: Type
    lines: int

    @property
    def height(self) -> float:
        return self.lines * self.kind.leading + 2 * CELL_PADDING_VERTICAL


class TableSetter:
    """One table on paper `width` points wide."""

    def __init__(self, setter: Typesetter, table: Table, width: float) -> None:
        self._setter, self._table = setter, table
        self._edges = [0.0, *accumulate(column_widths(table, width, setter))]
        self._aligns = [column.align for column in table.columns]
        self._head = self._make_head()

    def boxes(self, first: float, page: float, foot: float = 0.0) -> list[Box]:
        """The table as one box per page: the first at most `first` points high, the others at most `page`.

        Where `first` is too small even for the heads and one row, the first box has height 0: begin on a new page.
        What follows the table, `foot` points high, does not stand alone on a page: the last rows go along with it.
        """
        rest = [self._row(row) for row in self._table.rows]
        made: list[Box] = []
        room = first
        while rest or not made:
            taken, after = self._take(rest, room - self._head.height, page - self._head.height)
            if not after and len(rest) > _ROWS_WITH_FOOT:
                at = len(rest) - _ROWS_WITH_FOOT
                high = sum(row.height for row in rest)
                along = sum(row.height for row in rest[at:]) + foot
                if high + foot > room - self._head.height and along <= (page - self._head.height) * _KEPT_WHOLE:
                    taken, after = rest[:at], rest[at:]
            rest = after
            if not taken and self._table.rows and room < page:
                made.append(Box(0))
            else:
                made.append(self._page_of(taken))
            room = page
        return made

    def _take(self, rows: list[_SetRow], room: float, page: float) -> tuple[list[_SetRow], list[_SetRow]]:
        """The rows that fit into `room` points, and those that remain; the last row of all never stands alone."""
        used, at = 0.0, 0
        while at < len(rows) and used + rows[at].height <= room:
            used += rows[at].height
            at += 1
        if at == len(rows):
            return rows, []
        if rows[at].height > page * _KEPT_WHOLE and (parts := _divided(rows[at], room - used)):
            return [*rows[:at], parts[0]], [parts[1], *rows[at + 1 :]]
        if at == len(rows) - 1 and at > 1 and rows[at - 1].height + rows[at].height <= page:
            at -= 1
        if at == 0 and room >= page:  # a row that no page holds and that cannot be divided
            return rows[:1], rows[1:]
        return rows[:at], rows[at:]

    def _row(self, row: Row) -> _SetRow:
        kind = TABLE_BOLD if row.bold else TABLE
        cells = [
            self._setter.wrap(text, kind, self._edges[at + 1] - self._edges[at] - 2 * _PAD)
            for at, text in enumerate(row.cells)
        ]
        return _SetRow(cells, kind, max(map(len, cells)))

    def _page_of(self, rows: Sequence[_SetRow]) -> Box:
        box = Box(self._head.height, list(self._head.texts), list(self._head.rules))
        texts = box.texts
        edges, aligns = self._edges, self._aligns
        for row in rows:
            kind, top = row.kind, box.height
            height = row.height
            for at, lines in enumerate(row.cells):
                y = top + (height - len(lines) * kind.leading) / 2 + baseline(kind)
                left, right, align = edges[at], edges[at + 1], aligns[at]
                for line in lines:
                    texts.append(Text(_x(line, align, left, right), y, line.text, kind.face, kind.size))
                    y += kind.leading
            box.height = top + height
            box.rules.append(Rule(0.0, box.height, edges[-1], box.height, GRID_THICKNESS))
        for x in edges:
            box.rules.append(Rule(x, self._head.height, x, box.height, GRID_THICKNESS))
        return box

    def _make_head(self) -> Box:
        """Heads, with a shared one over columns of one group, and the row (1) (2) (3) …"""
        columns = self._table.columns
        groups = [(name, list(span)) for name, span in groupby(range(len(columns)), lambda at: columns[at].group)]
        upper = max((self._head_height(name, span[0], span[-1] + 1) for name, span in groups if name), default=0.0)
        lower = max(
            (self._head_height(columns[at].head, at, at + 1) for name, span in groups if name for at in span),
            default=0.0,
        )
        alone = max(
            (self._head_height(columns[at].head, at, at + 1) for name, span in groups if not name for at in span),
            default=0.0,
        )
        height = max(upper + lower, alone)
        upper = height - lower
        box = Box(height)
        box.rules.append(Rule(0.0, 0.0, self._edges[-1], 0.0, GRID_THICKNESS))
        for name, span in groups:
            if name:
                self._head_cell(box, name, span[0], span[-1] + 1, 0.0, upper)
                left, right = self._edges[span[0]], self._edges[span[-1] + 1]
                box.rules.append(Rule(left, upper, right, upper, GRID_THICKNESS))
            for at in span:
                top = upper if name else 0.0
                self._head_cell(box, columns[at].head, at, at + 1, top, height)
                box.rules.append(
                    Rule(self._edges[at], 0.0 if at == span[0] else top, self._edges[at], height, GRID_THICKNESS)
                )
        box.rules.append(Rule(self._edges[-1], 0.0, self._edges[-1], height, GRID_THICKNESS))
        self._numbers(box)
        return box

    def _numbers(self, box: Box) -> None:
        top, kind = box.height, TABLE_ITALIC
        box.height += kind.leading + CELL_PADDING_VERTICAL
        y = top + CELL_PADDING_VERTICAL / 2 + baseline(kind)
        for at in range(len(self._aligns)):
            text = f"({at + 1})"
            line = Line(text, self._setter.width(text, kind))
            x = _x(line, Align.CENTRE, self._edges[at], self._edges[at + 1])
            box.texts.append(Text(x, y, text, kind.face, kind.size))
        for y in (top, box.height):
            box.rules.append(Rule(0.0, y, self._edges[-1], y, GRID_THICKNESS))
        for x in self._edges:
            box.rules.append(Rule(x, top, x, box.height, GRID_THICKNESS))

    def _head_lines(self, text: str, start: int, end: int) -> tuple[Line, ...]:
        return self._setter.wrap(text, TABLE_BOLD, self._edges[end] - self._edges[start] - 2 * _PAD)

    def _head_height(self, text: str, start: int, end: int) -> float:
        return len(self._head_lines(text, start, end)) * TABLE_BOLD.leading + 2 * CELL_PADDING_VERTICAL

    def _head_cell(self, box: Box, text: str, start: int, end: int, top: float, bottom: float) -> None:
        kind, lines = TABLE_BOLD, self._head_lines(text, start, end)
        y = top + (bottom - top - len(lines) * kind.leading) / 2 + baseline(kind)
        for line in lines:
            x = _x(line, Align.CENTRE, self._edges[start], self._edges[end])
            box.texts.append(Text(x, y, line.text, kind.face, kind.size))
            y += kind.leading


def _x(line: Line, align: Align, left: float, right: float) -> float:
    if align is Align.LEFT:
        return left + _PAD
    if align is Align.RIGHT:
        return right - _PAD - line.width
    return (left + right - line.width) / 2


def _divided(row: _SetRow, room: float) -> tuple[_SetRow, _SetRow] | None:
    """`row` cut so that its first part fits into `room` points; None where too few lines would stand on a side."""
    fitting = int((room - 2 * CELL_PADDING_VERTICAL) / row.kind.leading)
    fitting = min(fitting, row.lines - _FEWEST_LINES)
    if fitting < _FEWEST_LINES:
        return None
    parts: list[_SetRow] = []
    for cells in ([cell[:fitting] for cell in row.cells], [cell[fitting:] for cell in row.cells]):
        parts.append(_SetRow(cells, row.kind, max(map(len, cells))))
    return parts[0], parts[1]
