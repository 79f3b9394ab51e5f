"""The Word copy: the layout's numbers, all the words, marked as no frozen version; a word processor breaks it as the PDF."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import Mm, Pt

from desktop import paths
from desktop.errors import UserError
from desktop.reports import editable
from desktop.reports.document import AnnualReport
from tests.reports.measuring import body, make, measure
from tests.reports.profiles import pages_of, report_of
from tests.reports.samples import PROFILES, SENTENCE, profile, report

OWN = "Đề nghị Sở cấp loa & tài liệu <b>tiếng Thái</b>."


def written(tmp_path: Path, made: AnnualReport) -> Any:
    editable.write(made, tmp_path / "báo cáo.docx")
    return docx.Document(str(tmp_path / "báo cáo.docx"))


def words(file: Any) -> list[str]:
    """Every paragraph, in tables too."""
    return [each.text for each in file.element.body.iter(docx.oxml.ns.qn("w:p"))]


def test_all_words_are_there_generated_and_own_alike(tmp_path: Path) -> None:
    made = report(body=2, texts=(OWN,))
    said = words(written(tmp_path, made))
    assert said.count(SENTENCE) == 2
    assert {OWN, "Nơi nhận:", "- Lưu: VT.", "HIỆU TRƯỞNG", "Lò Thị Ánh", "Phụ lục II", "Biểu 02", "Tổng cộng"} <= set(
        said
    )
    assert any(re.fullmatch(r"Số: +/BC-THCSCK", text) for text in said)
    assert said.count("STT") == 2, "heads are marked as repeated, not written again"


def test_every_page_says_that_it_is_not_the_frozen_version_and_numbers_begin_at_two(tmp_path: Path) -> None:
    sections = written(tmp_path, report()).sections
    first = sections[0]
    assert first.first_page_header.paragraphs[0].text == "Bản để sửa câu chữ – không phải bản đã chốt"
    assert first.header.paragraphs[0].text == first.first_page_header.paragraphs[0].text
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml
    for section in sections:
        assert section.different_first_page_header_footer
        assert section._sectPr.find(docx.oxml.ns.qn("w:pgNumType")).get(docx.oxml.ns.qn("w:start")) == "1"
    assert all(section.header.is_linked_to_previous for section in list(sections)[1:])


def test_sections_have_the_decrees_paper(tmp_path: Path) -> None:
    sections = written(tmp_path, report()).sections
    assert [section.page_width > section.page_height for section in sections] == [False, True, False]
    for section in sections:
        edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [edge / Mm(1) for edge in edges] == pytest.approx([20, 20, 30, 15], abs=0.05)


def test_styles_are_times_new_roman_in_the_decrees_sizes(tmp_path: Path) -> None:
    styles = written(tmp_path, report()).styles
    text = styles["Body Text"]
    assert (text.font.name, text.font.size) == ("Times New Roman", Pt(14))
    assert text.paragraph_format.first_line_indent / Mm(1) == pytest.approx(12.7, abs=0.05)
    assert text.paragraph_format.space_before == Pt(6)
    assert (styles["Heading 1"].font.bold, styles["Heading 3"].font.bold) == (True, None)
    assert all(styles[f"Heading {level}"].paragraph_format.keep_with_next for level in (1, 2, 3))


def test_signature_rows_are_kept_whole_and_with_the_text_before(tmp_path: Path) -> None:
    file = written(tmp_path, report())
    signing = next(table for table in file.tables if "Nơi nhận:" in table.cell(0, 0).text)
    assert "w:cantSplit" in signing._tbl.xml
    before = signing._tbl.getprevious()
    assert before.pPr.keepNext is not None
    assert before.getprevious().pPr.keepNext is not None


def test_hostile_and_empty_text_makes_a_file_all_the_same(tmp_path: Path) -> None:
    made = report(profile(head_name="", name="Trường \u202e\x00<&>"), texts=("\x0b\ud800 🎉 " + "x" * 5000, "", "\n\n"))
    assert any("xxxx" in text for text in words(written(tmp_path, made)))
    bare = dataclasses.replace(made, sections=(), appendices=())
    assert "Nơi nhận:" in words(written(tmp_path, bare))
    (tmp_path / "tệp").write_text("")
    with pytest.raises(UserError):
        editable.write(made, tmp_path / "tệp" / "a.docx")


def converted(tmp_path: Path, path: Path) -> bytes:
    """The PDF that LibreOffice makes of a Word file with the packaged typeface in place of Times New Roman."""
    (tmp_path / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{paths.resource('fonts')}</dir><cachedir>{tmp_path / 'cache'}</cachedir>"
        '<alias binding="same"><family>Times New Roman</family><prefer><family>Liberation Serif</family></prefer></alias>'
        "</fontconfig>"
    )
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/office", "--headless", "--convert-to", "pdf"]
    here = {**os.environ, "HOME": str(tmp_path), "FONTCONFIG_FILE": str(tmp_path / "fonts.conf")}
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=120, env=here
    )
    return path.with_suffix(".pdf").read_bytes()


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["THCS", "xã", "tên dài"])
def test_a_word_processor_breaks_lines_and_pages_as_the_pdf_and_draws_the_boxes_at_the_same_places(
    name: str, tmp_path: Path
) -> None:
    assert name in PROFILES
    made = report(profile(name), body=16, rows=25, texts=(OWN,))
    editable.write(made, tmp_path / "báo cáo.docx")
    ours, theirs = measure(make(made)), measure(converted(tmp_path, tmp_path / "báo cáo.docx"))
    assert len(ours) == len(theirs)
    for page, other in zip(ours[:2], theirs[:2], strict=True):
        expected = [line for line in body(page) if "…" not in line.text]
        for line in expected:
            pattern = "^" + re.escape(line.text[:25].strip())
            twin = other.find(pattern)
            assert (round(twin.size), twin.font) == (line.size, line.font), line.text
            assert twin.x0 == pytest.approx(line.x0, abs=1.0), line.text
    motto = theirs[0].find("^Độc lập")
    length, middle = theirs[0].rule_below(motto)
    assert length == pytest.approx(motto.x1 - motto.x0, abs=0.5)
    assert middle == pytest.approx(motto.middle, abs=0.5)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("unit", ["trung tâm tên 120 ký tự", "số dài", "loại PTDTBT_TH_THCS", "loại XA"])
def test_a_word_processor_keeps_number_and_date_on_a_line_and_breaks_the_heads_of_appendices_alike(
    unit: str, tmp_path: Path
) -> None:
    made = report_of(unit)
    editable.write(made, tmp_path / "báo cáo.docx")
    ours, theirs = pages_of(unit), measure(converted(tmp_path, tmp_path / "báo cáo.docx"))
    number, dated = theirs[0].find("^Số:"), theirs[0].find("ngày .*năm 2026$")
    assert number.y == pytest.approx(dated.y, abs=0.3)
    assert len(theirs) == len(ours)
    for page, other in zip(ours[2:], theirs[2:], strict=True):
        heads = [[line.text for line in each.lines if line.size == 14 and line.y > 15] for each in (page, other)]
        assert heads[0] == heads[1]
