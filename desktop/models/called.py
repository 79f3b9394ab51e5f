"""What a record is called where records of several kinds stand together: its title, its name, else its first words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.models.catalogue import load_catalogue
from desktop.text import one_line

_SAYING = ("title", "name", "subject", "who", "summary", "content", "criterion", "duty")


def called(content: Mapping[str, Any]) -> str:
    """In one line, of a record's fields by their wire names; a code by its words; empty where no field says anything."""
    said = next((str(content[field]) for field in _SAYING if content.get(field)), "")
    return load_catalogue().label(one_line(said))
