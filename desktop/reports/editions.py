"""Editions of a report: frozen, numbered, never altered. Steps on a record that has them (`desktop.models.issued`).

The body of an edition is canonical JSON in the file store under its SHA-256; the record keeps the list of editions.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import object_session

from desktop.errors import UserError
from desktop.models.base import utc_now
from desktop.models.files import FileStore
from desktop.models.issued import Issued
from desktop.reports.code import code_of
from desktop.reports.document import AnnualReport, from_json, to_json
from desktop.text import clean, format_date

FIRST_YEAR, LAST_YEAR = 2026, 2100  # the Plan begins in 2026
MOST_NUMBER = 20


@dataclass(frozen=True)
class FrozenEdition:
    """One frozen edition. `at` is the claimed time, UTC ISO text; `scan`, `signed_pdf` the SHA-256 of those files, "" for none."""

    year: int
    edition: int
    code: str
    sha256: str
    at: str
    pages: int
    scan: str = ""
    scan_bytes: int = 0
    signed_pdf: str = ""
    who: str = ""  # who froze it
    signed_number: str = ""  # what the paper of this edition got, as far as it was noted with it
    signed_date: str = ""  # ISO day
    signed_by: str = ""


def editions_in(issued: Issued, year: int) -> tuple[FrozenEdition, ...]:
    """The editions of a record, the first first."""
    found = [
        FrozenEdition(
            year,
            one["edition"],
            one["code"],
            one["sha256"],
            one["at"],
            one["pages"],
            str(one.get("scan") or ""),
            int(one.get("scan_bytes") or 0),
            str(one.get("signed_pdf") or ""),
            *(str(one.get(key) or "") for key in ("who", "number", "date", "signer")),
        )
        for one in issued.editions
    ]
    return tuple(sorted(found, key=lambda one: one.edition))


def stamped(report: AnnualReport, number: str = "", dated: date | None = None) -> AnnualReport:
    """`report` with number and date typed in before signing, as an electronic signature wants it; blank by default (domain A.5).

    UserError: a number too long for its box, or a day outside the years of the Plan.
    """
    number = clean(number)
    if len(number) > MOST_NUMBER or "\n" in number:
        raise UserError(f"Số văn bản dài quá {MOST_NUMBER} ký tự. Hãy chỉ ghi số, không ghi ký hiệu.")
    if dated is not None and not FIRST_YEAR <= dated.year <= LAST_YEAR:
        raise UserError(f"Ngày {format_date(dated)} không hợp lệ cho báo cáo năm {report.year}. Hãy kiểm tra lại ngày.")
    return replace(report, letterhead=replace(report.letterhead, number=number or None, dated=dated))


def add_edition(files: FileStore, issued: Issued, report: AnnualReport) -> FrozenEdition:
    """Freeze `report` as the record's next edition; the same content as the last again is that edition."""
    from desktop.reports import pdf  # ReportLab is loaded only where pages are set

    body = to_json(report)
    sha256 = files.put(body)  # before the transaction that refers to it ends
    last = editions_in(issued, report.year)[-1:]
    if last and last[0].sha256 == sha256:
        return last[0]
    session = object_session(issued)
    made = FrozenEdition(
        year=report.year,
        edition=last[0].edition + 1 if last else 1,
        code=code_of(body),
        sha256=sha256,
        at=utc_now(),
        pages=len(pdf.compose(report)[0]),
        who=str(session.info.get("author") or "") if session is not None else "",
    )
    entry = {"edition": made.edition, "sha256": sha256, "code": made.code, "at": made.at, "pages": made.pages}
    if made.who:
        entry["who"] = made.who
    issued.editions = [*issued.editions, entry]
    return made


def body_of(files: FileStore, frozen: FrozenEdition) -> AnnualReport:
    """What a frozen edition says. UserError where its body is not here, damaged, or of another version of the program."""
    try:
        return from_json(files.get(frozen.sha256))
    except ValueError as error:
        raise UserError(
            f"Không đọc được bản số {frozen.edition} của báo cáo năm {frozen.year}: tệp do phiên bản khác của chương trình ghi."
        ) from error


def tie(issued: Issued, year: int, edition: int | None, said: dict[str, object]) -> int:
    """Note `said` with an edition (the newest where none is named); its number. UserError where there is no such edition."""
    numbers = [one["edition"] for one in issued.editions]
    wanted = edition or max(numbers, default=0)
    if wanted not in numbers:
        name = f"bản số {edition}" if edition else "bản nào"
        raise UserError(f"Báo cáo năm {year} chưa chốt {name}. Hãy chốt số liệu, in, ký rồi mới gắn bản quét.")
    issued.editions = [{**one, **said} if one["edition"] == wanted else one for one in issued.editions]
    return wanted
