"""A catalogue entry that was retired: records keep it and say so, new records are not offered it."""

from __future__ import annotations

from desktop.models.catalogue import Catalogue, Entry, load_catalogue

PLAN = load_catalogue().plan


def catalogue_with(retired: Entry) -> Catalogue:
    """Today's lists with one more entry among the audiences."""
    here = load_catalogue()
    names = [
        "muc_tieu", "noi_dung", "noi_dung_con", "kenh", "hinh_thuc", "san_pham", "so_do", "phuong_thuc", "doi_tuong",
        "to_chuc_phoi_hop", "ngon_ngu", "nguon_kinh_phi", "noi_dung_chi", "co_quan", "loai_van_ban", "loai_don_vi",
        "quyen_han_ky", "bao_cao", "noi_dung_boi_duong", "hinh_thuc_boi_duong", "loai_ke_hoach", "loai_trang",
        "nen_tang", "loai_guong", "hinh_thuc_khen", "cap_khen", "bien_phap_xu_ly", "loai_kho_khan", "noi_kien_nghi",
        "trang_thai_nhiem_vu", "muc_danh_gia", "tieu_chi", "nhiem_vu",
    ]  # fmt: skip
    lists = {name: here.entries(name, with_retired=True) for name in names}
    lists["doi_tuong"] = (*lists["doi_tuong"], retired)
    return Catalogue(lists, here.communes(), PLAN)


def test_a_retired_entry_is_readable_marked_and_not_offered() -> None:
    catalogue = catalogue_with(Entry("DT_CU", "Đội viên", retired=True))
    assert "DT_CU" not in {entry.code for entry in catalogue.entries("doi_tuong")}
    assert "DT_CU" in {entry.code for entry in catalogue.entries("doi_tuong", with_retired=True)}
    assert catalogue.label("DT_CU") == "Đội viên"
    assert catalogue.standing("DT_CU") == "Đội viên (hết hiệu lực)"
    assert catalogue.standing("DT_HOC_SINH") == "Học sinh"


def test_a_code_of_a_newer_version_is_shown_as_itself() -> None:
    assert load_catalogue().standing("DT_TUONG_LAI") == "DT_TUONG_LAI"
