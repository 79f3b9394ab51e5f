"""The catalogues of the Plan as data: codes, labels, places in the Plan. Labels on screen and paper come from here only.

Codes are stable and are what records keep; a retired entry stays readable for ever (key `het_hieu_luc`).
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from desktop.paths import resource


@dataclass(frozen=True)
class Entry:
    """One catalogue entry; `section` is its place in the Plan, `extra` the raw object with list-specific keys."""

    code: str
    label: str
    section: str | None = None
    parent: str | None = None
    retired: bool = False
    extra: dict[str, Any] = field(default_factory=dict, compare=False, hash=False)


@dataclass(frozen=True)
class Commune:
    """A commune-level unit of Sơn La; `kind` is xa or phuong."""

    code: str
    name: str
    kind: str

    @property
    def full_name(self) -> str:
        """As in running text: xã Chiềng Khương, phường Mộc Châu, but Phường Tô Hiệu (a person's name, Decree 30 App. II)."""
        word = "phường" if self.kind == "phuong" else "xã"
        return f"{word.capitalize() if self.name == 'Tô Hiệu' else word} {self.name}"

    @property
    def place(self) -> str:
        """As place name in front of a date: without xã or phường, except after a person (Decree 30 App. I, II.4)."""
        return self.full_name if self.name == "Tô Hiệu" else self.name


class Catalogue:
    """Every list by its key in danh_muc.json (`kenh`, `noi_dung`, `doi_tuong` …) and every entry by its code."""

    def __init__(
        self, lists: dict[str, tuple[Entry, ...]], communes: tuple[Commune, ...], plan: dict[str, Any]
    ) -> None:
        self._lists = lists
        self._communes = communes
        self.plan = plan
        # Some two-letter document types share codes with organisations; the lists records refer to have unique codes.
        self._by_code = {
            entry.code: entry for name in reversed(_LISTS) for entry in lists[name] if name != "loai_van_ban"
        }
        self._communes_by_code = {commune.code: commune for commune in communes}
        self._codes = {name: frozenset(entry.code for entry in listed) for name, listed in lists.items()}
        self._forms = {
            channel.code: tuple(form for form in lists["hinh_thuc"] if form.parent == channel.code)
            for channel in lists["kenh"]
        }
        self._leaves = tuple(entry for entry in lists["noi_dung"] if not entry.extra.get("nhom"))
        self._leaf_topics = tuple(entry for entry in self._leaves if not entry.retired)

    def entries(self, name: str, with_retired: bool = False) -> tuple[Entry, ...]:
        """The entries of a list in the Plan's order; sub-items are in `noi_dung` lists of their own (`sub_topics`)."""
        return tuple(e for e in self._lists[name] if with_retired or not e.retired)

    def codes(self, name: str) -> frozenset[str]:
        """Every code of a list, the retired ones too: records keep them."""
        return self._codes[name]

    def entry(self, code: str) -> Entry | None:
        """The entry of that code in any list, or None for a code this version does not know."""
        return self._by_code.get(code)

    def label(self, code: str | None) -> str:
        """The label of a code; an unknown code is shown as itself, so nothing a newer version wrote is hidden."""
        entry = self._by_code.get(code or "")
        return entry.label if entry else (code or "")

    def labels(self, codes: list[str]) -> str:
        """The labels of several codes, joined by commas."""
        return ", ".join(self.label(code) for code in codes)

    def standing(self, code: str) -> str:
        """The label of a code in a record's own form, with a word where the entry is no longer offered."""
        entry = self._by_code.get(code)
        return f"{self.label(code)} (hết hiệu lực)" if entry and entry.retired else self.label(code)

    def leaf_topics(self, with_retired: bool = False) -> tuple[Entry, ...]:
        """The eight topics that activities are counted under: ND1, ND2A–D, ND3, ND4, ND5 (Plan III)."""
        return self._leaves if with_retired else self._leaf_topics

    def sub_topics(self, topic: str) -> tuple[Entry, ...]:
        """The sub-items of a topic (Plan III)."""
        return tuple(e for e in self._lists["noi_dung_con"] if e.parent == topic)

    def forms(self, channel: str) -> tuple[Entry, ...]:
        """The forms of a channel: K2 → K2.1 … (Plan IV)."""
        return self._forms.get(channel, ())

    def communes(self) -> tuple[Commune, ...]:
        """The 75 communes and wards of the province."""
        return self._communes

    def commune(self, code: str | None) -> Commune | None:
        """The commune of that five-digit code."""
        return self._communes_by_code.get(code or "")

    def duties(self, unit_kind: str) -> tuple[Entry, ...]:
        """The duties that section VI of the Plan gives a kind of unit; those of schools are gathered under CQ_CSGD."""
        body = _DUTY_BODIES.get(unit_kind, "CQ_CSGD")
        return tuple(e for e in self._lists["nhiem_vu"] if e.parent == body)

    def targets(self) -> tuple[Entry, ...]:
        """MT30.1–6, MT35.1–2 (Plan II)."""
        return self.entries("muc_tieu")


_DUTY_BODIES = {"XA": "CQ_UBNDXP", "PHUONG": "CQ_UBNDXP", "SGDDT": "CQ_SGDDT", "SO_NGANH": "CQ_SBN"}
_LISTS = (
    "muc_tieu", "noi_dung", "noi_dung_con", "kenh", "hinh_thuc", "san_pham", "so_do", "phuong_thuc", "doi_tuong",
    "to_chuc_phoi_hop", "ngon_ngu", "nguon_kinh_phi", "noi_dung_chi", "co_quan", "loai_van_ban", "loai_don_vi",
    "quyen_han_ky", "bao_cao", "noi_dung_boi_duong", "hinh_thuc_boi_duong", "loai_ke_hoach", "loai_trang", "nen_tang",
    "loai_guong", "hinh_thuc_khen", "cap_khen", "bien_phap_xu_ly", "loai_kho_khan", "noi_kien_nghi",
    "trang_thai_nhiem_vu", "muc_danh_gia", "tieu_chi", "nhiem_vu",
)  # fmt: skip


def _entry(raw: dict[str, Any], parent: str | None = None) -> Entry:
    return Entry(raw["ma"], raw["nhan"], raw.get("muc"), raw.get("cha") or parent, bool(raw.get("het_hieu_luc")), raw)


@cache
def load_catalogue() -> Catalogue:
    """The packaged catalogues, read once."""
    raw: dict[str, Any] = {}
    for name in ("danh_muc.json", "bo_sung.json"):
        raw |= json.loads(resource(f"catalogue/{name}").read_text("utf-8"))
    lists = {name: tuple(_entry(item) for item in raw[name]) for name in _LISTS if name in raw}
    lists["noi_dung_con"] = tuple(
        _entry(child, topic["ma"]) for topic in raw["noi_dung"] for child in topic.get("muc_con", [])
    )
    # The one target that a unit can only judge itself (MT35.2) is judged beside the criteria of the inspection.
    judged = [target for target in raw["muc_tieu"] if target["cap_don_vi"]["kieu"] == "tu_danh_gia"]
    lists["tieu_chi"] = tuple(_entry(item) for item in [*raw["kiem_tra_danh_gia"]["tieu_chi"], *judged])
    lists["nhiem_vu"] = tuple(_entry(duty, body["ma"]) for body in raw["co_quan"] for duty in body.get("nhiem_vu", []))
    lists["hinh_thuc"] = tuple(_entry(form, channel["ma"]) for channel in raw["kenh"] for form in channel["hinh_thuc"])
    with resource("catalogue/don_vi_hanh_chinh_son_la.csv").open(encoding="utf-8", newline="") as file:
        communes = tuple(Commune(row["ma"], row["ten"], row["loai"]) for row in csv.DictReader(file))
    return Catalogue(lists, communes, raw["ke_hoach"])
