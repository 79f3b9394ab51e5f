"""How each list was left: filters, order, columns. Kept on this PC, never on the wire; steps on a session."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from desktop.models.installation import current

_PLACE = "screens"


def kept_look(session: Session, kind: str) -> dict[str, Any]:
    """What was kept of the list of a kind; empty where it was never changed."""
    look = current(session).settings.get(_PLACE, {}).get(kind, {})
    return dict(look) if isinstance(look, dict) else {}


def keep_look(session: Session, kind: str, look: dict[str, Any]) -> None:
    """Keep how a list was left; an empty look forgets it."""
    installation = current(session)
    screens = {name: kept for name, kept in installation.settings.get(_PLACE, {}).items() if name != kind}
    if look:
        screens[kind] = look
    installation.settings = {
        **installation.settings,
        _PLACE: screens,
    }  # a new mapping: SQLAlchemy sees no change within
