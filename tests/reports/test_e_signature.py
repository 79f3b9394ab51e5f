"""An edition signed with a key file: into its own empty field, nothing before it changed, and what is wrong told in a sentence."""

from __future__ import annotations

import io
import logging
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from desktop.errors import UserError
from desktop.models.adhoc_report import AdhocReport
from desktop.models.database import Database
from desktop.models.report import Report, report_id
from desktop.reports.e_signature import edition_of, kept_file, sign_edition, signatures_in
from desktop.reports.e_signers import KeyFile, look_at
from desktop.reports.editions import add_edition
from desktop.reports.freeze import editions_of, freeze
from desktop.reports.pdf import SIGNATURE_FIELD, signature_mark
from tests.reports.filling import WRITTEN, activity, draft, store
from tests.reports.keys import PASSPHRASE, SCHOOL_NAME, SIGNER, key_file
from tests.reports.measuring import MM, make, measure, text_of
from tests.reports.samples import UNIT, profile, report

CODE = "1SCF-3WXX-HKGX"
YEAR = (Report.KIND, report_id(UNIT, 2026))


@pytest.fixture
def frozen(school: Database) -> Database:
    store(school, draft(blocks=WRITTEN), activity(topic="ND1"))
    freeze(school, 2026)
    return school


def signature_fields(document: bytes) -> list[tuple[int, list[float]]]:
    """Page (from 0) and rectangle of each signature field."""
    with pikepdf.open(io.BytesIO(document)) as opened:
        return [
            (at, [float(one) for one in note.Rect])
            for at, page in enumerate(opened.pages)
            for note in page.obj.get("/Annots", [])
            if note.FT == "/Sig"
        ]


def picture(document: bytes, at: int, forms: bool) -> Image.Image:
    """A page as a viewer shows it, with what lies in its fields or without."""
    with pypdfium2.PdfDocument(document) as opened:
        if forms:
            opened.init_forms()
        made: Image.Image = opened[at].render(scale=2, may_draw_forms=forms).to_pil().convert("L")
        return made


# --- the empty field ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("long", [False, True])
def test_a_frozen_edition_has_one_empty_field_between_the_post_and_the_name(long: bool) -> None:
    name = "Lò Thị Hương Giang Quỳnh Như " * 3 if long else "Lò Thị Ánh"
    document = make(report(profile(head_name=name.strip()), body=20), edition=1, code=CODE)
    [(at, (left, bottom, right, top))] = signature_fields(document)
    page = measure(document)[at]
    post, signer = page.find("^HIỆU TRƯỞNG$"), page.find("^Lò Thị")
    assert right * MM <= 210 - 15 + 0.1
    assert left * MM == pytest.approx(30 + 82, abs=0.1)
    assert 297 - top * MM > post.y + 1  # a hook under the line
    assert 297 - bottom * MM < signer.y - signer.size * MM * 0.7
    assert 29 <= (top - bottom) * MM <= 35
    with pypdfium2.PdfDocument(document) as opened:
        assert not opened[at].get_textpage().get_text_bounded(left, bottom, right, top).strip()


def test_the_field_prints_nothing_and_a_draft_has_none() -> None:
    made = report(body=20)
    assert signature_fields(make(made)) == []
    document = make(made, edition=1, code=CODE)
    assert document == make(made, edition=1, code=CODE)
    assert document.startswith(b"%PDF-1.7")
    for at in range(len(measure(document))):
        assert picture(document, at, forms=True).tobytes() == picture(document, at, forms=False).tobytes()
    with pikepdf.open(io.BytesIO(document)) as pdf:
        [field] = list(pdf.Root.AcroForm.Fields)
        assert (str(field.T), "/V" in field, int(field.F)) == (SIGNATURE_FIELD, False, 4)
        assert not pdf.is_encrypted


# --- signing -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_an_edition_is_signed_after_its_last_byte_and_the_file_is_kept_with_it(
    frozen: Database, tmp_path: Path, kind: str
) -> None:
    key = KeyFile(key_file(tmp_path / "khóa.p12", kind))
    made = sign_edition(frozen, *YEAR, key, PASSPHRASE)
    [edition] = editions_of(frozen, 2026)
    content = frozen.files.get(edition.signed_pdf)
    assert (made.sha256, made.size) == (edition.signed_pdf, len(content))
    assert content.startswith(edition_of(frozen, *YEAR).pdf())
    assert len(content) - len(edition_of(frozen, *YEAR).pdf()) < 80_000
    [one] = signatures_in(content)
    assert (one.intact, one.whole, one.expired) == (True, True, False)
    assert (one.certificate.name, one.certificate.organisation) == (SIGNER, SCHOOL_NAME)
    assert re.fullmatch(rf"{SIGNER} \({SCHOOL_NAME}\) ký lúc .*, tệp còn nguyên từ khi ký", one.words)
    chosen, again = kept_file(frozen, *YEAR)
    assert again is not None
    assert (chosen.frozen.edition, again.signatures, again.sha256) == (1, made.signatures, made.sha256)
    with pikepdf.open(io.BytesIO(content)) as opened:
        [field] = list(opened.Root.AcroForm.Fields)
        assert field.V.SubFilter == "/ETSI.CAdES.detached"


