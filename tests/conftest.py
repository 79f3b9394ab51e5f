"""What every test needs before anything else is imported. Fixtures of a part live beside that part's tests."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

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
