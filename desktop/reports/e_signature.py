"""The electronic signature of a frozen edition: PAdES (ETSI EN 319 142-1, level B) into the empty field that its PDF has, and what
signatures in a PDF are worth. No network: no time-stamp, no list of trusted bodies; whether an issuer can be trusted is not judged.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from desktop.errors import UserError
from desktop.models.database import Database
from desktop.models.issued import Issued
from desktop.models.kinds import ISSUED
from desktop.reports.document import AnnualReport
from desktop.reports.e_signers import Certificate, Key, OpenedKey, certificate_of, needs_library, opened
from desktop.reports.editions import FrozenEdition, body_of, editions_in, tie
from desktop.text import format_moment

UNTRUSTED = "Chương trình chưa kiểm tra được nơi cấp chứng thư (không có mạng); chỉ xác nhận tệp còn nguyên từ khi ký."
MOST_SIGNATURES = 20


@dataclass(frozen=True)
class Signed:
    """One signature in a PDF. `at` is the time the signer claims, UTC ISO text or "". `whole`: nothing was added after it."""

    certificate: Certificate
    at: str
    intact: bool
    whole: bool

    @property
    def expired(self) -> bool:
        """Whether the certificate was not in force at the time claimed."""
        return bool(self.at) and bool(self.certificate.warnings(datetime.fromisoformat(self.at)))

    @property
    def words(self) -> str:
        """Nguyễn Văn A (Trường …) ký lúc 09:32 ngày 10/11/2026, tệp còn nguyên từ khi ký."""
        whose = self.certificate.name + (f" ({self.certificate.organisation})" if self.certificate.organisation else "")
        when = f"ký lúc {format_moment(self.at)}" if self.at else "ký (không ghi lúc nào)"
        state = "còn nguyên từ khi ký" if self.intact else "đã bị sửa sau khi ký"
        late = "; lúc đó chứng thư không còn hoặc chưa có hiệu lực" if self.expired else ""
        return f"{whose} {when}, tệp {state}{late}"


@dataclass(frozen=True)
class SignedFile:
    """A signed PDF that is kept with an edition."""

    edition: int
    sha256: str
    size: int
    signatures: tuple[Signed, ...]
    warnings: tuple[str, ...] = ()


# --- which edition -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    """A frozen edition with what it says, whatever kind of report it is; `number` and `dated` as its paper has them typed."""

    kind: str
    record_id: str
    frozen: FrozenEdition
    body: AnnualReport

    @property
    def advice(self) -> tuple[str, ...]:
        """What to know before signing: nobody writes by hand on a signed file."""
        head = self.body.letterhead
        if head.number and head.dated:
            return ()
        return (
            "Bản này chưa gõ sẵn số, ngày; ký số xong không viết thêm vào được. "
            "Nếu gửi bản điện tử thì nên chốt bản mới có số, ngày rồi hãy ký.",
        )

    def pdf(self) -> bytes:
        """The edition's PDF, made again: the same bytes each time."""
        from desktop.reports import pdf

        file = io.BytesIO()
        pdf.write(self.body, file, self.frozen.edition, self.frozen.code)
        return file.getvalue()


def issued_in(session: Any, kind: str, record_id: str) -> Issued:
    """The record of that kind and id. UserError where it is not here."""
    found = next((session.get(one, record_id) for one in ISSUED if kind == one.KIND), None)
    if found is None or found.deleted:
        raise UserError("Không còn báo cáo này. Hãy mở lại trang Báo cáo.")
    issued: Issued = found
    return issued


def year_of(issued: Any) -> int:
    """The year a report counts in."""
    return int(issued.year) if hasattr(issued, "year") else int(issued.period_to.year)


def edition_of(database: Database, kind: str, record_id: str, edition: int | None = None) -> Chosen:
    """A frozen edition, the newest where none is named. UserError where there is none or it is damaged."""
    with database.snapshot() as session:
        issued = issued_in(session, kind, record_id)
        editions = editions_in(issued, year_of(issued))
    frozen = next((one for one in reversed(editions) if edition in (None, one.edition)), None)
    if frozen is None:
        raise UserError("Báo cáo chưa chốt bản nào như vậy. Hãy chốt báo cáo rồi mới ký số.")
    return Chosen(kind, record_id, frozen, body_of(database.files, frozen))


def keep(database: Database, chosen: Chosen, content: bytes, what: str) -> tuple[str, int]:
    """Keep a signed PDF with its edition; its SHA-256 and bytes. The step before in the record's history is named `what`."""
    sha256 = database.files.put(content)  # before the transaction that refers to it
    with database.transaction(what) as session:
        issued = issued_in(session, chosen.kind, chosen.record_id)
        said: dict[str, object] = {"signed_pdf": sha256, "signed_pdf_bytes": len(content)}
        tie(issued, year_of(issued), chosen.frozen.edition, said)
    return sha256, len(content)


