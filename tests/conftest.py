"""What every test needs before anything else is imported, and a real database file for those that want one.

A part that wants more in its database has a `template` of its own beside its tests.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from desktop.models.database import Database

# Before Qt is imported by anyone: no window flashes up on a person's screen, and none is needed in CI.
# Whoever wants to see them sets QT_QPA_PLATFORM (xcb, wayland, windows) first.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _garbage_stays_in_this_thread(request: pytest.FixtureRequest) -> Iterator[None]:
    """Widgets of a test before are never collected by a worker thread (`desktop.views.widgets.collector`)."""
    if "qtbot" in request.fixturenames:
        gc.disable()
    yield
    if not gc.isenabled():
        gc.collect()
        gc.enable()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with an empty database, upgraded from nothing once."""
    from desktop.models.database import Database

    folder = tmp_path_factory.mktemp("template")
    Database.open(folder, create=True).close()
    return folder


@pytest.fixture
def database(template: Path, tmp_path: Path) -> Iterator[Database]:
    """A copy for one test."""
    from desktop.models.database import FILE_NAME, Database

    folder = tmp_path / "dữ liệu"
    folder.mkdir()
    shutil.copy(template / FILE_NAME, folder / FILE_NAME)
    with Database.open(folder) as opened:
        yield opened
