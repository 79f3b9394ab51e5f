"""Parts that several kinds of record have: evidence, and counts that may not apply."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_NAME, Problem
from desktop.models.catalogue import load_catalogue
from desktop.text import MOST_MONEY, MOST_PEOPLE

MOST_EVIDENCE = 30
"""Files of one record: their references must fit into its line on the wire."""
IMAGES = ("image/jpeg", "image/png")
PDF = "application/pdf"
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBERS = {"people": MOST_PEOPLE, "money": MOST_MONEY}


class Attested:
    """`evidence` lists files by their hash: {"sha256", "name", "type", "size", "consent"}.

    `type` is image/jpeg, image/png or application/pdf, judged by content; `size` in bytes; `consent` is there and true where
    consent of the children shown and their parents is on file (domain F.4). The files lie in `desktop.models.files`.
    """

    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    def wrong_evidence(self) -> list[Problem]:
        """A problem where a reference is not what it should be, or there are too many."""
        if len(self.evidence) > MOST_EVIDENCE:
            return [Problem("evidence", f"Quá {MOST_EVIDENCE} tệp minh chứng. Hãy bỏ bớt.")]
        if not all(_is_reference(one) for one in self.evidence):
            return [Problem("evidence", "Có tệp minh chứng ghi sai. Hãy gỡ ra rồi đính lại.")]
        return []


def _is_reference(one: dict[str, Any]) -> bool:
    return (
        isinstance(sha256 := one.get("sha256"), str)
        and bool(_SHA256.fullmatch(sha256))
        and isinstance(name := one.get("name"), str)
        and len(name) <= MOST_NAME
        and one.get("type") in (*IMAGES, PDF)
        and type(size := one.get("size")) is int
        and 0 < size <= 15 * 1024 * 1024
        and isinstance(one.get("consent", False), bool)
    )


class Measured:
    """A count is a number, empty (not stated) or not applicable; only the number is counted (features 19).

    `not_applicable` names the fields that do not apply to the record; such a field holds None. `COUNTS` says which fields can,
    and whether each counts people (or things) or money.
    """

    COUNTS: ClassVar[dict[str, str]] = {}

    not_applicable: Mapped[list[str]] = mapped_column(JSON)

    def wrong_counts(self) -> list[Problem]:
        """A problem for each count that is out of reason, or both stated and not applicable."""
        found = []
        for name, sort in self.COUNTS.items():
            number = getattr(self, name)
            if number is not None and not 0 <= number <= _NUMBERS[sort]:
                what = "Số tiền" if sort == "money" else "Số"
                found.append(Problem(name, f"{what} không hợp lý. Hãy kiểm tra lại."))
            elif number is not None and name in self.not_applicable:
                found.append(Problem(name, "Vừa có số, vừa ghi “không áp dụng”. Hãy chọn một."))
        if unknown := sorted(set(self.not_applicable) - set(self.COUNTS)):
            found.append(Problem("not_applicable", f"Không có ô “{', '.join(unknown)}” để ghi “không áp dụng”."))
        return found


def unknown_codes(record: Any, **lists: str) -> list[Problem]:
    """A problem for each named field that holds a code (or codes) not in the catalogue's list of that name.

    Retired entries are known: records keep them.
    """
    found = []
    for name, listed in lists.items():
        stated = getattr(record, name)
        codes = stated if isinstance(stated, list) else [stated] if stated else []
        if wrong := [code for code in codes if code not in load_catalogue().codes(listed)]:
            found.append(Problem(name, f"Không có “{', '.join(wrong)}” trong danh mục. Hãy chọn lại."))
    return found
