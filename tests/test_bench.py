"""The frame of the benches: what it counts, not how long anything takes."""

from __future__ import annotations

from collections.abc import Callable

from bench.measure import Comparison, Sample, compare, table


def test_floor_and_ours_alternate_and_the_first_of_each_is_thrown_away() -> None:
    order: list[str] = []

    def sampling(name: str, values: list[float]) -> Callable[[], Sample]:
        def run() -> Sample:
            order.append(name)
            return {"s": values.pop(0)}

        return run

    (line,) = compare("work", sampling("floor", [9, 1, 2, 3]), sampling("ours", [9, 2, 8, 4]), runs=3)

    assert order == ["floor", "ours"] * 4
    assert line.floor == (1, 2, 3)
    assert line.ours == (2, 8, 4)
    assert line.ratio == 2


def test_the_table_shows_medians_ranges_and_the_goal() -> None:
    text = table([Comparison("start", "s", (0.1, 0.2, 0.3), (0.2, 0.3, 0.4), "≤ 1.5×")])

    assert "0.200 s (0.100–0.300) | 0.300 s (0.200–0.400) | 1.50× | ≤ 1.5×" in " ".join(text.split())
    assert len({len(line) for line in text.splitlines()}) == 1
