"""A record from plain values by their wire names, as the command line and forms give them; the year's report where there is none yet."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.activity import Activity, title_of
from desktop.models.base import Record
from desktop.models.duty import Duty, duty_id
from desktop.models.report import Report, report_id
from desktop.models.self_assessment import SelfAssessment, self_assessment_id
from desktop.models.unit import UnitProfile, profile_id
from desktop.text import parse_date

AnyRecord = TypeVar("AnyRecord", bound=Record)


def record_from(session: Session, kind: type[AnyRecord], values: dict[str, Any], unit_id: str) -> AnyRecord:
    """A draft of `values`; laid over what is stored where `id` is known, or what a record is about names it (`_own_id`).

    Days may be written dd/mm/yyyy. UserError names a key that is unknown or of a wrong type.
    """
    wanted = dict(values)
    record_id = wanted.pop("id", None)
    if unknown := sorted(set(wanted) - set(kind.wire_columns())):
        raise UserError(f"Không có trường “{', '.join(unknown)}”. Các trường: {', '.join(kind.wire_columns())}.")
    record_id = _own_id(kind, unit_id, wanted) or record_id
    stored = session.get(kind, record_id) if isinstance(record_id, str) else None
    if stored is not None and stored.unit_id != unit_id:
        raise UserError("Bản ghi này là của đơn vị khác, không sửa được ở đây.")
    if kind is Activity and not wanted.get("title") and isinstance(wanted.get("content"), str) and stored is None:
        wanted["title"] = title_of(wanted["content"])
    content = {**(stored.stated() if stored else {}), **_days_read(kind, wanted)}
    try:
        made = kind.from_wire(content, unit_id=unit_id, version_id=stored.version_id if stored else "")
    except ValueError as error:
        raise UserError(f"Sai kiểu dữ liệu ở trường {error}.") from None
    if isinstance(record_id, str):
        made.id = record_id
    return made


def _own_id(kind: type[Record], unit_id: str, values: dict[str, Any]) -> str | None:
    """The id of a record that is named by what it is about: a year, a duty or criterion in a year; None for the others."""
    year = values.get("year")
    if type(year) is not int:
        return None
    if kind is UnitProfile:
        return profile_id(unit_id, year)
    if kind is Report:
        return report_id(unit_id, year)
    if kind is Duty and isinstance(duty := values.get("duty"), str):
        return duty_id(unit_id, year, duty)
    if kind is SelfAssessment and isinstance(criterion := values.get("criterion"), str):
        return self_assessment_id(unit_id, year, criterion)
    return None


def _days_read(kind: type[Record], values: dict[str, Any]) -> dict[str, Any]:
    from datetime import date

    read = dict(values)
    for name, column in kind.wire_columns().items():
        typed = values.get(name)
        if isinstance(typed, str) and column.type.python_type is date:
            try:
                read[name] = parse_date(typed).isoformat() if typed else None
            except ValueError as error:
                raise UserError(str(error)) from None
    return read


def report_of(session: Session, unit_id: str, year: int) -> Report:
    """The report record of a year, made where there is none yet."""
    found = session.get(Report, report_id(unit_id, year))
    if found is None:
        found = Report(id=report_id(unit_id, year), unit_id=unit_id, year=year)
        session.add(found)
    return found
