"""What the codes of figures are called, so that a list of changed figures can be read (`desktop.reports.figures`)."""

from __future__ import annotations

from desktop.models.catalogue import load_catalogue
from desktop.text import shortened

LONGEST = 140  # letters of a catalogue's label within a name
_NAMES = {
    "HD": "Số hoạt động truyền thông",
    "HD.LONG_GHEP": "Số hoạt động lồng ghép",
    "HD.LUOT_NGUOI": "Số lượt người tham gia",
    "BD": "Số lớp quán triệt, đào tạo, bồi dưỡng",
    "BD.NGUOI": "Số lượt người được quán triệt, đào tạo, bồi dưỡng",
    "SP": "Số sản phẩm truyền thông",
    "SP.LUOT_XEM": "Số lượt xem, tiếp cận sản phẩm",
    "KP.DU_TOAN": "Dự toán kinh phí",
    "KP.CHI": "Kinh phí đã chi",
    "KP.KHAC": "Kinh phí đã chi – khoản chưa xếp loại",
    "DL.XONG": "Thông tin dư luận đã xử lý xong",
    "NV": "Nhiệm vụ được giao đã hoàn thành",
}
_COUNTED = {
    "TRANG": "số chuyên trang",
    "MUC": "số chuyên mục",
    "TUYEN": "số tuyến nội dung",
    "LONG_GHEP": "số nơi lồng ghép",
    "CAP_NHAT": "số nơi có cập nhật trong kỳ",
    "CHUA_CAP_NHAT": "số nơi lâu chưa cập nhật",
    "G_TON_VINH": "số hoạt động tôn vinh, khen thưởng",
    "G_TAP_THE": "số tập thể",
    "G_CA_NHAN": "số cá nhân",
    "G_MO_HINH": "số mô hình, sáng kiến",
}
_MADE = {
    "": "Số sản phẩm",
    "PHUT": "Số phút sản phẩm",
    "LUOT_PHAT": "Số lượt đăng, phát sản phẩm",
    "LUOT_XEM": "Số lượt xem sản phẩm",
}
OTHER = "KHAC"  # what the catalogue of its time could not place
_AIRED = {"": "số bài, chương trình", "LUOT": "số lượt phát", "PHUT": "số phút phát"}


def name_of(code: str) -> str:
    """The figure in words; the code itself where a newer program made it."""
    if code in _NAMES:
        return _NAMES[code]
    group, _, rest = code.partition(".")
    makers = {
        "MT30": _target,
        "MT35": _target,
        "HD": _activities,
        "SP": _made,
        "KP": _spent,
        "PT": _aired,
        "TD": _graded,
    }
    made = makers[group](code, rest) if group in makers and rest else ""
    return made or code


def is_money(code: str) -> bool:
    """Whether the figure is an amount in whole đồng."""
    return code.partition(".")[0] == "KP"


def _label(code: str) -> str:
    """Empty where the catalogue does not know it."""
    entry = load_catalogue().entry(code)
    return shortened(entry.label, LONGEST) if entry is not None else ""


def _target(code: str, rest: str) -> str:
    number, _, part = rest.partition(".")
    target = f"{code.partition('.')[0]}.{number}"
    if not part:
        return f"Chỉ tiêu {target}: {_label(target)}" if _label(target) else ""
    counted = _COUNTED.get(part) or _lower(_label(part)) or ("số chưa phân loại" if part == "CHUA_GHI" else part)
    return f"Chỉ tiêu {target}: {counted}"


def _activities(_: str, rest: str) -> str:
    topic, _, within = rest.partition(".")
    if within or topic == OTHER:
        return _crossed(topic, within)
    what = "kênh" if rest in load_catalogue().codes("kenh") else "nội dung"
    label = _label(rest)
    return f"Số hoạt động – {what} {rest}: {label}" if label else ""


def _crossed(topic: str, within: str) -> str:
    """Topic by channel, and visits by topic: what the Department adds up."""
    about = "nội dung chưa phân loại" if topic == OTHER else f"nội dung {topic}" if _label(topic) else ""
    if not about:
        return ""
    if within == "LUOT_NGUOI":
        return f"Số lượt người – {about}"
    if within == OTHER:
        return f"Số hoạt động – {about}, kênh chưa phân loại"
    return f"Số hoạt động – {about}, kênh {within}" if _label(within) else ""


def _made(_: str, rest: str) -> str:
    """Products by kind, with their measures."""
    kind, _, measure = rest.partition(".")
    label = "chưa phân loại" if kind == OTHER else _lower(_label(kind))
    return f"{_MADE[measure]} – {label}" if label and measure in _MADE else ""


def _spent(_: str, rest: str) -> str:
    purpose, _, source = rest.partition(".")
    if source:
        about = "khoản chưa xếp loại" if purpose == OTHER else f"nội dung chi {purpose}" if _label(purpose) else ""
        if source == "DU_TOAN":
            return f"Dự toán kinh phí – {about}" if about else ""
        from_whom = "nguồn khác" if source == OTHER else f"nguồn {source}" if _label(source) else ""
        return f"Kinh phí đã chi – {about}, {from_whom}" if about and from_whom else ""
    what = "nguồn" if rest in load_catalogue().codes("nguon_kinh_phi") else "nội dung chi"
    label = _label(rest)
    return f"Kinh phí đã chi – {what} {rest}: {label}" if label else ""


def _aired(_: str, rest: str) -> str:
    language, _, what = rest.partition(".")
    label = "chưa ghi ngôn ngữ" if language == "CHUA_GHI" else _lower(_label(language))
    return f"Phát thanh {label}: {_AIRED[what]}" if label and what in _AIRED else ""


def _graded(_: str, rest: str) -> str:
    label = _label(rest)
    return f"Số tiêu chí tự đánh giá mức “{label}”" if label else ""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
