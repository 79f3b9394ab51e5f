"""PDFs are kept byte for byte, or refused because they are broken, locked, too large or act."""

from __future__ import annotations

import struct
import zlib

import pytest

from desktop.evidence.attaching import Source, take_in
from desktop.evidence.decoder import size_and_pixels
from desktop.evidence.sorts import MOST_STORED
from tests.evidence.conftest import Desk
from tests.evidence.making import locked_pdf, pdf, stream

SCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def test_a_scan_is_kept_byte_for_byte_and_has_a_thumbnail(desk: Desk) -> None:
    content = pdf(pages=3)
    taken = desk.take(quyet_pdf=content)
    [reference] = taken.references
    assert desk.files.get(reference["sha256"]) == content
    assert reference["size"] == len(content)
    drawn = size_and_pixels(taken.thumbnails[reference["sha256"]])
    assert drawn is not None
    assert drawn[:2] == (170, 240)


def test_a_link_to_a_page_and_chance_bytes_in_a_picture_are_no_reason_to_refuse(desk: Desk) -> None:
    harmless = pdf(b"/OpenAction [100 0 R /Fit]", stream(b"\x00/JS \x01/Launch /EmbeddedFile "))
    assert desk.take(a_pdf=harmless).references


ACTIVE = {
    "a script on opening": pdf(b"/OpenAction 10 0 R", SCRIPT),
    "a script under an escaped name": pdf(b"/OpenAction 10 0 R", b"<< /S /J#61vaScript /#4a#53 (app.alert\\(1\\)) >>"),
    "a program to be started": pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
    "another file inside": pdf(b"/Names << /EmbeddedFiles << /Names [(a.exe) 10 0 R] >> >>", b"<< /Type /Filespec >>"),
    "a script in an object stream": pdf(
        b"", stream(zlib.compress(b"30 0 " + SCRIPT), b"/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode")
    ),
    "a form that sends itself": pdf(b"/OpenAction << /S /SubmitForm /F (http://x) >>"),
}


def packed(words: bytes, body: bytes) -> bytes:
    """A PDF whose script lies in an object stream of that dictionary and body, as its cross-reference stream says."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R /OpenAction 10 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
        20: stream(body, b"/Type /ObjStm /N 1 /First 5 " + words),
    }
    out, places = bytearray(b"%PDF-1.5\n"), {10: (2, 20, 0)}
    for number, written in objects.items():
        places[number] = (1, len(out), 0)
        out += b"%d 0 obj\n" % number + written + b"\nendobj\n"
    places[21] = (1, len(out), 0)
    rows = b"".join(struct.pack(">BHB", *places.get(number, (0, 0, 0))) for number in range(22))
    table = stream(rows, b"/Type /XRef /Size 22 /W [1 2 1] /Root 1 0 R")
    return bytes(out) + b"21 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(out)


PACKED = b"10 0 " + SCRIPT
ACTIVE |= {
    "a script between two remarks that look like a stream": pdf(
        b"/OpenAction 10 0 R", b"%stream\n" + SCRIPT + b"\n%endstream"
    ),
    "a script in an object stream written in hexadecimal": packed(
        b"/Filter /ASCIIHexDecode", PACKED.hex().encode() + b">"
    ),
    "a script in an object stream of two filters": packed(
        b"/Filter [/ASCIIHexDecode /FlateDecode]", zlib.compress(PACKED).hex().encode() + b">"
    ),
    "a script in an object stream whose dictionary is long": packed(
        b" " * 3000 + b"/Filter /FlateDecode", zlib.compress(PACKED)
    ),
    "another file in a remark on the page": pdf(
        b"", b"<< /Type /Annot /Subtype /FileAttachment /FS << /F (a.exe) /EF << /F 11 0 R >> >> >>", stream(b"MZ")
    ),
}


@pytest.mark.parametrize("case", ACTIVE)
def test_a_pdf_that_acts_is_refused(desk: Desk, case: str) -> None:
    taken = desk.take(a_pdf=ACTIVE[case])
    assert "mã lệnh hoặc tệp nhúng" in taken.refusal()
    assert desk.stored() == []


def test_a_pdf_of_beginnings_without_an_end_is_judged_at_once(desk: Desk) -> None:
    """Each was once looked for to the end of the file: minutes for one megabyte."""
    assert desk.take(a_pdf=pdf(b"", b"(" + b"stream\n" * 150_000 + b")")).references


WRONG = {
    "locked by its owner": (locked_pdf(), "khóa"),
    "without pages": (pdf(pages=0), "hỏng"),
    "only a beginning": (b"%PDF-1.7\n" + bytes(300), "hỏng"),
    "too large": (b"%PDF-1.7\n" + bytes(MOST_STORED), "nặng 16 MB, tệp PDF nhiều nhất 15 MB"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_pdf_that_cannot_be_kept_is_refused_with_what_to_do(desk: Desk, case: str) -> None:
    content, words = WRONG[case]
    taken = take_in(desk.files, [Source(content, "bản quét.pdf")])
    assert words in taken.refusal()
    assert desk.stored() == []
