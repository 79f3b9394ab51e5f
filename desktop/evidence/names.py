"""Names of attached files: data for people to read, never a path, never believed about what the file is (faults D6, H2)."""

from __future__ import annotations

import re

from desktop.evidence.sorts import Sort
from desktop.text import one_line

MOST = 120  # characters
_EXTENSIONS = {Sort.JPEG: ".jpg", Sort.PNG: ".png", Sort.PDF: ".pdf"}
_KNOWN = re.compile(r"\.(?:jpe?g|jfif|png|pdf|webp|gif|bmp|tiff?|heic|heif)$", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u2028\u2029\ufff0-\uffff]')
_DEVICES = re.compile(
    r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$", re.IGNORECASE
)  # Windows keeps these names for itself


def extension(sort: Sort) -> str:
    """With the point; of a sort that is stored."""
    return _EXTENSIONS[sort]


def clean_name(name: str, sort: Sort) -> str:
    """`name` without folders and characters that mislead or that a file system refuses, NFC, short, ending as `sort` does."""
    last = re.split(r"[/\\]", name)[-1]
    last = one_line(_FORBIDDEN.sub(" ", one_line(last)))
    stem = last
    while (shorter := _KNOWN.sub("", stem).rstrip(" .")) != stem:
        stem = shorter
    stem = stem.lstrip(" .")[: MOST - 4].rstrip(" .")
    if not stem:
        stem = "Tài liệu" if sort == Sort.PDF else "Ảnh"
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    return stem + extension(sort)
