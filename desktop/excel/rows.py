"""One row of a table on its way to a record: what was read, what is doubtful, what is refused and why."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeVar

from desktop.excel.cells import Cell, CellFault, Read, is_empty, is_not_applicable, line, shown, text
from desktop.excel.mapping import FIELD_NAMES, Column
from desktop.excel.tables import Row, Table
from desktop.excel.words import LONGEST_KEPT, vocabulary
from desktop.text import fold, one_line

Value = TypeVar("Value")


@dataclass(frozen=True)
class Refused:
    """A cell because of which its row is not taken in."""

    row: int
    column: str
    value: str
    reason: str
    sheet: str = ""


@dataclass(frozen=True)
class Doubtful:
    """A cell that was taken in, and as what; the person should look at it."""

    row: int
    column: str
    value: str
    read_as: str
    sheet: str = ""


@dataclass
class RowReading:
    """What a row says by the names of the fields; `unsure` names the fields that were guessed."""

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    refused: list[Refused] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)

    @property
    def number(self) -> int:
        """The row's number in Excel."""
        return self.row.number


class RowReader:
    """Reads the cells of one row by field, keeping every doubt and every fault."""

    def __init__(self, kind: str, table: Table, row: Row, above: dict[int, Cell]) -> None:
        self.kind = kind
        self.table = table
        self.row = row
        self.reading = RowReading(row)
        self._columns = table.by_field
        self._above = above

    def has(self, name: str) -> bool:
        """Whether the table has a column for that field."""
        return name in self._columns

    def heading(self, name: str) -> str:
        """The heading of the field's column as written, else the field's own name."""
        column = self._columns.get(name)
        return column.heading if column else FIELD_NAMES[self.kind].get(name, name)

    def column(self, name: str) -> Column | None:
        """The column read as that field."""
        return self._columns.get(name)

    def cell(self, name: str) -> Cell:
        """The cell of a field; “như trên” stands for the cell above, with a doubt."""
        column = self._columns.get(name)
        if column is None:
            return None
        cell = self.row.cells.get(column.index)
        if (
            type(cell) is str
            and len(cell) < LONGEST_DITTO
            and _is_ditto(cell)
            and not is_empty(above := self._above.get(column.index))
        ):
            self.doubt(name, shown(above))
            return above
        return cell

    def take(self, name: str, reader: Callable[[Cell], Read[Value]], absent: Value, given: Hashable = None) -> Value:
        """Read the field's cell; a doubt is kept, a fault refuses the row and gives `absent`.

        What `reader` depends on beside the cell is `given`, so that an equal cell need not be read again.
        """
        column = self._columns.get(name)
        cell = self.row.cells.get(column.index) if column else None
        if cell is None:
            return absent
        key: Hashable = (name, type(cell), cell, given)
        found: Read[Value] | str | None = self.table.memory.get(key)
        if found is None:
            cell = self.cell(name)
            if is_empty(cell):
                return absent
            key = (name, type(cell), cell, given)
            try:
                found = reader(cell)
            except ValueError as error:
                found = str(error)
            if not isinstance(cell, str) or len(cell) <= LONGEST_KEPT:
                self.table.memory[key] = found
        if isinstance(found, str):
            self.refuse(name, found)
            return absent
        if found.doubt:
            self.doubt(name, found.doubt)
        return found.value

    def count(self, name: str, reader: Callable[[Cell], Read[int | None]], given: Hashable = None) -> int | None:
        """A number; None where the cell is empty or says that it does not apply, which `not_applicable` then keeps."""
        if is_not_applicable(self.cell(name)):
            self.reading.values.setdefault("not_applicable", []).append(name)
            return None
        return self.take(name, reader, None, given)

    def words(self, name: str, lines: bool = False) -> str:
        """The field's text, on one line unless `lines`."""
        return self.take(name, _lines if lines else _line, "", lines)

    def is_spread(self, name: str) -> bool:
        """Whether the field's cell is merged with the row above and was already counted there."""
        column = self._columns.get(name)
        return column is not None and column.index in self.row.filled

    def refuse(self, name: str, reason: str) -> None:
        """Refuse the row because of that field."""
        column = self._columns.get(name)
        cell = self.row.cells.get(column.index) if column else None
        self.reading.refused.append(Refused(self.row.number, self.heading(name), _seen(cell), reason, self.row.sheet))

    def doubt(self, name: str, read_as: str, value: str | None = None, column: str | None = None) -> None:
        """Tell how a field was understood."""
        place = self._columns.get(name)
        cell = self.row.cells.get(place.index) if place else None
        seen = _seen(cell) if value is None else value
        entry = Doubtful(self.row.number, column or self.heading(name), seen, read_as, self.row.sheet)
        self.reading.doubtful.append(entry)


def _seen(cell: Cell) -> str:
    return one_line(shown(cell)) if not isinstance(cell, CellFault) else cell.shown


def _lines(cell: Cell) -> Read[str]:
    return Read(text(cell))


def _line(cell: Cell) -> Read[str]:
    return Read(line(cell))


LONGEST_DITTO = 24
_DITTO = {fold(one_line(word)) for word in vocabulary()["nhu_tren"]}


@lru_cache(maxsize=2_000)
def _is_ditto(cell: str) -> bool:
    return fold(one_line(cell)).strip(" .") in _DITTO
