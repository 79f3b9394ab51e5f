"""Which pages go to the printer and in what order: pages typed as `1-3, 5`, copies, both sides of a sheet by hand. No Qt.

Pages count from 0 here and from 1 where a person reads or types them. A side is a page, or None for a side left white.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from desktop.errors import UserError

Side = int | None
_HOW = "Hãy ghi như 1-3, 5."


def pages_typed(text: str, count: int) -> list[int]:
    """The pages of `text` (`1-3, 5`, `4-`), each once, in the order of the document; raises UserError with what is wrong."""
    chosen: set[int] = set()
    for part in re.split(r"[,;\s]+", re.sub(r"\s*[-–—]\s*", "-", text.strip())):
        if not part:
            continue
        found = re.fullmatch(r"([0-9]{1,6})(-([0-9]{1,6})?)?", part)
        if found is None:
            raise UserError(f"Không hiểu “{part[:20]}” trong ô các trang. {_HOW}")
        first = int(found[1])
        last = int(found[3]) if found[3] else count if found[2] else first
        if not 1 <= first <= count or not 1 <= last <= count:
            raise UserError(f"Không có trang {part[:20]}: tài liệu có {count} trang. {_HOW}")
        if last < first:
            raise UserError(f"“{part[:20]}” ghi ngược. Hãy ghi số nhỏ trước, như {last}-{first}.")
        chosen.update(range(first - 1, last))
    if not chosen:
        raise UserError(f"Chưa ghi in trang nào. {_HOW}")
    return sorted(chosen)


def one_sided(pages: Sequence[int], copies: int = 1, collate: bool = True) -> list[Side]:
    """Every page on a sheet of its own: whole sets one after the other, or each page `copies` times."""
    return _repeated(pages, copies, collate)


def two_sided(
    pages: Sequence[int],
    copies: int = 1,
    collate: bool = True,
    reverse: bool = False,
    starts: Collection[int] = (),
) -> tuple[list[Side], list[Side]]:
    """The fronts, and the backs in the order in which the turned sheets are fed again.

    A page in `starts` begins a sheet. A sheet without a second page has a white back, so that the pile stays in step;
    where no back at all is printed the second list is empty. `reverse`: the sheet printed last is fed first.
    """
    sheets: list[tuple[int, Side]] = []
    for page in pages:
        if sheets and sheets[-1][1] is None and page not in starts:
            sheets[-1] = (sheets[-1][0], page)
        else:
            sheets.append((page, None))
    fronts = _repeated([front for front, _ in sheets], copies, collate)
    backs = _repeated([back for _, back in sheets], copies, collate)
    if all(back is None for back in backs):
        return fronts, []
    return fronts, backs[::-1] if reverse else backs


def _repeated(sides: Sequence[Side], copies: int, collate: bool) -> list[Side]:
    if collate:
        return list(sides) * copies
    return [side for side in sides for _ in range(copies)]
