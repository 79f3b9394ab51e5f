"""A workbook into the records: look first (`preview`), then take in what is good (`import_workbook`) as one undo step.

Good rows go in, refused ones are reported with row, column, value and reason, and can be written to a workbook to be corrected
and imported again. The same workbook imported twice adds nothing. Rows typed for a font of before Unicode go in only where the
person has agreed to what they are read as.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.excel.mapping import FIELD_NAMES, Column
from desktop.excel.opening import NAMES, READERS, Book, Report, Wanted, open_book, without_collecting
from desktop.excel.planning import make_plan
from desktop.excel.plans import Plan, PlannedRow
from desktop.excel.rows import Doubtful, Refused
from desktop.excel.tables import Passed
from desktop.models.bulk import add_many
from desktop.models.database import Database
from desktop.models.installation import current
from desktop.models.kinds import COMMAND_WORDS


@dataclass(frozen=True)
class OldFont:
    """A cell typed for a font of before Unicode: as it is stored, and as the font shows it."""

    row: int
    column: str
    before: str
    after: str
    code_page: str
    sheet: str = ""


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
    old_fonts: list[OldFont] = field(default_factory=list)
    converted: bool = False

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
    """What an import would do: the columns with their proposed fields, every row, the counts.

    `book` may be handed to `import_workbook`, which then reads the file no second time.
    """

    kind: str
    path: Path
    sheets: list[str]
    all_sheets: list[str]
    columns: list[Column]
    fields: dict[str, str]
    rows: list[PreviewRow]
    passed: list[Passed]
    result: ImportResult
    book: Book


def _parts(kind: str, columns: list[Column]) -> dict[str, str]:
    """Names for the fields that several columns share in this table (“Nam”, “Nữ” under “Số lượng”)."""
    shared = {column.field for column in columns if column.field and column.field.endswith("+")}
    return {name: f"{FIELD_NAMES[kind][name.rstrip('+')]} (một phần)" for name in sorted(shared)}


def preview(
    database: Database,
    path: Path,
    kind: str,
    sheet: str | None = None,
    mapping: Mapping[str, str | None] | None = None,
    convert_fonts: bool = False,
    book: Book | None = None,
    report: Report | None = None,
) -> Preview:
    """What importing the workbook would do; writes nothing. UserError as `import_workbook`.

    `mapping` corrects the proposed columns: heading as written, or column letter → field of `Preview.fields`, None to leave out.
    """
    wanted = Wanted(path, _kind(kind), sheet, mapping)
    with without_collecting(), database.snapshot() as session:
        opened = _opened(session, wanted, book, report)
        plan = _plan(session, opened, [row.apart() for row in opened.rows], convert_fonts)
        rows = [_preview_row(row) for row in plan.rows]
    columns = opened.tables[0].columns
    return Preview(
        kind=wanted.kind,
        path=path,
        sheets=list(dict.fromkeys(table.sheet for table in opened.tables)),
        all_sheets=[sheet.name for sheet in opened.workbook.sheets],
        columns=columns,
        fields=FIELD_NAMES[wanted.kind] | _parts(wanted.kind, columns),
        rows=rows,
        passed=[passed for table in opened.tables for passed in table.passed],
        result=_result(plan, opened, convert_fonts),
        book=opened,
    )


def _preview_row(row: PlannedRow) -> PreviewRow:
    reading = row.reading
    reading.values.pop("birth", None)  # never shown: it only tells namesakes apart
    return PreviewRow(
        reading.number, row.table.sheet, row.outcome, reading.values, tuple(reading.refused), tuple(reading.doubtful)
    )


def import_workbook(
    database: Database,
    kind: str,
    path: Path,
    sheet: str | None = None,
    mapping: Mapping[str, str | None] | None = None,
    dry_run: bool = False,
    errors_to: Path | None = None,
    convert_fonts: bool = False,
    book: Book | None = None,
    report: Report | None = None,
) -> ImportResult:
    """Take the good rows of the workbook in, as one undo step; `errors_to` receives the refused rows for correction.

    `kind`: a word of the command line (activities, training, people, products …) or the record's own kind. `convert_fonts`:
    the person agrees that text typed for TCVN3 or VNI fonts is stored as those fonts show it; without it such rows are
    refused. `book`: what `preview` read of the same file. `report` is told how far it is, and may raise to stop. UserError:
    missing file, no workbook, damaged, with a password, too large, no such sheet, no table found; nothing is changed then.
    """
    wanted = Wanted(path, _kind(kind), sheet, mapping)
    stored = database.snapshot() if dry_run else database.transaction(f"Nhập {NAMES[wanted.kind]} từ “{path.name}”")
    with without_collecting(), stored as session:
        opened = _opened(session, wanted, book, report)
        rows = [row.apart() for row in opened.rows] if dry_run else opened.rows
        plan = _plan(session, opened, rows, convert_fonts)
        if not dry_run:
            opened.spent = True
            _store(session, plan)
    result = _result(plan, opened, convert_fonts)
    if errors_to is not None and result.refused_rows:
        from desktop.excel.returning import write_refused

        write_refused(errors_to, path.name, plan.rows)
        result.errors_file = str(errors_to)
    return result


def _kind(word: str) -> str:
    kind = COMMAND_WORDS.get(word, word)
    if kind not in READERS:
        words = ", ".join(word for word, named in COMMAND_WORDS.items() if named in READERS)
        raise UserError(f"Không nhập được “{word}” từ Excel. Các loại nhập được: {words}.")
    return kind


def _opened(session: Session, wanted: Wanted, book: Book | None, report: Report | None) -> Book:
    if book is not None and book.answers(wanted):
        return book
    return open_book(wanted, current(session).unit_id, report)


def _plan(session: Session, book: Book, rows: list[PlannedRow], convert_fonts: bool) -> Plan:
    """Every row compared with what is stored; rows of an old font are kept out unless the person agreed."""
    if not convert_fonts:
        for row in rows:
            _ask_about_fonts(row)
    return make_plan(session, book.wanted.kind, current(session).unit_id, rows)


def _ask_about_fonts(row: PlannedRow) -> None:
    number, sheet = row.reading.number, row.table.sheet
    for heading, text in row.old_texts:
        row.reading.doubtful.append(Doubtful(number, heading, text.before, text.after, sheet))
    if row.old_texts:
        heading, text = row.old_texts[0]
        reason = (
            f"Chữ gõ bằng phông cũ ({text.code_page}), đọc là “{text.after[:60]}”. Nếu đọc đúng, hãy đồng ý chuyển chữ "
            "phông cũ rồi nhập lại."
        )
        row.reading.refused.append(Refused(number, heading, text.before[:200], reason, sheet))


# --- storing -------------------------------------------------------------------------------------------------------------


def _store(session: Session, plan: Plan) -> None:
    for record, values in plan.changes:
        for name, value in values.items():
            setattr(record, name, value)
    session.flush()
    add_many(session, plan.new)


def _result(plan: Plan, book: Book, convert_fonts: bool) -> ImportResult:
    outcomes = [row.outcome for row in plan.rows]
    return ImportResult(
        read=len(plan.rows),
        added=outcomes.count("added"),
        updated=outcomes.count("updated"),
        unchanged=outcomes.count("unchanged"),
        refused=[refused for row in plan.rows for refused in row.reading.refused],
        ignored_columns=_ignored(book),
        doubtful=[doubtful for row in plan.rows for doubtful in row.reading.doubtful],
        refused_rows=outcomes.count("refused"),
        sheets=list(dict.fromkeys(table.sheet for table in book.tables)),
        notes=list(book.workbook.unread),
        old_fonts=[
            OldFont(row.reading.number, heading, text.before, text.after, text.code_page, row.table.sheet)
            for row in plan.rows
            for heading, text in row.old_texts
        ],
        converted=convert_fonts,
    )


def _ignored(book: Book) -> list[str]:
    """Headings of columns that were not read, each once; running numbers need no word."""
    columns = [column for table in book.tables for column in table.columns]
    return list(dict.fromkeys(column.heading for column in columns if not column.field and not column.silent))
