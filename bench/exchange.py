"""Export and merge of 10,000 activities, against raw `sqlite3` reading and upserting the same rows.

Two floors: bare (rows to JSON and back, nothing sealed, nothing checked) and sealed (zlib, age, SHA-256, Ed25519 besides).
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.measure import Comparison, compare, timed
from desktop.models.activity import Activity
from desktop.models.database import Database
from desktop.models.installation import current
from sync.enrolment import publish, register_units, set_up, slips
from sync.export import export_bundle
from sync.receive import receive

COUNT, RUNS = 10_000, 5
_SCHOOL = {
    "role": "unit",
    "unit_code": "14-0001",
    "name": "Trường THCS Chiềng Khương",
    "kind": "THCS",
    "place": "Chiềng Khương",
    "sign": "THCSCK",
    "head": {"post": "HIỆU TRƯỞNG", "name": "Lò Văn Thoản"},
    "staff": 40,
    "officers": 3,
}
_DEPARTMENT = {
    "role": "department",
    "name": "Sở Giáo dục và Đào tạo",
    "place": "Sơn La",
    "sign": "SGDĐT",
    "head": {"post": "GIÁM ĐỐC"},
}
_WORDS = "Tuyên truyền đổi mới kiểm tra, đánh giá; giảm áp lực thi cử cho học sinh các bản vùng cao. " * 5


def measure() -> list[Comparison]:
    """Export, then merge into an empty Department, each against both floors."""
    with tempfile.TemporaryDirectory() as folder:
        return _measure(Path(folder))


def _measure(folder: Path) -> list[Comparison]:
    department, school = folder / "so", folder / "truong"
    with set_up(department, _DEPARTMENT) as database:
        register_units(database, [{**_SCHOOL, "code": "14-0001"}])
        publish(database, folder / "phieu")
        [slip] = slips(database, folder / "phieu")
    with set_up(school, _SCHOOL, slip.pack, slip.code) as database:
        _fill(database)
        bare = _Floor(school / "nq71.db", folder)
        lines = [
            *compare(
                "export 10,000, bare floor",
                timed(lambda: bare.export(False)),
                timed(lambda: export_bundle(database, folder / "o")),
                RUNS,
            ),
            *compare(
                "export 10,000, sealed floor",
                timed(lambda: bare.export(True)),
                timed(lambda: export_bundle(database, folder / "o")),
                RUNS,
                {"s": "≤ 1.5×"},
            ),
        ]
        [bundle] = export_bundle(database, folder / "usb").files
    merge = _merge(department, bundle, folder)
    lines += compare("merge 10,000, bare floor", timed(lambda: bare.merge(False)), timed(merge), RUNS)
    return lines + compare(
        "merge 10,000, sealed floor", timed(lambda: bare.merge(True)), timed(merge), RUNS, {"s": "≤ 1.5×"}
    )


def _fill(database: Database) -> None:
    with database.transaction() as session:
        unit = current(session).unit_id
        for number in range(COUNT):
            session.add(
                Activity(
                    unit_id=unit,
                    date=date(2026, 1, 1) + timedelta(number % 300),
                    title=f"Hoạt động {number}",
                    content=_WORDS,
                    channel="K2",
                    form="K2.1",
                    topic="ND1",
                    people=number % 200,
                    place="Bản Nà Lìu",
                    languages=["NN_THAI"],
                )
            )


def _merge(department: Path, bundle: Path, folder: Path) -> Callable[[], object]:
    """Receive the bundle into a fresh copy of the Department's folder; the copy is small and made each time."""

    def run() -> object:
        copy = folder / "so-ban-sao"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(department, copy)
        with Database.open(copy) as database:
            [verdict] = receive(database, [bundle])
        assert verdict.new > COUNT, verdict
        return verdict

    return run


class _Floor:
    """The least anyone could do with the same libraries: one query out, one executemany in."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.path, self.file, self.target = path, folder / "floor.bin", folder / "floor.db"
        self.identity = pyrage.x25519.Identity.generate()
        self.key = Ed25519PrivateKey.generate()

    def export(self, sealed: bool) -> None:
        """SELECT, JSON, and where `sealed` zlib, age, SHA-256, Ed25519."""
        connection = sqlite3.connect(self.path)
        rows = connection.execute("SELECT * FROM activity").fetchall()
        connection.close()
        body = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
        if sealed:
            out = io.BytesIO()
            pyrage.encrypt_io(io.BytesIO(zlib.compress(body, 6)), out, [self.identity.to_public()])
            body = out.getvalue()
            self.key.sign(hashlib.sha256(body).digest())
        self.file.write_bytes(body)

    def merge(self, sealed: bool) -> None:
        """Read the file of `export` and upsert its rows with our settings and indexes."""
        self.export(sealed) if not self.file.exists() else None
        body = self.file.read_bytes()
        if sealed:
            if not body.startswith(b"age-encryption"):
                self.export(True)
                body = self.file.read_bytes()
            out = io.BytesIO()
            pyrage.decrypt_io(io.BytesIO(body), out, [self.identity])
            hashlib.sha256(body).digest()
            body = zlib.decompress(out.getvalue())
        elif body.startswith(b"age-encryption"):
            self.export(False)
            body = self.file.read_bytes()
        rows = [json.loads(line) for line in body.split(b"\n")]
        self.target.unlink(missing_ok=True)
        connection = sqlite3.connect(self.target)
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA synchronous=FULL")
        columns = ",".join(f"c{i}" for i in range(len(rows[0])))
        connection.execute(f"CREATE TABLE activity ({columns})")
        connection.execute("CREATE UNIQUE INDEX i0 ON activity (c19)")
        for index, column in enumerate(("c0", "c20", "c23"), 1):
            connection.execute(f"CREATE INDEX i{index} ON activity ({column})")
        marks = ",".join("?" * len(rows[0]))
        connection.executemany(f"INSERT OR REPLACE INTO activity VALUES ({marks})", rows)
        connection.commit()
        connection.close()
