"""What each word of the command line does: open the data folder, call the action that the window's button calls, say the answer."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
            from desktop.excel.listing import write_records

            write_records(chosen.to, kind, found)
    lines = [
        f"{r.get('date') or r.get('year') or ''}  {r.get('title') or r.get('name') or r.get('subject') or ''}"
        for r in listed
    ]
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
    lines += values["notes"]
    reason = "\n".join(f"Dòng {r['row']}, {r['column']} “{r['value']}”: {r['reason']}" for r in refused)
    return Answer(values, lines, reason)


def template(_folder: Path, chosen: Namespace) -> Answer:
    """A workbook to fill in, with the catalogue of today."""
    from desktop.excel.template import write_template

    write_template(chosen.file, kind_of(chosen.kind).KIND, date.today().year)  # noqa: DTZ011  the clerk's own calendar
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
    return Answer(
        values, [f"Đã kiểm tra {format_number(found.records)} bản ghi: không thấy hỏng."] if not reason else [], reason
    )


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
    """The annual report, with --freeze as a numbered edition, or one that a document demands; in every shape asked for."""
    from desktop.reports.freeze import annual_report, write_pdf
    from desktop.shapes import SHAPES, write_shapes

    with opened(folder) as (database, _):
        if chosen.which == "annual":
            start, end = read_date(chosen.start), read_date(chosen.end)
            (written, edition), foot = annual_report(database, chosen.year, start, end, chosen.freeze), ""
        else:
            from desktop.reports.adhoc import adhoc_report, standing

            written, request = adhoc_report(database, read_json(chosen.request))
            edition, foot = None, standing(request)
    made = write_pdf(written, edition, chosen.pdf, foot)
    made |= write_shapes(written, edition, {word: getattr(chosen, word) for word in SHAPES}, foot)
    lines = [f"Đã ghi báo cáo {made['pages']} trang: {made['pdf']}"]
    lines += [
        f"Đã ghi {SHAPES[word].name[:1].lower()}{SHAPES[word].name[1:]}: {made[word]}"
        for word in SHAPES
        if word in made
    ]
    if made["frozen"]:
        lines.append(f"Đã chốt bản số {made['version']}, mã {made['code']}.")
    lines += [f"Lưu ý: {warning}" for warning in made["warnings"]]
    return Answer(made, lines)


def signed(folder: Path, chosen: Namespace) -> Answer:
    """Number, date and signer that the paper got, and its scan; they travel with the bundle."""
    from desktop.models.entry import report_of
    from desktop.reports.scan import read_scan, tie_scan

    day = read_date(chosen.date)
    scan = read_scan(chosen.scan) if chosen.scan else None
    with opened(folder) as (database, installation):
        if scan:
            scan = replace(scan, sha256=database.files.put(scan.content))
        with database.transaction("Ghi số, ngày, người ký") as session:
            found = report_of(session, installation.unit_id, chosen.year)
            if not found.editions:
                raise UserError(
                    f"Báo cáo năm {chosen.year} chưa được chốt. Hãy chốt (report … --freeze) rồi mới ghi số, ngày."
                )
            found.signed_number, found.signed_date, found.signed_by = chosen.number, day, chosen.signer
            if scan:
                tie_scan(found, scan, chosen.edition)
    values: dict[str, Any] = {
        "year": chosen.year,
        "number": chosen.number,
        "date": day.isoformat() if day else None,
        "signer": chosen.signer,
    }
    lines = [f"Đã ghi số {chosen.number} ngày {format_date(day) if day else ''}, người ký {chosen.signer}."]
    if scan:
        values["scan"] = {"sha256": scan.sha256, "bytes": len(scan.content), "pages": scan.pages, "dpi": scan.dpi}
        lines += [f"Đã gắn bản quét: {scan.words}.", *(f"Lưu ý: {warning}" for warning in scan.warnings)]
    return Answer(values, lines)


# --- what travels ------------------------------------------------------------------------------------------------------


def setup(folder: Path, chosen: Namespace) -> Answer:
    """A data folder from a profile."""
    from sync.enrolment import set_up
    from sync.trust import fingerprint_of_root

    database = set_up(folder, read_json(chosen.profile), chosen.packet, chosen.code)
    try:
        with database.snapshot() as session:
            installation = current(session)
            values = {
                "data": str(folder),
                "role": installation.role,
                "unit_id": installation.unit_id,
                "unit_code": installation.unit_code,
                "root_fingerprint": fingerprint_of_root(session),
            }
    finally:
        database.close()
    lines = [f"Đã lập thư mục dữ liệu: {folder}"]
    if values["root_fingerprint"]:
        lines.append(f"Dấu khóa của Sở, hãy so với phiếu: {values['root_fingerprint']}")
    return Answer(values, lines)


def export(folder: Path, chosen: Namespace) -> Answer:
    """This unit's bundle, written, read back, compared."""
    from sync.export import export_bundle

    with opened(folder) as (database, _):
        made = export_bundle(database, chosen.to)
    files = [str(file) for file in made.files]
    values = {"files": files, "unit": made.unit, "records": made.records, "bytes": made.bytes}
    lines = [
        *files,
        f"Đã ghi {format_number(made.records)} bản ghi, {format_number(made.bytes)} byte, đọc lại và so khớp. Có thể rút USB an toàn.",
    ]
    return Answer(values, lines)


