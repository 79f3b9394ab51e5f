"""The enrolment slip that the Department prints and hands to a unit: code as text and QR, fingerprint, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO


@dataclass(frozen=True)
class SlipText:
    """What stands on a slip."""

    unit: str
    unit_code: str
    code: str
    fingerprint: str
    pack: str
    department: str


STEPS = (
    "Cài đặt chương trình từ USB của Sở, mở chương trình lần đầu.",
    "Ở bước cuối của thiết lập, chọn gói khởi đầu: {pack}",
    "Gõ mã trên phiếu này (không phân biệt chữ hoa, chữ thường).",
    "Ghi chép, rồi vào Gửi / nhận để xuất gói ra USB và nộp về Sở. Mã chỉ dùng được một lần.",
)


def write_slip(slip: SlipText) -> bytes:
    """One A5 landscape page as PDF."""
    from desktop.reports.pdf import draw_slip

    buffer = BytesIO()
    draw_slip(slip, [step.format(pack=slip.pack) for step in STEPS], buffer)
    return buffer.getvalue()
