"""Text typed for the fonts of before Unicode: .VnTime and its kin (TCVN3, also called ABC), VNI-Times and its kin (domain F.3).

Such text is stored as Latin-1 letters that only the font draws as Vietnamese. The font's name alone tells the code page: what
the letters look like never does, since “Lò” is good Unicode and good TCVN3 (“Lũ”).
"""

from __future__ import annotations

from dataclasses import dataclass

TCVN3, VNI = "TCVN3", "VNI"


@dataclass(frozen=True)
class OldText:
    """The text of one cell as it is stored and as its fonts show it; the code page of the font."""

    before: str
    after: str
    code_page: str


def code_page_of(font: str) -> str | None:
    """TCVN3, VNI, or None for a font that is drawn from Unicode."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return TCVN3
    return VNI if name.startswith(("vni-", "vni ")) else None


def draws_capitals(font: str) -> bool:
    """.VnTimeH, .VnArialH …: TCVN3 has no accented capitals, so a second font draws them from the small letters."""
    return code_page_of(font) == TCVN3 and font.strip().endswith("H")


def to_unicode(text: str, font: str) -> str | None:
    """What the font shows of that text; None where the text cannot be of the font's code page (it is Unicode already)."""
    code_page = code_page_of(font)
    if code_page is None:
        return None
    read = _from_tcvn3(text) if code_page == TCVN3 else _from_vni(text)
    return read.upper() if read is not None and draws_capitals(font) else read


_TCVN3_LETTERS = (
    "¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ ¨ă ©â ªê «ô ¬ơ \u00adư ®đ µà ¸á ¶ả ·ã ¹ạ »ằ ¾ắ ¼ẳ ½ẵ Æặ Çầ Êấ Èẩ Éẫ Ëậ Ìè Ðé Îẻ Ïẽ Ñẹ "
    "Òề Õế Óể Ôễ Öệ ×ì Ýí Øỉ Üĩ Þị ßò ãó áỏ âõ äọ åồ èố æổ çỗ éộ êờ íớ ëở ìỡ îợ ïù óú ñủ òũ ôụ õừ øứ öử ÷ữ ùự úỳ ýý ûỷ üỹ þỵ"
)
TCVN3_TABLE = {pair[0]: pair[1] for pair in _TCVN3_LETTERS.split()}
"""Stored letter → letter shown (domain F.3)."""
_TCVN3 = str.maketrans(TCVN3_TABLE | {"\u2212": "ư", "\u03bc": "à"})  # the minus and the mu of copies from PDF files


def _from_tcvn3(text: str) -> str | None:
    if any(letter.isalpha() and letter > "\x7f" and ord(letter) not in _TCVN3 for letter in text):
        return None
    return text.translate(_TCVN3)


_VNI_MARKED = {
    "a": "øà ùá ûả õã ïạ êă èằ éắ úẳ üẵ ëặ ââ àầ áấ åẩ ãẫ äậ",
    "e": "øè ùé ûẻ õẽ ïẹ âê àề áế åể ãễ äệ",
    "o": "øò ùó ûỏ õõ ïọ âô àồ áố åổ ãỗ äộ",
    "ô": "øờ ùớ ûở õỡ ïợ",
    "u": "øù ùú ûủ õũ ïụ",
    "ö": "øừ ùứ ûử õữ ïự",
    "y": "øỳ ùý ûỷ õỹ ïỵ",
}
_VNI_ALONE = "ôơ öư æỉ óĩ òị ñđ îỵ ìì íí"


def _vni_table() -> dict[str, str]:
    """Every sequence; a capital letter may carry a capital or a small mark."""
    table = {pair[0]: pair[1] for pair in _VNI_ALONE.split()}
    table |= {letter + pair[0]: pair[1] for letter, pairs in _VNI_MARKED.items() for pair in pairs.split()}
    for stored, letter in list(table.items()):
        table[stored.upper()] = letter.upper()
        table[stored[0].upper() + stored[1:]] = letter.upper()
    return table


VNI_TABLE = _vni_table()
"""Stored sequence of one or two letters → letter shown (domain F.3)."""


def _from_vni(text: str) -> str | None:
    found: list[str] = []
    place = 0
    while place < len(text):
        letter = text[place]
        if (pair := text[place : place + 2]) in VNI_TABLE:
            found.append(VNI_TABLE[pair])
            place += len(pair)
            continue
        if letter > "\x7f" and letter.isalpha() and letter not in VNI_TABLE:
            return None
        found.append(VNI_TABLE.get(letter, letter))
        place += 1
    return "".join(found)
