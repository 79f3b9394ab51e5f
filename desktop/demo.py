"""The main job on sample data, end to end: two schools, a commune, the Department; every step is the action a button calls."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.course import Course
from desktop.models.database import Database
from desktop.models.entry import record_from, report_of
from desktop.models.history import save
from desktop.models.installation import current
from desktop.models.kinds import KINDS
from desktop.models.person import Person
from desktop.models.queries import activities_like
from desktop.paths import resource

YEAR = 2026


@dataclass
class Demonstration:
    """What was made: `values` for --json, `lines` for people."""

    values: dict[str, Any] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)

    def say(self, line: str) -> None:
        """One more line for people."""
        self.lines.append(line)


def run(folder: Path) -> Demonstration:
    """Do all of it in `folder`, which must be empty or not there yet. UserError otherwise."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"“{folder}” không trống. Hãy chọn một thư mục mới cho dữ liệu trình diễn.")
    sample = json.loads(resource("demo/du_lieu_mau.json").read_text("utf-8"))
    shown = Demonstration()
    stick, answers = folder / "usb", folder / "usb-tra-loi"
    packs = _department_begins(folder / "so-gddt", folder / "phieu", sample)
    shown.say(f"Sở: sổ {len(packs) + 1} đơn vị, phiếu và gói khởi đầu trong {folder / 'phieu'}")
    reports: list[dict[str, Any]] = []
    bundles: list[str] = []
    for unit in sample["don_vi"]:
        made, bundle = _unit_works(folder, unit, packs[unit["ho_so"]["unit_code"]], stick, shown)
        reports.append(made)
        bundles.append(bundle)
    state = _department_receives(folder / "so-gddt", stick, answers, shown)
    for unit in sample["don_vi"]:
        _unit_learns(folder / unit["thu_muc"], answers, unit["ho_so"]["name"], shown)
    shown.values = {
        "open": str(folder / sample["don_vi"][0]["thu_muc"]),
        "department": str(folder / "so-gddt"),
        "reports": reports,
        "bundles": bundles,
        "status": state,
    }
    return shown


def _department_begins(folder: Path, papers: Path, sample: dict[str, Any]) -> dict[str, Any]:
    """The Department's data folder, its register, a slip and starter pack for each unit; the slips by unit code."""
    from sync.enrolment import publish, register_units, set_up, slips

    lines = [{**unit["ho_so"], "code": unit["ho_so"]["unit_code"]} for unit in sample["don_vi"]]
    with set_up(folder, sample["so"]) as database:
        register_units(database, [*lines, sample["chua_nop"]])
        publish(database, papers)
        made = slips(database, papers, [line["code"] for line in lines])
    return {slip.unit: slip for slip in made}


def _unit_works(
    folder: Path, unit: dict[str, Any], slip: Any, stick: Path, shown: Demonstration
) -> tuple[dict[str, Any], str]:
    """A unit's year: set up, log, import, report frozen as PDF, bundle onto the stick."""
    from desktop.excel.importing import import_workbook
    from desktop.reports.freeze import make_annual_pdf
    from sync.enrolment import set_up
    from sync.export import export_bundle

    own = folder / unit["thu_muc"]
    with set_up(own, unit["ho_so"], slip.pack, slip.code) as database:
        for kind, name in unit["so_tay"]:
            read = import_workbook(database, kind, resource(f"demo/{name}")).as_json()
            shown.say(
                f"{unit['ho_so']['name']}: nhập {name}: đọc {read['read']}, thêm {read['added']}, chưa nhận {read['refused_rows']}"
            )
        _log(database, unit)
        made = dict(make_annual_pdf(database, YEAR, pdf_path=folder / f"bao-cao-{unit['thu_muc']}.pdf", freeze=True))
        exported = export_bundle(database, stick)
    shown.say(
        f"{unit['ho_so']['name']}: báo cáo {made['pages']} trang, bản {made['version']}, mã {made['code']}: {made['pdf']}"
    )
    shown.say(f"{unit['ho_so']['name']}: gói {exported.records} bản ghi, {exported.bytes} byte: {exported.files[0]}")
    return made, str(exported.files[0])


def _log(database: Database, unit: dict[str, Any]) -> None:
    with database.transaction("Ghi dữ liệu trình diễn") as session:
        own = current(session).unit_id
        for kind, values in unit["ban_ghi"]:
            save(session, record_from(session, KINDS[kind], _linked(session, own, values), own))
        if "lop_co_ten" in unit:
            values = unit["lop_co_ten"]
            people = session.scalars(select(Person.id).order_by(Person.id).limit(values["people"])).all()
            save(session, record_from(session, Course, {**values, "attendees": list(people)}, own))
        report_of(session, own, YEAR).blocks = unit["loi_van"]


def _linked(session: Session, own: str, values: dict[str, Any]) -> dict[str, Any]:
    """In the sample an activity is named by its day, "@2026-04-20", since its id is only made here."""

    def named(day: str) -> str:
        found = session.scalars(activities_like(own, day.removeprefix("@")).limit(1)).one()
        return found.id

    links = {key: values[key] for key in ("activity", "activities") if key in values}
    return values | {k: named(v) if isinstance(v, str) else [named(day) for day in v] for k, v in links.items()}


def _department_receives(folder: Path, stick: Path, answers: Path, shown: Demonstration) -> dict[str, Any]:
    from desktop.reports.freeze import write_pdf
    from desktop.reports.province.freezing import make_province_report
    from sync.days import vietnam_today
    from sync.packets import reply
    from sync.receive import receive
    from sync.status import status

    with Database.open(folder) as database:
        for verdict in receive(database, [stick]):
            shown.say(f"Sở nhận {Path(verdict.file).name}: {verdict.reason}")
        with database.snapshot() as session:
            found = status(session, YEAR)
        written = reply(database, answers)
        report, _ = make_province_report(database, YEAR, found, vietnam_today())
        made = write_pdf(report, None, folder.parent / "bao-cao-tong-hop-tinh.pdf")
    shown.say(f"Sở lập báo cáo tổng hợp {made['pages']} trang: {made['pdf']}")
    shown.say(
        f"Sở, năm {YEAR}: phải nộp {found['expected']}, đã nhận {found['received']} (đúng hạn {found['on_time']}, muộn {found['late']}),"
        f" chưa nộp {found['missing']}; {len(written)} gói trả lời trong {answers}"
    )
    return found


def _unit_learns(folder: Path, answers: Path, name: str, shown: Demonstration) -> None:
    from sync.packets import exchange_state
    from sync.receive import receive

    with Database.open(folder) as database:
        receive(database, [answers])
        with database.snapshot() as session:
            shown.say(f"{name}: {exchange_state(session, YEAR).sentence}")
