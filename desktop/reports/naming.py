"""A unit's names as an official document writes them: boxes 2–4, 7 and 9 from the profile (domain A.5–A.8, A.10)."""

from __future__ import annotations

import re

from desktop.models.catalogue import load_catalogue
from desktop.models.unit import UnitProfile
from desktop.reports.document import Letterhead, Signature
from desktop.reports.typesetting import HARD_SPACE

COMMUNES = ("XA", "PHUONG")
_CENTRES = ("GDNN_GDTX", "GDTX")
_OFFICES = ("SO_NGANH", "SGDDT")
_COMMITTEE = re.compile(r"^(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+", re.IGNORECASE)
_LEVEL = re.compile(r"^(xã|phường)\s+", re.IGNORECASE)
_DEGREES = re.compile(
    r"^(?:(?:GS|PGS|TSKH|TS|ThS|BS|KS|CN|CK[12I]+|NGND|NGƯT|Giáo sư|Phó giáo sư|Tiến sĩ|Tiến sỹ|Thạc sĩ|Thạc sỹ)[.,\s/-]+)+"
)
_NAMED_AFTER_A_PERSON = "tô hiệu"  # the one commune-level unit written with its type before a date (A.5)


def is_commune(profile: UnitProfile) -> bool:
    """Whether the unit is the People's Committee of a commune or ward: collective, without governing body (A.10)."""
    return profile.kind in COMMUNES


def running_name(profile: UnitProfile) -> str:
    """The unit in running text: Trường THCS Chiềng Khương; UBND xã Chiềng Khương; UBND Phường Tô Hiệu."""
    return f"UBND {_commune_name(profile)}" if is_commune(profile) else profile.name


def pronoun(profile: UnitProfile) -> str:
    """How a sentence goes on speaking of the unit."""
    if is_commune(profile):
        return "UBND xã" if profile.kind == "XA" else "UBND phường"
    if profile.kind in _OFFICES:
        return "đơn vị"
    return "trung tâm" if profile.kind in _CENTRES or profile.name.casefold().startswith("trung tâm") else "nhà trường"


def staff_words(profile: UnitProfile) -> str:
    """What the people of the unit are called together (Plan II.1)."""
    if is_commune(profile) or profile.kind in _OFFICES:
        return "cán bộ, công chức, viên chức, người lao động"
    return "cán bộ, giáo viên, nhân viên"


def letterhead(profile: UnitProfile, year: int, subject: str) -> Letterhead:
    """Boxes 1–5 and 9a of a report of this unit, number and date left blank."""
    to_province = "Ủy ban nhân dân tỉnh Sơn La"
    to_department = "Sở Giáo dục và Đào tạo tỉnh Sơn La"
    return Letterhead(
        governing=_governing(profile),
        issuer=_issuer(profile),
        issued_by=running_name(profile),
        sign=_sign(profile),
        place=_place(profile),
        year=year,
        title="BÁO CÁO",
        subject=subject,
        addressees=(to_province,) if profile.kind == "SGDDT" else (to_province, to_department),
    )


def signature(profile: UnitProfile) -> Signature:
    """Boxes 7 and 9b: powers and post, the signer without degrees (A.7), recipients (A.8)."""
    return Signature(_signing_lines(profile), signer(profile), _recipients(profile))


def signer(profile: UnitProfile) -> str:
    """The signer's name; academic titles do not stand before it (A.7)."""
    return _DEGREES.sub("", profile.head_name).strip() or profile.head_name


# --- boxes 2, 3, 4 -----------------------------------------------------------------------------------------------------


def _governing(profile: UnitProfile) -> str | None:
    if is_commune(profile) or not profile.governing_body:
        return None
    return _proper_name_together(profile.governing_body.upper())


def _issuer(profile: UnitProfile) -> tuple[str, ...]:
    if is_commune(profile):
        return "ỦY BAN NHÂN DÂN", _commune_name(profile).upper().replace(" ", HARD_SPACE)
    return (_proper_name_together(profile.name.upper()),)


def _proper_name_together(name: str) -> str:
    """`name` with hard spaces inside the name of a commune at its end, so that a line does not break there."""
    for commune in load_catalogue().communes():
        proper = commune.name.upper()
        if name.endswith(f" {proper}"):
            return name[: -len(proper)] + proper.replace(" ", HARD_SPACE)
    return name


