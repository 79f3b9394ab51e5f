"""What each word of the command line does: open the data folder, call the action that the window's button calls, say the answer."""

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
from desktop.models.base import Record
from desktop.models.database import Database
from desktop.models.installation import Installation, Role, current
from desktop.models.kinds import COMMAND_WORDS, KINDS
from desktop.text import format_date, format_number, format_ratio, parse_date


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
def opened(folder: Path) -> Iterator[tuple[Database, Installation]]:
    """The data folder and who it belongs to."""
    with Database.open(folder) as database:
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


# --- records -----------------------------------------------------------------------------------------------------------


def add(folder: Path, chosen: Namespace) -> Answer:
    """One record from a file; its keys are the wire names. A known id is changed, a new one added."""
    from desktop.models.entry import record_from
    from desktop.models.history import save

    kind = kind_of(chosen.kind)
    values = read_json(chosen.record)
    with opened(folder) as (database, installation):
        with database.transaction(f"Thêm {kind.NAME.lower()}") as session:
            record = save(session, record_from(session, kind, values, installation.unit_id))
        return Answer({"id": record.id, "kind": kind.KIND}, [record.id])


def list_records(folder: Path, chosen: Namespace) -> Answer:
    """The records of a kind, by year and words."""
    from desktop.models.queries import records

    kind = kind_of(chosen.kind)
    with opened(folder) as (database, installation), database.snapshot() as session:
        unit = None
        if installation.role != Role.DEPARTMENT or chosen.unit:
            unit = unit_wanted(session, installation, chosen.unit)
        found = session.scalars(records(kind, unit, chosen.year, chosen.search)).all()
        listed = [{"id": record.id, **record.wire()} for record in found]
        if chosen.to:
            from desktop.excel.exporting import write_list
            from desktop.models.columns import sheet_columns

            write_list(chosen.to, sheet_columns(kind), found)
    lines = [f"{r.get('date') or r.get('year') or ''}  {r.get('title') or r.get('name') or r.get('subject') or ''}" for r in listed]
    values: dict[str, Any] = {"kind": chosen.kind, "records": listed}
    if chosen.to:
        values["file"] = str(chosen.to)
    return Answer(values, [*lines, f"{format_number(len(listed))} bản ghi."])


def import_workbook(folder: Path, chosen: Namespace) -> Answer:
    """Records of a workbook; good rows go in, the others are named with column, value and reason."""
    from desktop.excel.importing import import_workbook as run

    kind = kind_of(chosen.kind)
    with opened(folder) as (database, _):
        result = run(
            database, kind.KIND, chosen.file, sheet=chosen.sheet, dry_run=chosen.dry_run, errors_to=chosen.errors_to
        )
    values = result.to_json()
    refused = values["refused"]
    lines = [
        f"Đọc {values['read']} dòng: thêm {values['added']}, cập nhật {values['updated']}, "
        f"không đổi {values['unchanged']}, chưa nhận {len(refused)}."
    ]
    if values["ignored_columns"]:
        lines.append("Cột không dùng: " + ", ".join(values["ignored_columns"]) + ".")
    lines += [f"Dòng {d['row']}, {d['column']}: “{d['value']}” được hiểu là {d['read_as']}." for d in values["doubtful"]]
    reason = "\n".join(f"Dòng {r['row']}, {r['column']} “{r['value']}”: {r['reason']}" for r in refused)
    return Answer(values, lines, reason)


def template(folder: Path, chosen: Namespace) -> Answer:
    """A workbook to fill in, with the catalogue of today."""
    from desktop.excel.template import write_template

    write_template(chosen.file, kind_of(chosen.kind).KIND)
    return Answer({"file": str(chosen.file)}, [f"Đã ghi mẫu: {chosen.file}"])


def backup(folder: Path, chosen: Namespace) -> Answer:
    """A verified copy of the database file."""
    from desktop.models.base import utc_now

    target = (chosen.to or folder / "sao-luu") / f"nq71-{utc_now().replace(':', '').replace('-', '')}.db"
    with opened(folder) as (database, _):
        database.backup(target)
    return Answer({"file": str(target)}, [f"Đã sao lưu: {target}"])


def check(folder: Path, chosen: Namespace) -> Answer:
    """Whether the file and every version in it are whole."""
    from desktop.models.checking import check_data

    with opened(folder) as (database, _), database.snapshot() as session:
        found = check_data(session, deep=chosen.deep)
    values = {"ok": not found.damaged, "records": found.records, "damaged": found.damaged}
    reason = ""
    if found.damaged:
        reason = f"{len(found.damaged)} bản ghi bị hỏng. Hãy giữ nguyên thư mục dữ liệu và khôi phục từ bản sao lưu."
    return Answer(values, [f"Đã kiểm tra {format_number(found.records)} bản ghi: không thấy hỏng."] if not reason else [], reason)


# --- figures and reports -----------------------------------------------------------------------------------------------


def indicators(folder: Path, chosen: Namespace) -> Answer:
    """MT30.1, MT30.3, MT30.5, MT35.1 of the year."""
    from desktop.reports.annual import default_period
    from desktop.reports.indicators import indicators as compute

    with opened(folder) as (database, installation), database.snapshot() as session:
        unit = unit_wanted(session, installation, chosen.unit)
        found = compute(session, unit, chosen.year, default_period(chosen.year))
    listed = [
        {
            "code": i.code,
            "label": i.label,
            "numerator": i.numerator,
            "denominator": i.denominator,
            "percent": None if i.percent is None else round(i.percent, 1),
            "target": i.target,
            "met": i.met,
        }
        for i in found
    ]
    words = {True: "đạt", False: "chưa đạt", None: "không phát sinh"}
    lines = [
        f"{i.code}: {i.numerator}/{i.denominator}"
        + ("" if i.percent is None else f" = {format_ratio(i.percent)}%")
        + f" (mục tiêu {i.target}%): {words[i.met]}"
        for i in found
    ]
    return Answer({"year": chosen.year, "indicators": listed}, lines)


def report(folder: Path, chosen: Namespace) -> Answer:
    """The annual report as PDF; with --freeze as a numbered edition."""
    from desktop.reports.freeze import make_annual_pdf

    with opened(folder) as (database, _):
        made = make_annual_pdf(
            database, chosen.year, read_date(chosen.start), read_date(chosen.end), chosen.pdf, freeze=chosen.freeze
        )
    lines = [f"Đã ghi báo cáo {made['pages']} trang: {made['pdf']}"]
    if made["frozen"]:
        lines.append(f"Đã chốt bản số {made['version']}, mã {made['code']}.")
    lines += [f"Lưu ý: {warning}" for warning in made["warnings"]]
    return Answer(dict(made), lines)


def signed(folder: Path, chosen: Namespace) -> Answer:
    """Number, date and signer that the paper got; they travel with the bundle."""
    from desktop.models.entry import report_of

    day = read_date(chosen.date)
    with opened(folder) as (database, installation):
        with database.transaction("Ghi số, ngày, người ký") as session:
            found = report_of(session, installation.unit_id, chosen.year)
            if not found.editions:
                raise UserError(f"Báo cáo năm {chosen.year} chưa được chốt. Hãy chốt (report … --freeze) rồi mới ghi số, ngày.")
            found.signed_number, found.signed_date, found.signed_by = chosen.number, day, chosen.signer
    return Answer(
        {"year": chosen.year, "number": chosen.number, "date": day.isoformat() if day else None, "signer": chosen.signer},
        [f"Đã ghi số {chosen.number} ngày {format_date(day) if day else ''}, người ký {chosen.signer}."],
    )
