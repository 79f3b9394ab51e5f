"""The scan of the signed and stamped report: a PDF taken as it is, or photographs made into one; tied to the edition that was signed.

What comes in is judged by its content. The Decree asks for 200 dpi or more (domain A.9): less is told, never scaled up.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.adhoc_report import AdhocReport
from desktop.models.database import Database
from desktop.models.entry import report_of
from desktop.models.installation import current
from desktop.models.report import Report
from desktop.paths import sentence_for
from desktop.reports.editions import tie
from desktop.reports.sign_off import note_signed
from desktop.text import clean, format_number

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 15 * 1024 * 1024  # of a file in a bundle (sync/FORMAT.md)
MOST_PHOTO_BYTES = 60 * 1024 * 1024  # a photograph before it is made smaller
MOST_PIXELS = 80_000_000
MOST_PAGES, MOST_PHOTOS = 200, 60
LEAST_DPI, BEST_DPI = 200, 300
_A4 = (210 / 25.4, 297 / 25.4)  # inches
_QUALITIES = ((BEST_DPI, 88), (LEAST_DPI, 80), (LEAST_DPI, 60))  # tried in turn until the scan is small enough


@dataclass(frozen=True)
class Scan:
    """A PDF ready to be kept; `dpi` of its coarsest page, None where pages are no pictures."""

    content: bytes
    pages: int
    dpi: int | None
    sha256: str = ""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know before the paper is put away."""
        if self.dpi is None or self.dpi >= LEAST_DPI:
            return ()
        return (
            f"Bản quét chỉ đạt {self.dpi} dpi, thấp hơn {LEAST_DPI} dpi theo quy định; nếu chữ mờ thì quét lại, "
            "hoặc chụp gần hơn, mỗi ảnh một trang.",
        )

    @property
    def words(self) -> str:
        """03 trang, 2,4 MB."""
        megabytes = f"{len(self.content) / 1_000_000:.1f}".replace(".", ",")
        return f"{format_number(self.pages)} trang, {megabytes} MB"


def read_scan(paths: Sequence[Path]) -> Scan:
    """The scan in `paths`: one PDF, or photographs in the order of the pages. UserError says what is wrong with which file."""
    contents = [(path.name, _read(path)) for path in paths]
    documents = [b"%PDF-" in content[:1024] for _, content in contents]
    if not contents:
        raise UserError("Chưa chọn bản quét. Hãy chọn một tệp PDF hoặc các ảnh chụp từng trang.")
    if any(documents) and len(contents) > 1:
        raise UserError("Hãy chọn một tệp PDF, hoặc chỉ chọn các ảnh chụp; không chọn lẫn cả hai.")
    if documents[0]:
        return _document(*contents[0])
    return _photographs(contents)


def attach_scan(database: Database, year: int, scan: Scan, edition: int | None = None) -> Scan:
    """Keep `scan` with the year's edition (the newest where none is named). UserError where there is no such edition."""
    kept = replace(scan, sha256=database.files.put(scan.content))  # before the transaction that refers to it
    with database.transaction("Gắn bản quét đã ký") as session:
        tie_scan(report_of(session, current(session).unit_id, year), kept, edition)
    return kept


def tie_scan(issued: Report | AdhocReport, kept: Scan, edition: int | None = None) -> int:
    """The step of `attach_scan`: name a kept scan in the edition that was signed; its number."""
    said = {"scan": kept.sha256, "scan_bytes": len(kept.content), "scan_pages": kept.pages}
    return tie(issued, year_of(issued), edition, said)


def year_of(issued: Report | AdhocReport) -> int:
    """The year that a report is spoken of by."""
    return issued.year if isinstance(issued, Report) else issued.period_to.year


@dataclass(frozen=True)
class Signed:
    """What the paper got when it was signed."""

    number: str
    date: date | None
    signer: str

    def problems(self) -> list[str]:
        """Sentences on what is missing or cannot be."""
        found = []
        if not self.number.strip():
            found.append("Chưa ghi số văn bản. Hãy ghi số đã lấy ở sổ văn bản đi, ví dụ 12.")
        if self.date is None:
            found.append("Chưa ghi ngày văn bản. Hãy ghi ngày ghi trên tờ giấy.")
        elif self.date > datetime.now().astimezone().date():
            found.append("Ngày văn bản sau hôm nay. Hãy kiểm tra lại ngày.")
        if not self.signer.strip():
            found.append("Chưa ghi người ký. Hãy ghi họ và tên người đã ký.")
        return found


def record_signed(
    database: Database, kind: str, record_id: str, signed: Signed, scan: Scan | None = None, edition: int | None = None
) -> int:
    """Note number, date, signer and scan with a report, in one transaction; the edition that was signed.

    A scan given again replaces the one before. UserError says all that is wrong.
    """
    if problems := signed.problems():
        raise UserError("\n".join(problems))
    kept = replace(scan, sha256=database.files.put(scan.content)) if scan else None
    with database.transaction("Ghi số, ngày, người ký") as session:
        found = issued_record(session, kind, record_id)
        if not found.editions:
            raise UserError(f"Báo cáo năm {year_of(found)} chưa được chốt. Hãy chốt, in, ký rồi mới ghi số, ngày.")
        wanted = tie(found, year_of(found), edition, {})
        note_signed(found, clean(signed.number), signed.date, clean(signed.signer), wanted, database.author)
        if wrong := found.problems():
            raise UserError(wrong[0].sentence)
        if kept:
            tie_scan(found, kept, wanted)
    return wanted


