"""A report signed with other software comes back: recognised by what it says, whatever it is called, and nothing else passes."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from desktop.errors import UserError
from desktop.evidence.signed_pdf import take_signed_pdf
from desktop.models.database import Database
from desktop.models.report import Report, report_id
from desktop.reports.e_signature import edition_of
from desktop.reports.editions import editions_in
from desktop.reports.freeze import editions_of, freeze
from tests.reports.conftest import school  # noqa: F401  a database with one school
from tests.reports.filling import WRITTEN, activity, draft, store
from tests.reports.keys import PASSPHRASE, SIGNER, key_file
from tests.reports.measuring import make
from tests.reports.samples import UNIT, report

YEAR = (Report.KIND, report_id(UNIT, 2026))


@pytest.fixture
def frozen(school: Database) -> Database:  # noqa: F811
    store(school, draft(blocks=WRITTEN), activity(topic="ND1"))
    freeze(school, 2026)
    return school


@pytest.fixture
def outside(tmp_path: Path) -> Callable[..., bytes]:
    """Another signing program: it puts a field of its own where it likes, shows its own words, signs."""
    key = key_file(tmp_path / "khóa.p12")

    def sign(document: bytes, field: str = "Signature1", box: tuple[int, int, int, int] = (20, 20, 20, 20)) -> bytes:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign.fields import SigFieldSpec
        from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

        signer = SimpleSigner.load_pkcs12_data(key.read_bytes(), (), PASSPHRASE.encode())
        made = io.BytesIO()
        PdfSigner(
            PdfSignatureMetadata(field_name=field, md_algorithm="sha256"),
            signer,
            new_field_spec=SigFieldSpec(field, on_page=0, box=box),
        ).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(document)), output=made)
        return made.getvalue()

    return sign


def laid(folder: Path, content: bytes, name: str = "tệp gì đó.bin") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def rewritten(document: bytes, change: Callable[[pikepdf.Pdf], None] | None = None) -> bytes:
    """The file as a program writes it that keeps no byte of what it read."""
    with pikepdf.open(io.BytesIO(document)) as opened:
        if change:
            change(opened)
        made = io.BytesIO()
        opened.save(made)
    return made.getvalue()


def painted_over(document: bytes) -> bytes:
    """`document` with a white box over its text added after its last byte: it still begins with every byte it had."""
    from pyhanko.pdf_utils.generic import StreamObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer: Any = IncrementalPdfFileWriter(io.BytesIO(document))
    drawn = StreamObject(stream_data=b"1 1 1 rg 100 500 300 100 re f")
    writer.add_stream_to_page(0, writer.add_object(drawn))
    made = io.BytesIO()
    writer.write(made)
    assert made.getvalue().startswith(document)
    return made.getvalue()


def test_a_file_signed_elsewhere_is_recognised_whatever_it_is_called(
    frozen: Database, tmp_path: Path, outside: Callable[..., bytes]
) -> None:
    freeze(frozen, 2026)
    signed = outside(edition_of(frozen, *YEAR).pdf())
    chosen, made = take_signed_pdf(frozen, laid(tmp_path, signed))
    assert (chosen.kind, chosen.record_id, made.edition, made.warnings) == (*YEAR, 1, ())
    [one] = made.signatures
    assert (one.certificate.name, one.intact, one.whole) == (SIGNER, True, True)
    [edition] = editions_of(frozen, 2026)
    assert edition.signed_pdf == made.sha256
    assert frozen.files.get(made.sha256) == signed
    with frozen.snapshot() as session:
        kept = session.get_one(Report, YEAR[1])
        assert kept.editions[0]["signed_pdf_bytes"] == len(signed)
        assert editions_in(kept, 2026) == (edition,)


def test_a_file_that_was_written_anew_is_recognised_by_its_words_and_looks(
    frozen: Database, tmp_path: Path, outside: Callable[..., bytes]
) -> None:
    signed = outside(rewritten(edition_of(frozen, *YEAR).pdf()))
    assert not signed.startswith(edition_of(frozen, *YEAR).pdf())
    _, made = take_signed_pdf(frozen, laid(tmp_path, signed), YEAR)
    assert made.edition == 1


def test_head_and_office_may_both_sign(frozen: Database, tmp_path: Path, outside: Callable[..., bytes]) -> None:
    signed = outside(outside(edition_of(frozen, *YEAR).pdf(), "ChuKySo2"), "ConDau")
    _, made = take_signed_pdf(frozen, laid(tmp_path, signed))
    assert [one.intact for one in made.signatures] == [True, True]


def test_a_signature_that_hides_words_is_told(frozen: Database, tmp_path: Path, outside: Callable[..., bytes]) -> None:
    signed = outside(edition_of(frozen, *YEAR).pdf(), box=(100, 300, 400, 700))
    _, made = take_signed_pdf(frozen, laid(tmp_path, signed))
    assert "trang 1 che lên chữ" in made.warnings[0]


def test_what_is_no_signed_copy_of_an_edition_is_refused_and_nothing_is_kept(
    frozen: Database, tmp_path: Path, outside: Callable[..., bytes]
) -> None:
    document = edition_of(frozen, *YEAR).pdf()
    signed = outside(document)
    flipped = bytearray(signed)
    flipped[len(document) // 2] ^= 1
    at = signed.index(b"/Producer")
    code = edition_of(frozen, *YEAR).frozen.code
    other = make(report(body=3), edition=1, code="1SCF-3WXX-HKGX")

    def note(opened: pikepdf.Pdf) -> None:
        box = pikepdf.Array([100, 600, 300, 700])
        made = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=box, Contents="85,7%")
        opened.pages[0].obj.Annots = pikepdf.Array([opened.make_indirect(made)])

    def script(opened: pikepdf.Pdf) -> None:
        opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    def fewer(opened: pikepdf.Pdf) -> None:
        del opened.pages[-1]

    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(document)) as opened:
        opened.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    draft_pdf = make(edition_of(frozen, *YEAR).body)
    for content, words in (
        (document, "chưa có chữ ký số"),
        (bytes(flipped), "đã bị sửa sau khi ký|bị hỏng"),
        (signed[:at] + b"/producer" + signed[at + 9 :], "đã bị sửa sau khi ký"),
        (painted_over(signed), "đã bị sửa sau khi ký"),
        (outside(painted_over(document)), "nội dung khác bản đã chốt"),
        (outside(make(report(body=3), edition=1, code=code)), "nội dung khác bản đã chốt"),
        (outside(rewritten(document, note)), "ghi chú hoặc hình dán"),
        (outside(rewritten(document, fewer)), "nội dung khác bản đã chốt"),
        (outside(rewritten(document, script)), "mã lệnh"),
        (outside(other), "không phải bản nào đơn vị đã chốt"),
        (outside(draft_pdf), "không có mã bản chốt"),
        (locked.getvalue(), "bị khóa bằng mật khẩu"),
        (signed[: len(signed) // 2], "bị hỏng|đã bị sửa|chưa có chữ ký"),
        (b"", "không phải tệp PDF"),
        (b"MZ" + signed[:2000].replace(b"%PDF", b"xxxx"), "không phải tệp PDF"),
        (signed + b" " * (15 * 1024 * 1024), "lớn hơn 15 MB"),
    ):
        with pytest.raises(UserError, match=words):
            take_signed_pdf(frozen, laid(tmp_path, content))
    with pytest.raises(UserError, match="báo cáo khác"):
        take_signed_pdf(frozen, laid(tmp_path, signed), (Report.KIND, report_id(UNIT, 2027)))
    with pytest.raises(UserError, match="Không tìm thấy"):
        take_signed_pdf(frozen, tmp_path / "đâu.pdf")
    assert [one.signed_pdf for one in editions_of(frozen, 2026)] == [""]
