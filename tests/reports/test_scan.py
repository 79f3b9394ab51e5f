"""The scan of the signed copy: judged by content, photographs made into pages, tied to its edition."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.entry import report_of
from desktop.reports.archive import of_pictures
from desktop.reports.freeze import editions_of, freeze
from desktop.reports.scan import MOST_BYTES, Scan, attach_scan, read_scan
from tests.reports.filling import WRITTEN, activity, draft, store
from tests.reports.measuring import make
from tests.reports.samples import UNIT, report


def photo(path: Path, size: tuple[int, int] = (1700, 2400), **options: object) -> Path:
    """A page with a dark band at its top."""
    picture = Image.new("RGB", size, "white")
    picture.paste("black", (0, 0, size[0], size[1] // 10))
    picture.save(path, **options)  # type: ignore[arg-type]
    return path


def noise(path: Path, size: tuple[int, int]) -> Path:
    """A picture that no compression makes small."""
    Image.frombytes("RGB", size, random.Random(1).randbytes(size[0] * size[1] * 3)).save(path, quality=95)
    return path


@pytest.fixture
def frozen(school: Database) -> Database:
    store(school, draft(blocks=WRITTEN), activity(topic="ND1"))
    freeze(school, 2026)
    return school


def test_a_pdf_is_kept_as_it_is(tmp_path: Path) -> None:
    content = make(report())
    (tmp_path / "bản quét.bin").write_bytes(content)
    scan = read_scan([tmp_path / "bản quét.bin"])
    assert (scan.content, scan.pages, scan.dpi, scan.warnings) == (content, 3, None, ())


def test_photographs_become_a4_pages_in_their_order_not_scaled_up(tmp_path: Path) -> None:
    paths = [
        photo(tmp_path / "1.png"),
        photo(tmp_path / "2.jpg", (2400, 1700)),
        photo(tmp_path / "3.jpg", (3400, 4800)),
    ]
    scan = read_scan(paths)
    with pikepdf.open(io.BytesIO(scan.content)) as opened:
        sizes = [[round(float(edge)) for edge in page.mediabox[2:]] for page in opened.pages]
        assert sizes == [[595, 842], [842, 595], [595, 842]]
        images = [page.Resources.XObject.Picture for page in opened.pages]
        assert [(int(each.Width), int(each.Height)) for each in images][:2] == [(1700, 2400), (2400, 1700)]
        assert int(images[2].Height) < 4800
        assert int(images[2].Height) / (297 / 25.4) == pytest.approx(300, abs=12)
    assert (scan.pages, scan.warnings) == (3, ())
    assert scan.dpi is not None
    assert 200 <= scan.dpi <= 300
    assert read_scan(paths).content == scan.content


def test_a_photograph_is_turned_upright_and_loses_where_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "MÁY ẢNH"
    exif.get_ifd(0x8825)[1] = "N"
    path = photo(tmp_path / "a.jpg", (2400, 1700), exif=exif)
    scan = read_scan([path])
    assert b"Exif" in path.read_bytes()
    assert b"Exif" not in scan.content
    with pypdfium2.PdfDocument(scan.content) as opened:
        shown = opened[0].render(scale=0.5).to_pil().convert("L")
    assert shown.height > shown.width
    assert shown.getpixel((shown.width - 5, shown.height // 2)) < 60, "the band went to the right"


def test_too_few_dots_are_told_and_not_made_up(tmp_path: Path) -> None:
    scan = read_scan([photo(tmp_path / "mờ.png", (800, 1100))])
    assert scan.dpi == pytest.approx(97, abs=2)
    assert "200 dpi" in scan.warnings[0]
    file = io.BytesIO()
    Image.open(tmp_path / "mờ.png").save(file, "JPEG")
    (tmp_path / "mờ.pdf").write_bytes(of_pictures([(file.getvalue(), (800, 1100))]))
    assert read_scan([tmp_path / "mờ.pdf"]).dpi == pytest.approx(97, abs=3)


def test_many_large_photographs_are_made_small_enough_for_a_bundle(tmp_path: Path) -> None:
    scan = read_scan([noise(tmp_path / f"{at}.jpg", (2480, 3508)) for at in range(4)])
    assert scan.pages == 4
    assert len(scan.content) <= MOST_BYTES
    assert scan.dpi == 200


def locked(path: Path, password: str) -> Path:
    with pikepdf.open(io.BytesIO(make(report()))) as opened:
        opened.save(path, encryption=pikepdf.Encryption(owner="chủ", user=password))
    return path


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "không phải tệp PDF, ảnh"),
        (b"MZ\x90\x00", "không phải tệp PDF, ảnh"),
        (b"%PDF-1.7\n%%EOF", "không phải tệp PDF đọc được"),
        (b"\xff\xd8\xff\xe0" + b"\x00" * 300, "không phải tệp PDF, ảnh"),
        (b"GIF89a" + b"\x00" * 50, "không phải tệp PDF, ảnh"),
        (b"<svg><image href='file:///etc/passwd'/></svg>", "không phải tệp PDF, ảnh"),
        (b"%PDF-1.7\n" + b"\x00" * MOST_BYTES, "15 MB"),
    ],
)
def test_what_is_no_scan_is_refused_with_its_name(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "tệp.pdf").write_bytes(content)
    with pytest.raises(UserError, match=said) as refused:
        read_scan([tmp_path / "tệp.pdf"])
    assert "tệp.pdf" in refused.value.sentence


def test_locked_mixed_missing_huge_and_none_are_sentences(tmp_path: Path) -> None:
    wide = tmp_path / "rộng.png"
    Image.new("1", (20_000, 4_300)).save(wide)
    scanned = tmp_path / "a.pdf"
    scanned.write_bytes(make(report()))
    for paths, said in (
        ([locked(tmp_path / "b.pdf", "bí mật")], "mật khẩu"),
        ([locked(tmp_path / "c.pdf", "")], "mật khẩu"),
        ([scanned, photo(tmp_path / "d.png")], "không chọn lẫn"),
        ([tmp_path / "không có.pdf"], "không có.pdf"),
        ([tmp_path], "Không|không"),
        ([wide], "quá nhiều điểm ảnh"),
        ([], "Chưa chọn"),
    ):
        with pytest.raises(UserError, match=said):
            read_scan(paths)


def test_the_scan_is_tied_to_the_edition_that_was_signed_and_kept_once(frozen: Database) -> None:
    store(frozen, activity(topic="ND3"))
    freeze(frozen, 2026)
    first = attach_scan(frozen, 2026, Scan(b"%PDF-1", 2, 300), edition=1)
    newest = attach_scan(frozen, 2026, Scan(b"%PDF-2", 3, 300))
    one, two = editions_of(frozen, 2026)
    assert (one.scan, one.scan_bytes, two.scan) == (first.sha256, 6, newest.sha256)
    assert frozen.files.get(two.scan) == b"%PDF-2"
    assert freeze(frozen, 2026) == two, "an edition with its scan is still the newest of this content"
    with pytest.raises(UserError, match="bản số 7"):
        attach_scan(frozen, 2026, newest, edition=7)


def test_a_report_never_frozen_takes_no_scan(school: Database) -> None:
    with pytest.raises(UserError, match="chưa chốt"):
        attach_scan(school, 2026, Scan(b"%PDF", 1, None))
    with school.snapshot() as session:
        assert report_of(session, UNIT, 2026).editions in (None, [])
