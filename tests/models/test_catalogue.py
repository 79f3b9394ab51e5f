"""Catalogues come from data, and their codes hold."""

from __future__ import annotations

from desktop.models.catalogue import load_catalogue


def test_the_lists_of_the_plan_are_all_there() -> None:
    catalogue = load_catalogue()
    assert [t.code for t in catalogue.leaf_topics()] == ["ND1", "ND2A", "ND2B", "ND2C", "ND2D", "ND3", "ND4", "ND5"]
    assert sum(len(catalogue.sub_topics(t.code)) for t in catalogue.leaf_topics()) == 28
    assert [c.code for c in catalogue.entries("kenh")] == ["K1", "K2", "K3", "K4", "K5", "K6"]
    assert len(catalogue.entries("san_pham")) == 47
    assert len(catalogue.communes()) == 75
    assert sum(c.kind == "phuong" for c in catalogue.communes()) == 8


def test_an_unknown_code_is_shown_as_itself() -> None:
    assert load_catalogue().label("K9.9") == "K9.9"


def test_only_the_ward_named_after_a_person_keeps_its_kind_in_the_place() -> None:
    places = {c.place for c in load_catalogue().communes()}
    assert "Phường Tô Hiệu" in places
    assert "Mộc Châu" in places
    assert "Chiềng Khương" in places
    assert load_catalogue().commune("03646").full_name == "Phường Tô Hiệu"  # type: ignore[union-attr]


def test_codes_are_never_shared_between_lists_that_records_use() -> None:
    catalogue = load_catalogue()
    lists = ("noi_dung", "noi_dung_con", "kenh", "hinh_thuc", "doi_tuong", "ngon_ngu", "to_chuc_phoi_hop",
             "noi_dung_boi_duong", "hinh_thuc_boi_duong", "loai_ke_hoach", "san_pham", "nguon_kinh_phi",
             "noi_dung_chi", "loai_trang", "nen_tang", "loai_guong", "hinh_thuc_khen", "cap_khen", "bien_phap_xu_ly",
             "loai_kho_khan", "noi_kien_nghi", "trang_thai_nhiem_vu", "muc_danh_gia", "tieu_chi", "nhiem_vu")  # fmt: skip
    codes = [e.code for name in lists for e in catalogue.entries(name, with_retired=True)]
    assert len(codes) == len(set(codes))
    assert all(catalogue.entry(code) is not None for code in codes)


def test_every_kind_of_unit_has_the_duties_of_section_vi() -> None:
    catalogue = load_catalogue()
    assert [d.code for d in catalogue.duties("THCS")] == [f"CQ_CSGD.{n}" for n in range(1, 5)]
    assert [d.code for d in catalogue.duties("PHUONG")] == [f"CQ_UBNDXP.{n}" for n in range(1, 5)]
    assert len(catalogue.duties("SGDDT")) == 6
    assert [d.code for d in catalogue.duties("SO_NGANH")] == [f"CQ_SBN.{n}" for n in range(1, 4)]
