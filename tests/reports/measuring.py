"""A PDF as measured lines: where each stands in mm from the top left, in which cut and size."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pdfplumber

from desktop.reports import pdf
from desktop.reports.document import AnnualReport

MM = 25.4 / 72


@dataclass(frozen=True)
class Measured:
    """A run of letters set at one go. `y` is its baseline."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: str

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True)
class MeasuredPage:
    width: float
    height: float
    lines: tuple[Measured, ...]
    rules: tuple[tuple[float, float, float], ...]  # horizontal: x0, x1, y

    def find(self, pattern: str) -> Measured:
        found = [line for line in self.lines if re.search(pattern, line.text)]
        assert found, f"{pattern!r} not in {[line.text for line in self.lines]}"
        return found[0]

    def rule_below(self, line: Measured) -> tuple[float, float]:
        """Length and middle of the nearest drawn line under `line`."""
        near = [rule for rule in self.rules if 0 < rule[2] - line.y < 4 and rule[0] < line.middle < rule[1]]
        assert near, f"no rule under {line.text!r}"
        x0, x1, _ = min(near, key=lambda rule: rule[2])
        return x1 - x0, (x0 + x1) / 2


def make(report: AnnualReport, **edition: Any) -> bytes:
    file = io.BytesIO()
    pdf.write(report, file, **edition)
    return file.getvalue()


def measure(document: bytes) -> list[MeasuredPage]:
    with pdfplumber.open(io.BytesIO(document)) as opened:
        return [_page(page) for page in opened.pages]


def body(page: MeasuredPage) -> list[Measured]:
    """The lines inside the margins: neither page number nor the line of the edition."""
    return [line for line in page.lines if line.y > 15 and line.size > 8]


def text_of(document: bytes) -> str:
    with pdfplumber.open(io.BytesIO(document)) as opened:
        return "\n".join(page.extract_text() for page in opened.pages)


def _page(page: Any) -> MeasuredPage:
    def place(char: dict[str, Any]) -> tuple[float, str, float]:
        return (round(page.height - char["matrix"][5], 2), char["fontname"].split("+")[-1], round(char["size"], 1))

    lines = []
    for (y, font, size), run in groupby(page.chars, key=place):
        chars: list[dict[str, Any]] = []
        for char in run:
            if chars and not -1 < char["x0"] - chars[-1]["x1"] < 16:
                lines.append(_measured(chars, y, size, font))
                chars = []
            chars.append(char)
        lines.append(_measured(chars, y, size, font))
    rules = tuple((each["x0"] * MM, each["x1"] * MM, each["top"] * MM) for each in page.lines if each["height"] < 0.1)
    return MeasuredPage(float(page.width) * MM, float(page.height) * MM, tuple(lines), rules)


def _measured(chars: list[dict[str, Any]], y: float, size: float, font: str) -> Measured:
    text = unicodedata.normalize("NFC", "".join(char["text"] for char in chars))
    return Measured(text, chars[0]["x0"] * MM, chars[-1]["x1"] * MM, y * MM, size, font)
