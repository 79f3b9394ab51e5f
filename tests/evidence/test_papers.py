"""Paper that comes back: PDFs of the program as they are, tampered with, mixed, and scanned; hostile files."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from desktop.errors import UserError
from desktop.evidence.papers import check_paper, scan_doubts
from desktop.models.base import utc_now
from desktop.models.database import Database
from desktop.models.installation import Installation
from desktop.models.report import Report, report_id
from desktop.models.unit import profile_id
from desktop.reports import pdf
from desktop.reports.code import code_of
from desktop.reports.document import AnnualReport
from desktop.reports.editions import FrozenEdition
from desktop.reports.freeze import freeze, load_edition
from desktop.reports.paper_check import PaperAnswer, Verdict, look_up
from tests.reports.filling import WRITTEN, activity, draft, store
from tests.reports.samples import UNIT, profile


@pytest.fixture
def school(tmp_path: Path) -> Iterator[Database]:
    """One school whose report of 2026 is frozen."""
    with Database.open(tmp_path / "dữ liệu", create=True) as database:
        with database.transaction() as session:
            made = profile()
            made.id = profile_id(UNIT, 2026)
            session.add(made)
            session.add(Installation(id=1, role="unit", unit_id=UNIT, created_at=utc_now(), settings={}))
        store(database, draft(blocks=WRITTEN), activity(topic="ND1", people=120))
        freeze(database, 2026)
        yield database


def written(path: Path, report: AnnualReport, frozen: FrozenEdition, **other: object) -> Path:
    """The PDF of an edition, perhaps with another number or code at its foot."""
    values = {"edition": frozen.edition, "code": frozen.code, **other}
    pdf.write(report, path, **values)  # type: ignore[arg-type]
    return path


def original(database: Database, path: Path, edition: int | None = None) -> Path:
    return written(path, *load_edition(database, 2026, edition))


def checked(database: Database, *paths: Path) -> PaperAnswer:
    return check_paper(database, paths)


def told(answer: PaperAnswer) -> str:
    return "\n".join(one.sentence for one in answer.differences)


def test_a_file_of_the_program_matches_also_with_something_appended_or_saved_again(
    school: Database, tmp_path: Path
) -> None:
    path = original(school, tmp_path / "a.pdf")
    answer = checked(school, path)
    assert (answer.verdict, answer.differences, answer.by_eye) == (Verdict.MATCH, (), False)
    assert answer.held is not None
    assert answer.pages == answer.held.frozen.pages
    appended = tmp_path / "b.pdf"
    appended.write_bytes(path.read_bytes() + b"\n% ch\xe1\xbb\xaf k\xc3\xbd\n%%EOF\n")
    with pikepdf.open(path) as opened:
        opened.docinfo["/Title"] = "Tên khác"
        opened.save(tmp_path / "c.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert checked(school, appended).verdict is Verdict.MATCH
    assert checked(school, tmp_path / "c.pdf").verdict is Verdict.MATCH


def other_unit(report: AnnualReport, edition: FrozenEdition) -> tuple[AnnualReport, dict[str, object]]:
    return replace(report, unit="Trường THCS Mường Bú"), {}


def other_year(report: AnnualReport, edition: FrozenEdition) -> tuple[AnnualReport, dict[str, object]]:
    return replace(report, year=2027), {}


def other_edition(report: AnnualReport, edition: FrozenEdition) -> tuple[AnnualReport, dict[str, object]]:
    return report, {"edition": 7}


def a_figure(report: AnnualReport, edition: FrozenEdition) -> tuple[AnnualReport, dict[str, object]]:
    appendices = list(report.appendices)
    at = next(
        n for n, one in enumerate(appendices) if any("120" in cell for row in one.table.rows for cell in row.cells)
    )
    table = appendices[at].table
    rows = tuple(replace(row, cells=tuple(cell.replace("120", "720") for cell in row.cells)) for row in table.rows)
    appendices[at] = replace(appendices[at], table=replace(table, rows=rows))
    return replace(report, appendices=tuple(appendices)), {}


Tamper = Callable[[AnnualReport, FrozenEdition], tuple[AnnualReport, dict[str, object]]]


@pytest.mark.parametrize(
    ("tamper", "said"),
    [(other_unit, "đơn vị"), (other_year, "năm"), (other_edition, "bản số"), (a_figure, "“720”")],
)
def test_each_field_and_figure_tampered_with_is_told(
    school: Database, tmp_path: Path, tamper: Tamper, said: str
) -> None:
    report, edition = load_edition(school, 2026)
    changed, other = tamper(report, edition)
    answer = checked(school, written(tmp_path / "a.pdf", changed, edition, **other))
    assert answer.verdict is Verdict.ALTERED
    assert said in told(answer)


def test_a_wrong_code_at_the_foot_and_a_code_of_nothing(school: Database, tmp_path: Path) -> None:
    report, edition = load_edition(school, 2026)
    broken = edition.code[:-1] + ("0" if edition.code[-1] != "0" else "1")
    assert checked(school, written(tmp_path / "a.pdf", report, edition, code=broken)).verdict is Verdict.UNKNOWN
    answer = checked(school, written(tmp_path / "b.pdf", report, edition, code=code_of(b"something else")))
    assert answer.verdict is Verdict.UNKNOWN
    assert "không thuộc bản báo cáo nào" in answer.sentence


def laid_over(source: Path, target: Path, draw: Callable[[Canvas], None]) -> Path:
    """Something drawn on the first page of a PDF."""
    file = io.BytesIO()
    canvas = Canvas(file)
    draw(canvas)
    canvas.save()
    with pikepdf.open(source) as opened, pikepdf.open(io.BytesIO(file.getvalue())) as over:
        opened.pages[0].add_overlay(over.pages[0], pikepdf.Rectangle(0, 0, 595, 842))
        opened.save(target)
    return target


def test_what_is_drawn_over_a_page_is_told_though_its_words_are_the_same(school: Database, tmp_path: Path) -> None:
    path = original(school, tmp_path / "a.pdf")

    def cover(canvas: Canvas) -> None:
        canvas.setFillGray(1)
        canvas.rect(85, 400, 200, 120, stroke=0, fill=1)

    answer = checked(school, laid_over(path, tmp_path / "b.pdf", cover))
    assert (answer.verdict, [one.what for one in answer.differences]) == (Verdict.ALTERED, ["picture"])
    answer = checked(school, laid_over(path, tmp_path / "c.pdf", lambda c: c.drawString(90, 420, "999")))
    assert "“999”" in told(answer)


def test_pages_missing_twice_turned_around_and_of_another_edition(school: Database, tmp_path: Path) -> None:
    first = original(school, tmp_path / "a.pdf")
    store(school, activity(topic="ND3", people=50))
    freeze(school, 2026)
    second = original(school, tmp_path / "b.pdf")
    old = checked(school, first)
    assert (old.verdict, old.differences) == (Verdict.OLDER, ())
    assert old.changed > 0
    assert "bản số 2 thay thế" in old.sentence
    changes: tuple[tuple[Callable[[Any, Any], object], str], ...] = (
        (lambda pages, other: pages.__delitem__(1), "Thiếu trang 2/"),
        (lambda pages, other: pages.append(pages[1]), "có 2 lần"),
        (lambda pages, other: pages.reverse(), "không theo thứ tự"),
        (lambda pages, other: pages.__setitem__(1, other[1]), "bản số 1"),
    )
    for change, said in changes:
        with pikepdf.open(second) as opened, pikepdf.open(first) as other:
            change(opened.pages, other.pages)
            opened.save(tmp_path / "c.pdf")
        answer = checked(school, tmp_path / "c.pdf")
        assert answer.verdict is Verdict.ALTERED, said
        assert said in told(answer)


def scanned(path: Path, folder: Path, turned: float = 0.0, dpi: int = 200) -> list[Path]:
    """Pages as a scanner gives them: a picture each, a little turned and noisy."""
    folder.mkdir(exist_ok=True)
    made = []
    with pypdfium2.PdfDocument(path) as opened:
        for at, page in enumerate(opened):
            picture = page.render(scale=dpi / 72).to_pil().convert("L")
            noise = Image.frombytes("L", (200, 200), random.Random(at).randbytes(40_000)).resize(picture.size)
            picture = Image.blend(picture, noise, 0.12).rotate(turned, expand=turned % 90 == 0, fillcolor=235)
            made.append(folder / f"{at:02}.jpg")
            picture.save(made[-1], quality=70)
    return made


@pytest.mark.parametrize("turned", [0, 1.5, -2.0, 90, 180])
def test_photos_of_pages_lead_to_their_edition_and_are_compared_by_eye(
    school: Database, tmp_path: Path, turned: float
) -> None:
    photos = scanned(original(school, tmp_path / "a.pdf"), tmp_path / "ảnh", turned)
    answer = checked(school, *photos)
    assert (answer.verdict, answer.by_eye, answer.differences) == (Verdict.MATCH, True, ())
    assert "bằng mắt" in answer.sentence
    assert "Không đọc được mã" not in answer.sentence
    assert answer.figures


def test_a_scan_with_a_page_of_another_year_or_too_few_pages_is_told(school: Database, tmp_path: Path) -> None:
    first = scanned(original(school, tmp_path / "a.pdf"), tmp_path / "1")
    store(school, draft(2027, blocks=WRITTEN))
    freeze(school, 2027)
    report, edition = load_edition(school, 2027)
    other = scanned(written(tmp_path / "b.pdf", report, edition), tmp_path / "2")
    assert "năm 2027" in told(checked(school, *first[:-1], other[-1]))
    assert "Bản quét có 1 trang" in told(checked(school, first[0]))


def test_the_scan_of_another_edition_is_doubted_by_name(school: Database, tmp_path: Path) -> None:
    from desktop.reports.scan import read_scan

    photos = scanned(original(school, tmp_path / "a.pdf"), tmp_path / "1")
    scan = read_scan(photos)
    code = load_edition(school, 2026)[1].code
    assert scan_doubts(school, scan.content, code) == ()
    store(school, activity(topic="ND3"))
    newer = freeze(school, 2026)
    assert any("bản số 1" in one for one in scan_doubts(school, scan.content, newer.code))
    blank = tmp_path / "trắng.png"
    Image.new("L", (1700, 2400), 255).save(blank)
    assert "Không đọc được mã" in scan_doubts(school, read_scan([blank]).content, code)[0]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7\n%%EOF",
        b"\xff\xd8\xff\xe0" + b"\x00" * 300,
        b"PK\x03\x04" + b"\x00" * 99,
        b"%PDF-" + bytes(2000),
    ],
)
def test_hostile_files_are_sentences(school: Database, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tệp.pdf").write_bytes(content)
    with pytest.raises(UserError, match=r"tệp\.pdf"):
        checked(school, tmp_path / "tệp.pdf")


def test_too_many_pages_a_locked_file_and_a_report_of_no_one(school: Database, tmp_path: Path) -> None:
    with pikepdf.new() as made:
        for _ in range(151):
            made.add_blank_page()
        made.save(tmp_path / "nhiều.pdf")
        made.save(tmp_path / "khóa.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
        del made.pages[1:]
        made.save(tmp_path / "trống.pdf")
    with pytest.raises(UserError, match="151 trang"):
        checked(school, tmp_path / "nhiều.pdf")
    with pytest.raises(UserError, match="mật khẩu"):
        checked(school, tmp_path / "khóa.pdf")
    assert checked(school, tmp_path / "trống.pdf").headline == "Không thấy mã"


def test_a_code_is_found_however_it_is_typed_and_a_slip_is_put_right(school: Database) -> None:
    code = load_edition(school, 2026)[1].code
    for typed in (code, code.lower(), code.replace("-", " "), f"NQ71:{code}", f" {code.replace('-', '')} "):
        assert look_up(school, typed).verdict is Verdict.MATCH
    letters = code.replace("-", "")
    for wrong in (
        letters[:-1],
        letters[1] + letters[0] + letters[2:],
        "7" + letters,
        ("Z" if letters[0] != "Z" else "Y") + letters[1:],
    ):
        answer = look_up(school, wrong)
        assert (answer.headline, answer.suggestions) in (("Mã sai", (code,)), ("Khớp", ()))
    assert look_up(school, "").headline == "Mã sai"
    assert look_up(school, "ệ" * 5000).suggestions == ()


def test_an_edition_only_in_the_history_is_known_as_older(school: Database) -> None:
    first = load_edition(school, 2026)[1]
    store(school, activity(topic="ND3"))
    second = freeze(school, 2026)
    with school.transaction() as session:
        report = session.get_one(Report, report_id(UNIT, 2026))
        report.editions = [one for one in report.editions if one["edition"] == second.edition]
    assert look_up(school, first.code).verdict is Verdict.OLDER


def test_a_body_that_is_not_here_is_said(school: Database) -> None:
    frozen = load_edition(school, 2026)[1]
    school.files.path(frozen.sha256).unlink()
    answer = look_up(school, frozen.code)
    assert (answer.verdict, answer.headline) == (Verdict.UNKNOWN, "Chưa có nội dung")
