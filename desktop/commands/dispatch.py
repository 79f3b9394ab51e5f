"""The register of outgoing reports on the command line."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from desktop.commands.opening import Answer, opened
from desktop.reports.dispatch import DispatchLine, dispatch_of
from desktop.text import format_number


def register(folder: Path, chosen: Namespace) -> Answer:
    """The reports of a calendar year with their numbers, as a workbook."""
    from desktop.excel.dispatch import write_dispatch

    with opened(folder) as (database, installation), database.snapshot() as session:
        found = dispatch_of(session, database.files, installation.unit_id, chosen.year)
    write_dispatch(chosen.to, found)
    values = {
        "year": chosen.year,
        "file": str(chosen.to),
        "documents": [_as_json(line) for line in found.lines],
        "warnings": list(found.doubts),
    }
    lines = [f"Đã ghi sổ văn bản đi năm {chosen.year}, {format_number(len(found.lines))} văn bản: {chosen.to}"]
    return Answer(values, [*lines, *(f"Lưu ý: {doubt}" for doubt in found.doubts)])


def _as_json(line: DispatchLine) -> dict[str, Any]:
    entered = line.entered
    return {
        "id": line.record_id,
        "kind": line.kind,
        "number": line.code,
        "date": entered.dated.isoformat() if entered.dated else None,
        "title": line.title,
        "signer": entered.signer,
        "recipients": line.recipients,
        "kept_by": entered.kept_by,
        "copies": entered.copies,
        "sent_on": entered.sent_on.isoformat() if entered.sent_on else None,
        "received_by": entered.received_by,
        "note": entered.note,
    }
