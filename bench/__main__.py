"""Run the benches and print one table: `python -m bench`, or `python -m bench startup report` for some of them."""

from __future__ import annotations

import importlib
import os
import pkgutil
import platform
import sys

import bench
from bench.measure import Comparison, table


def benches() -> dict[str, str]:
    """Short name -> module of every bench; the frame itself is none."""
    frame = {"__main__", "measure", "first_frame"}
    return {
        found.name: f"bench.{found.name}" for found in pkgutil.iter_modules(bench.__path__) if found.name not in frame
    }


def main(wanted: list[str]) -> int:
    """Measure what is wanted (everything if nothing is named); 2 for an unknown name."""
    known = benches()
    if unknown := set(wanted) - set(known):
        print(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(known)}", file=sys.stderr)
        return 2
    comparisons: list[Comparison] = []
    for name in wanted or known:
        print(f"… {name}", file=sys.stderr, flush=True)
        comparisons += importlib.import_module(known[name]).measure()
    print(f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores; trust the ratios.\n")
    print(table(comparisons))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
