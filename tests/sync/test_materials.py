"""Materials go out with the province packet, files and all; units find them; hostile documents change nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import UserError
from desktop.models.attached import unreferenced
from desktop.models.base import canonical_json, new_id
from desktop.models.database import Database
from desktop.models.material import MOST_FILES, Material, materials, save_material
from sync import trust
from sync.bundle import Refused
from sync.documents import sign_document
from sync.enrolment import apply_documents
from sync.materials import MATERIALS, missing_files
from sync.receive import receive
from tests.sync.province import Province

PDF = b"%PDF-1.4\n% a small file\n"


def write(database: Database, title: str, text: str = "", content: bytes = b"") -> str:
    files = []
    if content:
        name = database.files.put(content)
        files = [{"sha256": name, "name": "Hướng dẫn.pdf", "type": "application/pdf", "size": len(content)}]
    with database.transaction() as session:
        made = save_material(
            session,
            Material(id=new_id(), title=title, sort="", date=date(2026, 9, 1), text=text, files=files, position=0),
        )
        return made.id


def held(database: Database, search: str = "") -> list[str]:
    with database.snapshot() as session:
        return [one.title for one in materials(session, search)]


def test_they_reach_a_unit_with_their_files_and_are_found_without_accents(province: Province) -> None:
    school = province.enrolled("TH1")
    write(province.department, "Hướng dẫn viết báo cáo", "Dòng một\nDòng hai", PDF)
    write(province.department, "Sổ tay truyền thông", "Nghị quyết 71")
    [verdict] = receive(school, [province.province_packet()])
    assert verdict.verdict == "accepted"
    assert held(school, "huong dan") == ["Hướng dẫn viết báo cáo"]
    assert sorted(held(school)) == ["Hướng dẫn viết báo cáo", "Sổ tay truyền thông"]
    with school.snapshot() as session:
        [first] = materials(session, "huong dan")
        assert first.text == "Dòng một\nDòng hai"
        assert school.files.get(first.files[0]["sha256"]) == PDF
        assert missing_files(session, school.files) == 0
        assert unreferenced(session, school.files) == []
    assert receive(school, [province.province_packet()])[0].verdict == "already_known"


def test_a_withdrawn_material_goes_and_an_older_packet_brings_nothing_back(province: Province) -> None:
    school = province.enrolled("TH1")
    made = write(province.department, "Bản cũ", "x")
    old = province.province_packet()
    receive(school, [old])
    with province.department.transaction() as session:
        session.delete(session.get_one(Material, made))
    receive(school, [province.province_packet()])
    assert held(school) == []
    receive(school, [old])
    assert held(school) == []


def test_an_answer_brings_the_words_and_says_which_files_are_still_to_come(province: Province) -> None:
    school = province.enrolled("TH1")
    province.deliver(school)
    write(province.department, "Hướng dẫn", "", PDF)
    province.answer(school)
    assert held(school) == ["Hướng dẫn"]
    with school.snapshot() as session:
        assert missing_files(session, school.files) == 1


def test_without_materials_no_document_is_made(province: Province) -> None:
    province.province_packet()
    with province.department.snapshot() as session:
        assert trust.newest(session, MATERIALS) is None


def test_what_is_not_whole_is_not_published(province: Province) -> None:
    made = write(province.department, "Hướng dẫn", "", PDF)
    with province.department.snapshot() as session:
        name = session.get_one(Material, made).files[0]["sha256"]
    province.department.files.path(name).unlink()
    with pytest.raises(UserError, match="Thiếu hoặc hỏng một tệp"):
        province.province_packet()


@pytest.mark.parametrize("text", ["", "  ", "x" * 301])
def test_a_title_is_needed(province: Province, text: str) -> None:
    with pytest.raises(UserError):
        write(province.department, text, "nội dung")


GOOD = {"id": "a", "title": "T", "sort": "", "date": "2026-01-01", "text": "x", "files": []}
FILE = {"sha256": "0" * 64, "name": "a.pdf", "type": "application/pdf", "size": 3}


@pytest.mark.parametrize(
    "line",
    [
        {**GOOD, "title": 5},
        {**GOOD, "date": "hôm qua"},
        {**GOOD, "files": [{**FILE, "sha256": "../../etc/passwd"}]},
        {**GOOD, "files": [{**FILE, "size": "3"}]},
        {**GOOD, "files": [FILE] * (MOST_FILES + 1)},
        {key: value for key, value in GOOD.items() if key != "text"},
        "lạ",
    ],
)
def test_a_malformed_document_is_refused_and_changes_nothing(province: Province, line: Any, tmp_path: Path) -> None:
    school = province.enrolled("TH1")
    write(province.department, "Giữ lại", "x")
    receive(school, [province.province_packet()])
    keys = trust.department_keys(province.department.folder)
    forged = sign_document(MATERIALS, 9, canonical_json({"materials": [line]}), keys.office.signing)
    with pytest.raises(Refused), school.transaction() as session:
        apply_documents(session, [forged])
    assert held(school) == ["Giữ lại"]


def test_names_are_made_safe_to_show(province: Province) -> None:
    school = province.enrolled("TH1")
    keys = trust.department_keys(province.department.folder)
    line = {**GOOD, "title": "Tài\u202eliệu\x07", "files": [{**FILE, "name": "a\u202efdp.exe"}]}
    document = sign_document(MATERIALS, 1, canonical_json({"materials": [line]}), keys.office.signing)
    with school.transaction() as session:
        apply_documents(session, [document])
    with school.snapshot() as session:
        [one] = materials(session)
        assert (one.title, one.files[0]["name"]) == ("Tàiliệu", "afdp.exe")
