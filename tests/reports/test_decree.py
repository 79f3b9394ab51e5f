"""The page obeys Decree 30/2020, measured in the PDF itself (domain A.1–A.9)."""

from __future__ import annotations

import re

import pytest

from tests.reports.measuring import MeasuredPage, body, make, measure
from tests.reports.samples import PROFILES, profile, report

BOLD, PLAIN, ITALIC = "LiberationSerif-Bold", "LiberationSerif", "LiberationSerif-Italic"


@pytest.fixture(scope="module", params=sorted(PROFILES))
def pages(request: pytest.FixtureRequest) -> tuple[str, list[MeasuredPage]]:
    return request.param, measure(make(report(profile(request.param), body=14, rows=40)))


Pages = tuple[str, list[MeasuredPage]]


def test_everything_stands_inside_the_margins(pages: Pages) -> None:
    for page in pages[1]:
        lines = body(page)
        assert min(line.x0 for line in lines) >= 30 - 0.01
        assert max(line.x1 for line in lines) <= page.width - 15 + 0.01
        assert min(line.y - line.size * 0.891 * 25.4 / 72 for line in lines) >= 20 - 0.01
        assert max(line.y + line.size * 0.216 * 25.4 / 72 for line in lines) <= page.height - 20 + 0.3


def test_the_nation_stands_on_one_line_and_the_rule_under_the_motto_is_as_long_as_its_text(pages: Pages) -> None:
    page = pages[1][0]
    nation, motto = page.find("^CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM$"), page.find("^Độc lập - Tự do - Hạnh phúc$")
    assert (nation.font, nation.size, motto.font, motto.size) == (BOLD, 12, BOLD, 13)
    assert nation.x1 - nation.x0 == pytest.approx(88.3, abs=0.1)
    assert nation.middle == pytest.approx(motto.middle, abs=0.1)
    length, middle = page.rule_below(motto)
    assert length == pytest.approx(motto.x1 - motto.x0, abs=0.05)
    assert middle == pytest.approx(motto.middle, abs=0.1)


def test_issuer_is_bold_governing_body_is_not_and_the_rule_is_a_third_to_a_half(pages: Pages) -> None:
    name, (page, *_) = pages
    nation = page.find("^CỘNG HÒA")
    left = [line for line in page.lines if line.x1 < nation.x0 and line.y < page.find("^Số:").y]
    governed = PROFILES[name].get("governing_body", "UBND") and PROFILES[name]["kind"] not in ("XA", "PHUONG")
    assert {line.size for line in left} == {12}
    assert (left[0].font == PLAIN) is bool(governed)
    assert left[-1].font == BOLD
    length, middle = page.rule_below(left[-1])
    assert 1 / 3 <= length / (left[-1].x1 - left[-1].x0) <= 1 / 2
    assert middle == pytest.approx(left[-1].middle, abs=0.1)
    assert left[0].y == pytest.approx(nation.y, abs=0.1)


def test_number_and_date_share_a_line_with_room_for_the_pen(pages: Pages) -> None:
    page = pages[1][0]
    number, date = page.find("^Số:"), page.find(r"ngày +tháng +năm 2026$")
    assert number.y == pytest.approx(date.y, abs=0.01)
    assert (number.font, number.size, date.font, date.size) == (PLAIN, 13, ITALIC, 13)
    assert re.fullmatch(r"Số: {7,}/BC-\S+", number.text)
    assert re.search(r"ngày {4,}tháng {4,}năm", date.text)
    assert number.x1 + 2 < date.x0


def test_title_and_subject_are_centred_bold_with_a_rule(pages: Pages) -> None:
    page = pages[1][0]
    title = page.find("^BÁO CÁO$")
    last = next(line for line in page.lines if line.text.endswith("năm 2026") and line.font == BOLD)
    assert (title.font, title.size, last.font, last.size) == (BOLD, 14, BOLD, 14)
    assert [title.middle, last.middle] == pytest.approx([30 + 165 / 2] * 2, abs=0.1)
    length, _ = page.rule_below(last)
    assert 1 / 3 <= length / (last.x1 - last.x0) <= 1 / 2


def test_dashes_of_several_addressees_stand_under_the_colon(pages: Pages) -> None:
    name, (page, *_) = pages
    head = page.find("^Kính gửi:")
    assert (head.font, head.size) == (PLAIN, 14)
    if name == "Sở":
        assert head.text == "Kính gửi: Ủy ban nhân dân tỉnh Sơn La."
        return
    first, second = page.find("^- Ủy ban nhân dân tỉnh Sơn La;$"), page.find("^- Sở Giáo dục.*Sơn La[.]$")
    colon = head.x1 - 14 * 0.278 * 25.4 / 72
    assert first.x0 == second.x0 == pytest.approx(colon, abs=0.1)