def test_what_the_signature_shows_stays_in_its_box_with_every_letter(frozen: Database, tmp_path: Path) -> None:
    about = {"name": "Nguyễn Thị Hương Giang Quỳnh Như", "organisation": "Ệ" * 15 + " <b>&amp; W"}
    key = KeyFile(key_file(tmp_path / "khóa.p12", **about))
    made = sign_edition(frozen, *YEAR, key, PASSPHRASE)
    content = frozen.files.get(made.sha256)
    [(at, (left, bottom, right, top))] = signature_fields(content)
    with_mark, without = (picture(content, at, forms=shown) for shown in (True, False))
    box = ImageChops.difference(with_mark, without).getbbox()
    assert box is not None
    height = with_mark.height
    x0, y0, x1, y1 = (edge / 2 for edge in box)
    assert left <= x0 + 1
    assert x1 - 1 <= right
    assert bottom <= height / 2 - y1 + 1
    assert height / 2 - y0 - 1 <= top
    with pikepdf.open(io.BytesIO(content)) as pdf:
        [field] = list(pdf.Root.AcroForm.Fields)
        mark = next(iter(field.AP.N.Resources.XObject.values()))
        assert all(
            "/FontFile2" in font.FontDescriptor for font in mark.Resources.Font.values() if "/FontDescriptor" in font
        )
    assert text_of(content) == text_of(edition_of(frozen, *YEAR).pdf())  # the pages themselves are untouched


def test_the_longest_names_are_cut_and_the_day_is_always_there() -> None:
    lines = ["Ký bởi: " + "Nguyễn Thị Hương Giang " * 9, "Cơ quan: " + "Ệ" * 500, "Ngày ký: 10/11/2026 09:32"]
    [page] = measure(signature_mark(lines, (235.0, 85.0)))
    assert len(page.lines) == 5
    assert page.lines[-1].text == lines[-1]
    assert all(line.x0 > 0 and line.x1 * 72 / 25.4 < 235 and 0 < line.y * 72 / 25.4 < 85 for line in page.lines)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="pdfsig is not installed (poppler-utils)")
def test_another_program_believes_the_signature_and_not_a_changed_file(frozen: Database, tmp_path: Path) -> None:
    made = sign_edition(frozen, *YEAR, KeyFile(key_file(tmp_path / "khóa.p12")), PASSPHRASE)
    content = frozen.files.get(made.sha256)
    whole, changed = tmp_path / "a.pdf", tmp_path / "b.pdf"
    whole.write_bytes(content)
    at = content.index(b"/Producer")
    changed.write_bytes(content[:at] + b"/producer" + content[at + 9 :])

    def said(path: Path) -> str:
        return subprocess.run(["pdfsig", str(path)], capture_output=True, text=True, check=False).stdout

    assert "Signature is Valid" in said(whole)
    assert "Total document signed" in said(whole)
    assert "ETSI.CAdES.detached" in said(whole)
    assert "Signature is Valid" not in said(changed)


def test_an_expired_certificate_is_told_before_and_after(frozen: Database, tmp_path: Path) -> None:
    key = KeyFile(key_file(tmp_path / "cũ.p12", days=(-400, -30)))
    from datetime import UTC, datetime

    [before] = look_at(key, PASSPHRASE).warnings(datetime.now(UTC))
    assert "đã hết hạn" in before
    made = sign_edition(frozen, *YEAR, key, PASSPHRASE)
    assert before in made.warnings
    [one] = made.signatures
    assert one.expired
    assert "không còn hoặc chưa có hiệu lực" in one.words


def test_a_report_without_number_and_date_is_advised_to_have_them(frozen: Database, tmp_path: Path) -> None:
    assert "chưa gõ sẵn số, ngày" in edition_of(frozen, *YEAR).advice[0]


# --- what is wrong -----------------------------------------------------------------------------------------------------


