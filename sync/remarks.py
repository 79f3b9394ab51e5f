"""Remarks on single records and figures: how the Department makes them, how a packet carries them, how a unit takes them in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import UserError
from desktop.models.base import new_id, utc_now
from desktop.models.database import Database
from desktop.models.kinds import KINDS
from desktop.models.register import unit_by_code
from desktop.models.remark import FIGURE, Remark
from sync.bundle import shown
from sync.enrolment import demand_department

REMARK = "remark"
MOST = 2_000  # letters of a remark


def remark(database: Database, unit_code: str, year: int, kind: str, target: str, text: str, author: str = "") -> str:
    """Remark on a record or figure of a unit; the id of the remark. The unit learns it by `reply`.

    UserError: no text or too long, an unknown unit, a record that is not there.
    """
    said = text.strip()
    if not said:
        raise UserError("Chưa ghi nhận xét. Hãy ghi rõ cần xem lại điều gì.")
    if len(said) > MOST:
        raise UserError(f"Nhận xét dài quá {MOST} ký tự. Hãy rút gọn.")
    with database.transaction(author=author) as session:
        demand_department(session)
        unit = unit_by_code(session, unit_code)
        if unit is None:
            raise UserError(f"Không có đơn vị mã “{unit_code}” trong sổ đơn vị. Hãy kiểm tra bằng lệnh nq71 units.")
        _demand_target(session, unit.id, kind, target)
        made = Remark(
            id=new_id(),
            unit_id=unit.id,
            year=year,
            kind=kind,
            target=target,
            text=said,
            author=session.info.get("author", ""),
            at=utc_now(),
            closed=False,
            sequence=_next(session),
        )
        session.add(made)
        return made.id


def close(database: Database, remark_id: str, closed: bool = True) -> None:
    """Say that nothing more is asked, or ask again."""
    with database.transaction() as session:
        demand_department(session)
        found = session.get(Remark, remark_id)
        if found is None:
            raise UserError("Không có nhận xét này. Hãy mở lại danh sách.")
        found.closed, found.sequence, found.at = closed, _next(session), utc_now()


def _demand_target(session: Session, unit_id: str, kind: str, target: str) -> None:
    if kind == FIGURE and target:
        return
    record = session.get(KINDS[kind], target) if kind in KINDS else None
    if record is None or record.unit_id != unit_id:
        raise UserError("Không có bản ghi này của đơn vị. Hãy chọn lại bản ghi hoặc số liệu cần nhận xét.")


def _next(session: Session) -> int:
    return (session.scalar(select(func.max(Remark.sequence))) or 0) + 1


# --- travelling --------------------------------------------------------------------------------------------------------


def lines_for(session: Session, unit_id: str) -> Iterator[dict[str, Any]]:
    """The remarks on a unit's data as words of a packet (FORMAT.md 5.1)."""
    for one in session.scalars(select(Remark).where(Remark.unit_id == unit_id).order_by(Remark.sequence)):
        yield {
            "kind": REMARK,
            "id": one.id,
            "year": one.year,
            "on": one.kind,
            "target": one.target,
            "text": one.text,
            "author": one.author,
            "at": one.at,
            "closed": one.closed,
            "sequence": one.sequence,
        }


def take_line(session: Session, unit_id: str, line: dict[str, Any]) -> tuple[Remark, bool]:
    """Store one word; whether it says anything new. ValueError, KeyError, TypeError where it is not what the format says."""
    texts = {name: line[name] for name in ("id", "on", "target", "text", "author", "at")}
    if not all(isinstance(value, str) for value in texts.values()):
        raise ValueError("text expected")
    if type(line["year"]) is not int or type(line["sequence"]) is not int or type(line["closed"]) is not bool:
        raise ValueError("whole number or flag expected")
    datetime.fromisoformat(texts["at"])
    held = session.get(Remark, texts["id"])
    if held is not None and held.sequence >= line["sequence"]:
        return held, False
    made = Remark(
        id=texts["id"],
        unit_id=unit_id,
        year=line["year"],
        kind=shown(texts["on"], 60),
        target=shown(texts["target"], 120),
        text=shown(texts["text"], MOST),
        author=shown(texts["author"], 200),
        at=texts["at"],
        closed=line["closed"],
        sequence=line["sequence"],
    )
    session.info.setdefault("kinds", set()).add(made.kind)  # pages that show records of it tell of the remark
    return session.merge(made), True


def words_of(remarks: list[Any]) -> list[str]:
    """What a packet's new remarks come to, in one sentence."""
    asked = sum(not one.closed for one in remarks)
    return [f"Sở có {asked} nhận xét mới về số liệu; mở trang có bản ghi để xem và trả lời."] if asked else []
