"""Materials that the Department publishes (văn bản, tài liệu tuyên truyền, hướng dẫn): found offline by every unit (Plan VI.1; M16)."""

from __future__ import annotations

from datetime import date as Date
from typing import Any

from sqlalchemy import JSON, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.errors import UserError
from desktop.models.base import MOST_TEXT, MOST_TITLE, Base
from desktop.text import fold

MOST_FILES = 10  # of one material
MOST_MATERIALS = 500


class Material(Base):
    """At the Department what it wrote, at a unit what its newest document says. `files`: {"sha256", "name", "type", "size"}."""

    __tablename__ = "material"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    title: Mapped[str] = mapped_column(String)
    sort: Mapped[str] = mapped_column(String)
    date: Mapped[Date]
    text: Mapped[str] = mapped_column(String)
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(Integer)

    def problem(self) -> str:
        """What keeps it from being published; empty where nothing does."""
        if not self.title.strip():
            return "Chưa ghi tên tài liệu."
        if len(self.title) > MOST_TITLE or len(self.text) > MOST_TEXT:
            return f"Tên dài quá {MOST_TITLE} hoặc nội dung dài quá {MOST_TEXT} ký tự. Hãy rút gọn."
        if len(self.files) > MOST_FILES:
            return f"Một tài liệu có nhiều nhất {MOST_FILES} tệp. Hãy chia thành nhiều tài liệu."
        if not self.files and not self.text.strip():
            return "Tài liệu chưa có nội dung hay tệp nào."
        return ""

    @property
    def folded(self) -> str:
        """The words it is found by."""
        return fold(f"{self.title} {self.sort} {self.text}")


def materials(session: Session, search: str = "") -> list[Material]:
    """The materials, the newest first; only those that hold every word of `search`, accents ignored."""
    words = fold(search).split()
    found = session.scalars(select(Material).order_by(Material.date.desc(), Material.position))
    return [one for one in found if all(word in one.folded for word in words)]


def save_material(session: Session, material: Material) -> Material:
    """Store one; UserError says what is wrong."""
    if problem := material.problem():
        raise UserError(problem)
    count = len(session.scalars(select(Material.id)).all())
    if session.get(Material, material.id) is None and count >= MOST_MATERIALS:
        raise UserError(f"Đã có {MOST_MATERIALS} tài liệu. Hãy gỡ tài liệu cũ trước khi thêm.")
    return session.merge(material)


def files_of_materials(session: Session) -> set[str]:
    """The hashes of every file that a material names."""
    return {str(one["sha256"]) for files in session.scalars(select(Material.files)) for one in files}
