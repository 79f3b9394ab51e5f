"""The action behind `nq71 report province`: gather, on demand freeze as an edition of the Department's own report of the year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.entry import report_of
from desktop.models.installation import current
from desktop.reports.document import AnnualReport
from desktop.reports.editions import FrozenEdition, add_edition, stamped
from desktop.reports.province.report import missing_parts, province_report


def make_province_report(
    database: Database,
    year: int,
    status: Mapping[str, Any],
    today: date,
    to: str = "province",
    freeze: bool = False,
    incomplete: bool = True,
    author: str = "",
    number: str = "",
    dated: date | None = None,
) -> tuple[AnnualReport, FrozenEdition | None]:
    """The report as things now stand; with `freeze` as a numbered edition. Drafts for the People's Committee are never frozen.

    UserError where this is not the Department, where a draft is to be frozen, or, unless `incomplete`, a demanded part is missing.
    """
    if not freeze:
        with database.snapshot() as session:
            return province_report(session, database.files, year, status, today, to), None
    if to != "province":
        raise UserError("Dự thảo báo cáo của UBND tỉnh không chốt ở đây: hãy xuất PDF hoặc Word để trình UBND tỉnh.")
    with database.transaction(author=author) as session:
        report = province_report(session, database.files, year, status, today, to)
        if not incomplete and (missing := missing_parts(report)):
            raise UserError(
                f"Chưa chốt được báo cáo tổng hợp năm {year}: chưa viết phần {', '.join(missing)}. Hãy viết; nếu không có thì ghi “Không có”."
            )
        draft = report_of(session, current(session).unit_id, year)
        draft.deleted = False
        report = stamped(report, number, dated)
        return report, add_edition(database.files, draft, report)
