"""A PDF judged: whole, not locked, nothing in it that acts. Runs only in the decoding process. The file itself is kept as it is."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator

from desktop.evidence.refusals import NotTaken, Why
from desktop.evidence.shrinking import THUMBNAIL, thumbnail_of

_STREAM, _STREAM_ENDS = re.compile(rb"stream\r?\n"), b"endstream"
_ESCAPE = re.compile(rb"#([0-9a-fA-F]{2})")
_ACTIVE = re.compile(rb"/(?:JS|JavaScript|Launch|EF|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])")
_INFLATED = 64 * 1024 * 1024  # bytes of all object streams together


def thumbnail_of_document(content: bytes) -> bytes:
    """The first page as a small picture. NotTaken where the PDF is not to be taken."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = b"/Encrypt" in content
        raise NotTaken(Why.PDF_LOCKED if locked else Why.PDF_BROKEN) from error
    try:
        if pypdfium2.raw.FPDF_GetSecurityHandlerRevision(document) != -1:
            raise NotTaken(Why.PDF_LOCKED)
        if len(document) == 0:
            raise NotTaken(Why.PDF_BROKEN)
        if is_active(content):
            raise NotTaken(Why.PDF_ACTIVE)
        page = document[0]
        longest = max(*page.get_size(), 1.0)
        return thumbnail_of(page.render(scale=THUMBNAIL / longest, may_draw_forms=False).to_pil().convert("RGB"))
    except pypdfium2.PdfiumError as error:
        raise NotTaken(Why.PDF_BROKEN) from error
    finally:
        document.close()


def is_active(content: bytes) -> bool:
    """Whether a PDF runs scripts, starts programs, sends forms or carries other files.

    Looked for twice, for what a viewer reads is not always what the letters seem to say: among the names outside of streams and
    inside of object streams (pictures hold any bytes by chance), and among the objects as a parser finds them.
    """
    return any(_ACTIVE.search(_unescaped(part)) for part in _parts(content)) or any(
        _ACTIVE.search(written) for written in _objects(content)
    )


def _objects(content: bytes) -> Iterator[bytes]:
    """Every object but the bodies of streams, written plainly. NotTaken where there is no sense in the file."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as opened:
            for each in opened.objects:
                body = each.stream_dict if isinstance(each, pikepdf.Stream) else each
                if isinstance(body, pikepdf.Object):  # numbers and the like come as Python's own
                    yield body.unparse(resolved=True)
    except pikepdf.PdfError as error:
        raise NotTaken(Why.PDF_BROKEN) from error


def _unescaped(part: bytes) -> bytes:
    """Names may be written with #xx: /J#53 is /JS."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), part)


def _parts(content: bytes) -> list[bytes]:
    parts, at, left = [], 0, _INFLATED
    while (begun := _STREAM.search(content, at)) and (ended := content.find(_STREAM_ENDS, begun.end())) >= 0:
        between = content[at : begun.start()]
        parts.append(between)
        at = ended + len(_STREAM_ENDS)
        if b"ObjStm" in _unescaped(between[-2000:]):
            inflated = _inflated(content[begun.end() : ended], left)
            left -= len(inflated)
            parts.append(inflated)
    return [*parts, content[at:]]


def _inflated(raw: bytes, most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(raw, max(most, 1))
    except zlib.error:
        return raw
