"""Books as schools keep them, in shapes quite unlike each other: the table is found and every row is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from desktop.errors import UserError
from desktop.excel.importing import Preview, import_workbook, preview
from desktop.models.activity import Activity
from desktop.models.course import Course
from desktop.models.database import Database
from desktop.models.person import Person
from desktop.models.queries import records
from tests.excel.conftest import MakeBook


def look(database: Database, path: Path, kind: str = "activities", **options: Any) -> Preview:
    return preview(database, path, kind, **options)


def values(seen: Preview, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values.get(name) for name in names) for row in seen.rows]


def fields(seen: Preview) -> dict[str, str | None]:
    return {column.heading: column.field for column in seen.columns}


def test_a_bare_table_without_title_or_running_number_is_read(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["Ngày thực hiện", "Tên hoạt động", "Kênh", "Thành phần tham gia", "Số người tham dự", "Nơi tổ chức"],
            ["5/3/2026", "Tọa đàm về chuyển đổi số", "Hội thảo, tọa đàm", "Giáo viên", 35, "Phòng họp"],
            [date(2026, 3, 9), "Đăng tin khai giảng", "Facebook nhà trường", "Phụ huynh", None, None],
        ]
    )
    seen = look(database, path)
    assert values(seen, "date", "channel", "form", "audiences", "people", "place") == [
        (date(2026, 3, 5), "K3", "K3.2", ["DT_NHA_GIAO"], 35, "Phòng họp"),
        (date(2026, 3, 9), "K4", "K4.1", ["DT_PHU_HUYNH"], None, ""),
    ]
    assert seen.rows[0].values["content"] == seen.rows[0].values["title"] == "Tọa đàm về chuyển đổi số"
    assert seen.result.added == 2


def test_numbers_of_women_and_men_under_one_heading_are_added(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["SỔ GHI CHÉP TUYÊN TRUYỀN"],
            ["Năm học 2025-2026"],
            [],
            ["TT", "Thời gian", "Nội dung", "Hình thức tuyên truyền", "Số lượng", None, "Địa điểm"],
            [None, None, None, None, "Nam", "Nữ", None],
            ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
            [1, "12/9/2025", "Luật Nhà giáo", "Họp hội đồng", 12, 30, "Trường"],
            [2, "20/1/2026", "Phòng chống tin giả", "Sinh hoạt lớp", "20", None, "Lớp 9A"],
        ],
        ["A4:A5", "B4:B5", "C4:C5", "D4:D5", "E4:F4", "G4:G5"],
    )
    seen = look(database, path)
    assert values(seen, "people", "channel", "place") == [(42, "K3", "Trường"), (20, "K5", "Lớp 9A")]
    assert fields(seen)["Số lượng – Nữ"] == "people+"
    assert seen.fields["people+"] == "Số người (một phần)"
    assert [row.number for row in seen.rows] == [7, 8]
    assert seen.result.doubtful == []


def test_a_total_column_is_preferred_to_its_parts(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["STT", "Ngày", "Nội dung", "Hình thức", "Số người", None, None],
            [None, None, None, None, "Tổng số", "Trong đó nữ", "DTTS"],
            [1, "5/3/2026", "Phổ biến chính sách", "Họp bản", 60, 31, 58],
        ],
        ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:G1"],
    )
    seen = look(database, path)
    assert values(seen, "people") == [(60,)]
    assert seen.result.ignored_columns == ["Số người – Trong đó nữ", "Số người – DTTS"]


def test_a_group_heading_without_merging_is_carried_over_its_columns(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["STT", "Thời gian", None, "Nội dung công việc", "Cách thức", "SL"],
            [None, "Bắt đầu", "Kết thúc", None, None, None],
            [1, "13/4/2026", "14/4/2026", "Ngày hội đọc sách", "Ngày hội", 300],
        ]
    )
    seen = look(database, path)
    assert values(seen, "date", "date_to", "channel", "people") == [(date(2026, 4, 13), date(2026, 4, 14), "K5", 300)]


def test_month_headings_repeated_headings_totals_and_signatures_are_no_data(database: Database, book: MakeBook) -> None:
    heading = ["STT", "Ngày tháng", "Nội dung tuyên truyền", "Hình thức", "Số lượt người", "Ghi chú"]
    path = book(
        [
            ["UBND XÃ CHIỀNG KHƯƠNG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
            ["TRƯỜNG THCS CHIỀNG KHƯƠNG", None, None, "Độc lập - Tự do - Hạnh phúc"],
            [None, None, None, "Chiềng Khương, ngày 05 tháng 11 năm 2026"],
            ["BẢNG THEO DÕI TUYÊN TRUYỀN"],
            [],
            heading,
            ["A", "B", 1, 2, 3, 4],
            ["Tháng 3/2026"],
            [1, "5/3", "Quán triệt Nghị quyết 71", "Hội nghị", 48, None],
            [2, "19/3", "Học phí năm học mới", "Họp phụ huynh", 120, None],
            ["Tổng số tháng 3", None, None, None, "=SUM(E9:E10)", None],
            ["Tháng 4 năm 2026"],
            heading,
            [3, "2/4", "Hướng nghiệp lớp 9", "Chào cờ", 200, None],
            ["Cộng", None, None, None, 200, None],
            ["Tổng cộng: 3 buổi", None, None, None, 368],
            [],
            ["Ghi chú: số liệu chưa gồm điểm trường"],
            [None, "Người lập biểu", None, None, "HIỆU TRƯỞNG"],
            [None, "(Ký, ghi rõ họ tên)", None, None, "(Ký tên, đóng dấu)"],
            [None, "Lò Thị Hương", None, None, "Hoàng Văn Thắng"],
        ],
        ["A8:F8", "A12:F12", "A11:D11"],
    )
    seen = look(database, path)
    assert values(seen, "date", "people") == [
        (date(2026, 3, 5), 48),
        (date(2026, 3, 19), 120),
        (date(2026, 4, 2), 200),
    ]
    assert [row.number for row in seen.rows] == [9, 10, 14]
    assert seen.result.refused == []
    assert [(d.row, d.column, d.value) for d in seen.result.doubtful] == [
        (9, "Ngày tháng", "5/3"),
        (10, "Ngày tháng", "19/3"),
        (14, "Ngày tháng", "2/4"),
    ]
    assert {p.number for p in seen.passed} >= {8, 11, 12, 15, 16, 18, 19}


def test_a_sheet_for_each_month_is_read_whole_and_other_sheets_are_left(database: Database, book: MakeBook) -> None:
    heading = ["Ngày", "Nội dung", "Hình thức"]
    path = book(
        {
            "Bìa": [["SỔ THEO DÕI TRUYỀN THÔNG"], ["Năm 2026"]],
            "Tháng 1": [["THÁNG 1/2026"], heading, ["5/1/2026", "Chính sách bán trú", "Loa bản"]],
            "Tháng 2": [["THÁNG 2/2026"], heading, ["7/2", "Tết vui tươi", "Zalo nhóm lớp"]],
            "Tổng hợp": [["Tháng", "Số buổi", "Số người"], [1, 1, 20], [2, 1, 30]],
            "Danh sách cán bộ": [["STT", "Họ và tên", "Chức vụ"], [1, "Lò Thị Hương", "Giáo viên"]],
        }
    )
    seen = look(database, path)
    assert values(seen, "date", "form") == [(date(2026, 1, 5), "K2.1"), (date(2026, 2, 7), "K4.1")]
    assert [(row.sheet, row.number) for row in seen.rows] == [("Tháng 1", 3), ("Tháng 2", 3)]
    one = look(database, path, sheet="tháng 2")
    assert [row.sheet for row in one.rows] == ["Tháng 2"]
    with pytest.raises(UserError, match="Các trang có: “Bìa”, “Tháng 1”"):
        look(database, path, sheet="Tháng 3")


def test_a_table_in_the_middle_of_a_sheet_with_hidden_rows_is_read(database: Database, book: MakeBook) -> None:
    rows: list[list[Any]] = [[] for _ in range(11)]
    rows.append(
        [None] * 5 + ["Ngày, tháng, năm", "Nội dung hoạt động", "Hình thức", "Đối tượng", "Kinh phí (nghìn đồng)"]
    )
    rows.append([None] * 5 + ["15.03.2026", "Tuyên truyền khởi nghiệp", "Cuộc thi", "HS", 1500])
    rows.append([None] * 5 + ["16-03-2026", "Tuyên truyền tuyển sinh", "Tờ rơi", "PHHS, HS", "2,5"])
    path = book(rows)
    workbook = load_workbook(path)
    workbook.worksheets[0].row_dimensions[13].hidden = True
    workbook.worksheets[0].column_dimensions["H"].hidden = True
    workbook.save(path)
    seen = look(database, path)
    assert values(seen, "date", "form", "audiences", "cost") == [
        (date(2026, 3, 15), "K5.2", ["DT_HOC_SINH"], 1_500_000),
        (date(2026, 3, 16), "K2.2", ["DT_PHU_HUYNH", "DT_HOC_SINH"], 2_500),
    ]


def test_ticks_under_a_group_of_forms_and_audiences_name_them(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["Năm 2026"],
            ["TT", "Ngày", "Nội dung", "Hình thức", None, None, "Đối tượng", None],
            [None, None, None, "Loa truyền thanh", "Họp bản", "Fanpage", "Học sinh", "Phụ huynh"],
            [1, "1/3/2026", "Chính sách hỗ trợ", "x", None, None, 40, 25],
            [2, "2/3/2026", "Kết quả năm học", None, None, "x", None, 60],
        ],
        ["A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:H2"],
    )
    seen = look(database, path)
    assert values(seen, "form", "audiences", "people") == [
        ("K2.1", ["DT_HOC_SINH", "DT_PHU_HUYNH"], 65),
        ("K4.1", ["DT_PHU_HUYNH"], 60),
    ]


def test_a_date_merged_over_several_activities_holds_for_all_of_them(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["Ngày", "Nội dung", "Hình thức", "Số người"],
            ["5/3/2026", "Chính sách bán trú", "Họp bản", 50],
            [None, "Luật Nhà giáo", "Họp tổ chuyên môn", None],
            [None, "Thi tìm hiểu Nghị quyết", "Cuộc thi", 80],
        ],
        ["A2:A4", "D2:D3"],
    )
    seen = look(database, path)
    assert values(seen, "date", "people") == [(date(2026, 3, 5), 50), (date(2026, 3, 5), None), (date(2026, 3, 5), 80)]
    assert [(d.row, d.column) for d in seen.result.doubtful] == [(3, "Số người")]


def test_a_book_ordered_by_channel_under_section_headings_is_read_with_doubts(
    database: Database, book: MakeBook
) -> None:
    path = book(
        [
            ["KẾT QUẢ TRUYỀN THÔNG NĂM 2026"],
            ["TT", "Thời gian thực hiện", "Nội dung thực hiện", "Số lượng người", "Cán bộ phụ trách"],
            ["I", "Phát thanh trên loa truyền thanh xã"],
            [1, "5/3/2026", "Chính sách học phí", 200, "Lò Thị Hương"],
            ["II", "Hội nghị, tập huấn"],
            [1, "9/3/2026", "Phổ biến kế hoạch của tỉnh", 48, "Cà Văn Đức"],
        ],
        ["B3:E3", "B5:E5"],
    )
    seen = look(database, path)
    assert values(seen, "channel", "people", "person") == [("K2", 200, "Lò Thị Hương"), ("K3", 48, "Cà Văn Đức")]
    assert [d.row for d in seen.result.doubtful] == [4, 6]


def test_ditto_marks_repeat_the_cell_above_and_are_told(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["Ngày", "Nội dung", "Hình thức", "Nơi tổ chức"],
            ["5/3/2026", "Chính sách bán trú", "Họp bản", "Bản Pá Hốc"],
            ["6/3/2026", "nt", '"', "Bản Nà Lìu"],
        ]
    )
    seen = look(database, path)
    assert values(seen, "content", "form") == [("Chính sách bán trú", "K2.3")] * 2
    assert [(d.row, d.read_as) for d in seen.result.doubtful] == [(3, "Chính sách bán trú"), (3, "Họp bản")]


def test_spans_weekdays_and_times_in_the_date_column_are_read(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["Thứ", "Ngày, giờ", "Nội dung", "Hình thức"],
            ["Hai", "7h30 ngày 9/3/2026", "A", "Chào cờ"],
            ["Ba", "13-14/4/2026", "B", "Ngoại khóa"],
            ["Tư", "từ 30/4 đến 2/5/2026", "C", "Video clip"],
            ["Năm", "05/5/26", "D", "Website"],
            ["Sáu", 46086, "E", "K4.1"],
        ]
    )
    seen = look(database, path)
    assert values(seen, "date", "date_to", "channel") == [
        (date(2026, 3, 9), None, "K5"),
        (date(2026, 4, 13), date(2026, 4, 14), "K5"),
        (date(2026, 4, 30), date(2026, 5, 2), "K4"),
        (date(2026, 5, 5), None, "K1"),
        (date(2026, 3, 5), None, "K4"),
    ]
    assert [d.row for d in seen.result.doubtful] == [5, 6]


def test_formulas_never_calculated_and_error_cells_refuse_their_rows(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["STT", "Ngày", "Nội dung", "Hình thức", "Số người"],
            ["=1", "5/3/2026", "A", "Họp bản", "=20+3"],
            ["=A2+1", "6/3/2026", "B", "Họp bản", "#REF!"],
            [3, "7/3/2026", "C", "Họp bản", 1.02],
            [4, "8/3/2026", "D", "Họp bản", 9],
        ]
    )
    result = import_workbook(database, "activities", path)
    assert (result.read, result.added) == (4, 1)
    assert [(r.row, r.column, r.value) for r in result.refused] == [
        (2, "Số người", "(công thức chưa tính)"),
        (3, "Số người", "#REF!"),
        (4, "Số người", "1,02"),
    ]


def test_rows_half_filled_in_are_refused_and_prenumbered_empty_rows_are_not(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["STT", "Ngày", "Nội dung", "Hình thức"],
            [1, "5/3/2026", "A", "Họp bản"],
            [2, None, "B", "Họp bản"],
            [3, "6/3/2026", None, "Họp bản"],
            [4, "7/3/2026", "C", None],
            [5, "8/3/2026", "D", "Múa rối nước"],
            [6],
            [7],
        ]
    )
    result = import_workbook(database, "activities", path)
    assert result.read == 5
    assert [(r.row, r.column, r.value) for r in result.refused] == [
        (3, "Ngày", ""),
        (5, "Hình thức", ""),
        (6, "Hình thức", "Múa rối nước"),
    ]
    assert result.added == 2


def test_courses_with_a_head_count_and_no_names_are_read(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["TỔNG HỢP BỒI DƯỠNG NĂM 2026"],
            ["TT", "Tên hội nghị, lớp", "Thời gian", "Hình thức", "Đơn vị tổ chức", "Số giờ", "Số người dự"],
            [1, "Hội nghị quán triệt Nghị quyết số 71-NQ/TW", "5/3/2026", "Trực tuyến", "UBND xã", "4", 47],
            [2, "Tập huấn kỹ năng viết tin, bài", "13-14/4/2026", "trực tiếp", "Sở GDĐT", "7,5", 3],
        ]
    )
    result = import_workbook(database, "training", path)
    assert (result.added, result.refused) == (2, [])
    with database.snapshot() as session:
        courses = session.scalars(records(Course)).all()
    assert [(c.contents, c.mode, c.hours, c.people) for c in courses] == [
        (["BD_QUAN_TRIET"], "TRUC_TUYEN", "4", 47),
        (["BD_TT_SO"], "TRUC_TIEP", "7.5", 3),
    ]


def test_an_attendance_book_with_other_headings_and_two_row_head_is_read(database: Database, book: MakeBook) -> None:
    path = book(
        [
            [
                "Số TT",
                "Họ tên",
                "Năm sinh",
                "Dân tộc",
                "Chức danh",
                "CBTT",
                "Nội dung bồi dưỡng",
                "Thời gian",
                None,
                "Giấy chứng nhận",
            ],
            [None, None, None, None, None, None, None, "Bắt đầu", "Kết thúc", None],
            [1, "Lò Văn Hoà", 1980, "Thái", "GV", "✓", "Kỹ năng truyền thông số", "1/6/2026", "2/6/2026", "Có"],
            [2, "Lò Văn Hòa", 1980, "Thái", "GV", None, "Xử lý khủng hoảng truyền thông", "5/7/2026", None, None],
            [3, "Vàng A Súa", 1991, "Mông", "NV", "v", "Kỹ năng truyền thông số", "1/6/2026", "2/6/2026", None],
        ],
        [*(f"{letter}1:{letter}2" for letter in "ABCDEFGJ"), "H1:I1"],
    )
    result = import_workbook(database, "training", path)
    assert (result.read, result.added, result.refused) == (3, 3, [])
    assert result.ignored_columns == ["Năm sinh", "Dân tộc"]
    with database.snapshot() as session:
        people = {p.name: p for p in session.scalars(records(Person))}
        courses = session.scalars(records(Course)).all()
    assert set(people) == {"Lò Văn Hoà", "Vàng A Súa"}
    assert all(person.officer for person in people.values())
    assert [(c.name, len(c.attendees), len(c.certified), c.people) for c in courses] == [
        ("Kỹ năng truyền thông số", 2, 1, 2),
        ("Xử lý khủng hoảng truyền thông", 1, 0, 1),
    ]


def test_a_staff_list_is_read_and_names_that_differ_in_marks_are_two_people(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["STT", "Họ và tên", "Chức vụ", "Cán bộ truyền thông", "Số điện thoại"],
            [1, "Lò Thị Hương", "Giáo viên", "x", "0912345678"],
            [2, "Lò Thị Hường", "Giáo viên", None, None],
            [3, "LÒ THỊ HƯƠNG", "Giáo viên", None, None],
        ]
    )
    result = import_workbook(database, "people", path)
    assert (result.added, result.unchanged) == (2, 1)
    assert result.ignored_columns == ["Số điện thoại"]
    assert [d.row for d in result.doubtful] == [3, 4]


def test_the_person_corrects_the_map_by_heading_or_by_letter(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["Cột 1", "Ngày nhập", "Ngày", "Nội dung", "Nội dung 2", "Hình thức"],
            ["x", "1/1/2026", "5/3/2026", "Tên bài", "Lời bài", "Loa xã"],
        ]
    )
    seen = look(database, path, mapping={"Nội dung": "title", "e": "content", "Cột 1": "place"})
    assert values(seen, "title", "content", "place") == [("Tên bài", "Lời bài", "x")]
    with pytest.raises(UserError, match="không có cột “Không có”"):
        look(database, path, mapping={"Không có": "title"})
    with pytest.raises(UserError, match="chọn cho hai cột"):
        look(database, path, mapping={"Cột 1": "place", "Nội dung 2": "place"})
    with pytest.raises(UserError, match="Không có trường"):
        look(database, path, mapping={"Cột 1": "ethnicity"})


def test_a_table_whose_headings_nobody_knows_is_read_by_the_persons_map(database: Database, book: MakeBook) -> None:
    path = book([["Cột A", "Cột B", "Cột C"], ["5/3/2026", "Học phí", "Họp bản"], ["6/3/2026", "Học bổng", "Loa xã"]])
    with pytest.raises(UserError, match="không có bảng hoạt động nào"):
        look(database, path)
    seen = look(database, path, mapping={"Cột A": "date", "Cột B": "content", "Cột C": "form"})
    assert values(seen, "content", "form") == [("Học phí", "K2.3"), ("Học bổng", "K2.1")]


def test_real_dates_that_english_settings_may_have_turned_are_told(database: Database, book: MakeBook) -> None:
    rows: list[list[Any]] = [["Ngày", "Nội dung", "Hình thức"]]
    rows += [[date(2026, month, 4), f"A{month}", "Họp bản"] for month in (1, 2, 3)]
    rows += [[f"{day}/4/2026", f"B{day}", "Họp bản"] for day in (13, 20, 27)]
    seen = look(database, book(rows))
    assert [d.row for d in seen.result.doubtful] == [2, 3, 4]
    assert seen.result.added == 6


def test_equal_rows_count_once_and_rows_of_other_places_each_for_themselves(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["Ngày", "Nội dung", "Hình thức", "Địa điểm"],
            ["5/3/2026", "Học phí", "Họp bản", "Bản Pá Hốc"],
            ["5/3/2026", "Học phí", "Họp bản", "Bản Pá Hốc"],
            ["5/3/2026", "Học phí", "Họp bản", "Bản Nà Lìu"],
        ]
    )
    first = import_workbook(database, "activities", path)
    assert (first.added, first.unchanged) == (2, 1)
    assert [(d.row, d.read_as) for d in first.doubtful] == [
        (3, "trùng dòng 2, không nhận lần nữa"),
        (4, "hoạt động riêng (cùng ngày, nội dung với dòng 2)"),
    ]
    again = import_workbook(database, "activities", path)
    assert (again.added, again.updated, again.unchanged) == (0, 0, 3)
    with database.snapshot() as session:
        assert {a.place for a in session.scalars(records(Activity))} == {"Bản Pá Hốc", "Bản Nà Lìu"}


def test_people_under_a_course_merged_over_them_are_all_its_attendees(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["Họ và tên", "Lớp bồi dưỡng", "Từ ngày", "Đến ngày"],
            ["Lò Thị Hương", "Kỹ năng viết tin bài", "5/3/2026", "6/3/2026"],
            ["Cà Văn Đức"],
            ["Vàng A Súa"],
        ],
        ["B2:B4", "C2:C4", "D2:D4"],
    )
    result = import_workbook(database, "training", path)
    assert (result.read, result.added, result.refused) == (3, 3, [])
    with database.snapshot() as session:
        assert [len(course.attendees) for course in session.scalars(records(Course))] == [3]


def test_of_a_book_with_a_log_and_a_training_sheet_each_import_takes_its_own(
    database: Database, book: MakeBook
) -> None:
    log = [["TT", "Ngày", "Nội dung", "Hình thức", "Số người"], [1, "5/3/2026", "Luật Nhà giáo", "Hội nghị", 20]]
    training = [
        ["TT", "Họ và tên", "Tên lớp", "Từ", "Đến"],
        [1, "Lò Thị Hương", "Viết tin bài", "5/3/2026", "6/3/2026"],
    ]
    both = book({"Sổ": log, "Lớp": training})
    assert [row.sheet for row in look(database, both).rows] == ["Sổ"]
    assert [row.sheet for row in look(database, both, "training").rows] == ["Lớp"]
    with pytest.raises(UserError, match="không có bảng bồi dưỡng nào"):
        look(database, book({"Sổ": log}, name="sổ 2.xlsx"), "training")


def test_numbers_of_each_audience_in_columns_of_their_own_are_added_and_named(
    database: Database, book: MakeBook
) -> None:
    path = book(
        [
            ["Ngày", "Nội dung", "Hình thức", "Số HS", "Số PH", "Số giáo viên"],
            ["5/3/2026", "Học phí", "Họp phụ huynh", 20, 30, None],
            ["6/3/2026", "Hướng nghiệp", "Chào cờ", 200, None, 10],
        ]
    )
    assert values(look(database, path), "people", "audiences") == [
        (50, ["DT_HOC_SINH", "DT_PHU_HUYNH"]),
        (210, ["DT_HOC_SINH", "DT_NHA_GIAO"]),
    ]


def test_of_two_headings_for_one_field_the_one_with_fitting_cells_is_taken(database: Database, book: MakeBook) -> None:
    path = book(
        [
            ["Thời gian", "Ngày", "Người dự", "Số lượng", "Nội dung", "Hình thức"],
            ["7h30", "5/3/2026", "Lò Văn A, Cà Thị B", 20, "Học phí", "Họp bản"],
            ["8h", "6/3/2026", "Lò Văn A", 21, "Học bổng", "Họp bản"],
        ]
    )
    seen = look(database, path)
    assert values(seen, "date", "people") == [(date(2026, 3, 5), 20), (date(2026, 3, 6), 21)]
    assert seen.result.ignored_columns == ["Thời gian", "Người dự"]
