"""Pages are divided as the Decree and good sense want: nothing alone, nothing lost, tables with their heads."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.reports import layout, pdf
from desktop.reports.compose import pages_of
from desktop.reports.document import Column, Row, Table
from desktop.reports.layout import points
from desktop.reports.paper import Page
from desktop.reports.tables import TableSetter
from desktop.reports.typesetting import Typesetter
from tests.reports.samples import profile, report, table


def _setter() -> Typesetter:
    return Typesetter(pdf.FontMetrics())


@pytest.mark.parametrize("name", ["xã", "THCS"])
def test_the_signature_is_never_alone_and_never_divided_whatever_the_length_of_the_text(name: str) -> None:
    setter = _setter()
    unit = profile(name, head_power="KT.")
    for body in range(1, 60):
        made = dataclasses.replace(report(unit, body=body), appendices=())
        last = pages_of(made, setter)[-1]
        texts = [text.text for text in last.texts]
        assert "Nơi nhận:" in texts
        assert "Lò Thị Ánh" in texts
        above = [text for text in last.texts if text.size == 14 and text.face is layout.Face.REGULAR]
        assert len(above) >= 2, f"{body} paragraphs"
        assert max(text.y for text in last.texts) <= points(297 - 20)


def test_a_page_begins_and_ends_with_two_lines_of_a_paragraph_at_least() -> None:
    setter = _setter()
    text = "Đơn vị đã tổ chức hoạt động truyền thông tại các bản, điểm trường trên địa bàn xã. " * 5
    for extra in range(8):
        made = dataclasses.replace(report(body=extra, texts=(text,) * 12), appendices=())
        for page in pages_of(made, setter)[:-1]:
            last, before = _body_lines(page)[-1], _body_lines(page)[-2]
            assert before.x == pytest.approx(last.x, abs=40) or last.text.endswith(".")
            assert not (last.x > points(40) and last.face is layout.Face.REGULAR and not last.text.endswith("."))


def _body_lines(page: Page) -> list:  # type: ignore[type-arg]
    return [text for text in page.texts if text.size == 14]


def test_heads_are_repeated_on_every_page_of_a_table_and_rows_are_not_lost() -> None:
    boxes = TableSetter(_setter(), table(rows=120), points(252)).boxes(200, points(170))
    assert len(boxes) > 3
    for box in boxes:
        texts = [text.text for text in box.texts]
        assert texts[:2] == ["STT", "Nội dung truyền thông"]
        assert {"(1)", "(6)", "Số hoạt động theo kênh"} <= set(texts)
        assert box.height <= points(170)
    numbers = [text.text for box in boxes for text in box.texts if text.text.isdigit() and text.x < points(12)]
    assert numbers == [str(at) for at in range(1, 121)]
    assert "120" in [text.text for text in boxes[-1].texts], "the total never stands alone"


def test_a_cell_longer_than_a_page_goes_on_over_the_pages() -> None:
    words = [f"chữ{at}" for at in range(3000)]
    long = Table((Column("STT", 1), Column("Nội dung", 3)), (Row(("1", " ".join(words))), Row(("2", "hết"))))
    boxes = TableSetter(_setter(), long, points(165)).boxes(points(100), points(257))
    seen = " ".join(text.text for box in boxes for text in box.texts)
    assert len(boxes) >= 3
    assert all(box.height <= points(257) + 0.01 for box in boxes)
    assert [word for word in seen.split() if word.startswith("chữ")] == words
    assert seen.endswith("2 hết")


_hostile = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("aăâđếộ \n\t<>&\u202e\u200d\ufe0f\u0301\u00ad🎉☑\ud800")),
    max_size=200,
)


@settings(max_examples=60, deadline=None)
@given(_hostile, st.floats(20, 400))
def test_any_text_is_broken_into_lines_that_fit_and_keeps_its_letters(text: str, width: float) -> None:
    setter = _setter()
    lines = setter.wrap(text, layout.BODY, width)
    assert lines
    for line in lines:
        assert line.width <= width + 0.01 or len(line.text) == 1
        assert setter.width(line.text, layout.BODY) == pytest.approx(line.width, abs=0.01)
    kept = "".join(line.text for line in lines).replace(" ", "")
    assert kept == setter.printable(text).replace(" ", "").replace("\n", "")
    assert all(setter._metrics.has(letter) for letter in kept)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["TRƯỜNG", "TRUNG", "HỌC", "CƠ", "SỞ", "VÀ", "TIỂU", "DÂN", "TỘC", "BÁN", "TRÚ", "NÀ", "LÌU"]),
        min_size=1,
        max_size=30,
    )
)
def test_balanced_lines_fit_and_keep_every_word(words: list[str]) -> None:
    lines = _setter().balanced(" ".join(words), layout.ISSUER, points(71))
    assert " ".join(line.text for line in lines).split(" ") == words
    assert all(line.width <= points(71) + 0.01 for line in lines)