def test_what_cannot_sign_is_refused_in_a_sentence_and_nothing_is_kept(frozen: Database, tmp_path: Path) -> None:
    good = key_file(tmp_path / "khóa.p12")
    broken = tmp_path / "hỏng.p12"
    broken.write_bytes(good.read_bytes()[:-200])
    no_key_file = tmp_path / "ảnh.p12"
    no_key_file.write_bytes(b"\x89PNG" * 1000)
    large = tmp_path / "to.p12"
    large.write_bytes(b"0" * 2_000_000)
    for path, secret, words in (
        (good, "sai", "Mật khẩu của “khóa.p12” không đúng"),
        (good, "", "Mật khẩu của “khóa.p12” không đúng"),
        (broken, PASSPHRASE, "không phải tệp chứng thư|không đúng"),
        (no_key_file, PASSPHRASE, "không phải tệp chứng thư"),
        (large, PASSPHRASE, "không phải tệp chứng thư"),
        (tmp_path / "không có.p12", PASSPHRASE, "Không tìm thấy"),
        (only_certificate(tmp_path), PASSPHRASE, "không có khóa riêng"),
        (key_file(tmp_path / "ed.p12", "ed25519"), PASSPHRASE, "chỉ ký bằng khóa RSA hoặc EC"),
    ):
        with pytest.raises(UserError, match=words):
            sign_edition(frozen, *YEAR, KeyFile(path), secret)
    with pytest.raises(UserError, match="chưa chốt bản nào"):
        sign_edition(frozen, *YEAR, KeyFile(good), PASSPHRASE, edition=2)
    with pytest.raises(UserError, match="Không còn báo cáo"):
        sign_edition(frozen, Report.KIND, report_id(UNIT, 2027), KeyFile(good), PASSPHRASE)
    assert [one.signed_pdf for one in editions_of(frozen, 2026)] == [""]


def only_certificate(folder: Path) -> Path:
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

    from tests.reports.keys import certificate, key_of

    path = folder / "chỉ chứng thư.p12"
    lock = BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"x", None, certificate(key_of()), None, lock))
    return path


def test_without_the_library_a_sentence_says_what_to_install(
    frozen: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = KeyFile(key_file(tmp_path / "khóa.p12"))
    monkeypatch.setitem(sys.modules, "pyhanko", None)  # how Python remembers that there is none
    for asked in (lambda: look_at(key, PASSPHRASE), lambda: sign_edition(frozen, *YEAR, key, PASSPHRASE)):
        with pytest.raises(UserError, match="chưa cài phần ký số"):
            asked()
    assert kept_file(frozen, *YEAR)[1] is None


def test_a_file_without_passphrase_signs_too(frozen: Database, tmp_path: Path) -> None:
    key = KeyFile(key_file(tmp_path / "khóa.p12", passphrase=""))
    assert sign_edition(frozen, *YEAR, key, "").signatures[0].intact


def test_neither_passphrase_nor_name_reaches_the_log(
    frozen: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = KeyFile(key_file(tmp_path / "khóa.p12"))
    sign_edition(frozen, *YEAR, key, PASSPHRASE)
    with pytest.raises(UserError):
        sign_edition(frozen, *YEAR, key, "Bí mật 99")
    assert PASSPHRASE not in caplog.text
    assert "Bí mật 99" not in caplog.text
    assert SIGNER not in caplog.text


def test_names_in_a_certificate_are_kept_short_and_on_one_line(tmp_path: Path) -> None:
    key = key_file(tmp_path / "a.p12", name="Lò\nVăn\tThoản\u202e", organisation="O")
    assert "\n" not in look_at(KeyFile(key), PASSPHRASE).name


def test_a_report_that_a_document_demands_is_signed_the_same_way(school: Database, tmp_path: Path) -> None:
    demand = AdhocReport(
        unit_id=UNIT, type="Công văn", number="45/SGDĐT", date=date(2026, 9, 1), issuer="Sở GDĐT", subject="Báo cáo nhanh",
        period_from=date(2026, 1, 1), period_to=date(2026, 8, 31), sections=["II.1"],
    )  # fmt: skip
    store(school, demand)
    with school.transaction() as session:
        add_edition(school.files, session.get_one(AdhocReport, demand.id), report(body=3))
    made = sign_edition(school, AdhocReport.KIND, demand.id, KeyFile(key_file(tmp_path / "khóa.p12")), PASSPHRASE)
    with school.snapshot() as session:
        assert session.get_one(AdhocReport, demand.id).editions[0]["signed_pdf"] == made.sha256
    assert kept_file(school, AdhocReport.KIND, demand.id)[1] is not None
