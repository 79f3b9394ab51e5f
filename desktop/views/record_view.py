"""A record of another unit: every field as words, to be read and copied, not changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFormLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.catalogue import load_catalogue
from desktop.models.person import Person
from desktop.text import format_date, format_number, one_line, shortened
from desktop.views.page import Workspace
from desktop.views.theme import GRID
from desktop.views.widgets.fields import NOT_APPLICABLE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desktop.models.base import Record
    from desktop.views.record_page import Screen

_CODED = {
    "topic",
    "topics",
    "channel",
    "form",
    "audiences",
    "languages",
    "partners",
    "contents",
    "mode",
    "type",
    "kind",
    "language",
    "platform",
    "award",
    "level",
    "measures",
    "source",
    "purpose",
    "duty",
    "state",
    "criterion",
    "grade",
    "addressee",
}
_PERSONS = {"attendees", "certified"}
_ACTIVITIES = {"activity", "activities"}
_AS_IT_STANDS = {"year"}
_DECIMALS = {"hours", "minutes"}  # kept as text with a point
_EVIDENCE = "evidence"  # shown as pictures, not as words
_DISPATCH = {
    "kept_by": "bản lưu",
    "copies": "số bản",
    "sent_on": "ngày chuyển",
    "received_by": "ký nhận",
    "note": "ghi chú",
}
_LABELS = {
    "attendees": "Người dự",
    "certified": "Được cấp chứng nhận",
    "sections": "Phần báo cáo",
    "forms": "Biểu",
}  # fields that hold several values


def words_of(session: Session, key: str, value: Any) -> str:
    """A stored value as a person reads it; empty for nothing."""
    if value is None or value in ("", [], {}) or key == _EVIDENCE:
        return ""
    if key in _PERSONS:
        names = session.scalars(select(Person.name).where(Person.id.in_(value)).order_by(Person.name)).all()
        return f"{format_number(len(value))} người: {', '.join(names)}"
    if key in _ACTIVITIES:
        return _activities(session, value if isinstance(value, list) else [value])
    if key in _CODED:
        codes = value if isinstance(value, list) else [value]
        return "; ".join(load_catalogue().label(code) for code in codes)
    return _plain_words(key, value)


def _activities(session: Session, ids: list[str]) -> str:
    """The activities of these ids by day; how many are not here."""
    found = session.scalars(select(Activity).where(Activity.id.in_(ids)).order_by(Activity.date)).all()
    words = [f"{format_date(activity.date)} {one_line(activity.title)}" for activity in found]
    if len(found) < len(ids):
        words.append(f"{format_number(len(ids) - len(found))} hoạt động không có ở đây")
    return "; ".join(words)


def _plain_words(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int) and key not in _AS_IT_STANDS:
        return format_number(value)
    if isinstance(value, list):
        return "; ".join(_one_of(key, each) for each in value)
    if isinstance(value, dict):
        return "; ".join(f"{_DISPATCH.get(name) or _one_of('sections', name)}: {text}" for name, text in value.items())
    return str(value).replace(".", ",") if key in _DECIMALS else str(value)


def _one_of(key: str, value: Any) -> str:
    """One entry of a list: a part of a report by its words, an edition by number and code."""
    if isinstance(value, dict):
        return f"bản số {value['edition']}, mã {value.get('code', '')}" if "edition" in value else ""
    if key != "sections":
        return str(value)
    from desktop.reports.demand import parts

    return next((part.words for part in parts() if part.key == value), str(value))


def lines_of(session: Session, screen: Screen, record: Record) -> list[tuple[str, str]]:
    """Label and words of each field that says something, in the order of the form."""
    found: list[tuple[str, str]] = []
    without = getattr(record, "not_applicable", ())
    for spec in screen.fields:
        if spec.aside:
            continue
        for key in spec.keys or (spec.key,):
            label = _LABELS.get(key) or spec.label.replace("&", "")
            words = NOT_APPLICABLE if key in without else words_of(session, key, getattr(record, key))
            found.append((label, words))
    return [(label, words) for label, words in found if words]


class RecordDialog(QDialog):
    """Esc or Enter closes it."""

    def __init__(self, workspace: Workspace, screen: Screen, record_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(640, 520)
        with workspace.database.snapshot() as session:
            record = session.get(screen.listing.kind, record_id)
            lines = lines_of(session, screen, record) if record is not None else []
            name = screen.name_of(record) if record is not None else ""
            evidence = getattr(record, _EVIDENCE, None) or []
        self.setWindowTitle(shortened(name, 80))
        inner = QWidget()
        inner.setObjectName("form")
        form = QFormLayout(inner)
        form.setContentsMargins(16, 16, 16, 16)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)
        for label, words in lines:
            title = QLabel(label)
            title.setObjectName("muted")
            title.setAlignment(Qt.AlignmentFlag.AlignTop)
            title.setFixedWidth(160)
            title.setWordWrap(True)
            text = QLabel(words)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setWordWrap(True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            form.addRow(title, text)
        if evidence:
            heading = QLabel("Ảnh, PDF minh chứng")
            heading.setObjectName("muted")
            form.addRow(heading)
            form.addRow(_shown_evidence(workspace, evidence))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inner)
        close = QPushButton("Đón&g")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setSpacing(GRID)
        layout.addWidget(scroll, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        close.setFocus()


def _shown_evidence(workspace: Workspace, references: list[dict[str, Any]]) -> QWidget:
    from desktop.views.widgets.evidence_field import EvidenceField

    strip = EvidenceField(workspace)
    strip.set_read_only(True)
    strip.set_value(references)
    return strip
