"""What every report of a unit has once it leaves the desk: frozen editions, sentences put in other words, steps, number and date.

An edition, once frozen, is never altered: its body lies in the file store under its SHA-256.
"""

from __future__ import annotations

from datetime import date as Date
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import MOST_NAME, MOST_TEXT, Problem

REVIEWED, PRINTED, SIGNED = "reviewed", "printed", "signed"
TAKEN_BACK, RESTORED = "taken_back", "restored"
"""Steps that a person says were made: the head has read the edition; it was printed; signed; the unit takes it back, or lets
it stand after all (features 61)."""
MOST_STEPS = 200
EDITION_FILES = ("sha256", "scan", "signed_pdf")
"""What an edition names by its hash: its body, the scan of the signed paper, the PDF with an electronic signature."""


class Issued:
    """A mixin of records: the annual report and the ones that a document demands.

    `editions`: {"edition", "sha256", "code", "at", "pages", "who"}; once signed also {"number", "date", "signer"}, {"scan", "scan_bytes", "scan_pages"} and
    {"signed_pdf", "signed_pdf_bytes"}. `rewritten`: {"section", "generated", "text", "reason", "who", "at"}, a generated sentence
    that the unit says in its own words, with why. `steps`: {"step", "edition", "who", "at"}. `dispatch`: what the register of
    outgoing documents holds besides (domain F.6): "kept_by", "copies", "sent_on" (ISO day), "received_by", "note".
    """

    blocks: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # section key -> the user's own text
    rewritten: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    editions: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    steps: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    signed_number: Mapped[str] = mapped_column(String)
    signed_date: Mapped[Date | None]
    signed_by: Mapped[str] = mapped_column(String)
    dispatch: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    def wrong_texts(self) -> list[Problem]:
        """Blocks and other words have their limits."""
        found = [
            Problem(f"blocks.{key}", f"Dài quá {MOST_TEXT} ký tự. Hãy rút gọn.")
            for key, text in self.blocks.items()
            if len(text) > MOST_TEXT
        ]
        if any(len(str(one.get("text", ""))) > MOST_TEXT for one in self.rewritten):
            found.append(Problem("rewritten", f"Câu sửa lại dài quá {MOST_TEXT} ký tự. Hãy rút gọn."))
        if any(not str(one.get("reason", "")).strip() for one in self.rewritten):
            found.append(Problem("rewritten", "Câu sửa lại chưa có lý do. Hãy ghi vì sao khác với lời tự sinh."))
        found += [
            Problem(field, f"Dài quá {MOST_NAME} ký tự. Hãy rút gọn.")
            for field in ("signed_number", "signed_by")
            if len(getattr(self, field)) > MOST_NAME
        ]
        if len(self.steps) > MOST_STEPS:
            found.append(Problem("steps", "Có quá nhiều bước được ghi lại cho báo cáo này."))
        return found
