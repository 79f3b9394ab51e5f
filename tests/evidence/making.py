"""Pictures and PDFs as cameras, screens, scanners and enemies make them."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import ExifTags, Image

HEIC = struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + bytes(200)
VIDEO = struct.pack(">I", 24) + b"ftypmp42\0\0\0\0mp42isom" + bytes(200)
PROGRAM = b"MZ\x90\x00" + bytes(60) + b"This program cannot be run in DOS mode." + bytes(500)
PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def photo(size: tuple[int, int] = (2400, 1800), **exif: Any) -> Image.Image:
    """A picture with a different colour in each corner, so that turning it can be seen; soft enough to be a photo."""
    small = Image.new("RGB", (2, 2))
    for place, colour in zip([(0, 0), (1, 0), (0, 1), (1, 1)], ["red", "lime", "blue", "white"], strict=True):
        small.putpixel(place, Image.new("RGB", (1, 1), colour).getpixel((0, 0)))  # type: ignore[arg-type]
    noise = Image.effect_noise(size, 40).convert("RGB")
    return Image.blend(small.resize(size, Image.Resampling.BICUBIC), noise, 0.15)


def saved(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def camera_exif(orientation: int = 6) -> Image.Exif:
    """What a telephone writes: where, when, with what, which side is up."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Nokia"
    exif[ExifTags.Base.Model] = "3310"
    exif[ExifTags.Base.Artist] = "Lò Văn Hặc"
    own = exif.get_ifd(ExifTags.IFD.Exif)
    own[ExifTags.Base.DateTimeOriginal] = "2026:03:05 08:15:00"
    own[ExifTags.Base.BodySerialNumber] = "SN-4711"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (21.0, 19.0, 30.0)
    return exif


def camera_photo(size: tuple[int, int] = (2400, 1800), orientation: int = 6) -> bytes:
    return saved(photo(size), exif=camera_exif(orientation), quality=90, comment=b"taken at home")


def bomb(width: int = 20_000, height: int = 10_000) -> bytes:
    """A PNG of a few kilobytes that is 200 million pixels."""
    rows = zlib.compress(bytes((width + 1) * 100)) if height < 100 else _zeros((width + 1) * height)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, body)
        for name, body in (
            (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            (b"IDAT", rows),
            (b"IEND", b""),
        )
    )


def _zeros(count: int) -> bytes:
    deflate = zlib.compressobj(9)
    parts = [deflate.compress(bytes(min(1 << 20, count - at))) for at in range(0, count, 1 << 20)]
    return b"".join([*parts, deflate.flush()])


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def pdf(catalogue: bytes = b"", *further: bytes, pages: int = 1) -> bytes:
    """A small PDF of empty pages; `catalogue` goes into its root, `further` objects are numbered from 10 on."""
    kids = b" ".join(b"%d 0 R" % (100 + n) for n in range(pages))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R " + catalogue + b" >>",
        2: b"<< /Type /Pages /Kids [" + kids + b"] /Count %d >>" % pages,
        **{100 + n: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>" for n in range(pages)},
        **dict(enumerate(further, 10)),
    }
    out = bytearray(b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    return bytes(out + b"trailer\n<< /Size 200 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start)


def stream(body: bytes, words: bytes = b"") -> bytes:
    return b"<< /Length %d " % len(body) + words + b" >>\nstream\n" + body + b"\nendstream"


def locked_pdf() -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("", "owner", canPrint=0))
    canvas.drawString(100, 100, "Khong in duoc")
    canvas.save()
    return out.getvalue()
