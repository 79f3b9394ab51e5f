"""Paper that comes back as a file: a PDF or photographs read in the decoding process, judged against what was frozen."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from desktop.errors import UserError
from desktop.evidence.decoder import Decoder
from desktop.evidence.refusals import NotTaken
from desktop.models.database import Database
from desktop.paths import sentence_for
from desktop.reports.paper_check import Held, PaperAnswer, of_code, said_of
from desktop.reports.paper_compare import PaperPage, judge
from desktop.text import format_number

MOST_BYTES = 60 * 1024 * 1024
PATIENCE = 90.0  # seconds for one file of many scanned pages
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*", b"BM", b"RIFF")


def is_paper(path: Path) -> bool:
    """Whether a file is a PDF or a picture, by its first bytes; a bundle is neither."""
    try:
        with path.open("rb") as file:
            head = file.read(1024)
    except OSError:
        return False
    return b"%PDF-" in head or head.startswith(_PICTURES)


def check_paper(database: Database, paths: Sequence[Path]) -> PaperAnswer:
    """What one PDF, or photographs page by page, are: match, older, altered, unknown. UserError where a file cannot be read."""
    with Decoder(PATIENCE) as decoder:
        pages = [page for path in paths for page in _pages_of(decoder, path)]
        return judge(database, pages, lambda content: pages_in(decoder, content))


def codes_on(content: bytes, name: str = "Bản quét") -> tuple[PaperPage, ...]:
    """The pages of a scan with the codes they carry. UserError where it cannot be read."""
    with Decoder(PATIENCE) as decoder:
        return _or_sentence(decoder, content, name)


def scan_doubts(database: Database, content: bytes, code: str) -> tuple[str, ...]:
    """What speaks against a scan being of the edition with this code, as sentences; none where its pages carry it."""
    pages = codes_on(content)
    others = list(dict.fromkeys(found for page in pages for found in page.codes if found != code))
    doubts = [_whose(database, other) for other in others[:3]]
    carrying = sum(code in page.codes for page in pages)
    if not carrying and not others:
        doubts.append(
            "Không đọc được mã ở chân trang của bản quét. Hãy xem lại có đúng báo cáo này và chụp đủ góc dưới của trang không."
        )
    elif not carrying:
        doubts.append(f"Không trang nào mang mã {code} của bản đã chọn. Hãy chọn lại bản đã ký hoặc tệp quét.")
    elif carrying < len(pages) and not others:
        doubts.append(
            f"Đọc được mã ở {format_number(carrying)}/{format_number(len(pages))} trang; hãy xem các trang còn lại."
        )
    return tuple(doubts)


def _whose(database: Database, code: str) -> str:
    found = of_code(database, code)
    if found.held is None:
        return f"Bản quét có trang mang mã {code}, của một báo cáo không có ở đây."
    return f"Bản quét có trang mang mã {code}: của {found.unit}, {said_of(found.held)}."


def pages_in(decoder: Decoder, content: bytes) -> tuple[PaperPage, ...]:
    """The pages of a PDF or photograph. NotTaken where it cannot be read."""
    return tuple(_page(one) for one in json.loads(decoder.read_paper(content)))


def _pages_of(decoder: Decoder, path: Path) -> tuple[PaperPage, ...]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(f"“{path.name}” lớn hơn 60 MB. Hãy quét lại ở 200 dpi.")
        content = path.read_bytes()
    except OSError as error:
        raise UserError(sentence_for(error, path)) from error
    return _or_sentence(decoder, content, path.name)


def _or_sentence(decoder: Decoder, content: bytes, name: str) -> tuple[PaperPage, ...]:
    try:
        return pages_in(decoder, content)
    except NotTaken as refused:
        raise UserError(f"“{name}”: {refused.sentence}") from refused
    except (ValueError, TypeError, KeyError, RecursionError) as error:  # the process is as little trusted as the file
        raise UserError(f"“{name}” không đọc được. Hãy chép lại hoặc quét lại.") from error


def _page(one: Any) -> PaperPage:
    return PaperPage(
        str(one["text"]),
        tuple(str(each) for each in one["symbols"]),
        bool(one["scanned"]),
        base64.b64decode(one["look"]),
        int(one["covered"]),
    )


def as_json(answer: PaperAnswer, kind: str) -> dict[str, Any]:
    """The answer of `nq71 inspect` for paper (cli.md)."""
    held: Held | None = answer.held
    frozen = held.frozen if held else None
    return {
        "kind": kind,
        "unit": answer.unit or None,
        "year": frozen.year if frozen else None,
        "edition": frozen.edition if frozen else None,
        "newest": held.newest if held else None,
        "verdict": str(answer.verdict),
        "pages": answer.pages,
        "code": answer.code or None,
        "report": held.kind if held else None,
        "frozen_at": frozen.at if frozen else None,
        "by_eye": answer.by_eye,
        "changed": answer.changed,
        "figures": [{"name": one.name, "value": one.value, "newer": one.newer or None} for one in answer.figures],
        "differences": [
            {"page": one.page, "what": one.what, "expected": one.expected, "found": one.found, "reason": one.sentence}
            for one in answer.differences
        ],
        "suggestions": list(answer.suggestions),
    }
