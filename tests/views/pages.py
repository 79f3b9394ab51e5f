"""A page in a real window on a real database, as the three working pages are tested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import shiboken6
from PySide6.QtWidgets import QApplication

from desktop.models.database import Database
from desktop.views import theme
from desktop.views.page import Page, Workspace
from desktop.views.places import Place
from desktop.views.widgets.background import Background
from desktop.views.window import MainWindow
from tests.reports.samples import UNIT


@contextmanager
def shown(database: Database, module: str) -> Iterator[tuple[MainWindow, Page]]:
    """The window with the page of `module` in front; its background ends with it."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.dress(app)
    window = MainWindow()
    errors: list[BaseException] = []
    background = Background(errors.append)
    window.workspace = workspace = Workspace(database, background, "unit", UNIT, window)
    workspace.changed.connect(window._records_changed)

    window._places = (Place("page", "Trang", "house", module),)
    window.side.fill(window._places)
    window.resize(1366, 740)
    window.show()
    window.go_to("page")
    assert window.page is not None
    yield window, window.page
    shiboken6.delete(window)  # its timers go before the threads
    background.wait()
    QApplication.processEvents()
    assert errors == []
