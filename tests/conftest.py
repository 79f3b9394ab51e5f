"""What every test needs before anything else is imported. Fixtures of a part live beside that part's tests."""

from __future__ import annotations

import os

# Before Qt is imported by anyone: no window flashes up on a person's screen, and none is needed in CI.
# Whoever wants to see them sets QT_QPA_PLATFORM (xcb, wayland, windows) first.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
