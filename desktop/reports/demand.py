"""What an ad-hoc report is asked for, in words of its record; the record that a REQUEST.json asks for (domain E.3, cli.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop.errors import UserError
from desktop.models.adhoc_report import AdhocReport
from desktop.models.base import MOST_TEXT, MOST_TITLE
from desktop.models.catalogue import load_catalogue
from desktop.reports.wording import lower
from desktop.text import one_line, parse_date, running_date

_HOUR = re.compile(r"(?:^|[T ])(\d{1,2}):(\d{2})(?=$| )")
_KEYS = ("demand", "about", "from", "to", "as_of", "deadline", "sections", "forms", "blocks", "addressees")
_DEMAND_KEYS = ("type", "number", "date", "issuer", "subject")


# --- in words ------------------------------------------------------------------------------------------------------------


def demand_of(record: AdhocReport) -> str:
    """Công văn số 1234/SGDĐT-VP."""
    return f"{record.type} số {bare_number(record.number)}"


def about_of(record: AdhocReport) -> str:
    """What the report tells of: tình hình truyền thông."""
    return going_on(record.about or record.subject).removeprefix("báo cáo ")


def going_on(text: str) -> str:
    """What a document is about, as it goes on in a sentence: without “Về việc”, its first letter small unless a name's."""
    text = one_line(text)
    for word in ("Về việc ", "V/v ", "về việc ", "v/v "):
        text = text.removeprefix(word)
    text = text.rstrip(" .;")
    keep = len(text) > 1 and text[1].isupper()  # UBND, THCS
    return text if keep else text[:1].lower() + text[1:]


def bare_number(number: str) -> str:
    """1234/SGDĐT-VP of “Số 1234/SGDĐT-VP”, “số: 1234/SGDĐT-VP”."""
    return re.sub(r"^số\s*:?\s*", "", one_line(number), flags=re.IGNORECASE)


def moment_of(record: AdhocReport) -> date | datetime:
    """The day, or day and minute, that figures are counted to; the period's last day where nothing else is said."""
    return read_moment(record.as_of, record.period_to) if record.as_of else record.period_to


def counted_to(record: AdhocReport) -> str:
    """16 giờ 00 ngày 12/5/2026; ngày 12/5/2026."""
    moment = moment_of(record)
    day = f"ngày {running_date(moment)}"
    return f"{moment.hour:02d} giờ {moment.minute:02d} {day}" if isinstance(moment, datetime) else day


def read_moment(text: str, last: date) -> date | datetime:
    """A day, or a day with an hour written 2026-05-12T16:00 or 16:00 12/5/2026; never before `last`, the last day counted."""
    text = one_line(text)
    hour = _HOUR.search(text)
    try:
        made: date | datetime = parse_date(_HOUR.sub("", text).strip())
        if hour:
            made = datetime(made.year, made.month, made.day, int(hour[1]), int(hour[2]))  # noqa: DTZ001  as on paper
    except ValueError:
        raise UserError(
            "Mốc số liệu (“as_of”) phải là ngày, hoặc giờ và ngày. Hãy ghi như “12/5/2026” hoặc “2026-05-12T16:00”."
        ) from None
    if (made.date() if isinstance(made, datetime) else made) < last:
        raise UserError(
            "Mốc số liệu (“as_of”) trước ngày cuối kỳ (“to”): số liệu không thể tính đến trước đó. Hãy kiểm tra lại hai ngày."
        )
    return made


def as_stored(moment: date | datetime) -> str:
    """The moment as a record keeps it: 2026-05-12 or 2026-05-12T16:00."""
    return moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat()


# --- what can be asked for -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """A part that can be asked for: its key in `sections` ("II", "II.2", "II.2.ND3"), how deep it lies, its words."""

    key: str
    level: int
    words: str


def parts() -> tuple[Part, ...]:
    """What can be chosen of E.2, in order, without numbers: an ad-hoc report counts its headings anew."""
    topics = tuple(
        Part(f"II.2.{topic.code}", 3, topic.label if topic.parent is None else f"Tuyên truyền về {lower(topic.label)}")
        for topic in load_catalogue().leaf_topics()
    )
    return (*_BEFORE_TOPICS, *topics, *_AFTER_TOPICS)


_BEFORE_TOPICS = (
    Part("I", 1, "Công tác lãnh đạo, chỉ đạo, tổ chức thực hiện"),
    Part("I.1", 2, "Đặc điểm tình hình"),
    Part("I.2", 2, "Ban hành văn bản, xây dựng kế hoạch"),
    Part("I.3", 2, "Phân công, phối hợp, kiểm tra"),
    Part("II", 1, "Kết quả thực hiện"),
    Part("II.1", 2, "Thực hiện mục tiêu, chỉ tiêu"),
    Part("II.2", 2, "Kết quả theo nội dung truyền thông"),
)
_AFTER_TOPICS = (
    Part("II.3", 2, "Kết quả theo kênh, hình thức truyền thông"),
    Part("II.4", 2, "Quán triệt, đào tạo, bồi dưỡng"),
    Part("II.5", 2, "Thông tin, định hướng dư luận xã hội"),
    Part("II.6", 2, "Mô hình hay, điển hình tiên tiến; tôn vinh, khen thưởng"),
    Part("II.7", 2, "Kinh phí thực hiện"),
    Part("III", 1, "Đánh giá chung"),
    Part("III.1", 2, "Ưu điểm"),
    Part("III.2", 2, "Tồn tại, hạn chế"),
    Part("III.3", 2, "Nguyên nhân"),
    Part("IV", 1, "Phương hướng, nhiệm vụ; đề xuất, kiến nghị"),
    Part("IV.1", 2, "Nhiệm vụ trọng tâm năm sau"),
    Part("IV.2", 2, "Đề xuất, kiến nghị"),
)


