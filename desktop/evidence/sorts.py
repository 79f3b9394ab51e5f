"""What a file is, judged by its first bytes alone: names, extensions and what a sender says are never believed (faults H2)."""

from __future__ import annotations

from enum import StrEnum

MIB = 1024 * 1024
MOST_PHOTO = 64 * MIB  # bytes of a picture as it comes from a camera, before it is made small
MOST_STORED = 15 * MIB  # bytes of a file that travels (sync/FORMAT.md 5.2)
LONG_EDGE = 1600  # px of a stored photo
JPEG_PIXELS = 120_000_000  # a JPEG is brought down while it is decoded; telephones make up to 108 million
OTHER_PIXELS = 40_000_000  # every other picture stands whole in memory first
HEAD = 32  # bytes that `sort_of` needs


class Sort(StrEnum):
    """What is told apart. Only the first three are stored; the others become one of them or are refused by name."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    PDF = "application/pdf"
    WEBP = "image/webp"
    GIF = "image/gif"
    BMP = "image/bmp"
    TIFF = "image/tiff"
    HEIC = "image/heic"
    VIDEO = "video/mp4"
    OFFICE = "application/zip"  # Word and Excel files, old and new


IMAGES = (Sort.JPEG, Sort.PNG)  # what every picture becomes
STORED = (*IMAGES, Sort.PDF)
PICTURES = (Sort.JPEG, Sort.PNG, Sort.WEBP, Sort.GIF, Sort.BMP, Sort.TIFF)
_BEGINNINGS = (
    (b"\xff\xd8\xff", Sort.JPEG),
    (b"\x89PNG\r\n\x1a\n", Sort.PNG),
    (b"%PDF-", Sort.PDF),
    (b"GIF87a", Sort.GIF),
    (b"GIF89a", Sort.GIF),
    (b"BM", Sort.BMP),
    (b"II*\x00", Sort.TIFF),
    (b"MM\x00*", Sort.TIFF),
    (b"PK\x03\x04", Sort.OFFICE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Sort.OFFICE),
)
_TELEPHONE_BRANDS = (b"hei", b"hev", b"mif", b"msf", b"avif", b"avis")  # HEIC and its kin


def sort_of(start: bytes) -> Sort | None:
    """What a file that begins so is; None for everything that is neither picture, PDF nor anything a person would try."""
    for beginning, sort in _BEGINNINGS:
        if start.startswith(beginning):
            return sort
    if start[:4] == b"RIFF" and start[8:12] == b"WEBP":
        return Sort.WEBP
    if start[4:8] == b"ftyp":
        return Sort.HEIC if start[8:12].startswith(_TELEPHONE_BRANDS) else Sort.VIDEO
    return None
