"""Versions that stand against each other, field by field in words. Worked out without a widget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.models.base import cleaned
from desktop.models.called import called
from desktop.models.conflicts import Side, sides
from desktop.models.kinds import KINDS
from desktop.views.history_words import NOTHING, words_in_history
from desktop.views.record_view import _LABELS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desktop.views.widgets.form import FieldSpec

DELETED = "(đã đưa vào thùng rác)"
_REPORT = {
    "blocks": "Phần đơn vị viết – ",
    "editions": "Các bản đã chốt",
    "rewritten": "Câu đã sửa lại",
    "steps": "Các bước đã làm",
    "signed_number": "Số",
    "signed_date": "Ngày ký",
    "signed_by": "Người ký",
    "dispatch": "Sổ văn bản đi",
    "period_from": "Kỳ báo cáo từ",
    "period_to": "Kỳ báo cáo đến",
}
_OTHER = {"evidence": "Minh chứng", "not_applicable": "Không áp dụng", "deleted": "Bản ghi"}


@dataclass(frozen=True)
class Choice:
    """One field that differs: what each side says, in words and as it is stored. A part of a mapping has its own `part`."""

    field: str
    part: str
    label: str
    words: tuple[str, ...]
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Conflict:
    """A record that waits for a decision. `alike` are the fields that all sides share, as they are stored."""

    kind: str
    record_id: str
    name: str
    sides: tuple[Side, ...]
    choices: tuple[Choice, ...]
    alike: dict[str, Any]

    @property
    def with_deletion(self) -> bool:
        """Whether one side put the record into the bin: then one side is taken whole."""
        return any(side.content is None for side in self.sides)

    def merged(self, picks: list[int]) -> dict[str, Any]:
        """The content that a pick for each choice makes."""
        content = {key: dict(value) if isinstance(value, dict) else value for key, value in self.alike.items()}
        for choice, at in zip(self.choices, picks, strict=True):
            value = choice.values[at]
            if choice.part:
                content.setdefault(choice.field, {})
                if value is not None:
                    content[choice.field][choice.part] = value
            elif value is not None:
                content[choice.field] = value
        return content


def read_conflict(session: Session, kind: str, record_id: str, fields: Sequence[FieldSpec]) -> Conflict | None:
    """What stands against what; None where nothing does any more."""
    found = sides(session, record_id)
    record = session.get(KINDS[kind], record_id)
    if len(found) < 2 or record is None:
        return None
    labels = _labels(fields)
    contents = [side.content or {} for side in found]
    choices: list[Choice] = []
    alike: dict[str, Any] = {}
    for name in _ordered({key for content in contents for key in content}, labels):
        values = [content.get(name) for content in contents]
        if all(value == values[0] for value in values):
            alike[name] = values[0]
        elif all(value is None or (isinstance(value, dict) and value) for value in values):
            shared, parts = _by_part(name, [value or {} for value in values], labels)
            alike[name] = shared
            choices += parts
        else:
            words = tuple(_words(session, kind, name, value) for value in values)
            choices.append(Choice(name, "", labels.get(name, "Thông tin khác"), words, tuple(values)))
    name = called(record.wire()) or f"{KINDS[kind].NAME} {record.wire().get('year', '')}".strip()
    return Conflict(kind, record_id, name, found, tuple(choices), alike)


def _by_part(name: str, values: list[dict[str, Any]], labels: dict[str, str]) -> tuple[dict[str, Any], list[Choice]]:
    shared: dict[str, Any] = {}
    choices = []
    for part in sorted({part for value in values for part in value}):
        said = [value.get(part) for value in values]
        if all(each == said[0] for each in said):
            shared[part] = said[0]
        else:
            label = f"{labels.get(name, '')}{part}"
            choices.append(Choice(name, part, label, tuple(str(each or NOTHING) for each in said), tuple(said)))
    return shared, choices


def _labels(fields: Sequence[FieldSpec]) -> dict[str, str]:
    known = {**_REPORT, **_OTHER}
    for spec in fields:
        for key in spec.keys or (spec.key,):
            known[key] = _LABELS.get(key) or spec.label.replace("&", "")
    return known


def _ordered(names: set[str], labels: dict[str, str]) -> list[str]:
    order = list(labels)
    return sorted(names, key=lambda name: (order.index(name) if name in order else len(order), name))


def _words(session: Session, kind: str, name: str, value: Any) -> str:
    if value in (None, "", [], {}):
        return NOTHING
    if name == "editions":
        return "; ".join(f"bản số {one.get('edition')} – mã {one.get('code', '')}" for one in value)
    if name in ("rewritten", "steps"):
        return f"{len(value)} mục"
    stored = KINDS[kind].values_of({name: cleaned(value)}) if name in KINDS[kind].wire_columns() else {name: value}
    return words_in_history(session, name, stored[name]) or NOTHING
