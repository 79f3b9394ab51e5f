"""A list over 100,000 activities beside bare SQL: first rows, search, one record saved, the window's quickness and memory.

The floors are what anyone could do with the same file: the page's rows by one statement, the full-text query alone, one row
committed with the same settings, a bare window. Ours goes through the program's own page, as a person's click does.
"""

from __future__ import annotations

import itertools
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from bench.first_frame import memory
from bench.measure import Comparison, Sample, compare, timed
from desktop.models import history
from desktop.models.base import new_id, utc_now
from desktop.models.bulk import add_many
from desktop.models.database import FILE_NAME, Database, apply_settings
from desktop.models.finding import find_first
from desktop.models.installation import Installation, current
from desktop.text import fold
from desktop.views.logbook import BOOKS
from desktop.views.page import Workspace
from desktop.views.record_page import RecordPage
from desktop.views.widgets.background import Background
from desktop.views.widgets.row_source import PAGE, Wanted, first_rows
from desktop.views.window import MainWindow

HELD = 100_000
_CHANNELS = [f"K{number}" for number in range(1, 7)]
_COLUMNS = "rowid, id, conflict, date, title, channel, topic, people, place, person, audiences, cost"
_OWN = "FROM activity WHERE deleted = 0 AND unit_id = ?"
_RARE, _COMMON = "khau hieu", "tuyen truyen"


def fill(folder: Path, count: int) -> None:
    """A unit with that many activities of about a kilobyte."""
    from bench.exchange import activities

    unit = new_id()
    with Database.open(folder, create=True) as database:
        with database.transaction() as session:
            session.add(Installation(role="unit", unit_id=unit, unit_code=None, created_at=utc_now(), settings={}))
        for start in range(0, count, 10_000):
            records = activities(unit, min(10_000, count - start), start)
            for number, record in enumerate(records):
                record.channel, record.form = _CHANNELS[number % 6], None
                if number % 500 == 7:
                    record.title += " pano khẩu hiệu"
            with database.transaction() as session:
                add_many(session, records)


class Desk:
    """The program's window on the folder, its activities in front, and a connection of one's own beside it."""

    def __init__(self, folder: Path) -> None:
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.name == "nt"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        self.app = QApplication.instance() or QApplication([])
        self.database = Database.open(folder)
        with self.database.snapshot() as session:
            self.unit = current(session).unit_id
        self.background = Background(_raise)
        self.window = MainWindow()
        self.window.attach(Workspace(self.database, self.background, "unit", self.unit, self.window), lambda: "Trường")
        self.window.resize(1366, 700)
        self.window.show()
        self.window.go_to("activities")
        page = self.window.page
        assert isinstance(page, RecordPage)
        self.page, self.table, self.rows = page, page.table, page.table.rows
        self.settle()
        self.connection = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
        apply_settings(self.connection)

    def close(self) -> None:
        self.background.wait()
        self.connection.close()
        self.window.close()
        self.database.close()

    def settle(self) -> None:
        """Until the list is whole and nothing is left to do."""
        while self.rows.is_reading:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self.app.processEvents()

    def first_rows(self, question: Callable[[], None]) -> Callable[[], Sample]:
        """From asking to the first rows in memory; the rest of the list comes after the clock has stopped."""

        def run() -> Sample:
            self.settle()
            self.rows.replace(array("q"))
            self.app.processEvents()
            started = time.perf_counter()
            question()
            while not self.rows.size() and self.rows.is_reading:
                self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            assert self.rows.row(0)
            seconds = time.perf_counter() - started
            self.settle()
            return {"s": seconds}

        return run

    def page_read(self, column: str, descending: bool) -> Callable[[], Sample]:
        """The page's rows as the list reads them, in a session of its own; what Qt does with them stays outside."""
        listing, wanted = self.page.pattern.listing, Wanted("", {}, column, descending, unit_id=self.unit)

        def work() -> None:
            with self.database.snapshot() as session:
                assert len(first_rows(session, listing, wanted)) == PAGE

        return timed(work)

    def bare(self, conditions: str, order: str, *values: Any) -> Callable[[], Sample]:
        """The same page by one statement."""
        statement = f"SELECT {_COLUMNS} {_OWN} {conditions} ORDER BY {order} LIMIT {PAGE}"
        return timed(lambda: self.connection.execute(statement, (self.unit, *values)).fetchall())

    def bare_search(self, words: str) -> Callable[[], Sample]:
        """The full-text query alone: the numbers of all that match."""
        phrase = " ".join(f'"{word}"*' for word in fold(words).split())
        statement = "SELECT rowid FROM search WHERE search MATCH ?"
        return timed(lambda: self.connection.execute(statement, (phrase,)).fetchall())

    def found_everywhere(self, words: str) -> Callable[[], Sample]:
        """What the worker reads for the first results of Ctrl+F."""
        kinds = [book.kind for book in BOOKS]

        def work() -> None:
            with self.database.snapshot() as session:
                assert find_first(session, words, None, kinds)

        return timed(work)

    def longest_hold(self, question: Callable[[], None]) -> Callable[[], Sample]:
        """The longest time the UI thread was not free, from asking until the list is whole."""

        def run() -> Sample:
            self.settle()
            beats = [time.perf_counter()]
            timer = QTimer(interval=1)
            timer.timeout.connect(lambda: beats.append(time.perf_counter()))
            timer.start()
            question()
            self.settle()
            for _ in range(20):
                self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            timer.stop()
            return {"s": max(later - earlier for earlier, later in itertools.pairwise(beats))}

        return run

    # --- what a person asks --------------------------------------------------------------------------------------------

    def by(self, column: str, descending: bool = False) -> Callable[[], None]:
        """A click on a title."""

        def question() -> None:
            self.table.sort_by(column, descending)
            self.page.list.narrow({})

        return question

    def filtered(self, channel: str) -> Callable[[], None]:
        """A filter is chosen."""

        def question() -> None:
            self.table.sort_by("date", True)
            self.page.list.narrow({"channel": channel, "year": 2026})

        return question

    def searched(self, words: str) -> Callable[[], None]:
        """Words are typed."""

        def question() -> None:
            self.table.sort_by("date", True)
            self.page.search.setText(words)
            self.page.list.show_records()

        return question


