"""The register of outgoing documents (sổ đăng ký văn bản đi) as far as reports go: the ten columns of Decree 30, Appendix IV (domain F.6).

A line for every report that was frozen: with its number once it has one, else blank to be filled. Nothing is guessed: what is
not known stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.adhoc_report import AdhocReport
from desktop.models.base import MOST_NAME, MOST_TITLE
from desktop.models.files import FileStore
from desktop.models.report import Report
from desktop.models.unit import profile_for
from desktop.reports import naming
from desktop.reports.demand import about_of, demand_of
from desktop.reports.document import AnnualReport
from desktop.reports.editions import body_of, editions_in
from desktop.reports.typesetting import HARD_SPACE
from desktop.text import format_date, one_line, parse_date

HEADS = (
    "Số, ký hiệu",
    "Ngày tháng",
    "Tên loại và trích yếu",
    "Người ký",
    "Nơi nhận",
    "Đơn vị, người nhận bản lưu",
    "Số lượng bản",
    "Ngày chuyển",
    "Ký nhận",
    "Ghi chú",
)
_KEPT = re.compile(r"^-?\s*Lưu\s*:?\s*", re.IGNORECASE)
_FIRST_NUMBER = re.compile(r"\d+")
_LEAST_YEAR, _MOST_YEAR = 2026, 2100


@dataclass(frozen=True)
class Entered:
    """What is typed into a line; texts, and days or None."""

    number: str = ""
    dated: date | None = None
    signer: str = ""
    kept_by: str = ""
    copies: str = ""
    sent_on: date | None = None
    received_by: str = ""
    note: str = ""


@dataclass(frozen=True)
class DispatchLine:
    """One document. `kind` and `record_id` name its record, `code` is number and sign together (12/BC-THCSNL), "" without a number."""

    kind: str
    record_id: str
    code: str
    title: str
    recipients: str
    entered: Entered
    frozen_on: date
    edition: int
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dispatch:
    """The register of a year, by day and number; blank lines at the end."""

    unit: str
    governing: str
    year: int
    lines: tuple[DispatchLine, ...]

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is doubtful in any line, each once."""
        return tuple(dict.fromkeys(doubt for line in self.lines for doubt in line.doubts))


def dispatch_of(session: Session, files: FileStore, unit_id: str, year: int) -> Dispatch:
    """The register of a calendar year. UserError where the unit has no profile, or for a year without reports of the Plan."""
    if not _LEAST_YEAR <= year <= _MOST_YEAR:
        raise UserError(f"Không có sổ văn bản đi năm {year}: Kế hoạch bắt đầu từ năm 2026. Hãy kiểm tra lại năm.")
    profile = profile_for(session, unit_id, year)
    sign = naming.letterhead(profile, year, "").sign
    found = [_line(record, sign, files) for record in _issued(session, unit_id) if record.editions]
    mine = sorted((line for line in found if (line.entered.dated or line.frozen_on).year == year), key=_place)
    governing = naming.governing_in_text(profile) or ""
    return Dispatch(naming.running_name(profile), governing, year, tuple(_judged(mine)))


def _issued(session: Session, unit_id: str) -> Iterator[Report | AdhocReport]:
    yield from session.scalars(select(Report).where(Report.unit_id == unit_id, ~Report.deleted))
    yield from session.scalars(select(AdhocReport).where(AdhocReport.unit_id == unit_id, ~AdhocReport.deleted))


def _place(line: DispatchLine) -> tuple[bool, date, int, str]:
    dated = line.entered.dated
    return dated is None and not line.code, dated or line.frozen_on, number_in(line.entered.number), line.record_id


def number_in(number: str) -> int:
    """The running number: 12 of “12”, “12/BC-THCSNL”, “012a”; 0 for none."""
    found = _FIRST_NUMBER.match(one_line(number))
    return int(found[0]) if found else 0


def code_for(number: str, sign: str) -> str:
    """12/BC-THCSNL; a number that already carries a sign stays as it was written."""
    number = one_line(number)
    return f"{number}/{sign}" if number and "/" not in number else number


def _line(record: Report | AdhocReport, sign: str, files: FileStore) -> DispatchLine:
    editions = editions_in(record, 0)
    body = _newest(record, files)
    known = record.dispatch
    recipients, kept_by = _recipients(body)
    entered = Entered(
        number=record.signed_number,
        dated=record.signed_date,
        signer=record.signed_by,
        kept_by=known.get("kept_by") or kept_by,
        copies=known.get("copies", ""),
        sent_on=_day(known.get("sent_on", "")),
        received_by=known.get("received_by", ""),
        note=known.get("note", ""),
    )
    return DispatchLine(
        kind=record.KIND,
        record_id=record.id,
        code=code_for(record.signed_number, body.letterhead.sign if body else sign),
        title=_title(record, body),
        recipients=recipients,
        entered=entered,
        frozen_on=datetime.fromisoformat(editions[0].at).astimezone().date(),
        edition=editions[-1].edition,
    )


def _newest(record: Report | AdhocReport, files: FileStore) -> AnnualReport | None:
    """What the newest edition says; None where its body is not here."""
    try:
        return body_of(files, editions_in(record, 0)[-1])
    except UserError:
        return None


