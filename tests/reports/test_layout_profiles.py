"""Every box of Decree 30 at its place, for units of all kinds and powers: measured in the files themselves, in mm (domain A.1–A.9).

The numbers here are the Decree's and the page's own, not those of `layout`: a slip there must be seen here.
"""

from __future__ import annotations

import dataclasses
import io
import re
import unicodedata
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest

from desktop.reports import compose, pdf
from desktop.reports.layout import points
from desktop.reports.typesetting import Typesetter
from tests.reports.measuring import MM, Measured, MeasuredPage, body
from tests.reports.profiles import PROFILES, document_of, pages_of, profile, report_of

LEFT, RIGHT, TOP, BOTTOM = 30, 195, 20, 277  # of the text on A4 portrait, right margin 15
BOX_1, BOX_2, TITLE, SIGNING = 148.5, 65.5, 112.5, 153.5  # the middles of the boxes
WITHIN = 0.5
PLAIN, BOLD, ITALIC, BOLD_ITALIC = (f"LiberationSerif{cut}" for cut in ("", "-Bold", "-Italic", "-BoldItalic"))
ASCENT, DESCENT = 0.891, 0.216

every = pytest.mark.parametrize("name", sorted(PROFILES))


def top(line: Measured) -> float:
    return line.y - line.size * ASCENT * MM


def left_box(page: MeasuredPage) -> list[Measured]:
    """The lines of box 2."""
    return [line for line in page.lines if line.x1 < 103 and line.y < page.find("^Số:").y]


def signing_page(name: str) -> MeasuredPage:
    [found] = [page for page in pages_of(name) if any(line.text == "Nơi nhận:" for line in page.lines)]
    return found


def test_there_are_as_many_profiles_as_the_catalogue_and_the_powers_ask_for() -> None:
    assert len(PROFILES) >= 60
    assert len(profile("tên 120 ký tự").name) >= 119


@every
def test_paper_is_a4_and_all_type_stands_inside_the_margins(name: str) -> None:
    for page in pages_of(name):
        portrait = page.width < page.height
        assert sorted((page.width, page.height)) == pytest.approx([210, 297], abs=0.02)
        lines = body(page)
        assert min(line.x0 for line in lines) >= LEFT - 0.02
        assert max(line.x1 for line in lines) <= (RIGHT if portrait else 282) + 0.02
        assert min(map(top, lines)) >= TOP - 0.02
        assert max(line.y + line.size * DESCENT * MM for line in lines) <= (BOTTOM if portrait else 190) + 0.3
        assert all(LEFT - 0.02 <= x0 <= x1 <= page.width - 15 + 0.02 for x0, x1, _ in page.rules)


@every
def test_box_1_stands_on_two_lines_in_its_place_and_its_rule_is_as_long_as_the_motto(name: str) -> None:
    page = pages_of(name)[0]
    nation, motto = page.find("^CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM$"), page.find("^Độc lập - Tự do - Hạnh phúc$")
    assert (nation.font, nation.size, motto.font, motto.size) == (BOLD, 12, BOLD, 13)
    assert [nation.middle, motto.middle] == pytest.approx([BOX_1, BOX_1], abs=WITHIN)
    assert [nation.x1 - nation.x0, motto.x1 - motto.x0] == pytest.approx([88.3, 56.1], abs=0.2)
    assert top(nation) == pytest.approx(TOP, abs=WITHIN)
    assert motto.y - nation.y == pytest.approx(13 * 1.15 * MM, abs=WITHIN)
    length, middle = page.rule_below(motto)
    assert (length, middle) == pytest.approx((motto.x1 - motto.x0, motto.middle), abs=0.05)


@every
def test_box_2_is_the_governing_body_plain_and_the_issuer_bold_with_a_rule_of_a_third_to_a_half(name: str) -> None:
    page = pages_of(name)[0]
    lines = left_box(page)
    head = report_of(name).letterhead
    said = " ".join(line.text for line in lines).replace("\u00a0", " ")
    wanted = [*([head.governing] if head.governing else []), *head.issuer]
    assert said == " ".join(wanted).replace("\u00a0", " ")
    governing = [line for line in lines if line.font == PLAIN]
    assert " ".join(line.text for line in governing).replace("\u00a0", " ") == (head.governing or "").replace(
        "\u00a0", " "
    )
    assert {line.font for line in lines[len(governing) :]} == {BOLD}
    assert {line.size for line in lines} == {12}
    assert [line.middle for line in lines] == pytest.approx([BOX_2] * len(lines), abs=WITHIN)
    assert max(line.x1 for line in lines) <= page.find("^CỘNG HÒA").x0
    assert top(lines[0]) == pytest.approx(TOP, abs=WITHIN)
    assert {round((b.y - a.y) / MM, 1) for a, b in pairwise(lines)} <= {13.8}
    length, middle = page.rule_below(lines[-1])
    assert 1 / 3 <= length / (lines[-1].x1 - lines[-1].x0) <= 1 / 2
    assert middle == pytest.approx(lines[-1].middle, abs=0.05)


