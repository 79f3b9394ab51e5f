"""What the Department does: its register, keys and slips, who has reported, its answers."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from pathlib import Path

from desktop.commands.opening import Answer, opened, read_date
from desktop.errors import UserError
from desktop.text import format_date


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
    "taken_back": "xin rút lại",
}


def status(folder: Path, chosen: Namespace) -> Answer:
    """Who has reported."""
    from sync.status import status as run

    with opened(folder) as (database, _), database.snapshot() as session:
        found = run(session, chosen.year)
    lines = [
        f"Năm {found['year']}: phải nộp {found['expected']}, đã nhận {found['received']} (đúng hạn {found['on_time']}, muộn {found['late']}), "
        f"chưa nộp {found['missing']}, rỗng {found['empty']}, trả lại {found['returned']}, duyệt {found['accepted']}, xin rút lại {found['taken_back']}."
    ]
    lines += [
        f"{u['code']}  {u['name']}: {STATES.get(u['state'], u['state'])} {_day(u['received_on'])}".rstrip()
        for u in found["units"]
    ]
    return Answer(found, lines)


def _day(iso: str | None) -> str:
    return format_date(date.fromisoformat(iso)) if iso else ""


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


def remind(folder: Path, chosen: Namespace) -> Answer:
    """The reminder letter with its list."""
    from desktop.reports.freeze import write_pdf
    from desktop.reports.province.reminder import reminder
    from desktop.shapes import write_shapes
    from sync.days import vietnam_today
    from sync.status import status as standing_of

    until = read_date(chosen.until)
    with opened(folder) as (database, _), database.snapshot() as session:
        standing = standing_of(session, chosen.year)
        letter = reminder(session, chosen.year, standing, vietnam_today(), until, chosen.commune)
    foot = "công văn nhắc nộp báo cáo"
    made = write_pdf(letter, None, chosen.pdf, foot) | write_shapes(letter, None, {"xlsx": chosen.xlsx}, foot)
    count = len(letter.appendices[0].table.rows)
    values = {"pdf": made["pdf"], "pages": made["pages"], "units": count, "year": chosen.year}
    return Answer(values, [f"Đã ghi công văn nhắc {count} đơn vị: {made['pdf']}"])


def rebuild(folder: Path, chosen: Namespace) -> Answer:
    """A unit's whole state as the Department holds it, sealed to the unit's PCs."""
    from sync.siblings import rebuild as run

    with opened(folder) as (database, _):
        made = run(database, chosen.unit, chosen.to)
    return Answer({"file": str(made), "unit": chosen.unit}, [f"Đã ghi gói khôi phục cho {chosen.unit}: {made}"])


def revoke(folder: Path, chosen: Namespace) -> Answer:
    """A PC that was lost or stolen is trusted no more; the units learn it by the next packets."""
    from sync.receive import revoke_key

    with opened(folder) as (database, _):
        revoke_key(database, chosen.fingerprint)
    return Answer({"fingerprint": chosen.fingerprint}, ["Đã thu hồi khóa. Gói ký bằng khóa này từ nay được giữ riêng."])
