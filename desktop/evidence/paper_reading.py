"""In the decoding process: what the pages of a PDF or photograph say, their text, QR symbols, a small gray picture. The only zxing-cpp.

Nothing is judged here. Limits of pages, points and time hold whatever the file says of itself.
"""

from __future__ import annotations

import base64
import io
import json
import time
import zlib
from typing import Any

from desktop.evidence.refusals import NotTaken, Why

MOST_PAGES = 150
MOST_LETTERS = 40_000  # of one page
_MOST_PIXELS = 80_000_000
_SECONDS = 40  # of processor time; pages after that are answered without their symbols
_LOOK_DPI, _SYMBOL_DPIS = 60, (200, 300)
_MOST_SIDE = 4200  # points of a rendered page, either way
_FOOT = 70.0  # points at the foot of a page in which a symbol stands
_LONGEST = 64  # letters of a symbol that are told


def read_pages(content: bytes) -> bytes:
    """JSON: a list of {"text", "symbols", "scanned", "look", "covered"}, a page each. NotTaken says what is wrong."""
    pages = _of_document(content) if b"%PDF-" in content[:1024] else [_of_picture(content)]
    return json.dumps(pages).encode()


def _of_document(content: bytes) -> list[dict[str, Any]]:
    import pypdfium2

    until = time.process_time() + _SECONDS
    try:
        with pypdfium2.PdfDocument(content) as opened:
            if not 1 <= len(opened) <= MOST_PAGES:
                raise NotTaken(Why.TOO_MANY_PAGES, len(opened), MOST_PAGES)
            return [_page(opened[at], until) for at in range(len(opened))]
    except pypdfium2.PdfiumError as error:
        raise NotTaken(Why.PDF_LOCKED if "password" in str(error).lower() else Why.PDF_BROKEN) from error


def _page(page: Any, until: float) -> dict[str, Any]:
    textpage = page.get_textpage()
    text = textpage.get_text_range(0, min(textpage.count_chars(), MOST_LETTERS))
    textpage.close()
    scanned = len(text.split()) < 5 or _mostly_picture(page)
    in_time = time.process_time() < until
    made = {
        "text": text,
        "symbols": _symbols_on(page, scanned) if in_time else [],
        "scanned": scanned,
        "look": "" if scanned else _look(page),
        "covered": _covered(page),
    }
    page.close()
    return made


def _mostly_picture(page: Any) -> bool:
    from pypdfium2 import raw

    width, height = page.get_size()
    for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = each.get_bounds()
        if (right - left) * (top - bottom) > 0.5 * width * height:
            return True
    return False


def _covered(page: Any) -> int:
    """Notes other than links and fields of forms: a signature stands in a field."""
    from pypdfium2 import raw

    plain = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_POPUP}
    found = 0
    for at in range(min(raw.FPDFPage_GetAnnotCount(page), 1000)):
        note = raw.FPDFPage_GetAnnot(page, at)
        found += raw.FPDFAnnot_GetSubtype(note) not in plain
        raw.FPDFPage_CloseAnnot(note)
    return found


def _look(page: Any) -> str:
    picture = _rendered(page, _LOOK_DPI).tobytes()
    return base64.b64encode(zlib.compress(picture, 6)).decode()


def _symbols_on(page: Any, scanned: bool) -> list[str]:
    foot = 0.0 if scanned else max(page.get_size()[1] - _FOOT, 0.0)
    for dpi in _SYMBOL_DPIS:
        if found := _symbols_in(_rendered(page, dpi, foot)):
            return found
    return []


def _rendered(page: Any, dpi: int, cut_from_top: float = 0.0) -> Any:
    scale = min(dpi / 72, _MOST_SIDE / max(*page.get_size(), 1.0))
    shown = page.render(
        scale=scale, crop=(0, 0, 0, cut_from_top), grayscale=True, may_draw_forms=False, draw_annots=False
    )
    return shown.to_pil().convert("L")


def _of_picture(content: bytes) -> dict[str, Any]:
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "TIFF", "BMP", "WEBP")) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise NotTaken(Why.TOO_MANY_PIXELS, opened.width * opened.height // 1_000_000, 80)
            opened.draft("L", (2500, 2500))
            gray = ImageOps.exif_transpose(opened).convert("L")
    except (Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise NotTaken(Why.BROKEN) from error
    gray.thumbnail((_MOST_SIDE, _MOST_SIDE))
    return {"text": "", "symbols": _symbols_in(gray), "scanned": True, "look": "", "covered": 0}


def _symbols_in(gray: Any) -> list[str]:
    import zxingcpp

    found = zxingcpp.read_barcodes(gray, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    return sorted({one.text[:_LONGEST] for one in found})[:8]
