"""Boxes set one under another and divided into pages. Points from the top left of the text; knows no report and no PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from desktop.reports.layout import (
    RULE_DROP,
    RULE_SHARE,
    RULE_THICKNESS,
    Face,
    Sheet,
    Type,
    points,
)
from desktop.reports.typesetting import Line, Typesetter

_ASCENT = 0.891  # of the size, from the top of the type's line to its baseline
_MOST_STRETCH = 14.0  # pt added to a space; wider gaps look worse than a ragged line


class Text(NamedTuple):
    """A string on the page: left end and baseline in points, extra points per space."""

    x: float
    y: float
    text: str
    face: Face
    size: float
    stretch: float = 0.0


class Rule(NamedTuple):
    """A drawn line in points."""

    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float = RULE_THICKNESS


class Area(NamedTuple):
    """A rectangle in points: left, top, right, bottom."""

    x0: float
    y0: float
    x1: float
    y1: float


class Bookmark(NamedTuple):
    level: int
    title: str


@dataclass(slots=True)
class Box:
    """What is never divided: its height, the space wished above it, what is drawn, from its own top left."""

    height: float
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    before: float = 0.0  # dropped at the top of a page
    keep: bool = False  # no page ends after it
    bookmark: Bookmark | None = None
    signing: Area | None = None  # where the signature goes, box 7c


@dataclass(slots=True)
class Page:
    """A page with what stands on it, in points from its top left corner. `number` is None where none is shown."""

    sheet: Sheet
    number: int | None
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    bookmarks: list[tuple[float, Bookmark]] = field(default_factory=list)
    signing: Area | None = None

    def place(self, box: Box, top: float) -> None:
        """Draw `box` with its top `top` points under the top of the text."""
        left, top = points(self.sheet.left), points(self.sheet.top) + top
        self.texts += [text._replace(x=left + text.x, y=top + text.y) for text in box.texts]
        self.rules += [Rule(left + x0, top + y0, left + x1, top + y1, thick) for x0, y0, x1, y1, thick in box.rules]
        if box.bookmark:
            self.bookmarks.append((top, box.bookmark))
        if box.signing:
            x0, y0, x1, y1 = box.signing
            self.signing = Area(left + x0, top + y0, left + x1, top + y1)


def text_of(sheet: Sheet) -> tuple[float, float]:
    """Width and height of the text in points."""
    return points(sheet.text_width), points(sheet.text_height)


def baseline(kind: Type) -> float:
    """From the top of a line of `kind` to its baseline."""
    return kind.size * _ASCENT + (kind.leading - kind.size * 1.15) / 2


def centred(line: Line, kind: Type, left: float, right: float, y: float) -> Text:
    """`line` between `left` and `right`, its baseline at `y`."""
    return Text((left + right - line.width) / 2, y, line.text, kind.face, kind.size)


def rule_under(text: Text, width: float, share: float = RULE_SHARE, drop: float = RULE_DROP) -> Rule:
    """A line centred under `text`, `share` of its width long."""
    inset = width * (1 - share) / 2
    return Rule(text.x + inset, text.y + drop, text.x + width - inset, text.y + drop)


def paragraph(
    setter: Typesetter, text: str, kind: Type, width: float, indent: float = 0.0, before: float = 0.0
) -> list[Box]:
    """A justified paragraph as one box per line; a page ends or begins with at least two of its lines."""
    lines = setter.wrap(text, kind, width, first=width - indent)
    boxes: list[Box] = []
    for at, line in enumerate(lines):
        left = indent if at == 0 else 0.0
        last = at == len(lines) - 1
        stretch = 0.0 if last else _stretch(line, width - left)
        boxes.append(
            Box(
                kind.leading,
                [Text(left, baseline(kind), line.text, kind.face, kind.size, stretch)],
                before=before if at == 0 else 0.0,
                keep=not last and (at == 0 or at == len(lines) - 2),
            )
        )
    return boxes


def _stretch(line: Line, width: float) -> float:
    spaces = line.text.count(" ") + line.text.count("\u00a0")
    stretch = (width - line.width) / spaces if spaces else 0.0
    return stretch if stretch <= _MOST_STRETCH else 0.0


def divide(boxes: Sequence[Box], sheet: Sheet, top: float = 0.0) -> list[list[tuple[float, Box]]]:
    """`boxes` over pages, each with its place; the first page begins `top` points down.

    A run of boxes that must stay together moves to the next page as a whole; one higher than a page is cut where it must be.
    """
    height = text_of(sheet)[1] + 0.01
    pages: list[list[tuple[float, Box]]] = []
    start = 0
    while start < len(boxes):
        filled, end = _fill(boxes, start, height, 0.0 if pages else top)
        cut = end
        while end < len(boxes) and cut > start and boxes[cut - 1].keep:
            cut -= 1
        if cut == start and top and not pages:
            pages.append([])
            continue
        cut = cut if cut > start else max(end, start + 1)
        pages.append(filled[: cut - start] or [(0.0, boxes[start])])
        start = cut
    return pages


def _fill(boxes: Sequence[Box], start: int, height: float, y: float) -> tuple[list[tuple[float, Box]], int]:
    filled: list[tuple[float, Box]] = []
    for at in range(start, len(boxes)):
        box = boxes[at]
        y += box.before if filled else 0.0
        if y + box.height > height:
            return filled, at
        filled.append((y, box))
        y += box.height
    return filled, len(boxes)
