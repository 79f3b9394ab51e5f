"""Words for what travels: verdicts, states, days. “Đã gửi” is never among them: nobody here can know that a stick arrived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.text import format_date, format_number

if TYPE_CHECKING:
    from sync.receive import FileVerdict

EXCHANGED = "exchange"  # announced to the other pages as if it were a kind of record

STATES = {
    "missing": "Chưa nộp",
    "received": "Đã nhận",
    "late": "Nộp muộn",
    "empty": "Nhận nhưng rỗng",
    "returned": "Bị trả lại",
    "accepted": "Được duyệt",
    "taken_back": "Xin rút lại",
}
STATE_COLOURS = {
    "missing": "danger",
    "late": "warning",
    "empty": "warning",
    "returned": "danger",
    "accepted": "success",
    "taken_back": "warning",
}
VERDICTS = {
    "written": "Đã xuất",
    "accepted": "Đã nhận",
    "already_known": "Đã có từ trước",
    "waiting": "Chờ chấp thuận khóa",
    "quarantined": "Để riêng, chưa nhập",
    "refused": "Không nhận được",
    "not_for_us": "Không phải cho máy này",
}
VERDICT_COLOURS = {
    "accepted": "success",
    "waiting": "warning",
    "quarantined": "danger",
    "refused": "danger",
    "not_for_us": "muted",
}
FILE_KINDS = {
    "bundle": "Gói của đơn vị",
    "rebuild": "Gói khôi phục",
    "packet": "Gói trả lời của Sở",
    "province": "Gói dữ liệu chung",
    "starter": "Gói khởi đầu",
}


def moment(instant: str | None) -> str:
    """A stored UTC instant as local day and time; empty for none and for what is none."""
    try:
        local = datetime.fromisoformat(instant or "").astimezone()
    except ValueError:  # none, or what another program wrote
        return ""
    return f"{format_date(local.date())} {local:%H:%M}"


def day(instant: str | None) -> str:
    """A stored UTC instant as local day."""
    return format_date(datetime.fromisoformat(instant).astimezone().date()) if instant else ""


def received(verdicts: Sequence[FileVerdict], place: str) -> tuple[str, bool]:
    """What came of taking in, in one or a few sentences, and whether all went well."""
    if not verdicts:
        return f"Không tìm thấy tệp NQ71 nào trong {place}. Hãy kiểm tra lại USB hoặc thư mục.", False
    if len(verdicts) == 1:
        one = verdicts[0]
        return one.reason, one.verdict in ("accepted", "already_known")
    counts = Counter(verdict.verdict for verdict in verdicts)
    parts = [f"{VERDICTS[name][0].lower()}{VERDICTS[name][1:]}: {counts[name]}" for name in VERDICTS if counts[name]]
    sentence = f"Đã xem {format_number(len(verdicts))} tệp: {'; '.join(parts)}."
    news = [v.reason for v in verdicts if v.verdict == "accepted"][-1:] if counts["accepted"] == 1 else []
    return " ".join([sentence, *news]), not (counts["refused"] or counts["quarantined"] or counts["waiting"])


def exported(files: Sequence[Path], records: int, size: str, stick: bool) -> str:
    """The sentence after an export that was read back and compared."""
    names = ", ".join(path.name for path in files)
    end = "Có thể rút USB an toàn." if stick else "Hãy chuyển tệp này tới Sở, hoặc chép vào USB."
    return f"Đã ghi, đọc lại và so khớp {names} ({format_number(records)} bản ghi, {size}). {end}"
