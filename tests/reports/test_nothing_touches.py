"""On every page of every profile: no text over another, no line through a text, the small line and its symbol clear of all."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import combinations

import pdfplumber
import pypdfium2
import pytest
from PIL import Image, ImageChops

from tests.reports.measuring import MM, Measured, MeasuredPage, make, measure
from tests.reports.profiles import PROFILES, document_of, pages_of, report_of

every = pytest.mark.parametrize("name", sorted(PROFILES))
CODE = "PRVN-5RRQ-TDXR"
DPI = 150
PRINTABLE = 5.0  # mm from the edge that office printers do not reach
TEXT_END = 277.0  # mm from the top of an upright page, 190 across
CAPITAL, BELOW = 0.66, 0.216  # of the size: height of capitals, reach of the letters below the line


def box(line: Measured) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the letters in mm."""
    return line.x0, line.y - CAPITAL * line.size * MM, line.x1, line.y + BELOW * line.size * MM


def overlapping(page: MeasuredPage) -> Iterator[str]:
    for one, other in combinations(page.lines, 2):
        left, top, right, bottom = box(one)
        x0, y0, x1, y1 = box(other)
        if min(right, x1) - max(left, x0) > 0.1 and min(bottom, y1) - max(top, y0) > 0.3:
            yield f"{one.text!r} and {other.text!r}"


def crossed(page: MeasuredPage) -> Iterator[str]:
    for line in page.lines:
        left, top, right, bottom = box(line)
        for x0, x1, y in page.rules:
            if min(right, x1) - max(left, x0) > 0.1 and top < y < bottom - 0.1:
                yield f"a line through {line.text!r}"


@every
def test_no_text_lies_over_another_and_no_line_goes_through_one(name: str) -> None:
    found = [words for page in pages_of(name) for words in (*overlapping(page), *crossed(page))]
    assert found == []


@every
def test_everything_is_black_and_rules_are_thin(name: str) -> None:
    with pdfplumber.open(io.BytesIO(document_of(name))) as opened:
        for page in opened.pages:
            assert {char["non_stroking_color"] for char in page.chars} <= {(0,), (0, 0, 0), None, 0}
            assert {line["stroking_color"] for line in page.lines} <= {(0,), (0, 0, 0), None, 0}
            assert all(0.45 <= line["linewidth"] <= 0.75 for line in page.lines)


@every
def test_the_rule_under_the_head_of_an_appendix_is_a_third_to_a_half_of_the_line_above(name: str) -> None:
    for page in pages_of(name)[2:]:
        form = page.find("^Biểu 0")
        above = [line for line in page.lines if line.y < form.y and line.size == 14]
        length, middle = page.rule_below(above[-1])
        assert 1 / 3 <= length / (above[-1].x1 - above[-1].x0) <= 1 / 2
        assert middle == pytest.approx(above[-1].middle, abs=0.05)
        assert form.x1 == pytest.approx(page.width - 15, abs=0.05)


def frozen(name: str) -> bytes:
    return make(report_of(name), edition=12, code=CODE)


@pytest.mark.parametrize("name", sorted(PROFILES)[::2])
def test_the_small_line_and_its_symbol_are_printable_and_clear_of_the_text(name: str) -> None:
    document = frozen(name)
    opened = pypdfium2.PdfDocument(document)
    for at, page in enumerate(measure(document)):
        [small] = [line for line in page.lines if line.size < 8]
        assert f"bản số 12 · mã {CODE} · trang {at + 1}/{len(opened)}" in small.text
        picture = opened[at].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
        end = TEXT_END if page.width < page.height else 190.0
        foot = ink(picture, end + 0.6)
        assert foot is not None
        left, top, right, bottom = foot
        assert left >= 30 - 0.3
        assert right <= page.width - 15 + 0.3
        assert page.height - bottom >= PRINTABLE
        assert top >= end + 2
        symbol = ink(picture, end + 0.6, small.x1 + 1)
        assert symbol is not None
        assert symbol[0] > small.x1 + 2
        assert symbol[2] - symbol[0] == pytest.approx(symbol[3] - symbol[1], abs=0.4)
        assert 8 <= symbol[2] - symbol[0] <= 11


def ink(picture: Image.Image, top: float, left: float = 0.0) -> tuple[float, float, float, float] | None:
    """Where there is ink below `top` and right of `left`, in mm of the page."""
    mm = DPI / 25.4
    corner = round(left * mm), round(top * mm)
    dark = ImageChops.invert(picture.crop((*corner, *picture.size))).point(lambda dot: 255 * (dot > 100))
    if (found := dark.getbbox()) is None:
        return None
    x0, y0, x1, y1 = found
    return (corner[0] + x0) / mm, (corner[1] + y0) / mm, (corner[0] + x1) / mm, (corner[1] + y1) / mm