def issued_record(session: Session, kind: str, record_id: str) -> Report | AdhocReport:
    """A report by its kind and id. UserError where there is none."""
    adhoc = kind == AdhocReport.KIND
    found = session.get(AdhocReport, record_id) if adhoc else session.get(Report, record_id)
    if found is None or found.deleted or found.unit_id != current(session).unit_id:
        raise UserError("Báo cáo này chưa được chốt, hoặc không có ở đây. Hãy chốt (in, ký) rồi mới ghi số, ngày.")
    return found


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_PHOTO_BYTES:
            raise UserError(
                f"“{path.name}” quá lớn. Hãy quét lại ở {LEAST_DPI}–{BEST_DPI} dpi, mỗi tệp không quá 60 MB."
            )
        return path.read_bytes()
    except OSError as error:
        raise UserError(sentence_for(error, path)) from error


# --- a PDF -----------------------------------------------------------------------------------------------------------------


def _document(name: str, content: bytes) -> Scan:
    import pypdfium2

    if len(content) > MOST_BYTES:
        raise UserError(
            f"“{name}” lớn hơn 15 MB nên không gửi đi được. Hãy quét lại ở {LEAST_DPI} dpi, hoặc chụp ảnh từng trang."
        )
    try:
        with pypdfium2.PdfDocument(content) as opened:
            if pypdfium2.raw.FPDF_GetSecurityHandlerRevision(opened) >= 0:
                raise UserError(f"“{name}” bị khóa bằng mật khẩu. Hãy quét lại hoặc lưu thành PDF không khóa.")
            pages = len(opened)
            if not 1 <= pages <= MOST_PAGES:
                raise UserError(f"“{name}” có {pages} trang. Hãy quét lại, mỗi báo cáo từ 1 đến {MOST_PAGES} trang.")
            return Scan(content, pages, _coarsest(opened))
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise UserError(f"“{name}” bị khóa bằng mật khẩu. Hãy quét lại hoặc lưu thành PDF không khóa.") from None
        raise UserError(f"“{name}” không phải tệp PDF đọc được. Hãy quét lại hoặc chép lại tệp.") from None


def _coarsest(opened: object) -> int | None:
    """The least resolution among pages that are mostly one picture."""
    from pypdfium2 import raw

    found = []
    for page in opened:  # type: ignore[attr-defined]
        width, height = page.get_size()
        for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
            left, bottom, right, top = each.get_bounds()
            if (right - left) * (top - bottom) > 0.5 * width * height:
                across, down = each.get_px_size()
                found.append(min(across / (right - left), down / (top - bottom)) * 72)
    return round(min(found)) if found else None


# --- photographs -----------------------------------------------------------------------------------------------------------


def _photographs(contents: Sequence[tuple[str, bytes]]) -> Scan:
    from desktop.reports.archive import of_pictures

    if len(contents) > MOST_PHOTOS:
        raise UserError(f"Có {len(contents)} ảnh. Hãy chọn không quá {MOST_PHOTOS} ảnh, hoặc quét thành một tệp PDF.")
    for best, quality in _QUALITIES:
        packed = [_packed(_picture(name, content), best, quality) for name, content in contents]  # one at a time
        made = of_pictures([(picture, size) for picture, size, _ in packed])
        if len(made) <= MOST_BYTES:
            return Scan(made, len(packed), min(dpi for _, _, dpi in packed))
    raise UserError("Các ảnh gộp lại lớn hơn 15 MB. Hãy quét bằng máy quét ở 200 dpi, thành một tệp PDF.")


def _picture(name: str, content: bytes) -> Image:
    """A photograph, upright, without where and with what it was taken."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    wrong = f"“{name}” không phải tệp PDF, ảnh JPG hay PNG đọc được. Hãy chọn tệp khác, hoặc lưu ảnh thành JPG."
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "TIFF", "BMP", "WEBP")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise UserError(f"“{name}” có quá nhiều điểm ảnh. Hãy quét lại ở {LEAST_DPI}–{BEST_DPI} dpi.")
            turned = ImageOps.exif_transpose(opened)
            flat = Image.new("RGB", turned.size, "white")
            flat.paste(turned, mask=turned.getchannel("A") if turned.mode in ("RGBA", "LA") else None)
            return flat
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError):
        raise UserError(wrong) from None


def _packed(picture: Image, best: int, quality: int) -> tuple[bytes, tuple[int, int], int]:
    """As JPEG, its pixels made fewer only where a page of A4 would have more than `best` to the inch; their number; the dpi."""
    across, down = picture.size
    page = _A4 if across <= down else (_A4[1], _A4[0])
    dpi = max(across / page[0], down / page[1])
    if dpi > best:
        picture = picture.resize((max(1, round(across * best / dpi)), max(1, round(down * best / dpi))))
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=quality, optimize=True)
    return file.getvalue(), picture.size, round(min(dpi, best))