_SHORT_OF = ("refused", "quarantined", "waiting")


def receive(folder: Path, chosen: Namespace) -> Answer:
    """Whatever the files and folders hold for this installation; nothing stops at the first bad one."""
    from sync.receive import receive as run

    with opened(folder) as (database, _):
        verdicts = run(database, chosen.paths)
    listed = [verdict.to_json() for verdict in verdicts]
    lines = [
        f"{v['file']}: {v['reason']} (mới {v['new']}, cập nhật {v['updated']}, không đổi {v['unchanged']}, mâu thuẫn {v['conflicts']})"
        for v in listed
    ]
    short = [v for v in listed if v["verdict"] in _SHORT_OF]
    if not any(v["verdict"] in ("accepted", "already_known") for v in listed):
        short = listed
    reason = "\n".join(f"{v['file']}: {v['reason']}" for v in short)
    if not listed:
        reason = "Không tìm thấy tệp NQ71 nào ở nơi đã chọn. Hãy kiểm tra lại đường dẫn hoặc USB."
    return Answer({"files": listed}, lines, reason)


def inspect(folder: Path, chosen: Namespace) -> Answer:
    """What a bundle says, and whether it can be believed; changes nothing."""
    from sync.receive import inspect_file

    if Database.exists(folder):
        with opened(folder) as (database, _):
            found = inspect_file(chosen.file, database)
    else:
        found = inspect_file(chosen.file, None)
    lines = [f"{found['kind'] or '?'} · {found['unit'] or '?'} · {found['records']} bản ghi · phần {found['parts']}"]
    return Answer(found, lines, "" if found["trusted"] else str(found.get("reason") or ""))


def units(folder: Path, chosen: Namespace) -> Answer:
    """The register; with --import, lines of a workbook laid over it."""
    from sync.enrolment import register_units, registered

    with opened(folder) as (database, _):
        added = updated = 0
        if chosen.file:
            from desktop.excel.register import read_register

            added, updated = register_units(database, read_register(chosen.file))
        with database.snapshot() as session:
            listed = registered(session)
    lines = [f"{u['code']}  {u['name']}" for u in listed]
    return Answer({"units": listed, "added": added, "updated": updated}, [*lines, f"{len(listed)} đơn vị."])


