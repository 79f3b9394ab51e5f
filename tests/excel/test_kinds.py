"""Every kind that may be imported: its template, its list, its rows; one declaration drives the plain ones."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from desktop.cli import _IMPORTED
from desktop.errors import UserError
from desktop.excel import codes
from desktop.excel.fields import PLAIN, Holds
from desktop.excel.importing import import_workbook, preview
from desktop.excel.listing import write_records
from desktop.excel.opening import READERS
from desktop.excel.template import write_template
from desktop.models.activity import Activity
from desktop.models.base import Record, derived_id, utc_now
from desktop.models.budget import BudgetLine
from desktop.models.catalogue import load_catalogue
from desktop.models.course import Course
from desktop.models.database import Database
from desktop.models.difficulty import Difficulty
from desktop.models.duty import Duty, duty_id
from desktop.models.history import delete, save, undo_last
from desktop.models.installation import Installation, current
from desktop.models.kinds import COMMAND_WORDS, KINDS
from desktop.models.media_page import MediaPage
from desktop.models.opinion import Opinion
from desktop.models.product import Product
from desktop.models.queries import records
from desktop.models.self_assessment import SelfAssessment
from tests.excel.conftest import MakeBook


def stored(database: Database, kind: type[Record]) -> list[Any]:
    with database.snapshot() as session:
        return list(session.scalars(records(kind)))


def filled_template(path: Path, kind: str) -> Path:
    """The template with its own example as the first row."""
    write_template(path, kind, 2026)
    workbook = load_workbook(path)
    page = workbook.worksheets[0]
    for column in range(2, page.max_column + 1):
        page.cell(5, column).value = page.cell(4, column).value
    workbook.save(path)
    return path


def test_the_command_line_names_every_kind_that_can_be_imported() -> None:
    assert {COMMAND_WORDS[word] for word in _IMPORTED.split(", ")} == set(READERS)


@pytest.mark.parametrize("kind", PLAIN)
def test_every_field_of_a_plain_kind_has_a_column_and_every_column_a_field(kind: str) -> None:
    declared = {field.name for field in PLAIN[kind].fields}
    fields = set(KINDS[kind].wire_columns())
    assert declared <= fields
    assert fields - declared <= {"evidence", "not_applicable", "activity", "activities"}
    assert set(PLAIN[kind].identity) <= declared


@pytest.mark.parametrize("kind", PLAIN)
def test_a_template_is_empty_until_it_is_filled_and_is_then_read_without_a_question(
    database: Database, tmp_path: Path, kind: str
) -> None:
    write_template(tmp_path / "mẫu.xlsx", kind, 2026)
    with pytest.raises(UserError, match="chưa có dòng nào"):
        import_workbook(database, kind, tmp_path / "mẫu.xlsx")
    path = filled_template(tmp_path / "đã ghi.xlsx", kind)
    seen = preview(database, path, kind)
    assert (seen.result.refused, seen.result.doubtful, seen.result.ignored_columns) == ([], [], [])
    assert all(column.field for column in seen.columns[1:])
    assert import_workbook(database, kind, path).added == 1
    assert import_workbook(database, kind, path).unchanged == 1
    (record,) = stored(database, KINDS[kind])
    for field in PLAIN[kind].fields:
        if field.example and field.holds != Holds.TICK and field.name not in getattr(record, "not_applicable", ()):
            assert getattr(record, field.name) not in (None, "", []), field.name


@pytest.mark.parametrize("kind", PLAIN)
def test_a_list_comes_back_as_it_was(database: Database, tmp_path: Path, kind: str) -> None:
    import_workbook(database, kind, filled_template(tmp_path / "mẫu.xlsx", kind))
    (before,) = stored(database, KINDS[kind])
    with database.snapshot() as session:
        write_records(tmp_path / "ds.xlsx", KINDS[kind], session.scalars(records(KINDS[kind])))
    again = import_workbook(database, kind, tmp_path / "ds.xlsx")
    assert (again.unchanged, again.refused, again.doubtful) == (1, [], [])
    with Database.open(tmp_path / "máy khác", create=True) as other:
        with other.transaction() as session:
            session.add(Installation(role="unit", unit_id=before.unit_id, created_at=utc_now()))
        assert import_workbook(other, kind, tmp_path / "ds.xlsx").added == 1
        (after,) = stored(other, KINDS[kind])
    assert after.wire() == before.wire()


@pytest.mark.parametrize("listed", sorted({field.listed for s in PLAIN.values() for field in s.fields if field.listed}))
def test_every_choice_a_template_offers_is_understood_as_itself(listed: str) -> None:
    for entry, offered in zip(load_catalogue().entries(listed), codes.offered(listed), strict=True):
        read = codes.read_code(listed, offered)
        assert (read.value, read.doubt) == (entry.code, "")
        assert codes.read_code(listed, entry.code).value == entry.code
        assert codes.read_code(listed, offered.upper()).value == entry.code


@pytest.mark.parametrize(
    "listed, typed, code",
    [
        ("nen_tang", "fanpage", "NT_FACEBOOK"),
        ("nguon_kinh_phi", "kp2", "KP2"),
        ("nguon_kinh_phi", "xa hoi hoa", "KP4"),
        ("cap_khen", "Cấp xã", "CAP_XA"),
        ("trang_thai_nhiem_vu", "đã xong", "NV_XONG"),
        ("muc_danh_gia", "TỐT", "DG_TOT"),
        ("tieu_chi", "TC3. Việc chấp hành các quy định", "TC3"),
    ],
)
def test_codes_are_known_by_what_clerks_write(listed: str, typed: str, code: str) -> None:
    assert codes.read_code(listed, typed).value == code


def test_words_of_no_entry_refuse_where_the_code_must_be_there_and_else_go_into_the_note(
    database: Database, book: MakeBook
) -> None:
    path = book(
        [
            ["Ngày phát hiện", "Nơi xuất hiện", "Tóm tắt nội dung", "Biện pháp xử lý"],
            [
                "8/9/2026",
                "quán nước đầu bản",
                "Tin đồn về sáp nhập trường",
                "Cung cấp thông tin chính thống, đính chính",
            ],
        ]
    )
    result = import_workbook(database, "opinions", path)
    assert (result.added, [d.read_as for d in result.doubtful]) == (1, ["ghi vào ghi chú (không có trong danh mục)"])
    (opinion,) = stored(database, Opinion)
    assert (opinion.platform, opinion.note) == (None, "Nơi xuất hiện: quán nước đầu bản")
    assert opinion.measures == ["BP_CUNG_CAP", "BP_DINH_CHINH"]
    assert import_workbook(database, "opinions", path).unchanged == 1

    path = book([["Năm", "Tiêu chí", "Mức tự đánh giá"], [2026, "TC1", "xuất sắc"]], name="tc.xlsx")
    (refused,) = import_workbook(database, "assessments", path).refused
    assert (refused.column, refused.value) == ("Mức tự đánh giá", "xuất sắc")
    assert "Tốt; Khá; Đạt; Đạt một phần; Chưa đạt" in refused.reason


def test_a_course_may_say_that_a_count_does_not_apply_but_names_are_a_number(
    database: Database, book: MakeBook
) -> None:
    heading = ["Tên hội nghị, lớp", "Thời gian", "Đơn vị tổ chức", "Số người dự", "Họ và tên"]
    unnamed = book([heading[:4], ["Quán triệt Nghị quyết", "5/3/2026", "Xã", "KAD"]])
    named = book([heading, ["Tập huấn", "6/3/2026", "Sở", "KAD", "Lò Thị Ánh"]], name="có tên.xlsx")
    for path in (unnamed, named, unnamed, named):
        result = import_workbook(database, "training", path)
    assert (result.added, result.updated) == (0, 0)
    with database.snapshot() as session:
        courses = {course.name: course for course in session.scalars(select(Course))}
    assert (courses["Quán triệt Nghị quyết"].people, courses["Quán triệt Nghị quyết"].not_applicable) == (
        None,
        ["people"],
    )
    assert (courses["Tập huấn"].people, courses["Tập huấn"].not_applicable) == (1, [])
    assert all(course.problems() == [] for course in courses.values())
    import_workbook(database, "training", book([heading[:4], ["Quán triệt Nghị quyết", "5/3/2026", "Xã", 40]]))
    with database.snapshot() as session:
        [told] = session.scalars(select(Course).where(Course.people == 40)).all()
    assert told.not_applicable == []


def test_zero_empty_and_not_applicable_are_three_things(database: Database, book: MakeBook) -> None:
    heading = ["Ngày đăng", "Loại sản phẩm", "Tên sản phẩm", "Số lượng", "Lượt xem", "Số cụm loa", "Thời lượng"]
    path = book(
        [
            heading,
            ["5/3/2026", "Bài", "A", 0, None, "Không áp dụng", "1 phút 30 giây"],
            ["6/3/2026", "Bài", "B", "-", "KAD", "", 2.5],
        ]
    )
    result = import_workbook(database, "products", path)
    assert (result.added, [d.read_as for d in result.doubtful]) == (2, ["1,5 phút"])
    a, b = stored(database, Product)
    assert (a.quantity, a.views, a.clusters, a.not_applicable, a.minutes) == (0, None, None, ["clusters"], "1.5")
    assert (b.quantity, b.views, b.clusters, b.not_applicable, b.minutes) == (0, None, None, ["views"], "2.5")

    later = book(
        [heading, ["5/3/2026", "Bài", "A", 1, 250, 4, None], ["6/3/2026", "Bài", "B", "kad", None, None, None]]
    )
    assert import_workbook(database, "products", later).updated == 2
    a, b = stored(database, Product)
    assert (a.quantity, a.views, a.clusters, a.not_applicable) == (1, 250, 4, [])
    assert (b.quantity, b.views, b.not_applicable) == (None, None, ["quantity", "views"])


def test_a_count_of_an_activity_that_does_not_apply_comes_back_from_its_list(
    database: Database, book: MakeBook, tmp_path: Path
) -> None:
    heading = ["Ngày", "Nội dung", "Hình thức", "Số người", "Kinh phí"]
    import_workbook(database, "activities", book([heading, ["5/3/2026", "A", "Fanpage", "Không áp dụng", "KAD"]]))
    (activity,) = stored(database, Activity)
    assert (activity.people, activity.cost, activity.not_applicable) == (None, None, ["people", "cost"])
    with database.snapshot() as session:
        write_records(tmp_path / "ds.xlsx", Activity, session.scalars(records(Activity)))
    assert import_workbook(database, "activities", tmp_path / "ds.xlsx").unchanged == 1


def test_the_title_gives_a_budget_its_year_and_the_heading_its_unit(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["KINH PHÍ TRUYỀN THÔNG NĂM 2026"],
            ["STT", "Nội dung chi", "Nguồn", "Mục chi", "Dự toán (nghìn đồng)", "Thực hiện (nghìn đồng)"],
            [1, "In tờ rơi", "Chi thường xuyên", "CH1", 2_000, "1.850"],
            [2, "Hội nghị", "Xã hội hóa", "CH2", "Không áp dụng", 500],
            [None, "Tổng cộng", None, None, 2_000, 2_350],
        ]
    )
    result = import_workbook(database, "budget", path)
    assert (result.read, result.added, result.refused) == (2, 2, [])
    lines = {line.content: line for line in stored(database, BudgetLine)}
    assert (lines["In tờ rơi"].year, lines["In tờ rơi"].estimate, lines["In tờ rơi"].spent) == (
        2026,
        2_000_000,
        1_850_000,
    )
    assert (lines["Hội nghị"].source, lines["Hội nghị"].estimate) == ("KP4", None)
    assert lines["Hội nghị"].not_applicable == ["estimate"]


def test_without_a_year_anywhere_a_budget_line_is_refused(database: Database, book: MakeBook) -> None:
    path = book([["Nội dung chi", "Nguồn", "Mục chi", "Dự toán"], ["In tờ rơi", "KP2", "CH1", 2_000_000]])
    (refused,) = import_workbook(database, "budget", path).refused
    assert (refused.column, "Chưa ghi năm" in refused.reason) == ("Năm", True)


def test_a_unit_says_one_thing_of_a_duty_in_a_year_and_its_id_is_that_of_the_fact(
    database: Database, book: MakeBook
) -> None:
    rows = [
        ["Năm", "Nhiệm vụ", "Tình trạng"],
        [2026, "CQ_CSGD.1", "Đang thực hiện"],
        [2026, "CQ_CSGD.1", "Đã thực hiện"],
    ]
    result = import_workbook(database, "duties", book(rows))
    assert (result.added, result.unchanged, len(result.doubtful)) == (1, 1, 1)
    (duty,) = stored(database, Duty)
    assert duty.id == duty_id(duty.unit_id, 2026, "CQ_CSGD.1") == derived_id(duty.unit_id, "duty", 2026, "CQ_CSGD.1")
    assert duty.state == "NV_DANG"

    with database.transaction("Xóa") as session:
        found = session.get(Duty, duty.id)
        assert found is not None
        delete(session, found)
    assert import_workbook(database, "duties", book(rows)).added == 1
    assert [one.state for one in stored(database, Duty)] == ["NV_DANG"]
    with database.transaction() as session:
        undo_last(session)
    assert stored(database, Duty) == []


def test_what_a_workbook_states_changes_the_record_and_an_empty_cell_changes_nothing(
    database: Database, book: MakeBook
) -> None:
    heading = ["Ngày nêu", "Loại", "Nội dung", "Nguyên nhân", "Kiến nghị", "Kiến nghị với"]
    import_workbook(
        database, "difficulties", book([heading, ["5/3/2026", "Khó khăn", "Loa hỏng", "Cũ", "Sửa", "UBND xã"]])
    )
    later = book([heading, ["5/3/2026", "Khó khăn", "LOA HỎNG", None, "Thay mới", ""]])
    assert import_workbook(database, "difficulties", later).updated == 1
    (record,) = stored(database, Difficulty)
    assert (record.cause, record.proposal, record.addressee) == ("Cũ", "Thay mới", "KN_UBND_XA")


def test_links_are_listed_by_the_days_and_names_of_the_activities(
    database: Database, book: MakeBook, tmp_path: Path
) -> None:
    with database.transaction() as session:
        unit = current(session).unit_id
        activity = save(session, Activity(unit_id=unit, date=date(2026, 3, 5), title="Họp bản Pá Hốc", channel="K2"))
        save(session, Product(unit_id=unit, date=date(2026, 3, 5), type="SP_BAI", title="Bài", activity=activity.id))
        save(
            session,
            BudgetLine(unit_id=unit, year=2026, content="In", source="KP1", purpose="CH1", activities=[activity.id]),
        )
    for kind, heading in ((Product, "Thuộc hoạt động"), (BudgetLine, "Hoạt động liên quan")):
        with database.snapshot() as session:
            write_records(tmp_path / "ds.xlsx", kind, session.scalars(records(kind)))
        rows = list(load_workbook(tmp_path / "ds.xlsx").worksheets[0].iter_rows(values_only=True))
        assert dict(zip(rows[1], rows[2], strict=True))[heading] == "05/03/2026 Họp bản Pá Hốc"
        again = import_workbook(database, kind.KIND, tmp_path / "ds.xlsx")
        assert (again.unchanged, again.ignored_columns) == (1, [heading])


def test_text_of_every_kind_that_looks_like_a_formula_stays_text(
    database: Database, book: MakeBook, tmp_path: Path
) -> None:
    heading = ["Tên chuyên trang, chuyên mục", "Loại", "Nền tảng", "Địa chỉ trang"]
    path = book([heading, ["'+cmd|calc", "Chuyên mục", "Zalo", "@sum(1)"]])
    workbook = load_workbook(path)
    cell = workbook.worksheets[0]["A2"]
    cell.value, cell.data_type = "=1+1", "s"
    workbook.save(path)
    assert import_workbook(database, "pages", path).added == 1
    (page,) = stored(database, MediaPage)
    assert (page.name, page.address) == ("=1+1", "@sum(1)")
    with database.snapshot() as session:
        write_records(tmp_path / "ds.xlsx", MediaPage, session.scalars(records(MediaPage)))
    cells = {cell.value: cell for row in load_workbook(tmp_path / "ds.xlsx").worksheets[0].iter_rows() for cell in row}
    assert (cells["=1+1"].data_type, cells["=1+1"].quotePrefix) == ("s", True)


def test_a_table_of_one_kind_is_not_taken_for_another(database: Database, tmp_path: Path) -> None:
    for kind in READERS:
        path = filled_template(tmp_path / f"{kind}.xlsx", kind)
        for other in set(READERS) - {kind}:
            with pytest.raises(UserError):
                preview(database, path, other)


def test_the_year_of_an_assessment_may_be_a_school_year_and_is_then_asked_about(
    database: Database, book: MakeBook
) -> None:
    path = book([["Năm", "Tiêu chí", "Mức tự đánh giá"], ["2025-2026", "TC2", "Khá"], ["Năm 2026", "TC3", "Đạt"]])
    result = import_workbook(database, "assessments", path)
    assert (result.added, [(d.value, d.read_as) for d in result.doubtful]) == (2, [("2025-2026", "2026")])
    assert {one.year for one in stored(database, SelfAssessment)} == {2026}


def test_what_the_preview_read_serves_the_import_until_the_file_changes(database: Database, book: MakeBook) -> None:
    path = book([["Ngày", "Nội dung", "Hình thức"], ["5/3/2026", "A", "Họp bản"]])
    seen = preview(database, path, "activities")
    again = preview(database, path, "activities", book=seen.book)
    assert again.book is seen.book
    assert (again.result.added, again.result.doubtful) == (seen.result.added, seen.result.doubtful)
    book([["Ngày", "Nội dung", "Hình thức"], ["5/3/2026", "A", "Họp bản"], ["6/3/2026", "B", "Họp bản"]])
    assert import_workbook(database, "activities", path, book=seen.book).added == 2
    with database.transaction() as session:
        undo_last(session)
    seen = preview(database, path, "activities", book=seen.book)
    assert import_workbook(database, "activities", path, book=seen.book).added == 2
    assert import_workbook(database, "activities", path, book=seen.book).unchanged == 2
    with database.snapshot() as session:
        assert len(session.scalars(select(Activity).where(~Activity.deleted)).all()) == 2


def test_an_import_that_is_stopped_leaves_nothing(database: Database, book: MakeBook) -> None:
    class Stopped(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done:
            raise Stopped

    rows = [[f"{1 + n % 28}/3/2026", f"Nội dung {n}", "Họp bản"] for n in range(1_200)]
    path = book([["Ngày", "Nội dung", "Hình thức"], *rows])
    with pytest.raises(Stopped):
        import_workbook(database, "activities", path, report=stop)
    assert stored(database, Activity) == []
