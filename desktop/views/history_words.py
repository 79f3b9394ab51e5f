"""The history of a record in sentences: who, when, and what was what before. Worked out without a widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from desktop.models.history import versions_of
from desktop.models.versions import Change, Version, content_of
from desktop.views.exchange_words import moment
from desktop.views.record_view import _LABELS, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.orm import Session

    from desktop.models.base import Record
    from desktop.views.record_page import Screen

NOTHING = "(trống)"
_OTHER = {
    "evidence": "Minh chứng",
    "not_applicable": "Không áp dụng",
    "editions": "Các bản đã chốt",
    "dispatch": "Sổ văn bản đi",
}


@dataclass(frozen=True)
class Difference:
    """One field, as words."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before or NOTHING} → {self.after or NOTHING}"


@dataclass(frozen=True)
class Entry:
    """One version: when (local), by whom, what was done, which fields changed. `current`: the record stands there."""

    version_id: str
    when: str
    author: str
    deed: str
    differences: tuple[Difference, ...]
    deleted: bool
    current: bool


def entries(session: Session, screen: Screen, record_id: str) -> list[Entry]:
    """The versions of a record, the newest first."""
    kind = screen.listing.kind
    record = session.get(kind, record_id)
    versions = versions_of(session, record_id)
    by_id = {version.version_id: version for version in versions}
    numbers = {version.change_id for version in versions if version.change_id is not None}
    titles = {change.id: change.title for change in session.scalars(select(Change).where(Change.id.in_(numbers)))}
    return [_entry(session, screen, version, by_id, titles, record) for version in versions]


def _entry(
    session: Session,
    screen: Screen,
    version: Version,
    by_id: dict[str, Version],
    titles: dict[int, str],
    record: Record | None,
) -> Entry:
    parents = [by_id[name] for name in version.parents if name in by_id]
    before = next((content for one in parents if (content := content_of(one)) is not None), None)
    after = content_of(version)
    differences: Sequence[Difference] = ()
    if before is not None and after is not None:
        differences = _differences(session, screen, before, after)
    return Entry(
        version.version_id,
        moment(version.saved_at),
        version.author,
        _deed(version, parents, titles),
        tuple(differences),
        deleted=after is None,
        current=record is not None and record.version_id == version.version_id,
    )


def _deed(version: Version, parents: list[Version], titles: dict[int, str]) -> str:
    """What was done, by the title of the change; one without a change of this PC came from elsewhere."""
    if version.change_id in titles:
        return titles[version.change_id]
    if version.content is None:
        return "Đưa vào thùng rác ở nơi khác, nhận về đây"
    return "Nhận từ nơi khác" if not parents else "Sửa ở nơi khác, nhận về đây"


def _differences(
    session: Session, screen: Screen, before: dict[str, Any], after: dict[str, Any]
) -> Sequence[Difference]:
    kind = screen.listing.kind
    old, new = kind.values_of(before), kind.values_of(after)
    labels = _labels(screen)
    columns = kind.wire_columns()
    names = [*(name for name in labels if name in columns), *(name for name in columns if name not in labels)]
    found = []
    for name in names:
        if old[name] != new[name]:
            words = [words_in_history(session, name, value) for value in (old[name], new[name])]
            found.append(Difference(labels.get(name) or _OTHER.get(name, "Thông tin khác"), *words))
    if old["extra"] != new["extra"]:
        found.append(Difference("Thông tin của phiên bản mới hơn", "khác", "khác"))
    return found


def _labels(screen: Screen) -> dict[str, str]:
    return {
        key: _LABELS.get(key) or spec.label.replace("&", "")
        for spec in screen.fields
        for key in spec.keys or (spec.key,)
    }


def words_in_history(session: Session, name: str, value: Any) -> str:
    """A stored value in words, files by their names."""
    if name == "evidence":
        return "; ".join(str(one.get("name", "")) for one in value)
    return words_of(session, name, value)


def write_workbook(path: Path, name: str, found: Sequence[Entry]) -> None:
    """The history as a workbook, a row for each field that changed. UserError where the disk refuses."""
    from desktop.excel.exporting import ListColumn, write_list

    columns = [
        ListColumn("Lúc", width=17),
        ListColumn("Người ghi", width=24),
        ListColumn("Việc", width=40),
        ListColumn("Ô", width=24),
        ListColumn("Trước", width=40),
        ListColumn("Sau", width=40),
    ]
    rows = [
        (entry.when, entry.author, entry.deed, *parts)
        for entry in found
        for parts in ([(d.label, d.before, d.after) for d in entry.differences] or [("", "", "")])
    ]
    write_list(path, columns, rows, f"Lịch sử: {name}")
