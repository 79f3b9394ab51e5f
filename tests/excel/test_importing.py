"""What an import does to the records: one undo step, updates, repeats, refused rows given back."""

from __future__ import annotations

import json
import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from sqlalchemy import select

from desktop.excel.importing import import_workbook, preview
from desktop.models import history
from desktop.models.activity import Activity
from desktop.models.course import Course
from desktop.models.database import Database
from desktop.models.person import Person
from desktop.models.queries import records
from desktop.models.versions import Version
from tests.excel.conftest import SAMPLES, MakeBook

LOG = SAMPLES / "so-theo-doi-2026.xlsx"
HEADING = ["STT", "Ngày", "Nội dung", "Hình thức", "Đối tượng", "Số người", "Địa điểm", "Kinh phí", "Ghi chú"]


def stored(database: Database) -> list[Activity]:
    with database.snapshot() as session:
        return list(session.scalars(records(Activity)))


def test_the_answer_has_the_keys_of_the_command_line(database: Database) -> None:
    answer = import_workbook(database, "activities", LOG).as_json()
    assert list(answer)[:7] == ["read", "added", "updated", "unchanged", "refused", "ignored_columns", "doubtful"]
    assert set(answer["refused"][0]) >= {"row", "column", "value", "reason"}
    json.dumps(answer)
    assert answer["read"] == answer["added"] + answer["updated"] + answer["unchanged"] + answer["refused_rows"]


def test_an_import_is_one_undo_step_and_found_by_words(database: Database) -> None:
    import_workbook(database, "activities", LOG)
    with database.transaction() as session:
        found = session.scalars(records(Activity, words="ap luc thi")).all()
        assert found
        assert {a.content for a in found} == {"Tuyên truyền đổi mới kiểm tra, đánh giá; giảm áp lực thi cử"}
        assert history.undo_last(session) == "Nhập hoạt động từ “so-theo-doi-2026.xlsx”"
    assert stored(database) == []


def test_records_of_an_import_are_stored_as_if_saved_one_by_one(database: Database) -> None:
    import_workbook(database, "activities", LOG)
    with database.transaction("Sửa") as session:
        record = session.scalars(records(Activity)).first()
        assert record is not None
        version = session.get(Version, record.version_id)
        assert version is not None
        assert version.head
        assert json.loads(version.content or "") == record.stated()
        record.place = "Bản khác"
    with database.snapshot() as session:
        assert len(history.versions_of(session, record.id)) == 2


def test_a_dry_run_and_a_preview_tell_the_same_and_write_nothing(database: Database) -> None:
    seen = preview(database, LOG, "activities")
    dry = import_workbook(database, "activities", LOG, dry_run=True)
    assert seen.result == dry
    assert dry.added == 83
    assert stored(database) == []
    assert [row.outcome for row in seen.rows].count("refused") == 3


def test_a_changed_row_updates_its_record_and_an_empty_cell_erases_nothing(database: Database, book: MakeBook) -> None:
    row = [1, "5/3/2026", "Phổ biến chính sách", "Họp bản", "Phụ huynh", 48, "Bản Pá Hốc", "150.000", None]
    import_workbook(database, "activities", book([HEADING, row]))
    changed = [1, date(2026, 3, 5), "PHỔ BIẾN  chính sách", "Họp bản", None, 50, None, None, "Có ảnh"]
    result = import_workbook(database, "activities", book([HEADING, changed]))
    assert (result.added, result.updated) == (0, 1)
    (activity,) = stored(database)
    assert (activity.people, activity.place, activity.cost, activity.note) == (50, "Bản Pá Hốc", 150_000, "Có ảnh")
    assert activity.audiences == ["DT_PHU_HUYNH"]
    with database.transaction() as session:
        history.undo_last(session)
    assert stored(database)[0].people == 48


def test_what_the_person_corrected_is_not_undone_by_a_guess(database: Database, book: MakeBook) -> None:
    path = book([HEADING, [1, "5/3/2026", "Chia sẻ kinh nghiệm", "Video trên website", None, 5, None, None, None]])
    first = import_workbook(database, "activities", path)
    assert [d.column for d in first.doubtful] == ["Hình thức"]
    with database.transaction("Sửa") as session:
        record = session.scalars(select(Activity)).one()
        record.channel, record.form, record.title, record.topic = "K1", "K1.3", "Tên do tôi đặt", "ND5"
        record.note = "Ghi thêm"
    again = import_workbook(database, "activities", path)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 1)
    assert (stored(database)[0].channel, stored(database)[0].title) == ("K1", "Tên do tôi đặt")


def test_refused_rows_come_back_as_a_workbook_that_can_be_corrected(database: Database, tmp_path: Path) -> None:
    errors = tmp_path / "chưa nhận.xlsx"
    result = import_workbook(database, "activities", LOG, errors_to=errors)
    assert result.errors_file == str(errors)
    page = load_workbook(errors).worksheets[0]
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    heading = next(row for row in rows if "Ngày tháng" in row)
    assert heading[:3] == ["STT", "Ngày tháng", "Nội dung tuyên truyền"]
    assert heading[-1] == "Lý do chưa nhận"
    assert [row[1] for row in rows[-3:]] == ["30/02/2026", "11-02-2026", "không rõ"]
    assert all("Hãy" in str(row[-1]) for row in rows[-3:])

    page.cell(page.max_row - 2, 2).value = "28/02/2026"
    page.cell(page.max_row - 1, 6).value = 100
    page.cell(page.max_row, 2).value = "3/3"
    corrected = tmp_path / "đã sửa.xlsx"
    page.parent.save(corrected)  # type: ignore[union-attr]
    again = import_workbook(database, "activities", corrected)
    assert (again.added, again.refused, again.ignored_columns) == (3, [], [])
    assert [d.value for d in again.doubtful] == ["3/3"]
    assert len(stored(database)) == 86


