"""kill -9 at any moment of typing and saving (faults A1): what was said to be saved is there, what was typed is offered back.

A clerk (`typist`) works in the real window as a process of its own and is killed at a random moment, again and again on the same
data. Without the journal he must lose text: that the test can fail is tested too.
"""

from __future__ import annotations

import json
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.models.activity import Activity
from desktop.models.base import canonical_json, new_id, utc_now
from desktop.models.database import FILE_NAME, Database
from desktop.models.draft import Draft
from desktop.models.installation import Installation
from desktop.models.versions import Version

ROOT = Path(__file__).parents[2]
A_SECOND = 1.0
Line = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Database.open(tmp_path, create=True) as database, database.transaction() as session:
        session.add(Installation(role="unit", unit_id=new_id(), unit_code=None, created_at=utc_now(), settings={}))
    return tmp_path


def work_and_be_killed(folder: Path, seed: int, after: float, *more: str) -> tuple[list[Line], float]:
    """What the clerk told until the kill, `after` seconds of work, and the time of the kill."""
    command = [sys.executable, "-m", "tests.end_to_end.typist", str(folder), str(seed), *more]
    clerk = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    assert clerk.stdout is not None
    assert clerk.stderr is not None
    lines: list[str] = []
    faults: list[str] = []
    begun = threading.Event()

    def listen(stream: Any) -> None:
        for line in stream:
            lines.append(line)
            if '"begins"' in line:
                begun.set()
        begun.set()

    listening = threading.Thread(target=listen, args=(clerk.stdout,))
    complaining = threading.Thread(target=lambda stream: faults.extend(stream), args=(clerk.stderr,))
    for thread in (listening, complaining):
        thread.start()
    begun.wait(60)
    time.sleep(after)
    killed_at = time.monotonic()
    clerk.kill()
    for thread in (listening, complaining):
        thread.join()
    code = clerk.wait()
    clerk.stdout.close()
    clerk.stderr.close()
    assert code == (1 if sys.platform == "win32" else -signal.SIGKILL), "".join(faults)
    assert not any("Traceback" in line for line in faults), "".join(faults)
    return [json.loads(line) for line in lines if line.endswith("\n")], killed_at


class Watch:
    """What must be there, gathered over the kills."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.saved: dict[str, Line] = {}
        self.typed_since: set[str] = set()

    def learn(self, lines: list[Line]) -> None:
        """Remember what was said to be saved, and which of those records were typed into afterwards."""
        for line in lines:
            if line["what"] == "saved":
                self.saved[line["id"]] = line["states"]
                self.typed_since.discard(line["id"])
            elif line["what"] == "typed":
                self.typed_since.add(line["id"])

    def lost_records(self, activities: dict[str, Activity]) -> list[str]:
        """Records said to be saved that are not there, or in an older version."""
        return [
            f"{record_id}: {states['title']}"
            for record_id, states in self.saved.items()
            if record_id not in activities
            or not activities[record_id].title.startswith(states["title"])
            or not activities[record_id].content.startswith(states["content"])
        ]

    def lost_text(
        self, lines: list[Line], killed_at: float, activities: dict[str, Activity], drafts: dict[str, Draft]
    ) -> str:
        """What was typed a second and more before the kill and is neither saved nor in the journal."""
        old = [line for line in lines if line["what"] in ("typed", "saved") and line["at"] <= killed_at - A_SECOND]
        if not old or old[-1]["what"] == "saved":
            return ""
        record_id, states = old[-1]["id"], old[-1]["states"]
        held = [draft.states for draft in [drafts.get(record_id)] if draft is not None]
        if (stored := activities.get(record_id)) is not None:
            held.append({"title": stored.title, "content": stored.content})
        kept = any(h["title"].startswith(states["title"]) and h["content"].startswith(states["content"]) for h in held)
        return "" if kept else f"{record_id}: {states['title']} / {states['content'][-40:]}"

    def look(self, lines: list[Line], killed_at: float) -> tuple[list[str], str]:
        """Open the data as the next start does; lost records and lost text. Asserts that nothing is half."""
        self.learn(lines)
        with Database.open(self.folder) as database, database.snapshot() as session:
            activities = {each.id: each for each in session.scalars(select(Activity))}
            drafts = {each.record_id: each for each in session.scalars(select(Draft))}
            versions = {each.version_id: each for each in session.scalars(select(Version))}
            for activity in activities.values():
                assert versions[activity.version_id].content == canonical_json(activity.stated())
                assert versions[activity.version_id].head
            risen = [d.title for i, d in drafts.items() if i in self.saved and i not in self.typed_since]
            assert risen == [], "text that was saved lies in the journal again"
            lost = self.lost_text(lines, killed_at, activities, drafts)
        connection = sqlite3.connect(self.folder / FILE_NAME)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        return self.lost_records(activities), lost


def kill_again_and_again(folder: Path, kills: int, seed: int, *more: str) -> tuple[list[str], list[str], int]:
    """Lost records and lost texts (by seed and kill), and how often a text was offered back, over so many kills."""
    luck = random.Random(seed)
    watch = Watch(folder)
    records: list[str] = []
    texts: list[str] = []
    offered = 0
    waiting: dict[str, Draft] = {}
    for number in range(kills):
        at = f"seed {seed}, kill {number}"
        lines, killed_at = work_and_be_killed(folder, luck.randrange(10**9), luck.uniform(0.05, 2.5), *more)
        opened = next((line for line in lines if line["what"] == "reopened"), None)
        if waiting and lines:
            assert opened is not None, f"{at}: nothing was offered back"
            assert opened["states"] == waiting[opened["id"]].states, at
            offered += 1
        lost, text = watch.look(lines, killed_at)
        records += [f"{at}: {record}" for record in lost]
        texts += [f"{at}: {text}"] if text else []
        with Database.open(folder) as database, database.snapshot() as session:
            waiting = {each.record_id: each for each in session.scalars(select(Draft).where(Draft.open))}
    return records, texts, offered


def test_nothing_saved_and_nothing_typed_is_lost_by_a_kill(folder: Path) -> None:
    records, texts, offered = kill_again_and_again(folder, 12, random.randrange(10**9))
    assert records == []
    assert texts == []
    assert offered > 0


@pytest.mark.slow
def test_nothing_is_lost_by_three_hundred_kills(folder: Path) -> None:
    records, texts, offered = kill_again_and_again(folder, 300, random.randrange(10**9))
    assert records == []
    assert texts == []
    assert offered > 100


def test_without_the_journal_a_kill_loses_text(folder: Path) -> None:
    records, texts, _ = kill_again_and_again(folder, 5, 71, "--naive")
    assert records == []
    assert texts != []