@every
def test_boxes_3_and_4_share_one_line_below_both_and_leave_room_for_the_pen(name: str) -> None:
    page = pages_of(name)[0]
    number, dated = page.find("^Số:"), page.find(r"ngày .*tháng .*năm 2026$")
    head = report_of(name).letterhead
    assert (number.font, number.size, dated.font, dated.size) == (PLAIN, 13, ITALIC, 13)
    assert number.y == pytest.approx(dated.y, abs=0.02)
    assert dated.text.startswith(f"{head.place}, ngày")
    if head.number:
        assert number.text == f"Số: {head.number}/{head.sign}"
    else:
        assert re.fullmatch(rf"Số: {{7,}}/{re.escape(head.sign)}", number.text)
        assert re.search(r"ngày {4,}tháng {4,}năm 2026$", dated.text)
    assert number.x0 >= LEFT - 0.02
    assert dated.x1 <= RIGHT + 0.02
    assert number.x1 < dated.x0
    assert number.middle == pytest.approx(BOX_2, abs=WITHIN) or number.x1 > 100
    assert dated.middle == pytest.approx(BOX_1, abs=WITHIN) or number.x1 > 100
    assert top(number) > max(y for _, _, y in page.rules if y < number.y)


@every
def test_box_5a_is_centred_bold_with_its_rule_and_below_all_before(name: str) -> None:
    page = pages_of(name)[0]
    title = page.find("^BÁO CÁO$")
    number = page.find("^Số:")
    last = next(line for line in page.lines if line.text.endswith("năm 2026") and line.font == BOLD)
    lines = [line for line in page.lines if title.y <= line.y <= last.y]
    assert {(line.font, line.size) for line in lines} == {(BOLD, 14)}
    assert [line.middle for line in lines] == pytest.approx([TITLE] * len(lines), abs=WITHIN)
    assert top(title) - number.y > 3
    length, middle = page.rule_below(last)
    assert 1 / 3 <= length / (last.x1 - last.x0) <= 1 / 2
    assert middle == pytest.approx(TITLE, abs=WITHIN)


@every
def test_box_9a_names_one_on_its_line_and_several_with_dashes_under_the_colon(name: str) -> None:
    page = pages_of(name)[0]
    addressees = report_of(name).letterhead.addressees
    said = " ".join(line.text for line in page.lines)
    if not addressees:
        assert "Kính gửi" not in said
        return
    head = page.find("^Kính gửi:")
    assert (head.font, head.size) == (PLAIN, 14)
    if len(addressees) == 1:
        assert f"Kính gửi: {addressees[0]}." in said
        assert head.middle == pytest.approx(TITLE, abs=WITHIN)
        return
    colon = head.x1 - 14 * 0.278 * MM
    for at, addressee in enumerate(addressees, 1):
        item = page.find(f"^- {re.escape(addressee[:20])}")
        assert (item.font, item.size) == (PLAIN, 14)
        assert item.x0 == pytest.approx(colon, abs=0.1)
        assert f"- {addressee}{'.' if at == len(addressees) else ';'}" in said


@every
def test_box_6_is_fourteen_point_indented_justified_and_spaced(name: str) -> None:
    page = pages_of(name)[0]
    firsts = [line for line in page.lines if line.text.startswith("Trong kỳ, đơn vị")]
    assert {(line.font, line.size) for line in firsts} == {(PLAIN, 14)}
    assert [line.x0 for line in firsts] == pytest.approx([LEFT + 12.7] * len(firsts), abs=0.05)
    assert [line.x1 for line in firsts] == pytest.approx([RIGHT] * len(firsts), abs=0.05)
    second = page.lines[page.lines.index(firsts[0]) + 1]
    leading, between = second.y - firsts[0].y, firsts[1].y - second.y
    assert 14 * 1.15 - 0.1 <= leading / MM <= 14 * 1.5
    assert (between - leading) / MM >= 5.98
    assert "./." in " ".join(line.text for line in signing_page(name).lines)


