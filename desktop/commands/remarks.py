"""Remarks of the Department and the units' answers on the command line."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from desktop.commands.opening import Answer, kind_of, opened, unit_wanted
from desktop.text import format_moment, format_number


def remark(folder: Path, chosen: Namespace) -> Answer:
    """The Department remarks on a record or a figure, or closes a remark."""
    from desktop.models.remark import FIGURE
    from sync.remarks import close
    from sync.remarks import remark as run

    with opened(folder, chosen.author) as (database, _):
        if chosen.close:
            close(database, chosen.close)
            return Answer({"id": chosen.close, "closed": True}, ["Đã khép nhận xét; đơn vị biết khi nhận gói trả lời."])
        kind, target = (FIGURE, chosen.figure) if chosen.figure else (kind_of(chosen.record[0]).KIND, chosen.record[1])
        made = run(database, chosen.unit, chosen.year, kind, target, chosen.text or "", chosen.author)
    return Answer({"id": made}, [f"Đã ghi nhận xét {made}; đơn vị biết khi nhận gói trả lời."])


def remarks(folder: Path, chosen: Namespace) -> Answer:
    """The remarks on a unit's data with its answers; at a unit its own."""
    from desktop.models.remark import answers_to, remarks_on

    with opened(folder) as (database, installation), database.snapshot() as session:
        unit = unit_wanted(session, installation, chosen.unit)
        answers = answers_to(session, unit)
        listed: list[dict[str, Any]] = [
            {
                "id": one.id,
                "year": one.year,
                "kind": one.kind,
                "target": one.target,
                "text": one.text,
                "author": one.author,
                "at": one.at,
                "closed": one.closed,
                "answer": answers[one.id].text if one.id in answers else None,
            }
            for one in remarks_on(session, unit)
        ]
    lines = []
    for one in listed:
        state = "đã khép" if one["closed"] else "đã trả lời" if one["answer"] else "chờ trả lời"
        lines.append(f"{one['id']}  {format_moment(one['at'])}  {one['kind']} {one['target']} ({state}): {one['text']}")
        if one["answer"]:
            lines.append(f"  Trả lời: {one['answer']}")
    return Answer({"remarks": listed}, [*lines, f"{format_number(len(listed))} nhận xét."])


def answer_remark(folder: Path, chosen: Namespace) -> Answer:
    """The unit answers a remark; the answer travels with the next bundle."""
    from desktop.errors import UserError
    from desktop.models.remark import Remark
    from desktop.models.remark import answer_remark as run
    from sync.days import vietnam_today

    with opened(folder, chosen.author) as (database, installation), database.transaction("Trả lời nhận xét") as session:
        found = session.get(Remark, chosen.remark)
        if found is None or found.unit_id != installation.unit_id:
            raise UserError("Không có nhận xét này. Gõ nq71 remarks để xem danh sách.")
        made = run(session, installation.unit_id, found.id, chosen.text, vietnam_today())
        return Answer({"id": made.id, "remark": found.id}, ["Đã ghi trả lời; Sở biết khi nhận gói kế tiếp."])
