"""The consolidated report as one document: the Department's own, and the drafts it makes for the People's Committee (domain E.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.files import FileStore
from desktop.models.installation import Role, current
from desktop.models.register import RegisterUnit
from desktop.models.report import Report, report_id
from desktop.models.unit import UnitProfile, profile_for
from desktop.reports import naming
from desktop.reports.document import (
    AnnualReport,
    Check,
    Figure,
    Letterhead,
    Paragraph,
    Period,
    Section,
    Signature,
    Source,
)
from desktop.reports.province import sentences
from desktop.reports.province.forms import appendices, numbers
from desktop.reports.province.gathered import Province, added, read_proposals, read_units
from desktop.reports.typesetting import HARD_SPACE
from desktop.text import running_date

DEMANDED = {
    "TH.IV.1": "ưu điểm, kết quả đạt được",
    "TH.IV.2": "tồn tại, hạn chế",
    "TH.IV.3": "nguyên nhân",
    "TH.V.2": "đề xuất, kiến nghị",
}
"""The parts that Plan VI.10 demands, by the block that holds the Department's words."""


@dataclass(frozen=True)
class Addressee:
    """Who a consolidated report goes to. `by_committee` where the People's Committee signs and the Department only drafts."""

    word: str
    name: str
    by_committee: bool


TO = {
    one.word: one
    for one in (
        Addressee("province", "Ủy ban nhân dân tỉnh Sơn La", False),
        Addressee("government", "Chính phủ", True),
        Addressee("ministry", "Bộ Giáo dục và Đào tạo", True),
    )
}
_COMMITTEE = "Ủy ban nhân dân tỉnh Sơn La"


def province_report(
    session: Session, files: FileStore, year: int, status: Mapping[str, Any], today: date, to: str = "province"
) -> AnnualReport:
    """The consolidated report of a year as things now stand. UserError where this is not the Department.

    `status` is the answer of `nq71 status`; `today` the day the figures are told to be of.
    """
    province = gather(session, files, year, status, today)
    addressee = TO[to]
    forms = appendices(province)
    return AnnualReport(
        unit=_COMMITTEE if addressee.by_committee else naming.running_name(province.profile),
        year=year,
        period=Period(date(year, 1, 1), max(today, date(year, 1, 1))),
        letterhead=_letterhead(province, addressee),
        sections=tuple(_sections(province, addressee, numbers(forms))),
        signature=_signature(province, addressee),
        appendices=forms,
        figures=_figures(province),
        checks=tuple(_checks(province)),
    )


def gather(session: Session, files: FileStore, year: int, status: Mapping[str, Any], today: date) -> Province:
    """What the province's report says, read in one go."""
    installation = current(session)
    if installation.role != Role.DEPARTMENT:
        raise UserError("Báo cáo tổng hợp của tỉnh chỉ làm được ở Sở Giáo dục và Đào tạo.")
    units, unread = read_units(session, files, year, status)
    heard = {unit.code for unit in units if unit.is_in}
    ids = [one.id for one in session.scalars(select(RegisterUnit)) if one.code in heard]
    draft = session.get(Report, report_id(installation.unit_id, year))
    settings = dict(installation.settings or {})
    if isinstance(day := settings.get("plan_date"), str) and day:
        settings["plan_date"] = running_date(date.fromisoformat(day))
    return Province(
        profile=_profile(session, installation.unit_id, year),
        year=year,
        today=today,
        units=units,
        proposals=read_proposals(session, year, ids),
        blocks=dict(draft.blocks) if draft is not None and not draft.deleted else {},
        settings=settings,
        unread=unread,
    )


def _profile(session: Session, unit_id: str, year: int) -> UnitProfile:
    return profile_for(session, unit_id, year)


def missing_parts(report: AnnualReport) -> tuple[str, ...]:
    """The demanded parts not written yet, as words for a sentence."""
    return tuple(DEMANDED[section.key] for section in report.missing if section.key in DEMANDED)


# --- boxes -------------------------------------------------------------------------------------------------------------


def _letterhead(province: Province, addressee: Addressee) -> Letterhead:
    subject = (
        f"Kết quả thực hiện Kế hoạch đẩy mạnh công{HARD_SPACE}tác{HARD_SPACE}truyền{HARD_SPACE}thông thực hiện "
        f"Nghị{HARD_SPACE}quyết số{HARD_SPACE}71-NQ/TW năm{HARD_SPACE}{province.year} trên địa bàn tỉnh Sơn{HARD_SPACE}La"
    )
    if not addressee.by_committee:
        own = naming.letterhead(province.profile, province.year, subject)
        return Letterhead(**{**vars(own), "addressees": (addressee.name,)})
    return Letterhead(
        governing=None,
        issuer=("ỦY BAN NHÂN DÂN", f"TỈNH SƠN{HARD_SPACE}LA"),
        issued_by="UBND tỉnh Sơn La",
        sign="BC-UBND",
        place="Sơn La",
        year=province.year,
        title="BÁO CÁO",
        subject=subject,
        addressees=(addressee.name,),
    )


