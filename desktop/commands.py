"""What each word of the command line does: open the data folder, call the action that the window's button calls, say the answer."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import MOST_NAME, Record
from desktop.models.database import Database
from desktop.models.installation import Installation, Role, current
from desktop.models.kinds import COMMAND_WORDS, KINDS
from desktop.text import clean, format_date, format_number, parse_date


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
def opened(folder: Path, author: str = "") -> Iterator[tuple[Database, Installation]]:
    """The data folder and who it belongs to; what is written bears the author's name."""
    with Database.open(folder) as database:
        database.author = clean(author)[:MOST_NAME]
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
    lines = [f"{r.get('date') or r.get('year') or ''}  {_called(r)}" for r in listed]
    values: dict[str, Any] = {"kind": chosen.kind, "records": listed}
    if chosen.to:
        values["file"] = str(chosen.to)
    return Answer(values, [*lines, f"{format_number(len(listed))} bản ghi."])


_NAMING = ("title", "name", "subject", "who", "summary", "content", "duty", "criterion")


def _called(record: dict[str, Any]) -> str:
    """The words a person knows a record by, in one line."""
    from desktop.models.catalogue import load_catalogue

    said = next((str(record[key]) for key in _NAMING if record.get(key)), "")
    return " ".join(load_catalogue().label(said).split())


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


def backup(folder: Path, chosen: Namespace) -> Answer:
    """A verified copy of the database; with --to the attached files too."""
    from desktop.models.backups import back_up

    with opened(folder) as (database, _):
        target = back_up(database, to=chosen.to)
    return Answer({"file": str(target)}, [f"Đã sao lưu: {target}"])


def list_accounts(folder: Path, chosen: Namespace) -> Answer:
    """Who works at this PC; with --clear-pin, a forgotten PIN is taken away so that its owner can set another."""
    from desktop.models.account import account_named, accounts, change_pin

    with opened(folder) as (database, _), database.transaction() as session:
        if chosen.clear_pin:
            person = account_named(session, chosen.clear_pin)
            if person is None:
                raise UserError(f"Không có người dùng “{chosen.clear_pin}”. Gõ nq71 accounts để xem các tên.")
            change_pin(session, person, "")
        people = accounts(session, resting=True)
        listed = [{"name": p.name, "pin": bool(p.pin), "active": p.active} for p in people]
    lines = [
        f"{p['name']} – {'có' if p['pin'] else 'không'} mã PIN{'' if p['active'] else ', tạm nghỉ'}" for p in listed
    ]
    return Answer({"accounts": listed}, lines or ["Chưa có người dùng nào."])


def restore(folder: Path, chosen: Namespace) -> Answer:
    """A copy is put back; first it is said what that undoes."""
    from desktop.models.backups import preview
    from desktop.models.backups import restore as run

    done = (preview if chosen.dry_run else run)(folder, chosen.file)
    new = sum(one.new for one in done.lost)
    would = "Sẽ mất" if chosen.dry_run else "Không có trong bản đã khôi phục"
    lines = [f"Bản sao lưu có {done.records} bản ghi. {would}: {new} bản ghi mới, {len(done.lost) - new} lần sửa."]
    lines += [f"  {KINDS[one.kind].NAME if one.kind in KINDS else one.kind}: {one.title}" for one in done.lost[:20]]
    if done.kept_as is not None:
        lines.append(f"Dữ liệu trước khi khôi phục được giữ ở {done.kept_as}")
    found = {
        "file": str(chosen.file),
        "dry_run": chosen.dry_run,
        "records": done.records,
        "lost": [asdict(one) for one in done.lost],
        "kept_as": str(done.kept_as) if done.kept_as else None,
    }
    return Answer(found, lines)


def check(folder: Path, chosen: Namespace) -> Answer:
    """Whether the file and every version in it are whole; with --deep the attached files too."""
    from desktop.models.checking import check_data, check_files

    with opened(folder) as (database, installation), database.snapshot() as session:
        found = check_data(session, deep=chosen.deep)
        attached = check_files(session, database.files, installation.unit_id) if chosen.deep else None
    wrong = attached.damaged if attached else []
    values: dict[str, Any] = {"ok": not (found.damaged or wrong), "records": found.records}
    values["damaged"] = [*found.damaged, *wrong]
    lines = [f"Đã kiểm tra {format_number(found.records)} bản ghi: không thấy hỏng."]
    if attached is not None:
        values |= {"awaited": attached.awaited, "unreferenced": attached.unreferenced}
        lines += (
            [f"{len(attached.awaited)} ảnh, tệp minh chứng của đơn vị khác còn chờ gửi đến."]
            if attached.awaited
            else []
        )
        lines += [f"{len(attached.unreferenced)} tệp không còn bản ghi nào dùng tới."] if attached.unreferenced else []
    return Answer(values, lines if values["ok"] else [], _what_is_damaged(len(found.damaged), wrong))


def _what_is_damaged(records: int, files: list[dict[str, str]]) -> str:
    said = []
    if records:
        said.append(f"{records} bản ghi bị hỏng. Hãy giữ nguyên thư mục dữ liệu và khôi phục từ bản sao lưu.")
    if files:
        said.append(
            f"{len(files)} tệp đính kèm bị thiếu hoặc hỏng. Hãy chép lại thư mục files từ bản sao lưu, hoặc mở bản ghi và đính kèm lại:"
        )
        said += [f"- {one['what']}" for one in files]
    return "\n".join(said)


# --- figures and reports -----------------------------------------------------------------------------------------------


def indicators(folder: Path, chosen: Namespace) -> Answer:
    """The eight targets of the year, counted over the period of its report."""
    from desktop.reports.facts import period_for
    from desktop.reports.indicator_words import as_json, as_line
    from desktop.reports.indicators import indicators as compute

    with opened(folder) as (database, installation), database.snapshot() as session:
        unit = unit_wanted(session, installation, chosen.unit)
        found = compute(session, unit, chosen.year, period_for(session, unit, chosen.year))
    listed = [as_json(one, chosen.year) for one in found]
    return Answer({"year": chosen.year, "indicators": listed}, [as_line(one) for one in found])


def report(folder: Path, chosen: Namespace) -> Answer:
    """The annual report, with --freeze as a numbered edition, or one that a document demands; in every shape asked for."""
    from desktop.reports.freeze import annual_report, write_pdf
    from desktop.shapes import SHAPES, write_shapes

    with opened(folder, chosen.author) as (database, _):
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
    with opened(folder, chosen.author) as (database, installation):
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
    from desktop.data_place import why_not
    from sync.enrolment import set_up
    from sync.trust import fingerprint_of_root

    if reason := why_not(folder):
        raise UserError(f"{reason} Hãy chọn thư mục khác bằng --data.")
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
    values = {"files": files, "unit": made.unit, "records": made.records, "bytes": made.bytes, "notes": made.notes}
    lines = [
        *files,
        f"Đã ghi {format_number(made.records)} bản ghi, {format_number(made.bytes)} byte, đọc lại và so khớp. Có thể rút USB an toàn.",
        *made.notes,
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
    with opened(folder, chosen.author) as (database, _):
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
    "restore": restore,
    "accounts": list_accounts,
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
