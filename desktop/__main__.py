"""`nq71`: without a command word the window, with one the command line. The command line imports no Qt."""

from __future__ import annotations

import sys
from pathlib import Path

from desktop.evidence import WORKER_WORD


def main(argv: list[str] | None = None) -> int:
    """Run the program; the exit code. `--data DIR` alone opens the window on that folder."""
    words = sys.argv[1:] if argv is None else argv
    if words == [WORKER_WORD]:
        from desktop.evidence.worker import main as decode

        return decode()
    folder, rest = _data_option(words)
    if rest:
        from desktop.cli import main as run_command

        return run_command(words)
    from desktop.app import main as open_window

    return open_window(Path(folder).expanduser().absolute() if folder else None)


def _data_option(words: list[str]) -> tuple[str | None, list[str]]:
    """The folder of `--data`, and the words that are left."""
    if len(words) == 2 and words[0] == "--data":
        return words[1], []
    if len(words) == 1 and words[0].startswith("--data="):
        return words[0].removeprefix("--data="), []
    return None, words


if __name__ == "__main__":
    sys.exit(main())
