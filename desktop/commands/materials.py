"""Materials of the Department on the command line: what there is, one added or taken away, a file laid out to be opened."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from desktop.commands.opening import Answer, opened, read_date
from desktop.errors import UserError
from desktop.models.installation import Role
from desktop.text import clean, format_date, format_number


def materials(folder: Path, chosen: Namespace) -> Answer:
    """The materials; at the Department one is added (`--add`) or taken away (`--remove`) and goes out with the next packet."""
    from desktop.models.material import Material, save_material
    from desktop.models.material import materials as listed

    with opened(folder) as (database, installation):
        if (chosen.add or chosen.remove) and installation.role != Role.DEPARTMENT:
            raise UserError("Tài liệu do Sở phát hành. Ở đơn vị chỉ xem và tìm được.")
        if chosen.add:
            references = _taken_in(database.files, chosen.file or [])
            with database.transaction("Thêm tài liệu") as session:
                save_material(session, _made(chosen, references))
        if chosen.remove:
            with database.transaction("Gỡ tài liệu") as session:
                found = session.get(Material, chosen.remove)
                if found is None:
                    raise UserError("Không có tài liệu này. Gõ nq71 materials để xem danh sách.")
                session.delete(found)
        with database.snapshot() as session:
            found_all = listed(session, chosen.search)
            values = [
                {
                    "id": one.id,
                    "title": one.title,
                    "sort": one.sort,
                    "date": one.date.isoformat(),
                    "text": one.text,
                    "files": [{**file, "here": database.files.has(file["sha256"])} for file in one.files],
                }
                for one in found_all
            ]
            lines = [f"{one.id}  {format_date(one.date)}  {one.title} ({len(one.files)} tệp)" for one in found_all]
    return Answer({"materials": values}, [*lines, f"{format_number(len(values))} tài liệu."])


def _made(chosen: Namespace, references: list[dict[str, object]]):  # type: ignore[no-untyped-def]
    from desktop.models.base import new_id
    from desktop.models.material import Material
    from sync.days import vietnam_today

    return Material(
        id=new_id(),
        title=clean(chosen.add),
        sort=clean(chosen.sort or ""),
        date=read_date(chosen.date) or vietnam_today(),
        text=clean(chosen.text or ""),
        files=references,
        position=0,
    )


def _taken_in(files: object, paths: list[Path]) -> list[dict[str, object]]:
    from desktop.evidence.attaching import Source, take_in

    if not paths:
        return []
    taken = take_in(files, [Source(path) for path in paths])  # type: ignore[arg-type]
    if taken.refused:
        raise UserError(f"Chưa thêm: {taken.refusal()}")
    return taken.references
