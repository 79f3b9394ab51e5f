"""Two ways of doing the same work, measured in turn in the same run: their medians and the ratio of these.

A bench is a module of this folder with `measure() -> list[Comparison]`; nothing here judges or fails. Times of a shared
machine drift, so floor and ours alternate, and only the ratio is worth quoting.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Sample = Mapping[str, float]  # unit ("s", "MB") -> what one run took


@dataclass(frozen=True)
class Comparison:
    """One line of the table: the same work as the floor does it and as we do it, every run kept."""

    work: str
    unit: str
    floor: tuple[float, ...]
    ours: tuple[float, ...]
    goal: str = ""

    @property
    def ratio(self) -> float:
        """Median of ours divided by the floor's median."""
        return statistics.median(self.ours) / statistics.median(self.floor)

    def cells(self) -> tuple[str, ...]:
        """The line as it is printed, in the order of `HEADINGS`."""
        return (
            self.work,
            _median_and_range(self.floor, self.unit),
            _median_and_range(self.ours, self.unit),
            f"{self.ratio:.2f}×",
            self.goal,
        )


HEADINGS = ("work", "floor: median (least–most)", "ours: median (least–most)", "ratio", "goal")


def _median_and_range(runs: tuple[float, ...], unit: str) -> str:
    digits = 3 if unit == "s" else 1
    return f"{statistics.median(runs):.{digits}f} {unit} ({min(runs):.{digits}f}–{max(runs):.{digits}f})"


def compare(
    work: str, floor: Callable[[], Sample], ours: Callable[[], Sample], runs: int = 7, goals: Mapping[str, str] = {}
) -> list[Comparison]:
    """`runs` samples of `floor` and of `ours`, alternating, after one of each that is thrown away; a line per unit."""
    floor(), ours()
    samples = [(floor(), ours()) for _ in range(runs)]
    return [
        Comparison(
            work, unit, tuple(f[unit] for f, _ in samples), tuple(o[unit] for _, o in samples), goals.get(unit, "")
        )
        for unit in samples[0][0]
    ]


def timed(work: Callable[[], object]) -> Callable[[], Sample]:
    """`work` as something that `compare` takes: its wall time in seconds."""

    def run() -> Sample:
        started = time.perf_counter()
        work()
        return {"s": time.perf_counter() - started}

    return run


def table(comparisons: list[Comparison]) -> str:
    """All lines as a Markdown table whose columns stand straight."""
    rows = [HEADINGS, *(comparison.cells() for comparison in comparisons)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)
