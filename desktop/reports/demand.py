"""What an ad-hoc report is asked for (domain E.3): the demanding document, its period and deadline, the parts wanted. Read from plain values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from desktop.errors import UserError
from desktop.models.base import MOST_TEXT
from desktop.reports.document import Period
from desktop.text import one_line, parse_date, running_date

_LONGEST = 500  # letters of a name or subject
_HOUR = re.compile(r"(?:^|[T ])(\d{1,2}):(\d{2})(?=$| )")


@dataclass(frozen=True)
class Demand:
    """The document that asks: Công văn số 1234/SGDĐT-VP ngày 12/5/2026 của Sở … về việc …"""

    type: str
    number: str
    dated: date
    issuer: str
    subject: str

    @property
    def name(self) -> str:
        """Công văn số 1234/SGDĐT-VP."""
        return f"{self.type} số {self.number}"


@dataclass(frozen=True)
class Request:
    """One ad-hoc report. `moment` is the time that figures are counted to, a day or a day with an hour."""

    demand: Demand
    about: str
    period: Period
    moment: date | datetime
    deadline: date | None
    sections: tuple[str, ...]
    forms: tuple[str, ...]
    blocks: Mapping[str, str] = field(default_factory=dict)
    addressees: tuple[str, ...] = ()

    @property
    def counted_to(self) -> str:
        """16 giờ 00 ngày 12/5/2026; ngày 12/5/2026."""
        day = f"ngày {running_date(self.moment)}"
        if not isinstance(self.moment, datetime):
            return day
        return f"{self.moment.hour:02d} giờ {self.moment.minute:02d} {day}"


_KEYS = ("demand", "about", "from", "to", "as_of", "deadline", "sections", "forms", "blocks", "addressees")
_DEMAND_KEYS = ("type", "number", "date", "issuer", "subject")


def read_request(values: Mapping[str, Any]) -> Request:
    """The request that plain values say. UserError names the key that is missing, unknown or of a wrong kind."""
    _only(values, _KEYS, "")
    asked = values.get("demand")
    if not isinstance(asked, Mapping):
        raise UserError("Thiếu “demand”: văn bản yêu cầu báo cáo. Hãy ghi type, number, date, issuer, subject.")
    _only(asked, _DEMAND_KEYS, "demand.")
    demand = Demand(
        type=_words(asked, "type", "demand.", "Công văn"),
        number=_words(asked, "number", "demand.", "1234/SGDĐT-VP").removeprefix("số ").removeprefix("Số "),
        dated=_day(asked, "date", "demand."),
        issuer=_words(asked, "issuer", "demand.", "Sở Giáo dục và Đào tạo tỉnh Sơn La"),
        subject=_about(_words(asked, "subject", "demand.", "báo cáo tình hình tuyên truyền")),
    )
    period = Period(_day(values, "from", ""), _day(values, "to", ""))
    if period.end < period.start:
        raise UserError("“to” trước “from”: kỳ báo cáo kết thúc trước khi bắt đầu. Hãy kiểm tra lại hai ngày.")
    request = Request(
        demand=demand,
        about=_about(
            _words(values, "about", "", "") if values.get("about") is not None else demand.subject
        ).removeprefix("báo cáo "),
        period=period,
        moment=_moment(values.get("as_of"), period.end),
        deadline=_day(values, "deadline", "") if values.get("deadline") is not None else None,
        sections=_list(values, "sections"),
        forms=_list(values, "forms"),
        blocks=_blocks(values.get("blocks")),
        addressees=_list(values, "addressees"),
    )
    if not request.sections and not request.forms:
        raise UserError('Chưa chọn phần nào: hãy ghi “sections” (ví dụ ["II.2"]) hoặc “forms” (ví dụ ["Biểu 02"]).')
    return request


def _only(values: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    if unknown := sorted(set(values) - set(keys)):
        raise UserError(f"Không có khóa “{where}{unknown[0]}”. Các khóa: {', '.join(where + key for key in keys)}.")


def _words(values: Mapping[str, Any], key: str, where: str, example: str) -> str:
    value = values.get(key)
    text = one_line(value) if isinstance(value, str) else ""
    if not text:
        raise UserError(f"“{where}{key}” phải là chữ, không để trống" + (f"; ví dụ “{example}”." if example else "."))
    if len(text) > _LONGEST:
        raise UserError(f"“{where}{key}” dài quá {_LONGEST} ký tự. Hãy rút gọn.")
    return text


def _day(values: Mapping[str, Any], key: str, where: str) -> date:
    try:
        return parse_date(_words(values, key, where, "12/5/2026"))
    except ValueError as error:
        raise UserError(f"“{where}{key}”: {error}") from None


def _moment(value: Any, last: date) -> date | datetime:
    """A day, or a day with an hour written 2026-05-12T16:00 or 16:00 12/5/2026; never before the last day counted."""
    if value is None:
        return last
    text = one_line(value) if isinstance(value, str) else ""
    hour = _HOUR.search(text)
    try:
        made: date | datetime = parse_date(_HOUR.sub("", text).strip())
        if hour:
            made = datetime(made.year, made.month, made.day, int(hour[1]), int(hour[2]))  # noqa: DTZ001  as on paper
    except ValueError:
        raise UserError("“as_of” phải là ngày hoặc giờ và ngày; ví dụ “12/5/2026” hoặc “2026-05-12T16:00”.") from None
    if (made.date() if isinstance(made, datetime) else made) < last:
        raise UserError("“as_of” trước “to”: số liệu không thể tính đến trước ngày cuối kỳ. Hãy kiểm tra lại hai ngày.")
    return made


def _list(values: Mapping[str, Any], key: str) -> tuple[str, ...]:
    value = values.get(key) or []
    if not isinstance(value, list) or not all(isinstance(each, str) and one_line(each) for each in value):
        raise UserError(f'“{key}” phải là danh sách chữ, ví dụ ["…", "…"].')
    if len(value) > 100 or any(len(each) > _LONGEST for each in value):
        raise UserError(f"“{key}” quá dài. Hãy rút gọn.")
    return tuple(dict.fromkeys(one_line(each) for each in value))


def _blocks(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(each, str) for each in value.values()):
        raise UserError('“blocks” phải là lời viết thêm theo từng phần, ví dụ {"II.2": "…"}.')
    if any(len(text) > MOST_TEXT for text in value.values()):
        raise UserError(f"“blocks”: một phần dài quá {MOST_TEXT} ký tự. Hãy rút gọn.")
    return dict(value)


def _about(text: str) -> str:
    """What a document is about, as it goes on in a sentence: without “Về việc”, its first letter small unless a name's."""
    for word in ("Về việc ", "V/v ", "về việc ", "v/v "):
        text = text.removeprefix(word)
    text = text.rstrip(" .;")
    keep = len(text) > 1 and text[1].isupper()  # UBND, THCS
    return text if keep else text[:1].lower() + text[1:]
