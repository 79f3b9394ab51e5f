"""What a unit has to do with files that travel: set up, send, receive, look into; the whole of it as a demonstration."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop.commands.opening import Answer, opened, read_json
from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.installation import current
from desktop.text import format_number


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
    """What a bundle, a report's PDF or a code says, and whether it can be believed; changes nothing."""
    from desktop.evidence.papers import is_paper

    if chosen.code or is_paper(chosen.file):
        return _paper(folder, chosen)
    from sync.receive import inspect_file

    if Database.exists(folder):
        with opened(folder) as (database, _):
            found = inspect_file(chosen.file, database)
    else:
        found = inspect_file(chosen.file, None)
    lines = [f"{found['kind'] or '?'} · {found['unit'] or '?'} · {found['records']} bản ghi · phần {found['parts']}"]
    return Answer(found, lines, "" if found["trusted"] else str(found.get("reason") or ""))


def _paper(folder: Path, chosen: Namespace) -> Answer:
    from desktop.evidence.papers import as_json, check_paper
    from desktop.reports.paper_check import Verdict, look_up

    with opened(folder) as (database, _):
        found = look_up(database, chosen.code) if chosen.code else check_paper(database, [chosen.file])
    said = f"{found.headline}: {found.sentence}"
    lines = [said, *(one.sentence for one in found.differences), *(f"{one.name}: {one.value}" for one in found.figures)]
    bad = found.verdict in (Verdict.ALTERED, Verdict.UNKNOWN)
    return Answer(as_json(found, "report_code" if chosen.code else "report_pdf"), lines, said if bad else "")


def demo(_folder: Path, chosen: Namespace) -> Answer:
    """The main job on sample data."""
    from desktop.demo import run

    made = run(chosen.folder)
    return Answer(made.values, made.lines)
