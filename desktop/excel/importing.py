"""A workbook into the records: look first (`preview`), then take in what is good (`import_workbook`) as one undo step.

Good rows go in, refused ones are reported with row, column, value and reason, and can be written to a workbook to be corrected
and imported again. The same workbook imported twice adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.excel import activities, people, training
from desktop.excel.cells import Cell
from desktop.excel.headings import kind_worth
from desktop.excel.mapping import EXPECTED, FIELD_NAMES, Column, qualifies
from desktop.excel.planning import make_plan
from desktop.excel.plans import Plan, PlannedRow
from desktop.excel.reading import Sheet, Workbook, read_workbook
from desktop.excel.rows import Doubtful, Refused, RowReading
from desktop.excel.tables import Passed, Row, Table, find_tables
from desktop.models.bulk import add_many
from desktop.models.database import Database
from desktop.models.installation import current
from desktop.models.kinds import COMMAND_WORDS

_READERS: dict[str, Callable[[Table, Row, dict[int, Cell]], RowReading]] = {
    activities.KIND: activities.read_row,
    training.KIND: training.read_row,
    people.KIND: people.read_row,
}
CLEARLY = 1.25
"""A table is of another kind where it fits that one so many times better."""
NAMES = {"activity": "hoạt động", "course": "bồi dưỡng", "person": "cán bộ"}
Progress = Callable[[int, int], None]


@dataclass
class ImportResult:
    """What an import did, with the keys of cli.md; the rest is more of the same."""

    read: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)
    ignored_columns: list[str] = field(default_factory=list)
    doubtful: list[Doubtful] = field(default_factory=list)
    refused_rows: int = 0
    sheets: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors_file: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The JSON answer of `nq71 import`."""
        return asdict(self)


@dataclass(frozen=True)
class PreviewRow:
    """A row as it would be taken in."""

    number: int
    sheet: str
    outcome: str
    values: dict[str, Any]
    refused: tuple[Refused, ...]
    doubtful: tuple[Doubtful, ...]


@dataclass
class Preview:
    """What an import would do: the columns with their proposed fields, every row, the counts."""

    kind: str
    path: Path
    sheets: list[str]
    all_sheets: list[str]
    columns: list[Column]
    fields: dict[str, str]
    rows: list[PreviewRow]
    passed: list[Passed]
    result: ImportResult


def _parts(kind: str, columns: list[Column]) -> dict[str, str]:
    """Names for the fields that several columns share in this table (“Nam”, “Nữ” under “Số lượng”)."""
    shared = {column.field for column in columns if column.field and column.field.endswith("+")}
    return {name: f"{FIELD_NAMES[kind][name.rstrip('+')]} (một phần)" for name in sorted(shared)}


@dataclass
class _Book:
    tables: list[Table]
    workbook: Workbook


def preview(
    database: Database, path: Path, kind: str, sheet: str | None = None, mapping: Mapping[str, str | None] | None = None
) -> Preview:
    """What importing the workbook would do; writes nothing. UserError as `import_workbook`.

    `mapping` corrects the proposed columns: heading as written, or column letter → field of `Preview.fields`, None to leave out.
    """
    kind = _kind(kind)
    book = _read(path, kind, sheet, mapping)
    with database.snapshot() as session:
        plan = _plan(session, kind, book.tables)
    return Preview(
        kind=kind,
        path=path,
        sheets=list(dict.fromkeys(table.sheet for table in book.tables)),
        all_sheets=[sheet.name for sheet in book.workbook.sheets],
        columns=book.tables[0].columns,
        fields=FIELD_NAMES[kind] | _parts(kind, book.tables[0].columns),
        rows=[
            PreviewRow(
                row.reading.number,
                row.table.sheet,
                row.outcome,
                {name: value for name, value in row.reading.values.items() if name != "birth"},
                tuple(row.reading.refused),
                tuple(row.reading.doubtful),
            )
            for row in plan.rows
        ],
        passed=[passed for table in book.tables for passed in table.passed],
        result=_result(plan, book),
    )


def import_workbook(
    database: Database,
    kind: str,
    path: Path,
    sheet: str | None = None,
    mapping: Mapping[str, str | None] | None = None,
    dry_run: bool = False,
    errors_to: Path | None = None,
) -> ImportResult:
    """Take the good rows of the workbook in, as one undo step; `errors_to` receives the refused rows for correction.

    `kind`: activities, training, people (or the record's own kind). UserError: missing file, no workbook, damaged, with a
    password, too large, no such sheet, no table found; nothing is changed then.
    """
    kind = _kind(kind)
    book = _read(path, kind, sheet, mapping)
    if dry_run:
        with database.snapshot() as session:
            plan = _plan(session, kind, book.tables)
    else:
        with database.transaction(f"Nhập {NAMES[kind]} từ “{path.name}”") as session:
            plan = _plan(session, kind, book.tables)
            _store(session, plan)
    result = _result(plan, book)
    if errors_to is not None and result.refused_rows:
        from desktop.excel.returning import write_refused

        write_refused(errors_to, path.name, plan.rows)
        result.errors_file = str(errors_to)
    return result


def _kind(word: str) -> str:
    kind = COMMAND_WORDS.get(word, word)
    if kind not in _READERS:
        raise UserError(f"Không nhập được “{word}” từ Excel. Các loại nhập được: activities, training, people.")
    return kind


# --- reading -------------------------------------------------------------------------------------------------------------


