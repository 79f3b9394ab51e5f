"""A picture made small and plain. Runs only in the decoding process: a hostile picture may do there what it likes.

What comes out is drawn anew: long edge 1600 px, upright, sRGB, no place, no device, no comment; the time it was taken is kept.
"""

from __future__ import annotations

import io
import re
import struct
from dataclasses import dataclass

from PIL import ExifTags, Image, ImageCms, ImageOps

from desktop.evidence.refusals import NotTaken, Why
from desktop.evidence.sorts import JPEG_PIXELS, LONG_EDGE, OTHER_PIXELS

QUALITY = 80
THUMBNAIL = 240  # px
FEW_COLOURS = 4096  # a drawing or a screen, not a photo: PNG may be the smaller
_TAKEN = re.compile(r"(?:19|20)\d\d:\d\d:\d\d \d\d:\d\d:\d\d")
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")

Image.MAX_IMAGE_PIXELS = None  # judged by `_judge_size`, before anything is decoded


@dataclass(frozen=True)
class Shrunk:
    """A picture to be stored, and the small one that stands for it on screen."""

    content: bytes
    thumbnail: bytes


def shrink(content: bytes) -> Shrunk:
    """The picture in `content`, small and plain. NotTaken where it is broken, too large or has several pages."""
    picture, taken, was_png = _decoded(content)
    jpeg = _as_jpeg(picture, QUALITY, taken)
    if was_png and picture.getcolors(FEW_COLOURS) is not None:
        png = io.BytesIO()
        picture.save(png, "PNG", optimize=True)
        if png.tell() < len(jpeg):
            jpeg = png.getvalue()
    return Shrunk(jpeg, thumbnail_of(picture))


def thumbnail(content: bytes) -> bytes:
    """The small picture that stands for a stored one."""
    return thumbnail_of(_decoded(content, THUMBNAIL)[0])


def thumbnail_of(picture: Image.Image) -> bytes:
    """The same of a decoded picture in RGB, which is then no longer of use.

    Width and height (u16 each) and the bare pixels: the program that shows it has nothing to decode.
    """
    picture.thumbnail((THUMBNAIL, THUMBNAIL))
    return struct.pack(">HH", *picture.size) + picture.tobytes()


def _decoded(content: bytes, long_edge: int = LONG_EDGE) -> tuple[Image.Image, str, bool]:
    """The picture upright, in RGB, no larger than `long_edge`; when it was taken; whether it was a PNG."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            _judge_size(opened)
            taken, was_png = _time_taken(opened), opened.format == "PNG"
            width, height = opened.size
            ratio = min(1.0, long_edge / max(width, height))
            wanted = (max(1, round(width * ratio)), max(1, round(height * ratio)))
            opened.draft("RGB", wanted)  # a JPEG is decoded at a half, a quarter or an eighth of its size
            opened.load()
            flat = _in_plain_colours(opened, wanted)
            return ImageOps.exif_transpose(_bare(flat, opened)), taken, was_png
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, IndexError, TypeError, ArithmeticError) as error:
        # What Pillow raises over a broken file is not one kind of exception.
        raise NotTaken(Why.BROKEN) from error


def _judge_size(opened: Image.Image) -> None:
    most = JPEG_PIXELS if opened.format in ("JPEG", "MPO") else OTHER_PIXELS
    pixels = opened.size[0] * opened.size[1]
    if pixels > most:
        raise NotTaken(Why.TOO_MANY_PIXELS, round(pixels / 1_000_000), most // 1_000_000)
    if opened.format == "TIFF" and getattr(opened, "n_frames", 1) > 1:
        raise NotTaken(Why.SEVERAL_PAGES)


def _in_plain_colours(picture: Image.Image, wanted: tuple[int, int]) -> Image.Image:
    """RGB at the size wanted, on white where it was transparent, its colour profile applied."""
    if picture.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = ImageOps.autocontrast(picture.point(lambda value: value / 256).convert("L"))
    if picture.size != wanted:
        picture = picture.resize(wanted, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if picture.mode == "RGBA":
        white = Image.new("RGB", picture.size, "white")
        white.paste(picture, mask=picture.getchannel("A"))
        return white
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return (
                ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or picture
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a wrong profile is no reason to refuse the photo
    return picture.convert("RGB")


def _bare(picture: Image.Image, opened: Image.Image) -> Image.Image:
    """The same pixels with nothing told about them but which side is up."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    orientation = opened.getexif().get(ExifTags.Base.Orientation)
    if orientation in range(2, 9):
        bare.getexif()[ExifTags.Base.Orientation] = orientation
    return bare


def _time_taken(opened: Image.Image) -> str:
    """When the photo was taken, as the camera says; empty where it does not."""
    stated = opened.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    return stated if isinstance(stated, str) and _TAKEN.fullmatch(stated) else ""


def _as_jpeg(picture: Image.Image, quality: int, taken: str) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    picture.save(
        out, "JPEG", quality=quality, optimize=True, exif=exif if taken else b"", icc_profile=None, comment=b""
    )
    return out.getvalue()
