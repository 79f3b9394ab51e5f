"""What can be guessed about a unit from its kind, name and commune, so that set-up asks little (domain A.5–A.7, C.1)."""

from __future__ import annotations

import unicodedata

from desktop.models.catalogue import Commune, Entry, load_catalogue

COMMUNE_KINDS = ("XA", "PHUONG")


def full_name(kind: Entry, proper: str, commune: Commune | None) -> str:
    """The official name: a commune's own, else kind and proper name as typed."""
    if kind.code in COMMUNE_KINDS:
        return f"Ủy ban nhân dân {commune.full_name}" if commune else kind.label
    proper = proper.strip()
    short = _type_words(kind)
    if not proper:
        return ""
    return proper if _starts_with_type(proper) else f"{short} {proper}"


def _type_words(kind: Entry) -> str:
    """ "Trường THCS", "Trường PTDTBT TH&THCS", "Trung tâm GDNN-GDTX": as schools write their own names."""
    words = kind.label.split()[0]
    lead = "Trung tâm" if kind.label.startswith("Trung tâm") else ("Trường" if words == "Trường" else "")
    spelled = {"MN": "Mầm non", "MG": "Mẫu giáo", "TH": "Tiểu học", "CD": "Cao đẳng", "DH": "Đại học"}
    short = spelled.get(kind.code) or str(kind.extra.get("viet_tat") or "")
    return f"{lead} {short}".strip()


def _starts_with_type(name: str) -> bool:
    return name.casefold().startswith(("trường", "trung tâm", "ủy ban", "uỷ ban", "ubnd", "sở ", "ban ", "báo "))


def governing_body(kind: Entry, commune: Commune | None) -> str:
    """The line above the issuer in box 2; empty where there is none (domain A.6)."""
    default = str(kind.extra.get("co_quan_chu_quan_mac_dinh") or "")
    if "…" not in default:
        return default
    return f"UBND {commune.full_name.upper()}" if commune else ""


def place(kind: Entry, commune: Commune | None) -> str:
    """The place before a date: the commune's name, "Sơn La" for bodies of the province (domain A.5)."""
    if commune is not None:
        return commune.place
    return "Sơn La" if kind.extra.get("cap") in ("tinh", "trung_uong") else ""


def sign(kind: Entry, proper: str) -> str:
    """The abbreviation in the number: short type and the initials of the proper name (domain A.5); the head decides."""
    short = str(kind.extra.get("viet_tat") or "").replace(" ", "")
    if kind.code in (*COMMUNE_KINDS, "SGDDT"):
        return short
    words = proper.split()
    for lead in (
        "trường",
        "trung tâm",
        *str(kind.extra.get("viet_tat") or "").casefold().split(),
        "mầm non",
        "tiểu học",
    ):
        parts = lead.split()
        if [w.casefold() for w in words[: len(parts)]] == parts:
            words = words[len(parts) :]
    return short + "".join(_initial(word) for word in words if word[:1].isalpha())


def _initial(word: str) -> str:
    """The first letter, a capital without tone (Đ stays)."""
    first = word[0].upper()
    return first if first == "Đ" else unicodedata.normalize("NFD", first)[0]


def head_post(kind: Entry) -> str:
    """The post of the head, as it stands above the signature."""
    return str(kind.extra.get("chuc_danh_dung_dau") or "").split(" hoặc ")[0]


def powers() -> list[tuple[str, str]]:
    """The powers of signing apart from the head's own, which is left empty; TM. is set by the kind of body (domain A.7)."""
    return [
        ("KT.", "KT. – cấp phó ký thay"),
        ("Q.", "Q. – được giao quyền cấp trưởng"),
        ("TL.", "TL. – ký thừa lệnh"),
        ("TUQ.", "TUQ. – ký thừa ủy quyền"),
    ]


def kinds(level_commune: bool | None = None) -> list[tuple[str, str]]:
    """Kinds of unit to choose from: communes only, everything but communes, or all."""
    entries = load_catalogue().entries("loai_don_vi")
    chosen = [e for e in entries if level_commune is None or (e.code in COMMUNE_KINDS) is level_commune]
    return [(e.code, e.label) for e in chosen if e.code != "SGDDT" or level_commune is None]


def communes() -> list[tuple[str, str]]:
    """The 75 communes and wards."""
    return [(c.code, c.full_name[0].upper() + c.full_name[1:]) for c in load_catalogue().communes()]
