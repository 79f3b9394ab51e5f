"""The file itself: own fonts, metadata, bookmarks, the same bytes twice, hostile text unharmed."""

from __future__ import annotations

import dataclasses
import io
import os
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pdfplumber
import pypdfium2
import pytest
from pdfminer.pdftypes import resolve1

from desktop.errors import UserError
from desktop.reports import pdf
from desktop.reports.document import from_json, to_json
from tests.reports.measuring import make, measure, text_of
from tests.reports.samples import SENTENCE, profile, report

CODE = "1SCF-3WXX-HKGX"


def _catalog(document: bytes) -> dict[str, Any]:
    with pdfplumber.open(io.BytesIO(document)) as opened:
        return {name: resolve1(value) for name, value in opened.doc.catalog.items()}


def test_the_same_report_gives_the_same_bytes_in_another_process_too(tmp_path: Path) -> None:
    made = report()
    body = to_json(made)
    assert from_json(body) == made
    first = make(made, edition=1, code=CODE)
    assert first == make(from_json(body), edition=1, code=CODE)
    (tmp_path / "body").write_bytes(body)
    script = (
        "import sys; from pathlib import Path; from desktop.reports import pdf; from desktop.reports.document import from_json;"
        f"pdf.write(from_json(Path(sys.argv[1]).read_bytes()), Path(sys.argv[2]), 1, {CODE!r})"
    )
    away = tmp_path / "again.pdf"
    environment = {**os.environ, "TZ": "Asia/Ho_Chi_Minh", "SOURCE_DATE_EPOCH": "1700000000", "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "body"), str(away)], check=True, env=environment)
    assert away.read_bytes() == first


def test_every_font_is_embedded_and_none_is_a_standard_one() -> None:
    with pdfplumber.open(io.BytesIO(make(report()))) as opened:
        for page in opened.pages:
            fonts = {name: resolve1(font) for name, font in resolve1(page.page_obj.resources["Font"]).items()}
            for font in fonts.values():
                assert b"LiberationSerif" in str(font["BaseFont"]).encode()
                assert "FontFile2" in resolve1(font["FontDescriptor"])


def test_title_author_language_and_a_date_taken_from_the_data_are_in_the_file() -> None:
    document = make(report())
    catalog = _catalog(document)
    assert catalog["Lang"] == b"vi-VN"
    with pdfplumber.open(io.BytesIO(document)) as opened:
        assert opened.metadata["Title"].startswith("BÁO CÁO Kết quả thực hiện Kế hoạch")
        assert opened.metadata["Author"] == "Trường THCS Chiềng Khương"
        assert opened.metadata["CreationDate"].startswith("D:20261031120000")
    assert b"/JavaScript" not in document
    assert b"/Encrypt" not in document


def test_sections_and_appendices_are_bookmarks() -> None:
    opened = pypdfium2.PdfDocument(make(report()))
    marks = [(mark.level, mark.get_title()) for mark in opened.get_toc()]
    opened.close()
    assert marks == [
        (0, "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO"),
        (1, "1. Đặc điểm tình hình"),
        (0, "Phụ lục I. KẾT QUẢ THỰC HIỆN CÁC MỤC TIÊU"),
        (0, "Phụ lục II. QUÁN TRIỆT, BỒI DƯỠNG"),
    ]


def test_text_comes_out_as_it_went_in() -> None:
    written = "Bản Pá Lầu, xã Mường Lạn: “Học để ấm no” – đạt 85,7% ₫ · Ẵm Ỡ Ữ ỹ ỵ đĐ & <b>đậm</b> 1 < 2"
    text = text_of(make(report(texts=(written,))))
    assert written in " ".join(text.split())
    assert SENTENCE in " ".join(text.split())
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    "written",
    [
        "<img src='file:///etc/passwd'/><para>&nbsp;]]>",
        "dài" * 200,
        unicodedata.normalize("NFD", "Phường Tô Hiệu đổi mới truyền thông"),
        "🎉👩🏽‍🏫 chúc mừng ☑ ✓ 漢字 \u202eđảo\u202c \x07\x00 \ud800",
        "a\u0301\u0301\u0301 \u0301",
        "\n\n \t \n",
        "https://sonla.edu.vn/" + "a/" * 400,
    ],
)
def test_hostile_text_is_printed_harmlessly(written: str) -> None:
    made = report(profile(head_name=written[:60], name=f"Trường {written[:100]}"), texts=(written,))
    document = make(made, edition=1, code=CODE)
    text = text_of(document)
    assert "\ufffd" not in text
    assert unicodedata.is_normalized("NFC", text)
    assert all(line.x1 <= page.width - 14.9 for page in measure(document) for line in page.lines if line.y > 30)


def test_what_has_no_letter_is_replaced_visibly_and_told() -> None:
    _, replaced = pdf.compose(report(texts=("chúc mừng 🎉 nhé",)))
    assert replaced == ("🎉",)
    assert "chúc mừng * nhé" in text_of(make(report(texts=("chúc mừng 🎉 nhé",))))


def test_decomposed_text_is_printed_composed() -> None:
    made = report(texts=(unicodedata.normalize("NFD", "Tuyên truyền ở bản Hin Pẻn"),))
    assert "Tuyên truyền ở bản Hin Pẻn" in text_of(make(made))


def test_every_page_of_an_edition_carries_unit_year_edition_code_and_page() -> None:
    document = make(report(rows=60), edition=2, code=CODE)
    pages = measure(document)
    for at, page in enumerate(pages, 1):
        line = page.lines[-1]
        assert line.text == f"Trường THCS Chiềng Khương · năm 2026 · bản số 2 · mã {CODE} · trang {at}/{len(pages)}"
        assert line.size <= 8
        assert page.height - 20 < line.y < page.height - 5
    with pdfplumber.open(io.BytesIO(document)) as opened:
        for plumbed in opened.pages:
            squares = [rect for rect in plumbed.rects if rect["bottom"] > plumbed.height - 57]
            assert len(squares) > 50, "the QR symbol"
            assert max(rect["bottom"] for rect in squares) < plumbed.height - 5 / 25.4 * 72


def test_a_draft_says_that_it_is_one() -> None:
    assert all("bản dự thảo" in page.lines[-1].text for page in measure(make(report())))


def test_number_and_date_known_are_printed_in_place_of_the_blanks() -> None:
    made = report()
    known = dataclasses.replace(made.letterhead, number="05", dated=made.period.end.replace(month=11, day=5))
    text = " ".join(text_of(make(dataclasses.replace(made, letterhead=known))).split())
    assert "Số: 05/BC-THCSCK" in text
    assert "Chiềng Khương, ngày 05 tháng 11 năm 2026" in text
    assert "(Kèm theo Báo cáo số 05/BC-THCSCK ngày 05 tháng 11 năm 2026 của Trường THCS Chiềng Khương)" in text


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("")
    with pytest.raises(UserError):
        pdf.write(report(), tmp_path / "tệp" / "báo cáo.pdf")
    assert pdf.write(report(), tmp_path / "mới" / "báo cáo.pdf") == 3


@pytest.mark.parametrize("body", [b"", b"{}", b'{"format":2}', b"[]", b'{"format":1}', b"\xff", b"[" * 100_000])
def test_what_is_no_frozen_report_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError):
        from_json(body)