def test_body_is_fourteen_point_indented_and_spaced(pages: Pages) -> None:
    page = pages[1][0]
    start = [line for line in page.lines if line.text.startswith("Trong kỳ, đơn vị")]
    assert {line.size for line in start} == {14}
    assert {line.font for line in start} == {PLAIN}
    assert all(line.x0 == pytest.approx(30 + 12.7, abs=0.01) for line in start)
    assert all(line.x1 == pytest.approx(195, abs=0.02) for line in start)
    second = page.lines[page.lines.index(start[0]) + 1]
    assert second.x0 == pytest.approx(30, abs=0.01)
    leading = (second.y - start[0].y) / 25.4 * 72
    between = (start[1].y - second.y) / 25.4 * 72
    assert 14 * 1.15 <= leading <= 14 * 1.15 * 1.5
    assert between - leading >= 6 - 0.02


def test_signature_block_is_level_and_leaves_room_for_the_seal(pages: Pages) -> None:
    _, measured = pages
    page = next(page for page in measured if any(line.text == "Nơi nhận:" for line in page.lines))
    head = page.find("^Nơi nhận:$")
    right = [line for line in page.lines if line.x0 > 100 and line.y >= head.y - 0.1 and line.size == 14]
    assert (head.font, head.size) == ("LiberationSerif-BoldItalic", 12)
    assert head.x0 == pytest.approx(30, abs=0.01)
    assert right[0].y == pytest.approx(head.y, abs=0.1)
    assert {line.font for line in right} == {BOLD}
    *posts, name = right
    assert name.text == "Lò Thị Ánh"
    room = (name.y - name.size * 0.891 * 25.4 / 72) - (posts[-1].y + posts[-1].size * 0.216 * 25.4 / 72)
    assert 30 <= room <= 36
    assert all(line.middle == pytest.approx(name.middle, abs=0.1) for line in posts)
    items = [line for line in page.lines if line.text.startswith("- ") and line.y > head.y]
    assert {line.size for line in items} == {11}
    assert {round(line.x0, 2) for line in items} == {30}
    assert items[0].text == "- Như trên;"
    assert re.fullmatch(r"- Lưu: VT(, VHXH)?\.", items[-1].text)


def test_page_numbers_begin_at_two_and_anew_in_each_appendix(pages: Pages) -> None:
    _, measured = pages
    shown: list[str | None] = []
    for page in measured:
        top = [line for line in page.lines if line.y < 15]
        shown.append(top[0].text if top else None)
        for line in top:
            assert (line.size, line.font) == (14, PLAIN)
            assert 10 <= line.y <= 12
            assert line.middle == pytest.approx(30 + (page.width - 45) / 2, abs=0.1)
    starts = [at for at, page in enumerate(measured) if any(re.match("Phụ lục", line.text) for line in page.lines)]
    assert len(starts) == 2
    for start, end in zip([0, *starts], [*starts, len(measured)], strict=True):
        assert shown[start:end] == [None, *map(str, range(2, end - start + 1))]


def test_appendix_head_names_the_report_with_blanks(pages: Pages) -> None:
    _, measured = pages
    page = next(page for page in measured if any(line.text == "Phụ lục I" for line in page.lines))
    assert [page.width, page.height] == pytest.approx([297, 210], abs=0.1)
    number, title, enclosed = page.find("^Phụ lục I$"), page.find("^KẾT QUẢ"), page.find("^.Kèm theo Báo cáo số")
    assert (number.font, number.size) == (BOLD, 14)
    assert (title.font, title.size) == (BOLD, 14)
    assert (enclosed.font, enclosed.size) == (ITALIC, 14)
    assert page.find("^Biểu 01$").x1 == pytest.approx(282, abs=0.1)
    text = " ".join(line.text for line in page.lines if line.font == ITALIC and line.size == 14)
    assert re.search(r"số +/BC-\S+ ngày {4,}tháng {4,}năm 2026 của .+\)$", text)


def test_wrapped_issuer_breaks_at_sensible_points() -> None:
    page = measure(make(report(profile("bán trú"))))[0]
    left = [line.text for line in page.lines if line.y < page.find("^Số:").y and line.x1 < 103]
    assert left == [
        "UBND XÃ CHIỀNG KHƯƠNG",
        "TRƯỜNG PHỔ THÔNG",
        "DÂN TỘC BÁN TRÚ TIỂU HỌC",
        "VÀ TRUNG HỌC CƠ SỞ NÀ LÌU",
    ]
