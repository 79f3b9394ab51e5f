"""Why a file was not taken: one enum, one Vietnamese sentence each that says what to do next.

Telling the kinds apart keeps a parser's bug from posing as a bad signature. `detail` is English, for the
log only.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.container import Label
    from sync.manifest import Manifest


class Refusal(StrEnum):
    """Outcomes other than success; the values stand in JSON answers and in the vectors and never change."""

    NOT_A_BUNDLE = "not_a_bundle"  # does not begin as our files do
    DAMAGED = "damaged"  # cut, padded or flipped on the way: before anything could be believed
    UNREADABLE = "unreadable"  # the drive gave an error
    TOO_LARGE = "too_large"  # beyond a limit of the format
    UNSUPPORTED_VERSION = "unsupported_version"  # a newer program is needed
    NOT_FOR_US = "not_for_us"  # sealed to, or meant for, somebody else
    ALTERED = "altered"  # whole, but not what its sender signed
    MALFORMED = "malformed"  # signed by its sender, yet against the format
    UNKNOWN_SENDER = "unknown_sender"
    REVOKED_SENDER = "revoked_sender"
    WRONG_SENDER = "wrong_sender"  # a known key that may not speak for this unit or send this kind
    WRONG_CODE = "wrong_code"  # the enrolment code does not fit
    DOCUMENT_CONFLICT = "document_conflict"  # the same document and version with other content


SENTENCES: dict[Refusal, str] = {
    Refusal.NOT_A_BUNDLE: "Đây không phải là tệp của Sổ truyền thông NQ71. "
    "Hãy chọn đúng tệp có tên bắt đầu bằng “NQ71_”.",
    Refusal.DAMAGED: "Tệp bị hỏng hoặc chưa chép hết. Hãy chép lại tệp từ nơi gửi, "
    "hoặc đề nghị nơi gửi xuất lại gói rồi nhận lại.",
    Refusal.UNREADABLE: "Không đọc được tệp từ ổ đĩa. Hãy rút USB, cắm lại rồi nhận lại; "
    "nếu vẫn lỗi, hãy chép tệp sang USB khác.",
    Refusal.TOO_LARGE: "Tệp vượt quá giới hạn cho phép nên không được mở. "
    "Hãy đề nghị nơi gửi xuất lại gói thành nhiều phần nhỏ hơn.",
    Refusal.UNSUPPORTED_VERSION: "Tệp do phiên bản mới hơn của chương trình tạo ra. "
    "Hãy cập nhật chương trình trên máy này rồi nhận lại tệp.",
    Refusal.NOT_FOR_US: "Tệp này được gửi cho nơi khác nên máy này không mở được. Hãy chuyển tệp đến đúng nơi nhận.",
    Refusal.ALTERED: "Nội dung tệp không đúng với chữ ký của nơi gửi: tệp đã bị sửa đổi nên không được nhận. "
    "Hãy đề nghị nơi gửi xuất lại gói và báo cho Sở Giáo dục và Đào tạo.",
    Refusal.MALFORMED: "Tệp có chữ ký hợp lệ nhưng nội dung không đúng quy định. "
    "Hãy đề nghị nơi gửi cập nhật chương trình rồi xuất lại gói.",
    Refusal.UNKNOWN_SENDER: "Chưa biết nơi gửi tệp này nên chưa thể tin nội dung. "
    "Hãy kiểm tra đơn vị gửi đã đăng ký với Sở Giáo dục và Đào tạo chưa rồi nhận lại.",
    Refusal.REVOKED_SENDER: "Khóa của máy gửi tệp này đã bị thu hồi nên tệp không được nhận. "
    "Hãy đề nghị đơn vị đăng ký lại máy với Sở Giáo dục và Đào tạo rồi xuất lại gói.",
    Refusal.WRONG_SENDER: "Nơi gửi không có quyền gửi nội dung này nên tệp không được nhận. "
    "Hãy liên hệ đơn vị ghi trên tệp để xác minh.",
    Refusal.WRONG_CODE: "Mã đăng ký không khớp với đơn vị. "
    "Hãy kiểm tra lại mã trên phiếu đăng ký, nhập lại rồi xuất lại gói.",
    Refusal.DOCUMENT_CONFLICT: "Tệp mang một văn bản trùng số phiên bản nhưng khác nội dung với bản đã nhận. "
    "Tệp không được nhận; hãy báo ngay cho Sở Giáo dục và Đào tạo.",
}


class Refused(Exception):
    """A file was refused; nothing of it was kept.

    `label` is known once the label was readable (never believed); `manifest` once the signature held,
    whoever signed.
    """

    def __init__(
        self, refusal: Refusal, detail: str = "", label: Label | None = None, manifest: Manifest | None = None
    ) -> None:
        super().__init__(f"{refusal}: {detail}" if detail else str(refusal))
        self.refusal = refusal
        self.detail = detail
        self.label = label
        self.manifest = manifest

    @property
    def sentence(self) -> str:
        """What a person is told: what happened and what to do next."""
        if self.refusal is Refusal.NOT_FOR_US and self.label and self.label.kind in ("packet", "rebuild", "starter"):
            name = shown(self.label.unit_name)
            return (
                f"Tệp này dành cho “{name}” (theo nhãn ghi ngoài tệp), không phải cho máy này. "
                "Hãy chuyển tệp đến đúng đơn vị."
            )
        return SENTENCES[self.refusal]


def shown(text: str, limit: int = 120) -> str:
    """Foreign text made safe to show: no control, direction or invisible marks, one line, at most `limit`
    characters.
    """
    kept = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    kept = "".join(c for c in kept if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))
    kept = " ".join(kept.split())
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"
