"""From starting the process to the first shown frame, warm: our window on the demonstration school, and a bare one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.measure import Comparison, Sample, compare

GOALS = {"s": "≤ 1.5×", "MB": "≤ 85 MB"}


def measure() -> list[Comparison]:
    """Time to the first frame and resident memory at that moment."""
    with tempfile.TemporaryDirectory() as folder:
        demo = str(Path(folder, "demo"))
        made = subprocess.run(
            [sys.executable, "-m", "desktop", "--json", "demo", demo], check=True, stdout=subprocess.PIPE
        )
        school = str(Path(json.loads(made.stdout)["open"]).absolute())
        return compare("start to first shown frame", _start("floor"), _start("ours", school), goals=GOALS)


def _start(*arguments: str) -> Callable[[], Sample]:
    """One start of `bench.first_frame`, timed from outside, the interpreter's own start included."""
    shown = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt"
    variables = dict(os.environ) if shown else {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "bench.first_frame", *arguments]

    def run() -> Sample:
        started = time.perf_counter()
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=variables
        ) as child:
            assert child.stdout is not None
            line = next((line for line in child.stdout if line.startswith("painted ")), "")
            seconds = time.perf_counter() - started
            _, complaint = child.communicate(timeout=60)
        if not line:
            raise RuntimeError(f"no window was painted: {complaint}")
        megabytes = float(line.split()[1])
        return {"s": seconds, "MB": megabytes} if megabytes else {"s": seconds}

    return run
