"""The numbers of the two charts: activities by month beside the year before, and by topic and channel. Counted in SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import extract, func, select
from sqlalchemy.orm import Session

from desktop.models.activity import Activity
from desktop.models.catalogue import load_catalogue

UNSORTED = ""  # of activities without a topic or channel of the catalogue


@dataclass(frozen=True)
class Months:
    """Twelve numbers of the year, and of the year before."""

    year: int
    now: tuple[int, ...]
    before: tuple[int, ...]


@dataclass(frozen=True)
class Matrix:
    """Activities by main topic and main channel; `numbers` by (topic, channel), every activity once."""

    year: int
    topics: tuple[str, ...]
    channels: tuple[str, ...]
    numbers: dict[tuple[str, str], int]

    def total(self, topic: str | None = None, channel: str | None = None) -> int:
        """Of a topic, of a channel, or of all."""
        return sum(
            number
            for (of_topic, by_channel), number in self.numbers.items()
            if topic in (None, of_topic) and channel in (None, by_channel)
        )


def months(session: Session, unit_id: str, year: int) -> Months:
    """By the month in which an activity began."""
    counted = [[0] * 12, [0] * 12]
    which, month = extract("year", Activity.date), extract("month", Activity.date)
    found = select(which, month, func.count()).where(
        Activity.unit_id == unit_id,
        ~Activity.deleted,
        Activity.date.between(date(year - 1, 1, 1), date(year, 12, 31)),
    )
    for in_year, in_month, number in session.execute(found.group_by(which, month)):
        counted[year - int(in_year)][int(in_month) - 1] = number
    return Months(year, tuple(counted[0]), tuple(counted[1]))


def matrix(session: Session, unit_id: str, year: int) -> Matrix:
    """Of a calendar year, in the Plan's order; what the catalogue does not know stands in a row or column of its own."""
    catalogue = load_catalogue()
    topics = [entry.code for entry in catalogue.leaf_topics()]
    channels = [entry.code for entry in catalogue.entries("kenh", with_retired=True)]
    numbers: dict[tuple[str, str], int] = {}
    found = select(Activity.topic, Activity.channel, func.count()).where(
        Activity.unit_id == unit_id, ~Activity.deleted, Activity.date.between(date(year, 1, 1), date(year, 12, 31))
    )
    for topic, channel, number in session.execute(found.group_by(Activity.topic, Activity.channel)):
        key = (topic if topic in topics else UNSORTED, channel if channel in channels else UNSORTED)
        numbers[key] = numbers.get(key, 0) + number
    if any(topic == UNSORTED for topic, _ in numbers):
        topics.append(UNSORTED)
    if any(channel == UNSORTED for _, channel in numbers):
        channels.append(UNSORTED)
    return Matrix(year, tuple(topics), tuple(channels), numbers)