@every
def test_boxes_7_and_9b_are_level_whole_and_with_two_lines_of_text(name: str) -> None:
    page, signature = signing_page(name), report_of(name).signature
    head = page.find("^Nơi nhận:$")
    assert (head.font, head.size) == (BOLD_ITALIC, 12)
    assert head.x0 == pytest.approx(LEFT, abs=0.05)
    right = [line for line in page.lines if line.x0 > 100 and line.y >= head.y - 0.1 and line.size == 14]
    assert {line.font for line in right} == {BOLD}
    assert [line.middle for line in right] == pytest.approx([SIGNING] * len(right), abs=WITHIN)
    assert right[0].y == pytest.approx(head.y, abs=0.05)
    posts = " ".join(signature.lines)
    said = " ".join(line.text for line in right).replace("\u00a0", " ")
    assert said == f"{posts} {signature.name}".strip()
    below = [line for line in page.lines if line.y > head.y and line.x0 < 100 and line.size == 11]
    assert " ".join(line.text for line in below).replace("\u00a0", " ") == " ".join(signature.recipients)
    above = [line for line in page.lines if 15 < line.y < head.y and line.size == 14 and line.font == PLAIN]
    assert len(above) >= 2
    if signature.name:
        name_line = next(line for line in right if signature.name.startswith(line.text))
        post = max((line for line in right if line.y < name_line.y), key=lambda line: line.y)
        assert 30 <= top(name_line) - (post.y + 14 * DESCENT * MM) <= 36


@every
def test_page_numbers_begin_at_two_and_anew_in_each_appendix(name: str) -> None:
    shown: list[str | None] = []
    for page in pages_of(name):
        numbers = [line for line in page.lines if line.y < 15]
        shown.append(numbers[0].text if numbers else None)
        for line in numbers:
            assert (line.size, line.font) == (14, PLAIN)
            assert 10 <= line.y <= 12
            assert line.middle == pytest.approx(LEFT + (page.width - 45) / 2, abs=WITHIN)
    assert shown == [None, "2", None, None]


@every
def test_appendix_heads_are_centred_and_name_the_report(name: str) -> None:
    for page, number in zip(pages_of(name)[2:], ("I", "II"), strict=True):
        middle = LEFT + (page.width - 45) / 2
        head, enclosed = page.find(f"^Phụ lục {number}$"), page.find("^.Kèm theo Báo cáo số")
        title = page.lines[page.lines.index(head) + 1]
        assert (head.font, head.size, title.font, title.size) == (BOLD, 14, BOLD, 14)
        assert (enclosed.font, enclosed.size) == (ITALIC, 14)
        assert [head.middle, title.middle, enclosed.middle] == pytest.approx([middle] * 3, abs=WITHIN)
        assert top(head) == pytest.approx(TOP, abs=WITHIN)
        said = " ".join(line.text for line in page.lines if line.font == ITALIC and line.size == 14)
        issuer = report_of(name).letterhead.issued_by
        assert said.replace("\u00a0", " ").endswith(f"của {issuer})")


@every
def test_all_type_is_embedded_and_all_words_come_out_as_they_went_in(name: str) -> None:
    document, made = document_of(name), report_of(name)
    with pikepdf.open(io.BytesIO(document)) as opened:
        for page in opened.pages:
            for font in page.Resources.Font.values():
                assert "LiberationSerif" in str(font.BaseFont)
                assert "/FontFile2" in font.FontDescriptor
    with pypdfium2.PdfDocument(document) as opened:
        text = "\n".join(page.get_textpage().get_text_range() for page in opened)
    assert unicodedata.is_normalized("NFC", text)
    said = " ".join(text.replace("\u00a0", " ").split())
    for section in made.sections:
        assert all(paragraph.text in said for paragraph in section.paragraphs)
        assert section.heading in said


@pytest.mark.parametrize("name", sorted(PROFILES)[::3])
def test_the_signature_is_never_alone_nor_divided_wherever_the_text_ends(name: str) -> None:
    setter = Typesetter(pdf.FontMetrics())
    for count in range(1, 40, 2):
        made = dataclasses.replace(report_of(name, count), appendices=())
        pages = compose.pages_of(made, setter)
        heads = [page for page in pages if any(text.text == "Nơi nhận:" for text in page.texts)]
        assert heads == pages[-1:]
        texts = pages[-1].texts
        start = next(text.y for text in texts if text.text == "Nơi nhận:")
        before = {round(text.y, 1) for text in texts if text.size == 14 and points(15) < text.y < start - 1}
        assert len(before) >= 2, count
        assert max(text.y for text in texts) <= points(BOTTOM)
        assert texts[-1].text.startswith("- Lưu: VT")
