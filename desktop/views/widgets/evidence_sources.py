"""What was dropped or pasted, as files to take in: from a folder, a browser, Zalo, a screenshot. Nothing is decoded here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QDateTime, QIODevice, QMimeData, Qt
from PySide6.QtGui import QImage

from desktop.evidence.attaching import Source
from desktop.evidence.sorts import LONG_EDGE

Arrived = Source | QImage
_AS_IT_STANDS = ("image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/tiff")


def holds_files(mime: QMimeData) -> bool:
    """Whether it is worth letting go over the strip."""
    return mime.hasUrls() or mime.hasImage() or any(mime.hasFormat(form) for form in _AS_IT_STANDS)


def arrived_in(mime: QMimeData) -> list[Arrived]:
    """Files by their paths; else the picture itself, as the other program gave it or as Qt reads it. Empty where there is none."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if paths:
        return [Source(path) for path in paths]
    name = f"Ảnh dán {QDateTime.currentDateTime().toString('dd-MM-yyyy HH.mm')}.png"
    for form in _AS_IT_STANDS:
        if mime.hasFormat(form) and (data := bytes(mime.data(form).data())):
            return [Source(data, name)]
    picture = mime.imageData() if mime.hasImage() else None
    return [picture] if isinstance(picture, QImage) and not picture.isNull() else []


def why_nothing_arrived(mime: QMimeData) -> str:
    """What to do instead."""
    if mime.hasUrls():
        return (
            "Trình duyệt chỉ đưa sang đường dẫn, không đưa ảnh. Hãy bấm chuột phải vào ảnh, chọn sao chép hình ảnh rồi dán (Ctrl+V), "
            "hoặc lưu ảnh về máy rồi kéo vào."
        )
    return "Không có ảnh hay tệp nào để dán. Hãy sao chép ảnh hoặc tệp trước, rồi nhấn Ctrl+V ở đây."


def as_sources(arrived: Sequence[Arrived]) -> list[Source]:
    """Pictures that Qt holds as files like the others; for the worker: a large picture takes its time."""
    return [one if isinstance(one, Source) else _as_source(one) for one in arrived]


def _as_source(picture: QImage) -> Source:
    if max(picture.width(), picture.height()) > LONG_EDGE:
        picture = picture.scaled(
            LONG_EDGE, LONG_EDGE, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs ask for bytes, the binding takes text only
    name = f"Ảnh dán {QDateTime.currentDateTime().toString('dd-MM-yyyy HH.mm')}.png"
    return Source(bytes(held.data()), name)