def _commune_name(profile: UnitProfile) -> str:
    """xã Chiềng Khương, phường Mộc Châu, Phường Tô Hiệu."""
    if commune := load_catalogue().commune(profile.commune):
        return commune.full_name
    rest = _COMMITTEE.sub("", profile.name)
    word = "xã" if profile.kind == "XA" else "phường"
    proper = _LEVEL.sub("", rest)
    return f"{word.capitalize() if proper.casefold() == _NAMED_AFTER_A_PERSON else word} {proper}"


def _sign(profile: UnitProfile) -> str:
    """BC-UBND, BC-THCSCK: no spaces (A.5)."""
    sign = re.sub(r"\s+", "", profile.sign).removeprefix("BC-").lstrip("-/")
    return f"BC-{sign}" if sign else ("BC-UBND" if is_commune(profile) else "BC")


def _place(profile: UnitProfile) -> str:
    """Without xã, phường; except a unit named after a person: Phường Tô Hiệu (A.5)."""
    place = _LEVEL.sub("", profile.place.strip())
    return f"Phường {place}" if place.casefold() == _NAMED_AFTER_A_PERSON else place


# --- boxes 7 and 9b ----------------------------------------------------------------------------------------------------


def _signing_lines(profile: UnitProfile) -> tuple[str, ...]:
    """`HIỆU TRƯỞNG`; `KT. HIỆU TRƯỞNG` / `PHÓ HIỆU TRƯỞNG`; under `TM. ỦY BAN NHÂN DÂN` for a commune (A.7)."""
    posts = [line.strip().upper() for line in profile.head_post.split("\n") if line.strip()]
    power, _, holder = (profile.head_power or "").strip().upper().partition(" ")
    power = f"{power.rstrip('.')}." if power else ""
    if len(posts) > 1 or (posts and re.match(r"(?:TM|KT|Q|TL|TUQ)\.\s", posts[0])):
        lines = posts  # written out by the user
    else:
        lines = _with_power(power, holder.strip(), posts[0] if posts else "", _head_of(profile))
    delegated = any(line.startswith(("TL.", "TUQ.")) for line in lines)
    if is_commune(profile) and not delegated and not lines[0].startswith("TM."):
        return "TM. ỦY BAN NHÂN DÂN", *lines
    return tuple(lines)


def _with_power(power: str, holder: str, post: str, head: str) -> list[str]:
    if power in ("KT.", "TL.", "TUQ."):
        above = holder or (post.removeprefix("PHÓ ") if power == "KT." else head)
        below = post if power != "KT." or post.startswith("PHÓ ") else f"PHÓ {post}"
        return [f"{power} {above}", below]
    if power == "Q.":
        return [f"Q. {holder or post}"]
    return [post]  # TM. belongs to collective bodies and is set above for a commune


def _head_of(profile: UnitProfile) -> str:
    entry = load_catalogue().entry(profile.kind)
    posts = str(entry.extra.get("chuc_danh_dung_dau", "")) if entry else ""
    return posts.split(" hoặc ")[0] or "HIỆU TRƯỞNG"


def _recipients(profile: UnitProfile) -> tuple[str, ...]:
    items = ["- Như trên;"]
    if (above := governing_in_text(profile)) and above.startswith("UBND") and "tỉnh" not in above:
        items.append(f"- {above};")
    items.append("- Lưu: VT, VHXH." if is_commune(profile) else "- Lưu: VT.")
    return tuple(items)


def governing_in_text(profile: UnitProfile) -> str | None:
    """The governing body in running text: UBND XÃ CHIỀNG KHƯƠNG → UBND xã Chiềng Khương."""
    if is_commune(profile) or not profile.governing_body:
        return None
    name = profile.governing_body
    if not _COMMITTEE.match(name):
        return name
    rest = _COMMITTEE.sub("", name)
    for commune in load_catalogue().communes():
        if _LEVEL.sub("", rest).casefold() == commune.name.casefold():
            return f"UBND {commune.full_name}"
    words = rest.split()
    return " ".join(["UBND", words[0].lower(), *(word.capitalize() for word in words[1:])]) if words else "UBND"
