"""Export and merge of 10,000 activities beside the least that anyone could do with the same libraries.

The floor of writing: SELECT of the same columns, JSON, zlib, age, SHA-256, Ed25519, one file written and synced. The floor
of receiving: the same backwards and an upsert with the same indexes into a database that holds 200,000 records. The floors
prove no history, classify nothing, keep no versions and report no conflict.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import random
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.measure import Comparison, Sample, compare, timed
from desktop.models.activity import Activity
from desktop.models.base import new_id
from desktop.models.bulk import add_many
from desktop.models.database import FILE_NAME, Database
from desktop.models.installation import current
from sync.enrolment import publish, register_units, set_up, slips
from sync.export import export_bundle
from sync.receive import receive
from sync.searching import feed_search

SENT, HELD = 10_000, 200_000
_WORDS = [
    "tuyên",
    "truyền",
    "nghị",
    "quyết",
    "giáo",
    "dục",
    "vùng",
    "cao",
    "bản",
    "làng",
    "học",
    "sinh",
    "phụ",
    "huynh",
    "loa",
    "truyền",
    "thanh",
    "xã",
    "hội",
    "nghị",
    "quán",
    "triệt",
    "cán",
    "bộ",
    "giáo",
    "viên",
    "trường",
    "lớp",
    "khai",
    "giảng",
    "đồng",
    "bào",
    "dân",
    "tộc",
    "Thái",
    "Mông",
    "Mường",
    "Khơ",
    "Mú",
    "sinh",
    "hoạt",
    "dưới",
    "cờ",
    "ngoại",
    "khóa",
    "pano",
    "áp",
    "phích",
]
_HEAD: dict[str, Any] = {"post": "HIỆU TRƯỞNG", "name": "Lò Thị Hoa", "power": None}
_UNIT: dict[str, Any] = {
    "role": "unit", "name": "Trường", "kind": "TH", "place": "Sơn La", "sign": "TH", "head": _HEAD, "unit_code": "TH1",
}  # fmt: skip


def activities(unit_id: str, count: int, seed: int = 1) -> list[Activity]:
    """Records of about a kilobyte, as a school writes them."""
    chance = random.Random(seed)

    def words(count: int) -> str:
        return " ".join(chance.choices(_WORDS, k=count))

    return [
        Activity(
            unit_id=unit_id,
            date=date(2026, 1, 5) + timedelta(days=number % 300),
            title=words(8),
            content=words(60),
            topic="ND1",
            topics=["ND3"],
            channel="K2",
            form="K2.1",
            audiences=["DT_HS"],
            people=number % 500,
            place=words(4),
            languages=["VI"],
            partners=[],
            person=words(3),
            result=words(30),
            cost=number * 1000,
            note=words(10),
        )
        for number in range(count)
    ]


class Place:
    """A Department and a school with their records, on one drive, made once."""

    def __init__(self, folder: Path, sent: int = SENT, held: int = HELD) -> None:
        self.folder = folder
        self.department = set_up(folder / "so", {**_UNIT, "role": "department", "kind": "SGDDT", "unit_code": None})
        register_units(self.department, [{"code": "TH1", "name": "Trường", "kind": "TH"}])
        slip = slips(self.department, folder / "phieu", ["TH1"])[0]
        self.school = set_up(folder / "truong", _UNIT, slip.pack, slip.code)
        _fill(self.school, sent)
        _fill(self.department, held, [new_id() for _ in range(max(1, held // 300))])
        publish(self.department, folder / "goi")
        feed_search(self.department)
        self.bundle = export_bundle(self.school, folder / "usb").files[0]
        self.department.close()

    def fresh(self) -> Path:
        """A copy of the Department as it was before the bundle came."""
        copy = self.folder / "so-moi"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.department.folder, copy, ignore=shutil.ignore_patterns("*.lock"))
        os.sync()
        return copy


def _fill(database: Database, count: int, units: list[str] | None = None) -> None:
    with database.snapshot() as session:
        units = units or [current(session).unit_id]
    for number, unit in enumerate(units):
        with database.transaction() as session:
            add_many(session, activities(unit, count // len(units), number))


_COLUMNS = [*Activity.wire_columns(), "id", "version_id"]
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM activity"
_KEY, _IDENTITY = Ed25519PrivateKey.generate(), pyrage.x25519.Identity.generate()


def write_raw(database: Path, target: Path) -> None:
    """The floor of writing: rows out, JSON lines, deflated, signed, sealed, synced."""
    connection = sqlite3.connect(database)
    deflate, pieces = zlib.compressobj(6), []
    for row in connection.execute(_SELECT):
        text = json.dumps(dict(zip(_COLUMNS, row, strict=True)), ensure_ascii=False)
        pieces.append(deflate.compress(text.encode() + b"\n"))
    connection.close()
    data = b"".join([*pieces, deflate.flush()])
    signed = _KEY.sign(hashlib.sha256(data).digest()) + data
    sealed = pyrage.encrypt(signed, [_IDENTITY.to_public(), _IDENTITY.to_public()])
    with target.open("wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    assert hashlib.sha256(target.read_bytes()).digest() == hashlib.sha256(sealed).digest()


def read_raw(source: Path, database: Path) -> None:
    """The floor of receiving: opened, verified, inflated, upserted in one transaction, synced."""
    data = pyrage.decrypt(source.read_bytes(), [_IDENTITY])
    signature, body = data[:64], data[64:]
    _KEY.public_key().verify(signature, hashlib.sha256(body).digest())
    lines = zlib.decompress(body).decode().splitlines()
    rows = [tuple(json.loads(line).values()) for line in lines]
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA journal_mode=TRUNCATE")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-16000")
    connection.execute("BEGIN IMMEDIATE")
    marks = ", ".join("?" * len(_COLUMNS))
    connection.executemany(
        f"INSERT OR REPLACE INTO activity ({', '.join(_COLUMNS)}, unit_id, conflict, deleted, extra)"
        f" VALUES ({marks}, 'u', 0, 0, '{{}}')",
        rows,
    )
    connection.execute("COMMIT")
    connection.close()


def after(prepare: Callable[[], Any], work: Callable[[Any], object]) -> Callable[[], Sample]:
    """`work` timed alone, on what `prepare` makes for it each time."""

    def run() -> Sample:
        prepared = prepare()
        return timed(functools.partial(work, prepared))()

    return run


def _take_in(place: Place, folder: Path) -> None:
    """The whole of `nq71 receive` but for feeding the search index, which may wait."""
    with Database.open(folder) as database:
        (verdict,) = receive(database, [place.bundle], search=False)
        assert verdict.new == SENT + 1


def _take_in_and_feed(place: Place, folder: Path) -> None:
    with Database.open(folder) as database:
        receive(database, [place.bundle])


def _nothing_new(place: Place, folder: Path) -> None:
    with Database.open(folder) as database:
        (verdict,) = receive(database, [place.bundle], search=False)
        assert verdict.verdict == "already_known"


def measure(runs: int = 5) -> list[Comparison]:
    """Writing, receiving, receiving with search, the same state again."""
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder))
        raw, usb = Path(folder) / "raw", Path(folder) / "usb 2"
        write_raw(place.school.folder / FILE_NAME, raw)
        floor = after(place.fresh, lambda copy: read_raw(raw, copy / FILE_NAME))
        lines = [
            *compare(
                f"export {SENT:,} activities",
                timed(lambda: write_raw(place.school.folder / FILE_NAME, raw)),
                timed(lambda: export_bundle(place.school, usb)),
                runs,
                {"s": "≤ 1.5×"},
            ),
            *compare(
                f"receive {SENT:,} into {HELD:,}",
                floor,
                after(place.fresh, functools.partial(_take_in, place)),
                runs,
                {"s": "≤ 1.5×, search fed later"},
            ),
            *compare(
                "the same, search index fed too",
                floor,
                after(place.fresh, functools.partial(_take_in_and_feed, place)),
                runs,
            ),
        ]
        place.school.close()
        return lines


def main() -> None:
    """Print medians and ratios."""
    from bench.measure import table

    print(table(measure()))


if __name__ == "__main__":
    main()