def _signature(province: Province, addressee: Addressee) -> Signature:
    """The Department signs as a body under one head; the People's Committee collectively (A.7)."""
    if not addressee.by_committee:
        own = naming.signature(province.profile)
        return Signature(own.lines, own.name, ("- Như trên;", "- Lãnh đạo Sở;", "- Lưu: VT."))
    recipients = ("- Như trên;", "- Thường trực Tỉnh ủy;", "- Thường trực HĐND tỉnh;", "- Sở GDĐT;", "- Lưu: VT, KGVX.")
    return Signature(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"), "", recipients)


# --- sections ----------------------------------------------------------------------------------------------------------


def _sections(province: Province, addressee: Addressee, at: Mapping[str, str]) -> Iterator[Section]:
    reporter = "UBND tỉnh Sơn La" if addressee.by_committee else sentences.WE
    to = addressee.name if addressee.by_committee else "UBND tỉnh"
    yield _plain(sentences.opening(province, reporter))
    yield _head("I. TÌNH HÌNH THỰC HIỆN CHẾ ĐỘ BÁO CÁO")
    yield _part(province, "TH.I.1", "1. Tình hình nộp báo cáo", sentences.reported(province, at))
    yield _head("II. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TỔ CHỨC THỰC HIỆN")
    yield _part(province, "TH.II.1", "1. Công tác lãnh đạo, chỉ đạo, phối hợp", [])
    yield _part(province, "TH.II.2", "2. Ban hành kế hoạch truyền thông", sentences.planning(province, at))
    yield _head("III. KẾT QUẢ THỰC HIỆN")
    yield _part(province, "TH.III.1", "1. Thực hiện mục tiêu, chỉ tiêu", sentences.targets(province, at))
    yield _part(province, "TH.III.2", "2. Kết quả theo nội dung truyền thông", sentences.activities(province, at))
    yield _part(province, "TH.III.3", "3. Kết quả theo kênh, hình thức truyền thông", sentences.channels(province, at))
    yield _part(province, "TH.III.4", "4. Quán triệt, đào tạo, bồi dưỡng", sentences.training(province))
    yield _part(province, "TH.III.5", "5. Thông tin, định hướng dư luận xã hội", sentences.opinion(province))
    yield _part(
        province,
        "TH.III.6",
        "6. Mô hình hay, điển hình tiên tiến; tôn vinh, khen thưởng",
        sentences.honours(province, at),
    )
    yield _part(province, "TH.III.7", "7. Kinh phí thực hiện", sentences.money(province, at))
    yield _head("IV. ĐÁNH GIÁ CHUNG")
    yield _part(province, "TH.IV.1", "1. Ưu điểm", sentences.achievements(province))
    yield _part(province, "TH.IV.2", "2. Tồn tại, hạn chế", sentences.shortfalls(province))
    yield _part(province, "TH.IV.3", "3. Nguyên nhân", [])
    yield _head("V. PHƯƠNG HƯỚNG, NHIỆM VỤ; ĐỀ XUẤT, KIẾN NGHỊ")
    yield _part(province, "TH.V.1", f"1. Nhiệm vụ trọng tâm năm {province.year + 1}", sentences.next_year(province))
    yield _part(province, "TH.V.2", "2. Đề xuất, kiến nghị", sentences.proposals(province))
    yield _plain(sentences.closing(province, reporter, to))


def _plain(text: str) -> Section:
    return Section(None, 0, "", (Paragraph(text),))


def _head(heading: str) -> Section:
    return Section(None, 1, heading)


def _part(province: Province, key: str, heading: str, generated: Sequence[str]) -> Section:
    paragraphs = [Paragraph(text) for text in generated]
    own = province.blocks.get(key, "").strip()
    if own:
        paragraphs += [Paragraph(line.strip(), Source.USER) for line in own.splitlines() if line.strip()]
    elif key in DEMANDED:
        paragraphs.append(Paragraph("", Source.BLANK))
    elif not paragraphs:
        paragraphs.append(Paragraph("Chưa có số liệu báo cáo về nội dung này."))
    return Section(key, 2, heading, tuple(paragraphs), key in DEMANDED)


# --- figures and checks ------------------------------------------------------------------------------------------------


def _figures(province: Province) -> tuple[Figure, ...]:
    """Every figure of the units added up, and who has reported."""
    codes = sorted({code for unit in province.heard for code in unit.figures})
    sums = ((code, *added(province.heard, code)) for code in codes)
    received = sum(unit.received_on is not None for unit in province.units)
    return (
        Figure("NOP", received, len(province.units)),
        *(Figure(code, value, out_of or None) for code, value, out_of in sums),
    )


def _checks(province: Province) -> Iterator[Check]:
    for key, name in DEMANDED.items():
        if not province.blocks.get(key, "").strip():
            yield Check(
                f"Chưa viết phần {name}: đây là nội dung bắt buộc của báo cáo (mục VI.10 của Kế hoạch). Hãy viết; nếu không có "
                "thì ghi “Không có”.",
                "report",
                key,
                True,
            )
    missing = sum(unit.received_on is None for unit in province.units)
    if missing:
        yield Check(f"Còn {missing} đơn vị chưa nộp; số liệu toàn tỉnh chưa có các đơn vị này. Hãy nhắc nộp.", "units")
    if province.unread:
        names = "; ".join(province.unread[:5])
        yield Check(
            f"Không đọc được báo cáo đã chốt của {len(province.unread)} đơn vị ({names}). Hãy đề nghị đơn vị xuất gói lại.",
            "units",
        )
    returned = sum(unit.state == "returned" for unit in province.units)
    if returned:
        yield Check(f"Có {returned} báo cáo đã trả lại; số liệu đang lấy theo bản đơn vị nộp gần nhất.", "units")