def test_no_file_is_written_where_nothing_was_refused(database: Database, book: MakeBook, tmp_path: Path) -> None:
    path = book([HEADING, [1, "5/3/2026", "A", "Họp bản"]])
    result = import_workbook(database, "activities", path, errors_to=tmp_path / "lỗi.xlsx")
    assert result.errors_file is None
    assert not (tmp_path / "lỗi.xlsx").exists()


def test_hostile_text_goes_in_and_out_unharmed(database: Database, book: MakeBook, tmp_path: Path) -> None:
    words = "dài" * 100
    texts = [
        "<b>Học phí</b> & \"miễn\" 'giảm'",
        words,
        "Tie\u0302\u0301ng Tha\u0301i 👩‍🏫🎉",
        '=HYPERLINK("x")',
        "+84 912",
        "@SUM",
    ]
    path = book(
        [HEADING, *([n, f"{n}/3/2026", t, "Họp bản", None, None, "cùng nơi", None, t] for n, t in enumerate(texts, 1))]
    )
    workbook = load_workbook(path)
    for row, value in enumerate(texts, 2):
        for column in (3, 9):
            cell = workbook.worksheets[0].cell(row, column)
            cell.value, cell.data_type = value, "s"
    workbook.save(path)
    result = import_workbook(database, "activities", path)
    assert (result.added, result.refused) == (len(texts), [])
    assert [a.content for a in stored(database)] == [unicodedata.normalize("NFC", t) for t in texts]
    assert [a.note for a in stored(database)] == [unicodedata.normalize("NFC", t) for t in texts]
    again = import_workbook(database, "activities", path)
    assert (again.added, again.updated, again.unchanged) == (0, 0, len(texts))


def test_text_too_long_for_a_record_is_refused_by_the_records_own_rule(database: Database, book: MakeBook) -> None:
    path = book(
        [HEADING, [1, "5/3/2026", "a" * 13_000, "Họp bản"], [2, "6/3/2026", "b", "Họp bản", None, None, "c" * 500]]
    )
    result = import_workbook(database, "activities", path)
    assert [(r.row, r.column) for r in result.refused] == [(2, "Nội dung"), (3, "Địa điểm")]
    assert "Dài quá" in result.refused[0].reason


def test_a_later_book_adds_people_to_a_course_and_an_officers_tick_wins(database: Database, book: MakeBook) -> None:
    heading = [
        "Họ và tên",
        "Chức vụ",
        "Cán bộ truyền thông",
        "Lớp bồi dưỡng",
        "Từ ngày",
        "Đến ngày",
        "Đơn vị tổ chức",
        "Chứng nhận",
    ]

    def row(name: str, officer: Any = None, certified: Any = None) -> list[Any]:
        return [name, "Giáo viên", officer, "Kỹ năng truyền thông số", "1/6/2026", "2/6/2026", "Sở GDĐT", certified]

    import_workbook(database, "training", book([heading, row("Lò Thị Hương"), row("Cà Văn Đức", "x")]))
    later = book([heading, row("Lò Thị Hương", "x", "x"), row("Cà Văn Đức"), row("Vàng A Súa")], name="sau.xlsx")
    result = import_workbook(database, "training", later)
    assert (result.added, result.updated, result.unchanged) == (1, 1, 1)
    with database.snapshot() as session:
        course = session.scalars(select(Course)).one()
        people = {person.name: person for person in session.scalars(select(Person))}
    assert (len(course.attendees), len(course.certified), course.people) == (3, 1, 3)
    assert {name: person.officer for name, person in people.items()} == {
        "Lò Thị Hương": True,
        "Cà Văn Đức": True,
        "Vàng A Súa": False,
    }
    assert import_workbook(database, "training", later).unchanged == 3


def test_nothing_of_birth_sex_or_ethnicity_is_kept(database: Database) -> None:
    import_workbook(database, "training", SAMPLES / "boi-duong-2026.xlsx")
    with database.snapshot() as session:
        contents = " ".join(version.content or "" for version in session.scalars(select(Version)))
    assert "1977" not in contents
    assert "Nữ" not in contents


def test_a_broken_row_among_good_ones_does_not_stop_the_course(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["Họ và tên", "Lớp bồi dưỡng", "Từ ngày", "Đến ngày", "Số tiết"],
            ["Lò Thị Hương", "Kỹ năng viết tin bài", "14/4/2026", "13/4/2026", 8],
            ["Cà Văn Đức", "Kỹ năng viết tin bài", "13/4/2026", "14/4/2026", "hai ngày"],
            [None, "Kỹ năng viết tin bài", "13/4/2026", "14/4/2026", 8],
            ["Vàng A Súa", "Kỹ năng viết tin bài", "13/4/2026", "14/4/2026", 8],
            ["Vàng A Súa", "Kỹ năng viết tin bài", "13/4/2026", "14/4/2026", 8],
        ]
    )
    result = import_workbook(database, "training", path)
    assert [(r.row, r.column) for r in result.refused] == [(2, "Đến ngày"), (3, "Số tiết"), (4, "Họ và tên")]
    assert (result.added, result.unchanged) == (1, 1)
