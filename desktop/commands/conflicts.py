"""Records changed differently in two places, on the command line: which they are, and a person's decision."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import Any

from desktop.commands.opening import Answer, opened, read_json
from desktop.errors import UserError
from desktop.models.called import called
from desktop.models.kinds import KINDS
from desktop.text import format_moment, format_number


def conflicts(folder: Path, _chosen: Namespace) -> Answer:
    """Every record of this unit that stands in two versions, with what each says."""
    from desktop.models.conflicts import conflicts as waiting
    from desktop.models.conflicts import sides

    listed: list[dict[str, Any]] = []
    lines: list[str] = []
    with opened(folder) as (database, installation), database.snapshot() as session:
        for kind, record_id in waiting(session, installation.unit_id):
            found = sides(session, record_id)
            listed.append(
                {
                    "kind": kind,
                    "id": record_id,
                    "versions": [
                        {"version": s.version_id, "author": s.author, "saved": s.saved_at, "content": s.content}
                        for s in found
                    ],
                }
            )
            name = KINDS[kind].NAME if kind in KINDS else kind
            lines.append(f"{name} {record_id}: {called(next((s.content for s in found if s.content), {}))}")
            lines += [
                f"  {s.version_id}  {format_moment(s.saved_at)} {s.author}{'' if s.content else ' (xóa)'}"
                for s in found
            ]
    return Answer({"conflicts": listed}, [*lines, f"{format_number(len(listed))} bản ghi cần chọn."])


def decide(folder: Path, chosen: Namespace) -> Answer:
    """One of the versions, or the content of a file, becomes the record; the others stay in its history."""
    from desktop.models import conflicts as steps

    content = read_json(chosen.content) if chosen.content else None
    with opened(folder, chosen.author) as (database, unit), database.transaction("Chọn bản đúng") as session:
        waiting = {record_id: kind for kind, record_id in steps.conflicts(session, unit.unit_id)}
        kind = KINDS.get(waiting.get(chosen.record, ""))
        record = session.get(kind, chosen.record) if kind else None
        if record is None:
            raise UserError("Bản ghi này không có hai bản cần chọn. Gõ nq71 conflicts để xem danh sách.")
        found = steps.sides(session, record.id)
        if chosen.content is None:
            side = next((s for s in found if s.version_id == chosen.take), None)
            if side is None:
                raise UserError("Không có bản này. Gõ nq71 conflicts để xem mã của từng bản.")
            content = side.content
        try:
            steps.decide(session, record, content, tuple(s.version_id for s in found))
        except ValueError as error:
            raise UserError(f"Sai kiểu dữ liệu ở trường {error}.") from None
        values = {"id": record.id, "version": record.version_id}
    return Answer(values, ["Đã chọn; bản kia còn trong lịch sử."])