def _title(record: Report | AdhocReport, body: AnnualReport | None) -> str:
    """Báo cáo kết quả …; the subject as it is printed, in one line."""
    if body is not None:
        subject = one_line(body.letterhead.subject.replace(HARD_SPACE, " "))
        return f"Báo cáo {subject[:1].lower()}{subject[1:]}"
    if isinstance(record, AdhocReport):
        return f"Báo cáo về việc {about_of(record)} (theo {demand_of(record)})"
    return f"Báo cáo kết quả thực hiện Kế hoạch năm {record.year}"


def _recipients(body: AnnualReport | None) -> tuple[str, str]:
    """Nơi nhận without “Như trên”, and who keeps the copy (“Lưu: VT.” → VT)."""
    if body is None:
        return "", ""
    others = [each.strip().lstrip("- ").rstrip(";. ") for each in body.signature.recipients]
    kept = [_KEPT.sub("", each) for each in others if _KEPT.match(each)]
    sent = [each for each in others if not _KEPT.match(each) and each.casefold() != "như trên"]
    return "; ".join([*body.letterhead.addressees, *sent]), "; ".join(kept)


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


# --- doubts --------------------------------------------------------------------------------------------------------------


def _judged(lines: Sequence[DispatchLine]) -> Iterator[DispatchLine]:
    """Each with what is doubtful in it: told, never refused, for the paper book may have its reasons."""
    highest: DispatchLine | None = None
    seen: dict[int, DispatchLine] = {}
    for line in lines:
        number = number_in(line.entered.number)
        doubts = list(_own_doubts(line))
        if number and number in seen:
            doubts.append(f"Số {number} được ghi cho hai văn bản trong năm. Hãy đối chiếu sổ ở văn thư.")
        elif number and highest is not None and number < number_in(highest.entered.number):
            doubts.append(
                f"Số {number} ngày {_told(line)} nhỏ hơn số {number_in(highest.entered.number)} của ngày trước đó "
                f"({_told(highest)}). Hãy kiểm tra lại số hoặc ngày."
            )
        if number and line.entered.dated:
            seen.setdefault(number, line)
            if highest is None or number > number_in(highest.entered.number):
                highest = line
        yield replace(line, doubts=tuple(doubts))


def _told(line: DispatchLine) -> str:
    return format_date(line.entered.dated) if line.entered.dated else ""


def _own_doubts(line: DispatchLine) -> Iterator[str]:
    entered = line.entered
    name = line.code or "Văn bản chưa có số"
    if entered.number and entered.dated is None:
        yield f"{name}: có số mà chưa có ngày. Hãy ghi ngày của văn bản."
    if entered.dated and not entered.number:
        yield f"Văn bản ngày {format_date(entered.dated)}: chưa có số. Hãy ghi số."
    if entered.number and not number_in(entered.number):
        yield f"Số “{entered.number}” không bắt đầu bằng chữ số. Hãy ghi như 12 hoặc 12/BC-…"
    if entered.dated and entered.dated < line.frozen_on:
        yield (
            f"{name}: ngày {format_date(entered.dated)} trước ngày chốt số liệu ({format_date(line.frozen_on)}). "
            "Hãy kiểm tra lại ngày."
        )
    if entered.dated and entered.dated.year != line.frozen_on.year:
        yield f"{name}: ngày ghi thuộc năm {entered.dated.year}, báo cáo chốt năm {line.frozen_on.year}. Hãy kiểm tra lại năm."
    if entered.sent_on and entered.dated and entered.sent_on < entered.dated:
        yield f"{name}: ngày chuyển trước ngày của văn bản. Hãy kiểm tra lại hai ngày."


# --- entering ------------------------------------------------------------------------------------------------------------


def enter(session: Session, kind: str, record_id: str, entered: Entered) -> str:
    """Write a line into its record, a step; what the report is called there. UserError where the record is gone or a text too long."""
    known = session.get(Report, record_id) if kind == Report.KIND else None
    record = known or session.get(AdhocReport, record_id)
    if record is None or record.deleted:
        raise UserError("Báo cáo này không còn. Hãy mở lại sổ văn bản đi.")
    texts = {
        "kept_by": entered.kept_by,
        "copies": entered.copies,
        "received_by": entered.received_by,
        "note": entered.note,
    }
    if (
        any(len(text) > MOST_TITLE for text in texts.values())
        or max(len(entered.number), len(entered.signer)) > MOST_NAME
    ):
        raise UserError("Có ô ghi quá dài. Hãy rút gọn rồi lưu lại.")
    texts = {name: one_line(text) for name, text in texts.items()}
    if entered.sent_on:
        texts["sent_on"] = entered.sent_on.isoformat()
    record.signed_number, record.signed_date = one_line(entered.number), entered.dated
    record.signed_by = one_line(entered.signer)
    record.dispatch = {**record.dispatch, "sent_on": "", **texts}
    record.dispatch = {name: text for name, text in record.dispatch.items() if text}
    session.flush()
    return code_for(record.signed_number, "").rstrip("/") or "chưa có số"