def _raise(error: BaseException) -> None:
    raise error


def _first_rows(desk: Desk) -> list[Comparison]:
    goal = {"s": "≤ 2×"}
    year = ("2026-01-01", "2026-12-31")
    lines = []
    for work, column, descending, order in (
        ("the page's rows read, newest first", "date", True, "date DESC, rowid DESC"),
        ("the page's rows read, by title", "title", False, "title, rowid"),
    ):
        lines += compare(work, desk.bare("", order), desk.page_read(column, descending), runs=25, goals=goal)
    for work, question, floor in (
        ("first rows, newest first", desk.by("date", True), desk.bare("", "date DESC, rowid DESC")),
        ("first rows by title", desk.by("title"), desk.bare("", "title, rowid")),
        ("first rows by number of people", desk.by("people", True), desk.bare("", "people DESC, rowid DESC")),
        (
            "first rows of one channel and year",
            desk.filtered("K2"),
            desk.bare("AND channel = ? AND date BETWEEN ? AND ?", "date DESC, rowid DESC", "K2", *year),
        ),
    ):
        lines += compare(work, floor, desk.first_rows(question), goals=goal)
    return lines


def _searches(desk: Desk) -> list[Comparison]:
    lines = []
    for name, words in (("rare words", _RARE), ("common words", _COMMON)):
        floor, ours = desk.bare_search(words), desk.first_rows(desk.searched(words))
        lines += compare(f"search, {name}: first rows", floor, ours, goals={"s": "≤ 3×"})
        lines += compare(f"search everywhere, {name}", floor, desk.found_everywhere(words), goals={"s": "≤ 0.1 s"})
    desk.page.search.clear()
    return lines


def _saving(folder: Path) -> list[Comparison]:
    """One record through the door of every form (history, undo, search), and one row with the same settings."""
    from bench.exchange import activities

    with Database.open(folder) as database:
        with database.snapshot() as session:
            drafts = iter(activities(current(session).unit_id, 100, 12))
        connection = sqlite3.connect(folder / FILE_NAME, isolation_level=None)
        apply_settings(connection)
        fields = [row[1] for row in connection.execute("PRAGMA table_info(activity)")]
        connection.execute(f"CREATE TABLE bare ({', '.join(fields)})")
        like = connection.execute(f"SELECT {', '.join(fields)} FROM activity LIMIT 1").fetchone()

        def bare() -> None:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(f"INSERT INTO bare VALUES ({', '.join('?' * len(fields))})", like)
            connection.execute("COMMIT")

        def ours() -> None:
            draft = next(drafts)
            draft.audiences, draft.languages, draft.topics, draft.topic = [], [], [], None
            with database.transaction("Ghi") as session:
                history.save(session, draft)

        lines = compare("one record saved", timed(bare), timed(ours), runs=25, goals={"s": "≤ 3×"})
        connection.execute("DROP TABLE bare")
        connection.close()
    return lines


def _quickness(desk: Desk) -> list[Comparison]:
    """The floor is the same window while nothing is asked of it."""
    idle = desk.longest_hold(lambda: desk.table.viewport().update())
    lines = []
    for work, question in (
        ("window held by a sort", desk.by("title")),
        ("window held by a filter", desk.filtered("K3")),
        ("window held by a search", desk.searched(_COMMON)),
        ("window held by choosing all", desk.table.selectAll),
    ):
        lines += compare(work, idle, desk.longest_hold(question), goals={"s": "≤ 0.1 s"})
    desk.page.search.clear()
    return lines


def _in_a_process(*arguments: str) -> Callable[[], Sample]:
    """Memory of a process of its own, as it says."""

    def run() -> Sample:
        said = subprocess.run([sys.executable, "-m", *arguments], check=True, stdout=subprocess.PIPE, text=True)
        return {"MB": float(said.stdout.split()[-1])}

    return run


def measure() -> list[Comparison]:
    """First rows, search, saving, quickness; memory last, in processes of their own."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "truong")
        fill(place, HELD)
        lines = _saving(place)
        desk = Desk(place)
        lines += [*_first_rows(desk), *_searches(desk), *_quickness(desk)]
        desk.close()
        if memory():
            lines += compare(
                "memory of the window with the list",
                _in_a_process("bench.first_frame", "floor"),
                _in_a_process("bench.lists", str(place)),
                runs=3,
                goals={"MB": "≤ 2× + 30 MB"},
            )
        return lines


def main(folder: str) -> None:
    """Show the whole list and say how much memory that took."""
    Desk(Path(folder))
    print(f"{memory():.1f}", flush=True)
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
