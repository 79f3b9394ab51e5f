"""Python's cyclic garbage is collected on the UI thread only.

The collector runs in whichever thread happens to allocate. In a worker it would delete widgets that lie in a cycle from
the wrong thread, and Qt then crashes the process. So it is switched off, and a timer of the UI thread does its work.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY = 500  # ms


class Collector(QObject):
    """Collects what Python's own thresholds say is due, as long as it lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.setInterval(EVERY)
        timer.timeout.connect(self.collect)
        timer.start()

    def collect(self) -> None:
        """One round: the youngest generations that are over their threshold."""
        for generation, (count, threshold) in enumerate(zip(gc.get_count(), gc.get_threshold(), strict=True)):
            if count <= threshold:
                return
            gc.collect(generation)