def is_within(key: str, part: str) -> bool:
    """Whether a section is a part or lies under it."""
    return key == part or key.startswith(f"{part}.")


def unasked_words(record: AdhocReport) -> list[str]:
    """The parts that the record has words for without asking for them."""
    return [
        key
        for key, words in record.blocks.items()
        if words.strip() and not any(is_within(key, each) or is_within(each, key) for each in record.sections)
    ]


# --- REQUEST.json --------------------------------------------------------------------------------------------------------


def read_request(values: Mapping[str, Any]) -> AdhocReport:
    """The record, not stored, that plain values ask for. UserError names the key that is missing, unknown or of a wrong kind."""
    _only(values, _KEYS, "")
    asked = values.get("demand")
    if not isinstance(asked, Mapping):
        raise UserError("Thiếu “demand”: văn bản yêu cầu báo cáo. Hãy ghi type, number, date, issuer, subject.")
    _only(asked, _DEMAND_KEYS, "demand.")
    end = _day(values, "to", "")
    made = AdhocReport(
        type=_words(asked, "type", "demand.", "Công văn"),
        number=bare_number(_words(asked, "number", "demand.", "1234/SGDĐT-VP")),
        date=_day(asked, "date", "demand."),
        issuer=_words(asked, "issuer", "demand.", "Sở Giáo dục và Đào tạo tỉnh Sơn La"),
        subject=_words(asked, "subject", "demand.", "báo cáo tình hình tuyên truyền"),
        about=_words(values, "about", "", "") if values.get("about") is not None else "",
        period_from=_day(values, "from", ""),
        period_to=end,
        as_of=_as_of(values.get("as_of"), end),
        deadline=_day(values, "deadline", "") if values.get("deadline") is not None else None,
        sections=_list(values, "sections"),
        forms=_list(values, "forms"),
        blocks=_blocks(values.get("blocks")),
        addressees=_list(values, "addressees"),
    )
    if made.period_to < made.period_from:
        raise UserError("“to” trước “from”: kỳ báo cáo kết thúc trước khi bắt đầu. Hãy kiểm tra lại hai ngày.")
    if not made.sections and not made.forms:
        raise UserError('Chưa chọn phần nào: hãy ghi “sections” (ví dụ ["II.2"]) hoặc “forms” (ví dụ ["Biểu 02"]).')
    known = [part.key for part in parts()]
    if unknown := next((each for each in made.sections if each not in known), None):
        raise UserError(f"“sections”: không có phần “{unknown}”. Các phần: {', '.join(known)}.")
    if stray := unasked_words(made):
        raise UserError(f"“blocks”: phần “{stray[0]}” không có trong “sections”. Hãy thêm vào hoặc bỏ lời viết này.")
    return made


def _only(values: Mapping[str, Any], keys: tuple[str, ...], where: str) -> None:
    if unknown := sorted(set(values) - set(keys)):
        raise UserError(f"Không có khóa “{where}{unknown[0]}”. Các khóa: {', '.join(where + key for key in keys)}.")


def _words(values: Mapping[str, Any], key: str, where: str, example: str) -> str:
    value = values.get(key)
    text = one_line(value) if isinstance(value, str) else ""
    if not text:
        raise UserError(f"“{where}{key}” phải là chữ, không để trống" + (f"; ví dụ “{example}”." if example else "."))
    if len(text) > MOST_TITLE:
        raise UserError(f"“{where}{key}” dài quá {MOST_TITLE} ký tự. Hãy rút gọn.")
    return text


def _day(values: Mapping[str, Any], key: str, where: str) -> date:
    try:
        return parse_date(_words(values, key, where, "12/5/2026"))
    except ValueError as error:
        raise UserError(f"“{where}{key}”: {error}") from None


def _as_of(value: Any, last: date) -> str:
    if value is None:
        return ""
    return as_stored(read_moment(value if isinstance(value, str) else "", last))


def _list(values: Mapping[str, Any], key: str) -> list[str]:
    value = values.get(key) or []
    if not isinstance(value, list) or not all(isinstance(each, str) and one_line(each) for each in value):
        raise UserError(f'“{key}” phải là danh sách chữ, ví dụ ["…", "…"].')
    if len(value) > 100 or any(len(each) > MOST_TITLE for each in value):
        raise UserError(f"“{key}” quá dài. Hãy rút gọn.")
    return list(dict.fromkeys(one_line(each) for each in value))


def _blocks(value: Any) -> dict[str, str]:
    if value is None:
        return {}
    if not isinstance(value, Mapping) or not all(isinstance(each, str) for each in value.values()):
        raise UserError('“blocks” phải là lời viết thêm theo từng phần, ví dụ {"II.2": "…"}.')
    if any(len(text) > MOST_TEXT for text in value.values()):
        raise UserError(f"“blocks”: một phần dài quá {MOST_TEXT} ký tự. Hãy rút gọn.")
    return dict(value)
