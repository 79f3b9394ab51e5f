"""Filters that several lists have: by year, by an entry of the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.catalogue import load_catalogue
from desktop.views.record_page import choices_of
from desktop.views.widgets.choice_field import ChoiceField
from desktop.views.widgets.columns import Filter
from desktop.views.widgets.fields import Field


def years_stated(kind: Any) -> Callable[[Session], Sequence[tuple[int, str]]]:
    """The years that records of a kind with a field `year` are about, the newest first."""

    def choices(session: Session) -> Sequence[tuple[int, str]]:
        years = session.scalars(select(kind.year).where(~kind.deleted).distinct().order_by(kind.year.desc()))
        return [(year, f"Năm {year}") for year in years]

    return choices


def by_entry(column: Any, title: str, name: str) -> Filter:
    """A filter by a code of the catalogue's list of that name."""
    return Filter(column.key, title, lambda _: choices_of(load_catalogue().entries(name)), lambda code: column == code)


def choice_of(name: str) -> Callable[[Any], Field]:
    """A field for one entry of the catalogue's list of that name."""
    return lambda _: ChoiceField(choices_of(load_catalogue().entries(name)))
