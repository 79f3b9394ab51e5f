"""Records on the command line: one added, some listed, many of a workbook; the workbook to fill in."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path
from typing import Any

from desktop.commands.opening import Answer, kind_of, opened, read_json, unit_wanted
from desktop.errors import UserError
from desktop.models.called import called
from desktop.models.database import Database
from desktop.models.installation import Role
from desktop.text import format_number


def add(folder: Path, chosen: Namespace) -> Answer:
    """One record from a file; its keys are the wire names. A known id is changed, a new one added.

    `evidence` may name files to attach: "photo.jpg", or {"file": "photo.jpg", "consent": true}.
    """
    from desktop.models.entry import record_from
    from desktop.models.history import save

    kind = kind_of(chosen.kind)
    values = read_json(chosen.record)
    with opened(folder, chosen.author) as (database, installation):
        if "evidence" in values and "evidence" in kind.wire_columns():
            values["evidence"] = _with_files_taken_in(database, chosen.record.parent, values["evidence"])
        with database.transaction(f"Thêm {kind.NAME.lower()}") as session:
            record = save(session, record_from(session, kind, values, installation.unit_id))
        return Answer({"id": record.id, "kind": kind.KIND}, [record.id])


def _with_files_taken_in(database: Database, beside: Path, listed: Any) -> Any:
    """References in place of the files named; those already there stay. UserError names what cannot be attached."""
    if not isinstance(listed, list):
        return listed
    from desktop.evidence.attaching import Source, take_in

    found: list[Any] = []
    for one in listed:
        named = {"file": one} if isinstance(one, str) else one
        if not isinstance(named, dict) or not isinstance(named.get("file"), str):
            found.append(one)
            continue
        path = beside / named["file"]  # as the record's own file says it; else from where the command was given
        taken = take_in(database.files, [Source(path if path.exists() else Path(named["file"]))])
        if taken.refused:
            raise UserError(f"Chưa ghi: {taken.refusal()}")
        found += [{**reference, "consent": named.get("consent") is True} for reference in taken.references]
    return found


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
            from desktop.excel.listing import write_records

            write_records(chosen.to, kind, found)
    lines = [f"{r.get('date') or r.get('year') or ''}  {called(r)}" for r in listed]
    values: dict[str, Any] = {"kind": chosen.kind, "records": listed}
    if chosen.to:
        values["file"] = str(chosen.to)
    return Answer(values, [*lines, f"{format_number(len(listed))} bản ghi."])


def import_workbook(folder: Path, chosen: Namespace) -> Answer:
    """Records of a workbook; good rows go in, the others are named with column, value and reason."""
    from desktop.excel.importing import import_workbook as run
    from desktop.models.backups import BEFORE_IMPORT, back_up

    kind = kind_of(chosen.kind)
    with opened(folder, chosen.author) as (database, _):
        if not chosen.dry_run:
            back_up(database, BEFORE_IMPORT)
        result = run(
            database,
            kind.KIND,
            chosen.file,
            sheet=chosen.sheet,
            dry_run=chosen.dry_run,
            errors_to=chosen.errors_to,
            convert_fonts=chosen.convert_fonts,
        )
    values = result.as_json()
    refused = values["refused"]
    lines = [
        f"Đọc {values['read']} dòng: thêm {values['added']}, cập nhật {values['updated']}, "
        f"không đổi {values['unchanged']}, chưa nhận {values['refused_rows']}."
    ]
    if values["ignored_columns"]:
        lines.append("Cột không dùng: " + ", ".join(values["ignored_columns"]) + ".")
    lines += [
        f"Dòng {d['row']}, {d['column']}: “{d['value']}” được hiểu là {d['read_as']}." for d in values["doubtful"]
    ]
    if values["converted"] and values["old_fonts"]:
        lines.append(f"Đã chuyển {format_number(len(values['old_fonts']))} ô gõ bằng phông cũ sang Unicode.")
    lines += values["notes"]
    reason = "\n".join(f"Dòng {r['row']}, {r['column']} “{r['value']}”: {r['reason']}" for r in refused)
    if values["old_fonts"] and not values["converted"]:
        reason += "\nThêm --convert-fonts vào lệnh để đồng ý chuyển chữ phông cũ sang Unicode."
    return Answer(values, lines, reason)


def template(_folder: Path, chosen: Namespace) -> Answer:
    """A workbook to fill in, with the catalogue of today."""
    from desktop.excel.template import write_template

    write_template(chosen.file, kind_of(chosen.kind).KIND, date.today().year)  # noqa: DTZ011  the clerk's own calendar
    return Answer({"file": str(chosen.file)}, [f"Đã ghi mẫu: {chosen.file}"])
