"""A report's PDF that was signed with other software, taken back in: recognised by its content, never by its name.

What comes in is hostile until checked: looked at in the decoding process first, then compared with the edition made again here,
page by page, by its words and by its picture, so that neither a changed figure nor one painted over passes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop.errors import UserError
from desktop.evidence.decoder import Decoder
from desktop.evidence.refusals import NotTaken, Why
from desktop.models.database import Database
from desktop.models.installation import current
from desktop.models.kinds import ISSUED
from desktop.paths import sentence_for
from desktop.reports.code import read_code
from desktop.reports.e_signature import Chosen, Signed, SignedFile, edition_of, keep, signatures_in, year_of
from desktop.reports.editions import editions_in
from desktop.reports.scan import MOST_BYTES

_SENTENCES = {
    Why.PDF_LOCKED: "bị khóa bằng mật khẩu. Hãy ký lại và không đặt mật khẩu cho tệp.",
    Why.PDF_ACTIVE: "có mã lệnh hoặc tệp nhúng bên trong nên không nhận. Hãy ký lại đúng tệp PDF do chương trình này lập.",
    Why.PDF_BROKEN: "bị hỏng hoặc chưa chép hết. Hãy chép lại hoặc ký lại.",
}
_CODE = re.compile(r"\bmã\s+([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})\b")
_SCALE = 1.5  # pixels to the point when pages are compared by picture
_TOLERANCE = 96  # of 255: what another way of writing the same letters may differ by at their edges


def take_signed_pdf(database: Database, path: Path, wanted: tuple[str, str] | None = None) -> tuple[Chosen, SignedFile]:
    """Recognise the edition that `path` is a signed copy of, check its signatures, keep it with the edition.

    `wanted`: the kind and id of the one report it may be of. UserError says why a file is not taken.
    """
    content = _read(path)
    _looked_at(path.name, content)
    signatures = _believed(path.name, content)
    chosen = _recognised(database, path.name, content, wanted)
    warnings = tuple(_compared(path.name, content, chosen))
    sha256, size = keep(database, chosen, content, "Nhận tệp đã ký số")
    return chosen, SignedFile(chosen.frozen.edition, sha256, size, signatures, warnings)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(
                f"“{path.name}” lớn hơn 15 MB nên không phải báo cáo do chương trình lập. Hãy chọn tệp khác."
            )
        return path.read_bytes()
    except OSError as error:
        raise UserError(sentence_for(error, path)) from error


def _looked_at(name: str, content: bytes) -> None:
    """In the decoding process: whole, not locked, nothing in it that acts."""
    if b"%PDF-" not in content[:1024]:
        raise UserError(f"“{name}” không phải tệp PDF. Hãy chọn tệp PDF báo cáo đã ký số.")
    try:
        with Decoder() as decoder:
            decoder.thumbnail(content)
    except NotTaken as refused:
        raise UserError(f"“{name}” {_SENTENCES.get(refused.why, refused.sentence)}") from refused


def _believed(name: str, content: bytes) -> tuple[Signed, ...]:
    signatures = signatures_in(content)
    if not signatures:
        raise UserError(f"“{name}” chưa có chữ ký số. Hãy ký bằng phần mềm ký số rồi chọn tệp đã ký.")
    if any(not one.intact for one in signatures) or not any(one.whole for one in signatures):
        raise UserError(
            f"“{name}” đã bị sửa sau khi ký số nên không nhận. Hãy lấy đúng tệp mà phần mềm ký số ghi ra, hoặc ký lại."
        )
    return signatures


def _recognised(database: Database, name: str, content: bytes, wanted: tuple[str, str] | None) -> Chosen:
    """The edition whose code the pages carry."""
    codes = _codes_in(content)
    if not codes:
        raise UserError(
            f"“{name}” không có mã bản chốt. Hãy ký bản đã chốt (có mã ở cuối trang), không ký bản dự thảo."
        )
    for kind, record_id, edition, code in _editions(database):
        if code in codes:
            if wanted is not None and wanted != (kind, record_id):
                raise UserError(
                    f"“{name}” là bản đã ký của báo cáo khác (mã {code}). Hãy mở đúng báo cáo rồi nhận tệp."
                )
            return edition_of(database, kind, record_id, edition)
    raise UserError(f"“{name}” mang mã {codes[0]}, không phải bản nào đơn vị đã chốt trên máy này. Hãy chọn đúng tệp.")


def _editions(database: Database) -> list[tuple[str, str, int, str]]:
    """Kind, id, number and code of every frozen edition of this unit, the newest first."""
    from sqlalchemy import select

    found = []
    with database.snapshot() as session:
        unit_id = current(session).unit_id
        for kind in ISSUED:
            issued: Any
            for issued in session.scalars(select(kind).where(kind.unit_id == unit_id, ~kind.deleted)):
                editions = editions_in(issued, year_of(issued))
                found += [(kind.KIND, issued.id, one.edition, one.code) for one in reversed(editions)]
    return found


def _codes_in(content: bytes) -> list[str]:
    with _opened(content) as document:
        texts = (page.get_textpage().get_text_bounded() for page in document)
        return list(
            dict.fromkeys(code for text in texts for typed in _CODE.findall(text) if (code := read_code(typed)))
        )


def _opened(content: bytes) -> Any:
    import pypdfium2

    return pypdfium2.PdfDocument(content)


# --- the same pages ----------------------------------------------------------------------------------------------------


def _compared(name: str, content: bytes, chosen: Chosen) -> Iterator[str]:
    """UserError where the pages are not those of the edition; yields what a person should look at."""
    altered = UserError(
        f"“{name}” mang mã của bản số {chosen.frozen.edition} nhưng nội dung khác bản đã chốt, nên không nhận. "
        "Hãy ký lại đúng tệp PDF mà chương trình lập."
    )
    original = chosen.pdf()
    with _opened(original) as ours, _opened(content) as theirs:
        if len(ours) != len(theirs) or any(not _same(one, other) for one, other in zip(ours, theirs, strict=True)):
            raise altered
        yield from _covered(name, content, ours)


def _same(ours: Any, theirs: Any) -> bool:
    if any(abs(one - other) > 0.5 for one, other in zip(ours.get_size(), theirs.get_size(), strict=True)):
        return False
    if ours.get_textpage().get_text_bounded().split() != theirs.get_textpage().get_text_bounded().split():
        return False
    return _looks_the_same(ours, theirs)


def _looks_the_same(ours: Any, theirs: Any) -> bool:
    """By picture, without what lies over the page; a figure painted over differs."""
    from PIL import ImageChops

    one, other = (
        page.render(scale=_SCALE, grayscale=True, may_draw_forms=False, draw_annots=False).to_pil()
        for page in (ours, theirs)
    )
    if one.size != other.size:
        return False
    levels = ImageChops.difference(one, other).histogram()
    return not any(levels[_TOLERANCE:])


def _covered(name: str, content: bytes, ours: Any) -> Iterator[str]:
    """Nothing lies over the pages but signatures; one that hides words is told."""
    import pikepdf

    with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as opened:
        for at, page in enumerate(opened.pages):
            for note in page.obj.get("/Annots") or ():
                if not _is_signature(note):
                    raise UserError(
                        f"“{name}” có ghi chú hoặc hình dán thêm ở trang {at + 1} nên không nhận. "
                        "Hãy ký lại đúng tệp PDF do chương trình lập, không chèn gì khác."
                    )
                left, bottom, right, top = _corners(note)
                if (
                    left < right
                    and bottom < top
                    and ours[at].get_textpage().get_text_bounded(left, bottom, right, top).strip()
                ):
                    yield f"Chữ ký hiện ở trang {at + 1} che lên chữ của báo cáo. Hãy mở tệp ra xem trước khi gửi."


def _is_signature(note: Any) -> bool:
    field = note if "/FT" in note else note.get("/Parent", {})
    return bool(note.get("/Subtype") == "/Widget" and field.get("/FT") == "/Sig")


def _corners(note: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(at) for at in note["/Rect"])
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
