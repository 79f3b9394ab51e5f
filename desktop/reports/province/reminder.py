"""The reminder letter (công văn): whoever has not reported, or has to mend a report, by name in an annexed list (domain A.2, box 5b)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.catalogue import load_catalogue
from desktop.models.installation import Role, current
from desktop.models.unit import UnitProfile, profile_for
from desktop.reports import naming
from desktop.reports.document import (
    Align,
    AnnualReport,
    Appendix,
    Column,
    Letterhead,
    Paragraph,
    Period,
    Row,
    Section,
    Signature,
    Table,
)
from desktop.reports.province.forms import STATES, commune_name
from desktop.reports.province.gathered import Reported, read_standings
from desktop.reports.typesetting import HARD_SPACE
from desktop.reports.wording import RESOLUTION
from desktop.text import counted, format_date, parse_date, running_date

LAST_DAY = (11, 15)  # "trước ngày 15 tháng 11" (Plan VI.10)
FEW = 3  # so many units are addressed by name, more by the list


def reminder(
    session: Session,
    year: int,
    status: Mapping[str, Any],
    today: date,
    until: date | None = None,
    commune: str = "",
) -> AnnualReport:
    """The letter of a year to those of `status` (the answer of `nq71 status`) that are missing or were returned.

    `until` is the new day that is set, `commune` narrows it to the units of one commune. UserError where nobody is to be reminded,
    or this is neither the Department nor a commune.
    """
    installation = current(session)
    if installation.role == Role.UNIT:
        raise UserError("Công văn nhắc nộp chỉ làm được ở Sở hoặc ở xã, phường.")
    profile = profile_for(session, installation.unit_id, year)
    if until is not None and until < today:
        raise UserError("Hạn nộp mới đã qua. Hãy ghi một ngày từ hôm nay trở đi.")
    units = [one for one in read_standings(session, status) if not commune or one.commune == commune]
    late = [one for one in units if one.state in ("missing", "returned", "taken_back")]
    if not late:
        raise UserError("Không còn đơn vị nào phải nhắc: tất cả đã nộp báo cáo.")
    return AnnualReport(
        unit=naming.running_name(profile),
        year=year,
        period=Period(date(year, 1, 1), max(today, date(year, 1, 1))),
        letterhead=_letterhead(profile, year, late),
        sections=tuple(
            Section(None, 0, "", (Paragraph(text),)) for text in _text(profile, year, today, until, units, late)
        ),
        signature=_signature(profile, late),
        appendices=(Appendix("", "DANH SÁCH ĐƠN VỊ CHƯA HOÀN THÀNH BÁO CÁO", f"Năm {year}", False, _table(late)),),
    )


def _letterhead(profile: UnitProfile, year: int, late: Sequence[Reported]) -> Letterhead:
    subject = f"V/v nộp báo cáo năm{HARD_SPACE}{year} về công tác truyền thông thực hiện {RESOLUTION}"
    own = naming.letterhead(profile, year, subject)
    sign = own.sign.removeprefix("BC-")
    addressees = (
        tuple(one.name for one in late) if len(late) <= FEW else ("Các đơn vị có tên trong danh sách kèm theo",)
    )
    return Letterhead(**{**vars(own), "title": "", "sign": sign, "addressees": addressees})


def _signature(profile: UnitProfile, late: Sequence[Reported]) -> Signature:
    own = naming.signature(profile)
    recipients = ["- Như trên;"]
    if not naming.is_commune(profile):
        communes = {one.commune for one in late if one.commune}
        recipients += ["- UBND tỉnh (để báo cáo);"]
        recipients += ["- UBND các xã, phường có đơn vị trong danh sách (để đôn đốc);"] if communes else []
    return Signature(own.lines, own.name, (*recipients, own.recipients[-1]))


def _text(
    profile: UnitProfile,
    year: int,
    today: date,
    until: date | None,
    units: Sequence[Reported],
    late: Sequence[Reported],
) -> list[str]:
    we = naming.running_name(profile)
    missing = sum(one.received_on is None for one in late)
    mended = len(late) - missing
    left = [f"{counted(missing)} đơn vị chưa nộp"] if missing else []
    left += [f"{counted(mended)} đơn vị phải bổ sung, nộp lại"] if mended else []
    due = running_date(until) if until else ""
    lines = [
        f"Theo Kế hoạch của UBND tỉnh Sơn La về {_plan_subject()}, các cơ quan, đơn vị, địa phương và cơ sở giáo dục gửi báo cáo "
        f"năm về Sở Giáo dục và Đào tạo trước ngày {running_date(date(year, *LAST_DAY))}. Đến ngày {running_date(today)}, {we} đã "
        f"nhận báo cáo năm {year} của {counted(sum(one.received_on is not None for one in units))}/{counted(len(units))} đơn vị; "
        f"còn {' và '.join(left)} (danh sách kèm theo).",
        f"{we} đề nghị các đơn vị có tên trong danh sách khẩn trương hoàn thành báo cáo, gửi bản giấy đã ký, đóng dấu cùng gói dữ "
        f"liệu xuất từ chương trình Sổ truyền thông NQ71 về {we}{f' trước hết ngày {due}' if due else ''}; đơn vị gặp khó khăn "
        "trong việc lập, gửi báo cáo liên hệ ngay để được hướng dẫn.",
    ]
    if not naming.is_commune(profile):
        lines.append("Đề nghị UBND các xã, phường đôn đốc các cơ sở giáo dục thuộc thẩm quyền quản lý thực hiện.")
    lines[-1] = f"{lines[-1].rstrip('.')}./."
    return lines


def _plan_subject() -> str:
    name = str(load_catalogue().plan["ten"])
    return f"{name[:1].lower()}{name[1:]}"


def _table(late: Sequence[Reported]) -> Table:
    columns = (
        Column("STT", 13, Align.CENTRE),
        Column("Mã", 28, Align.CENTRE),
        Column("Đơn vị", 62),
        Column("Xã, phường", 34),
        Column("Tình trạng", 28),
        Column("Hạn nộp lại", 24, Align.CENTRE),
    )
    rows = (
        Row(
            (
                str(at),
                one.code,
                one.name,
                commune_name(one.commune),
                STATES.get(one.state, one.state),
                format_date(parse_date(one.deadline)) if one.deadline else "-",
            )
        )
        for at, one in enumerate(sorted(late, key=lambda unit: (unit.commune, unit.code)), 1)
    )
    return Table(columns, tuple(rows))
