"""Each bad thing gets a Vietnamese sentence that says what to do, exit code 1, and nothing is lost or half done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.conftest import DEPARTMENT, SCHOOL, Nq71, Province, write


def refused(result: object, *words: str) -> None:
    code, reason = result.code, result.values["reason"]  # type: ignore[attr-defined]
    assert code == 1
    assert all(word in reason for word in words), reason


@pytest.mark.parametrize(
    "change, word",
    [
        ({"role": "trường"}, "role"),
        ({"name": ""}, "name"),
        ({"kind": "X"}, "kind"),
        ({"staff": -1}, "staff"),
        ({"staff": "47"}, "staff"),
        ({"officers": 48}, "officers"),
        ({"commune": "99999"}, "commune"),
        ({"head": {"post": ""}}, "post"),
        ({"head": "ai"}, "head"),
        ({"sign": None}, "sign"),
    ],
)
def test_a_wrong_profile_is_named_and_leaves_no_folder(
    nq71: Nq71, tmp_path: Path, change: dict[str, object], word: str
) -> None:
    refused(nq71(tmp_path / "d", "setup", write(tmp_path / "p.json", {**SCHOOL, **change})), word)
    assert not (tmp_path / "d").exists()
    assert [p.name for p in tmp_path.iterdir()] == ["p.json"]


def test_setting_up_twice_is_refused_and_the_first_stays(nq71: Nq71, tmp_path: Path) -> None:
    profile = write(tmp_path / "p.json", SCHOOL)
    assert nq71(tmp_path / "d", "setup", profile).code == 0
    before = (tmp_path / "d" / "nq71.db").read_bytes()
    refused(nq71(tmp_path / "d", "setup", profile), "đã có dữ liệu")
    assert (tmp_path / "d" / "nq71.db").read_bytes() == before


def test_a_wrong_code_is_told_at_once(nq71: Nq71, province: Province, tmp_path: Path) -> None:
    profile = write(tmp_path / "p.json", {**SCHOOL, "unit_code": "14-0002"})
    pack = province.slips[1]["pack"]
    refused(nq71(tmp_path / "d", "setup", profile, "--packet", pack, "--code", "ABC"), "16 chữ")
    refused(
        nq71(tmp_path / "d", "setup", profile, "--packet", pack, "--code", province.slips[0]["code"]), "không phải mã"
    )
    refused(nq71(tmp_path / "d", "setup", write(tmp_path / "q.json", SCHOOL), "--packet", pack), "14-0002")
    assert not (tmp_path / "d").exists()


def test_what_belongs_to_the_other_role_is_refused(nq71: Nq71, province: Province, tmp_path: Path) -> None:
    for words in (
        ["publish", "--to", tmp_path],
        ["slips", "--to", tmp_path],
        ["reply", "--to", tmp_path],
        ["status", 2026],
    ):
        refused(nq71(province.school, *words), "Sở")
    refused(nq71(province.department, "export", "--to", tmp_path), "Sở")


def test_exporting_before_the_department_is_known_says_what_is_missing(nq71: Nq71, tmp_path: Path) -> None:
    assert nq71(tmp_path / "d", "setup", write(tmp_path / "p.json", SCHOOL)).code == 0
    refused(nq71(tmp_path / "d", "export", "--to", tmp_path / "usb"), "gói dữ liệu của Sở")
    assert list((tmp_path / "usb").glob("*")) == []


def test_an_unknown_school_waits_and_is_taken_in_when_approved(nq71: Nq71, province: Province, tmp_path: Path) -> None:
    packet = nq71(province.department, "publish", "--to", tmp_path / "chung").values["file"]
    school = tmp_path / "d"
    profile = write(
        tmp_path / "p.json", {**SCHOOL, "unit_code": "14-0003", "name": "Trường THPT Tô Hiệu", "kind": "THPT"}
    )
    assert nq71(school, "setup", profile, "--packet", packet).code == 0
    assert nq71(school, "export", "--to", tmp_path / "usb").code == 0
    waiting = nq71(province.department, "receive", tmp_path / "usb")
    [verdict] = waiting.values["files"]
    assert (waiting.code, verdict["verdict"]) == (1, "waiting")
    mark = verdict["reason"].split("(")[1].split(")")[0]
    [taken] = nq71(province.department, "approve", mark, "--unit", "14-0003").values["files"]
    assert (taken["verdict"], taken["unit"]) == ("accepted", "14-0003")


def test_files_that_are_not_ours_or_not_for_us_are_told_apart(nq71: Nq71, province: Province, tmp_path: Path) -> None:
    assert nq71(province.school, "export", "--to", tmp_path / "usb").code == 0
    [bundle] = (tmp_path / "usb").glob("*.nq71")
    whole = bundle.read_bytes()
    cases = {
        "cắt.nq71": (whole[: len(whole) // 2], "refused"),
        "sửa.nq71": (whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:], "refused"),
        "phiên bản.nq71": (whole[:7] + b"\x09" + whole[8:], "refused"),
        "rác.nq71": (b"rubbish" * 100, "refused"),
        "rỗng.nq71": (b"", "refused"),
    }
    for name, (content, verdict) in cases.items():
        (tmp_path / name).write_bytes(content)
        result = nq71(province.department, "receive", tmp_path / name)
        assert (result.code, result.values["files"][0]["verdict"]) == (1, verdict), name
        assert "Hãy" in result.error or "hãy" in result.error, result.error
    [at_school] = nq71(province.school, "receive", bundle).values["files"]
    assert at_school["verdict"] == "not_for_us"
    [missing] = nq71(province.department, "receive", tmp_path / "không có").values["files"]
    assert missing["verdict"] == "refused"
    assert nq71(province.department, "receive", province.folder / "phiếu").code == 1


@pytest.mark.parametrize(
    "content, word", [(None, "Không tìm thấy"), (b"\xff\xfe", "JSON"), (b"[1]", "đối tượng"), (b'{"x": 1}', "trường"),
                      (b'{"date": "30/02/2026", "title": "x", "channel": "K1"}', "ngày"),
                      (b'{"date": "2026-03-05", "title": "x", "channel": "K1", "people": "48"}', "people"),
                      (b'{"date": "2026-03-05", "title": "x", "channel": "K9"}', "K9")],
)  # fmt: skip
def test_a_record_that_is_wrong_is_refused(
    nq71: Nq71, province: Province, tmp_path: Path, content: bytes | None, word: str
) -> None:
    path = tmp_path / "r.json"
    if content is not None:
        path.write_bytes(content)
    refused(nq71(province.school, "add", "activities", path), word)


@pytest.mark.parametrize("words", [["lạ"], ["report", "annual"], ["import", "activities"], ["status", "năm"], []])
def test_wrong_usage_ends_with_two_and_says_how_in_vietnamese(nq71: Nq71, tmp_path: Path, words: list[str]) -> None:
    if not words:
        words = ["--sai"]
    result = nq71(tmp_path, *words)
    assert result.code == 2
    assert "Cách viết" in result.error


def test_no_data_yet_says_to_set_up_first(nq71: Nq71, tmp_path: Path) -> None:
    refused(nq71(tmp_path / "trống", "list", "activities"), "thiết lập")


def test_a_department_profile_needs_no_kind(nq71: Nq71, tmp_path: Path) -> None:
    assert nq71(tmp_path / "s", "setup", write(tmp_path / "p.json", DEPARTMENT)).code == 0