def kept_file(
    database: Database, kind: str, record_id: str, edition: int | None = None
) -> tuple[Chosen, SignedFile | None]:
    """An edition and the signed PDF kept with it, read again; None where there is none. UserError where it is not here."""
    chosen = edition_of(database, kind, record_id, edition)
    sha256 = chosen.frozen.signed_pdf
    if not sha256:
        return chosen, None
    content = database.files.get(sha256)
    return chosen, SignedFile(chosen.frozen.edition, sha256, len(content), signatures_in(content))


# --- signing -----------------------------------------------------------------------------------------------------------


def sign_edition(
    database: Database, kind: str, record_id: str, key: Key, secret: str, edition: int | None = None
) -> SignedFile:
    """Sign an edition's PDF (the newest where none is named) and keep it with the edition, in place of one signed before.

    `secret`, the passphrase or PIN, is tried once and kept nowhere. UserError says what is wrong with it, key or edition.
    """
    needs_library()
    chosen = edition_of(database, kind, record_id, edition)
    document = chosen.pdf()
    with opened(key, secret) as ready:
        content, warnings = sign(document, ready), ready.certificate.warnings(datetime.now(UTC))
    found = signatures_in(content)
    if not content.startswith(document) or not found or not all(one.intact and one.whole for one in found):
        raise UserError(
            "Ký xong nhưng kiểm tra lại thấy chữ ký chưa đúng, nên không lưu. Hãy thử lại hoặc dùng khóa khác."
        )
    sha256, size = keep(database, chosen, content, "Ký số báo cáo")
    return SignedFile(chosen.frozen.edition, sha256, size, found, (*warnings, *chosen.advice))


def sign(document: bytes, ready: OpenedKey) -> bytes:
    """`document`, an edition's PDF, with a visible signature added after its last byte."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    from desktop.reports.pdf import SIGNATURE_FIELD

    said = PdfSignatureMetadata(
        field_name=SIGNATURE_FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=ready.certificate.name
    )
    made = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(document))
    signer = PdfSigner(said, ready.signer, stamp_style=_mark(document, ready.certificate))
    try:
        signer.sign_pdf(writer, output=made)
    except (SigningError, NotImplementedError) as error:
        raise UserError(
            "Chứng thư này không ký được báo cáo (loại khóa hoặc quyền của chứng thư không hợp). Hãy dùng chứng thư ký số khác."
        ) from error
    return made.getvalue()


def _mark(document: bytes, certificate: Certificate) -> Any:
    """What the field shows: who and when (Decree 30/2020, Appendix I.II.7), drawn by our own hand, so that no letter is missing."""
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.pdf_utils.layout import AxisAlignment, SimpleBoxLayoutRule
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.stamp import StaticStampStyle

    from desktop.reports.pdf import SIGNATURE_FIELD, signature_mark

    fields = [one.get_object() for one in PdfFileReader(io.BytesIO(document)).root["/AcroForm"]["/Fields"]]
    [field] = [one for one in fields if one["/T"] == SIGNATURE_FIELD]
    left, bottom, right, top = (float(at) for at in field["/Rect"])
    lines = [f"Ký bởi: {certificate.name}"]
    if certificate.organisation:
        lines.append(f"Cơ quan: {certificate.organisation}")
    lines.append(f"Ngày ký: {datetime.now(UTC).astimezone():%d/%m/%Y %H:%M}")
    drawn = signature_mark(lines, (right - left, top - bottom))

    class Mark(PdfContent):
        """The drawn page, taken over into the signed file."""

        def render(self) -> bytes:
            page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(drawn)))
            self.resources.xobject["/Mark"] = page
            return b"/Mark Do"

    middle = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID)  # no margins
    return StaticStampStyle(background=Mark(), background_layout=middle, border_width=0)


# --- reading -----------------------------------------------------------------------------------------------------------


def signatures_in(content: bytes) -> tuple[Signed, ...]:
    """The signatures of a PDF in the order they were made. UserError where the file cannot be read or one makes no sense."""
    needs_library()
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        found = list(reader.embedded_signatures)
        if len(found) > MOST_SIGNATURES:
            raise UserError(f"Tệp có {len(found)} chữ ký, quá nhiều để là báo cáo. Hãy chọn tệp khác.")
        return tuple(_read(one) for one in found if one.sig_object_type == "/Sig")
    except (PdfError, LookupError, ValueError, TypeError, AttributeError, AssertionError, ArithmeticError) as error:
        raise _unreadable() from error
    except (RecursionError, NotImplementedError, OSError, struct.error) as error:
        raise _unreadable() from error


def _unreadable() -> UserError:
    return UserError("Không đọc được chữ ký số trong tệp: tệp bị hỏng hoặc chữ ký sai quy cách. Hãy ký lại.")


def _read(found: Any) -> Signed:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    status = validate_pdf_signature(found, ValidationContext(trust_roots=[], allow_fetching=False))
    claimed = found.self_reported_timestamp
    return Signed(
        certificate=certificate_of(found.signer_cert),
        at=claimed.astimezone(UTC).isoformat(timespec="seconds") if claimed else "",
        intact=bool(status.intact and status.valid)
        and status.coverage is not None
        and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION,
        whole=status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        or status.modification_level in (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES),
    )