def slips(folder: Path, chosen: Namespace) -> Answer:
    """Enrolment slips and starter packs."""
    from sync.enrolment import slips as make

    with opened(folder) as (database, _):
        made = make(database, chosen.to, chosen.unit)
    listed = [{"unit": s.unit, "name": s.name, "code": s.code, "slip": str(s.slip), "pack": str(s.pack)} for s in made]
    return Answer({"slips": listed}, [f"{s['unit']}  {s['name']}: mã {s['code']}, {s['pack']}" for s in listed])


def approve(folder: Path, chosen: Namespace) -> Answer:
    """A waiting key is compared with the stamped paper and approved; what waited is taken in."""
    from sync.receive import approve_key

    with opened(folder) as (database, _):
        verdicts = approve_key(database, chosen.fingerprint, chosen.unit)
    listed = [verdict.to_json() for verdict in verdicts]
    return Answer({"files": listed}, [f"Đã chấp thuận. {len(listed)} tệp đang chờ đã được nhận."])


def publish(folder: Path, chosen: Namespace) -> Answer:
    """The province packet."""
    from sync.enrolment import publish as make

    with opened(folder) as (database, _):
        made = make(database, chosen.to)
    return Answer({"file": str(made)}, [f"Đã ghi gói dữ liệu chung: {made}"])


STATES = {
    "missing": "chưa nộp",
    "received": "đã nhận",
    "late": "nộp muộn",
    "empty": "nhận nhưng rỗng",
    "returned": "bị trả lại",
    "accepted": "được duyệt",
}


def status(folder: Path, chosen: Namespace) -> Answer:
    """Who has reported."""
    from sync.status import status as run

    with opened(folder) as (database, _), database.snapshot() as session:
        found = run(session, chosen.year)
    lines = [
        f"Năm {found['year']}: phải nộp {found['expected']}, đã nhận {found['received']} (đúng hạn {found['on_time']}, muộn {found['late']}), "
        f"chưa nộp {found['missing']}, rỗng {found['empty']}, trả lại {found['returned']}, duyệt {found['accepted']}."
    ]
    lines += [
        f"{u['code']}  {u['name']}: {STATES.get(u['state'], u['state'])} {u['received_on'] or ''}".rstrip()
        for u in found["units"]
    ]
    return Answer(found, lines)


def answer(folder: Path, chosen: Namespace) -> Answer:
    """The Department accepts or returns a report."""
    from sync.packets import answer as run

    deadline = read_date(chosen.deadline)
    if chosen.reason and deadline is None:
        raise UserError("Trả lại báo cáo cần hạn nộp lại. Hãy thêm --deadline dd/mm/yyyy.")
    with opened(folder) as (database, _):
        run(database, chosen.unit, chosen.year, accept=chosen.accept, reason=chosen.reason or "", deadline=deadline)
    state = "accepted" if chosen.accept else "returned"
    return Answer(
        {"unit": chosen.unit, "year": chosen.year, "state": state},
        [f"{chosen.unit}, năm {chosen.year}: {STATES[state]}."],
    )


def reply(folder: Path, chosen: Namespace) -> Answer:
    """A packet for each unit that has sent something."""
    from sync.packets import reply as run

    with opened(folder) as (database, _):
        made = [str(path) for path in run(database, chosen.to)]
    return Answer({"files": made}, [*made, f"Đã ghi {len(made)} gói trả lời."])


def demo(_folder: Path, chosen: Namespace) -> Answer:
    """The main job on sample data."""
    from desktop.demo import run

    made = run(chosen.folder)
    return Answer(made.values, made.lines)


COMMANDS: dict[str, Command] = {
    "demo": demo,
    "setup": setup,
    "import": import_workbook,
    "add": add,
    "list": list_records,
    "template": template,
    "backup": backup,
    "check": check,
    "indicators": indicators,
    "report": report,
    "signed": signed,
    "export": export,
    "receive": receive,
    "inspect": inspect,
    "units": units,
    "slips": slips,
    "approve": approve,
    "publish": publish,
    "status": status,
    "answer": answer,
    "reply": reply,
}
