"""A draft shown in its form again: what was typed, right or wrong, over the record as it now is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop.models.versions import Version, content_of
from desktop.text import format_moment

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from desktop.models.base import Record
    from desktop.models.draft import Draft
    from desktop.views.widgets.form import RecordForm


def show_draft(session: Session, form: RecordForm, kind: type[Record], draft: Draft) -> str:
    """Fill `form` with the draft; a sentence where the record was changed since the form was opened, else "".

    Only what was typed goes over a newer version; what both changed is named, the typed text stands.
    """
    stored = session.get(kind, draft.record_id)
    if stored is None:
        form.open_as(draft.record_id, kind.values_of(draft.values))
        form.set_states(draft.states)
        return ""
    form.open_record(stored)
    if stored.version_id == draft.opened_at:
        form.set_states(draft.states)
        return ""
    now = form.states()
    before = _states_at(session, form, kind, draft)
    typed = {key: state for key, state in draft.states.items() if state != before.get(key)}
    form.open_record(stored)
    form.set_states(typed)
    both = [key for key, state in typed.items() if before and before.get(key) != now.get(key) != state]
    return _sentence(session, form, stored, both)


def _states_at(session: Session, form: RecordForm, kind: type[Record], draft: Draft) -> dict[str, Any]:
    """What the form showed when it was opened; nothing where that version is not known any more: all counts as typed then."""
    version = session.get(Version, draft.opened_at)
    content = content_of(version) if version is not None else None
    if content is None:
        return {}
    form.open_record(kind.from_wire(content, id=draft.record_id, version_id=draft.opened_at))
    return form.states()


def _sentence(session: Session, form: RecordForm, stored: Record, both: list[str]) -> str:
    if stored.deleted:
        return (
            "Bản ghi này đã được đưa vào thùng rác. Chữ đã gõ vẫn còn đây; lưu thì bản ghi được lấy ra khỏi thùng rác."
        )
    newer = session.get(Version, stored.version_id)
    who = f"{newer.author}, " if newer is not None and newer.author else ""
    when = f" ({who}{format_moment(newer.saved_at)})" if newer is not None else ""
    words = f"Bản ghi đã được sửa ở nơi khác{when}. Chữ đã gõ được giữ; các ô còn lại theo bản mới."
    if both:
        words += f" Hai bên cùng sửa: {', '.join(form.label_of(key) for key in both)}. Hãy xem lại trước khi lưu."
    return words