def _read(path: Path, kind: str, sheet: str | None, mapping: Mapping[str, str | None] | None) -> _Book:
    workbook = read_workbook(path)
    sheets = [workbook.sheet(sheet)] if sheet else _sheets_of(workbook, kind, mapping)
    tables = [table for one in sheets for table in find_tables(one, kind, mapping)]
    if mapping:
        _check_mapping(kind, tables, mapping)
    if not any(table.rows for table in tables):
        raise UserError(_no_table(workbook, kind, sheet, found=bool(tables)))
    return _Book([table for table in tables if table.rows], workbook)


def _sheets_of(workbook: Workbook, kind: str, mapping: Mapping[str, str | None] | None) -> list[Sheet]:
    """The sheets that hold a table of the kind and of no other kind better; hidden ones only where no other does.

    UserError where every such table is rather one of another kind: an activity log would pass for a list of courses.
    """
    worth = {sheet.name: kind_worth(sheet, kind, mapping) for sheet in workbook.sheets}
    fitting = [sheet for sheet in workbook.sheets if worth[sheet.name]]
    fitting = [sheet for sheet in fitting if not sheet.hidden] or fitting
    if mapping or not fitting:
        return fitting
    others = [other for other in _READERS if other != kind]
    rather = {sheet.name: max((kind_worth(sheet, other), other) for other in others) for sheet in fitting}
    own = [sheet for sheet in fitting if rather[sheet.name][0] <= worth[sheet.name] * CLEARLY]
    if not own:
        other = NAMES[rather[fitting[0].name][1]]
        raise UserError(
            f"Bảng trong tệp “{workbook.name}” giống bảng {other} hơn là {NAMES[kind]}. Hãy chọn nhập {other}, "
            "hoặc tự chọn cột nếu đúng là bảng cần nhập."
        )
    best = max(worth[sheet.name] for sheet in own)
    return [sheet for sheet in own if worth[sheet.name] >= best * 0.6]


def _check_mapping(kind: str, tables: list[Table], mapping: Mapping[str, str | None]) -> None:
    """A corrected map that fits no table is told, not passed over."""
    from desktop.excel.mapping import corrected

    if not tables:
        return
    corrected(kind, tables[0].columns, mapping)
    if not qualifies(kind, tables[0].columns, chosen=True):
        raise UserError(f"Bảng cần ít nhất các cột như {EXPECTED[kind]}. Hãy chọn lại cột.")


def _no_table(workbook: Workbook, kind: str, sheet: str | None, found: bool) -> str:
    place = f"Trang “{sheet}” của tệp “{workbook.name}”" if sheet else f"Tệp “{workbook.name}”"
    if workbook.unread:
        return f"{place} không có bảng đọc được. {workbook.unread[0]}"
    if found:
        return f"{place} có bảng {NAMES[kind]} nhưng chưa có dòng nào. Hãy ghi dữ liệu dưới dòng tiêu đề rồi nhập lại."
    return (
        f"{place} không có bảng {NAMES[kind]} nào. Bảng cần một dòng tiêu đề cột, ví dụ {EXPECTED[kind]}; "
        "hãy thêm tiêu đề cột hoặc lấy mẫu Excel của chương trình."
    )


def _plan(session: Session, kind: str, tables: list[Table]) -> Plan:
    """Every row read and compared with what is stored; warnings about the dates of a whole column are added."""
    rows: list[PlannedRow] = []
    for table in tables:
        above: dict[int, Cell] = {}
        for row in table.rows:
            rows.append(PlannedRow(table, _READERS[kind](table, row, above)))
            above |= row.cells
        _suspect_swapped_dates(table, rows[-len(table.rows) :])
    return make_plan(session, kind, current(session).unit_id, rows)


def _suspect_swapped_dates(table: Table, rows: list[PlannedRow]) -> None:
    """Under English settings Excel turns 5/4/2026 into the 4th of May and leaves 13/4/2026 as text.

    Where a column has real dates only up to the 12th and texts only from the 13th on, the real ones are told as doubtful.
    """
    from datetime import date

    column = table.column("date")
    if column is None:
        return
    cells = [(row, row.reading.row.cells.get(column.index)) for row in rows]
    real = [(row, cell) for row, cell in cells if isinstance(cell, date)]
    texts = [row.reading.values.get("date") for row, cell in cells if isinstance(cell, str)]
    days = [day.day for day in texts if day]
    if len(real) < 3 or len(days) < 3 or any(cell.day > 12 for _, cell in real) or any(day <= 12 for day in days):
        return
    for row, cell in real:
        row.doubt("date", cell.strftime("%d/%m/%Y"), f"{cell:%d/%m/%Y} (có thể Excel đã đảo ngày và tháng)")


# --- storing -------------------------------------------------------------------------------------------------------------


def _store(session: Session, plan: Plan) -> None:
    for record, values in plan.changes:
        for name, value in values.items():
            setattr(record, name, value)
    session.flush()
    add_many(session, plan.new)


def _result(plan: Plan, book: _Book) -> ImportResult:
    outcomes = [row.outcome for row in plan.rows]
    return ImportResult(
        read=len(plan.rows),
        added=outcomes.count("added"),
        updated=outcomes.count("updated"),
        unchanged=outcomes.count("unchanged"),
        refused=[refused for row in plan.rows for refused in row.reading.refused],
        ignored_columns=_ignored(book.tables),
        doubtful=[doubtful for row in plan.rows for doubtful in row.reading.doubtful],
        refused_rows=outcomes.count("refused"),
        sheets=list(dict.fromkeys(table.sheet for table in book.tables)),
        notes=list(book.workbook.unread),
    )


def _ignored(tables: list[Table]) -> list[str]:
    """Headings of columns that were not read, each once; running numbers need no word."""
    return list(
        dict.fromkeys(
            column.heading for table in tables for column in table.columns if not column.field and not column.silent
        )
    )
